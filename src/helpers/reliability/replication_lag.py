"""How far a replica is behind when writes come faster than it applies them, and when it has caught up."""

import math

from helpers.reliability.budget import YEAR
from helpers.reliability.errors import read


def lag_after(seconds: float | str, written: float | str, applied: float | str, before: float | str = 0.0) -> float:
    """How far a replica is behind, in seconds of writes, after a time with steady writes.

    Parameters
    ----------
    seconds : float or str
        How long it goes on.
    written, applied : float or str
        Writes a second that come, and that the replica can apply.
    before : float or str
        How far it was behind at the start.

    Notes
    -----
    The queue grows by (written - applied) a second; a lag is the queue over the rate of writes. It never ends where
    `applied` is not above `written`.

    >>> round(lag_after("10 min", "1200/s", "1000/s")), lag_after("10 min", "500/s", "1000/s", before=60)
    (100, 0.0)
    """
    length = read.seconds(seconds, "seconds", 0.0, YEAR)
    come, done = read.rate(written, "written"), read.rate(applied, "applied")
    return max(0.0, read.seconds(before, "before", 0.0, YEAR) + (1 - done / come) * length)


def caught_up_after(behind: float | str, written: float | str, applied: float | str) -> float:
    """Seconds until a replica that is so far behind has caught up; infinite where it never does.

    >>> caught_up_after("60 s", "500/s", "1000/s"), caught_up_after("60 s", "1000/s", "1000/s")
    (60.0, inf)
    """
    lag = read.seconds(behind, "behind", 0.0, YEAR)
    come, done = read.rate(written, "written"), read.rate(applied, "applied")
    return 0.0 if lag == 0 else math.inf if done <= come else lag * come / (done - come)
