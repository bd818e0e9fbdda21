"""Pools of equal servers: how waiting explodes near 100%, and how many replicas a load and a lost zone ask for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.architecture import Architecture, Component
from helpers.errors import shorten
from helpers.simulation import fields as read
from helpers.simulation.closed_forms import mmc_wait
from helpers.simulation.engine import simulate
from helpers.simulation.errors import SimulationError
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
    """

    box: str
    now: int
    need: int
    few: int
    lean: int
    safe: int


def pool_sizes(run: Run) -> PoolSizes:
    """Sizes for the fullest box of a run that grows by replicas, a service where there is one.

    Raises
    ------
    SimulationError
        Where no box of the run has a ceiling and replicas to count.
    """
    counted = [each for each in run.architecture if each.name in run.limited and each.shards == 1
               and each.kind not in ("client", "load_balancer")]
    services = [each for each in counted if each.kind == "service"] or counted
    if not services:
        raise SimulationError(f"architecture: {shorten(run.architecture.name)} has no box with replicas to count. "
                              "Draw a service that has a service time.")
    box = max(services, key=lambda each: run.offered(each.name))
    planned = run.offered(box.name) * box.replicas * run.workload.rate * run.seconds / run.n
    need = max(1, math.ceil(planned - 0.01))
    few = math.ceil(need / MOST_FULL)
    return PoolSizes(box.name, box.replicas, need, few, math.ceil(1.5 * need), math.ceil(1.5 * few))
