"""Class lists as systems export them, read as our own: Canvas's grade book, Moodle's list of participants."""

from collections.abc import Mapping

from kit.classroom.course.folder import ClassError

OURS = ("id", "first_name", "last_name", "email", "lms_user_id")
CANVAS = ("sis login id", "sis user id", "section")
MOODLE = {"id": ("username", "id number", "email address"), "first_name": ("first name",),
          "last_name": ("last name", "surname"), "email": ("email address",), "lms_user_id": ("id number",)}


def kind_of(names: Mapping[str, object]) -> str:
    """Whose list it is by the small names of its columns: `canvas`, `moodle`, or empty for our own.

    >>> kind_of({"student": 0, "id": 1, "sis login id": 2}), kind_of({"first name": 0, "email address": 1})
    ('canvas', 'moodle')
    """
    if "student" in names and "id" in names and any(each in names for each in CANVAS):
        return "canvas"
    if "id" not in names and "first name" in names and any(each in names for each in MOODLE["id"]):
        return "moodle"
    return ""


def student_of(kind: str, row: Mapping[str, str], where: str) -> dict[str, str] | None:
    """A row of a system's list as a row of ours; `None` for one that is no student. Raises `ClassError`."""
    if kind == "moodle":
        return {ours: next((row[each] for each in theirs if row.get(each)), "") for ours, theirs in MOODLE.items()}
    number, name = row.get("id", ""), row.get("student", "")
    if not number.isdigit() or name in ("Student, Test", "Test Student"):
        return None  # the points possible, a blank line, or the teacher's own view as a student
    login = row.get("sis login id") or row.get("sis user id")
    if not login:
        raise ClassError(f"{where}: this is Canvas's grade book, and it has no SIS Login ID for this student, by which "
                         "the class would know them. Fill that column in, or give a list with the column id.")
    last, comma, first = name.partition(",")
    if not comma:
        first, _, last = name.rpartition(" ")
    return {"id": login, "first_name": first.strip(), "last_name": last.strip(), "lms_user_id": number}


def left_aside(names: Mapping[str, object]) -> list[str]:
    """The columns of a list that nothing was read from."""
    kind = kind_of(names)
    read = {"canvas": {"student", "id", "sis login id", "sis user id"},
            "moodle": {each for those in MOODLE.values() for each in those}}.get(kind, set(OURS))
    return [each for each in names if each and each not in read]
