"""What each box earns: it is taken out, its neighbours are joined, and the design is measured again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.architecture import Architecture
from helpers.architecture.cost import dollars
from helpers.architecture.purpose import bypassed
from helpers.errors import shorten
from helpers.reliability.chances import Chances
from helpers.reliability.errors import ReliabilityError
from helpers.reliability.qualities import Measured, checked_runs
from helpers.reliability.subject import architecture_of, workload_of
from helpers.simulation import Workload

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Earning:
    """What a design would be without one box.

    Parameters
    ----------
    box : str
        The box that is taken out, its callers calling what it called.
    saves : float
        $ a month that it costs.
    breaks : tuple of str
        The endpoints that could not be done without it.
    figures : dict of str to float
        "room", "spare", "availability", "latency" and "cost" without it, as in `CheapestChange`.
    worse : tuple of str
        Which of these are worse without it: what the box earns. Empty where it earns nothing.
    """

    box: str
    saves: float
    breaks: tuple[str, ...]
    figures: dict[str, float]
    worse: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What the box earns, in words."""
        if self.breaks:
            return f"{self.box} is needed: without it {', '.join(self.breaks)} cannot be done."
        if not self.worse:
            return f"{self.box} earns nothing here: without it nothing is worse, and ${self.saves:,.0f} a month are " \
                   "saved."
        names = {"room": "a box is fuller", "spare": "the loss of a machine or a zone hits harder",
                 "availability": "more requests fail", "latency": "p99 is longer", "cost": "it costs more"}
        return f"{self.box} earns its place: without it {' and '.join(names[each] for each in self.worse)}."


@dataclass(frozen=True)
class Ablation:
    """What each box of a design earns; `usual` are the figures of the whole design."""

    architecture: Architecture
    usual: dict[str, float]
    earnings: tuple[Earning, ...]

    def __iter__(self):
        return iter(self.earnings)

    def __getitem__(self, box: str) -> Earning:
        for each in self.earnings:
            if each.box == box:
                return each
        from helpers.errors import nearest

        raise ReliabilityError(f"box: {shorten(box)} was not taken out."
                               f"{nearest(box, [each.box for each in self.earnings])}")

    def table(self) -> DataFrame:
        """A row for each box: what it costs, and what would be without it."""
        from helpers.reliability.cheapest import _words
        from helpers.tables import pandas

        rows = [{"costs a month": f"${each.saves:,.0f}", "what it earns": each.sentence,
                 **{f"{name} without it": _words(name, each.figures[name]) for name in ("room", "availability",
                                                                                       "latency")}}
                for each in self.earnings]
        return pandas.DataFrame(rows, index=pandas.Index([each.box for each in self.earnings], name="box"))


def ablation(design: Any, workload: Workload | None = None, *, chances: Chances | None = None, n: int = 20_000,
             seed: int = 1) -> Ablation:
    """Take each box out in turn, join its neighbours, and measure what is left: what the box earns.

    Something is worse where it changes by more than a hundredth (of what fails, where it is availability), and p99
    where it changes by more than a tenth: the calls behind a box that is taken out draw other numbers than before.

    Parameters
    ----------
    design : Architecture or Design
        What is looked at.
    workload : Workload, optional
        What arrives. None: as the design says.
    chances : Chances, optional
        How often machines and zones are up.
    n, seed : int
        Requests of each run, and its draw.

    Raises
    ------
    ReliabilityError
        For what is no design.

    >>> from helpers import Architecture, Component, Workload
    >>> shop = Architecture("Shop").add(Component("client", "client"), Component("door", "gateway"),
    ...     Component("api", "service"), Component("store", "sql", stores="item"))
    >>> shop = shop.connect("client", "door").connect("door", "api").connect("api", "store")
    >>> found = ablation(shop, Workload("100/s"))
    >>> found["store"].sentence
    'store is needed: without it use item cannot be done.'
    >>> found["door"].worse
    ()
    """
    made, load = architecture_of(design), workload_of(design, workload)
    if chances is not None and not isinstance(chances, Chances):
        raise ReliabilityError(f'chances: {shorten(chances)} is not Chances. Write Chances(machine="99.5%").')
    many, draw = checked_runs(n, seed)
    usual = Measured(made, load, chances or Chances(), many, draw).figures()
    working = made.survives(load.mix)
    found = []
    for box in made:
        if box.kind == "client":
            continue
        left = bypassed(made, box.name)
        saves = float(dollars(made) - dollars(left))
        broken = _broken(left, load, working)
        if broken:
            figures = {"room": math.inf, "spare": math.inf, "availability": 0.0, "latency": math.inf,
                       "cost": float(dollars(left))}
            found.append(Earning(box.name, saves, broken, figures, ()))
            continue
        figures = Measured(left, load, chances or Chances(), many, draw).figures()
        found.append(Earning(box.name, saves, (), figures, tuple(
            name for name in ("room", "spare", "availability", "latency", "cost")
            if _worse(name, usual[name], figures[name]))))
    return Ablation(made, usual, tuple(found))


def _broken(left: Architecture, load: Workload, working: frozenset[str]) -> tuple[str, ...]:
    """The endpoints that worked and do not, or that nobody keeps the data of any more."""
    return tuple(sorted(working - left.survives(load.mix)))


def _worse(name: str, usual: float, now: float) -> bool:
    if name == "availability":
        return 1 - now > (1 - usual) * 1.01 + 1e-12
    if math.isinf(usual):
        return False
    return now > usual * (1.1 if name == "latency" else 1.01) + 1e-12
