"""Batching against the queue M/D/1, its ceiling, and a simulation that goes from event to event."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.tradeoffs import batching
from helpers.tradeoffs.batching import arrivals_at, serve


@pytest.mark.parametrize("busy", [0.3, 0.6, 0.8])
def test_batches_of_one_are_the_queue_m_d_1(busy):
    """Pollaczek and Khinchine: the mean wait is rho S / (2 (1 - rho))."""
    service = 0.005
    latencies, _ = serve(arrivals_at(busy / service, 300_000, seed=2), 1, 0.0, service, 0.0)
    assert latencies.mean() - service == pytest.approx(busy * service / 2 / (1 - busy), rel=0.04)


def event_by_event(times, size, linger, fixed, per_item):
    """In steps of a sixteenth: at each, first what arrives, then the server looks whether to start."""
    waiting, done, busy_until, coming, now = [], {}, 0.0, list(enumerate(times)), 0.0
    while len(done) < len(times):
        while coming and coming[0][1] <= now:
            waiting.append(coming.pop(0))
        if now >= busy_until and waiting and (len(waiting) >= size or now >= waiting[0][1] + linger):
            batch, waiting = waiting[:size], waiting[size:]
            busy_until = now + fixed + per_item * len(batch)
            done |= {place: busy_until - came for place, came in batch}
        now += 1 / 16
    return [done[place] for place in range(len(times))]


sixteenths = st.integers(0, 40).map(lambda each: each / 16)


@settings(max_examples=80, deadline=None)
@given(st.lists(sixteenths, min_size=1, max_size=20).map(sorted), st.integers(1, 5), sixteenths,
       st.integers(1, 20).map(lambda each: each / 16), st.integers(0, 4).map(lambda each: each / 16))
def test_serving_as_from_event_to_event(times, size, linger, fixed, per_item):
    latencies, _ = serve(times, size, linger, fixed, per_item)
    assert latencies.tolist() == pytest.approx(event_by_event(times, size, linger, fixed, per_item))


@pytest.mark.parametrize("size", [1, 4, 16])
def test_the_ceiling_is_what_an_overloaded_server_does(size):
    times = arrivals_at(1e6, 20_000, seed=1)
    latencies, batches = serve(times, size, 0.0, 0.005, 0.0002)
    ceiling = batching(sizes=[size]).frame["most_per_second"].iloc[0]
    assert 20_000 / (times[-1] + latencies[-1]) == pytest.approx(ceiling, rel=0.01)
    assert batches == pytest.approx(20_000 / size, rel=0.01)


def test_batching_raises_the_ceiling_and_waiting_costs_time_at_low_load():
    quiet = batching(arrivals_per_second=1).frame
    assert quiet["most_per_second"].is_monotonic_increasing
    assert quiet.at["1 at a time", "mean_latency_seconds"] == pytest.approx(0.0052, rel=0.01)
    assert quiet.at["batches up to 16, waiting 20 ms", "mean_latency_seconds"] == pytest.approx(0.0252, rel=0.03)
    loud = batching(arrivals_per_second=1500).frame
    assert loud["keeps_up"].to_dict()["1 at a time"] == 0
    assert loud.at["batches up to 16", "mean_latency_seconds"] < 0.1 < loud.at["1 at a time", "mean_latency_seconds"]
    assert (loud["busy_share"] <= 1).all()


def test_curves_end_where_a_server_cannot_keep_up():
    found = batching()
    for name, points in found.curves.groupby("alternative"):
        assert points["x"].max() < found.frame.at[name, "most_per_second"]
