"""What a decision is checked for: rule, severity, what it means."""

import re

from helpers.findings import Finding, Findings
from helpers.inputs import offer
from helpers.tradeoffs.decisions import ranking

DECISION_RULES = {  # severity, and what it means
    "no-question": ("note", "nothing says what is to be decided"),
    "one-option": ("error", "fewer than two options are no choice"),
    "no-criteria": ("error", "nothing says what matters"),
    "missing-evidence": ("error", "an option has no figure for a criterion"),
    "no-provenance": ("warning", "nothing says where an option's figures come from"),
    "no-choice": ("error", "nothing is chosen"),
    "choice-not-best": ("warning", "the evidence speaks for another option"),
    "dominated-choice": ("error", "another option is at least as good on every criterion"),
    "no-because": ("error", "the choice has no reason"),
    "because-names-no-criterion": ("note", "the reason speaks of none of the criteria"),
    "knife-edge": ("warning", "a small change of one weight makes another option best"),
    "criterion-decides-nothing": ("note", "all options are equal on a criterion"),
}
SMALL_CHANGE, TIE = 0.2, 1e-9  # shares of a weight


def check(decision) -> Findings:
    """Run every rule."""
    return Findings([*_asked(decision), *_evidence(decision), *_choice(decision), *_weights(decision)])


def _finding(rule: str, where: str, message: str, fix: str) -> Finding:
    return Finding(rule, DECISION_RULES[rule][0], where, message, fix)


def _asked(decision):
    if not decision.question:
        yield _finding("no-question", "question", "is empty, so that nobody can tell what was decided",
                       'Ask one question, such as "Which cache policy?".')
    if len(decision.options) < 2:
        yield _finding("one-option", "options", f"{len(decision.options)} option is no choice: a trade-off needs two",
                       "Add the option that you would take if yours were forbidden.")
    if not decision.criteria:
        yield _finding("no-criteria", "criteria", "are empty, so that every option is as good as any other",
                       "Name what the requirements ask for, such as latency or cost.")


def _evidence(decision):
    for option in decision.options:
        lacking = [each.name for each in decision.criteria if each.name not in decision.evidence[option]]
        for each in lacking:
            yield _finding("missing-evidence", f"{option}, {each}", "has no figure, and counts as the worst",
                           f"Measure it in a laboratory, or estimate it and say so.{_close(decision, each)}")
        if decision.evidence[option] and option not in decision.provenance:
            yield _finding("no-provenance", option, "has figures, and nothing says where they come from",
                           'Use a laboratory, or say it: provenance={"...": "load test, 3 May"}.')
    for each in decision.criteria:
        known = [row[each.name] for row in decision.evidence.values() if each.name in row]
        if len(known) == len(decision.options) > 1 and len(set(known)) == 1:
            yield _finding("criterion-decides-nothing", each.name, "is equal for all options, and decides nothing",
                           "Leave it out, or find a figure that tells them apart.")


def _close(decision, name: str) -> str:
    """The column of the laboratory that may have been meant; where none is near, all of them."""
    free = [each for each in decision.measured if each not in {one.name for one in decision.criteria}]
    if name in decision.measured or not free:
        return ""
    return offer(name, free) or f" No {name} was measured, but {', '.join(free[:12])} were."


def _choice(decision):
    chosen = decision.choice
    if chosen is None:
        yield _finding("no-choice", "choice", "nothing is chosen yet", "Choose one of the options.")
    elif decision.criteria and len(decision.options) > 1:
        better = _dominating(decision)
        scores = decision.scores()["score"]
        if better:
            yield _finding("dominated-choice", chosen, f"{better} is at least as good on every criterion, and better "
                           "on one", "Choose it, or add the criterion on which yours is better.")
        elif scores[chosen] < scores.max() - ranking.TIE:
            yield _finding("choice-not-best", chosen, f"scores {scores[chosen]:.2f}, and {decision.best} "
                           f"{scores.max():.2f}", "Say in because what outweighs that, or correct the weights.")
    if not decision.because:
        yield _finding("no-because", "because", "is empty: the reason is what others need to review a choice",
                       "Name the criterion that decided, and what you give up for it.")
    elif decision.criteria and not any(_speaks_of(decision.because, each.name) for each in decision.criteria):
        yield _finding("because-names-no-criterion", "because", "names none of the criteria",
                       f"Tie it to one of: {', '.join(each.name.replace('_', ' ') for each in decision.criteria[:6])}.")


def _dominating(decision) -> str | None:
    """An option at least as good as the choice on every criterion and better on one, when all figures are there."""
    names = [(each.name, 1 if each.better == "higher" else -1) for each in decision.criteria]
    mine = decision.evidence[decision.choice]
    for option, row in decision.evidence.items():
        if option == decision.choice or any(name not in row or name not in mine for name, _ in names):
            continue
        gains = [(row[name] - mine[name]) * sign for name, sign in names]
        if min(gains) >= 0 and max(gains) > 0:
            return option
    return None


def _speaks_of(because: str, name: str) -> bool:
    token = r"[^\W_]+(?:\.\d+)*"  # "p99.9" is one word
    said = set(re.findall(token, because.lower()))
    words = [word for word in re.findall(token, name.lower()) if len(word) > 3]
    if not words or any("." in word for word in words):
        return name.lower() in said or any("." in word and word in said for word in words)
    return any(word in said or any(each.startswith(word[:5]) for each in said) for word in words)


def _weights(decision):
    if len(decision.options) < 2:
        return
    flips = decision.flips()
    for each in decision.criteria:
        others = sum(other.weight for other in decision.criteria if other.name != each.name)
        for side, direction in (("below", "down"), ("above", "up")):
            share, option = flips.at[each.name, side], flips.at[each.name, f"{side}_to"]
            if share != share or not each.weight or share >= 1:
                continue
            weight = others * share / (1 - share)
            change = abs(weight / each.weight - 1)
            if change < TIE:
                yield _finding("knife-edge", each.name, f"the options tie at its weight of {each.weight:g}: with "
                               f"any {'less' if direction == 'down' else 'more'}, {option} is best",
                               "Call it a tie, or add the criterion that tells them apart.")
            elif change < SMALL_CHANGE:
                now, then = _told_apart(each.weight, weight)
                yield _finding("knife-edge", each.name, f"with its weight {direction} from {now} to {then}, {option} "
                               "is best", "Say why this weight is right, or call it a tie.")


def _told_apart(first: float, second: float) -> tuple[str, str]:
    """Two numbers with as few digits as tell one from the other."""
    for digits in range(3, 17):
        texts = f"{first:.{digits}g}", f"{second:.{digits}g}"
        if texts[0] != texts[1]:
            return texts
    return repr(first), repr(second)
