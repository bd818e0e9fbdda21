"""Answers to exercise 7 that were written without a look at its tests: they are judged, and told, as a person would.

What the grader draws for itself (the sweep of the drawing, the days) is the same for each answer, so it is made once.
"""

import contextlib
import io
from functools import cache
from pathlib import Path

import pytest

from tests.contract.running import read
from tests.mistakes import blind_07, blind_07b
from tests.mistakes.blind_07 import ALERTS, COPIES, A, B

EXERCISE = Path(__file__).parents[2] / "exercises" / "07_bottlenecks" / "07_bottlenecks.ipynb"
POINTS = {A: 4, B: 5, COPIES: 3, ALERTS: 5}
RIGHT, WRONG = (first + more for first, more in ((blind_07.RIGHT, blind_07b.RIGHT), (blind_07.WRONG, blind_07b.WRONG)))
LONG = pytest.mark.ci_only  # each runs the drawing six times


@pytest.fixture(scope="module")
def exercise():
    """The exercise's cells by their ids, and the names that stand before its answers; run in this process."""
    cells = {cell.id: cell.source for cell in read(EXERCISE).cells}
    names = {"__name__": "__main__"}
    exec(cells["imports"], names)
    exec(cells["drawn"], names)
    sweep, day, mix = names["failure_sweep"], names["simulated_day"], names["evening"].mix

    @cache
    def swept(n):
        return sweep(names["microblog"], names["evening"], of=["replica", "zone"], n=n)

    @cache
    def lived(rate, seed):
        return day(names["microblog"], mix, rate, seed=seed)

    names["failure_sweep"] = lambda drawing, load, of, n: swept(n)
    names["simulated_day"] = lambda drawing, mix, rate, seed: lived(rate, seed)
    return cells, names


def judged(exercise, test: str, code: str) -> tuple[float, str]:
    """The points that an answer gets, and all that its learner is told."""
    cells, names = exercise
    names, printed = dict(names), io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, names)
        exec(cells[test.replace("test_", "check-").replace("_", "-")].replace("checks.score()",
                                                                             "points = checks.score()"), names)
    return float(names["points"]), " ".join(printed.getvalue().split())


def cases(answers):
    """One in eight of the drawings always, the others where there is time."""
    drawings = [each for each in answers if each[1] == B]
    long = {id(each) for place, each in enumerate(drawings) if place % 8}
    return [pytest.param(*each[1:], id=f"{each[1]}-{each[0]}", marks=[LONG] if id(each) in long else [])
            for each in answers]


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
    assert points < POINTS[test], told
    assert any(word.casefold() in told.casefold() for word in words), f"none of {words} is said:\n{told}"
