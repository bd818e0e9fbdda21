"""Uncertainty: draws from 90% ranges with common random numbers, quantiles, and the tornado."""

from functools import lru_cache
from statistics import NormalDist
from zlib import crc32

import numpy

from helpers.errors import shorten
from helpers.estimation.errors import EstimateError, read
from helpers.estimation.formulas import PLAIN, TIME
from helpers.estimation.parts import Assumption

Z95 = 1.6448536269514722  # the 95th percentile of the standard normal distribution: a 90% range ends there
MOST_SAMPLES = 2_000_000
MOST_STRATA = 20_000


@lru_cache(maxsize=8)
def normal_strata(samples: int) -> numpy.ndarray:
    """The middles of `samples` equally likely slices of the standard normal distribution, in order."""
    inverse = NormalDist().inv_cdf
    return numpy.array([inverse((place + 0.5) / samples) for place in range(samples)])


def standard_normals(name: str, samples: int, seed: int) -> numpy.ndarray:
    """Standard normal draws that belong to a name: the same whatever else the estimate holds (common random numbers).

    Up to 20,000 they are a Latin hypercube (one draw from each equally likely slice, shuffled), so that the ends of a
    range are hit exactly; more are independent, and not kept.
    """
    if samples > MOST_STRATA:
        return _chance(name, seed).standard_normal(samples)
    return _latin_hypercube(name, samples, seed)


def _chance(name: str, seed: int):
    return numpy.random.default_rng([seed, crc32(name.encode())])


@lru_cache(maxsize=256)
def _latin_hypercube(name: str, samples: int, seed: int) -> numpy.ndarray:
    draws = _chance(name, seed).permutation(normal_strata(samples))
    draws.setflags(write=False)
    return draws


def draw(assumption: Assumption, samples: int, seed: int) -> numpy.ndarray | float:
    """Values of one assumption: its median is the value, its 5% and 95% points are the ends of its range.

    Each half has its own spread, so that a range need not be symmetric about the value; where it is, this is the
    ordinary (log)normal distribution.
    """
    if not assumption.has_range:
        return assumption.value
    z = standard_normals(assumption.name, samples, seed)
    value, low, high = assumption.value, assumption.low, assumption.high
    with numpy.errstate(all="ignore"):
        if assumption.shape == "lognormal":
            middle = numpy.log(value)
            down, up = (middle - numpy.log(low)) / Z95, (numpy.log(high) - middle) / Z95
            drawn = value * numpy.exp(numpy.where(z < 0, down, up) * z)
        else:
            drawn = value + numpy.where(z < 0, (value - low) / Z95, (high - value) / Z95) * z
    if not numpy.isfinite(drawn).all():
        raise EstimateError(f"{assumption.name}: the range {low:g} to {high:g} is too wide to draw from. Narrow it.")
    return drawn


def read_request(level: object, samples: object, seed: object) -> tuple[float, int, int]:
    """The level, the number of samples and the seed that were asked for; what cannot be is refused."""
    share = read.share(level, "level", example="0.9 for a 90% range")
    if not 0 < share < 1:
        raise EstimateError(f"level: {shorten(level)} is not between 0 and 1. Give 0.9 for a 90% range.")
    return (share, read.whole(samples, "samples", 1, MOST_SAMPLES, "10_000"),
            read.whole(seed, "seed", 0, 2**63 - 1, "1"))


def draw_all(estimate, samples: int, seed: int, only: str | None = None) -> dict[str, numpy.ndarray]:
    """Drawn values of every entry (or of `only`), each an array of shape (samples,), in the entries' units."""
    _, samples, seed = read_request(0.5, samples, seed)
    values = {each.name: draw(each, samples, seed) for each in estimate.assumptions}
    solved = estimate.solve(values, only)
    return {name: numpy.broadcast_to(each, (samples,)) for name, each in solved.items()}


def quantiles(
    estimate, names: list[str], level: float, samples: int, seed: int, fixed: dict[str, float] | None = None
) -> dict[str, tuple[float, float, float]]:
    """Low end, median and high end of each named entry, in its unit; `fixed` puts certain values for assumptions."""
    level, samples, seed = read_request(level, samples, seed)
    for name in names:
        estimate.entry(name)
    fixed = fixed or {}
    drawn = {each.name: draw(each, samples, seed) for each in estimate.assumptions if each.name not in fixed}
    solved = estimate.solve({**drawn, **fixed}, names[0] if len(names) == 1 else None)
    ends = ((1 - level) / 2, 0.5, (1 + level) / 2)
    return {name: _ends(solved[name], ends) for name in names}


def _ends(values, ends) -> tuple[float, float, float]:
    if numpy.ndim(values) == 0:
        return (float(values),) * 3
    places: list[int] = [min(len(values) - 1, max(0, round(share * (len(values) - 1)))) for share in ends]
    ordered = numpy.partition(values, sorted(set(places)))
    low, middle, high = (float(ordered[place]) for place in places)
    return low, middle, high


def tornado(estimate, name: str):
    """The entry at both ends of each assumption's range, all else at its value; the widest swing first."""
    import pandas

    entry = estimate.entry(name)
    needed = set(estimate.order(name))
    ranged = [each for each in estimate.assumptions if each.has_range and each.name in needed and each.name != name]
    if isinstance(entry, Assumption):
        ranged = []
    columns = 2 * len(ranged)
    values = {each.name: numpy.full(columns, each.value) for each in estimate.assumptions}
    for place, each in enumerate(ranged):
        values[each.name][2 * place : 2 * place + 2] = each.low, each.high
    solved = numpy.broadcast_to(estimate.solve(values, name)[name], (columns,)) if ranged else numpy.empty(0)
    at_low, at_high = solved[0::2], solved[1::2]
    smaller, larger = numpy.minimum(at_low, at_high), numpy.maximum(at_low, at_high)
    with numpy.errstate(all="ignore"):
        factor = numpy.where(smaller > 0, larger / smaller, numpy.nan)
    frame = pandas.DataFrame(
        {"at_low": at_low, "at_high": at_high, "factor": factor, "swing": larger - smaller},
        index=pandas.Index([each.name for each in ranged], name="assumption", dtype=object),
    )
    return frame.sort_values("swing", ascending=False, kind="stable")


def no_finite_value(name: str, entry, base: dict) -> EstimateError:
    """The error for a formula that has no finite value, with the likely reason."""
    zeros = [each for each in sorted(entry.formula.names) if numpy.any(base[each] == 0)]
    negatives = [each for each in sorted(entry.formula.names) if numpy.any(base[each] < 0)]
    reason = (
        f" {', '.join(zeros)} is zero."
        if zeros and "/" in entry.formula.text
        else f" {', '.join(negatives)} is negative."
        if negatives
        else " A value in it is too large or out of place."
    )
    certain = all(numpy.ndim(base[each]) == 0 for each in entry.formula.names)
    where = "" if certain else " for some values within the ranges"
    return EstimateError(f"{name}: {shorten(entry.formula.text)} has no finite value{where}.{reason}")


def missing_factor(found, wanted) -> str:
    """A nudge when a result is off by a time: the most common slip is to forget how long something is kept."""
    gap = tuple(b - a for a, b in zip(found, wanted, strict=True))
    if gap == TIME and found[1:2] == (-2.0,):
        return " Two rates were multiplied: one of them should be a number."
    if gap == TIME:
        return " Multiply by a time, such as how long it is kept."
    if gap == tuple(-each for each in TIME):
        return " Divide by a time, such as day or month."
    if gap == (1.0, 0.0, 0.0):
        return " Multiply by a size in bytes."
    return "" if gap == PLAIN else " Change the formula or the unit."
