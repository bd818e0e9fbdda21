"""Two designs side by side: what the other costs more and gains, line by line and in one sentence."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.design.errors import DesignError
from helpers.design.look import Look
from helpers.design.verdict import MET, MISSED, Judged, Verdict, verdict
from helpers.errors import shorten

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.design.model import Design

CHANGE = 0.02  # of a figure, below which it is the same: simulations differ by as much


@dataclass(frozen=True)
class DesignComparison:
    """Two designs: their verdicts, $ a month, and whether each survives a machine and a zone."""

    names: tuple[str, str]
    verdicts: tuple[Verdict, Verdict]
    costs: tuple[float | None, float | None]
    survives: tuple[dict[str, bool | None], dict[str, bool | None]]

    @property
    def sentence(self) -> str:
        """The other against this one: "+$73 a month, p99 -170 ms, survives a zone"."""
        told = []
        if None not in self.costs:
            more = round((self.costs[1] or 0.0) - (self.costs[0] or 0.0))
            if more:
                told.append(f"{'+' if more > 0 else '-'}${abs(more):,} a month")
        told += [text for text in map(_change, self._pairs()) if text]
        for what, before in self.survives[0].items():
            after = self.survives[1][what]
            if before is not after and None not in (before, after):
                told.append(f"{'survives' if after else 'no longer survives'} a {what}")
        return ", ".join(told) or "no difference in cost, in any quality, or in what is survived"

    def _pairs(self) -> list[tuple[Judged, Judged]]:
        others = {each.quality.id: each for each in self.verdicts[1]}
        return [(each, others[each.quality.id]) for each in self.verdicts[0] if each.quality.id in others]

    def table(self) -> "DataFrame":
        """By quality the figure of both designs; then cost, and what each survives."""
        from helpers.tables import pandas

        rows = {one.quality.id: [f"{one.shown()} ({one.state()})", f"{other.shown()} ({other.state()})"]
                for one, other in self._pairs()}
        rows["cost"] = ["unknown" if each is None else f"${each:,.0f} a month" for each in self.costs]
        for what in self.survives[0]:
            rows[f"survives a {what}"] = [{True: "yes", False: "no", None: "unknown"}[each[what]]
                                          for each in self.survives]
        names = list(self.names) if len(set(self.names)) == 2 else [self.names[0], f"{self.names[1]} (other)"]
        return pandas.DataFrame.from_dict(rows, orient="index", columns=names)

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<{self.names[1]} against {self.names[0]}: {self.sentence}>"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p><b>{escape(self.sentence)}</b></p>{self.table()._repr_html_()}"


def _change(pair: tuple[Judged, Judged]) -> str:
    """What became of one quality, in a few words; empty where it is the same, or told elsewhere."""
    one, other = pair
    quality, before, after = one.quality, one.likely, other.likely
    if quality.metric == "cost":
        return _turned(one, other)
    if not (before.known and after.known):
        return _turned(one, other)
    share = quality.metric in ("availability", "durability")
    base = 1 - before.value if share else abs(before.value)
    finite = math.isfinite(before.value) and math.isfinite(after.value)
    if before.value == after.value or (finite and abs(after.value - before.value) <= CHANGE * base):
        return ""
    turned = _turned(one, other)
    turned = f" ({turned})" if turned else ""
    if quality.metric == "latency" and finite:
        sign = "+" if after.value > before.value else "-"
        many = quality.id if quality.percentile is None else f"p{quality.percentile:g}"
        return f"{many} {sign}{quality.show(float(f'{abs(after.value - before.value):.2g}'))}{turned}"
    return f"{quality.metric.replace('_', ' ')} of {quality.of} {one.shown()} to {other.shown()}{turned}"


def _turned(one: Judged, other: Judged) -> str:
    if one.state() == other.state():
        return ""
    if other.state() == MET:
        return f"meets {one.quality.id}"
    return f"misses {one.quality.id}" if other.state() == MISSED else f"{one.quality.id} is no longer shown"


def compare(design: "Design", other: "Design") -> DesignComparison:
    """See `Design.compare`; both are held against the requirements of the first that has some."""
    if not isinstance(other, type(design)):
        raise DesignError(f"other: {shorten(other)} is a {type(other).__name__}, not a Design.")
    sheet = design.requirements or other.requirements
    if sheet is None:
        raise DesignError("requirements: neither design has any to be compared by.")
    both = [each.replace(requirements=sheet) for each in (design, other)]
    first, second = (verdict(each) for each in both)
    costs = tuple(Look(each).cost for each in both)
    return DesignComparison((design.name, other.name), (first, second), (costs[0], costs[1]),
                            (_survived(both[0]), _survived(both[1])))


def _survived(design: "Design") -> dict[str, bool | None]:
    look = Look(design)
    if not look.drawn:
        return {"machine": None, "zone": None}
    zones = len(look.drawing.all_zones) > 1
    points = {what: any(each.what == kind for each in look.points)
              for what, kind in (("machine", "component"), ("zone", "zone"))}
    return {"machine": not points["machine"], "zone": not points["zone"] if zones else False}
