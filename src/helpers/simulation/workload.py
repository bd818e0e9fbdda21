"""What arrives: how many requests a second, how that changes over time, of which endpoints, for which keys."""

import itertools
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from helpers.architecture import as_flows, requests_per_second
from helpers.cases import Flow
from helpers.errors import CourseError, shorten
from helpers.inputs import changed
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError

ARRIVALS = ("poisson", "bursty", "regular")
MOST_KEYS = 2_000_000
GRID = 2_048  # points a period on which a curve of the load is integrated


@dataclass(frozen=True)
class Constant:
    """The same expected load at all times."""

    def breakpoints(self, rate: float, work: float) -> tuple[np.ndarray, np.ndarray]:
        """Times in seconds and the requests expected up to each, until `work` requests are expected."""
        return np.array([0.0, work / rate]), np.array([0.0, work])


@dataclass(frozen=True)
class Diurnal:
    """A day's wave: the load averages the workload's rate and peaks once a period; its lowest point comes first.

    The curve is rate * exp(k cos) / I0(k), the von Mises shape, with k set by the peak.

    Parameters
    ----------
    peak : float
        The peak over the mean, 1 to 20.
    period : float or str, optional
        In seconds or text. None: once in the whole run, since no run lasts a real day.

    Raises
    ------
    SimulationError
        Where a field cannot be read.
    """

    peak: float = 3.0
    period: float | None = None

    def __post_init__(self):
        object.__setattr__(self, "peak", read.number(self.peak, "shape.peak", 1.0, 20.0, "3 for three times"))
        if self.period is not None:
            object.__setattr__(self, "period", read.seconds(self.period, "shape.period", zero=False))

    def _concentration(self) -> float:
        """The k whose curve peaks at `peak` times its mean, by bisection; np.i0 is the Bessel function."""
        low, high = 0.0, 700.0
        for _ in range(100):
            k = (low + high) / 2
            low, high = (k, high) if math.exp(k) / float(np.i0(k)) < self.peak else (low, k)
        return low

    def breakpoints(self, rate: float, work: float) -> tuple[np.ndarray, np.ndarray]:
        """Times in seconds and the requests expected up to each, until `work` requests are expected."""
        period = self.period or work / rate
        k = self._concentration()
        middles = (np.arange(GRID) + 0.5) / GRID
        part = np.exp(k * (-np.cos(2 * np.pi * middles) - 1))
        one = np.concatenate([[0.0], np.cumsum(part / part.sum())]) * rate * period
        laps = math.ceil(work / (rate * period) - 1e-9) or 1
        if laps > 2_000:
            raise SimulationError(f"shape.period: {shorten(self.period)} repeats {laps:,} times in this run. "
                                  "Give a longer period, or None for one wave in the run.")
        times = np.concatenate([(np.arange(GRID) / GRID + lap) * period for lap in range(laps)] + [[laps * period]])
        done = np.concatenate([one[:-1] + lap * rate * period for lap in range(laps)] + [[laps * rate * period]])
        return times, done


@dataclass(frozen=True)
class Spike:
    """For a while, the load is another than the workload's.

    Parameters
    ----------
    rate : float, str or Estimate
        Requests a second during that time.
    at, length : float or str
        When it begins and how long it lasts, in seconds or text.

    Raises
    ------
    SimulationError
        Where a field cannot be read.

    >>> Spike("2 K/s", at="10 s", length="5 s").rate
    2000.0
    """

    rate: float
    at: float
    length: float

    def __post_init__(self):
        object.__setattr__(self, "rate", rate_of(self.rate, "shape.rate"))
        object.__setattr__(self, "at", read.seconds(self.at, "shape.at"))
        object.__setattr__(self, "length", read.seconds(self.length, "shape.length", zero=False))

    def breakpoints(self, rate: float, work: float) -> tuple[np.ndarray, np.ndarray]:
        """Times in seconds and the requests expected up to each, until `work` requests are expected."""
        before, during = self.at * rate, self.length * self.rate
        after = max(work - before - during, rate)
        times = [0.0, self.at, self.at + self.length, self.at + self.length + after / rate]
        return np.array(times), np.cumsum([0.0, before, during, after])


@dataclass(frozen=True)
class Curve:
    """A load given by points, straight in between; before the first and after the last it stays as there.

    Parameters
    ----------
    points : list of (float or str, float or str)
        Moments, in seconds or text, and the requests a second at each; the moments rise, 1 to 10,000 of them. The
        workload's own rate does not count.

    Raises
    ------
    SimulationError
        Where they are no such points.

    >>> Curve([(0, 100), ("1 min", "1 K/s")]).points
    ((0.0, 100.0), (60.0, 1000.0))
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self):
        given = self.points
        if not isinstance(given, list | tuple) or not 1 <= len(given) <= 10_000 or not all(
                isinstance(each, list | tuple) and len(each) == 2 for each in given):
            raise SimulationError(f"shape.points: {shorten(given)} is no list of points. Write "
                                  '[(0, "100/s"), ("10 s", "500/s")].')
        made = tuple((read.seconds(at, "shape.points"), rate_of(rate, "shape.points")) for at, rate in given)
        if any(after[0] <= before[0] for before, after in itertools.pairwise(made)):
            raise SimulationError(f"shape.points: the moments {shorten([at for at, _ in made])} do not rise. "
                                  "Give them in order, each once.")
        object.__setattr__(self, "points", made)

    def breakpoints(self, rate: float, work: float) -> tuple[np.ndarray, np.ndarray]:
        """Times in seconds and the requests expected up to each, until `work` requests are expected."""
        del rate
        ends = [(0.0, self.points[0][1])] if self.points[0][0] > 0 else []
        at, rates = (np.array(each) for each in zip(*ends, *self.points, strict=True))
        fine = np.unique(np.concatenate([at, np.linspace(0, at[-1], GRID + 1)]))  # between, the load is nearly even
        level = np.interp(fine, at, rates)
        done = np.concatenate([[0.0], np.cumsum(np.diff(fine) * (level[1:] + level[:-1]) / 2)])
        after = max(work - done[-1], rates[-1])
        return np.append(fine, fine[-1] + after / rates[-1]), np.append(done, done[-1] + after)


SHAPES = (Constant, Diurnal, Spike, Curve)


@dataclass(frozen=True)
class Keys:
    """The things that requests ask for, the k-th most popular in proportion to 1 / k^skew (Zipf's law).

    Parameters
    ----------
    count : int
        How many keys there are; key 0 is the most popular.
    skew : float
        0 (all alike) to 5. Measured for web caches: 0.64 to 0.83.
    hot : float or str, optional
        The share of all requests that key 0 gets; Zipf's law shares the rest.

    Raises
    ------
    SimulationError
        Where a field cannot be read.

    References
    ----------
    L. Breslau et al., Web caching and Zipf-like distributions, INFOCOM 1999.

    >>> Keys(1000, skew=1.0).share_of_top(1)
    0.133...
    """

    count: int = 100_000
    skew: float = 0.8
    hot: float | None = None

    def __post_init__(self):
        object.__setattr__(self, "count", read.whole(self.count, "keys.count", 1, MOST_KEYS))
        object.__setattr__(self, "skew", read.number(self.skew, "keys.skew", 0.0, 5.0, "0.8"))
        if self.hot is not None:
            object.__setattr__(self, "hot", read.share(self.hot, "keys.hot"))

    def shares(self) -> np.ndarray:
        """The share of the requests that each key gets, the most popular first; they add up to 1."""
        weights = np.arange(1, self.count + 1, dtype=float) ** -self.skew
        if self.hot is not None:
            weights[0] = 0.0
            total = weights.sum()
            if total:
                weights *= (1 - self.hot) / total
            weights[0] = self.hot if total else 1.0
        return weights / weights.sum()

    def share_of_top(self, many: int) -> float:
        """The share of all requests that the most popular keys get."""
        return float(self.shares()[:many].sum())


@dataclass(frozen=True)
class Workload:
    """The requests that arrive at a design.

    Parameters
    ----------
    rate : float, str or Estimate
        Requests a second; of an Estimate its peak.
    shape : Constant, Diurnal, Spike or Curve
        How the load changes over time.
    mix : Case, str or list of flows, optional
        What is asked for: a case, its name, or flows whose shares add up to 1. None: each stored entity alike.
    keys : Keys, optional
        How unevenly the keys are asked for. None: evenly.
    arrivals : str
        "poisson" (many independent users), "regular", or "bursty".
    burstiness : float
        The squared coefficient of variation of bursty gaps, 1 to 1,000 (hyperexponential with balanced means).
    duration : float or str, optional
        The time span of a run, in seconds or text, in place of the number of requests.

    Raises
    ------
    SimulationError
        Where a field cannot be read, or the shares of the mix do not add up to 1.

    >>> Workload("2 K/s", mix="url_shortener").rate
    2000.0
    """

    rate: float
    shape: Constant | Diurnal | Spike | Curve = field(default_factory=Constant)
    mix: tuple[Flow, ...] | None = None
    keys: Keys | None = None
    arrivals: str = "poisson"
    burstiness: float = 4.0
    duration: float | None = None

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        put("rate", rate_of(self.rate, "rate"))
        if self.shape is None or (isinstance(self.shape, str) and self.shape == "constant"):
            put("shape", Constant())
        if not isinstance(self.shape, SHAPES):
            raise SimulationError(f"shape: {shorten(self.shape)} is no shape of a load. Write Constant(), "
                                  "Diurnal(peak=3), or Spike(\"2 K/s\", at=\"10 s\", length=\"5 s\").")
        try:
            put("mix", None if self.mix is None else as_flows(self.mix))
        except CourseError as error:
            told = str(error)
            raise SimulationError(f"mix: {told.removeprefix('flows: ')}") from None
        if self.keys is not None and not isinstance(self.keys, Keys):
            raise SimulationError(f"keys: {shorten(self.keys)} is not Keys. Write Keys(100_000, skew=0.8).")
        read.choice(self.arrivals, "arrivals", ARRIVALS)
        put("burstiness", read.number(self.burstiness, "burstiness", 1.0, 1_000.0, "4"))
        if self.duration is not None:
            put("duration", read.seconds(self.duration, "duration", zero=False))

    @property
    def final_rate(self) -> float:
        """Requests a second once the shape has run its course."""
        return self.shape.points[-1][1] if isinstance(self.shape, Curve) else self.rate

    def replace(self, **changes: Any) -> "Workload":
        """The same workload with some fields changed."""
        return changed(self, changes, "workload", SimulationError)


def rate_of(value: object, field: str) -> float:
    """Requests a second, more than zero and finite, from a number, text or an Estimate."""
    try:
        found = requests_per_second(value)
    except CourseError as error:
        told = str(error)
        raise SimulationError(told if told.startswith(f"{field}:") else f"{field}: {told.split(': ', 1)[-1]}") from None
    if not 1e-9 <= found <= 1e12:
        raise SimulationError(f"{field}: {shorten(value)} is no load to simulate. Give more than zero requests a "
                              'second, such as "2 K/s".')
    return found
