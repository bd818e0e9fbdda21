"""Ranges: closed forms of lognormal and normal arithmetic are the referee; common random numbers hold still."""

import itertools
import math
from statistics import NormalDist

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CourseError, Estimate
from helpers.estimation import sampling
from helpers.estimation.sampling import MOST_STRATA, Z95, normal_strata, standard_normals

Z = NormalDist()
spreads = st.floats(1.1, 20)


def lognormal(estimate, name, middle, factor, unit=""):
    """An assumption whose 90% range is `factor` up and down."""
    return estimate.assume(name, middle, unit, low=middle / factor, high=middle * factor)


def test_a_90_percent_range_ends_at_the_95th_percentile():
    assert pytest.approx(Z.inv_cdf(0.95)) == Z95


@given(st.floats(1e-6, 1e12), spreads, spreads)
def test_one_assumption_gives_back_its_own_range(value, down, up):
    interval = Estimate().assume("a", value, "GB", low=value / down, high=value * up).interval("a")
    assert interval.low.magnitude == pytest.approx(value / down, rel=2e-3)
    assert interval.mid.magnitude == pytest.approx(value, rel=2e-3)
    assert interval.high.magnitude == pytest.approx(value * up, rel=2e-3)


@given(st.floats(-100, 100), st.floats(0, 50), st.floats(0, 50))
def test_a_normal_range_comes_back_too(value, down, up):
    interval = Estimate().assume("a", value, low=value - down, high=value + up, shape="normal").interval("a")
    assert interval.low.magnitude == pytest.approx(value - down, abs=1e-3 * (down + up) + 1e-9)
    assert interval.high.magnitude == pytest.approx(value + up, abs=1e-3 * (down + up) + 1e-9)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.99])
@pytest.mark.parametrize(
    ("formula", "powers"), [("a * b", (1, 1)), ("a / b", (1, -1)), ("a * b * b", (1, 2)), ("sqrt(a) / b", (0.5, -1))]
)
def test_products_of_lognormals_have_the_known_quantiles(formula, powers, level):
    """The logarithm of a product is a sum of normals: its spread is the root of the sum of squares."""
    factors = (3.0, 5.0)
    estimate = lognormal(lognormal(Estimate(), "a", 7.0, factors[0]), "b", 2.0, factors[1]).derive("x", formula)
    sigma = math.hypot(*(power * math.log(factor) / Z95 for power, factor in zip(powers, factors, strict=True)))
    middle = 7.0 ** powers[0] * 2.0 ** powers[1]
    spread = math.exp(sigma * Z.inv_cdf((1 + level) / 2))
    ends = [estimate.interval("x", level, samples=1_000_000, seed=seed) for seed in (1, 2)]
    for end, expected in (("low", middle / spread), ("mid", middle), ("high", middle * spread)):
        assert numpy.mean([getattr(each, end).magnitude for each in ends]) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("formula", ["a + b", "a - b", "2 * a + b"])
def test_sums_of_normals_have_the_known_quantiles(formula):
    estimate = (
        Estimate()
        .assume("a", 1000, low=900, high=1100, shape="normal")
        .assume("b", 500, low=450, high=550, shape="normal")
    )
    middle, sigma = {
        "a + b": (1500, math.hypot(100, 50)),
        "a - b": (500, math.hypot(100, 50)),
        "2 * a + b": (2500, math.hypot(200, 50)),
    }[formula]
    interval = estimate.derive("x", formula).interval("x", samples=500_000)
    assert interval.low.magnitude == pytest.approx(middle - sigma, rel=0.01)
    assert interval.mid.magnitude == pytest.approx(middle, rel=0.01)
    assert interval.high.magnitude == pytest.approx(middle + sigma, rel=0.01)


def test_ten_thousand_samples_are_within_three_percent_for_every_seed():
    estimate = lognormal(lognormal(Estimate(), "a", 7.0, 3), "b", 2.0, 5).derive("x", "a * b")
    spread = math.exp(math.hypot(math.log(3), math.log(5)))
    for seed in range(5):
        interval = estimate.interval("x", seed=seed)
        assert interval.high.magnitude == pytest.approx(14 * spread, rel=0.05)
        assert interval.low.magnitude == pytest.approx(14 / spread, rel=0.05)


def test_a_range_of_the_whole_is_narrower_than_all_ends_at_once():
    links = Estimate.from_case("url_shortener").derive("storage", "new_links * kept_for * link_size", "TB")
    interval = links.interval("storage")
    assert 3.6 < interval.low.magnitude < 6
    assert 30 < interval.high.magnitude < 48
    assert str(interval) == "5.3 to 35 TB", "the notebook's text quotes this range"


def test_same_seed_same_result_other_seed_another():
    estimate = lognormal(Estimate(), "a", 7.0, 3).derive("x", "a * a + 1")
    for samples in (100, 10_000, MOST_STRATA + 1):
        first, second, other = (estimate.samples("x", samples, seed) for seed in (1, 1, 2))
        assert (first == second).all()
        assert (first != other).any()
        assert first.shape == (samples,)


@given(st.lists(st.sampled_from(["c", "d", "other_things"]), unique=True), st.integers(0, 100))
def test_what_else_an_estimate_holds_changes_no_interval(names, seed):
    alone = lognormal(lognormal(Estimate(), "a", 7.0, 3), "b", 2.0, 5).derive("x", "a * b")
    crowded = Estimate()
    for name in names:
        crowded = lognormal(crowded, name, 5.0, 2)
    crowded = lognormal(lognormal(crowded, "b", 2.0, 5), "a", 7.0, 3).derive("x", "a * b")
    assert crowded.interval("x", samples=500, seed=seed) == alone.interval("x", samples=500, seed=seed)
    assert crowded.intervals(samples=500, seed=seed)["x"] == alone.interval("x", samples=500, seed=seed)


def test_draws_of_a_name_cannot_be_damaged():
    with pytest.raises(ValueError, match="read-only"):
        standard_normals("a", 100, 1)[0] = 5
    draws = standard_normals("a", 1000, 1)
    assert draws.mean() == pytest.approx(0, abs=1e-9)
    assert (draws != standard_normals("b", 1000, 1)).any()


@pytest.mark.parametrize(
    "formula", ["a * b / c", "a + b * c", "a - b", "max(a, b) / c", "ceil(a / b) + c", "a ** 2 / (b + c)"]
)
def test_tornado_agrees_with_brute_force(formula):
    estimate = (
        Estimate()
        .assume("a", 7, low=3, high=20)
        .assume("b", 2, low=1, high=5)
        .assume("c", 4, low=1, high=6)
        .assume("d", 3)
    )
    estimate = estimate.derive("half", formula).derive("x", "half * 2 + d")
    by_hand = {}
    for name in "abc":
        entry = estimate.entry(name)
        by_hand[name] = []
        for end in (entry.low, entry.high):
            moved = Estimate()
            for each in "abcd":
                moved = moved.assume(each, end if each == name else estimate.entry(each).value)
            by_hand[name].append(moved.derive("half", formula).derive("x", "half * 2 + d")["x"].magnitude)
    frame = estimate.sensitivity("x")
    for name, (low, high) in by_hand.items():
        if name in frame.index:
            row = frame.loc[name]
            assert (row.at_low, row.at_high) == pytest.approx((low, high))
            assert row.swing == pytest.approx(abs(high - low))
            assert row.factor == pytest.approx(max(low, high) / min(low, high), nan_ok=True) or min(low, high) <= 0
        else:
            assert low == high == estimate["x"].magnitude
    assert list(frame.swing) == sorted(frame.swing, reverse=True)
    assert "d" not in frame.index


def test_tornado_of_what_hangs_on_nothing_is_empty():
    estimate = Estimate().assume("a", 7, low=3, high=20).assume("d", 3).derive("x", "d * 2")
    assert estimate.sensitivity("x").empty
    assert estimate.sensitivity("a").empty


def test_level_widens_the_range():
    estimate = lognormal(Estimate(), "a", 7.0, 3)
    widths = [estimate.interval("a", level).high.magnitude for level in (0.5, 0.8, 0.9, 0.95, 0.99)]
    assert all(narrow < wide for narrow, wide in itertools.pairwise(widths))


def test_a_range_too_wide_to_draw_from_is_refused():
    from helpers import CourseError

    with pytest.raises(CourseError, match="too wide to draw from"):
        Estimate().assume("a", 1, low=1e-300, high=1e300).interval("a")


@pytest.mark.parametrize(("level", "low", "high"), [(0.9, 5, 95), (0.8, 10, 90), (0.5, 25, 75), (0.02, 49, 51)])
def test_quantiles_stand_at_their_own_place(level, low, high):
    """Of the values 0 to 100 each quantile is its own percentage, and not its neighbour."""
    shuffled = numpy.random.default_rng(1).permutation(numpy.arange(101.0))
    assert sampling._ends(shuffled, ((1 - level) / 2, 0.5, (1 + level) / 2)) == (low, 50, high)


def test_a_middle_lies_between_its_neighbours():
    assert sampling._ends(numpy.array([3.0, 1.0, 2.0]), (0.0, 0.5, 1.0)) == (1, 2, 3)


@pytest.mark.parametrize(("formula", "flagged"), [("a - b", False), ("a - b * 0.99", False), ("a - b * 1.01", True)])
def test_below_zero_is_flagged_and_zero_is_not(formula, flagged):
    found = Estimate().assume("a", 5).assume("b", 5).derive("x", formula).check()
    assert ("negative-result" in found.rules()) == flagged


def test_requests_are_read_as_people_write_them():
    estimate = lognormal(Estimate(), "a", 7.0, 3)
    assert estimate.interval("a", "90%", "10 thousand", 1.0) == estimate.interval("a", 0.9, 10_000, 1)
    assert "99.99% range" in repr(estimate.interval("a", 0.9999))
    for level in (0, 1, "0%", 1.5):
        with pytest.raises(CourseError, match="level"):
            estimate.interval("a", level)


def test_up_to_twenty_thousand_draws_are_one_from_each_slice_and_more_are_left_to_chance():
    """More are not kept either: a hypercube of two millions would stay in memory for every name."""
    assert MOST_STRATA == 20_000
    for samples, sliced in ((MOST_STRATA, True), (MOST_STRATA + 1, False)):
        slices = numpy.floor(numpy.vectorize(Z.cdf)(standard_normals("a", samples, 1)[:3_000]) * samples)
        assert (len(set(slices)) == 3_000) == sliced
    assert numpy.array_equal(numpy.sort(standard_normals("a", MOST_STRATA, 1)), normal_strata(MOST_STRATA))
