"""How the callers behave: how long they wait, whether they try again, and when they give up."""

from dataclasses import dataclass
from typing import Any

from helpers.errors import shorten
from helpers.inputs import changed
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError


@dataclass(frozen=True)
class Breaker:
    """A circuit breaker: when too many attempts fail, none is sent for a while; then one trial decides.

    Parameters
    ----------
    failures : float
        It opens when at least this share of the attempts in a window failed, 0.01 to 1.
    window : float or str
        Seconds, or text, over which attempts are counted; windows follow each other.
    least : int
        With fewer attempts in the window it does not judge.
    open_for : float or str
        Seconds, or text, until the trial.
    in_a_row : int, optional
        It opens when so many attempts failed one after another; then share and window do not count. None: they do.

    Raises
    ------
    SimulationError
        Where a field cannot be read.

    References
    ----------
    M. Nygard, Release It!, 2007.
    """

    failures: float = 0.5
    window: float = 1.0
    least: int = 20
    open_for: float = 5.0
    in_a_row: int | None = None

    def __post_init__(self):
        object.__setattr__(self, "failures", read.number(self.failures, "breaker.failures", 0.01, 1.0, "0.5"))
        object.__setattr__(self, "window", read.seconds(self.window, "breaker.window", zero=False))
        object.__setattr__(self, "least", read.whole(self.least, "breaker.least", 1, 1_000_000))
        object.__setattr__(self, "open_for", read.seconds(self.open_for, "breaker.open_for", zero=False))
        if self.in_a_row is not None:
            object.__setattr__(self, "in_a_row", read.whole(self.in_a_row, "breaker.in_a_row", 1, 1_000_000))


@dataclass(frozen=True)
class Client:
    """What callers do when a reply is late or does not come; the default waits for ever and never asks again.

    Parameters
    ----------
    timeout : float or str, optional
        How long one attempt may take, in seconds or text. None: for ever.
    retries : int
        Further attempts after a failure or a timeout, 0 to 20.
    backoff : float or str
        The k-th retry is sent after `backoff` * `backoff_factor`^(k-1), in seconds or text.
    jitter : float or str
        How much of that pause is random, a share: 1 spreads it over the whole pause.
    budget : float or str, optional
        Retries allowed for each new request, a share (0.1: a tenth): a token bucket that starts full. None: no limit.
    budget_cap : float
        How many retries that bucket holds at most.
    hedge_after : float or str, optional
        Send a second copy when no reply has come after this time, in seconds or text; the first reply counts.
    breaker : Breaker, optional
        A circuit breaker, shared by all callers.
    backoff_factor : float
        How many times as long each pause is as the one before, 1 to 10.
    backoff_cap : float or str, optional
        The longest pause, in seconds or text. None: no limit.
    cancels : bool
        Whether servers drop work that nobody waits for any more. Otherwise it is still served.

    Raises
    ------
    SimulationError
        Where a field cannot be read.

    >>> Client(timeout="1 s", retries=3, budget="10%").budget
    0.1
    """

    timeout: float | None = None
    retries: int = 0
    backoff: float = 0.1
    jitter: float = 1.0
    budget: float | None = None
    budget_cap: float = 10.0
    hedge_after: float | None = None
    breaker: Breaker | None = None
    cancels: bool = False
    backoff_factor: float = 2.0
    backoff_cap: float | None = None

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        for name in ("timeout", "hedge_after"):
            if getattr(self, name) is not None:
                put(name, read.seconds(getattr(self, name), name, zero=False))
        put("retries", read.whole(self.retries, "retries", 0, 20))
        put("backoff", read.seconds(self.backoff, "backoff"))
        put("backoff_factor", read.number(self.backoff_factor, "backoff_factor", 1.0, 10.0, "2"))
        if self.backoff_cap is not None:
            put("backoff_cap", read.seconds(self.backoff_cap, "backoff_cap"))
        put("jitter", read.share(self.jitter, "jitter"))
        if self.budget is not None:
            put("budget", read.share(self.budget, "budget"))
        put("budget_cap", read.number(self.budget_cap, "budget_cap", 0.0, 1e9, "10"))
        if self.breaker is not None and not isinstance(self.breaker, Breaker):
            raise SimulationError(f"breaker: {shorten(self.breaker)} is not a Breaker. Write Breaker().")
        read.flag(self.cancels, "cancels")

    def replace(self, **changes: Any) -> "Client":
        """The same client with some fields changed."""
        return changed(self, changes, "client", SimulationError)

    @property
    def feeds_back(self) -> bool:
        """Whether what it sends depends on what comes back."""
        return any(each is not None for each in (self.timeout, self.hedge_after, self.breaker)) or self.retries > 0
