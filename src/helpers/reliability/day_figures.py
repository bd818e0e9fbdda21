"""What each box of a drawing shows at each moment of a day, before chance: calls, errors, times, how full it is.

**How it is worked out.** Each moment stands by itself, as if it lasted: no queue is carried over from one to the next.

- What users send comes to the boxes as the drawing says (`Architecture.load`); a box that fails its caller sends on
  less.
- How long a call waits at a box follows from how full it is, by Sakasegawa's formula for several servers (1977). Where
  more comes than it can do, the part that is too much fails, and the rest waits half as long as callers would.
- What a caller sees adds up what it waits for, one after another; that its parts are independent is assumed. The
  spread is that of a gamma distribution with the same mean and variance (Wilson and Hilferty's formula, 1931).
- A cache that fails is passed by; any other box that is waited for takes its caller's call with it.

Left out: retries, which would add load while things fail; and what is already on its way when something breaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy

from helpers.reliability.wiring import Shares, Wiring

PATIENCE = 1.0  # seconds for which callers wait
FULLEST = 0.995  # the formula is not asked beyond
Array = numpy.ndarray


@dataclass
class Effects:
    """What is wrong at each moment, by box; what is not named is as usual.

    Parameters
    ----------
    load : array
        Users send so many times the usual.
    slow : mapping
        Service takes so many times as long.
    dead, refused : mapping
        The share of the machines that is dead, and of the calls that still go to them.
    errors : mapping
        The share of the calls that fails by itself.
    cold : mapping
        By cache, how much of what it held is gone.
    busy : mapping
        The share of it that work takes which hurts nobody.
    silent : mapping
        Where it sends no data.
    """

    load: Array | float = 1.0
    slow: dict[str, Array] = field(default_factory=dict)
    dead: dict[str, Array] = field(default_factory=dict)
    refused: dict[str, Array] = field(default_factory=dict)
    errors: dict[str, Array] = field(default_factory=dict)
    cold: dict[str, Array] = field(default_factory=dict)
    busy: dict[str, Array] = field(default_factory=dict)
    silent: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """One box over time: calls a second, share that fails, seconds (mean, variance), how full, and where data is."""

    calls: Array
    errors: Array
    mean: Array
    variance: Array
    busy: Array
    there: Array

    def slower_than(self, seconds: float) -> Array:
        """The share of the calls that takes longer."""
        shape = numpy.maximum(self.mean**2 / numpy.maximum(self.variance, 1e-30), 1e-3)
        spread = numpy.sqrt(1 / (9 * shape))
        return upper_tail((numpy.cbrt(seconds / numpy.maximum(self.mean, 1e-12)) - (1 - spread**2)) / spread)

    def percentile_99(self) -> Array:
        """The seconds within which 99% of the calls are answered."""
        shape = numpy.maximum(self.mean**2 / numpy.maximum(self.variance, 1e-30), 1e-3)
        spread = numpy.sqrt(1 / (9 * shape))
        return self.mean * numpy.maximum(1 - spread**2 + 2.326348 * spread, 0.0) ** 3


def figures_of(wiring: Wiring, rate: Array, effects: Effects) -> dict[str, Figures]:
    """The figures of each box, by name, at each of the moments of `rate` (requests a second of all users)."""
    sent = numpy.asarray(rate, dtype=float) * effects.load
    none = numpy.zeros_like(sent)
    calls: dict[str, Array] = {}
    own: dict[str, tuple[Array, Array, Array, Array]] = {}  # errors, mean, variance, busy
    passed = _passed(wiring, sent)
    for name in wiring.order:
        asked = _mixed(wiring, effects.cold, "calls", name, sent.shape)
        calls[name] = _arriving(wiring, effects.cold, name, sent, passed, asked)
        part = calls[name] / numpy.maximum(asked, 1e-300)  # as many requests of users, still on their way
        work = part * _mixed(wiring, effects.cold, "work", name, sent.shape)
        own[name] = _own(wiring, name, work, effects, none)
        passed[name] = part * (1 - own[name][0])
    found: dict[str, Figures] = {}
    for name in reversed(wiring.order):
        errors, mean, variance, busy = own[name]
        asked = _mixed(wiring, effects.cold, "calls", name, sent.shape)
        alive = 1 - errors
        for other in wiring.callees(name):
            if other not in found:
                continue  # a circle: its figures are not there yet
            times = _edge(wiring, effects.cold, (name, other), sent.shape) / numpy.maximum(asked, 1e-300)
            one = numpy.minimum(times, 1.0)
            seen, wire = found[other], wiring.waits[name, other]
            mean = mean + times * (seen.mean + wire)
            variance = variance + times * seen.variance + one * (1 - one) * (seen.mean + wire) ** 2
            if other not in wiring.cold:
                alive = alive * (1 - one * seen.errors) ** numpy.maximum(times, 1.0)
        there = ~(effects.silent.get(name, none) > 0)
        found[name] = Figures(calls[name], 1 - alive, mean, variance, busy, there)
        if name in wiring.fronts:
            late = found[name].slower_than(PATIENCE)
            found[name] = Figures(calls[name], 1 - alive * (1 - late), mean, variance, busy, there)
    return {name: found[name] for name in wiring.order}


def _own(wiring: Wiring, name: str, work: Array, effects: Effects, none: Array):
    """What a box does by itself: the share that fails, mean and variance of the time there, how full it is."""
    box = wiring.box(name)
    slow = effects.slow.get(name, none + 1.0)
    dead = effects.dead.get(name, none)
    left = numpy.maximum(1 - dead, 1e-9)
    full = work * slow / left
    over = numpy.where(full > 1, 1 - 1 / numpy.maximum(full, 1.0), 0.0)
    refused = numpy.where(dead >= 1, 1.0, effects.refused.get(name, none))
    errors = 1 - (1 - effects.errors.get(name, none)) * (1 - refused) * (1 - over)
    service = (box.service_time or 0.0) * slow
    wait = none
    if box.servers and box.capacity is not None:
        load = numpy.clip(full, 0.0, FULLEST)
        wait = service * load ** (numpy.sqrt(2 * (box.servers + 1)) - 1) / (box.servers * (1 - load))
        wait = numpy.where(full > 1, PATIENCE / 2, numpy.minimum(wait, PATIENCE / 2))
    spread = numpy.where(full > 1, wait / 2, wait)
    busy = numpy.clip(numpy.where(dead >= 1, 0.0, full) + effects.busy.get(name, none), 0.0, 1.0)
    return errors, service + wait, service**2 + spread**2, busy


def _passed(wiring: Wiring, sent: Array) -> dict[str, Array]:
    """What each caller sends on, in requests of users: of clients all."""
    return {each.name: sent for each in wiring.architecture if each.kind == "client"}


def _arriving(wiring: Wiring, cold: Mapping[str, Array], name: str, sent: Array, passed: Mapping[str, Array],
              asked: Array) -> Array:
    """Calls a second that come to a box: from each caller its part, for as many requests as that one passes on."""
    total, come = numpy.zeros_like(sent), numpy.zeros_like(sent)
    for each in wiring.architecture.callers(name):
        through = _edge(wiring, cold, (each.source, name), sent.shape)
        total = total + through
        come = come + through * passed.get(each.source, sent)
    return numpy.where(total > 0, come / numpy.maximum(total, 1e-300), sent) * asked


def _mixed(wiring: Wiring, cold: Mapping[str, Array], what: str, name: str, shape) -> Array:
    """A figure by request, between that of warm and that of empty caches."""
    usual = getattr(wiring.usual, what).get(name, 0.0)
    found = numpy.full(shape, usual)
    for cache, gone in cold.items():
        if cache in wiring.cold:
            found = found + gone * (getattr(wiring.cold[cache], what).get(name, 0.0) - usual)
    return found


def _edge(wiring: Wiring, cold: Mapping[str, Array], edge: tuple[str, str], shape) -> Array:
    usual = wiring.usual.edges.get(edge, 0.0)
    found = numpy.full(shape, usual)
    for cache, gone in cold.items():
        if cache in wiring.cold:
            empty: Shares = wiring.cold[cache]
            found = found + gone * (empty.edges.get(edge, 0.0) - usual)
    return found


def upper_tail(score: Array) -> Array:
    """The chance that a normal number is above a score (Abramowitz and Stegun 7.1.26, 1964: off by 1.5e-7 at most).

    >>> [round(float(each), 4) for each in upper_tail(numpy.array([0.0, 1.6449, 2.3263, -1.6449]))]
    [0.5, 0.05, 0.01, 0.95]
    """
    x = numpy.abs(numpy.asarray(score, dtype=float)) / numpy.sqrt(2)
    t = 1 / (1 + 0.3275911 * x)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    tail = 0.5 * series * numpy.exp(-x * x)
    return numpy.where(numpy.asarray(score) >= 0, tail, 1 - tail)
