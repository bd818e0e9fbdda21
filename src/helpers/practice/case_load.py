"""What a case's numbers make of its load: the flows with their shares, and the requests a second at the peak."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from helpers.cases import Case, Flow
from helpers.estimation import Estimate
from helpers.practice.errors import PracticeError
from helpers.requirements.interview.worth import estimate_of

PEAK, AVERAGE = "peak_requests_per_second", "requests_per_second"


@dataclass(frozen=True)
class CaseLoad:
    """The flows of a case and its rates, in requests a second, for some of its numbers. `results` are its figures."""

    flows: tuple[Flow, ...]
    peak: float
    average: float
    results: dict[str, object]

    __hash__ = None  # type: ignore[assignment]


def estimate_with(case: Case, numbers: Mapping[str, float] | None = None) -> Estimate:
    """The case's estimate with other numbers for some of its assumptions, in their own units."""
    made = estimate_of(case)
    return made.what_if(**numbers) if numbers else made


def case_load(case: Case, numbers: Mapping[str, float] | None = None) -> CaseLoad:
    """The load of a case with its own numbers, or with others for some of them. Raises `PracticeError`.

    Where every flow has a rate, shares follow the numbers; else they stay as the case says.

    >>> from helpers.cases import load_case
    >>> round(case_load(load_case("url_shortener")).peak), case_load(load_case("url_shortener")).flows[0].name
    (57609, 'open_link')
    """
    estimate = estimate_with(case, numbers)
    if PEAK not in estimate or AVERAGE not in estimate:
        raise PracticeError(f"{case.name}.yaml: results: {PEAK} and {AVERAGE} are needed for an interview with a "
                            "clock; add both, with unit 1/s.")
    peak, average = (float(estimate[name].to("1/s").magnitude) for name in (PEAK, AVERAGE))
    flows = case.flows
    if all(each.rate for each in flows):
        rated = estimate
        for each in flows:
            rated = rated.derive(f"rate_of_{each.name}", each.rate, "1/s")
        rates = [float(rated[f"rate_of_{each.name}"].to("1/s").magnitude) for each in flows]
        whole = sum(rates)
        flows = tuple(replace(each, share=rate / whole) for each, rate in zip(flows, rates, strict=True)
                      if rate > 0)
    return CaseLoad(flows, peak, average, {each.name: estimate[each.name] for each in case.results})
