"""How likely data is lost for good: copies and erasure coding by one formula, and what that formula assumes.

**The formula** (as Backblaze published it, 2018-07-17). A piece of data lies on n machines, of which any `data` are
enough. A lost machine is replaced within the repair time; data is lost when more than n - data fail within one such
interval:

    p = failures a year x repair time / year,   P(interval) = P(Binomial(n, p) > parity)

It takes failures to be independent. They are not: a power cut, a bad firmware or a bug takes many at once, and then
`lost_in_common` is the sum to look at. Mean time to data loss is left to `mean_years_to_loss`, to be criticised.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.findings import Findings
from helpers.inputs import changed
from helpers.reliability.budget import YEAR
from helpers.reliability.combinations import chance_of
from helpers.reliability.errors import ReliabilityError, read, values_of
from helpers.reliability.rules import RULES
from helpers.rounding import digits_beside

if TYPE_CHECKING:
    from pandas import DataFrame

# Share of disks that fail in a year, by year: Backblaze, Drive Stats (2025: 344,196 drives, 115.6 million drive days).
DISK_FAILURES = {2019: 0.0189, 2020: 0.0093, 2021: 0.0101, 2022: 0.0137, 2023: 0.0170, 2024: 0.0157, 2025: 0.0136}
LATEST = max(DISK_FAILURES)
MOST_PIECES = 1_000
PROMISED = 1e-9  # a chance a year: below it only what fails together counts


@dataclass(frozen=True)
class Redundancy:
    """How a piece of data is kept: split into `data` parts and `parity` more, any `data` of which bring it back.

    Parameters
    ----------
    data, parity : int
        Parts needed, and parts more; copies have data=1, so that three copies are data=1, parity=2.
    yearly_failures : float or str
        The share of machines that fail in a year; 1.36% as Backblaze's disks in 2025.
    repair : float or str
        Seconds, or text, from a failure until the part is there again.

    Raises
    ------
    ReliabilityError
        For what cannot be read.

    >>> three, coded = Redundancy.copies(3), Redundancy(17, 3, yearly_failures="0.41%", repair="156 h")
    >>> three.overhead, round(coded.overhead, 3), three.survives, coded.survives
    (3.0, 1.176, 2, 3)
    >>> f"{coded.loss_in_an_interval():.2e} {coded.yearly_loss():.1e}"
    '1.37e-13 7.7e-12'
    """

    data: int = 1
    parity: int = 2
    yearly_failures: float = DISK_FAILURES[LATEST]
    repair: float = 86_400.0

    def __post_init__(self):
        object.__setattr__(self, "data", read.whole(self.data, "data", 1, MOST_PIECES))
        object.__setattr__(self, "parity", read.whole(self.parity, "parity", 0, MOST_PIECES, "0, 1, 2 ..."))
        object.__setattr__(self, "yearly_failures", read.share(self.yearly_failures, "yearly_failures",
                                                               example='"1.4%"'))
        object.__setattr__(self, "repair", read.seconds(self.repair, "repair", 1.0, YEAR, '"24 h"'))

    @classmethod
    def copies(cls, copies: int = 3, **details: Any) -> Redundancy:
        """So many whole copies.

        >>> Redundancy.copies(2).parity
        1
        """
        return cls(1, read.whole(copies, "copies", 1, MOST_PIECES, "3") - 1, **details)

    def replace(self, **changes: Any) -> Redundancy:
        """The same redundancy with some fields changed."""
        return changed(self, changes, "redundancy", ReliabilityError)

    @property
    def pieces(self) -> int:
        """Machines that keep a part of one piece of data."""
        return self.data + self.parity

    @property
    def overhead(self) -> float:
        """Bytes kept for each byte of data."""
        return self.pieces / self.data

    @property
    def survives(self) -> int:
        """Machines that may be lost at once, any of them, with the data still there."""
        return self.parity

    @property
    def repair_reads(self) -> int:
        """Bytes that are read to bring back one lost byte."""
        return self.data

    @property
    def name(self) -> str:
        """What a table calls it."""
        if self.data > 1:
            return f"{self.data} + {self.parity}"
        return f"{self.pieces} copies" if self.parity else "1 copy"

    # --- failures that come by themselves -----------------------------------------------------------------------------

    def loss_in_an_interval(self) -> float:
        """The chance that one piece of data is lost within one repair time."""
        return more_than(self.pieces, self.parity, self.yearly_failures * self.repair / YEAR)

    def yearly_loss(self) -> float:
        """The chance that one piece of data is lost within a year, were all failures independent."""
        return -math.expm1(YEAR / self.repair * math.log1p(-min(self.loss_in_an_interval(), 1 - 1e-16)))

    def yearly_loss_of_any(self, groups: float) -> float:
        """The chance that any of so many pieces, each on machines of its own, is lost within a year.

        >>> f"{Redundancy.copies(2).yearly_loss_of_any(10_000):.2%}"
        '0.51%'
        """
        groups = read.number(groups, "groups", 1.0, 1e18, "10_000")
        return -math.expm1(groups * math.log1p(-min(self.yearly_loss(), 1 - 1e-16)))

    def expected_yearly_loss(self, stored: float | str) -> float:
        """Bytes that are lost in a year on average, of so many bytes stored (counted once).

        >>> round(Redundancy.copies(1).expected_yearly_loss("100 TB") / 1e12, 2)
        1.35
        """
        return self.yearly_loss() * read.data(stored, "stored", 0.0, 1e30, '"100 TB"')

    # --- failures that come together ----------------------------------------------------------------------------------

    def lost_in_common(self, share_of_machines: float | str, objects: float = 1) -> float:
        """The chance that any of so many objects is lost when a share of all machines does not come back.

        Parameters
        ----------
        share_of_machines : float or str
            Such as 3% of the disks that do not start again after a power cut.
        objects : float
            Pieces of data, each on machines drawn for itself.

        >>> coded = Redundancy(17, 3)
        >>> f"{coded.lost_in_common('3%'):.1%} {coded.lost_in_common('3%', objects=100_000):.1%}"
        '0.3% 100.0%'
        """
        share = read.share(share_of_machines, "share_of_machines", example='"3%"')
        objects = read.number(objects, "objects", 1.0, 1e18, "100_000")
        one = more_than(self.pieces, self.parity, share)
        return one if objects == 1 else -math.expm1(objects * math.log1p(-min(one, 1 - 1e-16)))

    def check(self, common: float | str = 0.01) -> Findings:
        """What the figure hides; `common`: the share of machines that something takes at once, 1% unless given."""
        found = []
        alone, together = self.yearly_loss(), self.lost_in_common(common)
        if self.parity == 0:
            found.append(RULES["one-copy"].found(
                self.name, f"one failure loses the data: {alone:.2%} a year", "Keep three copies, in three zones."))
        elif alone < PROMISED:
            found.append(RULES["independence-assumed"].found(
                self.name, f"{alone:.0e} a year holds if every failure comes by itself; if "
                f"{digits_beside(read.share(common, 'common'))}% of the machines are lost at once, "
                f"{digits_beside(together, 2)}% of the pieces are gone",
                "Say what is shared (power, firmware, operator, software) and spread over it; keep a backup."))
        return Findings(found)


def more_than(n: int, most: int, share: float) -> float:
    """The chance that more than `most` of n fail, each by itself with this chance; the small tail is added up itself.

    >>> more_than(2, 1, 0.5), more_than(3, 3, 0.9), more_than(3, 0, 0.0)
    (0.25, 0.0, 0.0)
    """
    return min(1.0, math.fsum(chance_of(n, each, min(share, 1.0)) for each in range(most + 1, n + 1)))


def redundancies_table(ways: tuple | list = (), stored: float | str = "1 PB", common: float | str = 0.01) -> DataFrame:
    """Copies beside erasure coding: bytes kept, losses survived, repair traffic, and loss alone and in common.

    Parameters
    ----------
    ways : list of Redundancy, optional
        What is compared; one to three copies, 6 + 3, 10 + 4 and 17 + 3 unless given.
    stored : float or str
        Bytes of data, counted once.
    common : float or str
        The share of machines that is lost at once.

    >>> redundancies_table().loc[["3 copies", "6 + 3"], "bytes a byte"].tolist()
    ['3', '1.5']
    """
    from helpers.tables import pandas
    from helpers.units import Q, human

    given = values_of(ways, Redundancy, "ways", "[Redundancy(6, 3)]", 50) or (
        Redundancy.copies(1), Redundancy.copies(2), Redundancy.copies(3), Redundancy(6, 3), Redundancy(10, 4),
        Redundancy(17, 3))
    rows = [{"bytes a byte": f"{each.overhead:.3g}", "losses survived": each.survives,
             "read to repair a byte": f"{each.repair_reads} B", "lost a year": f"{each.yearly_loss():.1e}",
             "expected loss a year": human(Q(each.expected_yearly_loss(stored), "B")),
             "lost when so many fail at once": f"{each.lost_in_common(common):.1e}"} for each in given]
    return pandas.DataFrame(rows, index=pandas.Index([each.name for each in given], name="kept as"))


def mean_years_to_loss(copies: int, yearly_failures: float | str = DISK_FAILURES[LATEST],
                       repair: float | str = 86_400.0) -> float:
    """Mean time to data loss in years: a figure to be criticised, for nobody has seen a system of that age.

    Parameters
    ----------
    copies : int
        Copies, each repaired by itself; two or more.
    yearly_failures : float or str
        The share of machines that fail in a year.
    repair : float or str
        Mean seconds, or text, of a repair.

    Notes
    -----
    A chain of states with exponential times: from j lost copies (n - j) lambda leads to one more, j mu to one fewer.

    References
    ----------
    Greenan, Plank, Wylie, "Mean Time to Meaningless", HotStorage 2010.

    >>> f"{mean_years_to_loss(2):.3g} {mean_years_to_loss(3):.3g}"
    '9.87e+05 1.77e+10'
    """
    n = read.whole(copies, "copies", 2, 20, "3")
    fail = read.number(yearly_failures, "yearly_failures", 1e-9, 1.0, '"1.4%"')
    mend = YEAR / read.seconds(repair, "repair", 1.0, YEAR, '"24 h"')
    # The mean time from j lost copies to j + 1: by then it has left j for good, or gone back and come again.
    total = step = 0.0
    for lost in range(n):
        step = (1 + lost * mend * step) / ((n - lost) * fail)
        total += step
    return total
