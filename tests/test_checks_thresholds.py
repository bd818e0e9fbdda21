"""Where `same_size` draws its lines: values on both sides of each."""

import pytest

from helpers import Checks, same_size
from helpers.checks import COMMON

MISTAKE = "You forgot the three copies."


@pytest.mark.parametrize(("within", "size", "fine"), [
    (10, "100 TB", True), (10, "1 TB", True), (10, "100.001 TB", False), (10, "0.99999 TB", False),
    (1, "10 TB", True), (1, "10.001 TB", False), (1.2, "11.999 TB", True), (1.2, "12.001 TB", False),
    (1.2, "8.3334 TB", True), (1.2, "8.3332 TB", False)])
def test_the_edge_of_what_is_near_enough_counts_as_near(within, size, fine):
    assert (same_size(size, "10 TB", within=within) is True) == fine


@pytest.mark.parametrize(("off", "named"), [(1.0, True), (1.055, True), (1 / 1.055, True), (1.065, False),
                                            (1 / 1.065, False), (1.15, False), (1 / 1.15, False)])
def test_a_mistake_is_named_only_where_the_answer_is_its_own(off, named):
    said = same_size(f"{10 / 3 * off} TB", "10 TB", mistakes={MISTAKE: 1 / 3})
    assert (MISTAKE in said) == named


def test_of_two_mistakes_that_lie_close_the_right_one_is_named():
    mistakes = {"One.": 2.0, "The other.": 2.2}
    for size, word in (("20 TB", "One."), ("22 TB", "The other."), ("20.8 TB", "One."), ("21.5 TB", "The other.")):
        assert word in same_size(size, "10 TB", mistakes=mistakes)


# What people get wrong in any estimate, and by how much: months and years as 365.25 days have them.
SLIPS = {"zero": 10, "wo zeros": 100, "a thousand times": 1_000, "a million times": 1_000_000, "8 times": 8,
         "60 times": 60,
         "3,600 times": 3_600, "86,400 times": 86_400, "24 times": 24, "30 times": 365.25 / 12, "12 times": 12,
         "365 times": 365.25}


@pytest.mark.parametrize("high", [True, False])
@pytest.mark.parametrize("slip", SLIPS)
def test_the_slips_of_any_estimate_are_told_with_their_factor_and_their_way(slip, high):
    off = SLIPS[slip] if high else 1 / SLIPS[slip]
    said = same_size(f"{7 * off!r}", 7)
    assert f"{slip} " in said
    assert ("high" in said or "too many" in said) == high
    assert ("low" in said or "missing" in said) == (not high)


def test_no_slip_is_missing_from_the_table_and_each_factor_is_exact():
    """A factor that is off by a hundredth is still met; only the table itself tells it from the right one."""
    assert sorted(COMMON.values()) == sorted([*SLIPS.values(), *(1 / each for each in SLIPS.values())])


def test_what_was_earned_is_not_what_was_offered():
    checks = Checks(points=3)
    checks.check("right", lambda: True, points=1)
    checks.check("wrong", lambda: False, points=2)
    assert (checks.earned, checks.offered) == (1, 3)


@pytest.mark.parametrize(("worth", "share", "shown"), [(0.25, True, "0.25 of 0.25"), (1.25, 0.5, "0.62 of 1.25"),
                                                       (2.675, True, "2.67 of 2.67"), (3, True, "3 of 3")])
def test_points_are_shown_with_two_digits(worth, share, shown, capsys):
    Checks(points=3).check("share", lambda: share, points=worth)
    assert capsys.readouterr().out.splitlines()[0] == f"share {'.' * 23} {shown}"
