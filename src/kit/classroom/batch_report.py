"""What a batch came to, for other programs: one JSON file, and one CSV file with a line for each submission."""

import csv
import json
from pathlib import Path

from kit.classroom.folder import ClassFolder
from kit.classroom.outcome_store import OutcomeStore
from kit.grader.outcomes import Outcome

COLUMNS = ("student", "status", "score", "max_score", "late_seconds", "seconds", "graded_at", "reason", "notes")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_reports(folder: ClassFolder, assignment: str, to: Path | None = None) -> tuple[Path, Path]:
    """Write `to`.json and `to`.csv (reports/ASSIGNMENT in the class folder); returns their paths."""
    base = to or folder.root / "reports" / assignment
    base.parent.mkdir(parents=True, exist_ok=True)
    store = OutcomeStore(folder.gradebook_url)
    try:
        outcomes = store.read(assignment)
    finally:
        store.close()
    as_json, as_csv = base.with_name(base.name + ".json"), base.with_name(base.name + ".csv")
    listed = [each.as_dict() for each in outcomes]
    as_json.write_text(json.dumps({"assignment": assignment, "submissions": listed}, indent=1))
    with open(as_csv, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([_cell(each, column) for column in COLUMNS] for each in outcomes)
    return as_json, as_csv


def _cell(outcome: Outcome, column: str):
    value = getattr(outcome, column)
    if isinstance(value, tuple):
        value = " ".join(value)
    if isinstance(value, str) and value.startswith(FORMULA):  # a spreadsheet would run it
        value = "'" + value
    return value
