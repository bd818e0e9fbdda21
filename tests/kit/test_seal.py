"""A grade is made anew when anything that it was made from has changed, and only then."""

import dataclasses
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import helpers
import kit.grader
from kit.classroom.course.class_key import class_key
from kit.classroom.course.database import class_gradebook
from kit.classroom.course.folder import ClassFolder
from kit.classroom.grading.batch import Options, grade
from kit.classroom.grading.outcome_store import OutcomeStore
from kit.classroom.grading.seal import code_digest
from kit.grader.sandbox.limits import Limits
from tests.kit import classes
from tests.kit.instant import ASSIGNMENT, runner, submit


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = classes.new_class(tmp_path_factory.mktemp("seal") / "class", [ASSIGNMENT])
    for student in ("anna", "bo"):
        submit(folder, student, "xx")
    return folder


@pytest.fixture
def folder(made):
    """The class, all of it graded: what is graded after this is graded for a reason."""
    grade(made, ASSIGNMENT, runner=runner())
    assert again(made) == []
    return made


def again(folder, options: Options = Options()) -> list[str]:  # noqa: B008 (frozen)
    """Who is graded again."""
    seen: list[str] = []
    grade(ClassFolder(folder.root), ASSIGNMENT, options=options, runner=runner(seen=seen))
    return sorted(seen)


@pytest.mark.parametrize("limit", [each.name for each in dataclasses.fields(Limits)])
def test_every_limit_is_part_of_what_a_grade_was_made_from(folder, limit):
    other = Options(limits=dataclasses.replace(Limits(), **{limit: 2 * getattr(Limits(), limit)}))
    assert again(folder, other) == ["anna", "bo"]
    assert again(folder, other) == []


def test_the_same_limit_written_otherwise_is_the_same(folder):
    assert again(folder, Options(limits=Limits(cell_seconds=float(Limits().cell_seconds)))) == []


@pytest.mark.parametrize("options", [Options(confined=False), Options(variants=True)])
def test_the_sandbox_and_the_numbers_are_part_of_it(folder, options):
    assert again(folder, options) == ["anna", "bo"]


def test_how_many_at_once_is_no_part_of_it(folder):
    assert again(folder, Options(jobs=3)) == []


@pytest.mark.parametrize(("package", "name", "matters"), [
    (helpers, "checks.py", True), (helpers, "cases/microblog.yaml", True), (helpers, "units/parser.py", True),
    (kit.grader, "points.py", True), (kit.grader, "kernel/operators.py", True),
    (helpers, "widgets/diagram.css", False), (helpers, "__pycache__/checks.pyc", False)])
def test_the_code_that_gives_points_is_part_of_it(folder, package, name, matters, tmp_path, monkeypatch):
    """One byte more in a file of the helpers or of the grader, as an update of the course would bring."""
    root = Path(package.__file__).parent
    copy = Path(shutil.copytree(root, tmp_path / root.name, ignore=shutil.ignore_patterns("__pycache__")))
    monkeypatch.setattr(package, "__file__", str(copy / "__init__.py"))
    assert again(folder) == [], "where the package lies decides nothing"
    (copy / name).parent.mkdir(exist_ok=True)
    with open(copy / name, "a") as file:
        file.write("#")
    assert again(folder) == (["anna", "bo"] if matters else [])


def test_a_new_file_and_a_new_name_change_the_code(tmp_path, monkeypatch):
    root = Path(helpers.__file__).parent
    copy = Path(shutil.copytree(root, tmp_path / root.name, ignore=shutil.ignore_patterns("__pycache__")))
    monkeypatch.setattr(helpers, "__file__", str(copy / "__init__.py"))
    seen = {code_digest()}
    (copy / "more.py").write_text("")
    seen.add(code_digest())
    (copy / "more.py").rename(copy / "other.py")
    seen.add(code_digest())
    assert len(seen) == 3


def test_the_due_date_is_part_of_it(folder):
    for due in (datetime(2026, 11, 23, 18), datetime(2026, 11, 24, 18), None):
        with class_gradebook(folder) as gradebook:
            gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
        assert again(folder) == ["anna", "bo"]
        assert again(folder) == []


def test_one_students_extension_is_part_of_that_ones_grade(folder):
    with class_gradebook(folder) as gradebook:
        gradebook.update_or_create_submission(ASSIGNMENT, "anna").extension = timedelta(days=2)
        gradebook.db.commit()
    assert again(folder) == ["anna"]


def test_what_lateness_costs_is_part_of_it(folder):
    configuration = folder.root / "nbgrader_config.py"
    before = configuration.read_text()
    try:
        configuration.write_text(f"{before}\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
        assert again(folder) == ["anna", "bo"]
        assert again(folder) == []
    finally:
        configuration.write_text(before)
    assert again(folder) == ["anna", "bo"]


def test_a_test_that_changed_is_part_of_it(folder):
    with class_gradebook(folder) as gradebook:
        cell = gradebook.find_source_cell("test_b_claims", ASSIGNMENT, ASSIGNMENT)
        before, cell.source = cell.source, cell.source + "\n"
        gradebook.db.commit()
    assert again(folder) == ["anna", "bo"]
    with class_gradebook(folder) as gradebook:
        gradebook.find_source_cell("test_b_claims", ASSIGNMENT, ASSIGNMENT).source = before
        gradebook.db.commit()


def test_a_limit_that_was_too_tight_is_mended_by_raising_it(tmp_path):
    """The whole way, with kernels: 0 points for want of time, and all of them when there is enough."""
    folder = classes.new_class(tmp_path / "class", [ASSIGNMENT])
    place = folder.path("submitted", "anna", ASSIGNMENT)
    place.mkdir(parents=True)
    shutil.copy(folder.path("source", assignment=ASSIGNMENT) / f"{ASSIGNMENT}.ipynb", place)
    tight, wide = Options(jobs=1, limits=Limits(cell_seconds=0.002)), Options(jobs=1)
    assert class_key(folder, ASSIGNMENT).max_score == 20
    points = []
    for options in (tight, wide):
        grade(folder, ASSIGNMENT, options=options)
        [outcome] = OutcomeStore(folder.gradebook_url).read(ASSIGNMENT)
        points.append(outcome.score)
    assert points[0] < points[1] == 16, json.dumps(outcome.as_dict())[:2_000]
