"""What a fact is worth: how far the results of the estimate move between the two ends one would believe without it."""

import itertools
from dataclasses import dataclass
from functools import lru_cache

from helpers.cases import Case, CaseError
from helpers.errors import CourseError

LITTLE = 1.2  # a result that moves by less than a fifth changes no design


@dataclass(frozen=True)
class Worth:
    """What one fact decides: the result that it moves most and by which factor, or the rows of the sheet it gives.

    `low` and `high` are that result's ends as text. A fact that moves nothing and gives nothing was a wasted question.
    """

    fact: str
    factor: float = 1.0
    result: str = ""
    low: str = ""
    high: str = ""
    rows: tuple[str, ...] = ()

    @property
    def wasted(self) -> bool:
        """Whether the fact neither moves a result nor adds a row to the sheet."""
        return self.factor < LITTLE and not self.rows

    def __str__(self) -> str:
        if self.factor >= LITTLE:
            return f"moves {self.result.replace('_', ' ')} {self.factor:.3g} times, from {self.low} to {self.high}"
        if self.rows:
            return f"decides {', '.join(each.replace('_', ' ') for each in self.rows)}"
        return "moves nothing"


def estimate_of(case: Case):
    """The case's assumptions and results as an estimate. Raises `CaseError` where a formula does not fit."""
    from helpers.estimation import Estimate

    made = Estimate.from_case(case)
    try:
        for each in case.results:
            made = made.derive(each.name, each.formula, each.unit or None)
        if case.results:
            made.values()
    except CourseError as error:
        raise CaseError(f"{case.name}.yaml: results: {error}") from None
    return made


@lru_cache(maxsize=32)
def worths(case: Case) -> dict[str, Worth]:
    """What each fact of a case is worth, by name: the estimate is run at every corner of what the fact tells.

    >>> from helpers.cases import load_case
    >>> str(worths(load_case("url_shortener"))["kept_for"])
    'moves disk space 10 times, from 9 TB to 90 TB'
    """
    from helpers.units import Q, human

    estimate = estimate_of(case)
    names = [each.name for each in case.results]
    usual = {each.name: each.value for each in estimate.assumptions}
    found = {}
    for fact in case.facts:
        rows = tuple(str(fields.get("id", "")) for row in fact.gives for fields in row.values())
        best = Worth(fact.name, rows=rows)
        ends = [
            (name, span or (case.assumption(name).low, case.assumption(name).high)) for name, span in fact.tells.items()
        ]
        if ends and names:
            solved = [
                estimate.solve({**usual, **dict(zip([name for name, _ in ends], corner, strict=True))})
                for corner in itertools.product(*(span for _, span in ends))
            ]
            for name in names:
                values = sorted(float(each[name]) for each in solved)
                factor = values[-1] / values[0] if values[0] > 0 else (float("inf") if values[-1] > 0 else 1.0)
                if factor > best.factor:
                    unit = estimate.unit_of(name)
                    best = Worth(
                        fact.name,
                        factor,
                        name,
                        *(human(Q(value, unit), 2) for value in (values[0], values[-1])),
                        rows=rows,
                    )
        found[fact.name] = best
    return found
