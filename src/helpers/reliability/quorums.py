"""Replicas of data: what N copies, reads from R and writes to W of them promise, and what they do not.

The laboratory `quorum` of step 6 draws latencies at random; here stand the closed forms, so that each can be the
other's referee. Copies are alike and independent, as there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from helpers.findings import Findings
from helpers.inputs import changed
from helpers.reliability.combinations import enough
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.rules import RULES
from helpers.rounding import whole_percent

if TYPE_CHECKING:
    from pandas import DataFrame

MOST_COPIES = 101
SHAPES = ("lognormal", "exponential")
Z99 = NormalDist().inv_cdf(0.99)


@dataclass(frozen=True)
class Survival:
    """What still works with some copies lost: reads, writes, and whether acknowledged writes are surely still kept."""

    lost: int
    reads: bool
    writes: bool
    keeps_acknowledged: bool


@dataclass(frozen=True)
class Quorum:
    """N copies of the data; a write is acknowledged when W have it, a read when R have answered.

    Parameters
    ----------
    n, r, w : int
        Copies, and how many a read and a write wait for.
    repairs_reads : bool
        Whether a read writes the newest value that it saw back to W copies before it answers.

    Raises
    ------
    ReliabilityError
        Where r or w is more than n.

    >>> quorum = Quorum(3, 2, 2)
    >>> quorum.overlaps, quorum.reads_survive, quorum.writes_survive, quorum.stale(1)
    (True, 1, 1, 0.0)
    >>> round(Quorum(3, 1, 1).stale(1), 3), Quorum(3, 2, 2).linearizable, Quorum(3, 2, 2, True).linearizable
    (0.667, False, True)
    """

    n: int = 3
    r: int = 2
    w: int = 2
    repairs_reads: bool = False

    def __post_init__(self):
        n = read.whole(self.n, "n", 1, MOST_COPIES, "3")
        object.__setattr__(self, "n", n)
        for name in ("r", "w"):
            object.__setattr__(self, name, read.whole(getattr(self, name), name, 1, n, f"a number up to n, {n}"))
        object.__setattr__(self, "repairs_reads", read.flag(self.repairs_reads, "repairs_reads"))

    def replace(self, **changes: Any) -> Quorum:
        """The same quorum with some fields changed."""
        return changed(self, changes, "quorum", ReliabilityError)

    # --- overlap and losses -------------------------------------------------------------------------------------------

    @property
    def overlap(self) -> int:
        """How many copies any read surely shares with any acknowledged write: R + W - N, or none."""
        return max(0, self.r + self.w - self.n)

    @property
    def overlaps(self) -> bool:
        """Whether R + W > N: a read that begins after a write was acknowledged asks a copy that has it."""
        return self.overlap > 0

    @property
    def reads_survive(self) -> int:
        """How many copies may be lost with reads still answered."""
        return self.n - self.r

    @property
    def writes_survive(self) -> int:
        """How many copies may be lost with writes still taken."""
        return self.n - self.w

    @property
    def data_survives(self) -> int:
        """How many copies may be lost, any of them, with every acknowledged write still kept: W - 1."""
        return self.w - 1

    def survives(self, lost: int) -> Survival:
        """What still works when so many copies are lost.

        >>> Quorum(3, 1, 3).survives(1)
        Survival(lost=1, reads=True, writes=False, keeps_acknowledged=True)
        """
        lost = read.whole(lost, "lost", 0, self.n, "1")
        return Survival(lost, lost <= self.reads_survive, lost <= self.writes_survive, lost <= self.data_survives)

    def survival_table(self) -> DataFrame:
        """For each number of lost copies: whether reads and writes work, and whether acknowledged writes are kept."""
        from helpers.tables import pandas

        def word(works: bool) -> str:
            return "yes" if works else "no"

        rows = [self.survives(lost) for lost in range(self.n + 1)]
        return pandas.DataFrame([{"reads": word(each.reads), "writes": word(each.writes),
                                  "keeps what was acknowledged": word(each.keeps_acknowledged)} for each in rows],
                                index=pandas.Index([each.lost for each in rows], name="copies lost"))

    def available(self, copy: float | str) -> tuple[float, float]:
        """The chances that a read and that a write find enough copies up, each copy by itself up with this chance.

        >>> [round(each, 6) for each in Quorum(3, 1, 3).available("99%")]
        [0.999999, 0.970299]
        """
        up = read.share(copy, "copy", example='0.99 or "99%"')
        return enough(self.n, self.r, up), enough(self.n, self.w, up)

    # --- staleness ----------------------------------------------------------------------------------------------------

    def fresh(self, versions: int = 1) -> float:
        """The chance that a read returns one of the last k versions, by probabilistically bounded staleness.

        Parameters
        ----------
        versions : int
            k: 1 is the last version itself.

        Notes
        -----
        1 - (C(N - W, R) / C(N, R))^k: each of the last k writes stays on W copies drawn anew and spreads no further, so
        that it is a lower bound for stores that spread writes on.

        References
        ----------
        Bailis and others, "Probabilistically Bounded Staleness for Practical Partial Quorums", VLDB 2012.

        >>> [round(Quorum(3, 1, 1).fresh(k), 3) for k in (1, 2, 3, 5, 10)]
        [0.333, 0.556, 0.704, 0.868, 0.983]
        """
        return 1 - self.stale(versions)

    def stale(self, versions: int = 1) -> float:
        """The chance that a read misses each of the last k writes (see `fresh`)."""
        k = read.whole(versions, "versions", 1, 1_000_000)
        return (math.comb(self.n - self.w, self.r) / math.comb(self.n, self.r)) ** k

    # --- linearizable? ------------------------------------------------------------------------------------------------

    @property
    def linearizable(self) -> bool:
        """Whether, one writer and no clocks in play, no read is older than what an earlier read or write made known.

        R + W > N is not enough: see `new_then_old`. What is needed besides is that a read passes on what it saw.
        """
        return self.overlaps and (self.repairs_reads or self.r == self.n)

    def new_then_old(self) -> tuple[str, ...]:
        """A history in which a read sees the new value and a later read the old one; empty where there is none.

        >>> for line in Quorum(3, 2, 2).new_then_old():
        ...     print(line)
        A write of "new" has reached copy 1; it goes on, and is not acknowledged yet.
        Ann reads from copies 1, 2 and sees "new". Her read is over.
        Then Ben reads from copies 2, 3 and sees "old", though Ann has seen "new" before he began.
        """
        if self.r == self.n or (self.repairs_reads and self.overlaps):
            return ()
        first, second = range(1, self.r + 1), range(self.n - self.r + 1, self.n + 1)
        ben = f"Then Ben reads from {_copies(second)} and sees \"old\", though Ann has seen \"new\" before he began."
        if self.repairs_reads:
            helped = range(1, self.w + 1)
            return ('A write of "new" has reached copy 1; it goes on, and is not acknowledged yet.',
                    f'Ann reads from {_copies(first)}, sees "new" and writes it back to {_copies(helped)}.', ben)
        return ('A write of "new" has reached copy 1; it goes on, and is not acknowledged yet.',
                f'Ann reads from {_copies(first)} and sees "new". Her read is over.', ben)

    # --- latency ------------------------------------------------------------------------------------------------------

    def write_seconds(self, percentile: float = 50, median: float | str = 0.005, tail: float = 10.0,
                      shape: str = "lognormal") -> float:
        """Seconds until the W-th fastest copy has answered, at a percentile (see `kth_fastest`).

        >>> [round(1000 * Quorum(3, 1, w).write_seconds(99), 1) for w in (1, 2, 3)]
        [10.9, 23.5, 73.2]
        """
        return kth_fastest(self.n, self.w, percentile, median, tail, shape)

    def read_seconds(self, percentile: float = 50, median: float | str = 0.005, tail: float = 10.0,
                     shape: str = "lognormal") -> float:
        """Seconds until the R-th fastest copy has answered, at a percentile (see `kth_fastest`)."""
        return kth_fastest(self.n, self.r, percentile, median, tail, shape)

    def check(self) -> Findings:
        """What N, R and W leave open: losses, old reads, and what an overlap does not promise."""
        where, found = f"N={self.n}, R={self.r}, W={self.w}", []

        def say(rule: str, message: str, fix: str) -> None:
            found.append(RULES[rule].found(where, message, fix))

        if self.n == 1:
            say("one-copy", "with its only copy the data is gone", "Keep three copies, in three zones.")
        elif self.w == 1:
            say("acknowledged-by-one", "a write is acknowledged while one copy has it: lost with that copy before it "
                "spreads", "Wait for two: W=2.")
        if self.n > 1 and not self.writes_survive:
            say("writes-need-all", "one copy lost, and nothing can be written", f"Wait for fewer: W={self.n - 1}.")
        if self.n > 1 and not self.reads_survive:
            say("reads-need-all", "one copy lost, and nothing can be read", f"Ask fewer: R={self.n - 1}.")
        if not self.overlaps:
            say("no-overlap",
                f"a read may miss the last write: {whole_percent(self.stale())} do while writes stay on W copies",
                f"R={self.n - self.w + 1} overlaps; or say which reads may be old.")
        elif not self.linearizable:
            say("overlap-is-not-linearizable", "after a read has seen a new value, a later read may still see the old "
                "one while the write is on its way", "Let reads write back what they saw (repairs_reads=True), or use "
                "consensus where order matters.")
        return Findings(found)


def kth_fastest(n: int, k: int, percentile: float = 50, median: float | str = 0.005, tail: float = 10.0,
                shape: str = "lognormal") -> float:
    """Seconds until k of n copies have answered, at a percentile: an order statistic.

    Parameters
    ----------
    n, k : int
        Copies that are asked at once, and answers that are waited for.
    percentile : float
        Of the waiting time, between 0 and 100.
    median : float or str
        Of one copy's answer, in seconds or text.
    tail : float
        99th percentile of one copy's answer, times its median; exponential answers have their own.
    shape : str
        "lognormal" or "exponential".

    Raises
    ------
    ReliabilityError
        For what cannot be read.

    Notes
    -----
    P(k-th fastest <= t) is the chance that at least k of n answers come by t: a binomial sum in F(t), solved for F.

    >>> round(kth_fastest(1, 1, 99, "5 ms"), 6), round(kth_fastest(3, 3, 50, "5 ms"), 4)
    (0.05, 0.0113)
    """
    n = read.whole(n, "n", 1, MOST_COPIES, "3")
    k = read.whole(k, "k", 1, n, f"a number up to n, {n}")
    percentile = read.number(percentile, "percentile", 0.001, 99.9999, "99")
    median = read.seconds(median, "median", 1e-9, 86_400)
    tail = read.number(tail, "tail", 1.0, 1e6, "10")
    shape = read.choice(shape, "shape", SHAPES)
    share = _needed_share(n, k, percentile / 100)
    if shape == "exponential":
        return -math.log1p(-share) * median / math.log(2)
    return median * math.exp(math.log(tail) / Z99 * NormalDist().inv_cdf(share))


def _needed_share(n: int, k: int, wanted: float) -> float:
    """By which share of single answers k of n have come with the wanted chance: bisection, for it grows with it."""
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if enough(n, k, middle) < wanted else (low, middle)
    return min(max((low + high) / 2, 1e-300), 1 - 1e-16)


def _copies(numbers: range) -> str:
    return f"cop{'y' if len(numbers) == 1 else 'ies'} {', '.join(map(str, numbers))}"
