"""What a queue or stream does with a message whose work is not done."""

from dataclasses import dataclass
from typing import Any

from helpers.inputs import changed
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError


@dataclass(frozen=True)
class Redelivery:
    """A message whose work is not done in time is delivered again, up to so many deliveries in all.

    The clock of a delivery starts when the worker begins with it, or refuses or fails it before. Where the worker is
    only slow, two deliveries are under way at once, and the work is done twice; the first to be done counts. A message
    has failed when its last delivery has failed and none is under way (it goes to a dead-letter queue). Without a
    `Redelivery` there is one delivery. In both cases a message waits as long as no worker is there, and one whose
    worker crashes goes to another at once.

    Parameters
    ----------
    visibility_timeout : float or str
        How long the queue waits for the work of one delivery, in seconds or text.
    deliveries : int
        How often a message is delivered at most, 1 to 100.

    Raises
    ------
    SimulationError
        Where a field cannot be read.

    >>> Redelivery("10 s", deliveries=3).visibility_timeout
    10.0
    """

    visibility_timeout: float = 30.0
    deliveries: int = 5

    def __post_init__(self):
        object.__setattr__(self, "visibility_timeout", read.seconds(
            self.visibility_timeout, "redelivery.visibility_timeout", zero=False))
        object.__setattr__(self, "deliveries", read.whole(self.deliveries, "redelivery.deliveries", 1, 100))

    def replace(self, **changes: Any) -> "Redelivery":
        """The same rule with some fields changed."""
        return changed(self, changes, "redelivery", SimulationError)
