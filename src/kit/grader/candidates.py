"""Which file of a submission is the notebook: the one by its name, or the only one that can be meant."""

import contextlib
import io
import zipfile
from dataclasses import dataclass, field

from kit.grader.cells import Cell, Unreadable, read_cells, squashed
from kit.grader.key import NotebookKey
from kit.grader.repair import Repair

NOTEBOOK = ".ipynb"
MOST_MEMBERS, LARGEST_MEMBER, LARGEST_ZIP = 500, 20_000_000, 60_000_000  # of an archive: files, and bytes unpacked
OTHER_ENDINGS = (".ipynb.txt", ".ipynb.json", ".json", ".txt", ".html")


@dataclass
class Candidate:
    """A file that may be the notebook: where it lies, and its cells, or why there are none."""

    path: str
    data: bytes
    problem: str = ""
    notes: list[str] = field(default_factory=list)

    def cells(self) -> list[Cell]:
        """Its cells, read anew. Raises `Unreadable`."""
        self.notes = []
        return read_cells(self.data, self.notes)

    def answers(self, notebook: NotebookKey) -> tuple[str, ...] | None:
        """What it answers, white space aside; nothing where it is as it was handed out, `None` if unreadable."""
        released = {key.name: squashed(key.source) for key in notebook.cells if not key.locked}
        shown = {squashed(text) for text in (*notebook.plain, *notebook.words)} | set(released.values())
        locked = {key.name for key in notebook.cells if key.locked}
        try:
            cells = self.cells()
        except Unreadable:
            return None
        return tuple(squashed(cell.source) for cell in cells
                     if cell.identity not in locked and squashed(cell.source) and squashed(cell.source) not in shown
                     and (cell.identity in released or cell.cell_type == "code" or not released))


def candidates(files: dict[str, bytes], notes: list[str]) -> list[Candidate]:
    """Every file that may be a notebook: beside the others, in a folder, in an archive, under another ending."""
    found = []
    for path, data in files.items():
        if is_archive(path, data):
            found += _unpacked(path, data, notes)
        elif may_be_notebook(path, data):
            found.append(Candidate(path, data))
    return found


def is_archive(path: str, data: bytes) -> bool:
    """Whether a file is a zip archive."""
    return path.lower().endswith(".zip") or data[:4] == b"PK\3\4"


def may_be_notebook(path: str, data: bytes) -> bool:
    """Whether a file may be a notebook, by its name or, under another one, by what it holds.

    >>> may_be_notebook("a.ipynb", b""), may_be_notebook("a.ipynb.txt", b'{"cells": []}'), may_be_notebook("b.txt", b"")
    (True, True, False)
    """
    low = path.rsplit("/", 1)[-1].lower()
    return low.endswith(NOTEBOOK) or ((low.endswith(OTHER_ENDINGS) or "." not in low) and b'"cells"' in data)


def _unpacked(path: str, data: bytes, notes: list[str]) -> list[Candidate]:
    found, left = [], LARGEST_ZIP
    with contextlib.suppress(OSError):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in archive.infolist()[:MOST_MEMBERS]:
                    name = member.filename
                    hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
                    if hidden or not name.lower().endswith(NOTEBOOK) or member.file_size > min(LARGEST_MEMBER, left):
                        continue
                    with archive.open(member) as file:
                        held = file.read(min(LARGEST_MEMBER, left) + 1)
                    left -= len(held)
                    if left > 0:
                        found.append(Candidate(f"{path}/{name}", held))
        except (zipfile.BadZipFile, RuntimeError, ValueError, NotImplementedError, EOFError, KeyError):
            notes.append(f"{path[:100]} is an archive that cannot be read.")
        except Exception as error:  # an archive may be broken in as many ways as there are packers
            notes.append(f"{path[:100]} is an archive that cannot be read ({type(error).__name__}).")
    return found


def choose(notebook: NotebookKey, found: list[Candidate], others: set[str], done: Repair) -> Candidate:
    """The one candidate that is this notebook; what was passed over is told. Raises `Unreadable` where none is.

    The file of that name counts if it is answered. One that is as it was handed out gives way to the one answered copy.
    """
    named = next((each for each in found if each.path == f"{notebook.name}{NOTEBOOK}"), None)
    ids = [f'"{key.name}"'.encode() for key in notebook.cells if key.grade or key.task]
    like = [each for each in found if each is not named and each.path not in others
            and any(name in each.data for name in ids)]
    if named is not None and not like:
        return named
    answered = {each.path: each.answers(notebook) for each in (*((named,) if named else ()), *like)}
    full = list({answered[each.path]: each for each in reversed(like) if answered[each.path]}.values())
    if named is not None and answered[named.path]:
        more = [each.path for each in full if answered[each.path] != answered[named.path]]
        if more:
            done.flags.append(("several-notebooks", "", f"{named.path} was graded; other answers stand in "
                               f"{_listed(more)}. Ask which counts"))
        return named
    if len(full) > 1:
        raise Unreadable(f"several notebooks hold different answers: {_listed([each.path for each in full])}. "
                         "Ask which counts, and delete the others.")
    if full and named is not None:
        state = "cannot be read" if answered[named.path] is None else "is as it was handed out"
        done.flags.append(("copy-taken", "", f"{named.path} {state}; the answers stand in {full[0].path[:100]}, which "
                           "was graded in its place"))
        return full[0]
    if named is not None:
        return named
    left = full or [each for each in like if answered[each.path] is not None][:1] or like[:1]
    if left:
        done.notes.append(f"The notebook was called {left[0].path[:100]}.")
        return left[0]
    raise Unreadable(_nothing_there(notebook, found))


def _nothing_there(notebook: NotebookKey, found: list[Candidate]) -> str:
    books = [each.path for each in found if each.path.lower().endswith(NOTEBOOK)]
    return (f"{notebook.name}{NOTEBOOK} is not among what was handed in "
            f"({_listed(books or [each.path for each in found])}). Ask for it by that name.")


def _listed(paths: list[str]) -> str:
    shown = ", ".join(sorted(paths)[:5])[:200]
    return shown + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")
