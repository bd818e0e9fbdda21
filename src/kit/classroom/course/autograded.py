"""The folder of one graded submission, where the formgrader looks: whole at every moment, the old one or the new."""

import contextlib
import errno
import json
import os
import shutil
from pathlib import Path

from kit.classroom.course.folder import ClassError, ClassFolder
from kit.grader.judge import Graded
from kit.grader.key import AssignmentKey
from kit.grader.outcomes import Outcome

NOTICE = "kit-notice"  # the tag of the cell that tells an instructor why to look; feedback leaves it out
FULL = {errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO}  # not the fault of one file
PART = ".part"


def write_autograded(folder: ClassFolder, key: AssignmentKey, graded: Graded, outcome: Outcome) -> list[str]:
    """Put the graded notebooks in the place of earlier ones; returns what could not be written beside them."""
    target = folder.path("autograded", outcome.student, key.name)
    if target.is_symlink() or target.parent.is_symlink():
        raise ClassError(f"{target}: the autograded folder is a link. Remove it: grades would be written elsewhere.")
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    made = target.with_name(f".{target.name}.{os.getpid()}{PART}")
    try:
        made.mkdir()
        notes = _fill(made, key, graded, outcome)
        old = None
        if target.is_dir():
            old = target.with_name(f".{target.name}.old.{os.getpid()}{PART}")
            os.chmod(target, 0o755)
            os.replace(target, old)
        os.replace(made, target)
    finally:
        _remove(made)
    if old is not None:
        _remove(old)
    return notes


def read_autograded(folder: ClassFolder, student: str, assignment: str) -> dict[str, dict]:
    """The notebooks of an earlier grading; none where they cannot be read."""
    found = {}
    with contextlib.suppress(OSError):
        for path in sorted(folder.path("autograded", student, assignment).glob("*.ipynb")):
            with contextlib.suppress(OSError, ValueError, RecursionError):
                found[path.stem] = json.loads(path.read_bytes())
    return {name: each for name, each in found.items() if isinstance(each, dict)}


def _fill(made: Path, key: AssignmentKey, graded: Graded, outcome: Outcome) -> list[str]:
    for executed in graded.notebooks:
        shown = executed.notebook
        if outcome.status != "graded":
            shown = {**shown, "cells": [_notice(outcome), *shown["cells"]]}
        (made / f"{executed.name}.ipynb").write_text(_notebook_text(shown))
    for name, data in key.files:
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(data)
    if graded.timestamp:
        (made / "timestamp.txt").write_bytes(graded.timestamp.encode("utf-8", "backslashreplace"))
    notes, kept = [], {name for name, _ in key.files}
    for name, data in graded.files.items():
        if name.lower().endswith(".ipynb") or name in kept or name == "timestamp.txt":
            continue
        try:
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            with open(made / name, "xb") as file:
                file.write(data)
        except (OSError, ValueError) as error:
            if getattr(error, "errno", None) in FULL:
                raise
            notes.append(f"{name[:100]} could not be kept beside the notebook ({getattr(error, 'strerror', error)}).")
    return notes


def _notebook_text(notebook: dict) -> str:
    """A notebook as JSON, a line for each cell: Python writes indented JSON ten times as slowly."""
    cells = ",\n".join(map(json.dumps, notebook["cells"]))
    rest = json.dumps({name: value for name, value in notebook.items() if name != "cells"})
    return f'{{"cells": [\n{cells}\n],\n{rest[1:]}\n'


def _sweep(target: Path) -> None:
    """Clear what a run that was killed left here; a folder that it had moved away, and not replaced, comes back."""
    for each in target.parent.glob(f".{target.name}.*{PART}"):
        if f".{os.getpid()}{PART}" in each.name:
            continue
        if ".old." in each.name and not target.exists():
            os.replace(each, target)
        else:
            _remove(each)


def _remove(folder: Path) -> None:
    """Delete a folder, whatever the permissions of what lies in it."""
    if not folder.is_dir() or folder.is_symlink():
        return
    for place, _, _ in os.walk(folder):
        with contextlib.suppress(OSError):
            os.chmod(place, 0o755)
    shutil.rmtree(folder, ignore_errors=True)


def _notice(outcome: Outcome) -> dict:
    lines = [f"FOR THE INSTRUCTOR: this submission was {outcome.status}. {outcome.reason}"]
    lines += [f"- {flag.where or 'the notebook'}: {flag.message}" for flag in outcome.flags]
    return {"cell_type": "raw", "id": "kit-notice", "metadata": {"tags": [NOTICE]}, "source": "\n".join(lines)}
