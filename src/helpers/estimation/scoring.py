"""Scoring numbers the way estimates should be: how many powers of ten off, and how honest the ranges are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.errors import shorten
from helpers.estimation.errors import EstimateError
from helpers.units import Q, Quantity


def log10_distance(guess, truth) -> float:
    """How many powers of ten a guess is off; 0.3 is a factor of two. Both positive, of one kind.

    >>> round(log10_distance("2 TB", "1000 GB"), 3), log10_distance(100, 1)
    (0.301, 2.0)
    """
    said, right = (_positive(each, field) for each, field in ((guess, "guess"), (truth, "truth")))
    if said.dimensionality != right.dimensionality:
        raise EstimateError(
            f"guess: {said:.4g~P} and {right:.4g~P} are not of one kind; give both in the same sort of unit."
        )
    return abs(math.log10(said.to_base_units().magnitude) - math.log10(right.to_base_units().magnitude))


def _positive(value, field: str):
    quantity = value if isinstance(value, Quantity) else Q(value)
    if not quantity.magnitude > 0:
        raise EstimateError(
            f"{field}: {shorten(str(value))} is not positive; powers of ten are counted for positive values."
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
        return sum(
            math.comb(self.total, k) * self.level**k * (1 - self.level) ** (self.total - k)
            for k in range(self.hits + 1)
        )

    def __str__(self) -> str:
        if self.hits >= self.total and self.total >= 10:
            advice = "All of them: are the ranges wider than they need be?"
        elif self.chance() < 0.1:
            advice = "The ranges are too narrow: say less precisely what you do not know."
        else:
            advice = "That is compatible with honest ranges."
        return f"{self.hits} of {self.total} ranges held the truth; about {self.expected:.3g} should. {advice}"


def calibration(intervals: Sequence, truths: Sequence, level: float = 0.9) -> Calibration:
    """Count how many intervals, each (low, high), hold their truth; good 90% ranges hold nine in ten.

    Raises `EstimateError` for unequal lengths, none at all, or a range upside down.
    """
    if len(intervals) != len(truths) or not len(truths):
        raise EstimateError(
            f"calibration needs as many truths as intervals, at least one; got {len(intervals)} and {len(truths)}."
        )
    if not 0 < level < 1:
        raise EstimateError(f"level: {shorten(level)} is not between 0 and 1. Give 0.9 for 90%.")
    hits = 0
    for number, (interval, truth) in enumerate(zip(intervals, truths, strict=True), 1):
        low, high = (
            (Q(each) if not isinstance(each, Quantity) else each for each in tuple(interval)[:2])
            if not hasattr(interval, "low")
            else (interval.low, interval.high)
        )
        right = truth if isinstance(truth, Quantity) else Q(truth)
        if not low.dimensionality == high.dimensionality == right.dimensionality:
            raise EstimateError(f"range {number}: {low:.4g~P} to {high:.4g~P} and {right:.4g~P} are not of one kind.")
        if low > high:
            raise EstimateError(f"range {number}: {low:.4g~P} is above {high:.4g~P}. Give the low end first.")
        hits += bool(low <= right <= high)
    return Calibration(hits, len(truths), level)
