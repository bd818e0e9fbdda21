"""The real notebooks keep the contract, and run: every solution earns full marks, every untouched exercise none."""

import functools
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers.course import CAPSTONE, START, STEPS, ready_steps
from tests.contract import course, every, exercise, release
from tests.contract.reading import grade_id, grading, is_answer, is_test, place, tags
from tests.contract.running import Kernel, errors, fresh_copy, mishaps, read, shown
from tools import exercises

ROOT = Path(__file__).resolve().parent.parent
MOST_MEGABYTES = 400
DATA_FILES = {".csv", ".json", ".yaml"}  # what may lie beside a notebook in solutions/: learners get it as it is
STEP_OF = {step.slug: step for step in STEPS}


def paths(folder: str, pattern: str) -> list:
    return [pytest.param(path, id=path.stem) for path in sorted((ROOT / folder).glob(pattern))
            if ".ipynb_checkpoints" not in path.parts]


COURSE = paths("course", "*.ipynb")
COURSE_STEPS = [each for each in COURSE if each.id in STEP_OF]
SOLUTIONS = [each for each in paths("solutions", "*/*.ipynb") if each.id in STEP_OF]
EXERCISES = [each for each in paths("exercises", "*/*.ipynb") if each.id in STEP_OF]


def none(problems: list[str], path: Path | None = None) -> None:
    where = f"{path.relative_to(ROOT)}:\n" if path else ""
    if problems:
        pytest.fail(where + "\n".join(f"- {problem}" for problem in problems), pytrace=False)


# The tree

def test_every_ready_step_has_its_three_notebooks():
    none(every.slugs_known({each.id for each in COURSE}, "course", with_start=True)
         + every.slugs_known({path.name for path in (ROOT / "solutions").iterdir() if path.is_dir()}, "solutions")
         + every.slugs_known({path.name for path in (ROOT / "exercises").iterdir() if path.is_dir()}, "exercises"))


def test_solutions_hold_nothing_that_learners_must_not_get():
    wrong = []
    for name in exercises.files_below(ROOT / "solutions"):
        path = Path(name)
        notebook = len(path.parts) == 2 and path.name == f"{path.parts[0]}.ipynb"
        if not notebook and path.suffix not in DATA_FILES:
            wrong.append(f"solutions/{name} would be copied to every learner. Move it elsewhere, or, if they need it, "
                         "make it a data file of one of these kinds: " + ", ".join(sorted(DATA_FILES)) + ".")
    none(wrong)


@pytest.fixture(scope="session")
def regenerated() -> dict[str, bytes]:
    return exercises.generate()


def test_exercises_are_what_their_solutions_generate(regenerated):
    found = exercises.differences(regenerated, exercises.files_below(ROOT / "exercises"))
    none([f"{line}. Run `make exercises`." for line in found])


# The form of each notebook

@pytest.mark.parametrize("path", COURSE + SOLUTIONS + EXERCISES, ids=lambda path: "/".join(path.parts[-2:]))
def test_form(path):
    notebook = read(path)
    released = path.parent.parent.name == "exercises"
    none(every.no_outputs(notebook) + every.cell_ids(notebook) + every.metadata(notebook, released)
         + every.nothing_remote(notebook) + every.finished(notebook, released)
         + every.links(notebook, path.parent, path.stem), path)


@pytest.mark.parametrize("path", COURSE)
def test_course_form(path):
    notebook = read(path)
    problems = course.title(notebook) + course.size(notebook)
    if path.stem not in (START, CAPSTONE):
        step = STEP_OF[path.stem]
        problems += course.step_line(notebook, step) + course.exercise_link(notebook, step)
        for rule in (course.tags_in_order, course.recall, course.questions_before_widget, course.quiz,
                     course.key_points):
            problems += rule(notebook)
    none(problems, path)


@pytest.mark.parametrize("path", SOLUTIONS)
def test_exercise_form(path):
    notebook = read(path)
    problems = exercise.heading(notebook, STEP_OF[path.stem])
    for rule in (exercise.tasks, exercise.try_cells, exercise.hints, exercise.grade_ids, exercise.all_points,
                 exercise.written_task, exercise.specifications, release.answers_can_be_searched_for):
        problems += rule(notebook)
    none(problems, path)


@pytest.mark.parametrize("path", EXERCISES)
def test_exercise_gives_nothing_away(path):
    notebook, solution = read(path), read(ROOT / "solutions" / path.stem / path.name)
    none(release.stubs(notebook) + release.markers_removed(notebook)
         + release.no_solution_text(notebook, solution), path)


# Running the course

@pytest.fixture(scope="session")
def course_runs(tmp_path_factory) -> dict[str, SimpleNamespace]:
    """Each course notebook run in turn in one folder, as a learner does."""
    together, runs = tmp_path_factory.mktemp("course"), {}
    for param in COURSE:
        with Kernel() as kernel:
            ran = kernel.run(read(ROOT / "course" / f"{param.id}.ipynb"), together)
            runs[param.id] = SimpleNamespace(ran=ran, megabytes=kernel.peak_megabytes())
    return runs


@pytest.mark.parametrize("path", COURSE)
def test_course_notebook_runs(path, course_runs):
    none(mishaps(course_runs[path.stem].ran), path)


@pytest.mark.ci_only
@pytest.mark.parametrize("path", COURSE)
def test_course_notebook_runs_alone_as_on_binder(path, tmp_path):
    with Kernel() as kernel:
        none(mishaps(kernel.run(read(path), tmp_path)), path)


@pytest.mark.parametrize("path", COURSE)
def test_course_notebook_needs_little_memory(path, course_runs):
    assert_small(course_runs[path.stem].megabytes, path)


def assert_small(megabytes: float | None, path: Path) -> None:
    if megabytes is None:
        pytest.skip("this system does not tell how much memory a process has held")
    assert megabytes < MOST_MEGABYTES, (
        f"{path.relative_to(ROOT)} held {megabytes:.0f} MB, more than the {MOST_MEGABYTES} MB that small machines can "
        "spare. Import less, or simulate fewer events in the notebook.")


# Running the exercises

def load_mistakes(slug: str) -> list:
    name = f"tests.mistakes.{slug}"
    return import_module(name).MISTAKES if find_spec(name) else []


MISTAKES = {each.id: load_mistakes(each.id) for each in SOLUTIONS}


def with_answers(notebook, answers: dict[str, str]):
    """Replace answer cells by their grade ids; the notebook itself is changed and returned."""
    for cell in notebook.cells:
        if is_answer(cell) and grade_id(cell) in answers:
            cell.source = answers[grade_id(cell)]
    return notebook


def needed_cells(notebook, tests: set[str]) -> set[int]:
    """Return the positions of the code cells that these tests need: nothing to try, no other test, nothing after."""
    wanted = [index for index, cell in enumerate(notebook.cells) if is_test(cell) and grade_id(cell) in tests]
    return {index for index, cell in enumerate(notebook.cells[: max(wanted, default=-1) + 1])
            if index in wanted or not (is_test(cell) or "try-it" in tags(cell))}


@pytest.fixture(scope="session")
def exercise_runs(tmp_path_factory):
    """For a slug: its solution, its untouched exercise and its named mistakes, each run; one kernel for all of them."""
    @functools.cache
    def run(slug: str) -> SimpleNamespace:
        solution_folder, exercise_folder = ROOT / "solutions" / slug, ROOT / "exercises" / slug
        fresh = tmp_path_factory.mktemp(slug)
        with Kernel() as kernel:
            solution = kernel.run(read(solution_folder / f"{slug}.ipynb"), fresh_copy(solution_folder, fresh / "a"))
            megabytes = kernel.peak_megabytes()
            untouched = None
            if exercise_folder.exists():
                here = fresh_copy(exercise_folder, fresh / "b")
                untouched = kernel.run(read(exercise_folder / f"{slug}.ipynb"), here)
            mistakes = {}
            for mistake in MISTAKES[slug]:
                notebook = with_answers(read(solution_folder / f"{slug}.ipynb"), mistake.cells)
                mistakes[mistake.name] = kernel.run(notebook, fresh / "a", needed_cells(notebook, set(mistake.scores)))
        return SimpleNamespace(solution=solution, untouched=untouched, mistakes=mistakes, megabytes=megabytes)
    return run


def marks(notebook) -> dict[str, tuple[float | None, float]]:
    """Grade id -> (points given, points possible) of every graded cell, by nbgrader's own reckoning."""
    from nbgrader.utils import determine_grade

    return {grade_id(cell): determine_grade(cell) for cell in notebook.cells if grading(cell).get("grade")}


@pytest.mark.parametrize("path", SOLUTIONS)
def test_solution_earns_full_marks(path, exercise_runs):
    solution = exercise_runs(path.stem).solution
    short = [f"{name}: the solution gets {given} of {possible}; below the test stands:\n{said(solution, name)}\n"
             "Correct the solution, or a test that refuses a right answer."
             for name, (given, possible) in marks(solution).items() if given is not None and given != possible]
    none(mishaps(solution) + short, path)


@pytest.mark.parametrize("path", SOLUTIONS)
def test_every_score_is_a_number(path, exercise_runs):
    wrong = []
    for cell in filter(is_test, exercise_runs(path.stem).solution.cells):
        results = [output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]
        if len(results) != 1 or not results[0].replace(".", "", 1).isdigit():
            wrong.append(f"{grade_id(cell)} gives {results or 'nothing'}, for which nbgrader gives full marks. "
                         "End it in checks.score(), a plain float.")
    none(wrong, path)


@pytest.mark.parametrize("path", SOLUTIONS)
def test_solution_needs_little_memory(path, exercise_runs):
    assert_small(exercise_runs(path.stem).megabytes, path)


@pytest.mark.parametrize("path", EXERCISES)
def test_untouched_exercise_earns_nothing(path, exercise_runs):
    untouched = exercise_runs(path.stem).untouched
    none([f"{name}: {given} of {possible} for no work. Let the test fail on an unsolved answer."
          for name, (given, possible) in marks(untouched).items() if given != 0], path)


@pytest.mark.parametrize("path", EXERCISES)
def test_untouched_exercise_fails_only_by_being_unsolved(path, exercise_runs):
    untouched = exercise_runs(path.stem).untouched
    none([f"{place(untouched, cell)} fails with {error.ename}: {error.evalue}. Before it is solved, nothing but "
          "NotImplementedError may be raised: define the name before the stub, or check for it."
          for cell in untouched.cells for error in errors(cell)
          if error.ename != "NotImplementedError" or is_test(cell)], path)


def said(notebook, name: str) -> str:
    return "\n".join(shown(cell) for cell in notebook.cells if grade_id(cell) == name)


@pytest.mark.parametrize(("slug", "mistake"), [pytest.param(slug, mistake, id=f"{slug}-{mistake.name}")
                                               for slug, some in MISTAKES.items() for mistake in some])
def test_named_mistake_gets_its_intended_score(slug, mistake, exercise_runs):
    ran = exercise_runs(slug).mistakes[mistake.name]
    known = {grade_id(cell) for cell in ran.cells}
    unknown = (set(mistake.cells) | set(mistake.scores) | set(mistake.says)) - known
    file = ROOT / "tests" / "mistakes" / f"{slug}.py"
    none([f"{mistake.name}: no cell has the grade id {each}. Correct it." for each in sorted(unknown)], file)
    given = {name: points for name, (points, _) in marks(ran).items() if name in mistake.scores}
    none([f"{mistake.name}: {name} gives {given[name]}, not {wanted}. Correct the mistake's scores, or the test. Below "
          f"it stands:\n{said(ran, name)}" for name, wanted in mistake.scores.items() if given[name] != wanted]
         + [f"{mistake.name}: {name} does not say {words!r}. Correct the words, or what the test says, which is:\n"
            f"{said(ran, name)}" for name, words in mistake.says.items()
            if words not in " ".join(said(ran, name).split())], file)


@pytest.mark.parametrize("path", SOLUTIONS)
def test_every_graded_test_knows_a_mistake(path):
    tests = {grade_id(cell) for cell in read(path).cells if is_test(cell)}
    tried = {name for mistake in MISTAKES[path.stem] for name in mistake.scores}
    file = ROOT / "tests" / "mistakes" / f"{path.stem}.py"
    none(every.finished_text(file.read_text(encoding="utf-8") if file.exists() else "")
         + [f"{name} is shown no wrong answer. Add a Mistake for it." for name in sorted(tests - tried)], file)
    names = [mistake.name for mistake in MISTAKES[path.stem]]
    assert len(names) == len(set(names)), "two mistakes have one name. Rename one of them."


# The real flow, once: generate with the gradebook, hand in, autograde, read the scores

@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # raised and meant by nbgrader itself
@pytest.mark.skipif(not SOLUTIONS, reason="no step has an exercise yet")
def test_nbgrader_from_generating_to_the_gradebook(tmp_path, regenerated, monkeypatch):
    from nbgrader.api import Gradebook
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # nbgrader calls alembic
    slug = ready_steps()[0].slug
    folder = fresh_copy(ROOT / "solutions" / slug, tmp_path / "solutions" / slug)
    config = exercises.configuration(tmp_path)
    config.Exchange.root = config.Exchange.cache = str(tmp_path)
    directory = CourseDirectory(config=config)
    with exercises.nbgrader_log():
        api = NbGraderAPI(coursedir=directory, config=config)
        succeeded(api.generate_assignment(slug))
        released = tmp_path / "exercises" / slug / f"{slug}.ipynb"
        assert released.read_bytes() == regenerated[f"{slug}/{slug}.ipynb"], (
            "nbgrader's own Generate button makes other bytes than tools/exercises.py. Make the two agree.")
        hand_in(tmp_path, slug, "diligent", solved(read(released), read(folder / f"{slug}.ipynb")))
        hand_in(tmp_path, slug, "idle", read(released))
        for student in ("diligent", "idle"):
            succeeded(api.autograde(slug, student))
    possible = {grade_id(cell): grading(cell)["points"] for cell in read(released).cells if is_test(cell)}
    with Gradebook(directory.db_url, directory.course_id) as book:
        diligent, idle = ({grade.name: grade for grade in book.find_submission(slug, student).notebooks[0].grades}
                          for student in ("diligent", "idle"))
        assert {name: diligent[name].auto_score for name in possible} == possible
        assert [grade.name for grade in diligent.values() if grade.needs_manual_grade] == [
            name for name in diligent if name not in possible]
        assert {grade.score for grade in idle.values()} == {0}


def succeeded(result: dict) -> None:
    assert result["success"], f"{result['error']}\n{result['log']}"


def solved(exercise_notebook, solution):
    answers = {grade_id(cell): cell.source for cell in solution.cells if is_answer(cell)}
    return with_answers(exercise_notebook, answers)


def hand_in(root: Path, slug: str, student: str, notebook) -> None:
    import nbformat

    folder = root / "submitted" / student / slug
    folder.mkdir(parents=True)
    for name, data in exercises.files_below(root / "exercises" / slug).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    nbformat.write(notebook, folder / f"{slug}.ipynb")
