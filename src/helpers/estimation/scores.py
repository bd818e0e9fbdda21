"""Scoring numbers the way estimates should be: how many powers of ten off, and how honest the ranges are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.errors import CourseError, shorten
from helpers.estimation.errors import EstimateError
from helpers.estimation.interval import Interval
from helpers.units import Q, Quantity, unit_text
from helpers.units.parser import checked_number, convert


def log10_distance(guess: object, truth: object) -> float:
    """How many powers of ten a guess is off; 0.3 is a factor of two. Both positive, of one kind.

    >>> round(log10_distance("2 TB", "1000 GB"), 3), log10_distance(100, 1)
    (0.301, 2.0)
    """
    said, right = (_positive(each, field) for each, field in ((guess, "guess"), (truth, "truth")))
    if said.dimensionality != right.dimensionality:
        raise EstimateError(
            f"guess: {said:.4g~P} and {right:.4g~P} are not of one kind; give both in the same sort of unit."
        )
    return abs(powers_of_ten(said, right))


def powers_of_ten(above, below) -> float:
    """The logarithm of a ratio of positive quantities of one kind; huge and tiny ones neither overflow nor vanish.

    >>> powers_of_ten(Q("1e300 TB"), Q("1e-300 B"))
    612.0
    """
    units = convert(Quantity(1.0, above.units), unit_text(below.units)).magnitude
    return math.log10(above.magnitude) - math.log10(below.magnitude) + math.log10(units)


def _single(value, field: str):
    """One finite quantity, or an error that names the field."""
    try:
        quantity = value if isinstance(value, Quantity) else Q(value)
        return Quantity(checked_number(quantity.magnitude, value), quantity.units)
    except CourseError as error:
        raise EstimateError(f"{field}: {error}") from None


def _positive(value, field: str):
    quantity = _single(value, field)
    if not quantity.magnitude > 0:
        raise EstimateError(
            f"{field}: {shorten(value)} is not positive; powers of ten are counted for positive values."
        )
    return quantity


@dataclass(frozen=True)
class Calibration:
    """How often 90% ranges held the truth, and what that says about the estimator.

    >>> print(calibration([("1 TB", "2 TB"), (10, 20)], ["1.5 TB", 50]))
    1 of 2 ranges held the truth; about 1.8 should. ...
    """

    hits: int
    total: int
    level: float

    @property
    def share(self) -> float:
        """Share of the ranges that held the truth."""
        return self.hits / self.total

    @property
    def expected(self) -> float:
        """How many ranges would hold the truth if they deserved their level."""
        return self.level * self.total

    def chance(self) -> float:
        """Probability that honest ranges do this badly or worse on the low side (binomial)."""
        n, win, lose = self.total, math.log(self.level), math.log1p(-self.level)
        logs = (_log_choose(n, k) + k * win + (n - k) * lose for k in range(self.hits + 1))
        return min(1.0, math.fsum(map(math.exp, logs)))

    def __str__(self) -> str:
        if self.hits >= self.total and self.total >= 10:
            advice = "All of them: are the ranges wider than they need be?"
        elif self.chance() < 0.1:
            advice = "The ranges are too narrow: say less precisely what you do not know."
        else:
            advice = "That is compatible with honest ranges."
        return f"{self.hits} of {self.total} ranges held the truth; about {self.expected:.3g} should. {advice}"


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def calibration(intervals: Sequence, truths: Sequence, level: float = 0.9) -> Calibration:
    """Count how many intervals, each (low, high), hold their truth; good 90% ranges hold nine in ten.

    Raises `EstimateError` for unequal lengths, none at all, or a range upside down.
    """
    for field, given in (("intervals", intervals), ("truths", truths)):
        if not isinstance(given, Sequence) or isinstance(given, str | bytes):
            raise EstimateError(f"{field}: {shorten(given)} is not a list. Give a list, one item a question.")
    if len(intervals) != len(truths) or not len(truths):
        raise EstimateError(
            f"calibration needs as many truths as intervals, at least one; got {len(intervals)} and {len(truths)}."
        )
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
        raise EstimateError(f"level: {shorten(level)} is not between 0 and 1. Give 0.9 for 90%.")
    hits = 0
    for number, (interval, truth) in enumerate(zip(intervals, truths, strict=True), 1):
        ends = (interval.low, interval.high) if isinstance(interval, Interval) else interval
        if not isinstance(ends, tuple | list) or len(ends) != 2:
            raise EstimateError(f"range {number}: {shorten(interval)} is not a pair. Give the low and the high end.")
        low, high = (_single(each, f"range {number}") for each in ends)
        right = _single(truth, f"truth {number}")
        if not low.dimensionality == high.dimensionality == right.dimensionality:
            raise EstimateError(f"range {number}: {low:.4g~P} to {high:.4g~P} and {right:.4g~P} are not of one kind.")
        if low > high:
            raise EstimateError(f"range {number}: {low:.4g~P} is above {high:.4g~P}. Give the low end first.")
        hits += bool(low <= right <= high)
    return Calibration(hits, len(truths), level)
