"""What the tasks of an exercise are called: the heading above each graded cell, in place of its grade id."""

import json
import re
from collections import Counter
from pathlib import Path

HEADING = re.compile(r"^#{1,4}[ \t]+(.{1,200})", re.MULTILINE)
LONGEST = 70  # characters


def task_names(source: Path) -> dict[str, str]:
    """By grade id the nearest heading above each graded cell of an assignment's notebooks.

    A heading above several graded cells gets the grade id behind it; a notebook that cannot be read has no headings.
    """
    found: dict[str, str] = {}
    for path in sorted(source.glob("*.ipynb")):
        heading = ""
        try:
            cells = json.loads(path.read_bytes())["cells"]
            for cell in cells:
                marks = cell["metadata"].get("nbgrader") or {}
                if cell["cell_type"] == "markdown" and not marks.get("solution"):
                    match = HEADING.search("".join(cell["source"]))
                    heading = match[1].strip(" #*") if match else heading
                if heading and marks.get("grade_id") and (marks.get("grade") or marks.get("task")):
                    found[marks["grade_id"]] = heading
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    often = Counter(found.values())
    return {who: short(name) if often[name] == 1 else f"{short(name)} ({who})" for who, name in found.items()}


def letter(name: str) -> str:
    """The part of a task's name that is enough beside a bar.

    >>> letter("Task A · Complete: how many, and how much?"), letter("Availability")
    ('Task A', 'Availability')
    """
    return name.split(" · ")[0]


def short(name: str) -> str:
    """A heading on one line of a table or a figure.

    >>> short("Task A · Complete: how many, and how much?")
    'Task A · Complete: how many, and how much?'
    """
    return name if len(name) <= LONGEST else f"{name[:LONGEST - 1].rstrip()}…"
