"""A station in one pass: the same starts and waits as searching for the first free server, call by call."""

import heapq

import numpy as np
import pytest

from helpers.simulation.lanes import GLANCE, MOST_IN_ONE, none_can_wait, order_of_times
from helpers.simulation.rooms import MOST_KEPT, Rooms, _free
from helpers.simulation.stations import ROOM, passed


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
        rooms.leave()


@pytest.mark.parametrize("servers", [2, 7, 30])
@pytest.mark.parametrize("replicas", [1, 3])
@pytest.mark.parametrize("longest", [False, True], ids=["", "one call in a hundred stays long"])
def test_calm_and_rush_in_turns(servers, replicas, longest):
    """Replicas in turns: rows of servers are kept in a rush, not while all who came long ago have left."""
    draw = np.random.default_rng(servers * 10 + replicas)
    gaps = draw.exponential(1.0, 6_000)
    for rush in range(500, 6_000, 1_000):  # three times as many as can be served
        gaps[rush:rush + 20 * ROOM * servers] /= 6
    arrive, busy = np.cumsum(gaps), draw.exponential(0.5 * servers * replicas, len(gaps))
    if longest:
        busy[::100] *= 30
    lanes = np.arange(len(arrive)) % replicas
    start, done = by_hand(arrive, busy, busy, lanes, servers)
    assert 0.02 < (start > arrive).mean() < 0.98
    rooms = Rooms()
    turns = passed(arrive, None, busy, busy, None, False, replicas, servers, rooms)
    given = passed(arrive, None, busy, busy, lanes, True, replicas, servers, rooms)
    for found in (turns, given):
        np.testing.assert_array_equal(found[0], start)
        np.testing.assert_array_equal(found[1], done)
    apart = draw.permutation(len(arrive))  # the same calls, told in another order
    held = busy[apart]
    order = order_of_times(arrive[apart], rooms)
    found = passed(arrive[apart], order, held, held, None, False, replicas, servers, rooms)
    np.testing.assert_array_equal(found[0], start[apart])
    rooms.leave()


def test_taking_turns_is_one_replica_after_another():
    arrive, busy = np.arange(6.0), np.full(6, 10.0)
    start, *_ = passed(arrive, None, busy, busy, None, False, 2, 1, Rooms())
    np.testing.assert_array_equal(start, [0, 1, 10, 11, 20, 21])


@pytest.mark.parametrize("times", [
    np.random.default_rng(1).exponential(1.0, 5_000), np.floor(np.random.default_rng(2).random(5_000) * 2_000),
    np.arange(5_000.0) + 40 * np.random.default_rng(3).random(5_000),
    np.where(np.arange(5_000) % 2 == 0, 0.0, 1e-300), np.append(np.random.default_rng(4).random(4_999), 1e9),
    np.array([2.0, 1.0]), np.array([0.0, 5e-324, 0.0])], ids=[
        "any", "often equal", "nearly in order", "two moments", "one far away", "two", "too near to be told apart"])
def test_the_order_of_times_is_that_of_a_stable_sort(times):
    rooms = Rooms()
    np.testing.assert_array_equal(order_of_times(times, rooms), np.argsort(times, kind="stable"))
    rooms.leave()


def test_times_that_are_bunched_in_one_bucket_are_sorted_all_the_same():
    for many in (MOST_IN_ONE, MOST_IN_ONE + 1, MOST_IN_ONE + 2):
        times = np.concatenate([np.linspace(1.0, 1.0001, many)[::-1], [1e6]])
        rooms = Rooms()
        np.testing.assert_array_equal(order_of_times(times, rooms), np.argsort(times, kind="stable"))
        rooms.leave()


def test_times_that_rise_need_no_order():
    assert order_of_times(np.array([1.0, 1.0, 2.0]), Rooms()) is None
    late = np.append(np.arange(2.0 * GLANCE), 0.5)
    assert order_of_times(late[:-1], Rooms()) is None
    np.testing.assert_array_equal(order_of_times(late, Rooms()), np.argsort(late, kind="stable"))


@pytest.mark.parametrize(("replicas", "servers"), [(1, 8), (1, 40), (3, 5)])
def test_where_none_can_wait_nobody_does(replicas, servers):
    """Never said where somebody waits; said where servers are many."""
    told = 0
    for seed in range(60):
        draw = np.random.default_rng(seed)
        arrive, longest = draw.random(300) * 100, draw.choice([0.001, 1.0, 5.0]) * servers * replicas / 10
        busy = draw.random(300) * longest
        if seed % 3 == 0:
            arrive, busy = np.floor(arrive), np.ceil(busy)
        lanes = np.empty(300, int)
        lanes[np.argsort(arrive, kind="stable")] = np.arange(300) % replicas
        if none_can_wait(arrive, busy, replicas * servers):
            told += 1
            np.testing.assert_array_equal(by_hand(arrive, busy, busy, lanes, servers)[0], arrive)
    assert 0 < told < 60


def test_as_many_at_once_as_there_are_servers_and_one_more():
    arrive, busy = np.array([0.0, 10.0, 10.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0]), np.full(10, 2.0)
    assert none_can_wait(arrive, busy, 3)
    assert not none_can_wait(arrive, busy, 2)
    assert none_can_wait(arrive[:0], busy[:0], 1)


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
