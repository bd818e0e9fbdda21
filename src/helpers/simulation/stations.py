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
NO_NOTES = np.empty(0, np.float32)
SORTED, OVERTAKEN, UNSORTED = 1, 0, 2  # what a pass knows: the order of leaving; not that; that of coming was none


def can_pass(many: int) -> bool:
    """Whether a station with so many calls is to be worked out by the compiled pass."""
    return compiled_available(many * 4, rings_pass)


def passed(arrive: np.ndarray, order: np.ndarray | None, busy: np.ndarray, stay: np.ndarray, lanes: np.ndarray | None,
           by_call: bool, replicas: int, servers: int, rooms: Rooms,
           notes: tuple[np.ndarray, np.ndarray] | None = None):
    """When each call begins and is done, its wait (float32), and the calls in the order in which they leave.

    `order` are the calls in order of arrival (None: as they stand); of those that come at the very same time the first
    need not be told first. `lanes` are their replicas, by call or in order of arrival, None for taking turns. The order
    of leaving is None where many calls overtake many others. All but the wait lie in `rooms`. Into `notes` (float32) go
    each one's arrival, and how long it holds its server.
    """
    many = len(arrive)
    start, done, times = rooms.take(many), rooms.take(many), rooms.take(many)
    left, wait = rooms.take(many, np.int32), np.empty(many, np.float32)
    came, held = notes if notes is not None else (NO_NOTES, NO_NOTES)
    by_time = NONE if order is None else order.astype(np.int32, copy=False)
    of_lane = NONE if lanes is None else lanes.astype(np.int32, copy=False)
    results = (start, done, wait, came, held, times, left, MOST_MOVES * many)
    known = OVERTAKEN
    if replicas == 1 and servers > 1 and stay is busy:
        known = call(pool_pass, pool_pass, arrive, by_time, busy, servers, *results)
    if known == OVERTAKEN:
        loop = single_pass if servers == 1 else rings_pass
        size = replicas if servers == 1 else (replicas, servers)
        known = call(loop, loop, arrive, by_time, busy, stay, of_lane, by_call, np.full(size, -np.inf), *results)
    rooms.back(times)
    if known == UNSORTED:
        rooms.back(start, done, left)
        return passed(arrive, ties_by_place(arrive, order), busy, stay, lanes, by_call, replicas, servers, rooms, notes)
    return start, done, wait, left if known == SORTED else None


def pool_pass(arrive, order, busy, servers, start, done, wait, came, held, times, left, patience):
    """The pass for one pool, for which the sorted departures say when a server comes free; returns what is known."""
    many = len(arrive)
    as_they_stand, noted, moves, last, before = len(order) == 0, len(came) > 0, 0, -1, -np.inf
    for place in range(many):
        which = place if as_they_stand else order[place]
        come, hold = arrive[which], busy[which]
        if come == before and which < last:
            return UNSORTED
        last, before = which, come
        begin = come
        if place >= servers and times[place - servers] > come:
            begin = times[place - servers]
        start[which] = begin
        wait[which] = begin - come
        if noted:
            came[which] = come
            held[which] = hold
        leave = begin + hold
        done[which] = leave
        at = place
        while at > 0:
            time = times[at - 1]
            if time < leave or (time == leave and left[at - 1] < which):
                break
            times[at] = time
            left[at] = left[at - 1]
            at -= 1
        times[at] = leave
        left[at] = which
        moves += place - at
        if moves > patience:
            return OVERTAKEN
    return SORTED


def single_pass(arrive, order, busy, stay, lanes, by_call, free, start, done, wait, came, held, times, left, patience):
    """The pass for replicas of one server each, which come `free` then; returns what is known of the order of leaving.

    The arithmetic is that of `lanes`, in the same order, so that the results are the same.
    """
    many, replicas = len(arrive), len(free)
    as_they_stand, turns, noted = len(order) == 0, len(lanes) == 0, len(came) > 0
    total, head = np.zeros(replicas), np.full(replicas, -np.inf)
    lane, moves, known, last, before = -1, 0, SORTED, -1, -np.inf
    for place in range(many):
        which = place if as_they_stand else order[place]
        come, hold = arrive[which], busy[which]
        if come == before and which < last:
            return UNSORTED
        last, before = which, come
        if turns:
            lane += 1
            if lane == replicas:
                lane = 0
        else:
            lane = lanes[which] if by_call else lanes[place]
        begin = come if come > free[lane] else free[lane]
        work = total[lane] + hold
        total[lane] = work
        first = come - work + hold
        if head[lane] > first:
            first = head[lane]
        head[lane] = first
        free[lane] = work + first
        start[which] = begin
        wait[which] = begin - come
        if noted:
            came[which] = come
            held[which] = hold
        leave = begin + stay[which]
        done[which] = leave
        if known == SORTED:
            at = place
            while at > 0:
                time = times[at - 1]
                if time < leave or (time == leave and left[at - 1] < which):
                    break
                times[at] = time
                left[at] = left[at - 1]
                at -= 1
            times[at] = leave
            left[at] = which
            moves += place - at
            if moves > patience:
                known = OVERTAKEN
    return known


def rings_pass(arrive, order, busy, stay, lanes, by_call, free, start, done, wait, came, held, times, left, patience):
    """The pass for replicas of several servers; of each, a ring says in order when they come `free`."""
    many, (replicas, servers) = len(arrive), free.shape
    as_they_stand, turns, noted = len(order) == 0, len(lanes) == 0, len(came) > 0
    first = np.zeros(replicas, np.int64)
    lane, moves, known, last, before = -1, 0, SORTED, -1, -np.inf
    for place in range(many):
        which = place if as_they_stand else order[place]
        come, hold = arrive[which], busy[which]
        if come == before and which < last:
            return UNSORTED
        last, before = which, come
        if turns:
            lane += 1
            if lane == replicas:
                lane = 0
        else:
            lane = lanes[which] if by_call else lanes[place]
        ring, at = free[lane], first[lane]
        begin = come if come > ring[at] else ring[at]
        gone = begin + hold
        end = at + 1 if at + 1 < servers else 0
        first[lane] = end
        while at != end:
            earlier = at - 1 if at > 0 else servers - 1
            if ring[earlier] <= gone:
                break
            ring[at] = ring[earlier]
            at = earlier
        ring[at] = gone
        start[which] = begin
        wait[which] = begin - come
        if noted:
            came[which] = come
            held[which] = hold
        leave = begin + stay[which]
        done[which] = leave
        if known == SORTED:
            at = place
            while at > 0:
                time = times[at - 1]
                if time < leave or (time == leave and left[at - 1] < which):
                    break
                times[at] = time
                left[at] = left[at - 1]
                at -= 1
            times[at] = leave
            left[at] = which
            moves += place - at
            if moves > patience:
                known = OVERTAKEN
    return known


def those_of(order: np.ndarray, mask: np.ndarray, many: int) -> np.ndarray:
    """Of calls in an order, those that the mask takes, numbered as they stand among them.

    >>> those_of(np.array([2, 0, 1], np.int32), np.array([True, False, True]), 2).tolist()
    [1, 0]
    """
    found, numbers = np.empty(many, np.int32), np.empty(len(mask), np.int32)
    call(narrow, narrow, order, mask, numbers, found)
    return found


def narrow(order, mask, numbers, found):
    """The loop of `those_of`."""
    at = 0
    for place in range(len(mask)):
        numbers[place] = at
        at += mask[place]
    at = 0
    for place in range(len(order)):
        which = order[place]
        if mask[which]:
            found[at] = numbers[which]
            at += 1


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
