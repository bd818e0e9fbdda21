"""Due dates: of an assignment, and of single students; what lateness costs follows at once."""

from datetime import datetime

from helpers.errors import nearest
from kit.classroom.course.class_lock import writing
from kit.classroom.course.class_notes import DUE, ensure, write_note
from kit.classroom.course.database import plainly_told
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.lateness import own_due, renew
from kit.classroom.course.times import TimeError, read_time, shown

NONE = ("none", "never", "-")


def read_due(text: str) -> datetime | None:
    """The moment of a due date, in UTC; a time without a zone is this machine's. Raises `ClassError`."""
    if text.strip().lower() in NONE:
        return None
    try:
        return read_time(text, zoneless=None)
    except TimeError as error:
        raise ClassError(f"date: {error} Or write none, for no due date.") from None


def set_due(folder: ClassFolder, assignment: str, moment: datetime | None, students: tuple[str, ...] = ()) -> list[str]:
    """Set when an assignment is due, for the class or for some students; returns what holds now, in lines.

    A student's own due date stays when that of the class changes. Raises `ClassError` for an unknown student.
    """
    from nbgrader.api import MissingEntry, Student, SubmittedAssignment

    with writing(folder) as gradebook, plainly_told():
        ensure(gradebook.engine)
        try:
            found = gradebook.find_assignment(assignment)
        except MissingEntry:
            raise ClassError(f"assignment: {assignment} is not in the gradebook yet. Release it first: "
                             "kit class release") from None
        session = gradebook.db
        known = {each.id for each in session.query(Student).all()}
        for student in students:
            if student not in known:
                raise ClassError(f"students: {student} is not in the class.{nearest(student, known)}")
        if not students:
            found.duedate = moment
        elif found.duedate is None and moment is not None:
            raise ClassError(f"{assignment} has no due date. Set that of the class first: kit class due {assignment} "
                             "DATE")
        for student in students:
            write_note(session.connection(), DUE, assignment, student, moment and moment.isoformat())
        own = own_due(session.connection(), assignment)
        for row in session.query(SubmittedAssignment).filter(SubmittedAssignment.assignment_id == found.id):
            if row.student_id in own and found.duedate is not None:
                row.extension = own[row.student_id] - found.duedate
            elif row.student_id in students:
                row.extension = None
        session.flush()
        renew(folder, gradebook, [assignment])
        session.commit()
        return [*_told(assignment, found.duedate, own),
                "What students read in their bundle's README follows with the next kit class release."]


def due_dates(folder: ClassFolder, assignment: str) -> list[str]:
    """When an assignment is due, and for whom otherwise, in lines."""
    from nbgrader.api import MissingEntry

    from kit.classroom.course.database import class_gradebook

    with class_gradebook(folder) as gradebook:
        try:
            due = gradebook.find_assignment(assignment).duedate
        except MissingEntry:
            due = None
        return _told(assignment, due, own_due(gradebook.db.connection(), assignment))


def _told(assignment: str, due: datetime | None, own: dict[str, datetime]) -> list[str]:
    lines = [f"{assignment} is due {both(due)}." if due else f"{assignment} has no due date."]
    return lines + [f"  {student}: {both(moment)}" for student, moment in sorted(own.items())]


def both(moment: datetime) -> str:
    """A moment in UTC and by this machine's clock."""
    from datetime import UTC

    here = moment.replace(tzinfo=UTC).astimezone()
    there = f" ({here:%Y-%m-%d %H:%M %Z} here)" if here.utcoffset() else ""
    return f"{shown(moment)}{there}"
