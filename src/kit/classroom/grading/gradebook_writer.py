"""Writes outcomes into the ordinary gradebook: one writer, many submissions a commit, each whole or not at all."""

from dataclasses import replace
from datetime import datetime

from kit.classroom.course.autograded import read_autograded, write_autograded
from kit.classroom.course.class_notes import ANSWERS, ensure, read_notes, write_note
from kit.classroom.course.database import odd_name, only_writer, plainly_told, shown_name
from kit.classroom.course.folder import ClassFolder
from kit.classroom.course.lateness import extension_of, late_policy, own_due, penalty, renew, seconds_late
from kit.classroom.course.times import TimeError, read_time
from kit.classroom.grading.fingerprints import WHOLE, files_digest, fingerprints
from kit.classroom.grading.outcome_store import OutcomeStore, write_outcome
from kit.grader.judge import Graded
from kit.grader.key import AssignmentKey
from kit.grader.outcomes import Flag, Outcome

FAILED = "failed"  # stands among the accepted flags where a person accepted that nothing can be graded


class Saver:
    """The one writer of a gradebook. `save` takes graded submissions; they are in it when `commit` returns."""

    def __init__(self, folder: ClassFolder, key: AssignmentKey):
        import nbgrader.api as api
        from sqlalchemy import select

        self.folder, self.key, self.api = folder, key, api
        self.gradebook = api.Gradebook(folder.gradebook_url, folder.course.course_id)
        self.lock = only_writer(self.gradebook.engine, folder.course.course_id)
        self.store = OutcomeStore(folder.gradebook_url)
        self.late = late_policy(folder)
        ensure(self.gradebook.engine)
        connection = self.gradebook.db.connection()
        self.assignment = self.gradebook.find_assignment(key.name)
        self.duedate = self.assignment.duedate
        self.cells = {}  # notebook -> (its id, {grade id: cell id}, {comment id: cell id})
        for notebook in self.assignment.notebooks:
            graded = {each.name: each.id for each in (*notebook.grade_cells, *notebook.task_cells)}
            spoken = {each.name: each.id for each in (*notebook.solution_cells, *notebook.task_cells)}
            self.cells[notebook.name] = (notebook.id, graded, spoken)
        self.students = set(connection.execute(select(api.Student.__table__.c.id)).scalars())
        self.assignment_id = self.assignment.id
        handed = api.SubmittedAssignment.__table__.c
        self.extensions = dict(connection.execute(select(handed.student_id, handed.extension).where(
            handed.assignment_id == self.assignment_id, handed.extension.is_not(None))).all())
        self.own_due = own_due(connection, key.name)
        self.extensions |= {who: extension_of(who, self.duedate, self.own_due, self.extensions.get(who))
                            for who in self.own_due}
        self.answers = read_notes(connection, ANSWERS, key.name)
        self.gradebook.db.commit()
        self.waiting = 0
        self.saved: set[str] = set()

    def save(self, graded: Graded) -> Outcome:
        """Put one submission's grades, notebooks and outcome in place of earlier ones; returns the outcome as saved.

        Raises `ClassError` when the database is gone.
        """
        with plainly_told():
            return self._save(graded)

    def _save(self, graded: Graded) -> Outcome:
        outcome = graded.outcome
        connection = self.gradebook.db.connection()
        odd = odd_name(outcome.student)
        if odd:  # nbgrader has no row for it; the report says why
            outcome = Outcome(outcome.assignment, shown_name(outcome.student), "failed", 0.0, outcome.max_score,
                              f"It could not be graded: {odd}", digest=outcome.digest, graded_at=outcome.graded_at)
            write_outcome(connection, outcome)
            self.waiting += 1
            return outcome
        moment, outcome = self._moment(graded, outcome)
        submission, existing = self._submission(connection, outcome.student, moment)
        late = seconds_late(moment, self.duedate, self.extensions.get(outcome.student))
        before = self._earlier(outcome.student)
        answers = fingerprints({each.name: each.notebook for each in graded.notebooks})
        files = files_digest(graded.files)
        outcome = replace(_accepted(outcome, before, answers[WHOLE], files), late_seconds=late)
        by_name = {each.grade_id: each for each in outcome.cells}
        for name, (notebook_id, graded_ids, spoken) in self.cells.items():
            row = self._notebook(connection, submission, notebook_id, graded_ids, spoken, existing)
            same = {each for each in graded_ids
                    if before["answers"].get(f"{name}/{each}", "") == answers.get(f"{name}/{each}")}
            total = self._grades(connection, row, graded_ids, by_name, outcome.status, same)
            self._comments(connection, row, spoken, next((e.answered for e in graded.notebooks if e.name == name), {}))
            table = self.api.SubmittedNotebook.__table__
            connection.execute(table.update().where(table.c.id == row).values(
                flagged=outcome.status == "flagged",
                late_submission_penalty=penalty(self.late, outcome.student, total, late)))
        notes = write_autograded(self.folder, self.key, graded, outcome)
        outcome = replace(outcome, notes=(*outcome.notes, *notes))
        write_outcome(connection, outcome)
        kept = [each for each in before["accepted"] if (
            before["files"] == files if each[0] == FAILED else before["whole"] == answers[WHOLE])]
        self.answers[outcome.student] = {"answers": answers, "whole": answers[WHOLE], "files": files, "accepted": kept}
        write_note(connection, ANSWERS, self.key.name, outcome.student, self.answers[outcome.student])
        self.waiting += 1
        self.saved.add(outcome.student)
        return outcome

    def _moment(self, graded: Graded, outcome: Outcome) -> tuple[datetime | None, Outcome]:
        """When it was handed in, as nbgrader writes it; one that cannot be read is told, never taken for "on time"."""
        try:
            return (read_time(graded.timestamp) if graded.timestamp else None), outcome
        except TimeError as error:
            said = f"timestamp.txt: {error}"
        outcome = replace(outcome, notes=(*outcome.notes, said))
        if self.duedate is None:
            return None, outcome
        flag = Flag("unreadable-time", "", f"whether it was in time is not known: {said}")
        if outcome.status == "graded":
            outcome = replace(outcome, status="flagged",
                              reason=f"Look at it before the grade is released: {flag.message}")
        return None, replace(outcome, flags=(*outcome.flags, flag))

    def _earlier(self, student: str) -> dict:
        """What was answered when points were last given, and what a person accepted of it."""
        known = self.answers.get(student)
        if not isinstance(known, dict):  # graded before such notes were kept
            there = read_autograded(self.folder, student, self.key.name)
            known = {"answers": fingerprints(there) if there else {}}
        return {"answers": {}, "whole": "", "files": "", "accepted": [], **known}

    def commit(self) -> int:
        """Make what was saved last; returns how many submissions that were. Raises `ClassError`."""
        with plainly_told():
            self.gradebook.db.commit()
        done, self.waiting = self.waiting, 0
        return done

    def renew(self) -> int:
        """Compute penalties anew from the points, dates and policy as they are now; returns how many changed."""
        with plainly_told():
            changed = renew(self.folder, self.gradebook, [self.key.name], self.saved)
            self.gradebook.db.commit()
        return changed

    def timeless(self) -> list[str]:
        """Who handed in at a time that nobody knows, though a due date is set: by the gradebook they are on time."""
        from sqlalchemy import select

        table = self.api.SubmittedAssignment.__table__
        query = select(table.c.student_id).where(
            table.c.assignment_id == self.assignment_id, table.c.timestamp.is_(None))
        return sorted(self.gradebook.db.connection().execute(query).scalars()) if self.duedate is not None else []

    def close(self) -> None:
        """Drop what was not committed, and close the gradebook."""
        self.gradebook.db.rollback()
        if self.lock is not None:
            self.lock.close()
        self.gradebook.close()
        self.store.close()

    def _submission(self, connection, student: str, moment) -> tuple[str, bool]:
        from sqlalchemy import select

        if student not in self.students:
            connection.execute(self.api.Student.__table__.insert().values(id=student))
            self.students.add(student)
        table = self.api.SubmittedAssignment.__table__
        found = connection.execute(select(table.c.id).where(
            table.c.assignment_id == self.assignment_id, table.c.student_id == student)).scalar()
        more = {"extension": self.extensions[student]} if student in self.own_due else {}
        if found:
            connection.execute(table.update().where(table.c.id == found).values(timestamp=moment, **more))
            return found, True
        new = self.api.new_uuid()
        connection.execute(table.insert().values(
            id=new, assignment_id=self.assignment_id, student_id=student, timestamp=moment, **more))
        return new, False

    def _notebook(self, connection, submission, notebook_id, graded, spoken, existing) -> str:
        from sqlalchemy import select

        table = self.api.SubmittedNotebook.__table__
        found = connection.execute(select(table.c.id).where(
            table.c.assignment_id == submission, table.c.notebook_id == notebook_id)).scalar() if existing else None
        grades, comments = self.api.Grade.__table__, self.api.Comment.__table__
        there: set[str] = set()
        said: set[str] = set()
        if found is None:
            found = self.api.new_uuid()
            connection.execute(table.insert().values(
                id=found, assignment_id=submission, notebook_id=notebook_id, flagged=False))
        else:
            there = set(connection.execute(select(grades.c.cell_id).where(grades.c.notebook_id == found)).scalars())
            said = set(connection.execute(select(comments.c.cell_id).where(comments.c.notebook_id == found)).scalars())
        for rows, wanted, have in ((grades, graded, there), (comments, spoken, said)):
            more = {"needs_manual_grade": True} if rows is grades else {}
            new = [{"id": self.api.new_uuid(), "notebook_id": found, "cell_id": cell, **more}
                   for cell in wanted.values() if cell not in have]
            if new:
                connection.execute(rows.insert(), new)
        return found

    def _grades(self, connection, row: str, graded: dict, by_name: dict, status: str,
                same: set[str]) -> float:
        """Set what the autograder gave. A person's points stay; where the answer changed, they are looked at again."""
        from sqlalchemy import bindparam, select

        table = self.api.Grade.__table__
        given = connection.execute(select(table.c.cell_id, table.c.manual_score, table.c.extra_credit,
                                          table.c.needs_manual_grade).where(table.c.notebook_id == row)).all()
        manual, extra = {each[0]: each[1] for each in given}, {each[0]: each[2] for each in given}
        waited = {each[0] for each in given if each[3]}
        total, rows = 0.0, []
        for name, cell in graded.items():
            result = by_name.get(name)
            auto = None if status == "failed" or result is None else result.score
            by_hand = manual.get(cell) is not None
            look = (name not in same or cell in waited) if by_hand else (auto is None or status != "graded")
            rows.append({"of": cell, "auto": auto, "look": look})
            total += (manual[cell] if by_hand else auto or 0.0) + (extra.get(cell) or 0.0)
        if rows:  # all in one go: over a network every statement is a way there and back
            here = table.update().where(table.c.notebook_id == row, table.c.cell_id == bindparam("of"))
            connection.execute(here.values(auto_score=bindparam("auto"), needs_manual_grade=bindparam("look")), rows)
        return total

    def _comments(self, connection, row: str, spoken: dict, answered: dict) -> None:
        from sqlalchemy import bindparam

        table = self.api.Comment.__table__
        rows = [{"of": cell, "said": None if answered.get(name, True) else "No response."}
                for name, cell in spoken.items()]
        if rows:
            here = table.update().where(table.c.notebook_id == row, table.c.cell_id == bindparam("of"))
            connection.execute(here.values(auto_comment=bindparam("said")), rows)


def _accepted(outcome: Outcome, before: dict, whole: str, files: str) -> Outcome:
    """The outcome without what a person has accepted before, where the student's answers are the same."""
    accepted = {tuple(each) for each in before["accepted"]}
    if outcome.status == "failed":
        stands = before["files"] == files and (FAILED, "") in accepted
    else:
        stands = before["whole"] == whole and {(each.rule, each.where) for each in outcome.flags} <= accepted
    if outcome.status == "graded" or not accepted or not stands:
        return outcome
    return replace(outcome, status="graded", reason="", flags=(),
                   notes=(*outcome.notes, f"Accepted by a person. {outcome.reason}"))
