"""What the numbers of an assignment say: plain functions on records and outcomes, no drawing and no database."""

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles, stdev

from kit.classroom.course.silence import unanswered
from kit.classroom.dashboard import slips
from kit.classroom.grading.records import STATUSES, Record
from kit.grader.outcomes import Outcome

FEWEST = 3  # submissions, for a correlation to mean anything at all


@dataclass(frozen=True)
class Spread:
    """Where scores lie, in points. `deviation` is of the sample, and `None` for fewer than two scores."""

    count: int
    mean: float
    median: float
    lower_quartile: float
    upper_quartile: float
    least: float
    most: float
    deviation: float | None


def spread(scores: Sequence[float]) -> Spread | None:
    """Where scores lie; `None` where there are none. Quartiles as numpy's default has them.

    >>> spread([10.0, 20.0, 30.0]).median
    20.0
    """
    if not scores:
        return None
    lower, _, upper = quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else scores * 3
    return Spread(len(scores), math.fsum(scores) / len(scores), median(scores), lower, upper, min(scores), max(scores),
                  stdev(scores) if len(scores) > 1 else None)


def bins(scores: Iterable[float], worth: float, count: int = 10) -> list[int]:
    """How many scores fall into each of `count` equal parts from 0 to `worth`; the end parts take what lies outside.

    >>> bins([0, 5, 9, 10], 10, 2)
    [1, 3]
    """
    found = [0] * count
    for score in scores:
        place = int(score / worth * count) if worth > 0 else 0
        found[min(max(place, 0), count - 1)] += 1
    return found


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation; `None` for fewer than three pairs, or where one side does not vary.

    >>> round(correlation([1, 2, 3], [2, 4, 6]), 9)
    1.0
    """
    if len(first) < FEWEST:
        return None
    if any(max(side) - min(side) <= 1e-12 * max(1.0, *map(abs, side)) for side in (first, second)):
        return None
    return max(-1.0, min(1.0, statistics.correlation(first, second)))


@dataclass(frozen=True)
class Task:
    """How one graded cell went. `difficulty` is the mean share of its points: 1 is easy, 0 is hard.

    `discrimination` is the corrected item-rest correlation: Pearson's, of this cell's share with the share of the other
    cells' points (for right-or-wrong cells, the point-biserial correlation); `None` where it cannot be computed.
    """

    name: str
    max_score: float
    count: int
    difficulty: float | None
    discrimination: float | None
    full: int
    none: int
    waiting: int


def tasks(records: Iterable[Record]) -> list[Task]:
    """A row for each graded cell, over the submissions in which it was graded and does not wait for a person.

    The formula: Nunnally and Bernstein (1994), "Psychometric Theory", on the corrected item-total correlation.
    """
    counted = [record for record in records if record.score is not None]
    names: dict[tuple[str, str], float] = {}
    for item in (item for record in counted for item in record.items):
        names.setdefault((item.notebook, item.grade_id), item.max_score)
    several = len({book for book, _ in names}) > 1
    found = []
    for (book, name), worth in names.items():
        shares, rests, waiting = [], [], 0
        for record in counted:
            own = next((item for item in record.items if (item.notebook, item.grade_id) == (book, name)), None)
            waiting += bool(own and own.awaits)
            if own is None or own.awaits or worth <= 0:
                continue
            others = [item for item in record.items if item is not own and not item.awaits]
            possible = math.fsum(item.max_score for item in others)
            shares.append(own.score / worth)
            rests.append(math.fsum(item.score for item in others) / possible if possible > 0 else 0.0)
        found.append(Task(
            f"{book} {name}" if several else name, worth, len(shares),
            math.fsum(shares) / len(shares) if shares else None, correlation(shares, rests),
            sum(share >= 1 for share in shares), sum(share <= 0 for share in shares), waiting))
    return found


@dataclass(frozen=True)
class FailedCheck:
    """A check that cost points: how many submissions of how many, and the slip that most of them made.

    `said_to` counts those who made that slip, `unanswered` those who gave no answer to be wrong.
    """

    cell: str
    name: str
    failed: int
    of: int
    message: str
    said_to: int
    unanswered: int = 0


def failed_checks(outcomes: Iterable[Outcome], top: int = 15) -> list[FailedCheck]:
    """The checks that cost most submissions points, the most common first."""
    seen: Counter = Counter()
    missed: dict[tuple[str, str], Counter] = {}
    for outcome in outcomes:
        lines = {(cell.grade_id, line.name): line for cell in outcome.cells for line in cell.checks}
        for key, line in lines.items():
            seen[key] += 1
            if line.earned < line.worth:
                missed.setdefault(key, Counter())[line.said] += 1
    found = []
    for key, said in missed.items():
        slip = slips.commonest(said.elements())
        silent = sum(times for message, times in said.items() if unanswered(message))
        found.append(FailedCheck(*key, said.total(), seen[key], slip.said if slip else "", slip.times if slip else 0,
                                 silent))
    return sorted(found, key=lambda each: (-each.failed, each.cell, each.name))[:top]


def by_status(records: Iterable[Record]) -> dict[str, int]:
    """How many submissions ended how; every status is named."""
    counts = Counter(record.status for record in records)
    return {status: counts[status] for status in STATUSES}


def lateness(records: Iterable[Record]) -> list[float]:
    """By how many hours each late submission was late, the least first."""
    return sorted(record.late_seconds / 3600 for record in records
                  if record.status != "none" and record.late_seconds > 0)
