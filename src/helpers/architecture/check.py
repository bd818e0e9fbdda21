"""Checking a design: every rule looks at it once, and what they say is collected as findings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from helpers.architecture.cost import dollars
from helpers.architecture.failures import SinglePoint, points_of
from helpers.architecture.flows import Endpoint, FlowsLike, RateLike, as_flows, endpoints, requests_per_second
from helpers.architecture.load import Loads, load_of
from helpers.architecture.routing import Path, adjacency, clients, paths_of, preferred, reachable
from helpers.architecture.rules import RULES
from helpers.architecture.targets import Targets, as_targets
from helpers.architecture.titles import called, place_of
from helpers.findings import Finding, Findings

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.architecture.model import Architecture

MOST_FINDINGS = 200


class Look:
    """What the rules look at; each part is worked out when a rule first asks, and once."""

    def __init__(self, architecture: Architecture, flows: FlowsLike = None, estimate: RateLike | None = None,
          requirements: object = None):
        self.architecture = architecture
        self.flows = as_flows(flows)
        self.rate = None if estimate is None else requests_per_second(estimate)
        self.average = None if estimate is None else requests_per_second(estimate, peak=False)
        self.targets: Targets = as_targets(requirements)

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints of the flows; none without flows."""
        return endpoints(self.architecture, self.flows) if self.flows else ()

    def place(self, part) -> str:
        """Where a finding is: a box's label and name, or an arrow's ends."""
        return place_of(self.architecture, part)

    def called(self, name: str) -> str:
        """What a sentence calls a box: its label, or its name."""
        return called(self.architecture, name)

    def call(self, names) -> list[str]:
        """What a sentence calls several boxes."""
        return [self.called(name) for name in names]

    def way(self, path: Path) -> str:
        """A path as a sentence writes it."""
        signs = {"sync": " -> ", "async": " ~> "}
        return self.called(path.components[0]) + "".join(
            signs[each.style] + self.called(each.target) for each in path.hops)

    @cached_property
    def clients(self) -> tuple[str, ...]:
        """The names of the clients."""
        return clients(self.architecture)

    @cached_property
    def loads(self) -> Loads | None:
        """The load, where flows and an estimate are given."""
        return None if not self.flows or self.rate is None else load_of(self.architecture, self.endpoints, self.rate)

    @cached_property
    def points(self) -> tuple[SinglePoint, ...]:
        """Single points of failure among components and zones."""
        return points_of(self.architecture, endpoints(self.architecture, self.flows), ("component", "zone"))

    @cached_property
    def cost(self) -> float:
        """$ a month; requests are paid for at the average rate, not at the peak."""
        known = None
        if self.flows and self.average is not None:
            known = load_of(self.architecture, self.endpoints, self.average)
        return dollars(self.architecture, known)

    @cached_property
    def on_paths(self) -> set[str]:
        """The components that some endpoint passes, or that a connection names an endpoint for."""
        used = set()
        for endpoint in self.endpoints:
            outgoing = adjacency(self.architecture, endpoint.route)
            reached = reachable(outgoing, self.clients)
            for need in endpoint.needs:
                _, away = preferred(outgoing, need.holders, endpoint.name, self.clients)
                way = {name for name in away if name in reached}
                used |= way
                if need.access == "read":
                    used |= {each.target for name in way for each in outgoing[name]
                             if self.architecture[each.target].caches_entity(need.entity)}
            used |= {each.target for name in reached for each in outgoing[name] if endpoint.name in each.for_endpoints}
        keeping = {name for name in used if self.architecture[name].stores}
        used |= {each.target for name in keeping for each in self.architecture.callees(name)
                 if each.style == "replication"}
        return used

    def reached(self, endpoint: Endpoint) -> set[str]:
        """What an endpoint's requests can come to."""
        return reachable(adjacency(self.architecture, endpoint.route), self.clients)

    @cached_property
    def shortest(self) -> dict[str, tuple[Path, ...]]:
        """For each endpoint the quickest way to a store for each thing that it needs."""
        found = {}
        for endpoint in self.endpoints:
            best: dict[tuple, Path] = {}
            required = Endpoint(endpoint.name, endpoint.share, endpoint.required, endpoint.implied)
            for path in paths_of(self.architecture, required, most=5):
                key = (path.entity, path.access)
                if path.served == "store" and (key not in best or path.latency_seconds < best[key].latency_seconds):
                    best[key] = path
            found[endpoint.name] = tuple(best.values())
        return found


def check(architecture: Architecture, flows: FlowsLike = None, estimate: RateLike | None = None,
          requirements: object = None) -> Findings:
    """What could be better: errors must be mended, warnings looked at, notes are advice.

    Parameters
    ----------
    architecture
        The design.
    flows
        A Case, its name, or a list of flows.
    estimate
        An Estimate, or requests per second such as "20 K/s".
    requirements
        `Targets`, a mapping or an object with latency (seconds), availability (a share), durability (copies) and budget
        ($ a month).

    Returns
    -------
    Findings
        By rule; rules that lack what they need are silent.

    Raises
    ------
    ArchitectureError
        For flows, estimates or requirements that cannot be read.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("store", "sql", stores="link"))
    >>> sorted(links.connect("client", "store").check("url_shortener").errors.rules())
    ['client-to-store']
    """
    look = Look(architecture, flows, estimate, requirements)
    found = []
    for rule in RULES.values():
        for where, message, fix in rule.check(look):
            found.append(Finding(rule.id, rule.severity, where, message, fix))
            if len(found) >= MOST_FINDINGS:
                return Findings(found)
    return Findings(found)


def rules_table() -> DataFrame:
    """All rules as a DataFrame: severity, and why each matters."""
    import pandas

    return pandas.DataFrame([{"severity": each.severity, "why it matters": each.why} for each in RULES.values()],
                            index=pandas.Index(RULES, name="rule"))
