"""Rules on step 5: the boxes keep what the model has, every endpoint comes to its data, in time, under its load."""

import re
from typing import TYPE_CHECKING

from helpers.design.basis import changes, copies_of, derived
from helpers.design.rules.registry import DDIA, SEI, SPINE, SRE, Told, listed, rule
from helpers.errors import nearest
from helpers.rounding import several, whole_percent
from helpers.units import Q, human

if TYPE_CHECKING:
    from helpers.design.look import Look

MEASURED = re.compile(r"([\d.,]+) ms measured$")
APART = 2.0


def _seconds(value: float) -> str:
    return human(Q(float(value), "s"), 3)


def _rate(value: float) -> str:
    return human(Q(float(value), "1/s"), 3)


@rule("entity-without-box", "error", 5, SPINE.format(5, "the diagram keeps what the model has"))
def entity_without_box(look: "Look") -> Told:
    """An entity that the model has and no box keeps is kept nowhere."""
    if look.model is None or look.drawing is None:
        return
    for name in look.model.names:
        if not look.keeping(name):
            yield name, "it is in the data model, and no box stores it", (
                f"Name it under stores of a box.{nearest(name, look.drawing.entities)}")


@rule("box-stores-unknown", "warning", 5, SPINE.format(5, "the model has what the diagram keeps"))
def box_stores_unknown(look: "Look") -> Told:
    """A box that keeps what the model does not have keeps something that nobody thought through."""
    if look.model is None or look.drawing is None:
        return
    for box in look.drawing:
        for name in box.stores:
            if name not in look.model:
                yield box.name, f"it stores {name}, which the data model does not have", (
                    f"Add the entity in step 4, or mend the name.{nearest(name, look.model.names)}")


@rule("endpoint-without-path", "error", 5, SPINE.format(5, "each use is followed from end to end"))
def endpoint_without_path(look: "Look") -> Told:
    """An endpoint works only if some way leads from a client to the box that keeps what it reads or writes."""
    for endpoint in look.drawn:
        served = {(path.entity, path.access) for path in look.paths[endpoint.name] if path.served == "store"}
        for need in endpoint.required:
            kept = need.entity is None or look.keeping(need.entity)
            if kept and (need.entity, need.access) not in served:
                yield endpoint.name, (f"no way leads from a client to a box in which it can {need.access} "
                                      f"{need.entity}"), "Connect the boxes on the way, and see that one stores it."


@rule("arrow-for-unknown-endpoint", "error", 5, SPINE.format(5, "names are the joints between steps"))
def arrow_for_unknown_endpoint(look: "Look") -> Told:
    """An arrow for an endpoint that is not in the contract carries nothing, and the one that was meant has no way."""
    if look.api is None or look.drawing is None:
        return
    for each in look.drawing.connections:
        for name in each.for_endpoints:
            if name not in look.names:
                yield str(each), f"it is for {name}, which is no endpoint", f"Mend it.{nearest(name, look.names)}"


@rule("peak-over-capacity", "error", 2, SRE.format("ch. 21, Handling Overload"))
def peak_over_capacity(look: "Look") -> Told:
    """Where more comes at the peak than can be done the queue grows without bound."""
    for name, load in look.peak_loads.items():
        if load.utilisation > 1:
            yield name, (f"{_rate(load.arrivals)} come at the peak, and it takes {_rate(load.capacity or 0.0)}: "
                         f"{whole_percent(load.utilisation)}"), (
                f"It needs {load.needed_replicas or 'a store with shards, or another'} machines; or is the peak right?")


@rule("zone-lost-over-capacity", "warning", 7, SRE.format("ch. 18, N + 2 provisioning"))
def zone_lost_over_capacity(look: "Look") -> Told:
    """What is left after a zone is lost must carry the whole peak: the loss comes when it is busy, too."""
    if look.drawing is None or len(look.drawing.all_zones) < 2 or look.peak is None:
        return
    if any(load.utilisation > 1 for load in look.peak_loads.values()):
        return  # which another rule tells
    told: dict[str, tuple[float, str]] = {}
    for zone in look.drawing.all_zones:
        for name, load in look.loads(look.peak, look.drawing.without_zone(zone)).items():
            if load.utilisation > 1:
                told[name] = max(told.get(name, (0.0, "")), (load.utilisation, zone))
    for name, (full, zone) in told.items():
        yield name, f"without zone {zone} it is {whole_percent(full)} full at the peak", (
            "Add machines, or shed load then.")


@rule("latency-under-floor", "error", 1, SEI.format("performance scenario"))
def latency_under_floor(look: "Look") -> Told:
    """The sum of wires and service times is a floor: waiting only adds to it."""
    for each in look.qualities("latency"):
        for name in look.endpoints_of(each.of):
            floor = look.floor(name, each.measured_at)
            if floor is not None and floor > each.target:
                yield each.id, (f"even with idle machines {name} takes {_seconds(floor)}, and {_seconds(each.target)} "
                                "are asked for"), "Take boxes out of the way, cache, or ask for less."


@rule("measured-apart", "warning", 5, SPINE.format(4, "measured query times are the service times of the boxes"))
def measured_apart(look: "Look") -> Told:
    """A box that says what was measured and is set to something else is drawn faster, or slower, than it is."""
    for box in look.drawing or ():
        found = MEASURED.search(box.label or "")
        seconds = float(found[1].replace(",", "")) / 1000 if found else 0.0
        if seconds and box.service_time and not 1 / APART <= box.service_time / seconds <= APART:
            yield box.name, (f"{_seconds(seconds)} were measured, and {_seconds(box.service_time)} are set: "
                             f"{box.service_time / seconds:.2g} times that"), "Set it to what was measured."


@rule("calibration-apart", "warning", 8, SPINE.format(8, "a model is held against a measurement"))
def calibration_apart(look: "Look") -> Told:
    """Measured far above what the model predicts, its latencies promise too much."""
    if look.notes.calibration is None:
        return
    ratio = look.notes.calibration.ratio(50)
    if ratio > APART:
        yield "calibration", f"measured was {ratio:.2g} times the predicted median", (
            "Raise the service times of the boxes to what was measured.")


@rule("over-budget", "error", 1, SPINE.format(1, "cost is a requirement"))
def over_budget(look: "Look") -> Told:
    """A design that nobody can pay for is not built."""
    for each in look.qualities("cost"):
        if look.cost is not None and each.at_most is not None and look.cost > each.at_most:
            dearest = max(look.drawing, key=lambda box: box.replicas * box.cost)
            yield each.id, f"it costs ${look.cost:,.0f} a month, and ${each.at_most:,.0f} are allowed", (
                f"{dearest.name} costs most, ${dearest.replicas * dearest.cost:,.0f}: fewer or smaller machines there?")


@rule("copies-below-target", "error", 5, DDIA.format("ch. 5, Replication"))
def copies_below_target(look: "Look") -> Told:
    """With fewer copies than were promised the next broken disk may take data with it."""
    for each in look.qualities("copies", "lost_copies"):
        if each.at_least is None or look.drawing is None:
            continue
        wanted = each.at_least + (each.metric == "lost_copies")
        for entity, copies in copies_of(look, each.of).items():
            if copies < wanted:
                yield each.id, f"{entity} is kept {several(copies, 'time')}, and {wanted:g} copies are asked for", (
                    "Give " + listed(box.name for box in look.keeping(entity) if box.copies < wanted)
                    + f" copies={wanted:g}.")


@rule("retention-below-target", "error", 4, SPINE.format(4, "how long data are kept"))
def retention_below_target(look: "Look") -> Told:
    """What is thrown away earlier than was promised is lost, as surely as by a broken disk."""
    for each in look.qualities("retention"):
        if each.at_least is None or look.model is None:
            continue
        touched = {entity for end in look.endpoints_of(each.of) for entity in set().union(*look.touched(end))}
        for name in sorted(touched):
            entity = look.entity(name)
            if entity is not None and entity.keep is not None and entity.keep < each.at_least * (1 - 1e-9) \
                    and not derived(look, name):
                yield each.id, f"{name} is kept {_seconds(entity.keep)}, and {_seconds(each.at_least)} are promised", (
                    f'Set keep of {name} to "{_seconds(each.at_least)}".')


@rule("single-point-under-target", "error", 5, SRE.format("ch. 3, Embracing Risk"))
def single_point_under_target(look: "Look") -> Told:
    """A single machine or zone that takes an endpoint down makes three nines a matter of luck."""
    asked = {name: each for each in look.qualities("availability") if each.at_least >= NINES
             for name in look.endpoints_of(each.of)}
    alone: set[str] = set()
    for point in sorted(look.points, key=lambda each: each.what != "component"):
        down = sorted(set(point.endpoints) & set(asked) - (alone if point.what == "zone" else set()))
        alone |= set(down)  # a zone that takes down no more than a box in it is told already
        if down:
            each = asked[down[0]]
            yield point.name, (f"the loss of this {point.what} alone takes down {listed(down)}, and "
                               f"{100 * each.at_least:g}% are asked for ({each.id})"), (
                "Give it a second copy in another zone.")


NINES = 0.99


@rule("stale-beyond-target", "error", 3, SPINE.format(1, "consistency is a requirement"))
def stale_beyond_target(look: "Look") -> Told:
    """An answer that callers may keep for longer than it may be old shows what is no longer true."""
    if look.api is None:
        return
    for each in look.qualities("staleness"):
        for name in look.endpoints_of(each.of):
            kept = (look.api[name].cached or 0.0) if name in look.api else 0.0
            if kept > each.target and changes(look, name):
                yield each.id, (f"answers of {name} may be kept for {_seconds(kept)}, and may be "
                                f"{_seconds(each.target)} old"), (
                    f"Set cached of {name} below {_seconds(each.target)}: the way of a write comes on top of it.")
