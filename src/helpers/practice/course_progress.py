"""How far a learner is, read from their own files: which steps are made, what the design holds, what comes next."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.course import METHOD_STEPS, method_steps
from helpers.design import FOLDER, PIECES, Design
from helpers.design.contents import told
from helpers.design.pieces import STEP_OF
from helpers.errors import CourseError
from helpers.practice.errors import PracticeError

if TYPE_CHECKING:
    from pandas import DataFrame

WORKED = "url_shortener"


@dataclass(frozen=True)
class CourseProgress:
    """The designs of a folder; `problems` says in a sentence each which file cannot be read."""

    designs: tuple[Design, ...]
    problems: tuple[str, ...] = ()

    @property
    def design(self) -> Design:
        """The design of the course's own case, empty where there is none."""
        return next((each for each in self.designs if each.name == WORKED), Design(WORKED))

    @property
    def done(self) -> tuple[int, ...]:
        """The steps whose piece stands in the design of the course's case."""
        return tuple(STEP_OF[piece] for piece in PIECES if getattr(self.design, piece) is not None)

    @property
    def next_step(self) -> int | None:
        """The first step of the method whose piece is missing; None where all are there."""
        return next((step.number for step in method_steps() if step.number not in self.done), None)

    @property
    def sentence(self) -> str:
        """How far it is, and what to do next."""
        others = [each.name for each in self.designs if each.name != WORKED]
        more = f" Other designs of yours: {', '.join(others)}." if others else ""
        number = self.next_step
        if number is None:
            return f"All eight steps have left their piece. Next: the capstone, a new system of your choice.{more}"
        step = next(each for each in method_steps() if each.number == number)
        count = len(self.done)
        begun = f"{count} of {METHOD_STEPS} steps have left their piece" if count else "No step has left its piece yet"
        return f"{begun}. Next: step {number}, {step.title.lower()} ({step.minutes} min).{more}"

    def table(self) -> "DataFrame":
        """By step: done or not, and what it left in the design."""
        from helpers.tables import pandas

        pieces = {number: piece for piece, number in STEP_OF.items()}
        steps = method_steps()
        rows = [{"title": step.title, "": "✔" if step.number in self.done else "next" if step.number == self.next_step
                 else "", "in your design": told(self.design, pieces[step.number]) or "nothing yet"} for step in steps]
        return pandas.DataFrame(rows, index=pandas.Index([step.number for step in steps], name="step"))

    def __repr__(self) -> str:
        return "\n".join((self.sentence, *self.problems))

    def _repr_html_(self) -> str:
        wrong = "".join(f"<p>✖ {escape(each)}</p>" for each in self.problems)
        return f"<p><b>{escape(self.sentence)}</b></p>{wrong}{self.table()._repr_html_()}"


def course_progress(folder: str | Path = FOLDER) -> CourseProgress:
    """What lies in a folder of designs, `my_design` unless given; a file that cannot be read is told, not raised.

    >>> course_progress("no_such_folder").sentence
    'No step has left its piece yet. Next: step 1, requirements (40 min).'
    """
    if not isinstance(folder, str | Path):
        raise PracticeError(f"folder: a {type(folder).__name__} is no folder. Write course_progress().")
    designs, problems = [], []
    for path in sorted(Path(folder).glob("*.yaml")):
        try:
            designs.append(Design.load(path if len(path.parts) > 1 else f"./{path}"))
        except CourseError as error:
            problems.append(str(error))
    return CourseProgress(tuple(designs), tuple(problems))
