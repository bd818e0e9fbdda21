"""The plan of a run: for each endpoint, the tree of calls that one request makes through the drawn architecture.

It follows the rules of `helpers.architecture.load`, request by request instead of on average, but for one: a box
without data that several needs lead to on different ways is called once on each of them, where `load` counts one visit.
So the simulator may show more load there than `load` does, and never less.

- A request takes the nearest way to each entity that it needs; where equal ways part, chance decides, by replicas.
- A read asks a cache first; on a miss the cache fetches what it lacks, or its caller does when the cache leads nowhere.
- A caller calls a box without data once over a connection, whatever the number of needs; a store once for each need.
- `calls` copies are made of a call (2.3: two, and a third in 30% of the cases). All calls that a box makes are sent at
  once when it has done its own work, and the slowest decides.
- Nobody waits for replication, for an async call, or for what stands behind a queue or a stream; a sender waits until
  the queue has taken the message.
- Half of a connection's latency is spent on the way there, half on the way back.
- Calls that come to a box at the very same instant may be served in another order by the other engine.
- Each copy of a shard takes each of its writes; the first one's answer counts, the others copy on their own time.
"""

import math
from dataclasses import dataclass, field

from helpers.architecture import Architecture, Connection, Endpoint, Need, endpoints
from helpers.architecture.routing import adjacency, clients
from helpers.architecture.visits import Ways
from helpers.errors import shorten
from helpers.simulation.errors import SimulationError

MOST_NODES = 2_000
MOST_COPIES = 5_000
BROKERS = ("queue", "stream")


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


@dataclass(frozen=True)
class Plan:
    """The trees of all endpoints; `roots[i]` is where requests of endpoint i start, `shares` their part of the load."""

    architecture: Architecture
    names: tuple[str, ...]
    shares: tuple[float, ...]
    nodes: tuple[Node, ...]
    roots: tuple[int, ...]

    def of_component(self, name: str) -> list[Node]:
        """The nodes that visit a component."""
        return [each for each in self.nodes if each.component == name]

    def visits(self, name: str) -> float:
        """Visits to a component that one request makes on average, over all endpoints; a write to all copies is one.

        This is what `load` calls arrivals over rate.
        """
        return sum(each.expected * self.shares[each.endpoint] / (self.architecture[name].write_copies if each.broadcast
                                                                else 1) for each in self.of_component(name))

    @property
    def most(self) -> float:
        """Calls that one request makes at most, over all endpoints by their shares."""
        return sum(each.multiple * self.shares[each.endpoint] for each in self.nodes if each.component)

    @property
    def work(self) -> float:
        """Calls that one request makes on average."""
        return sum(each.expected * self.shares[each.endpoint] for each in self.nodes if each.component)


def make_plan(architecture: Architecture, mix: object = None) -> Plan:
    """The plan for a mix of flows.

    Parameters
    ----------
    architecture : Architecture
        The design.
    mix : Case, str or list of flows, optional
        What is asked for, as for a `Workload`. None: each stored entity alike.

    Raises
    ------
    SimulationError
        Where no way leads to what a flow needs, or one request makes too many calls.

    >>> from helpers.architecture import Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service"),
    ...     Component("hot", "cache", hit_rate=0.8), Component("store", "sql", stores="link"))
    >>> links = links.connect("client", "api").connect("api", "hot").connect("api", "store")
    >>> plan = make_plan(links, [{"name": "open", "share": 1, "reads": ["link"]}])
    >>> [each.component for each in plan.nodes], round(plan.visits("store"), 3)
    ([None, 'client', 'api', 'hot', 'store'], 0.2)
    """
    if not isinstance(architecture, Architecture):
        raise SimulationError(f"architecture: {shorten(architecture)} is not an Architecture. "
                              "Draw one in step 5, or load a design.")
    if not clients(architecture):
        raise SimulationError("architecture: no box is a client, so no request can start. Add a client and connect it.")
    given = endpoints(architecture, mix)
    total = sum(each.share for each in given)
    if not given:
        raise SimulationError("mix: nothing is asked for. Give flows with a share above zero.")
    nodes: list[Node] = []
    roots = [_Tree(architecture, endpoint, number, nodes).build() for number, endpoint in enumerate(given)]
    _measure(architecture, nodes)
    return Plan(architecture, tuple(each.name for each in given), tuple(each.share / total for each in given),
                tuple(nodes), tuple(roots))


class _Tree:
    def __init__(self, architecture: Architecture, endpoint: Endpoint, number: int, nodes: list[Node]):
        self.architecture, self.endpoint, self.number, self.nodes = architecture, endpoint, number, nodes
        self.outgoing = adjacency(architecture, endpoint.route)
        self.starts = clients(architecture)
        self.used: set[tuple] = set()
        self.root = self._node(None)

    def _node(self, component: str | None, **details) -> Node:
        if len(self.nodes) >= MOST_NODES:
            raise SimulationError(f"architecture: the calls of all endpoints together are more than {MOST_NODES:,}. "
                                  "Simulate fewer endpoints, or draw groups of boxes as one.")
        made = Node(len(self.nodes), self.number, component, **details)
        self.nodes.append(made)
        if made.parent >= 0:
            self.nodes[made.parent].children.append(made.index)
        return made

    def build(self) -> int:
        """Grow the tree and return its root's index."""
        for need in self.endpoint.needs:
            ways = Ways(self.architecture, self.outgoing, self.starts, self.endpoint, need)
            if not ways.starts:
                if need.required:
                    raise SimulationError(
                        f"{self.endpoint.name}: no way leads from a client to a component that can {need.access} "
                        f"{need.entity or 'it'}. Connect them, or add {need.entity!r} to what a reachable store "
                        "stores." if need.holders else
                        f"{self.endpoint.name}: no component takes {need.access}s of {need.entity!r}. "
                        f"Add stores={need.entity!r} to a store.")
                continue
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
        part = 1 / len(names)
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

    def __init__(self, tree: _Tree, ways: Ways, need: Need):
        self.tree, self.ways, self.need = tree, ways, need
        self.reached: list[Node] = []

    def grow(self) -> None:
        for name, guard in self.tree.clients_among(self.ways.starts):
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
                copies = self.need.entity in self.tree.architecture[edge.target].stores
                if edge.style == "replication" and copies and edge.target not in done:
                    self.reached += [self.tree.call(each, edge, frozenset(), store=True, writes=True)[0]
                                     for each in sources]
                    done.add(edge.target)
                    waiting.append(edge.target)


def _measure(architecture: Architecture, nodes: list[Node]) -> None:
    """How often each call is made, and a name for it that stays the same when parameters of the design change."""
    for node in nodes:
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
            raise SimulationError(f"{' -> '.join(node.key[:2])}: one request makes {node.multiple:,} calls here; a run "
                                  f"takes up to {MOST_COPIES:,}. Give the connection fewer calls of a longer service "
                                  "time: batches.")
