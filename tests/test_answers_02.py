"""Answers to exercise 2 as a class hands them in: right ones get full marks, wrong ones are told what is wrong."""

import contextlib
import io
import re
from pathlib import Path

import nbformat
import pytest

from tests.mistakes.blind_02 import RIGHT, WRONG

EXERCISE = Path(__file__).resolve().parent.parent / "exercises" / "02_estimation" / "02_estimation.ipynb"
CELLS = {cell.id: cell.source for cell in nbformat.read(EXERCISE, as_version=4).cells if cell.cell_type == "code"}
TASKS = {"a": "a-scale", "b": "b-claims", "c": "c-timeline"}
LINE = re.compile(r"^(?P<check>\S.*?) \.+ (?P<earned>[\d.]+) of (?P<worth>[\d.]+)\n(?P<told>(?: .*\n)*)", re.MULTILINE)


def graded(task: str, code: str) -> dict[str, tuple[bool, str]]:
    """Whether each check gave all its points, and what it told."""
    names = {"display": lambda *_: None}
    begun = CELLS[f"answer-{TASKS[task]}"].split("raise NotImplementedError")[0]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for source in (CELLS["imports"], CELLS["assumptions"]):
            exec(source, names)
        with contextlib.suppress(Exception):  # an answer may stop half-way: the graded cell says what came of it
            exec(begun + code, names)
        exec(CELLS[f"check-{TASKS[task]}"], names)
    return {
        line["check"]: (line["earned"] == line["worth"], " ".join(line["told"].split()))
        for line in LINE.finditer(printed.getvalue())
    }


@pytest.mark.parametrize("task", RIGHT)
def test_right_answers_get_full_marks_in_every_style(task):
    results = {name: graded(task, code) for name, code in RIGHT[task].items()}
    assert all(results.values()), "a graded cell printed nothing"
    lost = {name: told for name, checks in results.items() for full, told in checks.values() if not full}
    assert lost == {}


@pytest.mark.parametrize("task", WRONG)
def test_wrong_answers_lose_points_and_are_told_their_slip(task):
    amiss = {}
    for name, (code, check, wanted) in WRONG[task].items():
        full, told = graded(task, code)[check]
        if full or not re.search(wanted, told):
            amiss[name] = (full, told)
    assert amiss == {}


def test_there_are_sixty_answers_and_more_of_each_sort():
    assert min(sum(map(len, RIGHT.values())), sum(map(len, WRONG.values()))) >= 50
