"""The envelope, the spike and what boxes earn, against closed forms."""

import math

import pytest

from helpers import (
    Architecture,
    Behaviour,
    Client,
    Component,
    Fault,
    Workload,
    ablation,
    capacity_envelope,
    spike_probe,
)
from helpers.reliability import ReliabilityError
from helpers.simulation import use_compiled
from tests.simulation.designs import READ, box, chain, one


@pytest.fixture(autouse=True)
def compiled():
    use_compiled(True)
    yield
    use_compiled(None)


# --- the envelope -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("latency", [0.1, 0.3])
def test_the_envelope_of_one_server_is_that_of_the_closed_form(latency):
    """M/M/1: the time inside is exponential with rate mu - lambda, so that p99 = ln(100) / (mu - lambda)."""
    found = capacity_envelope(one(), {"latency": latency}, Workload(1), n=200_000)
    assert found.rate == pytest.approx(100 - math.log(100) / latency, rel=0.06)
    assert found.breaks_first == ("latency",)
    assert found.box == "box"
    rates = [each.rate for each in found.trials]
    assert rates == sorted(rates)
    green = [not each.missed for each in found.trials]
    assert green == sorted(green, reverse=True)  # green up to the limit, and never above it
    assert len(found.table()) == len(rates)


def test_without_a_target_the_envelope_is_where_queues_grow_or_drop():
    free = capacity_envelope(one(servers=10), None, Workload(1), n=20_000)
    assert free.rate == pytest.approx(1_000, rel=0.05)
    assert "growing" in free.breaks_first
    bounded = capacity_envelope(one(), None, Workload(1), behaviours={"box": Behaviour(queue_limit=3)}, n=50_000)
    # M/M/1/4: the share lost is 0.1% where rho^4 (1 - rho) / (1 - rho^5) = 0.001
    rho = bounded.rate / 100
    assert rho**4 * (1 - rho) / (1 - rho**5) == pytest.approx(0.001, rel=0.35)
    assert "availability" in bounded.breaks_first


def test_a_lost_machine_makes_the_envelope_smaller():
    made = one(replicas=4)
    whole = capacity_envelope(made, {"latency": "200 ms"}, Workload(1), n=20_000)
    less = capacity_envelope(made, {"latency": "200 ms"}, Workload(1), n=20_000,
                             faults=Fault("crash", "box", replicas=1))
    assert less.rate == pytest.approx(whole.rate * 3 / 4, rel=0.06)


def test_what_no_load_can_meet_and_what_nothing_limits():
    assert capacity_envelope(one(), {"latency": "1 ms"}, Workload(10), n=1_000).rate == 0.0
    with pytest.raises(ReliabilityError, match="nothing limits this"):
        capacity_envelope(one(capacity=None, servers=None, service_time=0), None, Workload(10), n=100)


# --- the spike --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("rate", "times", "length"), [(50, 4, 10), (60, 3, 20), (70, 2, 15)])
def test_a_spike_is_drained_when_the_fluid_is(rate, times, length):
    """What is left after the spike is (times * rate - mu) * length, and mu - rate of it are served a second."""
    drained = []
    for seed in range(1, 5):
        found = spike_probe(one(), Workload(rate), times=times, length=length, n=15_000, seed=seed)
        assert found.survived
        assert found.lost_after == found.lost_in_spike == 0
        drained.append(found.drained_after)
        assert found.most_inside == pytest.approx((times * rate - 100) * length, rel=0.2)
    assert sum(drained) / 4 == pytest.approx((times * rate - 100) * length / (100 - rate), rel=0.25)
    assert "Survived" in found.sentence


def test_a_spike_that_is_no_more_than_can_be_served_leaves_nothing():
    found = spike_probe(one(), Workload(10), times=2, length=10, n=3_000)
    assert found.survived
    assert found.drained_after < 1


def test_a_storm_is_not_survived_and_a_budget_survives_it():
    storm = Client(timeout="250 ms", retries=3, backoff="50 ms")
    given = {"times": 5, "length": 10, "n": 20_000, "behaviours": {"box": Behaviour(queue_limit=1_000)}}
    sick = spike_probe(one(servers=2), Workload(120), client=storm, **given)
    well = spike_probe(one(servers=2), Workload(120), client=storm.replace(budget=0.1), **given)
    assert not sick.survived
    assert sick.lost_after > 0.9
    assert "Not survived" in sick.sentence
    assert well.survived
    assert well.drained_after < 60


def test_the_requests_must_last():
    with pytest.raises(ReliabilityError, match="n: 1,000 requests do not last"):
        spike_probe(one(), Workload(50), times=4, length=10, n=1_000)
    many = 50 * 10 * (4 + 1.25) + 1
    assert spike_probe(one(), Workload(50), times=4, length=10, n=int(many)).run.n == int(many)


# --- what boxes earn --------------------------------------------------------------------------------------------------

def test_a_cache_earns_latency_and_room_and_an_idle_door_nothing():
    made = Architecture("Shop").add(
        Component("client", "client"), box("door", "gateway", servers=100, service_time=0.0, cost=10),
        box("app", replicas=2, servers=20, service_time=0.002), box("hot", "cache", servers=100, service_time=0.001),
        box("db", "sql", copies=2, servers=4, service_time=0.010, stores="item"))
    for source, target in (("client", "door"), ("door", "app"), ("app", "hot"), ("app", "db")):
        made = made.connect(source, target)
    found = ablation(made, Workload(700, mix=READ))
    assert {"latency", "room"} <= set(found["hot"].worse)
    assert found["hot"].figures["room"] == pytest.approx(700 / 800)
    assert found["door"].worse == ()
    assert found["door"].saves == pytest.approx(10)
    assert "earns nothing" in found["door"].sentence
    assert found["db"].breaks == ("read",)
    assert "is needed" in found["db"].sentence
    assert set(found.table().index) == {"door", "app", "hot", "db"}
    with pytest.raises(ReliabilityError, match="box: 'dor'"):
        found["dor"]


def test_a_machine_more_in_series_makes_availability_worse_not_better():
    made = chain(box("door", "gateway", servers=100), box("db", "sql", copies=2, servers=100, stores="item"))
    found = ablation(made, Workload(10, mix=READ), n=1_000)
    assert "availability" not in found["door"].worse
    assert found["door"].figures["availability"] > found.usual["availability"]
