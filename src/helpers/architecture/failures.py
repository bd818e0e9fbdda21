"""Single points of failure: what alone, when it is lost, takes an endpoint down.

An endpoint works while, for each entity that it reads or writes, some working way leads from a client to a component
that serves this need. What can be lost:

- a machine: no loss where another copy does the same, so that only a component with one copy is lost, for the share of
  the data that the machine keeps; and none where another shard of a cache fetches again what was lost;
- a zone, with every component that has all copies of a shard in it;
- a connection.

Clients are not lost. Managed kinds keep their copies in several zones and are lost with no machine and no zone. A copy
fed by replication may answer reads, but does not take writes.

The components and connections that every way must pass are the dominators of the store in the graph of ways, found for
all at once (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm", 2001); zones are taken out one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.architecture.errors import ArchitectureError
from helpers.architecture.flows import Endpoint, FlowsLike, endpoints
from helpers.architecture.routing import adjacency, clients, reachable
from helpers.errors import nearest, shorten
from helpers.inputs import entries_of

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture

WHAT = ("component", "zone", "connection")
COUNTED = ("component", "zone")  # an arrow stands for a network of many wires: it is lost only where one asks for it


@dataclass(frozen=True)
class SinglePoint:
    """What is lost ("component", "zone" or "connection"), its name, and the endpoints it takes down.

    A connection's `key` is (source, target, style), as in `Connection.key`; that of the others is the name alone.
    `share` is how much of an endpoint's data is out of reach: below 1 where one shard of several is lost.
    """

    what: str
    name: str
    endpoints: tuple[str, ...]
    key: tuple[str, ...]
    share: float = 1.0

    @property
    def label(self) -> str:
        """Its name as people say it: of a zone with the word, since "a" alone says nothing."""
        return f"zone {self.name}" if self.what == "zone" else self.name

    def __str__(self) -> str:
        part = "" if self.share == 1 else f" for {self.share:.0%} of the data"
        return f"{self.what} {self.name} takes down {', '.join(self.endpoints)}{part}"


def survives(architecture: Architecture, flows: FlowsLike, lost: Iterable = ()) -> frozenset[str]:
    """The endpoints that still work without what is lost: names of components, `zone:NAME`, and connections.

    A connection is given as itself or as its key. A lost component is lost with all its replicas.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service"),
    ...     Component("store", "sql", stores="link")).connect("client", "api").connect("api", "store")
    >>> sorted(links.survives("url_shortener")), sorted(links.survives("url_shortener", ["store"]))
    (['create_link', 'open_link'], [])
    """
    given = [lost] if isinstance(lost, str) else entries_of(lost)
    if given is None:
        raise ArchitectureError(f"lost: {shorten(lost)} is not a list of what is lost. Write lost=['store', 'zone:a'].")
    gone: set = set()
    known = {each.key for each in architecture.connections}
    for each in given:
        key = getattr(each, "key", each)
        if isinstance(key, str) and key.startswith("zone:"):
            if key[5:] not in architecture.all_zones:
                raise ArchitectureError(f"lost: there is no zone {shorten(key[5:])}."
                                        f"{nearest(key[5:], architecture.all_zones)}")
            gone |= _in_zone(architecture, key[5:])
        elif isinstance(key, tuple) and key in known:
            gone.add(key)
        else:
            gone.add(architecture.component(key).name)
    return frozenset(each.name for each in endpoints(architecture, flows)
                     if works(architecture, each, frozenset(gone)))


def works(architecture: Architecture, endpoint: Endpoint, gone: Collection = frozenset()) -> bool:
    """Whether an endpoint whose needs are known still works without components (names) and connections (keys)."""
    found = reachable(adjacency(architecture, endpoint.route), clients(architecture), gone)
    return all(need.holders & found for need in endpoint.required)


def _in_zone(architecture: Architecture, zone: str) -> set[str]:
    return {each.name for each in architecture.components if each.lost_with(zone) > 0 and each.kind != "client"}


def single_points_of_failure(architecture: Architecture, flows: FlowsLike = None,
                             of: str | Iterable[str] = COUNTED) -> tuple[SinglePoint, ...]:
    """Everything that alone takes down an endpoint that works now; those that take down most come first.

    `flows` as elsewhere; without them one endpoint for each entity that is kept. `of` says what may be lost: components
    and zones, as the checker looks at them, unless "connection" is asked for; an arrow stands for many wires.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=2),
    ...     Component("store", "sql", stores="link")).connect("client", "api").connect("api", "store")
    >>> for each in links.single_points_of_failure("url_shortener", of="component"):
    ...     print(each)
    component store takes down open_link, create_link
    """
    wanted = [of] if isinstance(of, str) else entries_of(of)
    if wanted is None:
        raise ArchitectureError(f"of: {shorten(of)} is not one of {', '.join(WHAT)}, and no list of them.")
    for each in wanted:
        if not isinstance(each, str) or each not in WHAT:
            raise ArchitectureError(f"of: {shorten(each)} is not one of {', '.join(WHAT)}.")
    return points_of(architecture, endpoints(architecture, flows), wanted)


def points_of(architecture: Architecture, given: tuple[Endpoint, ...],
              of: Iterable[str] = WHAT) -> tuple[SinglePoint, ...]:
    """The single points of failure of endpoints whose needs are known."""
    down: dict[tuple[str, tuple], list[str]] = {}
    shares: dict[tuple[str, tuple], float] = {}
    working = [each for each in given if works(architecture, each)]
    trees: dict[int, _Ways] = {}
    for endpoint in working:
        outgoing = adjacency(architecture, endpoint.route)
        ways = trees.setdefault(id(outgoing), _Ways(outgoing, clients(architecture)))
        for cut in set().union(*(ways.cuts(need.holders) for need in endpoint.required)):
            if len(cut) == 3:
                what = "connection"
            else:
                component = architecture[cut[0]]
                what = "component" if component.lost_with_a_machine and component.kind != "client" else ""
            if what in of:
                down.setdefault((what, cut), []).append(endpoint.name)
                if what == "component":
                    shares[what, cut] = component.lost_with_a_machine
    if "zone" in of:
        for zone in architecture.all_zones:
            gone = frozenset(_in_zone(architecture, zone))
            lost = [each.name for each in working if gone and not works(architecture, each, gone)]
            if lost:
                down["zone", (zone,)] = lost
                whole = frozenset(name for name in gone if architecture[name].lost_with(zone) == 1)
                if all(works(architecture, each, whole) for each in working):
                    shares["zone", (zone,)] = max(architecture[name].lost_with(zone) for name in gone - whole)
    made = [SinglePoint(what, str(architecture.connection(*key)) if what == "connection" else key[0], tuple(names), key,
                        shares.get((what, key), 1.0)) for (what, key), names in down.items()]
    return tuple(sorted(made, key=lambda each: (-len(each.endpoints), WHAT.index(each.what), each.key)))


class _Ways:
    """The graph of ways with connections as nodes of their own, and who must be passed to come to each node."""

    def __init__(self, outgoing, starts):
        self.outgoing, self.starts = outgoing, starts
        self._dominator: dict = {}
        self._depth: dict = {}

    def cuts(self, holders: Iterable[str]) -> set[tuple]:
        """What every way to any of the holders passes: (component,) and (source, target, style)."""
        if not self._dominator:
            self._solve()
        common = None
        for name in sorted(holders):
            if (name,) in self._dominator:
                common = (name,) if common is None else self._meet(common, (name,))
        found = set()
        while common is not None and common != ():
            found.add(common)
            common = self._dominator[common]
        return found

    def _meet(self, one, other):
        while one != other:
            if self._depth[one] < self._depth[other]:
                one, other = other, one
            one = self._dominator[one]
        return one

    def _solve(self) -> None:
        """Dominators over an order in which each node follows one that leads to it; `()` stands before all clients."""
        order, incoming = self._order()
        number = {node: place for place, node in enumerate(order)}
        before: dict = {(): ()}
        changed = True
        while changed:
            changed = False
            for node in order[1:]:
                new = None
                for each in incoming[node]:
                    if each in before:
                        new = each if new is None else _common(before, number, new, each)
                if before.get(node) != new:
                    before[node] = new
                    changed = True
        self._dominator = before
        self._depth = {(): 0}
        for node in order[1:]:
            self._depth[node] = self._depth[before[node]] + 1

    def _order(self):
        """Reverse postorder of what can be reached, and for each node those that lead to it."""
        def after(node):
            if node == ():
                return [(name,) for name in self.starts]
            return [each.key for each in self.outgoing[node[0]]] if len(node) == 1 else [(node[1],)]

        incoming: dict = {(): []}
        done, stack = [], [((), iter(after(())))]
        while stack:
            node, following = stack[-1]
            for each in following:
                new = each not in incoming
                incoming.setdefault(each, []).append(node)
                if new:
                    stack.append((each, iter(after(each))))
                    break
            else:
                done.append(node)
                stack.pop()
        return done[::-1], incoming


def _common(before, number, one, other):
    """The last node that every way to either passes."""
    while one != other:
        while number[one] > number[other]:
            one = before[one]
        while number[other] > number[one]:
            other = before[other]
    return one
