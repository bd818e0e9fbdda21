"""What theory says of a drawn design: it agrees with the simulation where it speaks, and says why where it does not."""

import math

import pytest

from helpers.architecture import Architecture, Component
from helpers.simulation import (
    Autoscale,
    Behaviour,
    Caching,
    Client,
    Diurnal,
    Fault,
    Keys,
    Lognormal,
    SimulationError,
    Workload,
    simulate,
    sweep,
    theory,
    three_ways,
)
from helpers.simulation.closed_forms import erlang_b, erlang_c, mg1_wait, mmck

MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]


def box(rate=70.0, servers=1, replicas=1, service="10 ms", **behaviour):
    design = Architecture("One box").add(
        Component("client", "client"), Component("till", "service", servers=servers, replicas=replicas,
                                                 service_time=service)).connect("client", "till", latency=0)
    return design, Workload(rate), {"till": Behaviour(**behaviour)} if behaviour else None


def law(rate=70.0, **options):
    design, load, behaviours = box(rate, **options)
    return theory(design, load, behaviours=behaviours)["till"]


@pytest.mark.parametrize(("options", "model"), [
    ({}, "M/M/1"),
    ({"rate": 250, "servers": 4}, "M/M/c"),
    ({"rate": 140, "replicas": 2, "balancing": "random"}, "M/M/1"),
])
def test_mean_and_tail_agree_with_the_simulation(options, model):
    found = law(**options)
    design, load, behaviours = box(**options)
    run = simulate(design, load, n=1_000_000, behaviours=behaviours)
    assert found.model == model
    assert found.wait == pytest.approx(run.wait("till"), rel=0.03)
    assert found.time == pytest.approx(run.mean_latency, rel=0.02)
    assert found.p99 == pytest.approx(run.latency(99), rel=0.04)
    assert found.utilisation == pytest.approx(run.utilisation("till"), rel=0.01)
    assert found.queue == pytest.approx(run.queue("till"), rel=0.04)


@pytest.mark.parametrize(("how", "cv2", "model"), [("deterministic", 0.0, "M/D/1"), (Lognormal(2.0), 2.0, "M/G/1")])
def test_pollaczek_and_khinchine(how, cv2, model):
    design, load, _ = box()
    found = theory(design, load, behaviours={"till": Behaviour(service=how)})["till"]
    assert (found.model, found.wait) == (model, pytest.approx(mg1_wait(70, 0.01, cv2)))


def test_a_bounded_queue_loses_what_the_balance_equations_say():
    found = law(120.0, queue_limit=5)
    lost, wait = mmck(120, 0.01, 1, 5)
    assert (found.model, found.lost, found.wait) == ("M/M/1/K", pytest.approx(lost), pytest.approx(wait))
    assert mmck(50, 0.1, 10, 0)[0] == pytest.approx(erlang_b(10, 5.0))
    assert mmck(70, 0.01, 1, 2000)[1] == pytest.approx(erlang_c(1, 0.7) / 30, rel=1e-6)


def test_an_overload_waits_without_bound():
    found = law(130.0)
    assert math.isinf(found.wait)
    assert found.utilisation == pytest.approx(1.3)


@pytest.mark.parametrize(("options", "told"), [
    ({"replicas": 2}, "round-robin"),
    ({"replicas": 2, "balancing": "two-choices"}, "looks at the queues"),
    ({"servers": 2, "service_": Lognormal(2)}, "exponential service only"),
    ({"shed_above": "1 s"}, "depends on the queue"),
    ({"autoscale": Autoscale()}, "replicas changes"),
    ({"service_": "deterministic", "queue_limit": 3}, "exponential service only"),
])
def test_it_names_the_assumption_that_fails(options, told):
    if "service_" in options:
        how = options.pop("service_")
        design, load, _ = box(**{key: options[key] for key in options if key == "servers"})
        rest = {key: options[key] for key in options if key != "servers"}
        found = theory(design, load, behaviours={"till": Behaviour(service=how, **rest)})["till"]
    else:
        found = law(**options)
    assert told in found.fails
    assert math.isnan(found.wait)
    assert found.utilisation > 0


@pytest.mark.parametrize(("load", "faults", "client", "told"), [
    (Workload(70, shape=Diurnal(2)), (), None, "changes over time"),
    (Workload(70, arrivals="bursty"), (), None, "bursty"),
    (Workload(70), Fault("slow", "till"), None, "faults"),
    (Workload(70), (), Client(timeout=1), "client reacts"),
])
def test_what_breaks_every_assumption_is_told(load, faults, client, told):
    design, _, _ = box()
    found = theory(design, load, faults, client)
    assert told in found["till"].fails
    assert told in found.fails
    assert math.isnan(found.mean_latency)


CHAIN = (Architecture("Chain").add(Component("client", "client"), Component("api", "service", servers=4),
                                   Component("hot", "cache", hit_rate=0.8, stores="link"),
                                   Component("links", "sql", stores="link", service_time="5 ms"))
         .connect("client", "api").connect("api", "hot").connect("api", "links"))


def test_a_chain_of_jackson_adds_up():
    load = Workload(600, mix=MIX)
    found = theory(CHAIN, load)
    run = simulate(CHAIN, load, n=500_000)
    assert not found.fails
    assert found.mean_latency == pytest.approx(run.mean_latency, rel=0.01)
    for name in ("api", "hot", "links"):
        assert found[name].wait == pytest.approx(run.wait(name), rel=0.06, abs=1e-6)


def test_what_leaves_a_box_that_is_no_markov_queue_is_not_poisson():
    found = theory(CHAIN, Workload(600, mix=MIX), behaviours={"api": Behaviour(service="deterministic")})
    assert "what leaves api is not Poisson" in found["links"].fails
    keyed = theory(CHAIN, Workload(600, mix=MIX, keys=Keys(100)), behaviours={"hot": Behaviour(caching=Caching(10))})
    assert "what was asked before" in keyed["hot"].fails


def test_copies_of_a_call_and_slowest_of_several_are_told():
    wide = CHAIN.disconnect("api", "hot").disconnect("api", "links").connect("api", "links", calls=3)
    assert "3 calls at once" in theory(wide, Workload(100, mix=MIX))["links"].fails
    both = [{"name": "save", "share": 1.0, "writes": ["link"]}]
    assert "slowest of several" in theory(CHAIN, Workload(100, mix=both)).fails


def test_three_ways_stand_side_by_side():
    frame = three_ways(CHAIN, Workload(600, mix=MIX), n=100_000)
    assert list(frame.index) == ["api", "hot", "links", "mean latency"]
    assert frame.loc["api", "napkin: full"] == frame.loc["api", "theory: full"] == "75%"
    assert frame.loc["api", "theory says"] == "M/M/c"
    assert "in all" in frame.loc["mean latency", "theory: mean wait"]
    silent = three_ways(CHAIN.replace("api", replicas=2), Workload(600, mix=MIX), n=20_000)
    assert "round-robin" in silent.loc["api", "theory says"]
    assert silent.loc["api", "theory: mean wait"] == ""


def test_a_sweep_has_a_run_for_each_load_and_says_where_it_ends():
    told = []
    found = sweep(CHAIN, Workload(600, mix=MIX), [900, 100, 600], n=20_000, progress=lambda *both: told.append(both))
    assert found.rates == (100, 600, 900)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert list(found.frame["growing"]) == [False, False, True]
    assert found.frame["fullest"].iloc[-1] == "api"
    assert found.highest(0.2) == 600
    assert found.highest(0.001) == 0.0


@pytest.mark.parametrize("rates", ["fast", 5, [0], [math.nan], []])
def test_a_sweep_of_nothing_is_refused(rates):
    with pytest.raises(SimulationError, match="rates"):
        sweep(CHAIN, Workload(600, mix=MIX), rates)


def test_theory_of_what_is_no_workload_is_refused():
    with pytest.raises(SimulationError, match="workload"):
        theory(CHAIN, 600)
    with pytest.raises(SimulationError, match="no 'tilll'"):
        theory(*box()[:2])["tilll"]
