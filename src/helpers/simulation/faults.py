"""What goes wrong during a run: a crash, a slow machine, a lost zone, a lost link, and when it is mended."""

from dataclasses import dataclass

from helpers.architecture import Architecture, ArchitectureError
from helpers.errors import nearest, shorten
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError

FAULTS = ("crash", "slow", "zone", "link")


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong during a run.

    A crash fails the work in the replica at that instant; the replica comes back empty.

    Parameters
    ----------
    what : str
        "crash", "slow", "zone" (what stands in it crashes, but no managed kind) or "link".
    where : str
        A component, a zone, or "source -> target".
    at : float or str
        When it begins, in seconds from the start or text.
    length : float or str, optional
        How long it lasts, in seconds or text. None: to the end.
    replicas : int, optional
        How many of the component's replicas are hit, from the first on (of a store the copies of its first shard
        come first). None: all of them.
    factor : float
        How many times as long a slow replica takes, 1 to 1,000,000.
    detect : float or str
        For so long, in seconds or text, a crashed replica keeps its share of the traffic and refuses it.

    Raises
    ------
    SimulationError
        Where a field cannot be read.

    >>> Fault("crash", "store", at="30 s", length="10 s", replicas=1).at
    30.0
    """

    what: str
    where: str
    at: float = 0.0
    length: float | None = None
    replicas: int | None = None
    factor: float = 10.0
    detect: float = 0.0

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        read.choice(self.what, "fault.what", FAULTS)
        if not isinstance(self.where, str) or not self.where.strip():
            raise SimulationError(f"fault.where: {shorten(self.where)} is no name. Name a component, a zone, or a "
                                  'connection such as "api -> store".')
        put("at", read.seconds(self.at, "fault.at"))
        if self.length is not None:
            put("length", read.seconds(self.length, "fault.length", zero=False))
        if self.replicas is not None:
            put("replicas", read.whole(self.replicas, "fault.replicas", 1, 1_000_000))
        put("factor", read.number(self.factor, "fault.factor", 1.0, 1e6, "10 for ten times as long"))
        put("detect", read.seconds(self.detect, "fault.detect"))


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
    if fault.replicas is not None and fault.replicas > component.replicas:
        raise SimulationError(f"fault.replicas: {fault.replicas} of {fault.where} cannot fail; it has "
                              f"{component.replicas}. Name at most as many, or None for all.")
    return [(component.name, index) for index in range(fault.replicas or component.replicas)]


def phases(architecture: Architecture, faults: tuple[Fault, ...]) -> list[tuple[float, frozenset]]:
    """When what callers know to be lost changes, and to what: components of which no replica lives, and connections.

    A replica is known to be dead from `detect` after its crash on, until its last overlapping crash is mended.
    """
    acts: list[tuple[float, int, tuple]] = []  # when, one more or less that lies there or is known, what
    for fault in faults:
        if fault.what == "slow":
            continue
        ends = None if fault.length is None else fault.at + fault.length
        hit: list[tuple] = [("cut", key) for key in connection_hit(architecture, fault)] if fault.what == "link" \
            else list(replicas_hit(architecture, fault))
        for each in hit:
            if ends is None or fault.at + fault.detect < ends:
                acts.append((fault.at + fault.detect, 1, each))
            acts.append((fault.at, 2, each))
            if ends is not None:
                acts.append((ends, 3, each))
    down: dict[tuple, int] = {}
    known: set[tuple] = set()
    found: list[tuple[float, frozenset]] = []
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
        if found and found[-1][0] == at:
            found.pop()
        if gone != (found[-1][1] if found else frozenset()):
            found.append((at, gone))
    return found


def connection_hit(architecture: Architecture, fault: Fault) -> set[tuple[str, str, str]]:
    """The keys of the connections that a lost link cuts."""
    ends = [each.strip() for each in fault.where.replace("~>", "->").split("->")]
    found = {each.key for each in architecture.connections if [each.source, each.target] == ends}
    if not found:
        known = sorted({f"{each.source} -> {each.target}" for each in architecture.connections})
        raise SimulationError(f"fault.where: there is no connection {shorten(fault.where)}."
                              f"{nearest(fault.where, known)}")
    return found
