"""Writes what one student handed in into `submitted/`, keeps what lay there, and remembers where it came from."""

import errno
import json
import os
import shutil
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from helpers.files import write_atomically
from kit.classroom.collection import moments
from kit.classroom.collection.archive import Refused, said
from kit.classroom.collection.layouts import Handed, own_name
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.settings import settings
from kit.grader.sandbox.limits import Limits

KEPT_FROM_STUDENTS = ("timestamp.txt", "submission_secret.txt")  # what says when it came is not for students to say
STAMP = "%Y-%m-%d %H:%M:%S UTC"
RECORD, EARLIER = "collected", "earlier"
OF_THE_MACHINE = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT)  # the rest is a name's fault


def write_all(folder: ClassFolder, name: str, taken: dict[str, list[Handed]], moment_of: dict[str, datetime],
              notes: list[str]) -> dict[str, list[str]]:
    """Write everybody's files; by what was done, whose (`new`, `renewed`, `unchanged`), and what was `refused`."""
    done: dict[str, list[str]] = {"new": [], "renewed": [], "unchanged": [], "refused": []}
    limit = Limits.of(settings(folder)["limits"]).submission
    notebooks = [path.stem for path in sorted(folder.path("source", assignment=name).glob("*.ipynb"))]
    for who, each in sorted(taken.items()):
        files = {}
        for one in _named(each, notebooks):
            inside = "/".join(one.parts)
            if one.parts[0].lower() in KEPT_FROM_STUDENTS:
                notes.append(f"{who}: {one.parts[0]} came from the student, and was left out.")
                continue
            try:
                files[inside] = one.entry.read(limit)
            except Refused as error:
                done["refused"].append(f"{said(one.entry.name)}, of {who}: {error}.")
        if not files:
            continue
        try:
            done[_write(folder, name, who, files, moment_of.get(who), notes)].append(who)
        except Refused as error:
            done["refused"].append(f"{who}: {error}.")
    return done


def _named(each: list[Handed], notebooks: list[str]) -> list[Handed]:
    """The files of one student under names that no two share: the exercise's own for the one that is meant by it."""
    each = sorted(each, key=lambda one: (one.order, one.entry.time.timestamp() if one.entry.time else 0.0))
    books = [one for one in each if one.parts[-1].lower().endswith(".ipynb")]
    for notebook in notebooks:
        own = f"{notebook}.ipynb"
        if any(one.parts == (own,) for one in each):
            continue
        meant = [one for one in books if own_name(one.parts[-1], notebook)]
        if not meant and len(books) == 1 and len(notebooks) == 1:
            meant = books
        if meant:
            each = [replace(one, parts=(own,)) if one is meant[-1] else one for one in each]
    found: dict[tuple[str, ...], Handed] = {}
    for one in each:
        parts, count = one.parts, 1
        while parts in found:
            count += 1
            stem, dot, ending = one.parts[-1].rpartition(".")
            parts = (*one.parts[:-1], f"{stem or ending} ({count}){dot if stem else ''}{ending if stem else ''}")
        found[parts] = replace(one, parts=parts)
    return list(found.values())


def _write(folder: ClassFolder, name: str, who: str, files: dict[str, bytes], moment, notes: list[str]) -> str:
    """Put one student's files in the place of what lay there; says what that was."""
    target = folder.path("submitted", who, name)
    if moment:
        files = {**files, "timestamp.txt": moment.strftime(STAMP).encode()}
    before = {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()
              and not path.is_symlink()} if target.is_dir() and not target.is_symlink() else None
    kept = {inside: data for inside, data in (before or {}).items() if inside != "timestamp.txt"}
    if before == files or (before and not moment and kept == files):
        return "unchanged"
    earlier = (before or {}).get("timestamp.txt", b"").decode("utf-8", "replace").strip()
    if before and moment and (was := moments.read_moment(earlier, None)) and was > moment:
        notes.append(f"{who}: what lies in submitted/ came later ({earlier}) than this, and was kept.")
        return "unchanged"
    base = folder.path("submitted")
    base.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=base, prefix=".collect-"))
    try:
        made = scratch / "made"
        for inside, data in files.items():
            path = made / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink():
            target.unlink()
        if before is not None:
            keep = folder.root / RECORD / EARLIER / who / name
            number = sum(1 for _ in keep.glob("*")) + 1 if keep.is_dir() else 1
            keep.mkdir(parents=True, exist_ok=True)
            os.replace(target, keep / str(number))
        os.replace(made, target)
    except OSError as error:
        if error.errno not in OF_THE_MACHINE:
            raise Refused(f"its files cannot be written under their names ({error.strerror or error})") from None
        raise ClassError(f"{target}: it cannot be written ({error.strerror or error}). What was collected before is "
                         "kept; make room or the folder yours, and collect again.") from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return "new" if before is None else "renewed"


def remember(folder: ClassFolder, name: str, system: str, taken: dict[str, list[Handed]]) -> None:
    """Keep by what name the system knows each hand-in: feedback finds its way back by it."""
    known = remembered(folder, name)
    for who, each in taken.items():
        last = max(each, key=lambda one: one.order)
        if last.prefix:
            known[who] = {"system": system, "prefix": last.prefix}
    if known:
        write_atomically(folder.root / RECORD / f"{name}.json", json.dumps(known, indent=1))


def remembered(folder: ClassFolder, name: str) -> dict[str, dict[str, str]]:
    """By student the system that a hand-in was collected from, and the beginning of its files' names there."""
    try:
        found = json.loads((folder.root / RECORD / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {who: each for who, each in found.items() if isinstance(each, dict)} if isinstance(found, dict) else {}
