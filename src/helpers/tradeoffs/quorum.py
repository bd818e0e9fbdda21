"""The quorum laboratory: how many replicas a write and a read should wait for."""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy

from helpers.errors import shorten
from helpers.rounding import digits_beside
from helpers.tradeoffs.comparison import Column, Comparison, rows, tidy
from helpers.tradeoffs.errors import TradeoffError, read

SHAPES = ("lognormal", "exponential")
Z99 = NormalDist().inv_cdf(0.99)
COLUMNS = (
    Column("read_p50_seconds", "median time of a read", "s"),
    Column("read_p99_seconds", "99th percentile of a read's time", "s"),
    Column("write_p50_seconds", "median time of a write", "s"),
    Column("write_p99_seconds", "99th percentile of a write's time", "s"),
    Column("stale_share", "share of reads, some time after a write, that miss it", "share"),
    Column("read_availability", "chance that enough replicas are up for a read", "share", "higher"),
    Column("write_availability", "chance that enough replicas are up for a write", "share", "higher"),
    Column("overlap", "whether reads and writes share a replica: R + W > N", "yes or no", "higher"),
)


def enough_up(n: int, needed: int, availability: float) -> float:
    """The chance that at least `needed` of `n` replicas are up, each by itself with this availability (a binomial sum).

    >>> round(enough_up(3, 2, 0.99), 6)
    0.999702
    """
    return math.fsum(math.comb(n, up) * availability**up * (1 - availability) ** (n - up)
                     for up in range(needed, n + 1))


def quorum(n: int = 3, choices: Sequence[tuple[int, int]] | None = None,
           write_median: float = 0.005, leg_median: float = 0.001, tail: float = 10.0,
           wait: float = 0.005, availability: float = 0.99, shape: str = "lognormal", samples: int = 20_000,
           seed: int = 1) -> Comparison:
    """How many of `n` replicas should a write and a read wait for? Latency, staleness and availability of choices.

    A write takes one leg to each replica, its disk included, and one back; a read takes two. Staleness is
    simulated: a read is stale when each of the first R replicas to answer was asked before the write reached it.

    Parameters
    ----------
    n : int
        Replicas.
    choices : sequence of (int, int), optional
        Pairs (R, W); all unless given.
    write_median, leg_median : float
        Medians in seconds of the leg that writes, and of each other leg.
    tail : float
        99th percentile of a leg, times its median.
    wait : float
        Seconds between a write's end and a read's start.
    availability : float
        Of one replica, a share.
    shape : str
        "lognormal" or "exponential" legs.
    samples : int
        Writes and reads that are simulated.
    seed : int
        Another seed is another draw.

    Returns
    -------
    Comparison
        Percentiles in seconds, shares for staleness and availability, and `overlap` (R + W > N).

    Raises
    ------
    TradeoffError
        Where a setting cannot be; it names the setting, the value and the mend.

    References
    ----------
    Bailis et al., "Probabilistically Bounded Staleness", VLDB 2012.

    >>> found = quorum(choices=[(1, 1), (2, 2)])
    >>> found.table()[["stale share", "read availability", "overlap"]].T.to_dict()["R=2 W=2"]
    {'stale share': '0%', 'read availability': '99.97%', 'overlap': 'yes'}
    """
    n = read.whole(n, "n", 1, 15, "3")
    write_median = read.seconds(write_median, "write_median", 1e-6, 3600)
    leg_median = read.seconds(leg_median, "leg_median", 1e-6, 3600, '"1 ms"')
    tail = read.number(tail, "tail", 1, 1e4, "10")
    wait = read.seconds(wait, "wait", 0, 86400)
    availability = read.share(availability, "availability", example='0.99 or "99%"')
    shape = read.choice(shape, "shape", SHAPES)
    samples, seed = read.whole(samples, "samples", 100, 500_000, "20_000"), read.seed(seed)
    pairs = _pairs(choices, n)
    if samples * n * len(pairs) > 30_000_000:
        raise TradeoffError(f"samples: {samples:,} for {len(pairs)} choices of {n} replicas are too many. Give fewer.")
    chance = numpy.random.default_rng([seed, 41])
    to, ack, ask, answer = (_legs(chance, median, tail, shape, (samples, n))
                            for median in (write_median, leg_median, leg_median, leg_median))
    written = numpy.sort(to + ack, axis=1)
    answered = ask + answer
    order = numpy.argsort(answered, axis=1)
    replied = numpy.take_along_axis(answered, order, axis=1)
    late = numpy.take_along_axis(to - ask, order, axis=1)  # a replica misses the write if it was asked this early
    waits = numpy.concatenate([[0.0], numpy.geomspace(max(wait, write_median) / 20, max(wait, write_median) * 8, 14)])
    figures, points = {}, []
    for r, w in pairs:
        commit = written[:, w - 1]
        missed_until = late[:, :r].min(axis=1) - commit  # a read that starts before this, after the write, is stale
        name = f"R={r} W={w}"
        figures[name] = {
            "read_p50_seconds": numpy.quantile(replied[:, r - 1], 0.5),
            "read_p99_seconds": numpy.quantile(replied[:, r - 1], 0.99),
            "write_p50_seconds": numpy.quantile(commit, 0.5), "write_p99_seconds": numpy.quantile(commit, 0.99),
            "stale_share": _stale(missed_until, wait), "overlap": r + w > n,
            "read_availability": enough_up(n, r, availability), "write_availability": enough_up(n, w, availability)}
        points += [(name, float(x), _stale(missed_until, float(x))) for x in waits]
    flat = [name for name in figures if figures[name]["overlap"]][1:]  # one line at zero is enough
    worst = max(figures, key=lambda name: figures[name]["stale_share"])
    share = figures[worst]["stale_share"]
    title = f"{worst} answers fast and misses the last write in {digits_beside(share, 2)}% of reads" if share else \
        "None of these choices misses the last write"
    return Comparison(
        "quorum", title, "How many replicas should a write and a read wait for?", rows(figures, COLUMNS), COLUMNS,
        {"n": n, "choices": tuple(pairs), "write_median": write_median, "leg_median": leg_median, "tail": tail,
         "wait": wait, "availability": availability, "shape": shape, "samples": samples, "seed": seed},
        "Replicas are alike and independent, fail independently, and stay up during a write; nothing repairs a stale "
        "replica but the write itself. Two writes at one time, and clocks, are left out: R + W > N alone does not make "
        "a store linearizable.",
        tidy(point for point in points if point[0] not in flat), "time after the write (s)",
        "stale reads (share)", x_setting="wait")


def _stale(missed_until, wait: float) -> float:
    """The share of reads that miss; with an overlap none can: a replica that acknowledged had the write before."""
    return float((missed_until > wait).mean())


def _legs(chance, median: float, tail: float, shape: str, size) -> numpy.ndarray:
    if shape == "exponential":
        return chance.exponential(median / math.log(2), size)
    return median * numpy.exp(math.log(tail) / Z99 * chance.standard_normal(size))


def _pairs(choices, n: int) -> list[tuple[int, int]]:
    if choices is None:
        return [(reads, writes) for reads in range(1, n + 1) for writes in range(1, n + 1)] if n <= 5 else _sensible(n)
    pairs = []
    given = read.listed(choices, "choices", "a list of pairs (R, W) such as [(1, 1), (2, 2)]", 225)
    for place, each in enumerate(given):
        if not isinstance(each, list | tuple) or len(each) != 2:
            raise TradeoffError(f"choices[{place}]: {shorten(each)} is not a pair (R, W). Write (2, 2).")
        pairs.append(tuple(read.whole(part, f"choices[{place}]", 1, n, f"(1, {n})") for part in each))
    if not pairs:
        raise TradeoffError("choices: the list is empty. Give pairs (R, W), or leave it out for all of them.")
    return list(dict.fromkeys((first, second) for first, second in pairs))


def _sensible(n: int) -> list[tuple[int, int]]:
    half = n // 2 + 1
    return list(dict.fromkeys([(1, 1), (1, half), (half, 1), (half, half), (1, n), (n, 1), (n, n)]))
