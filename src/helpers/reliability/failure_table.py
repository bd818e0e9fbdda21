"""A failure sweep as tables and plain values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from helpers.rounding import whole_percent

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.reliability.failure_sweep import Effect, FailureSweep


def table(sweep: FailureSweep) -> DataFrame:
    """See `FailureSweep.table`."""
    from helpers.tables import pandas

    rows = [_words(each) for each in (sweep.usual, *sweep.worst(10_000))]
    names = [each.name + (f" (and {each.loss.alike - 1} alike)" if each.loss.alike > 1 else "")
             for each in (sweep.usual, *sweep.worst(10_000))]
    return pandas.DataFrame(rows, index=pandas.Index(names, name="lost"))


def _words(effect: Effect) -> dict[str, str]:
    from helpers.simulation.verdicts import share
    from helpers.units import Q, human

    down = ", ".join(effect.takes_down)
    part = f" for {whole_percent(effect.share)} of the data" if effect.takes_down and effect.share < 1 else ""
    return {"what happens": effect.verdict if effect.loss.machines or effect.loss.connections else "",
            "takes down": down + part, "answered": share(effect.availability),
            "goodput": human(Q(float(effect.goodput), "1/s"), 3),
            "p99": "" if math.isnan(effect.p99) else human(Q(effect.p99, "s"), 3),
            "out of reach": _parts(effect.out_of_reach), "down to one copy": _parts(effect.last_copy)}


def _parts(shares) -> str:
    return ", ".join(f"{name} {whole_percent(share)}" for name, share in sorted(shares.items()) if share > 0)


def frame(sweep: FailureSweep) -> DataFrame:
    """See `FailureSweep.to_frame`."""
    from helpers.tables import pandas

    rows = []
    for each in (sweep.usual, *sweep.effects):
        rows.append({"what": each.loss.what, "verdict": each.verdict, "availability": each.availability,
                     "goodput": each.goodput, "p99": each.p99, "share_down": each.share,
                     "out_of_reach": max(each.out_of_reach.values(), default=0.0),
                     "last_copy": max(each.last_copy.values(), default=0.0), "alike": each.loss.alike,
                     **{f"availability of {name}": value for name, value in each.by_endpoint.items()}})
    names = [each.name for each in (sweep.usual, *sweep.effects)]
    return pandas.DataFrame(rows, index=pandas.Index(names, name="lost"))


def as_dict(sweep: FailureSweep) -> dict[str, Any]:
    """See `FailureSweep.to_dict`."""
    return {"design": sweep.architecture.name, "requests": sweep.n, "seed": sweep.seed,
            "shortened": sweep.shortened, "usual": _plain(sweep.usual),
            "losses": {each.name: _plain(each) for each in sweep.effects}}


def _plain(effect: Effect) -> dict[str, Any]:
    def number(value: float) -> float | None:
        return None if math.isnan(value) else float(value)

    return {"what": effect.loss.what, "verdict": effect.verdict, "takes_down": list(effect.takes_down),
            "share_down": effect.share, "availability": number(effect.availability),
            "goodput": number(effect.goodput), "p99": number(effect.p99),
            "by_endpoint": {name: number(value) for name, value in effect.by_endpoint.items()},
            "out_of_reach": dict(effect.out_of_reach), "last_copy": dict(effect.last_copy),
            "alike": effect.loss.alike}
