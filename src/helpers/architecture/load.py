"""How much arrives where: visits to each component, its utilisation, and the replicas that it needs.

The rules, which the simulator shares:
- Each entity that an endpoint reads or writes is one need. A request takes the shortest way to a store that serves the
  need; where connections name the endpoint, it keeps to them. Equal ways share the requests by their replicas.
- A read asks a cache that has the entity first, whether the way leads through it or it stands beside the way; only the
  misses go on. Writes pass caches by, and refresh those, and the indexes, that name the entity.
- A box without data is visited once a request, whatever the number of needs; a store once for each need.
- A connection multiplies by its `calls`. Replication carries each write to the copies.
- Where every replica takes every write (SQL), writes are not shared among the replicas.

Left out: retries, uneven keys, and caches that are still cold.

>>> from helpers.architecture import Architecture, Component
>>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=4),
...     Component("cache", "cache", hit_rate="80%"), Component("store", "sql", stores="link"))
>>> links = links.connect("client", "api").connect("api", "cache").connect("api", "store")
>>> loads = links.load([{"name": "open", "share": 1, "reads": ["link"]}], "10 K/s")
>>> loads["cache"].arrivals, round(loads["store"].arrivals), loads["api"].needed_replicas
(10000.0, 2000, 5)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from helpers.architecture.flows import Endpoint, endpoints, requests_per_second
from helpers.architecture.model import Architecture
from helpers.architecture.parts import Component
from helpers.architecture.visits import visits_of
from helpers.errors import UnknownNameError, nearest, shorten
from helpers.rounding import round_up

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
        """Requests per second that each replica must take."""
        if self.component.of.every_write:
            return self.reads / self.component.replicas + self.writes
        return self.arrivals / self.component.replicas

    @property
    def utilisation(self) -> float:
        """Load over capacity; above 1 the queue grows without bound."""
        return 0.0 if self.component.capacity is None else self.per_replica / self.component.capacity

    @property
    def needed_replicas(self) -> int | None:
        """Replicas that keep it at 70% or below; None where no number does (every replica takes every write)."""
        if self.component.capacity is None:
            return 1
        room = self.component.capacity * TARGET_UTILISATION
        shared = self.arrivals
        if self.component.of.every_write:
            room, shared = room - self.writes, self.reads
            if room <= 0:
                return None if self.arrivals > 0 else 1
        return max(1, int(round_up(shared / room)))


class Loads(Mapping):
    """The load of each component by its name; `traffic` by connection (source, target, style), in calls per second."""

    def __init__(self, loads: dict[str, Load], traffic: dict[tuple[str, str, str], float], rate: float):
        self._loads, self.traffic, self.rate = loads, traffic, rate

    def __getitem__(self, name: str) -> Load:
        if name not in self._loads:
            raise UnknownNameError(f"there is no component {shorten(name)}.{nearest(str(name)[:60], self._loads)}")
        return self._loads[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loads)

    def __len__(self) -> int:
        return len(self._loads)

    @property
    def busiest(self) -> Load | None:
        """The component that fails first as the load grows."""
        return max(self._loads.values(), key=lambda each: each.utilisation, default=None)

    def table(self):
        """A DataFrame by component: arrivals and capacity a second, utilisation, replicas now and needed."""
        from helpers.tables import pandas
        from helpers.units import Q, human

        rows = [{"arrivals": human(Q(each.arrivals, "1/s")),
                 "capacity": "" if each.component.capacity is None else human(Q(each.component.total_capacity, "1/s")),
                 "utilisation": "" if each.component.capacity is None else f"{each.utilisation:.0%}",
                 "replicas": each.component.replicas,
                 "needed": "no number is enough" if each.needed_replicas is None else each.needed_replicas}
                for each in self._loads.values()]
        return pandas.DataFrame(rows, index=pandas.Index(self._loads, name="component"))

    def __repr__(self) -> str:
        return f"<Loads at {self.rate:g}/s: {len(self)} components>"

    def _repr_html_(self) -> str:
        return self.table().to_html()


def load(architecture: Architecture, flows, rate) -> Loads:
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
