"""Class folders for tests and benches: the real assignments, simulated students, and stock nbgrader beside us."""

import logging
import os
import subprocess
import sys
from pathlib import Path

from kit.classroom.course.folder import ClassFolder
from kit.classroom.course.init import init_class
from kit.classroom.demo.simulated import simulated_students, submit
from kit.classroom.release.release import generate

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = ("02_estimation", "05_high_level_design", "06_detailed_design")


def new_class(root: Path, assignments=ASSIGNMENTS) -> ClassFolder:
    """A class of the real course, with its assignments in the gradebook."""
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    folder = init_class(root, ROOT)
    generate(folder, list(assignments))
    return folder


def hand_in(folder: ClassFolder, assignment: str, count: int, seed: int = 1, honest: bool = True) -> list:
    """Let simulated students hand in; returns them."""
    students = list(simulated_students(
        ROOT, assignment, folder.path("release", assignment=assignment) / f"{assignment}.ipynb",
        folder.path("source", assignment=assignment) / f"{assignment}.ipynb", count, seed, honest=honest))
    for each in students:
        submit(folder, each)
    return students


def stock(folder: ClassFolder, assignment: str) -> None:
    """Run `nbgrader autograde` as its documentation says, in a process of its own."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                   "JUPYTER_PREFER_ENV_PATH": "1"}
    subprocess.run([sys.executable, "-m", "nbgrader", "autograde", assignment, "--force"], cwd=folder.root, check=False,
                   env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def scores(folder: ClassFolder, assignment: str) -> dict[str, dict[str, tuple]]:
    """What the gradebook holds: student -> grade id -> (automatic points, whether a person must look)."""
    from nbgrader.api import Grade, Gradebook

    with Gradebook(folder.gradebook_url) as gradebook:
        found: dict[str, dict[str, tuple]] = {}
        for grade in gradebook.db.query(Grade).all():
            if grade.assignment.assignment.name == assignment:
                found.setdefault(grade.student.id, {})[grade.name] = (grade.auto_score, grade.needs_manual_grade)
        return found
