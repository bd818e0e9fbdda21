"""How a box behaves beyond what step 5 draws: service times, how replicas share the load, queues, cache, scaling."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from numbers import Real
from typing import Any

import numpy as np

from helpers.architecture import Component
from helpers.errors import shorten
from helpers.inputs import changed
from helpers.simulation import fields as read
from helpers.simulation.call_policy import CallPolicy
from helpers.simulation.errors import SimulationError
from helpers.simulation.pressure import Pressure
from helpers.simulation.redelivery import Redelivery

BALANCING = ("round-robin", "random", "by-key", "by-index", "two-choices", "shortest-queue")
SERVICES = ("exponential", "deterministic")
POLICIES = ("lru", "fifo")
MOST_MEASURED = 1_000_000


@dataclass(frozen=True)
class Lognormal:
    """Service times with a long tail.

    Parameters
    ----------
    cv2 : float
        The squared coefficient of variation, 0 to 1,000: the variance over the square of the mean. Exponential has 1.

    Raises
    ------
    SimulationError
        Where `cv2` is no such number.
    """

    cv2: float = 2.0

    def __post_init__(self):
        object.__setattr__(self, "cv2", read.number(self.cv2, "service.cv2", 0.0, 1_000.0, "2"))

    def unit(self, normal: np.ndarray) -> np.ndarray:
        """Draws with mean 1 from standard normal draws."""
        sigma2 = np.log1p(self.cv2)
        return np.exp(normal * np.sqrt(sigma2) - sigma2 / 2)


@dataclass(frozen=True)
class Empirical:
    """Service times with the shape of a measured sample.

    Parameters
    ----------
    sample : iterable of float
        Two or more times, in any unit: their mean is scaled to the box's service time.

    Raises
    ------
    SimulationError
        Where they cannot be times.
    """

    sample: tuple[float, ...]

    def __post_init__(self):
        given = self.sample
        if isinstance(given, str | bytes | dict) or not isinstance(given, Iterable):
            raise SimulationError(f"service.sample: {shorten(given)} is not a list of times.")
        try:
            values = list(islice(given, MOST_MEASURED + 1))
        except Exception:  # a list of nothing, or one that cannot be gone through
            values = []
        good = 2 <= len(values) <= MOST_MEASURED and all(
            isinstance(each, Real) and not isinstance(each, bool) and 0 <= each < 1e300 for each in values)
        if not good or not 0 < sum(values) < 1e300:
            raise SimulationError(f"service.sample: {shorten(values)} cannot be service times. Give two or more "
                                  "numbers of zero or more, not all zero.")
        object.__setattr__(self, "sample", tuple(float(each) for each in values))

    @property
    def cv2(self) -> float:
        """The squared coefficient of variation of the sample."""
        return float(np.var(self.sample) / np.mean(self.sample) ** 2)

    def unit(self, uniform: np.ndarray) -> np.ndarray:
        """Draws with mean 1 from uniform draws."""
        values = np.sort(np.array(self.sample))
        return (values / values.mean())[np.minimum((uniform * len(values)).astype(np.int64), len(values) - 1)]


@dataclass(frozen=True)
class Caching:
    """A cache that really holds keys, instead of a hit rate; an entry is filled when its fetch returns.

    It needs `Workload(keys=...)`.

    Parameters
    ----------
    entries : int
        How many keys each replica holds.
    policy : str
        Which entry is thrown out of a full cache: "lru" (the one not asked for longest) or "fifo" (the oldest).
    ttl : float or str, optional
        How long an entry is good, in seconds or text such as "5 min". None: for ever.
    warm : bool
        Whether it starts with the most popular keys, instead of empty.

    Raises
    ------
    SimulationError
        Where a field cannot be read.
    """

    entries: int
    policy: str = "lru"
    ttl: float | None = None
    warm: bool = False

    def __post_init__(self):
        object.__setattr__(self, "entries", read.whole(self.entries, "caching.entries", 1, 2_000_000))
        read.choice(self.policy, "caching.policy", POLICIES)
        if self.ttl is not None:
            object.__setattr__(self, "ttl", read.seconds(self.ttl, "caching.ttl", zero=False))
        read.flag(self.warm, "caching.warm")


@dataclass(frozen=True)
class Autoscale:
    """Replicas follow the load: every `interval`, ceil(replicas * utilisation / target) are wanted.

    Within a tenth of the target nothing changes. The rule is that of the Kubernetes Horizontal Pod Autoscaler, without
    its windows of patience.

    Parameters
    ----------
    target : float
        The utilisation to be kept, a share from 0.05 to 1.
    most, least : int
        Bounds of the number of replicas.
    interval : float or str
        Seconds, or text, between two looks.
    delay : float or str
        Seconds, or text, until a new replica is there. Surplus ones take no more requests at once.

    Raises
    ------
    SimulationError
        Where a field cannot be read.

    References
    ----------
    Kubernetes documentation, Horizontal Pod Autoscaling, Algorithm details.
    """

    target: float = 0.6
    most: int = 50
    least: int = 1
    interval: float = 15.0
    delay: float = 60.0

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        put("target", read.number(self.target, "autoscale.target", 0.05, 1.0, "0.6"))
        put("most", read.whole(self.most, "autoscale.most", 1, 1_000))
        put("least", read.whole(self.least, "autoscale.least", 1, self.most))
        put("interval", read.seconds(self.interval, "autoscale.interval", zero=False))
        put("delay", read.seconds(self.delay, "autoscale.delay"))


@dataclass(frozen=True)
class Behaviour:
    """How one box behaves; what is left out is as step 5 has it.

    Parameters
    ----------
    service : str, Lognormal or Empirical
        The shape of the service times: "exponential", "deterministic", `Lognormal(cv2)` or `Empirical(sample)`. The
        mean is the box's.
    balancing : str, optional
        Which replica takes a request: "round-robin", "random", "by-key" (hash of the key), "by-index" (key modulo
        replicas), "two-choices" (the shorter of two different queues), "shortest-queue" (those in service count too).
        None: round-robin. A store of several shards always goes by key to the shard (without keys: by chance), and
        in this way to one of the shard's copies; "by-key", its default, and "by-index" say how a key finds its shard,
        and the copies take turns.
    queue_limit : int, optional
        Waiting places at each replica, those in service not counted; a request that finds them full fails at once.
        None: no limit.
    shed_above : float or str, optional
        Refuse when the expected wait is longer than this time, in seconds or text. None: never.
    caching : Caching, optional
        Real entries in a cache, in place of its hit rate.
    coalesce : bool
        Of several misses of one key only the first fetches, and the others wait for it.
    autoscale : Autoscale, optional
        Replicas that follow the load.
    fails : float or str
        The share of its calls that fail by themselves when their service is over, 0 to 1 or "1%".
    calls : CallPolicy, optional
        Timeout and retries of the calls that it makes itself and waits for. None: it waits for ever, and tries once.
    redelivery : Redelivery, optional
        Of a queue or stream: when it delivers a message again. None: each is delivered once.
    pressure : Pressure, optional
        How much longer its service takes the more calls are inside a replica. None: that makes no difference.

    Raises
    ------
    SimulationError
        Where a field cannot be read, or fields do not go together.

    >>> Behaviour(service=Lognormal(4), balancing="two-choices", queue_limit=100).queue_limit
    100
    """

    service: str | Lognormal | Empirical = "exponential"
    balancing: str | None = None
    queue_limit: int | None = None
    shed_above: float | None = None
    caching: Caching | None = None
    coalesce: bool = False
    autoscale: Autoscale | None = None
    fails: float = 0.0
    calls: CallPolicy | None = None
    redelivery: Redelivery | None = None
    pressure: Pressure | None = None

    def __post_init__(self):
        def put(name, value):
            object.__setattr__(self, name, value)

        known = isinstance(self.service, str) and self.service in SERVICES
        if not known and not isinstance(self.service, Lognormal | Empirical):
            raise SimulationError(f"service: {shorten(self.service)} is no service time. Write \"exponential\", "
                                  '"deterministic", Lognormal(2) or Empirical([0.01, 0.02]).')
        if self.balancing is not None:
            read.choice(self.balancing, "balancing", BALANCING)
        if self.queue_limit is not None:
            put("queue_limit", read.whole(self.queue_limit, "queue_limit", 0, 100_000_000))
        if self.shed_above is not None:
            put("shed_above", read.seconds(self.shed_above, "shed_above", zero=False))
        for name, made in (("caching", Caching), ("autoscale", Autoscale), ("calls", CallPolicy),
                           ("redelivery", Redelivery), ("pressure", Pressure)):
            value = getattr(self, name)
            if value is not None and not isinstance(value, made):
                raise SimulationError(f"{name}: {shorten(value)} is not a {made.__name__}. "
                                      f"Write {made.__name__}({'1000' if made is Caching else ''}).")
        read.flag(self.coalesce, "coalesce")
        put("fails", read.share(self.fails, "fails"))
        if self.coalesce and self.caching is None:
            raise SimulationError("coalesce: it needs a cache with real entries. Add caching=Caching(1000).")

    def replace(self, **changes: Any) -> "Behaviour":
        """The same behaviour with some fields changed."""
        return changed(self, changes, "behaviour", SimulationError)

    @property
    def cv2(self) -> float:
        """The squared coefficient of variation of the service times."""
        if isinstance(self.service, str):
            return {"exponential": 1.0, "deterministic": 0.0}[self.service]
        return self.service.cv2

    @property
    def feeds_back(self) -> bool:
        """Whether what happens depends on how full things are, so that only the event engine can run it."""
        return (self.queue_limit is not None or self.shed_above is not None or self.caching is not None
                or self.autoscale is not None or self.fails > 0 or self.calls is not None
                or self.redelivery is not None or self.pressure is not None
                or self.balancing in ("two-choices", "shortest-queue"))

    def balances(self, component: Component) -> str:
        """How this component's replicas share the requests."""
        return self.balancing or ("by-key" if component.shards > 1 else "round-robin")


DEFAULT = Behaviour()
