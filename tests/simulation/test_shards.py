"""Shards and copies: the simulator, the load of step 5 and theory count the same machines at the same work."""

import itertools

import numpy as np
import pytest

from helpers.architecture import Architecture, Component
from helpers.simulation import Behaviour, Caching, Fault, Keys, Workload, simulate, theory
from tests.simulation.designs import READ, box, chain
from tests.simulation.test_engines_agree import identical, same

API = Component("api", "service", servers=1000, service_time="1 ms")
WRITE = [{"name": "write", "share": 1, "writes": ["item"]}]
MIXED = [{"name": "read", "share": 0.7, "reads": ["item"]}, {"name": "write", "share": 0.3, "writes": ["item"]}]


def store(kind="wide_column", **details) -> Architecture:
    return chain(API, box("db", kind, stores="item", **details))


@pytest.mark.parametrize(("shards", "copies"), list(itertools.product((1, 2, 4), (1, 2, 3))))
@pytest.mark.parametrize("mix", [READ, WRITE, MIXED], ids=["reads", "writes", "mixed"])
def test_all_rooms_tell_the_same_utilisation(shards, copies, mix):
    """By hand: reads are shared by all machines, a shard's writes done by each of its copies."""
    made, rate = store(shards=shards, copies=copies), 60
    writes = sum(each["share"] for each in mix if "writes" in each)
    full = rate * ((1 - writes) / (shards * copies) + writes / shards) * 0.010
    assert made.load(mix, rate)["db"].utilisation == pytest.approx(full)
    assert theory(made, Workload(rate, mix=mix))["db"].utilisation == pytest.approx(full)
    run = simulate(made, Workload(rate, mix=mix), n=20_000)
    assert run.utilisation("db") == pytest.approx(full, rel=0.05)
    assert run.offered("db") == pytest.approx(full, rel=0.03)
    np.testing.assert_allclose(run.shard_shares("db"), 1 / (shards * copies), atol=0.03)


@pytest.mark.parametrize("kind", ["key_value", "blob"])
def test_all_rooms_tell_the_same_of_a_managed_kind(kind):
    """A write is as much work as several reads; the copies inside the kind cost no capacity."""
    made = chain(API, Component("db", kind, stores="item", shards=2))
    of = made["db"].of
    rate = 0.6 * 2 * of.write_capacity
    for mix, full in ((WRITE, 0.6), (READ, 0.6 / of.write_work), (MIXED, 0.6 * (0.3 + 0.7 / of.write_work))):
        assert made.load(mix, rate)["db"].utilisation == pytest.approx(full)
        assert theory(made, Workload(rate, mix=mix))["db"].utilisation == pytest.approx(full)
        run = simulate(made, Workload(rate, mix=mix), n=40_000)
        assert run.utilisation("db") == pytest.approx(full, rel=0.06)
        assert run.offered("db") == pytest.approx(full, rel=0.03)
    deterministic = {"db": Behaviour("deterministic")}
    for engine in ("scan", "event"):
        run = simulate(made, Workload(10, mix=WRITE), n=2_000, behaviours={"api": Behaviour("deterministic"),
                                                                           **deterministic}, engine=engine)
        assert run.latency(1) == pytest.approx(made.paths("write", WRITE)[0].latency_seconds, abs=1e-6)
    mean = theory(made, Workload(10, mix=WRITE))
    assert mean["db"].time == pytest.approx(of.service_time * of.write_work, rel=1e-3)


@pytest.mark.parametrize("balancing", [None, "random", "by-key", "by-index", "round-robin"])
@pytest.mark.parametrize("keys", [None, Keys(300, skew=1)], ids=["no keys", "keys"])
@pytest.mark.parametrize(("kind", "details"), [
    ("wide_column", {"shards": 3, "copies": 2}), ("sql", {"copies": 3}), ("sql", {"shards": 4}),
    ("key_value", {"shards": 3, "servers": None, "service_time": None})], ids=["3x2", "1x3", "4x1", "managed"])
def test_both_engines_send_each_call_to_the_same_machine(kind, details, keys, balancing):
    if balancing == "by-index" and keys is None:
        pytest.skip("to share by index needs keys")
    made = store(kind, **details)
    workload = Workload(0.8 / made.load(MIXED, 1)["db"].utilisation, mix=MIXED, keys=keys)
    behaviours = {"db": Behaviour(balancing=balancing)}
    same(*(simulate(made, workload, n=3_000, behaviours=behaviours, engine=engine) for engine in ("scan", "event")))


def test_a_key_lives_in_one_shard_and_all_its_copies():
    made = store(shards=3, copies=2)
    run = simulate(made, Workload(50, mix=READ, keys=Keys(1)), n=3_000)
    assert sorted(run.shard_shares("db"), reverse=True)[:2] == pytest.approx([0.5, 0.5], abs=0.001)
    assert sorted(run.shard_shares("db"))[:4] == [0, 0, 0, 0]


@pytest.mark.parametrize(("details", "served"), [
    ({"shards": 1, "copies": 2}, 1.0), ({"shards": 4, "copies": 2}, 1.0),
    ({"shards": 4, "copies": 1}, 0.75), ({"shards": 1, "copies": 1}, 0.0)])
@pytest.mark.parametrize("mix", [READ, WRITE], ids=["reads", "writes"])
def test_a_dead_machine_costs_what_the_diagram_says(details, served, mix):
    """A second copy answers; without one the share of the data is gone that single_points_of_failure tells."""
    made = store(**details)
    run = simulate(made, Workload(20, mix=mix, keys=Keys(100_000, skew=0)), Fault("crash", "db", replicas=1), n=6_000)
    assert run.availability == pytest.approx(served, abs=0.03)
    point = [each for each in made.single_points_of_failure(mix, of="component") if each.name == "db"]
    assert 1 - (point[0].share if point else 0) == served


@pytest.mark.parametrize(("details", "served"), [
    ({"shards": 3, "copies": 2}, 1.0), ({"shards": 3, "copies": 3}, 1.0), ({"shards": 4, "copies": 1}, 0.5)])
def test_a_dark_zone_costs_what_the_diagram_says(details, served):
    made = store(zone=["a", "b"], **details)
    run = simulate(made, Workload(20, mix=READ, keys=Keys(100_000, skew=0)), Fault("zone", "a"), n=6_000)
    assert run.availability == pytest.approx(served, abs=0.03)
    assert made["db"].lost_with("a") == 1 - served
    points = {each.name: each.share for each in made.single_points_of_failure(READ, of="zone")}
    assert points == ({} if served == 1 else {"a": 1 - served, "b": 1 - served})


def test_a_managed_kind_survives_a_zone():
    made = store("key_value", zone="a")
    assert not made.single_points_of_failure(READ, of="zone")
    assert "db" not in {each.name for each in made.single_points_of_failure(READ, of="component")}
    assert simulate(made, Workload(20, mix=READ), Fault("zone", "a"), n=2_000).availability == 1


def test_real_entries_lie_in_the_shard_of_their_key():
    """Four shards of 50 entries hold 200 keys once; four copies of 50 entries hold the same 50."""
    def hits(**details):
        made = Architecture("Cached").add(
            Component("client", "client"), Component("api", "service", servers=100),
            Component("hot", "cache", servers=100, stores="item", **details),
            Component("db", "sql", servers=1000, capacity="1 M/s", stores="item"))
        made = made.connect("client", "api").connect("api", "hot").connect("api", "db")
        run = simulate(made, Workload(500, mix=READ, keys=Keys(200, skew=0)), n=20_000,
                       behaviours={"hot": Behaviour(caching=Caching(70, warm=True))})
        return 1 - run.calls("db") / run.calls("hot")

    assert hits(shards=4) == 1.0
    assert hits(copies=4) == pytest.approx(70 / 200, abs=0.05)


@pytest.mark.parametrize(("more", "served"), [({"hit_rate": 0.5}, 1.0), ({"hit_rate": 1.0, "durable": True}, 0.75)],
                         ids=["it forgets", "it keeps for good"])
def test_the_next_shard_takes_over_from_a_dead_one_of_a_cache(more, served):
    """What a cache loses is fetched again; what is kept for good lies nowhere else."""
    made = chain(box("hot", "cache", shards=4, stores="item", **more), box("db", "sql", copies=2, stores="item"))
    run = simulate(made, Workload(20, mix=READ, keys=Keys(100_000, skew=0)), Fault("crash", "hot", replicas=1), n=4_000)
    assert run.availability == pytest.approx(served, abs=0.03)
    points = {each.name: each.share for each in made.single_points_of_failure(READ, of="component")}
    assert points == ({} if served == 1 else {"hot": 0.25})


def test_compiled_or_not_sharded_runs_are_the_same():
    from tests.simulation.designs import interpreted

    made = store(shards=3, copies=2)
    given = {"faults": Fault("crash", "db", at=5, length=20, replicas=3), "n": 2_000, "engine": "event"}
    workload = Workload(100, mix=MIXED, keys=Keys(1_000))
    fast = simulate(made, workload, **given)
    with interpreted():
        identical(fast, simulate(made, workload, **given))
