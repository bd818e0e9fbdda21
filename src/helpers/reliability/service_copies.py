"""Copies of services: what is left at the peak when one machine, two machines, or a zone of them are lost.

A box serves its part of the peak as long as what is left of it can: n + 1 is one machine more than the peak needs, n
+ 2 two. Load that comes to a box does not become less when a machine is lost: those left share it. A store's worst
shard decides: a lost copy reads no more, and each of the others goes on doing every write. The shards of a cache that
has no copies stand in for each other.

Left out: what a cache that was lost sends to the store behind it, unless its zone took it whole; and how long it takes
until the machines that are left get the load.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.architecture import Architecture, Component, Load
from helpers.architecture.load import servers_needed
from helpers.errors import UnknownNameError, nearest, shorten
from helpers.findings import Findings
from helpers.reliability.chances import rented
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.rules import RULES
from helpers.rounding import NOISE, whole_percent

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.architecture.flows import FlowsLike, RateLike

FULL = 1.0


@dataclass(frozen=True)
class Spare:
    """One box at the peak: how full it is now, without one machine, without two, and without its worst zone.

    Parameters
    ----------
    machines : int
        Machines that stand for each other (of a store: copies of a shard).
    needed : int or None
        As many carry the peak; None where no number does.
    utilisation : float
        Load over capacity with all machines.
    without_one, without_two, without_zone : float
        The same with fewer; infinite where nothing is left, and `without_zone` None where no zone is named.
    worst_zone : str
        The zone whose loss leaves least, "" where none is named.
    """

    machines: int
    needed: int | None
    utilisation: float
    without_one: float
    without_two: float
    without_zone: float | None
    worst_zone: str = ""

    @property
    def spare(self) -> int:
        """Machines more than the peak needs: 1 is n + 1; below 0 it is too few already."""
        return self.machines - self.needed if self.needed is not None else -1

    def served(self, utilisation: float) -> float:
        """The share of the peak that can be served at a utilisation: all up to 100%, nothing where nothing is left.

        >>> Spare(2, 2, 0.8, 1.6, math.inf, None).served(1.6)
        0.625
        """
        return 0.0 if math.isinf(utilisation) else min(1.0, 1 / utilisation) if utilisation > 0 else 1.0


@dataclass(frozen=True)
class ServiceCopies(Mapping):
    """What each box has to spare at a peak, by its name.

    Parameters
    ----------
    spares : mapping of str to Spare
        By box; clients, and what is rented or has no ceiling, are left out.
    rate : float
        The peak, in requests a second.
    """

    spares: Mapping[str, Spare]
    rate: float

    def __getitem__(self, name: str) -> Spare:
        if name not in self.spares:
            raise UnknownNameError(f"there is nothing to spare of {shorten(name)}: it is no box, or one without a "
                                   f"ceiling.{nearest(name, self.spares)}")
        return self.spares[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.spares)

    def __len__(self) -> int:
        return len(self.spares)

    def table(self) -> DataFrame:
        """By box: machines, how many the peak needs, and which share of the peak is served after each loss."""
        from helpers.tables import pandas

        def served(each: Spare, utilisation: float | None) -> str:
            return "" if utilisation is None else whole_percent(each.served(utilisation))

        rows = [{"machines": each.machines, "needed": "no number is enough" if each.needed is None else each.needed,
                 "n + ": "" if each.needed is None else each.spare, "peak served": served(each, each.utilisation),
                 "one lost": served(each, each.without_one), "two lost": served(each, each.without_two),
                 "worst zone lost": served(each, each.without_zone)} for each in self.spares.values()]
        return pandas.DataFrame(rows, index=pandas.Index(list(self.spares), name="box"))

    def check(self, spare: int = 1) -> Findings:
        """Which boxes cannot carry the peak, now, with machines lost (`spare` of them: 1 or 2), or with a zone lost."""
        spare = read.whole(spare, "spare", 1, 2, "1 or 2")
        found = []
        for name, each in self.spares.items():
            if each.utilisation > FULL + NOISE:
                found.append(RULES["overloaded-at-peak"].found(
                    name, f"it serves {whole_percent(each.served(each.utilisation))} of the peak with every machine up",
                    _mend(each, 0)))
                continue
            left = each.without_one if spare == 1 else each.without_two
            if left > FULL + NOISE:
                found.append(RULES["no-spare-machine"].found(
                    name, f"{'one machine' if spare == 1 else 'two machines'} lost, and it serves "
                    f"{whole_percent(each.served(left))} of the peak", _mend(each, spare)))
            if each.without_zone is not None and each.without_zone > FULL + NOISE:
                found.append(RULES["no-spare-zone"].found(
                    name,
                    f"zone {each.worst_zone} lost, and it serves {whole_percent(each.served(each.without_zone))} "
                    "of the peak",
                    "Give each zone so many machines that the others carry the peak, and spread over three."))
        return Findings(found)


def _mend(each: Spare, spare: int) -> str:
    if each.needed is None:
        return "Copies share no writes: split the data into more shards."
    return f"Give it {each.needed + spare} machines{f', {spare} more than it needs' if spare else ''}."


def service_copies(architecture: Architecture, flows: FlowsLike, rate: RateLike) -> ServiceCopies:
    """What is left of each box at the peak with one machine, two machines or a zone lost.

    Parameters
    ----------
    architecture : Architecture
        The design.
    flows : Case, str, Api or list of Flow
        Its uses.
    rate : Estimate, str or float
        The peak in requests a second; of an estimate its peak.

    Returns
    -------
    ServiceCopies
        By box, how full it is in each case.

    Raises
    ------
    ReliabilityError
        For what is no Architecture.

    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=3),
    ...     Component("store", "sql", stores="link", replicas=2)).connect("client", "api").connect("api", "store")
    >>> found = service_copies(links, "url_shortener", "6400/s")
    >>> found["api"].spare, round(found["api"].without_one, 3), found["api"].served(found["api"].without_two)
    (1, 1.0, 0.5)
    """
    if not isinstance(architecture, Architecture):
        raise ReliabilityError(f"architecture: {shorten(architecture)} is not an Architecture.")
    loads = architecture.load(flows, rate)
    dark = {zone: architecture.without_zone(zone) for zone in architecture.all_zones}
    loads_in = {zone: left.load(flows, rate) for zone, left in dark.items()}
    found = {}
    for name, load in loads.items():
        box = load.component
        if box.kind == "client" or rented(box) or box.capacity is None:
            continue
        zones = {zone: (loads_in[zone][name].utilisation if name in dark[zone] else math.inf)
                 for zone in sorted(box.used_zones)}
        worst = max(zones, key=lambda zone: zones[zone]) if zones else ""
        found[name] = Spare(standing(box), needed_machines(load), load.utilisation, _without(load, 1),
                            _without(load, 2), zones[worst] if zones else None, worst)
    return ServiceCopies(found, loads.rate)


def _by_shards(box: Component) -> bool:
    """Whether it is a cache without copies, whose shards stand in for each other."""
    return box.keeps_shards and box.caches and box.copies == 1


def standing(box: Component) -> int:
    """The machines that stand for each other."""
    return box.shards if _by_shards(box) else box.copies if box.keeps_shards else box.replicas


def fewer(box: Component, lost: int) -> Component | None:
    """The box with so many machines lost; None where none is left. A lost copy is taken from every shard."""
    left = standing(box) - lost
    if left < 1:
        return None
    if not box.keeps_shards:
        return box.replace(replicas=left)
    return box.replace(shards=left, copies=1) if _by_shards(box) else box.replace(shards=box.shards, copies=left)


def _without(load: Load, lost: int) -> float:
    """How full a box is with fewer machines, all that came to it coming still."""
    left = fewer(load.component, lost)
    return math.inf if left is None else Load(left, load.reads, load.writes).utilisation


def needed_machines(load: Load) -> int | None:
    """As many machines (of a store: copies of a shard) as carry the load at 100%; None where no number does."""
    box, writes = load.component, load.writes * load.component.write_work
    assert box.capacity is not None
    if not box.keeps_shards or _by_shards(box):
        return servers_needed(load.reads + writes, box.capacity)
    room = box.capacity - writes / box.shards
    if load.reads == 0:
        return 1 if room >= 0 else None
    return servers_needed(load.reads / box.shards, room) if room > 0 else None


def machines_for(needed: int, spare: int = 1, zones: int = 1) -> int:
    """Machines so that `needed` are left after `spare` are lost, and after a zone is, spread evenly over the zones.

    Parameters
    ----------
    needed : int
        Machines that the peak needs.
    spare : int
        Machines that may be lost: 1 for n + 1.
    zones : int
        Zones; with one, no zone may be lost.

    >>> machines_for(10), machines_for(10, zones=3), machines_for(10, 2, zones=2)
    (11, 15, 20)
    """
    needed = read.whole(needed, "needed", 1, 1_000_000)
    spare = read.whole(spare, "spare", 0, 1_000, "1")
    zones = read.whole(zones, "zones", 1, 1_000, "3")
    found = needed + spare
    while zones > 1 and found - math.ceil(found / zones) < needed:
        found += 1
    return found
