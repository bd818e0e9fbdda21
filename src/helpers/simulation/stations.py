"""One station in one pass, compiled: who comes, in order of time; who begins when; and in which order they leave.

With c servers a call begins when it comes, or when all but c - 1 of those before it have left: of the departures so
far, kept sorted, the one c places before the end. Departures are sorted as they are made, by insertion: few calls
overtake many others. So the next station knows its order of arrival, and nothing is sorted again.
"""

import numpy as np

from helpers.simulation.fast import call, compiled_available
from helpers.simulation.rooms import Rooms

MOST_MOVES = 48  # places that a departure moves on average: beyond that sorting anew is cheaper
NONE = np.empty(0, np.int32)


def can_pass(many: int) -> bool:
    """Whether a station with so many calls is to be worked out by the compiled pass."""
    return compiled_available(many * 4, station_pass)


def passed(arrive: np.ndarray, order: np.ndarray | None, busy: np.ndarray, stay: np.ndarray, lanes: np.ndarray | None,
           by_call: bool, replicas: int, servers: int, rooms: Rooms):
    """When each call begins and is done, its wait (float32), and the calls in the order in which they leave.

    `order` are the calls in order of arrival (None: as they stand); `lanes` their replicas, by call or in order of
    arrival, None for taking turns. The order of leaving is None where many calls overtake many others. All but the wait
    lie in `rooms`.
    """
    many = len(arrive)
    start, done, times = rooms.take(many), rooms.take(many), rooms.take(many)
    left, wait = rooms.take(many, np.int32), np.empty(many, np.float32)
    given = (arrive, NONE if order is None else order.astype(np.int32, copy=False), busy, stay,
             NONE if lanes is None else lanes.astype(np.int32, copy=False))
    results = (start, done, wait, times, left, MOST_MOVES * many)
    one = replicas == 1 and servers > 1 and stay is busy
    known = one and call(pool_pass, pool_pass, *given[:3], servers, *results)
    if not known:
        known = call(station_pass, station_pass, *given, by_call, replicas, servers, *results)
    return start, done, wait, left if known else None


def pool_pass(arrive, order, busy, servers, start, done, wait, times, left, patience):
    """The pass for one pool, for which the sorted departures say when a server comes free; False: too many overtake."""
    many = len(arrive)
    as_they_stand, moves = len(order) == 0, 0
    for place in range(many):
        which = place if as_they_stand else order[place]
        come = arrive[which]
        begin = max(times[place - servers], come) if place >= servers else come
        start[which] = begin
        wait[which] = begin - come
        leave = begin + busy[which]
        done[which] = leave
        at = place
        while at > 0 and (times[at - 1] > leave or (times[at - 1] == leave and left[at - 1] > which)):
            times[at] = times[at - 1]
            left[at] = left[at - 1]
            at -= 1
        times[at] = leave
        left[at] = which
        moves += place - at
        if moves > patience:
            return False
    return True


def station_pass(arrive, order, busy, stay, lanes, by_call, replicas, servers, start, done, wait, times, left,
                 patience):
    """The pass for any station; returns whether the order of leaving is known.

    The arithmetic is that of `lanes`, in the same order, so that the results are the same.
    """
    many = len(arrive)
    as_they_stand, turns = len(order) == 0, len(lanes) == 0
    total = np.zeros(replicas)
    head = np.full(replicas, -np.inf)
    free = np.full((replicas, servers), -np.inf)  # of each replica, when its servers come free: a ring, sorted
    first = np.zeros(replicas, np.int64)
    lane, moves, sorted_ = -1, 0, True
    for place in range(many):
        which = place if as_they_stand else order[place]
        come, hold = arrive[which], busy[which]
        if turns:
            lane += 1
            if lane == replicas:
                lane = 0
        else:
            lane = lanes[which] if by_call else lanes[place]
        if servers == 1:
            begin = max(free[lane, 0], come)
            total[lane] += hold
            head[lane] = max(head[lane], come - total[lane] + hold)
            free[lane, 0] = total[lane] + head[lane]
        else:
            at = first[lane]
            begin = max(free[lane, at], come)
            gone = begin + hold
            first[lane] = at + 1 if at + 1 < servers else 0
            before = at - 1 if at > 0 else servers - 1
            last = first[lane]
            while at != last and free[lane, before] > gone:
                free[lane, at] = free[lane, before]
                at = before
                before = at - 1 if at > 0 else servers - 1
            free[lane, at] = gone
        start[which] = begin
        wait[which] = begin - come
        leave = begin + stay[which]
        done[which] = leave
        if sorted_:
            at = place
            while at > 0 and (times[at - 1] > leave or (times[at - 1] == leave and left[at - 1] > which)):
                times[at] = times[at - 1]
                left[at] = left[at - 1]
                at -= 1
            times[at] = leave
            left[at] = which
            moves += place - at
            sorted_ = moves <= patience
    return sorted_


def ties_by_place(times: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The order, with calls that come at the very same time as they stand: adding the wire may have made times equal.

    >>> ties_by_place(np.array([2.0, 1.0, 2.0]), np.array([1, 2, 0])).tolist()
    [1, 0, 2]
    """
    came = times[order]
    same = np.flatnonzero(came[1:] == came[:-1])
    if len(same) and bool((order[same] > order[same + 1]).any()):
        return np.argsort(times, kind="stable")
    return order
