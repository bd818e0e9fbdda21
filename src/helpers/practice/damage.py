"""A design as it stands while something is wrong: fewer machines, slower ones, empty caches."""

from dataclasses import dataclass, field, replace

from helpers.architecture import Architecture
from helpers.architecture.flows import holders
from helpers.cases import Flow, Trial


@dataclass(frozen=True)
class Damage:
    """What is left of a design, the load that meets it, and which share of each box's data is out of reach."""

    architecture: Architecture
    flows: tuple[Flow, ...]
    rate: float
    lost: dict[str, float] = field(default_factory=dict, hash=False)
    because: str = ""


def damages(architecture: Architecture, trial: Trial, flows: tuple[Flow, ...], rate: float) -> tuple[Damage, ...]:
    """What a trial leaves of a design: one case, or for "any" zone one for each zone; none where it hits nothing."""
    if trial.what == "zone":
        zones = architecture.all_zones if trial.zone == "any" else (trial.zone,)
        return tuple(_without_zone(architecture, zone, flows, rate) for zone in zones
                     if zone in architecture.all_zones)
    if trial.what == "load":
        return (Damage(architecture, flows, rate * (trial.load or 1.0), because=f"{trial.load:g} times the peak"),)
    if trial.what == "flow":
        return (_more_of_a_flow(architecture, trial, flows, rate),)
    entity = trial.machine or trial.slow or trial.cold or ""
    made = architecture
    lost: dict[str, float] = {}
    hit: list[str] = []
    for each in architecture.components:
        if trial.what == "cold" and each.caches_entity(entity) and each.caches:
            made, hit = made.replace(each.name, hit_rate=0.0), [*hit, f"{each.title} is empty"]
        elif trial.what == "slow" and each.name in holders(architecture, entity)["write"]:
            made = made.replace(each.name, service_time=each.service_time * trial.factor, servers=each.servers,
                                capacity=None if each.capacity is None else each.capacity / trial.factor)
            hit.append(f"{each.title} takes {trial.factor:g} times as long")
    if trial.what == "machine":
        made, lost, hit = _without_machine(architecture, entity)
    return (Damage(made, flows, rate, lost, ", ".join(hit)),)


def _without_zone(architecture: Architecture, zone: str, flows: tuple[Flow, ...], rate: float) -> Damage:
    lost = {each.name: each.lost_with(zone) for each in architecture.components
            if each.kind != "client" and each.lost_with(zone) > 0}
    return Damage(architecture.without_zone(zone), flows, rate, lost, f"without zone {zone}")


def _without_machine(architecture: Architecture, entity: str):
    """The design without one machine of the store whose loss hurts most."""
    keeping = [architecture[name] for name in sorted(holders(architecture, entity)["write"])]
    if not keeping:
        return architecture, {}, []
    worst = max(keeping, key=lambda each: (each.lost_with_a_machine, -each.copies))
    if worst.of.managed:
        return architecture, {}, [f"{worst.title} is rented: its provider replaces the machine"]
    if worst.copies > 1:
        left = architecture.replace(worst.name, shards=worst.shards, copies=worst.copies - 1)
        return left, {}, [f"{worst.title} with {worst.copies - 1} of {worst.copies} copies"]
    return architecture, {worst.name: worst.lost_with_a_machine}, [f"{worst.title} without one of its only machines"]


def _more_of_a_flow(architecture: Architecture, trial: Trial, flows: tuple[Flow, ...], rate: float) -> Damage:
    rates = {each.name: rate * each.share * (trial.times if each.name == trial.flow else 1.0) for each in flows}
    whole = sum(rates.values())
    more = tuple(replace(each, share=rates[each.name] / whole) for each in flows)
    return Damage(architecture, more, whole, because=f"{trial.times:g} times as many {trial.flow}")
