"""Feedback for students: a page a notebook in nbgrader's feedback folder, where `nbgrader release_feedback` finds it.

A page works offline, shows each check with what it said, and is written anew only when what it is made from changed.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from helpers.files import write_atomically
from kit.classroom.course.autograded import FULL
from kit.classroom.course.database import plainly_told
from kit.classroom.course.folder import ClassFolder
from kit.classroom.course.hidden import for_students, hidden_parts, visible, without_hidden_output
from kit.classroom.course.settings import settings
from kit.classroom.feedback_pages.feedback_page import Feedback, render
from kit.classroom.feedback_pages.safe_html import joined
from kit.classroom.grading.records import Record, is_a_name, open_gradebook, read_records
from kit.classroom.release.scratch import clear_parts

EDITION = "4"  # changes when the pages look different, so that they are all written anew
HANDED_ON = ("timestamp.txt", "submission_secret.txt")  # `nbgrader release_feedback` reads these two
LARGEST_NOTEBOOK = 50_000_000  # bytes


def feedback(folder: ClassFolder, assignment: str, students: Iterable[str] = (),
             tell: Callable[[str, str], None] | None = None) -> list[Path]:
    """Write the feedback of an assignment, and return every page, the unchanged ones as well.

    nbgrader's configuration holds: its folders, permissions, excluded students, and the hooks of `GenerateFeedback`.
    Other files that a student handed in are not copied. What could not be graded gets a page that says why. Hidden
    tests are left out, unless the class shows them. `tell` is called with a student and a sentence for each page that
    could not be made whole; the rest go on. Raises `ClassError` for an unknown assignment and where nothing can be
    written, `RecordError` for an unknown student.
    """
    with plainly_told():
        return _feedback(folder, assignment, students, tell or (lambda student, said: None))


def _feedback(folder: ClassFolder, assignment: str, students: Iterable[str], tell) -> list[Path]:
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
        tests = {} if settings(folder)["show_hidden_tests"] else {
            (book.name, cell.name): cell.source or "" for book in gradebook.find_assignment(name).notebooks
            for cell in book.source_cells}
    excluded = {each.strip() for each in course.student_id_exclude.split(",")}
    pages = []
    for record in records:
        who = record.student
        if record.status in ("none", "ungraded") or who in excluded or not is_a_name(who):
            continue
        given = [Feedback(book, record, comments=comments.get((who, book), {}), penalty=penalties.get((who, book), 0.0))
                 for book in notebooks]
        try:
            pages += _write_student(folder, converter, given, tests, tell)
        except OSError as error:
            if error.errno in FULL:
                raise
            tell(who, f"no page could be written ({error.strerror}).")
        except Exception as error:  # one student's page never stops the others
            tell(who, f"no page could be written ({type(error).__name__}: {str(error)[:200]}).")
    return pages


def _write_student(folder: ClassFolder, converter, given: list[Feedback], tests: dict, tell) -> list[Path]:
    """The pages of one student's submission; those that changed are written."""
    record = given[0].record if given else None
    if record is None:
        return []
    source = folder.path("autograded", record.student, record.assignment)
    target = folder.path("feedback", record.student, record.assignment)
    stale, pages = [], []
    for each in given:
        data = _read(source / f"{each.notebook}.ipynb")
        page, digest = target / f"{each.notebook}.html", _digest(each, data, tests)
        pages.append(page)
        if not _is_current(page, digest):
            stale.append((page, replace(each, digest=digest), data))
    if stale:
        converter.coursedir.student_id = record.student
        converter.notebooks = [str(source / f"{each.notebook}.ipynb") for each in given]
        converter.run_pre_convert_hook()
        target.mkdir(parents=True, exist_ok=True)
        clear_parts(target)
        for page, each, data in stale:
            _replace(page, _page(each, data, tests, tell))
        _hand_on(source, target)
        converter.set_permissions(record.assignment, record.student)
        converter.run_post_convert_hook()
    return pages


def _page(given: Feedback, data: bytes, tests: dict, tell) -> str:
    """The page; without the notebook where that cannot be read or shown, so that one never stops the rest."""
    who = given.record.student
    try:
        cells = tuple(each for each in json.loads(data)["cells"] if isinstance(each, dict)) if data else ()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        tell(who, f"its page is without the notebook, which cannot be read ({type(error).__name__}).")
        cells = ()
    given = kept_back(replace(given, cells=cells), tests)
    try:
        return render(given)
    except Exception as error:
        tell(who, f"its page is without the notebook, which cannot be shown ({type(error).__name__}: "
                  f"{str(error)[:200]}).")
        return render(replace(given, cells=()))


def kept_back(given: Feedback, tests: dict[tuple[str, str], str]) -> Feedback:
    """The same without hidden tests: neither in the notebook nor in what their checks said. `tests` are the texts."""
    if not tests:
        return given
    texts = {grade_id: text for (book, grade_id), text in tests.items() if book == given.notebook}
    traces: dict[str, str] = {}
    cells = []
    for cell in given.cells:
        marks = (cell.get("metadata") or {}).get("nbgrader") or {} if isinstance(cell.get("metadata"), dict) else {}
        grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
        text = joined(cell.get("source"))
        if isinstance(grade_id, str) and grade_id in texts and hidden_parts(text).ranges:
            texts[grade_id] = text  # as it was graded
        if isinstance(grade_id, str) and hidden_parts(texts.get(grade_id, "")).ranges:
            outputs = cell.get("outputs") if isinstance(cell.get("outputs"), list) else []
            traces[grade_id] = "\n".join("\n".join(map(str, each.get("traceback") or ())) for each in outputs
                                         if isinstance(each, dict) and each.get("output_type") == "error")
            cell = {**cell, "source": visible(text)}
            if "outputs" in cell:
                cell["outputs"] = without_hidden_output(outputs, texts[grade_id])
        cells.append(cell)
    outcome = given.record.outcome
    if outcome is not None:
        results = tuple(for_students(each, texts.get(each.grade_id, ""), traces.get(each.grade_id, ""))
                        for each in outcome.cells)
        given = replace(given, record=replace(given.record, outcome=replace(outcome, cells=results)))
    return replace(given, cells=tuple(cells))


def _digest(given: Feedback, data: bytes, tests: dict) -> str:
    """What a page is made from, in short."""
    record: Record = given.record
    made_of = [EDITION, given.notebook, record.status, record.reason, given.penalty, record.score, record.first_name,
               record.last_name, str(record.timestamp), record.late_seconds,
               [repr(item) for item in record.items], sorted(given.comments.items()),
               record.outcome.as_dict()["cells"] if record.outcome else [], sorted(map(repr, tests.items()))]
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
