"""What a run shows: percentiles, availability, a table by component, the bottleneck, series, single requests."""

from functools import cached_property

import numpy as np

from helpers.errors import nearest, shorten
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError
from helpers.simulation.outcomes import REASONS, SERVED
from helpers.simulation.raw import Raw
from helpers.simulation.run_report import Telling
from helpers.simulation.stats import BATCHES, batches, half_width, percentiles, rising
from helpers.simulation.verdicts import Bottleneck, Sure, short
from helpers.simulation.workload import Constant


class Run(Telling):
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
        """When each request arrived."""
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

    def _of(self, endpoint) -> np.ndarray:
        """The latencies of the served requests, of one endpoint or of all."""
        if endpoint is None:
            return self.latencies if self.served.all() else self.latencies[self.served]
        if not isinstance(endpoint, str) or endpoint not in self.endpoints:
            raise SimulationError(f"endpoint: there is no endpoint {shorten(endpoint)}."
                                  f"{nearest(endpoint, self.endpoints)}")
        chosen = self._raw.setup.endpoint == self.endpoints.index(endpoint)
        return self.latencies[chosen & self.served]

    def latency(self, percentile: float = 99, endpoint: str | None = None) -> float:
        """A percentile of the latency in seconds; nan when nothing was served.

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
        """A percentile (None: the mean) with its confidence interval by batch means, and whether it still grows."""
        found = self._of(None)
        value = self.mean_latency if percentile is None else self.latency(percentile)
        if len(found) < BATCHES * 100:
            return Sure(value, 0.0, float("inf"), "unsure")
        parts = batches(found, np.mean if percentile is None else lambda part: percentiles(part, percentile)[0])
        half = half_width(parts)
        verdict = "growing" if self.growing else "unsure" if half > 0.05 * value else "steady"
        return Sure(value, max(0.0, value - half), value + half, verdict)

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

    def offered(self, name: str) -> float:
        """What came to a component over what it can take, by the plan: above 1 it falls behind. 0 without a ceiling.

        A real cache and an autoscaler change this as they go; here hits are those that the drawing promises.
        """
        setup, station = self._raw.setup, self._raw.setup.stations[self._check(name)]
        if station.servers is None:
            return 0.0
        calls = sum(each.expected * setup.plan.shares[each.endpoint] for each in setup.plan.of_component(name))
        return self.n / max(self.seconds, 1e-12) * calls * station.busy / (station.replicas * station.servers)

    @cached_property
    def overloaded(self) -> tuple[str, ...]:
        """The components that get more than they can take (none is told where caches or autoscalers are real)."""
        if any(each.caching or each.autoscale for each in self.behaviours.values()):
            return ()
        return tuple(name for name in self._raw.setup.stations if self.offered(name) > 1)

    # --- the components -----------------------------------------------------------------------------------------------

    def _check(self, name: str) -> str:
        if not isinstance(name, str) or name not in self.architecture:
            raise SimulationError(f"component: there is no component {shorten(name)}."
                                  f"{nearest(name, self.architecture.names)}")
        return name

    def utilisation(self, name: str) -> float:
        """Busy server-time over server-time, until the last call began its service; 0 for a box without a ceiling."""
        station = self._raw.setup.stations[self._check(name)]
        if station.servers is None or not self._raw.end:
            return 0.0
        return min(1.0, self._raw.seen[name].busy / (self._replica_seconds(name) * station.servers))

    def _replica_seconds(self, name: str) -> float:
        station, seen = self._raw.setup.stations[name], self._raw.seen[name]
        total, last, count = 0.0, 0.0, station.replicas
        for when, replicas in seen.replicas:
            total += (when - last) * count
            last, count = when, replicas
        return total + max(0.0, max(self.seconds, seen.until) - last) * count

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
        """How many wait at a component on average (Little's law: mean wait times arrivals, over the whole run)."""
        found = self.waits(name)
        return float(found.sum(dtype=float)) / self._raw.end if self._raw.end else 0.0

    def calls(self, name: str) -> int:
        """How many calls came to a component."""
        return self._raw.seen[self._check(name)].calls

    def drops(self, name: str) -> dict[str, int]:
        """How many calls a component did not serve, by reason."""
        return {REASONS[reason]: count for reason, count in sorted(self._raw.seen[self._check(name)].drops.items())}

    def shard_shares(self, name: str) -> np.ndarray:
        """The share of a component's calls that came to each replica."""
        station, seen = self._raw.setup.stations[self._check(name)], self._raw.seen[name]
        if not seen.lanes:
            return np.full(station.replicas, 1 / station.replicas)
        counts = np.bincount(np.concatenate(seen.lanes), minlength=station.replicas)
        return counts / counts.sum()

    def table(self):
        """A DataFrame by component: calls a second, utilisation, waits, queue, what was dropped and why."""
        from helpers.tables import pandas
        from helpers.units import Q, human

        def row(name: str) -> dict:
            station = self._raw.setup.stations[name]
            free = station.servers is None
            drops = self.drops(name)
            return {"calls": human(Q(self.calls(name) / max(self.seconds, 1e-12), "1/s")),
                    "replicas": station.replicas,
                    "utilisation": "" if free else f"{self.utilisation(name):.0%}",
                    "mean wait": "" if free else short(self.wait(name)),
                    "p99 wait": "" if free else short(self.wait(name, 99)),
                    "waiting": "" if free else f"{self.queue(name):.3g}",
                    "dropped": ", ".join(f"{count:,} {reason}" for reason, count in drops.items())}

        names = [each.name for each in self.architecture if each.kind != "client"]
        return pandas.DataFrame([row(name) for name in names], index=pandas.Index(names, name="component"))

    @property
    def bottleneck(self) -> Bottleneck | None:
        """The component that limits the design first, and how one can tell; None where none has a ceiling."""
        limited = [name for name, station in self._raw.setup.stations.items() if station.servers is not None]
        if not limited:
            return None
        dropping = [name for name in limited if self._raw.seen[name].drops]
        name = max(limited, key=lambda each: self._fullest(each))
        full = self._fullest(name)
        reasons = [f"it is {self.utilisation(name):.0%} busy"]
        if self._uneven(name):
            reasons[0] = f"its fullest replica gets {self.shard_shares(name).max():.0%} of the calls and is " \
                         f"{min(full, 1):.0%} busy"
        if self.waits(name).any():
            reasons.append(f"a call waits {short(self.wait(name))} there on average")
        if name in dropping:
            reasons.append("it refused " + ", ".join(f"{count:,} ({why})" for why, count in self.drops(name).items()))
        if full < 0.5:
            reasons.append("nothing is near its limit yet")
        return Bottleneck(name, full, "; ".join(reasons))

    def _uneven(self, name: str) -> bool:
        shares = self.shard_shares(name)
        return len(shares) > 1 and shares.max() > 1.2 / len(shares)

    def _fullest(self, name: str) -> float:
        shares = self.shard_shares(name)
        return self.utilisation(name) * float(shares.max()) * len(shares)

    # --- over time ----------------------------------------------------------------------------------------------------

    def series(self, what: str = "latency", component: str | None = None, *, percentile: float = 99, windows: int = 60):
        """A DataFrame over time (index: seconds, the middle of each window).

        `what` is "arrivals", "goodput" or "failures" (a second), "latency" (a percentile, by time of arrival), or of a
        component "utilisation", "wait" (mean), "queue" (how many wait) or "replicas". A window belongs to the arrival;
        goodput to the reply. The utilisation of a window is the work that came in it over what its servers can do.
        """
        from helpers.simulation.series import series

        return series(self, what, component, percentile, windows)

    # --- single requests ----------------------------------------------------------------------------------------------

    def trace(self, which: str | int = "slowest"):
        """One sampled request hop by hop: a DataFrame of where it was, what it waited and how long it was served.

        `which` is "slowest", "median", "fastest", or the number of a request in `traced`. Raises `SimulationError`.
        """
        from helpers.tables import pandas

        request = self._traced(which)
        began = float(self._raw.setup.times[request])
        rows = [{"component": self._raw.setup.plan.nodes[hop.node].component, "attempt": hop.attempt + 1,
                 "arrives_ms": (hop.arrive - began) * 1e3, "waits_ms": (hop.start - hop.arrive) * 1e3,
                 "served_ms": (hop.done - hop.start) * 1e3, "leaves_ms": (hop.done - began) * 1e3}
                for hop in self._raw.hops if hop.request == request]
        columns = ["component", "attempt", "arrives_ms", "waits_ms", "served_ms", "leaves_ms"]
        return pandas.DataFrame(rows, columns=columns).sort_values("arrives_ms", kind="stable", ignore_index=True)

    @property
    def traced(self) -> tuple[int, ...]:
        """The numbers of the requests that were traced: up to 200, evenly over the run."""
        return tuple(int(each) for each in self._raw.setup.sample())

    def _traced(self, which) -> int:
        if isinstance(which, str):
            read.choice(which, "which", ("slowest", "median", "fastest"))
            known = sorted((request for request in self.traced if self.served[request]),
                           key=lambda request: self.latencies[request])
            if not known:
                raise SimulationError("which: no traced request was served. Name one of `traced` by its number.")
            return known[{"slowest": -1, "median": len(known) // 2, "fastest": 0}[which]]
        if isinstance(which, bool) or not isinstance(which, int | np.integer) or which not in self.traced:
            raise SimulationError(f"which: request {shorten(which)} was not traced. Write \"slowest\", \"median\", "
                                  "\"fastest\", or a number in `traced`.")
        return int(which)
