"""Feedback for students: a page a notebook in nbgrader's feedback folder, where `nbgrader release_feedback` finds it.

A page works offline, shows each check with what it said, and is written anew only when what it is made from changed.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from helpers.files import write_atomically
from kit.classroom.feedback_page import Feedback, render
from kit.classroom.folder import ClassFolder
from kit.classroom.records import Record, is_a_name, open_gradebook, read_records

EDITION = "2"  # changes when the pages look different, so that they are all written anew
HANDED_ON = ("timestamp.txt", "submission_secret.txt")  # `nbgrader release_feedback` reads these two
LARGEST_NOTEBOOK = 50_000_000  # bytes


def feedback(folder: ClassFolder, assignment: str, students: Iterable[str] = ()) -> list[Path]:
    """Write the feedback of an assignment, and return every page, the unchanged ones as well.

    nbgrader's configuration holds: its folders, permissions, excluded students, and the hooks of `GenerateFeedback`.
    Other files that a student handed in are not copied. What could not be graded gets a page that says why.
    Raises `ClassError` for an unknown assignment, `RecordError` for an unknown student.
    """
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory

    name = folder.assignment(assignment)
    course = CourseDirectory(config=folder.config)
    course.assignment_id = name
    converter = GenerateFeedback(coursedir=course, config=folder.config)
    with open_gradebook(folder) as gradebook:
        records = read_records(gradebook, [name], students)
        notebooks = sorted(each.name for each in gradebook.find_assignment(name).notebooks)
        comments, penalties = _comments(gradebook, name), _penalties(gradebook, name)
    excluded = {each.strip() for each in course.student_id_exclude.split(",")}
    pages = []
    for record in records:
        who = record.student
        if record.status in ("none", "ungraded") or who in excluded or not is_a_name(who):
            continue
        given = [Feedback(book, record, comments=comments.get((who, book), {}), penalty=penalties.get((who, book), 0.0))
                 for book in notebooks]
        pages += _write_student(folder, converter, given)
    return pages


def _write_student(folder: ClassFolder, converter, given: list[Feedback]) -> list[Path]:
    """The pages of one student's submission; those that changed are written."""
    record = given[0].record if given else None
    if record is None:
        return []
    source = folder.path("autograded", record.student, record.assignment)
    target = folder.path("feedback", record.student, record.assignment)
    stale, pages = [], []
    for each in given:
        data = _read(source / f"{each.notebook}.ipynb")
        page, digest = target / f"{each.notebook}.html", _digest(each, data)
        pages.append(page)
        if not _is_current(page, digest):
            stale.append((page, replace(each, digest=digest), data))
    if stale:
        converter.coursedir.student_id = record.student
        converter.notebooks = [str(source / f"{each.notebook}.ipynb") for each in given]
        converter.run_pre_convert_hook()
        target.mkdir(parents=True, exist_ok=True)
        for page, each, data in stale:
            _replace(page, _page(each, data))
        _hand_on(source, target)
        converter.set_permissions(record.assignment, record.student)
        converter.run_post_convert_hook()
    return pages


def _page(given: Feedback, data: bytes) -> str:
    """The page; without the notebook where that cannot be read or shown, so that one never stops the rest."""
    try:
        cells = tuple(each for each in json.loads(data)["cells"] if isinstance(each, dict)) if data else ()
        return render(replace(given, cells=cells))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return render(given)


def _digest(given: Feedback, data: bytes) -> str:
    """What a page is made from, in short."""
    record: Record = given.record
    made_of = [EDITION, given.notebook, record.status, record.reason, given.penalty, record.score, record.first_name,
               record.last_name, str(record.timestamp), record.late_seconds,
               [repr(item) for item in record.items], sorted(given.comments.items()),
               record.outcome.as_dict()["cells"] if record.outcome else []]
    return hashlib.sha256(json.dumps(made_of).encode() + data).hexdigest()


def _is_current(page: Path, digest: str) -> bool:
    try:
        with page.open("rb") as file:
            return f'content="{digest}"'.encode() in file.read(400)
    except OSError:
        return False


def _read(path: Path) -> bytes:
    """A notebook's bytes; nothing where it is missing, a link, or larger than any that was graded."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_NOTEBOOK:
        return b""
    return path.read_bytes()


def _replace(path: Path, text: str) -> None:
    write_atomically(path, text.encode("utf-8", "replace"), follow=False)


def _hand_on(source: Path, target: Path) -> None:
    """Copy what `nbgrader release_feedback` needs, and nothing else that a student handed in."""
    for name in HANDED_ON:
        path = source / name
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 10_000:
            (target / name).unlink(missing_ok=True)
            shutil.copyfile(path, target / name)


def _comments(gradebook, assignment: str) -> dict[tuple[str, str], dict[str, str]]:
    """A person's comments by student and notebook, and in these by grade id."""
    from nbgrader.api import BaseCell, Comment, Notebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    query = (
        select(SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Comment.manual_comment)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .where(SubmittedAssignment.assignment_id == gradebook.find_assignment(assignment).id))
    found: dict = {}
    for who, book, cell, comment in gradebook.db.execute(query):
        if comment:
            found.setdefault((who, book), {})[cell] = comment
    return found


def _penalties(gradebook, assignment: str) -> dict[tuple[str, str], float]:
    """The late penalty by student and notebook."""
    from nbgrader.api import Notebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    query = (
        select(SubmittedAssignment.student_id, Notebook.name, SubmittedNotebook.late_submission_penalty)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .where(SubmittedAssignment.assignment_id == gradebook.find_assignment(assignment).id))
    return {(who, book): penalty or 0.0 for who, book, penalty in gradebook.db.execute(query)}
