"""Begin a step: its notebooks, quiz, mistakes and row, in the course's form, with TODO wherever words are missing.

    python tools/step.py 10_caching --title Caching --question "What may be old?"

What is there already is left alone. Until the step's row says `ready=True`, nobody is handed anything of it; the step's
own tests fail at each TODO, and say what belongs there. A slug that the table of the course has needs no title and no
question.
"""

import argparse
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLUG = re.compile(r"(\d\d)_[a-z][a-z0-9]*(_[a-z0-9]+)*")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
TABLE = Path("src/helpers/course.py")
ROW = re.compile(r"    Step\((\d+), ")
EXAMPLE = "10_caching"


class StepError(Exception):
    """A step cannot be begun; the message says why and what would help."""


def notebook(*cells: dict) -> str:
    """The text of a notebook in its one stable form."""
    content = {"cells": list(cells), "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
               "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def markdown(name: str, source: str, tag: str = "", **grading) -> dict:
    return {"cell_type": "markdown", "id": name, "metadata": metadata(tag, grading),
            "source": source.splitlines(keepends=True)}


def code(name: str, source: str, tag: str = "", **grading) -> dict:
    return {"cell_type": "code", "execution_count": None, "id": name, "metadata": metadata(tag, grading),
            "outputs": [], "source": source.splitlines(keepends=True)}


def metadata(tag: str, grading: dict) -> dict:
    if not grading:
        return {"tags": [tag]} if tag else {}
    whole = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False} | grading
    folded = {"jupyter": {"source_hidden": True}} if whole["grade"] and not whole["solution"] else {}
    return {"nbgrader": whole, **folded}


def course_notebook(step) -> str:
    """The notebook of a step: every part in its place, one TODO each."""
    answer = "<details><summary>Compare</summary>TODO: the answer.</details>"
    exercise = f"../exercises/{step.slug}/{step.slug}.ipynb"
    return notebook(
        markdown("title", f"# {step.number} · {step.question}\n*{step.place} · {step.minutes} min · needs the "
                 "steps before it*\n\n> TODO: the interview question that this step answers.\n\n"
                 "**You will be able to** TODO: three or four things that can be measured.", "title"),
        markdown("recall-questions", "**Before we start** (2 minutes, from memory).\n\n1. TODO: a question on an "
                 f"earlier step?\n{answer}\n\n2. TODO: another one?\n{answer}\n", "recall"),
        code("imports", "from helpers import Guess, quiz  # TODO: and what this step needs", "imports"),
        markdown("subgoals", "### TODO: the first subgoal\nTODO: the worked example, in small steps with the same "
                 "labels each time."),
        code("worked-example", "# TODO: one line that does it\n2 + 2", "worked"),
        markdown("guess-first", "**Your guess first.** TODO: a question that the next picture answers?"),
        code("guess", 'Guess("TODO: the question again?", 2 + 2,  # TODO: the truth, computed\n'
             '      because="TODO: why it is so.")', "predict"),
        code("compare", "# TODO: the picture or the table that shows it\n2 + 2", "reveal"),
        markdown("questions-first", "### Play with it\nBefore you touch it, write down your answers:\n\n1. TODO: what "
                 "happens if ...?\n2. TODO: which one ...?", "investigate-questions"),
        code("explore", "# TODO: one widget, in one line", "investigate"),
        code("change-one", "# TODO: change one thing\nmy_sentence = \"\"", "modify"),
        markdown("your-turn", "### Your turn\nTODO: the second case, half filled in, with a folded model answer."),
        code("second-case", "# TODO: the second case", "your-turn"),
        markdown("script", "**Say it aloud (60 seconds).** TODO: what one would say in an interview.", "say-it-aloud"),
        markdown("common-mistakes", "**People also get wrong:** TODO: three mistakes, each with its size.", "mistakes"),
        code("three-questions", f"quiz(\"{step.slug}\")", "quiz"),
        markdown("what-stays", "**Key points**\n\n- TODO: one for each objective.", "key-points"),
        markdown("what-next", f"Now the [exercise]({exercise}). TODO: what the next step does with this one.", "next"),
    )


HINTS = "\n".join(f"<details><summary>Hint {number}: {what}</summary>TODO: {what}.</details>"
                  for number, what in enumerate(("a nudge", "the method", "almost the answer"), 1))


def solution_notebook(step) -> str:
    """The source of the exercise: tasks A to C with an answer, a try and a test; a written task D with a rubric."""
    cells = [markdown("title", f"# Exercise {step.number} · TODO\n*{step.exercise_minutes} min · 20 points · after "
                      f"[the step](../../course/{step.slug}.ipynb)*\n\nTODO: the situation, in three sentences. "
                      "Each task has a cell for your answer, a cell to try it in, and a **graded cell, folded to one "
                      "grey line**: press `Shift` + `Enter` in the cell above it until the grey line has run, and "
                      "it tells you what it saw."),
             code("imports", "from helpers import Checks  # TODO: and what the answers need")]
    for task, kind, points in (("a", "Complete", 5), ("b", "Modify", 5), ("c", "Make", 6)):
        cells += [
            markdown(f"task-{task}", f"## Task {task.upper()} · {kind}: TODO\n*8 minutes, {points} points.* TODO: what "
                     f"to do.\n\n{HINTS}"),
            code(f"answer-{task}", f"my_answer_{task} = None\n### BEGIN SOLUTION\nmy_answer_{task} = 4  # TODO: the "
                 "answer\n### END SOLUTION",
                 grade_id=f"task_{task}_todo", solution=True),
            code(f"try-{task}", f"print(my_answer_{task})", "try-it"),
            code(f"check-{task}", f'"""TODO: what is checked, in words."""\nchecks = Checks(points={points})\n'
                 f'checks.check("TODO", lambda: my_answer_{task} == 4, points={points}, hint="Section \'TODO\'.")\n'
                 "checks.score()", grade_id=f"test_{task}_todo", grade=True, locked=True, points=points),
        ]
    cells += [markdown("task-d", "## Task D · Write: TODO\n*6 minutes, 4 points.* TODO: a trade-off?\n\n**Rubric.** "
                       "TODO: what earns each point."),
              markdown("answer-d", "TODO: a model answer.", grade_id="task_d_todo", grade=True, solution=True,
                       points=4)]
    return notebook(*cells)


def quiz_text() -> str:
    """Three items; each wrong choice has a sentence of its own, and the right ones do not all stand in one place."""
    wrong = "    - text: TODO, {} wrong choice\n      feedback: TODO, what does whoever chooses it mix up?\n"
    right = "    - text: TODO, the right choice\n      right: true\n      feedback: TODO, why is it right?\n"
    items = []
    for number in (1, 2, 3):
        choices = [wrong.format("a"), wrong.format("another")]
        choices.insert(number % 3, right)
        items.append(f"- question: TODO, question {number}?\n  choices:\n{''.join(choices)}")
    return "".join(items)


def mistakes_text(step) -> str:
    return (f'"""Wrong answers that learners give in step {step.number}, what each must score, and the words that must '
            'meet it."""\n\nfrom tests.mistakes import Mistake\n\nMISTAKES = [\n'
            '    # TODO: thirty or more, written from the notebook alone, before its tests are read.\n'
            + "".join(f'    Mistake("TODO: too few in {task}", {{"task_{task}_todo": "my_answer_{task} = 3"}}, '
                      f'{{"test_{task}_todo": 0}},\n            {{"test_{task}_todo": "TODO"}}),\n' for task in "abc")
            + "]\n")


def files(step) -> dict[str, str]:
    """Each file of a step by its path in the repository."""
    return {
        f"course/{step.slug}.ipynb": course_notebook(step),
        f"solutions/{step.slug}/{step.slug}.ipynb": solution_notebook(step),
        f"src/helpers/widgets/quizzes/{step.slug}.yaml": quiz_text(),
        f"tests/mistakes/{step.slug}.py": mistakes_text(step),
    }


def row(slug: str, title: str, question: str, root: Path = ROOT):
    """The step's row in the table of the course, written there if it has none, and whether it is new.

    Raises `StepError`.
    """
    from helpers.course import CAPSTONE, START, STEPS, Step

    known = {step.slug: step for step in STEPS}
    if slug in known:
        return known[slug], False
    if not SLUG.fullmatch(slug):
        raise StepError(f"SLUG: {slug!r} is not a step's name. Write two digits and words in small letters: {EXAMPLE}.")
    taken = {int(name[:2]): name for name in (*known, START, CAPSTONE)}
    free = next((number for number in range(len(STEPS), 100) if number not in taken), None)
    if int(slug[:2]) in taken:
        offer = f" Take {free:02}{slug[2:]}." if free else ""
        raise StepError(f"SLUG: the number of {slug} is that of {taken[int(slug[:2])]} already.{offer}")
    for name, given in (("TITLE", title), ("QUESTION", question)):
        if not given.strip():
            raise StepError(f"{name}: {slug} is not in helpers.course, and none is given. Say what it is called and "
                            f'what it answers: make step SLUG={slug} TITLE="Caching" QUESTION="What may be old?"')
        if "\n" in given or "|" in given:
            raise StepError(f"{name}: {given[:60]!r} does not fit into a row of a table. Leave out | and line ends.")
    step = Step(int(slug[:2]), slug, title.strip(), question.strip(), 40, 30)
    table = root / TABLE
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    end = next(place for place, line in enumerate(lines) if line.startswith("STEPS = (")) + 1
    while not lines[end].startswith(")"):
        found = ROW.match(lines[end])
        if found and int(found[1]) > step.number:
            break
        end += 1
    lines.insert(end, source_row(step))
    table.write_text("".join(lines), encoding="utf-8")
    return step, True


def source_row(step) -> str:
    """The row as it stands in the table: on one line, or on two where it is long."""
    texts = [json.dumps(text, ensure_ascii=False) for text in (step.slug, step.title, step.question)]
    start, end = f"    Step({step.number}, {', '.join(texts)},", f" {step.minutes}, {step.exercise_minutes}),\n"
    if len(start + end) <= 121:
        return start + end
    return f"    Step({step.number}, {texts[0]}, {texts[1]},\n         {texts[2]},{end}"


def begin(slug: str, title: str = "", question: str = "", root: Path = ROOT) -> list[str]:
    """Write what is missing of a step. Returns one line for each file. Raises `StepError`."""
    step, new = row(slug, title, question, root)
    said = [f"{TABLE} has a row for {slug} now" if new else
            f"{TABLE} has a row for {slug} already ({step.title}: {step.question}), and was left alone"]
    for name, text in files(step).items():
        path = root / name
        if path.exists():
            said.append(f"{name} is there already, and was left alone")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        said.append(f"{name} is new")
    return said


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slug")
    parser.add_argument("--title", default="")
    parser.add_argument("--question", default="")
    options = parser.parse_args(arguments)
    try:
        said = begin(options.slug, options.title, options.question)
    except StepError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(said))
    print(f"\nNow write: `make test ARGS=\"-k {options.slug}\"` says what is missing, file by file. Then set\n"
          f"ready=True for {options.slug} in {TABLE}, run `make exercises`, and the tests once more:\n"
          "they say what the README and the start page lack.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
