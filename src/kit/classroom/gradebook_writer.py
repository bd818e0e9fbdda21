"""Writes outcomes into the ordinary gradebook: one writer, many submissions a commit, each whole or not at all."""

import contextlib
import json
import os
import shutil
from datetime import datetime
from pathlib import Path

from helpers.files import write_atomically
from kit.classroom.database import odd_name, only_writer, plainly_told, shown_name
from kit.classroom.folder import ClassError, ClassFolder
from kit.classroom.outcome_store import OutcomeStore, write_outcome
from kit.grader.judge import Graded
from kit.grader.key import AssignmentKey
from kit.grader.outcomes import Outcome


class Saver:
    """The one writer of a gradebook. `save` takes graded submissions; they are in it when `commit` returns."""

    def __init__(self, folder: ClassFolder, key: AssignmentKey):
        import nbgrader.api as api
        from sqlalchemy import select

        self.folder, self.key, self.api = folder, key, api
        self.gradebook = api.Gradebook(folder.gradebook_url, folder.course.course_id)
        self.lock = only_writer(self.gradebook.engine, folder.course.course_id)
        self.store = OutcomeStore(folder.gradebook_url)
        self.late = _late_plugin(folder)
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
        self.gradebook.db.commit()
        self.waiting = 0

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
        moment = _moment(graded.timestamp)
        submission, existing = self._submission(connection, outcome.student, moment)
        late = self._seconds_late(connection, submission, moment)
        outcome = Outcome.from_dict({**outcome.as_dict(), "late_seconds": late})
        if graded.timestamp and moment is None:
            said = f"timestamp.txt could not be read: {graded.timestamp[:60]!r}. Write 2026-11-23 18:00:00 UTC."
            outcome = Outcome.from_dict({**outcome.as_dict(), "notes": [*outcome.notes, said]})
        by_name = {each.grade_id: each for each in outcome.cells}
        for name, (notebook_id, graded_ids, spoken) in self.cells.items():
            row = self._notebook(connection, submission, notebook_id, graded_ids, spoken, existing)
            total = self._grades(connection, row, graded_ids, by_name, outcome.status)
            self._comments(connection, row, spoken, next((e.answered for e in graded.notebooks if e.name == name), {}))
            penalty = None
            if late > 0:
                penalty = self.late.late_submission_penalty(outcome.student, total, late)
                penalty = None if penalty is None else min(max(penalty, 0.0), total)
            table = self.api.SubmittedNotebook.__table__
            connection.execute(table.update().where(table.c.id == row).values(
                flagged=outcome.status == "flagged", late_submission_penalty=penalty))
        write_outcome(connection, outcome)
        _write_files(self.folder, self.key, graded, outcome)
        self.waiting += 1
        return outcome

    def commit(self) -> int:
        """Make what was saved last; returns how many submissions that were. Raises `ClassError`."""
        with plainly_told():
            self.gradebook.db.commit()
        done, self.waiting = self.waiting, 0
        return done

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
        if found:
            connection.execute(table.update().where(table.c.id == found).values(timestamp=moment))
            return found, True
        new = self.api.new_uuid()
        connection.execute(table.insert().values(
            id=new, assignment_id=self.assignment_id, student_id=student, timestamp=moment))
        return new, False

    def _seconds_late(self, connection, submission: str, moment) -> float:
        if moment is None or self.duedate is None:
            return 0.0
        from sqlalchemy import select

        table = self.api.SubmittedAssignment.__table__
        extension = connection.execute(select(table.c.extension).where(table.c.id == submission)).scalar()
        due = self.duedate + extension if extension else self.duedate
        return max(0.0, (moment - due).total_seconds())

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

    def _grades(self, connection, row: str, graded: dict, by_name: dict, status: str) -> float:
        """Set what the autograder gave. Points that a person gave stay, and are to be looked at again."""
        from sqlalchemy import bindparam, select

        table = self.api.Grade.__table__
        given = connection.execute(select(table.c.cell_id, table.c.manual_score, table.c.extra_credit).where(
            table.c.notebook_id == row)).all()
        manual, extra = {each[0]: each[1] for each in given}, {each[0]: each[2] for each in given}
        total, rows = 0.0, []
        for name, cell in graded.items():
            result = by_name.get(name)
            auto = None if status == "failed" or result is None else result.score
            by_hand = manual.get(cell) is not None
            rows.append({"of": cell, "auto": auto, "look": by_hand or auto is None or status != "graded"})
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


def _late_plugin(folder: ClassFolder):
    if "AssignLatePenalties" not in folder.config:  # nbgrader's own plugin: its preprocessors take seconds to import
        from nbgrader.plugins.latesubmission import LateSubmissionPlugin

        return LateSubmissionPlugin(config=folder.config)
    from nbgrader.preprocessors import AssignLatePenalties

    preprocessor = AssignLatePenalties(config=folder.config)
    preprocessor.init_plugin()
    return preprocessor.plugin_inst


def _moment(timestamp: str) -> datetime | None:
    """When it was handed in, as nbgrader writes it (UTC, without a zone); `None` where it cannot be read."""
    from nbgrader.utils import parse_utc

    if not timestamp:
        return None
    with contextlib.suppress(Exception):
        return parse_utc(timestamp)
    return None


def _write_files(folder: ClassFolder, key: AssignmentKey, graded: Graded, outcome: Outcome) -> None:
    """Put the autograded notebooks where the formgrader looks; each file is whole at every moment."""
    target = folder.path("autograded", outcome.student, key.name)
    if target.is_symlink() or target.parent.is_symlink():
        raise ClassError(f"{target}: the autograded folder is a link. Remove it: grades would be written elsewhere.")
    if target.is_dir():
        _make_writable(target)
        shutil.rmtree(target)
    target.mkdir(parents=True, exist_ok=True)
    for name, data in {**graded.files, **dict(key.files)}.items():
        if not name.endswith(".ipynb"):
            write_atomically(target / name, data, follow=False)
    if graded.timestamp:
        write_atomically(target / "timestamp.txt", graded.timestamp.encode(), follow=False)
    for executed in graded.notebooks:
        shown = executed.notebook
        if outcome.status != "graded":
            shown = {**shown, "cells": [_notice(outcome), *shown["cells"]]}
        text = json.dumps(shown, indent=1, ensure_ascii=True) + "\n"
        write_atomically(target / f"{executed.name}.ipynb", text, follow=False)


def _make_writable(folder: Path) -> None:
    for place, _, names in os.walk(folder):
        os.chmod(place, 0o755)
        for name in names:
            with contextlib.suppress(OSError):
                os.chmod(os.path.join(place, name), 0o644, follow_symlinks=False)


NOTICE = "kit-notice"  # the tag of the cell that tells an instructor why to look; feedback leaves it out


def _notice(outcome: Outcome) -> dict:
    lines = [f"FOR THE INSTRUCTOR: this submission was {outcome.status}. {outcome.reason}"]
    lines += [f"- {flag.where or 'the notebook'}: {flag.message}" for flag in outcome.flags]
    return {"cell_type": "raw", "id": "kit-notice", "metadata": {"tags": [NOTICE]}, "source": "\n".join(lines)}
