"""One function a command: it calls a room and prints what came of it. Each returns the exit status."""

import contextlib
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.classroom.folder import ClassFolder


def grade(options: Namespace) -> int:
    """Grade what a class handed in, with a line of progress, a summary and a report."""
    from kit.classroom.light_imports import import_lightly
    from kit.grader.fleet import Server

    server = None if options.cluster else Server(not options.unsafe)
    try:
        import_lightly()
        return _grade(options, server)
    finally:
        if server:
            server.close()


def _grade(options: Namespace, server) -> int:
    from kit.classroom.batch import Options
    from kit.classroom.batch import grade as graded
    from kit.classroom.batch_report import report_place, write_reports
    from kit.classroom.cli.progress import Bar, summary
    from kit.classroom.settings import settings
    from kit.grader.sandbox.limits import Limits

    folder = class_folder(options)
    assignment = folder.assignment(options.assignment)
    report_place(folder, assignment, options.report)
    runner = None
    if options.cluster:
        from kit.classroom.cluster import on_cluster

        runner = on_cluster(options.cluster)
    kept = settings(folder)
    limits = Limits.of({**kept.get("limits", {}), **dict(options.limit)})
    if options.unsafe:
        print("kit: grading WITHOUT a sandbox: submissions run as you, with your files and your network.",
              file=sys.stderr)
    print(f"Reading {assignment} and starting kernels ...", file=sys.stderr, flush=True)
    bar = Bar(sys.stderr)
    try:
        progress = graded(folder, assignment, tuple(options.students), Options(
            options.jobs, limits, not options.unsafe, options.again, bool(kept.get("variants"))), bar, runner, server)
    finally:
        bar.close()
    paths = write_reports(folder, assignment, options.report)
    print(summary(folder, assignment, progress))
    print(f"Reports: {paths[0]}, {paths[1].name}. Next: kit feedback {assignment}, kit report {assignment}")
    return 0


def case_new(options: Namespace) -> int:
    """Begin a case file from the template."""
    from kit.classroom.case_check import new_case

    made = new_case(options.name, options.to)
    print(f"{made}: a case to fill in. Replace what says TODO, then: kit case check {made}")
    return 0


def case_check(options: Namespace) -> int:
    """Say what is wrong with a case file; 1 where it cannot be used yet."""
    from kit.classroom.case_check import check_case

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


def feedback(options: Namespace) -> int:
    """Write each student's feedback."""
    from kit.classroom.feedback import feedback as written

    folder = class_folder(options)
    assignment = folder.assignment(options.assignment)
    paths = written(folder, assignment, tuple(options.students))
    print(f"{len(paths)} pages of feedback in {folder.path('feedback')}. Hand them back as nbgrader does: "
          f"nbgrader release_feedback {assignment}")
    return 0


def accept(options: Namespace) -> int:
    """Say that a person has looked."""
    from kit.classroom.acceptance import accept as accepted

    folder = class_folder(options)
    assignment = folder.assignment(options.assignment)
    print(f"Accepted in {assignment}: {', '.join(accepted(folder, assignment, tuple(options.students)))}")
    return 0


def report(options: Namespace) -> int:
    """Show how an assignment went."""
    from kit.classroom.dashboard import report as written

    folder = class_folder(options)
    path = written(folder, folder.assignment(options.assignment), options.to)
    print(f"Open {path} in a browser; it needs no network.")
    return 0


def export(options: Namespace) -> int:
    """Write the grades for a learning management system."""
    from kit.classroom.export import export as written

    folder = class_folder(options)
    names = tuple(folder.assignment(each) for each in options.assignments)
    done = written(folder, options.format, options.to, names,
                   unfinished=not options.only_final)
    print(f"{done.rows} rows in {done.path}")
    if done.warning:
        print(f"kit: {done.warning}", file=sys.stderr)
    return 0


def class_init(options: Namespace) -> int:
    """Make a class folder."""
    from kit.classroom.init import init_class

    students = options.students
    folder = init_class(options.folder, course(options), students, options.gradebook, options.variants,
                        options.on_hub)
    print(f"The class is in {folder.root}; what is what stands in its README.txt. "
          f"Next: kit class release --class {options.folder}")
    return 0


def class_release(options: Namespace) -> int:
    """Generate the exercises and make the students' bundle."""
    from kit.classroom.release import release

    folder = class_folder(options)
    names = tuple(folder.assignment(each) for each in options.assignments)
    default = {"folder": "bundle", "zip": "bundle.zip", "git": "bundle.git"}[options.form]
    done = release(folder, course(options), options.to or folder.root / default, names,
                   form=options.form, branch=options.branch)
    print(done)
    return 0


def class_demo(options: Namespace) -> int:
    """Run the whole round with simulated students."""
    from kit.classroom.batch import Options
    from kit.classroom.batch import grade as graded
    from kit.classroom.cli.progress import Bar
    from kit.classroom.dashboard import report as reported
    from kit.classroom.demo import demo
    from kit.classroom.feedback import feedback as fed
    from kit.grader.fleet import SandboxError

    def grade_all(folder, assignment):
        bar = Bar(sys.stderr)
        try:
            return graded(folder, assignment, (), Options(), bar)
        except SandboxError:
            bar.close()
            print("There is no sandbox here (see kit doctor); the simulated students are harmless and run without it.")
            return graded(folder, assignment, (), Options(confined=False), bar)
        finally:
            bar.close()

    demo(options.folder, course(options), options.count, print, grade_all, fed, reported)
    return 0


def class_folder(options: Namespace) -> "ClassFolder":
    """The class folder that was named. Raises `ClassError`."""
    from kit.classroom.folder import ClassError, ClassFolder
    from kit.classroom.init import is_course

    if is_course(options.folder):
        raise ClassError(f"{options.folder.resolve()}: this is the course, not a class. Name the class: "
                         "--class ../my_class (kit class init makes one).")
    return ClassFolder(options.folder)


def course(options: Namespace) -> Path:
    """The course kit that was named, or that lies around here. Raises `ClassError`."""
    from kit.classroom.init import find_course

    with contextlib.suppress(OSError):
        return find_course(options.course or Path.cwd())
    return find_course(Path.cwd())
