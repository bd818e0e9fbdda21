"""What a run shows of its components: how busy they were, who waited there, what they dropped."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from helpers.errors import nearest, shorten
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError
from helpers.simulation.messages import Messages, messages_of
from helpers.simulation.outcomes import REASONS
from helpers.simulation.run_requests import OfRequests
from helpers.simulation.stats import percentiles


class OfComponents(OfRequests):
    """What came to the components of a run, waited there, and was done there."""

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
        """Busy server-time over server-time, until the last call began its service; 0 for a box without a ceiling.

        That is from the start until no more arrives and nobody waits any more: what is served after the last arrival
        in a queue counts, the last calls' own service does not.
        """
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
