"""First come, first served, without a loop: start times of the requests at one station, in order of arrival.

One server: with service times s and arrivals A, departures D = C + max.accumulate(A - C + s), C = cumsum(s) (Lindley's
recursion, 1952, unrolled). A pool of c servers with one queue: request i starts at max(A_i, the (i-c)-th smallest
departure). Where nobody waits this is seen at once; only the stretches in which somebody waits are walked through.
"""

import heapq

import numpy as np

from helpers.simulation.fast import call, compiled_available
from helpers.simulation.rooms import Rooms

WORTH_COUNTING = 5_000  # requests: fewer are sorted sooner than they are counted
BUCKETS = 2  # for each time that is sorted: fewer are fuller, more are more memory
GLANCE = 1_000  # times that are looked at first: most that do not rise show it there
MOST_IN_ONE = 64  # times in one bucket


def number_type(count: int) -> np.dtype:
    """The smallest type that holds the numbers of so many replicas.

    >>> number_type(256), number_type(65_536), number_type(100_000)
    (dtype('uint8'), dtype('uint16'), dtype('uint32'))
    """
    return np.min_scalar_type(max(count - 1, 0))


def starts_of(arrive: np.ndarray, busy: np.ndarray, lanes: np.ndarray | int, count: int, servers: int) -> np.ndarray:
    """Start times at `count` replicas of so many servers, each with a queue of its own.

    `arrive` rises; `busy` is how long each holds a server; `lanes` is each one's replica, or -1 for taking turns.

    >>> starts_of(np.array([0.0, 1.0, 2.0]), np.array([3.0, 3.0, 3.0]), -1, 1, 1)
    array([0., 3., 6.])
    >>> starts_of(np.array([0.0, 1.0, 2.0]), np.array([3.0, 3.0, 3.0]), -1, 1, 2)
    array([0., 1., 3.])
    """
    if servers == 1:
        given = np.empty(0, dtype=np.int32) if isinstance(lanes, int) else lanes.astype(np.int32, copy=False)
        if compiled_available(len(arrive), _all_lanes, arguments=(arrive, busy, given, count)):
            return call(_all_lanes, lambda *_: _by_lane(arrive, busy, lanes, count, 1), arrive, busy, given, count)
    return _by_lane(arrive, busy, lanes, count, servers)


def _by_lane(arrive, busy, lanes, count: int, servers: int) -> np.ndarray:
    if count == 1:
        return _one_lane(arrive, busy, servers)
    start = np.empty_like(arrive)
    if isinstance(lanes, int):
        for lane in range(min(count, len(arrive))):
            start[lane::count] = _one_lane(arrive[lane::count], busy[lane::count], servers)
        return start
    order = np.argsort(lanes.astype(number_type(count)), kind="stable")  # small numbers are sorted by counting
    ends = np.concatenate([[0], np.cumsum(np.bincount(lanes, minlength=count))])
    arrive, busy = arrive[order], busy[order]
    sorted_start = np.empty_like(arrive)
    for lane in range(count):
        part = slice(ends[lane], ends[lane + 1])
        sorted_start[part] = _one_lane(arrive[part], busy[part], servers)
    start[order] = sorted_start
    return start


def _one_lane(arrive: np.ndarray, busy: np.ndarray, servers: int) -> np.ndarray:
    if len(arrive) == 0:
        return arrive.copy()
    return _single(arrive, busy) if servers == 1 else _pool(arrive, busy, servers)


def _single(arrive: np.ndarray, busy: np.ndarray) -> np.ndarray:
    done = np.cumsum(busy)
    head = arrive - done
    head += busy
    np.maximum.accumulate(head, out=head)
    done += head
    start = arrive.copy()
    np.maximum(start[1:], done[:-1], out=start[1:])
    return start


def _pool(arrive: np.ndarray, busy: np.ndarray, servers: int) -> np.ndarray:
    many = len(arrive)
    start = arrive.copy()
    if many <= servers or bool((arrive[servers:] - arrive[:-servers] > busy.max() + 4 * np.spacing(arrive[-1])).all()):
        return start  # whenever somebody comes, the one so many places before has left, even with the longest service
    free = arrive + busy
    if many >= WORTH_COUNTING and _nobody_waits(arrive, free, servers):
        return start
    if compiled_available(many * servers.bit_length(), _heap, arguments=(arrive, busy, servers)):
        return call(_heap, lambda *_: _walked(arrive, busy, free, start, servers), arrive, busy, servers)
    return _walked(arrive, busy, free, start, servers)


def _nobody_waits(arrive: np.ndarray, free: np.ndarray, servers: int) -> bool:
    """Whether even a cautious count never finds all servers taken: who came, less who had left a short while ago."""
    span = float(arrive[-1] - arrive[0])
    if span <= 0:
        return False
    bins = max(16, len(arrive) // 2)
    scale = bins / span * (1 - 1e-12)
    came = ((arrive - arrive[0]) * scale).astype(np.int32)
    left = np.minimum((free - arrive[0]) * scale, bins).astype(np.int32)
    inside = np.cumsum(np.bincount(came, minlength=bins + 1))
    inside[1:] -= np.cumsum(np.bincount(left, minlength=bins + 1))[:-1]
    return int(inside.max()) <= servers


def none_can_wait(arrive: np.ndarray, busy: np.ndarray, room: int) -> bool:
    """Whether so few come in any stretch as long as the longest service that none waits for one of `room` servers.

    The times need not be in order: they are counted in bins of that length, of which no two neighbours may hold more.

    >>> arrive, busy = np.array([0.0, 5.0, 1.0]), np.array([2.0, 2.0, 2.0])
    >>> none_can_wait(arrive, busy, 2), none_can_wait(arrive, busy, 1)
    (True, False)
    """
    if not len(arrive):
        return True
    low, high = float(arrive.min()), float(arrive.max())
    width = max(float(busy.max()) * (1 + 1e-6) + 4 * float(np.spacing(high)), (high - low) / (4 * len(arrive)))
    bins = int((high - low) / width) + 1
    if bins * room < 2 * len(arrive):  # at least as many stand in two bins on average
        return len(arrive) <= room
    counts = np.bincount(((arrive - low) * (1 / width)).astype(np.int32), minlength=bins + 1)
    return int((counts[1:] + counts[:-1]).max()) <= room


def _walked(arrive: np.ndarray, busy: np.ndarray, free: np.ndarray, start: np.ndarray, servers: int) -> np.ndarray:
    """Only the stretches in which somebody waits are walked through, one request after another.

    `free` are the departures if nobody waited.
    """
    waits = np.flatnonzero(arrive[servers:] < np.sort(free)[:-servers]) + servers
    if not len(waits):
        return start
    longest = float(busy.max())
    place = int(waits[0])
    while True:
        place = _stretch(arrive, busy, free, start, place, servers, longest)
        following = np.searchsorted(waits, place)
        if following >= len(waits):
            return start
        place = int(waits[following])


def _stretch(arrive, busy, free, start, first: int, servers: int, longest: float) -> int:
    """Walk from the first request that waits until all who waited have left; returns where that is."""
    now = arrive[first]
    since = int(np.searchsorted(arrive[:first], now - longest, side="left"))
    heap = free[since:first][free[since:first] > now].tolist()
    heapq.heapify(heap)
    replace, many = heapq.heapreplace, len(arrive)
    last, chunk, place = 0.0, 64, first
    while place < many:
        end = min(many, place + chunk)
        starts = []
        for come, hold in zip(arrive[place:end].tolist(), busy[place:end].tolist(), strict=True):
            begin = heap[0]
            if begin > come:
                gone = begin + hold
                if gone > last:
                    last = gone
            else:
                begin = come
                if come >= last:
                    break
                gone = come + hold
            starts.append(begin)
            if len(heap) < servers:
                heapq.heappush(heap, gone)
            else:
                replace(heap, gone)
        start[place:place + len(starts)] = starts
        place += len(starts)
        if place < end:
            return place
        chunk = min(4096, chunk * 2)
    return many


def _all_lanes(arrive, busy, lanes, count):
    """All replicas of one server each in one pass; compiled. The same arithmetic in the same order as `_single`."""
    many = len(arrive)
    start = np.empty(many)
    turns = len(lanes) == 0
    total = np.zeros(count)
    head = np.full(count, -np.inf)
    done = np.full(count, -np.inf)
    lane = -1
    for place in range(many):
        if turns:
            lane += 1
            if lane == count:
                lane = 0
        else:
            lane = lanes[place]
        come = arrive[place]
        start[place] = max(done[lane], come)
        total[lane] += busy[place]
        head[lane] = max(head[lane], come - total[lane] + busy[place])
        done[lane] = total[lane] + head[lane]
    return start


def _heap(arrive, busy, servers):
    """One pool with one queue; compiled. The free times of the servers stand in a heap, the earliest on top."""
    many = len(arrive)
    start = np.empty(many)
    row = np.full(servers, -np.inf)
    for place in range(many):
        begin = max(row[0], arrive[place])
        start[place] = begin
        gone = begin + busy[place]
        at, child = 0, 1
        while child < servers:
            if child + 1 < servers and row[child + 1] < row[child]:
                child += 1
            if row[child] >= gone:
                break
            row[at] = row[child]
            at, child = child, 2 * child + 1
        row[at] = gone
    return start


def order_of_times(times: np.ndarray, rooms: Rooms | None = None) -> np.ndarray | None:
    """The order in which times come, equal ones as they stand; None when they rise already.

    With `rooms` it is found by a compiled loop where the times are spread out, and lies there.

    >>> order_of_times(np.array([1.0, 3.0, 2.0, 2.0])).tolist(), order_of_times(np.array([1.0, 1.0]))
    ([0, 2, 3, 1], None)
    """
    if _rise(times[:GLANCE]) and _rise(times):
        return None
    if rooms is None:
        return np.argsort(times, kind="stable")
    order, low, buckets = rooms.take(len(times), np.int32), float(times.min()), BUCKETS * len(times)
    scale = (buckets - 1) / (float(times.max()) - low)
    with rooms.lent() as take:
        room = take(buckets, np.uint32), take(len(times), np.uint32)
        if not np.isfinite(scale) or not call(_bucket_order, _bucket_order, times, low, scale, *room, order):
            order[:] = np.argsort(times, kind="stable")
    return order


def _rise(times: np.ndarray) -> bool:
    return bool((times[1:] >= times[:-1]).all())


def _bucket_order(times, low, scale, ends, bucket, order):
    """Sort by counting into many narrow buckets, then by insertion; False where too many lie in one; compiled."""
    many = len(times)
    ends[:] = 0
    for place in range(many):
        at = np.uint32((times[place] - low) * scale)
        bucket[place] = at
        ends[at] += np.uint32(1)
    before, longest = np.uint32(0), np.uint32(0)
    for at in range(len(ends)):
        inside = ends[at]
        longest = max(longest, inside)
        ends[at] = before
        before += inside
    if longest > MOST_IN_ONE:  # bunched in a few moments: buckets would be sorted slowly
        return False
    for place in range(many):
        at = ends[bucket[place]]
        ends[bucket[place]] = at + np.uint32(1)
        order[at] = place
    last = -np.inf
    for place in range(many):
        which = order[place]
        time = times[which]
        if time >= last:
            last = time
            continue
        at = place
        while at > 0 and times[order[at - 1]] > time:
            order[at] = order[at - 1]
            at -= 1
        order[at] = which
    return True
