"""Percentiles of many numbers at once, and how sure a figure is."""

import math

import numpy as np

BITS = 8  # 2^8 buckets for each doubling: a bucket is at most 0.4% wide, and is divided evenly inside
T_95 = 2.262  # two-sided 95% quantile of Student's t with 9 degrees of freedom
SECTIONS = 10  # batches of a confidence interval
BATCHES = 20  # batches in which a trend is looked for
PART = 1 << 16  # values that are counted at a time: they stay in the processor's cache
TINIEST = 1e-30  # below it, a value is zero


def percentiles(values: np.ndarray, wanted) -> np.ndarray:
    """Percentiles (0 to 100) of values of zero or more, by counting float32 bit patterns; exact for few values.

    The bit pattern of a positive float grows with its value, so its first bits are a bucket on a log scale.

    >>> percentiles(np.arange(101.0), [50, 99]).tolist()
    [50.0, 99.0]
    """
    wanted = np.atleast_1d(np.asarray(wanted, dtype=float))
    if not len(values):
        return np.full(len(wanted), np.nan)
    if len(values) <= 20_000:
        return np.percentile(values, wanted)
    ends = np.array([values.min(), values.max()], dtype=np.float32).view(np.int32) >> (23 - BITS)
    low, high = (max(int(each), 0) for each in ends)
    counts = np.zeros(high - low + 1, dtype=np.int64)
    for first in range(0, len(values), PART):
        codes = np.ascontiguousarray(values[first:first + PART], dtype=np.float32).view(np.int32) >> (23 - BITS)
        np.maximum(codes, low, out=codes)
        codes -= low
        counts += np.bincount(codes, minlength=len(counts))
    below = np.cumsum(counts)
    place = wanted / 100 * (len(values) - 1)
    bucket = np.minimum(np.searchsorted(below, place, side="right"), len(counts) - 1)
    inside = (place - (below[bucket] - counts[bucket]) + 0.5) / counts[bucket]
    edges = ((np.stack([bucket, bucket + 1]) + low).astype(np.int32) << (23 - BITS)).view(np.float32).astype(float)
    found = edges[0] + (edges[1] - edges[0]) * np.clip(inside, 0, 1)
    return np.where(found < TINIEST, 0.0, found)


def batches(values: np.ndarray, statistic) -> np.ndarray:
    """The statistic of each of 20 stretches of equal numbers, in order of time."""
    size = len(values) // BATCHES
    return np.array([float(statistic(values[place * size:(place + 1) * size])) for place in range(BATCHES)])


def interval(values: np.ndarray, statistic) -> tuple[float, float]:
    """The 95% confidence interval of a statistic of values in order of time, by sectioning.

    The first tenth is left out: a run starts empty. What is left is cut in ten batches; how far theirs lie from the
    whole's says how sure that is, and more widely so where neighbouring batches lie on the same side of it.

    References
    ----------
    A. M. Law, Confidence intervals in discrete event simulation, Naval Research Logistics Quarterly 24, 1977;
    S. Asmussen and P. W. Glynn, Stochastic Simulation, 2007, III.5a (sectioning).
    """
    settled = values[len(values) // 10:]
    size, whole = len(settled) // SECTIONS, float(statistic(settled))
    apart = np.array([float(statistic(settled[place * size:(place + 1) * size])) for place in range(SECTIONS)]) - whole
    squares = float((apart**2).sum())
    alike = min(0.9, max(0.0, float((apart[1:] * apart[:-1]).sum()) / squares)) if squares else 0.0
    half = T_95 * math.sqrt(squares / (SECTIONS * (SECTIONS - 1)) * (1 + alike) / (1 - alike))
    return whole - half, whole + half


def rising(found: np.ndarray) -> bool:
    """Whether batches keep growing: Spearman's rank correlation with time is above 0.8, and the last fifth well above.

    With 20 independent batches a correlation of 0.8 comes about by chance once in some 50,000 runs.
    """
    if not np.isfinite(found).all():
        return False
    ranks = np.argsort(np.argsort(found, kind="stable"), kind="stable")
    correlation = float(np.corrcoef(ranks, np.arange(len(found)))[0, 1])
    fifth = max(1, len(found) // 5)
    return correlation > 0.8 and float(found[-fifth:].mean()) > 1.5 * float(found[:fifth].mean())
