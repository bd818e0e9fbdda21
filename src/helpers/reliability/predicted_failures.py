"""The learner's list of single points of failure beside what the sweep found: hits, misses and false alarms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.architecture.failures import COUNTED, WHAT, SinglePoint
from helpers.errors import shorten
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.losses import Loss, loss_named
from helpers.rounding import whole_percent
from helpers.simulation.verdicts import share

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.reliability.failure_sweep import FailureSweep


@dataclass(frozen=True)
class PredictedFailures:
    """Names by how the prediction of each came out, and a sentence for each.

    Parameters
    ----------
    hits : tuple of str
        Predicted, and single points of failure.
    misses : tuple of str
        Single points that were not predicted.
    false_alarms : tuple of str
        Predicted, and none.
    sentences : tuple of str
        What is to be said of each, in the order hits, misses, false alarms.
    """

    hits: tuple[str, ...]
    misses: tuple[str, ...]
    false_alarms: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of the predicted that is right; 1 where nothing was predicted."""
        said = len(self.hits) + len(self.false_alarms)
        return len(self.hits) / said if said else 1.0

    @property
    def recall(self) -> float:
        """The share of the single points that was predicted; 1 where there are none."""
        there = len(self.hits) + len(self.misses)
        return len(self.hits) / there if there else 1.0

    @property
    def all_right(self) -> bool:
        """Whether the prediction names exactly the single points."""
        return not self.misses and not self.false_alarms

    def table(self) -> DataFrame:
        """A row for each name: how it came out, and why."""
        from helpers.tables import pandas

        kinds = ["hit"] * len(self.hits) + ["miss"] * len(self.misses) + ["false alarm"] * len(self.false_alarms)
        names = [*self.hits, *self.misses, *self.false_alarms]
        return pandas.DataFrame({"outcome": kinds, "because": list(self.sentences)},
                                index=pandas.Index(names, name="what"))


def predicted_failures(sweep: FailureSweep, predicted: Iterable[str] | str,
                       of: str | Iterable[str] | None = None) -> PredictedFailures:
    """See `FailureSweep.compare`."""
    names = [predicted] if isinstance(predicted, str) else read.listed(
        predicted, "predicted", 'a list of names: ["store", "zone a"]', 1_000)
    losses: dict[tuple[str, tuple[str, ...]], Loss] = {}
    for name in names:
        loss = loss_named(sweep.architecture, name)
        if loss.what == "replica":
            loss = loss_named(sweep.architecture, loss.of[0])
        losses.setdefault((loss.what, loss.of), loss)
    counted = read.choices(of, "of", WHAT) if of is not None else (
        *COUNTED, *(["connection"] if any(what == "connection" for what, _ in losses) else []))
    for what, _ in losses:
        if what not in counted:
            raise ReliabilityError(f"predicted: a {what} does not count here; of is {shorten(counted)}.")
    swept = {each.loss.what for each in sweep.effects}
    for what in counted:
        if what not in swept and not (what == "component" and "replica" in swept) and _exist(sweep, what):
            raise ReliabilityError(f"of: this sweep lost no {what}, so nothing can be said of it. Sweep again with "
                                   f"of={[*sorted(swept - {'pair'}), what]!r}.")
    points = {(each.what, each.key): each for each in sweep.single_points(counted)}
    hits = [key for key in losses if key in points]
    misses = [key for key in points if key not in losses]
    false = [key for key in losses if key not in points]
    said = [_right(sweep, points[key]) for key in hits] + [_missed(sweep, points[key]) for key in misses] \
        + [_wrong(sweep, losses[key]) for key in false]
    return PredictedFailures(tuple(points[key].label for key in hits), tuple(points[key].label for key in misses),
                             tuple(losses[key].name for key in false), tuple(said))


def _exist(sweep: FailureSweep, what: str) -> bool:
    made = sweep.architecture
    return bool(made.all_zones if what == "zone" else made.connections if what == "connection" else made.components)


def _answered(sweep: FailureSweep, point: SinglePoint) -> str:
    effect = next(each for each in sweep.effects if each.loss.of == point.key and each.takes_down
                  and each.loss.what in (point.what, "replica"))
    one = f"With {effect.name} lost" if effect.loss.what == "replica" else "Without it"
    part = f" for {whole_percent(point.share)} of the data" if point.share < 1 else ""
    return f"{one}, {_listed(point.endpoints)} cannot be done{part}; {share(effect.availability)} of all requests " \
           "were answered."


def _right(sweep: FailureSweep, point: SinglePoint) -> str:
    return f"{point.label}: right. {_answered(sweep, point)}"


def _missed(sweep: FailureSweep, point: SinglePoint) -> str:
    return f"{point.label}: not predicted, and it is a single point of failure. {_answered(sweep, point)}"


def _wrong(sweep: FailureSweep, loss: Loss) -> str:
    seen = [each for each in sweep.effects if each.loss.of == loss.of and each.loss.what in (loss.what, "replica")]
    worst = max((each for each in seen if not each.takes_down), key=lambda each: each.badness, default=None)
    rate = f"; {share(worst.availability)} of all requests were answered" if worst is not None else ""
    if loss.what == "component":
        box = sweep.architecture[loss.of[0]]
        if box.of.managed:
            why = "its provider keeps copies of it in several zones"
        elif box.replicas > 1:
            why = f"it has {box.replicas} machines, and the others do the work of the one that is lost"
        else:
            why = "every use of the design has another way"
    else:
        why = "every use of the design has another way"
    more = ""
    if worst is not None and worst.verdict in ("overloaded", "slower"):
        more = " What is left has too little room, though: that is another fault than a single point."
    return f"{loss.name}: no single point of failure, as {why}{rate}.{more}"


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
