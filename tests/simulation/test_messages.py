"""Work that nobody waits for: its delay, its backlog, and what becomes of a message whose worker fails."""

import math
import random

import numpy as np
import pytest

from helpers.architecture import Architecture, Component
from helpers.simulation import (
    Behaviour,
    CallPolicy,
    Client,
    Fault,
    Redelivery,
    SimulationError,
    Workload,
    simulate,
    theory,
    use_compiled,
)
from tests.simulation.designs import box, feed_forward

FIXED = Behaviour("deterministic")
SEND = [{"name": "send", "share": 1, "writes": ["item"]}]


@pytest.fixture(autouse=True)
def plainly():
    use_compiled(False)


def later(worker: Component | None = None, store: Component | None = None, latency: float = 0.0) -> Architecture:
    """An api that leaves work on a queue; the worker asks a store."""
    made = Architecture("Later").add(
        Component("client", "client"), box("api", servers=999, service_time=0.001),
        box("q", "queue", servers=9_999, service_time=0.0),
        worker or box("w", "worker", servers=9_999, service_time=0.001),
        store or box("db", "sql", stores="item", servers=9_999, service_time=0.001))
    for source, target, style in (("client", "api", "sync"), ("api", "q", "async"), ("q", "w", "async"),
                                  ("w", "db", "sync")):
        made = made.connect(source, target, style, latency=latency,
                            for_endpoints=() if source == "client" else ["send"])
    return made


def fixed(**more) -> dict:
    return {"api": FIXED, "w": FIXED, "db": FIXED, **more}


# --- delay and backlog ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["scan", "event"])
def test_delays_before_one_worker_are_those_of_mm1(engine):
    """Time in M/M/1 is exponential with mean 1 / (mu - lambda); the store adds its own millisecond."""
    run = simulate(later(box("w", "worker", service_time=0.010)), Workload(60, mix=SEND), n=40_000, engine=engine,
                   behaviours={"db": FIXED, "api": FIXED})
    mean = 1 / (100 - 60)
    assert run.delay("q") == pytest.approx(mean + 0.001, rel=0.05)
    for percentile in (50, 90):
        assert run.delay("q", percentile) == pytest.approx(-mean * math.log(1 - percentile / 100) + 0.001, rel=0.06)
    assert run.backlog("q") == pytest.approx(60 * (mean + 0.001), rel=0.06)  # Little
    assert run.messages("q") == {"done": run.n, "failed": 0, "open": 0, "delivered again": 0}
    assert len(run.delays("q")) == run.n
    assert run.latency(100) < 0.0011  # nobody waits for that


@pytest.mark.parametrize("engine", ["scan", "event"])
def test_a_delay_is_all_the_way_from_the_queue_to_the_last_answer(engine):
    run = simulate(later(latency=0.1), Workload(2, mix=SEND, arrivals="regular"), n=20, engine=engine,
                   behaviours=fixed())
    np.testing.assert_allclose(run.delays("q"), 0.05 + 0.001 + 0.1 + 0.001, rtol=1e-6)  # to w, in w, to db and back
    assert run.backlog("q") == pytest.approx(2 * 0.152, rel=0.06)


@pytest.mark.parametrize("engine", ["scan", "event"])
def test_a_backlog_grows_by_what_is_too_much(engine):
    run = simulate(later(box("w", "worker", service_time=0.020)), Workload(80, mix=SEND, arrivals="regular"), n=8_000,
                   engine=engine, behaviours=fixed())
    found = run.series("backlog", "q", windows=50)["backlog"]
    np.testing.assert_allclose(found, found.index * 30, atol=2)
    assert run.backlog("q") == pytest.approx(found.mean(), rel=0.01)


@pytest.mark.parametrize("seed", [seed for seed in range(40) if "queue" in feed_forward(seed)[0]])
def test_both_engines_see_each_message_alike(seed):
    design, flows = feed_forward(seed)
    scan, event = (simulate(design, Workload(60, mix=flows), n=500, engine=engine) for engine in ("scan", "event"))
    assert scan.messages("queue") == event.messages("queue")
    np.testing.assert_allclose(np.sort(scan.delays("queue")), np.sort(event.delays("queue")))
    assert scan.backlog("queue") == pytest.approx(event.backlog("queue"))


def test_a_queue_keeps_what_comes_while_no_worker_is_there():
    run = simulate(later(), Workload(50, mix=SEND, arrivals="regular"), Fault("crash", "w", at=50, length=10),
                   n=5_000, behaviours=fixed())
    found = run.series("backlog", "q", windows=1_000)["backlog"]
    assert found[59.95] == pytest.approx(500, abs=3)
    assert found[49.95] <= 1
    assert found[60.55] <= 1
    assert run.messages("q") == {"done": 5_000, "failed": 0, "open": 0, "delivered again": 0}
    assert run.delays("q").max() == pytest.approx(10, abs=0.03)


# --- delivered again --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", [0.2, 0.7])
def test_without_redelivery_what_fails_is_counted(lost):
    run = simulate(later(), Workload(50, mix=SEND), n=4_000, behaviours=fixed(db=Behaviour(fails=lost)))
    found = run.messages("q")
    assert found["failed"] == run.drops("db")["failed"] == pytest.approx(lost * 4_000, rel=0.1)
    assert found["done"] + found["failed"] == run.n
    assert run.availability == 1.0


@pytest.mark.parametrize("lost", [0.2, 0.7])
@pytest.mark.parametrize("most", [2, 4])
def test_deliveries_are_a_geometric_sum(lost, most):
    """Each delivery fails with chance p; the k-th begins k - 1 visibility timeouts after the first."""
    run = simulate(later(), Workload(50, mix=SEND), n=4_000, behaviours=fixed(
        db=Behaviour("deterministic", fails=lost), q=Behaviour(redelivery=Redelivery(5, most))))
    found = run.messages("q")
    assert found["done"] + found["failed"] == run.n
    assert found["failed"] / run.n == pytest.approx(lost**most, abs=0.025)
    assert (run.n + found["delivered again"]) / run.n == pytest.approx(sum(lost**k for k in range(most)), rel=0.04)
    assert run.calls("w") == run.n + found["delivered again"]
    places, shares = np.unique(np.round(run.delays("q"), 6), return_counts=True)
    np.testing.assert_allclose(places, [0.002 + 5 * k for k in range(most)], atol=1e-6)
    np.testing.assert_allclose(shares / run.n, [(1 - lost) * lost**k for k in range(most)], atol=0.025)


def test_a_slow_worker_does_the_work_twice():
    slow = box("w", "worker", servers=9_999, service_time=1.0)
    given = {"workload": Workload(10, mix=SEND, arrivals="regular"), "n": 200}
    for timeout, deliveries in ((0.4, 3), (0.6, 2), (1.1, 1)):
        run = simulate(later(slow), **given, behaviours=fixed(q=Behaviour(redelivery=Redelivery(timeout, 9))))
        assert run.messages("q") == {"done": 200, "failed": 0, "open": 0, "delivered again": 200 * (deliveries - 1)}
        assert run.calls("w") == 200 * deliveries
        np.testing.assert_allclose(run.delays("q"), 1.001)
    bounded = simulate(later(slow), **given, behaviours=fixed(q=Behaviour(redelivery=Redelivery(0.1, 4))))
    assert bounded.calls("w") == 800


def test_an_outage_further_down_is_outlived_by_redelivery():
    """The store is lost for 20 s. One delivery: 20 s of messages are lost. With enough of them, each is done."""
    given = {"workload": Workload(30, mix=SEND, arrivals="regular"), "n": 1_800,
             "faults": Fault("crash", "db", at=20, length=20)}
    once = simulate(later(), **given, behaviours=fixed())
    assert once.messages("q")["failed"] == pytest.approx(600, abs=2)
    again = simulate(later(), **given, behaviours=fixed(q=Behaviour(redelivery=Redelivery(3, 9))))
    assert again.messages("q")["done"] == 1_800
    assert again.messages("q")["failed"] == 0
    assert again.delays("q").max() == pytest.approx(21.002, abs=0.001)  # seven times 3 s


@pytest.mark.parametrize("seed", range(12))
def test_each_message_is_done_when_arithmetic_says(seed):
    draw = random.Random(seed)
    outages = [(at + draw.uniform(0, 0.5), at + draw.uniform(0.6, 2.4)) for at in range(0, 30, 3)]
    rule = Redelivery(draw.uniform(0.05, 1.5), draw.randint(1, 5))
    policy = CallPolicy(None, draw.randint(0, 2), draw.uniform(0.01, 0.2), 0.0)
    took, read, wire = draw.uniform(0.001, 0.3), draw.uniform(0.001, 0.05), draw.choice([0, 0.004])
    design = later(box("w", "worker", servers=9_999, service_time=took),
                   box("db", "sql", stores="item", servers=9_999, service_time=read), 2 * wire)
    run = simulate(design, Workload(17, mix=SEND, arrivals="regular"), n=500,
                   faults=[Fault("crash", "db", at=at, length=back - at) for at, back in outages],
                   behaviours=fixed(q=Behaviour(redelivery=rule), w=Behaviour("deterministic", calls=policy)))

    def worked(begin: float) -> float | None:
        """When the work of a delivery that begins then is done; None: never."""
        now = begin + took
        for number in range(policy.retries + 1):
            came = now + wire
            down = next((came for crash, back in outages if crash <= came < back), None)
            down = down or next((crash for crash, _ in outages if came < crash < came + read), None)
            if down is None:
                return came + read + wire
            now = down + wire + policy.backoff * 2**number
        return None

    delays, calls, failed = [], 0, 0
    for at in run.arrival_times:
        came = at + wire + 0.001 + wire
        begin, ends = came + wire, []
        for _ in range(rule.deliveries):
            calls += 1
            ends.append(worked(begin) or math.inf)
            if min(ends) <= begin + rule.visibility_timeout:
                break
            begin += rule.visibility_timeout + wire
        if min(ends) < math.inf:
            delays.append(min(ends) - came)
        else:
            failed += 1
    assert len(delays) > 50
    np.testing.assert_allclose(np.sort(run.delays("q")), np.sort(delays))
    assert run.calls("w") == calls
    assert run.messages("q") == {"done": len(delays), "failed": failed, "open": 0, "delivered again": calls - 500}


def test_a_refused_message_comes_back():
    """One worker with one waiting place and a burst: nothing is lost, because what is refused comes again."""
    worker = box("w", "worker", service_time=0.2)
    design, load = later(worker), Workload(20, mix=SEND, arrivals="regular")
    full = Behaviour("deterministic", queue_limit=1)
    lost = simulate(design, load, n=40, behaviours=fixed(w=full))
    assert lost.messages("q")["failed"] == lost.drops("w")["queue full"] > 20
    kept = simulate(design, load, n=40, behaviours=fixed(w=full, q=Behaviour(redelivery=Redelivery(1, 100))))
    assert kept.messages("q")["done"] == 40
    assert kept.drops("w")["queue full"] == kept.messages("q")["delivered again"]


def test_a_worker_that_crashes_loses_no_message_and_none_is_counted_twice():
    worker = box("w", "worker", servers=4, service_time=0.3)
    crashes = [Fault("crash", "w", at=at, length=1) for at in range(5, 60, 5)]
    run = simulate(later(worker), Workload(10, mix=SEND), crashes, n=600,
                   behaviours={"q": Behaviour(redelivery=Redelivery(2, 50)), "db": Behaviour(fails=0.3)})
    found = run.messages("q")
    assert (found["done"], found["failed"], found["open"]) == (600, 0, 0)


def test_what_is_not_done_when_the_run_is_cut_off_is_open():
    run = simulate(later(), Workload(50, mix=SEND), Fault("crash", "w", at=5), n=1_000, behaviours=fixed())
    found = run.messages("q")
    assert found["open"] == pytest.approx(750, abs=80)
    assert found["done"] + found["open"] == run.n
    assert run.series("backlog", "q")["backlog"].iloc[-1] == pytest.approx(found["open"], rel=0.02)


def test_several_workers_of_one_stream_are_several_messages():
    design = later().add(box("w2", "worker", servers=99, service_time=0.5)).connect("q", "w2", "async", latency=0,
                                                                                  for_endpoints=["send"])
    for engine in ("scan", "event"):
        run = simulate(design, Workload(5, mix=SEND), n=100, engine=engine, behaviours=fixed(w2=FIXED))
        assert run.messages("q")["done"] == 200
        np.testing.assert_allclose(np.sort(run.delays("q")), [0.002] * 100 + [0.5] * 100, rtol=1e-6)


# --- what cannot be said ----------------------------------------------------------------------------------------------


def test_messages_are_of_queues_and_streams():
    run = simulate(later(), Workload(5, mix=SEND), n=20)
    for ask in (run.messages, run.delays, run.delay, run.backlog, lambda name: run.series("backlog", name)):
        with pytest.raises(SimulationError, match="w is a worker"):
            ask("w")
    reading = later().connect("api", "db", latency=0, for_endpoints=["read"])
    idle = simulate(reading, Workload(5, mix=[{"name": "read", "share": 1, "reads": ["item"]}]), n=20)
    assert idle.messages("q") == {"done": 0, "failed": 0, "open": 0, "delivered again": 0}
    assert math.isnan(idle.delay("q"))
    with pytest.raises(SimulationError, match="Give redelivery to a queue"):
        simulate(later(), Workload(5, mix=SEND), n=20, behaviours={"w": Behaviour(redelivery=Redelivery())})
    told = theory(later(), Workload(5, mix=SEND), behaviours={"q": Behaviour(redelivery=Redelivery())})
    assert "again" in told["db"].fails
    for wrong, named in (({"visibility_timeout": 0}, "visibility"), ({"deliveries": 0}, "deliveries"),
                         ({"deliveries": 101}, "deliveries")):
        with pytest.raises(SimulationError, match=named):
            Redelivery(**wrong)
    with pytest.raises(SimulationError, match="redelivery"):
        Behaviour(redelivery=5)


def test_compiled_and_interpreted_deliver_alike():
    given = {"architecture": later(box("w", "worker", servers=3, service_time=0.02)),
             "workload": Workload(90, mix=SEND), "n": 2_000, "client": Client(timeout=0.5, retries=1),
             "faults": [Fault("crash", "w", at=5, length=1), Fault("crash", "db", at=9, length=2)],
             "behaviours": {"q": Behaviour(redelivery=Redelivery(0.1, 6)), "db": Behaviour(fails=0.2),
                            "w": Behaviour(queue_limit=40, calls=CallPolicy(retries=1))}}
    slow = simulate(**given)
    use_compiled(True)
    fast = simulate(**given)
    assert fast.messages("q") == slow.messages("q")
    np.testing.assert_array_equal(fast.delays("q"), slow.delays("q"))
    assert slow.messages("q")["delivered again"] > 100
