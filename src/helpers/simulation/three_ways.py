"""Napkin, theory and simulation side by side: three ways to the same figures."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from helpers.simulation.behaviour import Behaviour
from helpers.simulation.engine import simulate
from helpers.simulation.run import Run
from helpers.simulation.scan import order_of, run_scan
from helpers.simulation.setup import Setup, Station
from helpers.simulation.theory import theory

if TYPE_CHECKING:
    import pandas

    from helpers.architecture import Architecture
    from helpers.simulation.client import Client
    from helpers.simulation.faults import Fault
    from helpers.simulation.workload import Workload


def three_ways(architecture: Architecture, workload: Workload, faults: Fault | list[Fault] | tuple[Fault, ...] = (),
               client: Client | None = None, n: int = 200_000, seed: int = 1, *,
               behaviours: dict[str, Behaviour] | None = None) -> pandas.DataFrame:
    """A DataFrame by component: utilisation by napkin, theory and simulation, mean waits by theory and simulation.

    Parameters
    ----------
    architecture, workload, faults, client, n, seed, behaviours
        Those of `simulate`.

    Returns
    -------
    pandas.DataFrame
        A row a component; the napkin is step 5's load over capacity. The last row is the whole: the least mean latency,
        without any wait, the mean by theory, the mean by simulation with its 95% interval. Where theory has nothing to
        say, it says why.
    """
    from helpers.tables import pandas
    from helpers.units import Q, human

    run = simulate(architecture, workload, faults, client, n, seed, behaviours=behaviours)
    laws = theory(architecture, workload, faults, client, behaviours=behaviours)
    loads = architecture.load(workload.mix, workload.rate)

    def time(seconds: float) -> str:
        if math.isnan(seconds):
            return ""
        return "without bound" if math.isinf(seconds) else human(Q(seconds if seconds > 1e-9 else 0.0, "s"), 3)

    rows, names = [], []
    for each in architecture:
        if each.kind == "client" or each.name not in run.limited or each.name not in set(laws):
            continue
        law = laws[each.name]
        rows.append({"napkin: full": f"{loads[each.name].utilisation:.0%}", "theory: full": f"{law.utilisation:.0%}",
                     "simulation: full": f"{run.utilisation(each.name):.0%}", "theory: mean wait": time(law.wait),
                     "simulation: mean wait": time(run.wait(each.name)),
                     "theory says": (law.fails and f"nothing: {law.fails}") or law.model})
        names.append(each.name)
    rows.append({"napkin: full": f"without waits {time(least_latency(run))}", "theory: full": "",
                 "simulation: full": "",
                 "theory: mean wait": f"in all {time(laws.mean_latency)}" if not laws.fails else "",
                 "simulation: mean wait": f"in all {run.sure(None)}",
                 "theory says": f"nothing: {laws.fails}" if laws.fails else "the sum along the way"})
    return pandas.DataFrame(rows, index=pandas.Index([*names, "mean latency"], name="component"))


def least_latency(run: Run) -> float:
    """The mean latency in seconds of the run's served requests if none of their calls had waited: a floor.

    The same requests go the same ways, with the same hits, and every service takes exactly its mean; a cache with real
    entries always hits. Because the slowest of several calls decides, services that vary only add to this (Jensen,
    1906). Where requests were sent again, each attempt draws anew, and only the calls that all of them make count.
    """
    setup = run._raw.setup
    plain = replace(setup, stations={name: _without_waits(each) for name, each in setup.stations.items()})
    if run.client.feeds_back or setup.plan.detours:
        floor = np.array([_always(plain, root) for root in setup.plan.roots])[setup.endpoint]
    else:
        order = order_of(plain)
        assert order is not None, "without ceilings no order is needed"
        floor = run_scan(plain, order).reply - setup.times
    return float(floor[run.served].mean()) if run.served.any() else math.nan


def _always(setup: Setup, index: int) -> float:
    """Seconds from the start of a call to its end, of the calls that are always made, if nobody waits."""
    node = setup.plan.nodes[index]
    below = [setup.plan.nodes[each] for each in node.children]
    longest = max((each.there + _always(setup, each.index) + each.back for each in below
                   if each.waits and not each.guard and each.calls >= 1), default=0.0)
    if not node.component:
        return longest
    station = setup.stations[node.component]
    return station.stay * station.work(node) + longest


def _without_waits(station: Station) -> Station:
    """The same station without a ceiling, with services that all take the mean."""
    hits = station.component if station.behaviour.caching is None else station.component.replace(hit_rate=1.0)
    return replace(station, component=hits, servers=None, behaviour=Behaviour(service="deterministic"))
