"""One verdict on a run: whether the load is carried, and only then how long answers take. Pure, without widgets."""

from dataclasses import dataclass

from helpers.simulation.limit import TOO_NEAR, Limit, limit_of, overload_of
from helpers.simulation.verdicts import share
from helpers.simulation.workload import Constant
from helpers.units import Q, human


@dataclass(frozen=True)
class Verdict:
    """`kind` is "steady", "near", "overloaded" or "losing"; `keeps` whether the latency asked for holds, if any is.

    `p99` is nan where the run has no such figure: above the limit it grows as long as the load lasts.
    """

    kind: str
    text: str
    keeps: bool | None = None
    p99: float = float("nan")


def verdict_of(run, latency: float | None = None) -> Verdict:
    """The verdict on a run; `latency` is the time in seconds that 99% must keep."""
    over = overload_of(run)
    if over is not None:
        return _overloaded(run, over, latency)
    limit = limit_of(run) if isinstance(run.workload.shape, Constant) else None
    if run.growing or (limit is not None and limit.share(run.workload.rate) >= TOO_NEAR):
        return _near(run, limit, latency)
    if not run.served.any():
        return Verdict("losing", "✖ Nothing is served.", None if latency is None else False)
    p50, p99 = run.percentiles(50, 99)
    lost = 1 - run.availability
    keeps = None if latency is None else bool(p99 <= latency and lost <= 0.001)
    told = f"half of the answers within {_short(p50)}, 99% within {_short(p99)}"
    if lost > 0:
        where = ", ".join(each.name for each in run.architecture if sum(run.drops(each.name).values()))
        start = f"✖ Loses work: {share(lost)} of the requests get no answer" + (f" ({where} refuses)" if where else "")
        return Verdict("losing", f"{start}. Of the others: {told}.", keeps, p99)
    start = "Carried" if keeps is None else f"✔ Carried, and the {_short(latency)} asked for kept" if keeps else \
        f"✖ Carried, but too slow for the {_short(latency)} asked for"
    return Verdict("steady", f"{start}: {told}.", keeps, p99)


def _overloaded(run, limit: Limit, latency: float | None) -> Verdict:
    full, grows = limit.share(run.workload.rate), limit.growth(run.workload.rate)
    kept = "" if latency is None else f" The {_short(latency)} asked for cannot hold."
    return Verdict("overloaded", f"✖ Overloaded: {limit.component} gets {full:.0%} of what it can take. Each second of "
                                 f"this load adds {_short(grows)} to the wait, so there is no 99th percentile.{kept}",
                   None if latency is None else False)


def _near(run, limit: Limit | None, latency: float | None) -> Verdict:
    kept = "" if latency is None else f" Nobody can promise the {_short(latency)} asked for."
    full = "latency still grew when the run ended" if limit is None else \
        f"{limit.component} gets {limit.share(run.workload.rate):.0%} of what it can take"
    return Verdict("near", f"▲ Too close to the limit: {full}. Waits take minutes to settle here, so no 99th "
                           f"percentile is given.{kept}", None if latency is None else False)


def _short(seconds: float) -> str:
    return human(Q(float(seconds), "s"), 2)
