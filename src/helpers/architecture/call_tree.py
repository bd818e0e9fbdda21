"""The tree of calls that one request of an endpoint makes: what load, theory and simulation all count.

- A request starts at one client, of those that reach most of what it needs; chance decides among these.
- A request takes the nearest way to each entity that it needs; where equal ways part, chance decides, by replicas.
- A read asks a cache first; on a miss the cache fetches what it lacks, or its caller does when the cache leads nowhere.
- A caller calls a box without data once over a connection, whatever the number of needs; a store once for each need.
- `calls` copies are made of a call (2.3: two, and a third in 30% of the cases). All calls that a box makes are sent at
  once when it has done its own work, and the slowest decides.
- Nobody waits for replication, for an async call, or for what stands behind a queue or a stream; a sender waits until
  the queue has taken the message.
- Half of a connection's latency is spent on the way there, half on the way back.
- Each copy of a shard takes each of its writes; the first one's answer counts, the others copy on their own time.
"""


from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from helpers.architecture.errors import ArchitectureError
from helpers.architecture.flows import Endpoint, Need
from helpers.architecture.kind_families import kinds_of
from helpers.architecture.parts import Connection
from helpers.architecture.routing import adjacency, clients
from helpers.architecture.ways import Ways

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture

MOST_NODES = 2_000
MOST_COPIES = 5_000
BROKERS = kinds_of("broker")


@dataclass(frozen=True)
class Atom:
    """A condition on a call: the draw at a node further up lies in [low, high), or that node's read missed."""

    kind: str
    node: int
    low: float = 0.0
    high: float = 1.0


@dataclass
class Node:
    """One call in the tree: which component, called over which connection, on what condition.

    `aside` marks the fetch that a caller makes after a cache beside it missed; its parent is that cache's node.
    `copies` is how many of it one call of the parent can make at most (`calls` on average); with `broadcast` one to
    each copy of a shard. `there` and `back` are seconds on the wire.
    """

    index: int
    endpoint: int
    component: str | None
    parent: int = -1
    key: tuple[str, str, str] | None = None
    guard: frozenset[Atom] = frozenset()
    aside: bool = False
    waits: bool = True
    calls: float = 1.0
    copies: int = 1
    broadcast: bool = False
    there: float = 0.0
    back: float = 0.0
    writes: bool = False
    caching: bool = False
    children: list[int] = field(default_factory=list)
    multiple: int = 1  # calls of this node that one request can make
    expected: float = 0.0  # calls of this node that one request makes on average
    path: str = ""


class CallTree:
    """Grows the tree of one endpoint into a list of nodes, without what is `gone` (names, keys of connections)."""

    def __init__(self, architecture: Architecture, endpoint: Endpoint, number: int, nodes: list[Node],
                 gone: Collection = frozenset()):
        self.architecture, self.endpoint, self.number, self.nodes = architecture, endpoint, number, nodes
        self.gone, self.first = gone, len(nodes)
        self.outgoing = adjacency(architecture, endpoint.route)
        if gone:
            self.outgoing = {name: tuple(each for each in items if name not in gone and each.target not in gone
                                         and each.key not in gone) for name, items in self.outgoing.items()}
        self.starts = clients(architecture)
        self.used: set[tuple] = set()
        self.root = self._node(None)

    def _node(self, component: str | None, **details) -> Node:
        if len(self.nodes) - self.first >= MOST_NODES or (not self.gone and len(self.nodes) >= MOST_NODES):
            raise ArchitectureError(f"architecture: the calls of all endpoints together are more than {MOST_NODES:,}. "
                                  "Simulate fewer endpoints, or draw groups of boxes as one.")
        made = Node(len(self.nodes), self.number, component, **details)
        self.nodes.append(made)
        if made.parent >= 0:
            self.nodes[made.parent].children.append(made.index)
        return made

    def build(self) -> int:
        """Grow the tree and return its root's index."""
        found = []
        for need in self.endpoint.needs:
            if self.gone:
                need = replace(need, holders=frozenset(name for name in need.holders if name not in self.gone))
            ways = Ways(self.architecture, self.outgoing, self.starts, self.endpoint, need)
            if ways.starts:
                found.append((ways, need))
        counted = [set(ways.starts) for ways, need in found if need.required] or [set(ways.starts) for ways, _ in found]
        reach = {name: sum(name in each for each in counted) for name in self.starts}
        most = max(reach.values(), default=0)
        self.starts = tuple(name for name in self.starts if reach[name] == most)
        for ways, need in found:
            _Growth(self, ways, need).grow()
        if len(self.nodes) == self.root.index + 1:
            for node, guard in self.clients_among(self.starts):
                self.client(node, guard)
        self._drawn_calls()
        return self.root.index

    def clients_among(self, names) -> list[tuple[str, frozenset]]:
        """Each client, with the condition under which a request starts there."""
        if len(names) == 1:
            return [(names[0], frozenset())]
        part = 1 / len(names) if names else 1.0
        return [(name, frozenset({Atom("choice", self.root.index, place * part, (place + 1) * part)}))
                for place, name in enumerate(names)]

    def client(self, name: str, guard: frozenset) -> Node:
        """The node of a client, made on first use."""
        for index in self.root.children:
            if self.nodes[index].component == name and self.nodes[index].guard == guard:
                return self.nodes[index]
        return self._node(name, parent=self.root.index, guard=guard)

    def call(self, parent: Node, edge: Connection, guard: frozenset, *, aside=False, writes=False, store=False,
             quiet=False) -> tuple[Node, frozenset]:
        """The node of a call, and what of the condition is left for the calls that follow from it.

        A box without data that this parent calls already is not called again: the weaker condition holds for it, and
        the stronger one for the calls beyond.
        """
        if not store:
            for index in parent.children:
                old = self.nodes[index]
                if old.key != edge.key or old.aside != aside:
                    continue
                if old.guard <= guard:
                    return old, guard - old.guard
                if guard < old.guard:
                    for child in old.children:
                        self.nodes[child].guard |= old.guard - guard
                    old.guard = guard
                    return old, frozenset()
        source, target = self.architecture[edge.source], self.architecture[edge.target]
        self.used.add(edge.key)
        latency = self.architecture.latency_of(edge)
        waits = not quiet and source.kind not in BROKERS and edge.style != "replication" \
            and (edge.style == "sync" or target.kind in BROKERS)
        broadcast = writes and target.write_copies > 1
        made = self._node(target.name, parent=parent.index, key=edge.key, guard=guard, aside=aside, waits=waits,
                          calls=edge.calls, copies=math.ceil(edge.calls), broadcast=broadcast, there=latency / 2,
                          back=latency / 2, writes=writes)
        return made, frozenset()

    def _drawn_calls(self) -> None:
        """Calls over connections that name the endpoint although no need leads over them."""
        waiting = list(dict.fromkeys(each.component for each in self.nodes[self.root.index + 1:]))
        while waiting:
            name = waiting.pop(0)
            sources = [each for each in self.nodes[self.root.index + 1:] if each.component == name]
            for edge in self.outgoing[name]:
                if self.endpoint.name in edge.for_endpoints and edge.key not in self.used:
                    store = self.architecture[edge.target].of.stores
                    new = all(each.component != edge.target for each in self.nodes[self.root.index + 1:])
                    for source in sources:
                        self.call(source, edge, frozenset(), store=store)
                    if new:
                        waiting.append(edge.target)


class _Growth:
    """The calls that one need adds to the tree."""

    def __init__(self, tree: CallTree, ways: Ways, need: Need):
        self.tree, self.ways, self.need = tree, ways, need
        self.reached: list[Node] = []

    def grow(self) -> None:
        for name, guard in self.tree.clients_among(self.tree.starts):
            if name in self.ways.starts:
                self._walk(name, self.tree.client(name, guard), frozenset())
        if self.need.access == "write" and self.need.required:
            self._replicate()

    def _walk(self, name: str, node: Node, left: frozenset) -> None:
        if name in self.need.holders:
            self.reached.append(node)
            return
        reading = self.need.access == "read"
        here = self.tree.architecture[name]
        if reading and here.caches_entity(self.need.entity):
            node.caching = True
            self._spread(self.ways.plain(name), node, left | {Atom("miss", node.index)})
            return
        beside = self.ways.caches_beside(name) if reading else []
        if not beside:
            self._spread(self.ways.plain(name), node, left)
            return
        for edge, chosen in self._parts(beside, node):
            cache, rest = self._call(node, edge, left | chosen)
            cache.caching = True
            behind = [out for out in self.tree.outgoing[cache.component] if self.ways.closer(out, name)]
            missed = rest | {Atom("miss", cache.index)}
            self._spread(behind or self.ways.plain(name), cache, missed, aside=not behind)

    def _spread(self, steps, node: Node, guard: frozenset, aside=False) -> None:
        least = min((self.ways.away[each.target] for each in steps), default=0)
        near = [each for each in steps if self.ways.away[each.target] == least]
        for edge, chosen in self._parts(near, node):
            child, rest = self._call(node, edge, guard | chosen, aside)
            self._walk(edge.target, child, rest)

    def _call(self, node: Node, edge: Connection, guard: frozenset, aside=False):
        store = self.tree.architecture[edge.target].of.stores
        return self.tree.call(node, edge, guard, aside=aside, store=store,
                              writes=self.need.access == "write" and store, quiet=False)

    def _parts(self, edges, node: Node):
        """Each of equal ways, with the condition under which it is taken: in proportion to the replicas."""
        if len(edges) == 1:
            return [(edges[0], frozenset())]
        weights = [self.tree.architecture[each.target].replicas for each in edges]
        ends = [sum(weights[:place]) / sum(weights) for place in range(len(edges) + 1)]
        return [(edge, frozenset({Atom("choice", node.index, ends[place], ends[place + 1])}))
                for place, edge in enumerate(edges)]

    def _replicate(self) -> None:
        """Writes go on to the copies; nobody waits for them."""
        waiting = list(dict.fromkeys(each.component for each in self.reached))
        done = set(waiting)
        while waiting:
            name = waiting.pop(0)
            sources = [each for each in self.reached if each.component == name]
            for edge in self.tree.architecture.callees(name):
                copies = self.need.entity in self.tree.architecture[edge.target].stores \
                    and edge.target not in self.tree.gone and edge.key not in self.tree.gone
                if edge.style == "replication" and copies and edge.target not in done:
                    self.reached += [self.tree.call(each, edge, frozenset(), store=True, writes=True)[0]
                                     for each in sources]
                    done.add(edge.target)
                    waiting.append(edge.target)


def measure(architecture: Architecture, nodes: list[Node], first: int = 0) -> None:
    """Note how often each call is made, and a name for it that stays the same when parameters of the design change."""
    for node in nodes[first:]:
        if node.parent < 0:
            node.expected, node.path = 1.0, str(node.endpoint)
            continue
        parent = nodes[node.parent]
        chance = 1.0
        for atom in node.guard:
            chance *= atom.high - atom.low if atom.kind == "choice" else \
                1 - architecture[nodes[atom.node].component].hit_rate
        all_copies = architecture[node.component].write_copies if node.broadcast else 1
        node.copies *= all_copies
        node.multiple = parent.multiple * node.copies
        once = parent.expected / (architecture[parent.component].write_copies if parent.broadcast else 1)  # one goes on
        node.expected = once * chance * node.calls * all_copies
        twins = sum(nodes[each].component == node.component for each in parent.children if each < node.index)
        node.path = f"{parent.path}/{node.component}{'+' * node.aside}{twins or ''}"
        if node.multiple > MOST_COPIES:
            raise ArchitectureError(f"{' -> '.join(node.key[:2])}: one request makes {node.multiple:,} calls here; a "
                                  f"run takes up to {MOST_COPIES:,}. Give the connection fewer calls of a longer "
                                  "service time: batches.")


def tree_visits(architecture: Architecture, endpoint: Endpoint) -> tuple[dict, dict]:
    """Visits of one request: {component: (reads, writes)} and {connection key: calls}; a write to all copies is one.

    Raises
    ------
    ArchitectureError
        Where one request makes too many calls to list them.
    """
    nodes: list[Node] = []
    CallTree(architecture, endpoint, 0, nodes).build()
    measure(architecture, nodes)
    visits: dict[str, list[float]] = {}
    edges: dict[tuple[str, str, str], float] = {}
    for node in nodes:
        if node.component is None:
            continue
        component = architecture[node.component]
        amount = node.expected / (component.write_copies if node.broadcast else 1)
        side = int(node.writes if component.of.stores else endpoint.writes)
        visits.setdefault(node.component, [0.0, 0.0])[side] += amount
        if node.key:
            edges[node.key] = edges.get(node.key, 0.0) + amount
    return {name: (read, write) for name, (read, write) in visits.items()}, edges
