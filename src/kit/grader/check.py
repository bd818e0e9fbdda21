"""Grades a learner's own exercise in seconds, with the grader that a class uses."""

import asyncio
import json
from collections.abc import Collection
from pathlib import Path

from helpers.cases.variant_source import find_variant
from helpers.errors import CourseError, nearest, shorten
from kit.grader.candidates import is_archive, may_be_notebook
from kit.grader.event_loops import outside_loops
from kit.grader.fleet import Fleet, SandboxError
from kit.grader.judge import Judge
from kit.grader.key import AssignmentKey, notebook_key
from kit.grader.outcomes import Outcome
from kit.grader.sandbox.limits import Limits
from kit.grader.submission import Submission, read_submission

STUB = 'raise NotImplementedError("Write your answer here'  # what an answer cell holds when it is handed out


def find_exercise(name: str, start: Path | None = None) -> Path:
    """The notebook of an exercise by its name or its path, looked for from `start` upward. Raises `CourseError`."""
    given = Path(name)
    if given.suffix == ".ipynb":
        if given.is_file():
            return given.resolve()
        raise CourseError(f"exercise: there is no file {shorten(name)} here.")
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        known = sorted(each.name for each in (folder / "exercises").glob("*") if any(each.glob("*.ipynb")))
        if known:
            found = [each for each in known if each == name] or [
                each for each in known if name and each.startswith(name)]
            if len(found) == 1:
                return folder / "exercises" / found[0] / f"{found[0]}.ipynb"
            near = "" if found else nearest(name, known)
            raise CourseError(f"exercise: {shorten(name)} is not one of {', '.join(known)}."
                              f"{near if 'Did you mean' in near else ''}")
    raise CourseError("exercise: there is no folder `exercises` here or above. Go to the course's folder, "
                      "or give a path.")


@outside_loops
def check(path: Path, limits: Limits = Limits(), confined: bool | None = None) -> tuple[Outcome, bool]:  # noqa: B008 (frozen)
    """Grade one exercise as it lies on disk.

    Parameters
    ----------
    path : Path
        The notebook, as it was last saved.
    limits : Limits
        What it may use: bytes, seconds and counts.
    confined : bool, optional
        Whether to use the sandbox; without it, where there is one: what runs is the learner's own.

    Returns
    -------
    tuple[Outcome, bool]
        The outcome, and whether it ran in the sandbox.

    Raises
    ------
    CourseError
        Where the file is no notebook, or holds no test cells.
    SandboxError
        Where `confined` is true and there is no sandbox.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        key = notebook_key(path.stem, content)
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        raise CourseError(f"{path.name}: this is not a notebook that can be read. Save it in JupyterLab, "
                          "and try again.") from None
    if not any(cell.is_test for cell in key.cells):
        raise CourseError(f"{path.name}: this notebook has no test cells. Give an exercise, such as 02_estimation.")
    assignment = AssignmentKey(path.parent.name, (key,))
    submission = read_submission("you", path.parent, limits, (".ipynb_checkpoints", "__pycache__"))
    submission = Submission("you", {
        name: data for name, data in submission.files.items()
        if name == path.name or not (may_be_notebook(name, data) or is_archive(name, data))}, submission.notes)
    whose = find_variant(path.parent)  # the sandbox sees neither the environment nor the folders above
    if whose is not None:
        submission.files["variant.txt"] = whose.encode()
    fleet, safe = _fleet(limits, confined, assignment)
    with fleet:
        graded = asyncio.run(Judge(fleet, assignment, variants=None)(submission))
    return graded.outcome, safe


def _fleet(limits, confined, assignment) -> tuple[Fleet, bool]:
    if confined is not False:
        try:
            return Fleet(limits, True, assignment.warm(), assignment.modules()), True
        except SandboxError:
            if confined:
                raise
    return Fleet(limits, False, assignment.warm(), assignment.modules()), False


def unwritten(path: Path) -> frozenset[str]:
    """The test cells whose answer is still as it was handed out: all answer cells above them, since the last test."""
    found, stubs = set(), []
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            marks = cell["metadata"].get("nbgrader") or {}
            if marks.get("solution") and not marks.get("grade"):
                stubs.append(STUB in "".join(cell["source"]))
            elif marks.get("grade") and not marks.get("solution"):
                if stubs and all(stubs):
                    found.add(marks["grade_id"])
                stubs = []
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return frozenset()
    return frozenset(found)


def told(outcome: Outcome, unwritten: Collection[str] = ()) -> str:
    """The outcome as a learner reads it: each check's line, what it said, and the points of each task.

    Of a task whose answer is `unwritten`, the checks say nothing.
    """
    lines, machine = [], 0.0
    for cell in outcome.cells:
        if not cell.checks and not cell.error and not cell.seconds and not cell.score:  # no machine gives these points
            state = "answered; graded by a person" if cell.score is None else "not answered yet"
            lines += [f"{cell.grade_id}: {cell.max_score:g} points, {state}", ""]
            continue
        machine += cell.max_score
        if cell.grade_id in unwritten and not cell.score:
            lines += [f"{cell.grade_id}: 0 of {cell.max_score:g}, not answered yet", ""]
            continue
        lines.append(f"{cell.grade_id}: {cell.score:g} of {cell.max_score:g}")
        for line in cell.checks:
            mark = "✓" if line.earned == line.worth else "·"
            lines.append(f"  {mark} {f'{line.name} ':.<32} {line.earned:g} of {line.worth:g}")
            lines += [f"      {line.said}"] if line.said else []
        lines += [f"  {cell.error}"] if cell.error else []
        lines.append("")
    lines.append(f"{outcome.score:g} of {machine:g} points that a machine can give; {outcome.max_score:g} in all.")
    lines += [f"Note: {each}" for each in outcome.notes]
    lines += [f"Look again: {each.where or 'the notebook'}: {each.message}" for each in outcome.flags]
    if outcome.status == "failed":
        lines.append(outcome.reason)
    return "\n".join(lines)
