"""The requests that a cache sees: skewed by popularity, with a scan beside it, around a loop, or the learner's own."""

import numpy

from helpers.errors import shorten
from helpers.tradeoffs.errors import TradeoffError, read

TRACES = ("zipf", "scan", "loop")
MOST_REQUESTS, MOST_KEYS = 500_000, 1_000_000


def popularity(keys: int, skew: float) -> numpy.ndarray:
    """The share of requests that each of `keys` keys gets, the most popular first: rank to the power of -skew (Zipf).

    Web requests have a skew of about 0.64 to 0.83 (Breslau et al., 1999).

    >>> popularity(3, skew=1.0).round(3).tolist()
    [0.545, 0.273, 0.182]
    """
    weights = numpy.arange(1, keys + 1, dtype=float) ** -skew
    return weights / weights.sum()


def make_trace(trace="zipf", requests: int = 50_000, keys: int = 10_000, skew: float = 0.9, seed: int = 1) -> list:
    """The keys that are asked for, one a request, as small whole numbers.

    "zipf" draws from `popularity`; "scan" has, in its middle half, every other request for a key that is never asked
    for again, as an export beside the usual traffic does; "loop" asks for all keys in turn, again and again. A
    sequence of your own is taken as it is. Raises `TradeoffError`.

    >>> make_trace("loop", requests=5, keys=3)
    [0, 1, 2, 0, 1]
    >>> make_trace(["home", "about", "home"])
    [0, 1, 0]
    """
    if not isinstance(trace, str):
        return _own(trace)
    trace = read.choice(trace, "trace", TRACES)
    requests = read.whole(requests, "requests", 1, MOST_REQUESTS, "50_000")
    keys = read.whole(keys, "keys", 1, MOST_KEYS, "10_000")
    skew = read.number(skew, "skew", 0, 5, "0.9")
    chance = numpy.random.default_rng([read.seed(seed), 11])
    if trace == "loop":
        return (numpy.arange(requests) % keys).tolist()
    ends = numpy.cumsum(popularity(keys, skew))
    drawn = numpy.minimum(numpy.searchsorted(ends, chance.random(requests), side="right"), keys - 1)
    if trace == "scan":
        places = numpy.arange(requests // 4, requests - requests // 4, 2)
        drawn[places] = keys + numpy.arange(len(places))
    return drawn.tolist()


def _own(trace) -> list:
    entries = read.listed(trace, "trace", f'one of {", ".join(TRACES)}, or a list of keys such as ["a", "b", "a"]',
                     MOST_REQUESTS)
    if not entries:
        raise TradeoffError('trace: the list of keys is empty. Give one key a request, such as ["a", "b", "a"].')
    numbers = {}
    for place, key in enumerate(entries):
        if not isinstance(key, str | int | float | tuple | bytes) or key != key:
            raise TradeoffError(f"trace[{place}]: {shorten(key)} is not a key. Use text or whole numbers.")
        try:
            numbers.setdefault(key, len(numbers))
        except Exception:
            raise TradeoffError(f"trace[{place}]: {shorten(key)} is not a key. Use text or whole numbers.") from None
    return [numbers[key] for key in entries]
