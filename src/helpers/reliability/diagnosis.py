"""An incident to be diagnosed: only the dashboard is seen; name what broke first and what mends it, then see why.

Everything that looks wrong is connected, and one thing was first. The order is that of the figures before chance, in
steps of five seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy

from helpers.reliability.budget import DAY, seconds_text
from helpers.reliability.cascade import Event, State, cascade, states_of
from helpers.reliability.clock import clock
from helpers.reliability.day import Day, made_day
from helpers.reliability.day_load import STEP, peak_of, slow_limits
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.judgement import Diagnosis, judge
from helpers.reliability.simulated_day import TRIES, hurts
from helpers.reliability.troubles import LOAD, MENDS, WAY_IN, Outage, drawn
from helpers.reliability.watched import watched
from helpers.reliability.wiring import Wiring, wiring_of

if TYPE_CHECKING:
    from pandas import DataFrame

KINDS = ("grey", "cold cache", "crash", "gone", "bad deploy", "surge", "full disk", "cut")
WINDOW = 10  # steps of the five minutes over which a dashboard's figures are taken
BEFORE, AFTER = 30 * 60.0, 60 * 60.0  # seconds of the dashboard that are seen around the start


@dataclass(frozen=True, eq=False)
class Incident:
    """An incident of a design, drawn by a seed.

    Parameters
    ----------
    case : Architecture, Design, Case or str
        A drawing, a design that has one, or the name of a case: "url_shortener" for the worked drawing, another for a
        plain one of its uses.
    seed : int
        Another seed is another incident.
    flows : Case, str, Api or list of Flow, optional
        The uses of the design.
    rate : float, str or Estimate, optional
        Requests a second at the day's peak. None: as many as make the fullest box 60% busy.

    Raises
    ------
    ReliabilityError
        For what holds no drawing, and for a rate that it cannot carry.

    >>> incident = Incident("url_shortener", seed=4)
    >>> incident.suspects
    ('balancer', 'api', 'links', 'hot_links', 'the load', 'the way in')
    >>> incident.answer("balancer", "restart all").right
    False
    """

    case: Any
    seed: int = 1
    flows: Any = None
    rate: Any = None
    cause: Outage = field(init=False)  # what really broke; it gives the answer away

    def __post_init__(self):
        object.__setattr__(self, "seed", read.seed(self.seed))
        object.__setattr__(self, "cause", self._drawn())

    # --- what the learner sees ----------------------------------------------------------------------------------------

    @property
    def suspects(self) -> tuple[str, ...]:
        """What can be named as first: every box, the load, and the way in."""
        return (*self._wiring.order, LOAD, WAY_IN)

    @property
    def mends(self) -> dict[str, str]:
        """What can be done, by its short name."""
        return dict(MENDS)

    @cached_property
    def seen(self) -> tuple[float, float]:
        """The part of the day that is seen, in hours: half an hour before something broke, an hour after."""
        start = self.cause.start
        return max(0.0, start - BEFORE) / 3600, min(DAY, start + AFTER) / 3600

    @cached_property
    def day(self) -> Day:
        """The day; its dashboard is what `plots.dashboard` draws."""
        return made_day(self._wiring, self._rate, self.seed, (self.cause,), (), self._slow_from)

    def dashboard(self) -> DataFrame:
        """Each box's four golden signals: usual, and when users feel most of what broke, over five minutes."""
        from helpers.tables import pandas

        at, rows = self._worst, {}
        for name in self.day.boxes:
            now, usual = ({what: float(each.signal(name, what)[at]) for what in
                           ("traffic", "latency", "errors", "saturation")} for each in (self.day, self.day.quiet))
            rows[name] = {what: f"{shown(what, usual[what])} → {shown(what, now[what])}" for what in now}
        return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("box, usual → now")

    def answer(self, first: str, mend: str) -> Diagnosis:
        """Name what broke first, and what to do; the answer says what was right and which kind of mistake it was.

        Parameters
        ----------
        first : str
            One of `suspects`.
        mend : str
            The short name of one of `mends`, or its sentence.

        Raises
        ------
        ReliabilityError
            For a name that is none of them.
        """
        first = read.choice(first, "first", self.suspects)
        sentences = {text.rstrip(".").lower(): name for name, text in MENDS.items()}
        said = sentences.get(mend.strip().rstrip(".").lower(), mend) if isinstance(mend, str) else mend
        return judge(self._wiring, self.cause, self._states, first, read.choice(said, "mend", MENDS))

    # --- afterwards ---------------------------------------------------------------------------------------------------

    def story(self) -> DataFrame:
        """The cascade, told in the order in which it happened: after how long, where, what was seen, and why."""
        from helpers.tables import pandas

        rows = [{"after": seconds_text(each.after), "where": each.where, "what is seen": each.seen, "why": each.why}
                for each in self.events]
        return pandas.DataFrame(rows, columns=["after", "where", "what is seen", "why"])

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What the story tells."""
        return cascade(self._wiring, self.cause, self._states)

    @property
    def states(self) -> dict[str, State]:
        """By box, when each of its signals left what is usual; it gives the answer away."""
        return self._states

    # --- behind it ----------------------------------------------------------------------------------------------------

    @cached_property
    def _wiring(self) -> Wiring:
        return wiring_of(*watched(self.case, self.flows))

    @cached_property
    def _worst(self) -> int:
        """The step at whose end users were hurt most, over the five minutes of the dashboard's figures."""
        more = numpy.convolve(self.day.hurt - self.day.quiet.hurt, numpy.ones(WINDOW))[:len(self.day.hurt)]
        first, last = (round(each / STEP) for each in (self.cause.start, min(self.cause.end, self.seen[1] * 3600)))
        return first + int(numpy.argmax(more[first:max(first + 1, last)]))

    @cached_property
    def _rate(self) -> float:
        return peak_of(self._wiring, self.rate)

    @cached_property
    def _slow_from(self) -> dict[str, float]:
        return slow_limits(self._wiring, self._rate)

    def _drawn(self) -> Outage:
        chance = numpy.random.default_rng((self.seed, 11))
        kinds = [str(each) for each in chance.permutation(KINDS)]
        for attempt in range(4 * TRIES):
            start = STEP * round(float(chance.uniform(3600, DAY - 2 * 3600)) / STEP)
            made = drawn(self._wiring, kinds[attempt % len(kinds)], start, chance)
            if made is not None and hurts(self._wiring, self._rate, made, self._slow_from):
                return made
        raise ReliabilityError("case: nothing that can break in this drawing hurts its users. "
                               "Draw the boxes that answer them.")

    @cached_property
    def _states(self) -> dict[str, State]:
        return states_of(self._wiring, self._rate, self.cause)

    def __repr__(self) -> str:
        low, high = (clock(each * 3600) for each in self.seen)
        return f"<Incident of {self._wiring.architecture.name!r}, seed {self.seed}: {low} to {high}>"


def shown(what: str, value: float) -> str:
    """One figure of a dashboard for people.

    >>> shown("traffic", 1234.0), shown("errors", 0.0123), shown("latency", 0.0123), shown("errors", float("nan"))
    ('1,230/s', '1.2%', '12 ms', 'no data')
    """
    if numpy.isnan(value):
        return "no data"
    if what == "traffic":
        return f"{float(f'{value:.3g}'):,.0f}/s"
    return seconds_text(float(f"{value:.2g}")) if what == "latency" else f"{100 * value:.2g}%" if value < 0.995 \
        else "100%"
