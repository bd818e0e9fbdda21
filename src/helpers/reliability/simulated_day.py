"""A day of a design is made up: what goes wrong is drawn by a seed, and what the dashboard then counts, by chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy

from helpers.architecture import Architecture
from helpers.reliability.budget import DAY
from helpers.reliability.day import Day, made_day, user_pain
from helpers.reliability.day_figures import figures_of
from helpers.reliability.day_load import STEP, peak_of, slow_limits, wave
from helpers.reliability.errors import read
from helpers.reliability.troubles import Outage, drawn, effects_of
from helpers.reliability.wiring import Wiring, wiring_of

if TYPE_CHECKING:
    from numpy.random import Generator

    from helpers.architecture.flows import FlowsLike, RateLike

HURT = 0.004  # of the requests of users more than usual: from there on an outage counts
URGENT = ("bad deploy", "grey", "crash", "gone", "cold cache", "surge", "cut", "full disk")
TRIES = 40
MARGIN = 1800.0  # seconds without an outage at both ends of its part of the day


def simulated_day(architecture: Architecture, flows: FlowsLike, rate: RateLike | None = None, seed: int = 1,
                  outages: int = 3, harmless: int = 3) -> Day:
    """A day of a design on which things go wrong: what its dashboard shows, and what really happened.

    Parameters
    ----------
    architecture : Architecture
        The design.
    flows : Case, str, Api or list of Flow
        Its uses.
    rate : float, str or Estimate, optional
        Requests a second at the day's peak. None: as many as make the fullest box 60% busy.
    seed : int
        Another seed is another day, with other outages.
    outages : int
        How many there are, 0 to 6, one after another; one of them may be slow and long.
    harmless : int
        How many things happen besides that hurt nobody, 0 to 12.

    Returns
    -------
    Day
        Series of 30 s for each box that gets calls.

    Raises
    ------
    ReliabilityError
        For what is no design, and for a rate that it cannot carry on a good day.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=2),
    ...     Component("store", "sql", stores="link")).connect("client", "api").connect("api", "store")
    >>> day = simulated_day(links, [{"name": "open", "share": 1, "reads": ["link"]}], seed=3)
    >>> day.boxes, len(day["api"].requests), len(day.outages)
    (('api', 'store'), 2880, 3)
    """
    wiring = wiring_of(architecture, flows)
    seed = read.seed(seed)
    count = read.whole(outages, "outages", 0, 6, "3")
    besides = read.whole(harmless, "harmless", 0, 12, "3")
    peak = peak_of(wiring, rate)
    chance = numpy.random.default_rng((seed, 7))
    slow_from = slow_limits(wiring, peak)
    wrong = _outages(wiring, peak, chance, count, slow_from)
    more = _harmless(wiring, chance, besides, wrong)
    return made_day(wiring, peak, seed, wrong, more, slow_from)


def _outages(wiring: Wiring, rate: float, chance: Generator, count: int, slow_from) -> tuple[Outage, ...]:
    """Each in its own part of the day, so that none hides another."""
    found: list[Outage] = []
    kinds = [str(each) for each in chance.permutation(URGENT)]
    for place in range(count):
        room = DAY / count
        if place == count - 1 and count > 1 and chance.uniform() < 0.5:
            kinds.insert(0, "leak")
        for attempt in range(TRIES):
            kind = kinds[attempt % len(kinds)]
            made = drawn(wiring, kind, place * room + MARGIN, chance, room - 2 * MARGIN)
            if made is None:
                continue
            free = room - 2 * MARGIN - (made.end - made.start)
            later = STEP * round(float(chance.uniform(0, free)) / STEP)
            made = replace(made, start=made.start + later, end=made.end + later)
            if hurts(wiring, rate, made, slow_from):
                found.append(made)
                kinds = [each for each in kinds if each != kind] + [kind]
                break
    return tuple(found)


def _harmless(wiring: Wiring, chance: Generator, count: int, wrong: tuple[Outage, ...]) -> tuple[Outage, ...]:
    found: list[Outage] = []
    for place in range(count):
        kind = "batch" if place == 0 else "blip"
        for _ in range(TRIES):
            low, high = (3600.0, 4 * 3600.0) if kind == "batch" else (0.0, DAY - 7200)
            made = drawn(wiring, kind, STEP * round(float(chance.uniform(low, high)) / STEP), chance)
            if made is not None and not any(made.start < each.end + 2400 and each.start < made.end + 2400
                                            for each in (*wrong, *found)):
                found.append(made)
                break
    return tuple(found)


def hurts(wiring: Wiring, rate: float, outage: Outage, slow_from: Mapping[str, float]) -> bool:
    """Whether users notice an outage: on average over its time."""
    times = numpy.linspace(outage.start, outage.end, 21)[:-1] + (outage.end - outage.start) / 40
    sent = wave(rate, times)
    now, usual = (user_pain(wiring, figures_of(wiring, sent, effects_of(each, times)), slow_from, sent)
                  for each in ((outage,), ()))
    return float(numpy.mean(now - usual)) >= (HURT if outage.urgent else HURT / 2)
