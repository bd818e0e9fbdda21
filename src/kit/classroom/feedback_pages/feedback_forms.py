"""Feedback ready to be handed back: pages for a hub, one zip to send, or the zip that Moodle or Canvas takes."""

import csv
import io
import re
import shlex
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import CourseError, nearest, shorten
from kit.classroom.collection.hand_ins import remembered
from kit.classroom.course.folder import ClassFolder
from kit.classroom.grading.records import open_gradebook
from kit.classroom.release.zips import write_zip

FORMS = ("pages", "zip", "moodle", "canvas")
INDEX = "index.csv"
HUB_NEEDS = ("timestamp.txt", "submission_secret.txt")  # `nbgrader collect` writes them
UPLOAD = {
    "moodle": "in Moodle, open the assignment > Submissions > Actions > Upload multiple feedback files in a zip (the "
              "feedback type `Feedback files` must be on)",
    "canvas": "in Canvas, open the gradebook > the exercise's column > Re-Upload Submissions; each page becomes a "
              "comment's file, a web page that Canvas may show under the name of what the student handed in",
    "zip": f"{INDEX} in it says whose each page is, with addresses, for a mail merge",
}


class HandBackError(CourseError):
    """Feedback that cannot be made ready; the message names the field and the mend."""


@dataclass(frozen=True)
class HandedBack:
    """What is ready: how many pages, where, whom it leaves out and why, and the step that comes next."""

    assignment: str
    form: str
    path: Path
    pages: int
    students: int
    left_out: tuple[str, ...] = ()
    step: str = ""

    def as_dict(self) -> dict:
        """The same for other programs."""
        return {**vars(self), "path": str(self.path), "left_out": list(self.left_out)}

    def __str__(self) -> str:
        pages = f"{self.pages} {'page' if self.pages == 1 else 'pages'} of feedback in {self.path}."
        left = [f"Left out: {'; '.join(self.left_out)}."] if self.left_out else []
        return "\n".join([pages, *left, f"Next: {self.step}"])


def hand_back(folder: ClassFolder, assignment: str, pages: Iterable[Path], form: str = "pages",
              to: Path | None = None) -> HandedBack:
    """Make pages of feedback ready, as `form` says, and tell the next step.

    Raises `HandBackError` for an unknown form, a place that cannot be written, or where a system would take no page.
    """
    if form not in FORMS:
        raise HandBackError(f"form: {shorten(form)} is not known.{nearest(form, FORMS)}")
    pages = list(pages)
    by_student: dict[str, list[Path]] = {}
    for page in pages:
        by_student.setdefault(page.parent.parent.name, []).append(page)
    if form == "pages":
        return HandedBack(assignment, form, folder.path("feedback"), len(pages), len(by_student),
                          step=hub_step(folder, assignment, by_student))
    named, left_out = _named(folder, assignment, by_student, form)
    if not named:
        raise HandBackError(f"form: {form} knows none of these students ({'; '.join(left_out)[:300]}). "
                            f"Collect with kit collect {form}, or choose --form zip.")
    path = Path(to) if to else folder.root / f"feedback_{assignment}_{form}.zip"
    files = {name: page.read_bytes() for name, page in named.items()}
    when = {name: page.stat().st_mtime for name, page in named.items()}
    if form == "zip":
        files[INDEX] = _index(folder, named).encode("utf-8-sig")
    try:
        write_zip(files, path, when)
    except OSError as error:
        raise HandBackError(f"to: {path} cannot be written ({error.strerror}). Give a file in a folder that is there "
                            "and yours to write.") from None
    return HandedBack(assignment, form, path, len(named), len(by_student) - len(left_out), tuple(left_out),
                      UPLOAD[form])


def hub_step(folder: ClassFolder, assignment: str, students: Iterable[str]) -> str:
    """What to do with pages: on a hub nbgrader hands them back, which needs what its collection left; else a zip."""
    handed = [folder.path("submitted", who, assignment) for who in students]
    if handed and all((each / name).is_file() for each in handed for name in HUB_NEEDS):
        program = Path(sys.executable).parent / "nbgrader"
        return (f"cd {shlex.quote(str(folder.root))} && {shlex.quote(str(program))} release_feedback "
                f"{shlex.quote(assignment)}")
    known = {each.get("system", "") for each in remembered(folder, assignment).values()}
    form = next((each for each in ("canvas", "moodle") if each in known), "zip")
    return f"kit feedback {assignment} --form {form} --class {shlex.quote(str(folder.root))}"


def _named(folder: ClassFolder, assignment: str, by_student: Mapping[str, list[Path]],
           form: str) -> tuple[dict[str, Path], list[str]]:
    """Each page by its name in the zip, and who is left out and why."""
    known = remembered(folder, assignment)
    named: dict[str, Path] = {}
    left_out = []
    for who, pages in by_student.items():
        if form == "zip":
            prefix = f"{assignment}_{file_name(who)}/"
        elif known.get(who, {}).get("system") == form:
            prefix = known[who].get("prefix", "")
        else:
            left_out.append(f"{who} (not collected from {form.capitalize()})")
            continue
        for page in pages:
            name = f"{prefix}{page.name}"
            named[name if name not in named else f"{prefix}{len(named)}_{page.name}"] = page
    return named, left_out


def file_name(text: str) -> str:
    """A text as the name of a file on any system.

    >>> file_name("anna@example.org")
    'anna@example.org'
    """
    kept = re.sub(r"[^\w.@-]+", "_", text.encode("utf-8", "replace").decode())
    return kept.strip(".")[:120] or "student"


def _index(folder: ClassFolder, named: Mapping[str, Path]) -> str:
    from kit.classroom.export.export_plugins import safe_text

    with open_gradebook(folder) as gradebook:
        people = {each.id: each for each in gradebook.students}
    rows = [["file", "student_id", "first_name", "last_name", "email"]]
    for name, page in sorted(named.items()):
        who = page.parent.parent.name
        person = people.get(who)
        about = [getattr(person, field, "") or "" for field in ("first_name", "last_name", "email")]
        rows.append([safe_text(each) for each in (name, who, *about)])
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
