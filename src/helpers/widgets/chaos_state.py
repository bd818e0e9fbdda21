"""What is broken in the chaos studio, and which switches are on: the value, and the faults and client it stands for."""

import math
from dataclasses import dataclass, field, replace
from typing import Any

from helpers.architecture import Architecture
from helpers.errors import CourseError
from helpers.simulation import Behaviour, Breaker, Client, Constant, Fault, SimulationError, Workload
from helpers.simulation.faults import FAULTS, connection_hit
from helpers.units.display import round_to

SWITCHES = ("timeout", "retries", "budget", "breaker", "hedging")
# How a box can break: the fault's name, and what the list says; only those that this simulator knows are offered.
WAYS = {
    "crash": "crashes: refuses at once", "blackhole": "swallows calls, never answers", "slow": "is slow: ten times",
    "grey": "one machine slow, looks healthy", "deploy": "gets a bad deploy", "disk": "has a full disk",
    "clock": "has a wrong clock",
}
ARROW_WAYS = {"link": "is cut: fails at once", "blackhole": "swallows what is sent", "one-way": "loses the replies"}
BEGIN, END = 0.3, 0.6  # of the run, between which something is broken
RETRIES, BUDGET = 3, 0.1


@dataclass(frozen=True)
class Break:
    """One thing that is broken: how (the fault's name), what, and how many of its machines (None: all)."""

    what: str
    where: str
    replicas: int | None = None


@dataclass(frozen=True)
class Base:
    """What is run when nothing is touched: the learner's own design, or a collapse that was loaded."""

    architecture: Architecture
    workload: Workload
    client: Client = field(default_factory=Client)
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    trigger: tuple[float, float] | None = None  # of a collapse: when it begins and ends, in seconds
    title: str = ""
    story: str = ""
    cure: str = ""

    @property
    def calm_workload(self) -> Workload:
        """The load of a calm day: a collapse's without its spike."""
        return self.workload if self.trigger is None else self.workload.replace(shape=Constant())


@dataclass(frozen=True)
class ChaosState:
    """All that a learner sets: breaks, when they last (shares of the run), the switches, the load, the scenario.

    `mended` holds the places of a scenario's own faults that were taken away.
    """

    breaks: tuple[Break, ...] = ()
    begin: float = BEGIN
    end: float = END
    switches: frozenset[str] = frozenset()
    load: float = 1.0
    scenario: str = ""
    cured: bool = False
    mended: frozenset[int] = frozenset()

    def replace(self, **changes) -> "ChaosState":
        """The same state with some fields changed."""
        return replace(self, **changes)

    # --- breaking and mending -----------------------------------------------------------------------------------------

    def broken(self, where: str) -> Break | None:
        """What is broken of a part by the learner; None where nothing is."""
        return next((each for each in self.breaks if each.where == where), None)

    def toggled(self, where: str, what: str, base: Base) -> "ChaosState":
        """The part mended where something of it is broken, else broken as a whole."""
        own = frozenset(place for place, each in enumerate(base.faults) if each.where == where)
        if self.broken(where) is not None:
            return self.replace(breaks=tuple(each for each in self.breaks if each.where != where))
        if own - self.mended:
            return self.replace(mended=self.mended | own)
        if own:
            return self.replace(mended=self.mended - own)
        return self.replace(breaks=(*self.breaks, Break(what, where)))

    def one_more(self, where: str, what: str, machines: int) -> "ChaosState":
        """One machine more of a box broken; after the last all are mended."""
        now = self.broken(where)
        many = 0 if now is None else machines if now.replicas is None else now.replicas
        others = tuple(each for each in self.breaks if each.where != where)
        if many >= machines:
            return self.replace(breaks=others)
        made = Break(what if now is None else now.what, where, None if many + 1 == machines else many + 1)
        return self.replace(breaks=(*others, made))

    def faults(self, base: Base, seconds: float) -> tuple[Fault, ...]:
        """The faults of a run of so many seconds: a scenario's own that are left, then the learner's."""
        at = self.begin * seconds
        length = None if self.end >= 1 else max((self.end - self.begin) * seconds, 1e-6)
        kept = tuple(each for place, each in enumerate(base.faults) if place not in self.mended)
        return kept + tuple(Fault(each.what, each.where, at=at, length=length, replicas=each.replicas)
                            for each in self.breaks)

    # --- what is kept -------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict:
        """Plain data."""
        return {"breaks": [[each.what, each.where, each.replicas] for each in self.breaks], "begin": self.begin,
                "end": self.end, "switches": sorted(self.switches), "load": self.load, "scenario": self.scenario,
                "cured": self.cured, "mended": sorted(self.mended)}

    @classmethod
    def from_dict(cls, data: Any) -> "ChaosState":
        """The state that `to_dict` wrote. Raises `CourseError` for what is none."""
        try:
            breaks = tuple(Break(str(what), str(where), None if many is None else int(many))
                           for what, where, many in data["breaks"])
            begin, end, load = (float(data[name]) for name in ("begin", "end", "load"))
            made = cls(breaks, begin, end, frozenset(data["switches"]), load, str(data["scenario"]),
                       bool(data["cured"]), frozenset(int(each) for each in data["mended"]))
        except (KeyError, TypeError, ValueError):
            made = None
        if made is None or not 0 <= made.begin < made.end <= 1 or not 0.001 <= made.load <= 1_000 \
                or not made.switches <= set(SWITCHES):
            raise CourseError("chaos_studio: what was kept of it cannot be read.")
        return made


# --- what can be broken -----------------------------------------------------------------------------------------------


def ways(known: dict[str, str]) -> dict[str, str]:
    """Of the ways in which a part can break those that the simulator has: the fault's name, and what the list says."""
    return {name: told for name, told in known.items() if name in FAULTS}


def parts_of(architecture: Architecture) -> dict[str, str]:
    """What can be broken, by its name in a fault, and as people read it: boxes, then zones, then arrows."""
    boxes = {each.name: each.title + (f", all {each.replicas}" if each.replicas > 1 else "")
             for each in architecture if each.kind != "client"}
    zones = {zone: f"zone {zone}" for zone in architecture.all_zones}
    arrows = {f"{each.source} -> {each.target}":
              f"{architecture[each.source].title} → {architecture[each.target].title}"
              for each in architecture.connections}
    return {**boxes, **{name: told for name, told in zones.items() if name not in boxes}, **arrows}


def way_of(where: str, architecture: Architecture, of_box: str, of_arrow: str) -> str:
    """The kind of fault that breaks a part: of a box or an arrow the chosen one, of a zone its own."""
    if where in architecture:
        return of_box
    return "zone" if where in architecture.all_zones else of_arrow


def known_break(made: Break, architecture: Architecture) -> bool:
    """Whether a design has what is broken, and so many of it."""
    if made.what not in FAULTS:
        return False
    if made.where in architecture:
        box = architecture[made.where]
        return box.kind != "client" and (made.replicas is None or 1 <= made.replicas <= box.replicas)
    if made.where in architecture.all_zones:
        return made.what == "zone"
    try:
        connection_hit(architecture, Fault("link", made.where))
    except (SimulationError, CourseError):
        return False
    return True


# --- the client -------------------------------------------------------------------------------------------------------


def switches_of(client: Client) -> frozenset[str]:
    """Which switches are on in a client."""
    on = {"timeout": client.timeout is not None, "retries": client.retries > 0, "budget": client.budget is not None,
          "breaker": client.breaker is not None, "hedging": client.hedge_after is not None}
    return frozenset(name for name, each in on.items() if each)


def client_of(base: Client, switches: frozenset[str], calm) -> Client:
    """The client with exactly these switches on; what the base did not set is taken from the calm run.

    A timeout is five times the calm p99, a pause before a retry a fifth of that; a breaker looks at the attempts of
    one timeout and opens for five; a copy is sent when 95% of the calm requests would have been answered.
    """
    p95, p99 = (calm.latency(95), calm.latency(99)) if calm.served.any() else (0.1, 0.2)
    timeout = base.timeout or round_to(5 * p99, 1)
    changes: dict = {
        "timeout": timeout if "timeout" in switches else None,
        "retries": (base.retries or RETRIES) if "retries" in switches else 0,
        "budget": (base.budget if base.budget is not None else BUDGET) if "budget" in switches else None,
        "breaker": (base.breaker or Breaker(window=timeout, open_for=5 * timeout)) if "breaker" in switches else None,
        "hedge_after": (base.hedge_after or round_to(p95, 2)) if "hedging" in switches else None,
    }
    if "retries" in switches and not base.retries:
        changes["backoff"] = round_to(timeout / 5, 1)
    return base.replace(**changes)


def requests_of(rate: float, work: float, most: int, calls: float, longest: float) -> int:
    """How many requests a run gets: `most`, fewer where each makes many calls, none beyond `longest` seconds."""
    return int(max(200, min(most, calls / max(work, 1.0), math.ceil(rate * longest))))
