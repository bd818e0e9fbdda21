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
from pathlib import Path

from nbgrader.plugins import ExportPlugin
from traitlets import Any, Bool, Dict, Enum

from helpers.files import write_atomically
from kit.classroom.exported import Exported, ExportError
from kit.classroom.records import Record, read_records

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
    feedback = Bool(False, help="Add a column of comments to each assignment (Moodle only).").tag(config=True)
    coursedir = Any(None, allow_none=True)
    exported = Any(None, allow_none=True)

    def export(self, gradebook) -> None:
        """Write the grades to `to`; afterwards `exported` says what was written. Raises `ExportError`."""
        records = read_records(gradebook, self.assignment, self.student, self.handed_in(gradebook))
        rows = self.table(records)
        path = Path(self.to or self.default_name)
        write(rows, path)
        counts = Counter(each.status for each in records)
        counts["needs_person"] = sum(each.needs_person for each in records)
        self.exported = Exported(
            path, len(rows), dict(counts), sum(each.unfinished for each in records),
            sum(each.status != "none" and self.score(each) is None for each in records))
        self.log.info("Exported grades to %s", path)
        if self.exported.warning:
            self.log.warning(self.exported.warning)

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

    def table(self, records: list[Record]) -> list[list[str]]:
        """The header, the row of points possible, and a row a student."""
        people, points, scores = by_student(records)
        fields = ("ID", "SIS User ID", "SIS Login ID")
        titles = [safe_text(self.columns.get(name, name)) for name in points]
        rows = [["Student", *fields, "Section", *titles],
                ["    Points Possible", "", "", "", "", *(number(worth) for worth in points.values())]]
        for who, person in people.items():
            identity = {"ID": person.lms_user_id, self.identifier: who}
            name = ", ".join(part for part in (person.last_name, person.first_name) if part) or who
            rows.append([safe_text(name), *(safe_text(identity.get(each, "")) for each in fields), "",
                         *(number(self.score(scores[who, each])) for each in points)])
        return rows


class MoodleExport(CourseExport):
    """A file for Moodle > Grades > Import > CSV file.

    Its columns are Username, Email address, First name, Last name, then one an assignment; with `feedback` a column
    of comments each. Moodle asks which column to map to what: map Username to `username`, or Email address to
    `useremail`. It takes a row with an empty identifier for the student of the row before, so the e-mail column is
    left out unless every student has an address. A missing submission is blank and not zero, which Moodle
    imports as "no grade". Importing comments replaces the grade too, so map both columns.
    """

    default_name = "grades_moodle.csv"

    def table(self, records: list[Record]) -> list[list[str]]:
        """The header and a row a student."""
        people, points, scores = by_student(records)
        mailed = all(person.email.strip() for person in people.values())
        header = ["Username", *(["Email address"] if mailed else []), "First name", "Last name"]
        for name in points:
            header += [safe_text(name), *([safe_text(f"{name} (feedback)")] if self.feedback else [])]
        rows = [header]
        for who, person in people.items():
            row = [who, *([person.email.strip()] if mailed else []), person.first_name, person.last_name]
            cells = [safe_text(each) for each in row]
            for name in points:
                record = scores[who, name]
                cells += [number(self.score(record)), *([safe_text(comments(record))] if self.feedback else [])]
            rows.append(cells)
        return rows


class PlainExport(CourseExport):
    """A row a student and assignment, with its status, its flags, and whether a person has still to grade a cell."""

    default_name = "grades_plain.csv"

    def table(self, records: list[Record]) -> list[list[str]]:
        """The header and the rows."""
        return [
            ["assignment", "student_id", "last_name", "first_name", "email", "status", "score", "max_score",
             "raw_score", "late_penalty", "late_seconds", "submitted_at", "needs_person", "reason", "flags"],
            *([*(safe_text(each) for each in (
                row.assignment, row.student, row.last_name, row.first_name, row.email, row.status)),
               number(self.score(row), 6), number(row.max_score, 6), number(row.score, 6), number(row.penalty, 6),
               number(row.late_seconds, 0), row.timestamp.isoformat() if row.timestamp else "",
               "yes" if row.needs_person else "no", safe_text(row.reason),
               safe_text("; ".join(f"{flag.rule} ({flag.where}): {flag.message}" for flag in row.flags))]
              for row in records)]


def by_student(records: list[Record]) -> tuple[dict, dict, dict]:
    """The students, the points of each assignment, and the record of each student and assignment."""
    return ({each.student: each for each in records}, {each.assignment: each.max_score for each in records},
            {(each.student, each.assignment): each for each in records})


def comments(record: Record) -> str:
    """The checks that cost points, each with what it said; Moodle shows comments as HTML, so they are escaped."""
    lines = [f"{line.name}: {line.earned:g} of {line.worth:g}. {line.said}".strip()
             for cell in (record.outcome.cells if record.outcome else ()) for line in cell.checks
             if line.earned < line.worth]
    return html.escape(" | ".join(lines)[:2000])


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
