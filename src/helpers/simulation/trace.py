"""Single requests of a run, hop by hop."""

import numpy as np

from helpers.errors import shorten
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError

COLUMNS = ("component", "attempt", "arrives_seconds", "waits_seconds", "served_seconds", "leaves_seconds")


def trace(run, which: str | int):
    """See `Run.trace`."""
    from helpers.tables import pandas

    request, plan = _chosen(run, which), run._raw.setup.plan
    began = float(run.arrival_times[request])
    rows = [(plan.every[hop.node].component, hop.attempt + 1, hop.arrive - began, hop.start - hop.arrive,
             hop.done - hop.start, hop.done - began) for hop in run._raw.hops if hop.request == request]
    return pandas.DataFrame(rows, columns=COLUMNS).sort_values("arrives_seconds", kind="stable", ignore_index=True)


def _chosen(run, which) -> int:
    if isinstance(which, str):
        read.choice(which, "which", ("slowest", "median", "fastest"))
        known = sorted((request for request in run.traced if run.served[request]),
                       key=lambda request: run.latencies[request])
        if not known:
            raise SimulationError("which: no traced request was served. Name one of `traced` by its number.")
        return known[{"slowest": -1, "median": len(known) // 2, "fastest": 0}[which]]
    if isinstance(which, bool) or not isinstance(which, int | np.integer) or which not in run.traced:
        raise SimulationError(f"which: request {shorten(which)} was not traced. Write \"slowest\", \"median\", "
                              "\"fastest\", or a number in `traced`.")
    return int(which)
