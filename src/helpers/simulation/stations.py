"""One station in one pass, compiled: who comes, in order of time, and who begins when.

A call begins when it comes, or when a server of its replica comes free. While all who came more than the station's
servers ago have left, nobody can wait where replicas take turns, and no list of servers is kept. From the first who
may wait until that holds again, a ring for each replica says in order when its servers come free.
"""

import numpy as np

from helpers.simulation.fast import call, compiled_available
from helpers.simulation.rooms import Rooms

NONE = np.empty(0, np.int32)
NO_NOTES = np.empty(0, np.float32)
ROOM = 4  # places of a replica's row for each server: so seldom is what stands in it moved back to its beginning


def can_pass(many: int) -> bool:
    """Whether a station with so many calls is to be worked out by the compiled pass."""
    return compiled_available(many * 4, rows_pass)


def passed(arrive: np.ndarray, order: np.ndarray | None, busy: np.ndarray, stay: np.ndarray, lanes: np.ndarray | None,
           by_call: bool, replicas: int, servers: int, rooms: Rooms,
           notes: tuple[np.ndarray, np.ndarray] | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """When each call begins and is done, and its wait (float32).

    `order` are the calls in order of arrival (None: as they stand). `lanes` are their replicas, by call or in order of
    arrival, None for taking turns. All but the wait lie in `rooms`. Into `notes` (float32) go each one's arrival, and
    how long it holds its server.
    """
    many = len(arrive)
    start, done, wait = rooms.take(many), rooms.take(many), np.empty(many, np.float32)
    came, held = notes if notes is not None else (NO_NOTES, NO_NOTES)
    by_time = NONE if order is None else order.astype(np.int32, copy=False)
    of_lane = NONE if lanes is None else lanes.astype(np.int32, copy=False)
    given, results = (arrive, by_time, busy, stay, of_lane, by_call), (start, done, wait, came, held)
    if servers == 1:
        call(single_pass, single_pass, *given, np.full(replicas, -np.inf), *results)
    else:
        calm = stay is busy and (lanes is None or replicas == 1)
        call(rows_pass, rows_pass, *given, calm, servers, np.full((replicas, ROOM * servers), -np.inf), *results)
    return start, done, wait


def single_pass(arrive, order, busy, stay, lanes, by_call, free, start, done, wait, came, held):
    """The pass for replicas of one server each, which come `free` then.

    The arithmetic is that of `lanes`, in the same order, so that the results are the same.
    """
    many, replicas = len(arrive), len(free)
    as_they_stand, turns, noted = len(order) == 0, len(lanes) == 0, len(came) > 0
    total, head = np.zeros(replicas), np.full(replicas, -np.inf)
    lane = -1
    for place in range(many):
        which = place if as_they_stand else order[place]
        come, hold = arrive[which], busy[which]
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
        done[which] = begin + stay[which]


def rows_pass(arrive, order, busy, stay, lanes, by_call, calm, servers, free, start, done, wait, came, held):
    """The pass for replicas of several servers; of each, a ring says in order when they come `free`.

    `calm`: replicas take turns and calls stay as long as they hold a server, so that rings are kept only where
    somebody may wait. To fill them, the pass goes back to the first call that may not have left yet.
    """
    many, replicas = len(arrive), len(free)
    as_they_stand, turns, noted = len(order) == 0, len(lanes) == 0, len(came) > 0
    first, room = np.zeros(replicas, np.int64), replicas * servers
    place, lane, latest, counted = 0, -1, -np.inf, 0  # when the last of those more than `room` places before leaves
    rings, known, until, gone_by = not calm, 0, 0, 0  # rings are kept; calls before `known` are worked out already
    while place < many:
        which = place if as_they_stand else order[place]
        come = arrive[which]
        if calm and place >= known:
            if counted + room <= place:
                gone = done[counted if as_they_stand else order[counted]]
                latest = gone if gone > latest else latest  # without a branch: it is as often so as not
                counted += 1
            if not rings and latest > come:
                while gone_by < place and done[gone_by if as_they_stand else order[gone_by]] <= come:
                    gone_by += 1
                rings, known, until = True, place, place + max(room, place - gone_by)
                free[:] = -np.inf
                first[:] = 0
                place, lane = gone_by, (gone_by - 1) % replicas
                continue
            if rings and latest <= come and place >= until:
                rings = False
        begin, hold = come, busy[which]
        lane += 1
        if lane == replicas:
            lane = 0
        if rings:
            if not turns:
                lane = lanes[which] if by_call else lanes[place]
            row, at = free[lane], first[lane]
            begin = row[at] if row[at] > come else come
            gone = begin + hold if place >= known else done[which]
            at += 1
            if at + servers > len(row):
                for step in range(servers - 1):
                    row[step] = row[at + step]
                at = 0
            first[lane] = at
            to = at + servers - 1
            while to > at and row[to - 1] > gone:
                row[to] = row[to - 1]
                to -= 1
            row[to] = gone
        if place >= known:
            start[which] = begin
            wait[which] = begin - come
            if noted:
                came[which] = come
                held[which] = hold
            done[which] = begin + stay[which]
        place += 1
