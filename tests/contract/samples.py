"""The smallest notebooks that keep the whole contract; the contract's own tests break them one rule at a time."""

from nbformat import from_dict

from helpers.course import STEPS

STEP = STEPS[1]
METADATA = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"}}
HINTS = "\n".join(f"<details><summary>Hint {number}</summary>Think about it, {number} times.</details>"
                  for number in (1, 2, 3))


def notebook(*cells):
    return from_dict({"cells": list(cells), "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5})


def markdown(name: str, source: str, tag: str = "", **grading):
    return {"cell_type": "markdown", "id": name, "metadata": cell_metadata(tag, grading), "source": source}


def code(name: str, source: str, tag: str = "", **grading):
    return {"cell_type": "code", "id": name, "metadata": cell_metadata(tag, grading), "source": source,
            "outputs": [], "execution_count": None}


def cell_metadata(tag: str, grading: dict) -> dict:
    if not grading:
        return {"tags": [tag]} if tag else {}
    whole = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False}
    return {"nbgrader": whole | grading}


def course_step(step=STEP):
    """Make a step notebook with every part in its place."""
    link = f"[exercise](../exercises/{step.slug}/{step.slug}.ipynb)"
    return notebook(
        markdown("title", f"# {step.number} · {step.question}\n*{step.place} · {step.minutes} min · "
                 "needs step 1*", "title"),
        markdown("recall-questions", "## Before we start\n" + 2 * "Why?\n<details><summary>Compare</summary>"
                 "So.</details>\n\n", "recall"),
        code("imports", "from math import log10", "imports"),
        code("worked-example", "log10(1000)", "worked"),
        code("first-guess", "my_guess = None", "predict"),
        code("compare-guess", "my_guess", "reveal"),
        markdown("questions-first", "1. What grows?\n2. What shrinks?", "investigate-questions"),
        code("explore", "log10(10)", "investigate"),
        code("change-one", "log10(2000)", "modify"),
        code("second-case", "log10(1e6)", "your-turn"),
        markdown("script", "> It has six zeros.", "say-it-aloud"),
        markdown("common-mistakes", "Bits for bytes.", "mistakes"),
        code("three-questions", "def quiz(name):\n    return name\n\nquiz('x')", "quiz"),
        markdown("what-stays", "- Count zeros.\n- Round.", "key-points"),
        markdown("what-next", f"Go on with the {link}.", "next"),
    )


def exercise_source(step=STEP):
    """Make an exercise's source: three tasks with stubs to be, and a written one."""
    cells = [markdown("title", f"# Exercise {step.number}\n*10 points · {step.exercise_minutes} min*"),
             code("score-keeper", SCORE_KEEPER)]
    for task, points in (("a", 2), ("b", 2), ("c", 3)):
        cells += [
            markdown(f"task-{task}-prompt", f"## Task {task.upper()}\nCount the seconds.\n{HINTS}"),
            code(f"task-{task}-answer", f"def seconds_{task}():\n    ### BEGIN SOLUTION\n    return 24 * 60 * 60 + 0\n"
                 "    ### END SOLUTION", grade_id=f"task_{task}_seconds", solution=True),
            code(f"task-{task}-try", f"print(seconds_{task})", "try-it"),
            code(f"task-{task}-test", f"# The seconds of a day.\nchecks = Checks({points})\n"
                 f"checks.check('seconds', seconds_{task}, 86400)\nchecks.score()",
                 grade_id=f"test_{task}_seconds", grade=True, locked=True, points=points),
        ]
    cells += [markdown("task-d-prompt", "## Task D\nWhich is better, and why?\n\n**Rubric.** A reason: 3 points."),
              markdown("task-d-answer", "The second one, because it is smaller.", grade_id="task_d_choice", grade=True,
                       solution=True, points=3)]
    return notebook(*cells)


SCORE_KEEPER = """class Checks:
    def __init__(self, points):
        self.points, self.right = points, False
    def check(self, name, function, wanted):
        try:
            self.right = function() == wanted
        except NotImplementedError:
            pass
        print(name, 'is right' if self.right else 'is wrong')
    def score(self):
        return float(self.points) if self.right else 0.0
"""
