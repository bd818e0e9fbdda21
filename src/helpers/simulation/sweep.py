"""The same design at many loads: the curve that shows where latency leaves the ground."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.architecture import Architecture
from helpers.errors import shorten
from helpers.inputs import entries_of
from helpers.simulation import fields as read
from helpers.simulation.engine import simulate
from helpers.simulation.errors import SimulationError
from helpers.simulation.run import Run
from helpers.simulation.workload import Workload, rate_of

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, eq=False)
class Sweep:
    """Runs at several loads, in rising order, with the same random numbers; `rates` in requests a second."""

    rates: tuple[float, ...]
    runs: tuple[Run, ...]

    @cached_property
    def frame(self) -> pandas.DataFrame:
        """A DataFrame by rate: mean, p50, p99, p99.9 in seconds, share served, the fullest component and how full."""
        from helpers.tables import pandas

        rows = []
        for run in self.runs:
            p50, p99, p999 = run.percentiles(50, 99, 99.9)
            tight = run.bottleneck
            rows.append({"mean": run.mean_latency, "p50": p50, "p99": p99, "p99.9": p999, "served": run.availability,
                         "fullest": tight.component if tight else "",
                         "utilisation": tight.utilisation if tight else 0.0,
                         "growing": run.growing or bool(run.overloaded)})
        return pandas.DataFrame(rows, index=pandas.Index(self.rates, name="rate"))

    def highest(self, latency: float, percentile: float = 99) -> float:
        """The highest of the swept loads at which a percentile stays within a latency (seconds); 0 where none does.

        A load counts where more than 99.9% of its requests were served.
        """
        kept = [rate for rate, run in zip(self.rates, self.runs, strict=True)
                if run.latency(percentile) <= latency and run.availability > 0.999]
        return max(kept, default=0.0)


def sweep(architecture: Architecture, workload: Workload, rates: Iterable[float | str] | None = None,
          n: int = 20_000, seed: int = 1, progress: Callable[[int, int], object] | None = None,
          **options: Any) -> Sweep:
    """Run the design at several loads.

    Parameters
    ----------
    architecture : Architecture
        The design.
    workload : Workload
        What arrives; its rate is replaced.
    rates : iterable of float or str, optional
        The loads in requests a second, up to 200 of them. None: nine, from a tenth of the workload's rate to one and a
        half times that.
    n : int
        Requests at each load.
    seed : int
        The same for all loads.
    progress : callable, optional
        Called after each run with how many are done, and how many there are.
    **options
        Go to `simulate`.

    Raises
    ------
    SimulationError
        Where something given cannot be run.
    """
    if rates is None:
        known = isinstance(workload, Workload)  # else the first run says what is wrong
        rates = [workload.rate * part for part in np.linspace(0.1, 1.5, 9)] if known else [1.0]
    loads = entries_of(rates)
    if loads is None:
        raise SimulationError(f"rates: {shorten(rates)} is not a list of loads. Write [\"1 K/s\", \"2 K/s\"].")
    given = sorted(rate_of(each, "rates") for each in loads)
    read.whole(len(given), "rates (how many)", 1, 200)
    runs = []
    for rate in given:
        changed = workload.replace(rate=rate) if isinstance(workload, Workload) else workload
        runs.append(simulate(architecture, changed, n=n, seed=seed, **options))
        if progress is not None:
            progress(len(runs), len(given))
    return Sweep(tuple(given), tuple(runs))
