"""What the gradebook holds of each student and assignment, joined with the outcomes: read in a few queries.

A score here is the gradebook's own (what a person gave by hand included), so it equals what the formgrader shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import CourseError, shorten
from kit.classroom.course.class_lock import alone
from kit.classroom.course.database import only_writer, plainly_told
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.lateness import renew
from kit.grader.outcomes import Flag, Outcome

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

STATUSES = {
    "graded": "graded",
    "flagged": "graded, and a person should look at it",
    "failed": "could not be graded",
    "ungraded": "handed in, not graded yet",
    "none": "not handed in",
}


class RecordError(CourseError):
    """Something asked of the gradebook that it does not hold; the message names what there is."""


@dataclass(frozen=True)
class Item:
    """One graded cell of one submission. `awaits` says that a person has still to grade it.

    `by_hand` says that a person gave the points, `tests` what the tests had given, `extra` what a person added.
    """

    notebook: str
    grade_id: str
    score: float
    max_score: float
    awaits: bool = False
    by_hand: bool = False
    tests: float | None = None
    extra: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether a person gave other points than the tests."""
        return self.by_hand and self.tests is not None and abs(self.score - self.extra - self.tests) > 1e-9


@dataclass(frozen=True)
class Record:
    """One student and one assignment. `score` is before the late penalty, and `None` where there is no grade."""

    assignment: str
    student: str
    status: str
    score: float | None
    max_score: float
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    penalty: float = 0.0
    timestamp: datetime | None = None
    late_seconds: float = 0.0
    items: tuple[Item, ...] = ()
    outcome: Outcome | None = None

    @property
    def needs_person(self) -> bool:
        """Whether a cell waits for a person's grade."""
        return any(item.awaits for item in self.items)

    @property
    def unfinished(self) -> bool:
        """Whether the grade may still change: flagged, failed, not graded yet, or waiting for a person."""
        return self.status in ("flagged", "failed", "ungraded") or self.needs_person

    @property
    def final(self) -> float | None:
        """The score less the late penalty, never below zero, as nbgrader's own export counts it."""
        return None if self.score is None else max(0.0, self.score - self.penalty)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What a person should look at."""
        return self.outcome.flags if self.outcome else ()

    @property
    def reason(self) -> str:
        """Why it could not be graded, where that is so."""
        return self.outcome.reason if self.outcome else ""


def open_gradebook(folder: ClassFolder) -> "Gradebook":
    """The gradebook of a class folder, to be used in a `with`, with late penalties as they are now.

    Raises `RecordError` where there is none yet.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.engine import make_url

    url = make_url(folder.gradebook_url)
    if url.drivername.startswith("sqlite") and url.database and not Path(folder.root, url.database).exists():
        raise RecordError(f"{folder.root}: there is no gradebook yet. Grade an assignment first: kit grade ASSIGNMENT")
    with plainly_told():
        gradebook = Gradebook(folder.gradebook_url, folder.course.course_id)
        _renewed(folder, gradebook)
    return gradebook


def _renewed(folder: ClassFolder, gradebook: "Gradebook") -> None:
    """Let penalties follow points that a person gave since; whoever writes to the class now does it himself."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with alone(folder):
            lock = only_writer(gradebook.engine, folder.course.course_id)
            try:
                if renew(folder, gradebook):
                    gradebook.db.commit()
            finally:
                if lock is not None:
                    lock.close()
    except (ClassError, SQLAlchemyError):
        gradebook.db.rollback()


def read_records(gradebook: "Gradebook", assignments: Iterable[str] = (), students: Iterable[str] = (),
                 handed_in: dict[str, set[str]] | None = None) -> list[Record]:
    """A record for each student of the class and each assignment (or those named), by assignment and student.

    `handed_in` says who handed in what, so that "not graded yet" is told from "not handed in".
    Raises `RecordError` where the gradebook knows no such assignment or student.
    """
    from nbgrader.api import Assignment, Student
    from sqlalchemy import select

    session = gradebook.db
    known = list(session.scalars(select(Assignment).order_by(Assignment.name)))
    known = [each for each in known if each.name in chosen(assignments, [each.name for each in known], "assignment")]
    people = {each.id: each for each in session.scalars(select(Student).order_by(Student.id))}
    outcomes = {(each.assignment, each.student): each for each in read_outcomes(gradebook)}
    handed_in = handed_in or {}
    everyone = set(people) | {who for _, who in outcomes} | {who for some in handed_in.values() for who in some}
    wanted = sorted(chosen(students, everyone, "student"))
    records = []
    for assignment in known:
        cells = {(book.name, cell.name): float(cell.max_score or 0) for book in assignment.notebooks
                 for cell in [*book.grade_cells, *book.task_cells]}
        handed, penalties, grades = _graded(session, assignment, cells)
        for who in wanted:
            outcome, person = outcomes.get((assignment.name, who)), people.get(who)
            items = tuple(sorted(grades.get(who, ()), key=lambda item: (item.notebook, item.grade_id)))
            status = (outcome.status if outcome else "graded" if who in handed
                      else "ungraded" if who in handed_in.get(assignment.name, ()) else "none")
            counts = who in handed and (status != "failed" or any(item.by_hand for item in items))
            timestamp, late = handed.get(who, (None, outcome.late_seconds if outcome else 0.0))
            records.append(Record(
                assignment.name, who, status, sum(item.score for item in items) if counts else None,
                sum(cells.values()), getattr(person, "first_name", None) or "",
                getattr(person, "last_name", None) or "", getattr(person, "email", None) or "",
                getattr(person, "lms_user_id", None) or "", penalties.get(who, 0.0), timestamp, late, items, outcome))
    return records


def _graded(session, assignment, cells: dict) -> tuple[dict, dict, dict]:
    """By student: when it was handed in and how late, the penalty, and the graded cells."""
    from nbgrader.api import BaseCell, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    handed, penalties, grades = {}, {}, {}
    sent = select(SubmittedAssignment.student_id, SubmittedAssignment.timestamp, SubmittedAssignment.extension)
    for who, timestamp, extension in session.execute(sent.where(SubmittedAssignment.assignment_id == assignment.id)):
        late = 0.0
        if timestamp and assignment.duedate:
            due = assignment.duedate + extension if extension else assignment.duedate
            late = max(0.0, (timestamp - due).total_seconds())
        handed[who] = (timestamp, late)
    of_assignment = SubmittedAssignment.assignment_id == assignment.id
    books = select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty).join(
        SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id).where(of_assignment)
    for who, penalty in session.execute(books):
        penalties[who] = penalties.get(who, 0.0) + (penalty or 0.0)
    query = (
        select(SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Grade.score, Grade.needs_manual_grade,
               Grade.manual_score, Grade.auto_score, Grade.extra_credit)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id).where(of_assignment))
    for who, book, cell, score, awaits, manual, auto, extra in session.execute(query):
        grades.setdefault(who, []).append(Item(
            book, cell, float(score or 0), cells.get((book, cell), 0.0), bool(awaits), manual is not None,
            auto, float(extra or 0)))
    return handed, penalties, grades


def read_outcomes(gradebook: "Gradebook", assignment: str | None = None) -> list[Outcome]:
    """The outcomes beside a gradebook; none where `kit grade` has not written any."""
    from sqlalchemy import inspect

    from kit.classroom.grading.outcome_store import OutcomeStore

    if not inspect(gradebook.engine).has_table("kit_outcome"):
        return []
    return OutcomeStore(str(gradebook.engine.url), gradebook.engine).read(assignment)


def chosen(wanted: Iterable[str], known: Iterable[str], what: str) -> set[str]:
    """Those of the known names that are wanted, all where none is named. Raises `RecordError` for an unknown one."""
    from helpers.errors import nearest

    known, wanted = set(known), {str(each) for each in wanted}
    for each in sorted(wanted - known):
        raise RecordError(f"{what}: {shorten(each)} is not in the gradebook.{nearest(each, known)}")
    return wanted or known


def is_a_name(student: str) -> bool:
    """Whether a student's id names a folder of its own, and no other place.

    >>> is_a_name("anna"), is_a_name("../anna")
    (True, False)
    """
    return student not in ("", ".", "..") and not any(mark in student for mark in "/\\\0")
