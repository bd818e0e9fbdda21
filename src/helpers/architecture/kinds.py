"""The kinds of boxes: what each means, how fast and how large one is, whom it may call, what it costs.

Every figure has its source and year, or is labelled an assumption. The figures of one machine are orders of magnitude:
measure your own. `capacity` is `servers / service_time` (Little's law at full use); a kind without servers has no
ceiling that a design of this size would reach.

Stores keep their data in shards, and each shard in copies; what this means for load, cost and failures is said once, in
`Component`. A `managed` kind is rented: the provider keeps the copies, in several zones, and a shard is what you rent.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpers.architecture.errors import ArchitectureError
from helpers.architecture.kind_families import kinds_of
from helpers.errors import nearest, shorten
from helpers.inputs.words import key_of

if TYPE_CHECKING:
    from pandas import DataFrame

NAPKIN = "napkin-math, March 2026"
HELLO = "Hello Interview, order of magnitude"
AWS = "AWS documentation"
ASSUMED = "assumption"
CORE, MEMORY_GB, SSD_GB = 15.0, 2.0, 0.20  # $ a month for a core, a GB of memory, a GB of zonal SSD (napkin-math 2026)


@dataclass(frozen=True)
class Kind:
    """One kind of box. Times in seconds; capacity in reads per second, and money in $ a month, of one machine.

    `shards` and `copies` are those of a box that says nothing else (see `Component`); a box without data has `copies`
    machines. `managed` kinds keep their copies themselves: capacity and price are those of a shard, all copies
    included. `spreads` tells that it can split its data into shards by itself. A write is as much work as `write_work`
    reads. `calls` are the kinds that it may call synchronously. `per_million_reads` and `per_million_writes` are $ for
    a million requests, `per_gb` $ a month for a GB kept.
    """

    name: str
    label: str
    meaning: str
    stateful: bool = False
    durable: bool = False
    shards: int = 1
    copies: int = 1
    managed: bool = False
    spreads: bool = False
    servers: int | None = None
    service_time: float = 0.0
    write_work: float = 1.0
    hit_rate: float | None = None
    cores: float = 0.0
    memory_gb: float = 0.0
    ssd_gb: float = 0.0
    per_million_reads: float = 0.0
    per_million_writes: float = 0.0
    per_gb: float = 0.0
    calls: frozenset[str] = frozenset()
    sources: dict[str, str] = field(default_factory=dict, hash=False, compare=False)

    @property
    def capacity(self) -> float | None:
        """Reads per second that one machine (a shard of a managed kind) can take; None where there is no ceiling."""
        return self.servers / self.service_time if self.servers and self.service_time else None

    @property
    def write_capacity(self) -> float | None:
        """Writes per second that one machine (a shard of a managed kind) can take; None where there is no ceiling."""
        return None if self.capacity is None else self.capacity / self.write_work

    @property
    def replicas(self) -> int:
        """Machines of a box that says nothing else; of a managed kind its shards."""
        return self.shards if self.managed else self.shards * self.copies

    @property
    def caches(self) -> bool:
        """Whether it answers some reads itself and passes only the misses on."""
        return self.name in ("cache", "cdn")

    @property
    def stores(self) -> bool:
        """Whether it keeps entities, for good or for a while."""
        return self.name in STORES or self.caches

    @property
    def monthly_cost(self) -> float:
        """$ a month of one machine, requests and stored data aside."""
        return self.cores * CORE + self.memory_gb * MEMORY_GB + self.ssd_gb * SSD_GB


STORES = frozenset(kinds_of("rows", "files", "index"))
_DATA = kinds_of("memory", "rows", "files", "index")
_BROKERS = kinds_of("broker")
_MACHINES = f"sizes: {ASSUMED}; prices: {NAPKIN}"

_TABLE = (
    Kind("client", "Client", "A browser, phone or other program whose requests the system answers.",
         calls=frozenset({"dns", "cdn", "load_balancer", "gateway", "service", "blob", "external"}),
         sources={"service_time": "none of ours: what happens inside the client is left out"}),
    Kind("dns", "DNS", "Turns the system's name into an address; most answers are kept by resolvers on the way.",
         copies=2, service_time=0.001, calls=frozenset({"cdn", "load_balancer", "gateway", "service"}),
         sources={"service_time": f"{ASSUMED}: few requests wait for a lookup",
                  "copies": "two servers: RFC 2182, 1997"}),
    Kind("cdn", "CDN", "Caches near the users: answers what it holds, fetches the rest from its origin.",
         stateful=True, copies=3, service_time=0.005, hit_rate=0.9, per_million_reads=0.5, per_million_writes=0.5,
         calls=frozenset({"load_balancer", "gateway", "service", "blob", "external"}),
         sources={"service_time": ASSUMED, "hit_rate": ASSUMED, "copies": f"{ASSUMED}: several locations",
                  "cost": f"$0.05 a GB ({NAPKIN}) at an assumed 10 KB a reply"}),
    Kind("load_balancer", "Load balancer", "Spreads requests over the replicas behind it and leaves dead ones out.",
         servers=10, service_time=0.0001, cores=4, memory_gb=8,
         calls=frozenset({"load_balancer", "gateway", "service"}),
         sources={"service_time": ASSUMED, "servers": f"{ASSUMED}: 100 K/s", "cost": _MACHINES}),
    Kind("gateway", "API gateway", "The one door: checks who asks and how often, then passes the request on.",
         servers=20, service_time=0.001, cores=4, memory_gb=8,
         calls=frozenset({"load_balancer", "service", "cache", "key_value", "external", *_BROKERS}),
         sources={"service_time": ASSUMED, "servers": f"{ASSUMED}: 20 K/s", "cost": _MACHINES}),
    Kind("service", "Service", "Your code that answers requests; keeps nothing, so that any replica can answer.",
         servers=16, service_time=0.005, cores=4, memory_gb=8,
         calls=frozenset({"load_balancer", "gateway", "service", "external", *_DATA, *_BROKERS}),
         sources={"service_time": f"{ASSUMED}: mostly waiting", "servers": f"{ASSUMED}: 16 threads",
                  "cost": _MACHINES}),
    Kind("worker", "Worker", "Your code that does slow work later, taken from a queue; nobody waits for it.",
         servers=16, service_time=0.05, cores=4, memory_gb=8,
         calls=frozenset({"service", "external", *_DATA, *_BROKERS}),
         sources={"service_time": ASSUMED, "servers": f"{ASSUMED}: 16 threads", "cost": _MACHINES}),
    Kind("cache", "Cache", "Keeps hot data in memory; what it lacks comes from the source of truth behind it.",
         stateful=True, spreads=True, servers=100, service_time=0.001, hit_rate=0.8, cores=4, memory_gb=64,
         calls=frozenset(_DATA),
         sources={"service_time": HELLO, "servers": f"{HELLO}: 100 K/s at 1 ms", "hit_rate": ASSUMED,
                  "cost": _MACHINES}),
    Kind("sql", "SQL database", "Tables with joins and transactions; every copy takes every write.",
         stateful=True, durable=True, servers=5, service_time=0.0005, cores=16, memory_gb=64, ssd_gb=1000,
         sources={"service_time": NAPKIN, "servers": f"{HELLO}: reconsider above 10 K writes a second",
                  "cost": _MACHINES}),
    Kind("document_store", "Document store", "Whole documents by key or field, spread over shards.",
         stateful=True, durable=True, spreads=True, servers=10, service_time=0.001, cores=16, memory_gb=64, ssd_gb=1000,
         sources={"service_time": ASSUMED, "servers": f"{ASSUMED}: 10 K/s, as SQL", "cost": _MACHINES}),
    Kind("wide_column", "Wide-column store", "Rows by partition key, sorted inside; writes scale with the shards.",
         stateful=True, durable=True, spreads=True, copies=3, servers=10, service_time=0.001, cores=16, memory_gb=64,
         ssd_gb=1000,
         sources={"service_time": ASSUMED, "servers": f"{ASSUMED}: 10 K/s", "copies": "three copies are customary",
                  "cost": _MACHINES}),
    Kind("key_value", "Key-value store", "A value for a key, nothing else; rented by the shard, copies included.",
         stateful=True, durable=True, managed=True, spreads=True, copies=3, servers=15, service_time=0.005,
         write_work=3, cores=2, memory_gb=8, ssd_gb=100,
         sources={"service_time": ASSUMED,
                  "servers": f"{AWS}: DynamoDB, 3,000 reads a second and partition",
                  "write_work": f"{AWS}: DynamoDB, 1,000 writes a second and partition",
                  "copies": f"{AWS}: three zones", "cost": f"of a shard, its copies included: {_MACHINES}"}),
    Kind("blob", "Blob store", "Files and pictures by name; cheap, large and slow; rented, a shard is a prefix.",
         stateful=True, durable=True, managed=True, spreads=True, copies=3, servers=440, service_time=0.08,
         write_work=5_500 / 3_500, per_million_reads=0.40, per_million_writes=5.0, per_gb=0.02,
         sources={"service_time": f"{NAPKIN}: GET 80 ms", "servers": f"{AWS}: S3, 5,500 reads a second and prefix",
                  "write_work": f"{AWS}: S3, 3,500 writes a second and prefix",
                  "copies": f"{AWS}: at least three zones",
                  "cost": f"a million reads $0.40, a million writes $5, a GB and month $0.02 ({NAPKIN})"}),
    Kind("search", "Search index", "Finds documents by their words; a copy that can be built anew, never the truth.",
         stateful=True, spreads=True, servers=20, service_time=0.01, cores=8, memory_gb=32, ssd_gb=500,
         sources={"service_time": ASSUMED, "servers": f"{ASSUMED}: 2 K/s", "cost": _MACHINES}),
    Kind("queue", "Queue", "Holds work until a worker takes it; each message is done once.",
         stateful=True, servers=100, service_time=0.001, cores=4, memory_gb=16, ssd_gb=100,
         sources={"service_time": f"{HELLO}: under 5 ms", "servers": f"{ASSUMED}: 100 K/s", "cost": _MACHINES}),
    Kind("stream", "Stream", "A log of events that many readers follow, each at its own pace.",
         stateful=True, servers=1000, service_time=0.001, cores=8, memory_gb=32, ssd_gb=1000,
         sources={"service_time": f"{HELLO}: under 5 ms", "servers": f"{HELLO}: 1 M messages a second",
                  "cost": _MACHINES}),
    Kind("external", "External system", "Somebody else's: payment, mail, maps. You cannot add replicas to it.",
         service_time=0.1, sources={"service_time": ASSUMED, "cost": "not counted: see your contract"}),
)
KINDS: dict[str, Kind] = {each.name: each for each in _TABLE}
SPELT = {key_of(text): each for each in _TABLE for text in (each.label, each.name)}


def find_kind(name: object) -> Kind:
    """The kind of that name or label, however it is spelt. Raises `ArchitectureError` with the nearest ones.

    >>> find_kind("cache").capacity, find_kind("SQL").name, find_kind("Load balancer").name
    (100000.0, 'sql', 'load_balancer')
    >>> find_kind("casche")
    Traceback (most recent call last):
    ...
    helpers.architecture.errors.ArchitectureError: kind: 'casche' is not a kind of box. Did you mean cache?
    """
    spelt = SPELT.get(key_of(name)) if isinstance(name, str) else None
    if spelt is None:
        from helpers.architecture.kind_words import kind_of_words

        meant = kind_of_words(name) if isinstance(name, str) else None
        offer = f" Did you mean {meant}?" if meant else nearest(name, KINDS)
        raise ArchitectureError(f"kind: {shorten(name)} is not a kind of box.{offer}")
    return spelt


def kinds_table() -> "DataFrame":
    """All kinds as a DataFrame: meaning, defaults of one box, capacity and monthly cost of one machine, the sources."""
    from helpers.tables import pandas
    from helpers.units import Q, human

    def row(each: Kind) -> dict:
        return {"label": each.label, "meaning": each.meaning, "keeps data": each.stateful, "replicas": each.replicas,
                "shards": each.shards if each.stores else "", "copies": each.copies if each.stores else "",
                "service time": human(Q(each.service_time, "s")) if each.service_time else "",
                "capacity": human(Q(each.capacity, "1/s")) if each.capacity else "",
                "writes": human(Q(each.write_capacity, "1/s")) if each.write_capacity and each.stores else "",
                "cost a month": human(Q(each.monthly_cost, "USD/month")) if each.monthly_cost else "",
                "may call": ", ".join(sorted(each.calls)),
                "sources": "; ".join(f"{name}: {text}" for name, text in each.sources.items())}

    return pandas.DataFrame([row(each) for each in KINDS.values()], index=pandas.Index(KINDS, name="kind"))
