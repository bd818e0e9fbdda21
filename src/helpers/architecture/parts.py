"""The two parts of an architecture: boxes and the arrows between them. Both are values: a change makes a new one."""

from dataclasses import dataclass, field, fields, replace

from helpers.architecture import fields as read
from helpers.architecture.errors import ArchitectureError
from helpers.architecture.kinds import KINDS, Kind, find_kind
from helpers.errors import CourseError, nearest, shorten

STYLES = ("sync", "async", "replication")
MOST_CALLS = 1e9


@dataclass(frozen=True)
class Component:
    """One box: a kind of machine or service, how many of them, how fast, where, and what it keeps.

    What is left out is filled in from the kind. Quantities may be text ("5 ms", "10 K/s", "80%", "$200/month"); held
    are seconds, requests per second of one replica, shares, and $ a month of one replica. `servers` are parallel
    workers inside a replica; capacity is servers / service_time unless given, and None means no ceiling. `zone` is one
    name or several: replicas are spread over them in turn. `stores` are the entities it keeps.
    Raises `ArchitectureError`.

    >>> api = Component("api", "service", replicas=3, service_time="10 ms")
    >>> api.capacity, api.total_capacity
    (1600.0, 4800.0)
    >>> api.replace(replicas=4).replicas
    4
    """

    name: str
    kind: str
    replicas: int | None = None
    servers: int | None = None
    service_time: float | None = None
    capacity: float | None = None
    hit_rate: float | None = None
    zone: tuple[str, ...] = ()
    cost: float | None = None
    stores: tuple[str, ...] = ()
    group: str | None = None
    label: str | None = None
    durable: bool | None = None
    stateful: bool | None = None
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
        put("replicas", kind.replicas if self.replicas is None else read.count_of(self.replicas, f"{place}replicas"))
        put("service_time", kind.service_time if self.service_time is None
            else read.seconds_of(self.service_time, f"{place}service_time"))
        self._fill_capacity(kind, place, put)
        put("hit_rate", kind.hit_rate if self.hit_rate is None else read.share_of(self.hit_rate, f"{place}hit_rate"))
        put("zone", read.words_of(self.zone, f"{place}zone"))
        put("cost", kind.monthly_cost if self.cost is None else read.money_of(self.cost, f"{place}cost"))
        put("stores", read.words_of(self.stores, f"{place}stores"))
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
    def total_capacity(self) -> float:
        """Requests per second of all replicas together (infinite where there is no ceiling)."""
        return float("inf") if self.capacity is None else self.replicas * self.capacity

    @property
    def caches(self) -> bool:
        """Whether it answers some reads itself and passes the misses on."""
        return self.of.caches and not self.durable and (self.hit_rate or 0) < 1

    def caches_entity(self, entity: str | None) -> bool:
        """Whether it caches this entity: all that pass where it names none, else only those it names."""
        return self.caches and (not self.stores or entity in self.stores)

    @property
    def used_zones(self) -> frozenset[str]:
        """The zones in which a replica really stands."""
        return frozenset(self.zone[: self.replicas])

    @property
    def copies(self) -> int:
        """Copies of its data: one a replica, or those that its kind keeps by itself."""
        return max(self.replicas, self.of.copies)

    def replace(self, **changes) -> "Component":
        """The same component with some fields changed. A new kind brings its own defaults for what was left out.

        >>> Component("store", "sql").replace(kind="cache").hit_rate
        0.8
        """
        _known("component", Component, changes)
        left_out = {name: None for name in defaulted(self) if name not in changes}
        return replace(self, **{**left_out, **changes})


@dataclass(frozen=True)
class Connection:
    """One arrow: who calls whom, and how. Replication copies data between stores and carries no requests.

    `for_endpoints` names the endpoints that use it (empty: all). `latency` is the time on the wire, there and back
    together, in seconds or text; None means the default for its ends. `calls` is how many calls one request makes here
    (200 followers: 200). Raises `ArchitectureError`.

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

    def replace(self, **changes) -> "Connection":
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
                                    f"{nearest(str(name)[:40], FIELDS[what])}")


def defaulted(component: Component) -> frozenset[str]:
    """The fields in which a component has its kind's default, or what follows from its other fields."""
    kind = component.of
    same = {name for name in ("replicas", "service_time", "hit_rate", "durable", "stateful")
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
