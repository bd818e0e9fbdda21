"""nbgrader's own formgrader shows what `kit grade` wrote; what a person grades there is kept."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.classroom.course.folder import ClassFolder
from kit.classroom.demo.answers import without_marks
from kit.classroom.demo.simulated import Simulated, submit
from kit.classroom.grading.batch import grade
from kit.classroom.release.confidential import read_cells
from tests.browser import lab
from tests.kit.classes import new_class

pytestmark = pytest.mark.browser

TASK = "02_estimation"
CLAIMS, TESTED, WRITTEN = "task_b_claims", "test_b_claims", "task_d_bill"
# nbgrader's page for one submission asks for MathJax; without it formulas and its keyboard shortcuts are missing.
MATHJAX = re.compile(r"https://cdnjs\.cloudflare\.com/ajax/libs/mathjax/")
ITS_NOISE = re.compile(r"net::ERR_FAILED|^MathJax is not defined")
UNSOLVED = "mended = {}"
TAMPERING = """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Strip())
"""
ROWS = """() => [...document.querySelectorAll("#main-table tr:has(.score)")].map((row) => ({
  student: (row.querySelector(".name-shown[href]") ?? row.querySelector(".student-id")).textContent,
  page: row.querySelector("a[href*='/submissions/']")?.href,
  score: row.querySelector(".score").textContent,
  code: row.querySelector(".code-score")?.textContent,
  written: row.querySelector(".written-score")?.textContent,
  status: row.querySelector(".status")?.textContent,
  byHand: !!row.querySelector(".needs-manual-grade .glyphicon-ok"),
  flag: !!row.querySelector(".flagged .glyphicon-flag"),
}))"""


def hand_in(folder: ClassFolder, student: str, **answers: str) -> None:
    """Hand in the course's own solution, with some answers in place of its own."""
    for cell in read_cells(folder.path("source", assignment=TASK) / f"{TASK}.ipynb"):
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("solution") and cell["cell_type"] == "code":
            answers.setdefault(meta["grade_id"], without_marks(cell))
    answers.setdefault(WRITTEN, "Photos are most of it, and everything is kept three times.")
    release = folder.path("release", assignment=TASK) / f"{TASK}.ipynb"
    cells = read_cells(release)
    for cell in cells:
        cell["source"] = answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["source"])
    notebook = json.dumps({**json.loads(release.read_text(encoding="utf-8")), "cells": cells}).encode()
    submit(folder, Simulated(student, TASK, "by hand", notebook, None, None))


def graded(folder: ClassFolder):
    """Grade in a thread: the one that drives the browser has an event loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(grade, folder, TASK).result()


@pytest.fixture(scope="module")
def classroom(own_jupyter_folders, tmp_path_factory):
    """A JupyterLab that runs in a graded class's folder, as an instructor starts it; gives the lab and the folder."""
    base = tmp_path_factory.mktemp("formgrader")
    made = new_class(base / "class", (TASK,))
    hand_in(made, "anna")
    hand_in(made, "ben", **{CLAIMS: UNSOLVED})
    hand_in(made, "cara", **{CLAIMS: TAMPERING + UNSOLVED})
    graded(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lab, "REPOSITORY", made.root)
        patch.setattr(lab, "COPIED", tuple(each.name for each in made.root.iterdir()))
        with lab.running_lab(base) as running:
            yield running, ClassFolder(running.root)


@pytest.fixture
def page(classroom, browser):
    with lab.lab_page(classroom[0], browser) as opened:
        yield opened


def table(page, path: str) -> dict[str, dict]:
    """The rows of one of the formgrader's tables, by student."""
    page.page.goto(f"{page.lab.url}/formgrader/{path}")
    page.page.wait_for_selector("#main-table td.score")
    return {row["student"]: row for row in page.page.evaluate(ROWS)}


def is_saved(answer) -> bool:
    return "/api/grade/" in answer.url and answer.request.method == "PUT"


def open_submission(page, row: dict):
    """Open a student's notebook as a person grades it; gives the field of task D's points."""
    page.page.goto(row["page"])
    field = page.page.locator(f"input#{WRITTEN}")
    page.page.wait_for_function(f"document.querySelector('input#{TESTED}').placeholder !== ''")  # points have arrived
    return field


def test_the_formgrader_shows_scores_and_flags_and_a_grade_given_there_survives_a_second_run(classroom, page):
    folder = classroom[1]
    rows = table(page, f"manage_submissions/{TASK}")
    assert {name: row["score"] for name, row in rows.items()} == {
        "anna": "16 / 20", "ben": "12 / 20", "cara": "12 / 20"}  # fmt: skip
    assert {row["status"] for row in rows.values()} == {"needs manual grading"}

    rows = table(page, f"gradebook/{TASK}/{TASK}")
    assert {name: row["code"] for name, row in rows.items()} == {
        "anna": "16 / 16", "ben": "12 / 16", "cara": "12 / 16"}  # fmt: skip
    assert [name for name, row in rows.items() if row["flag"]] == ["cara"]

    open_submission(page, rows["cara"])
    shown = page.page.locator("#notebook-container").first.inner_text()
    assert "FOR THE INSTRUCTOR: this submission was flagged" in shown

    field = open_submission(page, rows["anna"])
    with page.page.expect_response(is_saved) as saved:
        field.fill("3")
        field.press("Tab")
    assert saved.value.ok
    anna = table(page, f"gradebook/{TASK}/{TASK}")["anna"]
    assert (anna["score"], anna["written"], anna["byHand"]) == ("19 / 20", "3 / 4", False)

    hand_in(folder, "anna", **{CLAIMS: UNSOLVED})
    progress = graded(folder)
    assert (progress.done, progress.skipped) == (1, 2)
    anna = table(page, f"gradebook/{TASK}/{TASK}")["anna"]
    assert (anna["score"], anna["written"], anna["byHand"]) == ("15 / 20", "3 / 4", False)  # the text is the same

    hand_in(folder, "anna", **{CLAIMS: UNSOLVED, WRITTEN: "The machines cost most, since each post is copied."})
    graded(folder)
    anna = table(page, f"gradebook/{TASK}/{TASK}")["anna"]
    assert (anna["score"], anna["written"], anna["byHand"]) == ("15 / 20", "3 / 4", True)  # kept, and to be looked at

    field = open_submission(page, anna)
    assert field.input_value() == "3"
    assert "needs_manual_grade" in field.get_attribute("class")
    with page.page.expect_response(is_saved):
        page.page.locator(".panel-heading", has=field).locator(".mark-graded").click()
    anna = table(page, f"gradebook/{TASK}/{TASK}")["anna"]
    assert (anna["score"], anna["byHand"]) == ("15 / 20", False)

    assert not [each for each in page.outside if not MATHJAX.match(each)]
    assert not [each for each in page.complaints if not ITS_NOISE.search(each)]
