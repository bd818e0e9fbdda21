"""Quorums against enumeration, order statistics and the closed form of staleness."""

import itertools
import math
from statistics import NormalDist

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.tradeoffs import enough_up, quorum

INSTANT = 1e-6  # seconds: a leg so short that it does not count


@given(st.integers(1, 7), st.floats(0, 1), st.data())
def test_availability_by_enumerating_all_sets_of_replicas_that_are_up(n, availability, data):
    needed = data.draw(st.integers(1, n))
    expected = sum(math.prod(availability if up else 1 - availability for up in state)
                   for state in itertools.product([True, False], repeat=n) if sum(state) >= needed)
    assert enough_up(n, needed, availability) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("shape", ["exponential", "lognormal"])
def test_write_percentiles_are_those_of_order_statistics(shape):
    """At the q-quantile of the W-th fastest of N, the chance that at least W of N are done is q (a binomial sum)."""
    def done_by(time):
        if shape == "exponential":
            return 1 - 2 ** (-time / 0.005)
        return NormalDist().cdf(math.log(time / 0.005) / (math.log(10) / NormalDist().inv_cdf(0.99)))

    frame = quorum(5, [(1, w) for w in range(1, 6)], leg_median=INSTANT, shape=shape, samples=100_000).frame
    for w in range(1, 6):
        row = frame.loc[f"R=1 W={w}"]
        assert enough_up(5, w, done_by(row["write_p50_seconds"])) == pytest.approx(0.5, abs=0.008)
        assert enough_up(5, w, done_by(row["write_p99_seconds"])) == pytest.approx(0.99, abs=0.002)


@pytest.mark.parametrize(("n", "r", "w", "wait"), [
    (2, 1, 1, 0.0), (3, 1, 1, 0.0), (3, 1, 1, 0.005), (3, 2, 1, 0.002), (3, 1, 2, 0.003), (5, 2, 2, 0.001),
    (5, 1, 3, 0.004)])
def test_staleness_in_closed_form(n, r, w, wait):
    """With instant other legs and exponential writes: all R asked are among the N - W without it, and stay so."""
    found = quorum(n, [(r, w)], leg_median=INSTANT, wait=wait, shape="exponential", samples=100_000)
    expected = math.comb(n - w, r) / math.comb(n, r) * 2 ** (-r * wait / 0.005)
    assert found.frame["stale_share"].iloc[0] == pytest.approx(expected, abs=0.006)


@given(st.integers(1, 5), st.integers(0, 1000), st.data())
def test_an_overlap_never_misses_an_acknowledged_write(n, seed, data):
    r = data.draw(st.integers(1, n))
    found = quorum(n, [(r, n - r + 1)], wait=0, leg_median=data.draw(st.sampled_from([INSTANT, 0.001, 0.1])),
                   tail=100, samples=300, seed=seed)
    assert found.frame["stale_share"].iloc[0] == 0
    assert found.frame["overlap"].iloc[0] == 1


def test_staleness_by_following_each_read_one_by_one():
    """The same draws, followed message by message."""
    n, r, w, wait, samples = 3, 1, 1, 0.002, 2_000
    chance = numpy.random.default_rng([7, 41])
    spread = math.log(10) / NormalDist().inv_cdf(0.99)
    legs = [median * numpy.exp(spread * chance.standard_normal((samples, n))) for median in (0.005, *[0.001] * 3)]
    stale = 0
    for to, ack, ask, answer in zip(*legs, strict=True):
        start = sorted(to + ack)[w - 1] + wait
        first = sorted(range(n), key=lambda i: ask[i] + answer[i])[:r]
        stale += all(start + ask[i] < to[i] for i in first)
    found = quorum(n, [(r, w)], wait=wait, samples=samples, seed=7)
    assert found.frame["stale_share"].iloc[0] == pytest.approx(stale / samples)


def test_waiting_for_more_is_slower_and_less_stale():
    frame = quorum(3).frame
    assert len(frame) == 9
    for w in (1, 2, 3):
        rows = frame.loc[[f"R={r} W={w}" for r in (1, 2, 3)]]
        assert rows["read_p99_seconds"].is_monotonic_increasing
        assert rows["stale_share"].is_monotonic_decreasing
        assert rows["read_availability"].is_monotonic_decreasing
    curve = quorum(3, [(1, 1)]).curves
    assert curve["y"].is_monotonic_decreasing
