"""When an alert rule fires over a time that was measured or simulated, and how well rules did.

As Prometheus does it: a rule is looked at after every step; it fires once its condition has held for `lasts` without
a break; where there is no data the condition does not hold, so that a component that is dead altogether silences
every alert but one on absence. At the start of the data windows are as long as there is data.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from helpers.errors import shorten
from helpers.reliability.alert_rules import SHARES, AlertRule
from helpers.reliability.budget import YEAR, seconds_text
from helpers.reliability.errors import ReliabilityError, read, values_of
from helpers.rounding import NOISE

if TYPE_CHECKING:
    from pandas import DataFrame

MOST_STEPS = 3_000_000
COUNTED = ("requests", "errors", "slow", "saturation")


@dataclass(frozen=True, eq=False)
class Samples:
    """What was measured of one component, step by step; None in a list is a step without data.

    Parameters
    ----------
    step : float or str
        Seconds from one to the next.
    requests : sequence of float
        Requests in each step.
    errors, slow : sequence of float, optional
        Of them those that failed, and those that were slow; none unless given.
    saturation : sequence of float, optional
        The share of the resource in use.

    Raises
    ------
    ReliabilityError
        Where lists differ in length, or more failed than were made.

    >>> Samples("10 s", [100, 100, None], errors=[0, 50, None]).length
    30.0
    """

    step: float
    requests: Sequence[float | None]
    errors: Sequence[float | None] | None = None
    slow: Sequence[float | None] | None = None
    saturation: Sequence[float | None] | None = None

    def __post_init__(self):
        object.__setattr__(self, "step", read.seconds(self.step, "step", 1e-3, 86_400.0, '"10 s"'))
        requests = _array(self.requests, "requests")
        for name in COUNTED:
            given = getattr(self, name)
            array = numpy.where(numpy.isnan(requests), numpy.nan, 0.0) if given is None else _array(given, name)
            if len(array) != len(requests):
                raise ReliabilityError(f"{name}: {len(array)} steps stand beside {len(requests)} of requests. "
                                       "Give one value for each step.")
            if name in SHARES and (array > requests).any():
                raise ReliabilityError(f"{name}: in step {int(numpy.argmax(array > requests))} more are counted than "
                                       "there are requests.")
            object.__setattr__(self, name, array)

    @property
    def length(self) -> float:
        """Seconds from the start of the first step to the end of the last."""
        return len(self.requests) * self.step


@dataclass(frozen=True)
class Alarm:
    """A time in which a rule fired: seconds from the start; `end` is infinite where it still fires at the end."""

    rule: str
    start: float
    end: float


def alarms(rule: AlertRule, samples: Samples) -> tuple[Alarm, ...]:
    """The times in which a rule fires over samples of its component.

    >>> rule = AlertRule("ApiFails", "api", "errors", "10%", window="20 s", lasts="10 s")
    >>> alarms(rule, Samples("10 s", [100] * 6, errors=[0, 50, 50, 0, 0, 0]))
    (Alarm(rule='ApiFails', start=30.0, end=50.0),)
    """
    if not isinstance(rule, AlertRule) or not isinstance(samples, Samples):
        raise ReliabilityError(f"alarms: {shorten(rule)} and {shorten(samples)} are not an AlertRule and Samples.")
    holds = numpy.ones(len(samples.requests), dtype=bool)
    for window in rule.windows:
        holds &= _past(rule, samples, max(1, round(window / samples.step)))
    needed = math.ceil(rule.lasts / samples.step - 1e-9)
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate([[False], holds, [False]]).astype(int)))
    found = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin > needed:
            over = math.inf if end == len(holds) else float((end + 1) * samples.step)
            found.append(Alarm(rule.name, float((begin + needed + 1) * samples.step), over))
    return tuple(found)


def _past(rule: AlertRule, samples: Samples, steps: int) -> numpy.ndarray:
    """Whether the signal over the last steps is past the threshold, at the end of each step."""
    requests = numpy.asarray(samples.requests, dtype=float)
    count, present = rolling(requests, steps)
    if rule.signal == "absent":
        return (present == 0) & (numpy.arange(1, len(requests) + 1) >= steps)
    if rule.signal == "traffic":
        return (present > 0) & (count < rule.threshold * present * samples.step * (1 - NOISE))
    busy, known = rolling(numpy.asarray(getattr(samples, rule.signal), dtype=float), steps)
    if rule.signal == "saturation":
        return (known > 0) & (busy > rule.threshold * known * (1 + NOISE))
    return (count > 0) & (count >= rule.minimum_requests) & (busy > rule.threshold * count * (1 + NOISE))


def rolling(values: numpy.ndarray, steps: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Sums over the last steps, and in how many of them there is data."""
    there = ~numpy.isnan(values)

    def summed(each):
        total = numpy.concatenate([[0.0], numpy.cumsum(each)])
        return total[1:] - total[numpy.maximum(numpy.arange(1, len(each) + 1) - steps, 0)]

    return summed(numpy.where(there, values, 0.0)), summed(there.astype(float))


@dataclass(frozen=True)
class AlarmScore:
    """How well alerts told incidents: the four figures of the workbook (2018, chapter 5).

    Parameters
    ----------
    precision : float
        The share of alarms that belonged to an incident; 1 where none fired.
    recall : float
        The share of incidents that were told; 1 where none was.
    detection : float
        Mean seconds from an incident's start to its first alarm, of those that were told; nan where none was.
    reset : float
        Mean seconds from an incident's end until nothing fires, of those that were told; nan where none was.
    pages : int
        Alarms in all.
    """

    precision: float
    recall: float
    detection: float
    reset: float
    pages: int


def alarm_score(fired: Sequence[Alarm], incidents: Sequence[tuple[float, float]], grace: float | str = 0.0,
                length: float = math.inf) -> AlarmScore:
    """Alarms held against incidents.

    Parameters
    ----------
    fired : sequence of Alarm
        Of all rules together.
    incidents : sequence of (start, end)
        In seconds, none of them overlapping.
    grace : float or str
        An alarm that begins so long after an incident's end still belongs to it.
    length : float
        Seconds after which an alarm that still fires is taken to end.

    >>> alarm_score([Alarm("a", 20, 70), Alarm("a", 500, 510)], [(10, 60), (200, 210)])
    AlarmScore(precision=0.5, recall=0.5, detection=10.0, reset=10.0, pages=2)
    """
    late = read.seconds(grace, "grace", 0.0, 86_400.0)
    fired = values_of(fired, Alarm, "fired", "what fire() gives", MOST_STEPS)
    over = math.inf if isinstance(length, float) and length == math.inf else read.seconds(length, "length", 0.0, YEAR)
    true: set[int] = set()
    told, waits, resets = 0, [], []
    known = _incidents(incidents)
    for start, end in known:
        own = [place for place, each in enumerate(fired) if each.start <= end + late and each.end > start]
        true |= set(own)
        if own:
            told += 1
            waits.append(max(0.0, min(fired[place].start for place in own) - start))
            resets.append(max(0.0, max(min(fired[place].end, over) for place in own) - end))
    return AlarmScore(len(true) / len(fired) if fired else 1.0, told / len(known) if known else 1.0,
                      float(numpy.mean(waits)) if waits else math.nan, float(numpy.mean(resets)) if resets else
                      math.nan, len(fired))


def _incidents(given: object) -> list[tuple[float, float]]:
    found = []
    for place, each in enumerate(read.listed(given, "incidents", "a list of (start, end) such as [(60, 120)]", 10_000)):
        if not isinstance(each, list | tuple) or len(each) != 2:
            raise ReliabilityError(f"incidents[{place}]: {shorten(each)} is not (start, end). Write (60, 120).")
        start = read.seconds(each[0], f"incidents[{place}]: the start", 0.0, YEAR)
        found.append((start, read.seconds(each[1], f"incidents[{place}]: the end", start, YEAR)))
    return found


def alarms_table(fired: Sequence[Alarm]) -> DataFrame:
    """Alarms in the order of their start: rule, start and end."""
    from helpers.tables import pandas

    given = sorted(values_of(fired, Alarm, "fired", "what fire() gives", MOST_STEPS),
                   key=lambda each: (each.start, each.rule))
    rows = [{"alert": each.rule, "fires after": seconds_text(each.start),
             "until": "the end" if math.isinf(each.end) else seconds_text(each.end)} for each in given]
    return pandas.DataFrame(rows, columns=["alert", "fires after", "until"])


def _array(given: object, field: str) -> numpy.ndarray:
    entries = read.listed(given, field, "a list of numbers, one for each step", MOST_STEPS)
    try:
        array = numpy.array([math.nan if each is None else float(each) for each in entries])
    except Exception:  # whatever stands in the list
        raise ReliabilityError(f"{field}: {shorten(given)} holds something that is no number. Give one number for "
                               "each step, None where there is none.") from None
    if not len(array):
        raise ReliabilityError(f"{field}: the list is empty. Give one number for each step.")
    if (array < 0).any() or numpy.isinf(array).any():
        raise ReliabilityError(f"{field}: {shorten(given)} holds a negative or an infinite number. "
                               "Give numbers of 0 or more.")
    return array
