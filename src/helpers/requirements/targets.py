"""The one place where a sheet of requirements becomes the figures that a drawing or a run is held against."""

from typing import TYPE_CHECKING

from helpers.units import Q, human

if TYPE_CHECKING:
    from pandas import DataFrame

USUAL = ("", "normal", "peak")  # a run of a sound design is not held against what is asked for a bad day
TAIL = 99.0


def targets_of(sheet) -> dict:
    """Latency in seconds (of 99% or more of the requests), availability as a share, copies, $ a month: the strictest.

    Taken are qualities of a normal day or the peak. A latency for a percentile below 99 says nothing about 99% of the
    requests, and one measured at the client counts a way that no drawing shows; both are left to `latencies`. It holds
    every latency target as (seconds, percentile, of, measured_at). What nobody asked for is None.

    >>> from helpers.requirements import Quality, Requirements
    >>> sheet = Requirements("Links").add(Quality("quick", "all", "latency", at_most="100 ms", percentile=99),
    ...                                   Quality("half", "all", "latency", at_most="20 ms", percentile=50),
    ...                                   Quality("up", "all", "availability", at_least="99.9%"))
    >>> found = targets_of(sheet)
    >>> found["latency"], found["availability"], found["monthly_cost"], len(found["latencies"])
    (0.1, 0.999, None, 2)
    """
    usual = [row for row in sheet.qualities if row.environment in USUAL and row.target is not None]
    latencies = [row for row in usual if row.metric == "latency"]
    tails = [row.at_most for row in latencies if row.measured_at != "client" and (row.percentile or TAIL) >= TAIL]
    shares = [row.at_least for row in usual if row.metric == "availability"]
    copies = [row.at_least for row in usual if row.metric == "copies" and row.at_least is not None]
    costs = [row.at_most for row in usual if row.metric == "cost"]
    return {
        "latency": min(tails, default=None),
        "availability": max(shares, default=None),
        "durability_copies": int(max(copies)) if copies and max(copies) >= 1 else None,
        "monthly_cost": min(costs, default=None),
        "latencies": tuple((row.at_most, row.percentile or TAIL, row.of, row.measured_at) for row in latencies),
    }


def targets_table(sheet) -> "DataFrame":
    """What the next steps are held against, one row a target, in the units of people; a target nobody set is left out.

    >>> from helpers.requirements import Requirements
    >>> targets_table(Requirements.from_case("url_shortener"))["target"].tolist()
    ['at most 100 ms', 'at least 99.9%', 'at least 3', 'at most $20,000/month']
    """
    from helpers.tables import pandas

    found = targets_of(sheet)
    shown = {"latency": ("at most", found["latency"], "s"), "availability": ("at least", found["availability"], ""),
             "copies": ("at least", found["durability_copies"], ""),
             "cost": ("at most", found["monthly_cost"], "USD/month")}
    rows = {name: f"{bound} {f'{value:.12g}' if name == 'copies' else _shown(value, unit)}"
            for name, (bound, value, unit) in shown.items() if value is not None}
    return pandas.DataFrame({"target": list(rows.values())}, index=pandas.Index(list(rows), name="asked for"))


def _shown(value: float, unit: str) -> str:
    return human(Q(f"{100 * value:.12g}%")) if not unit else human(Q(value, unit))
