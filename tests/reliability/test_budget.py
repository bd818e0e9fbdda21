"""Downtime, error budgets, agreements, and parts put together, against published figures and enumeration."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reliability import (
    AGREEMENTS,
    ErrorBudget,
    ReliabilityError,
    agreement,
    agreements_table,
    downtime_table,
    in_parallel,
    in_series,
    k_of_n,
    reliability_rules_table,
    seconds_down,
)
from helpers.units import Q

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(("availability", "month", "year"), [  # 30 days; 365.25 days
    (0.995, 216 * MINUTE, 43.8 * HOUR), (0.999, 43.2 * MINUTE, 8.766 * HOUR), (0.9995, 21.6 * MINUTE, 4.383 * HOUR),
    (0.9999, 4.32 * MINUTE, 52.6 * MINUTE), (0.99999, 25.92, 5.26 * MINUTE)])
def test_downtime_is_the_published_one(availability, month, year):
    assert seconds_down(availability) == pytest.approx(month, rel=1e-9)
    assert seconds_down(availability, "1 year") == pytest.approx(year, rel=2e-3)


def test_the_table_says_its_convention():
    assert list(downtime_table()) == ["a day", "a month (30 days)", "a year (365.25 days)"]
    assert downtime_table().loc["99.9%"].tolist() == ["1.44 min", "43.2 min", "8.77 h"]


def test_a_budget_lasts_its_period_at_a_burn_of_one():
    budget = ErrorBudget("99.9%", "28 days")
    assert budget.spent_after(1) == 28 * DAY
    assert budget.burn_rate(budget.share) == pytest.approx(1)
    assert budget.left(0, 100) == 1
    assert budget.left(2, 1000) == pytest.approx(-1)
    assert budget.replace(target=0.99).seconds == pytest.approx(0.01 * 28 * DAY)
    assert math.isinf(budget.spent_after(0))


@pytest.mark.parametrize(("make", "told"), [
    (lambda: ErrorBudget(1), "no error budget"), (lambda: ErrorBudget("99.9%", 0), "period"),
    (lambda: ErrorBudget("two"), "target"), (lambda: ErrorBudget(0.9).left(5, 4), "bad: 5 is not between"),
    (lambda: ErrorBudget(0.9).replace(goal=1), "no field 'goal'"), (lambda: agreement("dynamo"), "Did you mean Dynamo"),
    (lambda: agreement(5), "has no agreement"), (lambda: in_series([]), "the list is empty"),
    (lambda: in_parallel(["x"]), r"availabilities\[0\]"), (lambda: k_of_n(4, 3, 0.9), "k: 4 is not between 1 and 3"),
    (lambda: downtime_table("x"), "availabilities"),
])
def test_what_cannot_be_used_is_named(make, told):
    with pytest.raises(ReliabilityError, match=told):
        make()


def test_agreements_carry_their_year_and_are_shares():
    assert all(each.year >= 2020 and 0.9 < each.availability <= 1 for each in AGREEMENTS.values())
    assert agreement("EC2").availability == 0.9999
    assert agreement("ec2 instance").availability == 0.995
    assert (agreements_table()["year"] == 2023).all()


def test_a_published_series():
    """Load balancer, machines, database and files: 99.83%."""
    assert round(in_series([0.9999, 0.9999, 0.9995, 0.999]), 4) == 0.9983


@given(st.integers(1, 7), st.floats(0, 1), st.floats(0, 1))
def test_k_of_n_is_every_state_counted(n, availability, together):
    common = 1 - together * (1 - availability)
    alone = availability / common if common else 0.0
    for k in range(1, n + 1):
        counted = common * math.fsum(math.prod(alone if up else 1 - alone for up in states)
                                     for states in itertools.product((True, False), repeat=n) if sum(states) >= k)
        assert k_of_n(k, n, availability, together) == pytest.approx(counted, abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_series_and_parallel_are_every_state_counted(shares):
    states = list(itertools.product((True, False), repeat=len(shares)))
    chance = {each: math.prod(share if up else 1 - share for share, up in zip(shares, each, strict=True))
              for each in states}
    assert in_series(shares) == pytest.approx(sum(chance[each] for each in states if all(each)), abs=1e-12)
    assert in_parallel(shares) == pytest.approx(sum(chance[each] for each in states if any(each)), abs=1e-12)


def test_one_part_fails_as_often_whether_alone_or_in_common():
    assert k_of_n(1, 1, 0.97, together=0.4) == pytest.approx(0.97)
    assert k_of_n(1, 100, 0.99, together=0.1) == pytest.approx(0.999)


def test_many_parts_are_counted_without_overflow():
    assert k_of_n(2_000, 4_000, 0.5) == pytest.approx(0.5, abs=0.01)
    assert 0 < k_of_n(9_950, 10_000, 0.995) < 1


def test_every_rule_names_who_says_so_and_when():
    table = reliability_rules_table()
    assert table["origin"].str.contains(r"\b(?:19|20)\d\d\b").all()
    assert table["why it matters"].str.endswith(".").all()


@pytest.mark.parametrize("months", ["1 month", "2 months", "0.5 month", Q("1 month")])
def test_a_month_has_thirty_days_however_it_is_said(months):
    """A figure asked for by the month is the one of the table's column by the month."""
    many = float(Q(months).magnitude)
    assert seconds_down("99.9%", months) == pytest.approx(many * seconds_down("99.9%"))
    assert ErrorBudget("99.9%", months).period == pytest.approx(many * 30 * 86_400)


@pytest.mark.parametrize(("period", "days"), [("30 days", 30), ("1 year", 365.25), ("1 week", 7), (86_400, 1)])
def test_other_periods_are_as_long_as_everywhere(period, days):
    assert ErrorBudget("99.9%", period).period == pytest.approx(days * 86_400)


def test_the_longest_budget_in_months():
    assert ErrorBudget("99.9%", "121 months").period == 121 * 30 * 86_400
    with pytest.raises(ReliabilityError, match="period"):
        ErrorBudget("99.9%", "125 months")
