"""Makes a class: an instructor's private folder with nbgrader's configuration, the sources, and the gradebook."""

import shutil
from pathlib import Path

from helpers.course import coming_steps
from helpers.errors import shorten
from kit.classroom.course.configuration import class_configuration
from kit.classroom.course.database import class_gradebook, plainly_told
from kit.classroom.course.folder import CONFIG, ClassError, ClassFolder
from kit.classroom.course.settings import FILE, settings, settings_text
from kit.classroom.course.students import read_students, write_students
from kit.classroom.course.update import keep_given

__all__ = ["find_course", "init_class", "settings"]
LEFT_OUT = (".ipynb_checkpoints", "__pycache__", "my_design", "feedback", "*.pyc")
STEPS = ("source", "release", "submitted", "autograded", "feedback")
README = f"""A class, made by `kit class init`. It is private: it holds answers, submissions and grades.

{CONFIG}   how nbgrader and the kit see this class
{FILE}             what this class decides: numbers of one's own for each student, lines that may be public
gradebook.db         students, points and comments (unless the gradebook is on a database server)
source/              the exercises with their answers. Hidden tests go into graded cells, between the lines
                     ### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS; then release again
release/             what students get, generated from source/: never edit it
submitted/           what students hand in: submitted/STUDENT/ASSIGNMENT/NOTEBOOK.ipynb
collected/           by what name the LMS knows each of them, and what a later hand-in replaced
autograded/          the same, run and graded; the formgrader shows it
feedback/            a page for each student and notebook
.as_given/           the exercises as the course kit gave them, by which `kit class update` knows your own changes

The round, in a terminal in this folder:

kit class release        generate the exercises, and make what students get
kit class due ASSIGNMENT "2026-11-23 18:00 Europe/Berlin"    set the due date (for one student: --for ID)
kit collect canvas ZIP   put what was handed in into submitted/ (or moodle, or folder)
kit grade ASSIGNMENT     grade what was handed in
kit feedback ASSIGNMENT  write the pages for the students (--form canvas, moodle or zip: ready to hand back)
kit report ASSIGNMENT    see how the class did; without a name: all exercises
kit export csv           grades for a spreadsheet (or canvas, or moodle)

When the course kit has mended an exercise: kit class update, and, to take it over, kit class update --write
To import students again, with new ones or corrected names: kit class init THIS_FOLDER --students FILE.csv
"""
GITIGNORE = "# This folder is private: delete the line below only in a repository that students cannot read.\n*\n"


def find_course(start: Path = Path(".")) -> Path:
    """The course kit's root (where solutions/ and course/ lie): upward from `start`, or where the package lies.

    Raises `ClassError` where neither is a course kit with its solutions.
    """
    import helpers

    start = Path(start).expanduser().resolve()
    package = Path(helpers.__file__).resolve().parent
    for folder in (start, *start.parents, *package.parents):
        if is_course(folder):
            return folder
    bundle = next((each for each in (start, *start.parents) if (each / "course").is_dir()
                   and (each / "exercises").is_dir()), None)
    if bundle:
        raise ClassError(f"course: {bundle} is what students get, without solutions. Give the instructor's course kit.")
    raise ClassError(f"course: {start} does not lie in a course kit (a folder with course/, solutions/ and "
                     f"{CONFIG}). Go there, or give its path.")


def is_course(folder: Path) -> bool:
    """Whether a folder is a course kit with its solutions."""
    folders = ("course", "solutions", "src/helpers")
    return all((folder / each).is_dir() for each in folders) and (folder / CONFIG).is_file()


def init_class(folder: Path, course: Path, students: Path | None = None, gradebook: str | None = None,
               variants: bool = False, on_hub: bool = False) -> ClassFolder:
    """Make a class folder from a course kit, or, with `students`, update the class list of one that is there.

    `students` is a CSV file, `gradebook` a database's URL in place of a file in the folder, `variants` whether every
    student gets numbers of their own. An existing class is never overwritten. Raises `ClassError`.
    """
    folder, course = Path(folder).expanduser().resolve(), Path(course).expanduser().resolve()
    listed = None if students is None else read_students(students)
    if (folder / CONFIG).is_file():
        if listed is None or gradebook or variants:
            raise ClassError(f"{folder}: there is a class already, and nothing was changed. Choose another folder; or, "
                             f"to import students again, give students alone. Its settings are in {CONFIG} and {FILE}.")
        made = ClassFolder(folder)
        with plainly_told():
            write_students(made, listed)
        return made
    _check_place(folder)
    if not is_course(course):
        raise ClassError(f"course: {course} is no course kit. Give the folder that holds solutions/ and course/.")
    _check_variants(variants)
    if gradebook is not None:
        _check_url(gradebook)
    existed = folder.exists()
    try:
        return _make(folder, course, listed, gradebook, variants, on_hub)
    except BaseException as error:
        for each in folder.iterdir() if existed else ():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        if not existed:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise ClassError(f"{folder}: the class cannot be made there ({error.strerror}). "
                             "Choose another place.") from None
        raise


def _make(folder: Path, course: Path, listed, gradebook: str | None, variants: bool, on_hub: bool) -> ClassFolder:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    configuration = class_configuration(course, gradebook, on_hub)
    for name, text in ((CONFIG, configuration), (FILE, settings_text(variants)), ("README.txt", README),
                       (".gitignore", GITIGNORE)):
        (folder / name).touch(mode=0o600)  # a gradebook's URL may hold a password
        (folder / name).write_text(text, encoding="utf-8")
    ignore = shutil.ignore_patterns(*LEFT_OUT, *(step.slug for step in coming_steps()))
    shutil.copytree(course / "solutions", folder / "source", ignore=ignore)
    keep_given(course, folder, ignore)
    for step in STEPS:
        (folder / step).mkdir(exist_ok=True)
    made = ClassFolder(folder)
    with class_gradebook(made) as opened:
        held = len(opened.students), len(opened.assignments)
    if any(held):
        raise ClassError(f"gradebook: that database holds a class already ({held[0]} students, {held[1]} exercises), "
                         "and it was left as it is. Give each class a database of its own; to grade one class on two "
                         "machines, copy its folder.")
    if listed:
        write_students(made, listed)
    return made


def _check_place(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ClassError(f"{folder}: that is a file. Give the path of a new folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise ClassError(f"{folder}: the folder is not empty, and nothing was changed. Give the path of a new folder.")
    for above in folder.parents:
        if is_course(above) or (above / "BUNDLE.txt").is_file():
            raise ClassError(f"{folder}: that is inside {above}, which students get. Choose a place outside of it.")
    odd = sorted(set(str(folder)) & set("*?[]"))
    if odd:
        raise ClassError(f"{folder}: the path holds {' '.join(odd)}, which nbgrader takes for a pattern. Rename it.")


def _check_variants(variants) -> None:
    if not isinstance(variants, bool):
        raise ClassError(f"variants: {shorten(variants)} is neither True nor False. Give one of them.")


def _check_url(url: str) -> None:
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    example = "such as postgresql+psycopg://USER@HOST/DATABASE"
    try:
        create_engine(make_url(url))
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        why = type(error).__name__
        raise ClassError(f"gradebook: that is no URL of a database ({why}). Give one {example}.") from None
    except ImportError as error:
        raise ClassError(f"gradebook: the driver {error.name} is not installed. Install it (for PostgreSQL: psycopg), "
                         f"and give a URL {example}.") from None
