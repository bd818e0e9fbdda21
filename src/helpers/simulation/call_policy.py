"""How a box calls other boxes: at once or in sequence, how long it waits, and whether it tries again."""

from dataclasses import dataclass
from typing import Any

from helpers.inputs import changed
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError


@dataclass(frozen=True)
class CallPolicy:
    """What a box does when a call that it waits for is late or fails; the default waits for ever and never asks again.

    It holds for each single call that the box waits for, to any other box. A box fails its own caller when a call has
    used up its tries. Nobody tells the box that was called too late: what it does is still done, and so are its own
    retries, unless `Client(cancels=True)`. Each try draws service times and cache hits anew; a write to all copies
    of a shard is tried again at the first copy only. A cache beside that misses has answered: the timeout begins anew
    for the fetch. `Client` says the same for clients.

    Parameters
    ----------
    timeout : float or str, optional
        How long one try may take, from sending to the reply, in seconds or text. None: for ever.
    retries : int
        Further tries after a failure or a timeout, 0 to 10.
    backoff : float or str
        The k-th retry is sent after `backoff` * `backoff_factor`^(k-1), in seconds or text.
    jitter : float or str
        How much of that pause is random, a share: 1 spreads it over the whole pause.
    backoff_factor : float
        How many times as long each pause is as the one before, 1 to 10.
    backoff_cap : float or str, optional
        The longest pause, in seconds or text. None: no limit.
    in_sequence : bool
        Whether it sends a call only when the one before was answered, in the order in which the flow names what it
        needs (reads first), so that their times add up. Otherwise all go out at once, and the slowest decides. A fetch
        after a cache beside missed belongs to the call of the cache; calls that it does not wait for hold nothing up.

    Raises
    ------
    SimulationError
        Where a field cannot be read.

    >>> CallPolicy(timeout="200 ms", retries=2).timeout
    0.2
    """

    timeout: float | None = None
    retries: int = 0
    backoff: float = 0.1
    jitter: float = 1.0
    backoff_factor: float = 2.0
    backoff_cap: float | None = None
    in_sequence: bool = False

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        if self.timeout is not None:
            put("timeout", read.seconds(self.timeout, "calls.timeout", zero=False))
        put("retries", read.whole(self.retries, "calls.retries", 0, 10))
        put("backoff", read.seconds(self.backoff, "calls.backoff"))
        put("jitter", read.share(self.jitter, "calls.jitter"))
        put("backoff_factor", read.number(self.backoff_factor, "calls.backoff_factor", 1.0, 10.0, "2"))
        if self.backoff_cap is not None:
            put("backoff_cap", read.seconds(self.backoff_cap, "calls.backoff_cap"))
        put("in_sequence", read.flag(self.in_sequence, "calls.in_sequence"))

    def replace(self, **changes: Any) -> "CallPolicy":
        """The same policy with some fields changed."""
        return changed(self, changes, "call policy", SimulationError)
