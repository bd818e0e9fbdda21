"""Each rule of the contract fires on its own fault, says how to mend it, and leaves a sound notebook in peace."""

import copy
import functools

import pytest
from nbformat import from_dict

from helpers.course import STEPS, Step
from tests.contract import course, every, exercise, release, samples
from tests.contract.running import mishaps

STEP = samples.STEP
UNREADY = Step(99, "99_coming", "Coming", "What is not there yet?", 40, 30)


@pytest.fixture
def one_is_coming(monkeypatch):
    """The table of the course has a step more, which is not ready."""
    monkeypatch.setattr(every, "STEPS", (*STEPS, UNREADY))


ANYWHERE = [every.no_outputs, every.cell_ids, every.metadata, every.nothing_remote, every.finished]
COURSE_RULES = [course.title, course.tags_in_order, course.size, course.recall, course.questions_before_widget,
                course.quiz, course.key_points]
EXERCISE_RULES = [exercise.tasks, exercise.try_cells, exercise.hints, exercise.grade_ids, exercise.all_points,
                  exercise.written_task, exercise.specifications]


def cell(notebook, name: str):
    return next(each for each in notebook.cells if each.id == name)


def set_source(name: str, source: str):
    return lambda notebook: cell(notebook, name).update(source=source)


def replace(name: str, old: str, new: str):
    def change(notebook):
        assert old in cell(notebook, name).source
        cell(notebook, name).source = cell(notebook, name).source.replace(old, new)
    return change


def set_metadata(name: str, **values):
    return lambda notebook: cell(notebook, name).metadata.update(from_dict(values))


def set_grading(name: str, **values):
    return lambda notebook: cell(notebook, name).metadata.nbgrader.update(values)


def remove(name: str):
    return lambda notebook: notebook.cells.remove(cell(notebook, name))


def move_to_end(name: str):
    return lambda notebook: notebook.cells.append(notebook.cells.pop(notebook.cells.index(cell(notebook, name))))


def swap(one: str, other: str):
    def change(notebook):
        first, second = (notebook.cells.index(cell(notebook, name)) for name in (one, other))
        notebook.cells[first], notebook.cells[second] = notebook.cells[second], notebook.cells[first]
    return change


def add_many_cells(notebook):
    notebook.cells += [from_dict(samples.markdown(f"more-{number}", "More.")) for number in range(40)]


def with_step(rule):
    return functools.update_wrapper(lambda notebook: rule(notebook, STEP), rule)


# fault -> (the change, the rule that must fire, words of its message that say how to mend it)
COURSE_FAULTS = {
    "an output was committed": (
        lambda notebook: cell(notebook, "explore").update(outputs=[{"output_type": "stream"}]),
        every.no_outputs, "Clear Outputs"),
    "an execution count was committed": (
        lambda notebook: cell(notebook, "explore").update(execution_count=3), every.no_outputs, "Clear Outputs"),
    "a random cell id": (
        lambda notebook: cell(notebook, "explore").update(id="1f0c9a7e"), every.cell_ids, "Set its id to a few words"),
    "a cell without an id": (
        lambda notebook: cell(notebook, "explore").pop("id"), every.cell_ids, "Set its id to a few words"),
    "an id used twice": (
        lambda notebook: cell(notebook, "explore").update(id="imports"), every.cell_ids, "one of its own"),
    "an editor's metadata on a cell": (
        set_metadata("explore", collapsed=True), every.metadata, "Delete it"),
    "hidden output in jupyter metadata": (
        set_metadata("explore", jupyter={"outputs_hidden": True}), every.metadata, "Delete it"),
    "an editor's metadata on the notebook": (
        lambda notebook: notebook.metadata.update(widgets={}), every.metadata, "Delete that"),
    "another kernel": (
        lambda notebook: notebook.metadata.kernelspec.update(name="my-env"), every.metadata, "Set it to"),
    "a Python version in the metadata": (
        lambda notebook: notebook.metadata.language_info.update(version="3.11.7"), every.metadata, "Set it to"),
    "an old notebook format": (
        lambda notebook: notebook.update(nbformat_minor=4), every.metadata, "Set nbformat_minor to 5"),
    "a picture from the web": (
        set_source("script", "![boxes](https://example.org/boxes.png)"), every.nothing_remote, "Draw it"),
    "a picture from the web in HTML": (
        set_source("script", '<img alt="x" src="//example.org/boxes.png">'), every.nothing_remote, "Draw it"),
    "a script": (
        set_source("script", "<script>alert(1)</script>"), every.nothing_remote, "Remove it"),
    "words that are missing": (
        set_source("script", "TODO: a script"), every.finished, "Write what belongs there"),
    "a grade id that nobody named": (
        set_metadata("explore", nbgrader={"grade_id": "task_a_todo"}), every.finished, "after what is asked"),
    "no title": (remove("title"), course.title, "Begin with a Markdown cell"),
    "a title of the second level": (replace("title", "# 2", "## 2"), course.title, "starts with a '# '"),
    "other minutes than the table": (
        replace("title", f"{STEP.minutes} min", "99 min"), with_step(course.step_line), "Write it as '*Step 2 of 8"),
    "another number in the title": (
        replace("title", "# 2", "# 3"), with_step(course.step_line), "Write it as '# 2"),
    "no exercise link": (set_source("what-next", "The end."), with_step(course.exercise_link), "Link to ../exercises"),
    "a part left out": (remove("common-mistakes"), course.tags_in_order, "Add that part"),
    "two parts in the wrong order": (swap("imports", "worked-example"), course.tags_in_order, "Move it"),
    "too many cells": (add_many_cells, course.size, "Cut, or join"),
    "a long code cell": (set_source("explore", "x = 1\n" * 13), course.size, "Split it"),
    "one recall question": (
        set_source("recall-questions", "<details><summary>Compare</summary>So.</details>"), course.recall, "Ask two"),
    "an empty recall answer": (
        replace("recall-questions", "So.", " "), course.recall, "Ask two"),
    "the widget before its questions": (
        move_to_end("questions-first"), course.questions_before_widget, "directly below it"),
    "one question above the widget": (
        set_source("questions-first", "What grows?"), course.questions_before_widget, "Write two or more"),
    "no quiz": (set_source("three-questions", "print('no questions')"), course.quiz, "Add a code cell"),
    "six key points": (set_source("what-stays", "- One.\n" * 6), course.key_points, "one to 5"),
    "no key points": (set_source("what-stays", "Nothing."), course.key_points, "one to 5"),
}

EXERCISE_FAULTS = {
    "a wrong sum of points": (replace("title", "10 points", "12 points"), with_step(exercise.heading), "10 points"),
    "another time than the table": (
        replace("title", f"{STEP.exercise_minutes} min", "99 min"), with_step(exercise.heading),
        f"{STEP.exercise_minutes} min"),
    "no title in the exercise": (remove("title"), with_step(exercise.heading), "Begin with a Markdown cell"),
    "a task left out": (
        replace("task-b-prompt", "## Task B", "## Another"), exercise.tasks, "'## Task A' to '## Task D'"),
    "no answer cell": (remove("task-b-answer"), exercise.tasks, "Make one that nbgrader knows"),
    "nothing to try": (remove("task-b-try"), exercise.tasks, "Add a code cell tagged try-it"),
    "no test": (remove("task-b-test"), exercise.tasks, "Add a code cell that nbgrader knows"),
    "the test before the answer": (swap("task-b-answer", "task-b-test"), exercise.tasks, "Task B"),
    "a graded cell outside every task": (
        lambda notebook: notebook.cells.insert(0, notebook.cells.pop(notebook.cells.index(
            cell(notebook, "task-b-test")))), exercise.tasks, "Move it below the heading"),
    "a graded cell to try": (
        set_metadata("task-b-test", tags=["try-it"]), exercise.try_cells, "Remove its nbgrader metadata"),
    "a hint left out": (replace("task-a-prompt", "Hint 2", "Clue 2"), exercise.hints, "Write it as <details>"),
    "an empty hint": (
        replace("task-a-prompt", "Think about it, 3 times.", "\n"), exercise.hints, "with words in it"),
    "an unreadable grade id": (
        set_grading("task-a-answer", grade_id="cell-1f0c9a7e"), exercise.grade_ids, "Name it task_a_"),
    "a grade id of another task": (
        set_grading("task-a-test", grade_id="test_b_else"), exercise.grade_ids, "Name it test_a_"),
    "a checksum in the source": (
        set_grading("task-a-test", checksum="0"), exercise.grade_ids, "Keep grade, grade_id"),
    "a grade id used twice": (
        set_grading("task-b-test", grade_id="test_a_seconds"), exercise.grade_ids, "Create Assignment"),
    "a test worth nothing": (set_grading("task-a-test", points=0), exercise.all_points, "more than zero"),
    "a written task without a rubric": (
        replace("task-d-prompt", "Rubric", "Note"), exercise.written_task, "headed Rubric"),
    "a written task that nobody grades": (
        set_grading("task-d-answer", grade=False), exercise.written_task, "manually graded answer"),
    "a test that does not say what it checks": (
        replace("task-a-test", "# The seconds of a day.\n", ""), exercise.specifications, "Begin it with a comment"),
    "a test without a score": (
        replace("task-a-test", "checks.score()", "print(checks.score())"), exercise.specifications,
        "Make checks.score() its last line"),
}


@pytest.mark.parametrize("rule", ANYWHERE + COURSE_RULES + [with_step(course.step_line),
                                                           with_step(course.exercise_link)])
def test_a_sound_course_notebook_is_left_in_peace(rule):
    assert rule(samples.course_step()) == []


@pytest.mark.parametrize("rule", [*ANYWHERE, *EXERCISE_RULES, with_step(exercise.heading)])
def test_a_sound_exercise_is_left_in_peace(rule):
    assert rule(samples.exercise_source()) == []


@pytest.mark.parametrize("fault", COURSE_FAULTS)
def test_course_fault(fault):
    change, rule, mend = COURSE_FAULTS[fault]
    notebook = samples.course_step()
    change(notebook)
    assert mend in "\n".join(rule(notebook))


@pytest.mark.parametrize("fault", EXERCISE_FAULTS)
def test_exercise_fault(fault):
    change, rule, mend = EXERCISE_FAULTS[fault]
    notebook = samples.exercise_source()
    change(notebook)
    assert mend in "\n".join(rule(notebook))


# Links

@pytest.mark.parametrize(("link", "mend"), [
    ("[x](../course/99_nowhere.ipynb)", "Correct the path"),
    (f"[x]({UNREADY.slug}.ipynb)", "plain text"),
    ("[x](/lab/tree/course/02_estimation.ipynb)", "relative"),
    ('<a href="nowhere.md">x</a>', "Correct the path"),
])
def test_link_that_leads_nowhere(link, mend, tmp_path, one_is_coming):
    (problem,) = every.links(samples.notebook(samples.markdown("a-link", link)), tmp_path)
    assert mend in problem


def test_links_that_lead_somewhere(tmp_path):
    (tmp_path / "my notes.md").write_text("")
    text = "[a](my%20notes.md#top) [b](https://example.org/x) [c](#below) <a href='my notes.md'>d</a>"
    assert every.links(samples.notebook(samples.markdown("links", text)), tmp_path) == []


# What learners get

def released():
    notebook = samples.exercise_source()
    for each in notebook.cells:
        if "answer" in each.id:
            name = each.id.split("-")[1]
            each.source = f"def seconds_{name}():\n    raise NotImplementedError('Write it.')"
    return notebook


def test_a_sound_release_is_left_in_peace():
    notebook = released()
    assert release.stubs(notebook) == []
    assert release.markers_removed(notebook) == []
    assert release.no_solution_text(notebook, samples.exercise_source()) == []


@pytest.mark.parametrize(("source", "mend"), [
    ("def seconds_a():\n    return 86400", "Put the answer between"),
    ("def seconds_a():\n    raise ValueError\n    raise NotImplementedError", "may raise NotImplementedError alone"),
    ("def seconds_a():\nraise NotImplementedError", "Move the BEGIN SOLUTION"),
])
def test_stub_fault(source, mend):
    notebook = released()
    cell(notebook, "task-a-answer").source = source
    assert mend in "\n".join(release.stubs(notebook))


@pytest.mark.parametrize("where", ["task-a-prompt", "task-c-try"])
def test_solution_given_away(where):
    notebook = released()
    cell(notebook, where).source += "\n    return 24 * 60 * 60 + 0"
    assert "Reword it" in "\n".join(release.no_solution_text(notebook, samples.exercise_source()))


def test_written_solution_given_away():
    notebook = released()
    cell(notebook, "task-d-prompt").source += "\nThe second one, because it is smaller."
    assert "task_d_choice" in "\n".join(release.no_solution_text(notebook, samples.exercise_source()))


def test_an_answer_that_cannot_be_searched_for():
    source = samples.exercise_source()
    assert release.answers_can_be_searched_for(source) == []
    cell(source, "task-a-answer").source = "x = None\n### BEGIN SOLUTION\nlonger = 23\n### END SOLUTION"  # 9 characters
    (problem,) = release.answers_can_be_searched_for(source)
    assert "12 characters or more" in problem
    cell(source, "task-a-answer").source = "x = None\n### BEGIN SOLUTION\nlonger = 23456\n### END SOLUTION"
    assert release.answers_can_be_searched_for(source) == []


def test_what_is_left_to_write_is_written_in_the_source():
    notebook = released()
    cell(notebook, "task-a-prompt").source += " TODO"
    assert "in solutions/" in "\n".join(every.finished(notebook, released=True))
    assert "solutions" not in "\n".join(every.finished(notebook))


def test_marker_left_over():
    notebook = released()
    cell(notebook, "task-a-try").source += "\n### END SOLUTION"
    assert "Correct its spelling" in "\n".join(release.markers_removed(notebook))


# The tree and the runs

def test_folders_that_do_not_agree_with_the_table(one_is_coming):
    ready = {step.slug for step in STEPS if step.ready}
    assert every.slugs_known(ready, "exercises") == []
    assert "Write it" in "\n".join(every.slugs_known(set(), "exercises"))
    assert "ready=True" in "\n".join(every.slugs_known(ready | {UNREADY.slug}, "exercises"))
    assert every.slugs_known(ready | {UNREADY.slug}, "solutions") == []
    assert "make step" in "\n".join(every.slugs_known(ready | {"98_else"}, "solutions"))


def test_a_begun_step_leads_to_its_own_exercise_before_that_is_made(tmp_path, one_is_coming):
    page = samples.notebook(samples.markdown("a-link", f"[x](../exercises/{UNREADY.slug}/{UNREADY.slug}.ipynb)"))
    assert every.links(page, tmp_path, UNREADY.slug) == []
    assert every.links(page, tmp_path, "01_requirements")


def test_start_page_leads_to_each_step_that_is_ready():
    begun, ready = (Step(99, "99_coming", "Coming", "What is not there yet?", 40, 30, ready=each)
                    for each in (False, True))
    page = samples.notebook(samples.markdown("map", "| 1 Requirements |"))
    assert every.start_leads_to(page, begun) == []
    (problem,) = every.start_leads_to(page, ready)
    row = problem.split("cell map: ")[1]
    assert every.start_leads_to(samples.notebook(samples.markdown("map", row)), ready) == []
    assert every.start_leads_to(samples.notebook(samples.markdown("how-to-work", row)), ready) == [problem]


def test_a_step_beyond_the_eight_says_so_and_leaves_the_eight_as_they_are():
    further = Step(11, "11_mail", "Mail", "Who reads it?", 40, 30)
    page = samples.course_step(further)
    assert course.step_line(page, further) == []
    replace("title", "Step 11, beyond the eight", "Step 11 of 8")(page)
    assert "Write it as '*Step 11, beyond the eight" in "\n".join(course.step_line(page, further))
    assert course.step_line(samples.course_step(), STEP) == []


@pytest.mark.parametrize(("output", "mend"), [
    ({"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}, "Correct the cell"),
    ({"output_type": "stream", "name": "stderr", "text": "DeprecationWarning: old"}, "Remove what warns"),
])
def test_mishap_in_a_run(output, mend):
    notebook = samples.course_step()
    assert mishaps(notebook) == []
    ran = copy.deepcopy(notebook)
    cell(ran, "explore").outputs = [from_dict(output)]
    assert mend in "\n".join(mishaps(ran))
