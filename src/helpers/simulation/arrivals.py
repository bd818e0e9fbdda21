"""When requests arrive, what they ask for, and for which key."""

import math

import numpy as np

from helpers.simulation.draws import draw
from helpers.simulation.errors import SimulationError
from helpers.simulation.plan import Plan
from helpers.simulation.workload import Constant, Workload

MOST = 10_000_000


def unit_arrivals(workload: Workload, n: int, seed: int) -> np.ndarray:
    """Arrival times of n requests at one a second on average: a renewal process, time-warped later.

    Bursty gaps are hyperexponential with balanced means: with c2 the squared coefficient of variation,
    p = (1 + sqrt((c2 - 1) / (c2 + 1))) / 2, mean gaps 1 / (2 p) and 1 / (2 (1 - p)) (Whitt, 1982).
    """
    if workload.arrivals == "regular":
        return np.arange(1, n + 1, dtype=float)
    gaps = draw(seed, "arrivals", "gap", "exponential", 1, n)[0]
    if workload.arrivals == "bursty":
        p = (1 + math.sqrt((workload.burstiness - 1) / (workload.burstiness + 1))) / 2
        first = draw(seed, "arrivals", "phase", "uniform", 1, n)[0] < p
        gaps = gaps * np.where(first, 1 / (2 * p), 1 / (2 * (1 - p)))
    return np.cumsum(gaps, out=gaps if gaps.flags.writeable else None)  # draws that are kept are read only


def arrival_times(workload: Workload, n: int, seed: int) -> np.ndarray:
    """Arrival times in seconds, rising; n of them, or those before the workload's duration ends."""
    if workload.duration is None:
        work = unit_arrivals(workload, n, seed)
        return _warped(workload, work, float(work[-1]))
    expected = _expected(workload)
    if expected > MOST:
        raise SimulationError(f"duration: {workload.duration:g} s at this load are some {expected:,.0f} requests; a "
                              f"run takes up to {MOST:,}. Shorten it, or lower the rate.")
    many = int(expected + 10 * math.sqrt(expected * max(1.0, workload.burstiness)) + 100)
    work = unit_arrivals(workload, many, seed)
    times = _warped(workload, work, float(work[-1]))
    kept = times[times < workload.duration]
    if not len(kept):
        raise SimulationError(f"duration: nothing arrives in {workload.duration:g} s at this load. Make it longer.")
    return kept


def _expected(workload: Workload) -> float:
    assert workload.duration is not None
    if isinstance(workload.shape, Constant):
        return workload.rate * workload.duration
    times, done = workload.shape.breakpoints(workload.rate, workload.rate * workload.duration)
    beyond = max(0.0, workload.duration - times[-1]) * workload.final_rate
    return float(np.interp(workload.duration, times, done)) + beyond


def _warped(workload: Workload, work: np.ndarray, total: float) -> np.ndarray:
    if isinstance(workload.shape, Constant):
        return np.divide(work, workload.rate, out=work)
    if workload.duration is not None:  # one wave in the time given
        total = max(total, workload.rate * workload.duration)
        shape_work = workload.rate * workload.duration
        times, done = workload.shape.breakpoints(workload.rate, shape_work)
        if done[-1] < total:
            times = np.append(times, times[-1] + (total - done[-1]) / workload.final_rate)
            done = np.append(done, total)
        return np.interp(work, done, times)
    times, done = workload.shape.breakpoints(workload.rate, total)
    return np.interp(work, done, times)


def endpoint_numbers(plan: Plan, n: int, seed: int) -> np.ndarray:
    """Which endpoint each request asks for."""
    if len(plan.shares) == 1:
        return np.zeros(n, dtype=np.int16)
    ends = np.cumsum(plan.shares)
    return np.searchsorted(ends[:-1], draw(seed, "arrivals", "endpoint", "uniform", 1, n)[0],
                           side="right").astype(np.int16)


def key_numbers(workload: Workload, n: int, seed: int) -> np.ndarray | None:
    """Which key each request asks for, 0 the most popular; None where all are alike."""
    if workload.keys is None:
        return None
    ends = np.cumsum(workload.keys.shares())
    found = np.searchsorted(ends, draw(seed, "arrivals", "key", "uniform", 1, n)[0] * ends[-1], side="right")
    return np.minimum(found, workload.keys.count - 1).astype(np.int32)


def shard_hash(keys: np.ndarray) -> np.ndarray:
    """A well-mixed number below 2^31 for each key: 32-bit finaliser lowbias32 (Wellons, 2018)."""
    x = (keys.astype(np.uint64) + np.uint64(1)) & np.uint64(0xFFFFFFFF)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = ((x ^ (x >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    return ((x ^ (x >> np.uint64(16))) >> np.uint64(1)).astype(np.int64)
