"""The late policy of a class's settings: what it takes off, and what it cannot be."""

import pytest

from kit.classroom.course.folder import ClassError
from kit.classroom.course.late_policy import LatePolicy, read_policy
from tests.hostile import VALUES, refuses_or_answers

DAY = 86_400


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_nobody_should_write(value):
    fields = [{"costs": "10%", name: value} for name in ("each", "grace_minutes", "at_most")]
    for given in (value, {"costs": value}, *fields):
        with refuses_or_answers():
            read_policy(given, "late")


@pytest.mark.parametrize("each", [["day"], {"day": 1}, "week", 1, None, True])
def test_each_is_a_day_or_an_hour(each):
    with pytest.raises(ClassError, match=r"late: each: .* is not one of day, hour"):
        read_policy({"each": each, "costs": "10%"}, "late")


@pytest.mark.parametrize(("given", "same"), [("none", LatePolicy(costs=0.0)), ("zero", LatePolicy(costs=1.0)), (
    {"costs": "10%"}, LatePolicy("day", 0.1)), ({"each": "hour", "costs": 0.02, "grace_minutes": 15, "at_most": "50%"},
                                              LatePolicy("hour", 0.02, 15.0, 0.5)), (None, None)])
def test_what_can_be_written(given, same):
    assert read_policy(given, "late") == same


@pytest.mark.parametrize(("late", "taken"), [
    (0, None), (900, None), (901, 2.0), (DAY, 2.0), (DAY + 1, 4.0), (5 * DAY, 10.0), (6 * DAY, 10.0)])
def test_a_tenth_for_each_day_begun_at_most_half_after_a_quarter_of_an_hour(late, taken):
    policy = read_policy({"costs": "10%", "grace_minutes": 15, "at_most": "50%"}, "late")
    assert policy.late_submission_penalty("anna", 20.0, late) == (None if taken is None else pytest.approx(taken))


@pytest.mark.parametrize("share", ["-1%", "101%", 1.01, -0.01, "10", "ten", True])
def test_a_share_lies_between_nothing_and_all(share):
    with pytest.raises(ClassError, match="is no share"):
        read_policy({"costs": share}, "late")
