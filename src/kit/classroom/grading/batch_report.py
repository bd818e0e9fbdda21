"""What a batch came to, for other programs: one JSON file, and one CSV file with a line for each submission."""

import csv
import io
import json
import tempfile
from pathlib import Path

from helpers.files import write_atomically
from kit.classroom.course.database import plainly_told
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.grading.outcome_store import OutcomeStore
from kit.grader.outcomes import Outcome

COLUMNS = ("student", "status", "score", "max_score", "late_seconds", "seconds", "graded_at", "reason", "notes")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_reports(folder: ClassFolder, assignment: str, to: Path | None = None) -> tuple[Path, Path]:
    """Write `to`.json and `to`.csv (reports/ASSIGNMENT in the class folder); returns their paths."""
    base = report_place(folder, assignment, to)
    store = OutcomeStore(folder.gradebook_url)
    try:
        outcomes = store.read(assignment)
    finally:
        store.close()
    as_json, as_csv = base.with_name(base.name + ".json"), base.with_name(base.name + ".csv")
    listed = [each.as_dict() for each in outcomes]
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(each, column) for column in COLUMNS] for each in outcomes)
    with plainly_told():
        write_atomically(as_json, json.dumps({"assignment": assignment, "submissions": listed}, indent=1))
        write_atomically(as_csv, table.getvalue().encode("utf-8", "backslashreplace"))
    return as_json, as_csv


def report_place(folder: ClassFolder, assignment: str, to: Path | None = None) -> Path:
    """Where the reports go, without their endings; its folder is made. Raises `ClassError` where none can be written.

    It is asked before a batch begins: an hour's grading does not end in a path that was mistyped.
    """
    base = to or folder.root / "reports" / assignment
    try:
        base.parent.mkdir(parents=True, exist_ok=True)
        taken = [each for each in (base.with_name(f"{base.name}.json"), base.with_name(f"{base.name}.csv"))
                 if each.is_dir()]
        with tempfile.TemporaryFile(dir=base.parent):
            pass
    except OSError as error:
        raise ClassError(f"report: {base} cannot be written ({error.strerror}). Give a file in a folder that is "
                         "yours to write.") from None
    if taken:
        raise ClassError(f"report: {taken[0]} cannot be written: it is a folder. Give the name of a file.")
    return base


def _cell(outcome: Outcome, column: str):
    value = getattr(outcome, column)
    if isinstance(value, tuple):
        value = " ".join(value)
    if isinstance(value, str) and value.startswith(FORMULA):  # a spreadsheet would run it
        value = "'" + value
    return value
