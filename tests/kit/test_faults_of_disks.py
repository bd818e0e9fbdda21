"""A full disk, or one that may only be read: one sentence, nothing lost, exit status not 0; a kill leaves no litter."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kit.classroom.course import autograded
from kit.classroom.course.database import class_gradebook
from kit.classroom.course.folder import ClassError
from kit.classroom.course.init import init_class
from kit.classroom.feedback_pages.feedback import feedback
from kit.classroom.grading.batch import Options, grade
from kit.classroom.grading.outcome_store import OutcomeStore
from kit.classroom.release import bundle, release, scratch
from kit.classroom.release.bundle import clear_scratch
from kit.command import main
from tests.kit import classes
from tests.kit.instant import ASSIGNMENT, runner, submit

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a file")
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS), "a file")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = classes.new_class(tmp_path_factory.mktemp("disks") / "class", [ASSIGNMENT])
    for student in ("anna", "bo"):
        submit(made, student, "xx")
    grade(made, ASSIGNMENT, runner=runner())
    return made


def raises(error: OSError):
    def fails(*_, **__):
        raise error
    return fails


def files_of(path: Path) -> dict[str, bytes]:
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in path.rglob("*") if each.is_file()}


@pytest.mark.parametrize(("error", "said"), [(FULL, "the disk is full"), (READ_ONLY, "may only be read")])
def test_grading_loses_nothing(folder, monkeypatch, error, said):
    before = files_of(folder.root / "autograded")
    outcomes = OutcomeStore(folder.gradebook_url).read(ASSIGNMENT)
    with monkeypatch.context() as patch:
        patch.setattr(autograded, "_fill", raises(error))
        with pytest.raises(ClassError, match=f"{said}.*start the same command again") as caught:
            grade(folder, ASSIGNMENT, options=Options(again=True), runner=runner())
    assert "\n" not in str(caught.value)
    assert files_of(folder.root / "autograded") == before
    assert OutcomeStore(folder.gradebook_url).read(ASSIGNMENT) == outcomes
    assert grade(folder, ASSIGNMENT, runner=runner()).skipped == 2


def test_a_database_that_is_full_or_may_only_be_read_is_one_sentence(folder, monkeypatch):
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    outcomes = OutcomeStore(folder.gradebook_url).read(ASSIGNMENT)
    for pragma in ("max_page_count = 1", "query_only = on"):
        def narrow(connection, _, pragma=pragma):
            connection.execute(f"pragma {pragma}")

        submit(folder, "anna", "x" * 5)
        event.listen(Engine, "connect", narrow)
        try:
            with pytest.raises(ClassError, match="gradebook: it cannot be written to") as caught:
                _grade_and_fill_up(folder)
        finally:
            event.remove(Engine, "connect", narrow)
        assert "\n" not in str(caught.value)
    left = OutcomeStore(folder.gradebook_url).read(ASSIGNMENT)
    assert {each.student for each in left} == {each.student for each in outcomes}
    submit(folder, "anna", "xx")
    grade(folder, ASSIGNMENT, runner=runner())


def _grade_and_fill_up(folder) -> None:
    """Grading, and a write that needs more room than one page, where grading found some."""
    from kit.classroom.course.class_notes import ensure, write_note
    from kit.classroom.course.database import plainly_told

    grade(folder, ASSIGNMENT, options=Options(again=True), runner=runner())
    with plainly_told(), class_gradebook(folder) as gradebook:
        ensure(gradebook.engine)
        write_note(gradebook.db.connection(), "x", "", "", "y" * 1_000_000)
        gradebook.db.commit()


def test_feedback_is_one_sentence_and_earlier_pages_stay(folder, monkeypatch):
    pages = feedback(folder, ASSIGNMENT)
    before = files_of(folder.root / "feedback")
    monkeypatch.setattr("kit.classroom.feedback_pages.feedback._is_current", lambda *_: False)
    monkeypatch.setattr("kit.classroom.feedback_pages.feedback._replace", raises(FULL))
    with pytest.raises(ClassError, match="the disk is full"):
        feedback(folder, ASSIGNMENT)
    assert files_of(folder.root / "feedback") == before
    assert len(pages) == 2


@pytest.mark.parametrize("step", ["generate", "bundle"])
def test_a_release_is_one_sentence_and_the_earlier_one_stays(folder, tmp_path, monkeypatch, step):
    to = tmp_path / "bundle"
    to.mkdir()
    before, names = files_of(folder.root / "release"), sorted(each.name for each in tmp_path.iterdir())
    if step == "generate":
        monkeypatch.setattr(release, "tidy", raises(FULL))
    else:
        monkeypatch.setattr(release, "write_folder", raises(READ_ONLY))
    with pytest.raises(ClassError, match="What was there before is kept"):
        release.release(folder, classes.ROOT, to, [ASSIGNMENT])
    assert files_of(folder.root / "release") == before
    assert sorted(each.name for each in (folder.root / "release").iterdir()) == [ASSIGNMENT]
    assert sorted(each.name for each in tmp_path.iterdir()) == names


def test_importing_students_into_a_class_is_one_sentence_and_status_1(folder, tmp_path, monkeypatch, capsys):
    (tmp_path / "list.csv").write_text("id\nanna\n")
    monkeypatch.setattr("kit.classroom.course.students.writing", raises(READ_ONLY))
    with pytest.raises(ClassError, match="may only be read"):
        init_class(folder.root, classes.ROOT, students=tmp_path / "list.csv")
    assert main(["class", "init", str(folder.root), "--students", str(tmp_path / "list.csv"),
                 "--course", str(classes.ROOT)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("kit: ")
    assert said.count("\n") == 1


def dead_process() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_what_a_release_that_was_killed_left_is_cleared_and_its_bundle_comes_back(tmp_path):
    gone = dead_process()
    old = tmp_path / f".old-{gone}-a" / "bundle"
    (old / "course").mkdir(parents=True)
    (old / bundle.NOTE).write_text("x")
    (tmp_path / f".bundle-{gone}-b").mkdir()
    (tmp_path / f".bundle-{gone}-c.zip").write_text("x")
    living = tmp_path / f".bundle-{os.getpid()}-d"
    living.mkdir()
    (tmp_path / ".bundle-mine").mkdir()
    clear_scratch(tmp_path / "bundle")
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([".bundle-mine", living.name, "bundle"])
    assert (tmp_path / "bundle" / bundle.NOTE).is_file()


def test_what_a_grading_that_was_killed_left_is_cleared_and_the_earlier_one_comes_back(folder):
    place = folder.path("autograded", "anna", ASSIGNMENT)
    before = files_of(place)
    os.replace(place, place.with_name(f".{ASSIGNMENT}.old.{dead_process()}.part"))
    place.with_name(f".{ASSIGNMENT}.{dead_process()}.part").mkdir()
    autograded._sweep(place)
    assert files_of(place) == before
    assert [each.name for each in place.parent.iterdir()] == [ASSIGNMENT]


def test_halves_of_pages_are_cleared(tmp_path):
    (tmp_path / f".a.html.{dead_process()}-0123abcd.part").write_text("x")
    (tmp_path / f".b.html.{os.getpid()}-0123abcd.part").write_text("x")
    (tmp_path / "c.html").write_text("x")
    scratch.clear_parts(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == [f".b.html.{os.getpid()}-0123abcd.part", "c.html"]


def test_a_students_files_that_cannot_stand_beside_the_notebook_stop_nobody(folder):
    place = folder.path("submitted", "bo", ASSIGNMENT)
    for name in ("timestamp.txt.d/x", "data/a", "A" * 200):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("x")
    (place / f"{ASSIGNMENT}.ipynb.d").mkdir()
    assert grade(folder, ASSIGNMENT, ("bo",), runner=runner()).done == 1
    assert (folder.path("autograded", "bo", ASSIGNMENT) / "data" / "a").read_text() == "x"
