"""Accounts for whatever lies in `submitted/`: whose it is, where there is one reading; else its name and what to do."""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from helpers.errors import nearest
from kit.classroom.course.database import shown_name
from kit.classroom.course.folder import ClassFolder
from kit.grader.candidates import candidates
from kit.grader.key import notebook_key

LARGEST = 25_000_000  # bytes of a stray file that is looked into
EXACT, NEAR, STRAY = 0, 1, 2  # how plainly a place names a student and an assignment


@dataclass(frozen=True)
class Handed:
    """What one student handed in: a folder, or with `only` some files in it; `note` says where it was found."""

    student: str
    path: Path
    rank: int = EXACT
    note: str = ""
    only: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Account:
    """All of `submitted/` for one assignment: what is graded, what is left aside and why, and who is missing."""

    handed: dict[str, Handed]
    aside: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def account(folder: ClassFolder, assignment: str, listed: set[str] | None) -> Account:
    """Find what each student handed in for an assignment.

    Parameters
    ----------
    folder : ClassFolder
        The class.
    assignment : str
        The whole name of one of its assignments.
    listed : set[str] or None
        The class list; without one, every folder of `submitted/` is a student's.

    Returns
    -------
    Account
        Submissions by student, and sentences about the rest.
    """
    search = _Search(folder, assignment, listed)
    search.look()
    handed, aside = {}, list(search.aside)
    for student, found in sorted(search.claims.items()):
        found = sorted(found, key=lambda each: each.rank)
        best = [each for each in found if each.rank == found[0].rank]
        if len(best) > 1:
            places = ", ".join(search.shown(each) for each in best)
            aside.append(f"{shown_name(student)} handed in more than once: {places}. Keep one.")
            continue
        handed[student] = best[0]
        aside += [f"{search.shown(each)} was passed over: {shown_name(student)}'s is {search.shown(best[0])}. Delete "
                  "the one that does not count." for each in found[1:]]
    if listed is None:
        aside += _alike(handed)
    return Account(handed, tuple(aside), tuple(sorted((listed or set()) - set(handed))))


def folded(name: str) -> str:
    r"""A name as it is compared: capital letters and forms of writing a letter aside.

    >>> folded("JOSE\u0301") == folded("jos\xe9")
    True
    """
    return unicodedata.normalize("NFC", name).casefold().strip()


def _alike(handed: dict[str, Handed]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for student in handed:
        groups.setdefault(folded(shown_name(student)), []).append(shown_name(student))
    return [f"{' and '.join(each)} differ by capital letters alone, or by how a letter is written: is it one student?"
            for each in groups.values() if len(each) > 1]


@dataclass
class _Search:
    folder: ClassFolder
    assignment: str
    listed: set[str] | None
    claims: dict[str, list[Handed]] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.base = self.folder.path("submitted")
        self.people = {folded(each): each for each in self.listed or ()}
        self.names = {folded(each): each for each in {*self.folder.assignments(), self.assignment}}

    def shown(self, handed: Handed) -> str:
        """Where something lies, as a person reads it."""
        path = handed.path if handed.only is None else handed.path / handed.only[0]
        return self.place(path)

    def place(self, path: Path) -> str:
        """A path below the class folder."""
        with_base = path.relative_to(self.base.parent) if path.is_relative_to(self.base.parent) else path
        return shown_name(str(with_base))

    def look(self) -> None:
        """Go through the folder once."""
        for entry in _entries(self.base):
            if entry.is_symlink():
                self.aside.append(f"{self.place(entry)} is a link and was not followed. Put the files there.")
            elif not entry.is_dir():
                self._loose(entry, entry.stem)
            elif self._is_assignment(entry.name) and entry.name not in (self.listed or ()):
                self._swapped(entry)
            else:
                self._student(entry)

    def who(self, name: str) -> tuple[str | None, int]:
        """The student of a name, and how plainly it is theirs."""
        if self.listed is None or name in self.listed:
            return name, EXACT
        for reading in (name, *_readings(name)):
            if folded(reading) in self.people:
                return self.people[folded(reading)], NEAR
        return None, NEAR

    def _is_assignment(self, name: str) -> bool:
        return folded(name) in self.names

    def _claim(self, student: str | None, name: str, path: Path, rank: int,
               only: tuple[str, ...] | None = None) -> None:
        """Note a submission; without a student it is named and left."""
        made = Handed(student or "", path, rank, "", only)
        if student is None:
            there = nearest(shown_name(name), self.listed or ())
            self.aside.append(f"{self.shown(made)}: {shown_name(name)} is not in the class list.{there} Rename it to "
                              "the student's id, or add the student: kit class init THIS_FOLDER --students FILE.csv")
            return
        note = "" if rank == EXACT else f"It was found in {self.shown(made)}."
        self.claims.setdefault(student, []).append(Handed(student, path, rank, note, only))

    def _student(self, place: Path) -> None:
        """What lies in a student's folder."""
        student, sure = self.who(place.name)
        inside = _entries(place)
        if inside is _NOTHING:
            self.aside.append(f"{self.place(place)} cannot be read. Make it readable for yourself.")
        for entry in inside:
            if folded(entry.name) == folded(self.assignment):
                rank = max(sure, EXACT if entry.name == self.assignment else NEAR)
                if entry.is_dir() or entry.is_symlink():
                    self._claim(student, place.name, entry, rank)
                else:
                    self._claim(student, place.name, place, NEAR, (entry.name, "timestamp.txt"))
            elif entry.is_symlink() or self._is_assignment(entry.name):
                continue
            elif entry.is_dir():
                if any(self._belongs(each) == self.assignment for each in _files_below(entry)):
                    self._claim(student, place.name, entry, STRAY)
            elif self._belongs(entry) == self.assignment:
                self._claim(student, place.name, place, STRAY, (entry.name, "timestamp.txt"))
            elif entry.suffix.lower() in (".ipynb", ".zip") and self._belongs(entry) is None:
                self.aside.append(f"{self.place(entry)}: it cannot be told which exercise this is. Put it into "
                                  f"{self.place(place)}/EXERCISE/")

    def _swapped(self, place: Path) -> None:
        """A folder with the assignment's name, where a student's should be: students lie in it."""
        if folded(place.name) != folded(self.assignment):
            return
        for entry in _entries(place):
            name = entry.name if entry.is_dir() else entry.stem
            student, _ = self.who(name)
            if entry.is_symlink():
                continue
            if entry.is_dir():
                self._claim(student, name, entry, NEAR)
            elif self._belongs(entry) == self.assignment and self.listed is not None:
                self._claim(student, name, place, NEAR, (entry.name,))
            else:
                self.aside.append(f"{self.place(entry)}: whose it is cannot be told. "
                                  f"Put it into {self.place(self.base)}/STUDENT/{self.assignment}/")

    def _loose(self, entry: Path, name: str) -> None:
        """A file directly in `submitted/`: a student's, if it is named after one."""
        of = self._belongs(entry)
        student, _ = self.who(name)
        if of == self.assignment and student is not None and self.listed is not None:
            self._claim(student, name, self.base, STRAY, (entry.name,))
        elif of in (None, self.assignment):
            self.aside.append(f"{self.place(entry)}: whose it is cannot be told. "
                              f"Put it into {self.place(self.base)}/STUDENT/{self.assignment}/"
                              + (", or see kit collect." if entry.suffix == ".zip" else ""))

    def _belongs(self, path: Path) -> str | None:
        """The assignment whose graded cells a file holds; the one of its name before others. `None`: none."""
        try:
            if not path.is_file() or path.stat().st_size > LARGEST:
                return None
            data = path.read_bytes()
        except OSError:
            return None
        held = candidates({path.name: data}, [])
        counts = {name: sum(each.data.count(mark) > 0 for each in held for mark in marks)
                  for name, marks in self._marks.items()}
        best = max(counts.values(), default=0)
        found = [name for name, many in counts.items() if many == best and best]
        named = [name for name in found if folded(path.name).startswith(folded(name))]
        return (named or found or [None])[0]

    @cached_property
    def _marks(self) -> dict[str, list[bytes]]:
        """How the graded cells of each assignment are named in a notebook file."""
        import json

        found: dict[str, list[bytes]] = {}
        for name in self.names.values():
            for path in sorted(self.folder.path("source", assignment=name).glob("*.ipynb")):
                key = notebook_key(path.stem, json.loads(path.read_text(encoding="utf-8")))
                found.setdefault(name, []).extend(f'"{each.name}"'.encode() for each in key.cells)
        return found


_NOTHING: list[Path] = []


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder, by name; hidden files aside."""
    try:
        return sorted((each for each in folder.iterdir() if not each.name.startswith(".")),
                      key=lambda each: os.fsencode(each.name))
    except OSError:
        return _NOTHING


def _files_below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))[:50]
        for name in sorted(names)[:200]:
            if name.lower().endswith((".ipynb", ".zip")):
                yield Path(place, name)


def _readings(name: str) -> list[str]:
    """What a folder's name may be that is no text in UTF-8: an archive made on Windows wrote it."""
    raw = os.fsencode(name)
    try:
        raw.decode()
    except UnicodeDecodeError:
        return [raw.decode(each, "replace") for each in ("cp437", "cp1252", "latin-1")]
    return []
