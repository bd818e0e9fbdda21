"""Reads a submission, whatever it is, and sets it right: graded cells as released, everything once, nothing hostile."""

import hashlib
import json
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kit.grader.key import AssignmentKey, CellKey, NotebookKey
from kit.grader.sandbox.limits import Limits

KINDS = ("code", "markdown", "raw")
MOST_CELLS = 2_000
# Windows has none but the last: bytes are read as they are.
READING = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


class Unreadable(Exception):  # noqa: N818 (a fact about a submission, not a fault of the grader)
    """A submission of which nothing can be graded; the argument says why, for a person."""


@dataclass
class Cell:
    """A cell to run: its text, its kind, and its key where nbgrader knows it."""

    cell_type: str
    source: str
    key: CellKey | None = None
    identity: str = ""
    answered: bool = True


@dataclass
class Prepared:
    """One notebook of a submission, set right; `notes` say what had to be."""

    key: NotebookKey
    cells: list[Cell]
    notes: list[str]


@dataclass
class Submission:
    """What a student handed in: files by their path, and what was left aside."""

    student: str
    files: dict[str, bytes]
    notes: list[str]
    timestamp: str = ""

    def digest(self, *more: str) -> str:
        """A name for exactly these bytes, and whatever else decides a grade."""
        made = hashlib.sha256("\0".join(more).encode())
        for name in sorted(self.files):
            made.update(f"{len(name)}:{name}{len(self.files[name])}:".encode() + self.files[name])
        made.update(self.timestamp.encode())
        return made.hexdigest()


def read_submission(student: str, folder: Path, limits: Limits, ignore: Iterable[str] = ()) -> Submission:
    """Read the regular files that a student handed in; links and devices are left aside. Raises `Unreadable`."""
    from fnmatch import fnmatch

    files: dict[str, bytes] = {}
    notes: list[str] = []
    total, timestamp = 0, ""
    if folder.is_symlink():
        raise Unreadable("the submission is a link to another place. Ask for the files themselves.")
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(each for each in folders if not os.path.islink(os.path.join(place, each)))
        for name in sorted(names):
            path = os.path.join(place, name)
            relative = os.path.relpath(path, folder).replace(os.sep, "/")
            if any(fnmatch(part, pattern) for part in relative.split("/") for pattern in ignore):
                continue
            try:
                descriptor = os.open(path, READING)
            except OSError as error:
                why = "a link" if os.path.islink(path) else error.strerror
                notes.append(f"{relative[:100]} was left aside: {why}.")
                continue
            with os.fdopen(descriptor, "rb") as file:
                state = os.fstat(file.fileno())
                if not stat.S_ISREG(state.st_mode):
                    notes.append(f"{relative[:100]} was left aside: it is no ordinary file.")
                    continue
                if total + state.st_size > limits.submission or len(files) >= 500:
                    if relative.endswith(".ipynb"):
                        raise Unreadable(f"{relative[:100]} has {state.st_size / 1e6:,.0f} MB; up to "
                                         f"{limits.submission / 1e6:,.0f} MB are read. Ask for it without its outputs.")
                    notes.append(f"{relative[:100]} was left aside: the submission is too large.")
                    continue
                held = file.read(state.st_size)
            if relative == "timestamp.txt":
                timestamp = held[:100].decode("utf-8", "replace").strip()
                continue
            total += len(held)
            files[relative] = held
    return Submission(student, files, notes, timestamp)


def prepare(submission: Submission, key: AssignmentKey) -> list[Prepared]:
    """Set every notebook of a submission right. Raises `Unreadable` where there is none to grade."""
    books = {name[:-6]: data for name, data in submission.files.items() if name.endswith(".ipynb") and "/" not in name}
    if not books:
        raise Unreadable("no notebook was handed in. Ask for the .ipynb file.")
    found: list[Prepared] = []
    problems = []
    for notebook in key.notebooks:
        notes = list(submission.notes)
        known = {each.name for each in key.notebooks}
        name = notebook.name if notebook.name in books else _renamed(notebook, books, known)
        if name is None:
            notes.append(f"{notebook.name}.ipynb was not handed in.")
            found.append(Prepared(notebook, untouched(notebook), notes))
            problems.append(f"{notebook.name}.ipynb is not among what was handed in "
                            f"({', '.join(sorted(books))[:100]}). Ask for it by that name.")
            continue
        if name != notebook.name:
            notes.append(f"The notebook was called {name[:100]}.ipynb.")
        try:
            cells = _cells(books[name])
        except Unreadable as error:
            problems.append(f"{name[:100]}.ipynb: {error}")
            found.append(Prepared(notebook, untouched(notebook), notes))
            continue
        found.append(Prepared(notebook, _set_right(cells, notebook, notes), notes))
    if len(problems) == len(key.notebooks):
        raise Unreadable(" ".join(problems))
    return found


def _renamed(notebook: NotebookKey, books: dict[str, bytes], others: set[str]) -> str | None:
    """The one other notebook that holds this notebook's cells."""
    tests = [cell.name for cell in notebook.cells if cell.grade]
    found = [name for name, data in books.items() if name not in others
             and any(f'"{test}"'.encode() in data for test in tests)]
    return found[0] if len(found) == 1 else None


def untouched(notebook: NotebookKey) -> list[Cell]:
    """The cells of a notebook as they were released, none answered."""
    return [Cell(cell.cell_type, cell.source, cell, answered=False) for cell in notebook.cells]


def _cells(data: bytes) -> list[Cell]:
    """The cells of a notebook file of any version, with nothing but their text and their names. Raises `Unreadable`."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
        version = content["nbformat"]
        if version < 4:
            import nbformat

            content = nbformat.convert(nbformat.reads(data.decode("utf-8-sig"), as_version=nbformat.NO_CONVERT), 4)
        listed = content["cells"]
        if not isinstance(listed, list):
            raise TypeError
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is not a notebook: {str(error)[:100] or 'its JSON is nested too deeply'}. "
                         "Ask for it again; it may have been cut off.") from None
    except Exception:
        raise Unreadable("it is JSON, but not a notebook. Ask for the .ipynb file.") from None
    if len(listed) > MOST_CELLS:
        raise Unreadable(f"it has {len(listed):,} cells; up to {MOST_CELLS:,} are read.")
    cells = []
    for each in listed:
        if not isinstance(each, dict) or each.get("cell_type") not in KINDS:
            continue
        source = each.get("source", "")
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if not isinstance(source, str):
            source = ""
        source = source.encode("utf-8", "replace").decode()  # a lone surrogate is no text
        meta = each.get("metadata")
        meta = meta.get("nbgrader") if isinstance(meta, dict) else None
        name = meta.get("grade_id") if isinstance(meta, dict) else None
        cells.append(Cell(each["cell_type"], source, identity=name if isinstance(name, str) else ""))
    return cells


def _set_right(cells: list[Cell], notebook: NotebookKey, notes: list[str]) -> list[Cell]:
    known = notebook.by_name()
    placed: dict[str, Cell] = {}
    for cell in reversed(cells):  # the last of several counts, as nbgrader has it
        key = known.get(cell.identity)
        if key is None:
            if cell.identity:
                notes.append(f"The cell {cell.identity[:60]!r} is not one of the assignment's; it was run as an "
                             "ordinary one.")
        elif key.name in placed:
            notes.append(f"The cell {key.name} was there more than once; the last one counts.")
        else:
            placed[key.name] = cell
            if key.locked:
                if "".join(cell.source.split()) != "".join(key.source.split()) and not _hides_tests(cell, key):
                    notes.append(f"The cell {key.name} had been changed; the assignment's own was run.")
                cell.source = key.source
            cell.cell_type = key.cell_type
            cell.key = key
            cell.answered = checksum(cell) != key.checksum if key.solution and key.checksum else True
    for cell in cells:
        cell.identity = ""
    order = [each.name for each in notebook.cells]
    for place, name in enumerate(order):
        if name in placed or not (known[name].locked or known[name].grade or known[name].task):
            if name not in placed:
                notes.append(f"The answer cell {name} is missing.")
            continue
        before = next((placed[each] for each in reversed(order[:place]) if each in placed), None)
        at = next((index for index, cell in enumerate(cells) if cell is before), -1) + 1
        after = next((placed[each] for each in order[place + 1:] if each in placed), None)
        if known[name].is_test and after is not None:  # behind whatever stands before the next known cell
            at = next(index for index, cell in enumerate(cells) if cell is after)
        elif known[name].is_test:
            at = len(cells)
        put = Cell(known[name].cell_type, known[name].source, known[name], answered=False)
        cells.insert(at, put)
        placed[name] = put
        notes.append(f"The cell {name} was missing; it was put back.")
    return cells


def _hides_tests(cell: Cell, key: CellKey) -> bool:
    """Whether a locked cell is as released: the same lines, without the hidden ones."""
    lines = [line.strip() for line in key.source.splitlines() if line.strip()]
    own = [line.strip() for line in cell.source.splitlines() if line.strip()]
    rest = iter(lines)
    return all(line in rest for line in own)


def checksum(cell: Cell) -> str:
    """Nbgrader's checksum of a cell: its text, its kind, its flags, its name and its points."""
    key = cell.key
    made = hashlib.md5(usedforsecurity=False)
    for part in (cell.source, cell.cell_type, str(key.grade), str(key.solution), str(key.locked), key.name):
        made.update(part.encode())
    if key.grade:
        made.update(str(float(key.points)).encode())
    return made.hexdigest()
