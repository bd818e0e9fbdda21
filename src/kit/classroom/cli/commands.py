"""One function a command: it calls a room and prints what came of it. Each returns the exit status."""

import contextlib
import sys
from pathlib import Path


def grade(options) -> int:
    """Grade what a class handed in, with a line of progress, a summary and a report."""
    from kit.classroom.batch import Options
    from kit.classroom.batch import grade as graded
    from kit.classroom.batch_report import write_reports
    from kit.classroom.cli.progress import Bar, summary
    from kit.classroom.settings import settings
    from kit.grader.sandbox.limits import Limits

    folder = class_folder(options)
    assignment = folder.assignment(options.assignment)
    runner = None
    if options.cluster:
        from kit.classroom.cluster import on_cluster

        runner = on_cluster(options.cluster)
    kept = settings(folder)
    limits = Limits.of({**kept.get("limits", {}), **_limits(options.limit)})
    if options.unsafe:
        print("kit: grading WITHOUT a sandbox: submissions run as you, with your files and your network.",
              file=sys.stderr)
    print(f"Reading {assignment} and starting kernels ...", file=sys.stderr, flush=True)
    bar = Bar(sys.stderr)
    try:
        progress = graded(folder, assignment, tuple(options.students), Options(
            options.jobs, limits, not options.unsafe, options.again, bool(kept.get("variants"))), bar, runner)
    finally:
        bar.close()
    paths = write_reports(folder, assignment, Path(options.report) if options.report else None)
    print(summary(folder, assignment, progress))
    print(f"Reports: {paths[0]}, {paths[1].name}. Next: kit feedback {assignment}, kit report {assignment}")
    return 0


def _limits(given: list[str]) -> dict[str, float]:
    from helpers.errors import CourseError, shorten

    found = {}
    for each in given:
        name, _, value = each.partition("=")
        try:
            number = float(value)
        except ValueError:
            raise CourseError(f"--limit {shorten(each)}: give a name and a number, such as cell_seconds=20.") from None
        found[name.strip()] = int(number) if number == int(number) else number
    return found


def feedback(options) -> int:
    """Write each student's feedback."""
    from kit.classroom.feedback import feedback as written

    folder = class_folder(options)
    assignment = folder.assignment(options.assignment)
    paths = written(folder, assignment, tuple(options.students))
    print(f"{len(paths)} pages of feedback in {folder.path('feedback')}. Hand them back as nbgrader does: "
          f"nbgrader release_feedback {assignment}")
    return 0


def accept(options) -> int:
    """Say that a person has looked."""
    from kit.classroom.acceptance import accept as accepted

    folder = class_folder(options)
    assignment = folder.assignment(options.assignment)
    print(f"Accepted in {assignment}: {', '.join(accepted(folder, assignment, tuple(options.students)))}")
    return 0


def report(options) -> int:
    """Show how an assignment went."""
    from kit.classroom.dashboard import report as written

    folder = class_folder(options)
    path = written(folder, folder.assignment(options.assignment), Path(options.to) if options.to else None)
    print(f"Open {path} in a browser; it needs no network.")
    return 0


def export(options) -> int:
    """Write the grades for a learning management system."""
    from kit.classroom.export import export as written

    folder = class_folder(options)
    names = tuple(folder.assignment(each) for each in options.assignments)
    done = written(folder, options.format, Path(options.to) if options.to else None, names,
                   unfinished=not options.only_final)
    print(f"{done.rows} rows in {done.path}")
    if done.warning:
        print(f"kit: {done.warning}", file=sys.stderr)
    return 0


def class_init(options) -> int:
    """Make a class folder."""
    from kit.classroom.init import init_class

    students = Path(options.students) if options.students else None
    folder = init_class(Path(options.folder), course(options), students, options.gradebook, options.variants,
                        options.on_hub)
    print(f"The class is in {folder.root}; what is what stands in its README.txt. "
          f"Next: kit class release --class {options.folder}")
    return 0


def class_release(options) -> int:
    """Generate the exercises and make the students' bundle."""
    from kit.classroom.release import release

    folder = class_folder(options)
    names = tuple(folder.assignment(each) for each in options.assignments)
    default = {"folder": "bundle", "zip": "bundle.zip", "git": "bundle.git"}[options.form]
    done = release(folder, course(options), Path(options.to) if options.to else folder.root / default, names,
                   form=options.form, branch=options.branch)
    print(done)
    return 0


def class_demo(options) -> int:
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

    demo(Path(options.folder), course(options), options.count, print, grade_all, fed, reported)
    return 0


def class_folder(options):
    """The class folder that was named. Raises `ClassError`."""
    from kit.classroom.folder import ClassError, ClassFolder
    from kit.classroom.init import is_course

    if is_course(Path(options.folder)):
        raise ClassError(f"{Path(options.folder).resolve()}: this is the course, not a class. Name the class: "
                         "--class ../my_class (kit class init makes one).")
    return ClassFolder(Path(options.folder))


def course(options) -> Path:
    """The course kit that was named, or that lies around here. Raises `ClassError`."""
    from kit.classroom.init import find_course

    with contextlib.suppress(OSError):
        return find_course(Path(options.course) if options.course else Path.cwd())
    return find_course(Path.cwd())
