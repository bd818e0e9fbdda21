"""How far off a guess is, and how honest ranges are."""

import math
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CourseError, Estimate, Q, calibration, log10_distance
from helpers.estimation import EstimateError
from tests.hostile import VALUES, anything, readable, refuses_or_answers

positive = st.floats(1e-300, 1e300)


@given(positive, positive)
def test_distance_is_the_difference_of_logarithms(guess, truth):
    expected = abs(math.log10(guess) - math.log10(truth))
    assert log10_distance(guess, truth) == pytest.approx(expected, abs=1e-9)
    assert log10_distance(Q(guess, "TB"), Q(truth, "GB")) == pytest.approx(
        abs(math.log10(guess) + 3 - math.log10(truth)), abs=1e-9
    )
    assert log10_distance(guess, truth) == log10_distance(truth, guess)


def test_a_factor_of_two_is_0_3():
    assert log10_distance("2 TB", "1000 GB") == pytest.approx(math.log10(2))
    assert log10_distance("15 TB", Q("15 TB")) == 0
    assert log10_distance("8 Gb", "1 GB") == pytest.approx(0, abs=1e-12)
    assert log10_distance("1e-300 ns", "1 s") == pytest.approx(309)


@pytest.mark.parametrize(
    ("guess", "truth", "told"),
    [
        ("0 TB", "1 TB", "guess: "),
        ("1 TB", -5, "truth: "),
        ("5 s", "1 TB", "not of one kind"),
        ("x", 5, "guess: "),
        (5, None, "truth: None"),
        (math.nan, 5, "guess: nan"),
        (True, 5, "guess: True"),
        (5, [], "truth: "),
    ],
)
def test_what_has_no_distance_is_named(guess, truth, told):
    with pytest.raises(EstimateError, match=told) as caught:
        log10_distance(guess, truth)
    readable(caught.value)


@given(st.integers(1, 60), st.data(), st.floats(0.05, 0.95))
def test_chance_is_the_binomial_one(total, data, level):
    hits = data.draw(st.integers(0, total))
    found = calibration([(0, 1)] * total, [0.5] * hits + [2] * (total - hits), level)
    assert (found.hits, found.total, found.share) == (hits, total, hits / total)
    by_hand = sum(comb(total, k) * level**k * (1 - level) ** (total - k) for k in range(hits + 1))
    assert found.chance() == pytest.approx(by_hand, rel=1e-9)


def test_thousands_of_ranges_can_be_scored():
    found = calibration([(0, 1)] * 5000, [0.5] * 4500 + [2] * 500)
    assert 0.4 < found.chance() < 0.6


@pytest.mark.parametrize(
    ("hits", "total", "advice"),
    [
        (2, 10, "too narrow"),
        (9, 10, "honest ranges"),
        (10, 10, "wider than they need"),
        (3, 3, "honest"),
        (0, 1, "honest"),
    ],
)
def test_advice_follows_the_count(hits, total, advice):
    said = str(calibration([("1 TB", "2 TB")] * total, ["1500 GB"] * hits + ["9 TB"] * (total - hits)))
    assert said.startswith(f"{hits} of {total} ranges held the truth") or hits == 0
    assert advice in said or (hits, total) == (0, 1)


def test_intervals_of_an_estimate_are_ranges_too():
    interval = Estimate().assume("a", 5, "TB", low=3, high=8).interval("a")
    assert calibration([interval, ("1 B", "2 B")], ["4 TB", "3 B"]).hits == 1
    assert calibration([(1, 2)], [2]).hits == calibration([(2, 2)], [2]).hits == 1, "the ends belong to a range"


@pytest.mark.parametrize(
    ("intervals", "truths", "level", "told"),
    [
        ([], [], 0.9, "at least one"),
        ([(1, 2)], [1, 2], 0.9, "got 1 and 2"),
        ([(2, 1)], [1], 0.9, "range 1: 2 is above 1"),
        ([(1, 2), ("1 B", "2 s")], [1, 1], 0.9, "range 2"),
        ([(1,)], [1], 0.9, "not a pair"),
        ([(1, 2, 3)], [1], 0.9, "not a pair"),
        (["12"], [1], 0.9, "not a pair"),
        ([(1, 2)], ["x"], 0.9, "truth 1"),
        ("12", "12", 0.9, "not a list"),
        ([(1, 2)], [1], 90, "level"),
    ],
)
def test_what_cannot_be_scored_is_named(intervals, truths, level, told):
    with pytest.raises(EstimateError, match=told) as caught:
        calibration(intervals, truths, level)
    readable(caught.value)


@given(anything, anything, anything)
def test_whatever_is_given_there_is_a_score_or_one_clear_error(first, second, third):
    for ask in (
        lambda: log10_distance(first, second),
        lambda: str(calibration(first, second)),
        lambda: str(calibration([(first, second)], [third])),
        lambda: str(calibration([first], [second], third)),
    ):
        with refuses_or_answers():
            ask()


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    for ask in (
        lambda: log10_distance(value, 5),
        lambda: calibration(value, [1]),
        lambda: calibration([value], [1]),
        lambda: calibration([(1, value)], [1]),
        lambda: calibration([(1, 2)], [value]),
        lambda: calibration([(1, 2)], [1], value),
    ):
        with refuses_or_answers():
            ask()
    with pytest.raises(CourseError):
        log10_distance(object(), 5)
