"""The load of a day: a wave with its peak in the evening, at moments half a minute apart, and what is slow then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from helpers.reliability.budget import DAY
from helpers.reliability.day_figures import figures_of
from helpers.reliability.errors import ReliabilityError
from helpers.reliability.troubles import effects_of
from helpers.reliability.wiring import Wiring

if TYPE_CHECKING:
    from helpers.architecture.flows import RateLike

STEP = 30.0
PEAK_AT = 20 * 3600.0  # the evening
EVENING = 0.9  # the day's wave is exp(EVENING (cos - 1)): the night's lowest load is a sixth of the peak
FULL_AT_PEAK = 0.6  # of the fullest box, where no rate is given


def peak_of(wiring: Wiring, rate: RateLike | None) -> float:
    """The rate at the day's peak. Raises `ReliabilityError` where the design cannot carry it on a good day."""
    from helpers.architecture import requests_per_second

    work = {name: wiring.usual.work.get(name, 0.0) for name in wiring.order}
    tight = max(work, key=lambda name: work[name])
    if rate is None:
        return FULL_AT_PEAK / work[tight] if work[tight] > 0 else 1_000.0
    found = requests_per_second(rate)
    if found * work[tight] >= 1:
        raise ReliabilityError(f"rate: at {found:,.0f} requests a second {tight} is asked for "
                               f"{found * work[tight]:.0%} of what it can do, on a good day. Give it more machines, or "
                               f"a lower rate: {FULL_AT_PEAK / work[tight]:,.0f} makes it 60% busy.")
    return found


def wave(rate: float, times: numpy.ndarray) -> numpy.ndarray:
    """Requests a second at each time of a day whose peak is in the evening."""
    return rate * numpy.exp(EVENING * (numpy.cos(2 * numpy.pi * (times - PEAK_AT) / DAY) - 1))


def moments() -> numpy.ndarray:
    """The middle of each step of a day, in seconds."""
    return (numpy.arange(round(DAY / STEP)) + 0.5) * STEP


def slow_limits(wiring: Wiring, rate: float) -> dict[str, float]:
    """By box, the seconds that at most 1% of its calls take longer than at the peak of a good day: two digits, up."""
    usual = figures_of(wiring, numpy.array([rate]), effects_of((), numpy.zeros(1)))
    return {name: _up(float(each.percentile_99()[0])) for name, each in usual.items()}


def _up(seconds: float) -> float:
    """Rounded up to two digits."""
    if seconds <= 0:
        return 1e-6
    size = 10.0 ** (numpy.floor(numpy.log10(seconds)) - 1)
    return float(f"{numpy.ceil(seconds / size - 1e-9) * size:.12g}")
