"""Attacks on a whole class: its folders, its gradebook, and the grades of others."""

import contextlib
import json
import os
from pathlib import Path

import pytest

from kit.classroom.course.folder import ClassFolder
from kit.classroom.grading.batch import Options, grade
from kit.classroom.grading.outcome_store import OutcomeStore
from kit.grader.judge import Judge
from tests.kit import classes
from tests.kit.attacks import notebooks, stock
from tests.kit.attacks.harness import DOUBLING, LIMITS, MARKER, RIGHT, WRONG, code, notebook, released

FULL = {"test_named": (4.0, False), "test_plain": (2.0, False), "essay": (None, True)}
NONE = {"test_named": (0.0, False), "test_plain": (0.0, False), "essay": (None, True)}
UNGRADED = dict.fromkeys(FULL, (None, True))
NAMES = ("zoë o'neil", "a b; rm -rf *", "Robert'); DROP TABLE grade;--", "x" * 120, "-rf", "100%s{0}", "a\nb", "$(id)",
         "<b>", "CON")
OVERWRITE = """
import sqlite3
for path in ("../../../gradebook.db", "../../gradebook.db", "../gradebook.db", {path!r}):
    try:
        base = sqlite3.connect(path)
        base.execute("update grade set auto_score = 100")
        base.commit()
    except sqlite3.Error as error:
        print(error)
"""


def make_class(root: Path) -> ClassFolder:
    """A class folder with the small assignment in its gradebook."""
    from nbgrader.api import Gradebook

    root.mkdir()
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'attacked'\n")
    source = root / "source" / "doubling"
    source.mkdir(parents=True)
    key = DOUBLING.notebooks[0]
    cells = [code(key.plain[0]), *(code(cell.source, cell.metadata(), cell.cell_type) for cell in key.cells)]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (source / "doubling.ipynb").write_text(json.dumps(content))
    folder = ClassFolder(root)
    with Gradebook(folder.gradebook_url, "attacked") as gradebook:
        gradebook.add_assignment("doubling")
        gradebook.add_notebook("doubling", "doubling")
        for cell in key.cells:
            where = (cell.name, "doubling", "doubling")
            if cell.grade:
                gradebook.add_grade_cell(*where, max_score=cell.points, cell_type=cell.cell_type)
            if cell.solution:
                gradebook.add_solution_cell(*where)
            gradebook.add_source_cell(*where, cell_type=cell.cell_type, source=cell.source, checksum=cell.checksum,
                                      locked=cell.locked)
    return folder


def hand_in(folder: ClassFolder, student: str, content, name: str = "doubling.ipynb") -> Path:
    """Put a submission where nbgrader looks for it; returns its folder."""
    place = folder.root / "submitted" / student / "doubling"
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return place


@pytest.fixture(scope="module")
def attacked(tmp_path_factory, attack_fleet):
    """A class in which many tried something, after it was graded: folder, points by student, outcomes by student."""
    folder = make_class(tmp_path_factory.mktemp("class") / "class")
    right = notebook(RIGHT)
    honest = hand_in(folder, "honest", right)
    hand_in(folder, "resubmits", right)
    hand_in(folder, "sqlite", notebook(OVERWRITE.format(path=str(folder.root / "gradebook.db")) + WRONG))
    hand_in(folder, "too large", b" " * 3_000_000)
    hand_in(folder, "cut off", json.dumps(right).encode()[:900])
    hand_in(folder, "twice", notebooks.changed(RIGHT, notebooks.doubled))
    hand_in(folder, "a thousand", notebooks.changed(WRONG, notebooks.CHANGES["points changed to 1000"]))
    hand_in(folder, "renamed", right, "meine Lösung.ipynb")
    hand_in(folder, "ends", notebook("import os\nos._exit(1)", WRONG))
    for student in NAMES:
        hand_in(folder, student, right)
    submitted = folder.root / "submitted"
    (submitted / "linked folder").mkdir()
    (submitted / "linked folder" / "doubling").symlink_to(honest)
    (submitted / "linked student").symlink_to(honest.parent)
    place = hand_in(folder, "linked notebook", b"", "empty.txt")
    (place / "doubling.ipynb").symlink_to(honest / "doubling.ipynb")
    reading = ("print(open('passwd').read())", "print(open('book.db').read())")
    place = hand_in(folder, "linked files", notebook(*reading, RIGHT))
    (place / "passwd").symlink_to("/etc/passwd")
    (place / "book.db").symlink_to(folder.root / "gradebook.db")
    (place / "all").symlink_to("/")
    os.mkfifo(place / "waits.txt")
    (place / "broken link").symlink_to("nowhere")

    @contextlib.asynccontextmanager
    async def runner(key, options):
        yield Judge(attack_fleet, key), 2

    grade(folder, "doubling", options=Options(limits=LIMITS), runner=runner)
    first = classes.scores(folder, "doubling")
    hand_in(folder, "resubmits", notebooks.changed(WRONG, notebooks.deleted))
    progress = grade(folder, "doubling", options=Options(limits=LIMITS), runner=runner)
    assert (progress.done, progress.done + progress.skipped) == (1, progress.total)
    outcomes = {each.student: each for each in OutcomeStore(folder.gradebook_url).read("doubling")}
    return folder, first, classes.scores(folder, "doubling"), outcomes


def test_every_submission_has_an_end_with_a_reason(attacked):
    folder, _, scores, outcomes = attacked
    handed = {each.name for each in (folder.root / "submitted").iterdir() if not each.is_symlink()}
    assert set(outcomes) == set(scores) == handed
    for outcome in outcomes.values():
        assert outcome.status in ("graded", "flagged", "failed")
        assert outcome.status == "graded" or len(outcome.reason) > 30, outcome
        assert "the grader met" not in outcome.reason


def test_a_resubmission_without_its_tests_loses_the_points(attacked):
    _, first, scores, outcomes = attacked
    assert first["resubmits"] == FULL
    assert scores["resubmits"] == NONE
    assert any("put back" in note for note in outcomes["resubmits"].notes)


def test_no_submission_reaches_the_gradebook(attacked):
    _, _, scores, outcomes = attacked
    assert outcomes["sqlite"].status == "flagged"
    assert {name: points for name, (points, _) in scores["sqlite"].items()} == {
        "test_named": 0.0, "test_plain": 0.0, "essay": None}
    assert all(points is None or points <= 4 for grades in scores.values() for points, _ in grades.values())


def test_the_honest_ones_beside_get_what_they_earned(attacked):
    _, _, scores, outcomes = attacked
    for student in ("honest", "twice", "renamed", "linked files", *NAMES):
        assert outcomes[student].status == "graded", student
        assert scores[student] == FULL, student


@pytest.mark.parametrize("student", ["too large", "cut off", "linked folder", "linked notebook"])
def test_what_cannot_be_read_is_failed_and_waits_for_a_person(attacked, student):
    _, _, scores, outcomes = attacked
    assert outcomes[student].status == "failed"
    assert scores[student] == UNGRADED


@pytest.mark.parametrize("student", ["a thousand", "ends"])
def test_what_earns_nothing_gets_nothing(attacked, student):
    assert attacked[2][student] == NONE


def test_links_and_devices_are_not_followed(attacked):
    folder, _, _, outcomes = attacked
    there = folder.root / "autograded" / "linked files" / "doubling"
    assert sorted(each.name for each in there.iterdir()) == ["doubling.ipynb"]
    assert "root:" not in (there / "doubling.ipynb").read_text()
    assert sum("left aside" in note for note in outcomes["linked files"].notes) >= 3
    assert "linked student" not in outcomes


def test_autograded_notebooks_lie_in_the_class_and_hold_the_assignments_own_cells(attacked):
    folder, _, scores, _ = attacked
    for student in scores:
        path = folder.root / "autograded" / student / "doubling" / "doubling.ipynb"
        content = json.loads(path.read_text())
        tests = [cell for cell in content["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
        assert [cell["source"] for cell in tests] == [cell.source for cell in DOUBLING.notebooks[0].cells if cell.grade]
        assert all(cell["metadata"]["nbgrader"]["points"] <= 4 for cell in tests)
    assert not [each for each in folder.root.parent.iterdir() if each != folder.root]
    assert MARKER not in json.dumps(released(DOUBLING.notebooks[0].cells[1]))


def test_every_row_of_the_table_is_answered():
    known = {case.name for module in stock.MODULES for case in module.CASES}
    here = {name for name in globals() if name.startswith("test_")}
    for row in stock.ROWS:
        assert row.stock
        assert row.shown_by
        assert set(row.shown_by) <= known | here, row
