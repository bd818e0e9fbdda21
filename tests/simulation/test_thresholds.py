"""Both sides of each threshold, and figures by hand: what a formula or a limit one step off would change."""

import math
from collections import OrderedDict
from types import SimpleNamespace

import numpy as np
import pytest

from helpers.simulation import (
    Autoscale,
    Behaviour,
    Breaker,
    Caching,
    Client,
    Fault,
    Keys,
    Sweep,
    Workload,
    simulate,
    theory,
)
from helpers.simulation import closed_forms as forms
from helpers.simulation.stats import SECTIONS, T_95, interval, rising
from tests.simulation.designs import READ, finite_queue, interpreted, one, web

FIXED = Behaviour("deterministic")


@pytest.fixture(autouse=True)
def as_they_stand():
    """The loops as they are written: a change in one shows at once, without half a minute of compiling."""
    with interpreted():
        yield


# --- theory -----------------------------------------------------------------------------------------------------------

QUEUES = [(1, 0, 0.8), (1, 5, 1.2), (3, 5, 0.9), (4, 2, 1.5), (10, 0, 0.5)]


@pytest.mark.parametrize(("servers", "places", "rho"), QUEUES)
def test_a_bounded_queue_by_its_chances(servers, places, rho):
    """Little's law over those let in: who waits, over how many come in a second."""
    service, rate = 0.010, 100 * servers * rho
    chances = finite_queue(servers, places, servers * rho)
    waiting = sum((many - servers) * chance for many, chance in enumerate(chances) if many > servers)
    lost, wait = forms.mmck(rate, service, servers, places)
    assert lost == pytest.approx(chances[-1])
    assert wait == pytest.approx(waiting / (rate * (1 - chances[-1])))


@pytest.mark.parametrize("rate", [1e3, 1e12, 1e17, 1e300])
@pytest.mark.parametrize(("servers", "places"), [(1, 5), (4, 2), (3, 0)])
def test_who_gets_into_a_swamped_queue_waits_for_all_before_it(rate, servers, places):
    """However many are lost: the last place is the one that is free, and servers / service leave a second."""
    lost, wait = forms.mmck(rate, 1.0, servers, places)
    assert lost == pytest.approx(1 - servers / rate, rel=1e-5)
    assert wait == pytest.approx(places / servers, rel=1e-2)


@pytest.mark.parametrize(("servers", "places", "rho"), QUEUES)
def test_what_is_lost_keeps_no_server_busy(servers, places, rho):
    found = theory(one(servers=servers), Workload(100 * servers * rho),
                   behaviours={"box": Behaviour(queue_limit=places)})["box"]
    chances = finite_queue(servers, places, servers * rho)
    busy = sum(min(many, servers) * chance for many, chance in enumerate(chances))
    waiting = sum(max(0, many - servers) * chance for many, chance in enumerate(chances))
    assert found.utilisation == pytest.approx(busy / servers)
    assert found.lost == pytest.approx(chances[-1])
    assert found.queue == pytest.approx(waiting)
    assert found.time == pytest.approx(found.wait + 0.010)


@pytest.mark.parametrize(("rate", "bounded"), [(99.999, True), (100, False), (100.001, False)])
def test_at_full_capacity_the_wait_has_no_bound(rate, bounded):
    for wait in (forms.mmc_wait(rate, 0.010, 1), forms.mmc_wait(4 * rate, 0.010, 4), forms.mg1_wait(rate, 0.010, 0.5),
                 forms.mmc_percentile(rate, 0.010, 1, 99), forms.mmc_percentile(4 * rate, 0.010, 4, 99)):
        assert math.isfinite(wait) is bounded
    assert (forms.erlang_c(4, rate / 25) < 1) is bounded


@pytest.mark.parametrize(("servers", "offered"), [(1, 0.7), (2, 1.0), (10, 5.0), (100, 90.0)])
def test_erlang_by_the_sum_of_his_paper(servers, offered):
    weights = [offered**k / math.factorial(k) for k in range(servers + 1)]
    lost = weights[-1] / math.fsum(weights)
    assert forms.erlang_b(servers, offered) == pytest.approx(lost)
    waits = weights[-1] * servers / (servers - offered)
    assert forms.erlang_c(servers, offered) == pytest.approx(waits / (math.fsum(weights[:-1]) + waits))
    assert forms.erlang_b(servers, 0.0) == 0.0


@pytest.mark.parametrize(("servers", "rate"), [(1, 70), (2, 100), (2, 150), (5, 480)])  # (2, 100): d = mu
def test_a_percentile_leaves_its_share_beyond_it(servers, rate):
    """The tail of waiting and service, integrated over the wait: P(W > t) = C exp(-d t)."""
    mu, spare, waits = 100.0, 100 * servers - rate, forms.erlang_c(servers, rate / 100)
    for percentile in (50, 90, 99, 99.9):
        t = forms.mmc_percentile(rate, 0.010, servers, percentile)
        at = np.linspace(0, t, 200_001)
        later = np.trapezoid(waits * spare * np.exp(-spare * at) * np.exp(-mu * (t - at)), at)
        beyond = (1 - waits) * math.exp(-mu * t) + later + waits * math.exp(-spare * t)
        assert beyond == pytest.approx(1 - percentile / 100, rel=1e-4)


# --- how sure ---------------------------------------------------------------------------------------------------------


def test_the_quantile_of_student_leaves_five_in_a_hundred_outside():
    degrees = SECTIONS - 1
    at = np.linspace(-T_95, T_95, 200_001)
    scale = math.gamma((degrees + 1) / 2) / math.sqrt(degrees * math.pi) / math.gamma(degrees / 2)
    inside = np.trapezoid(scale * (1 + at**2 / degrees) ** (-(degrees + 1) / 2), at)
    assert inside == pytest.approx(0.95, abs=1e-4)
    found = np.random.default_rng(1).permutation(1_000).astype(float)
    settled = found[100:].reshape(SECTIONS, 90).mean(axis=1)
    apart = settled - settled.mean()
    alike = max(0.0, (apart[1:] * apart[:-1]).sum() / (apart**2).sum())
    half = T_95 * np.std(settled, ddof=1) / math.sqrt(SECTIONS) * math.sqrt((1 + alike) / (1 - alike))
    assert interval(found, np.mean) == pytest.approx((settled.mean() - half, settled.mean() + half))
    assert interval(np.ones(1_000), np.mean) == (1.0, 1.0)


def test_batches_on_the_same_side_as_their_neighbours_make_less_sure():
    batches = np.repeat([0.0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1], 100)
    apart = np.repeat([0.0, 1] * 6, 100)
    assert np.diff(interval(batches, np.mean)) > 1.2 * np.diff(interval(apart, np.mean))


def of_correlation(wanted: float) -> np.ndarray:
    """Twenty batches whose ranks go with time as closely as wanted, the last fifth far above the first."""
    draw = np.random.default_rng(1)
    for _ in range(200_000):
        ranks = np.argsort(np.arange(20) + draw.normal(0, draw.uniform(0, 12), 20)).argsort()
        found = np.corrcoef(ranks, np.arange(20))[0, 1]
        values = 1.0 + ranks
        if abs(found - wanted) < 0.005 and values[-4:].mean() > 1.6 * values[:4].mean():
            return values
    raise AssertionError("none found")


@pytest.mark.parametrize(("correlation", "grows"), [(0.5, False), (0.7, False), (0.79, False), (0.81, True),
                                                    (0.95, True)])
def test_what_rises_keeps_its_order(correlation, grows):
    assert rising(of_correlation(correlation)) is grows


@pytest.mark.parametrize(("last", "grows"), [(1.45, False), (1.49, False), (1.51, True), (2, True)])
def test_what_rises_ends_well_above_its_start(last, grows):
    assert rising(np.concatenate([np.full(4, 1.0) + np.arange(4) * 1e-9, np.linspace(1.01, 1.4, 12),
                                  np.full(4, last) + np.arange(4) * 1e-9])) is grows


@pytest.mark.parametrize(("rate", "calm"), [(29, True), (31, True), (49, True), (51, False), (70, False)])
def test_nothing_is_near_its_limit_up_to_one_half(rate, calm):
    run = simulate(one(), Workload(rate, arrivals="regular"), n=500, behaviours={"box": FIXED})
    assert run.bottleneck.utilisation == pytest.approx(rate / 100)
    assert ("nothing is near its limit" in run.bottleneck.because) is calm


@pytest.mark.parametrize(("shares", "told"), [((0.5, 0.5), False), ((0.59, 0.41), False), ((0.61, 0.39), True)])
def test_a_replica_is_fuller_from_a_fifth_above_the_average_on(shares, told):
    """By index: key 0 is the first replica's, key 1 the second's."""
    run = simulate(one(replicas=2), Workload(50, keys=Keys(2, hot=shares[0])), n=20_000,
                   behaviours={"box": Behaviour(balancing="by-index")})
    assert run.shard_shares("box")[0] == pytest.approx(shares[0], abs=0.008)
    assert ("fullest replica" in run.bottleneck.because) is told


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("servers", "above", "served"), [
    (1, 0.99, 1), (1, 1.0, 2), (1, 1.99, 2), (1, 2.0, 3), (1, 3.0, 4), (2, 0.49, 2), (2, 0.5, 3), (2, 0.99, 3),
    (2, 1.0, 4),
])
def test_a_call_is_shed_when_its_expected_wait_is_longer(servers, above, served):
    """Four calls in 0.4 s to servers that take a second each: the k-th in the queue expects k / servers seconds."""
    run = simulate(one(servers=servers, service_time=1), Workload(10, arrivals="regular"), n=4,
                   behaviours={"box": FIXED.replace(shed_above=above)})
    assert run.outcomes == {"served": served} | ({"load shed": 4 - served} if served < 4 else {})


@pytest.mark.parametrize(("places", "served"), [(0, 1), (1, 2), (2, 3), (3, 4)])
def test_a_queue_takes_as_many_as_it_has_places(places, served):
    run = simulate(one(service_time=1), Workload(10, arrivals="regular"), n=4,
                   behaviours={"box": FIXED.replace(queue_limit=places)})
    assert run.outcomes["served"] == served


def broken(n: int = 8, **breaker) -> list[str]:
    """What becomes of calls at 1, 2, ... s, when those at 3 and 4 s find the link lost."""
    given = {"failures": 0.5, "window": 100, "least": 4, "open_for": 2, **breaker}
    run = simulate(one(), Workload(1, arrivals="regular"), Fault("link", "client -> box", at=2.5, length=2),
                   Client(breaker=Breaker(**given)), n=n, behaviours={"box": FIXED})
    words = {1: "ok", 7: "lost", 8: "open"}
    return [words[each] for each in run._raw.outcome.tolist()]


OPEN_AT_4 = ["ok", "ok", "lost", "lost", "open", "ok", "ok", "ok"]  # opened at 4 s for 2 s: the trial is at 6 s
OPEN_AT_3 = ["ok", "ok", "lost", "open", "ok", "ok", "ok", "ok"]
NEVER = ["ok", "ok", "lost", "lost", "ok", "ok", "ok", "ok"]


@pytest.mark.parametrize(("breaker", "found"), [
    ({}, OPEN_AT_4),  # two of four: exactly one half
    ({"failures": 0.51}, NEVER),
    ({"least": 5}, NEVER),
    ({"failures": 1 / 3, "least": 3}, OPEN_AT_3),  # one of three
    ({"failures": 0.34, "least": 3}, OPEN_AT_4),
    ({"failures": 1, "least": 1, "window": 3}, OPEN_AT_3),  # a new window begins at 3 s, and all of it failed
    ({"failures": 1, "least": 1, "window": 3.5}, OPEN_AT_4),
    ({"open_for": 1.9}, OPEN_AT_4),
    ({"open_for": 2.1}, ["ok", "ok", "lost", "lost", "open", "open", "ok", "ok"]),
])
def test_the_breaker_opens_at_its_share_and_closes_at_its_time(breaker, found):
    assert broken(**breaker) == found


# --- what is scaled ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("use", "wanted"), [
    (0.40, 8), (0.445, 9), (0.455, 10), (0.50, 10), (0.545, 10), (0.555, 12), (0.60, 12), (0.75, 15),
])
def test_a_scaler_leaves_a_tenth_either_way_alone(use, wanted):
    """Ten replicas, half of them to be busy: ceil(10 * use / 0.5), as the Horizontal Pod Autoscaler does."""
    run = simulate(one(replicas=10), Workload(1000 * use, arrivals="regular", duration=10.5),
                   behaviours={"box": FIXED.replace(autoscale=Autoscale(0.5, interval=10, delay=0))})
    changes = dict(run._raw.seen["box"].replicas)
    assert changes.get(10.0, 10) == wanted


# --- what is kept -----------------------------------------------------------------------------------------------------


def misses(keys, entries: int, policy: str) -> int:
    """How often one of the keys is not there, by a dict that throws out the oldest."""
    held, missed = OrderedDict(), 0
    for key in keys:
        if key in held:
            if policy == "lru":
                held.move_to_end(key)
            continue
        missed += 1
        held[key] = True
        if len(held) > entries:
            held.popitem(last=False)
    return missed


@pytest.mark.parametrize("policy", ["lru", "fifo"])
@pytest.mark.parametrize("entries", [1, 2, 3, 4, 5, 9])
def test_a_cache_holds_as_many_entries_as_it_has(entries, policy):
    run = simulate(web(replicas=1), Workload(1, mix=READ, keys=Keys(5, skew=0.5), arrivals="regular"), n=2_000,
                   behaviours={**dict.fromkeys(("app", "db"), FIXED),
                               "cache": FIXED.replace(caching=Caching(entries, policy))})
    assert run.calls("db") == misses(run._raw.setup.keys.tolist(), entries, policy)


# --- sweeps and time spans --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("availability", "p99", "counts"), [
    (1.0, 0.1, True), (0.9995, 0.1, True), (0.9991, 0.1, True), (0.9989, 0.1, False), (0.95, 0.1, False),
    (1.0, 0.1001, False), (1.0, math.nan, False),
])
def test_the_highest_load_counts_where_it_is_served_in_time(availability, p99, counts):
    run = SimpleNamespace(latency=lambda percentile: p99 if percentile == 99 else math.inf, availability=availability)
    assert Sweep((7.0,), (run,)).highest(0.1) == (7.0 if counts else 0.0)
    assert Sweep((7.0,), (run,)).highest(0.1, 50) == 0.0


@pytest.mark.parametrize("engine", ["scan", "event"])
def test_utilisation_is_over_the_time_until_nobody_waits(engine):
    """Calls at 10, 20, 30 s of 10.5 s each, all to the first of two: the last begins at 31 s and is done at 41.5 s."""
    run = simulate(one(replicas=2, service_time=10.5), Workload(0.1, keys=Keys(1), arrivals="regular"), n=3,
                   engine=engine, behaviours={"box": FIXED.replace(balancing="by-index")})
    assert run.utilisation("box") == pytest.approx(31.5 / (2 * 31), rel=1e-6)
    assert run.replica_seconds("box") == pytest.approx(2 * 31, rel=1e-6)
    calm = simulate(one(service_time=5), Workload(0.1, arrivals="regular"), n=3, engine=engine,
                    behaviours={"box": FIXED})
    assert calm.utilisation("box") == pytest.approx(15 / 30)  # to the last arrival; its service counts in full
    assert run.queue("box") == pytest.approx((0.5 + 1.0) / 41.5, rel=1e-6)
