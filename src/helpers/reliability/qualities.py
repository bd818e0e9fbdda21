"""The qualities that a design must have, and by how much it has them: room, spare, availability, latency, cost."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from helpers.architecture import Architecture
from helpers.architecture.cost import dollars
from helpers.architecture.load import TARGET_UTILISATION
from helpers.architecture.targets import as_targets
from helpers.errors import shorten
from helpers.reliability.availability import system_availability
from helpers.reliability.bottlenecks import bottlenecks
from helpers.reliability.budget import availability_text
from helpers.reliability.chances import Chances
from helpers.reliability.errors import ReliabilityError, read
from helpers.simulation import Workload, simulate

QUALITIES = ("room", "spare", "availability", "latency", "cost")
NEARLY = 1e-9


@dataclass(frozen=True)
class Qualities:
    """What is asked of a design; None and False ask for nothing.

    Parameters
    ----------
    room : float
        No box may be fuller than this share at the peak.
    spare : bool
        Whether no box may be over 100% when any one machine, or any zone, is lost.
    availability : float, optional
        The share of all requests that must work.
    latency : float, optional
        Seconds within which 99% of the requests must be answered.
    cost : float, optional
        The most $ a month.
    """

    room: float | None = TARGET_UTILISATION
    spare: bool = False
    availability: float | None = None
    latency: float | None = None
    cost: float | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of the qualities that are asked for."""
        return tuple(name for name in QUALITIES if self.asks(name))

    def asks(self, name: str) -> bool:
        """Whether something is asked for under this name: a limit of 0 is one, unlike none at all."""
        limit = getattr(self, name)
        return limit is not None and limit is not False

    def only(self, names: Iterable[str]) -> Qualities:
        """Those of these names alone."""
        kept = set(names)
        dropped: dict[str, Any] = {name: None for name in QUALITIES if name not in kept}
        return replace(self, **{**dropped, **({"spare": False} if "spare" in dropped else {})})

    def words(self, name: str) -> str:
        """One of them in words."""
        from helpers.units import Q, human

        value = getattr(self, name)
        return {"room": lambda: f"no box fuller than {value:.0%}", "spare": lambda: "room to lose a machine or a zone",
                "availability": lambda: f"an availability of {availability_text(value)}",
                "latency": lambda: f"a p99 of {human(Q(value, 's'), 3)}",
                "cost": lambda: f"at most ${value:,.0f} a month"}[name]()


def qualities_of(targets: Any, spare: Any = False) -> Qualities:
    """Qualities from themselves, `Targets`, a mapping or the requirements of step 1. Raises `ReliabilityError`."""
    if isinstance(targets, Qualities):
        return targets
    if not isinstance(spare, bool):
        raise ReliabilityError(f"spare: {shorten(spare)} is neither True nor False.")
    found = as_targets(targets)
    return Qualities(TARGET_UTILISATION, spare, found.availability, found.latency, found.monthly_cost)


class Measured:
    """How a design does, each figure worked out when it is first asked for."""

    def __init__(self, architecture: Architecture, workload: Workload, chances: Chances, n: int, seed: int):
        self.architecture, self.workload, self.chances, self.n, self.seed = architecture, workload, chances, n, seed
        self._known: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        if name not in self._known:
            self._known[name] = getattr(self, f"_{name}")()
        return self._known[name]

    def meets(self, wanted: Qualities) -> bool:
        """Whether all that is asked for holds; what is quickly told is asked first."""
        return all(self.holds(name, wanted) for name in ("cost", "room", "spare", "availability", "latency"))

    def holds(self, name: str, wanted: Qualities) -> bool:
        """Whether one quality holds; what is not asked for does."""
        if not wanted.asks(name):
            return True
        limit = getattr(wanted, name)
        if name == "availability":
            return self[name] >= limit - NEARLY * (1 - limit)
        return self[name] <= (1.0 if name == "spare" else limit) * (1 + NEARLY)

    def figures(self) -> dict[str, float]:
        """All figures by the names of the qualities."""
        return {name: self[name] for name in QUALITIES}

    def _cost(self) -> float:
        return float(dollars(self.architecture))

    def _works(self) -> bool:
        from helpers.architecture import endpoints

        flows = self.workload.mix
        return self.architecture.survives(flows) == {each.name for each in endpoints(self.architecture, flows)}

    def _room(self) -> float:
        if not self._works():
            return math.inf
        loads = self.architecture.load(self.workload.mix, self.workload.rate)
        return max((each.utilisation for each in loads.values()), default=0.0)

    def _spare(self) -> float:
        if not self._works():
            return math.inf
        worst = bottlenecks(self.architecture, self.workload.mix or _every(self.architecture)).envelope
        return math.inf if worst == 0 else self.workload.rate / worst

    def _availability(self) -> float:
        return system_availability(self.architecture, self.workload.mix, self.chances).overall if self._works() else 0.0

    def _latency(self) -> float:
        if self["room"] >= 1:
            return math.inf
        return simulate(self.architecture, self.workload, n=self.n, seed=self.seed).latency(99)


def _every(architecture: Architecture) -> list[dict]:
    """One use for each entity, as where no flows are given."""
    from helpers.architecture import endpoints

    given = endpoints(architecture, None)
    total = sum(each.share for each in given)
    return [{"name": f"use_{place}", "share": each.share / total,
             "reads": [need.entity for need in each.required if need.entity]} for place, each in enumerate(given)]


def checked_runs(n: object, seed: object) -> tuple[int, int]:
    """Requests of a run, and its seed, within what a search can afford. Raises `ReliabilityError`."""
    return (read.whole(n, "n", 100, 1_000_000, "5_000"), read.whole(seed, "seed", 0, 2**62, "1"))
