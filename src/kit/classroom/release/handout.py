"""What students read and type first: a README of their own, a Makefile of their own, a window without menus of ours."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

TARGETS = ("help", "lab", "setup", "clean")  # of the course's Makefile; the rest is for who develops it
OURS = ("create-assignment", "formgrader", "course-list", "assignment-list")  # nbgrader's menus for others
CHECK = """check:          ## Check an exercise before you hand it in (make check EXERCISE=02_estimation)
	@$(SETUP) lab
	@$(IN_VENV) $(BIN)/python -m kit check "$(EXERCISE)"
"""
README = """# {title}

{intro}

## Begin

Open a terminal in this folder, and type

```
make lab
```

It needs Python 3.11 or newer and `make`, and nothing else; on Windows use both in WSL 2. The first run downloads what
the course needs into this folder, which takes a minute or two, and says what it is doing. Then your browser opens at
the [start notebook](course/00_start_here.ipynb). Later runs start in seconds and need no internet.

{steps}

## Check an exercise

As often as you like, before you hand it in. Save the notebook, then type in a terminal of JupyterLab (File > New >
Terminal)

```
kit check {example}
```

or, outside of JupyterLab, `make check EXERCISE={example}`. It runs the tests that your class uses, and says what each
found. What a person reads, such as the last task, gets its points later.

## Hand in

Save first (Ctrl+S). Then hand in this one file, under this name, where your class hands things in:

| exercise | the file | by |
|---|---|---|
{rows}

Hand in again as often as you like until then; the last one counts. {who}

Your own designs are kept as readable text in `my_design/`, beside the notebook that saves them. A new release of the
course goes into a new folder: copy `my_design/` and your exercises over.

## Licence

Code under the MIT licence, the notebooks' text under CC BY 4.0; see [LICENSE](LICENSE). Figures carry their source and
year where they stand.
"""
BY_ID = "You are known by the id that your class's system has for you; hand in under your own account."
BY_VARIANT = ("In this class everybody works with numbers of their own, drawn from your student id. They appear once "
              "you have written the id into the file `variant.txt` in this folder, in place of its words, unless your "
              "instructor's server does so for you. Your work is graded by the numbers of the account under which you "
              "hand in.")


def student_readme(course_readme: str, assignments: list[str], variants: bool,
                   due: Mapping[str, datetime] | None = None) -> str:
    """How to begin, how to check, what to hand in, by when, and as whom.

    `course_readme` is the course's own: title, introduction and the table of its steps are taken from it.
    """
    title = re.search(r"^# (.+)$", course_readme, re.MULTILINE)
    intro = re.search(r"^# [^\n]+\n+(.+?)\n\s*\n", course_readme, re.DOTALL | re.MULTILINE)
    steps = re.search(r"^## The eight steps\n.+?(?=^## )", course_readme, re.DOTALL | re.MULTILINE)
    rows = [f"| {name} | [`exercises/{name}/{name}.ipynb`](exercises/{name}/{name}.ipynb) | {by(name, due or {})} |"
            for name in assignments]
    return README.format(
        title=title[1] if title else "The course", intro=intro[1] if intro else "", steps=steps[0].strip() if steps
        else "", example=assignments[0] if assignments else "02_estimation",
        rows="\n".join(rows) or "| none yet | | |", who=BY_VARIANT if variants else BY_ID)


def by(name: str, due: Mapping[str, datetime]) -> str:
    """When an exercise is due, in words; the gradebook's dates are in UTC."""
    moment = due.get(name)
    if moment is None:
        return "as your instructor says"
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{moment.astimezone(UTC):%A, %d %B %Y, %H:%M} UTC"


def student_makefile(makefile: str) -> str:
    """The course's Makefile with the commands that a learner has, and one that checks an exercise."""
    head, rules = makefile.split(".PHONY:", 1)
    blocks = re.split(r"\n(?=[a-z]+:)", rules.split("\n", 1)[1])
    kept = [block.rstrip() for block in blocks if block.split(":")[0].strip() in TARGETS]
    head = re.sub(r"^#.*\n", "# `make lab` opens the course, `make check EXERCISE=02_estimation` checks an exercise; "
                             "`make help` lists the rest.\n", head, count=1)
    head = re.sub(r"^(SLUG|TITLE|QUESTION)\s*\?=.*\n", "", head, flags=re.MULTILINE)
    head = re.sub(r"^(ARGS\s*\?=.*\n)", r"\1EXERCISE  ?=\n", head, flags=re.MULTILINE)
    kept.insert(3, CHECK.rstrip())
    return f"{head}.PHONY: {' '.join((*TARGETS, 'check'))}\n\n" + "\n\n".join(each.strip("\n") for each in kept) + "\n"


def student_window(labconfig: str) -> str:
    """JupyterLab's settings of a learner's window: without the menus by which classes are run."""
    config = json.loads(labconfig)
    off = {**config.get("disabledExtensions", {}), **{f"@jupyter/nbgrader:{name}": True for name in OURS}}
    return json.dumps({**config, "disabledExtensions": dict(sorted(off.items()))}, indent=2) + "\n"
