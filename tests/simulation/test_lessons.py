"""What the simulator is there to show, each shown once."""

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
    Lognormal,
    Spike,
    Workload,
    simulate,
)
from tests.simulation.designs import READ, box, chain, one, web

N = 40_000


def test_waiting_grows_without_bound_near_saturation():
    mean = {rho: simulate(one(), Workload(100 * rho), n=200_000).mean_latency for rho in (0.5, 0.8, 0.9, 0.95)}
    assert mean[0.8] > 2 * mean[0.5]
    assert mean[0.95] > 1.6 * mean[0.9] > 2.4 * mean[0.8]
    longer = [simulate(one(), Workload(110), n=n).mean_latency for n in (10_000, 40_000, 160_000)]
    assert longer[2] > 3 * longer[1] > 9 * longer[0] * 0.8


def test_one_pool_beats_as_many_servers_apart():
    pooled = simulate(one(servers=8), Workload(640), n=N)
    apart = {how: simulate(one(replicas=8), Workload(640), n=N, behaviours={"box": Behaviour(balancing=how)})
             for how in ("random", "round-robin", "two-choices", "shortest-queue")}
    assert pooled.wait("box") < 0.25 * apart["random"].wait("box")
    assert pooled.mean_latency < apart["shortest-queue"].mean_latency < apart["two-choices"].mean_latency
    assert apart["two-choices"].mean_latency < apart["round-robin"].mean_latency < apart["random"].mean_latency


def test_a_longer_queue_buys_time_not_throughput():
    runs = [simulate(one(), Workload(150), n=N, behaviours={"box": Behaviour(queue_limit=limit)})
            for limit in (5, 50, 500)]
    served = [run.outcomes["served"] / run.seconds for run in runs]
    assert all(each == pytest.approx(100, rel=0.03) for each in served)
    assert runs[2].latency(50) > 5 * runs[1].latency(50) > 25 * runs[0].latency(50)


def test_a_hot_key_overloads_one_shard():
    made = chain(box("api", servers=100, service_time=0.001),
                 box("db", "wide_column", shards=8, copies=1, stores="item"))
    even = simulate(made, Workload(400, mix=READ, keys=Keys(100_000, skew=0)), n=N)
    hot = simulate(made, Workload(400, mix=READ, keys=Keys(100_000, skew=0, hot=0.3)), n=N)
    assert even.shard_shares("db").max() < 0.14
    assert hot.shard_shares("db").max() > 0.35
    assert even.utilisation("db") == pytest.approx(0.5, abs=0.02)
    assert hot.latency(99) > 20 * even.latency(99)
    assert hot.bottleneck.component == "db"
    assert "fullest replica" in hot.bottleneck.because


def spiked(**client):
    """60% load; for ten seconds two and a half times what can be served; callers wait for a quarter second."""
    return simulate(one(servers=10), Workload(600, Spike(2500, at=20, length=10), duration=150),
                    client=Client(timeout=0.25, backoff=0.05, **client),
                    behaviours={"box": Behaviour(queue_limit=5_000)})


def late(run) -> float:
    """The share served of what came in the last thirty seconds, long after the spike."""
    return float(run.served[run.arrival_times > 120].mean())


def test_retries_without_a_budget_keep_it_down_after_the_spike():
    """Metastable failure: Bronson et al., HotOS 2021."""
    endless, budgeted, none = spiked(retries=3), spiked(retries=3, budget=0.1), spiked()
    assert late(endless) < 0.3
    assert late(budgeted) > 0.99
    assert late(none) > 0.99
    assert endless.attempts > 2.5 * endless.n
    assert budgeted.attempts < 1.11 * budgeted.n


@pytest.mark.parametrize("service", ["exponential", Lognormal(8)])
def test_two_choices_beat_chance_and_taking_turns(service):
    """Mitzenmacher, 2001; taking turns is beaten too where service times vary much."""
    high = {}
    for how in ("random", "round-robin", "two-choices"):
        run = simulate(one(replicas=20), Workload(1600), n=N, behaviours={"box": Behaviour(service, how)})
        high[how] = run.latency(99)
    assert high["two-choices"] < 0.6 * high["random"]
    assert high["two-choices"] < 0.8 * high["round-robin"]


def test_hedging_cuts_a_quiet_tail_and_sinks_a_busy_database():
    behaviours = {"box": Behaviour(Lognormal(10), "random")}
    hedged = Client(hedge_after=0.030)

    def tail(rate, client=None):
        return simulate(one(replicas=10), Workload(rate), client=client, n=N, behaviours=behaviours)

    assert tail(100, hedged).latency(99) < 0.6 * tail(100).latency(99)
    assert tail(100, hedged).attempts < 1.12 * N
    assert tail(800, hedged).latency(99) > 3 * tail(800).latency(99)
    assert tail(800, hedged).sure(99).verdict != "steady"


def stampede(coalesce: bool):
    """A cold cache and one hot key: until it is filled, every request misses."""
    how = Caching(10_000)
    keys = Keys(1_000, skew=1.0, hot=0.5)
    return simulate(web(database=8), Workload(1000, mix=READ, keys=keys), n=20_000,
                    behaviours={"cache": Behaviour(caching=how, coalesce=coalesce)})


def test_coalescing_tames_a_stampede():
    each, together = stampede(False), stampede(True)
    assert together.calls("db") < 0.8 * each.calls("db")
    assert together.calls("db") <= 1_000  # each key is fetched once
    assert together.latency(99) < 0.6 * each.latency(99)
    assert each.outcomes == together.outcomes == {"served": 20_000}


def test_short_queues_and_shedding_keep_the_served_fast_under_overload():
    def run(**more):
        return simulate(one(servers=4), Workload(600), n=N, behaviours={"box": Behaviour(**more)})

    endless, short, shed = run(), run(queue_limit=8), run(shed_above=0.020)
    assert endless.latency(50) > 10
    assert short.latency(99) < 0.1
    assert shed.latency(99) < 0.1
    for each in (short, shed):
        assert each.availability == pytest.approx(400 / 600, abs=0.02)
    assert set(shed.outcomes) == {"served", "load shed"}


def test_a_circuit_breaker_gives_air():
    """Callers without one keep the queue full of work that nobody waits for any more."""
    def calls(breaker):
        run = simulate(one(servers=10), Workload(600, Spike(2500, at=20, length=10), duration=100),
                       client=Client(timeout=0.25, retries=3, backoff=0.05, breaker=breaker))
        return float(run.served[run.arrival_times > 80].mean()), run

    without, _ = calls(None)
    with_one, run = calls(Breaker(failures=0.5, window=1, open_for=5))
    assert without < 0.3
    assert with_one > 0.95
    assert run.outcomes["circuit open"] > 0


def test_a_scaler_follows_a_step_with_delay():
    scale = Autoscale(target=0.6, most=20, interval=15, delay=60)
    run = simulate(one(replicas=2), Workload(100, Spike(500, at=100, length=1000), duration=600),
                   behaviours={"box": Behaviour(autoscale=scale, balancing="two-choices")})
    replicas = run.series("replicas", "box")["replicas"]
    assert replicas.loc[:90].iloc[-1] <= 3
    assert replicas.loc[100:160].max() <= 3  # noticed, ordered, not there yet
    assert replicas.iloc[-1] in range(6, 12)
    high = run.series("latency")["latency"]
    assert high.loc[150:180].max() > 10 * high.loc[550:].max() > 0
    assert len(set(replicas)) > 2


def test_without_a_crowd_a_scaler_takes_replicas_away():
    run = simulate(one(replicas=10), Workload(50), n=50_000,
                   behaviours={"box": Behaviour(autoscale=Autoscale(interval=5, delay=5))})
    assert run.series("replicas", "box")["replicas"].iloc[-1] <= 2
    assert run.utilisation("box") > 0.3  # of the replicas that were there


def cached(**how):
    run = simulate(web(), Workload(500, mix=READ, keys=Keys(20_000, skew=1.0)), n=N,
                   behaviours={"cache": Behaviour(caching=Caching(**how))})
    missed = run.calls("db") / run.calls("cache")
    return run, missed


def test_entries_that_grow_old_are_fetched_anew():
    missed = [cached(entries=50_000, ttl=ttl)[1] for ttl in (None, 20, 2, 0.2)]
    assert (np.diff(missed) > 0).all()


def test_a_larger_cache_misses_less_and_a_warm_one_least():
    missed = [cached(entries=entries)[1] for entries in (10, 100, 1_000, 10_000)]
    assert (np.diff(missed) < 0).all()
    _, warm = cached(entries=10_000, warm=True)
    assert warm < missed[-1]
    share = Keys(20_000, skew=1.0).share_of_top(1_000)
    _, lru = cached(entries=1_000)
    _, fifo = cached(entries=1_000, policy="fifo")
    assert 1 - share < lru < fifo  # holding the 1,000 most popular would be the best; LRU beats FIFO


def test_a_cold_cache_warms_up():
    run, _ = cached(entries=20_000)
    waited = run.latencies > 0.030
    assert waited[:4_000].mean() > 1.5 * waited[-4_000:].mean()


def test_copies_help_reads_not_writes():
    def busy(replicas, share_of_writes):
        made = chain(box("api", servers=100, service_time=0.001),
                     box("db", "sql", servers=1, replicas=replicas, stores="item"))
        mix = [{"name": "read", "share": 1 - share_of_writes, "reads": ["item"]},
               {"name": "write", "share": share_of_writes, "writes": ["item"]}]
        return simulate(made, Workload(80, mix=[each for each in mix if each["share"]]), n=20_000).utilisation("db")

    assert busy(4, 0) == pytest.approx(busy(1, 0) / 4, rel=0.02)
    assert busy(4, 1) == pytest.approx(busy(1, 1), rel=0.02)
    assert busy(4, 0.5) == pytest.approx(0.8 * (0.5 + 0.5 / 4), rel=0.05)


def behind_a_queue(rate: float):
    made = chain(box("api", servers=100, service_time=0.001), box("queue", "queue", servers=100, service_time=0.001),
                 box("worker", "worker"))
    made = made.disconnect("api", "queue").disconnect("queue", "worker")
    made = made.connect("api", "queue", "async", latency=0).connect("queue", "worker", "async", latency=0)
    return simulate(made, Workload(rate), n=N)


def test_nobody_waits_for_a_worker_but_its_backlog_grows():
    calm, flooded = behind_a_queue(50), behind_a_queue(150)
    assert calm.latency(99) == pytest.approx(flooded.latency(99), rel=0.05)
    assert flooded.latency(99) < 0.010
    assert flooded.bottleneck.component == "worker"
    backlog = flooded.series("queue", "worker")["queue"].to_numpy()
    assert backlog[-1] > 10_000
    assert (np.diff(backlog[::10]) > 0).all()
    assert calm.series("queue", "worker")["queue"].max() < 30


def test_a_downed_box_takes_half_with_it_until_that_is_noticed():
    def lost(detect):
        fault = Fault("crash", "box", at=50, length=100, replicas=1, detect=detect)
        return 1 - simulate(one(replicas=2, servers=4), Workload(100), fault, n=20_000).availability

    assert lost(0) < 0.001 < lost(10) < lost(60)
    assert lost(60) == pytest.approx(0.5 * 60 / 200, abs=0.01)
