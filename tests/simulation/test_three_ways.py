"""Napkin, theory and simulation side by side: what stands in each column, and the floor below which no mean lies."""

import dataclasses
import math

import pytest

from helpers.architecture import Architecture, Component
from helpers.simulation import Behaviour, Caching, Client, Fault, Keys, Workload, simulate, three_ways
from helpers.simulation.three_ways import least_latency
from tests.simulation.designs import READ, box, chain, feed_forward, one, web
from tests.simulation.test_engines_agree import everything

FIXED = Behaviour("deterministic")


def wide(name: str, seconds: float, **details) -> Component:
    return box(name, servers=10_000, service_time=seconds, **details)


def two_at_once() -> tuple[Architecture, list[dict]]:
    """A request reads two stores at once; the second stands behind either of two services."""
    made = Architecture("Two at once").add(
        Component("client", "client"), wide("api", 0.010), wide("left", 0.010), wide("right", 0.010),
        wide("first", 0.040, kind="document_store", stores="a"),
        wide("second", 0.002, kind="document_store", stores="b"))
    for source, target in (("client", "api"), ("api", "first"), ("api", "left"), ("api", "right"), ("left", "second"),
                           ("right", "second")):
        made = made.connect(source, target, latency=0)
    return made, [{"name": "both", "share": 1, "reads": ["a", "b"]}]


def fixed(made: Architecture) -> dict:
    return {each.name: FIXED for each in made if each.kind != "client"}


def test_what_is_called_at_once_does_not_add_up():
    """10 ms at the api, then 40 ms at the first store, while the second takes 12 ms: 50 ms, not 62 or 52."""
    made, flows = two_at_once()
    run = simulate(made, Workload(10, mix=flows), n=2_000, behaviours=fixed(made))
    assert run.mean_latency == pytest.approx(0.050)
    assert least_latency(run) == pytest.approx(0.050)
    assert "without waits 50 ms" in three_ways(made, Workload(10, mix=flows), n=500).to_string()


def test_misses_count_as_often_as_they_happen():
    run = simulate(web(), Workload(1, mix=READ), n=20_000, behaviours=fixed(web()))
    misses = run.calls("db") / run.n
    assert misses == pytest.approx(0.2, abs=0.01)
    assert least_latency(run) == pytest.approx(0.003 + 0.001 + misses * 0.060, rel=1e-6)


def test_calls_that_are_made_by_chance_count_as_often_as_they_are_made():
    made = chain(wide("api", 0.010), wide("leaf", 0.030)).disconnect("api", "leaf")
    made = made.connect("api", "leaf", calls=0.25, latency="4 ms")
    run = simulate(made, Workload(10), n=20_000, behaviours=fixed(made))
    assert least_latency(run) == pytest.approx(0.010 + run.calls("leaf") / run.n * 0.034, rel=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_with_fixed_services_nothing_is_below_the_floor_and_without_waits_all_is_on_it(seed):
    made, flows = feed_forward(seed)
    busy, calm = (simulate(made, Workload(part / made.load(flows, 1).busiest.utilisation, mix=flows), n=300, seed=seed,
                           behaviours=fixed(made)) for part in (0.9, 1e-9))
    assert least_latency(busy) <= busy.mean_latency + 1e-12
    still = {each.name: dataclasses.replace(each, servers=10_000, capacity=None) for each in made
             if each.kind != "client" and each.servers}
    quick = Architecture("Wide", [still.get(each.name, each) for each in made], made.connections)
    alone = simulate(quick, Workload(1e-6, mix=flows), n=300, seed=seed, behaviours=fixed(made))
    assert least_latency(alone) == pytest.approx(alone.mean_latency, rel=1e-9)
    assert least_latency(calm) <= calm.mean_latency * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(200, 230))
def test_no_retry_fault_or_cache_falls_below_the_floor(seed):
    given = everything(seed)
    given["behaviours"] = {name: each.replace(service="deterministic") for name, each in given["behaviours"].items()}
    given["behaviours"] = {**fixed(given["architecture"]), **given["behaviours"]}
    run = simulate(**given)
    if run.served.any():
        assert least_latency(run) <= run.mean_latency + 1e-9


def test_a_cache_with_real_entries_may_hit_more_than_is_drawn():
    run = simulate(web(hit_rate=0.1), Workload(100, mix=READ, keys=Keys(5)), n=5_000,
                   behaviours={**fixed(web()), "cache": FIXED.replace(caching=Caching(100, warm=True))})
    assert run.mean_latency == pytest.approx(0.004, rel=0.05)
    assert least_latency(run) == pytest.approx(0.004)


def test_only_requests_that_are_served_count():
    made = web()
    run = simulate(made, Workload(10, mix=READ), Fault("link", "app -> db"), n=2_000, behaviours=fixed(made))
    assert 0 < run.availability < 1
    assert least_latency(run) == pytest.approx(0.004)  # those that miss are lost
    dead = simulate(one(), Workload(10), Fault("crash", "box"), n=50)
    assert math.isnan(least_latency(dead))
    assert "nothing was served" in three_ways(one(), Workload(10), Fault("crash", "box"), n=50).to_string()


def test_a_retry_may_go_a_shorter_way():
    made = web()
    run = simulate(made, Workload(10, mix=READ), Fault("link", "app -> db"), Client(retries=3, backoff=0), n=2_000,
                   behaviours=fixed(made))
    assert run.attempts > run.n
    assert least_latency(run) == pytest.approx(0.004)
    assert 0.004 < run.mean_latency < 0.006


def test_too_few_requests_for_an_interval_are_told_and_not_an_error():
    frame = three_ways(one(), Workload(10), n=100)
    assert "of too few requests to say how sure" in frame.loc["mean latency", "simulation: mean wait"]
