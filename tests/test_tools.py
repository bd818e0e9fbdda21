"""The developers' tools: a step just begun lacks words alone; mutants are real changes, never in annotations."""

import ast
import dataclasses
import json
import subprocess

import pytest
import yaml

import helpers.course
from helpers.course import method_steps
from kit.classroom.release.bundle import NEEDED, gather
from tests.contract import course, every, exercise, questions, release
from tests.contract.reading import grade_id, is_test
from tests.contract.running import Kernel, read
from tools import exercises, mutants, other_pythons, step

SLUG = "10_caching"
STEPS = method_steps()  # whatever steps the course has beyond them


@pytest.fixture(autouse=True)
def the_eight_alone(monkeypatch):
    monkeypatch.setattr(helpers.course, "STEPS", STEPS)


@pytest.fixture
def tree(tmp_path):
    """A small tree with the table of the eight steps, into which one more was begun."""
    table = tmp_path / step.TABLE
    table.parent.mkdir(parents=True)
    head, rest = (step.ROOT / step.TABLE).read_text().split("STEPS = (\n")
    rows = "".join(step.source_row(each) for each in STEPS)
    table.write_text(f"{head}STEPS = (\n{rows}{rest[rest.index(')' + chr(10) + 'START'):]}")
    step.begin(SLUG, "Caching", "What may be old?", tmp_path)
    return tmp_path


@pytest.fixture
def one_is_begun(monkeypatch):
    """The table of the course has the step, which is not ready."""
    made = helpers.course.Step(10, SLUG, "Caching", "What may be old?", 40, 30)
    for module in (helpers.course, every):
        monkeypatch.setattr(module, "STEPS", (*STEPS, made))
    return made


def test_a_step_that_was_begun_has_its_form_and_lacks_words_alone(tree, one_is_begun):
    made = one_is_begun
    notebook, source = (read(tree / name) for name in (f"course/{SLUG}.ipynb", f"solutions/{SLUG}/{SLUG}.ipynb"))
    for each in (notebook, source):
        assert not every.no_outputs(each) + every.cell_ids(each) + every.metadata(each) + every.nothing_remote(each)
        assert every.finished(each)
    assert not every.links(notebook, tree / "course", SLUG) + every.links(source, tree / "solutions" / SLUG, SLUG)
    for rule in (course.title, course.tags_in_order, course.size, course.recall, course.questions_before_widget,
                 course.quiz, course.key_points):
        assert not rule(notebook)
    assert not course.step_line(notebook, made) + course.exercise_link(notebook, made)
    for rule in (exercise.tasks, exercise.try_cells, exercise.hints, exercise.grade_ids, exercise.all_points,
                 exercise.written_task, exercise.specifications, release.answers_can_be_searched_for):
        assert not rule(source)
    assert not exercise.heading(source, made)


def test_the_quiz_and_the_mistakes_of_a_begun_step_lack_words_alone(tree):
    quiz, mistakes = tree / f"src/helpers/widgets/quizzes/{SLUG}.yaml", tree / f"tests/mistakes/{SLUG}.py"
    items = yaml.safe_load(quiz.read_text())
    assert not questions.answered(items) + questions.places(items)
    assert every.finished_text(quiz.read_text())
    assert every.finished_text(mistakes.read_text())
    names = {}
    exec(mistakes.read_text(), names)
    tests = {grade_id(cell) for cell in read(tree / f"solutions/{SLUG}/{SLUG}.ipynb").cells if is_test(cell)}
    assert {name for each in names["MISTAKES"] for name in each.scores} == tests


def test_a_begun_step_is_handed_to_nobody_until_it_is_ready(tree, one_is_begun, monkeypatch):
    assert exercises.generate(tree / "solutions") == {}
    step.begin("11_mail", "Mail", "Who reads it?", tree)
    assert set(exercises.generate(tree / "solutions")) == {"11_mail/11_mail.ipynb"}
    assert every.slugs_known({step.slug for step in STEPS} | {SLUG}, "solutions") == []
    assert every.start_leads_to(read(step.ROOT / "course" / "00_start_here.ipynb"), one_is_begun) == []
    given = ("course", "src/helpers/widgets/quizzes")
    for name in NEEDED:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        if not (tree / name).exists():
            (tree / name).write_bytes((step.ROOT / name).read_bytes())
    (tree / "nbgrader_config.py").write_bytes((step.ROOT / "nbgrader_config.py").read_bytes())
    handed = gather(tree, tree / "exercises", [], variants=False)[0]
    assert not [name for name in handed if SLUG in name and name.startswith(given)]
    ready = dataclasses.replace(one_is_begun, ready=True)
    monkeypatch.setattr(helpers.course, "STEPS", (*STEPS, ready))
    handed = gather(tree, tree / "exercises", [], variants=False)[0]
    assert len([name for name in handed if SLUG in name and name.startswith(given)]) == 2


def test_a_begun_exercise_runs_and_nbgrader_takes_it(tree, tmp_path_factory):
    with Kernel() as kernel:
        ran = kernel.run(read(tree / f"solutions/{SLUG}/{SLUG}.ipynb"), tmp_path_factory.mktemp("begun"))
    scores = [cell.outputs[-1]["data"]["text/plain"] for cell in ran.cells if cell.id.startswith("check-")]
    assert [text.split()[0].rstrip(".0") for text in scores] == ["5", "5", "6"]
    assert f"{SLUG}/{SLUG}.ipynb" in exercises.generate(tree / "solutions")


def rows(tree) -> list:
    names = {}
    exec((tree / step.TABLE).read_text(), names)
    return list(names["STEPS"])


def test_the_row_is_written_once_where_its_number_belongs(tree):
    assert [each.slug for each in rows(tree)] == [*(each.slug for each in STEPS), SLUG]
    step.begin("12_mail", "Mail", "Who reads it?", tree)
    step.begin("11_long", "A title that is long " * 2, 'Which "question" would be asked ' * 2, tree)
    assert [each.number for each in rows(tree)] == [*range(1, 9), 10, 11, 12]
    assert rows(tree)[-2].question == ('Which "question" would be asked ' * 2).strip()
    assert max(map(len, (tree / step.TABLE).read_text().splitlines())) <= 120
    assert not any(each.ready for each in rows(tree)[8:])
    ast.parse((tree / step.TABLE).read_text())


def test_what_is_there_is_left_alone(tree):
    path = tree / f"course/{SLUG}.ipynb"
    path.write_text("mine")
    said = step.begin(STEPS[0].slug, root=tree)
    assert len(said) == 5
    assert STEPS[0].title in said[0]
    assert "left alone" in said[0]
    (tree / f"course/{STEPS[0].slug}.ipynb").write_text("mine")
    assert any("left alone" in line for line in step.begin(STEPS[0].slug, root=tree))
    assert (tree / f"course/{STEPS[0].slug}.ipynb").read_text() == path.read_text() == "mine"


@pytest.mark.parametrize(("slug", "title", "question", "said"), [
    ("caching", "Caching", "Why?", "SLUG: 'caching'.*two digits"), ("10 caching", "Caching", "Why?", "two digits"),
    ("", "", "", "two digits"), ("../10_x", "X", "Why?", "two digits"), ("10_caching", "", "Why?", "TITLE: .*none"),
    ("10_caching", "Caching", " ", "QUESTION: .*none"), ("10_caching", "A | B", "Why?", "TITLE: .*row of a table"),
    ("09_caching", "Caching", "Why?", "09_capstone already. Take 10_caching"),
    ("00_caching", "Caching", "Why?", "00_start_here already"), ("02_mail", "Mail", "Why?", "02_estimation already")])
def test_a_step_that_cannot_be_begun_is_told_in_a_sentence(tmp_path, slug, title, question, said):
    with pytest.raises(step.StepError, match=said):
        step.begin(slug, title, question, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_make_step_takes_titles_as_they_are_written(tmp_path):
    """Quotation marks and dashes reach the tool: make hands them on in the environment, not as a command's text."""
    shell = tmp_path / "python"
    shell.write_text('#!/bin/sh\nshift\nprintf "%s\\n" "$@"\n')
    shell.chmod(0o755)
    given = ["SLUG=-x", 'TITLE=--a "b" `c`', "QUESTION=Who's \\ there?"]
    ran = subprocess.run(["make", "-s", "step", f"BIN={tmp_path}", "SETUP=true", *given], cwd=step.ROOT,
                         capture_output=True, text=True)
    assert ran.stdout.splitlines() == ['--title=--a "b" `c`', "--question=Who's \\ there?", "--", "-x"]


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
