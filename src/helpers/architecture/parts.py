"""The two parts of an architecture: boxes and the arrows between them. Both are values: a change makes a new one."""

import math
from dataclasses import dataclass, field, fields, replace
from typing import Any

from helpers.architecture import fields as read
from helpers.architecture.errors import ArchitectureError
from helpers.architecture.kinds import KINDS, Kind, find_kind
from helpers.architecture.machine_counts import COUNTS, counts_after, counts_of
from helpers.errors import CourseError, nearest, shorten

STYLES = ("sync", "async", "replication")
MOST_CALLS = 1e9
MOST_COMPONENTS, MOST_CONNECTIONS = 2_000, 10_000  # in one architecture


@dataclass(frozen=True)
class Component:
    """One box: a kind of machine or service, how many of them, how fast, where, and what it keeps.

    What is left out is filled in from the kind. Held are plain numbers in the units below. **How many machines**:

    - A box without data has `replicas` machines, and each request goes to one of them.
    - A store has `shards` x `copies` machines. A key belongs to one shard. A write is done by every copy of its shard,
      each doing all of its work; a read by one copy. With two copies or more no machine is a single point of failure;
      with one, each is, for its share of the data. `copies` is what durability counts.
    - `replicas=3` of a store is short for three copies of one shard: three machines that share reads, and no writes.
    - A managed kind (key_value, blob) keeps its copies itself, in several zones; its `replicas` are its shards.

    Machines are spread over the zones in turn, so that the copies of a shard stand apart.

    Parameters
    ----------
    name, kind
        A name for code, and one of `KINDS`.
    replicas
        Machines in all; of a store better `shards` and `copies`.
    shards, copies
        Parts that the data is split into, and how many times each is kept (stores only).
    servers
        Parallel workers inside a machine.
    service_time
        Seconds, or text such as "5 ms".
    capacity
        Reads (of a box without data: requests) per second of one machine, or "10 K/s"; servers / service_time unless
        given; None is no ceiling. One that is given holds for writes, too.
    hit_rate
        The share of reads that a cache answers, 0.8 or "80%".
    zone
        Where the machines stand, in turn: a name or several.
    cost
        $ a month of one machine, or "$200/month".
    stores
        The entities it keeps.
    stored_gb
        GB that it keeps, counted once, or "15 TB"; priced where the kind is paid by the GB (blob).
    group, label
        The frame it is drawn in, and what stands in the box.
    durable, stateful
        Whether data survives a restart, and whether it keeps any.
    at
        Its place in a drawing, x and y.

    Raises
    ------
    ArchitectureError
        For a field that cannot be: the field, the value and the mend.

    >>> api = Component("api", "service", replicas=3, service_time="10 ms")
    >>> api.capacity, api.total_capacity
    (1600.0, 4800.0)
    >>> posts = Component("posts", "wide_column", shards=4, copies=3)
    >>> posts.replicas, posts.read_capacity, posts.write_capacity
    (12, 120000.0, 40000.0)
    >>> api.replace(replicas=4).replicas, posts.replace(shards=5).replicas
    (4, 15)
    """

    name: str
    kind: str
    replicas: int = None  # type: ignore[assignment]  # else its kind's
    shards: int = None  # type: ignore[assignment]  # else its kind's
    copies: int = None  # type: ignore[assignment]  # else its kind's
    servers: int | None = None
    service_time: float = None  # type: ignore[assignment]  # else its kind's
    capacity: float | None = None
    hit_rate: float | None = None
    zone: tuple[str, ...] = ()
    cost: float = None  # type: ignore[assignment]  # else its kind's
    stores: tuple[str, ...] = ()
    stored_gb: float | None = None
    group: str | None = None
    label: str | None = None
    durable: bool = None  # type: ignore[assignment]  # else its kind's
    stateful: bool = None  # type: ignore[assignment]  # else its kind's
    at: tuple[float, float] | None = field(default=None, compare=False)

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        put("name", read.name_of(self.name, "name"))
        place = f"{self.name}."
        try:
            kind = find_kind(self.kind)
        except CourseError as error:
            raise ArchitectureError(f"{place}{error}") from None
        put("kind", kind.name)
        counts = counts_of(kind, self.replicas, self.shards, self.copies, place)
        for count, number in zip(COUNTS, counts, strict=True):
            put(count, number)
        put("service_time", kind.service_time if self.service_time is None
            else read.seconds_of(self.service_time, f"{place}service_time"))
        self._fill_capacity(kind, place, put)
        put("hit_rate", kind.hit_rate if self.hit_rate is None else read.share_of(self.hit_rate, f"{place}hit_rate"))
        put("zone", read.words_of(self.zone, f"{place}zone"))
        put("cost", kind.monthly_cost if self.cost is None else read.money_of(self.cost, f"{place}cost"))
        put("stores", read.words_of(self.stores, f"{place}stores"))
        put("stored_gb", None if self.stored_gb is None else read.gigabytes_of(self.stored_gb, f"{place}stored_gb"))
        put("group", None if self.group is None else read.word_of(self.group, f"{place}group"))
        put("label", read.text_of(self.label, f"{place}label", None))
        for flag in ("durable", "stateful"):
            given = getattr(self, flag)
            put(flag, getattr(kind, flag) if given is None else read.flag_of(given, f"{place}{flag}"))
        if self.at is not None:
            if not isinstance(self.at, list | tuple) or len(self.at) != 2:
                raise ArchitectureError(f"{place}at: {shorten(self.at)} is not a place. Give two numbers, x and y.")
            put("at", tuple(read.number_of(each, f"{place}at", "", "two numbers, x and y", -1e6, 1e6)
                            for each in self.at))

    def _fill_capacity(self, kind: Kind, place: str, put) -> None:
        servers: int | None
        capacity = None if self.capacity is None else read.rate_of(self.capacity, f"{place}capacity")
        if self.servers is not None:
            servers = read.count_of(self.servers, f"{place}servers")
        elif capacity is not None and self.service_time:
            servers = min(read.MOST_REPLICAS, max(1, round(capacity * self.service_time)))
        else:
            servers = kind.servers
        if capacity is None and servers is not None and self.service_time:
            capacity = servers / self.service_time
        put("servers", servers)
        put("capacity", capacity)

    @property
    def of(self) -> Kind:
        """The kind's row of the table."""
        return KINDS[self.kind]

    @property
    def title(self) -> str:
        """What stands in the box: its label, or its name in words."""
        return self.label or self.name.replace("_", " ")

    @property
    def keeps_shards(self) -> bool:
        """Whether its data lies in shards and copies that it keeps itself: stores, but managed ones."""
        return self.of.stores and not self.of.managed

    @property
    def write_copies(self) -> int:
        """How many of its machines do each write: all copies of a shard, or one."""
        return self.copies if self.keeps_shards else 1

    @property
    def lanes_of_shard(self) -> int:
        """How many machines stand for one shard: its copies, one where the kind keeps them, all without shards."""
        return self.replicas // self.shards

    @property
    def write_work(self) -> float:
        """The work of a write, in reads; 1 where the capacity is your own."""
        return self.of.write_work if self.capacity == self.of.capacity else 1.0

    @property
    def read_capacity(self) -> float:
        """Reads (without data: requests) per second of all machines, if nothing else comes; infinite: no ceiling."""
        return math.inf if self.capacity is None else self.replicas * self.capacity

    @property
    def write_capacity(self) -> float:
        """Writes per second of all machines, if nothing else comes; infinite where there is no ceiling."""
        return self.read_capacity / (self.write_copies * self.write_work)

    @property
    def total_capacity(self) -> float:
        """The same as `read_capacity`; see there."""
        return self.read_capacity

    @property
    def caches(self) -> bool:
        """Whether it answers some reads itself and passes the misses on."""
        return self.of.caches and not self.durable and (self.hit_rate or 0) < 1

    @property
    def misses(self) -> float:
        """The share of reads that it passes on."""
        return 1 - (self.hit_rate or 0.0)

    def caches_entity(self, entity: str | None) -> bool:
        """Whether it caches this entity: all that pass where it names none, else only those it names."""
        return self.of.caches and not self.durable and (not self.stores or entity in self.stores)

    @property
    def used_zones(self) -> frozenset[str]:
        """The zones in which a machine really stands."""
        return frozenset(self.zone[: self.replicas])

    def zone_of(self, machine: int) -> str | None:
        """The zone of a machine, counted from 0; machines of one shard follow each other. None where none is named."""
        return self.zone[machine % len(self.zone)] if self.zone else None

    @property
    def lost_with_a_machine(self) -> float:
        """The share of its data (without data: 0 or 1) that is out of reach while one of its machines is dead.

        Nothing where another copy does the same, and where a cache has another shard that fetches what was lost.
        """
        return 0.0 if self.copies > 1 or (self.caches and self.replicas > 1) else 1 / self.shards

    def lost_with(self, zone: str) -> float:
        """The share of its data (without data: 0 or 1) that is out of reach while a zone is dark."""
        if self.of.managed or zone not in self.zone:
            return 0.0
        if self.caches:
            return float(self.used_zones == {zone})
        size = self.lanes_of_shard
        homes = [{self.zone_of(shard * size + copy) for copy in range(size)} for shard in range(self.shards)]
        return sum(each == {zone} for each in homes) / self.shards

    def replace(self, **changes: Any) -> "Component":
        """The same component with some fields changed. A new kind brings its own defaults for what was left out.

        >>> Component("store", "sql").replace(kind="cache").hit_rate
        0.8
        """
        _known("component", Component, changes)
        left_out = {name: None for name in defaulted(self) if name not in changes}
        return replace(self, **{**left_out, **counts_after(self, changes, defaulted(self)), **changes})



@dataclass(frozen=True)
class Connection:
    """One arrow: who calls whom, and how.

    Parameters
    ----------
    source, target
        The names of the boxes at its ends.
    style
        "sync", "async" or "replication"; replication copies data between stores and carries no requests.
    for_endpoints
        The endpoints that use it; empty for all.
    latency
        The time on the wire, there and back together, in seconds or text; None for the default of its ends.
    label
        What stands beside it.
    calls
        How many calls one request makes here (200 followers: 200).

    Raises
    ------
    ArchitectureError
        Naming the field, the value and the mend.

    >>> Connection("api", "queue", "async", for_endpoints="create_link", latency="1 ms").latency
    0.001
    """

    source: str
    target: str
    style: str = "sync"
    for_endpoints: tuple[str, ...] = ()
    latency: float | None = None
    label: str = ""
    calls: float = 1.0

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        for end in ("source", "target"):
            put(end, read.name_of(getattr(self, end), f"connection.{end}"))
        place = f"{self.source} -> {self.target}: "
        if self.source == self.target:
            raise ArchitectureError(f"{place}a box cannot be connected to itself. Choose two different boxes.")
        if not isinstance(self.style, str) or self.style not in STYLES:
            raise ArchitectureError(f"{place}style {shorten(self.style)} is not one of {', '.join(STYLES)}.")
        put("for_endpoints", tuple(sorted(read.words_of(self.for_endpoints, f"{place}for_endpoints"))))
        put("latency", None if self.latency is None else read.seconds_of(self.latency, f"{place}latency"))
        put("label", read.text_of(self.label, f"{place}label", ""))
        put("calls", read.number_of(self.calls, f"{place}calls", "", "1, or 200 for a fan-out", 1e-6, MOST_CALLS))

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others: source, target, style."""
        return self.source, self.target, self.style

    def serves(self, endpoint: str | None) -> bool:
        """Whether an endpoint may use it (None: any)."""
        return endpoint is None or not self.for_endpoints or endpoint in self.for_endpoints

    def replace(self, **changes: Any) -> "Connection":
        """The same connection with some fields changed."""
        _known("connection", Connection, changes)
        return replace(self, **changes)

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}" + ("" if self.style == "sync" else f" ({self.style})")


FIELDS = {"component": tuple(each.name for each in fields(Component)),
          "connection": tuple(each.name for each in fields(Connection))}


def _known(what: str, made: type, given) -> None:
    for name in given:
        if name not in FIELDS[what]:
            raise ArchitectureError(f"{what}: there is no field {shorten(name)}."
                                    f"{nearest(name, FIELDS[what])}")


def defaulted(component: Component) -> frozenset[str]:
    """The fields in which a component has its kind's default, or what follows from its other fields."""
    kind = component.of
    same = {"replicas"} if kind.stores or component.replicas == kind.replicas else set()
    same |= {name for name in ("shards", "copies")
             if not kind.stores or getattr(component, name) == getattr(kind, name)}
    same |= {name for name in ("service_time", "hit_rate", "durable", "stateful")
            if getattr(component, name) == getattr(kind, name)}
    if component.cost == kind.monthly_cost:
        same.add("cost")
    if component.servers == kind.servers:
        same.add("servers")
    following = component.servers / component.service_time if component.servers and component.service_time else None
    if component.capacity == following:
        same.add("capacity")
    elif component.servers == kind.servers and component.capacity is not None:
        same.discard("servers")  # without it, servers would follow from the capacity
    return frozenset(same)
