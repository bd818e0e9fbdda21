"""Service that takes longer the more calls are inside, against an embedded Markov chain and brute force."""

import numpy as np
import pytest

from helpers.simulation import (
    Behaviour,
    Client,
    Pressure,
    SimulationError,
    Spike,
    Workload,
    simulate,
    theory,
    use_compiled,
)
from tests.simulation.designs import one


@pytest.fixture(autouse=True)
def plainly():
    use_compiled(False)


def chain_mean(rate: float, service: float, pressure: Pressure, states: int = 600) -> float:
    """Mean time in a single-server queue whose exponential service depends on how many are inside when it begins.

    The states are how many a departure leaves behind, which is also what an arrival finds (and the mean over time).
    """
    moves = np.zeros((states, states))
    for left in range(states):
        inside = max(left, 1)
        ratio = rate * service * pressure.factor(inside)
        came = (ratio / (1 + ratio)) ** np.arange(states) / (1 + ratio)  # Poisson arrivals in an exponential time
        for more, chance in enumerate(came):
            moves[left, min(inside - 1 + more, states - 1)] += chance
    values, vectors = np.linalg.eig(moves.T)
    found = np.real(vectors[:, np.argmax(np.real(values))])
    return float(found / found.sum() @ np.arange(states)) / rate


@pytest.mark.parametrize("pressure", [Pressure(0.05, most=1.5), Pressure(0.2, above=3, most=1.4), Pressure(0.0),
                                      Pressure(1.0, above=1, most=1.2)])
def test_one_server_is_as_its_embedded_chain(pressure):
    run = simulate(one(), Workload(60), n=60_000, behaviours={"box": Behaviour(pressure=pressure)})
    assert run.mean_latency == pytest.approx(chain_mean(60, 0.010, pressure), rel=0.06)


def test_the_chain_without_pressure_is_mm1():
    assert chain_mean(60, 0.010, Pressure(0.0)) == pytest.approx(1 / 40, rel=1e-6)


def by_hand(times: np.ndarray, servers: int, service: float, pressure: Pressure) -> tuple[np.ndarray, np.ndarray]:
    """When each call is done, first come first served: who is inside is counted anew for each; and its factor."""
    done, factors = np.full(len(times), np.inf), np.empty(len(times))
    for at, came in enumerate(times):
        start = came if at < servers else max(came, np.sort(done[:at])[at - servers])
        inside = 1 + (done[:at] > start).sum() + (times[at + 1:] <= start).sum()
        factors[at] = pressure.factor(inside)
        done[at] = start + service * factors[at]
    return done, factors


@pytest.mark.parametrize("servers", [1, 3, 50])
@pytest.mark.parametrize("pressure", [Pressure(0.02), Pressure("3%", above=4), Pressure(0.5, above=2, most=1.7)])
def test_each_call_takes_what_those_inside_make_it_take(servers, pressure):
    run = simulate(one(servers=servers), Workload(60 * servers), n=600,
                   behaviours={"box": Behaviour("deterministic", pressure=pressure)})
    done, factors = by_hand(run.arrival_times, servers, 0.010, pressure)
    np.testing.assert_allclose(run.latencies, done - run.arrival_times)
    assert run._raw.seen["box"].busy == pytest.approx(0.010 * factors.sum())
    assert factors.max() > 1.01


def test_a_box_without_a_ceiling_counts_those_in_service():
    pressure = Pressure(0.1, above=2)
    run = simulate(one(servers=None, capacity=None), Workload(400), n=500,
                   behaviours={"box": Behaviour("deterministic", pressure=pressure)})
    done, factors = by_hand(run.arrival_times, 10_000, 0.010, pressure)
    np.testing.assert_allclose(run.latencies, done - run.arrival_times)
    assert 1.2 < factors.mean() < 3


def test_after_a_spike_a_box_under_pressure_does_not_come_back():
    """Half full; a spike of 10 s leaves a queue; with pressure the queue itself keeps the box too slow for its load."""
    load = Workload(50, Spike(at=20, length=10, rate=150), duration=120)
    well, ill = (simulate(one(), load, behaviours={"box": Behaviour(pressure=pressure)})
                 for pressure in (Pressure(0.01, most=1.5), Pressure(0.01, most=4)))
    assert well.series("queue", "box")["queue"].iloc[-10:].max() < 50
    assert ill.series("queue", "box")["queue"].iloc[-10:].min() > 1_000


def test_theory_and_bad_input():
    told = theory(one(), Workload(10), behaviours={"box": Behaviour(pressure=Pressure())})
    assert "longer" in told["box"].fails
    for wrong, named in (({"per_call": 2}, "per_call"), ({"above": -1}, "above"), ({"most": 0.5}, "most")):
        with pytest.raises(SimulationError, match=named):
            Pressure(**wrong)
    with pytest.raises(SimulationError, match="pressure"):
        Behaviour(pressure=0.1)
    assert Pressure().replace(above=3).above == 3


def test_compiled_and_interpreted_slow_down_alike():
    given = {"architecture": one(servers=3), "workload": Workload(230), "n": 3_000,
             "client": Client(timeout=0.2, retries=2), "behaviours": {"box": Behaviour(pressure=Pressure(0.03))}}
    slow = simulate(**given)
    use_compiled(True)
    fast = simulate(**given)
    np.testing.assert_array_equal(fast.latencies, slow.latencies)
    assert fast.outcomes == slow.outcomes
