"""Answers to exercise 8 that were written without a look at its tests: they are judged, and told, as a person would."""

import contextlib
import io
from pathlib import Path

import pytest

from tests.contract.running import read
from tests.mistakes import blind_08, blind_08b
from tests.mistakes.blind_08 import A, B, C

FOLDER = Path(__file__).parents[2] / "exercises" / "08_summary"
CELLS = {A: ("pieces", "check-a-together"), B: ("agreed", "check-b-meanings"), C: ("dear", "check-c-lean")}
POINTS = {A: 5, B: 5, C: 6}
RIGHT, WRONG = (first + more for first, more in ((blind_08.RIGHT, blind_08b.RIGHT), (blind_08.WRONG, blind_08b.WRONG)))
LONG = pytest.mark.ci_only  # each simulates an evening


@pytest.fixture(scope="module")
def exercise():
    """The exercise's cells by their ids, and the names that stand before its answers; run in this process."""
    cells = {cell.id: cell.source for cell in read(FOLDER / "08_summary.ipynb").cells}
    names = {"__name__": "__main__", "display": lambda *shown: None}
    with contextlib.chdir(FOLDER):
        for cell in ("imports", *(given for given, _ in CELLS.values())):
            exec(cells[cell], names)
    return cells, names


def judged(exercise, test: str, code: str) -> tuple[float, str]:
    """The points that an answer gets, and all that its learner is told."""
    cells, names = exercise
    names, printed = dict(names), io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, names)
        exec(cells[CELLS[test][1]].replace("checks.score()", "points = checks.score()"), names)
    return float(names["points"]), " ".join(printed.getvalue().split())


def cases(answers):
    """One in six always, the others where there is time."""
    return [pytest.param(*each[1:], id=f"{each[1]}-{each[0]}", marks=[LONG] if place % 6 else [])
            for place, each in enumerate(answers)]


def test_there_are_as_many_as_promised():
    assert len(RIGHT) >= 30
    assert len(WRONG) >= 30


@pytest.mark.parametrize(("test", "code"), cases(RIGHT))
def test_a_right_answer_gets_all_points(exercise, test, code):
    points, told = judged(exercise, test, code)
    assert points == POINTS[test], told


@pytest.mark.parametrize(("test", "code", "words"), cases(WRONG))
def test_a_wrong_answer_loses_points_and_is_told_its_slip(exercise, test, code, words):
    points, told = judged(exercise, test, code)
    assert points < POINTS[test]
    assert any(word.lower() in told.lower() for word in words), told


def test_a_check_before_its_design_is_loaded_says_what_to_do(exercise):
    """No learner sees a NameError, whichever cell is run first."""
    cells, names = exercise
    for given, test in (("agreed", "check-b-meanings"), ("dear", "check-c-lean"), ("pieces", "check-a-together")):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(cells[test], {name: value for name, value in names.items() if name not in (given, "mended", "lean")})
        assert "Run the answer cell first" in printed.getvalue()
