"""The capacity envelope: the greatest load at which every quality is still green, found by running the design."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.architecture.targets import as_targets
from helpers.reliability.bottlenecks import bottlenecks
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.qualities import checked_runs
from helpers.reliability.subject import architecture_of, workload_of
from helpers.simulation import Behaviour, Client, Fault, Run, Workload, simulate

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.architecture.targets import Targets

SERVED = 0.999  # of the requests, where no availability is asked for
MOST_DOUBLED, MOST_HALVED = 20, 12  # times


@dataclass(frozen=True)
class Trial:
    """One load that was tried.

    Parameters
    ----------
    rate : float
        Requests a second.
    p99, availability : float
        The 99th percentile of the latency in seconds, and the share of the requests that was answered.
    fullest : str
        The box that is fullest.
    missed : tuple of str
        What is not green: "latency", "availability", "growing" (the queue of a box grows without end).
    """

    rate: float
    p99: float
    availability: float
    fullest: str
    missed: tuple[str, ...]


@dataclass(frozen=True)
class CapacityEnvelope:
    """The greatest load that is green, and the next one that is not.

    Parameters
    ----------
    rate : float
        Requests a second; 0 where even the smallest load tried is not green.
    breaks_first : tuple of str
        What is not green just above: "latency", "availability", "growing".
    box : str
        The box that is fullest there; mend it, and the envelope grows.
    trials : tuple of Trial
        All loads tried, in rising order.
    """

    rate: float
    breaks_first: tuple[str, ...]
    box: str
    trials: tuple[Trial, ...]

    def table(self) -> DataFrame:
        """A row for each load tried."""
        from helpers.simulation.verdicts import share
        from helpers.tables import pandas
        from helpers.units import Q, human

        rows = [{"p99": "" if math.isnan(each.p99) else human(Q(each.p99, "s"), 3),
                 "answered": share(each.availability), "fullest": each.fullest,
                 "not green": ", ".join(each.missed)} for each in self.trials]
        return pandas.DataFrame(rows, index=pandas.Index([human(Q(each.rate, "1/s"), 3) for each in self.trials],
                                                         name="load"))


def capacity_envelope(design: Any, targets: Any = None, workload: Workload | None = None, *,
                      client: Client | None = None, behaviours: dict[str, Behaviour] | None = None,
                      faults: Fault | list[Fault] | tuple[Fault, ...] = (), n: int = 20_000, seed: int = 1,
                      tolerance: float | str = 0.02) -> CapacityEnvelope:
    """The greatest load at which every quality is green: by halves, with the same random numbers at each load.

    Parameters
    ----------
    design : Architecture or Design
        What is tried.
    targets : Requirements, Targets or mapping, optional
        Latency (p99) and availability. Without an availability, 99.9% must be answered; no queue may grow without end.
    workload : Workload, optional
        What arrives; its rate is replaced. None: as the design says.
    client, behaviours, faults
        As for `simulate`: with a zone lost, the envelope without that zone.
    n, seed : int
        Requests of each run, and its draw.
    tolerance : float or str
        How near the limit is found, as a share of it: 0.001 to 0.5.

    Raises
    ------
    ReliabilityError
        For what is no design, or where nothing limits it.

    >>> from helpers import Architecture, Component, Workload
    >>> shop = Architecture("Shop").add(Component("client", "client"),
    ...     Component("till", "service", servers=1, service_time="10 ms")).connect("client", "till", latency=0)
    >>> found = capacity_envelope(shop, {"latency": "230 ms"}, Workload("1/s"), n=50_000)
    >>> 74 < found.rate < 86, found.breaks_first, found.box
    (True, ('latency',), 'till')
    """
    made, load = architecture_of(design), workload_of(design, workload)
    wanted = as_targets(targets)
    many, draw = checked_runs(n, seed)
    near = read.number(tolerance, "tolerance", 0.001, 0.5, "0.02")
    found: dict[float, Trial] = {}

    def tried(rate: float) -> Trial:
        if rate not in found:
            run = simulate(made, load.replace(rate=rate, duration=None), faults, client, many, draw,
                           behaviours=behaviours)
            found[rate] = _trial(run, rate, wanted)
        return found[rate]

    start = load.rate
    if load.mix is not None:
        first = bottlenecks(made, load.mix).first
        start = first.full_at if first is not None else load.rate
    low, high = 0.0, start
    for _ in range(MOST_DOUBLED):
        if tried(high).missed:
            break
        low, high = high, high * 2
    else:
        raise ReliabilityError(f"targets: at {high:.3g} requests a second all is green still: nothing limits this "
                               "design. Give its boxes servers, or ask for more.")
    if low == 0:
        low = high
        for _ in range(MOST_HALVED):
            low /= 2
            if not tried(low).missed:
                break
            high = low
        else:
            low = 0.0
    while low > 0 and high > low * (1 + near):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if tried(middle).missed else (middle, high)
    above = tried(high)
    return CapacityEnvelope(low, above.missed, above.fullest, tuple(found[rate] for rate in sorted(found)))


def _trial(run: Run, rate: float, wanted: Targets) -> Trial:
    missed = []
    p99 = run.latency(99) if run.served.any() else math.nan
    if wanted.latency is not None and not p99 <= wanted.latency:
        missed.append("latency")
    if run.availability < (SERVED if wanted.availability is None else wanted.availability):
        missed.append("availability")
    if run.growing or run.overloaded:
        missed.append("growing")
    tight = run.bottleneck
    return Trial(rate, p99, run.availability, tight.component if tight else "", tuple(missed))
