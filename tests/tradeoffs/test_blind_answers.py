"""Answers to exercise 6 that were written without a look at its tests: they are judged, and told, as a person would."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from helpers import fan_out
from tests.contract.running import read
from tests.mistakes.blind_06 import CACHE, CHOICE, RIGHT, RING, WRONG, A

EXERCISE = Path(__file__).parents[2] / "exercises" / "06_detailed_design" / "06_detailed_design.ipynb"
POINTS = {A: 5, CACHE: 3, CHOICE: 4, RING: 5}


@pytest.fixture(scope="module")
def exercise():
    """The exercise's cells by their ids, and the names that stand before its answers; run in this process."""
    cells = {cell.id: cell.source for cell in read(EXERCISE).cells}
    names = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(cells["imports"], names)
        exec(cells["posting"], names)
    return cells, names


def judged(exercise, test: str, code: str) -> tuple[float, str]:
    """The points that an answer gets, and all that its learner is told: the error of the cell, and the feedback."""
    cells, names = exercise
    names, printed, error = dict(names), io.StringIO(), ""
    check = cells[test.replace("test_", "check-").replace("_", "-")]
    with contextlib.redirect_stdout(printed):
        try:
            exec(code, names)
        except Exception as raised:
            error = str(raised)
        exec(check.replace("checks.score()", "points = checks.score()"), names)
    return float(names["points"]), f"{error} {' '.join(printed.getvalue().split())}"


def test_there_are_as_many_as_promised():
    assert len(RIGHT) >= 30
    assert len(WRONG) >= 30


@pytest.mark.parametrize(("test", "code"), [pytest.param(test, code, id=f"{test}-{name}")
                                            for name, test, code in RIGHT])
def test_a_right_answer_gets_all_points(exercise, test, code):
    points, told = judged(exercise, test, code)
    assert points == POINTS[test], told


@pytest.mark.parametrize(("test", "code", "words"), [pytest.param(test, code, words, id=f"{test}-{name}")
                                                     for name, test, code, words in WRONG])
def test_a_wrong_answer_loses_points_and_is_told_its_slip(exercise, test, code, words):
    points, told = judged(exercise, test, code)
    assert points < POINTS[test], told
    assert any(word.casefold() in told.casefold() for word in words), f"none of {words} is said:\n{told}"


def test_a_slip_is_told_without_a_second_one_that_is_none(exercise):
    """What cannot be judged yet says so, and not something that would send the learner astray."""
    _, told = judged(exercise, A, "machines, star_seconds, threshold = 47, 100, 5e6")
    assert "First they must keep up." in told
    silent = next(code for name, _, code, _ in WRONG if name == "no return")
    assert "raised" not in judged(exercise, RING, silent)[1]
    lru = judged(exercise, CACHE, "policy, places = 'LRU', 800")[1]
    assert not re.search(r"LRU hits [\d.]+%, and LRU", lru)
    stays = next(code for name, _, code, _ in WRONG if name == "remove does nothing")
    assert "keys of other servers" not in judged(exercise, RING, stays)[1]


def test_every_hint_says_where_to_read(exercise):
    cells, _ = exercise
    for test in (A, CACHE, CHOICE):
        check = cells[test.replace("test_", "check-").replace("_", "-")]
        hints = re.findall(r'hint="([^"]+)"', check)
        assert hints
        assert all("In the step, " in each for each in hints), hints


def test_the_model_answer_of_task_d_has_the_laboratorys_figures(exercise):
    cells, names = exercise
    evening = dict(names["evening"])
    often = fan_out(**evening).frame["operations_per_second"]
    evening["reads_per_user_day"] /= 10
    rarely = fan_out(**evening).frame["operations_per_second"]
    assert f"({rarely['on write'] / 1e6:.1f} M/s against {rarely['on read'] / 1e6:.1f} M/s on read)" in cells["task-d"]
    assert 1.5 < rarely["on read"] / rarely["on write"] < 2
    assert round(often["on read"] / often["on write"]) == 17
    assert "less than two and no longer of\nseventeen" in cells["task-d"]
