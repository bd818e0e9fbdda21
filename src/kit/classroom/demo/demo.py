"""The whole round with simulated students: what an instructor tries first."""

import csv
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from helpers.errors import shorten
from kit.classroom.course.class_lock import writing
from kit.classroom.course.folder import CONFIG, ClassError, ClassFolder
from kit.classroom.course.init import init_class
from kit.classroom.course.students import COLUMNS
from kit.classroom.demo.simulated import DUE, Simulated, notebook_name, simulated_students, submit
from kit.classroom.release.release import release

FIRST = ("Anna", "Bilal", "Chloé", "Dmitri", "Emeka", "Fatima", "Grace", "Hiro", "Ines", "Jonas", "Kavya", "Liam")
LAST = ("Adeyemi", "Berg", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Haddad", "Ito", "Jansen", "Kowalski")
HANDED_OUT = "bundle"
CLASS_LIST = "students.csv"


@dataclass
class Demo:
    """What a demonstration made: the class, the bundle, what was handed in, and the files that each step returned."""

    folder: ClassFolder
    bundle: Path
    submissions: dict[str, list[Simulated]] = field(default_factory=dict)
    feedback: dict[str, object] = field(default_factory=dict)
    reports: dict[str, object] = field(default_factory=dict)
    grades: object = None
    graded: int = 0
    surprises: list[str] = field(default_factory=list)


def demo(folder: Path, course: Path, count: int = 30, say: Callable[[str], object] = print,
         grade: Callable | None = None, feedback: Callable | None = None, report: Callable | None = None,
         export: Callable | None = None, assignments: Iterable[str] = (), seed: int = 1) -> Demo:
    """Make a class of `count` simulated students in a new folder, and go the whole round; end by saying where to look.

    `grade`, `feedback` and `report` are called with the class folder and an assignment, and left out when not given;
    `export` is called with the class folder, and is the kit's own when not given. `surprises` of the result lists
    points that were not as expected. Raises `ClassError`.
    """
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= 9_999:
        raise ClassError(f"count: {shorten(count)} is no number of students. Give a whole number from 1 to 9,999.")
    if (Path(folder) / CONFIG).is_file():
        raise ClassError(f"{folder}: there is a class already, and nothing was changed. Give the path of a new folder.")
    with tempfile.TemporaryDirectory() as scratch:
        listed = write_class_list(Path(scratch, CLASS_LIST), count)
        made = _step(say, "init", f"a class of {count} in {folder}",
                     lambda: init_class(folder, course, students=listed))
        (made.root / CLASS_LIST).write_bytes(listed.read_bytes())
    wanted = [made.assignment(each) for each in assignments]
    handed = _step(say, "release", f"what students get, in {HANDED_OUT}/",
                   lambda: release(made, course, made.root / HANDED_OUT, wanted))
    result = Demo(made, handed.path)
    _set_due_dates(made, handed.assignments)
    for name in handed.assignments:
        result.submissions[name] = _step(say, "submit", name,
                                         lambda name=name: _hand_in(made, course, name, count, seed))
        kinds = Counter(each.kind.split(":")[0] for each in result.submissions[name])
        say("          " + ", ".join(f"{many} {kind}" for kind, many in sorted(kinds.items())))
    for name in handed.assignments:
        if grade:
            _step(say, "grade", name, lambda name=name: grade(made, name))
            result.surprises += surprises(made, name, result.submissions[name])
            result.graded += sum(each.notebook is not None for each in result.submissions[name])
        if feedback:
            result.feedback[name] = _step(say, "feedback", name, lambda name=name: feedback(made, name))
        if report:
            result.reports[name] = _step(say, "report", name, lambda name=name: report(made, name))
    if grade and not export:
        from kit.classroom.export.export import export
    if export:
        result.grades = _step(say, "export", "the grades of all", lambda: export(made))
    for line in where_to_look(result):
        say(line)
    return result


def _step(say: Callable, name: str, what: str, do: Callable):
    started = time.monotonic()
    found = do()
    say(f"{name:<9} {what} ({time.monotonic() - started:.1f} s)")
    return found


def write_class_list(path: Path, count: int) -> Path:
    """Write a CSV file of invented students, as `kit class init --students` reads it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number in range(count):
            first, last = FIRST[number % len(FIRST)], LAST[(number // 3) % len(LAST)]
            student = f"student_{number + 1:04d}"
            rows.writerow((student, first, last, f"{student}@example.org", 1_000 + number))
    return path


def _set_due_dates(folder: ClassFolder, assignments: Iterable[str]) -> None:
    with writing(folder) as gradebook:
        for name in assignments:
            gradebook.update_or_create_assignment(name, duedate=DUE.replace(tzinfo=None))


def _hand_in(folder: ClassFolder, course: Path, assignment: str, count: int, seed: int) -> list[Simulated]:
    name = f"{notebook_name(folder, assignment)}.ipynb"
    source, released = (folder.path(step, assignment=assignment) / name for step in ("source", "release"))
    found = list(simulated_students(course, assignment, released, source, count, seed))
    for each in found:
        submit(folder, each, DUE)
    return found


def surprises(folder: ClassFolder, assignment: str, submissions: Iterable[Simulated]) -> list[str]:
    """Where the points that the grader gave are not those that the simulated students should get."""
    from kit.classroom.grading.outcome_store import OutcomeStore

    store = OutcomeStore(folder.gradebook_url)
    try:
        outcomes = {each.student: each for each in store.read(assignment)}
    finally:
        store.close()
    found = []
    for each in submissions:
        if each.notebook is None or each.student_id not in outcomes:
            continue
        outcome = outcomes[each.student_id]
        given = {cell.grade_id: cell.score for cell in outcome.cells}
        if each.expected is None:
            if outcome.status != "failed":
                found.append(f"{assignment}, {each.student_id} ({each.kind}): {outcome.status}, expected to fail")
            continue
        off = [f"{test} {given.get(test)} for {points:g}" for test, points in each.expected.items()
               if given.get(test) != points]
        if off or outcome.status != "graded":
            said = ", ".join(off) or "the points are as expected"
            found.append(f"{assignment}, {each.student_id} ({each.kind}): {outcome.status}; {said}")
    return found


def where_to_look(result: Demo) -> list[str]:
    """The last words of a demonstration: what lies where."""
    root = result.folder.root
    pages = [page for found in result.feedback.values()
             for page in (found if isinstance(found, list | tuple) else [found])]
    lines = ["", "Where to look:",
             f"  what students get     {result.bundle}",
             f"  what they handed in   {result.folder.path('submitted')}"]
    lines += [f"  report                {path}" for path in result.reports.values() if path]
    if pages and pages[0]:
        lines.append(f"  feedback              {pages[0]} (one of {len(pages)})")
    if result.grades:
        lines.append(f"  grades                {result.grades}")
    lines += [f"  what is what          {root / 'README.txt'}",
              f"  formgrader            start JupyterLab in {root}, then Nbgrader > Formgrader"]
    if result.graded:
        lines += ["", f"{result.graded - len(result.surprises)} of {result.graded} submissions ended as they should."]
    if result.surprises:
        lines += ["", f"{len(result.surprises)} not as expected:", *(f"  {each}" for each in result.surprises[:10])]
    return lines
