"""Answers to exercise 4 that were written without a look at its tests: they are judged, and told, as a person would."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from tests.contract.running import read
from tests.mistakes.blind_04 import RIGHT, WRONG

FOLDER = Path(__file__).parents[2] / "exercises" / "04_data_model"
BEGINS = 'raise NotImplementedError("Write your answer here, then run this cell.")'
POINTS = {"task_a_complete": 5, "task_b_mended": 6, "task_c_place": 3, "task_c_guard": 3}


@pytest.fixture(scope="module")
def exercise():
    """The exercise's cells by their ids, and the names that stand before its answers; run in this process."""
    cells = {cell.id: cell.source for cell in read(FOLDER / "04_data_model.ipynb").cells}
    names = {"display": lambda *shown: None}
    with contextlib.chdir(FOLDER), contextlib.redirect_stdout(io.StringIO()):
        exec(cells["imports"], names)
        exec(cells["broken"], names)
        exec(cells["laboratory"], names)
    return cells, names


def judged(exercise, task: str, code: str) -> tuple[float, str]:
    """The points that an answer gets, and all that its learner is told: the error of the cell, and the feedback."""
    cells, names = exercise
    names, printed, error = dict(names), io.StringIO(), ""
    test = cells[task.replace("task_", "check-").replace("_", "-")].replace("checks.score()", "points = checks.score()")
    with contextlib.redirect_stdout(printed):
        try:
            begun = cells[task.replace("task_", "answer-").replace("_", "-")]
            exec(begun.replace(BEGINS, ""), names)
            exec(code, names)
        except Exception as raised:
            error = str(raised)
        exec(test, names)
    return float(names["points"]), f"{error}\n{printed.getvalue()}"


@pytest.mark.parametrize(
    ("task", "code"), [pytest.param(task, code, id=f"{task}-{name}") for name, task, code in RIGHT]
)
def test_a_right_answer_gets_all_points(exercise, task, code):
    points, told = judged(exercise, task, code)
    assert points == POINTS[task], told


@pytest.mark.parametrize(
    ("task", "code", "slip"), [pytest.param(task, code, slip, id=f"{task}-{name}") for name, task, code, slip in WRONG]
)
def test_a_wrong_answer_loses_points_and_is_told_its_slip(exercise, task, code, slip):
    points, told = judged(exercise, task, code)
    assert points < POINTS[task], told
    assert re.search(slip, " ".join(told.split()), re.IGNORECASE), f"{slip!r} is not said:\n{told}"
