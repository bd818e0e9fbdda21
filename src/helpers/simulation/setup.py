"""What both engines run from: the plan, the requests, and every number drawn for them beforehand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from helpers.architecture import Component
from helpers.errors import nearest, shorten
from helpers.simulation import arrivals
from helpers.simulation.behaviour import DEFAULT, Behaviour, Empirical, Lognormal
from helpers.simulation.client import Client
from helpers.simulation.draws import draw
from helpers.simulation.errors import SimulationError
from helpers.simulation.faults import Fault, connection_hit, phases, replicas_hit
from helpers.simulation.plan import BROKERS, Node, Plan, make_plan, with_detours
from helpers.simulation.workload import Workload

Take = Callable[[int], np.ndarray]  # room for so many numbers
MOST_WORK = 40_000_000  # calls in one run
MOST_TRIED = 1_000_000_000  # calls, if all retries were made
MOST_DRAWN = 60_000_000  # calls that the requests of a run could make: for each, numbers are drawn beforehand


@dataclass(frozen=True)
class Station:
    """A component as the engines see it: replicas, servers of each (None: no ceiling), mean seconds in service.

    The replicas of one shard follow each other. `busy` is how long a server is held and `stay` how long the request
    stays; they differ where a capacity is given that is not servers / service time: the capacity is kept.
    """

    component: Component
    behaviour: Behaviour
    replicas: int
    servers: int | None
    stay: float
    busy: float
    balancing: str

    @property
    def shards(self) -> int:
        """Parts that its data is split into; 1 for a box without data."""
        return self.component.shards

    @property
    def lanes_of_shard(self) -> int:
        """Replicas that stand for one shard: each of them does each of its writes."""
        return self.component.lanes_of_shard

    def work(self, node: Node) -> float:
        """How much longer a call takes than a read: a write of some kinds is as much work as several reads."""
        return self.component.write_work if node.writes else 1.0

    @property
    def most(self) -> int:
        """The most replicas that it can have during a run."""
        scale = self.behaviour.autoscale
        return self.replicas if scale is None else max(scale.most, self.replicas)


def station_of(component: Component, behaviour: Behaviour) -> Station:
    """The station of a component."""
    servers, stay = component.servers, component.service_time
    busy = stay
    if component.capacity is None:
        servers = None
    else:
        servers = servers or 1
        if not np.isclose(servers / component.capacity, stay, rtol=1e-9, atol=0):
            busy = servers / component.capacity
    return Station(component, behaviour, component.replicas, servers, stay, busy, behaviour.balances(component))


@dataclass(frozen=True)
class Setup:
    """One run before it runs. `draws` are found by node and use; arrays are in order of arrival."""

    plan: Plan
    workload: Workload
    client: Client
    faults: tuple[Fault, ...]
    behaviours: dict[str, Behaviour]
    seed: int
    times: np.ndarray
    endpoint: np.ndarray
    keys: np.ndarray | None
    stations: dict[str, Station] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many requests."""
        return len(self.times)

    @cached_property
    def members(self) -> list[np.ndarray | None]:
        """The requests of each endpoint, in order of arrival; None: all of them."""
        if len(self.plan.names) == 1:
            return [None]
        return [np.flatnonzero(self.endpoint == number).astype(np.int32) for number in range(len(self.plan.names))]

    def many(self, endpoint: int) -> int:
        """How many requests an endpoint gets."""
        return self.n if self.members[endpoint] is None else len(self.members[endpoint])

    def _draw(self, node: Node, use: str, kind: str, many: int | None, take: Take) -> np.ndarray:
        return draw(self.seed, node.path, use, kind, node.multiple, many or self.many(node.endpoint), take)

    def service(self, node: Node, many: int | None = None, take: Take = np.empty) -> np.ndarray | None:
        """Service times in those of a read, (copies, requests of the endpoint or `many`); None where all are 1."""
        station = self.stations[node.component]
        drawn, work = self._unit(node, station.behaviour.service, many, take), station.work(node)
        if work == 1.0:
            return drawn
        return np.full((node.multiple, many or self.many(node.endpoint)), work) if drawn is None else drawn * work

    def always_one(self, node: Node) -> bool:
        """Whether each call of a node takes as long as a read does on average: then `service` is None."""
        station = self.stations[node.component]
        return station.behaviour.service == "deterministic" and station.work(node) == 1.0

    def _unit(self, node: Node, service, many: int | None, take: Take) -> np.ndarray | None:
        """Service times of mean 1; None where all are 1."""
        if service == "deterministic":
            return None
        if service == "exponential":
            return self._draw(node, "service", "exponential", many, take)
        if isinstance(service, Lognormal):
            return service.unit(self._draw(node, "service", "normal", many, take))
        assert isinstance(service, Empirical)
        return service.unit(self._draw(node, "service", "uniform", many, take))

    def uniform(self, node: Node, use: str, many: int | None = None, take: Take = np.empty) -> np.ndarray:
        """Uniform draws for a use: "hit", "choice", "lane" or "calls"; large ones lie in what `take` gives."""
        return self._draw(node, use, "uniform", many, take)

    @cached_property
    def shard_of_key(self) -> np.ndarray | None:
        """The hash of each request's key, below 2^31."""
        return None if self.keys is None else arrivals.shard_hash(self.keys)

    def sample(self) -> np.ndarray:
        """The requests that are traced hop by hop: up to 200, evenly over the run."""
        return np.unique(np.linspace(0, self.n - 1, min(200, self.n)).astype(np.int64))


def make_setup(architecture, workload, faults, client, n, seed, behaviours) -> Setup:
    """Check all that was given and draw the requests. Raises `SimulationError`."""
    if not isinstance(workload, Workload):
        raise SimulationError(f"workload: {shorten(workload)} is not a Workload. "
                              'Write Workload("2 K/s", mix="url_shortener").')
    if not isinstance(client, Client):
        raise SimulationError(f"client: {shorten(client)} is not a Client. Write Client(timeout=\"1 s\", retries=2).")
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or not 1 <= n <= arrivals.MOST:
        raise SimulationError(f"n: {shorten(n)} requests cannot be run. Give a whole number from 1 to "
                              f"{arrivals.MOST:,}; 200_000 is a good start.")
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**63:
        raise SimulationError(f"seed: {shorten(seed)} is no seed. Give a whole number from 0 on.")
    plan = make_plan(architecture, workload.mix)
    chosen = behaviours_of(plan, behaviours, workload)
    for fault in faults:
        _ = connection_hit(architecture, fault) if fault.hits_connection else replicas_hit(architecture, fault)
    if workload.duration is None and plan.work * n > MOST_WORK:
        raise SimulationError(f"n: {n:,} requests make some {plan.work * n:,.0f} calls in this design; a run takes up "
                              f"to {MOST_WORK:,}. Choose n up to {max(1, int(MOST_WORK / plan.work)):,}.")
    plan = with_detours(plan, workload.mix, phases(architecture, faults))
    times = arrivals.arrival_times(workload, int(n), int(seed))
    if plan.most * len(times) > MOST_DRAWN:
        raise SimulationError(f"n: {len(times):,} requests could make up to {plan.most * len(times):,.0f} calls in "
                              f"design; a run draws up to {MOST_DRAWN:,} beforehand. Choose n up to "
                              f"{max(1, int(MOST_DRAWN / plan.most)):,}.")
    if plan.work * len(times) > MOST_WORK:
        raise SimulationError(f"duration: {len(times):,} requests make some {plan.work * len(times):,.0f} calls; a run "
                              f"takes up to {MOST_WORK:,}. Shorten the duration.")
    worst = plan.work * len(times) * (1 + client.retries) * _most_tries(plan, chosen)
    if worst > MOST_TRIED:
        raise SimulationError(f"calls: with all retries of client and boxes, one inside the other, {len(times):,} "
                              f"requests could make {worst:,.0f} calls; a run follows up to {MOST_TRIED:,}. Give fewer "
                              f"retries, or up to {max(1, int(MOST_TRIED * len(times) / worst)):,} requests.")
    stations = {each.name: station_of(each, chosen.get(each.name, DEFAULT)) for each in architecture}
    return Setup(plan, workload, client, faults, chosen, int(seed), times,
                 arrivals.endpoint_numbers(plan, len(times), int(seed)),
                 arrivals.key_numbers(workload, len(times), int(seed)), stations)


def _most_tries(plan: Plan, behaviours: dict[str, Behaviour]) -> int:
    """How many tries at most one first call at the bottom can become, by the retries of the boxes above it."""
    tries = [1] * len(plan.every)
    for node in plan.every:  # callers come before those that they call
        if node.parent >= 0:
            policy = behaviours[node.key[0]].calls if node.key and node.key[0] in behaviours else None
            tries[node.index] = tries[node.parent] * (1 + policy.retries if policy and node.waits else 1)
    return max(tries, default=1)


def behaviours_of(plan: Plan, given, workload: Workload) -> dict[str, Behaviour]:
    """The behaviours by component, checked against the design and the workload."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise SimulationError(f"behaviours: {shorten(given)} is not a dict. Map a component's name to a Behaviour.")
    for name, behaviour in given.items():
        if name not in plan.architecture:
            raise SimulationError(f"behaviours: there is no component {shorten(name)}."
                                  f"{nearest(name, plan.architecture.names)}")
        if not isinstance(behaviour, Behaviour):
            raise SimulationError(f"behaviours: {name}: {shorten(behaviour)} is not a Behaviour. "
                                  'Write Behaviour(balancing="two-choices").')
        component = plan.architecture[name]
        if behaviour.caching is not None:
            if workload.keys is None:
                raise SimulationError(f"behaviours: {name}: a cache with real entries needs to know which keys are "
                                      "asked for. Give Workload(keys=Keys(100_000, skew=0.8)).")
            if not component.of.caches:
                raise SimulationError(f"behaviours: {name}: it is a {component.kind}, not a cache. "
                                      "Give caching to a cache or a CDN.")
            if component.hit_rate in (0.0, 1.0):
                raise SimulationError(f"behaviours: {name}: a hit rate of {component.hit_rate:.0%} leaves nothing for "
                                      "real entries to decide. Set it between the two; the entries take its place.")
        if behaviour.calls is not None and component.kind in ("client", *BROKERS):
            raise SimulationError(f"behaviours: {name}: calls are for a box that waits for what it calls. " + (
                "What clients do is said by simulate(client=Client(...))." if component.kind == "client" else
                f"A {component.kind} waits for nobody; give calls to the box behind it."))
        if behaviour.redelivery is not None and component.kind not in BROKERS:
            raise SimulationError(f"behaviours: {name}: it is a {component.kind} and keeps no messages. Give "
                                  f"redelivery to a {' or a '.join(BROKERS)}.")
        if behaviour.balancing == "by-index" and workload.keys is None:
            raise SimulationError(f"behaviours: {name}: to share by index needs keys. Give Workload(keys=Keys(1000)).")
        if behaviour.autoscale is not None and component.of.stores:
            raise SimulationError(f"behaviours: {name}: replicas of a {component.kind} hold data and are not added in "
                                  "seconds. Scale a service or a worker.")
    return dict(given)
