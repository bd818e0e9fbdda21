"""Held against what queueing theory knows exactly: the seed is fixed, the sampling error well inside the tolerance."""

import math

import numpy as np
import pytest

from helpers.simulation import Behaviour, Client, Empirical, Fault, Lognormal, Workload, simulate
from helpers.simulation import closed_forms as forms
from helpers.simulation.errors import SimulationError
from tests.simulation.designs import box, chain, erlang_c, finite_queue, one

MANY = 4_000_000


def near(found: float, wanted: float, share: float) -> None:
    assert found == pytest.approx(wanted, rel=share)


@pytest.mark.parametrize("rho", [0.5, 0.7])
def test_one_server(rho):
    run = simulate(one(), Workload(100 * rho), n=MANY)
    mean = 0.010 / (1 - rho)  # M/M/1: the time in the system is exponential
    near(run.mean_latency, mean, 0.01)
    near(run.latency(50), mean * math.log(2), 0.01)
    near(run.latency(99), mean * math.log(100), 0.02)
    near(run.wait("box"), rho * mean, 0.01)
    near(run.utilisation("box"), rho, 0.003)
    near(run.queue("box"), rho**2 / (1 - rho), 0.01)


@pytest.mark.parametrize(("servers", "rho"), [(4, 0.7), (16, 0.8)])
def test_a_pool_of_servers(servers, rho):
    run = simulate(one(servers=servers), Workload(100 * servers * rho), n=2_000_000)
    waits = erlang_c(servers, servers * rho)
    drain = 100 * servers * (1 - rho)
    near(float((run.waits("box") > 1e-9).mean()), waits, 0.02)
    near(run.wait("box"), waits / drain, 0.02)
    near(run.wait("box", 99), math.log(waits / 0.01) / drain, 0.03)
    near(run.mean_latency, 0.010 + waits / drain, 0.01)
    near(run.utilisation("box"), rho, 0.003)


def test_always_the_same_service_time():
    run = simulate(one(), Workload(70), n=2_000_000, behaviours={"box": Behaviour("deterministic")})
    near(run.wait("box"), 0.010 * 0.7 / (2 * 0.3), 0.01)


@pytest.mark.parametrize("cv2", [0.5, 2.0, 4.0])
def test_service_times_with_a_long_tail_wait_by_pollaczek_and_khinchine(cv2):
    run = simulate(one(), Workload(50), n=MANY, behaviours={"box": Behaviour(Lognormal(cv2))})
    wait = 0.010 * 0.5 * (1 + cv2) / (2 * 0.5)
    near(run.wait("box"), wait, {0.5: 0.01, 2.0: 0.02, 4.0: 0.05}[cv2])  # four standard errors
    near(run.mean_latency, 0.010 + wait, {0.5: 0.01, 2.0: 0.01, 4.0: 0.03}[cv2])


def test_measured_service_times():
    sample = Empirical([1, 1, 1, 5])
    run = simulate(one(), Workload(50), n=1_000_000, behaviours={"box": Behaviour(sample)})
    near(run.wait("box"), 0.010 * 0.5 * (1 + sample.cv2) / (2 * 0.5), 0.015)


def test_bursty_arrivals_wait_longer():
    """GI/M/1: the time in the system is exponential; sigma is the root of sigma = A*(mu (1 - sigma))."""
    p = (1 + math.sqrt(3 / 5)) / 2  # c2 = 4, balanced means
    sigma = 0.5
    for _ in range(500):
        s = 100 * (1 - sigma)
        sigma = sum(part * (2 * part * 50) / (2 * part * 50 + s) for part in (p, 1 - p))
    run = simulate(one(), Workload(50, arrivals="bursty", burstiness=4), n=2_000_000)
    near(run.mean_latency, 0.010 / (1 - sigma), 0.01)


def test_three_boxes_in_a_row_add_up():
    made = chain(box("a"), box("b", service_time=0.008, servers=1), box("c", service_time=0.030, servers=4))
    run = simulate(made, Workload(60), n=2_000_000)
    third = 0.030 + erlang_c(4, 1.8) / (4 / 0.030 - 60)
    near(run.mean_latency, 0.010 / 0.4 + 0.008 / 0.52 + third, 0.01)  # Jackson, 1957


def test_replicas_chosen_at_random_are_queues_of_their_own():
    made = chain(box("a", replicas=3), box("b", replicas=2, service_time=0.005))
    behaviours = {name: Behaviour(balancing="random") for name in "ab"}
    run = simulate(made, Workload(180), n=2_000_000, behaviours=behaviours)
    near(run.wait("a"), 0.010 * 0.6 / 0.4, 0.01)
    near(run.wait("b"), 0.005 * 0.45 / 0.55, 0.01)
    near(run.mean_latency, 0.010 / 0.4 + 0.005 / 0.55, 0.01)


@pytest.mark.parametrize(("servers", "places", "rho"), [(1, 0, 0.8), (1, 4, 0.9), (3, 5, 0.9), (4, 2, 1.5)])
def test_a_full_queue_turns_away_what_theory_says(servers, places, rho):
    run = simulate(one(servers=servers), Workload(100 * servers * rho), n=600_000,
                   behaviours={"box": Behaviour(queue_limit=places)})
    chances = finite_queue(servers, places, servers * rho)
    near(1 - run.availability, chances[-1], 0.02)
    assert run.outcomes["queue full"] == run.n - run.outcomes["served"]
    inside = sum(many * chance for many, chance in enumerate(chances))
    near(run.mean_latency, inside / (100 * servers * rho * (1 - chances[-1])), 0.01)
    near(run.utilisation("box"), rho * (1 - chances[-1]), 0.01)


def test_without_a_ceiling_nobody_waits():
    run = simulate(one(kind="external", servers=None, service_time=0.1), Workload(500), n=1_000_000,
                   behaviours={"box": Behaviour(Lognormal(2))})
    near(run.mean_latency, 0.1, 0.01)
    sigma = math.sqrt(math.log(3))
    near(run.latency(99), 0.1 * math.exp(2.326348 * sigma - sigma**2 / 2), 0.02)
    assert run.wait("box") == 0
    assert run.utilisation("box") == 0
    near(_inside(run), 500 * 0.1, 0.01)  # M/G/infinity


def _inside(run) -> float:
    """How many requests are in the system, counted at 200,000 moments."""
    moments = np.linspace(0.1 * run.seconds, 0.9 * run.seconds, 200_000)
    left = np.sort(run.arrival_times + run.latencies)
    return float((np.searchsorted(run.arrival_times, moments) - np.searchsorted(left, moments)).mean())


def test_as_many_are_inside_as_arrive_times_how_long_they_stay():
    run = simulate(chain(box("a"), box("b", servers=3, service_time=0.04)), Workload(60), n=1_000_000)
    near(_inside(run), run.n / run.seconds * run.mean_latency, 0.01)  # Little, 1961


@pytest.mark.parametrize("engine", ["scan", "event"])
def test_the_slowest_of_k_calls_takes_the_harmonic_sum(engine):
    made = chain(box("api", servers=1000, service_time=0), box("leaf", "external", servers=None, service_time=0.010))
    made = made.disconnect("api", "leaf").connect("api", "leaf", latency=0, calls=20)
    run = simulate(made, Workload(100), n=50_000, engine=engine)
    near(run.mean_latency, 0.010 * sum(1 / k for k in range(1, 21)), 0.01)
    near(run.calls("leaf"), 20 * run.n, 1e-12)


def test_one_slow_call_of_a_hundred_makes_most_wide_requests_slow():
    made = chain(box("api", servers=1000, service_time=0), box("leaf", "external", servers=None))
    made = made.disconnect("api", "leaf").connect("api", "leaf", latency=0, calls=100)
    run = simulate(made, Workload(100), n=20_000, behaviours={"leaf": Behaviour(Empirical([1] * 99 + [100]))})
    slow = float((run.latencies > np.median(run.latencies) / 2).mean())
    assert run.latency(1) < run.latency(99) / 10
    near(slow, 1 - 0.99**100, 0.02)  # Dean and Barroso, The Tail at Scale, 2013: 63%


def half_dead():
    """Two replicas by chance, one of them dead and never noticed: half of all attempts fail, each by itself."""
    return (one(replicas=2, servers=1000, service_time=0.001), [Fault("crash", "box", replicas=1, detect="1 d")],
            {"box": Behaviour(balancing="random")})


def test_three_retries_of_what_fails_half_the_time():
    made, faults, behaviours = half_dead()
    run = simulate(made, Workload(100), faults, Client(retries=3, backoff=0.01), n=400_000, behaviours=behaviours)
    near(run.attempts / run.n, 1.875, 0.005)  # 1 + 1/2 + 1/4 + 1/8
    near(run.availability, 0.9375, 0.002)
    assert run.drops("box") == {"replica down": run.attempts - run.outcomes["served"]}


def test_a_crash_of_one_of_two_costs_half_while_it_lasts():
    made, _, behaviours = half_dead()
    faults = [Fault("crash", "box", at=1000, length=1000, replicas=1, detect="1 d")]
    run = simulate(made, Workload(100), faults, n=400_000, behaviours=behaviours)
    during = (run.arrival_times > 1001) & (run.arrival_times < 1999)
    near(float(run.served[during].mean()), 0.5, 0.01)
    assert run.served[run.arrival_times < 999].all()
    assert run.served[run.arrival_times > 2001].all()
    near(run.availability, 1 - 0.5 * 1000 / run.seconds, 0.005)


# At the edge of what can be carried

@pytest.mark.parametrize("rate", [100.0, 100.5, 150.0, 1e6])
def test_at_and_just_above_capacity_waits_have_no_end(rate):
    assert forms.mmc_wait(rate, 0.010, 1) == math.inf
    assert forms.mmc_percentile(rate, 0.010, 1, 99) == math.inf
    assert forms.mg1_wait(rate, 0.010, 0.0) == math.inf


def test_just_below_capacity_waits_are_long_and_finite():
    assert 1 < forms.mmc_wait(99.9, 0.010, 1) < math.inf
    assert 1 < forms.mmc_percentile(99.9, 0.010, 1, 99) < math.inf
    assert 1 < forms.mg1_wait(99.9, 0.010, 1.0) < math.inf


@pytest.mark.parametrize("places", [10_000_000, 10_000_001, 10**9])
def test_a_queue_too_long_to_work_out_is_refused(places):
    with pytest.raises(SimulationError, match="queue_limit"):
        forms.mmck(50, 0.010, 1, places)


@pytest.mark.parametrize("servers", [1, 2, 5])
@pytest.mark.parametrize("load", [0.2, 0.99, 1.0, 1.01, 3.0])
def test_the_share_that_waits_is_that_of_the_chain_of_states_and_1_from_full_load_on(servers, load):
    offered = load * servers
    if load >= 1:
        assert forms.erlang_c(servers, offered) == 1.0
        assert forms.mmc_wait(offered * 100, 0.010, servers) == math.inf
        assert forms.mmc_percentile(offered * 100, 0.010, servers, 99) == math.inf
    else:  # the chain itself: what goes in a second goes out in a second
        states = [1.0]
        for here in range(1, 6_000):
            states.append(states[-1] * offered / min(here, servers))
        assert forms.erlang_c(servers, offered) == pytest.approx(sum(states[servers:]) / sum(states), rel=1e-9)


@pytest.mark.parametrize("percentile", [50, 90, 99, 99.9])
@pytest.mark.parametrize("servers", [2, 3, 8])
def test_where_the_queue_drains_as_fast_as_one_server_works_the_formula_has_no_gap(servers, percentile):
    mu = 100.0  # at this very rate d = mu, and the two exponentials of the tail are one
    there = forms.mmc_percentile((servers - 1) * mu, 1 / mu, servers, percentile)
    beside = [forms.mmc_percentile((servers - 1) * mu * (1 + by), 1 / mu, servers, percentile) for by in (-1e-6, 1e-6)]
    assert there == pytest.approx(sum(beside) / 2, rel=1e-6)
