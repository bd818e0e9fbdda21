"""What a run tells: percentiles and how sure they are, series, single requests, the bottleneck, cost, findings."""

import numpy as np
import pytest

from helpers.architecture.cost import dollars
from helpers.simulation import Behaviour, Client, Diurnal, Fault, Keys, Lognormal, Spike, Workload, simulate
from helpers.simulation.stats import percentiles
from tests.simulation.designs import READ, box, chain, one, web


@pytest.fixture(scope="module")
def run():
    return simulate(web(), Workload(1000, mix=READ), n=50_000)


@pytest.fixture(scope="module")
def troubled():
    return simulate(web(), Workload(1000, mix=READ), Fault("crash", "cache", at=20, length=5, detect=1),
                    Client(timeout=0.5, retries=1), n=50_000, behaviours={"db": Behaviour(queue_limit=100)})


# --- percentiles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 2, 99, 20_000, 20_001, 300_000])
@pytest.mark.parametrize("shape", ["exponential", "lognormal", "uniform", "two values", "constant", "zeros and ones"])
def test_percentiles_are_those_of_numpy(many, shape):
    draw = np.random.default_rng(1)
    values = {"exponential": draw.exponential(0.01, many), "lognormal": draw.lognormal(0, 3, many),
              "uniform": draw.uniform(1, 2, many), "two values": draw.choice([0.001, 9.0], many, p=[0.9, 0.1]),
              "constant": np.full(many, 0.25), "zeros and ones": draw.choice([0.0, 1.0], many)}[shape]
    wanted = [0, 1, 50, 85, 95, 99, 99.9, 100]
    np.testing.assert_allclose(percentiles(values, wanted), np.percentile(values, wanted), rtol=0.004, atol=1e-12)


def test_percentiles_of_a_run(run):
    for percentile in (50, 90, 99, 99.9):
        assert run.latency(percentile) == pytest.approx(np.percentile(run.latencies, percentile), rel=0.004)
    assert run.percentiles(50, 99) == (run.latency(50), run.latency(99))
    assert len(run.percentiles()) == 3
    assert run.wait("db", 99) == pytest.approx(np.percentile(run.waits("db"), 99), rel=0.004)


def test_of_nothing_served_there_are_no_percentiles():
    dead = simulate(one(), Workload(10), Fault("crash", "box"), n=500)
    assert np.isnan(dead.latency(99))
    assert np.isnan(dead.mean_latency)
    assert dead.availability == 0
    assert dead.outcomes == {"served": 0, "replica down": 500}
    assert dead.summary().loc["all", "p99"] == ""
    assert "none" in repr(dead)
    assert dead._repr_html_()
    assert dead.check({"latency": "1 s"}).errors


# --- how sure ---------------------------------------------------------------------------------------------------------


def test_the_interval_holds_the_truth_in_some_95_of_100_runs():
    truth, held = 0.010 / 0.5, 0
    for seed in range(100):
        sure = simulate(one(), Workload(50), n=20_000, seed=seed).sure(None)
        assert sure.low < sure.value < sure.high
        held += sure.low <= truth <= sure.high
    assert 88 <= held <= 99


def test_what_grows_is_said_to_grow_and_what_does_not_is_not():
    growing = [simulate(one(), Workload(120), n=10_000, seed=seed).sure().verdict for seed in range(20)]
    assert set(growing) == {"growing"}
    calm = [simulate(one(), Workload(50), n=10_000, seed=seed).sure().verdict for seed in range(50)]
    assert "growing" not in calm
    assert "run-growing" in {each.rule for each in simulate(one(), Workload(120), n=10_000).check({})}


def test_few_requests_or_a_busy_box_make_unsure():
    assert simulate(one(), Workload(50), n=500).sure().verdict == "unsure"
    assert simulate(one(), Workload(95), n=20_000).sure().verdict != "steady"
    assert simulate(one(servers=8), Workload(400), n=200_000).sure().verdict == "steady"


def test_a_wave_of_load_is_no_growth():
    wave = simulate(one(), Workload(70, Diurnal(1.3)), n=50_000)
    assert wave.sure().verdict != "growing"


# --- over time --------------------------------------------------------------------------------------------------------


def test_series_add_up(troubled):
    width = troubled.seconds / 60
    total = {what: float(troubled.series(what)[what].sum()) * width for what in ("arrivals", "goodput", "failures")}
    assert total["arrivals"] == pytest.approx(troubled.n)
    assert total["failures"] == pytest.approx((~troubled.served).sum())
    assert total["goodput"] == pytest.approx(troubled.served.sum(), rel=0.001)
    assert len(troubled.series("latency", windows=10)) == 10
    assert troubled.series("latency").index[0] == pytest.approx(width / 2)


def test_series_of_a_component(run):
    assert float(run.series("wait", "db")["wait"].mean()) == pytest.approx(run.wait("db"), rel=0.1)
    assert float(run.series("queue", "db", windows=2_000)["queue"].mean()) == pytest.approx(run.queue("db"), rel=0.05)
    busy = run.series("utilisation", "db")["utilisation"]
    assert float(busy.mean()) == pytest.approx(run.utilisation("db"), rel=0.01)
    assert set(run.series("replicas", "app")["replicas"]) == {4}
    crash = simulate(one(replicas=2), Workload(150), Fault("slow", "box", at=20, length=10), n=15_000)
    high = crash.series("latency", percentile=50)["latency"]
    assert high.loc[20:30].max() > 5 * high.loc[:19].max()


def test_goodput_belongs_to_the_reply_and_latency_to_the_arrival():
    slow = simulate(one(kind="external", servers=None, service_time=5), Workload(100), n=2_000,
                    behaviours={"box": Behaviour("deterministic")})
    goodput = slow.series("goodput", windows=20)["goodput"]
    assert (goodput.loc[:4] == 0).all()
    assert goodput.loc[6:].min() > 50
    assert slow.series("latency", windows=20)["latency"].iloc[0] == pytest.approx(5)


# --- single requests --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["scan", "event"])
def test_a_trace_adds_up_to_the_latency(engine):
    made = chain(box("a"), box("b", servers=3, service_time=0.02), box("c", replicas=2), latency=0.004)
    found = simulate(made, Workload(70), n=5_000, engine=engine)
    assert len(found.traced) == 200
    for which in found.traced[::10]:
        hops = found.trace(which)
        assert hops.component.tolist() == ["a", "b", "c"]
        assert hops.arrives_seconds.is_monotonic_increasing
        np.testing.assert_allclose(hops.arrives_seconds + hops.waits_seconds + hops.served_seconds, hops.leaves_seconds,
                                   atol=1e-9)
        np.testing.assert_allclose(hops.arrives_seconds[1:], hops.leaves_seconds[:-1] + 0.002, atol=1e-9)
        total = hops.waits_seconds.sum() + hops.served_seconds.sum() + 0.012
        assert total == pytest.approx(found.latencies[which], abs=1e-9)
    assert found.trace("fastest").leaves_seconds.max() < found.trace("median").leaves_seconds.max() \
        < found.trace("slowest").leaves_seconds.max()


def test_the_fastest_median_and_slowest_are_those_of_the_traced(run):
    known = np.sort(run.latencies[list(run.traced)])
    for which, place in (("fastest", 0), ("median", len(known) // 2), ("slowest", -1)):
        hops = run.trace(which)
        leaves = hops.leaves_seconds.max() + 0.0  # no wire in this design: the last hop's end is the reply
        assert leaves == pytest.approx(known[place], rel=1e-9)
        assert hops.attempt.tolist() == [1] * len(hops)


def test_a_trace_shows_each_attempt():
    found = simulate(one(replicas=2), Workload(10, arrivals="regular"), Fault("slow", "box", replicas=1, factor=100),
                     Client(timeout=0.1, retries=2), n=200, behaviours={"box": Behaviour("deterministic", "random")})
    tried = [found.trace(which).attempt.max() for which in found.traced]
    assert max(tried) > 1


# --- the bottleneck, cost, findings -----------------------------------------------------------------------------------


def test_the_bottleneck_is_the_fullest_box(run):
    assert run.bottleneck.component == "db"  # 75% by the figures: apps 75% as well; the database has 12 of 16 busy
    for name in ("a", "b", "c"):
        made = chain(box("a"), box("b"), box("c")).replace(name, service_time=0.018)
        found = simulate(made, Workload(50), n=20_000)
        assert found.bottleneck.component == name
        assert found.bottleneck.utilisation == pytest.approx(0.9, abs=0.03)
        assert "waits" in str(found.bottleneck)
    assert "nothing is near its limit" in simulate(one(), Workload(5), n=1_000).bottleneck.because
    assert simulate(one(kind="external", servers=None), Workload(5), n=1_000).bottleneck is None


def test_a_run_costs_what_the_architecture_costs():
    made = web()
    rate = simulate(made, Workload(1000, mix=READ), n=50_000)
    assert rate.cost == pytest.approx(dollars(made))
    paid = chain(box("box"), box("files", "blob", stores="item"))
    found = simulate(paid, Workload(100, mix=READ), n=50_000)
    loads = paid.load(READ, 100)
    assert found.cost == pytest.approx(dollars(paid, loads), rel=0.01)
    assert found.cost > dollars(paid)


def test_findings_where_it_misses_what_is_required(troubled):
    assert not troubled.check({"latency": "1 min", "availability": "10%", "budget": "$1M/month"}).errors
    missed = {each.rule: each for each in troubled.check({"latency": "1 ms", "availability": "99.9999%",
                                                          "budget": "$1/month"})}
    assert set(missed) >= {"run-too-slow", "run-unavailable", "run-over-budget"}
    assert "1 ms" in missed["run-too-slow"].message
    assert missed["run-unavailable"].message.count("99.9999")


def test_it_shows_itself(run, troubled):
    for each in (run, troubled):
        assert list(each.table().index) == ["app", "cache", "db"]
        assert each.summary().loc["all", "requests"] == "50,000"
        assert set(each.figures()) == {"mean", "p50", "p99", "p99.9", "availability", "cost", "utilisation"}
        assert all(np.isfinite(value) for value in each.figures().values())
        page = each._repr_html_()
        assert "Left out" in page
        assert "<script" not in page
        assert "seed 1" in each.describe()
        assert repr(each).startswith("<Run of 50,000 requests at 1 K/s")
        assert str(each.sure())
    assert "queue full" in troubled.table().to_string() or "replica down" in troubled.table().to_string()


def test_a_row_for_each_endpoint():
    flows = [{"name": "read", "share": 0.9, "reads": ["item"]}, {"name": "write", "share": 0.1, "writes": ["item"]}]
    found = simulate(web(), Workload(500, mix=flows), n=20_000)
    assert list(found.summary().index) == ["all", "read", "write"]
    assert found.latency(50, "read") < found.latency(50, "write")
    assert found.summary().loc["write", "requests"] == f"{int((found._raw.setup.endpoint == 1).sum()):,}"


# --- the load ---------------------------------------------------------------------------------------------------------


def times(workload: Workload, n: int = 200_000, **more) -> np.ndarray:
    return simulate(one(kind="external", servers=None), workload, n=n, **more).arrival_times


def test_many_independent_users_make_a_poisson_process():
    gaps = np.diff(times(Workload(100)))
    assert gaps.mean() == pytest.approx(0.01, rel=0.01)
    assert gaps.var() / gaps.mean() ** 2 == pytest.approx(1, abs=0.02)


def test_regular_arrivals_have_equal_gaps():
    np.testing.assert_allclose(np.diff(times(Workload(100, arrivals="regular"), 1_000)), 0.01)


@pytest.mark.parametrize("c2", [1.5, 4, 20])
def test_bursty_arrivals_have_the_spread_that_was_asked_for(c2):
    gaps = np.diff(times(Workload(100, arrivals="bursty", burstiness=c2), 1_000_000))
    assert gaps.mean() == pytest.approx(0.01, rel=0.02)
    assert gaps.var() / gaps.mean() ** 2 == pytest.approx(c2, rel=0.04)


@pytest.mark.parametrize("peak", [1, 1.5, 3, 10])
def test_a_day_averages_the_rate_and_peaks_where_it_should(peak):
    found = times(Workload(100, Diurnal(peak, period=200)), 400_000)  # 20 days of 200 s
    assert len(found) / found[-1] == pytest.approx(100, rel=0.03)
    counts = np.bincount(((found % 200) / 2).astype(int), minlength=100) / (found[-1] / 200) / 2
    assert counts.max() == pytest.approx(100 * peak, rel=0.05)
    assert 45 <= np.argmax(counts) <= 55 or peak == 1  # the lowest point comes first
    once = times(Workload(100, Diurnal(peak)), 50_000)
    assert once[-1] == pytest.approx(500, rel=0.02)


def test_a_spike_replaces_the_load():
    found = times(Workload(100, Spike(1000, at=20, length=5), duration=60))
    during = ((found >= 20) & (found < 25)).sum()
    assert during == pytest.approx(5_000, rel=0.06)
    assert len(found) - during == pytest.approx(5_500, rel=0.06)
    lull = times(Workload(100, Spike(1, at=20, length=5), duration=60))
    assert ((lull >= 20) & (lull < 25)).sum() < 20


def test_a_duration_takes_the_place_of_the_number():
    found = times(Workload(100, duration="30 s"), n=5)
    assert len(found) == pytest.approx(3_000, rel=0.07)
    assert found[-1] < 30
    wave = times(Workload(100, Diurnal(3), duration=100))
    assert len(wave) == pytest.approx(10_000, rel=0.05)
    assert np.histogram(wave, 10, (0, 100))[0].argmax() in (4, 5)


def test_keys_are_asked_for_by_zipfs_law():
    keys = Keys(1_000, skew=1.0)
    found = simulate(chain(box("db", "wide_column", stores="item")), Workload(100, mix=READ, keys=keys), n=200_000)
    counts = np.bincount(found._raw.setup.keys, minlength=1_000) / 200_000
    np.testing.assert_allclose(counts[:20], keys.shares()[:20], rtol=0.1)
    assert keys.shares()[0] / keys.shares()[9] == pytest.approx(10)
    assert keys.shares().sum() == pytest.approx(1)
    hot = Keys(1_000, skew=1.0, hot=0.25)
    assert hot.shares()[0] == pytest.approx(0.25)
    assert hot.shares()[1] / hot.shares()[3] == pytest.approx(2)
    assert Keys(1, hot=0.2).shares().tolist() == [1.0]
    assert Keys(4, skew=0).shares().tolist() == [0.25] * 4


def test_shards_by_index_take_turns_of_the_keys():
    made = chain(box("db", "wide_column", servers=50, shards=4, copies=1, stores="item"))
    workload = Workload(100, mix=READ, keys=Keys(4, skew=0, hot=0.7))
    by_index = simulate(made, workload, n=20_000, behaviours={"db": Behaviour(balancing="by-index")})
    np.testing.assert_allclose(by_index.shard_shares("db"), [0.7, 0.1, 0.1, 0.1], atol=0.02)
    by_key = simulate(made, workload.replace(keys=Keys(100_000, skew=0)), n=20_000)
    np.testing.assert_allclose(by_key.shard_shares("db"), 0.25, atol=0.02)


def test_utilisation_is_a_share_even_of_a_single_request():
    for engine in ("scan", "event"):
        for details in ({}, {"service_time": 100}, {"capacity": 0.01}):
            for n in (1, 2, 10):
                found = simulate(one(**details), Workload(100), n=n, engine=engine)
                assert 0 <= found.utilisation("box") <= 1


def test_a_capacity_below_servers_over_service_time_is_kept():
    found = simulate(one(capacity=20, servers=1, service_time=0.010), Workload(40), n=20_000)
    assert found.series("goodput")["goodput"].iloc[-10:].mean() == pytest.approx(20, rel=0.1)
    assert found.sure().verdict == "growing"
    calm = simulate(one(capacity=20), Workload(4), n=100_000)  # a server is held for 50 ms, a request for 10 ms
    assert calm.mean_latency == pytest.approx(0.010 + 0.050 * 0.2 / 0.8, rel=0.02)


def test_a_long_tail_has_the_mean_that_was_given():
    found = simulate(one(kind="external", servers=None, service_time=0.1), Workload(10), n=400_000,
                     behaviours={"box": Behaviour(Lognormal(4))})
    assert found.mean_latency == pytest.approx(0.1, rel=0.02)
    assert found.latencies.var() / found.mean_latency**2 == pytest.approx(4, rel=0.15)
