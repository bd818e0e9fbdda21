"""The curve of the load studio: runs at loads below the limit, long enough to settle; above it nothing settles."""

from helpers.simulation import simulate, sweep
from helpers.simulation.limit import limit_of
from helpers.simulation.sweep import Sweep

LOW = (0.1, 0.4, 0.7, 1.0)  # loads as parts of the load at the start
NEAR = (0.8, 0.9, 0.95)  # loads as parts of the limit
BEYOND = (1.2, 1.5, 2.0)  # parts of the load at the start, where nothing grows without end or nothing is near
MOST = 60_000  # requests of a run close to the limit
ENOUGH_SECONDS = 0.5  # simulated at least, as far as the budget reaches


def curve_of(architecture, workload, start: float, known, requests: int, rough: bool = False, most: int = MOST,
             **options):
    """A sweep from a tenth of `start` (requests a second) to twice as much, or to just below the limit.

    `known` is a run of this design or of an earlier one, `requests` how many each run gets; runs near the limit get
    more, `most` at most. A rough curve has fewer loads and shorter runs.
    """
    probe = known if known.architecture == architecture else simulate(architecture, workload, n=1_500, **options)
    limit, end = limit_of(probe), 2 * start
    reach = limit.rate if limit is not None else float("inf")
    far = [start * part for part in (*LOW, *BEYOND) if start * part < min(reach * NEAR[0], end * 1.0001)]
    near = [reach * part for part in NEAR if reach * part <= end] if limit is not None else []
    if rough:
        far, near = far[::2] if len(far) > 3 else far, near[1:2]
    if not far and not near:
        near = [reach * NEAR[0]]
    runs, rates = [], []
    for rates_here, times in ((far, 1), (near, 1 if rough else 6)):
        for rate in rates_here:
            n = int(min(most, max(requests * times, 0 if rough else rate * ENOUGH_SECONDS)))
            made = sweep(architecture, workload, [rate], n=n, **options)
            rates += made.rates
            runs += made.runs
    return Sweep(tuple(rates), tuple(runs))
