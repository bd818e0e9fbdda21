"""The export plugins: what each system reads. Importing this imports nbgrader; `exporting` does so when needed.

What Canvas and Moodle accept was read in their own importers: `lib/gradebook_importer.rb` of canvas-lms, and
`grade/import/csv/classes/load_data.php` of moodle, with docs.moodle.org "Grade import".
"""

import csv
import errno
import html
import io
import math
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

from nbgrader.plugins import ExportPlugin
from traitlets import Any, Bool, Dict, Enum

from helpers.files import write_atomically
from kit.classroom.course.hidden import hidden_texts, outcome_for_students
from kit.classroom.course.silence import unanswered
from kit.classroom.export.exported import Exported, ExportError
from kit.classroom.grading.records import Record, read_records

LONGEST_COMMENT = 2_000  # characters
STARTS_A_FORMULA = tuple("=+-@＝＋－＠")


def safe_text(value: object) -> str:
    r"""Text that no spreadsheet takes for a formula, on one line: an apostrophe is put before `=`, `+`, `-` and `@`.

    >>> safe_text("=HYPERLINK(1)"), safe_text("Zoë\tde Wit")
    ("'=HYPERLINK(1)", 'Zoë de Wit')
    """
    text = "".join(" " if mark in "\t\r\n\v\f" else mark for mark in str(value) if mark >= " " or mark in "\t\r\n\v\f")
    return f"'{text}" if text.lstrip().startswith(STARTS_A_FORMULA) else text


def number(value: float | None, digits: int = 2) -> str:
    """A number with a decimal point and no exponent; blank for none.

    >>> number(12.0), number(0.125), number(None)
    ('12', '0.12', '')
    """
    if value is None or not math.isfinite(value):
        return ""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class CourseExport(ExportPlugin):
    """What the three plugins share: reading the gradebook, writing the file, and counting what is unfinished."""

    default_name = "grades.csv"
    unfinished = Bool(True, help="Export grades that may still change; otherwise they are left blank.").tag(config=True)
    feedback = Bool(False, help="Add a column of comments to each assignment (not for Canvas).").tag(config=True)
    wide = Bool(False, help="One line for each student (a spreadsheet only).").tag(config=True)
    notes: tuple = ()
    coursedir = Any(None, allow_none=True)
    exported = Any(None, allow_none=True)

    def export(self, gradebook) -> None:
        """Write the grades to `to`; afterwards `exported` says what was written. Raises `ExportError`."""
        records = self.worth_writing(read_records(
            gradebook, self.assignment, self.student, self.handed_in(gradebook)))
        self.notes = ()
        self.said = comments_of(gradebook) if self.feedback else {}
        if self.feedback:  # comments go to students, and hidden tests do not
            hidden = hidden_texts(gradebook)
            records = [replace(each, outcome=outcome_for_students(each.outcome, hidden)) if each.outcome else each
                       for each in records]
        rows = self.table(records)
        path = Path(self.to or self.default_name)
        write(rows, path)
        counts = Counter(each.status for each in records)
        counts["needs_person"] = sum(each.needs_person for each in records)
        self.exported = Exported(
            path, len(rows), dict(counts), sum(each.unfinished for each in records),
            sum(each.status != "none" and self.score(each) is None for each in records),
            len({each.student for each in records}), tuple(dict.fromkeys(each.assignment for each in records)),
            self.notes)
        self.log.info("Exported grades to %s", path)
        if self.exported.warning:
            self.log.warning(self.exported.warning)

    def worth_writing(self, records: list[Record]) -> list[Record]:
        """The records to write: where no assignment was named, those of assignments that anybody handed in."""
        if self.assignment:
            return records
        begun = {each.assignment for each in records if each.status != "none"}
        return [each for each in records if each.assignment in begun] if begun else records

    def handed_in(self, gradebook) -> dict[str, set[str]]:
        """Who handed in what, by the folder of submissions, where the class's folders are known."""
        course = self.coursedir or getattr(self.parent, "coursedir", None)
        if course is None:
            return {}
        base = Path(course.format_path(course.submitted_directory, ".", "."))
        known = {each.name for each in gradebook.assignments}
        return {name: {each.parent.name for each in base.glob(f"*/{name}")
                       if each.is_dir() and not each.parent.name.startswith(".")} for name in known}

    def score(self, record: Record) -> float | None:
        """The score to write; none for a blank."""
        return None if record.unfinished and not self.unfinished else record.final

    def table(self, records: list[Record]) -> list[list[str]]:
        """The rows to write, the header first."""
        raise NotImplementedError


class CanvasExport(CourseExport):
    """A file for Canvas > Grades > Import.

    Its columns are Student, ID, SIS User ID, SIS Login ID, Section, then one an assignment; its second row holds the
    points possible. Canvas finds a student by ID, then SIS User ID, then SIS Login ID, then name. The student's id goes
    into the field that `identifier` names; the gradebook's `lms_user_id`, where there is one, goes into ID.
    Canvas matches an assignment by its title; `columns` gives the title where it differs, `Title (12345)` with Canvas's
    own number being surest. An assignment that Canvas does not know is offered as a new one.
    A missing submission is blank and not zero: Canvas then applies the course's own policy for missing work. On import
    a blank takes away a grade that stands in Canvas.
    """

    default_name = "grades_canvas.csv"
    identifier = Enum(["SIS Login ID", "SIS User ID", "ID"], "SIS Login ID",
                      help="The field of Canvas that the students' ids of the gradebook are.").tag(config=True)
    columns = Dict(help="The title in Canvas of each assignment whose title differs from its name.").tag(config=True)
    like = Any(None, allow_none=True)  # the grade book that Canvas exported

    def table(self, records: list[Record]) -> list[list[str]]:
        """The header, the row of points possible, and a row a student."""
        people, points, scores = by_student(records)
        fields = ("ID", "SIS User ID", "SIS Login ID")
        titles = [safe_text(self.title(name)) for name in points]
        rows = [["Student", *fields, "Section", *titles],
                ["    Points Possible", "", "", "", "", *(number(worth) for worth in points.values())]]
        strangers = []
        for who, person in people.items():
            identity = {"ID": person.lms_user_id, self.identifier: who}
            name = ", ".join(part for part in (person.last_name, person.first_name) if part) or who
            section = ""
            if self.like is not None:
                known = self.like.student((who, person.lms_user_id, person.email))
                if not known:
                    strangers.append(who)
                    continue
                identity, name, section = known, known["Student"], known["Section"]
            rows.append([safe_text(name), *(safe_text(identity.get(each, "")) for each in fields), safe_text(section),
                         *(number(self.score(scores[who, each])) for each in points)])
        if strangers:
            self.notes += (f"Not in Canvas's grade book, and left out: {', '.join(strangers)}.",)
        return rows

    def title(self, name: str) -> str:
        """What Canvas calls an assignment; its own name, and a note, where that is not known."""
        known = self.columns.get(name) or (self.like.title(name) if self.like is not None else "")
        if not known:
            self.notes += (f"Canvas makes a new assignment {name} of this column unless one has exactly that title: "
                           "give the grade book that Canvas exports with --like FILE, or the title with --column "
                           f"'{name}=TITLE (NUMBER)'.",)
        return known or name


class MoodleExport(CourseExport):
    """A file for Moodle > Grades > Import > CSV file.

    Its columns are Username, ID number, Email address, First name, Last name, then one an assignment; with `feedback` a
    column of comments each. Moodle asks which column to map to what, and advises the e-mail or the ID number. It takes
    a row with an empty identifier for the student of the row before, so a column of identifiers is left out unless
    every student has one; ID number is the gradebook's `lms_user_id`. A missing submission is blank and not zero, which
    Moodle imports as "no grade". Importing comments replaces the grade too, so map both columns.
    """

    default_name = "grades_moodle.csv"

    def table(self, records: list[Record]) -> list[list[str]]:
        """The header and a row a student."""
        people, points, scores = by_student(records)
        mailed = all(person.email.strip() for person in people.values())
        numbered = all(person.lms_user_id.strip() for person in people.values())
        header = ["Username", *(["ID number"] if numbered else []), *(["Email address"] if mailed else []),
                  "First name", "Last name"]
        if not mailed and not numbered:
            without = [who for who, person in people.items() if not person.email.strip()]
            self.notes += ("Moodle can find these students by Username alone, since some have no e-mail and no "
                           f"lms_user_id ({', '.join(without[:10])}{' ...' if len(without) > 10 else ''}): if your ids "
                           "are not Moodle's user names, add e-mails to the class list.",)
        if any((self.score(each) or 0) > each.max_score for each in records):
            self.notes += ("A score is above its maximum: Moodle takes it only with the site setting "
                           "`unlimitedgrades`.",)
        for name in points:
            header += [safe_text(name), *([safe_text(f"{name} (feedback)")] if self.feedback else [])]
        rows = [header]
        for who, person in people.items():
            row = [who, *([person.lms_user_id.strip()] if numbered else []),
                   *([person.email.strip()] if mailed else []), person.first_name, person.last_name]
            cells = [safe_text(each) for each in row]
            for name in points:
                record = scores[who, name]
                cells += [number(self.score(record)), *([safe_text(html.escape(
                    comments(record, self.said)))] if self.feedback else [])]
            rows.append(cells)
        return rows


class PlainExport(CourseExport):
    """A row a student and assignment, with its status, its flags, and whether a person has still to grade a cell.

    With `wide`, a row a student: the score of each assignment, then their sum and what they are worth.
    """

    default_name = "grades_plain.csv"

    def table(self, records: list[Record]) -> list[list[str]]:
        """The header and the rows."""
        if self.wide:
            return self.wide_table(records)
        more = ["comments"] if self.feedback else []
        return [
            ["assignment", "student_id", "last_name", "first_name", "email", "status", "score", "max_score",
             "raw_score", "late_penalty", "late_seconds", "submitted_at", "needs_person", "reason", "flags", *more],
            *([*(safe_text(each) for each in (
                row.assignment, row.student, row.last_name, row.first_name, row.email, row.status)),
               number(self.score(row), 6), number(row.max_score, 6), number(row.score, 6), number(row.penalty, 6),
               number(row.late_seconds, 0), row.timestamp.isoformat() if row.timestamp else "",
               "yes" if row.needs_person else "no", safe_text(row.reason),
               safe_text("; ".join(f"{flag.rule} ({flag.where}): {flag.message}" for flag in row.flags)),
               *([safe_text(comments(row, self.said))] if self.feedback else [])]
              for row in records)]

    def wide_table(self, records: list[Record]) -> list[list[str]]:
        """The header and a row a student."""
        people, points, scores = by_student(records)
        header = ["student_id", "last_name", "first_name", "email"]
        for name in points:
            header += [safe_text(name), *([safe_text(f"{name} comments")] if self.feedback else [])]
        rows = [[*header, "sum", "possible"]]
        for who, person in people.items():
            row = [safe_text(each) for each in (who, person.last_name, person.first_name, person.email)]
            given = [self.score(scores[who, name]) for name in points]
            for name, score in zip(points, given, strict=True):
                row += [number(score, 6), *([safe_text(comments(scores[who, name], self.said))] if self.feedback
                                            else [])]
            known = [each for each in given if each is not None]
            rows.append([*row, number(math.fsum(known), 6) if known else "", number(math.fsum(points.values()), 6)])
        return rows


def by_student(records: list[Record]) -> tuple[dict, dict, dict]:
    """The students, the points of each assignment, and the record of each student and assignment."""
    return ({each.student: each for each in records}, {each.assignment: each.max_score for each in records},
            {(each.student, each.assignment): each for each in records})


def comments(record: Record, said: dict | None = None) -> str:
    """What a person wrote on a submission, then the checks that cost points, each with what it said."""
    lines = list((said or {}).get((record.student, record.assignment), ()))
    lost = [line for cell in (record.outcome.cells if record.outcome else ()) for line in cell.checks
            if line.earned < line.worth]
    lines += [f"{line.name}: {line.earned:g} of {line.worth:g}. {line.said}".strip() for line in lost
              if not line.said or not unanswered(line.said)]
    silent = sum(bool(line.said) and unanswered(line.said) for line in lost)
    lines += [f"{silent} {'check' if silent == 1 else 'checks'} without an answer"] if silent else []
    text = " | ".join(lines)
    return text if len(text) <= LONGEST_COMMENT else text[:LONGEST_COMMENT].rsplit(" ", 1)[0] + " ..."


def comments_of(gradebook) -> dict[tuple[str, str], list[str]]:
    """What a person wrote, by student and assignment."""
    from nbgrader.api import Assignment, BaseCell, Comment, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    query = (
        select(SubmittedAssignment.student_id, Assignment.name, BaseCell.name, Comment.manual_comment)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id).order_by(BaseCell.name))
    found: dict[tuple[str, str], list[str]] = {}
    for who, assignment, cell, comment in gradebook.db.execute(query):
        if comment:
            found.setdefault((who, assignment), []).append(f"{cell}: {' '.join(comment.split())}")
    return found


def write(rows: list[list[str]], path: Path) -> None:
    """Write a CSV file as RFC 4180 has it, whole or not at all. Raises `ExportError` where it cannot be written."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    try:
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        write_atomically(path, text.getvalue().encode("utf-8", "replace"), follow=False)
    except OSError as error:
        raise ExportError(f"to: {path} cannot be written ({error.strerror}). Give a file in a folder that is "
                          "there and yours to write.") from None
