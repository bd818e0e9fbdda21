"""Releases exercises: generates them with the gradebook, and makes what students get, searched for answers first."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import shorten
from kit.classroom.course.autograded import FULL
from kit.classroom.course.class_key import class_key
from kit.classroom.course.class_lock import writing
from kit.classroom.course.database import plainly_told
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.generation import nbgrader_log, tidy
from kit.classroom.course.settings import settings
from kit.classroom.release import git
from kit.classroom.release.bundle import clear_scratch, gather, is_bundle, replace_folder, write_bundle, write_folder
from kit.classroom.release.confidential import Secrets, collect_secrets
from kit.classroom.release.leak_search import Leak, verify_bundle
from kit.classroom.release.offers import check_offers, untold_offers
from kit.classroom.release.scratch import left_behind, scratch_prefix
from kit.classroom.release.source_changes import released_texts, remember
from kit.grader.key import AssignmentKey, notebook_key

__all__ = ["Leak", "Release", "Secrets", "collect_secrets", "generate", "release", "verify_bundle"]
FORMS = ("folder", "zip", "git")
ADDRESS = re.compile(r"[A-Za-z][\w+.-]+:/+[^/]|[\w.-]+@[\w.-]+:")  # https://host/x (a path keeps one /), git@host:x
SAID = re.compile(r"^(?:[\w.]*\.)?\w*(?:Error|Exception): (.+)", re.MULTILINE)


@dataclass(frozen=True)
class Release:
    """What was handed out: where, in which form, which exercises, how many files; the commit of a git branch.

    `notes` say what a person should know, such as a file that was left out.
    """

    path: Path
    form: str
    assignments: tuple[str, ...]
    files: int
    commit: str = ""
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        commit = f", commit {self.commit[:10]}" if self.commit else ""
        lines = [f"Generated: {', '.join(self.assignments)}",
                 f"What students get ({self.files} files{commit}): {self.path}",
                 "It was searched for answers, hidden tests, reference designs and the class's data; none is in it."]
        return "\n".join([*lines, *self.notes])


def release(folder: ClassFolder, course: Path, to: Path, assignments: Iterable[str] = (), form: str = "folder",
            branch: str = "students") -> Release:
    """Generate exercises (all, or those named) with the gradebook, and hand them out with all that learners need.

    `form` is `"folder"`, `"zip"`, or `"git"`: a commit on top of `branch` in the repository at `to`, which is made
    where there is none. Exercises released before stay in the bundle. Raises `ClassError`, and leaves no bundle, when a
    line of an answer or a hidden test is found in it.
    """
    if form not in FORMS:
        raise ClassError(f"form: {shorten(form)} is not known. Give one of {', '.join(FORMS)}.")
    if ADDRESS.match(str(to)):
        raise ClassError(f"to: {shorten(str(to))} is an address, and a release is made on this machine. Give a folder "
                         f"such as students.git, then push it: git -C students.git push ADDRESS {branch}")
    to = Path(to).expanduser().absolute()
    to = to.parent.resolve() / to.name  # as it is read, without `..`
    with plainly_told():
        return _release(folder, course, to, assignments, form, branch)


def _release(folder: ClassFolder, course: Path, to: Path, assignments: Iterable[str], form: str,
             branch: str) -> Release:
    clear_scratch(to)
    _check_target(folder, Path(course), to, form)
    wanted = [folder.assignment(each) for each in assignments] or folder.assignments()
    if not wanted:
        raise ClassError(f"{folder.path('source')}: there is no exercise to release. Put one into source/.")
    generate(folder, wanted)
    released = [name for name in folder.assignments() if any(folder.path("release", assignment=name).glob("*.ipynb"))]
    files, left_out = gather(Path(course), folder.path("release"), released, bool(settings(folder)["variants"]),
                             due_dates(folder))
    secrets = collect_secrets(folder, Path(course))
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=scratch_prefix("bundle")) as scratch:
        made = Path(scratch, "bundle")
        write_folder(files, made)
        _refuse(verify_bundle(made, secrets))
        commit = _hand_out(files, made, to, form, branch, secrets, Path(course))
    notes = [f"{name} is left out: beside an exercise only .ipynb, .csv, .json and .yaml are handed out."
             for name in left_out]
    notes += [each for name in wanted for each in untold_offers(source_key(folder, name))]
    notes += [f"{each}: too short to be searched for; look yourself that it is given nowhere."
              for each in secrets.too_short]
    notes += [f"{name}: the test {cell} runs beside the answer ({why}): code that reads its memory may read it."
              for each in wanted for name, cell, why in class_key(folder, each).exposed()]
    return Release(to, form, tuple(wanted), len(files), commit, tuple(notes))


def _hand_out(files: dict[str, bytes], made: Path, to: Path, form: str, branch: str, secrets: Secrets,
              course: Path) -> str:
    """Put a searched bundle where it belongs, and search what came of it once more."""
    if form == "folder":
        replace_folder(made, to)
        return ""
    if form == "zip":
        write_bundle(files, to, course)
        leaks = verify_bundle(to, secrets)
        if leaks:
            to.unlink()
        _refuse(leaks)
        return ""
    new = git.prepare(to, branch)
    before = git.head(to, branch)
    commit = git.commit(to, made, branch, "Release of the course")
    leaks = verify_bundle(to, secrets, branch)
    if leaks and new:
        shutil.rmtree(to)
    elif leaks and commit != before:
        git.move(to, branch, before)
    _refuse(leaks)
    return commit


def due_dates(folder: ClassFolder) -> dict:
    """When each assignment of the gradebook is due, in UTC."""
    from kit.classroom.course.database import class_gradebook

    with class_gradebook(folder) as gradebook:
        return {each.name: each.duedate for each in gradebook.assignments if each.duedate}


def _refuse(leaks: list[Leak]) -> None:
    if leaks:
        shown = "\n".join(f"  {each}" for each in leaks[:10])
        more = f"\n  and {len(leaks) - 10} more" if len(leaks) > 10 else ""
        places = "one place" if len(leaks) == 1 else f"{len(leaks)} places"
        raise ClassError(f"Nothing was handed out: {places} in the bundle would give something away.\n{shown}{more}\n"
                         "Take it out where it stands (change source/, never release/); "
                         "or, if it may be public, add the line to public_lines in kit.yaml.")


def _check_target(folder: ClassFolder, course: Path, to: Path, form: str) -> None:
    own = [folder.path(step).resolve() for step in ("source", "release", "submitted", "autograded", "feedback")]
    place = to.resolve()
    if place in (folder.root, Path(course).resolve()) or any(place.is_relative_to(each) for each in own):
        raise ClassError(f"to: {to} is the class's own or the course's. Give a place of its own.")
    if form == "zip" and (to.suffix != ".zip" or to.is_dir()):
        raise ClassError(f"to: {to} is not the path of a zip file. Give one such as course.zip.")
    if form == "folder" and to.exists() and (not to.is_dir() or (any(to.iterdir()) and not is_bundle(to))):
        raise ClassError(f"to: {to} is there and was not made by a release; nothing was changed. Give a new folder.")
    if form == "folder" and git.is_repository(to):
        raise ClassError(f"to: {to} is a git repository. Choose the form git, or give a new folder.")


MARKERS = re.compile(r"^\s*###\s*(BEGIN|END)\b[ \t]*(.*?)[ \t]*$", re.MULTILINE)


def check_markers(source: Path) -> None:
    """See that what is hidden from students begins and ends where it should. Raises `ClassError` with the line."""
    for path in sorted(source.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            text = "".join(cell["source"])
            open_now = ""
            for kind, what in MARKERS.findall(text):
                right = what in ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
                if not right or (kind == "BEGIN") == bool(open_now) or (kind == "END" and what != open_now):
                    raise ClassError(f"{path.name}: the line '### {kind} {what}' has no partner or is misspelt. Write "
                                     "### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS (or SOLUTION) in pairs.")
                open_now = what if kind == "BEGIN" else ""
            if open_now:
                raise ClassError(f"{path.name}: '### BEGIN {open_now}' is never ended. Add '### END {open_now}'.")


def generate(folder: ClassFolder, assignments: list[str]) -> None:
    """Write the release of assignments, entering their cells into the gradebook; the same source gives the same bytes.

    Raises `ClassError` with what nbgrader said.
    """
    assert folder.course  # nbgrader's tools are found from here on
    for name in assignments:
        check_markers(folder.path("source", assignment=name))
        check_offers(source_key(folder, name))
    with plainly_told():
        before = {name: released_texts(folder, name) for name in assignments}
        with writing(folder):
            _generate(folder, assignments)
        for name in assignments:
            remember(folder, name, before[name])


def source_key(folder: ClassFolder, assignment: str) -> AssignmentKey:
    """The key that an assignment's source carries, hidden tests among it. Raises `ClassError`."""
    books = []
    for path in sorted(folder.path("source", assignment=assignment).glob("*.ipynb")):
        try:
            books.append(notebook_key(path.stem, json.loads(path.read_text(encoding="utf-8"))))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ClassError(f"{path.name}: this is not a notebook that can be read. Save it in JupyterLab, and try "
                             "again.") from None
    return AssignmentKey(assignment, tuple(books))


def _generate(folder: ClassFolder, assignments: list[str]) -> None:
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    for name in assignments:
        course = CourseDirectory(config=folder.config, assignment_id=name)
        target = folder.path("release", assignment=name)
        earlier = _moved_away(target)
        with nbgrader_log() as said:
            try:
                GenerateAssignment(coursedir=course, config=folder.config, force=True).start()
            except BaseException as error:
                _put_back(earlier, target)
                if not isinstance(error, Exception) or (isinstance(error, OSError) and error.errno in FULL):
                    raise
                lines = dict.fromkeys(line.rstrip(".") for line in SAID.findall(said.getvalue()) or [str(error)])
                raise ClassError(f"{name}: nbgrader could not generate it: {'. '.join(lines)[:600]}. "
                                 "Mend the notebook in source/; the earlier release is as it was.") from None
        try:
            for path in target.rglob("*.ipynb"):
                path.write_bytes(tidy(path.read_bytes()))
        except OSError:
            _put_back(earlier, target)
            raise
        shutil.rmtree(earlier, ignore_errors=True)


def _moved_away(target: Path) -> Path:
    """Put an earlier release aside, by renaming it: that works on a full disk, and so does the way back."""
    earlier = target.with_name(f"{scratch_prefix('release')}{target.name}")
    for each in left_behind(target.parent, "release"):  # of a run that was killed
        if each.name.endswith(f"-{target.name}"):
            _put_back(each, target)
    if target.is_dir():
        os.replace(target, earlier)
    return earlier


def _put_back(earlier: Path, target: Path) -> None:
    if earlier.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        os.replace(earlier, target)
