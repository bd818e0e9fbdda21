"""Rules on steps 6 and 8: what was looked into was decided, and the diagram follows the decisions."""

from typing import TYPE_CHECKING

from helpers.design.rules.registry import MADR, SPINE, Told, listed, rule, words_of

if TYPE_CHECKING:
    from helpers.design.look import Look

FEWEST, MOST = 2, 4


@rule("deep-dive-without-decision", "error", 6, SPINE.format(6, "approaches, their pros and cons, and the choice"))
def deep_dive_without_decision(look: "Look") -> Told:
    """What was looked into and not decided is work that the next person does again."""
    if look.decisions is None:
        return
    texts = [words_of(f"{each.question} {each.because}") for each in look.decisions]
    for name in look.notes.deep_dives:
        if not any(words_of(name) <= text for text in texts):
            yield name, "it was looked into, and no decision speaks of it", (
                f'Record one: Decision("Which ... for {name}?", ...).')


@rule("few-deep-dives", "warning", 6, SPINE.format(6, "dig into two or three components"))
def few_deep_dives(look: "Look") -> Told:
    """A design that looks into nothing is a drawing; one that looks into everything has chosen nothing."""
    if look.decisions is None or look.design.notes is None:
        return
    count = len(look.notes.deep_dives)
    if not FEWEST <= count <= MOST:
        yield "deep dives", f"{count} are named; two or three are what there is time for", (
            "Name them: Notes(deep_dives=[...]).")


@rule("decision-open", "error", 6, MADR.format("decision outcome"))
def decision_open(look: "Look") -> Told:
    """A question without a choice holds up everything that follows from it."""
    for each in look.decisions or ():
        if each.choice is None:
            yield each.question or "a decision", f"nothing is chosen of {listed(each.options) or 'no options'}", (
                "Choose, and say why.")


@rule("decision-against-diagram", "error", 6, SPINE.format(6, "the diagram follows the decisions"))
def decision_against_diagram(look: "Look") -> Told:
    """A decision says one kind of store and the diagram draws another: one of them was not brought up to date."""
    from helpers.architecture.kinds import KINDS

    if look.drawing is None:
        return
    kinds = {frozenset(words_of(name)): name for name in KINDS}
    kinds |= {frozenset(words_of(kind.label)): name for name, kind in KINDS.items()}
    for each in look.decisions or ():
        chosen = kinds.get(frozenset(words_of(each.choice or "")))
        others = {kinds.get(frozenset(words_of(option))) for option in each.options} - {None, chosen}
        if chosen is None or not others:
            continue
        asked = words_of(each.question)
        for box in look.drawing:
            if words_of(box.name) <= asked and box.kind != chosen:
                yield box.name, f"the decision is {each.choice}, and it is drawn as {box.of.label}", (
                    "Bring one of the two up to date.")


@rule("decision-without-confirmation", "note", 8, MADR.format("confirmation"))
def decision_without_confirmation(look: "Look") -> Told:
    """A decision that says how one will see that it was right can be taken back in time."""
    for each in look.decisions or ():
        if each.question and each.choice and not look.notes.confirmations.get(each.question):
            yield each.question, "nothing says how one will see that it was right", (
                "Add it: Notes(confirmations={question: a test, or a figure that is watched}).")


@rule("confirmation-for-nothing", "warning", 8, SPINE.format(8, "names are the joints between steps"))
def confirmation_for_nothing(look: "Look") -> Told:
    """A confirmation of a decision that is not there confirms nothing, or the question was reworded."""
    if look.decisions is None:
        return
    from helpers.errors import nearest

    known = [each.question for each in look.decisions]
    for question in look.notes.confirmations:
        if question not in known:
            yield question, "it is to be confirmed, and no decision asks it", f"Mend it.{nearest(question, known)}"


@rule("no-open-risk", "note", 8, SPINE.format(8, "what is open is said"))
def no_open_risk(look: "Look") -> Told:
    """A design without a risk and without an unknown was not looked at long enough; reviewers ask for both."""
    if look.design.notes is not None and not (look.notes.risks or look.notes.unknowns):
        yield "notes", "no risk and no unknown is named", "Name the two that you would lose sleep over."
