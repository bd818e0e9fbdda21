"""Says that a person has looked at a flagged or failed submission: its points stand as they are."""

import json

from helpers.errors import nearest, shorten
from kit.classroom.course.class_lock import writing
from kit.classroom.course.class_notes import ANSWERS, ensure, read_notes, write_note
from kit.classroom.course.database import plainly_told
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.grading.gradebook_writer import FAILED
from kit.classroom.grading.outcome_store import OutcomeStore, outcome_table
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
    strangers = [each for each in students if each not in found]
    if strangers:
        raise ClassError(f"students: of {', '.join(map(shorten, strangers))[:200]} nothing was graded in {assignment}."
                         f"{nearest(strangers[0], found)}")
    unknown = [each for each in students if found[each].status == "graded"]
    if unknown:
        waiting = sorted(name for name, each in found.items() if each.status != "graded")
        raise ClassError(f"students: {', '.join(unknown)[:200]} is not flagged or failed in {assignment}. "
                         f"These are: {', '.join(waiting)[:300] or 'none'}.")
    table = outcome_table()
    ensure(gradebook.engine)
    kept = read_notes(gradebook.db.connection(), ANSWERS, assignment)
    for student in students:
        old = found[student]
        note = kept.get(student)
        if isinstance(note, dict):  # the same answers are not flagged for the same reasons again
            now = [[flag.rule, flag.where] for flag in old.flags] + ([[FAILED, ""]] if old.status == FAILED else [])
            write_note(gradebook.db.connection(), ANSWERS, assignment, student,
                       {**note, "accepted": [*note.get("accepted", []), *now]})
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
