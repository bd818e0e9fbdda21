"""What saturates first, at which load, and what next; and the greatest load that a design takes, whole and in part.

By the arithmetic of loads alone: what comes to a box grows in step with the requests that come to the design, so that
each box has one rate at which it is full. Queues grow long before that: keep to the comfortable rate, at which it is
70% full. A shard that has no copy counts as lost whole: some requests fail then, whatever the rate. Left out: waiting
times, retries, and caches that are cold after a loss.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.architecture import Architecture, Loads, as_flows, requests_per_second
from helpers.architecture.load import TARGET_UTILISATION
from helpers.reliability.service_copies import fewer, needed_machines, standing
from helpers.reliability.subject import architecture_of

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.architecture.flows import FlowsLike, RateLike

ONE = 1_000.0  # requests a second at which loads are worked out; all is in proportion


@dataclass(frozen=True)
class Limit:
    """The requests a second, to the design as a whole, at which a box is full and at which it is 70% full."""

    box: str
    full_at: float
    comfortable_at: float


@dataclass(frozen=True)
class Mend:
    """A box that a rate needs more of: where it is full now, machines (of a store: copies of a shard) now and needed.

    `needed` is None where no number of copies helps, because each of them does every write.
    """

    box: str
    full_at: float
    machines: int
    needed: int | None


@dataclass(frozen=True)
class Situation:
    """What is lost, the greatest rate that is served still, and the box that is full then; none: no way is left."""

    lost: str
    full_at: float
    box: str


@dataclass(frozen=True)
class Bottlenecks:
    """Boxes in the order in which they saturate, and what a design takes when something is lost.

    Parameters
    ----------
    limits : tuple of Limit
        The first to be full comes first; boxes without a ceiling, or without load, are left out.
    situations : tuple of Situation
        With everything up, then without one machine of each box, then without each zone.
    loads : Loads
        The loads at 1,000 requests a second.
    """

    limits: tuple[Limit, ...]
    situations: tuple[Situation, ...]
    loads: Loads

    def __iter__(self) -> Iterator[Limit]:
        return iter(self.limits)

    def __len__(self) -> int:
        return len(self.limits)

    @property
    def first(self) -> Limit | None:
        """What saturates first; None where nothing has a ceiling."""
        return self.limits[0] if self.limits else None

    @property
    def envelope(self) -> float:
        """The greatest rate, in requests a second, that is served whatever one machine or one zone is lost."""
        return min(each.full_at for each in self.situations)

    def mends(self, rate: RateLike) -> tuple[Mend, ...]:
        """What must grow for a rate, in the order in which it would be met: mend the first, and the next comes.

        Raises
        ------
        ArchitectureError
            For what is no rate.
        """
        wanted = requests_per_second(rate)
        found = []
        for each in self.limits:
            if each.full_at < wanted * (1 - 1e-12):
                load = self.loads[each.box]
                scaled = type(load)(load.component, load.reads * wanted / ONE, load.writes * wanted / ONE)
                found.append(Mend(each.box, each.full_at, standing(load.component), needed_machines(scaled)))
        return tuple(found)

    def table(self) -> DataFrame:
        """Boxes in the order in which they saturate: the rate at which each is full, and 70% full."""
        from helpers.tables import pandas

        rows = [{"full at": _rate(each.full_at), "comfortable up to": _rate(each.comfortable_at)}
                for each in self.limits]
        return pandas.DataFrame(rows, index=pandas.Index([each.box for each in self.limits], name="box"))

    def envelope_table(self) -> DataFrame:
        """What is lost, the greatest rate that is served then, and what is full at it; the worst comes first."""
        from helpers.tables import pandas

        given = sorted(self.situations, key=lambda each: each.full_at)
        rows = [{"served up to": _rate(each.full_at), "then full": each.box or (
            "an endpoint has no way left" if each.full_at == 0 else "")} for each in given]
        return pandas.DataFrame(rows, index=pandas.Index([each.lost for each in given], name="lost"))


def bottlenecks(architecture: Any, flows: FlowsLike = None) -> Bottlenecks:
    """What saturates first and next as load grows, and how much is served when one machine or one zone is lost.

    Parameters
    ----------
    architecture : Architecture or Design
        The design.
    flows : Case, str, Api or list of Flow, optional
        Its uses. None: those of the design's interface.

    Returns
    -------
    Bottlenecks
        Rates in requests a second to the design as a whole.

    Raises
    ------
    ReliabilityError
        For what is neither an Architecture nor a design with one.

    >>> from helpers.architecture import Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=3),
    ...     Component("store", "sql", stores="link", replicas=2)).connect("client", "api").connect("api", "store")
    >>> found = bottlenecks(links, [{"name": "open", "share": 1, "reads": ["link"]}])
    >>> [(each.box, each.full_at) for each in found], found.envelope
    ([('api', 9600.0), ('store', 20000.0)], 6400.0)
    >>> found.mends("10 K/s")
    (Mend(box='api', full_at=9600.0, machines=3, needed=4),)
    """
    if flows is None:
        flows = getattr(architecture, "api", None)
    architecture = architecture_of(architecture)
    given = as_flows(flows)
    loads = architecture.load(given, ONE)
    limits = sorted((_limit(name, each.utilisation) for name, each in loads.items() if each.utilisation > 0),
                    key=lambda each: (each.full_at, each.box))
    working = architecture.survives(given)
    situations = [_situation("nothing", architecture, given, working)]
    for box in architecture:
        if box.kind == "client" or box.of.managed or box.kind == "external":
            continue
        left = fewer(box, 1)
        without = architecture.remove(box.name) if left is None else architecture.replace(box.name, left)
        situations.append(_situation(f"a machine of {box.name}", without, given, working))
    situations += [_situation(f"zone {zone}", architecture.without_zone(zone), given, working)
                   for zone in architecture.all_zones]
    return Bottlenecks(tuple(limits), tuple(situations), loads)


def _limit(name: str, utilisation: float) -> Limit:
    full = ONE / utilisation
    return Limit(name, full, full * TARGET_UTILISATION)


def _situation(lost: str, left: Architecture, flows, working: frozenset[str]) -> Situation:
    if working - left.survives(flows):
        return Situation(lost, 0.0, "")
    name, most = max(((name, each.utilisation) for name, each in left.load(flows, ONE).items()),
                     key=lambda pair: pair[1], default=("", 0.0))
    return Situation(lost, ONE / most, name) if most > 0 else Situation(lost, math.inf, "")


def _rate(rate: float) -> str:
    from helpers.units import Q, human

    return "no ceiling" if math.isinf(rate) else human(Q(float(rate), "1/s"))
