"""As many replicas as may be drawn: no number of one is cut short, and those that run are those that are paid."""

import numpy as np
import pytest

from helpers.architecture import Component, cost_of
from helpers.simulation import (
    Autoscale,
    Behaviour,
    Client,
    Fault,
    Keys,
    Run,
    SimulationError,
    Spike,
    Workload,
    loop,
    simulate,
)
from helpers.simulation.lanes import number_type, starts_of
from tests.simulation.designs import box, chain, interpreted, one

LATE = Client(timeout="1 h")  # never, but only the event engine can have it


@pytest.mark.parametrize("replicas", [2, 128, 129, 256, 257, 32_768, 32_769, 65_536, 65_537, 100_000])
@pytest.mark.parametrize("client", [None, LATE], ids=["scan", "event"])
def test_each_replica_is_counted_as_itself(replicas, client):
    run = simulate(one(replicas=replicas), Workload(1000, keys=Keys(replicas, skew=0)), client=client, n=2_000,
                   behaviours={"box": Behaviour(balancing="by-index")})
    wanted = np.bincount(run._raw.setup.keys, minlength=replicas) / run.n
    np.testing.assert_allclose(run.shard_shares("box"), wanted)
    assert run.bottleneck.component == "box"


@pytest.mark.parametrize("replicas", [255, 256, 257, 65_535, 65_536, 65_537, 70_000])
def test_queues_of_many_replicas_are_kept_apart(replicas):
    """Two calls to each of a few replicas far apart: only the second of the same replica waits."""
    lanes = np.array([0, replicas - 1, 1, replicas - 1, 0, replicas - 2], dtype=np.int32)
    arrive, busy = np.arange(6.0), np.full(6, 10.0)
    for more in (interpreted, None):
        if more is None:
            found = starts_of(arrive, busy, lanes, replicas, 1)
        else:
            with more():
                found = starts_of(arrive, busy, lanes, replicas, 1)
        np.testing.assert_allclose(found, [0, 1, 2, 11, 10, 5])


@pytest.mark.parametrize(("count", "size"), [(0, 1), (1, 1), (256, 1), (257, 2), (65_536, 2), (65_537, 4)])
def test_the_type_holds_every_number(count, size):
    assert number_type(count).itemsize == size
    assert np.array([max(0, count - 1)]).astype(number_type(count))[0] == max(0, count - 1)


def test_both_engines_agree_on_a_hundred_thousand():
    made = one(replicas=100_000)
    behaviours = {"box": Behaviour(balancing="random")}
    runs = [simulate(made, Workload("2 M/s"), client=client, n=100_000, behaviours=behaviours)
            for client in (None, LATE)]
    np.testing.assert_allclose(runs[0].latencies, runs[1].latencies, atol=1e-9)
    np.testing.assert_array_equal(*(run.shard_shares("box") for run in runs))
    assert runs[0].wait("box") > 0


def test_more_replicas_than_a_moment_can_name_are_refused():
    boxes = [box(f"b{at}", replicas=100_000) for at in range(11)]
    with pytest.raises(SimulationError, match=r"replicas: all boxes together have 1,\d+,\d+; .* up to 1,000,000"):
        simulate(chain(*boxes), Workload(10), client=LATE, n=10)
    assert simulate(chain(*boxes[:9]), Workload(10), client=LATE, n=10).availability == 1


# --- what an autoscaler changes ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grown() -> Run:
    """One replica, then up to nine: 60 of 100 a second, after 100 s 500."""
    return simulate(one(), Workload(60, Spike(500, at=100, length=1_000), duration=700),
                    behaviours={"box": Behaviour(autoscale=Autoscale(most=9, interval=10, delay=20))})


def by_hand(run: Run) -> float:
    """Replica-seconds over seconds, from what the run shows in small windows."""
    return float(run.series("replicas", "box", windows=10_000)["replicas"].mean())


def test_replicas_are_paid_for_while_they_run(grown):
    price = cost_of(Component("box", "service"))
    assert grown.series("replicas", "box")["replicas"].iloc[-1] == 9
    assert by_hand(grown) == pytest.approx(7.4, abs=0.6)
    assert grown.replicas("box") == pytest.approx(by_hand(grown), rel=0.01)
    assert grown.cost == pytest.approx(price * grown.replicas("box"))
    assert grown.check({"budget": f"${price * 3:g}/month"}).rules() >= {"run-over-budget"}
    assert "run-over-budget" not in grown.check({"budget": f"${grown.cost * 1.01:g}/month"}).rules()
    assert "run-over-budget" in grown.check({"budget": f"${grown.cost * 0.99:g}/month"}).rules()
    assert grown.figures()["cost"] == grown.cost
    assert grown.table().loc["box", "replicas"] == f"{grown.replicas('box'):.3g} on average"


def test_replicas_that_are_taken_away_are_no_longer_paid():
    run = simulate(one(replicas=10), Workload(50), n=50_000,
                   behaviours={"box": Behaviour(autoscale=Autoscale(interval=5, delay=5))})
    assert run.replicas("box") == pytest.approx(by_hand(run), rel=0.01)
    assert run.replicas("box") < 1.5
    assert run.cost < 1.5 * cost_of(Component("box", "service"))


def test_a_change_after_the_end_changes_nothing():
    """The scaler looks on while the last requests are served: what it does then is not of the run's time."""
    run = simulate(one(replicas=30, service_time=5), Workload(1, arrivals="regular"), n=10,
                   behaviours={"box": Behaviour("deterministic", autoscale=Autoscale(interval=12, delay=0))})
    change = run._raw.seen["box"].replicas[0]
    assert change[0] == 12 > run.seconds == 10
    assert change[1] < 30
    assert run.replica_seconds("box") == 300
    assert run.replicas("box") == 30
    assert run.utilisation("box") == pytest.approx(50 / 300)


def test_without_a_scaler_those_that_are_drawn_are_paid():
    run = simulate(one(replicas=3), Workload(50), n=1_000)
    assert run.replicas("box") == 3
    assert run.cost == cost_of(Component("box", "service", replicas=3))
    assert run.table().loc["box", "replicas"] == 3


def test_the_fullest_of_a_changing_number_is_what_all_are(grown):
    """Shares over a time in which replicas come say who was there first, and nothing of how full each was."""
    assert grown.fullest("box") == grown.utilisation("box")
    assert len(grown.shard_shares("box")) == 9
    assert grown.shard_shares("box")[0] > 1.2 / 9
    assert "fullest replica" not in grown.bottleneck.because
    uneven = simulate(one(replicas=4), Workload(100, keys=Keys(100, hot=0.7)), n=5_000,
                      behaviours={"box": Behaviour(balancing="by-key")})
    assert uneven.fullest("box") > 2 * uneven.utilisation("box")
    assert "fullest replica" in uneven.bottleneck.because


def test_more_crashes_than_a_moment_can_name_are_refused():
    """A server that comes free is named with its replica and how often that has crashed."""
    boxes = [box(f"b{at}", replicas=100_000) for at in range(9)]
    slots = 900_001  # with the one of the client
    often = (loop.MOST_WHAT + 1) // slots - 1
    crashes = [Fault("crash", "b0", at=number / 1e6, length=1e-7, replicas=1) for number in range(often + 1)]
    with pytest.raises(SimulationError, match=rf"one replica crashes {often + 1} times; .* up to {often}\."):
        simulate(chain(*boxes), Workload(10), crashes, n=10)
    assert simulate(chain(*boxes), Workload(10), crashes[:-1], n=10).n == 10
