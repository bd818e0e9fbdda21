"""A class with a hidden test and a student, what it hands out, and ways to change both; shared by two test files."""

import json
import shutil
from pathlib import Path

import pytest

from kit.classroom.course.folder import ClassFolder
from kit.classroom.course.init import init_class
from kit.classroom.release.confidential import Secrets, collect_secrets
from kit.classroom.release.release import release

ROOT = Path(__file__).resolve().parents[2]
SLUG = "02_estimation"
NOTEBOOK = f"{SLUG}/{SLUG}.ipynb"
HIDDEN = ("### BEGIN HIDDEN TESTS",
          'assert mended["stream"] != "2,900 MB/s", "the claim itself"', "assert len(mended) == 4",
          "### END HIDDEN TESTS")
ANSWER = 'timeline = timeline.derive("servers", "ceil(peak * service_time / at_once / 0.6) + 1")'
EMAIL = "anna.berg@students.example.org"
STRANGER = "a file that no bundle holds"


def change(path: Path, do) -> None:
    """Change a notebook file."""
    content = json.loads(path.read_text())
    do(content)
    path.write_text(json.dumps(content))


def cell_of(content: dict, grade_id: str) -> dict:
    return next(cell for cell in content["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def add_cell(path: Path, source: str) -> None:
    change(path, lambda content: content["cells"].append(
        {"cell_type": "markdown", "id": "planted", "metadata": {}, "source": source.splitlines(keepends=True)}))


def hide_tests(content: dict) -> None:
    cell = cell_of(content, "test_b_claims")
    lines = "".join(cell["source"]).split("\n")
    cell["source"] = "\n".join([*lines[:-1], *HIDDEN, lines[-1]])


def put_a_solution(bundle: Path) -> None:
    (bundle / "solutions" / SLUG).mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / NOTEBOOK, bundle / "solutions" / NOTEBOOK)


def put_into_course(bundle: Path) -> None:
    add_cell(bundle / "course" / f"{SLUG}.ipynb", f"An example:\n\n    {ANSWER}\n")


def kinds(leaks) -> set[str]:
    return {each.kind for each in leaks}


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def course(tmp_path_factory) -> Path:
    """The course kit as it is now: what somebody edits while the tests run changes nothing."""
    kit = tmp_path_factory.mktemp("kit") / "course_kit"
    for part in ("course", "src", "binder", "tools", "tests", "docs", "solutions"):
        shutil.copytree(ROOT / part, kit / part, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    for name in ("README.md", "LICENSE", "Makefile", "pyproject.toml", "nbgrader_config.py", ".gitignore"):
        shutil.copy(ROOT / name, kit / name)
    return kit


@pytest.fixture(scope="session")
def classroom(course, tmp_path_factory) -> ClassFolder:
    base = tmp_path_factory.mktemp("bundles")
    (base / "list.csv").write_text(f"id,email\nanna,{EMAIL}\n")
    made = init_class(base / "class", course, students=base / "list.csv")
    change(made.root / "source" / NOTEBOOK, hide_tests)
    return made


@pytest.fixture(scope="session")
def released(classroom, course) -> Path:
    return release(classroom, course, classroom.root.parent / "handed_out").path


@pytest.fixture(scope="session")
def secrets(classroom, course, released) -> Secrets:
    return collect_secrets(classroom, course)


@pytest.fixture
def bundle(released, tmp_path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "bundle"))
