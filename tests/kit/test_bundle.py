"""What students get: nothing of an answer, a hidden test, a reference design or a class in it, and everything else."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kit.classroom.course.database import class_gradebook
from kit.classroom.release import git
from kit.classroom.release.bundle import write_zip
from kit.classroom.release.confidential import course_public_lines, read_cells, regions
from kit.classroom.release.release import verify_bundle
from tests.kit import classrooms
from tests.kit.classrooms import (
    ANSWER,
    EMAIL,
    HIDDEN,
    NOTEBOOK,
    ROOT,
    SLUG,
    STRANGER,
    add_cell,
    cell_of,
    change,
    files_in,
    kinds,
    put_a_solution,
    put_into_course,
)

course, classroom, released = classrooms.course, classrooms.classroom, classrooms.released
secrets, bundle = classrooms.secrets, classrooms.bundle


# The true bundle

def test_the_bundle_gives_nothing_away(released, secrets):
    assert verify_bundle(released, secrets) == []


def test_no_line_of_an_answer_or_a_hidden_test_stands_in_the_bundle(classroom, released):
    """The same once more, by plain means: each line as it is written, in the text of each file."""
    text = "\n".join(path.read_bytes().decode("utf-8", "replace") for path in released.rglob("*") if path.is_file())
    text += "\n".join(cell["source"] for path in released.rglob("*.ipynb") for cell in read_cells(path))
    lines = {line.strip() for path in classroom.path("source").glob("*/*.ipynb") for cell in read_cells(path)
             for _, block in regions(cell)[1] for line in block}
    standing = {line for line in lines if len(line) > 23 and line in text}
    declared = set(course_public_lines())  # looked at by a person, each with its reason
    assert len(lines) > 60
    assert standing <= declared, f"these lines of answers are handed out: {standing - declared}"
    assert not any(line in text for line in HIDDEN[1:3])
    assert EMAIL not in text


def test_every_line_is_among_what_is_searched_for(classroom, secrets):
    assert {"answer", "hidden test", "reference design", "test mistake", "student"} == kinds(secrets.texts)
    assert not secrets.too_short
    names = {each.where for each in secrets.texts}
    for name in ("microblog", "pastebin"):
        assert any(name in where for where in names), f"the reference design {name} is not searched for"
    for path in classroom.path("source").glob("*/*.ipynb"):
        for cell in read_cells(path):
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if regions(cell)[1]:
                assert f"{path.parent.name}/{path.stem}, {grade_id}" in names, f"nothing of {grade_id} is searched for"


def test_the_bundle_holds_what_learners_need_and_no_more(released):
    names = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    for name in ("README.md", "LICENSE", "Makefile", "pyproject.toml", "binder/postBuild", "tools/environment.py",
                 "tests/requirements.txt", "nbgrader_config.py", "src/helpers/checks.py", "course/02_estimation.ipynb",
                 "src/helpers/cases/microblog.yaml", f"exercises/{NOTEBOOK}"):
        assert name in names, f"{name} is missing"
    assert {name for name in names if name.startswith("tests/")} == {"tests/requirements.txt"}
    assert {"/".join(name.split("/")[2:3]) for name in names if name.startswith("src/kit/")} == {
        "__init__.py", "__main__.py", "arguments.py", "command.py", "grader"}
    folders = {part for name in names for part in name.split("/")[:-1]}
    assert not folders & {"solutions", "source", "reference_designs", "mistakes", "submitted", "__pycache__"}
    assert not {Path(name).suffix for name in names} & {".db", ".pyc", ".nbi", ".nbc"}
    assert os.access(released / "binder" / "postBuild", os.X_OK)
    assert "solutions" not in (released / "nbgrader_config.py").read_text()


def test_the_exercises_are_those_of_the_repository_but_for_hidden_tests(released):
    for path in (ROOT / "exercises").rglob("*"):
        if path.is_file() and ".ipynb_checkpoints" not in path.parts:
            own = released / "exercises" / path.relative_to(ROOT / "exercises")
            if path.name == f"{SLUG}.ipynb":  # its checksum and its text are the same: what was added was taken out
                assert [cell["source"] for cell in read_cells(own)] == [cell["source"] for cell in read_cells(path)]
            else:
                assert own.read_bytes() == path.read_bytes(), f"{path.name} differs from the repository's"


def test_the_gradebook_knows_the_hidden_tests(classroom, released):
    with class_gradebook(classroom) as gradebook:
        source = gradebook.find_source_cell("test_b_claims", SLUG, SLUG).source
    assert all(line in source for line in HIDDEN[1:3])


def test_the_bundle_works(released, tmp_path):
    bundle = shutil.copytree(released, tmp_path / "elsewhere")
    ask = ("import helpers; from helpers import Checks, Estimate, load_case\n"
           "print(helpers.__file__); print(load_case('microblog').title)\n"
           "import tools.environment as house; print(house.digest('lab')); print(house.pip_pin.__name__)\n"
           "print(house.locked_lines(house.TEST_LOCK, 'uv')[:4], house.locked_lines(house.TEST_LOCK, 'pip')[:5])")
    ran = subprocess.run([sys.executable, "-c", ask], cwd=bundle, capture_output=True, text=True,
                         env={**os.environ, "PYTHONPATH": f"{bundle / 'src'}{os.pathsep}{bundle}"})
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(str(bundle)), "the bundle's own helpers were not used"


@pytest.fixture(scope="module")
def installed(released, tmp_path_factory) -> Path:
    """The bundle as `make setup` installs it: built from its own pyproject.toml, apart from this repository."""
    place = tmp_path_factory.mktemp("installed")
    bundle = shutil.copytree(released, place / "bundle")
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps",
               "--no-build-isolation", "--python", sys.executable, "--target", place / "site", bundle]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return place


def in_bundle(installed: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, *arguments], cwd=installed / "bundle", capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(installed / "site"), "PYTHONSAFEPATH": "1"})


def test_an_installed_bundle_checks_an_exercise(installed, classroom):
    where = in_bundle(installed, "-c", "import helpers, kit.grader.judge as j; print(helpers.__file__, j.__file__)")
    assert where.stdout.count(str(installed / "site")) == 2, where.stderr
    assert "0 of 16 points that a machine can give" in in_bundle(installed, "-m", "kit", "check", "02").stdout
    answered = installed / "bundle" / "exercises" / NOTEBOOK
    right = {cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
             for cell in read_cells(classroom.path("source") / NOTEBOOK) if "nbgrader" in cell["metadata"]}
    change(answered, lambda content: cell_of(content, "task_b_claims").update(source=right["task_b_claims"]))
    said = in_bundle(installed, "-m", "kit", "check", "02_estimation")
    assert said.returncode == 0, said.stderr
    assert "test_b_claims: 4 of 4" in said.stdout
    assert "4 of 16 points that a machine can give" in said.stdout


def test_an_installed_bundle_holds_no_classroom(installed):
    found = in_bundle(installed, "-c", "import importlib.util as u; print(u.find_spec('kit.classroom'))")
    assert found.stdout == "None\n", found.stderr
    said = in_bundle(installed, "-m", "kit", "--help").stdout
    assert "check" in said
    assert "grade what a class" not in said
    modules = [path.relative_to(installed / "site" / "kit") for path in (installed / "site" / "kit").rglob("*.py")]
    ask = "; ".join("import kit." + ".".join(each.with_suffix("").parts).removesuffix(".__init__")
                    for each in modules if each.name not in ("__init__.py", "__main__.py"))
    ran = in_bundle(installed, "-c", ask)
    assert ran.returncode == 0, ran.stderr
    assert not {"students.py", "confidential.py", "simulated.py", "noise.py"} & {path.name for path in modules}


def test_links_of_the_bundles_readme_lead_somewhere(released):
    for target in re.findall(r"\]\(([^)\s]+)\)", (released / "README.md").read_text()):
        if not re.match(r"[a-z]+:|#", target):
            assert (released / target.split("#")[0]).exists(), f"README.md links to {target}, which is not handed out"


# Planted leaks, one of each kind

def into_hint(bundle: Path) -> None:
    add_cell(bundle / "exercises" / NOTEBOOK, f"<details><code>{ANSWER.replace('/', '&#47;')}</code></details>")


def into_course_broken_up(bundle: Path) -> None:
    add_cell(bundle / "course" / f"{SLUG}.ipynb", ANSWER.replace(", ", ",\n        ").replace('"', "'"))


def into_module(bundle: Path) -> None:
    path = bundle / "src" / "helpers" / "checks.py"
    path.write_text(f"{path.read_text()}\nNOTE = {ANSWER + chr(10) + 'x'!r}\n")


def into_output(bundle: Path) -> None:
    def do(content):
        cell = next(cell for cell in content["cells"] if cell["cell_type"] == "code")
        cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": [f"<b>{ANSWER}</b>"]}}]
    change(bundle / "exercises" / NOTEBOOK, do)


def into_metadata(bundle: Path) -> None:
    change(bundle / "course" / f"{SLUG}.ipynb", lambda content: content["metadata"].update(note={"deep": [ANSWER]}))


def into_own_cell(bundle: Path) -> None:
    def do(content):
        cell_of(content, "task_c_timeline")["source"] += ["\ntimeline.assume('x', 1)\n", ANSWER]
    change(bundle / "exercises" / NOTEBOOK, do)


def a_short_line_into_its_cell(bundle: Path) -> None:
    path = bundle / "exercises" / "05_high_level_design" / "05_high_level_design.ipynb"

    def do(content):
        cell_of(content, "task_b_mended")["source"] += ["\n", 'three = ["a", "b", "c"]', "\n"]
    change(path, do)


def a_sentence_of_the_written_answer(bundle: Path) -> None:
    add_cell(bundle / "course" / "06_detailed_design.ipynb",
             "Mind: below one opening every other day it would flip.\nSo copying on write stays.")


def a_marker(bundle: Path) -> None:
    add_cell(bundle / "exercises" / NOTEBOOK, "### BEGIN SOLUTION")


def a_hidden_assertion(bundle: Path) -> None:
    add_cell(bundle / "course" / "00_start_here.ipynb", f"try: `{HIDDEN[2]}`")


def a_design(bundle: Path) -> None:
    shutil.copy(ROOT / "tests" / "reference_designs" / "microblog.yaml", bundle / "src" / "helpers" / "x.yaml")


def a_design_in_a_string(bundle: Path) -> None:
    text = (ROOT / "tests" / "reference_designs" / "pastebin.yaml").read_text()
    (bundle / "src" / "helpers" / "extra.py").write_text(f"DESIGN = {text!r}\n")


def mistakes(bundle: Path) -> None:
    shutil.copy(ROOT / "tests" / "mistakes" / f"{SLUG}.py", bundle / "src" / "helpers" / "more.py")


def a_test_file(bundle: Path) -> None:
    (bundle / "tests" / "test_design.py").write_text("pass\n")


def a_gradebook(bundle: Path) -> None:
    (bundle / "gradebook.db").write_bytes(b"SQLite format 3\0" + EMAIL.encode())


def a_class_list(bundle: Path) -> None:
    (bundle / "exercises" / SLUG / "people.csv").write_text(f"id,email\nanna,{EMAIL}\n")


def a_link(bundle: Path) -> None:
    (bundle / "course" / "link.ipynb").symlink_to(ROOT / "solutions" / NOTEBOOK)


PLANTED = [
    (into_hint, "answer"), (put_into_course, "answer"), (into_course_broken_up, "answer"), (into_module, "answer"),
    (into_output, "answer"), (into_metadata, "answer"), (into_own_cell, "answer"), (a_marker, "marker"),
    (a_short_line_into_its_cell, "answer"), (a_sentence_of_the_written_answer, "answer"),
    (a_hidden_assertion, "hidden test"), (a_design, "reference design"), (a_design_in_a_string, "reference design"),
    (mistakes, "test mistake"), (a_test_file, STRANGER), (put_a_solution, STRANGER), (a_gradebook, STRANGER),
    (a_gradebook, "student"), (a_class_list, "student"), (a_link, STRANGER),
]


@pytest.mark.parametrize(("plant", "kind"), PLANTED, ids=lambda each: getattr(each, "__name__", each))
def test_a_planted_leak_is_found(plant, kind, bundle, secrets):
    plant(bundle)
    found = verify_bundle(bundle, secrets)
    assert kind in kinds(found), f"{plant.__name__} went unnoticed"
    assert len({each.path for each in found}) == 1, f"only one file was changed: {[str(each) for each in found]}"


def test_a_leak_is_found_in_a_zip(bundle, secrets, tmp_path):
    write_zip(files_in(bundle), tmp_path / "sound.zip")
    assert verify_bundle(tmp_path / "sound.zip", secrets) == []
    put_into_course(bundle)
    a_test_file(bundle)
    write_zip(files_in(bundle), tmp_path / "leaky.zip")
    assert kinds(verify_bundle(tmp_path / "leaky.zip", secrets)) == {"answer", STRANGER}


def test_a_leak_is_found_in_the_history(released, bundle, secrets, tmp_path):
    git.prepare(tmp_path / "repository", "students")
    put_into_course(bundle)
    git.commit(tmp_path / "repository", bundle, "students", "first")
    git.commit(tmp_path / "repository", released, "students", "the leak is taken out, and stays in the past")
    assert kinds(verify_bundle(tmp_path / "repository", secrets)) == {"answer"}
    git.prepare(tmp_path / "other", "students")
    git.commit(tmp_path / "other", released, "students", f"Now with {ANSWER}")
    assert kinds(verify_bundle(tmp_path / "other", secrets)) == {"answer"}, "a message of a commit was not read"


def test_what_is_handed_out_is_the_learners_own(released):
    off = json.loads((released / "src" / "labconfig.json").read_text())["disabledExtensions"]
    assert off["@jupyter/nbgrader:formgrader"] is True
    assert not (released / "src" / "kernelspec.json").exists()
    assert (released / "src" / "labextension" / "package.json").is_file()
    assert "## Hand in" in (released / "README.md").read_text()
    assert "mutants" not in (released / "Makefile").read_text()
