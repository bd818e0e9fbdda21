"""What the rules ask a parsed notebook: its cells by tag, by grade id and by task, and how to name one in a message."""

import re

ANSWER = re.compile(r"task_([a-d])_\w+")
TEST = re.compile(r"test_([a-d])_\w+")
TASK_HEADING = re.compile(r"^#{2,3} Task ([A-D])\b", re.MULTILINE)
DETAILS = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL | re.IGNORECASE)


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def tagged(notebook, tag: str) -> list:
    return [cell for cell in notebook.cells if tag in tags(cell)]


def grading(cell) -> dict:
    """Return what nbgrader knows about a cell; empty for an ordinary one."""
    return cell.metadata.get("nbgrader", {})


def grade_id(cell) -> str:
    return grading(cell).get("grade_id", "")


def is_answer(cell) -> bool:
    return bool(grading(cell).get("solution"))


def is_test(cell) -> bool:
    return bool(grading(cell).get("grade")) and not is_answer(cell)


def points(cell) -> float:
    return grading(cell).get("points", 0) if grading(cell).get("grade") else 0


def place(notebook, cell) -> str:
    """Name a cell as a person finds it: its number, counted from one, and its id."""
    number = next((index for index, each in enumerate(notebook.cells, start=1) if each is cell), "?")
    return f"cell {number} ({cell.get('id', 'no id')})"


def prose(notebook) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def task_sections(notebook) -> dict[str, list]:
    """Return the cells of each task, from its `## Task A` heading up to the next task's heading."""
    sections, current = {}, None
    for cell in notebook.cells:
        heading = TASK_HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        if heading:
            current = sections.setdefault(heading.group(1), [])
        if current is not None:
            current.append(cell)
    return sections


def solution_lines(cell) -> list[str]:
    """Return the lines that a learner must not see: the marked regions, or the whole cell when nothing is marked."""
    lines = cell.source.splitlines()
    if not any("BEGIN SOLUTION" in line for line in lines):
        return [line.strip() for line in lines]
    hidden, inside = [], False
    for line in lines:
        if "BEGIN SOLUTION" in line:
            inside = True
        elif "END SOLUTION" in line:
            inside = False
        elif inside:
            hidden.append(line.strip())
    return hidden
