"""Work that nobody waits for: what became of the messages of a queue or stream, and how long they took."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.architecture.call_tree import BROKERS
from helpers.simulation.errors import SimulationError


@dataclass
class Messages:
    """The messages of one queue: when each came, when its work was done or failed for good (nan: neither); deliveries.

    A message that several workers take is one for each of them.
    """

    came: np.ndarray
    done: np.ndarray
    failed: np.ndarray
    deliveries: np.ndarray

    @property
    def gone(self) -> np.ndarray:
        """When each was done or failed; infinite where it is open still."""
        return np.fmin(np.fmin(self.done, self.failed), np.inf)

    @property
    def delays(self) -> np.ndarray:
        """Seconds from coming to the queue until the work was done, of those that were done."""
        return (self.done - self.came)[~np.isnan(self.done)]

    def counts(self) -> dict[str, int]:
        """How many were done, failed, are open, and how many deliveries were made beyond the first."""
        done, failed = int((~np.isnan(self.done)).sum()), int((~np.isnan(self.failed)).sum())
        return {"done": done, "failed": failed, "open": len(self.came) - done - failed,
                "delivered again": int(self.deliveries.sum()) - len(self.came)}


def messages_of(name: str, kind: str, parts: list[Messages]) -> Messages:
    """The messages of a queue or stream from their parts. Raises `SimulationError` for other boxes."""
    if kind not in BROKERS:
        raise SimulationError(f"component: {name} is a {kind}; messages are of a {' or a '.join(BROKERS)}. "
                              "Name one of those.")
    if not parts:
        return Messages(*(np.empty(0) for _ in range(4)))
    return Messages(*(np.concatenate([getattr(each, field) for each in parts])
                      for field in ("came", "done", "failed", "deliveries")))
