"""The first half of a document: context, goals, requirements with verdicts, the estimate, the interface, the data."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.design.document.blocks import Block, Bullets, Heading, Paragraph, table
from helpers.design.environments import COLUMNS
from helpers.errors import CourseError
from helpers.units import human

if TYPE_CHECKING:
    from helpers.design.look import Look
    from helpers.design.verdict import Verdict

YEAR = re.compile(r"\b(19|20)\d\d\b")
NOTHING = "Nothing yet: step {} has not made this piece."


def context(look: "Look") -> Iterator[Block]:
    """Why it is built, for whom, what it does, and what it leaves out."""
    from helpers.cases import list_cases, load_case

    yield Heading(2, "Context")
    case = look.design.case or look.design.name
    told = look.notes.context or (load_case(case).brief if case in list_cases() else "")
    yield Paragraph(told or "Nothing says why this is built.")
    yield Heading(2, "Goals and non-goals")
    if look.sheet is None:
        yield Paragraph(NOTHING.format(1))
        return
    rows = [(each.id, each.sentence, each.priority, each.fit or "not said") for each in look.sheet.functional]
    yield table(("Goal", "What it must do", "Priority", "Met when"), rows, 1)
    if look.sheet.out_of_scope:
        yield Paragraph("Not built, on purpose:")
        yield Bullets(tuple(f"{each.id.replace('_', ' ').capitalize()}"
                            f"{f': {each.because}' if each.because else ''}." for each in look.sheet.out_of_scope))
    if look.sheet.constraints:
        yield Paragraph("Given, and not for us to choose:")
        yield Bullets(tuple(f"{each.says[0].upper()}{each.says[1:]}." for each in look.sheet.constraints))


def requirements(look: "Look", verdict: "Verdict | None") -> Iterator[Block]:
    """Each quality with its verdict, and the four questions."""
    yield Heading(2, "Requirements, and whether they are met")
    if verdict is None:
        yield Paragraph(NOTHING.format(1))
        return
    yield Paragraph(verdict.sentence, strong=True)
    if verdict.rates:
        loads = "; ".join(f"{column} {_rate(peak)} at the peak" for column, (peak, _) in verdict.rates.items())
        yield Paragraph(f"The columns are the ends of the estimate's 90% range and its own value: {loads}.")
    rows = [(f"{each.quality.id}: {each.quality}", each.state(), *(each.shown(column) for column in COLUMNS),
             each.margin_text or "not told") for each in verdict]
    yield table(("Asked", "Verdict", *(column.capitalize() for column in COLUMNS), "To spare"), rows, 0)
    yield Paragraph("How each figure was obtained:")
    yield Bullets(tuple(f"{each.quality.id}: {each.likely.how} ({each.likely.source})." for each in verdict))
    yield Heading(3, "Four questions")
    yield table(("Question", "Answer", "Because"),
                [(each.question, each.answer, each.because) for each in verdict.answers], 2)
    yield Paragraph(verdict.calibrated)


def _rate(value: float) -> str:
    from helpers.units import Q

    return human(Q(float(value), "1/s"), 2)


def estimate(look: "Look") -> Iterator[Block]:
    """What follows from the assumptions, and the register of the assumptions themselves."""
    yield Heading(2, "Estimate")
    if look.estimate is None:
        yield Paragraph(NOTHING.format(2))
        return
    try:
        values, ranges = look.estimate.values(), look.estimate.intervals()
    except CourseError as error:
        yield Paragraph(f"It cannot be worked out: {error}")
        return
    rows = [(each.name.replace("_", " "), human(values[each.name]), _range(ranges[each.name]), each.formula.text)
            for each in look.estimate.formulas]
    yield table(("Result", "Value", "90% range", "Formula"), rows, 3)
    yield Heading(3, "Assumption register")
    rows = [(each.name.replace("_", " "), human(each.quantity), each.range_text or "no range",
             each.why or "not said", _source(each), _year(each)) for each in look.estimate.assumptions]
    yield table(("Assumption", "Value", "90% range", "Why", "Source", "Year"), rows, 3)


def _range(interval) -> str:
    return str(interval) if interval.low < interval.high else "exact"


def _source(assumption) -> str:
    return YEAR.sub("", assumption.source).strip(" ,;()") or assumption.reference or "none named"


def _year(assumption) -> str:
    found = YEAR.search(f"{assumption.source} {assumption.why}")
    return found[0] if found else "not said"


def interface(look: "Look") -> Iterator[Block]:
    """The endpoints."""
    yield Heading(2, "Interface")
    if look.api is None:
        yield Paragraph(NOTHING.format(3))
        return
    shares = {each.name: each.share for each in look.flows}
    rows = [(each.name, str(each), ", ".join(each.serves) or "nothing", look.api.auth_of(each),
             ", ".join(map(str, (each.status, *each.errors))),
             f"{100 * shares[each.name]:.2g}%" if each.name in shares else "not said") for each in look.api.endpoints]
    yield table(("Endpoint", "Call", "Serves", "Access", "Answers", "Share"), rows, 1)
    promises = [f"{each.name}: {', '.join(told)}." for each in look.api.endpoints if (told := list(_promises(each)))]
    if promises:
        yield Paragraph("Promised besides:")
        yield Bullets(tuple(promises))


def _promises(endpoint) -> Iterator[str]:
    if endpoint.idempotent:
        yield "repeated with the same Idempotency-Key it does nothing again"
    if endpoint.paginated:
        yield f"in pages of at most {endpoint.page_limit}, by {endpoint.paginated}"
    if endpoint.if_match:
        yield "a change names the version that it was made on"
    if endpoint.cached:
        yield f"an answer may be kept for {endpoint.cached:g} s"
    if endpoint.owner_only:
        yield "only the owner may"
    if endpoint.rate_limit:
        yield f"at most {endpoint.rate_limit}"


def data_model(look: "Look") -> Iterator[Block]:
    """The entities, how each is protected, and how data are asked for."""
    from helpers.reliability.budget import seconds_text

    yield Heading(2, "Data model")
    if look.model is None:
        yield Paragraph(NOTHING.format(4))
        return
    rows = []
    for each in look.model.entities:
        indexes = "; ".join(", ".join(index) for index in (*each.unique, *each.indexes))
        kept = "for ever" if each.keep is None else seconds_text(each.keep)
        rows.append((each.name, ", ".join(f"{field.name} {field.text}" for field in each.fields),
                     ", ".join(each.key) or "none", indexes or "none", kept))
    yield table(("Entity", "Fields", "Key", "Indexes", "Kept"), rows, 1)
    rows = [(each.name, each.serves or "nothing", f"{each.writes or 'read'} {each.entity}"
             f"{' by ' + ', '.join(each.by) if each.by else ''}",
             _rate(each.rate) if each.rate else "not said") for each in look.patterns]
    yield table(("Access pattern", "Serves", "What it does", "Rate"), rows, 2)
