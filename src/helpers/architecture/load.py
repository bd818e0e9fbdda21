"""How much arrives where: visits to each component, its utilisation, and the replicas that it needs.

The rules. Theory and simulator share them (`call_tree` says them call by call):
- Each entity that an endpoint reads or writes is one need. A request takes the shortest way to a store that serves the
  need; where connections name the endpoint, it keeps to them. Equal ways share the requests by their replicas.
- A read asks a cache that has the entity first, whether the way leads through it or it stands beside the way; only the
  misses go on. Writes pass caches by, and refresh those, and the indexes, that name the entity.
- A caller calls a box without data once over a connection, whatever the number of needs, and a store once for each
  need. So what stands behind a cache gets a call for each entity that was missed there. (Where one request makes more
  than 2,000 calls, a box without data is counted once a request.)
- A connection multiplies by its `calls`. Replication carries each write to the copies.
- Each copy of a shard does each write of that shard; reads are shared among all copies of all shards. A store of one
  shard shares no writes, however many copies it has. (How many machines a box has: see `Component`.)

Left out: retries, uneven keys, and caches that are still cold.

>>> from helpers.architecture import Architecture, Component
>>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=4),
...     Component("cache", "cache", hit_rate="80%"), Component("store", "sql", stores="link"))
>>> links = links.connect("client", "api").connect("api", "cache").connect("api", "store")
>>> loads = links.load([{"name": "open", "share": 1, "reads": ["link"]}], "10 K/s")
>>> loads["cache"].arrivals, round(loads["store"].arrivals), loads["api"].needed_replicas
(10000.0, 2000, 5)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpers.architecture.flows import Endpoint, FlowsLike, RateLike, endpoints, requests_per_second
from helpers.architecture.parts import Component
from helpers.architecture.visits import visits_of
from helpers.errors import UnknownNameError, nearest, shorten
from helpers.rounding import round_up

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.architecture.model import Architecture

TARGET_UTILISATION = 0.7  # waiting times grow steeply above it: M/M/1 waits 2.3 service times at 70%, 9 at 90%


@dataclass(frozen=True)
class Load:
    """What arrives at one component: reads and writes in requests per second, in all and by endpoint."""

    component: Component
    reads: float = 0.0
    writes: float = 0.0
    by_endpoint: dict[str, float] = field(default_factory=dict, hash=False)

    @property
    def arrivals(self) -> float:
        """Requests per second over all replicas."""
        return self.reads + self.writes

    @property
    def per_replica(self) -> float:
        """Requests per second that each machine must take: its part of the reads, and its shard's writes."""
        return self.reads / self.component.replicas + self.writes * self._writing

    @property
    def _writing(self) -> float:
        """The share of all writes that comes to each machine."""
        return self.component.write_copies / self.component.replicas

    @property
    def work(self) -> float:
        """What each machine must do, in reads per second: a write counts as the kind's `write_work` reads."""
        return self.reads / self.component.replicas + self.writes * self._writing * self.component.write_work

    @property
    def utilisation(self) -> float:
        """Load over capacity; above 1 the queue grows without bound."""
        return 0.0 if self.component.capacity is None else self.work / self.component.capacity

    @property
    def capacity(self) -> float | None:
        """Requests per second that all machines take of this mix of reads and writes; None without a ceiling.

        Arrivals over this is the utilisation.
        """
        if self.component.capacity is None:
            return None
        return self.arrivals / self.utilisation if self.utilisation > 0 else self.component.read_capacity

    @property
    def needed_copies(self) -> int | None:
        """Copies that keep it at 70% or below, its shards left as they are; None where no number does.

        Of a box without data these are its machines; a managed kind keeps the copies that it has.
        """
        component = self.component
        if component.capacity is None or component.of.managed:
            return component.copies if component.of.managed else 1
        room = component.capacity * TARGET_UTILISATION
        if not component.keeps_shards:
            return servers_needed(self.reads + self.writes * component.write_work, room)
        room -= self.writes / component.shards * component.write_work
        if room <= 0:
            return None if self.arrivals > 0 else 1
        return servers_needed(self.reads / component.shards, room)

    @property
    def needed_shards(self) -> int:
        """Shards that keep it at 70% or below, its copies left as they are; 1 for a box without data."""
        component = self.component
        if component.capacity is None or not component.of.stores:
            return 1
        reads = self.reads / component.copies if component.keeps_shards else self.reads
        return servers_needed(reads + self.writes * component.write_work, component.capacity * TARGET_UTILISATION)

    @property
    def needed_replicas(self) -> int | None:
        """Machines that keep it at 70% or below: by more copies or by more shards, whichever takes fewer.

        None where no number of copies does and the kind has no shards of its own (SQL): shard it yourself, or choose a
        kind that spreads its data.
        """
        component = self.component
        if component.capacity is None:
            return 1
        if component.of.managed:
            return self.needed_shards
        by_copies = None if self.needed_copies is None else self.needed_copies * component.shards
        if not component.of.spreads and component.shards == 1:
            return by_copies
        by_shards = self.needed_shards * component.copies
        return by_shards if by_copies is None else min(by_copies, by_shards)


def servers_needed(load: float, room: float) -> int:
    """How many carry a load when each takes so much: rounded up, at least 1, and not one more for noise of floats.

    >>> servers_needed(4_200, 600), servers_needed(4_201, 600), servers_needed(0, 600)
    (7, 8, 1)
    """
    return max(1, int(round_up(load / room)))


class Loads(Mapping):
    """The load of each component by its name; `traffic` by connection (source, target, style), in calls per second."""

    def __init__(self, loads: dict[str, Load], traffic: dict[tuple[str, str, str], float], rate: float):
        self._loads, self.traffic, self.rate = loads, traffic, rate

    def __getitem__(self, name: str) -> Load:
        if name not in self._loads:
            raise UnknownNameError(f"there is no component {shorten(name)}.{nearest(name, self._loads)}")
        return self._loads[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loads)

    def __len__(self) -> int:
        return len(self._loads)

    @property
    def busiest(self) -> Load | None:
        """The component that fails first as the load grows."""
        return max(self._loads.values(), key=lambda each: each.utilisation, default=None)

    def table(self) -> DataFrame:
        """A DataFrame by component: arrivals and capacity a second, utilisation, machines now and needed.

        The capacity is for the mix of reads and writes that arrives, so that arrivals / capacity is the utilisation.
        """
        from helpers.tables import pandas
        from helpers.units import Q, human

        rows = [{"arrivals": human(Q(each.arrivals, "1/s")),
                 "capacity": "" if each.capacity is None else human(Q(each.capacity, "1/s")),
                 "utilisation": "" if each.component.capacity is None else f"{each.utilisation:.0%}",
                 "replicas": each.component.replicas,
                 "needed": "no number is enough" if each.needed_replicas is None else each.needed_replicas}
                for each in self._loads.values()]
        return pandas.DataFrame(rows, index=pandas.Index(self._loads, name="component"))

    def __repr__(self) -> str:
        return f"<Loads at {self.rate:g}/s: {len(self)} components>"

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def load(architecture: Architecture, flows: FlowsLike, rate: RateLike) -> Loads:
    """The load of every component when `rate` requests per second arrive, shared among the flows.

    `flows` is a Case, its name, or a list; `rate` an Estimate (its peak), a quantity, text, or a number a second.
    """
    per_second = requests_per_second(rate)
    return load_of(architecture, endpoints(architecture, flows), per_second)


def load_of(architecture: Architecture, given: tuple[Endpoint, ...], rate: float) -> Loads:
    """The load for endpoints whose needs are known, at a number of requests per second."""
    reads: dict[str, float] = dict.fromkeys(architecture.names, 0.0)
    writes: dict[str, float] = dict.fromkeys(architecture.names, 0.0)
    by_endpoint: dict[str, dict[str, float]] = {name: {} for name in architecture.names}
    traffic: dict[tuple[str, str, str], float] = {each.key: 0.0 for each in architecture.connections}
    for endpoint in given:
        visits, edges = visits_of(architecture, endpoint)
        per_second = rate * endpoint.share
        for name, (read, write) in visits.items():
            reads[name] += read * per_second
            writes[name] += write * per_second
            if read or write:
                by_endpoint[name][endpoint.name] = (read + write) * per_second
        for key, amount in edges.items():
            traffic[key] += amount * per_second
    return Loads({each.name: Load(each, reads[each.name], writes[each.name], by_endpoint[each.name])
                  for each in architecture.components}, traffic, rate)
