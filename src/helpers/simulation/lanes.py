"""First come, first served, without a loop: start times of the requests at one station, in order of arrival.

One server: with service times s and arrivals A, departures D = C + max.accumulate(A - C + s), C = cumsum(s) (Lindley's
recursion, 1952, unrolled). A pool of c servers with one queue: request i starts at max(A_i, the (i-c)-th smallest
departure). Where nobody waits this is seen at once; only the stretches in which somebody waits are walked through.
"""

import heapq

import numpy as np

from helpers.simulation.fast import call, compiled_available


def starts_of(arrive: np.ndarray, busy: np.ndarray, lanes: np.ndarray | int, count: int, servers: int) -> np.ndarray:
    """Start times at `count` replicas of so many servers, each with a queue of its own.

    `arrive` rises; `busy` is how long each holds a server; `lanes` is each one's replica, or -1 for taking turns.

    >>> starts_of(np.array([0.0, 1.0, 2.0]), np.array([3.0, 3.0, 3.0]), -1, 1, 1)
    array([0., 3., 6.])
    >>> starts_of(np.array([0.0, 1.0, 2.0]), np.array([3.0, 3.0, 3.0]), -1, 1, 2)
    array([0., 1., 3.])
    """
    if compiled_available(len(arrive), _all_lanes):
        given = np.empty(0, dtype=np.int32) if isinstance(lanes, int) else lanes.astype(np.int32, copy=False)
        return call(_all_lanes, _ignoring(lanes), arrive, busy, given, count, servers)
    return _by_lane(arrive, busy, lanes, count, servers)


def _ignoring(lanes):
    return lambda arrive, busy, _, count, servers: _by_lane(arrive, busy, lanes, count, servers)


def _by_lane(arrive, busy, lanes, count: int, servers: int) -> np.ndarray:
    if count == 1:
        return _one_lane(arrive, busy, servers)
    start = np.empty_like(arrive)
    if isinstance(lanes, int):
        for lane in range(min(count, len(arrive))):
            start[lane::count] = _one_lane(arrive[lane::count], busy[lane::count], servers)
        return start
    order = np.argsort(lanes.astype(np.uint16), kind="stable")
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
    if many <= servers:
        return start
    free = arrive + busy  # departures if nobody waited
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


def _all_lanes(arrive, busy, lanes, count, servers):
    """All replicas in one pass; compiled. The same arithmetic in the same order as above."""
    many = len(arrive)
    start = np.empty(many)
    turns = len(lanes) == 0
    if servers == 1:
        total = np.zeros(count)
        head = np.full(count, -np.inf)
        done = np.full(count, -np.inf)
        for place in range(many):
            lane = place % count if turns else lanes[place]
            come = arrive[place]
            begin = come
            if done[lane] > come:
                begin = done[lane]
            start[place] = begin
            total[lane] += busy[place]
            at = come - total[lane] + busy[place]
            if at > head[lane]:
                head[lane] = at
            done[lane] = total[lane] + head[lane]
        return start
    heap = np.full((count, servers), -np.inf)
    for place in range(many):
        lane = place % count if turns else lanes[place]
        row = heap[lane]
        come = arrive[place]
        begin = row[0]
        if come > begin:
            begin = come
        start[place] = begin
        gone = begin + busy[place]
        at = 0
        while True:
            child = 2 * at + 1
            if child >= servers:
                break
            if child + 1 < servers and row[child + 1] < row[child]:
                child += 1
            if row[child] >= gone:
                break
            row[at] = row[child]
            at = child
        row[at] = gone
    return start
