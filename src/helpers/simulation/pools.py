"""Pools of equal servers: how waiting explodes near 100%, and how many replicas a load and a lost zone ask for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.architecture import Architecture, Component
from helpers.errors import shorten
from helpers.inputs import entries_of
from helpers.simulation import fields as read
from helpers.simulation.closed_forms import mmc_wait
from helpers.simulation.engine import simulate
from helpers.simulation.errors import SimulationError
from helpers.simulation.limit import TOO_NEAR, overload_of
from helpers.simulation.run import Run
from helpers.simulation.workload import Workload

if TYPE_CHECKING:
    import pandas

FULL = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
SERVICE = 0.005  # seconds; the answer is in service times, so that any value gives the same
MOST_FULL = 0.9  # of a pool of many servers, when all goes well


def pool_waits(servers: Sequence[int] = (1, 16), full: Sequence[float] = FULL, n: int = 100_000,
               seed: int = 1) -> pandas.DataFrame:
    """The mean time inside a pool, in service times, by theory and by simulation: a row a pool and a fullness.

    Parameters
    ----------
    servers
        How many servers each pool has, all working off one queue.
    full
        Shares of the time that a server is busy, above 0 and below 1.
    n, seed
        Requests of each run, and which draw of chance it is.

    Raises
    ------
    SimulationError
        For what is no number of servers, or a share that no pool can carry.

    References
    ----------
    A. K. Erlang, 1917 (the wait in a queue with several servers).

    >>> found = pool_waits([1], [0.5], n=20_000)
    >>> float(found["theory"].iloc[0]), round(float(found["simulation"].iloc[0]), 1)
    (2.0, 2.0)
    """
    from helpers.tables import pandas

    for name, listed, example in (("servers", servers, "[1, 8]"), ("full", full, "[0.5, 0.9]")):
        if entries_of(listed) is None:
            raise SimulationError(f"{name}: {shorten(listed)} is not a list. Write {name}={example}.")
    rows = []
    for many in servers:
        many = read.whole(many, "servers", 1, 1_000)
        pool = Architecture("A pool").add(
            Component("users", "client"), Component("pool", "service", servers=many, service_time=SERVICE),
        ).connect("users", "pool", latency=0)
        for share in full:
            share = read.number(share, "full", 0.01, 0.99, "0.9")
            rate = share * many / SERVICE
            run = simulate(pool, Workload(rate), n=n, seed=seed)
            rows.append({"servers": many, "full": share, "theory": 1 + mmc_wait(rate, SERVICE, many) / SERVICE,
                         "simulation": run.mean_latency / SERVICE})
    return pandas.DataFrame(rows)


@dataclass(frozen=True)
class PoolSizes:
    """How many replicas the fullest service of a design may have, and why.

    `need` can just do the work, `few` do it at 90%, `lean` leave `need` when a third is lost, `safe` leave `few`.

    Parameters
    ----------
    box : str
        The name of the fullest service.
    now : int
        How many replicas it has.
    work : float
        How many replicas are busy on average.

    >>> sizes = PoolSizes("api", 27, 18.0)
    >>> sizes.need, sizes.few, sizes.lean, sizes.safe
    (18, 20, 27, 30)
    >>> sizes.left(27), sizes.full(sizes.left(27)), sizes.settles(sizes.left(27)), sizes.settles(sizes.left(30))
    (18, 1.0, False, True)
    """

    box: str
    now: int
    work: float

    @property
    def need(self) -> int:
        """The fewest that can do the work."""
        return max(1, math.ceil(self.work - 0.01))

    @property
    def few(self) -> int:
        """The fewest that do it without being full all the time."""
        return math.ceil(self.need / MOST_FULL)

    @property
    def lean(self) -> int:
        """So many that the fewest are left when a third is lost."""
        return math.ceil(1.5 * self.need)

    @property
    def safe(self) -> int:
        """So many that what is left is not full all the time."""
        return math.ceil(1.5 * self.few)

    def left(self, replicas: int) -> int:
        """How many are left when a third is lost."""
        return replicas - math.ceil(replicas / 3)

    def full(self, replicas: int) -> float:
        """The share of the time that so many are busy; above 1 where they cannot do the work."""
        return self.work / max(replicas, 1)

    def settles(self, replicas: int) -> bool:
        """Whether the latency of so many stops growing."""
        return self.full(replicas) < TOO_NEAR


def pool_sizes(run: Run) -> PoolSizes:
    """Sizes for the fullest box of a run that grows by replicas, a service where there is one.

    Raises
    ------
    SimulationError
        Where no box of the run has a ceiling and replicas to count, or the run is of a load that it cannot carry.
    """
    if not isinstance(run, Run):
        raise SimulationError(f"run: {shorten(run)} is not a run. Give what simulate(...) returned.")
    over = overload_of(run)
    if over is not None:
        raise SimulationError(f"{over.component}: it gets {over.share(run.workload.rate):.0%} of what it can take, so "
                              "that nothing settles. Give it more replicas, or spread its data over shards.")
    counted = [each for each in run.architecture if each.name in run.limited and each.shards == 1
               and each.kind not in ("client", "load_balancer")]
    services = [each for each in counted if each.kind == "service"] or counted
    if not services:
        raise SimulationError(f"architecture: {shorten(run.architecture.name)} has no box with replicas to count. "
                              "Draw a service that has a service time.")
    box = max(services, key=lambda each: run.offered(each.name))
    work = run.offered(box.name) * box.replicas * run.workload.rate * run.seconds / run.n
    return PoolSizes(box.name, box.replicas, work)
