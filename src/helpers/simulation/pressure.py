"""Work that takes longer the more of it there is: garbage collection, context switches, locks."""

from dataclasses import dataclass
from typing import Any

from helpers.inputs import changed
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError


@dataclass(frozen=True)
class Pressure:
    """Each call in a replica holds memory there: the more there are, the longer the service of one takes.

    A call's service takes 1 + `per_call` * (calls inside - `above`) times as long, at most `most` times. Inside are
    those that wait at the replica and those in service when its own service begins, itself included. So a queue makes
    service slower, and slower service makes the queue longer: beyond some load the replica does not come back.

    Parameters
    ----------
    per_call : float or str
        How much longer service takes for each call inside, as a share: 0.01 or "1%"; up to 1.
    above : int
        So many calls inside cost nothing, 0 to 1,000,000.
    most : float
        The longest service, in times of the usual one, 1 to 1,000.

    Raises
    ------
    SimulationError
        Where a field cannot be read.

    References
    ----------
    N. J. Gunther, Guerrilla Capacity Planning, 2007, on what more work at once costs.

    >>> Pressure("2%", above=10).per_call
    0.02
    """

    per_call: float = 0.01
    above: int = 0
    most: float = 10.0

    def __post_init__(self):
        object.__setattr__(self, "per_call", read.share(self.per_call, "pressure.per_call"))
        object.__setattr__(self, "above", read.whole(self.above, "pressure.above", 0, 1_000_000))
        object.__setattr__(self, "most", read.number(self.most, "pressure.most", 1.0, 1_000.0, "10"))

    def replace(self, **changes: Any) -> "Pressure":
        """The same pressure with some fields changed."""
        return changed(self, changes, "pressure", SimulationError)

    def factor(self, inside: int) -> float:
        """How many times as long service takes with so many calls inside.

        >>> Pressure(0.1, above=2).factor(5)
        1.3
        """
        return min(self.most, 1.0 + self.per_call * max(0, inside - self.above))
