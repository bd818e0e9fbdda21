"""A drawing made ready for a day of figures: what one request of a user brings to each box, and who waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.architecture import Architecture, Component
from helpers.architecture.kind_families import kinds_of
from helpers.errors import shorten
from helpers.reliability.errors import ReliabilityError

if TYPE_CHECKING:
    from helpers.architecture.flows import FlowsLike

DOORS = kinds_of("door")  # what only passes on: users feel what stands behind, too
Edge = tuple[str, str]


@dataclass(frozen=True)
class Shares:
    """For one request of a user: calls of each box, its work as a share of all it can do, and calls by arrow."""

    calls: Mapping[str, float]
    work: Mapping[str, float]
    edges: Mapping[Edge, float]


@dataclass(frozen=True, eq=False)
class Wiring:
    """What a day is worked out from.

    Parameters
    ----------
    architecture : Architecture
        The drawing.
    order : tuple of str
        Boxes, clients left out, each before those that it calls.
    usual : Shares
        With warm caches.
    cold : mapping of str to Shares
        By cache: with that one empty.
    waits : mapping of (str, str) to float
        By arrow whose caller waits for the reply, seconds on the wire.
    """

    architecture: Architecture
    order: tuple[str, ...]
    usual: Shares
    cold: Mapping[str, Shares]
    waits: Mapping[Edge, float]

    def box(self, name: str) -> Component:
        """The box of that name."""
        return self.architecture[name]

    @property
    def fronts(self) -> tuple[str, ...]:
        """The boxes that clients call themselves."""
        return tuple(name for name in self.order if any(
            self.architecture[each.source].kind == "client" for each in self.architecture.callers(name)))

    def callees(self, name: str) -> tuple[str, ...]:
        """The boxes whose reply a box waits for."""
        return tuple(target for source, target in self.waits if source == name)

    def behind(self, name: str) -> frozenset[str]:
        """A box, and all whose reply it waits for, and so on."""
        found, open_ones = {name}, [name]
        while open_ones:
            new = set(self.callees(open_ones.pop())) - found
            found |= new
            open_ones += sorted(new)
        return frozenset(found)


def wiring_of(architecture: Architecture, flows: FlowsLike) -> Wiring:
    """The wiring of a drawing under its flows. Raises `ReliabilityError` where nothing comes to any box.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service"),
    ...     Component("store", "sql", stores="link")).connect("client", "api").connect("api", "store")
    >>> found = wiring_of(links, [{"name": "open", "share": 1, "reads": ["link"]}])
    >>> found.order, found.fronts, sorted(found.behind("api")), found.usual.calls["store"]
    (('api', 'store'), ('api',), ['api', 'store'], 1.0)
    """
    if not isinstance(architecture, Architecture):
        raise ReliabilityError(f"architecture: {shorten(architecture)} is not an Architecture. Draw one in step 5.")
    usual = _shares(architecture, flows)
    order = _order(architecture, usual)
    if not order:
        raise ReliabilityError("architecture: no request comes to any box. Connect a client to what answers it.")
    cold = {name: _shares(architecture.replace(name, hit_rate=0.0), flows) for name in order
            if architecture[name].caches}
    waits = {(each.source, each.target): architecture.latency_of(each) for each in architecture.connections
             if each.style == "sync" and each.source in order and each.target in order}
    return Wiring(architecture, order, usual, cold, waits)


def user_facing(architecture: Architecture) -> frozenset[str]:
    """The boxes whose failures users feel at once: those that clients call, and those behind what only passes on.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("door", "load_balancer"),
    ...     Component("api", "service"), Component("store", "sql")).connect("client", "door")
    >>> sorted(user_facing(links.connect("door", "api").connect("api", "store")))
    ['api', 'door']
    """
    found: set[str] = set()
    open_ones = [each.name for each in architecture if each.kind == "client"]
    while open_ones:
        for each in architecture.callees(open_ones.pop()):
            if each.style == "sync" and each.target not in found:
                found.add(each.target)
                open_ones += [each.target] if architecture[each.target].kind in DOORS else []
    return frozenset(found)


def _shares(architecture: Architecture, flows: FlowsLike) -> Shares:
    loads = architecture.load(flows, 1.0)
    edges: dict[Edge, float] = {}
    for (source, target, _), calls in loads.traffic.items():
        edges[source, target] = edges.get((source, target), 0.0) + calls
    return Shares({name: each.arrivals for name, each in loads.items()},
                  {name: each.utilisation for name, each in loads.items()}, edges)


def _order(architecture: Architecture, usual: Shares) -> tuple[str, ...]:
    """Boxes that get calls, each before those that it calls; where they call each other in a circle, as first met."""
    found: list[str] = []
    seen: set[str] = set()
    for client in architecture:
        if client.kind != "client" or client.name in seen:
            continue
        seen.add(client.name)
        open_ones = [(client.name, iter(architecture.callees(client.name)))]
        while open_ones:  # depth first, without recursion: a design may be a long chain
            name, rest = open_ones[-1]
            new = next((each.target for each in rest if each.target not in seen
                        and usual.edges.get((name, each.target), 0.0) > 0), None)
            if new is None:
                found.append(name)
                open_ones.pop()
            else:
                seen.add(new)
                open_ones.append((new, iter(architecture.callees(new))))
    return tuple(name for name in reversed(found) if architecture[name].kind != "client"
                 and usual.calls.get(name, 0.0) > 0)
