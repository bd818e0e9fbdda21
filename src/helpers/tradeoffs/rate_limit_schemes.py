"""Rate limiters as functions over sorted arrival times: when each request goes through, nan for a refused one."""

from collections import deque

import numpy

REFUSED = float("nan")


def fixed_window(times, limit: int, window: float) -> list[float]:
    """Count requests in each window that starts at a multiple of its length; a count is stored per user.

    Just before and just after an edge, twice the limit can pass.

    >>> fixed_window([0.8, 0.9, 0.95, 1.0, 1.1], limit=2, window=1.0)
    [0.8, 0.9, nan, 1.0, 1.1]
    """
    passed, current, count = [], None, 0
    for time in times:
        number = time // window
        if number != current:
            current, count = number, 0
        count += 1
        passed.append(time if count <= limit else REFUSED)
    return passed


def sliding_log(times, limit: int, window: float) -> list[float]:
    """Keep the time of each request let through in the last window; never more than the limit pass in any window.

    >>> sliding_log([0.8, 0.9, 0.95, 1.0, 1.85], limit=2, window=1.0)
    [0.8, 0.9, nan, nan, 1.85]
    """
    passed, log = [], deque()
    for time in times:
        while log and time - log[0] >= window:
            log.popleft()
        if len(log) < limit:
            log.append(time)
            passed.append(time)
        else:
            passed.append(REFUSED)
    return passed


def sliding_counter(times, limit: int, window: float) -> list[float]:
    """Estimate the last window from two counts, as if the window before had been spread evenly (Cloudflare, 2017).

    >>> sliding_counter([0.8, 0.9, 1.0, 1.5, 1.9], limit=2, window=1.0)
    [0.8, 0.9, nan, 1.5, nan]
    """
    passed, current, count, before = [], None, 0, 0
    for time in times:
        number = time // window
        if number != current:
            before = count if current is not None and number == current + 1 else 0
            current, count = number, 0
        part = min(1.0, max(0.0, time / window - number))
        if before * (1 - part) + count + 1 <= limit:
            count += 1
            passed.append(time)
        else:
            passed.append(REFUSED)
    return passed


def token_bucket(times, limit: int, window: float, burst: int | None = None) -> list[float]:
    """Fill a bucket of `burst` tokens (the limit, unless given) at limit / window; each request takes one.

    At most burst + limit pass in any window. A leaky bucket used as a meter (GCRA; ITU-T I.371) lets the same pass.

    >>> token_bucket([0.0, 0.0, 0.0, 0.5, 0.6], limit=2, window=1.0)
    [0.0, 0.0, nan, 0.5, nan]
    """
    burst = limit if burst is None else burst
    passed, tokens, last = [], float(burst), None
    for time in times:
        if last is not None:
            tokens = min(float(burst), tokens + (time - last) * limit / window)
        last = time
        if tokens >= 1 - 1e-9:
            tokens -= 1
            passed.append(time)
        else:
            passed.append(REFUSED)
    return passed


def leaky_bucket(times, limit: int, window: float, queue: int | None = None) -> list[float]:
    """Hold up to `queue` requests (the limit, unless given) and let one out every window / limit: a queue, not a meter.

    What comes out is even, and late.

    >>> leaky_bucket([0.0, 0.0, 0.0, 0.0], limit=2, window=1.0, queue=2)
    [0.0, 0.5, 1.0, nan]
    """
    queue = limit if queue is None else queue
    gap, passed, waiting, free = window / limit, [], deque(), None
    for time in times:
        while waiting and waiting[0] <= time:
            waiting.popleft()
        leaves = time if free is None or free <= time else free
        if leaves > time and len(waiting) >= queue:
            passed.append(REFUSED)
            continue
        if leaves > time:
            waiting.append(leaves)
        free = leaves + gap
        passed.append(leaves)
    return passed


def most_in_a_window(times, window: float) -> int:
    """The most times that lie in any window of this length, its end left out; rounding of a billionth is forgiven.

    >>> most_in_a_window([0.0, 0.9, 1.0, 1.8], window=1.0)
    3
    """
    times = numpy.sort(numpy.asarray(times, dtype=float))
    if not len(times):
        return 0
    reach = window * (1 - 1e-9) - 1e-12 * numpy.abs(times[-1])
    return int((numpy.searchsorted(times, times + reach, side="left") - numpy.arange(len(times))).max())
