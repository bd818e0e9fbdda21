"""Fan-out against numeric integration, drawn accounts, and a small network whose operations are counted one by one."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.tradeoffs import Followers, fan_out

shapes = st.tuples(st.floats(1, 1e4), st.floats(100, 1e6), st.floats(1.1, 4)).map(
    lambda each: Followers(each[0], each[0] * each[1], each[2]))


def integrate(followers, low, high, power):
    """The integral of x^power times the density of a bounded Pareto distribution, by the trapezoid rule."""
    x = numpy.geomspace(low, high, 20_001)
    cut = 1 - (followers.least / followers.most) ** followers.tail
    density = followers.tail * followers.least**followers.tail * x ** (-followers.tail - 1) / cut
    return numpy.trapezoid(x**power * density, x)


@given(shapes, st.floats(0, 1))
def test_closed_forms_by_numeric_integration(followers, part):
    threshold = followers.least * (followers.most / followers.least) ** part
    assert integrate(followers, followers.least, followers.most, 0) == pytest.approx(1, rel=1e-4)
    assert integrate(followers, followers.least, followers.most, 1) == pytest.approx(followers.mean, rel=1e-4)
    assert followers.mean_up_to(threshold) == pytest.approx(
        integrate(followers, followers.least, threshold, 1), rel=1e-4, abs=1e-9 * followers.mean)
    assert followers.share_over(threshold) == pytest.approx(
        integrate(followers, threshold, followers.most, 0), rel=1e-3, abs=1e-9)


def test_drawn_accounts_have_the_shares_of_the_closed_forms():
    followers = Followers(200, 1e8)
    drawn = followers.draw(1_000_000, seed=4)
    assert drawn.min() >= followers.least * (1 - 1e-9)
    assert drawn.max() <= 1e8 * (1 + 1e-9)
    for threshold in (100, 1_000, 10_000):
        share = followers.share_over(threshold)
        assert (drawn > threshold).mean() == pytest.approx(share, abs=4 * (share / 1e6) ** 0.5)
        small = numpy.where(drawn <= threshold, drawn, 0)
        assert small.mean() == pytest.approx(followers.mean_up_to(threshold), abs=4 * small.std() / 1e3)


def test_operations_by_counting_in_a_small_network():
    """Each account gets its followers at random; posts and reads are then counted account by account."""
    chance, users, threshold = numpy.random.default_rng(3), 3_000, 100
    counts = numpy.minimum(Followers(30, 2_000, 1.5).draw(users, seed=3).astype(int), users - 1)
    following = [[] for _ in range(users)]
    for account, count in enumerate(counts):
        for reader in chance.choice(users, count, replace=False):
            following[reader].append(account)
    copies = sum(count for count in counts if count <= threshold)
    lookups = sum(1 + sum(counts[account] > threshold for account in accounts) for accounts in following)
    mean, copied = counts.mean(), copies / users
    assert lookups / users == pytest.approx(1 + mean * (mean - copied) / mean)
    found = fan_out(daily_users=users, posts_per_user_day=1, reads_per_user_day=1, followers_mean=30,
                    followers_most=2_000, following=30, threshold=threshold, tail=1.5).frame.loc["hybrid"]
    assert found["operations_per_read"] == pytest.approx(lookups / users, rel=0.25)
    assert found["write_operations_per_second"] * 86400 / users == pytest.approx(1 + copied, rel=0.15)


def test_the_default_is_a_service_like_twitter():
    frame = fan_out().frame
    posts, reads = 200e6 * 0.5 / 86400, 200e6 * 10 / 86400
    assert frame.at["on write", "operations_per_second"] == pytest.approx(posts * 201 + reads)
    assert frame.at["on read", "operations_per_second"] == pytest.approx(posts + reads * 200)
    assert frame["worst_lag_seconds"].to_dict() == pytest.approx({"on write": 100, "on read": 0, "hybrid": 1})
    assert frame.at["on write", "operations_per_read"] == 1


def test_the_hybrid_lies_between_its_ends():
    assert fan_out(threshold=1e8).frame.loc["hybrid"].tolist() == pytest.approx(
        fan_out().frame.loc["on write"].tolist())
    low, high = (fan_out(threshold=each).frame.loc["hybrid"] for each in (1e3, 1e6))
    assert low["worst_lag_seconds"] < high["worst_lag_seconds"]
    assert low["operations_per_read"] > high["operations_per_read"]


def test_workers_that_cannot_keep_up_fall_behind_for_a_day():
    slow = fan_out(deliveries_per_second=1e5).frame
    copies = 200e6 * 0.5 / 86400 * 200
    assert slow.at["on write", "worst_lag_seconds"] == pytest.approx(1e8 / 1e5 + (copies / 1e5 - 1) * 86400)


def test_nobody_drawn_has_more_followers_than_the_most_where_many_come_near_it():
    followers = Followers(30, 60, 1.5)
    drawn = followers.draw(20_000, seed=4)
    assert drawn.min() >= followers.least * (1 - 1e-9)
    assert drawn.max() <= 60 * (1 + 1e-9)
    for threshold in (20, 30, 45, 59):
        share = followers.share_over(threshold)
        assert (drawn > threshold).mean() == pytest.approx(share, abs=4 * (share / 2e4) ** 0.5 + 1e-4)
