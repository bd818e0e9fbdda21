"""The fan-out laboratory: who does the work of a timeline, the writer, the reader, or each for some accounts."""

import numpy

from helpers.tradeoffs.comparison import Column, Comparison, rows, tidy
from helpers.tradeoffs.errors import read
from helpers.tradeoffs.followers import Followers

DAY = 86400.0
COLUMNS = (
    Column("operations_per_second", "store operations, reads and writes together", "1/s"),
    Column("write_operations_per_second", "store operations for posts", "1/s"),
    Column("read_operations_per_second", "store operations for timelines", "1/s"),
    Column("operations_per_read", "store operations that one timeline waits for"),
    Column("worst_lag_seconds", "until the last follower of the largest account has a post", "s"),
    Column("accounts_left_to_readers", "share of accounts that are not fanned out on write", "share"),
)


def fan_out(daily_users: float = 200e6, posts_per_user_day: float = 0.5, reads_per_user_day: float = 10,
            followers_mean: float = 200, followers_most: float = 1e8, following: float = 200,
            deliveries_per_second: float = 1e6, threshold: float = 1e6, tail: float = 1.3, accounts: int = 100_000,
            seed: int = 1) -> Comparison:
    """Should a post be copied to its followers, or collected by its readers? Costs and lag of both, and of a hybrid.

    On write: a post costs 1 + followers operations, a timeline 1. On read: a post costs 1, a timeline one for each
    account that is followed. Hybrid: accounts above the threshold are collected on read, the rest copied on write.
    Followers are a bounded Pareto (see `Followers`), so the figures are closed formulas.

    Parameters
    ----------
    daily_users : float
        Users a day.
    posts_per_user_day, reads_per_user_day : float
        Posts, and timelines read, a user and day.
    followers_mean, followers_most : float
        Followers of an account on average, and of the largest.
    following : float
        Accounts that a user follows.
    deliveries_per_second : float
        Copies a second that the fan-out workers make; when posts bring more, the backlog of a day is counted as
        lag.
    threshold : float
        Followers above which the hybrid collects on read.
    tail : float
        Exponent of the Pareto.
    accounts : int
        Size of the one sample that is drawn beside the formulas.
    seed : int
        Another seed is another draw.

    Returns
    -------
    Comparison
        Operations a second (all, writes, reads), `operations_per_read`, `worst_lag_seconds`,
        `accounts_left_to_readers` (share).

    Raises
    ------
    TradeoffError
        Where a setting cannot be; it names the setting, the value and the mend.

    >>> found = fan_out()
    >>> found.table().loc["on write", ["operations per second", "worst lag seconds"]].tolist()
    ['256 K/s', '1.67 min']
    >>> found.table().loc["hybrid", ["operations per second", "worst lag seconds"]].tolist()
    ['423 K/s', '1 s']
    """
    users = read.number(daily_users, "daily_users", 1, 1e11, "200e6")
    posts_each = read.rate(posts_per_user_day, "posts_per_user_day", 0, 1e5, '"0.5/day"', "1/day")
    reads_each = read.rate(reads_per_user_day, "reads_per_user_day", 0, 1e5, '"10/day"', "1/day")
    posts, reads = users * posts_each / DAY, users * reads_each / DAY
    following = read.number(following, "following", 1, 1e6, "200")
    workers = read.rate(deliveries_per_second, "deliveries_per_second", 1, 1e12, '"1 M/s"')
    threshold = read.number(threshold, "threshold", 1, 1e12, "1e6")
    followers = Followers(followers_mean, followers_most, tail)
    accounts, seed = read.whole(accounts, "accounts", 10, 1_000_000, "100_000"), read.seed(seed)

    def costs(copied: float, mean: float, left: float, largest: float) -> dict:
        """Costs when `copied` of the `mean` followers an account are reached on write."""
        copies = posts * copied
        per_read = 1 + following * (mean - copied) / mean if copied else following
        backlog = max(0.0, copies / workers - 1) * DAY
        writes, lookups = posts + copies, reads * per_read
        return {"operations_per_second": writes + lookups, "write_operations_per_second": writes,
                "read_operations_per_second": lookups, "operations_per_read": per_read,
                "worst_lag_seconds": largest / workers + backlog, "accounts_left_to_readers": left}

    mean, most = followers.mean, followers.most
    figures = {
        "on write": costs(mean, mean, 0.0, most),
        "on read": costs(0.0, mean, 1.0, 0.0),
        "hybrid": costs(followers.mean_up_to(threshold), mean, followers.share_over(threshold), min(threshold, most)),
    }
    drawn = numpy.sort(followers.draw(accounts, seed))
    reached = numpy.concatenate([[0.0], numpy.cumsum(drawn)]) / accounts
    points, thresholds = [], numpy.geomspace(max(1.0, followers.least), most, 25)
    for x in map(float, thresholds):
        sampled = float(reached[numpy.searchsorted(drawn, x, side="right")])
        points += [("on write", x, figures["on write"]["operations_per_second"]),
                   ("on read", x, figures["on read"]["operations_per_second"]),
                   ("hybrid", x, costs(followers.mean_up_to(x), mean, 0, x)["operations_per_second"]),
                   (f"hybrid, {accounts:,} drawn accounts", x,
                    costs(sampled, float(reached[-1]), 0, x)["operations_per_second"])]
    cheapest = min(figures, key=lambda name: figures[name]["operations_per_second"])
    slowest = max(figures, key=lambda name: figures[name]["worst_lag_seconds"])
    title = f"Fan-out {cheapest} costs the fewest operations" if cheapest != "hybrid" else \
        "The hybrid costs the fewest operations"
    if slowest == cheapest and figures[slowest]["worst_lag_seconds"] > 0:
        title += ", and its largest account waits the longest"
    return Comparison(
        "fan_out", title, "Who should do the work of a timeline: the writer, the reader, or each for some accounts?",
        rows(figures, COLUMNS), COLUMNS,
        {"daily_users": users, "posts_per_user_day": posts_each, "reads_per_user_day": reads_each,
         "followers_mean": mean, "followers_most": most,
         "following": following, "deliveries_per_second": workers, "threshold": threshold, "tail": followers.tail,
         "accounts": accounts, "seed": seed},
        "Everybody posts equally often, whatever their followers; copies go to followers who never read, too. Rates "
        "are averages over a day, without peaks, and an answer kept in a cache costs as much as any other.",
        tidy(points), "hybrid threshold (followers, log scale)", "store operations (1/s, log)", x_log=True,
        y_log=True, x_setting="threshold")

