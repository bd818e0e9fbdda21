"""What goes wrong during a run, by the names that the field uses, and when it is mended."""

from dataclasses import dataclass

from helpers.architecture import Architecture, ArchitectureError, Component
from helpers.architecture.call_tree import BROKERS
from helpers.errors import nearest, shorten
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError

FAULTS = ("crash", "slow", "zone", "link", "grey", "blackhole", "one-way", "deploy", "clock", "disk")
NOTICED = ("crash", "zone", "link", "blackhole")  # callers may come to know of these, and then go other ways
OTHER_NAMES = {"gray": "grey", "slow not dead": "grey", "refused": "crash", "one way partition": "one-way",
               "asymmetric partition": "one-way", "bad deploy": "deploy", "clock skew": "clock", "full disk": "disk",
               "disk full": "disk"}
MAKE_CALLS_FAIL = ("grey", "deploy", "clock", "disk")


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong during a run.

    A crash fails the work in the replica at that instant; the replica comes back empty.

    Parameters
    ----------
    what : str
        - "crash": calls are refused at once. "zone": all that stands in it crashes, but no managed kind. "link": what
          comes over the connection fails at once.
        - "slow": service takes `factor` times as long. "grey": one replica (unless `replicas` says more) is slow, and
          fails a `share` of its calls (none unless given), while it counts as healthy.
        - "blackhole", of a component or a connection: what comes is swallowed, and nobody is told, so that callers wait
          until they give up; what is inside is still answered. Messages of a queue wait in it.
        - "one-way", of a connection: calls arrive and are done, replies and errors are lost.
        - "deploy": a new version, on all replicas at once, fails a `share` of their calls (all unless given).
        - "clock": the clocks jump ahead by `skew`. Entries of a real cache with a ttl age by it; another box that is
          off by more than 5 minutes refuses its calls, as it finds their tickets out of date (RFC 4120).
        - "disk": the disk is full: a store fails its writes and answers its reads; a queue or stream takes no message.
    where : str
        A component, a zone, or "source -> target" (where several arrows join them, all, or "a -> b by async").
    at : float or str
        When it begins, in seconds from the start or text.
    length : float or str, optional
        How long it lasts, in seconds or text. None: to the end.
    replicas : int, optional
        How many of the component's replicas are hit, from the first on (of a store the copies of its first shard
        come first). None: all of them.
    factor : float
        How many times as long a slow replica takes, 1 to 1,000,000.
    detect : float or str, optional
        For so long, in seconds or text, a crashed or swallowing replica keeps its share of the traffic. None: a crash,
        a lost zone or a lost link is known at once, a blackhole never. The other faults are never noticed. Who knows
        passes by a box that is lost, or that lost a shard whole, where the drawing has another way.
    share : float or str, optional
        The share of the calls that a bad deploy or a grey replica fails, 0 to 1 or "10%".
    first : int
        The first replica that is hit, counted from 0; `replicas` says how many from there on, None all that follow.
    skew : float or str
        By how much a wrong clock is ahead, in seconds or text; "-10 min" is behind.

    Raises
    ------
    SimulationError
        Where a field cannot be read.

    References
    ----------
    P. Huang et al., Gray failure, HotOS 2017. The names are those of Chaos Mesh, Gremlin and Toxiproxy (2026).

    >>> Fault("crash", "store", at="30 s", length="10 s", replicas=1).at
    30.0
    >>> Fault("bad deploy", "api", share="10%").share, Fault("grey", "api").replicas
    (0.1, 1)
    """

    what: str
    where: str
    at: float = 0.0
    length: float | None = None
    replicas: int | None = None
    factor: float = 10.0
    detect: float | None = None
    share: float | None = None
    skew: float = 600.0
    first: int = 0

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        put("what", read.choice(OTHER_NAMES.get(_spelt(self.what), self.what), "fault.what", FAULTS))
        if not isinstance(self.where, str) or not self.where.strip():
            raise SimulationError(f"fault.where: {shorten(self.where)} is no name. Name a component, a zone, or a "
                                  'connection such as "api -> store".')
        put("at", read.seconds(self.at, "fault.at"))
        if self.length is not None:
            put("length", read.seconds(self.length, "fault.length", zero=False))
        if self.replicas is not None:
            put("replicas", read.whole(self.replicas, "fault.replicas", 1, 1_000_000))
        put("first", read.whole(self.first, "fault.first", 0, 1_000_000))
        put("factor", read.number(self.factor, "fault.factor", 1.0, 1e6, "10 for ten times as long"))
        if self.detect is not None:
            put("detect", read.seconds(self.detect, "fault.detect"))
        elif self.what in NOTICED and self.what != "blackhole":
            put("detect", 0.0)
        if self.share is None:
            put("share", 0.0 if self.what == "grey" else 1.0)
        else:
            put("share", read.share(self.share, "fault.share"))
        if self.what == "grey" and self.replicas is None:
            put("replicas", 1)
        put("skew", read.signed_seconds(self.skew, "fault.skew"))

    @property
    def hits_connection(self) -> bool:
        """Whether it strikes a connection, not a box."""
        return self.what in ("link", "one-way") or (self.what == "blackhole" and ">" in self.where)

    @property
    def known_after(self) -> float | None:
        """Seconds until callers know of it; None: they never do."""
        return self.detect if self.what in NOTICED else None


def _spelt(what: object) -> str:
    return what.strip().lower().replace("_", " ").replace("-", " ") if isinstance(what, str) else ""


def as_faults(faults: object) -> tuple[Fault, ...]:
    """Faults from one or a list. Raises `SimulationError`."""
    if isinstance(faults, Fault):
        return (faults,)
    if not isinstance(faults, list | tuple):
        raise SimulationError(f"faults: {shorten(faults)} is not a list of faults. "
                              'Write [Fault("crash", "store", at="30 s")].')
    for each in faults:
        if not isinstance(each, Fault):
            raise SimulationError(f"faults: {shorten(each)} is not a Fault. "
                                  'Write Fault("crash", "store", at="30 s").')
    if len(faults) > 1_000:
        raise SimulationError(f"faults: {len(faults):,} are too many; a run takes up to 1,000.")
    return tuple(faults)


def replicas_hit(architecture: Architecture, fault: Fault) -> list[tuple[str, int]]:
    """The (component, replica) pairs that a crash, a slow machine or a lost zone hits."""
    if fault.what == "zone":
        if fault.where not in architecture.all_zones:
            raise SimulationError(f"fault.where: there is no zone {shorten(fault.where)}."
                                  f"{nearest(fault.where, architecture.all_zones) or ' The design names no zones.'}")
        return [(each.name, index) for each in architecture for index in range(each.replicas)
                if each.kind != "client" and not each.of.managed and each.zone_of(index) == fault.where]
    try:
        component = architecture.component(fault.where)
    except ArchitectureError as error:
        raise SimulationError(f"fault.where: {error}") from None
    if component.kind == "client":
        raise SimulationError(f"fault.where: {fault.where} is a client; clients are not broken here. "
                              "Name a box of the system.")
    if fault.what == "disk" and not (component.of.stores or component.kind in BROKERS):
        raise SimulationError(f"fault.where: {fault.where} is a {component.kind} and keeps nothing on a disk. Name a "
                              "store, a queue or a stream.")
    if fault.replicas is not None and fault.replicas > component.replicas:
        raise SimulationError(f"fault.replicas: {fault.replicas} of {fault.where} cannot fail; it has "
                              f"{component.replicas}. Name at most as many, or None for all.")
    if fault.first + (fault.replicas or 1) > component.replicas:
        raise SimulationError(f"fault.first: {fault.first} is too late; {fault.where} has {component.replicas}, "
                              "counted from 0. Start earlier, or name fewer replicas.")
    last = fault.first + fault.replicas if fault.replicas is not None else component.replicas
    return [(component.name, index) for index in range(fault.first, last)]


def phases(architecture: Architecture, faults: tuple[Fault, ...]) -> list[tuple[float, frozenset, frozenset]]:
    """When what callers know to be lost changes, and to what: what is lost whole, and components that lost a shard.

    Lost whole are components of which no replica lives, and connections. A replica is known to be dead from `detect`
    after its crash on, until its last overlapping crash is mended.
    """
    acts: list[tuple[float, int, tuple]] = []  # when, one more or less that lies there or is known, what
    for fault in faults:
        if fault.known_after is None:
            continue
        ends = None if fault.length is None else fault.at + fault.length
        hit: list[tuple] = [("cut", key) for key in connection_hit(architecture, fault)] if fault.hits_connection \
            else list(replicas_hit(architecture, fault))
        for each in hit:
            if ends is None or fault.at + fault.known_after < ends:
                acts.append((fault.at + fault.known_after, 1, each))
            acts.append((fault.at, 2, each))
            if ends is not None:
                acts.append((ends, 3, each))
    down: dict[tuple, int] = {}
    known: set[tuple] = set()
    found: list[tuple[float, frozenset, frozenset]] = []
    for at, act, each in sorted(acts, key=lambda one: (one[0], (2, 1, 3).index(one[1]))):
        if act == 1:
            known |= {each} if down.get(each, 0) > 0 else set()
        else:
            down[each] = down.get(each, 0) + (1 if act == 2 else -1)
            if down[each] == 0:
                known.discard(each)
        names = {name for name, _ in known if name != "cut"}
        gone = frozenset([name for name in names if all((name, replica) in known
                                                        for replica in range(architecture[name].replicas))]
                         + [key for cut, key in known if cut == "cut" and isinstance(key, tuple)])
        part = frozenset(name for name in names - gone if _lost_a_shard(architecture[name], known))
        if found and found[-1][0] == at:
            found.pop()
        if (gone, part) != (found[-1][1:] if found else (frozenset(), frozenset())):
            found.append((at, gone, part))
    return found


def _lost_a_shard(component: Component, known: set[tuple]) -> bool:
    """Whether all copies of some shard are known to be dead; a cache's other shards fetch again what was lost."""
    name, size = component.name, component.lanes_of_shard
    return not component.caches and any(
        all((name, shard * size + copy) in known for copy in range(size)) for shard in range(component.shards))


def connection_hit(architecture: Architecture, fault: Fault) -> set[tuple[str, str, str]]:
    """The keys of the connections that a lost link cuts."""
    where, _, style = fault.where.partition(" by ")
    ends = [each.strip() for each in where.replace("~>", "->").split("->")]
    found = {each.key for each in architecture.connections
             if [each.source, each.target] == ends and style.strip() in ("", each.style)}
    if not found:
        known = sorted({f"{each.source} -> {each.target}" for each in architecture.connections})
        raise SimulationError(f"fault.where: there is no connection {shorten(fault.where)}."
                              f"{nearest(fault.where, known)}")
    return found
