"""The ways that requests take through an architecture, from the clients to the stores of what they need.

Requests travel along sync and async connections, never along replication; connections that name endpoints carry those
alone. A path ends at the first store that can serve the need. The client waits up to the first async hop.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.architecture.flows import Endpoint, FlowsLike, Need, find_endpoint
from helpers.architecture.kind_families import kinds_of
from helpers.architecture.parts import Connection

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture
    from helpers.cases import Flow

BROKERS = kinds_of("broker")
MOST_PATHS, MOST_STEPS = 20, 5_000
Adjacency = dict[str, tuple[Connection, ...]]


@dataclass(frozen=True)
class Path:
    """One way of one endpoint: the connections in order, and what it is for.

    `entity` is None for a call that is only drawn. `served` tells who answers: "store", "cache" (a hit), "copy"
    (a cache or index that a write refreshes), or "call". `drawn` says that some connection names the endpoint;
    otherwise the way is inferred.
    """

    endpoint: str
    entity: str | None
    access: str
    hops: tuple[Connection, ...]
    served: str
    drawn: bool
    latency_seconds: float

    @property
    def components(self) -> tuple[str, ...]:
        """The names of the components on the way, the client first."""
        return (self.hops[0].source, *(each.target for each in self.hops)) if self.hops else ()

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The components that the client waits for: those before the first async hop."""
        names = list(self.components[:1])
        for each in self.hops:
            if each.style != "sync":
                break
            names.append(each.target)
        return tuple(names)

    @property
    def asynchronous(self) -> bool:
        """Whether part of the way is done after the client has its answer."""
        return any(each.style == "async" for each in self.hops)

    @property
    def steps(self) -> tuple[str, ...]:
        """The way as numbered sentences, one a hop: "1. browser asks api"."""
        verbs = {"sync": "asks", "async": "leaves a message for"}
        return tuple(f"{number}. {each.source} {verbs[each.style]} {each.target}"
                     for number, each in enumerate(self.hops, 1))

    def __str__(self) -> str:
        signs = {"sync": " -> ", "async": " ~> "}
        return self.components[0] + "".join(signs[each.style] + each.target for each in self.hops)


def adjacency(architecture: Architecture, endpoint: str | None) -> Adjacency:
    """The connections that requests of an endpoint may take, by source; worked out once."""
    known = architecture._cache.setdefault("adjacency", {})
    named = architecture._cache.setdefault("named", {name for each in architecture.connections
                                                     for name in each.for_endpoints})
    key = endpoint if endpoint is None or endpoint in named else ""
    if key not in known:
        made: dict[str, list] = {name: [] for name in architecture.names}
        for each in sorted(architecture.connections, key=lambda each: each.key):
            if each.style != "replication" and each.serves(key):
                made[each.source].append(each)
        known[key] = {name: tuple(items) for name, items in made.items()}
    return known[key]


def clients(architecture: Architecture) -> tuple[str, ...]:
    """The names of the clients, sorted."""
    return tuple(sorted(each.name for each in architecture.components if each.kind == "client"))


def reachable(outgoing: Adjacency, starts: Iterable[str], without: Collection = frozenset()) -> set[str]:
    """The components that a request can come to from these, the starts included."""
    found = {name for name in starts if name not in without}
    waiting = list(found)
    while waiting:
        for each in outgoing[waiting.pop()]:
            if each.target not in found and each.target not in without and each.key not in without:
                found.add(each.target)
                waiting.append(each.target)
    return found


def distances(outgoing: Adjacency, targets: Iterable[str]) -> dict[str, int]:
    """How many hops each component is away from the nearest target; those that lead to none are left out."""
    incoming: dict[str, list[str]] = {name: [] for name in outgoing}
    for items in outgoing.values():
        for each in items:
            incoming[each.target].append(each.source)
    found = dict.fromkeys(sorted(targets), 0)
    waiting = deque(found)
    while waiting:
        name = waiting.popleft()
        for source in incoming[name]:
            if source not in found:
                found[source] = found[name] + 1
                waiting.append(source)
    return found


def preferred(outgoing: Adjacency, targets: Iterable[str], endpoint: str,
              starts: Iterable[str]) -> tuple[Adjacency, dict[str, int]]:
    """The connections that the endpoint takes to the targets, and the distances along them.

    Where connections that name the endpoint lead on from a box, it takes no others from there.
    """
    away = distances(outgoing, targets)
    kept = {}
    for name, items in outgoing.items():
        drawn = any(endpoint in each.for_endpoints and each.target in away for each in items)
        kept[name] = tuple(each for each in items if endpoint in each.for_endpoints or each.target not in away) \
            if drawn else items
    along = distances(kept, targets)
    lost = any(name in away and name not in along for name in starts)
    return (outgoing, away) if lost else (kept, along)


def latency_seconds(architecture: Architecture, hops: Sequence[Connection], writes: bool = False) -> float:
    """The least time that a client waits on this way: wire and service times up to the first async hop, no queueing.

    Seconds; of a way that `writes`, the store at its end takes as long as a write does.
    """
    total = 0.0
    for place, each in enumerate(hops, 1):
        target = architecture[each.target]
        if each.style != "sync" and target.kind not in BROKERS:
            break
        work = target.write_work if writes and place == len(hops) else 1.0
        total += architecture.latency_of(each) + target.service_time * work
        if each.style != "sync":
            break
    return total


def paths(architecture: Architecture, endpoint: str | Flow | Mapping, flows: FlowsLike = None,
          most: int = MOST_PATHS) -> tuple[Path, ...]:
    """The ways of one endpoint, for each entity that it needs the shortest first, at most `most` for each.

    `endpoint` is a `Flow`, or a name among `flows`. Reads may also end at a cache that has the entity. Raises
    `ArchitectureError` for an endpoint that is not there.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service"),
    ...     Component("cache", "cache"), Component("store", "sql", stores="link"))
    >>> links = links.connect("client", "api").connect("api", "cache").connect("api", "store")
    >>> [f"{path} ({path.served})" for path in links.paths("open_link", "url_shortener")]
    ['client -> api -> cache (cache)', 'client -> api -> store (store)']
    """
    found = find_endpoint(architecture, endpoint, flows)
    return paths_of(architecture, found, most)


def paths_of(architecture: Architecture, endpoint: Endpoint, most: int = MOST_PATHS) -> tuple[Path, ...]:
    """The ways of an endpoint whose needs are known."""
    outgoing, made = adjacency(architecture, endpoint.route), []
    starts = clients(architecture)
    for need in endpoint.needs:
        kept, _ = preferred(outgoing, need.holders, endpoint.name, starts)
        ends = set(need.holders)
        if need.access == "read":
            ends |= {name for name in _caches_before(architecture, kept, need) if name in outgoing}
        made += [_path(architecture, endpoint, need, hops) for hops in _simple_paths(kept, starts, ends, need, most)]
    known = {each.key for path in made for each in path.hops}
    made += [_path(architecture, endpoint, None, hops)
             for hops in _drawn_calls(architecture, outgoing, endpoint.name, starts, known)]
    return tuple(made)


def _caches_before(architecture: Architecture, outgoing: Adjacency, need: Need) -> list[str]:
    """The caches that may answer a read: they hold the entity, and the way to its store leads past or through them."""
    away = distances(outgoing, need.holders)
    return [each.name for each in architecture.components if each.caches_entity(need.entity)
            and (each.name in away or any(call.source in away for call in architecture.callers(each.name)))]


def _path(architecture: Architecture, endpoint: Endpoint, need: Need | None, hops) -> Path:
    end = hops[-1].target if hops else ""
    served = "call" if need is None else "cache" if end not in need.holders else "store" if need.required else "copy"
    return Path(endpoint.name, need.entity if need else None, need.access if need else "call", tuple(hops), served,
                any(endpoint.name in each.for_endpoints for each in hops),
                latency_seconds(architecture, hops, writes=need is not None and need.access == "write"))


def _simple_paths(outgoing: Adjacency, starts, ends: set[str], need: Need, most: int) -> list[tuple]:
    """Ways without a box twice, the fewest hops first; a way ends at a holder, and may go on from a cache."""
    useful = distances(outgoing, ends)
    found: list[tuple] = []
    waiting: deque[tuple[str, tuple[Connection, ...], frozenset[str]]] = deque(
        (name, (), frozenset({name})) for name in starts if name in useful)
    steps = 0
    while waiting and len(found) < most and steps < MOST_STEPS:
        name, hops, seen = waiting.popleft()
        steps += 1
        if hops and name in ends:
            found.append(hops)
        if name in need.holders:
            continue
        for each in outgoing[name]:
            if each.target in useful and each.target not in seen:
                waiting.append((each.target, (*hops, each), seen | {each.target}))
    return found


def shortest_to(outgoing: Adjacency, starts: Iterable[str]) -> dict[str, tuple[Connection, ...]]:
    """For each component that can be reached, the hops of one shortest way to it."""
    found: dict[str, tuple] = dict.fromkeys(starts, ())
    waiting = deque(found)
    while waiting:
        name = waiting.popleft()
        for each in outgoing[name]:
            if each.target not in found:
                found[each.target] = (*found[name], each)
                waiting.append(each.target)
    return found


def _drawn_calls(architecture, outgoing: Adjacency, endpoint: str, starts, known) -> list[tuple]:
    """Ways to connections that name the endpoint and lie on no other way: a call without an entity."""
    ways = shortest_to(outgoing, starts)
    return [(*ways[each.source], each) for items in outgoing.values() for each in items
            if endpoint in each.for_endpoints and each.key not in known and each.source in ways]
