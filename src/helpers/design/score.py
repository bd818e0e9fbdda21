"""A rubric over the eight steps: every line quotes its evidence from the learner's own design; nothing is guessed."""

from collections.abc import Callable, Iterator, Sized
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from helpers.design.check import check
from helpers.design.look import Look
from helpers.design.pieces import STEP_OF
from helpers.design.rubric import LINES
from helpers.findings import Findings

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.design.model import Design

NOTHING = "there is nothing to look at yet"
SHOWN = 160  # characters of a quotation


@dataclass(frozen=True)
class Line:
    """One line of the rubric: points of so many, and what they rest on, quoted from the design.

    `change` says what would earn the rest; it is empty where all points are earned.
    """

    step: int
    name: str
    points: float
    of: float
    evidence: str
    change: str = ""

    @property
    def lost(self) -> float:
        """The points that are not earned."""
        return self.of - self.points

    def __str__(self) -> str:
        return f"{self.name}: {self.points:g} of {self.of:g}. {self.evidence}"


@dataclass(frozen=True)
class Score:
    """The rubric with its points, and the change that would earn most."""

    lines: tuple[Line, ...]

    @property
    def points(self) -> float:
        """All points."""
        return sum(each.points for each in self.lines)

    @property
    def of(self) -> float:
        """The points that can be earned."""
        return sum(each.of for each in self.lines)

    @property
    def next_change(self) -> Line | None:
        """The line with most to earn, of the first step that is not begun, else of all. None: all is earned."""
        open_ = [each for each in self.lines if each.lost > 1e-9]
        begun = [each for each in open_ if each.evidence == NOTHING]
        open_ = [each for each in begun if each.step == begun[0].step] or open_
        return max(open_, key=lambda each: (round(each.lost, 6), -each.step), default=None)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def of_step(self, step: int) -> tuple[Line, ...]:
        """The lines of one step."""
        return tuple(each for each in self.lines if each.step == step)

    def table(self) -> "DataFrame":
        """By line: step, points, and the evidence, quoted."""
        from helpers.tables import pandas

        rows = [{"step": each.step, "points": f"{each.points:g} of {each.of:g}", "evidence": each.evidence,
                 "to do": each.change} for each in self.lines]
        return pandas.DataFrame(rows, index=pandas.Index([each.name for each in self.lines], name="line"))

    @property
    def sentence(self) -> str:
        """Points, and the most valuable change, in a sentence or two."""
        told = f"{self.points:.3g} of {self.of:g} points."
        first = self.next_change
        return told if first is None else f"{told} The most valuable change (step {first.step}): {first.change}"

    def __str__(self) -> str:
        return "\n".join((self.sentence, *map(str, self.lines)))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f"<p><b>{escape(self.sentence)}</b></p>{self.table()._repr_html_()}"


def score(design: "Design") -> Score:
    """See `Design.score`."""
    look = Look(design)
    found = check(design, look)
    return Score(tuple(_line(look, found, *each) for each in LINES))


def _not_begun(piece: object) -> bool:
    """Whether there is nothing in a piece to look at: no finding on an interface without endpoints is no merit."""
    held = next((getattr(piece, name) for name in ("endpoints", "entities") if hasattr(piece, name)), piece)
    return piece is None or (isinstance(held, Sized) and not len(held))


def _line(look: Look, found: Findings, step: int, name: str, of: float, ask: Callable[[Any, Findings], tuple]) -> Line:
    """A line with its points; a step whose piece is missing or holds nothing earns nothing, and is told so."""
    piece = next(each for each, number in STEP_OF.items() if number == step)
    if _not_begun(getattr(look.design, piece)):
        return Line(step, name, 0.0, of, NOTHING, f"Make the {piece.replace('_', ' ')}.")
    share, evidence, change = ask(look, found)
    share = min(1.0, max(0.0, share))
    shown = evidence if len(evidence) <= SHOWN else f"{evidence[:SHOWN - 3].rstrip()}..."
    return Line(step, name, round(of * share, 2), of, shown, "" if share >= 1 else change)
