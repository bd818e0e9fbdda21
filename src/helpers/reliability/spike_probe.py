"""A spike probe: for a while a multiple of the load comes; whether it is survived, and when the queue is drained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.qualities import checked_runs
from helpers.reliability.subject import architecture_of, workload_of
from helpers.simulation import Behaviour, Client, Run, Spike, Workload, simulate

LOST = 0.001  # of what comes after the queue is drained: more is no survival
CALM = 0.999  # quantile of how many are inside before the spike, that counts as usual
STEPS = 4_000  # moments at which it is looked how many are inside


@dataclass(frozen=True)
class SpikeProbe:
    """What a spike did.

    Parameters
    ----------
    survived : bool
        Whether the queue drained before the run ended, and all was answered afterwards.
    drained_after : float or None
        Seconds from the end of the spike until no more requests are inside than before it; None: not within the run.
    most_inside : int
        The most requests that were inside at once.
    lost_in_spike, lost_after : float
        The share of the requests that were not answered, of those that came during the spike, and after its end.
    begins, ends : float
        When the spike did, in seconds.
    run : Run
        The run itself, to look at.
    """

    survived: bool
    drained_after: float | None
    most_inside: int
    lost_in_spike: float
    lost_after: float
    begins: float
    ends: float
    run: Run = field(repr=False, compare=False)

    @property
    def sentence(self) -> str:
        """What happened, in words."""
        from helpers.simulation.verdicts import share
        from helpers.units import Q, human

        if self.drained_after is None:
            return f"Not survived: when the run ended, the queue of the spike was not drained; " \
                   f"{share(1 - self.lost_after)} of what came after it was answered."
        told = human(Q(self.drained_after, "s"), 3)
        if not self.survived:
            return f"Not survived: drained {told} after the spike, but requests were lost after that."
        return f"Survived: drained {told} after the spike; {share(1 - self.lost_in_spike)} of the spike was answered."


def spike_probe(design: Any, workload: Workload | None = None, *, times: float = 3.0, length: float | str = 10.0,
                client: Client | None = None, behaviours: dict[str, Behaviour] | None = None, n: int = 50_000,
                seed: int = 1) -> SpikeProbe:
    """Send a multiple of the load for a while, and see whether the design comes back, and when.

    The spike begins after a fifth of the run, which goes on for as long as the requests last.

    Parameters
    ----------
    design : Architecture or Design
        What is tried.
    workload : Workload, optional
        What arrives usually; its shape is replaced. None: as the design says.
    times : float
        How many times the usual load comes in the spike, 1 to 1,000.
    length : float or str
        How long it lasts, in seconds or text.
    client, behaviours
        As for `simulate`.
    n, seed : int
        Requests in all, and the draw.

    Raises
    ------
    ReliabilityError
        Where the requests do not last for the spike and as long a time after it.

    >>> from helpers import Architecture, Component, Workload
    >>> shop = Architecture("Shop").add(Component("client", "client"),
    ...     Component("till", "service", servers=1, service_time="10 ms")).connect("client", "till", latency=0)
    >>> found = spike_probe(shop, Workload("50/s"), times=4, length="10 s", n=10_000)
    >>> found.survived, 16 < found.drained_after < 24  # 1,000 more than can be served, and room for 50 a second
    (True, True)
    """
    made, load = architecture_of(design), workload_of(design, workload)
    factor = read.number(times, "times", 1.0, 1_000.0, "3")
    lasts = read.seconds(length, "length", low=1e-6, example='"10 s"')
    many, draw = checked_runs(n, seed)
    spare = many / load.rate - factor * lasts  # seconds of usual load that are left beside the spike
    begins = spare / 5
    if spare * 4 / 5 < lasts:
        raise ReliabilityError(f"n: {many:,} requests do not last for a spike of {lasts:.4g} s and as long a time "
                               f"after it. Give at least {int(load.rate * lasts * (factor + 1.25)) + 1:,}.")
    run = simulate(made, load.replace(shape=Spike(load.rate * factor, begins, lasts), duration=None), (), client, many,
                   draw, behaviours=behaviours)
    ends = begins + lasts
    moments, inside = _inside(run)
    before = inside[(moments >= begins / 4) & (moments < begins)]
    usual = float(np.quantile(before, CALM)) if len(before) else 0.0
    after = moments >= ends
    calm = after & (inside <= max(usual, 1.0))
    drained = float(moments[calm][0]) - ends if calm.any() else None
    at, served = run.arrival_times, run.served

    def lost(chosen: np.ndarray) -> float:
        return 1 - float(served[chosen].mean()) if chosen.any() else 0.0

    late = lost(at >= ends + (drained or 0.0))
    survived = drained is not None and late <= LOST
    return SpikeProbe(survived, drained, int(inside.max(initial=0)), lost((at >= begins) & (at < ends)),
                      lost(at >= ends), begins, ends, run)


def _inside(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Moments over the run, and how many requests have come and are neither answered nor failed at each."""
    moments = np.linspace(0.0, run.seconds, STEPS)
    answered = run.arrival_times + run.latencies
    gone = np.sort(np.concatenate([answered[~np.isnan(answered)], run.failures()["failed_seconds"].to_numpy(float)]))
    return moments, (np.searchsorted(run.arrival_times, moments, "right")
                     - np.searchsorted(gone, moments, "right"))
