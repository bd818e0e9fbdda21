"""What may be asked at both ends of the round: collect, feedback, report, export."""

import argparse
from pathlib import Path

from kit.arguments import file_path, pair, path, word
from kit.classroom.cli import exchange
from kit.classroom.cli.answer import add_json

EXERCISE_HELP = "its name, or the start of its name"
FOLDER_HELP = "the class folder (default: this one)"


def add_class(parser: argparse.ArgumentParser) -> None:
    """The options by which every command of a class names its class, and is answered."""
    parser.add_argument("--class", dest="folder", type=path, default=Path("."), metavar="FOLDER", help=FOLDER_HELP)
    add_json(parser)


def add_exchange(kinds: argparse._SubParsersAction) -> None:
    """Add the commands of both ends; `kinds` is what `add_subparsers` returned."""
    collect = kinds.add_parser("collect", help="take in what was handed in: kit collect canvas submissions.zip")
    add_class(collect)
    collect.add_argument("system", choices=("canvas", "moodle", "folder"), help="whose download it is")
    collect.add_argument("path", type=path, metavar="PATH", help="the zip of all submissions, or a folder of them")
    collect.add_argument("assignment", nargs="?", type=word, help=f"{EXERCISE_HELP} (default: the files say)")
    collect.add_argument("--times", type=path, metavar="CSV",
                         help="when each came: Moodle's grading worksheet, or the columns id and time")
    collect.add_argument("--zone", type=word, metavar="ZONE",
                         help="of times that bear none, such as Europe/Berlin (default: this machine's)")
    collect.add_argument("--match", action="append", type=pair, default=[], metavar="NAME=ID",
                         help="whose a file is that was not matched")
    collect.add_argument("--zip-times", action="store_true", help="believe times that are the same for everybody")
    collect.set_defaults(run=exchange.collect)

    feedback = kinds.add_parser("feedback", help="write each student's feedback, ready to be handed back")
    add_class(feedback)
    feedback.add_argument("assignment", type=word, help=EXERCISE_HELP)
    feedback.add_argument("--students", nargs="+", type=word, default=(), metavar="ID", help="only these students")
    feedback.add_argument("--form", choices=("pages", "zip", "moodle", "canvas"), default="pages",
                          help="pages in the class folder, one zip to send, or the zip that Moodle or Canvas takes")
    feedback.add_argument("--to", type=file_path, metavar="FILE",
                          help="where the zip goes (default: feedback_ASSIGNMENT_FORM.zip in the class folder)")
    feedback.set_defaults(run=exchange.feedback)

    report = kinds.add_parser("report", help="show how an exercise went, all of them, or one student, as one page")
    add_class(report)
    report.add_argument("assignment", nargs="?", type=word, help=f"{EXERCISE_HELP} (default: all, in one overview)")
    report.add_argument("--student", type=word, metavar="ID", help="one student, over all exercises")
    report.add_argument("--to", type=file_path, metavar="FILE",
                        help="where the page goes (default: reports/ASSIGNMENT.html)")
    report.set_defaults(run=exchange.report)

    export = kinds.add_parser("export", help="write the grades for Canvas, for Moodle, or as plain CSV")
    add_class(export)
    export.add_argument("format", choices=("canvas", "moodle", "csv"), help="for which system")
    export.add_argument("assignments", nargs="*", type=word, metavar="ASSIGNMENT",
                        help="which (default: all that anybody handed in)")
    export.add_argument("--to", type=file_path, metavar="FILE",
                        help="where the file goes (default: grades_FORMAT.csv in the class folder)")
    export.add_argument("--only-final", action="store_true", help="leave out what a person should still look at")
    export.add_argument("--comments", action="store_true", help="with what the checks and a person said")
    export.add_argument("--wide", action="store_true", help="csv: one line for each student")
    export.add_argument("--like", type=path, metavar="CSV",
                        help="canvas: the grade book that Canvas exported; its students and titles are used")
    export.add_argument("--column", action="append", type=pair, default=[], metavar="EXERCISE=TITLE",
                        help="canvas: the title there, such as '02_estimation=Exercise 2 (12345)'")
    export.set_defaults(run=exchange.export)
