"""Where copies lie decides how often many losses at once lose data: copysets against copies at random.

A copyset is a set of machines that keeps all copies of some chunk. Copies at random make almost every set a copyset
once there are many chunks, so that any few machines lost together lose something. Fewer copysets: data is lost
rarely, and then much of it; on average both lose the same. (Cidon and others, "Copysets", USENIX ATC 2013.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from helpers.inputs import changed
from helpers.reliability.errors import ReliabilityError, read

MOST_NODES = 10_000_000


@dataclass(frozen=True)
class Placement:
    """Machines, copies of each chunk, and a share of the machines that is lost at once.

    Parameters
    ----------
    nodes : int
        Machines.
    lost : float or str
        The share of them that is lost at once, such as 1% after a power cut; rounded to whole machines.
    copies : int
        Copies of each chunk.
    chunks : float
        Chunks of data.

    Raises
    ------
    ReliabilityError
        For fewer machines than copies.

    >>> power_cut = Placement(5_000, "1%", 3)
    >>> f"{power_cut.copysets(2):.3%} {power_cut.copysets(200):.1%} {power_cut.at_random():.0%}"
    '0.157% 14.5% 100%'
    """

    nodes: int = 5_000
    lost: float = 0.01
    copies: int = 3
    chunks: float = 4e7

    def __post_init__(self):
        nodes = read.whole(self.nodes, "nodes", 1, MOST_NODES, "5_000")
        object.__setattr__(self, "nodes", nodes)
        object.__setattr__(self, "copies", read.whole(self.copies, "copies", 1, min(nodes, 50), "3, up to nodes"))
        object.__setattr__(self, "lost", read.share(self.lost, "lost", example='"1%"'))
        object.__setattr__(self, "chunks", read.number(self.chunks, "chunks", 1.0, 1e18, "4e7"))

    def replace(self, **changes: Any) -> Placement:
        """The same placement with some fields changed."""
        return changed(self, changes, "placement", ReliabilityError)

    @property
    def failed(self) -> int:
        """Machines lost at once."""
        return round(self.nodes * self.lost)

    @property
    def one_set(self) -> float:
        """The chance that one given copyset is lost whole: C(F, R) / C(N, R)."""
        chance = 1.0
        for each in range(self.copies):
            chance *= max(0, self.failed - each) / (self.nodes - each)
        return chance

    def sets(self, scatter: int = 2) -> int:
        """How many copysets there are when a machine's copies lie on `scatter` others: S / (R - 1) x N / R, rounded up.

        >>> Placement(5_000, "1%", 3).sets(2)
        1667
        """
        return math.ceil(self._permutations(scatter) * self.nodes / self.copies - 1e-9)

    def _permutations(self, scatter: int) -> float:
        if self.copies == 1:
            return 1.0
        most = self.nodes - 1
        return read.whole(scatter, "scatter", self.copies - 1, max(most, self.copies - 1),
                          f"at least {self.copies - 1}, copies less one") / (self.copies - 1)

    def copysets(self, scatter: int = 2) -> float:
        """The chance that any data is lost, with copysets of this scatter width; they are taken to be independent."""
        return self._any(self.sets(scatter))

    def at_random(self) -> float:
        """The chance that any data is lost, each chunk's copies on machines drawn for it."""
        return self._any(self.chunks)

    def _any(self, sets: float) -> float:
        return 1.0 if self.one_set >= 1 else -math.expm1(sets * math.log1p(-self.one_set))

    @property
    def expected_loss(self) -> float:
        """The share of all data that is lost on average: the same, however it is placed."""
        return self.one_set

    def lost_when_any(self, scatter: int = 2) -> float:
        """The share of all data that is lost on average in a case that loses any: rare losses are large.

        >>> placed = Placement(5_000, "1%", 3)
        >>> f"{placed.lost_when_any(2):.2%} {placed.lost_when_any(200):.4%}"
        '0.06% 0.0006%'
        """
        chance = self.copysets(scatter)
        return 0.0 if chance == 0 else self.one_set / chance
