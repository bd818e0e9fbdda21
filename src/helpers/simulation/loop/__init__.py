"""The event engine's loop: one moment after another, for designs in which what happens feeds back on what comes.

Plain Python that numba can compile. `design_records` and `run_records` say field by field what is known of each thing,
`tables` how it lies there, and each file what happens to it:

=============  ========================================================================================================
`moments`      the loop itself: which moment comes next, and the order of the work of one moment
`clients`      requests are sent, answered, lost, sent again; timeouts; the circuit breaker
`calls`        a call's row and draws; a call makes its own calls
`arrivals`     a call comes to a box: which replica takes it, whether it waits, is refused, begins its service
`answers`      a call has been served; a call is answered
`failures`     a call fails; a box makes it again; a queue delivers it again
`caches`       real caches
`losses`       what goes wrong from outside: crashes, slow replicas, lost links
`scaling`      autoscalers
`plain`        lists, heap and logs of the plain loop; `arrays`: the same for the compiled one
=============  ========================================================================================================

A function takes `t`, the tables, and `b`, the board: the one row of what there is one of.
"""

from helpers.simulation.loop.codes import (
    BY_INDEX,
    BY_KEY,
    CLOCK,
    CRASH,
    CUT,
    FILL_DISK,
    FREE_DISK,
    HEAL,
    HEAR,
    HOLE,
    MEND,
    MOST_WHAT,
    MUTE,
    NORMAL,
    NOTICE,
    PATCH,
    RANDOM,
    RESTORE,
    ROUND_ROBIN,
    SHORTEST,
    SLOW,
    SPOIL,
    SWALLOW,
    TAKE,
    TWO_CHOICES,
    UNLIMITED,
    WAYS,
)
from helpers.simulation.loop.moments import event_loop

__all__ = [
    "BY_INDEX", "BY_KEY", "CLOCK", "CRASH", "CUT", "FILL_DISK", "FREE_DISK", "HEAL", "HEAR", "HOLE", "MEND",
    "MOST_WHAT", "MUTE", "NORMAL", "NOTICE", "PATCH", "RANDOM", "RESTORE", "ROUND_ROBIN", "SHORTEST", "SLOW",
    "SPOIL", "SWALLOW", "TAKE", "TWO_CHOICES", "UNLIMITED", "WAYS", "event_loop",
]
