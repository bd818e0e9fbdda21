"""Says that a person has looked at a flagged or failed submission: its points stand as they are."""

import json

from kit.classroom.class_lock import writing
from kit.classroom.database import plainly_told
from kit.classroom.folder import ClassError, ClassFolder
from kit.classroom.outcome_store import OutcomeStore, outcome_table
from kit.grader.outcomes import Outcome


def accept(folder: ClassFolder, assignment: str, students: tuple[str, ...]) -> list[str]:
    """Take the flags of submissions away; returns whose. What was seen stays in their notes. Raises `ClassError`."""
    with writing(folder) as gradebook, plainly_told():
        return _accept(folder, gradebook, assignment, students)


def _accept(folder: ClassFolder, gradebook, assignment: str, students: tuple[str, ...]) -> list[str]:
    from nbgrader.api import MissingEntry

    store = OutcomeStore(folder.gradebook_url)
    found = {each.student: each for each in store.read(assignment)}
    store.close()
    unknown = [each for each in students if each not in found or found[each].status == "graded"]
    if unknown:
        waiting = sorted(name for name, each in found.items() if each.status != "graded")
        raise ClassError(f"students: {', '.join(unknown)[:200]} is not flagged or failed in {assignment}. "
                         f"These are: {', '.join(waiting)[:300] or 'none'}.")
    table = outcome_table()
    for student in students:
        old = found[student]
        new = Outcome.from_dict({**old.as_dict(), "status": "graded", "reason": "", "flags": [],
                                 "notes": [*old.notes, f"Accepted by a person. {old.reason}"]})
        gradebook.db.connection().execute(table.update().where(
            table.c.assignment == assignment, table.c.student == student).values(
            status=new.status, body=json.dumps(new.as_dict())))
        try:
            submission = gradebook.find_submission(assignment, student)
        except MissingEntry:
            continue
        for notebook in submission.notebooks:
            notebook.flagged = False
            for grade in notebook.grades:
                if grade.auto_score is not None and grade.manual_score is None:
                    grade.needs_manual_grade = False
    gradebook.db.commit()
    return list(students)
