"""Simulated students: the same by seed, of every kind, with the points that they are said to get."""

import json
import os
import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest

from helpers.course import ready_steps
from kit.classroom.course.database import class_gradebook
from kit.classroom.course.folder import ClassError
from kit.classroom.demo.answers import Mistake, load_mistakes
from kit.classroom.demo.demo import demo, surprises
from kit.classroom.demo.simulated import DUE, Simulated, simulated_students, submit
from kit.classroom.grading.outcome_store import OutcomeStore, write_outcome
from kit.grader.outcomes import CellResult, Outcome

ROOT = Path(__file__).resolve().parents[2]
SLUG = "02_estimation"
RING = "06_detailed_design"
DRAWN = "05_high_level_design"
BROKEN = {"truncated", "not-a-notebook", "missing-test", "duplicated-cell", "absent", "endless"}


def students(slug: str = SLUG, count: int = 40, **options) -> list[Simulated]:
    released, source = (ROOT / step / slug / f"{slug}.ipynb" for step in ("exercises", "solutions"))
    return list(simulated_students(ROOT, slug, released, source, count, **options))


def kinds(some) -> Counter:
    return Counter(each.kind.split(":")[0] for each in some)


def cells(each: Simulated) -> list[dict]:
    return [{**cell, "source": "".join(cell["source"])} for cell in json.loads(each.notebook)["cells"]]


def known(each: Simulated) -> list[str]:
    return [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells(each) if "nbgrader" in cell["metadata"]]


def one(kind: str, slug: str = SLUG, **options) -> Simulated:
    return next(each for each in students(slug, 120, **options) if each.kind.startswith(kind))


def test_the_same_seed_gives_the_same_students():
    assert students(seed=5) == students(seed=5)
    assert students(seed=5)[:10] == students(count=10, seed=5), "more students must not change the first ones"
    assert [each.notebook for each in students(seed=5)] != [each.notebook for each in students(seed=6)]


def test_every_kind_is_there():
    found = kinds(students(count=30))
    assert set(found) >= BROKEN - {"endless"} | {"right", "mistake", "partly", "late", "untouched", "syntax", "warns"}
    assert "endless" not in found
    assert "endless" in kinds(students(endless=True))


def test_named_mistakes_come_in_turn():
    names = [each.name for each in load_mistakes(ROOT, SLUG)]
    told = [each.kind.removeprefix("mistake: ") for each in students(count=120, honest=True) if "mistake" in each.kind]
    assert told == (names * 3)[: len(told)]
    assert len(set(told)) > 30


@pytest.mark.parametrize("slug", [step.slug for step in ready_steps()])
def test_honest_students_hand_in_whole_notebooks(slug):
    released = json.loads((ROOT / "exercises" / slug / f"{slug}.ipynb").read_text())
    wanted = [cell["metadata"]["nbgrader"] for cell in released["cells"] if "nbgrader" in cell["metadata"]]
    for each in students(slug, 60, honest=True):
        assert each.kind not in BROKEN
        nbformat.validate(nbformat.reads(each.notebook.decode(), as_version=nbformat.NO_CONVERT))
        assert [cell["metadata"]["nbgrader"] for cell in cells(each) if "nbgrader" in cell["metadata"]] == wanted
        assert set(each.expected) == {meta["grade_id"] for meta in wanted if meta["grade_id"].startswith("test_")}


def test_mistakes_are_read_without_the_test_suite(tmp_path):
    import sys

    before = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "tests"}
    found = load_mistakes(ROOT, RING)
    assert found
    assert all(isinstance(each, Mistake) for each in found)
    assert {name: module for name, module in sys.modules.items() if name.split(".")[0] == "tests"} == before
    assert load_mistakes(tmp_path, RING) == []
    released, source = (ROOT / step / RING / f"{RING}.ipynb" for step in ("exercises", "solutions"))
    without = kinds(simulated_students(tmp_path, RING, released, source, 40))
    assert without["right"] > 3
    assert not without["mistake"]


def test_broken_ones_are_broken():
    with pytest.raises(ValueError, match=r"."):
        json.loads(one("truncated").notebook)
    released = known(one("untouched"))
    assert len(known(one("missing-test"))) == len(released) - 1
    assert Counter(known(one("duplicated-cell"))).most_common(1)[0][1] == 2
    assert one("absent").notebook is None
    assert "while True:" in one("endless", endless=True).notebook.decode()
    untouched = json.loads((ROOT / "exercises" / SLUG / f"{SLUG}.ipynb").read_text())["cells"]
    assert [cell["source"] for cell in cells(one("untouched"))] == ["".join(cell["source"]) for cell in untouched]


def test_honest_noise_is_various():
    some = students(count=60, honest=True)
    books = [json.loads(each.notebook) for each in some]
    assert len({book["metadata"]["kernelspec"]["name"] for book in books}) > 1
    assert any(cell.get("outputs") for book in books for cell in book["cells"])
    assert any("id" not in cell for book in books for cell in book["cells"])
    assert len({len(book["cells"]) for book in books}) > 2
    assert len({isinstance(book["cells"][0]["source"], str) for book in books}) == 2
    written = {cell["source"] for each in some for cell in cells(each)
               if cell["metadata"].get("nbgrader", {}).get("grade_id") == "task_d_bill"}
    assert len(written) > 10


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """Submissions of two exercises, run in one kernel, with the points that nbgrader reads from them."""
    from nbgrader.utils import determine_grade

    from tests.contract.running import Kernel

    wanted = {SLUG: ("partly", "syntax", "warns", "mistake: one copy"),
              RING: ("warns-called", "mistake: one list")}
    found = []
    with Kernel() as kernel:
        for slug, kinds_wanted in wanted.items():
            folder = Path(shutil.copytree(ROOT / "exercises" / slug, tmp_path_factory.mktemp("run") / slug))
            some = [*students(slug, 160, seed=2), *students(slug, 160, seed=2, honest=True)]
            for kind in kinds_wanted:
                each = next(each for each in some if each.kind.startswith(kind) and (
                    kind != "warns" or each.kind == "warns"))
                book = nbformat.reads(each.notebook.decode(), 4)
                for cell in book.cells:
                    cell.update({"outputs": []} if cell.cell_type == "code" else {})
                ran = kernel.run(book, folder)
                graded = [cell for cell in ran.cells if cell.metadata.get("nbgrader", {}).get("grade")
                          and not cell.metadata.nbgrader.solution]
                points = {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in graded}
                found.append((slug, each, points, ran))
    return found


def test_students_get_the_points_they_are_said_to_get(runs):
    for slug, each, points, _ in runs:
        assert points == each.expected, f"{slug}: {each.kind}"


def test_code_that_warns_does_warn(runs):
    for kind, tested in (("warns", False), ("warns-called", True)):
        ((each, ran),) = [(each, ran) for _, each, _, ran in runs if each.kind == kind]
        said = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): str(cell.get("outputs", []))
                for cell in ran.cells}
        assert any("DeprecationWarning" in text for name, text in said.items() if name.startswith("task_"))
        assert any("Your code gave a warning" in text for text in said.values()) == tested
        assert sum(each.expected.values()) > 10


# The whole round, with graders that only note that they were asked

@pytest.fixture(scope="session")
def round_of_20(tmp_path_factory):
    """A demonstration, what its steps were asked to do, and what it said."""
    base, asked, said = tmp_path_factory.mktemp("demonstration"), [], []

    def step(name):
        return lambda folder, assignment="": asked.append((name, assignment)) or base / f"{name}.html"

    made = demo(base / "class", ROOT, 20, said.append, None, step("feedback"), step("report"), step("export"),
                assignments=["02", "05"])
    return made, asked, said


def test_the_demonstration_goes_the_whole_round(round_of_20):
    made, asked, said = round_of_20
    assert asked == [*((step, name) for name in (SLUG, DRAWN) for step in ("feedback", "report")), ("export", "")]
    handed = {each.student_id for each in made.submissions[SLUG] if each.notebook is not None}
    assert set(made.folder.submissions(SLUG)) == handed
    assert len(handed) == 19, "one of twenty handed in nothing"
    assert (made.bundle / "exercises" / SLUG / f"{SLUG}.ipynb").is_file()
    assert (made.folder.root / "students.csv").read_text().count("\n") == 21
    text = "\n".join(said)
    for name in ("feedback.html", "report.html", "export.html", f"{os.sep}submitted", "README.txt", "Formgrader"):
        assert name in text.split("Where to look:")[1]


def test_a_demonstration_never_enters_an_existing_class(round_of_20):
    before = sorted(round_of_20[0].folder.root.rglob("*"))
    with pytest.raises(ClassError, match="there is a class already"):
        demo(round_of_20[0].folder.root, ROOT, 3)
    assert sorted(round_of_20[0].folder.root.rglob("*")) == before


def test_points_that_are_not_as_expected_are_told(round_of_20):
    made = round_of_20[0]
    some = [each for each in made.submissions[SLUG] if each.notebook is not None][:6]
    store = OutcomeStore(made.folder.gradebook_url)
    with store._engine.begin() as connection:
        for place, each in enumerate(some):
            points = each.expected or {}
            cells = tuple(CellResult(name, 0.0 if place == 0 else worth, worth) for name, worth in points.items())
            write_outcome(connection, Outcome(SLUG, each.student_id, "failed" if not points else "graded", cells=cells))
        write_outcome(connection, Outcome(SLUG, some[1].student_id, "flagged", cells=tuple(
            CellResult(name, worth, worth) for name, worth in some[1].expected.items())))
    store.close()
    first, second = surprises(made.folder, SLUG, some)
    assert some[0].student_id in first
    assert "test_a_scale 0.0 for 6" in first
    assert some[1].student_id in second
    assert "flagged; the points are as expected" in second


def test_a_submission_lies_where_nbgrader_looks(round_of_20):
    folder = round_of_20[0].folder
    with class_gradebook(folder) as gradebook:
        gradebook.update_or_create_assignment(DRAWN, duedate=datetime(2026, 5, 1, 8))
    late, absent = one("late", DRAWN), one("absent", DRAWN)
    target = submit(folder, late)
    assert target == folder.submissions(DRAWN)[late.student_id]
    assert (target / f"{DRAWN}.ipynb").read_bytes() == late.notebook
    assert (target / "broken_1.yaml").read_bytes() == (ROOT / "exercises" / DRAWN / "broken_1.yaml").read_bytes()
    handed = folder.course.get_existing_timestamp(str(target))
    assert handed == datetime(2026, 5, 1, 8) + late.late
    assert late.late > timedelta(0)
    in_time = submit(folder, one("right", DRAWN), DUE)
    assert folder.course.get_existing_timestamp(str(in_time)) < DUE.replace(tzinfo=None)
    assert submit(folder, absent) is None
    assert absent.student_id not in folder.submissions(DRAWN)


@pytest.mark.parametrize("count", [0, -1, 1.5, True, "30"])
def test_a_count_must_be_a_number_of_students(count, tmp_path):
    with pytest.raises(ClassError, match="count: "):
        students(count=count)
    with pytest.raises(ClassError, match="count: "):
        demo(tmp_path / "new", ROOT, count)
    assert not (tmp_path / "new").exists()
