"""Rate limiters: their bounds by brute force, their decisions by other formulations of the same rule."""

import itertools
import math

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.tradeoffs import rate_limiters
from helpers.tradeoffs.rate_limit_schemes import (
    fixed_window,
    leaky_bucket,
    most_in_a_window,
    sliding_counter,
    sliding_log,
    token_bucket,
)
from helpers.tradeoffs.rate_limiting import arrivals

exact_times = st.lists(st.integers(0, 160).map(lambda each: each / 16), max_size=60).map(sorted)  # without rounding
any_times = st.lists(st.floats(0, 1e6), max_size=60).map(sorted)
limits = st.sampled_from([1, 2, 4, 8])


def through(passed):
    return [each for each in passed if not math.isnan(each)]


def most(times, window):
    """The most in any half-open window, one starting at each time."""
    return max((sum(start <= each < start + window for each in times) for start in times), default=0)


@given(exact_times, limits)
def test_no_window_holds_more_than_the_stated_bound(times, limit):
    assert most(through(sliding_log(times, limit, 1.0)), 1.0) <= limit
    assert most(through(fixed_window(times, limit, 1.0)), 1.0) <= 2 * limit
    assert most(through(sliding_counter(times, limit, 1.0)), 1.0) <= 2 * limit
    assert most(through(leaky_bucket(times, limit, 1.0)), 1.0) <= limit
    for burst in (1, limit, 3 * limit):
        assert most(through(token_bucket(times, limit, 1.0, burst)), 1.0) <= limit + burst


@settings(max_examples=60, deadline=None)
@given(any_times, st.integers(1, 12), st.floats(0.01, 100))
def test_the_laboratory_never_measures_more_than_the_bound(times, limit, window):
    frame = rate_limiters(limit, window, times or [0.0]).frame
    assert (frame["most_in_a_window"] <= frame["bound_in_a_window"]).all(), frame
    assert (frame["mean_delay_seconds"] <= frame["worst_delay_seconds"] + 1e-9).all()
    assert frame["allowed_share"].between(0, 1).all()


@given(exact_times)
def test_counting_in_windows_by_brute_force(times):
    assert most_in_a_window(times, 1.0) == most(times, 1.0)


@given(exact_times, limits)
def test_the_log_refuses_only_what_would_break_the_limit(times, limit):
    passed = sliding_log(times, limit, 1.0)
    for place, (time, out) in enumerate(zip(times, passed, strict=True)):
        lately = sum(time - 1 < each <= time for each in through(passed[:place]))
        assert math.isnan(out) == (lately >= limit)


@given(exact_times, limits)
def test_the_fixed_window_by_counting(times, limit):
    allowed = through(fixed_window(times, limit, 1.0))
    asked = numpy.bincount(numpy.asarray(times, dtype=int), minlength=11)
    assert (numpy.bincount(numpy.asarray(allowed, dtype=int), minlength=11) == numpy.minimum(asked, limit)).all()


@given(exact_times, limits)
def test_the_sliding_counter_from_what_passed_before(times, limit):
    passed = sliding_counter(times, limit, 1.0)
    for place, (time, out) in enumerate(zip(times, passed, strict=True)):
        windows = [int(each) for each in through(passed[:place])]
        before, now = windows.count(int(time) - 1), windows.count(int(time))
        assert math.isnan(out) == (before * (1 - time % 1) + now + 1 > limit)


@given(exact_times, limits, st.integers(1, 10))
def test_the_token_bucket_is_the_generic_cell_rate_algorithm(times, limit, burst):
    """ITU-T I.371: the same rule, written with a theoretical arrival time instead of tokens."""
    gap, due, expected = 1.0 / limit, 0.0, []
    for time in times:
        due = max(due, time)
        fits = due - time <= (burst - 1) * gap
        expected.append(fits)
        due += gap if fits else 0
    assert [not math.isnan(each) for each in token_bucket(times, limit, 1.0, burst)] == expected


@given(exact_times, limits, st.integers(0, 9))
def test_the_leaky_bucket_comes_out_evenly_and_in_order(times, limit, queue):
    passed = leaky_bucket(times, limit, 1.0, queue)
    out = through(passed)
    assert all(later - earlier >= 1 / limit for earlier, later in itertools.pairwise(out))
    held = [left - came for came, left in zip(times, passed, strict=True) if not math.isnan(left)]
    assert all(0 <= each <= queue / limit for each in held)
    for place, (time, left) in enumerate(zip(times, passed, strict=True)):
        if math.isnan(left):
            assert sum(each > time for each in through(passed[:place])) >= queue


@given(exact_times, limits)
def test_traffic_below_the_limit_always_passes(times, limit):
    if most(times, 1.0) <= 1:
        for limiter in (fixed_window, sliding_log, token_bucket):
            assert through(limiter(times, limit, 1.0)) == times


def test_the_edge_brings_twice_the_limit_through_a_fixed_window_alone():
    frame = rate_limiters(100, traffic="edge").frame
    assert frame.at["fixed window", "most_in_a_window"] == 200
    assert frame.at["sliding log", "most_in_a_window"] == frame.at["leaky bucket", "most_in_a_window"] == 100
    assert frame.at["leaky bucket", "worst_delay_seconds"] > 0
    assert (frame.drop("leaky bucket")["worst_delay_seconds"] == 0).all()


def test_overload_passes_at_the_limits_rate():
    frame = rate_limiters(50, traffic="poisson", load=4, windows=100).frame
    assert frame["allowed_share"].between(0.24, 0.27).all(), frame


def test_kinds_of_traffic():
    poisson = arrivals("poisson", 100, 1.0, 200, 1.5)
    assert len(poisson) == pytest.approx(30_000, rel=0.03)
    assert numpy.std(numpy.diff(poisson)) == pytest.approx(1 / 150, rel=0.03)  # exponential: deviation is the mean
    assert len(arrivals("burst", 10, 1.0, 10)) == 60
    assert arrivals("steady", 4, 1.0, 2, 1.0) == [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75]
