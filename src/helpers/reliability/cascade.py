"""How one thing that breaks goes through a design: which signal of which box leaves what is usual, when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy

from helpers.reliability.budget import seconds_text
from helpers.reliability.day_figures import PATIENCE, Figures, figures_of
from helpers.reliability.troubles import LOAD, WAY_IN, Outage, effects_of
from helpers.reliability.wiring import Wiring

FINE = 5.0  # seconds from one figure to the next
SIGNALS = ("silent", "full", "slow", "errors", "more", "less")
TIMES_SLOW, PART_ERRORS, PART_FULL, TIMES_MORE = 1.5, 0.005, 0.15, 1.25


@dataclass(frozen=True)
class State:
    """When each signal of a box first left what is usual, in seconds after the start, and how far it went."""

    since: Mapping[str, float] = field(default_factory=dict)
    most: Mapping[str, str] = field(default_factory=dict)

    @property
    def unusual(self) -> bool:
        """Whether anything of it was."""
        return bool(self.since)

    @property
    def hurt(self) -> bool:
        """Whether it failed, was slow or silent, and not only got more or less to do."""
        return bool({"silent", "slow", "errors"} & set(self.since))


@dataclass(frozen=True)
class Event:
    """One step of a cascade: seconds after the start, the box, what is seen there, and why."""

    after: float
    where: str
    seen: str
    why: str


def states_of(wiring: Wiring, rate: float, outage: Outage) -> dict[str, State]:
    """What each box shows during an outage, against the same time of a good day."""
    from helpers.reliability.day_load import wave

    times = numpy.arange(outage.start, outage.end, FINE)
    sent = wave(rate, times)
    now, usual = (figures_of(wiring, sent, effects_of(each, times)) for each in ((outage,), ()))
    return {name: _state(now[name], usual[name], times - outage.start) for name in wiring.order}


def _state(now: Figures, usual: Figures, after: numpy.ndarray) -> State:
    since, most = {}, {}
    slow, was_slow = (numpy.minimum(each.percentile_99(), PATIENCE) for each in (now, usual))
    part = now.calls / numpy.maximum(usual.calls, 1e-300)
    tests = {
        "silent": (~now.there, lambda: "it sends no data any more"),
        "full": (now.there & (now.busy > usual.busy + PART_FULL) & (now.busy > TIMES_MORE * usual.busy),
                 lambda: f"it gets full: up to {now.busy.max():.0%} busy, usually {usual.busy.max():.0%}"),
        "slow": (now.there & (slow > TIMES_SLOW * was_slow) & (part > 0.01),
                 lambda: f"it gets slow: 99% within up to {_time(slow.max())}, usually {_time(was_slow.max())}"),
        "errors": (now.there & (now.errors > usual.errors + PART_ERRORS) & (part > 0.01),
                   lambda: f"up to {now.errors.max():.0%} of its answers are errors" if now.errors.max() >= 0.095
                   else f"up to {now.errors.max():.1%} of its answers are errors"),
        "more": (now.there & (part > TIMES_MORE), lambda: f"it gets up to {part.max():.1f} times the usual calls"),
        "less": (now.there & (part < 1 / TIMES_MORE), lambda: f"it gets as little as {part.min():.0%} of its calls"),
    }
    for name, (holds, words) in tests.items():
        if holds.any():
            since[name] = float(after[int(numpy.argmax(holds))])
            most[name] = words()
    return State(since, most)


def cascade(wiring: Wiring, outage: Outage, states: Mapping[str, State]) -> tuple[Event, ...]:
    """What happened, in its order: the cause, then each signal of each box, the cause's own first where times agree."""
    found = [Event(0.0, outage.where, "nothing yet", outage.words)]
    cause = outage.where

    def near(name: str) -> int:
        if name == cause:
            return 0
        return 1 + _steps(wiring, name, cause)

    rows = [(after, near(name), SIGNALS.index(signal), name, signal) for name, state in states.items()
            for signal, after in state.since.items()]
    for after, _, _, name, signal in sorted(rows):
        found.append(Event(after, name, states[name].most[signal], _why(wiring, outage, states, name, signal)))
    return tuple(found)


def _steps(wiring: Wiring, name: str, cause: str) -> int:
    """How many arrows lie between a box and the cause, in either direction."""
    if cause not in wiring.order:
        return wiring.order.index(name)
    around: dict[str, set[str]] = {each: set() for each in wiring.order}
    for source, target in wiring.waits:
        around[source].add(target)
        around[target].add(source)
    reached, steps = {cause}, 0
    while name not in reached and steps < len(wiring.order):
        reached |= {other for each in reached for other in around[each]}
        steps += 1
    return steps


def _why(wiring: Wiring, outage: Outage, states: Mapping[str, State], name: str, signal: str) -> str:
    cause = outage.where
    if name == cause and signal not in ("more", "less"):
        return "this is where it broke"
    if signal == "more":
        return "users send more" if cause == LOAD else \
            f"{cause} no longer answers for it" if cause in wiring.cold else "others send it more"
    if signal == "less":
        return "less arrives" if cause == WAY_IN else f"{_before(wiring, states, name)} fails, and passes on less"
    behind = [each for each in wiring.callees(name) if states[each].hurt]
    if behind and signal in ("slow", "errors"):
        return f"it waits for {' and '.join(behind)}"
    if "more" in states[name].since:
        return "more comes than usual" if signal == "full" else "it has more to do than it can"
    return "it has more to do than it can" if signal != "full" else f"it feels {cause}"


def _before(wiring: Wiring, states: Mapping[str, State], name: str) -> str:
    return next((each for each in wiring.order if name in wiring.callees(each)
                 and {"errors", "silent"} & set(states[each].since)),
                "what is before it")


def _time(seconds: float) -> str:
    return seconds_text(float(f"{seconds:.2g}"))
