"""What fails by itself, when and where; pauses between tries; breakers; a load by points; a box over time."""

import numpy as np
import pytest

from helpers.simulation import (
    Autoscale,
    Behaviour,
    Breaker,
    Client,
    Curve,
    Fault,
    SimulationError,
    Workload,
    simulate,
    theory,
)
from tests.simulation.designs import box, chain, interpreted, one

FIXED = Behaviour("deterministic")


@pytest.mark.parametrize("fails", [0.0, 0.01, 0.3, 1.0])
@pytest.mark.parametrize("retries", [0, 1, 3])
def test_what_fails_by_itself_fails_so_often(fails, retries):
    """Each of two boxes fails alone: an attempt is served with chance (1 - p)^2, and tries are independent."""
    client = Client(retries=retries, backoff=0.001)
    run = simulate(chain(box("a", servers=99), box("b", servers=99)), Workload(50), n=20_000, client=client,
                   behaviours={"a": Behaviour(fails=fails), "b": Behaviour(fails=fails)})
    lost = 1 - (1 - fails) ** 2
    assert run.availability == pytest.approx(1 - lost ** (retries + 1), abs=0.01)
    assert run.attempts / run.n == pytest.approx(sum(lost**k for k in range(retries + 1)), rel=0.02)
    assert sum(run.drops("a").values()) == pytest.approx(fails * run.attempts, abs=4 * (fails * run.attempts) ** 0.5)
    assert set(run.drops("a")) <= {"failed"}


def test_a_share_of_failures_is_a_share():
    assert Behaviour(fails="1%").fails == 0.01
    for wrong in (-0.1, 1.1, "often"):
        with pytest.raises(SimulationError, match="fails"):
            Behaviour(fails=wrong)
    assert "fail" in theory(one(), Workload(10), behaviours={"box": Behaviour(fails=0.1)})["box"].fails


def test_compiled_and_interpreted_fail_alike():
    given = {"architecture": chain(box("a", servers=9), box("b")), "workload": Workload(95), "n": 3_000,
             "client": Client(timeout=0.3, retries=4, backoff=0.01, backoff_factor=1.7, backoff_cap=0.05,
                              breaker=Breaker(in_a_row=7, open_for=0.2)),
             "faults": Fault("crash", "b", at=5, length=3), "behaviours": {"a": Behaviour(fails=0.1)}}
    fast = simulate(**given)
    with interpreted():
        slow = simulate(**given)
    assert fast.outcomes == slow.outcomes
    np.testing.assert_array_equal(fast.latencies, slow.latencies)
    assert fast.failures().equals(slow.failures())


# --- when and where ---------------------------------------------------------------------------------------------------


def test_each_failure_has_its_moment_and_place():
    run = simulate(chain(box("a", service_time=0.001), box("b", service_time=0.002)), Workload(1, arrivals="regular"),
                   [Fault("crash", "b", at=2.5, length=2), Fault("crash", "a", at=6.5, length=1)], n=9,
                   behaviours={"a": FIXED, "b": FIXED})
    found = run.failures()
    assert list(found.component) == ["b", "b", "a"]
    assert list(found.reason) == ["replica down"] * 3
    assert list(found.arrived_seconds) == [3, 4, 7]
    np.testing.assert_allclose(found.failed_seconds, [3.001, 4.001, 7.0])
    assert list(found.index) == list(np.flatnonzero(~run.served))


def test_who_gives_up_fails_at_the_client_and_without_failures_the_table_is_empty():
    late = simulate(one(service_time=1), Workload(1, arrivals="regular"), n=3, client=Client(timeout=0.25),
                    behaviours={"box": FIXED}).failures()
    assert list(late.component) == [""] * 3
    np.testing.assert_allclose(late.failed_seconds - late.arrived_seconds, 0.25)
    for engine in ("scan", "event"):
        assert simulate(one(), Workload(1), n=3, engine=engine).failures().empty


# --- pauses and breakers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("factor", "cap", "wanted"), [(2.0, None, [1, 2, 4, 8]), (1.0, None, [1, 1, 1, 1]),
                                                       (3.0, None, [1, 3, 9, 27]), (3.0, 5.0, [1, 3, 5, 5]),
                                                       (2.0, 0.5, [0.5] * 4)])
def test_pauses_grow_by_their_factor_up_to_their_cap(factor, cap, wanted):
    run = simulate(one(), Workload(1, arrivals="regular"), Fault("crash", "box"), n=1,
                   client=Client(retries=4, backoff=1, jitter=0, backoff_factor=factor, backoff_cap=cap))
    assert run.failures().failed_seconds[0] - run.arrival_times[0] == pytest.approx(sum(wanted))


@pytest.mark.parametrize("most", [1, 3, 10])
def test_a_breaker_opens_after_so_many_failures_in_a_row(most):
    run = simulate(one(servers=9), Workload(1, arrivals="regular"), Fault("crash", "box", at=5.5), n=30,
                   client=Client(breaker=Breaker(in_a_row=most, open_for=1_000)), behaviours={"box": FIXED})
    assert run.outcomes == {"served": 5, "replica down": most, "circuit open": 25 - most}


def test_an_answer_in_between_begins_the_row_anew():
    down = [Fault("crash", "box", at=at + 0.5, length=2) for at in range(0, 60, 3)]  # two fail, one is served
    runs = [simulate(one(servers=9), Workload(1, arrivals="regular"), down, n=60, behaviours={"box": FIXED},
                     client=Client(breaker=Breaker(in_a_row=most, open_for=1_000))) for most in (2, 3)]
    assert runs[0].outcomes["circuit open"] == 58
    assert "circuit open" not in runs[1].outcomes


# --- a load by points -------------------------------------------------------------------------------------------------


def test_a_load_follows_its_points():
    curve = Curve([(0, 100), (50, 500), (100, "100/s")])
    run = simulate(one(servers=99), Workload(1, curve, duration=120))
    came = run.series("arrivals", windows=12)["arrivals"]
    wanted = np.interp(came.index, [0, 50, 100], [100, 500, 100])
    np.testing.assert_allclose(came, wanted, rtol=0.1)
    assert run.n == pytest.approx(30_000 + 2_000, rel=0.03)
    short = simulate(one(servers=99), Workload(1, curve, arrivals="regular"), n=7_500)
    assert short.seconds == pytest.approx((np.sqrt(100**2 + 2 * 8 * 7_500) - 100) / 8, rel=1e-3)


@pytest.mark.parametrize("wrong", [[], [(0, 1), (0, 2)], [(2, 1), (1, 2)], [(0, 0)], [(0,)], "flat", [("soon", 1)]])
def test_points_that_are_no_curve_are_an_error(wrong):
    with pytest.raises(SimulationError, match="points"):
        Curve(wrong)


def test_a_curve_before_its_first_point_is_level():
    run = simulate(one(servers=99), Workload(1, Curve([(10, 50)]), arrivals="regular"), n=1_000)
    np.testing.assert_allclose(np.diff(run.arrival_times), 0.02)


# --- a box over time --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["scan", "event"])
def test_busy_is_what_was_used_and_in_service_those_who_are_served(engine):
    run = simulate(one(service_time=1.5), Workload(1, arrivals="regular"), n=4, engine=engine,
                   behaviours={"box": FIXED})  # served from 1 to 2.5, 2.5 to 4, and on
    assert run.series("busy", "box", windows=8)["busy"].tolist() == pytest.approx([0, 0, 1, 1, 1, 1, 1, 1])
    assert run.series("in service", "box", windows=8)["in service"].tolist() == [0, 0, 1, 1, 1, 1, 1, 1]
    pool = simulate(one(servers=10), Workload(700), n=50_000, engine=engine)
    assert pool.series("busy", "box")["busy"].mean() == pytest.approx(pool.utilisation("box"), abs=0.002)
    assert pool.series("in service", "box", windows=2_000)["in service"].mean() == pytest.approx(7, rel=0.03)


def test_more_than_all_cannot_be_busy():
    run = simulate(one(), Workload(300, duration=20))
    assert run.series("busy", "box")["busy"].iloc[1:].to_numpy() == pytest.approx(1.0, abs=0.02)
    assert run.series("utilisation", "box")["utilisation"].mean() == pytest.approx(3.0, rel=0.06)
    grown = simulate(one(), Workload(300, duration=200), behaviours={"box": Behaviour(autoscale=Autoscale())})
    assert grown.series("busy", "box", windows=200)["busy"].max() <= 1.01
