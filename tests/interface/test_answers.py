"""Whole contracts that a class would hand in to exercise 3: right ones get all, each slip costs, and is told."""

import contextlib
import io
import re
from pathlib import Path

import nbformat
import pytest

from tests.mistakes.blind_03 import RIGHT, WRONG

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "solutions" / "03_interface"
CELLS = {each.id: each.source for each in nbformat.read(FOLDER / "03_interface.ipynb", 4).cells}
GRADED = {"a": "check-a-complete", "b": "check-b-mended", "c": "check-c-mine"}


@pytest.fixture(scope="module")
def names():
    """What stands before the first answer, made once."""
    made = {"display": lambda *things: None}
    with contextlib.chdir(FOLDER), contextlib.redirect_stdout(io.StringIO()):
        exec(CELLS["imports"], made)
        exec(CELLS["broken"], made)
    return made


def graded(names: dict, task: str, answer: str) -> tuple[float, str]:
    """The share of the points, and all that the cell says, without the hints on where to read."""
    own, said = dict(names), io.StringIO()
    cell, _, last = CELLS[GRADED[task]].rstrip().rpartition("\n")
    with contextlib.redirect_stdout(said):
        exec(answer, own)
        exec(cell, own)
        share = eval(last, own) / own["checks"].points
    told = "\n".join(line for line in said.getvalue().splitlines() if not line.strip().startswith("Section"))
    return share, " ".join(told.split())


@pytest.mark.parametrize(("task", "style", "answer"), RIGHT, ids=[f"{task}: {style}" for task, style, _ in RIGHT])
def test_a_sound_contract_gets_all_points(names, task, style, answer):
    assert graded(names, task, answer)[0] == 1.0


@pytest.mark.parametrize(
    ("task", "slip", "answer", "says"), WRONG, ids=[f"{task}: {slip}" for task, slip, _, _ in WRONG]
)
def test_a_slip_costs_points_and_is_told(names, task, slip, answer, says):
    share, told = graded(names, task, answer)
    assert share < 1
    assert re.search(says, told), told
