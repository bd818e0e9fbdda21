"""How often one request of an endpoint comes to each component; the rules are those that `load` states."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from helpers.architecture.errors import ArchitectureError
from helpers.architecture.flows import Endpoint, Need
from helpers.architecture.parts import Connection
from helpers.architecture.routing import adjacency, clients, preferred

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
    from helpers.architecture.call_tree import tree_visits  # which asks this module for the ways

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


class Ways:
    """One need of one endpoint on its way down, from the boxes far from the store to the near ones."""

    def __init__(self, architecture: Architecture, outgoing, starts, endpoint: Endpoint, need: Need):
        self.architecture, self.need = architecture, need
        self.outgoing, self.away = preferred(outgoing, need.holders, endpoint.name, starts)
        self.starts = [name for name in starts if name in self.away]
        self.visits: dict[str, float] = {}
        self.edges: dict[tuple[str, str, str], float] = {}

    def run(self) -> tuple[dict, dict]:
        """Visits by component and calls by connection for one request; empty where no way leads to a store."""
        waiting: dict[str, float] = {}
        for name in self.starts:
            self.visits[name] = waiting[name] = 1 / len(self.starts)
        while waiting:
            name = max(waiting, key=lambda each: (self.away[each], each))
            amount = waiting.pop(name)
            if name in self.need.holders:
                continue
            for each, share in self._onward(name, amount):
                waiting[each.target] = waiting.get(each.target, 0.0) + share
        if self.need.access == "write" and self.need.required:
            self._replicate()
        return self.visits, self.edges

    def _onward(self, name: str, amount: float):
        """The steps from a box, after the caches have answered what they can; each is used as it is given."""
        reading = self.need.access == "read"
        here = self.architecture[name]
        if reading and here.caches_entity(self.need.entity):
            amount *= here.misses
        elif reading:
            beside = self.caches_beside(name)
            total = sum(self.architecture[each.target].replicas for each in beside)
            for each in beside:
                cache = self.architecture[each.target]
                asked = self._use(each, amount * cache.replicas / total)
                missed = asked * cache.misses
                behind = [out for out in self.outgoing[cache.name] if self.closer(out, name)]
                yield from self._spread(behind or self.plain(name), missed)
            if beside:
                return
        yield from self._spread(self.plain(name), amount)

    def closer(self, each: Connection, than: str) -> bool:
        """Whether the step leads nearer to the need than a box is."""
        return self.away.get(each.target, math.inf) < self.away[than]

    def caches_beside(self, name: str) -> list[Connection]:
        """The caches that a box asks first: those that name the entity, else those that take whatever passes."""
        found = [each for each in self.outgoing[name] if self.architecture[each.target].caches_entity(self.need.entity)
                 and each.target not in self.need.holders]
        return [each for each in found if self.architecture[each.target].stores] or found

    def plain(self, name: str) -> list[Connection]:
        """The steps from a box that lead nearer to the need."""
        return [each for each in self.outgoing[name] if self.closer(each, name)]

    def _spread(self, steps: list[Connection], amount: float):
        """The nearest of the steps, shared by replicas."""
        least = min((self.away[each.target] for each in steps), default=0)
        near = [each for each in steps if self.away[each.target] == least]
        total = sum(self.architecture[each.target].replicas for each in near)
        for each in near:
            part = amount * self.architecture[each.target].replicas / total
            yield each, self._use(each, part)

    def _use(self, each: Connection, amount: float) -> float:
        amount *= each.calls
        self.edges[each.key] = self.edges.get(each.key, 0.0) + amount
        self.visits[each.target] = self.visits.get(each.target, 0.0) + amount
        return amount

    def _replicate(self) -> None:
        """Carry the writes on to the copies."""
        waiting = [name for name in sorted(self.need.holders) if self.visits.get(name)]
        done = set(waiting)
        while waiting:
            name = waiting.pop(0)
            for each in self.architecture.callees(name):
                copies = self.need.entity in self.architecture[each.target].stores
                if each.style == "replication" and copies and each.target not in done:
                    self._use(each, self.visits[name])
                    done.add(each.target)
                    waiting.append(each.target)
