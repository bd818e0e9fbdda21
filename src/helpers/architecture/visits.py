"""How often one request of an endpoint comes to each component; the rules are those that `load` states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.architecture.call_tree import tree_visits
from helpers.architecture.errors import ArchitectureError
from helpers.architecture.flows import Endpoint
from helpers.architecture.routing import adjacency, clients
from helpers.architecture.ways import Ways

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture


def visits_of(architecture: Architecture, endpoint: Endpoint) -> tuple[dict, dict]:
    """Visits that one request of an endpoint makes: {component: (reads, writes)} and {connection key: calls}."""
    known = architecture._cache.setdefault("visits", {})
    if endpoint not in known:
        count = _visits if len(endpoint.needs) < 2 else _of_all
        known[endpoint] = count(architecture, endpoint)
    return known[endpoint]


def _of_all(architecture: Architecture, endpoint: Endpoint):
    """Visits where several needs share calls: counted call by call, and need by need where those are too many."""
    try:
        return tree_visits(architecture, endpoint)
    except ArchitectureError:
        return _visits(architecture, endpoint)


def _visits(architecture: Architecture, endpoint: Endpoint):
    outgoing, starts = adjacency(architecture, endpoint.route), clients(architecture)
    visits: dict[str, list[float]] = {}
    edges: dict[tuple[str, str, str], float] = {}
    for need in endpoint.needs:
        met, used = Ways(architecture, outgoing, starts, endpoint, need).run()
        side = int(need.access == "write")
        for name, amount in met.items():
            both = visits.setdefault(name, [0.0, 0.0])
            if architecture[name].of.stores:
                both[side] += amount
            else:
                both[int(endpoint.writes)] = max(both[int(endpoint.writes)], amount)
        for key, amount in used.items():
            if architecture[key[1]].of.stores:
                edges[key] = edges.get(key, 0.0) + amount
            else:
                edges[key] = max(edges.get(key, 0.0), amount)
    if not visits:
        visits = {name: [1 / len(starts), 0.0] for name in starts}
    _add_drawn_calls(architecture, outgoing, endpoint, visits, edges)
    return {name: (read, write) for name, (read, write) in visits.items()}, edges


def _add_drawn_calls(architecture: Architecture, outgoing, endpoint: Endpoint, visits, edges) -> None:
    """Follow connections that name the endpoint although no need leads over them: the call is made all the same.

    A store so called is read: what is written is named in the flow.
    """
    waiting = list(visits)
    while waiting:
        name = waiting.pop(0)
        for each in outgoing[name]:
            if endpoint.name in each.for_endpoints and each.key not in edges:
                amount = sum(visits[name]) * each.calls
                edges[each.key] = amount
                new = each.target not in visits
                side = int(endpoint.writes and not architecture[each.target].of.stores)
                visits.setdefault(each.target, [0.0, 0.0])[side] += amount
                if new:
                    waiting.append(each.target)
