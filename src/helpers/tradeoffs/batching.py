"""The batching laboratory: many items in one go raise what a server can do, and make each item wait."""

import math
from bisect import bisect_right
from collections.abc import Sequence

import numpy

from helpers.tradeoffs.comparison import Column, Comparison, rows, tidy
from helpers.tradeoffs.errors import TradeoffError, read
from helpers.units import human

CURVE_ITEMS, CURVE_POINTS = 4_000, 9
COLUMNS = (
    Column("mean_latency_seconds", "from an item's arrival to the end of its batch, on average", "s"),
    Column("p99_latency_seconds", "99th percentile of that", "s"),
    Column("most_per_second", "items a second with full batches, the ceiling", "1/s", "higher"),
    Column("mean_batch", "items in a batch, on average"),
    Column("busy_share", "share of the time that the server works", "share"),
    Column("keeps_up", "whether the ceiling is above what arrives", "yes or no", "higher"),
)


def serve(times: list[float], size: int, linger: float, fixed: float, per_item: float):
    """Serve sorted arrivals in batches: latencies, an array in the order of arrival, and the number of batches.

    A batch of k items takes fixed + k * per_item seconds. The server starts one when it is free and either `size` items
    wait or the oldest has waited `linger` seconds.

    >>> latencies, batches = serve([0.0, 0.0, 0.5], size=2, linger=0.1, fixed=0.2, per_item=0.1)
    >>> latencies.round(3).tolist(), batches
    ([0.4, 0.4, 0.4], 2)
    """
    count, place, free, taken, done = len(times), 0, 0.0, [], []
    while place < count:
        full = times[place + size - 1] if place + size <= count else math.inf
        start = times[place] + linger
        if full < start:
            start = full
        if free > start:
            start = free
        end = place + size if full <= start else bisect_right(times, start, place + 1, min(place + size, count))
        free = start + fixed + per_item * (end - place)
        taken.append(end - place)
        done.append(free)
        place = end
    return numpy.repeat(done, taken) - numpy.asarray(times), len(taken)


def arrivals_at(rate: float, items: int, seed: int) -> list[float]:
    """Poisson arrivals in seconds, sorted: the same pattern at every rate, only faster."""
    gaps = numpy.random.default_rng([seed, 61]).exponential(1.0, items)
    return (numpy.cumsum(gaps) / rate).tolist()


def batching(arrivals_per_second: float = 150, fixed_seconds: float = 0.005, per_item_seconds: float = 0.0002,
             sizes: Sequence = (1, 4, 16, 64), lingers: Sequence = (0.0, 0.02), items: int = 20_000,
             seed: int = 1) -> Comparison:
    """How many items should one write, message or request carry? Latency and ceiling by batch size and waiting time.

    A batch of k items takes `fixed_seconds` + k times `per_item_seconds` on one server; items arrive at random
    (Poisson). It starts when the server is free and the batch is full, or its oldest item has waited long enough.
    With batches of one this is the queue M/D/1: a mean wait of rho S / (2 (1 - rho)).

    Parameters
    ----------
    arrivals_per_second : float
        Items a second.
    fixed_seconds, per_item_seconds : float
        What a batch takes, and each item in it.
    sizes : sequence of int
        Largest batches to compare.
    lingers : sequence of float
        Seconds for which the oldest item may wait.
    items : int
        How many are simulated.
    seed : int
        Another seed is another draw.

    Returns
    -------
    Comparison
        `mean_latency_seconds` and `p99_latency_seconds`, `most_per_second` (the ceiling), `mean_batch` (items),
        `busy_share`, and `keeps_up`: 1 when the ceiling is above the arrivals; where it is 0, latencies grow without
        end and are those of the simulated items only.

    Raises
    ------
    TradeoffError
        Where a setting cannot be; it names the setting, the value and the mend.

    >>> found = batching()
    >>> found.table()["most per second"].to_dict()["1 at a time"]
    '192/s'
    """
    rate = read.rate(arrivals_per_second, "arrivals_per_second", 1e-3, 1e7, '"150/s"')
    fixed = read.seconds(fixed_seconds, "fixed_seconds", 0, 3600)
    per_item = read.seconds(per_item_seconds, "per_item_seconds", 0, 3600, '"200 us"')
    if fixed + per_item < 1e-9:
        raise TradeoffError("fixed_seconds: a batch takes no time at all. Give fixed_seconds=0.005.")
    items, seed = read.whole(items, "items", 100, 500_000, "20_000"), read.seed(seed)
    sizes = [read.whole(each, f"sizes[{place}]", 1, 100_000, "16") for place, each in
             enumerate(read.listed(sizes, "sizes", "a list of batch sizes such as [1, 16]", 12))]
    lingers = [read.seconds(each, f"lingers[{place}]", 0, 3600, '"20 ms"') for place, each in
               enumerate(read.listed(lingers, "lingers", "a list of seconds such as [0, 0.02]", 6))]
    if not sizes or not lingers:
        raise TradeoffError("sizes: sizes and lingers need at least one entry each. Try sizes=[1, 16], lingers=[0].")
    ways = {_name(size, linger): (size, linger if size > 1 else 0.0)
            for size in sorted(set(sizes)) for linger in (sorted(set(lingers)) if size > 1 else [0.0])}
    times, figures, points = arrivals_at(rate, items, seed), {}, []
    highest = max(size / (fixed + per_item * size) for size in sizes)
    for name, (size, linger) in ways.items():
        ceiling = size / (fixed + per_item * size)
        latencies, batches = serve(times, size, linger, fixed, per_item)
        span = times[-1] + latencies[-1]
        figures[name] = {
            "mean_latency_seconds": latencies.mean(), "p99_latency_seconds": numpy.quantile(latencies, 0.99),
            "most_per_second": ceiling, "mean_batch": items / batches,
            "busy_share": min(1.0, (batches * fixed + items * per_item) / span), "keeps_up": ceiling > rate}
        for at in numpy.geomspace(highest / 500, highest * 0.95, CURVE_POINTS):
            if at < 0.95 * ceiling:
                taken, _ = serve(arrivals_at(float(at), min(items, CURVE_ITEMS), seed), size, linger, fixed, per_item)
                points.append((name, float(at), float(taken.mean())))
    best = min(figures, key=lambda name: figures[name]["mean_latency_seconds"])
    return Comparison(
        "batching", f"At {human(rate)} arrivals a second, the fastest way is {best}",
        "How many items should one write, message or request carry?", rows(figures, COLUMNS), COLUMNS,
        {"arrivals_per_second": rate, "fixed_seconds": fixed, "per_item_seconds": per_item,
         "sizes": tuple(sorted(set(sizes))), "lingers": tuple(sorted(set(lingers))), "items": items, "seed": seed},
        "One server, items of one size, arrivals without bursts or time of day, nothing fails: a lost batch loses all "
        "of its items, and that is not counted.",
        tidy(points), "arrivals (1/s, log scale)", "mean latency (s, log scale)", x_log=True, y_log=True,
        x_setting="arrivals_per_second")


def _name(size: int, linger: float) -> str:
    if size == 1:
        return "1 at a time"
    return f"batches up to {size}" + (f", waiting {1000 * linger:g} ms" if linger else "")
