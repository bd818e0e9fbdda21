"""Reads a submission, whatever it is, and sets it right: graded cells as released, everything once, nothing hostile."""

import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kit.grader.candidates import candidates, choose
from kit.grader.cells import Cell, Unreadable, checksum
from kit.grader.key import AssignmentKey, NotebookKey
from kit.grader.repair import Repair, set_right, untouched
from kit.grader.sandbox.limits import Limits

__all__ = ["Cell", "Prepared", "Submission", "Unreadable", "checksum", "prepare", "read_submission", "untouched"]
MOST_FILES, LONGEST_NAME = 500, 100  # of a submission; characters of one part of a path that had to be written anew
# Windows has none but the last: bytes are read as they are.
READING = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


@dataclass
class Prepared:
    """One notebook of a submission, set right; `notes` say what had to be, `flags` what a person should look at."""

    key: NotebookKey
    cells: list[Cell]
    notes: list[str]
    flags: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Submission:
    """What a student handed in: files by their path, and what was left aside."""

    student: str
    files: dict[str, bytes]
    notes: list[str]
    timestamp: str = ""

    def digest(self, *more: str) -> str:
        """A name for exactly these bytes, and whatever else decides a grade."""
        made = hashlib.sha256(_bytes("\0".join(more)))
        for name in sorted(self.files):
            made.update(_bytes(f"{len(name)}:{name}{len(self.files[name])}:") + self.files[name])
        made.update(_bytes(self.timestamp))
        return made.hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def read_submission(student: str, folder: Path, limits: Limits, ignore: Iterable[str] = (),
                    only: Iterable[str] | None = None) -> Submission:
    """Read the regular files that a student handed in; links and devices are left aside. Raises `Unreadable`.

    With `only`, the files of these names that lie directly in the folder.
    """
    from fnmatch import fnmatch

    files: dict[str, bytes] = {}
    notes: list[str] = []
    copies: list[str] = []
    total, timestamp = 0, ""
    if folder.is_symlink():
        raise Unreadable("the submission is a link to another place. Ask for the files themselves.")
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = [] if only is not None else sorted(
            each for each in folders if not os.path.islink(os.path.join(place, each)))
        for name in sorted(names if only is None else set(names) & set(only)):
            path = os.path.join(place, name)
            relative = text_name(os.path.relpath(path, folder).replace(os.sep, "/"), files, notes)
            if any(fnmatch(part, pattern) for part in relative.split("/") for pattern in ignore):
                copies += [relative] if relative.endswith(".ipynb") else []
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
                beyond = _beyond(state.st_size, total, len(files), limits)
                if beyond and relative.endswith(".ipynb"):
                    raise Unreadable(f"{relative[:100]} was not read: {beyond}.")
                if beyond:
                    notes.append(f"{relative[:100]} was left aside: {beyond}.")
                    continue
                held = file.read(state.st_size)
            if relative == "timestamp.txt":
                timestamp = text_of(held[:200])
                continue
            total += len(held)
            files[relative] = held
    if copies and not files:
        notes.insert(0, f"there is only a copy that JupyterLab keeps for itself ({copies[0][:100]}). "
                        "Ask for the notebook.")
    return Submission(student, files, notes, timestamp)


def _beyond(size: int, total: int, files: int, limits: Limits) -> str:
    """Why a file is more than is read of a submission, and what to ask for; nothing where it is not."""
    most = f"{limits.submission / 1e6:,.3g} MB"
    if size > limits.submission:
        return f"it has {size / 1e6:,.3g} MB, and up to {most} are read. Ask for it without its outputs"
    if total + size > limits.submission:
        return f"all files together have more than {most}. Ask for the notebook alone"
    return f"there are more than {MOST_FILES} files. Ask for the notebook alone" if files >= MOST_FILES else ""


def text_name(path: str, taken: Iterable[str], notes: list[str]) -> str:
    r"""A file's path as text: what is not UTF-8 (an archive made on Windows) is read as Latin letters, and said.

    >>> text_name("l\udcf6sung.ipynb", (), [])
    'lösung.ipynb'
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        read = path.encode("utf-8", "surrogateescape").decode("latin-1")
        parts = ["".join(mark if mark.isprintable() else "_" for mark in part) for part in read.split("/")]
        parts = [part if len(part) <= LONGEST_NAME else part[:LONGEST_NAME // 2] + part[-LONGEST_NAME // 2:]
                 for part in parts]
        path = "/".join(parts)
        while path in taken:
            path = f"_{path}"
        notes.append(f"A file's name is no text in UTF-8; it was read as {path[:100]}.")
    return path


def text_of(data: bytes) -> str:
    r"""The text of a small file, whichever program wrote it: with a byte-order mark, or in UTF-16 as PowerShell has it.

    >>> text_of(b"\xef\xbb\xbf2026-11-23 18:00:00 UTC\r\n"), text_of("2026".encode("utf-16"))
    ('2026-11-23 18:00:00 UTC', '2026')
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace").strip()
    return data.decode("utf-8", "replace").strip()


def prepare(submission: Submission, key: AssignmentKey) -> list[Prepared]:
    """Set every notebook of a submission right. Raises `Unreadable` where there is none to grade."""
    remarks = list(submission.notes)
    found = candidates(submission.files, remarks)
    if not found:
        there = ", ".join(sorted(submission.files)[:5])[:200]
        raise Unreadable("no notebook was handed in"
                         + (f"; what lies there is {there}" if there else "")
                         + (f" ({remarks[0]})" if remarks else "") + ". Ask for the .ipynb file.")
    known = {f"{each.name}.ipynb" for each in key.notebooks}
    made: list[Prepared] = []
    problems = []
    for notebook in key.notebooks:
        done = Repair(list(remarks))
        taken = None
        try:
            taken = choose(notebook, found, known - {f"{notebook.name}.ipynb"}, done)
            cells = taken.cells()
        except Unreadable as error:
            problems.append(f"{taken.path[:100]}: {error}" if taken else str(error))
            done.notes.append(f"{notebook.name}.ipynb was not handed in." if taken is None else problems[-1])
            made.append(Prepared(notebook, untouched(notebook), done.notes, done.flags))
            continue
        done.notes += taken.notes
        made.append(Prepared(notebook, set_right(cells, notebook, done), done.notes, done.flags))
    if len(problems) == len(key.notebooks):
        raise Unreadable(" ".join(problems))
    return made
