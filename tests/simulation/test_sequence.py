"""Calls one after another: their times add up, where at once the slowest decides."""

import math

import numpy as np
import pytest

from helpers.architecture import Architecture, Component
from helpers.simulation import (
    Behaviour,
    CallPolicy,
    Client,
    SimulationError,
    Workload,
    simulate,
    theory,
    use_compiled,
)
from tests.simulation.designs import box, chain, feed_forward

FIXED = Behaviour("deterministic")
IN_SEQUENCE = Behaviour("deterministic", calls=CallPolicy(in_sequence=True))
TOOK = {"user": 0.010, "post": 0.020, "like": 0.005}
FLOW = [{"name": "page", "share": 1, "reads": list(TOOK)}]


@pytest.fixture(autouse=True)
def plainly():
    use_compiled(False)


def fan(calls: float = 1, latency: float = 0.0, **details) -> Architecture:
    """An app that reads from three stores."""
    made = Architecture("Fan").add(Component("client", "client"), box("app", servers=9_999, service_time=0.001))
    made = made.connect("client", "app", latency=0)
    for name, took in TOOK.items():
        made = made.add(box(name, "key_value", stores=name, servers=9_999, service_time=took, **details))
        made = made.connect("app", name, latency=latency, calls=calls)
    return made


def run_of(design: Architecture, app: Behaviour = IN_SEQUENCE, n: int = 50, flow=None, **more):
    behaviours = {**dict.fromkeys(TOOK, FIXED), "app": app, **more.pop("behaviours", {})}
    return simulate(design, Workload(20, mix=flow or FLOW), n=n, behaviours=behaviours, **more)


@pytest.mark.parametrize("latency", [0.0, 0.004])
@pytest.mark.parametrize("calls", [1, 3])
def test_times_add_up(latency, calls):
    design = fan(calls, latency)
    np.testing.assert_allclose(run_of(design).latencies, 0.001 + calls * (0.035 + 3 * latency))
    np.testing.assert_allclose(run_of(design, FIXED).latencies, 0.001 + 0.020 + latency)
    assert [run_of(design).calls(name) for name in TOOK] == [50 * calls] * 3


@pytest.mark.parametrize("calls", [2, 5])
def test_means_are_a_sum_and_a_harmonic_sum(calls):
    """k exponential times after each other take k means; the longest of k takes 1 + 1/2 + ... + 1/k means."""
    design = chain(box("app", servers=9_999, service_time=0.0), box("db", servers=9_999, service_time=0.010))
    design = design.disconnect("app", "db").connect("app", "db", latency=0, calls=calls)
    rows = {}
    for name, policy in (("at once", CallPolicy()), ("in sequence", CallPolicy(in_sequence=True))):
        rows[name] = simulate(design, Workload(20), n=5_000, behaviours={"app": Behaviour(calls=policy)})
    harmonic = math.fsum(1 / k for k in range(1, calls + 1))
    assert rows["at once"].mean_latency == pytest.approx(0.010 * harmonic, rel=0.03)
    assert rows["in sequence"].mean_latency == pytest.approx(0.010 * calls, rel=0.03)
    assert rows["in sequence"].calls("db") == rows["at once"].calls("db") == 5_000 * calls


def test_the_order_is_that_of_the_flow():
    trace = run_of(fan()).trace()
    assert list(trace.component) == ["app", "user", "post", "like"]
    turned = run_of(fan(), flow=[{"name": "page", "share": 1, "reads": ["like", "user", "post"]}]).trace()
    assert list(turned.component) == ["app", "like", "user", "post"]


def test_what_comes_after_a_failure_is_not_called():
    """The second of three fails with chance 0.4: the third is called for the others only. At once all are called."""
    lossy = {"post": Behaviour("deterministic", fails=0.4)}
    run = run_of(fan(), n=3_000, behaviours=lossy)
    assert run.calls("user") == run.calls("post") == 3_000
    assert run.calls("like") == run.served.sum() == pytest.approx(0.6 * 3_000, rel=0.05)
    assert run_of(fan(), FIXED, n=3_000, behaviours=lossy).calls("like") == 3_000
    tries = Behaviour("deterministic", calls=CallPolicy(retries=1, backoff=0.1, jitter=0, in_sequence=True))
    again = run_of(fan(), tries, n=3_000, behaviours=lossy)
    assert again.availability == pytest.approx(1 - 0.4**2, abs=0.02)
    np.testing.assert_allclose(np.unique(np.round(again.latencies[again.served], 9)), [0.036, 0.036 + 0.020 + 0.1])


def test_each_call_in_a_sequence_has_its_own_timeout():
    for timeout, good in ((0.0199, 0.0), (0.0201, 1.0)):  # the slowest alone takes 20 ms; all take 35
        policy = CallPolicy(timeout=timeout, in_sequence=True)
        assert run_of(fan(), Behaviour("deterministic", calls=policy)).availability == good


def test_a_fetch_belongs_to_the_call_of_its_cache():
    design = fan().add(box("hot", "cache", servers=9_999, service_time=0.002, hit_rate=0.5, stores="user"))
    design = design.connect("app", "hot", latency=0)
    run = run_of(design, n=400, behaviours={"hot": FIXED})
    np.testing.assert_allclose(np.unique(np.round(run.latencies, 9)), [0.028, 0.038])
    assert run.calls("user") == (run.latencies > 0.030).sum()
    aged = run_of(design, FIXED, n=400, behaviours={"hot": FIXED})
    np.testing.assert_allclose(np.unique(np.round(aged.latencies, 9)), [0.021])  # 20 ms, longer than 2 + 10


def test_a_sequence_waits_only_for_what_its_box_waits_for():
    design = fan().add(box("q", "queue", servers=9_999, service_time=0.003), box("w", "worker", service_time=1.0))
    design = design.connect("app", "q", "async", latency=0, for_endpoints=["page"])
    design = design.connect("q", "w", "async", latency=0, for_endpoints=["page"])
    run = run_of(design, behaviours={"q": FIXED, "w": FIXED})
    np.testing.assert_allclose(run.latencies, 0.001 + 0.035 + 0.003)  # until the queue has taken it
    assert run.messages("q")["done"] == 50


def test_a_write_goes_to_all_copies_at_once():
    flow = [{"name": "page", "share": 1, "writes": list(TOOK)}]
    run = run_of(fan(copies=3), flow=flow)
    wanted = math.fsum(took * run.architecture[name].write_work for name, took in TOOK.items())
    np.testing.assert_allclose(run.latencies, 0.001 + wanted)
    assert [run.calls(name) for name in TOOK] == [50 * run.architecture[name].write_copies for name in TOOK]


def test_a_sequence_is_never_sooner_and_calls_as_often():
    """Where nobody waits for a server, the sum is at least the longest, in any design and on any way."""
    slower = 0
    for seed in range(8):
        design, flows = feed_forward(seed)
        design = Architecture(design.name, [each if each.kind == "client" else each.replace(
            servers=99_999, capacity=None) for each in design], list(design.connections))
        names = [each.name for each in design if each.kind not in ("client", "queue", "stream")]
        once, after = (simulate(design, Workload(60, mix=flows), n=300, engine="event", behaviours={
            name: Behaviour(calls=CallPolicy(in_sequence=each)) for name in names}) for each in (False, True))
        assert (after.latencies >= once.latencies - 1e-12).all()
        assert [after.calls(name) for name in names] == [once.calls(name) for name in names]
        slower += after.mean_latency > 1.05 * once.mean_latency
    assert slower >= 4


def test_theory_and_bad_input():
    told = theory(chain(box("a"), box("b")), Workload(10),
                  behaviours={"a": Behaviour(calls=CallPolicy(in_sequence=True))})
    assert "one after another" in told["b"].fails
    with pytest.raises(SimulationError, match="in_sequence"):
        CallPolicy(in_sequence="perhaps")


def test_compiled_and_interpreted_sequences_are_alike():
    for seed in range(3):
        design, flows = feed_forward(seed + 20)
        policy = Behaviour(fails=0.02, calls=CallPolicy(0.1, 1, in_sequence=True))
        load, client = Workload(60, mix=flows), Client(timeout=0.4, retries=1)
        given = {"workload": load, "n": 400, "client": client, "behaviours": {
            each.name: policy for each in design if each.kind not in ("client", "queue", "stream")}}
        use_compiled(False)
        slow = simulate(design, **given)
        use_compiled(True)
        fast = simulate(design, **given)
        np.testing.assert_array_equal(fast.latencies, slow.latencies)
        assert fast.outcomes == slow.outcomes
