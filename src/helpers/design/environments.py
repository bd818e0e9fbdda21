"""The situations in which a design is judged: a load from the estimate's range, and what is missing of the machines."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.architecture.kind_families import kinds_of
from helpers.design.ranges import drawn_at
from helpers.units import Q, human

if TYPE_CHECKING:
    from helpers.architecture import Architecture
    from helpers.design.look import Look
    from helpers.simulation import Run

COLUMNS = ("pessimistic", "likely", "optimistic")
DEPLOYED = (*kinds_of("code"), "gateway")  # kinds whose machines are replaced, one by one, when new code comes
CALLS = 150_000  # calls that one run may make: a fan-out of 200 needs fewer requests to be as sure
FEWEST = 4_000


@dataclass
class Situation:
    """A load and a state of the machines; the run is made when a quality first asks for it, and once.

    `rate` is what comes in requests per second, `average` the day's average (for cost); `why_not` says why it cannot be
    looked at, and is empty where it can.
    """

    environment: str
    column: str
    rate: float
    average: float | None
    drawing: "Architecture | None"
    lost: str = ""
    why_not: str = ""
    n: int = 30_000
    seed: int = 1
    _seen: dict = field(default_factory=dict, repr=False)

    @property
    def told(self) -> str:
        """The situation in a few words: "58 K/s, without zone a"."""
        rate = human(Q(float(self.rate), "1/s"), 2)
        return f"{rate}, {self.lost}" if self.lost else rate

    @property
    def client_wire(self) -> float:
        """Seconds on the wire between clients and the first box, there and back: the shortest of them."""
        return min((self.drawing.latency_of(call) for each in self.drawing.of_kind("client")
                    for call in self.drawing.callees(each.name)), default=0.0) if self.drawing is not None else 0.0

    def fullest(self, look: "Look") -> tuple[str, float] | None:
        """The box nearest to its limit and how full it is; None where none has one."""
        if "fullest" not in self._seen:
            loads = look.loads(self.rate, self.drawing) if self.drawing is not None else {}
            limited = {name: load.utilisation for name, load in loads.items() if load.component.capacity is not None}
            name = max(limited, key=lambda each: limited[each], default=None)
            self._seen["fullest"] = None if name is None else (name, limited[name])
        return self._seen["fullest"]

    def alive(self, look: "Look") -> frozenset[str]:
        """The endpoints that still come to their data."""
        if "alive" not in self._seen:
            self._seen["alive"] = frozenset() if self.drawing is None else self.drawing.survives(look.flows)
        return self._seen["alive"]

    def run(self, look: "Look") -> "Run":
        """The simulation of this situation."""
        if "run" not in self._seen:
            from helpers.simulation import Workload, make_plan, simulate

            work = make_plan(self.drawing, look.flows).work
            n = min(self.n, max(FEWEST, int(CALLS / max(1.0, work))))
            self._seen["run"] = simulate(self.drawing, Workload(self.rate, mix=look.flows), n=n, seed=self.seed)
        return self._seen["run"]


def rates(look: "Look") -> dict[str, tuple[float, float | None]]:
    """For each column the peak and the average: the ends of the estimate's 90% range, and its own value between."""
    if look.peak is None:
        return {}
    names = [name for name in ("peak_requests_per_second", "requests_per_second") if name in look.estimate]
    peak, average = names[0], names[-1]
    found = look.intervals
    if not found:
        return dict.fromkeys(COLUMNS, (look.peak, look.average))

    def end(name: str, side: str) -> float:
        return float(getattr(found[name], side).to("1/s").magnitude)

    return {"pessimistic": (max(end(peak, "high"), look.peak), max(end(average, "high"), look.average or 0.0)),
            "likely": (look.peak, look.average),
            "optimistic": (min(end(peak, "low"), look.peak), min(end(average, "low"), look.average or math.inf))}


class Situations:
    """The situations of a design by environment and column, each made once."""

    def __init__(self, look: "Look", n: int, seed: int):
        self.look, self.n, self.seed, self.rates = look, n, seed, rates(look)
        self._made: dict[tuple[str, str], Situation] = {}

    def of(self, environment: str, column: str) -> Situation:
        """The situation of an environment ("" is the peak) in a column."""
        key = (environment or "peak", column)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, environment: str, column: str) -> Situation:
        drawing = drawn_at(self.look, column)
        if drawing is None or not self.rates:
            why = "there is no diagram" if drawing is None else "the estimate has no peak_requests_per_second"
            return Situation(environment, column, 0.0, None, drawing, why_not=why)
        peak, average = self.rates[column]
        rate = average if environment == "normal" and average else peak

        def made(left: Any, lost: str = "") -> Situation:
            return Situation(environment, column, rate, average, left, lost, "", self.n, self.seed)

        if environment in ("normal", "peak"):
            return made(drawing)
        states = [made(left, lost) for lost, left in _losses(drawing, environment)]
        if not states:
            situation = made(drawing)
            situation.why_not = "no box says in which zone it stands" if environment == "one zone lost" else \
                "no box has a machine that could be lost"
            return situation
        return max(states, key=self._harm)  # the worst loss is the one that counts

    def _harm(self, state: Situation) -> tuple[int, float]:
        full = state.fullest(self.look)
        return len(self.look.drawn) - len(state.alive(self.look)), full[1] if full else 0.0


def _losses(drawing: "Architecture", environment: str) -> Iterator[tuple[str, "Architecture"]]:
    """What may be lost in an environment, in words, and what is left of the machines then."""
    if environment == "one zone lost":
        for zone in drawing.all_zones:
            yield f"without zone {zone}", drawing.without_zone(zone)
        return
    for box in drawing:
        if box.kind == "client" or box.of.managed or (environment == "deploy" and box.kind not in DEPLOYED):
            continue
        told = f"with one machine of {box.name} {'being replaced' if environment == 'deploy' else 'lost'}"
        if not box.of.stores:
            fewer = box.replicas - 1
            yield told, drawing.replace(box.name, replicas=fewer) if fewer else drawing.remove(box.name)
        elif box.lost_with_a_machine or box.copies == 1:
            fewer = box.shards - 1
            yield told, drawing.replace(box.name, shards=fewer, copies=1) if fewer and box.caches \
                else drawing.remove(box.name)
        else:
            yield told, drawing.replace(box.name, shards=box.shards, copies=box.copies - 1)
