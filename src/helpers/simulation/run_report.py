"""What a run tells in words and tables: against what was asked for, by endpoint and by component, in a notebook."""

import numpy as np

from helpers.findings import Finding, Findings
from helpers.simulation.outcomes import REASONS
from helpers.simulation.stats import percentiles
from helpers.simulation.verdicts import LEAVES_OUT, share, short


def describe(run) -> str:
    """Where the figures come from, in one line: the design, the load, the seed, and what was not usual."""
    from helpers.units import Q, human

    own = ", ".join(sorted(run.behaviours))
    keys = f", {run.workload.keys.count:,} keys" if run.workload.keys else ""
    return (f"simulation of {run.architecture.name!r}: {run.n:,} requests at "
            f"{human(Q(run.workload.rate, '1/s'))}{keys}, "
            f"{len(run.faults)} faults, {f'behaviours of {own}, ' if own else ''}seed {run.seed}, "
            f"engine {run.engine}")


def check(run, requirements: object) -> Findings:
    """Findings where the run misses what is required: p99 latency, availability, monthly cost, durability aside."""
    from helpers.architecture.targets import as_targets
    from helpers.units import Q, human

    targets, found = as_targets(requirements), []
    where = run.bottleneck.component if run.bottleneck else run.architecture.name
    p99 = run.latency(99)
    because = run.bottleneck.because if run.bottleneck else ""
    for seconds, percentile, of, place in targets.latencies:  # of a sheet: each by its own percentile and endpoint
        endpoint = of if of in run.endpoints else None
        took = run.latency(percentile, endpoint)
        if (of == "all" or endpoint) and place != "client" and not took <= seconds:
            told = f"took up to {human(Q(took, 's'), 3)}" if took == took else "were not served"
            found.append(Finding("run-too-slow", "error", where,
                                 f"{percentile:g}% of {endpoint or 'the requests'} {told}; required are "
                                 f"{human(Q(seconds, 's'), 3)}", f"Look at {where} first: {because}."))
    if not targets.latencies and targets.latency is not None and not p99 <= targets.latency:
        took = f"99% of the requests took up to {human(Q(p99, 's'), 3)}" if p99 == p99 else "nothing was served"
        found.append(Finding("run-too-slow", "error", where,
                             f"{took}; required are {human(Q(targets.latency, 's'), 3)}",
                             f"Look at {where} first: {because}."))
    if targets.availability is not None and run.availability < targets.availability:
        reasons = ", ".join(f"{count:,} {why}" for why, count in run.outcomes.items() if why != "served")
        found.append(Finding("run-unavailable", "error", where,
                             f"{run.availability:.4%} of the requests were served; required are "
                             f"{targets.availability:.4%} ({reasons})", "Remove the reason that counts most."))
    if targets.monthly_cost is not None and run.cost > targets.monthly_cost:
        found.append(Finding("run-over-budget", "error", run.architecture.name,
                             f"it costs {human(Q(run.cost, 'USD/month'))}; allowed are "
                             f"{human(Q(targets.monthly_cost, 'USD/month'))}", "Take away what is idle."))
    if run.growing or run.overloaded:
        found.append(Finding("run-growing", "error", where, "more arrives than is served, so latency grows as "
                             "long as that lasts", "Add capacity, or send less."))
    return Findings(found)


def summary(run):
    """A DataFrame with one row for all requests and one for each endpoint."""
    from helpers.tables import pandas
    from helpers.units import Q, human

    def row(name) -> dict:
        chosen = run.of_endpoint(name)
        served = run.served[chosen]
        found = run.latencies[chosen & run.served]
        shown = [human(Q(float(each), "s"), 3) if len(found) else "" for each in percentiles(found, [50, 99, 99.9])]
        return {"requests": f"{len(served):,}", "served": share(served.mean()) if len(served) else "",
                "p50": shown[0], "p99": shown[1], "p99.9": shown[2]}

    names = [None, *(run.endpoints if len(run.endpoints) > 1 else ())]
    return pandas.DataFrame([row(name) for name in names],
                            index=pandas.Index(["all", *names[1:]], name="endpoint"))


def failures(run):
    """A row for each request that failed: when it arrived and failed, why, and where."""
    from helpers.tables import pandas

    raw, names = run._raw, [*run._raw.setup.stations, ""]  # -1 is the last: at the client
    if raw.failed_at is None:
        failed, at, where = np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=np.int64)
    else:
        failed = (~np.isnan(raw.failed_at)).nonzero()[0]
        at, where = raw.failed_at[failed], raw.failed_where[failed]
    return pandas.DataFrame({
        "arrived_seconds": run.arrival_times[failed], "failed_seconds": at,
        "reason": np.array(REASONS, dtype=object)[raw.outcome[failed]],
        "component": np.array(names, dtype=object)[where]}, index=pandas.Index(failed, name="request"))


def failed_seconds(run) -> dict[str, np.ndarray]:
    """By reason, when requests failed, in seconds."""
    raw = run._raw
    if raw.failed_at is None:
        return {}
    failed = (~np.isnan(raw.failed_at)).nonzero()[0]
    why, at = raw.outcome[failed], raw.failed_at[failed]
    return {REASONS[each]: at[why == each] for each in np.unique(why)}


def failed_counts(run) -> list[tuple[str, str, int]]:
    """Why and where requests failed, and how many, the most frequent first."""
    raw, names = run._raw, [*run._raw.setup.stations, ""]  # -1 is the last: at the client
    if raw.failed_at is None:
        return []
    failed = (~np.isnan(raw.failed_at)).nonzero()[0]
    keys = raw.outcome[failed].astype(np.int64) * len(names) + raw.failed_where[failed] % len(names)
    found = [(REASONS[key // len(names)], names[key % len(names)], int(count))
             for key, count in zip(*np.unique(keys, return_counts=True), strict=True)]
    return sorted(found, key=lambda each: (-each[2], each[0], each[1]))


def table(run):
    """A DataFrame by component: calls a second, utilisation, waits, queue, what was dropped and why."""
    from helpers.tables import pandas
    from helpers.units import Q, human

    def row(name: str) -> dict:
        free, drops = name not in run.limited, run.drops(name)
        return {"calls": human(Q(run.calls(name) / max(run.seconds, 1e-12), "1/s")),
                "replicas": _replicas(run, name),
                "utilisation": "" if free else f"{run.utilisation(name):.0%}",
                "mean wait": "" if free else short(run.wait(name)),
                "p99 wait": "" if free else short(run.wait(name, 99)),
                "waiting": "" if free else f"{run.queue(name):.3g}",
                "dropped": ", ".join(f"{count:,} {reason}" for reason, count in drops.items())}

    names = [each.name for each in run.architecture if each.kind != "client"]
    return pandas.DataFrame([row(name) for name in names], index=pandas.Index(names, name="component"))


def _replicas(run, name: str) -> int | str:
    """How many ran; with an autoscaler on average."""
    behaviour = run.behaviours.get(name)
    if behaviour is None or behaviour.autoscale is None:
        return run.architecture[name].replicas
    return f"{run.replicas(name):.3g} on average"


def line(run) -> str:
    """A run in one line."""
    from helpers.units import Q, human

    tight = run.bottleneck
    return (f"<Run of {run.n:,} requests at {human(Q(run.workload.rate, '1/s'))}: p99 "
            f"{human(Q(run.latency(99), 's'), 3) if run.served.any() else 'none'}, "
            f"{share(run.availability)} served{f', fullest {tight.component}' if tight else ''}>")


def html(run) -> str:
    """A run as a notebook shows it: the bottleneck, how sure p99 is, both tables, what is left out."""
    from html import escape

    tight = run.bottleneck
    told = f"Fullest: <b>{escape(tight.component)}</b>: {escape(tight.because)}. " if tight else ""
    sure = f"p99 {escape(str(run.sure(99)))}." if run.served.any() else ""
    return (f"<p>{told}{sure}</p>{run.summary()._repr_html_()}{run.table()._repr_html_()}"
            f"<p style='opacity:.75'>{escape(run.describe())}. {LEAVES_OUT}</p>")
