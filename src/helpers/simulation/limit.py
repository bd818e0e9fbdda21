"""Where a design's load reaches its limit, and how latency leaves the ground just below: the hockey stick's handle.

Near the limit the wait of a queue is exponential with the mean of the heavy-traffic approximation (Kingman 1961, "The
single server queue in heavy traffic"): variability x load / (1 - load) x service time / servers. Above it there is no
latency: what arrives and is not served waits for longer with every second of the load.
"""

import math
from dataclasses import dataclass

from helpers.simulation.arrivals import MOST
from helpers.simulation.workload import Constant

LONG_MEAN = 5_000  # calls times (1 - load)^2, from which on intervals of the mean hold the truth in 93% of runs
LONG_PERCENTILE = 10_000  # the same for the 99th percentile
TOO_NEAR = 0.97  # of the limit: from here on a run of some seconds does not settle; its figures are those of its length


@dataclass(frozen=True)
class Limit:
    """The box that fills first among those for which a request waits, and the load at which it is full.

    `rate` is in requests a second; `service` is how long one of its `servers` is busy with a call, in seconds.
    """

    component: str
    rate: float
    service: float
    servers: int
    variability: float

    def share(self, rate: float) -> float:
        """How full the box is at a load; 1 is the limit."""
        return rate / self.rate

    def wait(self, rate: float, percentile: float = 99) -> float:
        """A percentile of the wait at the box in seconds, by heavy-traffic theory; infinite from the limit on.

        >>> till = Limit("till", 100.0, 0.01, 1, 1.0)
        >>> round(till.wait(90) / (0.9 / 0.1 * 0.01 * math.log(100)), 9), till.wait(100)
        (1.0, inf)
        """
        full = self.share(rate)
        if full >= 1:
            return math.inf
        return self.variability * full / (1 - full) * self.service / self.servers * math.log(100 / (100 - percentile))

    def growth(self, rate: float) -> float:
        """By how many seconds the wait grows with every second of a load above the limit; 0 below it."""
        return max(0.0, self.share(rate) - 1)


def limit_of(run) -> Limit | None:
    """The limit of the design that a run was of; None where no box has one, or where what is too much is refused.

    A box that refuses (a bounded queue, shedding), grows by itself, or caches for real, and a client that gives up
    or tries again, keep queues from growing without end: then the run itself shows what happens. A box behind a queue
    has a limit, too, but nobody waits for it.
    """
    if run.client.feeds_back or run.faults:
        return None
    setup, found = run._raw.setup, []
    for name, station in setup.stations.items():
        how = station.behaviour
        if how.queue_limit is not None or how.shed_above is not None or how.autoscale is not None \
                or how.caching is not None:
            return None
        used = run.offered(name)
        if not used or not any(_waited_for(setup.plan, node) for node in setup.plan.of_component(name)):
            continue
        skew = 1.0
        if run.workload.keys is not None and station.balancing in ("by-key", "by-index"):
            shares = run.shard_shares(name)
            skew = float(shares.max()) * len(shares)  # the fullest replica decides
        asks = 1 / station.replicas if station.balancing == "round-robin" else 1.0
        found.append(Limit(name, run.workload.rate / (skew * _planned(run, name)), station.busy, station.servers,
                           (asks + how.cv2) / 2))
    return min(found, key=lambda each: each.rate, default=None)


def too_short(run, long: float) -> str:
    """Why a run under a steady load is too short for its figures to be relied on, and what would help; else empty.

    How long a queue remembers grows with 1 / (1 - load)^2 calls (Whitt, "Planning queueing simulations", Management
    Science 35, 1989), and with how much gaps and services vary.
    """
    limit = limit_of(run) if isinstance(run.workload.shape, Constant) else None
    if limit is None or limit.share(run.workload.rate) >= 1:
        return ""
    full, workload = limit.share(run.workload.rate), run.workload
    varies = max(1.0, limit.variability + ((workload.burstiness - 1) / 2 if workload.arrivals == "bursty" else 0.0))
    visits = run._raw.setup.plan.visits(limit.component)
    needed = long * varies / (1 - full) ** 2 / max(visits, 1e-9)
    if run.n >= needed * (1 - 1e-6):
        return ""
    digits = 10.0 ** (math.floor(math.log10(needed)) - 1)
    wanted = math.ceil(needed / digits) * digits
    told = f"give n={wanted:,.0f} or more" if wanted <= MOST and workload.duration is None else \
        f"give a duration {wanted / run.n:.2g} times as long" if wanted <= MOST else "simulate a lower load"
    return (f"the run is too short to be sure of that: {limit.component} is {full:.0%} full, and its queue changes "
            f"slowly; {told}")


def overload_of(run) -> Limit | None:
    """The limit, where the run's steady load lies above it; else None."""
    limit = limit_of(run) if isinstance(run.workload.shape, Constant) else None
    return limit if limit is not None and limit.share(run.workload.rate) >= 1 else None


def _planned(run, name: str) -> float:
    """How full a box is at the workload's own rate: the run's figure hangs on the requests that chance sent."""
    happened = run.n / max(run.seconds, 1e-12)
    return run.offered(name) * run.workload.rate / happened


def _waited_for(plan, node) -> bool:
    while node.parent >= 0:
        if not node.waits:
            return False
        node = plan.nodes[node.parent]
    return True
