"""With the same seed, only the design moves the curve: along a slider nothing jumps back and forth by luck."""

import numpy as np
import pytest

from helpers.simulation import Behaviour, Lognormal, Workload, simulate
from tests.simulation.designs import READ, box, chain, one, web


def figures(made, rate, seed=1, **more) -> tuple[float, float, float]:
    run = simulate(made, Workload(rate, **({"mix": READ} if "db" in made else {})), n=8_000, seed=seed, **more)
    return run.mean_latency, run.latency(50), run.latency(99)


SWEEPS = {
    "the load": [(web(), rate) for rate in range(600, 1200, 15)],
    "the load of a pool": [(one(servers=4), rate) for rate in range(200, 390, 5)],
    "the service time": [(one(service_time=0.005 + 0.0001 * step), 90) for step in range(40)],
    "the query time of a database": [(web(query=0.040 + 0.001 * step), 1000) for step in range(30)],
    "the connections": [(web(database=many), 1000) for many in range(40, 12, -1)],
    "the misses": [(web(hit_rate=0.95 - 0.005 * step), 1000) for step in range(40)],
    "the latency": [(chain(box("a"), latency=0.001 * step), 50) for step in range(30)],
}


@pytest.mark.parametrize("engine", ["scan", "event"])
@pytest.mark.parametrize("sweep", SWEEPS)
def test_more_of_it_never_makes_it_faster(sweep, engine):
    found = np.array([figures(*each, engine=engine) for each in SWEEPS[sweep][::2 if engine == "event" else 1]])
    assert (np.diff(found, axis=0) >= -1e-9).all()
    assert found[-1, 0] > found[0, 0]


def test_more_replicas_never_wait_longer_on_average():
    """Taking turns and by chance: monotone in theory; request by request it is not, so the steps are wide."""
    for balancing in ("round-robin", "random"):
        waits = [simulate(one(replicas=many), Workload(250), n=20_000, behaviours={"box": Behaviour(
            balancing=balancing)}).wait("box") for many in (3, 4, 6, 9)]
        assert (np.diff(waits) < 0).all()


def test_more_spread_in_the_service_waits_longer():
    waits = [simulate(one(), Workload(60), n=50_000, behaviours={"box": Behaviour(Lognormal(cv2))}).wait("box")
             for cv2 in (0.1, 0.5, 1, 2, 4)]
    assert (np.diff(waits) > 0).all()


def test_with_other_seeds_the_same_steps_go_astray():
    steps = [(web(), rate) for rate in range(600, 1200, 15)]
    found = np.array([figures(*each, seed=seed) for seed, each in enumerate(steps)])
    astray = (np.diff(found[:, 2]) < 0).mean()
    assert astray > 0.15, "independent seeds would do as well"


def test_a_change_far_away_leaves_all_else_as_it_was():
    before = simulate(web(), Workload(800, mix=READ), n=4_000)
    after = simulate(web(query=0.020), Workload(800, mix=READ), n=4_000)
    np.testing.assert_array_equal(before.arrival_times, after.arrival_times)
    np.testing.assert_array_equal(before.waits("app"), after.waits("app"))
    assert before.calls("db") == after.calls("db")  # the same requests miss
    hits = before.latencies == after.latencies
    assert hits.mean() == pytest.approx(0.8, abs=0.02)


def test_both_engines_draw_the_same():
    feedback = {"box": Behaviour(queue_limit=10**8)}  # never full, but only the event engine can have it
    runs = [simulate(one(), Workload(80), n=5_000), simulate(one(), Workload(80), n=5_000, behaviours=feedback)]
    assert [run.engine for run in runs] == ["scan", "event"]
    np.testing.assert_allclose(runs[0].latencies, runs[1].latencies, atol=1e-9)
