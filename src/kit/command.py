"""The `kit` command: a learner's own commands, and, where the classroom is installed, those of a class."""

import argparse
import contextlib
import sys
from importlib.util import find_spec

from helpers.errors import CourseError, shorten
from kit.arguments import Parser, path


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = Parser(prog="kit", description="Grade exercises: your own, or those of a class.",
                 epilog="It ends with 0: done; 1: it could not, and says why in one sentence; 2: an odd option; "
                        "3: done, and a person should look.")
    top.add_argument("--version", action="version", version=f"kit {version()}")
    kinds = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    own = kinds.add_parser("check", help="grade your own exercise, in seconds: kit check 02_estimation")
    own.add_argument("exercise", type=path, help="its name, the start of its name, or the path of a notebook")
    own.set_defaults(run=check)

    machine = kinds.add_parser("doctor", help="see whether submissions can be graded safely here")
    machine.set_defaults(run=doctor)

    if has_classroom():
        from kit.classroom.cli.parser import add_commands

        add_commands(kinds)
    return top


def version() -> str:
    """The version of the course that is installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("system-design-course")
    except PackageNotFoundError:
        return "(not installed: run from its sources)"


def has_classroom() -> bool:
    """Whether the commands of a class are here; students are handed the grader alone."""
    return find_spec("kit.classroom") is not None


def needs_fork(what: str) -> None:
    """Raise `CourseError` on Windows, in whose own Python nothing can be graded."""
    from kit.grader.sandbox.obstacles import has_fork

    if not has_fork():
        raise CourseError(f"{what} needs Linux or macOS, since it forks a process for each notebook: on Windows, open "
                          "the course's folder in WSL 2, and type it there.")


def check(options: argparse.Namespace) -> int:
    """Grade one's own exercise."""
    needs_fork("kit check")
    from kit.grader.check import check as checked
    from kit.grader.check import find_exercise, told, unwritten

    found = find_exercise(str(options.exercise))
    print(f"Checking {found.name} as it was last saved ...", flush=True)
    outcome, safe = checked(found)
    print(told(outcome, unwritten(found)))
    if not safe:
        print("(This machine has no sandbox: your code ran as you. See kit doctor.)")
    return 1 if outcome.status == "failed" else 0


def doctor(_: argparse.Namespace) -> int:
    """Build the sandbox, try to break out of it, and say what is missing."""
    needs_fork("kit doctor")
    from kit.grader.escapes import bubblewrap, trials
    from kit.grader.sandbox.obstacles import obstacles

    held = True
    for trial in trials():
        held = held and trial.held
        print(f"{'ok    ' if trial.held else 'BROKEN'}  {trial.name}: {trial.said}", flush=True)
    print(f"{'ok    ' if bubblewrap() else 'none  '}  bubblewrap, which only the kernel sandboxed_python uses")
    if held:
        print("Submissions can be graded safely here" + (": kit grade ASSIGNMENT" if has_classroom() else "."))
        return 0
    for each in obstacles():
        print(f"  {each}")
    print("Submissions cannot be graded safely here. The sandbox needs Linux and user namespaces: in a container, "
          "start it with them allowed; on macOS or Windows, use a Linux machine, WSL 2, or a container. "
          + ("What you would run by hand can be graded with kit grade --unsafe." if has_classroom() else
             "kit check runs your own code as you, without it."))
    return 1


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked; returns 0, or 1 after one clear line on standard error; ends with 2 for an odd option."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):  # what cannot be shown is shown as its number
            stream.reconfigure(errors="backslashreplace")
    options = parser().parse_args(arguments)
    try:
        if options.command == "grade" or getattr(options, "step", "") == "demo":
            needs_fork(f"kit {options.command}")
        return options.run(options) or 0
    except CourseError as error:
        print(f"kit: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nkit: stopped. What was graded is kept; start the same command again to go on.", file=sys.stderr)
    except BrokenPipeError:
        return 1
    except OSError as error:
        print(f"kit: {shorten(str(error.filename or 'a file'), 200)}: {error.strerror or error}.", file=sys.stderr)
    return 1
