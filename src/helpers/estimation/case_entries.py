"""The assumptions of a case as the beginning of an estimate."""

from pathlib import Path

from helpers.errors import shorten
from helpers.estimation.errors import EstimateError
from helpers.estimation.parts import Assumption, make_assumption


def case_entries(case: object) -> tuple[str, tuple[Assumption, ...]]:
    """The title and the assumptions of a case (a `Case`, its name, or the path of its file).

    >>> case_entries("pastebin")[0]
    'Pastebin'
    """
    if isinstance(case, str | Path):
        from helpers.cases import load_case

        case = load_case(case)
    if not (hasattr(case, "title") and hasattr(case, "assumptions")):
        raise EstimateError(f'case: {shorten(case)} is not a case. Give its name, such as "pastebin".')
    return (case.title, tuple(
        make_assumption(each.name, each.value, each.unit, each.low, each.high, each.why, each.source)
        for each in case.assumptions))
