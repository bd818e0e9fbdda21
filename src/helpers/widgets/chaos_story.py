"""What happened in a run with faults, in words: who noticed, why requests failed, and whether it came back."""

from dataclasses import dataclass

import numpy as np

from helpers.plots.failures import spans_of
from helpers.simulation.run_report import failed_counts
from helpers.simulation.series import series_values
from helpers.simulation.verdicts import share
from helpers.units import Q, human

WINDOWS = 60
WORSE = 0.02  # of the requests: so many more failing than on a calm day is told as worse
SLOWER = 3.0  # times the calm p99
ENOUGH = 200  # requests in a window, from which on its 99th percentile is looked at; the 95th with fewer
FEWER = 0.95  # of what waited most after the mend: with less at the end it is being worked off
LATE = 0.9  # of the run: what has not come back by then has not come back
LAST = 3  # windows at the end of the run


@dataclass(frozen=True)
class Story:
    """`kind` is "calm", "unnoticed", "back" (it recovered), "down" (never mended), "draining" or "stuck".

    After the mend, "draining" works off what piled up; "stuck" keeps itself down: a metastable failure.

    `reasons` counts failures by why and where, the most frequent first.
    """

    kind: str
    text: str
    reasons: tuple[tuple[str, str, int], ...] = ()


def story_of(run, calm, trigger: tuple[float, float] | None = None) -> Story:
    """The story of a run; `calm` is the same load with nothing broken, `trigger` when a spike comes, in seconds."""
    failed = run.n - int(run.served.sum())
    reasons = tuple(failed_counts(run))
    told = f"{share(failed / run.n)} of {run.n:,} requests failed" if failed else \
        f"All {run.n:,} requests were answered"
    spans = spans_of(run.faults, run.seconds, trigger)
    if not spans:
        p99 = f", 99% of them within {_short(run.latency(99))}" if run.served.any() else ""
        return Story("calm", f"Nothing is broken. {told}{p99}.", reasons)
    begin, end = min(first for first, _ in spans), max(last for _, last in spans)
    bad = _bad_windows(run, calm)
    width = run.seconds / WINDOWS
    last = (bad.nonzero()[0][-1] + 1) * width if bad.any() else 0.0
    if not failed and last <= begin:
        return Story("unnoticed", f"✔ Nobody noticed: {told[0].lower()}{told[1:]}, as fast as on a calm day.", reasons)
    phases = (f"{_answered(run, 0, begin)} answered before, {_answered(run, begin, end)} while it was broken"
              + ("" if end >= run.seconds else f", {_answered(run, end, run.seconds)} after"))
    start = f"{'✖' if failed else '▲'} {told}: {phases}." if begin > 0 else f"{'✖' if failed else '▲'} {told}."
    if end >= run.seconds:
        return Story("down", f"{start} It is never mended in this run.", reasons)
    if last >= LATE * run.seconds and last > end + width:
        start = f"{start} Mended, and {_short(run.seconds - end)} later still not well:"
        if _drains(run, end):
            return Story("draining", f"{start} what piled up is still being worked off.", reasons)
        return Story("stuck", f"{start} the cause is gone, the trouble keeps itself alive. "
                     "That is a metastable failure.", reasons)
    late = max(0.0, last - end)
    return Story("back", f"{start} Well again " + ("at once after the mend." if late <= width else
                                                   f"{_short(late)} after the mend."), reasons)


def _bad_windows(run, calm) -> np.ndarray:
    """By window of the arrivals: whether more failed than on a calm day, or the answers were much slower."""
    edges = np.linspace(0, run.seconds, WINDOWS + 1)
    ends = np.searchsorted(run.arrival_times, edges[:-1])
    ends = np.append(ends, run.n)
    usual, slow = calm.availability, SLOWER * calm.latency(99) if calm.served.any() else np.inf
    found = np.zeros(WINDOWS, dtype=bool)
    for place in range(WINDOWS):
        part = slice(ends[place], ends[place + 1])
        many = ends[place + 1] - ends[place]
        if many:
            served = run.served[part]
            found[place] = served.mean() < usual - max(WORSE, 2.5 / many)
            if served.any() and not found[place]:
                found[place] = np.percentile(run.latencies[part][served], 99 if many >= ENOUGH else 95) > slow
    return found


def _drains(run, end: float) -> bool:
    """Whether after the mend less and less waits."""
    waiting = sum(series_values(run, "queue", name, windows=WINDOWS) for name in run.limited)
    after = waiting[int(end / run.seconds * WINDOWS):] if run.limited else np.zeros(1)
    return bool(after[-LAST:].mean() < FEWER * after.max())


def _answered(run, begin: float, end: float) -> str:
    inside = (run.arrival_times >= begin) & (run.arrival_times < end)
    return f"{np.floor(1000 * run.served[inside].mean()) / 10:g}%" if inside.any() else "nothing"


def _short(seconds: float) -> str:
    return human(Q(float(seconds), "s"), 2)
