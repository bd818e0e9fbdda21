"""What each box is for: it is taken out, its neighbours are joined, and the checker looks at what is left.

A box in series is passed by every request, so that its removal alone always cuts the path. What it is worth shows only
when who called it calls what it called. A queue and what it feeds are not joined: nothing else keeps work for later.
Nor is a queue joined to a store: a store fetches nothing by itself, and the work is not done without a worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.architecture.errors import ArchitectureError
from helpers.architecture.flows import FlowsLike, RateLike
from helpers.architecture.kind_families import kinds_of
from helpers.architecture.parts import Component, Connection
from helpers.errors import nearest, shorten

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture

BROKERS = kinds_of("broker")


def without_zone(architecture: Architecture, zone: str) -> Architecture:
    """What is left when a zone is dark: fewer machines, and no box that had all of them there.

    Of a store whose shards do not all lose the same number of copies, the worst shard decides. Raises
    `ArchitectureError` for a zone that is not there.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("api", "service", replicas=27, zone=["a", "b", "c"]),
    ...     Component("store", "sql", replicas=3, zone=["a", "b", "c"]), Component("cache", "cache", zone="a"))
    >>> left = without_zone(links, "a")
    >>> left["api"].replicas, left["store"].copies, "cache" in left
    (18, 2, False)
    """
    if not isinstance(zone, str) or zone not in architecture.all_zones:
        raise ArchitectureError(f"zone: there is no zone {shorten(zone)}."
                                f"{nearest(zone, architecture.all_zones)}")
    left = architecture
    for each in architecture.components:
        if zone not in each.used_zones or each.of.managed or each.kind == "client":
            continue
        fewer = _machines_left(each, zone)
        if fewer is None:
            left = left.remove(each.name)
        else:
            left = left.replace(each.name, **fewer, zone=[other for other in each.zone if other != zone])
    return left


def _machines_left(component: Component, zone: str) -> dict[str, int] | None:
    """The counts of a component without the machines in a zone; None where no machine (or no whole shard) is left.

    The shards of a cache that has no copies stand in for each other: it goes on with those that are left.
    """
    size = component.lanes_of_shard
    if component.keeps_shards and component.caches and component.copies == 1:
        shards = sum(component.zone_of(shard) != zone for shard in range(component.shards))
        return {"shards": shards, "copies": 1} if shards else None
    if component.keeps_shards:
        copies = min(sum(component.zone_of(shard * size + copy) != zone for copy in range(size))
                     for shard in range(component.shards))
        return {"shards": component.shards, "copies": copies} if copies else None
    machines = sum(component.zone_of(machine) != zone for machine in range(component.replicas))
    return {"replicas": machines} if machines else None


def bypassed(architecture: Architecture, name: str) -> Architecture:
    """The architecture without a box, whose callers now call what it called.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("app", "client"), Component("door", "gateway"),
    ...     Component("api", "service")).connect("app", "door").connect("door", "api")
    >>> [str(each) for each in bypassed(links, "door").connections]
    ['app -> api']
    """
    box, left = architecture.component(name), architecture.remove(name)
    if box.kind in BROKERS:
        return left
    joined = {each.key for each in left.connections}
    for before in architecture.callers(name):
        for after in architecture.callees(name):
            style = "async" if "async" in (before.style, after.style) else "sync"
            pair = (before.source, after.target, style)
            if "replication" in (before.style, after.style) or before.source == after.target or pair in joined:
                continue
            if architecture[before.source].kind in BROKERS and architecture[after.target].of.stores:
                continue
            both = set(before.for_endpoints) & set(after.for_endpoints)
            either = set(before.for_endpoints) | set(after.for_endpoints)
            if before.for_endpoints and after.for_endpoints and not both:
                continue
            joined.add(pair)
            left = left.add(Connection(*pair, for_endpoints=tuple(sorted(both or either)),
                                       calls=before.calls * after.calls))
    return left


def superfluous(architecture: Architecture, flows: FlowsLike, rate: RateLike) -> tuple[str, ...]:
    """The boxes that earn nothing: without one of them, its neighbours joined, the checker finds nothing new.

    Looked at are errors, warnings, and what is asked for too much while a zone is dark. Each box is taken out alone;
    clients stay, and so does DNS, which everybody needs to find the first box.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("browser", "client"), Component("door", "gateway"),
    ...     Component("api", "service", replicas=4), Component("store", "sql", stores="link"))
    >>> links = links.connect("browser", "door").connect("door", "api").connect("api", "store")
    >>> superfluous(links, "url_shortener", "1 K/s"), superfluous(links.remove("door").connect("browser", "api")
    ...     .replace("api", replicas=1), "url_shortener", "1 K/s")
    ((), ())
    >>> twice = links.add(Component("spread", "load_balancer")).disconnect("door", "api")
    >>> superfluous(twice.connect("door", "spread").connect("spread", "api"), "url_shortener", "1 K/s")
    ('door', 'spread')
    """
    before = _faults(architecture, flows, rate)
    return tuple(each.name for each in architecture.components if each.kind not in ("client", "dns")
                 and not _faults(bypassed(architecture, each.name), flows, rate) - before)


def _faults(architecture: Architecture, flows: FlowsLike, rate: RateLike) -> set[tuple[str, str]]:
    """Rules that have something to say, each with its place, and boxes that are too full while a zone is dark."""
    found = {(each.rule, each.where) for each in architecture.check(flows, rate) if each.severity != "note"}
    for zone in architecture.all_zones:
        left = without_zone(architecture, zone)
        found |= {(f"overload without {zone}", name) for name, each in left.load(flows, rate).items()
                  if each.utilisation > 1}
    return found
