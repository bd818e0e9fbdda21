"""A station in one pass: the same starts, waits and order of leaving as sorting and searching, call by call."""

import heapq

import numpy as np
import pytest

from helpers.simulation.rooms import MOST_KEPT, Rooms, _free
from helpers.simulation.stations import MOST_MOVES, passed, ties_by_place


def by_hand(arrive, busy, stay, lanes, servers):
    """Each call takes the server of its replica that comes free first; calls at the same time come as they stand."""
    free, start = {}, np.empty(len(arrive))
    for which in np.argsort(arrive, kind="stable"):
        servers_of = free.setdefault(int(lanes[which]), [-np.inf] * servers)
        begin = max(heapq.heappop(servers_of), arrive[which])
        heapq.heappush(servers_of, begin + busy[which])
        start[which] = begin
    return start, start + stay


@pytest.mark.parametrize("servers", [1, 2, 7, 100])
@pytest.mark.parametrize("replicas", [1, 3])
@pytest.mark.parametrize("whole", [False, True], ids=["any times", "times that are often equal"])
@pytest.mark.parametrize("longer", [False, True], ids=["", "stays longer than it holds a server"])
def test_one_pass_is_what_is_done_call_by_call(servers, replicas, whole, longer):
    draw = np.random.default_rng(servers * 10 + replicas)
    many = 400
    arrive, busy = draw.random(many) * 100, draw.exponential(0.5 * servers * replicas, many)
    if whole:
        arrive, busy = np.floor(arrive), np.ceil(busy)
    stay = busy + 1.5 if longer else busy
    lanes = draw.integers(0, replicas, many)
    order = np.argsort(arrive, kind="stable")
    start, done = by_hand(arrive, busy, stay, lanes, servers)
    for given, by_call in ((lanes, True), (lanes[order], False)):
        rooms = Rooms()
        found = passed(arrive, order, busy, stay, given, by_call, replicas, servers, rooms)
        np.testing.assert_allclose(found[0], start, rtol=1e-12)
        np.testing.assert_allclose(found[1], done, rtol=1e-12)
        np.testing.assert_array_equal(found[2], (found[0] - arrive).astype(np.float32))
        if found[3] is not None:
            np.testing.assert_array_equal(found[3], np.argsort(found[1], kind="stable"))
        assert found[3] is not None or many > MOST_MOVES
        rooms.leave()


def test_where_many_overtake_many_the_order_is_not_told_and_the_rest_is_right():
    """One long call after the other, all at once: each departure would move past all before it."""
    many = 4 * MOST_MOVES
    arrive, busy = np.arange(many) * 1e-6, np.arange(many, 0, -1.0)
    start, done, _, left = passed(arrive, None, busy, busy, None, True, 1, many, Rooms())
    assert left is None
    np.testing.assert_array_equal(start, arrive)
    np.testing.assert_array_equal(done, arrive + busy)


def test_taking_turns_is_one_replica_after_another():
    arrive, busy = np.arange(6.0), np.full(6, 10.0)
    start, *_ = passed(arrive, None, busy, busy, None, False, 2, 1, Rooms())
    np.testing.assert_array_equal(start, [0, 1, 10, 11, 20, 21])


def test_times_that_became_equal_are_in_order_of_place():
    times = np.array([1.0, 5.0, 5.0, 2.0])
    np.testing.assert_array_equal(ties_by_place(times, np.array([0, 3, 2, 1])), [0, 3, 1, 2])
    np.testing.assert_array_equal(ties_by_place(times, np.array([0, 3, 1, 2])), [0, 3, 1, 2])


def test_rooms_are_used_again_and_never_by_two():
    _free().clear()
    first = Rooms()
    one, other = first.take(1_000), first.take(1_000)
    assert not np.shares_memory(one, other)
    second = Rooms()
    assert not any(np.shares_memory(second.take(1_000), each) for each in (one, other))
    second.leave()
    first.leave()
    again = Rooms()
    taken = [again.take(1_000) for _ in range(4)]
    assert all(any(np.shares_memory(each, new) for new in taken) for each in (one, other))


def test_no_more_room_is_kept_than_said():
    rooms = Rooms()
    for _ in range(3):
        rooms.take(MOST_KEPT // 16)
    rooms.leave()
    assert sum(each.nbytes for each in _free()) <= MOST_KEPT
