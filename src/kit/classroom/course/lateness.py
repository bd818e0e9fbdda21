"""What lateness costs: the policy of a class, each student's due date, and penalties that follow both."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kit.classroom.course.class_notes import ANSWERS, DUE, read_notes
from kit.classroom.course.folder import ClassFolder
from kit.classroom.course.late_policy import read_policy
from kit.classroom.course.settings import FILE, settings

if TYPE_CHECKING:
    from sqlalchemy import Connection


def late_policy(folder: ClassFolder) -> object:
    """What lateness costs in a class: `late` of its `kit.yaml`, or else nbgrader's plugin as it is configured."""
    own = read_policy(settings(folder)["late"], f"{FILE}: late")
    if own is not None:
        return own
    if "AssignLatePenalties" not in folder.config:  # nbgrader's own, without its preprocessors: these take seconds
        from nbgrader.plugins.latesubmission import LateSubmissionPlugin

        return LateSubmissionPlugin(config=folder.config)
    from nbgrader.preprocessors import AssignLatePenalties

    preprocessor = AssignLatePenalties(config=folder.config)
    preprocessor.init_plugin()
    return preprocessor.plugin_inst


def penalty(policy, student: str, earned: float, late: float) -> float | None:
    """The points that a policy takes off, never less than none nor more than were earned."""
    if late <= 0:
        return None
    found = policy.late_submission_penalty(student, earned, late)
    return None if found is None else min(max(found, 0.0), max(earned, 0.0))


def own_due(connection: "Connection", assignment: str) -> dict[str, datetime]:
    """The due dates that single students have."""
    return {student: datetime.fromisoformat(str(each))
            for student, each in read_notes(connection, DUE, assignment).items()}


def extension_of(student: str, due: datetime | None, own: dict[str, datetime], given: timedelta | None):
    """How much longer than the class a student has: by their own due date, or else as the gradebook says."""
    return own[student] - due if student in own and due is not None else given


def seconds_late(moment: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """Seconds after a student's due date; none where either time is not known."""
    if moment is None or due is None:
        return 0.0
    return max(0.0, (moment - (due + extension if extension else due)).total_seconds())


def renew(folder: ClassFolder, gradebook, assignments: Iterable[str] = (), but: Iterable[str] = ()) -> int:
    """Compute anew the penalties of what `kit grade` graded; returns how many changed. The caller commits.

    They follow the points as they are now, a person's included, the due dates, and the policy. `but` are students whose
    penalty was computed just now.
    """
    from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    connection, changed, policy = gradebook.db.connection(), 0, None
    wanted = set(assignments)
    for number, name, due in connection.execute(select(Assignment.id, Assignment.name, Assignment.duedate)).all():
        graded = set(read_notes(connection, ANSWERS, name)) - set(but) if not wanted or name in wanted else set()
        if not graded:
            continue
        own = own_due(connection, name)
        sent = {each.id: each for each in connection.execute(select(
            SubmittedAssignment.id, SubmittedAssignment.student_id, SubmittedAssignment.timestamp,
            SubmittedAssignment.extension).where(SubmittedAssignment.assignment_id == number)).all()}
        books = connection.execute(select(
            SubmittedNotebook.id, SubmittedNotebook.assignment_id, SubmittedNotebook.late_submission_penalty).join(
            SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id).where(
            SubmittedAssignment.assignment_id == number)).all()
        late = {}
        for book, of, before in books:
            who = sent[of].student_id
            if who in graded:
                after = seconds_late(sent[of].timestamp, due, extension_of(who, due, own, sent[of].extension))
                if after > 0 or before:
                    late[book] = (who, after, before)
        earned: dict[str, float] = dict.fromkeys(late, 0.0)
        rows = select(Grade.notebook_id, Grade.manual_score, Grade.auto_score, Grade.extra_credit).join(
            SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id).join(
            SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id).where(
            SubmittedAssignment.assignment_id == number)
        for book, manual, auto, extra in connection.execute(rows) if late else ():
            if book in earned:
                earned[book] += (manual if manual is not None else auto or 0.0) + (extra or 0.0)
        table = SubmittedNotebook.__table__
        for book, (who, after, before) in late.items():
            policy = policy or late_policy(folder)
            now = penalty(policy, who, earned[book], after)
            if abs((now or 0.0) - (before or 0.0)) > 1e-9:
                connection.execute(table.update().where(table.c.id == book).values(late_submission_penalty=now))
                changed += 1
    return changed
