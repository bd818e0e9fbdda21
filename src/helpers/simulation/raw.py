"""What an engine leaves behind: times and outcomes of every request, and what each station saw."""

from dataclasses import dataclass, field

import numpy as np

from helpers.simulation.lanes import number_type
from helpers.simulation.messages import Messages
from helpers.simulation.outcomes import SERVED
from helpers.simulation.setup import Setup, Station


@dataclass
class Hop:
    """One call of a sampled request: when it came to the component, began there, and was done, in seconds."""

    request: int
    node: int
    attempt: int
    arrive: float
    start: float
    done: float


@dataclass
class Seen:
    """What one station saw: arrival times and waits of its calls (float32), server-seconds used, drops by reason."""

    arrive: list[np.ndarray] = field(default_factory=list)
    wait: list[np.ndarray] = field(default_factory=list)
    hold: list[np.ndarray] = field(default_factory=list)  # server-seconds of each
    passed: list[np.ndarray] = field(default_factory=list)  # arrivals of those refused, or without a ceiling
    left: tuple[np.ndarray, ...] = ()  # arrivals and waits of those who left, or waited still, without being served
    lanes: list[np.ndarray] = field(default_factory=list)
    calls: int = 0
    again: int = 0  # calls that it sent once more
    late: int = 0  # calls that it gave up waiting for
    messages: list[Messages] = field(default_factory=list)  # of a queue or stream
    busy: float = 0.0
    until: float = 0.0  # when the last of its calls began its service
    drops: dict[int, int] = field(default_factory=dict)
    replicas: list[tuple[float, int]] = field(default_factory=list)  # changes by the autoscaler


class Raw:
    """The outcome of a run. `reply` is nan where no reply came in time; `attempts` counts what was sent."""

    def __init__(self, setup: Setup):
        self.setup = setup
        self.seen = {name: Seen() for name in setup.stations}
        self.hop_columns: list[tuple] = []  # requests, node, and when each came, began and was done there
        self._hops: list[Hop] | None = None
        self.reply: np.ndarray = np.empty(0)
        self.outcome: np.ndarray = np.empty(0, dtype=np.uint8)
        self.failed_at: np.ndarray | None = None  # when each request failed for good; None: none did
        self.failed_where: np.ndarray | None = None  # the number of the station where; -1: at the client
        self.attempts = 0
        self.sent: np.ndarray | None = None  # when each attempt was sent; None: each request once, when it arrived
        self.end = 0.0

    @property
    def hops(self) -> list[Hop]:
        """The calls of the sampled requests, made from the columns on first use."""
        if self._hops is None:
            self._hops = [Hop(int(request), node, 0, float(arrive), float(start), float(done))
                          for requests, node, *times in self.hop_columns
                          for request, arrive, start, done in zip(requests, *times, strict=True)]
        return self._hops

    @hops.setter
    def hops(self, hops: list[Hop]) -> None:
        self._hops = hops

    def visited(self, station: Station, arrive: np.ndarray, start, lanes, busy: np.ndarray | None,
                last: float, notes: tuple[np.ndarray, ...] | None = None) -> None:
        """Note the calls that came to a station, the last of them done at `last`; `start` None where nobody waits.

        `notes` (float32) are the arrivals, waits, and seconds of a server, where they are known already.
        """
        seen = self.seen[station.component.name]
        seen.calls += len(arrive)
        seen.busy += 0.0 if busy is None else float(busy.sum())
        if len(arrive):
            self.end = max(self.end, last)
        if start is None:
            seen.passed.append(arrive.astype(np.float32))
        else:
            seen.until = max(seen.until, float(start.max(initial=0.0)))
            came, wait, hold = notes or (arrive.astype(np.float32), (start - arrive).astype(np.float32),
                                         busy.astype(np.float32))
            seen.arrive.append(came)
            seen.wait.append(wait)
            seen.hold.append(hold)
            if lanes is not None:
                seen.lanes.append(lanes.astype(number_type(station.replicas)))

    def finish_scan(self, reply: np.ndarray) -> None:
        """All were served."""
        self.reply = reply
        self.outcome = np.full(len(reply), SERVED, dtype=np.uint8)
        self.attempts = len(reply)
        self.end = max(self.end, float(reply.max()))
