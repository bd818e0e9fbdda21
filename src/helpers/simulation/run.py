"""What a run shows: percentiles, availability, a table by component, the bottleneck, series, single requests."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from helpers.architecture import Component, cost_of
from helpers.simulation.limit import LONG_MEAN, LONG_PERCENTILE, too_short
from helpers.simulation.run_components import OfComponents
from helpers.simulation.stats import interval, percentiles
from helpers.simulation.verdicts import FEWEST, Bottleneck, Sure

if TYPE_CHECKING:
    import pandas

    from helpers.findings import Findings


class Run(OfComponents):
    """The outcome of `simulate`: its figures, over time and in words; times are in seconds.

    Parameters
    ----------
    raw : Raw
        What an engine left behind.
    engine : str
        Which one: "scan" or "event".
    """

    # --- how sure, and what limits it ---------------------------------------------------------------------------------

    def sure(self, percentile: float | None = 99) -> Sure:
        """A percentile (None: the mean) with its 95% confidence interval, and whether it can be relied on.

        Near its limit a box takes long to forget how full it was: a run must then be long, or says that it is too
        short. The interval is that of `helpers.simulation.stats.interval`.
        """
        found = self._of(None)
        value = self.mean_latency if percentile is None else self.latency(percentile)
        if len(found) < FEWEST:
            return Sure(value, 0.0, float("inf"), "unsure")
        low, high = interval(found, np.mean if percentile is None else lambda part: percentiles(part, percentile)[0])
        low, high, why = max(0.0, min(low, value)), max(high, value), ""
        verdict = "growing" if self.growing else "unsure" if high - low > 0.1 * value else "steady"
        if verdict != "growing":
            why = too_short(self, LONG_MEAN if percentile is None else LONG_PERCENTILE)
        return Sure(value, low, high, "short" if why else verdict, why)

    @property
    def bottleneck(self) -> Bottleneck | None:
        """The component that limits the design first, and how one can tell; None where none has a ceiling."""
        from helpers.simulation.verdicts import bottleneck

        return bottleneck(self)

    # --- over time, and single requests -------------------------------------------------------------------------------

    def series(self, what: str = "latency", component: str | None = None, *, percentile: float = 99,
               windows: int = 60) -> pandas.DataFrame:
        """A DataFrame over time (index: seconds, the middle of each window, from the start to the last arrival).

        Parameters
        ----------
        what : str
            "arrivals", "attempts" (requests, retries and hedges that were sent), "goodput" or "failures" (a second),
            "latency" (a percentile, in seconds), or of a component "arrivals" (calls that come to it a second, those
            that it refuses and those that are tried again included),
            "busy" (the share of its server-time that was used in the window; a crashed server's counts as not used),
            "in service" (how many are being served in the middle of the window), "utilisation" (the
            work that came in a window and was served, over what its servers can do in it), "wait" (mean, in seconds),
            "queue" (how many wait in the middle of the window), "backlog" (of a queue or stream: how many of its
            messages are not done then, those that a worker has begun included) or "replicas" (how many run then,
            crashed ones not counted).
        component : str, optional
            Which component, where `what` is of one.
        percentile : float
            Of the latency, 0 to 100.
        windows : int
            Into how many windows of equal length the run is cut. A request or call belongs to the window of its
            arrival; goodput to that of the reply. What happens after the last arrival belongs to none.
        """
        from helpers.simulation.series import series

        return series(self, what, component, percentile, windows)

    @property
    def traced(self) -> tuple[int, ...]:
        """The numbers of the requests that were traced: up to 200, evenly over the run."""
        return tuple(int(each) for each in self._raw.setup.sample())

    def trace(self, which: str | int = "slowest") -> pandas.DataFrame:
        """One sampled request hop by hop: a DataFrame of where it was, what it waited and how long it was served.

        Parameters
        ----------
        which : str or int
            "slowest", "median", "fastest", or the number of a request in `traced`.

        Returns
        -------
        DataFrame
            A row a call: component, attempt (1 is the first), and in seconds since the request arrived when the call
            arrives and leaves, how long it waits and is served.

        Raises
        ------
        SimulationError
            Where that request was not traced.
        """
        from helpers.simulation.trace import trace

        return trace(self, which)

    # --- in words and tables ------------------------------------------------------------------------------------------

    @cached_property
    def cost(self) -> float:
        """$ a month: the replicas that ran, on average, at their prices, and paid requests at this run's rate."""
        return sum(cost_of(each, *self._paid(each))
                   + (self.replicas(each.name) - each.replicas) * each.cost for each in self.architecture)

    def _paid(self, component: Component) -> tuple[float, float]:
        """Reads and writes a second that came to a component; a write to all copies of a shard is one."""
        plan, calls = self._raw.setup.plan, self.calls(component.name) / max(self.seconds, 1e-12)
        made = {node.index: node.expected * plan.shares[node.endpoint] for node in plan.of_component(component.name)}
        total = sum(made.values()) or 1.0
        writing = [plan.nodes[index] for index in made if plan.nodes[index].writes]
        writes = sum(made[node.index] for node in writing) / total
        once = sum(made[node.index] / (component.write_copies if node.broadcast else 1) for node in writing) / total
        return calls * (1 - writes), calls * once

    def figures(self) -> dict[str, float]:
        """The run's main figures by name, times in seconds, cost in $ a month: evidence for a `Decision`."""
        p50, p99, p999 = self.percentiles(50, 99, 99.9)
        return {"mean": self.mean_latency, "p50": p50, "p99": p99, "p99.9": p999, "availability": self.availability,
                "cost": self.cost, "utilisation": self.bottleneck.utilisation if self.bottleneck else 0.0}

    def describe(self) -> str:
        """Where the figures come from, in one line: the design, the load, the seed, and what was not usual."""
        from helpers.simulation.run_report import describe

        return describe(self)

    def check(self, requirements: object) -> Findings:
        """Findings where the run misses what is required: p99 latency, availability, monthly cost; not durability."""
        from helpers.simulation.run_report import check

        return check(self, requirements)

    def summary(self) -> pandas.DataFrame:
        """A DataFrame with one row for all requests and one for each endpoint."""
        from helpers.simulation.run_report import summary

        return summary(self)

    def table(self) -> pandas.DataFrame:
        """A DataFrame by component: calls a second, utilisation, waits, queue, what was dropped and why."""
        from helpers.simulation.run_report import table

        return table(self)

    def __repr__(self) -> str:
        from helpers.simulation.run_report import line

        return line(self)

    def _repr_html_(self) -> str:
        from helpers.simulation.run_report import html

        return html(self)
