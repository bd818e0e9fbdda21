"""Whatever writes to a gradebook works alone: beside it every other writer is kept out, with one sentence."""

import subprocess
import sys

import pytest

from kit.classroom.course.class_lock import alone, writing
from kit.classroom.course.folder import ClassError
from kit.classroom.course.students import import_students
from kit.classroom.grading.acceptance import accept
from kit.classroom.grading.batch import Options, grade
from kit.classroom.grading.outcome_store import OutcomeStore
from kit.classroom.release.release import generate
from tests.kit import classes
from tests.kit.flagging import flagging
from tests.kit.instant import ASSIGNMENT, runner, submit


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = classes.new_class(tmp_path_factory.mktemp("lock") / "class", [ASSIGNMENT])
    submit(made, "anna", "xx")
    grade(made, ASSIGNMENT, runner=flagging())
    (made.root / "list.csv").write_text("id\nanna\nbo\n")
    return made


WRITERS = {
    "grade": lambda folder: grade(folder, ASSIGNMENT, runner=runner()),
    "accept": lambda folder: accept(folder, ASSIGNMENT, ("anna",)),
    "release": lambda folder: generate(folder, [ASSIGNMENT]),
    "init --students": lambda folder: import_students(folder, folder.root / "list.csv"),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_second_writer_is_kept_out_and_changes_nothing(folder, writer):
    before = OutcomeStore(folder.gradebook_url).read(), (folder.root / "gradebook.db").read_bytes()
    with alone(folder), pytest.raises(ClassError, match=r"another kit .* works on this class\. Wait for it"):
        WRITERS[writer](folder)
    assert before == (OutcomeStore(folder.gradebook_url).read(), (folder.root / "gradebook.db").read_bytes())


@pytest.mark.parametrize("writer", WRITERS)
def test_a_writer_holds_the_lock_while_it_writes_and_lets_go(folder, writer, monkeypatch):
    """Another process is asked, whenever the gradebook is closed, whether it could have the class."""
    from nbgrader.api import Gradebook

    seen = []
    really_close = Gradebook.close

    def close(self):
        seen.append(taken(folder))
        return really_close(self)

    submit(folder, "anna", "xxx" if writer == "grade" else "xx")
    if writer == "accept":
        grade(folder, ASSIGNMENT, runner=flagging(), options=Options(again=True))
    monkeypatch.setattr(Gradebook, "close", close)
    WRITERS[writer](folder)
    assert "taken" in seen
    assert taken(folder) == "free"


def taken(folder) -> str:
    program = ("import fcntl, sys\nwith open(sys.argv[1], 'a') as file:\n try:\n"
               "  fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\n  print('free')\n"
               " except OSError:\n  print('taken')")
    ran = subprocess.run([sys.executable, "-c", program, folder.root / ".kit-grading.lock"], capture_output=True,
                         text=True, check=True)
    return ran.stdout.strip()


def test_the_lock_goes_with_an_error(folder):
    with pytest.raises(ZeroDivisionError), writing(folder):
        raise ZeroDivisionError
    assert taken(folder) == "free"


def test_a_class_that_may_only_be_read_is_told(folder, monkeypatch):
    import builtins

    def refuse(path, *rest, **named):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(builtins, "open", refuse)
    with pytest.raises(ClassError, match="cannot be written to"), alone(folder):
        pass
