"""The cheapest design that has every quality, or the smallest set of qualities that cannot be had together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from helpers.architecture import Architecture
from helpers.errors import shorten
from helpers.reliability.chances import Chances
from helpers.reliability.design_space import Search, shapes
from helpers.reliability.errors import ReliabilityError
from helpers.reliability.qualities import Measured, Qualities, checked_runs, qualities_of
from helpers.reliability.subject import architecture_of, workload_of
from helpers.simulation import Workload

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Infeasible:
    """Qualities that no design of those tried has together; leave any one of them out, and there is one.

    Parameters
    ----------
    together : tuple of str
        Their names; empty where all can be had.
    sentence : str
        The same in words.
    """

    together: tuple[str, ...]
    sentence: str

    def __bool__(self) -> bool:
        return bool(self.together)


@dataclass(frozen=True, eq=False)
class CheapestChange:
    """The cheapest design that was found.

    Parameters
    ----------
    architecture : Architecture or None
        The design; None where none has every quality.
    cost, cost_now : float
        $ a month then and now, requests that are paid one by one left out.
    changes : tuple of str
        What is changed, in words.
    figures, figures_now : mapping of str to float
        "room" (how full the fullest box is), "spare" (how full at worst with a machine or a zone lost), "availability",
        "latency" (p99 in seconds), "cost"; then and now.
    wanted : Qualities
        What was asked for.
    tried : int
        Designs looked at.
    why_not : Infeasible
        Which qualities cannot be had together; none where a design was found.
    """

    architecture: Architecture | None
    cost: float
    cost_now: float
    changes: tuple[str, ...]
    figures: Mapping[str, float]
    figures_now: Mapping[str, float]
    wanted: Qualities
    tried: int
    why_not: Infeasible

    def table(self) -> DataFrame:
        """A row for each quality: what is asked for, what the design has now, and what it would have."""
        from helpers.tables import pandas

        rows = [{"asked for": self.wanted.words(name) if name in self.wanted.asked else "",
                 "now": _words(name, value),
                 "then": _words(name, self.figures[name]) if self.figures else "not possible"}
                for name, value in self.figures_now.items()]
        return pandas.DataFrame(rows, index=pandas.Index(list(self.figures_now), name="quality"))


def _words(name: str, value: float) -> str:
    from helpers.reliability.budget import availability_text
    from helpers.units import Q, human

    if value == float("inf") or value != value:
        return "not served"
    if name == "cost":
        return f"${value:,.0f} a month"
    if name == "availability":
        return availability_text(value)
    return human(Q(float(value), "s"), 3) if name == "latency" else f"{value:.0%}"


def _search(design: Any, workload: Workload | None, most: int | None, caches: bool, zones: Iterable[str] | None,
            pools: Mapping[str, Iterable[int]] | None, boxes: Iterable[str] | None, chances: Chances | None, n: int,
            seed: int) -> tuple[Architecture, Search]:
    made, load = architecture_of(design), workload_of(design, workload)
    if chances is not None and not isinstance(chances, Chances):
        raise ReliabilityError(f'chances: {shorten(chances)} is not Chances. Write Chances(machine="99.5%").')
    many, draw = checked_runs(n, seed)
    return made, Search(shapes(made, most, caches, zones, pools, boxes), load, chances or Chances(), many, draw)


def cheapest_change(design: Any, targets: Any, workload: Workload | None = None, *, spare: bool = False,
                    most: int | None = None, caches: bool = True, zones: Iterable[str] | None = None,
                    pools: Mapping[str, Iterable[int]] | None = None, boxes: Iterable[str] | None = None,
                    chances: Chances | None = None, n: int = 4_000, seed: int = 1) -> CheapestChange:
    """The cheapest design near a given one that has every quality asked for.

    Tried are other numbers of machines, copies and shards, pools of the sizes given, caches put in or taken out, and
    machines spread over more zones. A search by cost: the first design that has everything is the cheapest of them.

    Parameters
    ----------
    design : Architecture or Design
        Where to start.
    targets : Requirements, Targets, Qualities or mapping
        What is asked for: latency (p99), availability, monthly cost. No box may be fuller than 70% besides.
    workload : Workload, optional
        What arrives. None: the peak of the design's estimate, in the mix of its interface.
    spare : bool
        Whether no box may be overloaded when one machine, or a zone, is lost.
    most : int, optional
        The most machines (copies, shards) of a box. None: twice what it has, and three more at least.
    caches : bool
        Whether caches may be put in and taken out.
    zones : list of str, optional
        Where machines may stand. None: the design's zones.
    pools : mapping of str to list of int, optional
        Other numbers of servers in a machine, by box. They cost nothing here: say what the machine bears.
    boxes : list of str, optional
        Which boxes may be changed. None: all.
    chances : Chances, optional
        How often machines and zones are up.
    n, seed : int
        Requests of each run, and its draw.

    Returns
    -------
    CheapestChange
        The design with what it costs, or why there is none.

    Raises
    ------
    ReliabilityError
        For what cannot be searched.

    >>> from helpers import Architecture, Component, Workload
    >>> shop = Architecture("Shop").add(Component("client", "client"), Component("api", "service"),
    ...     Component("store", "sql", stores="item")).connect("client", "api").connect("api", "store")
    >>> found = cheapest_change(shop, {"availability": "99.8%"}, Workload("3 K/s"), caches=False)
    >>> found.changes
    ('api: 2 machines instead of 1', 'store: 2 copies of each shard instead of 1')
    """
    wanted = qualities_of(targets, spare)
    made, search = _search(design, workload, most, caches, zones, pools, boxes, chances, n, seed)
    now = Measured(made, search.workload, search.chances, search.n, search.seed)
    found = search.cheapest(wanted)
    if found is None:
        return CheapestChange(None, float("nan"), now["cost"], (), {}, now.figures(), wanted, search.tried,
                              _smallest(search, wanted))
    measured = search.measured(*found)
    return CheapestChange(measured.architecture, measured["cost"], now["cost"],
                          search.shapes[found[0]].told(found[1]), measured.figures(), now.figures(), wanted,
                          search.tried, Infeasible((), ""))


def explain_infeasible(design: Any, targets: Any, workload: Workload | None = None, *, spare: bool = False,
                       most: int | None = None, caches: bool = True, zones: Iterable[str] | None = None,
                       pools: Mapping[str, Iterable[int]] | None = None, boxes: Iterable[str] | None = None,
                       chances: Chances | None = None, n: int = 4_000, seed: int = 1) -> Infeasible:
    """The smallest set of qualities that no design has together; empty where one has all. See `cheapest_change`.

    Raises
    ------
    ReliabilityError
        For what cannot be searched.
    """
    wanted = qualities_of(targets, spare)
    _, search = _search(design, workload, most, caches, zones, pools, boxes, chances, n, seed)
    return _smallest(search, wanted)


def _smallest(search: Search, wanted: Qualities) -> Infeasible:
    """By size: of the sets of one quality, then of two: the first that cannot be had has no smaller one inside."""
    asked = wanted.asked
    for size in range(1, len(asked) + 1):
        for names in combinations(asked, size):
            if search.cheapest(wanted.only(names)) is None:
                told = " and ".join(wanted.words(name) for name in names)
                return Infeasible(names, f"No design that was tried has {told}" + (
                    "; leave any one of them out, and there is one." if size > 1 else
                    ", whatever else is given up: ask for less, or let the search change more."))
    return Infeasible((), "")
