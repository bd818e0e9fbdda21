"""Each laboratory's curve goes through the figures that the laboratory itself gives at that place of its axis."""

import numpy
import pytest

from helpers.tradeoffs import batching, bloom_filter, cache_policies, fan_out, identifiers, rate_limiters
from helpers.tradeoffs.rate_limit_schemes import fixed_window, sliding_log, token_bucket


def lines(found) -> dict:
    """By alternative: the places on the axis and the values there."""
    return {name: dict(zip(points["x"], points["y"], strict=True))
            for name, points in found.curves.groupby("alternative")}


def test_fan_out_by_threshold():
    found = fan_out(accounts=20_000)
    drawn = lines(found)
    hybrid = drawn.pop("hybrid")
    assert len(hybrid) == 25
    assert min(hybrid) >= 1
    for x in list(hybrid)[::6]:
        there = fan_out(threshold=x, accounts=20_000).frame["operations_per_second"]
        assert hybrid[x] == pytest.approx(there["hybrid"])
        for name in ("on write", "on read"):
            assert drawn[name][x] == pytest.approx(there[name])
    sample = drawn["hybrid, 20,000 drawn accounts"]
    assert list(sample) == list(hybrid)
    # so heavy a tail is drawn roughly where only a few accounts decide
    assert max(max(sample[x] / hybrid[x], hybrid[x] / sample[x]) for x in hybrid) < 4
    assert [sample[x] for x in list(hybrid)[:5]] == pytest.approx(list(hybrid.values())[:5], rel=0.15)


def test_identifiers_by_count():
    drawn = lines(identifiers())
    assert len(drawn) == 3
    for name, points in drawn.items():
        assert len(points) == 19
        for x in list(points)[::6]:
            assert points[x] == pytest.approx(identifiers(count=x, sample=100).frame["collision_chance"][name])


def test_a_bloom_filter_by_its_bits():
    found = bloom_filter(bits_per_item=[4, 8, 12], questions=20_000)
    drawn, frame = lines(found), found.frame
    for bits in (4.0, 8.0, 12.0):
        row = frame.loc[f"{bits:g} bits an item"]
        assert drawn["formula"][bits] == row["false_positive_rate"]
        assert drawn["measured"].get(bits, 0.0) == row["measured_rate"]


def test_batches_by_arrivals():
    drawn = lines(batching(items=2_000, sizes=[1, 16], lingers=[0, 0.02]))
    for name, points in drawn.items():
        for x in list(points)[::8]:
            there = batching(arrivals_per_second=x, items=2_000, sizes=[1, 16], lingers=[0, 0.02]).frame
            assert points[x] == pytest.approx(there["mean_latency_seconds"][name])


def test_rate_limiters_by_time():
    """What passed in the window before each moment, counted by hand."""
    times = [float(each) for each in numpy.random.default_rng(3).uniform(0, 5, 400).cumsum() / 50]
    found = rate_limiters(traffic=times, limit=20, window=1.0)
    drawn = lines(found)
    schemes = {"fixed window": fixed_window(times, 20, 1.0), "sliding log": sliding_log(times, 20, 1.0),
               "token bucket": token_bucket(times, 20, 1.0)}
    for name, passed in schemes.items():
        out = [each for each in passed if each == each]
        for moment in list(drawn[name])[::10]:
            assert drawn[name][moment] == sum(moment - 1.0 < each <= moment for each in out)
        assert max(drawn[name].values()) <= found.frame["most_in_a_window"][name]


def test_cache_policies_by_size():
    sizes = [20, 50, 100]
    drawn = lines(cache_policies(sizes=sizes, requests=4_000))
    for size in sizes:
        there = cache_policies(sizes=[size], requests=4_000)
        for name, points in lines(there).items():
            assert drawn[name][size] == points[size]
