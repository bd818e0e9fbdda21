"""Timeouts and retries between boxes, against closed forms, exact arithmetic, and the same said by a client."""

import math
import random

import numpy as np
import pytest

from helpers.architecture import Architecture, Component
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
    theory,
    use_compiled,
)
from tests.simulation.designs import READ, box, chain, feed_forward, one, web

FIXED = Behaviour("deterministic")


@pytest.fixture(autouse=True)
def plainly():
    use_compiled(False)


def wide(name: str, service_time: float = 0.001) -> Component:
    """A box in which nobody ever waits."""
    return box(name, servers=100_000, service_time=service_time)


def layers(*names: str) -> Architecture:
    return chain(*(wide(name) for name in names), wide("db", 0.010))


def tries(lost: float, many: int) -> float:
    """How many tries are made on average, at most so many, if each is lost with this chance."""
    return sum(lost**k for k in range(many))


# --- amplification ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("boxes", "client", "fold"), [("abc", 0, 27), ("abc", 2, 81), ("ab", 0, 9), ("a", 0, 3),
                                                       ("b", 2, 9)])
def test_three_layers_of_three_tries_are_27_calls(boxes, client, fold):
    policy = Behaviour(calls=CallPolicy(retries=2, backoff=0.001))
    run = simulate(layers("a", "b", "c"), Workload(20), n=50, client=Client(retries=client),
                   behaviours={**dict.fromkeys(boxes, policy), "db": Behaviour(fails=1)})
    assert run.calls("db") == fold * run.n
    assert run.drops("db") == {"failed": fold * run.n}
    assert run.outcomes == {"served": 0, "failed": run.n}
    assert set(run.failures().component) == {"db"}


@pytest.mark.parametrize("lost", [0.1, 0.5, 0.8])
@pytest.mark.parametrize("retries", [1, 3])
def test_tries_multiply_from_layer_to_layer(lost, retries):
    """A layer's call is lost where all tries below are: p, p^m, p^(m^2), ...; tries are a geometric sum."""
    policy = Behaviour(calls=CallPolicy(retries=retries, backoff=0))
    run = simulate(layers("a", "b", "c"), Workload(20), n=3_000,
                   behaviours={**dict.fromkeys("abc", policy), "db": Behaviour(fails=lost)})
    below, calls = lost, [1.0]
    for _ in range(3):
        calls.append(tries(below, retries + 1))
        below **= retries + 1
    assert run.availability == pytest.approx(1 - below, abs=0.03)
    counted = [run.calls(name) / run.n for name in ("a", "b", "c", "db")]
    np.testing.assert_allclose(counted, np.cumprod([1.0, *reversed(calls[1:])]), rtol=0.06)
    assert run.retries("c") == run.calls("db") - run.calls("c")


def test_retries_at_one_layer_alone_do_not_multiply():
    alone = simulate(layers("a", "b", "c"), Workload(20), n=100, behaviours={
        "c": Behaviour(calls=CallPolicy(retries=8, backoff=0)), "db": Behaviour(fails=1)})
    assert alone.calls("db") == 9 * alone.n


@pytest.mark.parametrize("timeout", [0.002, 0.010, 0.030])
@pytest.mark.parametrize("retries", [0, 2])
def test_a_box_gives_up_late_calls_and_tries_again(timeout, retries):
    """With servers for all, a try is late with chance exp(-timeout / service time), and is served all the same."""
    run = simulate(layers("a"), Workload(20), n=4_000,
                   behaviours={"a": Behaviour("deterministic", calls=CallPolicy(timeout, retries, backoff=0))})
    late = math.exp(-timeout / 0.010)
    assert run.availability == pytest.approx(1 - late ** (retries + 1), abs=0.03)
    assert run.calls("db") / run.n == pytest.approx(tries(late, retries + 1), rel=0.04)
    assert run.timeouts("a") / run.calls("db") == pytest.approx(late, abs=0.03)
    assert run.timeouts("a") - run.retries("a") == run.outcomes.get("timed out", 0)
    assert set(run.failures().component) <= {"a"}  # the box that gave up, not the slow one
    assert run.drops("db") == {}


def test_who_was_given_up_goes_on_trying_unless_work_is_cancelled():
    """a waits 10 ms and tries twice; each time b goes on with its three tries of 8 ms at a database that is lost."""
    given = {"architecture": layers("a", "b"), "workload": Workload(1, arrivals="regular"), "n": 20}
    behaviours = {"a": Behaviour("deterministic", calls=CallPolicy(timeout=0.010, retries=1, backoff=0)),
                  "b": Behaviour("deterministic", calls=CallPolicy(timeout=0.008, retries=2, backoff=0)),
                  "db": FIXED}  # takes 10 ms
    stubborn = simulate(**given, behaviours=behaviours)
    assert stubborn.outcomes == {"served": 0, "timed out": 20}
    assert (stubborn.calls("b"), stubborn.calls("db")) == (40, 120)
    told = simulate(**given, behaviours=behaviours, client=Client(cancels=True))
    assert (told.calls("b"), told.calls("db")) == (40, 80)  # the second try of b is sent after 9 ms, the third never


# --- exact arithmetic -------------------------------------------------------------------------------------------------


def asked(at: float, layer: int, way: dict, counts: list) -> tuple[bool, float]:
    """One call sent at a moment to a box of a chain without queues: whether a reply comes back, and when it does."""
    begin = at + way["wire"]
    if layer == len(way["service"]) - 1 and any(crash <= begin < back for crash, back in way["outages"]):
        counts[layer] += 1
        return False, begin + way["wire"]
    counts[layer] += 1
    done = begin + way["service"][layer]
    if layer == len(way["service"]) - 1:
        hit = [crash for crash, _ in way["outages"] if begin < crash < done]
        return (False, hit[0] + way["wire"]) if hit else (True, done + way["wire"])
    policy, now = way["policies"][layer], done
    for number in range(policy.retries + 1):
        good, back = asked(now, layer + 1, way, counts)
        if policy.timeout is not None and back >= now + policy.timeout:
            good, back = False, now + policy.timeout
        if good or number == policy.retries:
            return good, back + way["wire"]
        pause = policy.backoff * policy.backoff_factor**number
        now = back + (pause if policy.backoff_cap is None else min(pause, policy.backoff_cap))
    raise AssertionError


@pytest.mark.parametrize("seed", range(25))
def test_each_reply_comes_when_arithmetic_says(seed):
    draw = random.Random(seed)
    depth = draw.randint(2, 4)
    names = [f"box{at}" for at in range(depth)]
    way = {"wire": draw.choice([0.0, 0.0007]), "service": [draw.uniform(0.001, 0.02) for _ in names],
           "outages": [(at + draw.uniform(0, 0.5), at + draw.uniform(0.6, 2.4)) for at in range(0, 30, 3)],
           "policies": [CallPolicy(draw.choice([None, draw.uniform(0.005, 0.4)]), draw.randint(0, 3),
                                   draw.uniform(0, 0.3), 0.0, draw.choice([1.0, 2.0, 3.3]),
                                   draw.choice([None, 0.35])) for _ in names[1:]]}
    design = chain(*(wide(name, took) for name, took in zip(names, way["service"], strict=True)),
                   latency=2 * way["wire"])
    calls = dict(zip(names, way["policies"], strict=False))
    run = simulate(design, Workload(17, arrivals="regular"), n=500,
                   faults=[Fault("crash", names[-1], at=at, length=back - at) for at, back in way["outages"]],
                   behaviours={name: Behaviour("deterministic", calls=calls.get(name)) for name in names})
    counts = [0] * depth
    wanted = [asked(at, 0, way, counts) for at in run.arrival_times]
    assert list(run.served) == [good for good, _ in wanted]
    assert run.served.sum() > 0
    np.testing.assert_allclose(run.latencies[run.served],
                               [back - at for at, (good, back) in zip(run.arrival_times, wanted, strict=True) if good])
    np.testing.assert_allclose(run.failures().failed_seconds, [back for good, back in wanted if not good])
    assert [run.calls(name) for name in names] == counts


def test_a_gate_that_tries_again_is_as_a_client_that_does():
    """A box without work before a queue that fills up, seen from outside: one policy, said of box or client."""
    given = {"workload": Workload(85), "n": 4_000, "faults": Fault("crash", "box", at=9, length=3)}
    plan = {"timeout": 0.2, "retries": 3, "backoff": 0.05, "jitter": 0.0}
    outside = simulate(one(), **given, client=Client(**plan), behaviours={"box": FIXED})
    inside = simulate(chain(box("gate", servers=None, service_time=0.0), box()), **given,
                      behaviours={"gate": Behaviour(calls=CallPolicy(**plan)), "box": FIXED})
    assert outside.outcomes["timed out"] > 100
    assert outside.served.sum() > 500
    assert inside.outcomes == outside.outcomes
    np.testing.assert_allclose(inside.latencies, outside.latencies)
    assert inside.calls("box") == outside.calls("box")


@pytest.mark.parametrize("seed", range(12))
def test_a_policy_that_changes_nothing_changes_nothing(seed):
    design, flows = feed_forward(seed)
    load = Workload(60, mix=flows)
    behaviours = {each.name: Behaviour(calls=CallPolicy(timeout=1e6, retries=seed % 2)) for each in design
                  if each.kind in ("service", "gateway", "load_balancer", "worker", "cache", "cdn")}
    with_it, without = (simulate(design, load, n=400, behaviours=given, engine="event") for given in (behaviours, None))
    np.testing.assert_array_equal(with_it.latencies, without.latencies)
    assert [with_it.calls(each.name) for each in design] == [without.calls(each.name) for each in design]


# --- caches, and work that nobody waits for ---------------------------------------------------------------------------


@pytest.mark.parametrize("retries", [0, 2])
def test_the_fetch_after_a_miss_is_tried_again_and_not_the_cache(retries):
    run = simulate(web(query=0.001), Workload(50, mix=READ), n=5_000, behaviours={
        "app": Behaviour(calls=CallPolicy(retries=retries, backoff=0)), "db": Behaviour(fails=0.4)})
    assert run.availability == pytest.approx(0.8 + 0.2 * (1 - 0.4 ** (retries + 1)), abs=0.02)
    assert run.calls("cache") == run.n
    assert run.calls("db") / run.n == pytest.approx(0.2 * tries(0.4, retries + 1), rel=0.1)


def test_a_timeout_begins_anew_for_the_fetch():
    """The cache takes 6 ms and the database 6 ms: each is in time for 8 ms, although both together are not."""
    design = chain(wide("app"))
    design = design.add(Component("cache", "cache", servers=99, service_time=0.006, hit_rate=0.5),
                        Component("db", "sql", servers=99, service_time=0.006, stores="item"))
    design = design.connect("app", "cache", latency=0).connect("app", "db", latency=0)
    fixed = {"app": Behaviour("deterministic", calls=CallPolicy(timeout=0.008)), "cache": FIXED, "db": FIXED}
    assert simulate(design, Workload(5, mix=READ), n=300, behaviours=fixed).availability == 1.0
    short = {**fixed, "app": Behaviour("deterministic", calls=CallPolicy(timeout=0.005))}
    late = simulate(design, Workload(5, mix=READ), n=300, behaviours=short)
    assert late.availability == 0.0
    assert late.calls("db") == 0  # whoever gave up the cache does not fetch


def test_who_waits_for_anothers_fetch_is_not_left_behind():
    how = {"app": Behaviour(calls=CallPolicy(timeout=0.05, retries=1, backoff=0.001)),
           "cache": Behaviour(caching=Caching(10, ttl=0.2), coalesce=True), "db": Behaviour(fails=0.5)}
    run = simulate(web(), Workload(400, mix=READ, keys=Keys(3)), n=4_000, behaviours=how)
    assert "in flight" not in run.outcomes
    assert 0.5 < run.availability < 1.0


def test_a_worker_tries_again_and_its_sender_does_not_wait():
    design = Architecture("Later").add(Component("client", "client"), box("api", service_time=0.001), box("q", "queue"),
                                       box("w", "worker"), box("db", "sql", stores="item", service_time=0.001))
    for source, target, style in (("client", "api", "sync"), ("api", "q", "async"), ("q", "w", "async"),
                                  ("w", "db", "sync")):
        design = design.connect(source, target, style, latency=0, for_endpoints=["send"])
    run = simulate(design, Workload(20, mix=[{"name": "send", "share": 1, "writes": ["item"]}]), n=2_000,
                   behaviours={"w": Behaviour(calls=CallPolicy(retries=3, backoff=0.001)), "db": Behaviour(fails=0.5)})
    assert run.availability == 1.0
    assert run.calls("w") == run.n
    assert run.calls("db") / run.n == pytest.approx(tries(0.5, 4), rel=0.05)


# --- what cannot be said ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wrong", "named"), [({"timeout": 0}, "calls.timeout"), ({"retries": 11}, "calls.retries"),
                                              ({"retries": -1}, "calls.retries"), ({"backoff": -1}, "calls.backoff"),
                                              ({"jitter": 2}, "calls.jitter"), ({"backoff_factor": 0.5}, "backoff_f"),
                                              ({"backoff_cap": -1}, "calls.backoff_cap")])
def test_a_policy_that_cannot_be_read_is_an_error(wrong, named):
    with pytest.raises(SimulationError, match=named):
        CallPolicy(**wrong)


def test_a_policy_stands_at_a_box_that_waits():
    assert CallPolicy().replace(timeout="2 s").timeout == 2.0
    with pytest.raises(SimulationError, match="calls"):
        Behaviour(calls=3)
    with pytest.raises(SimulationError, match="client=Client"):
        simulate(one(), Workload(1), n=10, behaviours={"client": Behaviour(calls=CallPolicy())})
    with pytest.raises(SimulationError, match="waits for nobody"):
        simulate(chain(box("q", "queue"), box()), Workload(1), n=10, behaviours={"q": Behaviour(calls=CallPolicy())})


def test_too_many_retries_in_one_another_are_an_error():
    names = list("abcdefgh")
    with pytest.raises(SimulationError, match=r"calls.*up to \d+ requests"):
        simulate(layers(*names), Workload(1), n=1_000, behaviours={
            each: Behaviour(calls=CallPolicy(retries=10)) for each in names})


def test_theory_does_not_claim_to_know_boxes_that_try_again():
    told = theory(chain(box("a"), box("b")), Workload(10), behaviours={"a": Behaviour(calls=CallPolicy(retries=1))})
    assert "again" in told["b"].fails
    assert math.isnan(told.mean_latency)


@pytest.mark.parametrize("seed", range(3))
def test_compiled_and_interpreted_boxes_try_alike(seed):
    design, flows = feed_forward(seed + 40)
    draw = random.Random(seed)
    behaviours = {each.name: Behaviour(fails=draw.choice([0, 0.1]), calls=CallPolicy(
        draw.choice([None, 0.02, 0.2]), draw.randint(0, 2), draw.uniform(0, 0.1), backoff_factor=1.7))
        for each in design if each.kind not in ("client", "queue", "stream")}
    given = {"workload": Workload(70, mix=flows), "n": 800, "behaviours": behaviours,
             "client": Client(timeout=0.5, retries=1, cancels=seed == 2)}
    slow = simulate(design, **given)
    use_compiled(True)
    fast = simulate(design, **given)
    assert fast.outcomes == slow.outcomes
    np.testing.assert_array_equal(fast.latencies, slow.latencies)
    assert fast.failures().equals(slow.failures())
    assert [(fast.retries(each.name), fast.timeouts(each.name), fast.calls(each.name)) for each in design] \
        == [(slow.retries(each.name), slow.timeouts(each.name), slow.calls(each.name)) for each in design]
    assert sum(slow.retries(each.name) for each in design) > 0
