"""The developers' tools: a step just begun lacks words alone; mutants are real changes, never in annotations."""

import ast
import json

import pytest
import yaml

from helpers.course import STEPS
from tests.contract import course, every, exercise
from tests.contract.running import Kernel, read
from tools import exercises, mutants, other_pythons, step

SLUG = "10_caching"


@pytest.fixture
def tree(tmp_path):
    """A small tree with the table of the course, into which a step was begun."""
    table = tmp_path / step.TABLE
    table.parent.mkdir(parents=True)
    table.write_text((step.ROOT / step.TABLE).read_text())
    step.begin(SLUG, "Caching", "What may be old?", tmp_path)
    return tmp_path


def test_a_step_that_was_begun_has_its_form_and_lacks_words_alone(tree, monkeypatch):
    made = course_step()
    notebook, source = (read(tree / name) for name in (f"course/{SLUG}.ipynb", f"solutions/{SLUG}/{SLUG}.ipynb"))
    for each in (notebook, source):
        assert not every.no_outputs(each) + every.cell_ids(each) + every.metadata(each) + every.nothing_remote(each)
        assert every.finished(each)
    monkeypatch.setattr(course, "STEPS", (*STEPS, made))
    for rule in (course.title, course.tags_in_order, course.size, course.recall, course.questions_before_widget,
                 course.quiz, course.key_points):
        assert not rule(notebook)
    assert not course.step_line(notebook, made) + course.exercise_link(notebook, made)
    for rule in (exercise.tasks, exercise.try_cells, exercise.hints, exercise.grade_ids, exercise.all_points,
                 exercise.written_task, exercise.specifications):
        assert not rule(source)
    assert not exercise.heading(source, made)
    quiz = yaml.safe_load((tree / f"src/helpers/widgets/quizzes/{SLUG}.yaml").read_text())
    assert [sum(choice.get("right", False) for choice in item["choices"]) for item in quiz] == [1, 1, 1]


def course_step():
    return next(each for each in [*STEPS, step.row(SLUG, "Caching", "What may be old?", _Nowhere())[0]]
                if each.slug == SLUG)


class _Nowhere:
    """A root whose table takes what is written, and keeps nothing."""

    def __truediv__(self, name):
        return self

    def read_text(self, encoding):
        return "STEPS = (\n)\nSTART"

    def write_text(self, text, encoding):
        assert SLUG in text


def test_a_begun_exercise_runs_and_nbgrader_takes_it(tree, tmp_path_factory):
    with Kernel() as kernel:
        ran = kernel.run(read(tree / f"solutions/{SLUG}/{SLUG}.ipynb"), tmp_path_factory.mktemp("begun"))
    scores = [cell.outputs[-1]["data"]["text/plain"] for cell in ran.cells if cell.id.startswith("check-")]
    assert [text.split()[0].rstrip(".0") for text in scores] == ["5", "5", "6"]
    assert f"{SLUG}/{SLUG}.ipynb" in exercises.generate(tree / "solutions")


def test_the_row_is_written_once_and_is_python(tree):
    text = (tree / step.TABLE).read_text()
    ast.parse(text)
    assert text.count(SLUG) == 1


def test_what_is_there_is_left_alone(tree):
    path = tree / f"course/{SLUG}.ipynb"
    path.write_text("mine")
    said = step.begin(STEPS[0].slug, root=tree)
    assert len(said) == 4
    (tree / f"course/{STEPS[0].slug}.ipynb").write_text("mine")
    assert any("left alone" in line for line in step.begin(STEPS[0].slug, root=tree))
    assert (tree / f"course/{STEPS[0].slug}.ipynb").read_text() == path.read_text() == "mine"


@pytest.mark.parametrize(("slug", "title", "said"), [
    ("caching", "Caching", "two digits"), ("10 caching", "Caching", "two digits"), ("", "", "two digits"),
    ("../10_x", "X", "two digits"), ("10_caching", "", "TITLE=")])
def test_a_step_that_cannot_be_begun_is_told_in_a_sentence(tmp_path, slug, title, said):
    with pytest.raises(step.StepError, match=said):
        step.begin(slug, title, "Why?" if title else "", tmp_path)


# Mutants

CODE = '''"""More than 3 words."""


def most(numbers: list[int] | None = None) -> int | None:
    """The largest, if it is 10 or more."""
    best = max(numbers or [0]) + 2
    return best if best >= 10 else None
'''


@pytest.fixture
def small(tmp_path):
    (tmp_path / "most.py").write_text(CODE)
    return tmp_path


def test_each_mutant_changes_the_code_and_nothing_else(small):
    found = mutants.mutants_of("most.py", small)
    assert {each.line for each in found} == {6, 7}
    results = {mutants.changed(each, small)[1] for each in found}
    assert CODE not in results
    for after in results:
        tree = ast.parse(after)
        assert ast.get_docstring(tree) == "More than 3 words."
        assert "list[int] | None = None) -> int | None" in after
    assert any("best > 10" in after for after in results)
    assert any("- 2" in after for after in results)


def test_the_sample_is_drawn_by_its_seed_and_by_place(small):
    found = mutants.mutants_of("most.py", small)
    assert mutants.choose(found, 3, 1) == mutants.choose(found, 3, 1)
    assert len(mutants.choose(found, 3, 1)) == 3
    assert mutants.choose(found, 0, 1) == found
    drawn = mutants.choose(found, 10_000, 1)
    assert len({(each.line, each.column, each.operator.split("_")[0]) for each in drawn}) == len(drawn)


def test_a_change_in_memory_is_noticed_and_the_tree_stays_as_it_is(tmp_path):
    path, tests = "src/helpers/rounding.py", ["src/helpers/rounding.py"]
    before = (mutants.ROOT / path).read_text()
    runner = mutants.Runner(str(tmp_path))
    try:
        assert runner.passes(tests, 300, files=[path], notes=str(tmp_path / "notes"))
        notes = json.loads((tmp_path / "notes").read_text())
        line = next(number for number, text in enumerate(before.splitlines(), 1) if "numpy.ceil(" in text)
        mutant = mutants.Mutant(path, line, 0, "", 0)
        assert mutants.tests_for(mutant, notes) == ["src/helpers/rounding.py::helpers.rounding.round_up"]
        assert not runner.passes(tests, 300, file=path, source=before.replace("numpy.ceil(", "numpy.floor("))
        assert runner.passes(tests, 300), "the next run sees the file as it is"
    finally:
        runner.close()
    assert (mutants.ROOT / path).read_text() == before


def test_every_room_of_the_mutants_is_there():
    for files, tests in mutants.ROOMS.values():
        assert mutants.python_files(files)
        assert all((mutants.ROOT / test).exists() for test in tests)


# Other Pythons

def test_another_python_is_found_by_what_it_says_of_itself(tmp_path, monkeypatch):
    for name, says in (("python3.12", "3.12"), ("python3.13", "3.9")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {says}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert other_pythons.found("3.11") == {"3.12": str(tmp_path / "python3.12")}
    assert "3.12" not in other_pythons.found("3.12")
    assert other_pythons.version_of(str(tmp_path / "nothing")) == ""


def test_a_python_that_does_not_run_is_told(capsys):
    assert other_pythons.main(["/nowhere/python3.12"]) == 1
    assert "no Python that runs" in capsys.readouterr().err


def test_the_domain_rooms_are_those_of_the_layers():
    from tests.test_layers import DOMAIN

    assert set(other_pythons.DOMAIN) <= DOMAIN | {"inputs"}
    assert "tests/units" in other_pythons.folders()
    assert "src/helpers/estimation" in other_pythons.folders()


def test_the_first_minute_says_how_far_it_is(tmp_path, monkeypatch, capsys):
    import time

    from tools import environment

    monkeypatch.setattr(environment, "VENV", tmp_path)
    site = tmp_path / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    with environment.sign_of_life("lab", every=0.02):
        time.sleep(0.1)
        for at in range(5):
            (site / f"p{at}-1.dist-info").mkdir()
        time.sleep(0.1)
    said = capsys.readouterr().out
    assert "downloading 1" in said
    assert "5 of some 1" in said
    time.sleep(0.05)
    assert capsys.readouterr().out == ""


def test_another_python_is_told_before_the_old_environment_goes(tmp_path, monkeypatch, capsys):
    from tools import environment

    monkeypatch.setattr(environment, "python_changed", lambda: True)
    monkeypatch.setattr(environment, "create", lambda: (_ for _ in ()).throw(environment.SetupError("stop")))
    with pytest.raises(environment.SetupError, match="stop"):
        environment.set_up("lab", "uv", this_python=True)
    said = capsys.readouterr().out
    assert "is made anew, without what you installed into it by hand" in said
    assert said.index("made anew") < said.index("Creating .venv")
