"""Simulated students: what a class hands in, from the sources and the mistakes that the course kit knows.

The same arguments give the same submissions. Expected points hold for the course's standard numbers, not for variants.
"""

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from helpers.errors import shorten
from kit.classroom.course.database import class_gradebook
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.demo.answers import WRITTEN, Sheet, calls_back, load_mistakes, read_sheet, that_warns
from kit.classroom.demo.noise import as_bytes, make_noise, new_cell
from kit.classroom.release.confidential import read_cells

HONEST = ("right", "mistake", "partly", "mistake", "late", "mistake", "untouched", "mistake", "right", "syntax",
          "mistake", "warns-called", "mistake", "partly", "mistake", "warns", "mistake")
ALL = ("right", "mistake", "partly", "late", "truncated", "mistake", "untouched", "missing-test", "mistake",
       "warns-called", "syntax", "duplicated-cell", "mistake", "absent", "right", "warns", "mistake", "not-a-notebook")
DUE = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)  # where the gradebook has no due date
TIMESTAMP = "%Y-%m-%d %H:%M:%S.%f %Z"  # nbgrader's own format


@dataclass(frozen=True)
class Simulated:
    """What one student hands in. `kind` tells how it was made; a named mistake's kind is `mistake: NAME`.

    `notebook` is `None` for a student who hands in nothing. `late` is the time after the due date, `None` for a
    submission in time. `expected` are the points of the cells that are graded by code, by grade id; `None` where no
    points can be said beforehand.
    """

    student_id: str
    assignment: str
    kind: str
    notebook: bytes | None
    late: timedelta | None
    expected: dict[str, float] | None


def simulated_students(course: Path, assignment: str, release_notebook: Path, source_notebook: Path, count: int,
                       seed: int = 1, honest: bool = False, endless: bool = False) -> Iterator[Simulated]:
    """Submissions of `count` students to an exercise, one after the other; deterministic by `seed`.

    Kinds: right, partly, named mistakes in turn (where the course kit has them), untouched, late, syntax (an answer
    that is not Python), warns (in the answer's cell), warns-called (also when a test calls it), truncated,
    not-a-notebook, missing-test, duplicated-cell, absent; with `endless` also an endless loop. With `honest` only
    those that stock nbgrader scores as documented. Raises `ClassError`.
    """
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise ClassError(f"count: {shorten(count)} is no number of students. Give a whole number from 1 on.")
    released = _read(release_notebook)
    sheet = read_sheet(read_cells(Path(source_notebook)), released["cells"])
    if not sheet.right or not sheet.points:
        raise ClassError(f"{assignment}: it has no answer or no graded cell. Give the exercise's source and release.")
    mistakes = load_mistakes(course, assignment)
    kinds = [each for each in (HONEST if honest else ALL) if mistakes or each != "mistake"]
    kinds += ["endless"] if endless else []
    told = 0
    for number in range(count):
        chance = random.Random(f"{seed}/{assignment}/{number}")
        kind = kinds[number % len(kinds)]
        mistake = None
        if kind == "mistake":
            mistake, told = mistakes[told % len(mistakes)], told + 1
            kind = f"mistake: {mistake.name}"
        student = Student(f"student_{number + 1:04d}", assignment, kind, chance, copy.deepcopy(released), sheet)
        yield student.hand_in(mistake)


@dataclass
class Student:
    """One simulated student at work on a copy of an exercise."""

    student_id: str
    assignment: str
    kind: str
    chance: random.Random
    notebook: dict
    sheet: Sheet

    def hand_in(self, mistake=None) -> Simulated:
        """Answer as the kind says, add what honest students add, and hand in."""
        chance, sheet = self.chance, self.sheet
        missing: tuple = ()
        answers = dict(sheet.right)
        if self.kind == "untouched":
            return self._done(as_bytes(self.notebook), sheet.scores(sheet.right))
        if self.kind == "absent":
            return self._done(None, None)
        if self.kind == "partly" or (self.kind == "late" and chance.random() < 0.5):
            names = sorted(sheet.right)
            missing = tuple(chance.sample(names, chance.randint(1, max(1, len(names) - 1))))
        elif self.kind in ("syntax", "endless"):
            missing = (chance.choice(sorted(sheet.right)),)
        expected = sheet.scores(missing)
        if mistake:
            answers.update(mistake.cells)
            expected.update(mistake.scores)
        for name in missing:
            answers[name] = self._failing(name)
        if self.kind.startswith("warns"):
            able = [name for name in sorted(answers) if calls_back(answers[name]) == (self.kind == "warns-called")]
            for name in able or sorted(answers):
                answers[name] = that_warns(answers[name]) if self.kind == "warns-called" else (
                    f"import warnings\nwarnings.warn('an old name', DeprecationWarning, stacklevel=1)\n{answers[name]}")
        self._write(answers)
        if mistake:  # its points are those of a run without the cells to try things in
            for cell in self.notebook["cells"]:
                if "try-it" in cell["metadata"].get("tags", ()):
                    cell["source"] = "# tried, and taken out again"
        if self.kind != "endless":
            make_noise(self.notebook, chance)
        if self.kind in BREAKS:
            return BREAKS[self.kind](self, expected)
        return self._done(as_bytes(self.notebook), expected)

    def _failing(self, name: str) -> str:
        right = self.sheet.right[name]
        if self.kind == "syntax":
            return f"{right}\nresult = (1 +\n"
        if self.kind == "endless":
            return f"while True:\n    pass\n{right}"
        return self.sheet.untouched[name]

    def _write(self, answers: dict[str, str]) -> None:
        for cell in self.notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in answers:
                cell["source"] = answers[name]
            elif name in self.sheet.written and self.chance.random() < 0.8:
                cell["source"] = " ".join(self.chance.sample(WRITTEN, self.chance.randint(2, 4)))

    def _done(self, data: bytes | None, expected: dict[str, float] | None) -> Simulated:
        late = timedelta(minutes=self.chance.randint(5, 3 * 24 * 60)) if self.kind == "late" else None
        return Simulated(self.student_id, self.assignment, self.kind, data, late, expected)

    def _tests(self) -> list[dict]:
        return [cell for cell in self.notebook["cells"]
                if cell["metadata"].get("nbgrader", {}).get("grade_id") in self.sheet.points]

    def truncated(self, expected) -> Simulated:
        """The upload broke off."""
        data = as_bytes(self.notebook)
        return self._done(data[: len(data) * self.chance.randint(30, 90) // 100], None)

    def not_a_notebook(self, expected) -> Simulated:
        """Something else, under the notebook's name."""
        return self._done(self.chance.choice((b"", b"%PDF-1.7\n\xff\xfe", b'{"answer": 42}', b"<html></html>")), None)

    def missing_test(self, expected) -> Simulated:
        """A graded cell was deleted; the grader puts it back."""
        gone = self.chance.choice(self._tests())
        self.notebook["cells"] = [cell for cell in self.notebook["cells"] if cell is not gone]
        return self._done(as_bytes(self.notebook), expected)

    def duplicated_cell(self, expected) -> Simulated:
        """A graded cell was copied, and stands there twice."""
        cells = self.notebook["cells"]
        twice = self.chance.choice(self._tests())
        cells.insert(cells.index(twice) + 1, {**copy.deepcopy(twice), **(
            {"id": new_cell("", self.chance)["id"]} if "id" in twice else {})})
        return self._done(as_bytes(self.notebook), expected)


BREAKS: dict[str, Callable] = {"truncated": Student.truncated, "not-a-notebook": Student.not_a_notebook,
                               "missing-test": Student.missing_test, "duplicated-cell": Student.duplicated_cell}


def _read(path: Path) -> dict:
    cells = read_cells(Path(path))
    return {**json.loads(Path(path).read_text(encoding="utf-8")), "cells": cells}


def submit(folder: ClassFolder, simulated: Simulated, due: datetime | None = None) -> Path | None:
    """Put a submission where nbgrader looks for it, with its time and the files that lie beside the exercise.

    The time is counted from the gradebook's due date, or from `due`. Returns the folder; `None` for nothing handed in.
    """
    if simulated.notebook is None:
        return None
    target = folder.path("submitted", simulated.student_id, simulated.assignment)
    target.mkdir(parents=True, exist_ok=True)
    release = folder.path("release", assignment=simulated.assignment)
    for path in sorted(release.rglob("*")) if release.is_dir() else ():
        if path.is_file() and path.suffix != ".ipynb":
            (target / path.relative_to(release)).parent.mkdir(parents=True, exist_ok=True)
            (target / path.relative_to(release)).write_bytes(path.read_bytes())
    (target / f"{notebook_name(folder, simulated.assignment)}.ipynb").write_bytes(simulated.notebook)
    due = due or due_date(folder, simulated.assignment)
    early = timedelta(minutes=int(re.sub(r"\D", "", simulated.student_id) or 0) % 600 + 1)
    handed = due - early if simulated.late is None else due + simulated.late
    (target / "timestamp.txt").write_text(handed.astimezone(UTC).strftime(TIMESTAMP))
    return target


def notebook_name(folder: ClassFolder, assignment: str) -> str:
    """The name of an exercise's one notebook. Raises `ClassError` where it has none, or several."""
    found = sorted(folder.path("source", assignment=assignment).glob("*.ipynb"))
    if len(found) != 1:
        raise ClassError(f"{assignment}: source/ holds {len(found)} notebooks for it. Students are simulated for one.")
    return found[0].stem


def due_date(folder: ClassFolder, assignment: str) -> datetime:
    """When an exercise is due, by the gradebook, or a fixed day where that says nothing."""
    from nbgrader.api import MissingEntry

    with class_gradebook(folder) as gradebook:
        try:
            found = gradebook.find_assignment(assignment).duedate
        except MissingEntry:
            found = None
    return found.replace(tzinfo=UTC) if found else DUE
