"""The rate limiter laboratory: what five limiters let through, at most in any window, and what they store."""

import math
from collections.abc import Sequence

import numpy

from helpers.tradeoffs.comparison import Column, Comparison, rows, tidy
from helpers.tradeoffs.errors import TradeoffError, read
from helpers.tradeoffs.rate_limit_schemes import (
    fixed_window,
    leaky_bucket,
    most_in_a_window,
    sliding_counter,
    sliding_log,
    token_bucket,
)

TRAFFIC = ("edge", "burst", "steady", "poisson")
BYTES_PER_NUMBER = 8
MOST_ARRIVALS, DRAWN_POINTS = 200_000, 240
COLUMNS = (
    Column("allowed_share", "share of the requests that go through", "share", "higher"),
    Column("most_in_a_window", "the most that went through in any window of this length"),
    Column("bound_in_a_window", "the most that any traffic can bring through in a window"),
    Column("mean_delay_seconds", "time that requests let through were held, on average", "s"),
    Column("worst_delay_seconds", "the longest time that one was held", "s"),
    Column("stored_numbers", "numbers kept for each user, at most"),
    Column("bytes_per_user", "memory for them", "B"),
)


def arrivals(traffic="edge", limit: int = 100, window: float = 1.0, windows: int = 10, load: float = 1.5,
             seed: int = 1) -> list[float]:
    """Sorted arrival times in seconds over some windows, of a kind or your own.

    "edge": each second edge of a window has the limit just before and just after it; "burst": three times the limit
    at once, every fifth window; "steady": evenly, at `load` times the limit; "poisson": at random, at that rate. Raises
    `TradeoffError`.

    >>> arrivals("steady", limit=2, windows=1, load=2)
    [0.0, 0.25, 0.5, 0.75]
    >>> arrivals([3.0, 1.0])
    [1.0, 3.0]
    """
    if not isinstance(traffic, str):
        return _own(traffic)
    traffic = read.choice(traffic, "traffic", TRAFFIC)
    total = limit * windows * load
    if max(total, 2 * limit * windows) > MOST_ARRIVALS:
        raise TradeoffError(f"windows: {windows} windows at {load:g} times {limit:,} requests are more than "
                            f"{MOST_ARRIVALS:,} requests. Give fewer windows.")
    if traffic == "edge":
        near = numpy.linspace(-0.1, 0.1, 2 * limit, endpoint=False)
        return numpy.concatenate([(edge + near) * window for edge in range(1, max(2, windows), 2)]).tolist()
    if traffic == "burst":
        return numpy.repeat(numpy.arange(0.5, windows, 5) * window, 3 * limit).tolist()
    if traffic == "steady":
        return (numpy.arange(max(1, int(total))) / (limit * load) * window).tolist()
    chance = numpy.random.default_rng([read.seed(seed), 31])
    times = numpy.cumsum(chance.exponential(window / (limit * load), int(total + 6 * math.sqrt(total)) + 10))
    return times[times < windows * window].tolist() or times[:1].tolist()


def rate_limiters(limit: int = 100, window: float = 1.0, traffic: str | Sequence[float] = "edge",
                  windows: int = 10, load: float = 1.5, burst: int | None = None, queue: int | None = None,
                  seed: int = 1) -> Comparison:
    """Which limiter keeps a caller to its limit? What five let through, store and delay.

    The leaky bucket is the one that queues; the one that meters lets through what a token bucket does.

    Parameters
    ----------
    limit : int
        Requests a window.
    window : float
        Seconds.
    traffic : str or sequence of float
        "edge", "burst", "steady", "poisson" (see `arrivals`), or your own times in seconds.
    windows : int
        How many windows the made traffic lasts.
    load : float
        Even and random traffic, times the limit.
    burst : int, optional
        Tokens of the token bucket; the limit unless given.
    queue : int, optional
        Places of the leaky bucket; the limit unless given.
    seed : int
        Another seed is another draw.

    Returns
    -------
    Comparison
        `allowed_share`, `most_in_a_window` (measured), `bound_in_a_window` (for any traffic), delays in seconds,
        `stored_numbers` and `bytes_per_user` (8 bytes a number).

    Raises
    ------
    TradeoffError
        Where a setting cannot be; it names the setting, the value and the mend.

    >>> rate_limiters().frame["most_in_a_window"].astype(int).to_dict()
    {'fixed window': 200, 'sliding log': 100, 'sliding counter': 109, 'token bucket': 119, 'leaky bucket': 100}
    """
    limit = read.whole(limit, "limit", 1, 10_000, "100")
    window = read.seconds(window, "window", 1e-3, 86400, '"1 s"')
    windows = read.whole(windows, "windows", 1, 1000, "10")
    load = read.number(load, "load", 0.01, 100, "1.5")
    burst = limit if burst is None else read.whole(burst, "burst", 1, 100_000, "100")
    queue = limit if queue is None else read.whole(queue, "queue", 0, 100_000, "100")
    seed = read.seed(seed, "seed")
    traffic = read.choice(traffic, "traffic", TRAFFIC) if isinstance(traffic, str) else traffic
    times = arrivals(traffic, limit, window, windows, load, seed)
    limiters = {
        "fixed window": (fixed_window(times, limit, window), 2 * limit, 2),
        "sliding log": (sliding_log(times, limit, window), limit, limit),
        "sliding counter": (sliding_counter(times, limit, window), 2 * limit, 3),
        "token bucket": (token_bucket(times, limit, window, burst), limit + burst, 2),
        "leaky bucket": (leaky_bucket(times, limit, window, queue), limit, queue + 1),
    }
    figures, points, came = {}, [], numpy.asarray(times)
    moments = numpy.linspace(came[0], came[-1] + window, DRAWN_POINTS)
    for name, (passed, bound, stored) in limiters.items():
        left = numpy.asarray(passed)
        through = ~numpy.isnan(left)
        held = (left - came)[through]
        figures[name] = {
            "allowed_share": through.mean(), "most_in_a_window": most_in_a_window(left[through], window),
            "bound_in_a_window": bound, "mean_delay_seconds": held.mean() if len(held) else 0.0,
            "worst_delay_seconds": held.max() if len(held) else 0.0, "stored_numbers": stored,
            "bytes_per_user": stored * BYTES_PER_NUMBER}
        out = numpy.sort(left[through])
        lately, before = (numpy.searchsorted(out, each, side="right") for each in (moments, moments - window))
        points += [(name, float(at), float(count)) for at, count in zip(moments, lately - before, strict=True)]
    worst = max(figures, key=lambda name: figures[name]["most_in_a_window"])
    most = figures[worst]["most_in_a_window"]
    title = f"A {worst} lets {most:,} through in one window, with a limit of {limit:,}" if most > limit else \
        f"No limiter lets more than {limit:,} through in a window here"
    own = not isinstance(traffic, str)
    return Comparison(
        "rate_limiters", title, "Which limiter keeps a caller to its limit, at what cost in memory and delay?",
        rows(figures, COLUMNS), COLUMNS,
        {"limit": limit, "window": window, "traffic": "own" if own else traffic,
         **({} if own else {"windows": windows, "load": load}), "burst": burst, "queue": queue, "seed": seed},
        "One user and one limiter with one clock: several servers that share a counter see it late, and may let more "
        "through. Refused callers do not try again.",
        tidy(points), "time (s)", f"passed in the last {window:g} s (count)")


def _own(traffic) -> list[float]:
    what = f"one of {', '.join(TRAFFIC)}, or a list of times in seconds"
    times = read.listed(traffic, "traffic", what, MOST_ARRIVALS)
    if not times:
        raise TradeoffError("traffic: the list of times is empty. Give times in seconds, such as [0, 0.1, 0.2].")
    return sorted(read.number(each, f"traffic[{place}]", 0, 1e9, "a time in seconds, such as 0.5", "s")
                  for place, each in enumerate(times))
