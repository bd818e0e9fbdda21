"""Attempts over time, and the calls that come to each box over time."""

import numpy as np
import pytest

from helpers.simulation import (
    Behaviour,
    Breaker,
    CallPolicy,
    Client,
    Fault,
    SimulationError,
    Workload,
    simulate,
    use_compiled,
)
from tests.simulation.designs import box, chain, feed_forward, one

FIXED = Behaviour("deterministic")


@pytest.fixture(autouse=True)
def plainly():
    use_compiled(False)


def counts(run, what: str, name: str | None = None, windows: int = 20) -> np.ndarray:
    return run.series(what, name, windows=windows)[what].to_numpy() * run.seconds / windows


@pytest.mark.parametrize("engine", ["scan", "event"])
def test_without_trouble_attempts_are_requests_and_each_box_gets_them(engine):
    run = simulate(chain(box("a", servers=99, service_time=0.0), box("b", servers=99)), Workload(130), n=997,
                   engine=engine)
    np.testing.assert_allclose(counts(run, "attempts"), counts(run, "arrivals"))
    assert counts(run, "attempts").sum() == pytest.approx(997)
    np.testing.assert_allclose(counts(run, "arrivals", "a"), counts(run, "arrivals"), atol=1)  # float32 at the edges
    np.testing.assert_allclose(counts(run, "arrivals", "client"), counts(run, "arrivals"), atol=1)


@pytest.mark.parametrize("seed", range(10))
def test_both_engines_count_alike_at_each_box(seed):
    design, flows = feed_forward(seed)
    scan, event = (simulate(design, Workload(60, mix=flows), n=400, engine=engine) for engine in ("scan", "event"))
    for each in design:
        np.testing.assert_allclose(counts(scan, "arrivals", each.name), counts(event, "arrivals", each.name))
    assert scan.seconds == event.seconds


@pytest.mark.parametrize("client", [Client(retries=2, backoff=0.01), Client(timeout=0.1, retries=3, backoff=0.02),
                                    Client(breaker=Breaker(), retries=1), Client(hedge_after=0.02)])
def test_every_attempt_and_every_call_is_in_the_series(client):
    """Cut at a last request that comes long after the rest, so that nothing comes later than it."""
    run = simulate(chain(box("a", servers=3), box("b")), Workload(80), Fault("crash", "b", at=3, length=2), n=600,
                   client=client, behaviours={"a": Behaviour(queue_limit=2, fails=0.05)})
    after = run._raw.sent > run.seconds
    assert counts(run, "attempts").sum() == pytest.approx(run.attempts - after.sum())
    for name in ("a", "b"):
        parts = run._raw.seen[name]
        came = np.concatenate([*parts.arrive, *parts.left[:1], *parts.passed])
        assert len(came) == run.calls(name)
        assert counts(run, "arrivals", name).sum() == pytest.approx((came <= np.float32(run.seconds)).sum())


def test_retries_in_an_outage_are_seen_in_the_windows_of_the_outage():
    """100 a second; in the outage each is sent three times at once, by the client or by the gate before the box."""
    given = {"workload": Workload(100, arrivals="regular"), "n": 3_000,
             "faults": Fault("crash", "box", at=10, length=10)}
    run = simulate(one(servers=99), **given, client=Client(retries=2, backoff=0.001, jitter=0),
                   behaviours={"box": FIXED})
    wanted = np.repeat([100.0, 300.0, 100.0], 10)
    np.testing.assert_allclose(run.series("attempts", windows=30)["attempts"], wanted, atol=3)
    np.testing.assert_allclose(run.series("arrivals", "box", windows=30)["arrivals"], wanted, atol=3)
    np.testing.assert_allclose(run.series("arrivals", windows=30)["arrivals"], 100, atol=1)
    gate = chain(box("gate", servers=99, service_time=0.0), box(servers=99))
    run = simulate(gate, **given, behaviours={"box": FIXED, "gate": Behaviour(calls=CallPolicy(2, 2, 0.001, 0))})
    np.testing.assert_allclose(run.series("arrivals", "box", windows=30)["arrivals"], wanted, atol=3)
    np.testing.assert_allclose(run.series("arrivals", "gate", windows=30)["arrivals"], 100, atol=1)
    np.testing.assert_allclose(run.series("attempts", windows=30)["attempts"], 100, atol=1)


def test_an_open_breaker_sends_nothing():
    run = simulate(one(servers=9), Workload(10, arrivals="regular"), Fault("crash", "box", at=10), n=300,
                   client=Client(breaker=Breaker(in_a_row=5, open_for=1_000)), behaviours={"box": FIXED})
    found = run.series("attempts", windows=30)["attempts"]
    assert found.iloc[:9].to_numpy() == pytest.approx(10, abs=1)
    assert found.iloc[12:].sum() == 0


def test_attempts_are_of_all():
    run = simulate(one(), Workload(5), n=20)
    with pytest.raises(SimulationError, match="attempts is of all"):
        run.series("attempts", "box")
    with pytest.raises(SimulationError, match="no component"):
        run.series("arrivals", "shop")
