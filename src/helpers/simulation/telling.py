"""What a run tells: its figures as evidence, against what was asked for, in a table, in a notebook."""

from functools import cached_property

from helpers.architecture import cost_of
from helpers.findings import Finding, Findings
from helpers.simulation.stats import percentiles
from helpers.simulation.verdicts import LEAVES_OUT, share


class Telling:
    """The part of a `Run` that puts its figures into words and tables."""

    # --- against what was asked for -----------------------------------------------------------------------------------

    @cached_property
    def cost(self) -> float:
        """$ a month: the replicas at their prices, and paid requests at this run's rate."""
        return sum(cost_of(each, self.calls(each.name) / max(self.seconds, 1e-12)) for each in self.architecture)

    def figures(self) -> dict[str, float]:
        """The run's main figures by name: evidence for a `Decision`."""
        p50, p99, p999 = self.percentiles(50, 99, 99.9)
        return {"mean": self.mean_latency, "p50": p50, "p99": p99, "p99.9": p999, "availability": self.availability,
                "cost": self.cost, "utilisation": self.bottleneck.utilisation if self.bottleneck else 0.0}

    def describe(self) -> str:
        """Where the figures come from, in one line: the design, the load, the seed, and what was not usual."""
        from helpers.units import Q, human

        own = ", ".join(sorted(self.behaviours))
        keys = f", {self.workload.keys.count:,} keys" if self.workload.keys else ""
        return (f"simulation of {self.architecture.name!r}: {self.n:,} requests at "
                f"{human(Q(self.workload.rate, '1/s'))}{keys}, "
                f"{len(self.faults)} faults, {f'behaviours of {own}, ' if own else ''}seed {self.seed}, "
                f"engine {self.engine}")

    def check(self, requirements) -> Findings:
        """Findings where the run misses what is required: p99 latency, availability, monthly cost, durability aside."""
        from helpers.architecture.targets import as_targets
        from helpers.units import Q, human

        targets, found = as_targets(requirements), []
        where = self.bottleneck.component if self.bottleneck else self.architecture.name
        p99 = self.latency(99)
        for seconds, percentile, of, place in targets.latencies:  # of a sheet: each by its own percentile and endpoint
            endpoint = of if of in self.endpoints else None
            took = self.latency(percentile, endpoint)
            if (of == "all" or endpoint) and place != "client" and not took <= seconds:
                told = f"took up to {human(Q(took, 's'), 3)}" if took == took else "were not served"
                found.append(Finding("run-too-slow", "error", where,
                                     f"{percentile:g}% of {endpoint or 'the requests'} {told}; required are "
                                     f"{human(Q(seconds, 's'), 3)}",
                                     f"Look at {where} first: {self.bottleneck.because if self.bottleneck else ''}."))
        if not targets.latencies and targets.latency is not None and not p99 <= targets.latency:
            took = f"99% of the requests took up to {human(Q(p99, 's'), 3)}" if p99 == p99 else "nothing was served"
            found.append(Finding("run-too-slow", "error", where,
                                 f"{took}; required are "
                                 f"{human(Q(targets.latency, 's'), 3)}",
                                 f"Look at {where} first: {self.bottleneck.because if self.bottleneck else ''}."))
        if targets.availability is not None and self.availability < targets.availability:
            reasons = ", ".join(f"{count:,} {why}" for why, count in self.outcomes.items() if why != "served")
            found.append(Finding("run-unavailable", "error", where,
                                 f"{self.availability:.4%} of the requests were served; required are "
                                 f"{targets.availability:.4%} ({reasons})", "Remove the reason that counts most."))
        if targets.monthly_cost is not None and self.cost > targets.monthly_cost:
            found.append(Finding("run-too-dear", "error", self.architecture.name,
                                 f"it costs {human(Q(self.cost, 'USD/month'))} a month; allowed are "
                                 f"{human(Q(targets.monthly_cost, 'USD/month'))}", "Take away what is idle."))
        if self.growing or self.overloaded:
            found.append(Finding("run-growing", "error", where, "more arrives than is served, so latency grows as "
                                 "long as that lasts", "Add capacity, or send less."))
        return Findings(found)

    def summary(self):
        """A DataFrame with one row for all requests and one for each endpoint."""
        from helpers.tables import pandas
        from helpers.units import Q, human

        def row(name) -> dict:
            chosen = slice(None) if name is None else self._raw.setup.endpoint == self.endpoints.index(name)
            found = self._of(name)
            shown = [human(Q(float(each), "s"), 3) if len(found) else "" for each in percentiles(found, [50, 99, 99.9])]
            served = self.served[chosen]
            return {"requests": f"{len(served):,}", "served": share(served.mean()) if len(served) else "",
                    "p50": shown[0], "p99": shown[1], "p99.9": shown[2]}

        names = [None, *(self.endpoints if len(self.endpoints) > 1 else ())]
        return pandas.DataFrame([row(name) for name in names],
                                index=pandas.Index(["all", *names[1:]], name="endpoint"))

    def __repr__(self) -> str:
        from helpers.units import Q, human

        tight = self.bottleneck
        return (f"<Run of {self.n:,} requests at {human(Q(self.workload.rate, '1/s'))}: p99 "
                f"{human(Q(self.latency(99), 's'), 3) if self.served.any() else 'none'}, "
                f"{share(self.availability)} served{f', fullest {tight.component}' if tight else ''}>")

    def _repr_html_(self) -> str:
        from html import escape

        tight = self.bottleneck
        told = f"Fullest: <b>{escape(tight.component)}</b>: {escape(tight.because)}. " if tight else ""
        sure = f"p99 {escape(str(self.sure(99)))}." if self.served.any() else ""
        return (f"<p>{told}{sure}</p>{self.summary().to_html()}{self.table().to_html()}"
                f"<p style='opacity:.75'>{escape(self.describe())}. {LEAVES_OUT}</p>")
