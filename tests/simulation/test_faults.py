"""What breaks, what callers do about it, and who pays: the semantics that the design states."""

from fractions import Fraction

import numpy as np
import pytest

from helpers.simulation import Behaviour, Breaker, Caching, Client, Fault, Keys, Workload, simulate
from tests.simulation.designs import READ, box, chain, one, web

FIXED = {"box": Behaviour("deterministic")}


def run(made=None, rate=10, faults=(), client=None, n=1_000, **more):
    """Arrivals at 0.1 s, 0.2 s, ...; each is served in exactly 10 ms, unless said otherwise."""
    more.setdefault("behaviours", FIXED)
    return simulate(made or one(), Workload(rate, arrivals="regular"), faults, client, n=n, **more)


def test_a_crash_fails_what_is_in_the_replica_at_that_instant():
    """Twenty seconds each, a crash at 35 s: of those that came at 10, 20 and 30 s the first was done at 30 s."""
    made = one(service_time=20)
    found = run(made, 0.1, Fault("crash", "box", at=35, length=4), n=6)  # arrivals at 10, 20, ... 60 s
    assert found.outcomes == {"served": 4, "crashed": 2}
    assert found.served.tolist() == [True, False, False, True, True, True]
    assert found.drops("box") == {"crashed": 2}
    np.testing.assert_allclose(found.latencies[3:], [20, 30, 40])  # the queue is empty after it
    assert found._raw.end == pytest.approx(100)
    assert found._raw.seen["box"].busy == pytest.approx(20 + 5 + 60)  # what was lost counts until the crash


def test_a_crash_fails_work_whose_calls_are_under_way_further_down():
    made = chain(box("api", servers=10, service_time=0.001), box("box", servers=10, service_time=1))
    found = run(made, 1, Fault("crash", "api", at=3.5, length=0.1), n=6)
    assert found.outcomes == {"served": 5, "crashed": 1}
    assert not found.served[2]  # it came at 3 s and waited for the box until 4 s
    assert found.calls("box") == 6


def test_a_dead_replica_refuses_its_share_until_that_is_noticed():
    found = run(one(replicas=2), 10, Fault("crash", "box", at=20.05, length=40, replicas=1, detect=10))
    assert found.outcomes == {"served": 950, "replica down": 50}  # every other one, for ten seconds
    refused = found.arrival_times[~found.served]
    assert refused.min() > 20.05
    assert refused.max() < 30.06
    after = (found.arrival_times > 30.06) & (found.arrival_times < 60)
    assert found.served[after].all()
    lanes = found._raw.seen["box"].lanes[0]
    assert set(lanes[found._raw.seen["box"].arrive[0] > 61]) == {0, 1}  # it takes its share again


def test_a_refusal_comes_at_once():
    client = Client(timeout=5, retries=1, backoff=0.5, jitter=0)
    found = run(one(replicas=2, servers=9), 10, Fault("crash", "box", at=0, replicas=1, detect="1 d"), client)
    np.testing.assert_allclose(np.unique(found.latencies[found.served].round(6)), [0.01, 0.51])


def test_all_dead_and_known_is_refused_too():
    found = run(faults=Fault("crash", "box", at=50.05, length=20))
    assert found.outcomes == {"served": 800, "replica down": 200}


def test_a_shorter_outage_than_its_detection_is_never_noticed():
    found = run(one(replicas=2), 10, Fault("crash", "box", at=20.05, length=2, replicas=1, detect=30))
    assert found.outcomes == {"served": 990, "replica down": 10}


def test_two_crashes_that_overlap_last_until_both_are_over():
    faults = [Fault("crash", "box", at=20.05, length=20), Fault("crash", "box", at=30.05, length=20)]
    assert run(faults=faults).outcomes == {"served": 700, "replica down": 300}


def test_a_cache_comes_back_empty():
    how = {"cache": Behaviour("deterministic", caching=Caching(100)), "app": Behaviour("deterministic"),
           "db": Behaviour("deterministic")}
    found = simulate(web(), Workload(100, mix=READ, keys=Keys(10, skew=0), arrivals="regular"),
                     Fault("crash", "cache", at=50.0005, length=0.004), n=10_000, behaviours=how)
    missed = found.latencies > 0.060
    assert missed[:200].sum() == pytest.approx(40, abs=35)
    assert not missed[1_000:4_990].any()
    assert 9 < missed[5_000:5_400].sum() < 100
    assert not missed[6_000:].any()
    assert found.calls("db") >= 20


def test_a_slow_replica_takes_so_many_times_as_long():
    found = run(faults=Fault("slow", "box", at=30.05, length=10, factor=5))
    slow = (found.arrival_times > 30.05) & (found.arrival_times < 40.05)
    np.testing.assert_allclose(found.latencies[slow], 0.05, atol=1e-9)
    np.testing.assert_allclose(found.latencies[~slow], 0.01, atol=1e-9)


def test_a_lost_zone_takes_the_replicas_that_stand_in_it():
    made = chain(box("box", replicas=4, zone=["a", "b"]), box("db", replicas=1, zone="b")).with_(zones=["a", "b"])
    behaviours = {name: Behaviour("deterministic") for name in ("box", "db")}
    half = run(made, 10, Fault("zone", "a", at=20.05, length=20, detect="1 d"), behaviours=behaviours)
    assert half.outcomes == {"served": 900, "replica down": 100}
    assert half.drops("box") == {"replica down": 100}
    whole = run(made, 10, Fault("zone", "b", at=20.05, length=20), behaviours=behaviours)
    assert whole.drops("db") == {"replica down": 200}


def test_a_cut_connection_loses_what_would_arrive_over_it():
    made = chain(box("box"), box("db"))
    found = run(made, 10, Fault("link", "box -> db", at=20.05, length=20))
    assert found.outcomes == {"served": 800, "link lost": 200}
    assert found.calls("box") == 1_000


def test_a_link_that_nobody_waits_for_fails_nobody():
    made = chain(box("box"), box("queue", "queue")).add(box("worker", "worker"))
    made = made.connect("queue", "worker", "async")
    found = run(made, 10, Fault("link", "queue -> worker", at=20.05, length=20))
    assert found.outcomes == {"served": 1_000}
    assert found.drops("worker") == {}  # the queue holds them until the link is mended
    assert found.calls("worker") == 1_000


# --- timeouts ---------------------------------------------------------------------------------------------------------


def test_a_timeout_is_for_each_attempt_and_abandoned_work_is_served_all_the_same():
    client = Client(timeout=0.5, retries=2, backoff=1, jitter=0)
    found = run(one(servers=100, service_time=2), 1, client=client, n=50)
    assert found.outcomes == {"served": 0, "timed out": 50}
    assert found.attempts == 150
    assert found.calls("box") == 150
    assert len(found.waits("box")) == 150  # all were served
    np.testing.assert_allclose(found._raw.seen["box"].busy, 300)


def test_waits_between_tries_double():
    client = Client(timeout=0.5, retries=3, backoff=1, jitter=0)
    found = run(one(servers=100, service_time=2), 0.01, client=client, n=1)
    arrived = np.sort(found._raw.seen["box"].arrive[0]) - found.arrival_times[0]
    np.testing.assert_allclose(arrived, [0, 1.5, 4, 8.5], atol=1e-4)


def test_jitter_shortens_the_wait_by_chance():
    client = Client(timeout=0.5, retries=1, backoff=1, jitter=0.4)
    found = run(one(servers=100, service_time=2), 0.01, client=client, n=500)
    second = np.sort(found._raw.seen["box"].arrive[0])[1::2] - found.arrival_times - 0.5
    assert second.min() == pytest.approx(0.6, abs=0.02)
    assert second.max() == pytest.approx(1.0, abs=0.02)


def test_work_that_was_given_up_is_skipped_if_the_client_cancels():
    made, rate = one(service_time=0.1), 100  # ten times too much for 20 s
    kept, skipped = (run(made, rate, client=Client(timeout=1, cancels=cancels), n=2_000) for cancels in (False, True))
    assert kept.outcomes["served"] == skipped.outcomes["served"] <= 12  # the rest waits for too long in any case
    assert (kept._raw.seen["box"].busy, kept.drops("box")) == (pytest.approx(200), {})
    assert skipped._raw.seen["box"].busy == pytest.approx(21, abs=0.3)
    assert skipped.drops("box")["abandoned"] == pytest.approx(1_790, abs=5)
    assert sum(skipped.outcomes.values()) == 2_000


def test_latency_runs_from_the_first_attempt():
    client = Client(retries=5, backoff=0.3, jitter=0)
    found = run(one(servers=100), 10, Fault("crash", "box", at=0.05, length=0.6), client, n=20)
    assert found.latencies[0] == pytest.approx(0.9 + 0.01)  # tried at 0.1 and 0.4 s in vain, served at 1.0 s
    assert found.availability == 1


# --- hedging ----------------------------------------------------------------------------------------------------------


def test_the_first_reply_of_a_hedge_wins_and_the_late_one_is_ignored():
    """Two replicas by chance, one slow: each request that meets it is sent again after 50 ms."""
    made = one(replicas=2, servers=100)
    found = run(made, 10, Fault("slow", "box", at=0, replicas=1, factor=100), Client(hedge_after=0.05),
                behaviours={"box": Behaviour("deterministic", "random")})
    assert found.outcomes == {"served": 1_000}
    assert set(found.latencies.round(6)) == {0.01, 0.06, 1.0}  # 1.0: the second copy met it as well
    assert (found.latencies > 0.05).mean() == pytest.approx(0.5, abs=0.06)
    assert (found.latencies > 0.5).mean() == pytest.approx(0.25, abs=0.06)
    assert found.attempts == found.calls("box") == 1_000 + int((found.latencies > 0.05).sum())
    assert len(found.waits("box")) == found.attempts  # the slow copies were served as well


def test_no_second_copy_is_sent_after_the_reply():
    assert run(client=Client(hedge_after=0.011)).attempts == 1_000
    assert run(one(servers=10), client=Client(hedge_after=0.009)).attempts == 2_000


# --- budget and breaker -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ratio", "cap"), [(0.25, 10), (0.5, 3), (0.1, 10), (0.1, 1), (0.05, 0), (1.0, 100)])
def test_a_retry_budget_is_counted_exactly(ratio, cap):
    """All fail at once; each new request adds its share, each retry takes one. Counted here with fractions."""
    client = Client(retries=1, backoff=0.01, jitter=0, budget=ratio, budget_cap=cap)
    found = run(faults=Fault("crash", "box", at=0), n=2_000, client=client)
    bucket, retried = Fraction(cap), 0
    for _ in range(2_000):
        bucket = min(Fraction(cap), bucket + Fraction(str(ratio)))
        if bucket >= 1:
            bucket -= 1
            retried += 1
    assert found.attempts == 2_000 + retried


def test_a_breaker_opens_tries_one_and_closes():
    """Down from 20 to 40 s. Ten a second: after a second of failures it opens, and asks again every five seconds."""
    breaker = Breaker(failures=0.5, window=1, least=5, open_for=5)
    found = run(faults=Fault("crash", "box", at=20.05, length=20), client=Client(breaker=breaker))
    down = found.outcomes["replica down"]
    assert 5 <= down <= 5 + 5 + 4  # those that opened it, then one trial every five seconds
    assert found.calls("box") == found.outcomes["served"] + down
    assert found.outcomes["circuit open"] + down + found.outcomes["served"] == 1_000
    assert found.served[found.arrival_times < 20].all()
    assert found.served[found.arrival_times > 46].all()
    trial = found.arrival_times[(found._raw.outcome == 5) & (found.arrival_times > 21.1)]
    np.testing.assert_allclose(np.diff(trial), 5.0, atol=0.11)


def test_a_breaker_needs_the_least_number_of_attempts():
    found = run(rate=2, faults=Fault("crash", "box", at=0), client=Client(breaker=Breaker(window=1, least=5)), n=200)
    assert found.outcomes == {"served": 0, "replica down": 200}


def test_a_copy_that_is_taken_back_is_no_failure():
    breaker = Breaker(failures=0.05, window=1, least=20)
    found = simulate(one(replicas=4), Workload(250), client=Client(hedge_after=0.03, cancels=True, breaker=breaker),
                     n=5_000, behaviours={"box": Behaviour(balancing="random")})
    assert found.drops("box")["abandoned"] > 50
    assert found.outcomes == {"served": 5_000}


# --- the end ----------------------------------------------------------------------------------------------------------


def test_what_is_unfinished_when_the_run_is_cut_off_is_reported_as_in_flight():
    found = run(one(service_time=60), 10, client=Client(retries=1), n=1_000)  # an hour for each minute
    assert found.outcomes["in flight"] > 950
    assert found.outcomes["served"] + found.outcomes["in flight"] == 1_000
    assert np.isnan(found.latencies[found._raw.outcome == 0]).all()
    assert found.utilisation("box") <= 1


def test_requests_are_followed_to_their_end():
    found = run(one(service_time=1), 10, client=Client(retries=1), n=50)
    assert found.outcomes == {"served": 50}
    assert found.seconds == pytest.approx(5)
    assert found._raw.end == pytest.approx(50.1)
    assert found.utilisation("box") <= 1
    assert found.utilisation("box") == pytest.approx(1, abs=0.02)
    assert found.series("goodput")["goodput"].mean() * 5 == pytest.approx(4)  # the other replies come later


def test_a_full_queue_does_not_count_those_in_service():
    made = one(servers=2, service_time=5)
    found = run(made, 10, n=8, behaviours={"box": Behaviour("deterministic", queue_limit=3)})
    assert found.outcomes == {"served": 5, "queue full": 3}
    assert run(made, 10, n=8, behaviours={"box": Behaviour("deterministic", queue_limit=0)}).outcomes["served"] == 2


def test_a_server_is_not_held_while_its_request_waits_downstream():
    made = chain(box("box", service_time=0.010), box("db", servers=100, service_time=1))
    found = run(made, 50, behaviours={name: Behaviour("deterministic") for name in ("box", "db")})
    np.testing.assert_allclose(found.latencies, 1.01, atol=1e-9)
    assert found.utilisation("box") == pytest.approx(0.5, rel=0.06)


def test_turns_start_at_the_first_replica_and_leave_out_the_dead():
    found = run(one(replicas=3), 10, Fault("crash", "box", at=10.05, length=10, replicas=1), n=600)
    seen = found._raw.seen["box"]
    order = np.argsort(seen.arrive[0], kind="stable")
    lanes, times = seen.lanes[0][order], seen.arrive[0][order]
    assert lanes[:6].tolist() == [0, 1, 2, 0, 1, 2]
    assert set(lanes[(times > 10.06) & (times < 20)]) == {1, 2}
    assert set(lanes[times > 20.1]) == {0, 1, 2}


def test_two_choices_look_at_two_different_replicas():
    """With two replicas both are looked at: no one ever waits behind another while one is idle."""
    found = run(one(replicas=2, service_time=0.15), 10, behaviours={"box": Behaviour("deterministic", "two-choices")})
    assert found.wait("box") == 0
    np.testing.assert_allclose(found.latencies, 0.15, atol=1e-9)


def test_a_connection_costs_its_latency_once_there_and_back():
    made = chain(box("a", servers=9), box("b", servers=9), latency=0.030)
    for engine in ("scan", "event"):
        found = run(made, 10, behaviours={name: Behaviour("deterministic") for name in "ab"}, engine=engine)
        np.testing.assert_allclose(found.latencies, 0.030 + 0.010 + 0.030 + 0.010, atol=1e-9)
