"""What goes wrong on a day: causes by the names of the field, what each does to a box, and what mends it.

Each begins small and grows for some minutes, as a deploy that goes from machine to machine does, or a disk that fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from helpers.architecture.kind_families import kinds_of
from helpers.architecture.kinds import KINDS
from helpers.reliability.day_figures import Array, Effects

if TYPE_CHECKING:
    from numpy.random import Generator

    from helpers.reliability.wiring import Wiring

LOAD, WAY_IN = "the load", "the way in"  # what can break first besides a box
MINUTE, HOUR = 60.0, 3600.0
MENDS = {
    "roll back": "Roll back the last deploy.",
    "take out": "Take the slow machines out of the rotation.",
    "replace machines": "Replace the lost machines, and start new ones.",
    "warm up": "Let the cache fill again, and hold back load until it has.",
    "add or shed": "Add machines, or turn a part of the load away.",
    "free space": "Free space on the disk, or make it larger.",
    "mend the network": "Mend the network, or turn traffic to another way in.",
    "restart all": "Restart everything.",
    "more retries": "Let callers try again more often.",
    "larger cache": "Make the cache larger.",
}
HARMFUL = {  # what does more harm than good in any of these
    "restart all": "Restarting what is well empties its caches and takes its capacity away while it is needed.",
    "more retries": "More retries send more load to what is failing already.",
    "larger cache": "A larger cache holds nothing more while this lasts, and starts empty.",
}


@dataclass(frozen=True)
class Outage:
    """One thing that went wrong: what, where, from when to when (seconds), how bad, and whether somebody must get up.

    `urgent` is False for what spends the error budget slowly, so that a ticket is enough, and for what hurts nobody.
    """

    kind: str
    where: str
    start: float
    end: float
    size: float
    urgent: bool = True
    ramp: float = 120.0

    @property
    def trouble(self) -> Trouble:
        """What kind of thing that is."""
        return TROUBLES[self.kind]

    @property
    def words(self) -> str:
        """What happened, as a sentence."""
        return self.trouble.words.format(where=self.where.replace("_", " "), size=self.size)

    def grown(self, times: Array) -> Array:
        """How far it has come at each moment, from 0 to 1; it ends at once."""
        rising = numpy.clip((times - self.start) / max(self.ramp, 1e-9), 0.0, 1.0)
        return numpy.where((times >= self.start) & (times < self.end), rising, 0.0)


@dataclass(frozen=True)
class Trouble:
    """A kind of cause.

    Parameters
    ----------
    words : str
        What happens, with places for `where` and `size`.
    mend : str
        What mends it: a key of `MENDS`.
    kinds : tuple of str
        Kinds of boxes that it happens to; empty where it is no box.
    lengths : (float, float)
        Seconds, from and to.
    sizes : (float, float)
        How bad it is, from and to.
    apply : callable
        Puts it into `Effects`: called with effects, where, size and how far it has come.
    harmless : bool
        Whether no user notices.
    """

    words: str
    mend: str
    kinds: tuple[str, ...]
    lengths: tuple[float, float]
    sizes: tuple[float, float]
    apply: Callable[[Effects, str, float, Array], None]
    urgent: bool = True
    harmless: bool = False
    ramp: tuple[float, float] = (60.0, 240.0)


def _plus(held: dict[str, Array], where: str, more: Array) -> None:
    held[where] = held[where] + more if where in held else more


def _either(held: dict[str, Array], where: str, share: Array) -> None:
    held[where] = 1 - (1 - held[where]) * (1 - share) if where in held else share


def _deploy(effects: Effects, where: str, size: float, grown: Array) -> None:
    _either(effects.errors, where, size * grown)


def _grey(effects: Effects, where: str, size: float, grown: Array) -> None:
    effects.slow[where] = effects.slow.get(where, 1.0 + 0 * grown) * (1 + (size - 1) * grown)


def _crash(effects: Effects, where: str, size: float, grown: Array) -> None:
    _either(effects.dead, where, size * (grown > 0))
    _either(effects.refused, where, size * ((grown > 0) & (grown < 1)))  # until all callers have noticed


def _gone(effects: Effects, where: str, size: float, grown: Array) -> None:
    _either(effects.dead, where, 1.0 * (grown > 0))
    _plus(effects.silent, where, 1.0 * (grown > 0))


def _cold(effects: Effects, where: str, size: float, grown: Array) -> None:
    at = numpy.flatnonzero(grown > 0)
    if len(at):
        fade = numpy.zeros_like(grown)
        fade[at] = numpy.linspace(1.0, 0.0, len(at)) ** 2  # it fills fast at first
        _either(effects.cold, where, size * fade * numpy.minimum(1.0, 5 * grown))


def _surge(effects: Effects, where: str, size: float, grown: Array) -> None:
    effects.load = effects.load * (1 + (size - 1) * grown)


def _cut(effects: Effects, where: str, size: float, grown: Array) -> None:
    effects.load = effects.load * (1 - size * grown)


def _batch(effects: Effects, where: str, size: float, grown: Array) -> None:
    _plus(effects.busy, where, size * grown)


OWN_ROWS = tuple(name for name in kinds_of("rows") if not KINDS[name].managed)
TROUBLES = {
    "bad deploy": Trouble("A deploy of {where} goes wrong: {size:.0%} of what it answers is an error.", "roll back",
                          ("service",), (10 * MINUTE, 40 * MINUTE), (0.05, 0.6), _deploy),
    "grey": Trouble("{where} gets slow, but does not die: each call takes {size:.0f} times as long.", "take out",
                    ("service", "external", *kinds_of("memory", "rows", "index")),
                    (20 * MINUTE, 50 * MINUTE), (5.0, 30.0), _grey),
    "crash": Trouble("{size:.0%} of the machines of {where} crash.", "replace machines",
                     ("service", *OWN_ROWS, "load_balancer", "gateway"),
                     (10 * MINUTE, 30 * MINUTE), (0.3, 0.8), _crash),
    "gone": Trouble("{where} is dead altogether, and sends no data either.", "replace machines",
                    ("service", *OWN_ROWS, "load_balancer", "gateway"),
                    (10 * MINUTE, 25 * MINUTE), (1.0, 1.0), _gone),
    "cold cache": Trouble("{where} starts again, {size:.0%} of it empty: what it lacks is asked from the store behind.",
                          "warm up", ("cache",), (20 * MINUTE, 45 * MINUTE), (0.7, 1.0), _cold),
    "surge": Trouble("Users send {size:.1f} times the usual load.", "add or shed", (),
                     (20 * MINUTE, 45 * MINUTE), (1.8, 4.0), _surge, ramp=(180.0, 420.0)),
    "cut": Trouble("{size:.0%} of what users send does not arrive.", "mend the network", (),
                   (8 * MINUTE, 20 * MINUTE), (0.95, 1.0), _cut),
    "full disk": Trouble("The disk of {where} is full: {size:.0%} of its calls, the writes, fail.", "free space",
                         OWN_ROWS, (15 * MINUTE, 60 * MINUTE), (0.15, 0.5), _deploy),
    "leak": Trouble("A small fault in {where}: {size:.1%} of its calls fail, for hours.", "roll back",
                    ("service",), (3 * HOUR, 6 * HOUR), (0.004, 0.008), _deploy, urgent=False),
    "blip": Trouble("A machine of {where} is exchanged: for some seconds {size:.0%} of its calls fail.", "",
                    ("service",), (30.0, 60.0), (0.03, 0.2), _deploy, urgent=False, harmless=True, ramp=(0.0, 0.0)),
    "batch": Trouble("A nightly job keeps {where} busy, and gives way to users.", "",
                     OWN_ROWS, (HOUR, 2 * HOUR), (0.5, 0.7), _batch, urgent=False,
                     harmless=True),
}


def places(wiring: Wiring, kind: str) -> tuple[str, ...]:
    """Where a kind of trouble can happen in a drawing."""
    trouble = TROUBLES[kind]
    if not trouble.kinds:
        return (LOAD,) if kind == "surge" else (WAY_IN,)
    found = [name for name in wiring.order if wiring.box(name).kind in trouble.kinds
             and not (kind in ("crash", "gone", "full disk") and wiring.box(name).of.managed)]
    if kind == "crash":
        found = [name for name in found if wiring.box(name).replicas > 1]
    return tuple(each for each in found if kind != "cold cache" or each in wiring.cold)


def drawn(wiring: Wiring, kind: str, start: float, chance: Generator, longest: float = 1e9) -> Outage | None:
    """One trouble of a kind, drawn at random; None where the drawing has no place for it."""
    trouble, where = TROUBLES[kind], places(wiring, kind)
    if not where:
        return None
    place = where[int(chance.integers(len(where)))]
    low, high = trouble.lengths
    length = min(longest, float(numpy.round(chance.uniform(low, high) / 30) * 30))
    small, large = trouble.sizes
    size = small * (large / small) ** float(chance.uniform())
    ramp = float(chance.uniform(*trouble.ramp)) if trouble.ramp[1] else 0.0
    if kind == "crash":
        machines = wiring.box(place).replicas
        size = min(machines - 1, max(1, round(size * machines))) / machines
    return Outage(kind, place, start, start + length, round(size, 3) if size < 1 else round(size, 1), trouble.urgent,
                  ramp)


def effects_of(outages: tuple[Outage, ...], times: Array) -> Effects:
    """All troubles together, at each of the times."""
    effects = Effects(load=numpy.ones_like(times))
    for each in outages:
        each.trouble.apply(effects, each.where, each.size, each.grown(times))
    return effects
