"""A small class: a folder with nbgrader's configuration, a gradebook, graded notebooks, and outcomes beside it."""

import json
import os
import sys
import tempfile
import warnings
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from kit.classroom.course.folder import ClassFolder
from kit.classroom.grading.outcome_store import OutcomeStore, outcome_table, write_outcome
from kit.grader.outcomes import CellResult, CheckLine, Flag, Outcome

REPOSITORY = Path(__file__).resolve().parents[2]
ASSIGNMENT = "02_estimation"
TASKS = {"test_a_scale": 6.0, "test_b_claims": 4.0, "test_c_timeline": 6.0, "task_d_bill": 4.0}
ANSWERS = ("task_a_scale", "task_b_claims", "task_c_timeline")
DUE = datetime(2026, 3, 1, 12)
CONFIGURATION = """c = get_config()
c.CourseDirectory.course_id = "system_design"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
"""


@dataclass
class Pupil:
    """What becomes of one student. A score of `None` waits for a person; no scores at all is no submission."""

    id: str
    scores: tuple = ()
    status: str = "graded"
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    checks: tuple[CheckLine, ...] = ()
    flags: tuple[Flag, ...] = ()
    reason: str = ""
    late: timedelta = timedelta(0)
    penalty: float = 0.0
    comment: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, list] = field(default_factory=dict)
    metadata: dict[str, dict] = field(default_factory=dict)
    has_notebook: bool = True


def released() -> dict:
    """The exercise as it is handed out."""
    return json.loads((REPOSITORY / f"exercises/{ASSIGNMENT}/{ASSIGNMENT}.ipynb").read_text())


def grade_id(cell: dict) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def make_class(root: Path, pupils: list[Pupil], extra: str = "") -> ClassFolder:
    """Write the folder, its gradebook and its notebooks."""
    from nbgrader.api import Gradebook

    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(CONFIGURATION + extra)
    for step in ("solutions", "exercises"):
        (root / step / ASSIGNMENT).mkdir(parents=True)
        source = REPOSITORY / step / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        (root / step / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").write_bytes(source.read_bytes())
    folder = ClassFolder(root)
    (root / "gradebook.db").write_bytes(empty_gradebook())
    with Gradebook(folder.gradebook_url, "system_design") as gradebook, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of nbgrader's own about its sessions
        for pupil in pupils:
            grade(gradebook, pupil)
        gradebook.db.commit()
    store = OutcomeStore(folder.gradebook_url)
    with store._engine.begin() as connection:
        outcome_table().create(connection, checkfirst=True)
        for pupil in pupils:
            if pupil.status in ("graded", "flagged", "failed"):
                write_outcome(connection, outcome(pupil))
    store.close()
    for pupil in pupils:
        if pupil.status != "none":
            write_notebook(folder, pupil, "submitted")
        if pupil.scores and pupil.has_notebook:
            write_notebook(folder, pupil, "autograded")
    return folder


@cache
def empty_gradebook() -> bytes:
    """A gradebook that knows the assignment and no student; made once, since it takes nbgrader seconds."""
    from nbgrader.api import Gradebook

    programs = str(Path(sys.executable).parent)  # nbgrader calls alembic by name
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([programs, os.environ["PATH"]]))
        with Gradebook(f"sqlite:///{folder}/gradebook.db", "system_design") as gradebook:
            gradebook.add_assignment(ASSIGNMENT, duedate=DUE)
            gradebook.add_notebook(ASSIGNMENT, ASSIGNMENT)
            for name, worth in TASKS.items():
                kind = "markdown" if name == "task_d_bill" else "code"
                gradebook.add_grade_cell(name, ASSIGNMENT, ASSIGNMENT, max_score=worth, cell_type=kind)
            for name in (*ANSWERS, "task_d_bill"):
                gradebook.add_solution_cell(name, ASSIGNMENT, ASSIGNMENT)
        return Path(folder, "gradebook.db").read_bytes()


def grade(gradebook, pupil: Pupil) -> None:
    """Enter one student and their grades."""
    gradebook.update_or_create_student(pupil.id, first_name=pupil.first_name, last_name=pupil.last_name,
                                       email=pupil.email, lms_user_id=pupil.lms_user_id or None)
    if not pupil.scores:
        return
    submission = gradebook.update_or_create_submission(ASSIGNMENT, pupil.id, timestamp=DUE + pupil.late)
    submission.notebooks[0].late_submission_penalty = pupil.penalty
    scores = dict(zip(TASKS, pupil.scores, strict=True))
    for each in submission.notebooks[0].grades:
        each.needs_manual_grade = scores[each.name] is None
        setattr(each, "manual_score" if each.name == "task_d_bill" else "auto_score", scores[each.name])
    for each in submission.notebooks[0].comments:
        if each.name == "task_d_bill":
            each.manual_comment = pupil.comment


def outcome(pupil: Pupil) -> Outcome:
    cells = tuple(CellResult(name, score, worth, pupil.checks if name == "test_a_scale" else ())
                  for (name, worth), score in zip(TASKS.items(), pupil.scores, strict=True)) if pupil.scores else ()
    score = sum(each.score or 0 for each in cells)
    return Outcome(ASSIGNMENT, pupil.id, pupil.status, score, sum(TASKS.values()), pupil.reason, pupil.flags, cells,
                   late_seconds=pupil.late.total_seconds(), digest="d")


def write_notebook(folder: ClassFolder, pupil: Pupil, step: str) -> Path:
    """Put a student's notebook where nbgrader keeps it."""
    notebook = released()
    for cell in notebook["cells"]:
        name = grade_id(cell)
        cell["source"] = pupil.answers.get(name, cell["source"])
        cell["metadata"].update(pupil.metadata.get(name, {}))
        if name in pupil.outputs:
            cell["outputs"] = pupil.outputs[name]
    target = folder.path(step, pupil.id, ASSIGNMENT)
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{ASSIGNMENT}.ipynb"
    path.write_text(json.dumps(notebook))
    (target / "timestamp.txt").write_text("2026-03-01 11:00:00 UTC")
    return path
