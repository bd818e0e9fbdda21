"""Napkin, theory and simulation side by side: three ways to the same figures."""

import math

from helpers.simulation.engine import simulate
from helpers.simulation.theory import theory


def three_ways(architecture, workload, faults=(), client=None, n: int = 200_000, seed: int = 1, *, behaviours=None):
    """A DataFrame by component: utilisation by napkin, theory and simulation, mean waits by theory and simulation.

    The napkin is step 5's load over capacity. The last row is the whole: the least latency without any wait, the mean
    by theory, the mean by simulation with its 95% interval. Where theory has nothing to say, it says why.
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
        if each.kind == "client" or run._raw.setup.stations[each.name].servers is None or each.name not in set(laws):
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


def least_latency(run) -> float:
    """The mean latency if nobody ever waited and every service took its mean: wire and service on the slowest way."""
    plan, stations = run._raw.setup.plan, run._raw.setup.stations

    def below(index: int) -> float:
        node = plan.nodes[index]
        own = stations[node.component].stay if node.component else 0.0
        waits = [plan.nodes[each] for each in node.children if plan.nodes[each].waits]
        always = [below(each.index) + each.there + each.back for each in waits if not each.guard]
        sometimes = sum(each.expected / max(node.expected * each.calls, 1e-300)
                        * (below(each.index) + each.there + each.back) for each in waits if each.guard)
        return own + max(always, default=0.0) + sometimes

    return sum(below(root) * share for root, share in zip(plan.roots, plan.shares, strict=True))
