"""Right at its edges: what an independent engine found beside the usual scenarios, each with its right value."""

import math

import numpy as np
import pytest

from helpers.architecture import Architecture, Component, Connection
from helpers.simulation import Behaviour, Breaker, Client, Fault, Keys, SimulationError, Workload, simulate, theory
from helpers.simulation.faults import phases
from tests.architecture import random_designs
from tests.simulation.designs import READ, box, chain, one


def at_time(series, moment: float) -> float:
    """The value of the window whose middle is nearest to a moment."""
    return series.iloc[np.abs(series.index - moment).argmin()]


# --- who waits, waits -------------------------------------------------------------------------------------------------


def test_those_who_are_never_served_waited_as_well():
    """A crash at 50 s takes the queue with it; before it, 100 calls a second more came than went."""
    run = simulate(one(), Workload(200, duration=100), [Fault("crash", "box", at=50, length=1)])
    queue = run.series("queue", "box", windows=100)["queue"]
    came = (run.arrival_times <= 48.5).sum()
    assert at_time(queue, 48.5) == pytest.approx(came - 48.5 / 0.010, rel=0.06)
    assert at_time(queue, 50.5) == 0


@pytest.mark.parametrize("rate", [95, 150])
def test_who_gives_up_in_the_queue_waited_in_it(rate):
    """Little's law, with the time in the queue of all who came there: patience or service, whichever was first."""
    run = simulate(one(), Workload(rate, duration=400), client=Client(timeout=0.1, cancels=True))
    waiting = run.series("queue", "box", windows=4_000)["queue"]
    assert run.queue("box") == pytest.approx(waiting.mean(), rel=0.05)
    assert run.queue("box") == pytest.approx({95: 4.3, 150: 13.6}[rate], rel=0.1)


def test_whoever_waits_still_at_the_end_counts():
    run = simulate(chain(box("q", "queue", servers=None, service_time=0), box("w", "worker")),
                   Workload(50, duration=20), Fault("crash", "w", at=10))
    since = ((run.arrival_times >= 10) & (run.arrival_times < 19.5)).sum()
    assert at_time(run.series("queue", "w", windows=20)["queue"], 19.5) == pytest.approx(since, abs=3)


# --- work over time ---------------------------------------------------------------------------------------------------


def test_what_is_refused_takes_none_of_the_work_of_others():
    run = simulate(one(), Workload(300, duration=100), behaviours={"box": Behaviour(queue_limit=5)})
    assert run.series("utilisation", "box")["utilisation"].mean() == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("factor", [1.0, 5.0])
def test_a_slow_replica_has_more_work(factor):
    run = simulate(one(), Workload(30, duration=100), Fault("slow", "box", at=40, length=20, factor=factor))
    used = run.series("utilisation", "box", windows=10)["utilisation"]
    assert used.loc[:40].mean() == pytest.approx(0.3, abs=0.03)
    assert used.loc[42:48].mean() == pytest.approx(0.3 * factor, rel=0.1)
    assert used.loc[75:].mean() == pytest.approx(0.3, abs=0.03)


def test_the_work_that_a_crash_cut_off_was_not_done():
    run = simulate(one(service_time=10), Workload(1, arrivals="regular"), Fault("crash", "box", at=3), n=5,
                   behaviours={"box": Behaviour("deterministic")})
    assert run.series("utilisation", "box", windows=5)["utilisation"].sum() == pytest.approx(2.0)


@pytest.mark.parametrize(("at", "length", "shown"), [(40, 20, 1.0), (40, None, 1.0), (10, 20, 2.0)])
def test_a_crashed_replica_is_not_shown_as_running(at, length, shown):
    run = simulate(one(replicas=2), Workload(50, duration=100),
                   Fault("crash", "box", at=at, length=length, replicas=1))
    running = run.series("replicas", "box", windows=100)["replicas"]
    assert at_time(running, 50.5) == shown
    assert at_time(running, at - 0.5) == 2.0
    assert at_time(running, at + 0.5) == 1.0


# --- one truth with the diagram ---------------------------------------------------------------------------------------


def beside() -> Architecture:
    made = Architecture("Beside").add(Component("client", "client"), box("app", servers=9),
                                      box("cache", "cache", servers=9, hit_rate=0.8),
                                      box("db", "sql", servers=9, stores="item"))
    for each in (("client", "app"), ("app", "cache"), ("app", "db")):
        made = made.connect(*each, latency=0)
    return made


def two_ways() -> Architecture:
    made = Architecture("Two ways").add(Component("client", "client"), *(
        box(name, "load_balancer", servers=9) for name in ("lb1", "lb2")), box("app", servers=9),
        box("db", "sql", servers=9, stores="item"))
    for each in (("client", "lb1"), ("client", "lb2"), ("lb1", "app"), ("lb2", "app"), ("app", "db")):
        made = made.connect(*each, latency=0)
    return made


@pytest.mark.parametrize(("design", "lost"), [(beside(), "cache"), (two_ways(), "lb1"), (two_ways(), "lb2")])
def test_the_other_way_is_taken(design, lost):
    run = simulate(design, Workload(50, mix=READ), Fault("crash", lost, at=0), n=2_000)
    assert run.availability == 1.0
    assert run.calls("db") == 2_000
    assert run.calls(lost) == 0


def test_without_the_cache_the_store_gets_all():
    run = simulate(beside(), Workload(100, mix=READ, duration=100), Fault("crash", "cache", at=50, length=25, detect=1))
    assert run.availability == pytest.approx(0.99, abs=0.003)  # one second of a hundred
    arrivals = np.diff([0, 50, 51, 75, 100])
    assert run.calls("db") == pytest.approx(100 * (0.2 * (arrivals[0] + arrivals[3]) + arrivals[2]), rel=0.06)


def test_a_lost_link_is_passed_by_once_it_is_known():
    run = simulate(two_ways(), Workload(50, mix=READ), Fault("link", "lb1 -> app", at=0), n=2_000)
    assert run.availability == 1.0


@pytest.mark.parametrize("seed", range(150))
def test_what_is_no_single_point_of_failure_can_be_lost(seed):
    """Crashed at the start, and noticed at once: each endpoint is served by the simulator if `survives` says so."""
    made, flows = random_designs.design(seed)
    try:
        whole = simulate(made, Workload(1, mix=flows), n=40)
    except SimulationError:
        return
    for each in made:
        if each.kind == "client":
            continue
        run = simulate(made, Workload(1, mix=flows), Fault("crash", each.name), n=40)
        working = made.survives(flows, [each.name])
        for name in whole.endpoints:
            mine = run.of_endpoint(name)
            if name in working and mine.any():
                assert run.served[mine].all(), (each.name, name)


@pytest.mark.parametrize(("faults", "wanted"), [
    ([], []),
    ([Fault("crash", "cache", at=1, length=2)], [(1, {"cache"}), (3, set())]),
    ([Fault("crash", "cache", at=1, length=2, detect=0.5)], [(1.5, {"cache"}), (3, set())]),
    ([Fault("crash", "cache", at=1, length=2, detect=2)], []),
    ([Fault("crash", "cache", at=1, length=3), Fault("crash", "cache", at=2, length=9)], [(1, {"cache"}), (11, set())]),
    ([Fault("crash", "cache", at=1, length=2), Fault("crash", "cache", at=3, length=2)], [(1, {"cache"}), (5, set())]),
    ([Fault("slow", "cache", at=1)], []),
    ([Fault("link", "app -> cache", at=4)], [(4, {("app", "cache", "sync")})]),
])
def test_when_callers_know_of_a_loss(faults, wanted):
    assert phases(beside(), tuple(faults)) == [(at, frozenset(gone), frozenset()) for at, gone in wanted]


def test_some_replicas_left_are_no_loss():
    assert phases(one(replicas=2), (Fault("crash", "box", replicas=1),)) == []


def sharded(**store) -> Architecture:
    """A store in two shards of two copies each, and a copy of all of it that may be read in its place."""
    return Architecture("sharded", [
        Component("user", "client"), Component("app", "service", replicas=4),
        Component("store", "sql", **{"shards": 2, "copies": 2, "stores": ["post"], **store}),
        Component("copy", "sql", copies=2, stores=["post"])],
        [Connection("user", "app"), Connection("app", "store"), Connection("app", "copy"),
         Connection("store", "copy", "replication")])


@pytest.mark.parametrize(("first", "replicas", "whole", "part"), [
    (0, 1, set(), set()), (1, 2, set(), set()), (0, 2, set(), {"store"}), (2, 2, set(), {"store"}),
    (0, 3, set(), {"store"}), (0, 4, {"store"}, set())])
def test_a_shard_is_lost_with_the_last_of_its_copies(first, replicas, whole, part):
    fault = Fault("crash", "store", at=1, first=first, replicas=replicas)
    wanted = [(1, frozenset(whole), frozenset(part))] if whole or part else []
    assert phases(sharded(), (fault,)) == wanted


@pytest.mark.parametrize("copies", [1, 2])
def test_whoever_lost_a_shard_is_passed_by_where_there_is_another_way(copies):
    made, flows = sharded(copies=copies), [{"name": "read", "share": 0.5, "reads": ["post"]},
                                           {"name": "write", "share": 0.5, "writes": ["post"]}]
    run = simulate(made, Workload(100, mix=flows), Fault("crash", "store", replicas=copies), n=4_000, seed=1)
    assert made.survives(flows, ["store"]) == {"read"}
    assert run.served[run.of_endpoint("read")].all()
    assert run.served[run.of_endpoint("write")].mean() == pytest.approx(0.5, abs=0.05)  # those of the other shard


# --- a queue holds work until a worker takes it -----------------------------------------------------------------------


def behind_a_queue(**worker) -> Architecture:
    made = Architecture("Queue").add(Component("client", "client"), box("api", servers=9), box("q", "queue", servers=9),
                                     box("w", "worker", **worker))
    return made.connect("client", "api").connect("api", "q", style="async").connect("q", "w", style="async")


@pytest.mark.parametrize("fault", [Fault("crash", "w", at=50, length=10),
                                   Fault("crash", "w", at=50, length=10, detect=3),
                                   Fault("link", "q -> w", at=50, length=10)])
def test_a_queue_keeps_what_its_worker_cannot_take(fault):
    run = simulate(behind_a_queue(), Workload(50, duration=100), fault)
    assert run.availability == 1.0
    assert run.drops("w") == {}
    assert run.drops("q") == {}
    assert run.calls("w") == run.n
    queue = run.series("queue", "w", windows=1_000)["queue"]
    assert at_time(queue, 59.95) == pytest.approx(500, rel=0.1)
    assert queue.loc[40:50].mean() < 3
    assert queue.loc[80:].mean() < 3


def test_the_other_worker_takes_over_what_a_crash_left():
    run = simulate(behind_a_queue(replicas=2), Workload(80, duration=100), Fault("crash", "w", at=50, replicas=1))
    assert run.drops("w") == {}
    assert run.calls("w") == run.n


# --- a cache that always hits -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hit_rate", "passed"), [(1.0, 0.0), (0.999, 0.001), (0.0, 1.0)])
@pytest.mark.parametrize("on_the_way", [False, True])
def test_a_hit_rate_is_the_share_that_hits_up_to_all(hit_rate, passed, on_the_way):
    made = Architecture("Cache").add(Component("client", "client"), box("app", servers=9),
                                     box("cache", "cache", servers=9, hit_rate=hit_rate),
                                     box("db", "sql", servers=9, stores="item"))
    for each in (("client", "app"), ("app", "cache"), ("cache" if on_the_way else "app", "db")):
        made = made.connect(*each, latency=0)
    workload = Workload(100, mix=READ)
    run = simulate(made, workload, n=20_000)
    assert run.calls("cache") == 20_000
    assert run.calls("db") / 20_000 == pytest.approx(passed, abs=0.001)
    assert made.load(READ, 100)["cache"].arrivals == 100
    assert made.load(READ, 100)["db"].arrivals == pytest.approx(100 * passed)
    assert theory(made, workload)["db"].utilisation == pytest.approx(100 * passed * 0.010 / 9)


# --- shares -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.5, 0.99, 1.01, 2])
def test_shares_that_are_not_all_are_an_error_everywhere(share):
    made, mix = chain(box("db", "sql", stores="item")), [{"name": "read", "share": share, "reads": ["item"]}]
    for tried in (lambda: Workload(80, mix=mix), lambda: made.load(mix, 80), lambda: made.check(mix, 80)):
        with pytest.raises(ValueError, match="share"):
            tried()


# --- boxes that take no time, and many replicas -----------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Fault("crash", "gate", at=50), Fault("link", "client -> gate", at=50),
                                   Fault("link", "gate -> box", at=50)])
def test_a_box_that_takes_no_time_can_break(fault):
    run = simulate(chain(box("gate", service_time=0), box()), Workload(50, duration=100), [fault])
    assert run.availability == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("balancing", ["random", "two-choices", "round-robin"])
@pytest.mark.parametrize("replicas", [32_767, 32_769, 65_535, 65_537])
def test_many_replicas_can_be_told_apart(replicas, balancing):
    run = simulate(one(replicas=replicas), Workload(10), n=500, behaviours={"box": Behaviour(balancing=balancing)})
    assert repr(run)
    assert len(run.shard_shares("box")) == replicas
    assert run.mean_latency == pytest.approx(0.010, rel=0.15)


# --- what is tried again draws anew -----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [48_271, 50_000, 96_542])
def test_retries_have_luck_of_their_own(n):
    """Two tries of exponential times against a timeout of one mean: 1 - e^-2 is served."""
    run = simulate(one(servers=999), Workload(10), client=Client(timeout=0.01, retries=1, backoff=0), n=n)
    assert run.availability == pytest.approx(1 - math.exp(-2), abs=0.005)


def test_even_a_single_request_has_new_luck():
    found = [simulate(one(servers=999), Workload(10), client=Client(timeout=0.01, retries=20, backoff=0), n=1,
                      seed=seed).availability for seed in range(60)]
    assert all(found)  # it fails in 1 of 15,000


@pytest.mark.parametrize("n", [48_271, 50_000])
def test_pauses_are_spread_whatever_the_number_of_requests(n):
    """All fail at once and come again within a second, evenly."""
    run = simulate(one(servers=999), Workload("1 M/s"), Fault("crash", "box", at=0, length=0.5), n=n,
                   client=Client(retries=1, backoff=1.0, jitter=1.0))
    assert run.availability == pytest.approx(0.5, abs=0.08)


def test_what_an_open_breaker_did_not_send_is_no_attempt():
    run = simulate(one(), Workload(30, duration=100), Fault("crash", "box", at=40, length=30),
                   Client(breaker=Breaker()))
    assert run.attempts == run.calls("box") < run.n
    assert run.outcomes["circuit open"] + run.attempts == run.n


@pytest.mark.parametrize("dead", [0, 1])
def test_equally_short_queues_share_evenly(dead):
    faults = [Fault("crash", "box", replicas=1)] if dead else []
    run = simulate(one(replicas=4), Workload(20), faults, n=20_000,
                   behaviours={"box": Behaviour(balancing="shortest-queue")})
    shares = run.shard_shares("box")
    assert shares[dead:] == pytest.approx(1 / (4 - dead), abs=0.02)
    assert shares[:dead].sum() == 0


def test_keys_do_not_hide_the_dead():
    run = simulate(one(replicas=4), Workload(20, keys=Keys(100)), Fault("crash", "box", replicas=1), n=2_000,
                   behaviours={"box": Behaviour(balancing="by-key")})
    assert run.availability == 1.0
