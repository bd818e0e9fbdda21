"""The session guarantees laboratory: which replica should answer a user who has just written something."""

import math
from statistics import NormalDist

import numpy

from helpers.rounding import digits_beside
from helpers.tradeoffs.comparison import Column, Comparison, rows, tidy
from helpers.tradeoffs.errors import read
from helpers.units import Q, human

Z99 = NormalDist().inv_cdf(0.99)
CURVE_POINTS = 25
LEAST = 1e-7  # a share of reads that is not drawn any more: one in ten million
ANY, ONE, LEADER = "any replica", "one replica a user", "the leader"
WAITS, ELSE = "position or wait", "position or leader"
COLUMNS = (
    Column("stale_share", "share of reads that miss the user's own last write", "share"),
    Column("goes_back_share", "share of reads that miss it although an earlier one showed it", "share"),
    Column("mean_extra_seconds", "what waiting and asking again add to a read, on average", "s"),
    Column("p99_extra_seconds", "99th percentile of that", "s"),
    Column("leader_share", "share of the reads that the leader answers", "share"),
    Column("read_capacity", "reads that all replicas can take together, in those of one", "", "higher"),
    Column("remembers", "whether something must be remembered for each user", "yes or no"),
)


class Lag:
    """How late a follower is for a write: lognormal, by its median in seconds and its 99th percentile over that.

    >>> lag = Lag(0.02, 100)
    >>> lag.over(0.0), round(lag.over(0.02), 3), round(lag.over(2.0), 3)
    (1.0, 0.5, 0.01)
    """

    def __init__(self, median: float, tail: float):
        self.median, self.p99, self.sigma = median, median * tail, math.log(tail) / Z99

    def over(self, seconds: float) -> float:
        """The chance that a follower is later than this."""
        if seconds <= 0:
            return 1.0
        return _above(self._deviations(seconds))

    def mean_over(self, seconds: float) -> float:
        """By how many seconds it is later than this on average, a follower in time counted as zero.

        For a lognormal, E[max(L - t, 0)] is known in closed form: as the price of an option (Black and Scholes, 1973).
        """
        mean = self.median * math.exp(self.sigma ** 2 / 2)
        if seconds <= 0:
            return mean - seconds
        at = self._deviations(seconds)
        return max(0.0, mean * _above(at - self.sigma) - seconds * _above(at))

    def _deviations(self, seconds: float) -> float:
        apart = math.log(seconds / self.median)
        if self.sigma:
            return apart / self.sigma
        return math.inf if apart >= 0 else -math.inf


def _above(deviations: float) -> float:
    return 0.5 * math.erfc(deviations / math.sqrt(2))


def goes_back(times: list[float], to_leader: list[bool], replicas: int, lag: Lag) -> float:
    """The share of reads that miss the write although an earlier read of the same user showed it.

    Each read asks the leader where `to_leader` says so, else one of all replicas by chance; a follower, once it has the
    write, keeps it. From a late read backwards, what counts of the past is how many other followers were asked since:
    each is known to be later than the last moment when it was asked. So the chance that none showed the write is a sum
    over that number, exact.

    >>> round(goes_back([0.02, 0.02], [False, False], 2, Lag(0.02, 100)), 4)  # half of reads ask a follower
    0.0625
    """
    share, others = 0.0, replicas - 2  # followers beside the one that is asked late
    seen = numpy.arange(others + 1)
    same, new = (1 + seen) / replicas, (others - seen) / replicas
    for late, at in enumerate(times):
        if to_leader[late]:
            continue
        hidden = numpy.zeros(others + 1)
        hidden[0] = 1.0
        for before in range(late - 1, -1, -1):
            if to_leader[before]:
                hidden[:] = 0.0  # the leader shows every write
                break
            first = hidden * new * lag.over(times[before])
            hidden = hidden * same
            hidden[1:] += first[:-1]
        share += (replicas - 1) / replicas * lag.over(at) * (1.0 - float(hidden.sum()))
    return share / len(times)


def session_guarantees(replicas: int = 4, lag_median: float = 0.02, tail: float = 100.0,
                       first_read_seconds: float = 0.2, read_gap_seconds: float = 2.0, reads: int = 10,
                       pin_seconds: float = 5.0, hop_seconds: float = 0.001) -> Comparison:
    """Which replica should answer a user who has just written? What is missed, what it costs, by the way of choosing.

    One leader takes the writes; followers have each of them some time later, their lag (lognormal, each by itself). A
    user writes, reads some time after, and goes on reading. All figures are exact sums over those reads, no draws.
    "Position": the position of the user's last write (a log sequence number, a GTID) goes along with each read, to any
    replica; a follower that is not so far waits until it is, or the leader is asked.

    Parameters
    ----------
    replicas : int
        The leader and its followers.
    lag_median : float
        Median lag of a follower, in seconds.
    tail : float
        99th percentile of the lag, times its median.
    first_read_seconds, read_gap_seconds : float
        Seconds from the write to the first read, and from each read to the next.
    reads : int
        Reads of a user after each write.
    pin_seconds : float
        For how long "the leader for ..." sends a user there after a write.
    hop_seconds : float
        What it costs to ask the leader after a follower.

    Returns
    -------
    Comparison
        Shares of reads (`stale_share`, `goes_back_share`, `leader_share`), seconds that are added to a read,
        `read_capacity` in the reads that one replica can take, `remembers` (1 where a write's time or position must be
        kept for each user).

    Raises
    ------
    TradeoffError
        Where a setting cannot be; it names the setting, the value and the mend.

    References
    ----------
    Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", PDIS 1994: "read your writes", which a
    stale read breaks, and "monotonic reads", which one that goes back breaks. Kleppmann, "Designing Data-Intensive
    Applications", 2017, chapter 5.

    >>> found = session_guarantees()
    >>> found.table()[["stale share", "read capacity"]].T.to_dict()["the leader"]
    {'stale share': '0%', 'read capacity': '1'}
    """
    n = read.whole(replicas, "replicas", 2, 50, "4")
    lag_median = read.seconds(lag_median, "lag_median", 1e-6, 86400, '"20 ms"')
    tail = read.number(tail, "tail", 1, 1e4, "100")
    first = read.seconds(first_read_seconds, "first_read_seconds", 0, 86400, '"200 ms"')
    gap = read.seconds(read_gap_seconds, "read_gap_seconds", 0, 86400, '"2 s"')
    reads = read.whole(reads, "reads", 1, 100, "10")
    pin = read.seconds(pin_seconds, "pin_seconds", 0, 86400, '"5 s"')
    hop = read.seconds(hop_seconds, "hop_seconds", 0, 3600, '"1 ms"')
    lag, pinned = Lag(lag_median, tail), f"the leader for {human(Q(pin, 's'))}"
    times = [first + gap * place for place in range(reads)]
    free, early = [False] * reads, [at <= pin for at in times]
    missed = _missed(times, free, n, lag)
    stuck = sum(early) / reads
    wait, p99_wait = _waits(times, n, lag)
    figures = {
        ANY: _row(missed, 1 / n, n, back=goes_back(times, free, n, lag)),
        ONE: _row(missed, 1 / n, n),
        LEADER: _row(0.0, 1.0, n),
        pinned: _row(_missed(times, early, n, lag), stuck + (1 - stuck) / n, n, back=goes_back(times, early, n, lag),
                     remembers=True),
        WAITS: _row(0.0, 1 / n, n, wait, p99_wait, remembers=True),
        ELSE: _row(0.0, 1 / n + missed, n, missed * hop, hop if missed > 0.01 else 0.0, remembers=True),
    }
    ends = max(first, lag_median) / 20, 4 * max(first, lag.p99, pin)
    places = sorted({first, *numpy.geomspace(*ends, CURVE_POINTS).tolist()} - {0.0})
    points = []
    for name, limit in ((ANY, -1.0), (pinned, pin)):
        for x in places:
            there = [x + gap * place for place in range(reads)]
            points.append((name, x, _missed(there, [at <= limit for at in there], n, lag)))
    title = "No follower is so late that a user would notice"
    if missed >= LEAST:
        title = f"{digits_beside(missed, 2)}% of reads from any replica are stale"
    return Comparison(
        "session_guarantees", title, "Which replica should answer a user who has just written?", rows(figures, COLUMNS),
        COLUMNS,
        {"replicas": n, "lag_median": lag_median, "tail": tail, "first_read_seconds": first, "read_gap_seconds": gap,
         "reads": reads, "pin_seconds": pin, "hop_seconds": hop},
        "Followers are late independently of each other and of the load, and none fails: a user who must change to "
        "another replica may go back. The leader's writes leave it less room for reads, and what others wrote may be "
        "missed in every way but the leader's.",
        tidy(point for point in points if point[2] >= LEAST), "first read, after the write (s, log scale)",
        "stale reads (share, log)", x_log=True, y_log=True,
        x_setting="first_read_seconds")


def _row(stale: float, leader: float, n: int, mean: float = 0.0, p99: float = 0.0, back: float = 0.0,
         remembers: bool = False) -> dict:
    return {"stale_share": stale, "goes_back_share": back, "mean_extra_seconds": mean, "p99_extra_seconds": p99,
            "leader_share": leader, "read_capacity": 1 / max(leader, (1 - leader) / (n - 1)), "remembers": remembers}


def _missed(times: list[float], to_leader: list[bool], n: int, lag: Lag) -> float:
    """The share of reads whose replica is a follower that is later than the read."""
    return math.fsum((n - 1) / n * lag.over(at) for at, leader in zip(times, to_leader, strict=True)
                     if not leader) / len(times)


def _waits(times: list[float], n: int, lag: Lag) -> tuple[float, float]:
    """Mean and 99th percentile of the wait for a follower that is not so far."""
    free = [False] * len(times)
    mean = (n - 1) / n * math.fsum(lag.mean_over(at) for at in times) / len(times)
    if _missed(times, free, n, lag) <= 0.01:
        return mean, 0.0
    low, high = 0.0, lag.p99  # at its own 99th percentile hardly any lag is over, the less so after a read's time
    for _ in range(60):
        middle = (low + high) / 2
        over = _missed([at + middle for at in times], free, n, lag) > 0.01
        low, high = (middle, high) if over else (low, middle)
    return mean, high
