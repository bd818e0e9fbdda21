"""The verdict on a design: each quality in its environment, met, missed or unproven, and how that is known."""

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from helpers.design.check import check
from helpers.design.environments import COLUMNS, Situations
from helpers.design.errors import DesignError
from helpers.design.look import Look
from helpers.design.measures import Figure, figure
from helpers.design.notes import READ
from helpers.design.questions import Answer, questions
from helpers.reliability.budget import availability_text
from helpers.rounding import several
from helpers.units import Q, human

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.design.model import Design
    from helpers.requirements import Quality

MET, MISSED, UNPROVEN = "met", "missed", "unproven"
MARKS = {MET: "✔", MISSED: "✖", UNPROVEN: "?"}
LIKELY = "likely"


@dataclass(frozen=True)
class Judged:
    """One quality, and its figure in each column."""

    quality: "Quality"
    figures: dict[str, Figure]

    def state(self, column: str = LIKELY) -> str:
        """Met, missed or unproven in a column."""
        found = self.figures[column]
        return UNPROVEN if not found.known else MET if self.quality.met_by(found.value) else MISSED

    @property
    def likely(self) -> Figure:
        """The figure at the estimate's own values."""
        return self.figures[LIKELY]

    @property
    def margin(self) -> float:
        """How much of the target is left in the likely column: 0.4 is 40% to spare; below 0 it is missed.

        Of shares (99.9%) it is the part of what may fail that is left.
        """
        target, value = self.quality.target, self.likely.value
        if not self.likely.known or target is None:
            return math.nan
        if self.quality.at_most is not None:
            return 1 - value / target if target else -math.copysign(math.inf, value) if value else 0.0
        if self.quality.kind.unit == "" and not self.quality.kind.whole:
            return 1 - (1 - value) / (1 - target) if target < 1 else (0.0 if value >= 1 else -math.inf)
        return value / target - 1 if target else math.inf

    def shown(self, column: str = LIKELY) -> str:
        """The figure as people write it."""
        found = self.figures[column]
        if not found.known:
            return "unknown"
        if math.isinf(found.value):
            return "for ever" if self.quality.metric == "retention" else "without end"
        if self.quality.metric in ("availability", "durability"):
            return availability_text(found.value)
        return self.quality.show(found.value)

    @property
    def margin_text(self) -> str:
        """The margin as people write it."""
        if math.isnan(self.margin) or math.isinf(self.margin):
            return ""
        return f"{self.margin:+.0%}"

    def __str__(self) -> str:
        return (f"{MARKS[self.state()]} {self.state()}: {self.quality}: {self.shown()} "
                f"({self.likely.how}: {self.likely.source})")


@dataclass(frozen=True)
class Verdict:
    """All qualities judged, the four questions of non-abstract large system design, and what it rests on.

    `rates` are requests per second by column: peak and average. `seed` and `n` are those of the simulations.
    """

    name: str
    rows: tuple[Judged, ...]
    answers: tuple[Answer, ...]
    rates: dict[str, tuple[float, float | None]]
    calibrated: str
    n: int
    seed: int

    @property
    def met(self) -> bool:
        """Whether every quality is met at the estimate's own values."""
        return all(each.state() == MET for each in self.rows)

    def __getitem__(self, quality: str) -> Judged:
        for each in self.rows:
            if each.quality.id == quality:
                return each
        from helpers.errors import nearest, shorten

        raise DesignError(f"quality: there is no {shorten(quality)}."
                          f"{nearest(quality, [each.quality.id for each in self.rows])}")

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, state: str, column: str = LIKELY) -> tuple[Judged, ...]:
        """The qualities that are "met", "missed" or "unproven" in a column."""
        return tuple(each for each in self.rows if each.state(column) == state)

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        counts = {state: len(self.of(state)) for state in MARKS}
        told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        bad = self.of(MISSED, "pessimistic")
        beyond = [each.quality.id for each in bad if each.state() == MET]
        more = f"; at the bad ends of the ranges {', '.join(beyond)} would be missed" if beyond else ""
        return f"Of {several(len(self.rows), 'quality')} {told}{more}." if self.rows else "No quality has a target."

    def table(self) -> "DataFrame":
        """By quality: what is asked, met or not, the figure in three columns, the margin, and how it is known."""
        from helpers.tables import pandas

        rows = [{"asked": str(each.quality), "verdict": f"{MARKS[each.state()]} {each.state()}",
                 **{column: each.shown(column) for column in COLUMNS}, "margin": each.margin_text,
                 "how": each.likely.how, "from": each.likely.source} for each in self.rows]
        columns = ["asked", "verdict", *COLUMNS, "margin", "how", "from"]
        names = [each.quality.id for each in self.rows]
        return pandas.DataFrame(rows, columns=columns, index=pandas.Index(names, name="quality", dtype=object))

    def questions_table(self) -> "DataFrame":
        """The four questions: possible, better, feasible, resilient; the answer, and what it rests on."""
        from helpers.tables import pandas

        return pandas.DataFrame([{"answer": each.answer, "because": each.because} for each in self.answers],
                                index=pandas.Index([each.question for each in self.answers], name="question"))

    def __str__(self) -> str:
        return "\n".join((self.sentence, *map(str, self.rows), *map(str, self.answers), self.calibrated))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        table = self.table()        # its widest column apart: beside the others it would be cut off
        return (f"<p><b>{escape(self.sentence)}</b></p>{table.drop(columns='from')._repr_html_()}"
                f"<details><summary>Where each figure comes from</summary>{table[['from']]._repr_html_()}</details>"
                f"{self.questions_table()._repr_html_()}<p>{escape(self.calibrated)}</p>")


def verdict(design: "Design", n: int = 30_000, seed: int = 1) -> Verdict:
    """See `Design.verdict`."""
    n, seed = READ.whole(n, "n", 1_000, 2_000_000, "30_000"), READ.seed(seed)
    if design.requirements is None:
        raise DesignError("requirements: there are none to hold the design against. Load those of step 1, or take "
                          'Requirements.from_case("url_shortener").')
    look = Look(design)
    situations = Situations(look, n, seed)
    rows = tuple(Judged(each, {column: figure(look, each, situations.of(each.environment, column))
                               for column in COLUMNS})
                 for each in look.sheet.qualities if each.target is not None)
    return Verdict(design.name, rows, questions(look, rows, check(design, look), situations), situations.rates,
                   calibrated(look), n, seed)


def calibrated(look: Look) -> str:
    """What the model was held against, in a sentence."""
    held = look.notes.calibration
    if held is None or not held.rows:
        return ("The model behind these figures was never held against a measurement. "
                "Run .calibrate(), and keep what it gives in the notes.")
    return (f"The model was held against a measurement ({held.where}, {held.year}): measured over predicted is "
            f"{held.ratio(50):.2g} for the median and {held.ratio(99):.2g} for the 99th percentile, where they lie "
            f"farthest apart.{_several(held.load)}")


def _several(load: tuple[float, ...]) -> str:
    """What came through while several callers read at once, in a sentence; nothing where there was one caller."""
    if not load:
        return ""
    callers, calls, predicted, measured, _, slow = load
    return (f" While {callers:.0f} callers read at once ({calls:.0f} calls), {_rate(measured)} requests a second "
            f"came through, and {_rate(predicted)} were predicted; 99 in 100 of them took less than "
            f"{human(Q(slow, 's'), 2)}.")


def _rate(per_second: float) -> str:
    """A rate with three digits, and never as a power of ten."""
    return f"{per_second:,.0f}" if per_second >= 100 else f"{per_second:.3g}"
