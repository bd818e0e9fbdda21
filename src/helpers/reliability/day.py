"""A day of a design, as its dashboard shows it: the four golden signals of each box, with what went wrong that day.

The day is not simulated request by request: 24 hours at 40,000 a second are 3.5 thousand million of them. Each half
minute is worked out as `helpers.reliability.day_figures` says, and what is counted in it is drawn by chance (Poisson
for requests, binomial for failures and slow ones), so that few requests make noisy shares, as they do in earnest. A
test holds the figures against `simulate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy

from helpers.architecture import Architecture
from helpers.errors import nearest, shorten
from helpers.reliability.alarms import Alarm, Samples, alarms, rolling
from helpers.reliability.alerts import Alerts, as_alerts
from helpers.reliability.budget import DAY
from helpers.reliability.clock import clock
from helpers.reliability.day_figures import PATIENCE, Figures, figures_of
from helpers.reliability.day_load import PEAK_AT, STEP, moments, wave
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.troubles import Outage, effects_of
from helpers.reliability.wiring import Wiring

if TYPE_CHECKING:
    from numpy.random import Generator
    from pandas import DataFrame

    from helpers.findings import Findings
    from helpers.reliability.alert_rules import AlertRule

USUAL_ERRORS = 0.0001  # that fail on a good day
MOST_KEPT = 500  # rules whose alarms are kept


@dataclass(frozen=True, eq=False)
class Day:
    """One day of a design: what was measured of each box, and what was really wrong.

    Parameters
    ----------
    architecture : Architecture
        The design.
    rate : float
        Requests a second of all users at the day's peak.
    seed : int
        Another seed is another day.
    samples : mapping of str to Samples
        By box, what its dashboard is drawn from.
    latency : mapping of str to array
        By box, the seconds within which 99% of its calls are answered, step by step.
    slow_from : mapping of str to float
        By box, the seconds from which on a call counts as slow: 1% are at the peak of a good day, or fewer.
    outages : tuple of Outage
        What an alert should tell.
    harmless : tuple of Outage
        What happened besides, and hurt nobody.
    wiring, figures
        What the samples were drawn from: who calls whom, and the figures before chance.
    hurt : array
        Requests of users that failed, were slow or did not arrive, step by step.
    usual_errors : float
        The share of the calls that fails when nothing is wrong.
    """

    architecture: Architecture
    rate: float
    seed: int
    samples: Mapping[str, Samples]
    latency: Mapping[str, numpy.ndarray]
    slow_from: Mapping[str, float]
    outages: tuple[Outage, ...]
    harmless: tuple[Outage, ...]
    wiring: Wiring
    figures: Mapping[str, Figures]
    hurt: numpy.ndarray
    usual_errors: float

    @property
    def boxes(self) -> tuple[str, ...]:
        """The boxes that send data, those that users call first."""
        return tuple(self.samples)

    @property
    def step(self) -> float:
        """Seconds from one figure to the next."""
        return self[self.boxes[0]].step

    @cached_property
    def hours(self) -> numpy.ndarray:
        """The end of each step, in hours since midnight."""
        return (numpy.arange(len(self[self.boxes[0]].requests)) + 1) * self.step / 3600

    def __getitem__(self, box: str) -> Samples:
        if not isinstance(box, str) or box not in self.samples:
            raise ReliabilityError(f"box: the day has no {shorten(box)}.{nearest(box, self.samples)}")
        return self.samples[box]

    @cached_property
    def quiet(self) -> Day:
        """The same day without anything that went wrong: what fires on it fires for nothing."""
        return made_day(self.wiring, self.rate, self.seed, (), (), self.slow_from)

    def signal(self, box: str, what: str, window: float | str = 300.0) -> numpy.ndarray:
        """A golden signal of a box, at the end of each step, over the last seconds; nan where there is no data.

        Parameters
        ----------
        box : str
            Its name.
        what : str
            "traffic" (requests a second), "errors" or "slow" (shares), "latency" (99%, in seconds) or "saturation".
        window : float or str
            The time that it is taken over.

        Raises
        ------
        ReliabilityError
            For what the day does not have.
        """
        held = self[box]
        what = read.choice(what, "what", ("traffic", "errors", "slow", "latency", "saturation"))
        steps = max(1, round(read.seconds(window, "window", 1.0, DAY, '"5 min"') / held.step))
        requests, known = rolling(numpy.asarray(held.requests, dtype=float), steps)
        with numpy.errstate(divide="ignore", invalid="ignore"):
            if what == "traffic":
                return numpy.where(known > 0, requests / (known * held.step), numpy.nan)
            if what == "latency":
                return self.latency[box]
            total, there = rolling(numpy.asarray(getattr(held, what), dtype=float), steps)
            below = there if what == "saturation" else requests
            return numpy.where((there > 0) & (below > 0), total / below, numpy.nan)

    def samples_of(self, rule: AlertRule) -> Samples:
        """The samples of the box that a rule watches; slow is what takes longer than the rule says.

        Raises
        ------
        ReliabilityError
            For a box that the day does not have.
        """
        limit = rule.slower_than
        if rule.signal != "slow" or limit is None or limit == self.slow_from.get(rule.component):
            return self[rule.component]
        key = rule.component, limit
        if key not in self._counted:
            if len(self._counted) >= MOST_KEPT // 10:
                self._counted.clear()
            place = self.boxes.index(rule.component) if rule.component in self.samples else len(self.boxes)
            self[rule.component]  # told where the day does not have it
            self._counted[key] = counted(self.figures[rule.component], self.usual_errors, limit,
                                         numpy.random.default_rng((self.seed, 9, place)))
        return self._counted[key]

    def _fired_by(self, rule: AlertRule) -> tuple[Alarm, ...]:
        """When one rule fires; kept, since a board asks again for all the rules that did not change."""
        if rule not in self._fired:
            if len(self._fired) >= MOST_KEPT:
                self._fired.clear()
            self._fired[rule] = alarms(rule, self.samples_of(rule))
        return self._fired[rule]

    @cached_property
    def _fired(self) -> dict[AlertRule, tuple[Alarm, ...]]:
        return {}

    @cached_property
    def _counted(self) -> dict[tuple[str, float], Samples]:
        return {}

    def seen_by(self, rule: AlertRule) -> tuple[numpy.ndarray, ...]:
        """What a rule looks at, at the end of each step: a series for each of its windows; nan without data.

        Shares, or requests a second; of "absent" the requests a second that there are.
        """
        held = self.samples_of(rule)
        found = []
        for window in rule.windows:
            steps = max(1, round(window / held.step))
            requests, known = rolling(numpy.asarray(held.requests, dtype=float), steps)
            if rule.signal in ("traffic", "absent"):
                total, below = requests, known * held.step
            else:
                total, there = rolling(numpy.asarray(getattr(held, rule.signal), dtype=float), steps)
                below = there if rule.signal == "saturation" else requests
            found.append(numpy.divide(total, below, out=numpy.full(len(total), numpy.nan), where=below > 0))
        return tuple(found)

    def fire(self, alerts: Alerts) -> tuple[Alarm, ...]:
        """When each rule fires on this day, in the order of their start.

        Raises
        ------
        ReliabilityError
            For a box that the day does not have.
        """
        found = [each for rule in as_alerts(alerts) for each in self._fired_by(rule)]
        return tuple(sorted(found, key=lambda each: (each.start, each.rule)))

    def table(self) -> DataFrame:
        """What went wrong: when, where, what happened, and whether somebody must get up for it."""
        from helpers.reliability.day_tables import table

        return table(self)

    def signals_table(self) -> DataFrame:
        """The four golden signals of each box on a good evening and at their worst: latency, traffic, errors, full."""
        from helpers.reliability.day_tables import signals_table

        return signals_table(self)

    def check(self, alerts: Alerts) -> Findings:
        """What the alerts leave unwatched, and what fires on this very day without anything being wrong."""
        from helpers.reliability.day_check import check

        return check(self, alerts)

    def describe(self) -> str:
        """Where the figures come from, in one line."""
        return (f"a day of {self.architecture.name!r}, worked out for each {self.step:g} s and counted by chance "
                f"(seed {self.seed}), {self.rate:,.0f} requests a second at its peak at {clock(PEAK_AT)}; "
                "retries and queues that are carried over are left out")


def user_pain(wiring: Wiring, figures: Mapping[str, Figures], slow_from: Mapping[str, float], sent: numpy.ndarray):
    """The share of what users send that fails, is slow, or does not arrive, at each moment."""
    total, well = numpy.zeros_like(sent), numpy.zeros_like(sent)
    for name in wiring.fronts:
        each, part = figures[name], wiring.usual.calls[name]
        total = total + sent * part
        well = well + numpy.minimum(each.calls, sent * part) * (1 - each.errors) * (
            1 - each.slower_than(slow_from[name]))
    return 1 - well / numpy.maximum(total, 1e-300)


def made_day(wiring: Wiring, rate: float, seed: int, wrong: tuple[Outage, ...], more: tuple[Outage, ...],
             slow_from: Mapping[str, float]) -> Day:
    """A day with what goes wrong on it given."""
    times = moments()
    sent = wave(rate, times)
    effects = effects_of((*wrong, *more), times)
    figures = figures_of(wiring, sent, effects)
    usual = float(numpy.random.default_rng((seed, 8)).uniform(0.5, 2.0)) * USUAL_ERRORS
    samples, latency = {}, {}
    for place, (name, each) in enumerate(figures.items()):
        # A stream of its own, so that a box stays as it was when something goes wrong at another.
        samples[name] = counted(each, usual, slow_from[name], numpy.random.default_rng((seed, 9, place)))
        seen = numpy.minimum(each.percentile_99(), PATIENCE)
        latency[name] = numpy.where(each.there & (each.calls > 0), seen, numpy.nan)
    return Day(wiring.architecture, rate, seed, samples, latency, dict(slow_from), wrong, more, wiring,
               figures, user_pain(wiring, figures, slow_from, sent) * sent * STEP, usual)


def counted(figures: Figures, usual: float, slow_from: float, chance: Generator) -> Samples:
    """What is counted of a box: requests, failures and slow ones drawn by chance; nothing where it sends no data."""
    requests = chance.poisson(figures.calls * STEP)
    failing = numpy.clip(1 - (1 - figures.errors) * (1 - usual), 0.0, 1.0)
    errors = chance.binomial(requests, failing)
    slow = chance.binomial(requests - errors, numpy.clip(figures.slower_than(slow_from), 0.0, 1.0))
    busy = numpy.clip(figures.busy + chance.normal(0, 0.01, len(requests)), 0.0, 1.0)
    columns: list[Any] = [numpy.where(figures.there, each.astype(float), numpy.nan)
                          for each in (requests, errors, slow, busy)]
    return Samples(STEP, *columns)
