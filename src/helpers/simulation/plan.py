"""The plan of a run: for each endpoint, the tree of calls that one request makes through the drawn architecture.

The rules are those of `helpers.architecture.call_tree`: load, theory and simulation visit each box equally often.

- All calls of a box go out at once, unless its `CallPolicy` sends them in sequence.
- Calls that come to a box at the very same instant may be served in another order by the other engine.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from helpers.architecture import Architecture, ArchitectureError, endpoints
from helpers.architecture.call_tree import BROKERS, CallTree, Node, measure
from helpers.architecture.failures import works
from helpers.architecture.routing import adjacency, clients
from helpers.architecture.ways import Ways
from helpers.errors import shorten
from helpers.simulation.errors import SimulationError

__all__ = ["BROKERS", "Detour", "Node", "Plan", "make_plan", "with_detours"]


@dataclass(frozen=True)
class Detour:
    """From a moment on (seconds), the trees that requests take because callers know that something is lost.

    `roots` are places in `Plan.every`; the trees of an endpoint that no other way serves are the usual ones.
    """

    at: float
    roots: tuple[int, ...]
    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The trees of all endpoints; `roots[i]` is where requests of endpoint i start, `shares` their part of the load."""

    architecture: Architecture
    names: tuple[str, ...]
    shares: tuple[float, ...]
    nodes: tuple[Node, ...]
    roots: tuple[int, ...]
    detours: tuple["Detour", ...] = ()

    @cached_property
    def every(self) -> tuple[Node, ...]:
        """The nodes of the usual trees, and those of the detours."""
        return self.nodes + tuple(node for each in self.detours for node in each.nodes)

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
    outgoing = {each.name: adjacency(architecture, each.route) for each in given}
    for endpoint in given:
        for need in endpoint.required:
            if not Ways(architecture, outgoing[endpoint.name], clients(architecture), endpoint, need).starts:
                raise SimulationError(
                    f"{endpoint.name}: no way leads from a client to a component that can {need.access} "
                    f"{need.entity or 'it'}. Connect them, or add {need.entity!r} to what a reachable store "
                    "stores." if need.holders else
                    f"{endpoint.name}: no component takes {need.access}s of {need.entity!r}. "
                    f"Add stores={need.entity!r} to a store.")
    nodes: list[Node] = []
    try:
        roots = [CallTree(architecture, endpoint, number, nodes).build() for number, endpoint in enumerate(given)]
        measure(architecture, nodes)
    except ArchitectureError as error:
        raise SimulationError(str(error)) from None
    return Plan(architecture, tuple(each.name for each in given), tuple(each.share / total for each in given),
                tuple(nodes), tuple(roots))


def with_detours(plan: Plan, mix: object, phases: list[tuple[float, frozenset, frozenset]]) -> Plan:
    """The plan with other ways for the times in which callers know of losses: from when on, and what is lost.

    What is lost are names of components and keys of connections, whole, and names of components that lost a shard. An
    endpoint that still works without them takes the ways that are left, as `survives` says; one that does not keeps its
    ways, and fails there. Whoever works without a component that lost a shard passes it by whole.
    """
    given = endpoints(plan.architecture, mix)
    none: frozenset = frozenset()
    made: dict[tuple[frozenset, frozenset], tuple[int, ...]] = {(none, none): plan.roots}
    nodes, detours = list(plan.nodes), []
    for at, gone, part in phases:
        first = len(nodes)
        if (gone, part) not in made:
            roots = []
            for number, endpoint in enumerate(given):
                avoided = gone if works(plan.architecture, endpoint, gone) else none
                for name in sorted(part):
                    avoided |= {name} if works(plan.architecture, endpoint, avoided | {name}) else none
                roots.append(CallTree(plan.architecture, endpoint, number, nodes, avoided).build() if avoided
                             else plan.roots[number])
            made[gone, part] = tuple(roots)
            measure(plan.architecture, nodes, first)
        detours.append(Detour(at, made[gone, part], tuple(nodes[first:])))
    return replace(plan, detours=tuple(detours))
