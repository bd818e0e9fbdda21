"""How well alert rules tell what goes wrong, over days with outages: the four figures of the workbook, and the nights.

A page that repeats within five minutes is one page, as Alertmanager groups them (`group_interval`, 5 minutes).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from helpers.errors import shorten
from helpers.reliability.alarms import Alarm
from helpers.reliability.alerts import Alerts, as_alerts
from helpers.reliability.budget import DAY, seconds_text
from helpers.reliability.clock import at_night, clock
from helpers.reliability.day import Day
from helpers.reliability.detection import belongs, tells, told_by
from helpers.reliability.errors import ReliabilityError, values_of
from helpers.reliability.troubles import Outage
from helpers.rounding import whole_percent

if TYPE_CHECKING:
    from pandas import DataFrame

GROUP = 300.0  # seconds within which alarms of one rule are one
MOST_DAYS = 100


@dataclass(frozen=True)
class AlertScore:
    """How well rules did.

    Parameters
    ----------
    precision : float
        The share of alarms that began with an outage, or soon after it; 1 where none fired.
    recall : float
        The share of outages that were told; an urgent one by a page. 1 where none was.
    detection : float
        Mean seconds from an outage's start until it was told; nan where none was.
    reset : float
        Mean seconds from an outage's end until nothing of it fires any more; nan where none was told.
    saved : float
        The mean share of an outage's harm (requests that failed, were slow or did not arrive) that was still to come
        when it was told; what is not told saves nothing.
    pages, tickets : int
        How many of each were sent.
    pages_at_night : int
        Pages between 22:00 and 7:00.
    woken_for_nothing : int
        Of those, the ones that belonged to no outage.
    days : int
        Over how many days.
    """

    precision: float
    recall: float
    detection: float
    reset: float
    saved: float
    pages: int
    tickets: int
    pages_at_night: int
    woken_for_nothing: int
    days: int

    @property
    def points(self) -> float:
        """One figure from 0 to 100: the harmonic mean of `precision` and `saved`, so that neither buys the other."""
        both = self.precision + self.saved
        return 0.0 if both == 0 else 100 * 2 * self.precision * self.saved / both

    def __str__(self) -> str:
        told = f"told after {seconds_text(float(f'{self.detection:.3g}'))}" if self.recall and not math.isnan(
            self.detection) else "nothing told"
        return (f"{self.points:.0f} points: precision {whole_percent(self.precision)}, "
                f"recall {whole_percent(self.recall)}, {told}, "
                f"{self.pages} page{'' if self.pages == 1 else 's'}, {self.pages_at_night} at night")

    def table(self) -> DataFrame:
        """Figure by figure, and what each means."""
        from helpers.tables import pandas

        def time(seconds: float) -> str:
            return "" if math.isnan(seconds) else seconds_text(float(f"{seconds:.3g}"))

        rows = {"points": (f"{self.points:.0f} of 100", "harmonic mean of precision and harm prevented"),
                "precision": (whole_percent(self.precision), "alarms that belonged to an outage"),
                "recall": (whole_percent(self.recall), "outages that were told"),
                "detection time": (time(self.detection), "from the start until it was told"),
                "reset time": (time(self.reset), "from the end until nothing fires"),
                "harm still to come": (whole_percent(self.saved), "when it was told"),
                "pages": (f"{self.pages}", f"in {self.days} day{'s' if self.days != 1 else ''}"),
                "tickets": (f"{self.tickets}", "they wait until morning"),
                "pages at night": (f"{self.pages_at_night}", "22:00 to 7:00"),
                "woken for nothing": (f"{self.woken_for_nothing}", "at night, and no outage")}
        return pandas.DataFrame.from_dict(rows, orient="index", columns=["figure", "meaning"]).rename_axis("")


def score_alerts(alerts: Alerts, days: Day | Sequence[Day]) -> AlertScore:
    """How well rules tell the outages of one day, or of several.

    Parameters
    ----------
    alerts : Alerts
        The rules.
    days : Day or list of Day
        What they are tried on; take other seeds than those that you looked at.

    Raises
    ------
    ReliabilityError
        For a rule on a box that a day does not have.

    >>> from helpers.architecture import Architecture, Component
    >>> from helpers.reliability import AlertRule, simulated_day
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=2),
    ...     Component("store", "sql", stores="link")).connect("client", "api").connect("api", "store")
    >>> day = simulated_day(links, [{"name": "open", "share": 1, "reads": ["link"]}], seed=3)
    >>> score_alerts(Alerts([AlertRule("Fails", "api", "errors", "2%")]), day).days
    1
    """
    alerts = as_alerts(alerts)
    given = values_of(days, Day, "days", "simulated_day(...)", MOST_DAYS)
    if not given:
        raise ReliabilityError("days: the list is empty. Give simulated_day(...), or several.")
    severity = {each.name: each.severity for each in alerts}
    right = sent = nights = woken = pages = 0
    saved: list[float] = []
    waits: list[float] = []
    resets: list[float] = []
    for day in given:
        fired = grouped(day.fire(alerts))
        own = [any(belongs(each, outage) for outage in day.outages) for each in fired]
        paged = [severity[each.rule] == "page" for each in fired]
        dark = [page and at_night(each.start) for each, page in zip(fired, paged, strict=True)]
        right, sent, pages, nights = right + sum(own), sent + len(fired), pages + sum(paged), nights + sum(dark)
        woken += sum(each and not true for each, true in zip(dark, own, strict=True))
        for outage in day.outages:
            told = _told(fired, severity, outage, day.outages)
            saved.append(0.0 if told is None else still_to_come(day, outage, told))
            if told is not None:
                waits.append(max(0.0, told - outage.start))
                ends = [min(each.end, DAY) for each in fired if tells(each, outage, day.outages)]
                resets.append(max(0.0, max(ends) - outage.end))
    return AlertScore(right / sent if sent else 1.0, len(waits) / len(saved) if saved else 1.0,
                      float(numpy.mean(waits)) if waits else math.nan,
                      float(numpy.mean(resets)) if resets else math.nan,
                      float(numpy.mean(saved)) if saved else 1.0, pages, sent - pages, nights, woken, len(given))


def outages_table(day: Day, alerts: Alerts) -> DataFrame:
    """For each outage of a day: which alert told it, how long that took, and how much of the harm was still to come."""
    from helpers.tables import pandas

    day, alerts = _day(day), as_alerts(alerts)
    rows = []
    for each in day.outages:
        told = told_by(day, alerts, each)
        rows.append({"from": clock(each.start), "what happened": each.words,
                     "told by": "nothing" if told is None else told.rule,
                     "after": "" if told is None else seconds_text(max(0.0, told.start - each.start)),
                     "harm still to come": "0%" if told is None
                     else whole_percent(still_to_come(day, each, told.start))})
    return pandas.DataFrame(rows, columns=["from", "what happened", "told by", "after", "harm still to come"])


def rule_scores_table(day: Day, alerts: Alerts) -> DataFrame:
    """For each rule alone: how often it fires on a day, and how much of that belongs to an outage."""
    from helpers.tables import pandas

    day, alerts = _day(day), as_alerts(alerts)
    rows = []
    for rule in alerts:
        fired = grouped(day.fire(Alerts((rule,))))
        own = sum(any(belongs(each, outage) for outage in day.outages) for each in fired)
        rows.append({"fires": len(fired), "of them for an outage": own, "for nothing": len(fired) - own})
    return pandas.DataFrame(rows, columns=["fires", "of them for an outage", "for nothing"],
                            index=pandas.Index([each.name for each in alerts], name="alert"))


def _day(given: object) -> Day:
    if not isinstance(given, Day):
        raise ReliabilityError(f"day: {shorten(given)} is not a Day. Write simulated_day(design, flows, seed=1).")
    return given


def grouped(fired: Sequence[Alarm]) -> tuple[Alarm, ...]:
    """Alarms of one rule that follow each other within five minutes as one.

    >>> grouped([Alarm("a", 0, 60), Alarm("b", 30, 60), Alarm("a", 120, 180), Alarm("a", 900, 960)])
    (Alarm(rule='a', start=0, end=180), Alarm(rule='b', start=30, end=60), Alarm(rule='a', start=900, end=960))
    """
    open_ones: dict[str, int] = {}
    found: list[Alarm] = []
    for each in sorted(fired, key=lambda one: one.start):
        place = open_ones.get(each.rule)
        if place is not None and each.start - found[place].end <= GROUP:
            found[place] = Alarm(each.rule, found[place].start, max(found[place].end, each.end))
        else:
            open_ones[each.rule] = len(found)
            found.append(each)
    return tuple(found)


def still_to_come(day: Day, outage: Outage, told: float) -> float:
    """The share of an outage's harm that comes after a moment (seconds)."""
    first, last = int(outage.start / day.step), math.ceil(outage.end / day.step)
    harm = day.hurt[first:last]
    done = numpy.clip((told - (first + numpy.arange(len(harm))) * day.step) / day.step, 0.0, 1.0)
    return float(((1 - done) * harm).sum() / harm.sum()) if harm.sum() > 0 else 0.0


def _told(fired: Sequence[Alarm], severity: dict[str, str], outage: Outage, outages: Sequence[Outage]) -> float | None:
    times = [each.start for each in fired if tells(each, outage, outages)
             and (severity[each.rule] == "page" or not outage.urgent)]
    return min(times) if times else None

