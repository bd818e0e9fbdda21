"""What a run shows of its requests: how long they took, how they ended, how many were served."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from helpers.errors import nearest, shorten
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError
from helpers.simulation.outcomes import REASONS, SERVED
from helpers.simulation.raw import Raw
from helpers.simulation.stats import BATCHES, batches, percentiles, rising
from helpers.simulation.workload import Constant

if TYPE_CHECKING:
    import pandas


class OfRequests:
    """What was given to a run, and what became of its requests."""

    def __init__(self, raw: Raw, engine: str):
        self._raw, self.engine = raw, engine
        self.architecture, self.workload = raw.setup.plan.architecture, raw.setup.workload
        self.client, self.faults = raw.setup.client, raw.setup.faults
        self.behaviours, self.seed, self.n = raw.setup.behaviours, raw.setup.seed, raw.setup.n
        self.endpoints = raw.setup.plan.names

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
        """Seconds from arrival (the first attempt) to reply of each request; nan for those not served."""
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
