"""Answers to exercises 4, 5 and 6 written before any was run: they are judged, and told, as a person would."""

import contextlib
import io
from pathlib import Path

import pytest

from tests.contract.running import read
from tests.mistakes import fresh_04, fresh_05, fresh_06

EXERCISES = Path(__file__).parents[2] / "exercises"
# The folder of each exercise, its answers, and the cells that stand before them.
CLASS = {
    "04_data_model": (fresh_04.ANSWERS, ("imports", "broken", "laboratory")),
    "05_high_level_design": (fresh_05.ANSWERS, ("imports", "broken")),
    "06_detailed_design": (fresh_06.ANSWERS, ("imports", "posting")),
}


@pytest.fixture(scope="module")
def begun():
    """A function that gives an exercise's cells by their ids, and the names before its answers; each is begun once."""
    kept = {}

    def begin(folder: str) -> tuple[dict, dict]:
        if folder not in kept:
            cells = {cell.id: cell.source for cell in read(EXERCISES / folder / f"{folder}.ipynb").cells}
            names = {"__name__": "__main__", "display": lambda *shown: None}
            with contextlib.chdir(EXERCISES / folder), contextlib.redirect_stdout(io.StringIO()):
                exec(cells[CLASS[folder][1][0]], names)
                names |= {"DiagramEditor": lambda *given, **options: None}
                for each in CLASS[folder][1][1:]:
                    exec(cells[each], names)
            kept[folder] = cells, names
        return kept[folder]

    return begin


def judged(begun, folder: str, cell: str, code: str) -> tuple[float, str]:
    """The share of the points that an answer gets, and all that its learner is told."""
    cells, names = begun(folder)
    names, printed = dict(names), io.StringIO()
    answer = "\n".join(code if line.startswith("raise Not") else line for line in cells[cell].splitlines())
    if code.startswith("def place"):  # the class is written anew, with its first line
        answer = code
    test = cells[cell.replace("answer", "check")].replace("checks.score()", "points = checks.score()")
    with contextlib.redirect_stdout(printed):
        exec(answer, names)
        exec(test, names)
    return names["points"] / names["checks"].points, " ".join(printed.getvalue().split())


def of(right: bool) -> list:
    return [
        pytest.param(folder, each, id=f"{each.cell}-{each.name}")
        for folder, (answers, _) in CLASS.items()
        for each in answers
        if (each.told is None) is right
    ]


@pytest.mark.ci_only
@pytest.mark.parametrize(("folder", "answer"), of(right=True))
def test_a_right_answer_gets_all_points(begun, folder, answer):
    share, told = judged(begun, folder, answer.cell, answer.code)
    assert share == 1, told


@pytest.mark.ci_only
@pytest.mark.parametrize(("folder", "answer"), of(right=False))
def test_a_wrong_answer_loses_points_and_is_told_its_slip(begun, folder, answer):
    share, told = judged(begun, folder, answer.cell, answer.code)
    assert share < 1, told
    assert any(word.casefold() in told.casefold() for word in answer.told), f"none of {answer.told} is said:\n{told}"
