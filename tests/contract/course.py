"""Rules for the notebooks in course/: one shape for every step, so that learners see the matter, not the layout."""

import re
from itertools import pairwise

from helpers.course import Step
from tests.contract.reading import DETAILS, place, tagged, tags

TAGS_IN_ORDER = ("title", "recall", "imports", "worked", "predict", "reveal", "investigate-questions", "investigate",
                 "modify", "your-turn", "say-it-aloud", "mistakes", "quiz", "key-points", "next")
MOST_CELLS = 40
MOST_CODE_LINES = 12
MOST_KEY_POINTS = 5
STEP_LINE = re.compile(r"^\*(Step [^·*\n]+) · (\d+) min · (\S.*)\*\s*$", re.MULTILINE)
BULLET = re.compile(r"^\s{0,3}([-*+]|\d+\.)\s+\S", re.MULTILINE)


def title(notebook) -> list[str]:
    """The first cell is the title: a first-level heading, and the only one."""
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or "title" not in tags(first) or first.source[:2] != "# ":
        return ["The first cell is not the title. Begin with a Markdown cell tagged title that starts with a '# ' "
                "heading."]
    return []


def step_line(notebook, step: Step) -> list[str]:
    """The line under the title agrees with the table of the course."""
    wanted = f"*{step.place} · {step.minutes} min · needs ...*"
    heading = re.match(r"# (\d+) · ", notebook.cells[0].source) if notebook.cells else None
    problems = []
    if not heading or int(heading.group(1)) != step.number:
        problems.append(f"The title does not begin with the step's number. Write it as '# {step.number} · ...'.")
    line = STEP_LINE.search(notebook.cells[0].source) if notebook.cells else None
    if not line or line.group(1, 2) != (step.place, str(step.minutes)):
        problems.append(f"The title cell has no line that agrees with helpers.course. Write it as '{wanted}'.")
    return problems


def tags_in_order(notebook) -> list[str]:
    """Every part of a step is there, marked by its tag, and first comes where it belongs."""
    position = {}
    for index, cell in enumerate(notebook.cells):
        for tag in tags(cell):
            position.setdefault(tag, index)
    problems = [f"No cell is tagged {tag}. Add that part of the step, and tag its first cell."
                for tag in TAGS_IN_ORDER if tag not in position]
    present = [tag for tag in TAGS_IN_ORDER if tag in position]
    for before, after in pairwise(present):
        if position[before] > position[after]:
            problems.append(f"The first cell tagged {after} comes before the first one tagged {before}. Move it: the "
                            f"order is {', '.join(TAGS_IN_ORDER)}.")
    return problems


def size(notebook) -> list[str]:
    """A step fits in one sitting: at most 40 cells, and no code cell that has to be scrolled."""
    problems = []
    if len(notebook.cells) > MOST_CELLS:
        problems.append(f"The notebook has {len(notebook.cells)} cells, {MOST_CELLS} at most are allowed. Cut, or join "
                        "cells that belong together.")
    for cell in notebook.cells:
        lines = len(cell.source.splitlines())
        if cell.cell_type == "code" and lines > MOST_CODE_LINES:
            problems.append(f"{place(notebook, cell)} has {lines} lines of code, {MOST_CODE_LINES} at most are "
                            "allowed. Split it, or move the logic into helpers, where it is tested.")
    return problems


def recall(notebook) -> list[str]:
    """Two questions from memory or more, each with a folded answer."""
    text = "\n".join(cell.source for cell in tagged(notebook, "recall"))
    answers = [body for summary, body in DETAILS.findall(text) if summary.strip() and body.strip()]
    if len(answers) < 2:
        return [f"The recall part has {len(answers)} folded answers. Ask two questions at least, each with "
                "<details><summary>Compare</summary>the answer</details>."]
    return []


def questions_before_widget(notebook) -> list[str]:
    """The two questions stand directly above the widget that answers them, so that they are read first."""
    problems = []
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        if "investigate-questions" in tags(cell):
            if cell.source.count("?") < 2:
                problems.append(f"{place(notebook, cell)} asks fewer than two questions. Write two or more, each with "
                                "a question mark.")
            if following is None or "investigate" not in tags(following):
                problems.append(f"{place(notebook, cell)} is not followed by the widget. Put the cell tagged "
                                "investigate directly below it.")
    return problems


def quiz(notebook) -> list[str]:
    """A step ends in a quiz that can be answered."""
    cells = tagged(notebook, "quiz")
    if not any(cell.cell_type == "code" and "quiz(" in cell.source for cell in cells):
        return ["No cell tagged quiz calls quiz(...). Add a code cell that does."]
    return []


def key_points(notebook) -> list[str]:
    """One to five key points, as a list."""
    count = len(BULLET.findall("\n".join(cell.source for cell in tagged(notebook, "key-points"))))
    if not 1 <= count <= MOST_KEY_POINTS:
        return [f"There are {count} key points. Write one to {MOST_KEY_POINTS}, each as a list item ('- ...')."]
    return []


def exercise_link(notebook, step: Step) -> list[str]:
    """The last part leads to the step's exercise."""
    target = f"../exercises/{step.slug}/{step.slug}.ipynb"
    if not any(f"]({target})" in cell.source for cell in tagged(notebook, "next")):
        return [f"No cell tagged next leads to the exercise. Link to {target} there."]
    return []
