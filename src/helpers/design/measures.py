"""What a design says of each quality: a figure, how it was obtained, and from what; one metric, one function."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.design.basis import changes, copies_of, kept_of
from helpers.design.environments import Situation
from helpers.design.look import Look
from helpers.design.notes import COMPUTED, MEASURED, SIMULATED, UNKNOWN
from helpers.design.ranges import disks_at
from helpers.errors import CourseError
from helpers.rounding import several, whole_percent
from helpers.units import Q, human

if TYPE_CHECKING:
    from helpers.requirements import Quality

TAIL = 99.0


@dataclass(frozen=True)
class Figure:
    """A figure in the metric's unit (nan: not known), how it was obtained, and from what."""

    value: float
    how: str
    source: str

    @property
    def known(self) -> bool:
        """Whether there is a figure at all."""
        return self.value == self.value and self.how != UNKNOWN


def unknown(why: str) -> Figure:
    """No figure, and why there is none."""
    return Figure(math.nan, UNKNOWN, why)


def figure(look: Look, quality: "Quality", situation: Situation) -> Figure:
    """What is known of a quality in a situation: what was measured, else what follows, else what was noted."""
    noted = _noted(look, quality)
    if noted is not None and noted.how == MEASURED:
        return noted
    try:
        own = METRIC[quality.metric](look, quality, situation)
    except CourseError as error:
        own = unknown(str(error))
    return own if own.known else noted or own


def _noted(look: Look, quality: "Quality") -> Figure | None:
    evidence = look.notes.evidence_for(quality.id)
    if evidence is None:
        return None
    try:
        value = quality.kind.read(evidence.value, f"evidence.{quality.id}")
    except CourseError as error:
        return unknown(str(error))
    return Figure(value, evidence.how, evidence.source or "no source is named")


# --- one function a metric --------------------------------------------------------------------------------------------


def _latency(look: Look, quality: "Quality", situation: Situation) -> Figure:
    if situation.why_not:
        return unknown(situation.why_not)
    ends = look.endpoints_of(quality.of)
    if not ends or not set(ends) <= {each.name for each in look.drawn}:
        return unknown(f"no endpoint of the diagram serves {quality.of}")
    if not set(ends) <= situation.alive(look):
        return Figure(math.inf, COMPUTED, f"{situation.told}: no way is left")
    full = situation.fullest(look)
    if full is not None and full[1] > 1:
        return Figure(math.inf, COMPUTED, f"{situation.told}: {full[0]} gets {whole_percent(full[1])} of what it can "
                                          "take, and waits grow without end")
    run = situation.run(look)
    percentile = quality.percentile or TAIL
    value = run.latency(percentile) if quality.of == "all" else max(run.latency(percentile, end) for end in ends)
    if quality.measured_at in ("edge", "service"):
        value -= situation.client_wire
    return Figure(value, SIMULATED, f"{situation.told}, {run.n:,} requests, seed {run.seed}")


def _throughput(look: Look, quality: "Quality", situation: Situation) -> Figure:
    full = situation.fullest(look)
    if situation.why_not or full is None or not full[1]:
        return unknown(situation.why_not or "no box of the diagram has a limit")
    return Figure(situation.rate / full[1], COMPUTED, f"{situation.told}: {full[0]} is full then")


def _availability(look: Look, quality: "Quality", situation: Situation) -> Figure:
    from helpers.reliability import system_availability

    if situation.why_not:
        return unknown(situation.why_not)
    ends = look.endpoints_of(quality.of)
    if not ends or not look.drawn:
        return unknown(f"no endpoint of the diagram serves {quality.of}")
    if not set(ends) <= situation.alive(look):
        return Figure(0.0, COMPUTED, f"{situation.told}: no way is left")
    chances, told = _chances(look, situation)
    found = system_availability(situation.drawing, look.flows, chances)
    value = found.overall if quality.of == "all" else min(found[end] for end in ends)
    full = situation.fullest(look)
    source = f"{situation.told}, {told}"
    if full is not None and full[1] > 1:
        return Figure(value / full[1], COMPUTED, f"{source}; {full[0]} gets {whole_percent(full[1])} of what it can "
                                                 "take")
    return Figure(value, COMPUTED, source)


def _chances(look: Look, situation: Situation) -> tuple[Any, str]:
    """How often each machine is up, and what to say of it; what is said of boxes that are lost does not count."""
    from helpers.reliability import Chances

    chances = look.notes.chances or Chances()
    left = situation.drawing.names if situation.drawing is not None else ()
    kept = {name: {box: value for box, value in getattr(chances, name).items() if box in left}
            for name in ("boxes", "needed")}
    causes = tuple(each for each in chances.causes if all(name.startswith("zone:") or name in left
                                                          for name in each.takes))
    return (Chances(chances.machine, chances.zone, chances.together, causes=causes, **kept),
            f"a machine is up {100 * chances.machine:.6g}% and a zone {100 * chances.zone:.6g}% of the time (assumed)")


def _copies(look: Look, quality: "Quality", _: Situation) -> Figure:
    found = copies_of(look, quality.of) if look.drawing is not None else {}
    if not found:
        return unknown("no box keeps what it writes")
    entity = min(found, key=lambda name: found[name])
    return Figure(float(found[entity]), COMPUTED, f"counted in the diagram, of {entity}")


def _lost_copies(look: Look, quality: "Quality", situation: Situation) -> Figure:
    counted = _copies(look, quality, situation)
    plans = {box.name: look.plan.quorums[box.name] for entity in copies_of(look, quality.of)
             for box in look.keeping(entity) if look.plan is not None and box.name in look.plan.quorums} \
        if look.drawing is not None else {}
    if plans:
        name = min(plans, key=lambda each: plans[each].n - max(plans[each].r, plans[each].w))
        return Figure(float(plans[name].n - max(plans[name].r, plans[name].w)), COMPUTED, f"quorum of {name}")
    return Figure(counted.value - 1, counted.how, f"{counted.source}; one copy is enough")


def _durability(look: Look, quality: "Quality", situation: Situation) -> Figure:
    from helpers.reliability import Redundancy

    counted = _copies(look, quality, situation)
    if not counted.known:
        return counted
    kept = Redundancy.copies(int(counted.value))
    copies = several(int(counted.value), "copy")
    return Figure(1 - kept.yearly_loss(), COMPUTED, f"{copies}, disks that fail apart from each other")


def _staleness(look: Look, quality: "Quality", situation: Situation) -> Figure:
    ends = look.endpoints_of(quality.of)
    if not ends:
        return unknown(f"no endpoint serves {quality.of}")
    kept = {end: (look.api[end].cached or 0.0) if look.api is not None and end in look.api and changes(look, end)
            else 0.0 for end in ends}
    lag, told, how = 0.0, "answers are not kept", COMPUTED
    if max(kept.values()):
        longest = max(kept, key=lambda end: kept[end])
        told = f"answers of {longest} are kept for {human(Q(kept[longest], 's'), 2)} (cached)"
    read = set().union(*(look.touched(end)[0] for end in ends))
    if look.drawing is not None and situation.drawing is not None and not situation.why_not:
        lag, way, how = _lag(look, read, situation)
        after = "waits without end" if math.isinf(lag) else f"arrives after {human(Q(lag, 's'), 2)}"
        told += f"; a write {after} ({way})" if lag else ""
    return Figure(max(kept.values()) + lag, how, f"{situation.told}: {told}")


def _lag(look: Look, entities: set, situation: Situation) -> tuple[float, str, str]:
    """Seconds from a write until it can be read everywhere, the way that takes longest, and how that is known."""
    drawing, best = situation.drawing, (0.0, "", COMPUTED)
    full = situation.fullest(look)
    for paths in look.paths.values():
        for path in paths:
            if path.access != "write" or path.entity not in entities or not path.asynchronous:
                continue
            seconds, how, later = 0.0, COMPUTED, False
            for hop in path.hops:
                if hop.target not in drawing:
                    continue
                later = later or hop.style == "async"
                if later:
                    seconds += drawing.latency_of(hop) + drawing[hop.target].service_time
                    if full is not None and full[1] <= 1:
                        seconds, how = seconds + situation.run(look).wait(hop.target, TAIL), SIMULATED
                    elif full is not None and full[0] in path.components:
                        seconds = math.inf
            if seconds > best[0]:
                best = (seconds, str(path), how)
    for link in drawing.connections:
        if link.style == "replication" and set(drawing[link.target].stores) & entities:
            seconds = drawing.latency_of(link)
            if seconds > best[0]:
                best = (seconds, str(link), COMPUTED)
    return best


def _retention(look: Look, quality: "Quality", _: Situation) -> Figure:
    kept = kept_of(look, quality)
    if quality.at_most is not None or not kept:
        return unknown("nothing says after how long it is gone everywhere, backups included" if quality.at_most
                       else "no entity of the data model stands behind it")
    name = min(kept, key=lambda each: kept[each])
    return Figure(kept[name], COMPUTED, f"{name} in the data model")


def _recovery(look: Look, quality: "Quality", _: Situation) -> Figure:
    from helpers.reliability.recovery import EVENTS

    plans = look.plan.protections if look.plan is not None else {}
    if not plans:
        return unknown("step 7 names no replicas and no backups")
    found = {}
    for name, kept in plans.items():
        for event in EVENTS:
            outcome = kept.outcome(event)
            found[name, event] = outcome.point if quality.metric == "recovery_point" else outcome.time
    name, event = max(found, key=lambda each: found[each])
    return Figure(found[name, event], COMPUTED, f"{name}, after {'a ' if event != 'mistake' else 'a wrong delete by '}"
                                                f"{event if event == 'mistake' else f'lost {event}'}")


def _cost(look: Look, quality: "Quality", situation: Situation) -> Figure:
    from helpers.architecture.cost import dollars

    if look.drawing is None:
        return unknown("there is no diagram")
    loads = look.loads(situation.average) if situation.average is not None else {}
    value = dollars(look.drawing, loads or None) + disks_at(look, situation.column)  # type: ignore[arg-type]
    return Figure(value, COMPUTED, "machines and paid requests at list prices of 2026" if loads else
                  "machines at list prices of 2026; paid requests are not in it")


METRIC: dict[str, Callable[[Look, Any, Situation], Figure]] = {
    "latency": _latency, "throughput": _throughput, "availability": _availability, "copies": _copies,
    "lost_copies": _lost_copies, "durability": _durability, "staleness": _staleness, "retention": _retention,
    "recovery_point": _recovery, "recovery_time": _recovery, "cost": _cost,
}
