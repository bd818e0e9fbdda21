"""Session guarantees against every way of choosing replicas written out, draws of lags, and integrals done by steps."""

import itertools
import math
from statistics import NormalDist

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.tradeoffs import session_guarantees
from helpers.tradeoffs.session_guarantees import ANY, ELSE, LEADER, ONE, WAITS, Lag, goes_back


def logarithm(median=0.02, tail=100.0) -> NormalDist:
    """How the logarithm of a lag is distributed: with this median, and this many times it at 99%."""
    return NormalDist(math.log(median), math.log(tail) / NormalDist().inv_cdf(0.99))


@pytest.mark.parametrize(("median", "tail"), [(0.02, 100), (1.0, 10), (0.5, 1.5), (3.0, 1000)])
@pytest.mark.parametrize("at", [0.0, 0.001, 0.5, 2.0, 60.0])
def test_the_lag_is_lognormal_and_what_is_over_its_integral(median, tail, at):
    lag, normal = Lag(median, tail), logarithm(median, tail)
    assert lag.over(at) == pytest.approx(1 - normal.cdf(math.log(at)) if at else 1.0, rel=1e-6, abs=1e-14)
    assert lag.over(median * tail) == pytest.approx(0.01)
    grid = numpy.linspace(normal.mean - 12 * normal.stdev, normal.mean + 14 * normal.stdev, 200_001)
    density = numpy.exp(-(((grid - normal.mean) / normal.stdev) ** 2) / 2) / normal.stdev / math.sqrt(2 * math.pi)
    over = numpy.trapezoid(numpy.maximum(numpy.exp(grid) - at, 0.0) * density, grid)
    assert lag.mean_over(at) == pytest.approx(over, rel=1e-5, abs=1e-12)


def test_without_a_spread_a_follower_is_late_until_its_median():
    lag = Lag(2.0, 1.0)
    assert [lag.over(at) for at in (0.0, 1.999, 2.0, 2.001)] == [1.0, 1.0, 0.0, 0.0]
    assert [lag.mean_over(at) for at in (0.0, 0.5, 2.0, 3.0)] == [2.0, 1.5, 0.0, 0.0]


def written_out(times, to_leader, replicas, lag):
    """Every choice of replicas for every read, and for each follower the chance of each moment that it catches up."""
    late = len(times)
    moments = [0.0, *times]
    chances = [lag.over(one) - lag.over(other) for one, other in itertools.pairwise(moments)] + [lag.over(times[-1])]
    share = 0.0
    ways = [[0] if leader else range(replicas) for leader in to_leader]
    for chosen in itertools.product(*ways):
        for caught in itertools.product(range(late + 1), repeat=replicas - 1):  # has it from read number `caught` on
            chance = math.prod(1 / len(way) for way in ways) * math.prod(chances[each] for each in caught)
            shown = [who == 0 or caught[who - 1] <= number for number, who in enumerate(chosen)]
            share += chance * sum(not each and any(shown[:number]) for number, each in enumerate(shown))
    return share / late


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.01, 3), min_size=1, max_size=4).map(sorted), st.integers(2, 3), st.integers(0, 4),
       st.floats(0.01, 1), st.floats(1, 200))
def test_going_back_as_with_every_choice_written_out(times, replicas, pinned, median, tail):
    to_leader = [place < pinned for place in range(len(times))]
    lag = Lag(median, tail)
    assert goes_back(times, to_leader, replicas, lag) == pytest.approx(
        written_out(times, to_leader, replicas, lag), abs=1e-12)


def test_four_replicas_and_a_leader_in_the_middle_written_out():
    times, to_leader, lag = [0.05, 0.1, 0.4], [False, True, False], Lag(0.2, 20)
    assert goes_back(times, to_leader, 4, lag) == pytest.approx(written_out(times, to_leader, 4, lag), abs=1e-12)


@pytest.mark.parametrize("given_settings", [
    {}, {"replicas": 2, "lag_median": 1.0, "tail": 10}, {"replicas": 7, "lag_median": 0.5, "first_read_seconds": 0.05,
                                                        "read_gap_seconds": 0.3, "reads": 6, "pin_seconds": 0.7}])
def test_every_figure_as_users_drawn_one_by_one(given_settings):
    found = session_guarantees(**given_settings)
    use, many, chance = found.settings, 200_000, numpy.random.default_rng(7)
    n, reads = use["replicas"], use["reads"]
    times = use["first_read_seconds"] + use["read_gap_seconds"] * numpy.arange(reads)
    normal = logarithm(use["lag_median"], use["tail"])
    late = numpy.exp(chance.normal(normal.mean, normal.stdev, (many, n)))
    late[:, 0] = 0.0  # the leader
    asked = chance.integers(0, n, (many, reads))
    pinned = numpy.where(times <= use["pin_seconds"], 0, asked)
    for name, who in ((ANY, asked), (ONE, asked[:, :1].repeat(reads, axis=1)), (LEADER, asked * 0),
                      (found.options[3], pinned)):
        shown = numpy.take_along_axis(late, who, axis=1) <= times
        before = numpy.logical_or.accumulate(shown, axis=1)
        row = found.figures(name)
        close = {"rel": 0.03, "abs": 1e-4}
        assert row["stale_share"] == pytest.approx((~shown).mean(), **close)
        assert row["goes_back_share"] == pytest.approx((~shown & before).mean(), **close)
        assert row["leader_share"] == pytest.approx((who == 0).mean(), rel=0.01)
        busiest = max((who == 0).mean(), max((who == each).mean() for each in range(1, n)))
        assert row["read_capacity"] == pytest.approx(1 / busiest, rel=0.02)
    waits = numpy.maximum(numpy.take_along_axis(late, asked, axis=1) - times, 0.0)
    assert found.figures(WAITS)["mean_extra_seconds"] == pytest.approx(waits.mean(), rel=0.15)  # a heavy tail
    assert found.figures(WAITS)["p99_extra_seconds"] == pytest.approx(numpy.quantile(waits, 0.99), rel=0.1, abs=1e-3)
    again = (waits > 0).mean()
    row = found.figures(ELSE)
    assert row["leader_share"] == pytest.approx((asked == 0).mean() + again, rel=0.01)
    assert row["mean_extra_seconds"] == pytest.approx(again * use["hop_seconds"], rel=0.03)


def test_what_a_position_promises_and_what_it_costs():
    frame = session_guarantees(lag_median=1.0).frame
    for name in (LEADER, WAITS, ELSE):
        assert frame.at[name, "stale_share"] == frame.at[name, "goes_back_share"] == 0
    assert frame.at[ONE, "goes_back_share"] == 0 < frame.at[ONE, "stale_share"]
    assert frame.at[WAITS, "read_capacity"] == pytest.approx(4)
    assert frame.at[LEADER, "read_capacity"] == 1
    assert frame["remembers"].to_dict() == {ANY: 0, ONE: 0, LEADER: 0, "the leader for 5 s": 1, WAITS: 1, ELSE: 1}


@pytest.mark.parametrize(("first", "pinned_reads"), [(5.0, 1), (5.001, 0), (3.0, 2), (1.0, 3)])
def test_a_read_at_the_very_end_of_the_pin_goes_to_the_leader(first, pinned_reads):
    row = session_guarantees(first_read_seconds=first, reads=4).figures("the leader for 5 s")
    assert row["leader_share"] == pytest.approx(pinned_reads / 4 + (1 - pinned_reads / 4) / 4)


@pytest.mark.parametrize(("hop", "share", "told"), [(0.5, 0.011, 0.5), (0.5, 0.009, 0.0)])
def test_the_99th_percentile_of_asking_again_is_a_hop_or_nothing(hop, share, told):
    """Two replicas and one read: half of the reads ask the follower, and this share of all finds it late."""
    at = math.exp(logarithm().inv_cdf(1 - 2 * share))
    row = session_guarantees(replicas=2, reads=1, first_read_seconds=at, hop_seconds=hop).figures(ELSE)
    assert row["leader_share"] == pytest.approx(0.5 + share)
    assert row["p99_extra_seconds"] == told


def test_the_wait_by_hand_where_there_is_one_follower_and_one_read():
    """P(wait > w) is half of P(lag > t + w): the 99th percentile of the wait is the 98th of the lag, less t."""
    row = session_guarantees(replicas=2, reads=1, first_read_seconds=0.2).figures(WAITS)
    assert row["p99_extra_seconds"] == pytest.approx(math.exp(logarithm().inv_cdf(0.98)) - 0.2, rel=1e-9)


def test_the_curve_goes_through_the_tables_figures_and_ends_where_nothing_is_missed():
    found = session_guarantees(replicas=3, reads=4)
    for name, points in found.curves.groupby("alternative"):
        drawn = dict(zip(points["x"], points["y"], strict=True))
        assert drawn[0.2] == found.figures(name)["stale_share"]
        assert min(drawn.values()) >= 1e-7
        for x in list(drawn)[::6]:
            there = session_guarantees(replicas=3, reads=4, first_read_seconds=x)
            assert drawn[x] == there.figures(name)["stale_share"]
    assert session_guarantees(lag_median=1e-6, tail=1).title == "No follower is so late that a user would notice"
    assert session_guarantees().title == "1.1% of reads from any replica are stale"
