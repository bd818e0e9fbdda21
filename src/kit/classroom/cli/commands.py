"""One function a command: it calls a room and prints what came of it. Each returns the exit status."""

import contextlib
import gc
import re
import shlex
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kit.classroom.cli.answer import answer, named, working

if TYPE_CHECKING:
    from kit.classroom.course.folder import ClassFolder

SELDOM = (50_000, 20, 100)  # objects and rounds between two collections: imports make much and leave little


def grade(options: Namespace) -> int:
    """Grade what a class handed in, with a line of progress, a summary and a report."""
    from kit.classroom.grading.light_imports import import_lightly
    from kit.grader.fleet import Server

    server = None if options.cluster else Server(not options.unsafe)
    collecting = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        import_lightly()
        return _grade(options, server)
    finally:
        gc.set_threshold(*collecting)
        if server:
            server.close()


def _grade(options: Namespace, server) -> int:
    from kit.classroom.cli.progress import Bar, counts, summary
    from kit.classroom.course.settings import settings
    from kit.classroom.grading.batch import Options
    from kit.classroom.grading.batch import grade as graded
    from kit.classroom.grading.batch_report import report_place, write_reports
    from kit.grader.sandbox.limits import Limits

    folder = class_folder(options)
    assignment = folder.assignment(options.assignment)
    report_place(folder, assignment, options.report)
    runner = None
    if options.cluster:
        from kit.classroom.grading.cluster import on_cluster

        runner = on_cluster(options.cluster)
    kept = settings(folder)
    limits = Limits.of({**kept.get("limits", {}), **dict(options.limit)})
    if options.unsafe:
        print("kit: grading WITHOUT a sandbox: submissions run as you, with your files and your network.",
              file=sys.stderr)
    print(f"Reading {assignment} and starting kernels ...", file=sys.stderr, flush=True)
    bar = Bar(sys.stderr)
    try:
        students = named(options.students, folder.submissions(assignment))
        progress = graded(folder, assignment, students, Options(
            options.jobs, limits, not options.unsafe, options.again, bool(kept.get("variants"))), bar, runner, server)
    finally:
        bar.close()
    paths = write_reports(folder, assignment, options.report)
    found = counts(folder, assignment, progress)
    if not progress.total:
        first, *rest = summary(folder, assignment, progress).split("\n")
        return answer(options, "\n".join(rest), found, look=True, warning=first)
    place = class_option(options)
    words = (f"{summary(folder, assignment, progress)}\nReports: {paths[0]}, {paths[1].name}. "
             f"Next: kit feedback {assignment}{place}, kit report {assignment}{place}")
    return answer(options, words, {**found, "reports": [str(each) for each in paths]},
                  look=bool(found["flagged"] or found["failed"] or progress.aside or progress.remarks))


def case_new(options: Namespace) -> int:
    """Begin a case file from the template."""
    from kit.classroom.case.case_check import new_case

    made = new_case(options.name, options.to)
    print(f"{made}: a case to fill in. Replace what says TODO, then: kit case check {made}")
    return 0


def case_check(options: Namespace) -> int:
    """Say what is wrong with a case file; 1 where it cannot be used yet."""
    from kit.classroom.case.case_check import check_case

    found = check_case(options.file)
    wrong = [each for each in found if each.error]
    for each in found:
        print(f"{'✖' if each.error else '●'} {options.file.name}, {each}.")
    if wrong:
        print(f"{len(wrong)} to mend before {options.file.name} can be used.")
        return 1
    print(f"{options.file.name} can be used: load_case({str(options.file)!r}). "
          + (f"{len(found)} could be better." if found else "Nothing to mend."))
    return 0


def accept(options: Namespace) -> int:
    """Say that a person has looked."""
    from kit.classroom.grading.acceptance import accept as accepted

    folder = class_folder(options)
    assignment = folder.assignment(options.assignment)
    done = accepted(folder, assignment, named(options.students, folder.submissions(assignment)))
    return answer(options, f"Accepted in {assignment}: {', '.join(done)}",
                  {"assignment": assignment, "accepted": done})


def class_init(options: Namespace) -> int:
    """Make a class folder."""
    from kit.classroom.course.database import class_gradebook
    from kit.classroom.course.init import init_class
    from kit.classroom.course.students import told_of

    working("Making the class, its sources and its gradebook")
    folder = init_class(options.folder, course(options), options.students, options.gradebook, options.variants,
                        options.on_hub)
    with class_gradebook(folder) as gradebook:
        listed = len(gradebook.students)
    note = told_of(options.students) if options.students else ""
    words = (f"The class is in {folder.root}, with {listed} {'student' if listed == 1 else 'students'}; what is what "
             f"stands in its README.txt. Next: kit class release --class {shlex.quote(str(options.folder))}")
    return answer(options, f"{words}\n{note}".rstrip(), {
        "folder": str(folder.root), "students": listed, "note": note})


def class_release(options: Namespace) -> int:
    """Generate the exercises and make the students' bundle."""
    from kit.classroom.release.release import release

    folder = class_folder(options)
    names = tuple(folder.assignment(each) for each in options.assignments)
    default = {"folder": "bundle", "zip": "bundle.zip", "git": "bundle.git"}[options.form]
    working("Generating the exercises, and searching what students get for answers")
    done = release(folder, course(options), options.to or folder.root / default, names,
                   form=options.form, branch=options.branch)
    return answer(options, str(done), {"path": str(done.path), "form": done.form, "commit": done.commit,
                                       "assignments": list(done.assignments), "files": done.files,
                                       "notes": list(done.notes)})


def class_due(options: Namespace) -> int:
    """Set a due date, or show what holds."""
    from kit.classroom.course.due import due_dates, read_due, set_due

    folder, date, students = class_folder(options), options.date, tuple(options.students)
    assignment = folder.assignment(options.assignment)
    if date is None and len(students) > 1 and re.match(r"\d{4}-|none$", students[-1], re.IGNORECASE):
        *students, date = students  # --for anna 2026-11-25: the option took the date as well
    lines = (due_dates(folder, assignment) if date is None else
             set_due(folder, assignment, read_due(date), named(tuple(students), ())))
    return answer(options, "\n".join(lines), {"assignment": assignment, "due": lines})


def class_update(options: Namespace) -> int:
    """Show what the course kit has mended, and take it over where that was asked."""
    from kit.classroom.course.update import changes, update

    folder, kit = class_folder(options), course(options)
    known = sorted(each.name for each in (kit / "solutions").iterdir() if each.is_dir())
    names = tuple(next((each for each in known if each.startswith(given)), given) for given in options.assignments)
    found = changes(folder, kit, names)
    words, kept = "\n\n".join(map(str, found)) or "The exercises of this class are those of the course kit.", None
    if found and options.write:
        kept = update(folder, kit, found)
        words += (f"\n\nsource/ is changed{f'; what was there before is in {kept}' if kept else ''}. "
                  f"Next: kit class release{class_option(options)}, then kit grade what was handed in.")
    elif found:
        words += f"\n\nNothing was changed. To take it over: kit class update --write{class_option(options)}"
    return answer(options, words, {
        "changes": [each.path for each in found], "written": bool(found and options.write), "earlier": str(kept or ""),
        "kept": {each.path: list(each.kept) for each in found if each.kept}})


def class_demo(options: Namespace) -> int:
    """Run the whole round with simulated students."""
    from kit.classroom.cli.progress import Bar
    from kit.classroom.dashboard import report as reported
    from kit.classroom.demo.demo import demo
    from kit.classroom.feedback_pages.feedback import feedback as fed
    from kit.classroom.grading.batch import Options
    from kit.classroom.grading.batch import grade as graded
    from kit.classroom.grading.batch_report import write_reports
    from kit.grader.fleet import SandboxError

    def grade_all(folder, assignment):
        bar = Bar(sys.stderr)
        try:
            done = graded(folder, assignment, (), Options(), bar)
        except SandboxError:
            bar.close()
            print("There is no sandbox here (see kit doctor); the simulated students are harmless and run without it.")
            done = graded(folder, assignment, (), Options(confined=False), bar)
        finally:
            bar.close()
        write_reports(folder, assignment)
        return done

    working(f"Making a class of {options.count} and going the whole round, which takes a minute or two")
    demo(options.folder, course(options), options.count, print, grade_all, fed, reported)
    return 0


def class_option(options: Namespace) -> str:
    """How the class was named, as it is typed again behind a command; nothing for the folder that one is in."""
    return "" if options.folder == Path(".") else f" --class {shlex.quote(str(options.folder))}"


def class_folder(options: Namespace) -> "ClassFolder":
    """The class folder that was named. Raises `ClassError`."""
    from kit.classroom.course.folder import ClassError, ClassFolder
    from kit.classroom.course.init import is_course

    if is_course(options.folder):
        raise ClassError(f"{options.folder.resolve()}: this is the course, not a class. Name the class: "
                         "--class ../my_class (kit class init makes one).")
    return ClassFolder(options.folder)


def course(options: Namespace) -> Path:
    """The course kit that was named, or that lies around here. Raises `ClassError`."""
    from kit.classroom.course.init import find_course

    with contextlib.suppress(OSError):
        return find_course(options.course or Path.cwd())
    return find_course(Path.cwd())
