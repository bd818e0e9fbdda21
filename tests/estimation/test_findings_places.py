"""Each finding says where: the entry that is to be mended, or the estimate where no single entry is."""

import pytest

from helpers.estimation import Estimate

MADE = Estimate("Links")
PLACES = {
    "circle": (MADE.derive("a", "b").derive("b", "a"), "Links"),
    "unknown-name": (MADE.derive("a", "nothing"), "a"),
    "units": (MADE.assume("u", 1, "B").assume("t", 1, "s").derive("x", "u + t"), "x"),
    "no-finite-value": (MADE.assume("z", 0).derive("x", "1 / z"), "x"),
    "negative-result": (MADE.assume("a", 1).derive("x", "a - 2"), "x"),
    "unused-assumption": (MADE.assume("a", 1).assume("b", 1).derive("x", "a * 2"), "b"),
    "no-reason": (MADE.assume("a", 1).derive("x", "a"), "a"),
}


@pytest.mark.parametrize("rule", PLACES)
def test_where_a_finding_points(rule):
    estimate, place = PLACES[rule]
    (found,) = [each for each in estimate.check() if each.rule == rule][:1]
    assert found.where == place
    assert not found.message.startswith(f"{place}:")
