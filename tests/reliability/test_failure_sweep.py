"""The failure sweep: what it finds, against the graph, against runs looked at one by one, and on all kinds of cores."""

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import (
    Architecture,
    Behaviour,
    Client,
    Component,
    Design,
    Estimate,
    Keys,
    Workload,
    failure_sweep,
    simulate,
)
from helpers.architecture.failures import WHAT
from helpers.reliability import ReliabilityError, loss_named, losses
from helpers.reliability.data_at_risk import data_at_risk
from helpers.reliability.failure_sweep import NOTHING, Task, measure
from helpers.reliability.many_cores import on_all_cores
from helpers.simulation import SimulationError, use_compiled
from tests.architecture import random_designs
from tests.conftest import IN_CI
from tests.kit.test_cluster import local_cluster
from tests.simulation.designs import feed_forward

REFERENCE = Path(__file__).parent.parent / "reference_designs"
READ = [{"name": "open", "share": 1, "reads": ["item"]}]


def shop(**api) -> Architecture:
    made = Architecture("Shop", zones=["a", "b"]).add(
        Component("client", "client"), Component("api", "service", **{"replicas": 2, "zone": ("a", "b"), **api}),
        Component("store", "sql", stores="item", zone="a"))
    return made.connect("client", "api").connect("api", "store")


@pytest.fixture(autouse=True)
def interpreted():
    use_compiled(None)


def shared(flows) -> list:
    total = sum(each["share"] if isinstance(each, dict) else each.share for each in flows)
    return [{**each, "share": each["share"] / total} if isinstance(each, dict)
            else {"name": each.name, "share": each.share / total, "reads": each.reads, "writes": each.writes}
            for each in flows]


def working(made, flows) -> list:
    """The flows that work as drawn: others cannot be run."""
    alive = made.survives(flows)
    return shared([each for each in flows if (each["name"] if isinstance(each, dict) else each.name) in alive])


# --- what it finds ----------------------------------------------------------------------------------------------------

@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_it_finds_exactly_the_single_points_of_failure_of_random_designs(seed):
    made, flows = random_designs.design(seed)
    flows = working(made, flows)
    if not flows:
        return
    found = failure_sweep(made, Workload(100, mix=flows), n=20, workers=1)
    for of in ("component", "zone", "connection", WHAT):
        assert found.single_points(of) == made.single_points_of_failure(flows, of=of)
    assert found.single_points() == made.single_points_of_failure(flows)


@settings(max_examples=12 if IN_CI else 4, deadline=None)
@example(14_996)  # one shard of a store is lost, and a copy of the whole may be read in its place
@given(st.integers(0, 10**6))
def test_the_runs_fail_exactly_the_endpoints_that_have_no_way_left(seed):
    """Nobody is in a hurry here, so that requests fail for what is lost alone; what nobody waits for does not count."""
    made, flows = feed_forward(seed)
    if any(each.style == "async" for each in made.connections):
        return
    rate = 0.3 / made.load(flows, 1).busiest.utilisation
    found = failure_sweep(made, Workload(rate, mix=flows), n=400, workers=1)
    for each in found:
        failing = {name for name, share in each.by_endpoint.items() if share < 1}
        assert failing <= set(each.takes_down), each.name
        if set(each.takes_down) - failing:  # a cache answers, or one request in many calls it
            assert each.share < 1 or any(box.caches for box in made) or any(link.calls < 1 for link in made.connections)


@pytest.mark.parametrize("name", ["url_shortener", "pastebin", "microblog"])
def test_it_finds_the_single_points_of_the_reference_designs(name):
    made = Architecture.from_dict(yaml.safe_load((REFERENCE / f"{name}.yaml").read_text())["architecture"])
    found = failure_sweep(made, Workload(0.1 / made.load(name, 1).busiest.utilisation, mix=name), n=100, workers=1)
    assert found.single_points(WHAT) == made.single_points_of_failure(name, of=WHAT)


def test_figures_are_those_of_the_run_of_each_loss():
    given_ = {"client": Client(timeout="1 s"), "n": 4_000, "seed": 3}
    found = failure_sweep(shop(), Workload(1_000, mix=READ), **given_)
    for each in found:
        at = 0.2 * simulate(shop(), Workload(1_000, mix=READ), n=4_000, seed=3).seconds
        run = simulate(shop(), Workload(1_000, mix=READ), each.loss.faults(at), **given_)
        late = run.arrival_times >= at
        assert each.availability == pytest.approx(run.served[late].mean(), abs=1e-12)
        kept = run.latencies[late & run.served]
        assert math.isnan(each.p99) if not len(kept) else each.p99 == pytest.approx(np.percentile(kept, 99), rel=0.01)
        replies = run.arrival_times + run.latencies
        assert each.goodput == pytest.approx(np.sum((replies >= at) & (replies <= run.seconds)) / (run.seconds - at))


def test_all_runs_draw_the_same_numbers():
    """A loss that touches nothing changes nothing, to the last bit."""
    aside = shop().add(Component("idle", "service", zone="b")).connect("api", "idle", for_endpoints="other")
    found = failure_sweep(aside, Workload(1_000, mix=READ), n=3_000)
    assert found["idle"].p99 == found.usual.p99
    assert found["idle"].goodput == found.usual.goodput
    assert failure_sweep(aside, Workload(1_000, mix=READ), n=3_000, seed=2).usual.p99 != found.usual.p99


def test_a_loss_that_leaves_too_little_room_is_told_from_one_that_leaves_no_way():
    made = shop(servers=1, service_time="10 ms").replace("store", copies=2, zone=("a", "b"))
    queue = {"api": Behaviour(queue_limit=20)}
    verdicts = {rate: {each.name: each.verdict for each in failure_sweep(
        made, Workload(rate, mix=READ), n=4_000, of=["replica", "component"], behaviours=queue)} for rate in (30, 150)}
    assert verdicts[30] == {"api": "down", "api #1": "holds", "api #2": "holds", "store": "down", "store #1": "holds",
                            "store #2": "holds"}
    assert verdicts[150]["api #1"] == "overloaded"
    slow = failure_sweep(made, Workload(90, mix=READ), n=4_000, of="replica")
    assert slow["api #1"].verdict == "slower"
    assert slow["api #1"].availability == 1.0


def test_data_out_of_reach_and_on_its_last_copy():
    made = Architecture("Kept").add(
        Component("main", "wide_column", shards=4, copies=3, stores="post"), Component("hot", "cache", stores="post"),
        Component("files", "blob", stores="photo"), Component("index", "search", stores="post"))
    none = data_at_risk(made)
    assert none.out_of_reach == {"post": 0.0, "photo": 0.0} == none.last_copy
    two = data_at_risk(made, [("main", 0), ("main", 1), ("main", 3)])
    assert two.last_copy == {"post": 0.25, "photo": 0.0}
    three = data_at_risk(made, [("main", 0), ("main", 1), ("main", 2), ("hot", 0)])
    assert three.out_of_reach == {"post": 0.25, "photo": 0.0}
    assert data_at_risk(made, [("files", 0)]).worst_out_of_reach == 1.0
    second = made.add(Component("archive", "sql", stores="post"))
    assert data_at_risk(second, [("main", 0), ("main", 1), ("main", 2)]).last_copy["post"] == 0.25


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_data_at_risk_is_what_counting_every_shard_gives(seed, data):
    made, _ = random_designs.design(seed)
    machines = [(box.name, number) for box in made if box.keeps_shards for number in range(box.replicas)]
    lost = data.draw(st.sets(st.sampled_from(machines))) if machines else set()
    found = data_at_risk(made, lost)
    for entity, share in found.out_of_reach.items():
        keepers = [box for box in made if entity in box.stores and box.durable and box.of.stores]
        expected = 1.0
        for box in keepers:
            dead = sum(not box.of.managed and all((box.name, shard * box.copies + copy) in lost
                                                  for copy in range(box.copies)) for shard in range(box.shards))
            expected *= dead / box.shards
        assert share == pytest.approx(expected, abs=1e-12)
        assert 0 <= found.last_copy[entity] <= 1 - share + 1e-12


# --- what is lost -----------------------------------------------------------------------------------------------------

def test_machines_that_stand_alike_are_tried_once():
    made = shop(replicas=7, zone=("a", "b"))
    found = [each for each in losses(made, "replica") if each.of == ("api",)]
    assert [(each.name, each.alike) for each in found] == [("api #1", 4), ("api #2", 3)]
    sharded = Architecture("S").add(Component("db", "wide_column", shards=3, copies=2, stores="item"))
    assert [(each.name, each.alike) for each in losses(sharded, "replica")] == [("db #1", 3), ("db #2", 3)]
    assert len(losses(sharded, "replica", by_key=True)) == 6


def test_a_hot_shard_is_told_from_the_others():
    made = shop().replace("store", Component("store", "wide_column", shards=4, copies=1, stores="item"))
    found = failure_sweep(made, Workload(500, mix=READ, keys=Keys(1_000, hot=0.7)), of="replica", n=3_000)
    lost = sorted(1 - each.availability for each in found if each.loss.of == ("store",))
    assert len(lost) == 4
    assert lost[-1] > 0.6 > 0.2 > lost[0]


def test_a_machine_in_the_middle_is_the_one_that_is_lost():
    loss = loss_named(shop(replicas=3), "api #2")
    assert loss.machines == (("api", 1),)
    (fault,) = loss.faults(1.0)
    assert (fault.first, fault.replicas) == (1, 1)
    run = simulate(shop(replicas=3), Workload(100, mix=READ), fault, n=900)
    late = run._raw.seen["api"].arrive[0] > 1.1
    assert set(run._raw.seen["api"].lanes[0][late].tolist()) == {0, 2}


def test_pairs_are_lost_together():
    made = shop().replace("store", copies=2, zone=("a", "b"))
    found = failure_sweep(made, Workload(100, mix=READ), of="zone", pairs=[("api #1", "zone b"), "zone a and store"],
                          n=500)
    assert [each.name for each in found] == ["zone a", "zone b", "api #1 and zone b", "zone a and store"]
    assert found["zone a"].verdict == found["zone b"].verdict == "holds"
    assert found["api #1 and zone b"].takes_down == ("open",)
    assert found["zone a and store"].out_of_reach == {"item": 1.0}
    assert found["zone a"].last_copy == {"item": 1.0}


def test_two_arrows_between_the_same_boxes_are_two():
    made = shop().connect("api", "store", "async")
    found = failure_sweep(made, Workload(100, mix=READ), of="connection", n=200)
    assert len(found) == 3
    assert found.single_points("connection") == made.single_points_of_failure(READ, of="connection")


def test_a_loss_can_end_and_be_noticed_late():
    given_ = {"of": "replica", "n": 4_000}
    whole = failure_sweep(shop(), Workload(1_000, mix=READ), **given_)["api #1"]
    late = failure_sweep(shop(), Workload(1_000, mix=READ), detect="1 s", at="1 s", length="2 s", **given_)["api #1"]
    assert whole.availability == 1.0
    assert late.availability == pytest.approx(0.75, abs=0.03)  # half of one second of two
    assert late.verdict == "overloaded"


# --- the prediction ---------------------------------------------------------------------------------------------------

def test_a_prediction_is_compared_by_hits_misses_and_false_alarms():
    found = failure_sweep(shop(), Workload(100, mix=READ), n=500)
    outcome = found.compare(["api", "store", "zone:b"])
    assert (outcome.hits, outcome.misses, outcome.false_alarms) == (("store",), ("zone a",), ("api", "zone b"))
    assert (outcome.precision, outcome.recall, outcome.all_right) == (pytest.approx(1 / 3), 0.5, False)
    assert outcome.sentences[0] == ("store: right. Without it, open cannot be done; 0% of all requests were answered.")
    assert outcome.sentences[2].startswith("api: no single point of failure, as it has 2 machines")
    assert list(outcome.table().outcome) == ["hit", "miss", "false alarm", "false alarm"]
    right = found.compare(["store", "zone a"])
    assert right.all_right
    assert right.precision == right.recall == 1
    assert found.compare([]).recall == 0


def test_connections_count_where_they_are_predicted_or_asked_for():
    found = failure_sweep(shop(), Workload(100, mix=READ), n=200)
    with_one = found.compare(["store", "zone a", "api -> store"])
    assert with_one.hits == ("store", "zone a", "api -> store")
    assert with_one.misses == ("client -> api",)
    assert found.compare(["store", "zone a"], of=["component", "zone"]).all_right


def test_a_sweep_that_left_a_kind_out_says_nothing_of_it():
    found = failure_sweep(shop(), Workload(100, mix=READ), of="connection", n=200)
    with pytest.raises(ReliabilityError, match="lost no component"):
        found.compare(["store"])
    with pytest.raises(ReliabilityError, match="does not count here"):
        found.compare(["store"], of="connection")


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_every_prediction_is_sorted_into_three_heaps(seed, data):
    made, flows = random_designs.design(seed)
    flows = working(made, flows)
    if not flows:
        return
    found = failure_sweep(made, Workload(100, mix=flows), n=20, workers=1)
    names = [box.name for box in made if box.kind != "client"] + [f"zone {zone}" for zone in made.all_zones]
    said = data.draw(st.lists(st.sampled_from(names), unique=True))
    outcome = found.compare(said)
    truth = {f"zone {each.name}" if each.what == "zone" else each.name
             for each in made.single_points_of_failure(flows)}
    assert set(outcome.hits) == truth & set(said)
    assert set(outcome.misses) == truth - set(said)
    assert set(outcome.false_alarms) == set(said) - truth
    assert len(outcome.sentences) == len(outcome.table())


# --- all cores, and a cluster -----------------------------------------------------------------------------------------

def tasks(many: int = 4) -> list[Task]:
    made = shop()
    chosen = [NOTHING, *losses(made)][:many]
    return [Task(made, Workload(500, mix=READ), loss, Client(timeout=1.0, retries=1), None, 800, 1, 0.2, None, 0.0)
            for loss in chosen]


@pytest.mark.parametrize("way", ["threads", "processes"])
def test_threads_and_processes_give_what_one_core_gives(way):
    seen = []
    alone = on_all_cores(measure, tasks(), "one by one")
    found = on_all_cores(measure, tasks(), way, workers=2, progress=lambda done, total: seen.append((done, total)))
    assert repr(found) == repr(alone)
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_compiled_or_not_and_in_threads_or_not_the_sweep_is_the_same():
    pytest.importorskip("numba")
    given_ = {"client": Client(timeout=1.0, retries=1), "n": 2_000}
    plain = failure_sweep(shop(), Workload(500, mix=READ), workers=1, **given_)
    use_compiled(True)
    try:
        fast = failure_sweep(shop(), Workload(500, mix=READ), workers=4, **given_)
    finally:
        use_compiled(None)
    assert repr(fast.to_dict()) == repr(plain.to_dict())


def broken(task):
    raise SimulationError(f"n: {task} is wrong.")


@pytest.mark.parametrize("way", ["threads", "processes", "one by one"])
def test_an_error_of_one_run_is_that_of_the_sweep(way):
    with pytest.raises(SimulationError, match="is wrong"):
        on_all_cores(broken, [1, 2, 3], way, workers=2)


def test_where_no_process_can_be_started_it_runs_here(monkeypatch):
    monkeypatch.setattr("helpers.reliability.many_cores.sys.executable", "/nowhere/python")
    assert len(on_all_cores(measure, tasks(2), "processes", workers=2)) == 2


def test_the_same_sweep_on_a_cluster_gives_the_same(tmp_path):
    pytest.importorskip("distributed")
    given_ = {"client": Client(timeout=1.0, retries=1), "n": 500}
    here = failure_sweep(shop(), Workload(500, mix=READ), **given_)
    seen = []
    with local_cluster(tmp_path) as address:
        there = failure_sweep(shop(), Workload(500, mix=READ), cluster=address,
                              progress=lambda done, total: seen.append(done), **given_)
        from distributed import Client as Dask
        with Dask(address, set_as_default=False) as client:
            by_client = failure_sweep(shop(), Workload(500, mix=READ), cluster=client, **given_)
    assert repr(there.to_dict()) == repr(here.to_dict()) == repr(by_client.to_dict())
    assert seen == list(range(1, len(here) + 1))


def test_a_cluster_that_is_not_there_is_told(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("helpers.reliability.many_cores.CONNECTING", 1)
    with pytest.raises(ReliabilityError, match=r"cluster: no Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        failure_sweep(shop(), Workload(500, mix=READ), n=50, cluster="tcp://127.0.0.1:9")
    with pytest.raises(ReliabilityError, match="neither the address"):
        failure_sweep(shop(), Workload(500, mix=READ), n=50, cluster=5)


# --- what goes in and comes out ---------------------------------------------------------------------------------------

def test_a_design_can_be_given_whole():
    estimate = Estimate("Shop").assume("users", 1_000)
    with pytest.raises(ReliabilityError, match="workload: nothing says how much arrives"):
        failure_sweep(Design("shop", architecture=shop()), n=50)
    with pytest.raises(ReliabilityError, match="has none yet"):
        failure_sweep(Design("shop", estimate=estimate), n=50)
    whole = failure_sweep(Design("shop", architecture=shop()), Workload(100, mix=READ), n=200)
    assert whole.to_dict() == failure_sweep(shop(), Workload(100, mix=READ), n=200).to_dict() or math.isnan(
        whole["store"].p99)


@pytest.mark.parametrize(("given_", "told"), [
    ({"of": "planet"}, "of: 'planet' is not known"), ({"pairs": [("api",)]}, "is not a pair"),
    ({"pairs": [("api", "stor")]}, "nothing called 'stor'.*Did you mean store"),
    ({"pairs": [("api #3", "store")]}, "has 2 machines, #1 to #2"), ({"pairs": [("client", "api")]}, "is a client"),
    ({"pairs": [("api -> nowhere", "api")]}, "no connection"), ({"pairs": [("zone x", "api")]}, "no zone 'x'"),
    ({"at": "1 h"}, "at: .* is after the last arrival"), ({"workers": 0}, "workers"),
    ({"length": 0}, "length"), ({"progress": 5}, "progress: 5 cannot be called"), ({"detect": "soon"}, "detect"),
])
def test_bad_input_is_told(given_, told):
    with pytest.raises(ReliabilityError, match=told):
        failure_sweep(shop(), Workload(100, mix=READ), **{"n": 50, **given_})


@pytest.mark.parametrize(("given_", "told"), [({"n": 0}, "n: 0 requests"), ({"n": True}, "n: True"),
                                              ({"seed": -1}, "seed: -1"), ({"client": 5}, "client: 5")])
def test_what_the_simulator_refuses_is_told_by_it(given_, told):
    with pytest.raises(SimulationError, match=told):
        failure_sweep(shop(), Workload(100, mix=READ), **{"n": 50, **given_})


def test_tables_and_plain_values():
    found = failure_sweep(shop(), Workload(100, mix=READ), n=400)
    table = found.table()
    assert table.index[0] == "nothing"
    assert table.loc["store", "takes down"] == "open"
    assert table.loc["store", "answered"] == "0%"
    assert found.worst(1)[0].availability == 0
    frame = found.to_frame()
    assert list(frame.index) == ["nothing", *(each.name for each in found)]
    assert frame.loc["store", "out_of_reach"] == 1.0
    assert found["zone:a"] is found["zone a"]
    with pytest.raises(ReliabilityError, match="was not lost"):
        found["stor"]
    assert yaml.safe_load(yaml.safe_dump(found.to_dict())) == found.to_dict()


def test_without_a_compiler_the_runs_are_shorter_and_say_so(monkeypatch):
    use_compiled(False)
    try:
        found = failure_sweep(shop(), Workload(100, mix=READ), of="zone")
    finally:
        use_compiled(None)
    assert found.shortened
    assert found.n == 5_000
    assert "shortened: the compiled engine is not there" in repr(found)
    assert "shortened to 5,000 requests" in found._repr_html_()
    assert "shortened" not in repr(dataclasses.replace(found, shortened=False))
