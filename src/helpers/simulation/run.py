"""What a run shows: percentiles, availability, a table by component, the bottleneck, series, single requests."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from helpers.architecture import Component, cost_of
from helpers.errors import nearest, shorten
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError
from helpers.simulation.limit import LONG_MEAN, LONG_PERCENTILE, too_short
from helpers.simulation.messages import Messages, messages_of
from helpers.simulation.outcomes import REASONS, SERVED
from helpers.simulation.raw import Raw
from helpers.simulation.stats import BATCHES, batches, interval, percentiles, rising
from helpers.simulation.verdicts import FEWEST, Bottleneck, Sure
from helpers.simulation.workload import Constant

if TYPE_CHECKING:
    import pandas

    from helpers.findings import Findings


class Run:
    """The outcome of `simulate`. Times are in seconds.

    Latency is that of requests that were served, from the first attempt to the reply. `availability` is the share that
    was served. Utilisation is busy server-time over server-time, from the start until no more arrives and nobody waits
    any more: what is served after the last arrival in a queue counts, the last calls' own service does not.
    `engine` is "scan" or "event".
    """

    def __init__(self, raw: Raw, engine: str):
        self._raw, self.engine = raw, engine
        self.architecture, self.workload = raw.setup.plan.architecture, raw.setup.workload
        self.client, self.faults = raw.setup.client, raw.setup.faults
        self.behaviours, self.seed, self.n = raw.setup.behaviours, raw.setup.seed, raw.setup.n
        self.endpoints = raw.setup.plan.names

    # --- the requests -------------------------------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """From the start to the last arrival."""
        return float(self._raw.setup.times[-1])

    @property
    def arrival_times(self) -> np.ndarray:
        """When each request arrived, in seconds."""
        return self._raw.setup.times

    @cached_property
    def latencies(self) -> np.ndarray:
        """Seconds from arrival to reply of each request; nan for those not served."""
        return self._raw.reply - self._raw.setup.times

    @cached_property
    def served(self) -> np.ndarray:
        """Whether each request was served."""
        return self._raw.outcome == SERVED

    @cached_property
    def outcomes(self) -> dict[str, int]:
        """How many requests ended how: served, in flight at the end, or the reason of the last failure."""
        counts = np.bincount(self._raw.outcome, minlength=len(REASONS))
        return {reason: int(count) for reason, count in zip(REASONS, counts, strict=True)
                if count or reason == "served"}

    @property
    def attempts(self) -> int:
        """What was sent in all: first attempts, retries and hedges."""
        return self._raw.attempts

    @property
    def availability(self) -> float:
        """The share of the requests that were served."""
        return float(self.served.mean())

    def of_endpoint(self, endpoint: str | None) -> np.ndarray:
        """Whether each request is of an endpoint; of None all are. Raises `SimulationError`."""
        if endpoint is None:
            return np.ones(self.n, dtype=bool)
        if not isinstance(endpoint, str) or endpoint not in self.endpoints:
            raise SimulationError(f"endpoint: there is no endpoint {shorten(endpoint)}."
                                  f"{nearest(endpoint, self.endpoints)}")
        return self._raw.setup.endpoint == self.endpoints.index(endpoint)

    def _of(self, endpoint: str | None) -> np.ndarray:
        """The latencies of the served requests, of one endpoint or of all."""
        if endpoint is None:
            return self.latencies if self.served.all() else self.latencies[self.served]
        return self.latencies[self.of_endpoint(endpoint) & self.served]

    def latency(self, percentile: float = 99, endpoint: str | None = None) -> float:
        """A percentile (0 to 100) of the latency in seconds; nan when nothing was served.

        Counted in buckets of 0.4%; exact up to 20,000 requests.
        """
        percentile = read.number(percentile, "percentile", 0.0, 100.0, "99")
        return float(percentiles(self._of(endpoint), percentile)[0])

    def percentiles(self, *wanted: float) -> tuple[float, ...]:
        """Several percentiles of the latency at once, in seconds."""
        wanted = tuple(read.number(each, "percentile", 0.0, 100.0, "99") for each in wanted or (50, 99, 99.9))
        return tuple(float(each) for each in percentiles(self._of(None), wanted))

    @property
    def mean_latency(self) -> float:
        """The mean latency in seconds; nan when nothing was served."""
        found = self._of(None)
        return float(found.mean()) if len(found) else float("nan")

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

    @cached_property
    def growing(self) -> bool:
        """Whether latency still grew when the run ended, under a steady load without faults: more came than went."""
        found = self._of(None)
        return (len(found) >= BATCHES * 10 and isinstance(self.workload.shape, Constant) and not self.faults
                and rising(batches(found, np.mean)))

    @property
    def work(self) -> float:
        """Calls that one request makes on average."""
        return self._raw.setup.plan.work

    def failures(self) -> pandas.DataFrame:
        """A DataFrame with a row for each request that failed: when (in seconds), why, and at which component.

        Of several attempts the last counts. The component is empty where the client gave up or sent nothing; where a
        box gave up waiting it is that box. The index
        is the request's number, in order of arrival.
        """
        from helpers.simulation.run_report import failures

        return failures(self)

    # --- the components -----------------------------------------------------------------------------------------------

    def _check(self, name: str) -> str:
        if not isinstance(name, str) or name not in self.architecture:
            raise SimulationError(f"component: there is no component {shorten(name)}."
                                  f"{nearest(name, self.architecture.names)}")
        return name

    @property
    def limited(self) -> tuple[str, ...]:
        """The components that have a ceiling, so that calls can wait there."""
        return tuple(name for name, station in self._raw.setup.stations.items() if station.servers is not None)

    def offered(self, name: str) -> float:
        """What came to a component over what it can take, by the plan: above 1 it falls behind. 0 without a ceiling.

        A real cache and an autoscaler change this as they go; here hits are those that the drawing promises.
        """
        setup, station = self._raw.setup, self._raw.setup.stations[self._check(name)]
        if station.servers is None:
            return 0.0
        calls = sum(each.expected * setup.plan.shares[each.endpoint] * station.work(each)
                    for each in setup.plan.of_component(name))
        return self.n / max(self.seconds, 1e-12) * calls * station.busy / (station.replicas * station.servers)

    @cached_property
    def overloaded(self) -> tuple[str, ...]:
        """The components that get more than they can take (none is told where caches or autoscalers are real)."""
        if any(each.caching or each.autoscale for each in self.behaviours.values()):
            return ()
        return tuple(name for name in self.architecture.names if self.offered(name) > 1)

    def utilisation(self, name: str) -> float:
        """Busy server-time over server-time, until the last call began its service; 0 for a box without a ceiling."""
        station = self._raw.setup.stations[self._check(name)]
        if station.servers is None or not self._raw.end:
            return 0.0
        return min(1.0, self._raw.seen[name].busy / (self.replica_seconds(name) * station.servers))

    def fullest(self, name: str) -> float:
        """The utilisation of the fullest replica (of all together where an autoscaler changes their number)."""
        shares = self.shard_shares(name)
        evenly = self._raw.setup.stations[name].behaviour.autoscale is not None
        return self.utilisation(name) * (1.0 if evenly else float(shares.max()) * len(shares))

    def replica_seconds(self, name: str) -> float:
        """How long replicas of a component ran, added up over them, until the last call began its service there."""
        station, seen = self._raw.setup.stations[self._check(name)], self._raw.seen[name]
        end = self._span(name)
        total, last, count = 0.0, 0.0, station.replicas
        for when, replicas in seen.replicas:
            total += (min(when, end) - last) * count
            last, count = min(when, end), replicas
        return total + (end - last) * count

    def _span(self, name: str) -> float:
        return max(self.seconds, self._raw.seen[name].until)

    def replicas(self, name: str) -> float:
        """How many replicas of a component ran on average; without an autoscaler those that are drawn."""
        return self.replica_seconds(name) / self._span(name)

    def waits(self, name: str) -> np.ndarray:
        """How long each call waited at a component, in seconds; empty where nobody can wait."""
        parts = self._raw.seen[self._check(name)].wait
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.float32)

    def wait(self, name: str, percentile: float | None = None) -> float:
        """The mean wait at a component, or a percentile of it, in seconds."""
        found = self.waits(name)
        if percentile is not None:
            percentile = read.number(percentile, "percentile", 0.0, 100.0, "99")
        if not len(found):
            return 0.0
        return float(found.mean(dtype=float)) if percentile is None else float(percentiles(found, percentile)[0])

    def queue(self, name: str) -> float:
        """How many wait at a component on average (Little's law: mean wait times arrivals, over the whole run).

        Whoever leaves without having been served, or waits still at the end, counts for as long as they waited.
        """
        waited = self.waits(name).sum(dtype=float)
        waited += sum(each.sum(dtype=float) for each in self._raw.seen[name].left[1:])
        return float(waited) / self._raw.end if self._raw.end else 0.0

    def calls(self, name: str) -> int:
        """How many calls came to a component."""
        return self._raw.seen[self._check(name)].calls

    def retries(self, name: str) -> int:
        """How many calls a component sent again (see `CallPolicy`); those of the clients are in `attempts`."""
        return self._raw.seen[self._check(name)].again

    def timeouts(self, name: str) -> int:
        """How many of the calls that a component made were given up because the reply was late (see `CallPolicy`)."""
        return self._raw.seen[self._check(name)].late

    def drops(self, name: str) -> dict[str, int]:
        """How many calls a component did not serve, by reason."""
        return {REASONS[reason]: count for reason, count in sorted(self._raw.seen[self._check(name)].drops.items())}

    def messages(self, name: str) -> dict[str, int]:
        """What became of the messages of a queue or stream: done, failed, open at the end; how many went out again.

        A message is done when the worker that took it, and all that this one waits for, is done. It has failed when
        its last delivery has (see `Redelivery`). Where several workers take each message, it counts for each.
        """
        return self._messages(name).counts()

    def _messages(self, name: str) -> Messages:
        return messages_of(name, self.architecture[self._check(name)].kind, self._raw.seen[name].messages)

    def delays(self, name: str) -> np.ndarray:
        """Seconds from coming to a queue or stream until the work was done, for each message that was done."""
        return self._messages(name).delays

    def delay(self, name: str, percentile: float | None = None) -> float:
        """The mean delay of the messages of a queue or stream, or a percentile of it, in seconds; nan without any."""
        found = self.delays(name)
        if percentile is not None:
            percentile = read.number(percentile, "percentile", 0.0, 100.0, "99")
        if not len(found):
            return float("nan")
        return float(found.mean()) if percentile is None else float(percentiles(found, percentile)[0])

    def backlog(self, name: str) -> float:
        """How many messages of a queue or stream are not done yet, on average from the start to the last arrival."""
        found, until = self._messages(name), self.seconds
        return float((np.minimum(found.gone, until) - np.minimum(found.came, until)).sum() / until) if until else 0.0

    def shard_shares(self, name: str) -> np.ndarray:
        """The share of a component's calls that came to each replica."""
        station, seen = self._raw.setup.stations[self._check(name)], self._raw.seen[name]
        if not seen.lanes:
            return np.full(station.replicas, 1 / station.replicas)
        counts = np.bincount(np.concatenate(seen.lanes), minlength=station.replicas)
        return counts / counts.sum()

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
