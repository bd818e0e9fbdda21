"""Two engines, compiled or not: one result. And the plan that both run is the load of step 5."""

import random
from pathlib import Path

import numpy as np
import pytest
import yaml

from helpers.architecture import Architecture, Component, endpoints
from helpers.cases import list_cases
from helpers.simulation import (
    Autoscale,
    Behaviour,
    Breaker,
    Caching,
    Client,
    Empirical,
    Fault,
    Keys,
    Lognormal,
    SimulationError,
    Workload,
    make_plan,
    simulate,
    theory,
)
from helpers.simulation.loop.codes import BLOCK
from tests.architecture.published import PUBLISHED
from tests.simulation.designs import READ, any_design, box, chain, feed_forward, interpreted, one, web

REFERENCE = Path(__file__).parent.parent / "reference_designs"


def behaviours_for(made: Architecture, seed: int) -> dict:
    """Service times of few values only where each call comes at its own instant.

    Further in, calls of one request would come to a box at the very same instant, and who is first is not defined.
    """
    draw = random.Random(seed)
    sample = Empirical([draw.expovariate(1) for _ in range(20_000)])
    balancing = [None, "round-robin", "random", "by-key", "by-index"]

    def service(name: str):
        return draw.choice(["exponential", Lognormal(3), sample, *["deterministic"] * name.startswith("front")])

    return {each.name: Behaviour(service(each.name), draw.choice(balancing)) for each in made
            if each.kind != "client" and draw.random() < 0.7}


def same(one_run, other) -> None:
    assert one_run.outcomes == other.outcomes
    np.testing.assert_allclose(one_run.latencies, other.latencies, rtol=0, atol=1e-9)
    for name in one_run.architecture.names:
        assert one_run.calls(name) == other.calls(name)
        assert one_run.utilisation(name) == pytest.approx(other.utilisation(name), abs=1e-9)
        np.testing.assert_allclose(np.sort(one_run.waits(name)), np.sort(other.waits(name)), rtol=0, atol=1e-6)
        one_call = 1.01 / max(1, one_run.calls(name))  # taking turns is reported as equal shares by one of them
        np.testing.assert_allclose(one_run.shard_shares(name), other.shard_shares(name), rtol=0, atol=one_call)


@pytest.mark.parametrize("seed", range(50))
def test_both_engines_agree_on_every_request(seed):
    made, flows = feed_forward(seed)
    busiest = made.load(flows, 1).busiest.utilisation
    arrivals = ("poisson", "bursty", "poisson", "regular")[seed % 4]
    workload = Workload((0.5, 0.8, 1.1)[seed % 3] / busiest, mix=flows, keys=Keys(500, skew=0.9), arrivals=arrivals)
    behaviours = behaviours_for(made, seed)
    runs = [simulate(made, workload, n=1_500, seed=seed, behaviours=behaviours, engine=engine)
            for engine in ("scan", "event")]
    same(*runs)
    assert [list(run.trace(which).itertuples(index=False)) for run in runs[:1] for which in ("median", "slowest")]
    first, second = (run.trace(run.traced[7]) for run in runs)
    assert sorted(first.component) == sorted(second.component)
    np.testing.assert_allclose(np.sort(first.leaves_seconds), np.sort(second.leaves_seconds), atol=1e-9)


def reference(name: str) -> Architecture:
    return Architecture.from_dict(yaml.safe_load((REFERENCE / f"{name}.yaml").read_text())["architecture"])


@pytest.mark.parametrize("name", list_cases())
def test_both_engines_agree_on_the_reference_designs(name):
    made = reference(name)
    workload = Workload(0.7 / made.load(name, 1).busiest.utilisation, mix=name, keys=Keys(10_000))
    same(*(simulate(made, workload, n=3_000, engine=engine) for engine in ("scan", "event")))


@pytest.mark.parametrize("name", PUBLISHED)
def test_both_engines_agree_on_published_designs(name):
    made, flows = PUBLISHED[name]
    workload = Workload(0.7 / made.load(flows, 1).busiest.utilisation, mix=flows)
    same(*(simulate(made, workload, n=2_000, engine=engine) for engine in ("scan", "event")))


def identical(one_run, other) -> None:
    assert one_run.outcomes == other.outcomes
    assert one_run.attempts == other.attempts
    np.testing.assert_array_equal(one_run.latencies, other.latencies)
    for name in one_run.architecture.names:
        assert one_run.utilisation(name) == other.utilisation(name)
        np.testing.assert_array_equal(one_run.waits(name), other.waits(name))
        assert one_run.drops(name) == other.drops(name)
    for which in one_run.traced[::20]:
        assert one_run.trace(which).equals(other.trace(which))


def everything(seed: int) -> dict:
    """A run of the event engine with whatever it has, as arguments of `simulate`."""
    draw = random.Random(seed)
    made, flows = feed_forward(1_000 + seed)
    behaviours = {}
    for each in made:
        if each.kind == "client":
            continue
        more = {"queue_limit": draw.choice([None, 0, 5, 50]), "shed_above": draw.choice([None, None, 0.05]),
                "balancing": draw.choice([None, "random", "by-key", "by-index", "two-choices", "shortest-queue"]),
                "service": draw.choice(["exponential", "deterministic", Lognormal(4), Empirical([1, 5])])}
        if each.of.caches:
            more["caching"] = Caching(draw.choice([5, 50]), draw.choice(["lru", "fifo"]),
                                      draw.choice([None, 0.5]), draw.random() < 0.5)
            more["coalesce"] = draw.random() < 0.5
        if each.kind in ("service", "worker") and draw.random() < 0.5:
            more["autoscale"] = Autoscale(0.5, most=6, interval=1, delay=draw.choice([0, 2]))
        behaviours[each.name] = Behaviour(**more)
    inner = [each for each in made if each.kind != "client"]
    span = draw.uniform(5, 20)
    faults = [Fault(draw.choice(["crash", "slow"]), target.name, at=draw.uniform(0, span),
                    length=draw.choice([None, span / 4]), replicas=draw.randint(1, target.replicas), factor=5,
                    detect=draw.choice([0, 0.5]))
              for target in draw.sample(inner, 2)]
    link = draw.choice(made.connections)
    faults.append(Fault("link", f"{link.source} -> {link.target}", at=span / 2, length=span / 20))
    client = Client(timeout=draw.choice([None, 0.1]), retries=draw.choice([0, 1, 3]), backoff=draw.choice([0, 0.02]),
                    budget=draw.choice([None, 0.1]), hedge_after=draw.choice([None, 0.05]),
                    breaker=draw.choice([None, Breaker(window=0.5, open_for=0.5)]), cancels=draw.random() < 0.5)
    rate = draw.choice([0.5, 0.9, 1.4]) / made.load(flows, 1).busiest.utilisation
    n = max(50, min(1_500, int(rate * span)))
    return {"architecture": made, "faults": faults, "client": client, "behaviours": behaviours, "engine": "event",
            "n": n, "workload": Workload(n / span, mix=flows, keys=Keys(200, skew=1))}


@pytest.mark.parametrize("seed", range(25))
def test_compiled_or_not_is_the_same_to_the_last_bit_with_everything_on(seed):
    given = everything(seed)
    run = simulate(**given)
    with interpreted():
        identical(run, simulate(**given))


@pytest.mark.parametrize("seed", range(12))
def test_compiled_or_not_is_the_same_to_the_last_bit_without_feedback(seed):
    made, flows = feed_forward(seed)
    workload = Workload(0.9 / made.load(flows, 1).busiest.utilisation, mix=flows, keys=Keys(100))
    given = {"n": 1_000, "behaviours": behaviours_for(made, seed), "engine": "scan"}
    run = simulate(made, workload, **given)
    with interpreted():
        identical(run, simulate(made, workload, **given))


@pytest.mark.parametrize("seed", range(100, 150))
def test_no_request_is_lost_or_made(seed):
    run = simulate(**everything(seed))
    assert sum(run.outcomes.values()) == run.n == len(run.latencies) == len(run.arrival_times)
    assert run.outcomes["served"] == int(run.served.sum()) == int(np.isfinite(run.latencies).sum())
    assert run.attempts >= run.outcomes["served"]
    if run.client.breaker is None:  # an open one sends nothing
        assert run.attempts >= run.n
    assert (run.latencies[run.served] >= 0).all()
    for name in run.architecture.names:
        assert -1e-9 <= run.utilisation(name) <= 1 + 1e-9
        assert (run.waits(name) >= 0).all()
        assert len(run.waits(name)) + sum(run.drops(name).values()) <= 2 * run.calls(name)
    same_again = simulate(**everything(seed))
    np.testing.assert_array_equal(run.latencies, same_again.latencies)


def test_a_seed_repeats_a_run_and_another_changes_it():
    runs = [simulate(web(), Workload(1000, mix=READ), n=5_000, seed=seed, engine=engine)
            for seed in (7, 7, 8) for engine in ("scan", "event")]
    np.testing.assert_array_equal(runs[0].latencies, runs[2].latencies)
    np.testing.assert_array_equal(runs[1].latencies, runs[3].latencies)
    assert not np.isclose(runs[0].latencies, runs[4].latencies).any()


def check_visits(made: Architecture, flows) -> None:
    """The plan visits each box as often as the load says, whatever the number of needs."""
    plan, loads = make_plan(made, flows), made.load(flows, 1)
    total = sum(each.share for each in endpoints(made, flows))
    for name, load in loads.items():
        wanted = load.arrivals / total
        assert plan.visits(name) == pytest.approx(wanted, abs=1e-9), name


@pytest.mark.parametrize("name", list_cases())
def test_the_plan_is_the_load_of_step_5_on_reference_designs(name):
    made = reference(name)
    check_visits(made, name)
    run = simulate(made, Workload(1000, mix=name), n=20_000)
    for each, load in made.load(name, 1).items():
        if not (load.component.write_copies > 1 and load.writes):  # there each copy of a write is a call
            assert run.calls(each) / run.n == pytest.approx(load.arrivals, rel=0.1, abs=0.005)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_plan_is_the_load_of_step_5_on_published_designs(name):
    check_visits(*PUBLISHED[name])


@pytest.mark.parametrize("seed", range(120))
def test_the_plan_is_the_load_of_step_5_on_random_designs(seed):
    made, flows = any_design(seed)
    if made.survives(flows) == {each.name for each in endpoints(made, flows)}:
        check_visits(made, flows)
    else:
        with pytest.raises(SimulationError, match=r"no way leads|no component takes"):
            make_plan(made, flows)
    for flow in feed_forward(seed)[1]:
        for access in ("reads", "writes"):
            for entity in flow[access]:
                check_visits(feed_forward(seed)[0], [{"name": flow["name"], "share": 1, access: [entity]}])


def test_calls_are_counted_as_the_plan_expects_them():
    made = chain(box("api", servers=100, service_time=0), box("leaf", servers=1000, service_time=0.001))
    for calls in (0.25, 1.5, 3):
        wide = made.disconnect("api", "leaf").connect("api", "leaf", calls=calls, latency=0)
        run = simulate(wide, Workload(100), n=50_000)
        assert run.calls("leaf") / run.n == pytest.approx(calls, rel=0.02)


def test_a_design_that_calls_back_is_run_by_the_event_engine():
    made = chain(box("a", servers=8), box("b", servers=8)).connect("b", "a", for_endpoints=["go"], latency=0)
    made = made.replace("b", kind="wide_column", stores="x")
    run = simulate(made, Workload(100, mix=[{"name": "go", "share": 1, "reads": ["x"]}]), n=2_000)
    assert run.calls("a") >= run.n
    assert run.outcomes == {"served": 2_000}
    assert simulate(one(), Workload(10), n=100, engine="auto").engine == "scan"


def test_where_clients_reach_unlike_needs_all_three_count_alike():
    made, flows = any_design(1314)
    assert not made["n0"].of.stores
    assert made.load(flows, 10)["n0"].arrivals == pytest.approx(5)  # half of the requests start at the other client
    assert make_plan(made, flows).visits("n0") == pytest.approx(0.5)
    run = simulate(made, Workload(10, mix=flows), n=4_000)
    assert run.calls("n0") / run.n == pytest.approx(0.5, rel=0.05)


def test_what_stands_behind_a_cache_is_asked_for_each_entity_that_was_missed():
    made = chain(box("cdn", "cdn", servers=999, hit_rate=0.9), box("api", service_time=0.004),
                 box("db", "sql", stores=("user", "post"), servers=50))
    flows = [{"name": "feed", "share": 1, "reads": ["user", "post"]}]
    assert made.load(flows, 1000)["api"].arrivals == pytest.approx(200)
    assert theory(made, Workload(1000, mix=flows))["api"].utilisation == pytest.approx(0.8)
    assert simulate(made, Workload(1000, mix=flows), n=50_000).utilisation("api") == pytest.approx(0.8, rel=0.03)


def test_a_request_starts_at_one_client():
    """The app reaches both stores, the partner one of them: a request that needs both is the app's."""
    made = Architecture("Two clients").add(Component("app", "client"), Component("partner", "client"),
                                           box("one", "sql", stores="a"), box("two", "sql", stores="b"))
    for source, target in (("app", "one"), ("app", "two"), ("partner", "one")):
        made = made.connect(source, target)
    both = [{"name": "both", "share": 1, "reads": ["a", "b"]}]
    for name, visits in {"app": 1, "partner": 0, "one": 1, "two": 1}.items():
        assert make_plan(made, both).visits(name) == visits
        assert made.load(both, 1)[name].arrivals == visits


@pytest.mark.parametrize("seed", range(80))
def test_load_theory_and_simulation_visit_a_box_equally_often(seed):
    made, flows = feed_forward(5_000 + seed)
    check_visits(made, flows)
    rate = 0.5 / made.load(flows, 1).busiest.utilisation
    loads, laws = made.load(flows, rate), theory(made, Workload(rate, mix=flows))
    for name in laws:
        if laws[name].utilisation:
            assert laws[name].utilisation == pytest.approx(loads[name].utilisation, rel=1e-9)
    assert sum(loads[each.name].arrivals for each in made if each.kind == "client") == pytest.approx(rate)
    run = simulate(made, Workload(rate, mix=flows), n=4_000, seed=seed)
    for name, load in loads.items():
        if not (load.component.write_copies > 1 and load.writes):
            assert run.calls(name) / run.n == pytest.approx(load.arrivals / rate, rel=0.12, abs=0.03), name


@pytest.mark.parametrize("n", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_a_log_that_ends_with_a_block_or_beside_it(n):
    """What the event engine notes of calls stands in blocks of one box each; no row is lost and none is made up."""
    runs = [simulate(web(), Workload(1_000, mix=READ), n=n, engine=engine) for engine in ("event", "scan")]
    for name in ("app", "cache", "db"):
        logs = [[np.concatenate([np.empty(0, np.float32), *getattr(run._raw.seen[name], kind)])
                 for kind in ("arrive", "wait", "hold")] for run in runs]
        for event, scan in zip(*logs, strict=True):
            np.testing.assert_allclose(np.sort(event), np.sort(scan), rtol=1e-6, atol=1e-9)
        assert runs[0]._raw.seen[name].until == pytest.approx(runs[1]._raw.seen[name].until, rel=1e-12)
