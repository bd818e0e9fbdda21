"""Rules for the sources of the exercises, in solutions/: four tasks, three hints each, and tests that read well."""

import ast
import re

from helpers.course import Step
from tests.contract.reading import (
    ANSWER,
    DETAILS,
    TEST,
    grade_id,
    grading,
    is_answer,
    is_test,
    place,
    points,
    tags,
    task_sections,
)

TASKS = "ABCD"
GRADED_BY_HAND = "D"
WIDEST_FOLDED = 105  # characters of a folded cell that a page of 1280 pixels shows
HINTS = ("Hint 1", "Hint 2", "Hint 3")
GRADING_METADATA = {"grade", "grade_id", "locked", "points", "schema_version", "solution", "task"}


def heading(notebook, step: Step) -> list[str]:
    """The first cell is a title that states the points and the time, and both are right."""
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        return ["The first cell is not the title. Begin with a Markdown cell that starts with a '# ' heading."]
    problems = []
    total = sum(points(cell) for cell in notebook.cells)
    stated = re.search(r"(\d+(?:\.\d+)?) points", first.source)
    if not stated or float(stated.group(1)) != total:
        problems.append(f"The title does not state the sum of all points. Write '{total:g} points' in the first cell.")
    minutes = re.search(r"(\d+) min", first.source)
    if not minutes or int(minutes.group(1)) != step.exercise_minutes:
        problems.append(f"The title does not state the time that helpers.course gives. Write "
                        f"'{step.exercise_minutes} min' in the first cell.")
    return problems


def tasks(notebook) -> list[str]:
    """Four tasks in order; each has a prompt, an answer, a cell to try it in, and (A to C) a graded test."""
    sections = task_sections(notebook)
    if "".join(sections) != TASKS:
        return [f"The tasks are {', '.join(sections) or 'missing'}. Begin four parts with the headings '## Task A' to "
                "'## Task D', in this order."]
    inside = [cell for cells in sections.values() for cell in cells]
    problems = [f"{place(notebook, cell)} is graded but belongs to no task. Move it below the heading of its task."
                for cell in notebook.cells if grading(cell) and not any(cell is each for each in inside)]
    for task, cells in sections.items():
        answers = [index for index, cell in enumerate(cells) if is_answer(cell)]
        if not answers:
            problems.append(f"Task {task} has no answer cell. Make one that nbgrader knows as a solution.")
            continue
        if task == GRADED_BY_HAND:
            continue
        tests = [index for index, cell in enumerate(cells) if is_test(cell)]
        tries = [index for index, cell in enumerate(cells) if "try-it" in tags(cell)]
        if not tests:
            problems.append(f"Task {task} has no graded test. Add a code cell that nbgrader knows as "
                            "autograder tests.")
        elif not any(answers[0] < index < tests[-1] for index in tries):
            problems.append(f"Task {task} has no cell to try the answer in. Add a code cell tagged try-it between the "
                            "answer and its test.")
        elif answers[0] > tests[0]:
            problems.append(f"Task {task} tests before it asks. Move the test below the answer cell.")
    return problems


def try_cells(notebook) -> list[str]:
    """What a learner tries counts for nothing."""
    return [f"{place(notebook, cell)} is tagged try-it and known to nbgrader. Remove its nbgrader metadata."
            for cell in notebook.cells if "try-it" in tags(cell) and (grading(cell) or cell.cell_type != "code")]


def hints(notebook) -> list[str]:
    """Three folded hints for each autograded task: a nudge, the method, almost the answer."""
    problems = []
    for task, cells in task_sections(notebook).items():
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        bodies = {}
        for summary, body in DETAILS.findall(text):
            bodies.update({name: body.strip() for name in HINTS if summary.strip().startswith(name)})
        missing = [name for name in HINTS if not bodies.get(name)]
        if task != GRADED_BY_HAND and missing:
            problems.append(f"Task {task} has no {' and no '.join(missing)}. Write it as "
                            f"<details><summary>{missing[0]}</summary>...</details>, with words in it.")
    return problems


def grade_ids(notebook) -> list[str]:
    """Readable ids that say which task a cell belongs to, nbgrader's own rules kept."""
    problems = []
    for task, cells in task_sections(notebook).items():
        for cell in cells:
            pattern = ANSWER if is_answer(cell) else TEST if is_test(cell) else None
            match = pattern.fullmatch(grade_id(cell)) if pattern else None
            if pattern and (not match or match.group(1) != task.lower()):
                kind = "task" if is_answer(cell) else "test"
                problems.append(f"{place(notebook, cell)} has the grade id {grade_id(cell)!r}. Name it "
                                f"{kind}_{task.lower()}_ and a few words.")
    for cell in notebook.cells:
        extra = set(grading(cell)) - GRADING_METADATA
        if extra or (grading(cell) and grading(cell).get("schema_version") != 3):
            problems.append(f"{place(notebook, cell)} has nbgrader metadata that is not for a source. Keep "
                            f"{', '.join(sorted(GRADING_METADATA))} alone, with schema_version 3.")
    return problems + nbgrader_rules(notebook)


def nbgrader_rules(notebook) -> list[str]:
    """Whatever nbgrader itself refuses, in its words."""
    from nbgrader.nbgraderformat import MetadataValidator

    try:
        MetadataValidator().validate_nb(notebook)
    except Exception as error:
        return [f"nbgrader refuses the notebook: {error}. Correct the cell's settings in the sidebar "
                "Create Assignment."]
    return []


def all_points(notebook) -> list[str]:
    """Every graded cell is worth something."""
    return [f"{place(notebook, cell)} is graded and worth {points(cell)} points. Give it more than zero."
            for cell in notebook.cells if grading(cell).get("grade") and not points(cell) > 0]


def written_task(notebook) -> list[str]:
    """Task D is written, graded by hand, and tells beforehand what counts."""
    cells = task_sections(notebook).get(GRADED_BY_HAND, [])
    problems = []
    answers = [cell for cell in cells if is_answer(cell)]
    if not any(cell.cell_type == "markdown" and grading(cell).get("grade") for cell in answers):
        problems.append("Task D is not graded by hand. Make its answer a Markdown cell that nbgrader knows as a "
                        "manually graded answer (grade and solution both true).")
    before = cells[: cells.index(answers[0])] if answers else cells
    if not any("rubric" in cell.source.lower() for cell in before):
        problems.append("Task D has no rubric above its answer. Add one, headed Rubric, that says what earns points.")
    return problems


def specifications(notebook) -> list[str]:
    """A test cell reads as a specification: first what it checks, in words; last the score."""
    problems = []
    for cell in filter(is_test, notebook.cells):
        if cell.cell_type != "code":
            continue
        first = next((line for line in cell.source.splitlines() if line.strip()), "")
        if not re.match(r"\s*(#\s*\w|[\"']{3}\s*\w|[\"']{3}$)", first):
            problems.append(f"{place(notebook, cell)} does not say what it checks. Begin it with a comment or a "
                            "docstring that does.")
        if len(first) > WIDEST_FOLDED:
            problems.append(f"{place(notebook, cell)} begins with {len(first)} characters; folded to one line, "
                            f"{WIDEST_FOLDED} can be seen. Say it in fewer words.")
        if not ends_in_score(cell.source):
            problems.append(f"{place(notebook, cell)} does not end in its score. Make checks.score() its last line.")
    return problems


def ends_in_score(source: str) -> bool:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    return isinstance(last, ast.Call) and isinstance(last.func, ast.Attribute) and last.func.attr == "score"
