"""How one need of a request finds its way down: which boxes it meets, how often, and over which connections."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from helpers.architecture.flows import Endpoint, Need
from helpers.architecture.parts import Connection
from helpers.architecture.routing import preferred

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture


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
