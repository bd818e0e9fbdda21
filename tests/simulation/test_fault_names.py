"""The field's names for what goes wrong: each fault against what can be counted by hand, and both loops alike."""

import random
from dataclasses import replace

import numpy as np
import pytest

from helpers.simulation import (
    Behaviour,
    Caching,
    CallPolicy,
    Client,
    Fault,
    Keys,
    SimulationError,
    Workload,
    simulate,
)
from helpers.simulation.faults import FAULTS
from tests.simulation.designs import READ, box, chain, interpreted, one, web
from tests.simulation.test_engines_agree import everything, identical
from tests.simulation.test_faults import run

WRITE = [{"name": "save", "share": 1, "writes": ["item"]}]
BOTH = [{"name": "open", "share": 0.5, "reads": ["item"]}, {"name": "save", "share": 0.5, "writes": ["item"]}]
FIRM = {"app": Behaviour("deterministic"), "db": Behaviour("deterministic")}


def two(**store):
    return chain(box("app", servers=100, service_time=0.001),
                 box("db", "sql", servers=100, stores="item", **store))


# --- grey: slow, not dead ---------------------------------------------------------------------------------------------

def test_a_grey_replica_is_slow_and_keeps_its_share():
    found = run(one(replicas=4, servers=9), faults=Fault("grey", "box", factor=20), n=1_000)
    assert found.availability == 1.0
    slow = found.latencies > 0.1
    assert slow.mean() == 0.25
    np.testing.assert_allclose(found.latencies[slow], 20 * 0.010)
    np.testing.assert_allclose(found.latencies[~slow], 0.010)
    assert set(found._raw.seen["box"].lanes[0][slow]) == {0}  # it has never been left out


def test_a_grey_replica_may_fail_a_share_of_its_calls_too():
    found = run(one(replicas=2, servers=9), faults=Fault("grey", "box", factor=1, share=0.4), n=20_000)
    assert found.outcomes["failed"] / found.n == pytest.approx(0.2, abs=0.01)
    assert set(found.outcomes) == {"served", "failed"}


# --- blackhole against refused ----------------------------------------------------------------------------------------

@pytest.mark.parametrize(("what", "reason", "waited"),
                         [("crash", "replica down", 0.0), ("blackhole", "timed out", 2.0)])
def test_refused_comes_at_once_and_a_blackhole_costs_the_whole_timeout(what, reason, waited):
    fault = Fault(what, "box", at=20.05, length=40, replicas=1, detect=10)
    found = run(one(replicas=2), 10, fault, Client(timeout=2))
    assert found.outcomes == {"served": 950, reason: 50}  # every other one, for ten seconds, then it is known
    lost = ~found.served
    np.testing.assert_allclose(found._raw.failed_at[lost] - found.arrival_times[lost], waited, atol=1e-9)


def test_a_blackhole_is_never_noticed_unless_that_is_said():
    fault = Fault("blackhole", "box", at=20.05, length=40, replicas=1)
    assert fault.detect is None
    assert run(one(replicas=2), 10, fault, Client(timeout=2)).outcomes == {"served": 800, "timed out": 200}


def test_who_waits_for_ever_at_a_blackhole_is_in_flight_at_the_end():
    found = run(faults=Fault("blackhole", "box", at=50.05, length=20))
    assert found.outcomes == {"in flight": 200, "served": 800}
    assert found.calls("box") == 1_000


def test_what_is_inside_a_blackhole_is_still_answered():
    made = one(service_time=20)
    found = run(made, 0.1, Fault("blackhole", "box", at=35, length=4), n=6)  # arrivals at 10, 20, ... 60 s
    assert found.outcomes == {"served": 6}  # nobody came in these four seconds


def test_a_blackhole_of_a_connection_swallows_what_crosses_it():
    fault = Fault("blackhole", "app -> db", at=50.05, length=20)
    found = simulate(two(), Workload(10, mix=READ, arrivals="regular"), fault, Client(timeout=1), n=1_000,
                     behaviours=FIRM)
    assert found.outcomes == {"served": 800, "timed out": 200}
    known = simulate(two(), Workload(10, mix=READ, arrivals="regular"), replace(fault, detect=0), Client(timeout=1),
                     n=1_000, behaviours=FIRM)
    assert known.outcomes == found.outcomes  # there is no other way


def test_a_box_that_waits_with_a_timeout_gets_out_of_a_blackhole():
    behaviours = {**FIRM, "app": Behaviour("deterministic", calls=CallPolicy(timeout=0.5, retries=1, backoff=0))}
    found = simulate(two(copies=2), Workload(10, mix=READ, arrivals="regular"), Fault("blackhole", "db", replicas=1),
                     n=1_000, behaviours=behaviours)
    assert found.availability > 0.7
    assert found.retries("db") == 0
    assert found.timeouts("app") > 300
    waited = found.latencies[found.served]
    assert set(np.unique((waited > 0.4).astype(int))) == {0, 1}


def test_messages_wait_in_their_queue_while_the_worker_is_a_blackhole():
    made = chain(box("app", servers=9, service_time=0.001), box("jobs", "queue", servers=9, service_time=0.001),
                 box("worker", "worker", servers=9), box("db", "sql", servers=9, stores="item"))
    made = made.disconnect("app", "jobs").connect("app", "jobs", "async")
    made = made.disconnect("jobs", "worker").connect("jobs", "worker", "async")
    found = simulate(made, Workload(10, mix=WRITE), Fault("blackhole", "worker", at=20, length=20), n=500)
    assert found.messages("jobs")["done"] == 500
    assert found.delays("jobs").max() == pytest.approx(20, abs=1)


# --- one-way partition ------------------------------------------------------------------------------------------------

def test_over_a_one_way_partition_the_work_is_done_and_the_reply_is_lost():
    fault = Fault("one-way", "app -> db", at=50.05, length=20)
    given = {"n": 1_000, "behaviours": FIRM}
    workload = Workload(10, mix=WRITE, arrivals="regular")
    found = simulate(two(), workload, fault, Client(timeout=1), **given)
    assert found.outcomes == {"served": 800, "timed out": 200}
    assert found.calls("db") == 1_000
    cut = simulate(two(), workload, Fault("link", "app -> db", at=50.05, length=20), Client(timeout=1), **given)
    assert cut.outcomes == {"link lost": 200, "served": 800}
    tried = simulate(two(), workload, fault, Client(timeout=1, retries=2, backoff=0), **given)
    assert tried.calls("db") > 1_350  # each write of that time is done three times; the last of them are answered
    assert tried._raw.seen["db"].busy == pytest.approx(0.010 * tried.calls("db"))


def test_an_error_does_not_come_back_over_a_one_way_partition_either():
    faults = [Fault("one-way", "app -> db"), Fault("deploy", "db")]
    told = simulate(two(), Workload(10, mix=READ), faults[1:], Client(timeout=1), n=500)
    untold = simulate(two(), Workload(10, mix=READ), faults, Client(timeout=1), n=500)
    assert told.outcomes == {"served": 0, "failed": 500}
    assert untold.outcomes == {"served": 0, "timed out": 500}


def test_a_miss_that_is_not_heard_is_not_fetched():
    found = simulate(web(hit_rate=0.5), Workload(50, mix=READ), Fault("one-way", "app -> cache"), Client(timeout=1),
                     n=1_000)
    assert found.outcomes == {"served": 0, "timed out": 1_000}
    assert found.calls("db") == 0


# --- bad deploy -------------------------------------------------------------------------------------------------------

def test_a_bad_deploy_fails_a_share_on_all_replicas_at_once_and_a_canary_only_its_own():
    made = one(replicas=4, servers=9)
    all_of_them = run(made, faults=Fault("deploy", "box", share="10%"), n=20_000)
    canary = run(made, faults=Fault("deploy", "box", share="10%", replicas=1), n=20_000)
    whole = run(made, faults=Fault("deploy", "box", at=50.05, length=20), n=1_000)
    assert all_of_them.outcomes["failed"] == pytest.approx(2_000, abs=4 * (20_000 * 0.09) ** 0.5)
    assert canary.outcomes["failed"] == pytest.approx(500, abs=4 * (5_000 * 0.09) ** 0.5)
    assert whole.outcomes == {"served": 800, "failed": 200}  # until it is rolled back


def test_a_bad_deploy_adds_to_what_a_box_fails_anyway():
    behaviours = {"box": Behaviour("deterministic", fails=0.2)}
    found = run(one(servers=9), faults=Fault("deploy", "box", at=1_000.05, length=1_000, share=0.3), n=30_000,
                behaviours=behaviours)
    during = (found.arrival_times > 1_000.05) & (found.arrival_times < 2_000)
    assert found.served[during].mean() == pytest.approx(0.5, abs=0.02)
    assert found.served[~during].mean() == pytest.approx(0.8, abs=0.02)


# --- clock skew -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("skew", "early"), [("0 s", 0), ("4 s", 4), ("10 s", 10), ("1 h", 10), ("-4 s", 0)])
def test_a_clock_that_jumps_makes_entries_expire_so_much_earlier(skew, early):
    """One key, filled at 0.1 s, good for ten seconds; the clock jumps at 0.15 s, in the regular rhythm of 0.1 s."""
    behaviours = {"app": FIRM["app"], "cache": Behaviour("deterministic", caching=Caching(10, ttl=10)),
                  "db": FIRM["db"]}
    given = {"behaviours": behaviours, "n": 150}
    workload = Workload(10, mix=READ, keys=Keys(1), arrivals="regular")
    made = web(database=100, query=0.001)
    usual = simulate(made, workload, **given)
    found = simulate(made, workload, Fault("clock", "cache", at=0.15, skew=skew), **given)
    behind = -4 if skew.startswith("-") else 0
    assert misses(usual)[1] == pytest.approx(10.2, abs=0.11)
    expected = 10.2 - early - behind
    assert misses(found)[1] == pytest.approx(max(0.2, expected), abs=0.11)


def misses(found) -> list[float]:
    """When calls came to the database."""
    return sorted(float(each) for each in np.concatenate(found._raw.seen["db"].arrive))


@pytest.mark.parametrize(("skew", "failed"), [("5 min", 0), ("301 s", 200), ("-10 min", 200)])
def test_a_box_whose_clock_is_off_by_more_than_five_minutes_refuses_tickets(skew, failed):
    found = run(faults=Fault("clock", "box", at=50.05, length=20, skew=skew))
    assert found.outcomes.get("failed", 0) == failed
    assert found.outcomes["served"] == 1_000 - failed


# --- full disk --------------------------------------------------------------------------------------------------------

def test_a_full_disk_fails_writes_and_answers_reads():
    found = simulate(two(), Workload(10, mix=BOTH), Fault("disk", "db"), n=4_000)
    assert not found.served[found.of_endpoint("save")].any()
    assert found.served[found.of_endpoint("open")].all()
    assert found.outcomes["failed"] == int(found.of_endpoint("save").sum())


def test_a_copy_whose_disk_is_full_falls_behind_and_fails_nobody():
    made = two(copies=3)
    leader = simulate(made, Workload(10, mix=WRITE), Fault("disk", "db", replicas=1), n=500)
    assert leader.outcomes == {"served": 0, "failed": 500}


def test_a_queue_whose_disk_is_full_takes_no_message():
    made = chain(box("app", servers=9, service_time=0.001), box("jobs", "queue", servers=9, service_time=0.001),
                 box("worker", "worker", servers=9), box("db", "sql", servers=9, stores="item"))
    found = simulate(made, Workload(10, mix=WRITE), Fault("full disk", "jobs", at=20, length=20), n=500)
    assert found.drops("jobs")["failed"] == pytest.approx(200, abs=45)
    assert found.calls("db") == 500 - found.drops("jobs")["failed"]


# --- words, and both loops --------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("said", "meant"), [("bad deploy", "deploy"), ("gray", "grey"), ("Clock skew", "clock"),
                                             ("full-disk", "disk"), ("one way", "one-way"), ("one_way", "one-way"),
                                             ("asymmetric partition", "one-way"), ("refused", "crash")])
def test_other_names_are_understood(said, meant):
    assert Fault(said, "a -> b").what == meant


@pytest.mark.parametrize(("fault", "told"), [
    ({"what": "hole", "where": "box"}, "fault.what"),
    ({"what": "deploy", "where": "box", "share": 2}, "fault.share"),
    ({"what": "clock", "where": "box", "skew": "late"}, "fault.skew"),
    ({"what": "blackhole", "where": "box", "detect": -1}, "fault.detect"),
])
def test_bad_faults_are_told(fault, told):
    with pytest.raises(SimulationError, match=told):
        Fault(**fault)


def test_a_fault_where_it_cannot_be_is_told():
    with pytest.raises(SimulationError, match="keeps nothing on a disk"):
        simulate(one(), Workload(1), Fault("disk", "box"), n=10)
    with pytest.raises(SimulationError, match="no connection"):
        simulate(one(), Workload(1), Fault("one-way", "box"), n=10)


def new_faults(made, seed: int) -> list[Fault]:
    draw = random.Random(seed)
    found = []
    for what in ("grey", "blackhole", "deploy", "clock", "disk", "one-way", "blackhole"):
        boxes = [each for each in made if each.kind != "client" and (what != "disk" or each.of.stores)]
        target = draw.choice(boxes)
        where, many = target.name, draw.randint(1, target.replicas)
        if what == "one-way" or (what == "blackhole" and found and draw.random() < 0.7):
            link = draw.choice(made.connections)
            where, many = f"{link.source} -> {link.target}", None
        found.append(Fault(what, where, at=draw.uniform(0, 8), length=draw.choice([None, 0.5, 3]), replicas=many,
                           factor=5, detect=draw.choice([None, 0, 0.5]) if what == "blackhole" else None,
                           share=draw.choice([None, 0.3]), skew=draw.choice([2, -1, 600])))
    return draw.sample(found, 4)


@pytest.mark.parametrize("seed", range(300, 330))
def test_compiled_or_not_is_the_same_to_the_last_bit(seed):
    given = everything(seed)
    given["faults"] = [*given["faults"], *new_faults(given["architecture"], seed)]
    found = simulate(**given)
    assert sum(found.outcomes.values()) == found.n
    with interpreted():
        identical(found, simulate(**given))


def a_fault(what: str) -> tuple:
    """A design, and one fault of this name from 5 to 7 s: on a connection, in a zone, or in a box that can have it."""
    made = web().replace("app", zone=["a", "b"]).replace("app", servers=50)
    where = "app -> db" if Fault(what, "app").hits_connection else {"zone": "a", "disk": "db"}.get(what, "app")
    return made, Fault(what, where, at=5, length=2, share=0.5)


@pytest.mark.parametrize("what", FAULTS)
def test_every_fault_is_the_same_compiled_or_not(what):
    """Where only the plain loop differs, `calm` in calm_loop.py looks not at what this fault changes."""
    made, fault = a_fault(what)
    mix = [{"name": "read", "share": 0.9, "reads": ["item"]}, {"name": "write", "share": 0.1, "writes": ["item"]}]
    given = {"architecture": made, "workload": Workload(200, mix=mix), "faults": fault, "client": Client(timeout=1),
             "n": 2_000}
    found = simulate(**given)
    usual = simulate(**{**given, "faults": ()})
    assert found.outcomes != usual.outcomes or not np.array_equal(found.latencies, usual.latencies), "it does nothing"
    with interpreted():
        identical(found, simulate(**given))


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_that_is_over_leaves_nothing_behind(what):
    """Long after it is mended, the run is what it would have been."""
    made, fault = a_fault(what)
    workload, client = Workload(200, mix=READ), Client(timeout=1)
    usual, found = (simulate(made, workload, faults, client, n=4_000) for faults in ((), fault))
    late = usual.arrival_times > 12
    np.testing.assert_allclose(found.latencies[late], usual.latencies[late], atol=1e-9)
