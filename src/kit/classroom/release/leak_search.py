"""Searches what is handed out, as a folder, a zip or a git repository, for what must not be in it."""

import contextlib
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import shorten
from kit.classroom.release import git
from kit.classroom.release.bundle import is_allowed
from kit.classroom.release.confidential import MARKER, Secret, Secrets, fold


@dataclass(frozen=True)
class Leak:
    """Something that must not be handed out: in which file it stands, what it is, and where it comes from."""

    path: str
    kind: str
    where: str
    text: str = ""

    def __str__(self) -> str:
        said = f": {shorten(self.text, 80)}" if self.text else ""
        return f"{self.path}: {self.kind} ({self.where}){said}"


@dataclass(frozen=True)
class Held:
    """One file of a bundle: its path there, its bytes, and where it was found (such as a commit)."""

    path: str
    data: bytes
    place: str = ""
    listed: bool = True  # whether its path has to be one that a bundle may hold


def verify_bundle(bundle: Path, secrets: Secrets, branch: str | None = None) -> list[Leak]:
    """Every leak in a bundle: a folder, a zip file, or a git repository with its whole history.

    With `branch`, only the paths on that branch must be a bundle's; the texts of all branches are searched. What is
    searched for stands in `kit.classroom.release.confidential`. Nothing found is an empty list.
    """
    leaks: list[Leak] = []
    for held in files_of(Path(bundle), branch):
        shown = f"{held.place}{held.path}"
        if held.listed and not is_allowed(held.path):
            leaks.append(Leak(shown, "a file that no bundle holds", "only what is listed is handed out"))
        leaks += [Leak(shown, secret.kind, secret.where, secret.text) for secret in found_in(held, secrets)]
        if held.path.endswith(".ipynb"):
            leaks += [Leak(shown, *each) for each in unsolved(held, secrets)]
    return list(dict.fromkeys(leaks))


def found_in(held: Held, secrets: Secrets) -> list[Secret]:
    """The secrets that a file holds; the same file is searched once."""
    name = held.path, hashlib.sha256(held.data).digest()
    if name not in secrets.searched:
        text = searchable(held)
        likely = (secrets.texts[place] for place in secrets.beginnings.likely(text))
        secrets.searched[name] = [secret for secret in likely if secret.needle in text]
    return secrets.searched[name]


def searchable(held: Held) -> str:
    """All the text of a file, folded: as it stands, and for JSON also each text that it holds."""
    raw = held.data.decode("utf-8", "replace") if b"\0" not in held.data[:8000] else held.data.decode("latin-1")
    found = [fold(held.path), fold(raw)]
    if held.path.endswith((".ipynb", ".json")) or raw.lstrip()[:1] == "{":
        with contextlib.suppress(ValueError, RecursionError):  # then it is searched as it stands
            found += [fold(each) for each in texts_in(json.loads(raw))]
    return "\0".join(found)


def texts_in(value) -> Iterator[str]:
    """Every text in a JSON value; a list of lines is one text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        yield "".join(value)
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)


def unsolved(held: Held, secrets: Secrets) -> Iterator[tuple[str, str, str]]:
    """What an exercise still holds of its own answers: a marker, or a line in the very cell."""
    try:
        cells = json.loads(held.data)["cells"]
    except (ValueError, KeyError, TypeError):
        yield "an unreadable notebook", "it cannot be searched", ""
        return
    stem = held.path.rsplit("/", 1)[-1].removesuffix(".ipynb")
    for cell in cells:
        source = "".join(cell.get("source", ""))
        marker = MARKER.search(source)
        if marker:
            yield "marker", "a region was not removed", marker.group()
        meta = cell.get("metadata", {}).get("nbgrader") or {}
        answers = secrets.cells.get((stem, meta.get("grade_id", "")), frozenset())
        for line in source.splitlines():
            bare = re.sub(r"\s+#\s.*$", "", line)
            if fold(line) in answers or fold(bare) in answers:
                yield "answer", f"{stem}, {meta['grade_id']}, in its own cell", line.strip()


def files_of(bundle: Path, branch: str | None = None) -> Iterator[Held]:
    """Every file of a bundle; of a git repository, every file of every commit, and the commits themselves."""
    if bundle.is_file():
        yield from _zipped(bundle)
    elif git.is_repository(bundle):
        yield from _committed(bundle, branch)
    else:
        for path in sorted(bundle.rglob("*")):
            name = path.relative_to(bundle).as_posix()
            if path.is_symlink():
                yield Held(f"{name} (a link)", str(path.readlink()).encode())
            elif path.is_file():
                yield Held(name, path.read_bytes())


def _zipped(bundle: Path) -> Iterator[Held]:
    with zipfile.ZipFile(bundle) as archive:
        names = [each for each in archive.infolist() if not each.is_dir()]
        top = {each.filename.split("/")[0] for each in names}
        strip = len(top) == 1 and all("/" in each.filename for each in names)
        yield Held("(comment)", archive.comment, listed=False)
        for each in names:
            yield Held(each.filename.split("/", 1)[1] if strip else each.filename, archive.read(each))


def _committed(bundle: Path, branch: str | None) -> Iterator[Held]:
    seen = set()
    for commit in git.commits(bundle):
        for blob, path in git.files(bundle, commit):
            seen.add((blob, path))
    mine = {path for commit in git.commits(bundle, branch) for _, path in git.files(bundle, commit)}
    objects = git.contents(bundle, sorted({blob for blob, _ in seen}))
    for blob, path in sorted(seen, key=lambda each: each[1]):
        yield Held(path, objects[blob], "in the history: ", listed=path in mine)
    for name, text in git.messages(bundle):
        yield Held(name, text, listed=False)
