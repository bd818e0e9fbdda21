"""What theory says of a drawn design: closed forms where their assumptions hold, else the assumption that fails."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from helpers.architecture import Architecture
from helpers.errors import nearest, shorten
from helpers.simulation import closed_forms as forms
from helpers.simulation.behaviour import DEFAULT, Behaviour
from helpers.simulation.client import Client
from helpers.simulation.errors import SimulationError
from helpers.simulation.faults import Fault, as_faults
from helpers.simulation.plan import Plan, make_plan
from helpers.simulation.setup import Station, behaviours_of, station_of
from helpers.simulation.workload import Constant, Workload

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Law:
    """What theory says of one component.

    Parameters
    ----------
    component, model : str
        Its name, and that of the model in Kendall's notation.
    utilisation : float
        Load over capacity, of what is let in; needs no assumption but that nothing is lost on the way.
    wait, time, p99 : float
        Seconds: the mean wait, the mean and the 99th percentile of the time inside. nan where it cannot be told.
    lost : float
        The share of calls that find a bounded queue full.
    queue : float
        How many wait on average.
    fails : str
        Which assumption does not hold; empty where all do.
    """

    component: str
    model: str
    utilisation: float
    wait: float = math.nan
    time: float = math.nan
    p99: float = math.nan
    lost: float = 0.0
    queue: float = math.nan
    fails: str = ""


class Theory:
    """The laws by component, and the mean latency of all requests where it can be told.

    >>> from helpers.architecture import Architecture, Component
    >>> shop = Architecture("Shop").add(Component("client", "client"),
    ...     Component("till", "service", servers=1, service_time="10 ms")).connect("client", "till", latency=0)
    >>> found = theory(shop, Workload("70/s"))
    >>> found["till"].model, round(found["till"].wait, 5), round(found.mean_latency, 5)
    ('M/M/1', 0.02333, 0.03333)
    """

    def __init__(self, laws: dict[str, Law], mean_latency: float, fails: str):
        self._laws, self.mean_latency, self.fails = laws, mean_latency, fails

    def __getitem__(self, component: str) -> Law:
        if component not in self._laws:
            raise SimulationError(f"component: there is no {shorten(component)}."
                                  f"{nearest(component, self._laws)}")
        return self._laws[component]

    def __iter__(self) -> Iterator[str]:
        return iter(self._laws)

    def __len__(self) -> int:
        return len(self._laws)

    def table(self) -> pandas.DataFrame:
        """A DataFrame by component: model, utilisation, mean wait, p99 inside, share lost, what does not hold."""
        from helpers.tables import pandas

        rows = [{"model": law.model, "utilisation": f"{law.utilisation:.0%}" if law.utilisation else "",
                 "mean wait": _time(law.wait), "p99 inside": _time(law.p99),
                 "lost": f"{law.lost:.2%}" if law.lost else "",
                 "does not hold": law.fails} for law in self._laws.values()]
        return pandas.DataFrame(rows, index=pandas.Index(self._laws, name="component"))

    def __repr__(self) -> str:
        return f"<Theory: mean latency {_time(self.mean_latency) or 'not known: ' + self.fails}>"

    def _repr_html_(self) -> str:
        from html import escape

        told = _time(self.mean_latency) or f"cannot be told: {self.fails}"
        return f"{self.table()._repr_html_()}<p>Mean latency: {escape(told)}</p>"


def _time(seconds: float) -> str:
    from helpers.units import Q, human

    if math.isnan(seconds):
        return ""
    return "without bound" if math.isinf(seconds) else human(Q(seconds if seconds > 1e-9 else 0.0, "s"), 3)


def theory(architecture: Architecture, workload: Workload, faults: Fault | list[Fault] | tuple[Fault, ...] = (),
           client: Client | None = None, *, behaviours: dict[str, Behaviour] | None = None) -> Theory:
    """What queueing theory says of the design under the workload; the parameters are those of `simulate`.

    Arrivals at a box are Poisson when they come from outside as such and every box on the way hands them on as such:
    M/M/c stations and boxes without a ceiling do, splitting by chance does too.

    Raises
    ------
    SimulationError
        As `simulate` does.

    References
    ----------
    P. J. Burke, The output of a queuing system, Operations Research 4, 1956; J. R. Jackson, Networks of waiting lines,
    Operations Research 5, 1957.
    """
    if not isinstance(workload, Workload):
        raise SimulationError(f"workload: {shorten(workload)} is not a Workload. "
                              'Write Workload("2 K/s", mix="url_shortener").')
    plan = make_plan(architecture, workload.mix)
    given = behaviours_of(plan, behaviours, workload)
    stations = {each.name: station_of(each, given.get(each.name, DEFAULT)) for each in architecture}
    everywhere = _everywhere(workload, as_faults(faults), client or Client()) or _between(given)
    laws: dict[str, Law] = {}
    passes: dict[str, str] = {}
    for name in _upstream_first(plan):
        station = stations[name]
        rate = workload.rate * plan.visits(name)
        broken = everywhere or _not_poisson(plan, name, passes)
        laws[name] = _law(plan, station, rate, broken, workload)
        passes[name] = _hands_on(laws[name], station, broken)
    ordered = {each.name: laws[each.name] for each in architecture if each.kind != "client" and each.name in laws}
    mean, fails = _mean_latency(plan, laws, everywhere)
    return Theory(ordered, mean, fails)


def _everywhere(workload: Workload, faults, client: Client) -> str:
    """What breaks the assumptions of every box."""
    if not isinstance(workload.shape, Constant):
        return "the load changes over time"
    if workload.arrivals != "poisson":
        return f"arrivals are {workload.arrivals}, not Poisson"
    if faults:
        return "faults change the capacity"
    if client.feeds_back:
        return "the client reacts to what comes back"
    return ""


def _upstream_first(plan: Plan) -> list[str]:
    """The components that are visited, callers before those they call where that is possible."""
    order: list[str] = []
    for node in sorted((each for each in plan.nodes if each.component), key=lambda each: _depth(plan, each.index)):
        if node.component and node.component not in order:
            order.append(node.component)
    return order


def _depth(plan: Plan, index: int) -> int:
    depth = 0
    while plan.nodes[index].parent >= 0:
        index, depth = plan.nodes[index].parent, depth + 1
    return depth


def _not_poisson(plan: Plan, name: str, passes: dict[str, str]) -> str:
    """Why calls do not come to a component at random; empty when they do."""
    nodes = plan.of_component(name)
    for node in nodes:
        if node.calls != 1.0 and node.key:
            return f"{node.key[0]} sends {node.calls:g} calls at once"
        if node.broadcast:
            return "writes go to every replica at once"
        parent = plan.nodes[node.parent]
        if parent.component and parent.component not in passes:
            return f"{parent.component} is called in a circle"
        if parent.component and passes[parent.component]:
            return f"what leaves {parent.component} is not Poisson: {passes[parent.component]}"
    for endpoint in {node.endpoint for node in nodes}:
        mine = [node for node in nodes if node.endpoint == endpoint]
        for place, node in enumerate(mine):
            for other in mine[:place]:
                if not _apart(plan, node, other):
                    return "one request calls it more than once"
    return ""


def _apart(plan: Plan, one, other) -> bool:
    """Whether two calls of one endpoint never happen in the same request."""
    def atoms(node):
        found = []
        while node.parent >= 0:
            found += list(node.guard)
            node = plan.nodes[node.parent]
        return found

    return any(a.kind == b.kind == "choice" and a.node == b.node and (a.high <= b.low or b.high <= a.low)
               for a in atoms(one) for b in atoms(other))


def _hands_on(law: Law, station: Station, broken: str) -> str:
    """Why what leaves a component is not Poisson; empty when it is."""
    if broken:
        return broken
    if law.model in ("M/G/inf", "M/M/1", "M/M/c") and not law.fails:
        return "" if law.utilisation < 1 else "it is overloaded"
    return law.fails or f"only M/M/c queues hand on what they got, and this is {law.model}"


def _law(plan: Plan, station: Station, rate: float, broken: str, workload: Workload) -> Law:
    name, how = station.component.name, station.behaviour
    if station.servers is None:
        known = not broken
        return Law(name, "M/G/inf", 0.0, 0.0, station.stay, _service_p99(station) if known else math.nan,
                   queue=0.0, fails="")
    busy = station.busy
    nodes = plan.of_component(name)
    work = sum(each.expected * plan.shares[each.endpoint] * station.work(each) for each in nodes)
    use = workload.rate * work * busy / (station.replicas * station.servers)
    servers = station.servers
    model = _model(station)
    long = {station.work(each) for each in nodes}
    fails = broken or _fails(station, workload) or ("reads and writes take different times" if len(long) > 1 else "")
    if len(long) == 1 and 1.0 not in long:
        station = replace(station, busy=busy * long.pop(), stay=station.stay * station.component.write_work)
        busy = station.busy
    if rate == 0:
        return Law(name, model, 0.0, 0.0, station.stay, queue=0.0, fails=fails)
    if fails:
        return Law(name, model, use, fails=fails)
    each = rate / station.replicas
    lost = 0.0
    if how.queue_limit is not None:
        lost, wait = forms.mmck(each, busy, servers, how.queue_limit)
        p99 = math.nan
        use *= 1 - lost
    elif how.cv2 == 1.0 and isinstance(how.service, str):
        wait = forms.mmc_wait(each, busy, servers)
        p99 = forms.mmc_percentile(each, busy, servers, 99) if station.stay == busy else math.nan
    else:
        wait, p99 = forms.mg1_wait(each, busy, how.cv2), math.nan
    return Law(name, model, use, wait, wait + station.stay, p99, lost, forms.little(rate * (1 - lost), wait))


def _between(behaviours: dict[str, Behaviour]) -> str:
    """Why no box may be as theory has it: another one makes its calls again, or gives them up."""
    for name, each in behaviours.items():
        if each.calls is not None and (each.calls.retries or each.calls.timeout is not None):
            return f"{name} gives up late calls, or makes them again"
        if each.calls is not None and each.calls.in_sequence:
            return f"{name} sends its calls one after another"
        if each.redelivery is not None:
            return f"{name} delivers messages again"
    return ""


def _model(station: Station) -> str:
    how, servers = station.behaviour, station.servers
    service = {"exponential": "M", "deterministic": "D"}.get(how.service, "G") if isinstance(how.service, str) else "G"
    places = "/K" if how.queue_limit is not None else ""
    return f"M/{service}/{'1' if servers == 1 else 'c'}{places}"


def _fails(station: Station, workload: Workload) -> str:
    """Which assumption of the closed form this station breaks itself."""
    how = station.behaviour
    exponential = how.service == "exponential" if isinstance(how.service, str) else False
    if how.shed_above is not None:
        return "what is refused depends on the queue"
    if how.autoscale is not None:
        return "the number of replicas changes"
    if how.pressure is not None:
        return "service takes longer the more calls are inside"
    if how.fails:
        return "some calls fail"
    if how.caching is not None:
        return "hits depend on what was asked before"
    if how.queue_limit is not None and not exponential:
        return "a bounded queue has a closed form for exponential service only"
    if station.servers != 1 and not exponential:
        return "several servers have a closed form for exponential service only"
    if station.replicas > 1:
        if station.balancing in ("two-choices", "shortest-queue"):
            return f"{station.balancing} looks at the queues"
        in_turns = station.shards > 1 and station.lanes_of_shard > 1 and station.balancing != "random"
        if station.balancing == "round-robin" or in_turns:
            return "round-robin shares more evenly than chance"
        if workload.keys is not None and (station.balancing in ("by-key", "by-index") or station.shards > 1):
            return "keys are not asked for evenly"
    return ""


def _service_p99(station: Station) -> float:
    """The 99th percentile of the service time where nobody waits."""
    how = station.behaviour
    if how.service == "exponential":
        return station.stay * math.log(100)
    return station.stay if how.service == "deterministic" else math.nan


def _mean_latency(plan: Plan, laws: dict[str, Law], everywhere: str) -> tuple[float, str]:
    """The mean latency over all requests: sums along the way; nan where calls wait for the slowest of several."""
    if everywhere:
        return math.nan, everywhere
    total = 0.0
    for number, root in enumerate(plan.roots):
        mean, fails = _mean_below(plan, laws, root)
        if fails:
            return math.nan, f"{plan.names[number]}: {fails}"
        total += mean * plan.shares[number]
    return total, ""


def _mean_below(plan: Plan, laws: dict[str, Law], index: int) -> tuple[float, str]:
    node = plan.nodes[index]
    own = 0.0
    if node.component:
        law = laws[node.component]
        if law.fails:
            return math.nan, f"{node.component}: {law.fails}"
        if law.lost:
            return math.nan, f"{node.component} loses requests"
        own = law.time
    waited = [plan.nodes[each] for each in node.children if plan.nodes[each].waits]
    for place, one in enumerate(waited):
        for other in waited[:place]:
            if not _apart(plan, one, other):
                return math.nan, f"{node.component or 'the client'} waits for the slowest of several calls"
    for child in waited:
        if child.calls != 1 or child.broadcast:
            return math.nan, f"{child.component} is called several times at once"
        below, fails = _mean_below(plan, laws, child.index)
        if fails:
            return math.nan, fails
        own += child.expected / node.expected * (below + child.there + child.back) if node.expected else 0.0
    return own, ""
