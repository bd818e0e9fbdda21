"""What is asked without saying how: the same draws everywhere, so that a range reads the same in each place."""

import inspect

import numpy
import pytest

from helpers.estimation import Estimate, EstimateError

MADE = Estimate().assume("a", 10, low=5, high=20).assume("b", 2).derive("x", "a * b")


@pytest.mark.parametrize("method", ["interval", "intervals", "samples", "table"])
def test_one_number_of_draws_and_one_seed(method):
    asked = inspect.signature(getattr(Estimate, method)).parameters
    assert (asked["samples"].default, asked["seed"].default) == (10_000, 1)
    if "level" in asked:
        assert asked["level"].default == 0.9


def test_a_range_is_that_of_the_draws_that_are_given_out():
    drawn = numpy.sort(MADE.samples("x"))
    assert drawn.shape == (10_000,)
    found = MADE.interval("x")
    assert found.low.magnitude == pytest.approx(drawn[round(0.05 * 9_999)])
    assert found.high.magnitude == pytest.approx(drawn[round(0.95 * 9_999)])
    assert MADE.intervals()["x"].low == found.low
    assert f"{found}" in MADE.table().to_string()


def test_a_value_that_is_never_finite_is_not_said_to_lie_in_the_ranges():
    never = Estimate().assume("a", 1).assume("none", 0).derive("x", "a / none")
    with pytest.raises(EstimateError, match=r"has no finite value\. none is zero"):
        never["x"]
    with pytest.raises(EstimateError, match=r"has no finite value\. none is zero"):
        never.interval("x")
    now_and_then = Estimate().assume("b", 0.5, low=-1, high=1).derive("x", "sqrt(b)")
    assert now_and_then["x"].magnitude == pytest.approx(0.5**0.5)
    with pytest.raises(EstimateError, match=r"for some values within the ranges\. b is negative"):
        now_and_then.interval("x")
