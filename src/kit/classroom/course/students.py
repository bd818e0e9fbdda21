"""The class list: students read from a CSV file, checked as a whole, and put into the gradebook."""

import csv
import io
import unicodedata
from pathlib import Path

from helpers.errors import nearest, shorten
from helpers.files import read_bounded
from kit.classroom.course.class_lock import writing
from kit.classroom.course.class_notes import LISTED, ensure, read_notes, write_note
from kit.classroom.course.database import class_gradebook, plainly_told
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.rosters import kind_of, left_aside, student_of

COLUMNS = ("id", "first_name", "last_name", "email", "lms_user_id")
LONGEST = 128  # characters, nbgrader's own limit
FORBIDDEN = {"/": "a path separator", "\\": "a path separator", "*": "a pattern's character",
             "?": "a pattern's character", "[": "a pattern's character", "]": "a pattern's character",
             ":": "a character that some systems keep for themselves"}


def read_students(path: Path) -> list[dict[str, str]]:
    """The students of a CSV file with the columns id, first_name, last_name, email and lms_user_id; id is needed.

    Canvas's grade book and Moodle's list of participants are read as well. Other columns are left aside. Raises
    `ClassError` naming the line and the mend.
    """
    return _read(Path(path))[0]


def told_of(path: Path) -> str:
    """What an instructor should know of how a class list was read; empty where every column was."""
    names = _read(Path(path))[1]
    kind, aside = kind_of(names), left_aside(names)
    parts = [f"It was read as what {kind.capitalize()} exports."] if kind else []
    parts += [f"Columns left aside: {', '.join(aside)}."] if aside else []
    return " ".join(parts)


def _read(path: Path) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The students of a class list, and its columns by their small names."""
    try:
        text = read_bounded(path).decode("utf-8-sig")
    except FileNotFoundError:
        raise ClassError(f"students: there is no file {path}. Give a CSV file with the column id.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ClassError(f"students: {path} cannot be read ({type(error).__name__}). "
                         "Save it as CSV in UTF-8.") from None
    head = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), skipinitialspace=True)
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    kind = kind_of(names)
    if "id" not in names and not kind:
        shown = ", ".join(filter(None, names)) or "nothing"
        raise ClassError(f"students: {path.name} has no column id (its first line holds {shorten(shown)})."
                         f"{nearest('id', names) if names else ''} Name the column of ids id.")
    found: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    try:
        for row in rows:
            where = f"students: {path.name}, line {rows.line_num}"
            if not any(_cell(value) for value in row.values() if isinstance(value, str)):
                continue
            cells = {name: _cell(row.get(column)) for name, column in names.items()}
            student = student_of(kind, cells, where) if kind else {
                name: cells[name] for name in COLUMNS if name in names}
            if student is None:
                continue
            check_id(student["id"], where)
            same = student["id"].casefold()
            if same in found:
                raise ClassError(f"{where}: the id {shorten(student['id'])} stands in line {lines[same]} already"
                                 f"{'' if found[same]['id'] == student['id'] else ', but for capital letters'}. "
                                 "Keep one line for each student.")
            for name, value in student.items():
                if len(value) > LONGEST:
                    raise ClassError(f"{where}: {name} has {len(value)} characters. "
                                     f"Shorten it to {LONGEST}.")
            found[same], lines[same] = student, rows.line_num
    except csv.Error as error:
        raise ClassError(f"students: {path.name}, line {rows.line_num}: {error}. Save it as CSV again.") from None
    if not found:
        raise ClassError(f"students: {path.name} lists nobody. Write one line for each student below the first line.")
    return list(found.values()), names


def _cell(value: str | None) -> str:
    return unicodedata.normalize("NFC", value or "").strip()


def check_id(student: str, where: str = "student") -> str:
    """A student's id that may name a folder. Raises `ClassError`.

    >>> check_id("anna.berg")
    'anna.berg'
    >>> check_id("../anna")
    Traceback (most recent call last):
    kit...ClassError: student: the id '../anna' begins with '.'. Begin it with a letter or a digit.
    """
    if not student:
        raise ClassError(f"{where}: the id is empty. Give every student an id.")
    if len(student) > LONGEST or len(student.encode()) > 200:
        raise ClassError(f"{where}: the id {shorten(student)} has {len(student)} characters; up to {LONGEST} are kept.")
    if student[0] in ".-~":
        raise ClassError(f"{where}: the id {shorten(student)} begins with {student[0]!r}. "
                         "Begin it with a letter or a digit.")
    for mark, what in FORBIDDEN.items():
        if mark in student:
            raise ClassError(f"{where}: the id {shorten(student)} holds {mark!r}, {what}: it names folders. "
                             "Use letters, digits, '.', '-', '_' and '@'.")
    if not student.isprintable() or student.strip() != student:
        raise ClassError(f"{where}: the id {shorten(student)} holds a character that cannot be seen. Write it anew.")
    return student


def import_students(folder: ClassFolder, path: Path) -> list[str]:
    """Put the students of a CSV file into the gradebook, or update them; return their ids.

    An empty field leaves what the gradebook holds. Students that the file does not name stay. Raises `ClassError`
    before anything is written.
    """
    return write_students(folder, read_students(path))


def write_students(folder: ClassFolder, students: list[dict[str, str]]) -> list[str]:
    """Put students into the gradebook, or update them; return their ids."""
    with writing(folder) as gradebook, plainly_told():
        ensure(gradebook.engine)
        for student in students:
            given = {name: value for name, value in student.items() if value and name != "id"}
            gradebook.update_or_create_student(student["id"], **given)
        write_note(gradebook.db.connection(), LISTED, "", "", True)
        gradebook.db.commit()
    return [student["id"] for student in students]


def class_list(folder: ClassFolder) -> set[str] | None:
    """The ids of a class whose list was imported; `None` where none was, so that whoever hands in belongs to it.

    A student with a name, or one who never handed in, was entered by a person: that is a list as well.
    """
    from nbgrader.api import Student, SubmittedAssignment
    from sqlalchemy import select
    from sqlalchemy.engine import make_url

    url = make_url(folder.gradebook_url)
    if url.drivername.startswith("sqlite") and url.database and not Path(folder.root, url.database).exists():
        return None
    with class_gradebook(folder) as gradebook:
        connection = gradebook.db.connection()
        people = connection.execute(select(
            Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)).all()
        sent = set(connection.execute(select(SubmittedAssignment.student_id)).scalars())
        known = bool(read_notes(connection, LISTED))
    if known or any(any(row[1:]) or row.id not in sent for row in people):
        return {row.id for row in people}
    return None
