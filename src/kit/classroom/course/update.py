"""Brings a mended exercise of the course kit into a class that exists, and never over the class's own work."""

import difflib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from helpers.course import coming_steps
from helpers.files import write_atomically
from kit.classroom.course.class_lock import writing
from kit.classroom.course.database import plainly_told
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.hidden import visible
from kit.grader.cells import squashed

GIVEN = ".as_given"  # what the kit gave, as it was: what differs from it is the class's own
EARLIER = "earlier"  # where a source goes that an update replaced
HIDDEN = "BEGIN HIDDEN TESTS"


@dataclass(frozen=True)
class Change:
    """What an update would do to one file of `source/`: the difference in lines, and the cells that it leaves alone."""

    path: str
    diff: tuple[str, ...]
    content: bytes | None
    kept: tuple[str, ...] = ()
    new: bool = False

    def __str__(self) -> str:
        what = "new" if self.new else "changed" if self.content else "nothing is taken over"
        lines = [f"{self.path}: {what}", *self.diff]
        lines += [f"  kept as it is in this class, though the kit changed it too: {each}" for each in self.kept]
        return "\n".join(lines)


def keep_given(course: Path, root: Path, ignore=None) -> None:
    """Keep a copy of what the course kit gives to a new class."""
    shutil.copytree(course / "solutions", root / GIVEN, ignore=ignore, dirs_exist_ok=True)


def changes(folder: ClassFolder, course: Path, assignments: tuple[str, ...] = ()) -> list[Change]:
    """What the kit's exercises have that the class's have not; the class's own changes stay. Raises `ClassError`."""
    solutions, source, given = course / "solutions", folder.path("source"), folder.root / GIVEN
    if not solutions.is_dir():
        raise ClassError(f"course: {course} has no solutions/. Give the course kit's folder.")
    coming = {step.slug for step in coming_steps()}
    there = sorted(each.name for each in solutions.iterdir() if any(each.glob("*.ipynb")) and each.name not in coming)
    unknown = sorted(set(assignments) - set(there))
    if unknown:
        raise ClassError(f"assignment: {', '.join(unknown)[:200]} is not in the course kit, which has "
                         f"{', '.join(there)[:300]}.")
    found = []
    for name in assignments or there:
        for path in sorted(each for each in (solutions / name).rglob("*") if each.is_file()):
            inside = path.relative_to(solutions)
            if any(part.startswith(".") or part == "__pycache__" for part in inside.parts):
                continue
            change = _change(inside.as_posix(), path, source / inside, given / inside)
            found += [change] if change else []
    return found


def update(folder: ClassFolder, course: Path, found: list[Change]) -> Path | None:
    """Write changes into `source/`; returns where the earlier files are kept. Raises `ClassError`."""
    with plainly_told(), writing(folder):
        kept = folder.root / EARLIER / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
        replaced = False
        for change in found:
            target, given = folder.path("source") / change.path, folder.root / GIVEN / change.path
            if change.content is not None:
                if target.is_file():
                    write_atomically(kept / change.path, target.read_bytes())
                    replaced = True
                write_atomically(target, change.content)
            if not change.kept:
                write_atomically(given, (course / "solutions" / change.path).read_bytes())
        return kept if replaced else None


def _change(name: str, theirs: Path, ours: Path, base: Path) -> Change | None:
    new = theirs.read_bytes()
    if not ours.is_file():
        return Change(name, tuple(f"+ {line}" for line in _first_lines(new)), new, new=True)
    old, given = ours.read_bytes(), base.read_bytes() if base.is_file() else None
    if old == new or given == new:
        return None
    if not name.endswith(".ipynb"):
        if given is None or old == given:
            return Change(name, tuple(_lines(_text(old), _text(new), name)), new)
        return Change(name, (), None, (name,))
    return _notebook_change(name, new, old, given)


def _notebook_change(name: str, new: bytes, old: bytes, given: bytes | None) -> Change | None:
    """Merge cell by cell: what the class changed stays, what the kit changed is taken, what both changed is told."""
    try:
        theirs, ours = json.loads(new), json.loads(old)
        base = json.loads(given) if given is not None else None
    except ValueError:
        return Change(name, (), None, (f"{name} (it cannot be read)",))
    mine, was = _cells(ours), _cells(base) if base else None
    cells, kept, lines = [], [], []
    for key, cell in _cells(theirs).items():
        own = mine.get(key)
        before = was.get(key) if was is not None else None
        if own is None:
            if was is not None and before is not None and _same(before, cell):
                continue  # the class took it out
            cells.append(cell)
            lines += _lines("", _source(cell), key)
        elif _same(own, cell) or (was is None and _only_hides(own, cell)) or (before and _same(before, cell)):
            cells.append(own)
        elif (was is None and HIDDEN not in _source(own)) or (before is not None and _same(before, own)):
            cells.append(cell)
            lines += _lines(_source(own), _source(cell), key) or [f"@@ {key}: its points or its kind @@"]
        else:
            cells.append(own)
            kept.append(key)
    placed = set(_cells(theirs))
    for key, own in mine.items():  # cells of the class's own stay behind the cell that they stood behind
        if key not in placed and (was is None or key not in was):
            order = list(mine)
            before_it = order[:order.index(key)]
            at = next((index + 1 for each in reversed(before_it) for index, cell in enumerate(cells)
                       if _key(cell, index) == each), 0)
            cells.insert(at, own)
        elif key not in placed:
            lines += _lines(_source(own), "", key)
    merged = {**theirs, "cells": cells}
    content = (json.dumps(merged, indent=1, ensure_ascii=False) + "\n").encode()
    changed = [(_source(each), each["metadata"]) for each in cells] != [
        (_source(each), each["metadata"]) for each in ours["cells"]]
    if not changed and not kept:
        return None
    return Change(name, tuple(lines), content if changed else None, tuple(kept))


def _cells(notebook: dict) -> dict[str, dict]:
    return {_key(cell, place): cell for place, cell in enumerate(notebook["cells"])}


def _key(cell: dict, place: int) -> str:
    """A cell's name: its grade id, or else its id."""
    meta = cell.get("metadata", {}).get("nbgrader") or {}
    return meta.get("grade_id") or cell.get("id") or f"cell {place + 1}"


def _only_hides(own: dict, theirs: dict) -> bool:
    """Whether a class's cell is the kit's with hidden tests added."""
    return HIDDEN in _source(own) and squashed(visible(_source(own))) == squashed(visible(_source(theirs)).replace(
        f"points={_points(theirs)}", f"points={_points(own)}"))


def _points(cell: dict) -> str:
    return f"{(cell.get('metadata', {}).get('nbgrader') or {}).get('points', 0):g}"


def _source(cell: dict) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else source


def _same(one: dict, other: dict) -> bool:
    return (_source(one), one.get("cell_type"), one.get("metadata", {}).get("nbgrader")) == (
        _source(other), other.get("cell_type"), other.get("metadata", {}).get("nbgrader"))


def _lines(old: str, new: str, name: str) -> Iterator[str] | list[str]:
    made = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1))[2:]
    return [f"@@ {name} @@", *(line for line in made if not line.startswith("@@"))] if made else []


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _first_lines(data: bytes) -> list[str]:
    return [f"{len(data):,} bytes"] if os.linesep.encode() not in data[:2000] else _text(data).splitlines()[:3]
