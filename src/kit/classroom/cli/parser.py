"""What an instructor may ask of `kit`, in its own words."""

import argparse
from pathlib import Path

from kit.arguments import address, file_path, limit, path, whole, word
from kit.classroom.cli import commands
from kit.classroom.cli.answer import add_json
from kit.classroom.cli.exchange_parser import EXERCISE_HELP, add_class, add_exchange


def add_commands(kinds: argparse._SubParsersAction) -> None:
    """Add the commands of a class to those that every learner has; `kinds` is what `add_subparsers` returned."""
    grade = kinds.add_parser("grade", help="grade what a class handed in: kit grade 02_estimation")
    add_class(grade)
    grade.add_argument("assignment", type=word, help=EXERCISE_HELP)
    grade.add_argument("--students", nargs="+", type=word, default=(), metavar="ID", help="only these students")
    grade.add_argument("--jobs", type=whole(0, 1_000), default=0, metavar="N",
                       help="how many at once (default: one for each core, and one more)")
    grade.add_argument("--again", action="store_true", help="grade also what has not changed")
    grade.add_argument("--limit", action="append", type=limit, default=[], metavar="NAME=VALUE",
                       help="a limit of the sandbox, such as cell_seconds=20 or memory=2e9")
    grade.add_argument("--cluster", type=address, metavar="ADDRESS",
                       help="grade on a Dask cluster, such as tcp://10.0.0.5:8786")
    grade.add_argument("--unsafe", action="store_true", help="without a sandbox: only what you would run by hand")
    grade.add_argument("--report", type=file_path, metavar="PATH",
                       help="where the reports go (default: reports/ASSIGNMENT)")
    grade.set_defaults(run=commands.grade)

    accept = kinds.add_parser("accept", help="say that you have looked at what was flagged: its points stand")
    add_class(accept)
    accept.add_argument("assignment", type=word, help=EXERCISE_HELP)
    accept.add_argument("students", nargs="+", type=word, metavar="STUDENT", help="whose submissions you looked at")
    accept.set_defaults(run=commands.accept)

    add_exchange(kinds)
    _case_commands(kinds.add_parser("case", help="write a case of your own, and check it"))
    _class_commands(kinds.add_parser("class", help="make a class, release its exercises, try the whole round"))


def _case_commands(parser) -> None:
    kinds = parser.add_subparsers(dest="step", required=True, metavar="STEP")

    new = kinds.add_parser("new", help="begin a case file: kit case new library")
    new.add_argument("name", type=word, help="its name: small letters, digits, underscores")
    new.add_argument("--to", type=path, default=Path("."), metavar="FOLDER",
                     help="the folder it is written into (default: this one)")
    new.set_defaults(run=commands.case_new)

    check = kinds.add_parser("check", help="say what is wrong in a case file, or missing: kit case check library.yaml")
    check.add_argument("file", type=path, metavar="FILE", help="the case file")
    check.set_defaults(run=commands.case_check)


def _class_commands(parser) -> None:
    kinds = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    course = {"type": path, "metavar": "FOLDER", "default": None, "help": "the course kit (default: found from here)"}

    init = kinds.add_parser("init", help="make a private class folder: kit class init ../my_class")
    init.add_argument("folder", type=path, help="the folder to make")
    add_json(init)
    init.add_argument("--students", type=path, metavar="CSV",
                      help="columns id, first_name, last_name, email, lms_user_id")
    init.add_argument("--gradebook", type=word, metavar="URL",
                      help="a database, such as postgresql+psycopg://user@host/name")
    init.add_argument("--variants", action="store_true", help="give each student numbers of their own")
    init.add_argument("--on-hub", action="store_true", help="use the exchange that a JupyterHub's configuration names")
    init.add_argument("--course", **course)
    init.set_defaults(run=commands.class_init)

    release = kinds.add_parser("release", help="generate the exercises, and make the bundle for students")
    add_class(release)
    release.add_argument("assignments", nargs="*", type=word, metavar="ASSIGNMENT",
                         help="which (default: all); the bundle keeps those released before")
    release.add_argument("--to", type=file_path, metavar="PATH",
                         help="where the bundle goes (default: bundle in the class folder)")
    release.add_argument("--form", choices=("folder", "zip", "git"), default="folder",
                         help="what the bundle is (default: folder)")
    release.add_argument("--branch", type=word, default="students", help="the branch's name, with --form git")
    release.add_argument("--course", **course)
    release.set_defaults(run=commands.class_release)

    due = kinds.add_parser("due", help="say when an exercise is due: kit class due 02 '2026-11-23 18:00 Europe/Berlin'")
    add_class(due)
    due.add_argument("assignment", type=word, help=EXERCISE_HELP)
    due.add_argument("date", nargs="?", type=word, metavar="DATE",
                     help="day, time and zone (without one: this machine's), or none; left out: show what holds")
    due.add_argument("--for", dest="students", nargs="+", type=word, default=(), metavar="ID",
                     help="only for these students")
    due.set_defaults(run=commands.class_due)

    update = kinds.add_parser("update", help="see what the course kit has mended in the exercises, and take it over")
    add_class(update)
    update.add_argument("assignments", nargs="*", type=word, metavar="ASSIGNMENT", help="which (default: all)")
    update.add_argument("--write", action="store_true", help="change source/; without it, only show the differences")
    update.add_argument("--course", **course)
    update.set_defaults(run=commands.class_update)

    demo = kinds.add_parser("demo", help="make a class of simulated students and run the whole round")
    demo.add_argument("folder", nargs="?", type=path, default=Path("demo_class"),
                      help="the folder to make (default: demo_class)")
    demo.add_argument("--students", type=whole(1, 9_999), default=30, dest="count", metavar="N",
                      help="how many are simulated (default: 30)")
    demo.add_argument("--course", **course)
    demo.set_defaults(run=commands.class_demo)
