"""The codes of the event loop: kinds of moments, states of a call, what a fault does, who takes a call.

A further kind of moment (there is room for 64) gets its name at the end of "kinds of moments" and its branch in
`moments`. What goes wrong needs none: it gets its name at the end of "faults", its acts from `fault_acts`, and
its branch in `losses.fault`; there is no limit to those.
"""

from helpers.simulation.outcomes import REASONS

# A moment packs its order of pushing (29 bits), what it is about (28) and its kind (6) in one number of 63 bits.
KIND, WHAT = 6, 28
PUSHED, MOST_KINDS, MOST_WHAT = KIND + WHAT, (1 << KIND) - 1, (1 << WHAT) - 1
# Kinds of moments.
ARRIVE, END, FREE, REPLY, FAIL, RETRY, HEDGE, FAULT, TICK, READY, FILL, LOST, LATE, AGAIN, EXPIRE = range(15)
# States of a call.
NONE, TRAVELS, QUEUES, IN_SERVICE, WAITS, GONE = range(6)
# Faults.
CRASH, NOTICE, RESTORE, SLOW, NORMAL, CUT, MEND, SWALLOW, TAKE, HOLE, PATCH, MUTE, HEAR, SPOIL, HEAL, FILL_DISK, \
    FREE_DISK, CLOCK = range(18)
WAYS = len(REASONS)  # in which a call can end
# Who takes a call: the order of helpers.simulation.behaviour.BALANCING.
ROUND_ROBIN, RANDOM, BY_KEY, BY_INDEX, TWO_CHOICES, SHORTEST = range(6)
UNLIMITED = 1 << 40
BLOCK = 512  # rows of the log of visits that a box takes at a time
# Lists of work of one moment, emptied before time goes on, and of the calls that wait for a worker to come back.
CALLS, ARRIVALS, FREED, ENDED, ANSWERED, FAILED_CALLS, WHY, FILLED, TRIED, LOST_ATTEMPTS, SENT, PARKED = range(12)
