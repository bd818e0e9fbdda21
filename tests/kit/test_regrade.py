"""The round goes round again: what a person gave stands, dates and policies follow, a corrected test is noticed."""

import contextlib
import json
import shutil
from datetime import datetime

import pytest
from sqlalchemy import text

from kit.classroom.cli.progress import accounted
from kit.classroom.course.database import class_gradebook
from kit.classroom.course.due import due_dates, read_due, set_due
from kit.classroom.course.folder import ClassError, ClassFolder
from kit.classroom.course.students import class_list, import_students
from kit.classroom.course.update import changes, update
from kit.classroom.grading import batch
from kit.classroom.grading.acceptance import accept
from kit.classroom.grading.batch import Options, grade
from kit.classroom.grading.outcome_store import OutcomeStore
from kit.classroom.grading.records import open_gradebook, read_records
from kit.classroom.release.release import generate
from kit.command import main
from kit.grader.judge import failed, judged
from kit.grader.outcomes import CellResult, Flag
from kit.grader.runner import Executed, written_cell
from kit.grader.submission import Unreadable, prepare
from tests.kit import classes
from tests.kit.classrooms import cell_of, change
from tests.kit.instant import ASSIGNMENT

ESSAY, TEST, ANSWER = "task_d_bill", "test_a_scale", "task_a_scale"
SOURCE = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
DUE = datetime(2026, 11, 23, 18)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    base = tmp_path_factory.mktemp("regrade")
    made = classes.new_class(base / "class", [ASSIGNMENT])
    (base / "list.csv").write_text("id,first_name\nanna,Anna\nbo,\ngil,\n")
    assert class_list(made) is None
    import_students(made, base / "list.csv")
    return made


@pytest.fixture
def folder(made):
    """The class as it was made, with two submissions that are graded."""
    for each in ("submitted", "autograded"):
        shutil.rmtree(made.root / each, ignore_errors=True)
    (made.root / "kit.yaml").write_text("variants: false\n")
    set_due(made, ASSIGNMENT, None)
    with class_gradebook(made) as gradebook:
        gradebook.db.execute(text("update grade set manual_score = null"))
        gradebook.db.execute(text("delete from kit_note where kind = 'answers'"))
        gradebook.db.commit()
    for student in ("anna", "bo"):
        hand_in(made, student)
    run(made, again=True)
    return made


def hand_in(folder, student: str, essay: str = "Because.", answer: str = "scale = 1", time: str = "") -> None:
    place = folder.path("submitted", student, ASSIGNMENT)
    place.mkdir(parents=True, exist_ok=True)
    content = json.loads(folder.path("release", assignment=ASSIGNMENT).joinpath(f"{ASSIGNMENT}.ipynb").read_text())
    cell_of(content, ESSAY)["source"], cell_of(content, ANSWER)["source"] = essay, answer
    (place / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(content))
    if time:
        (place / "timestamp.txt").write_text(time)


def judges(flags: tuple[Flag, ...] = (), points: float = 2.0):
    """Prepares as the grader does, runs nothing, and gives each test the same points."""
    @contextlib.asynccontextmanager
    async def run(key, options):
        async def judge(submission):
            done = []
            try:
                prepared = prepare(submission, key)
            except Unreadable as error:
                return failed(key, submission, submission.notes[0] if submission.notes else str(error))
            for each in prepared:
                cells = [CellResult(cell.key.name, points if cell.key.is_test else None if cell.answered else 0.0,
                                    cell.key.points) for cell in each.cells if cell.key and (cell.key.grade)]
                shown = {"cells": [written_cell(cell, [], place) for place, cell in enumerate(each.cells)]}
                done.append(Executed(each.key.name, {**shown, "nbformat": 4, "nbformat_minor": 5, "metadata": {}},
                                     cells, [*flags, *(Flag(*flag) for flag in each.flags)], each.notes,
                                     {cell.key.name: cell.answered for cell in each.cells if cell.key}))
            return batch.Graded(judged(key, submission, done), done)

        yield judge, 2

    return run


def run(folder, *students: str, again: bool = False, **more) -> batch.Progress:
    return grade(ClassFolder(folder.root), ASSIGNMENT, students, Options(again=again), runner=judges(**more))


def give(folder, student: str, points: float, comment: str = "Good.") -> None:
    """Points and a comment by hand, as the formgrader gives them."""
    with class_gradebook(folder) as gradebook:
        found = gradebook.find_grade(ESSAY, ASSIGNMENT, ASSIGNMENT, student)
        found.manual_score, found.needs_manual_grade = points, False
        gradebook.find_comment(ESSAY, ASSIGNMENT, ASSIGNMENT, student).manual_comment = comment
        gradebook.db.commit()


def essay_of(folder, student: str) -> tuple:
    with class_gradebook(folder) as gradebook:
        found = gradebook.find_grade(ESSAY, ASSIGNMENT, ASSIGNMENT, student)
        said = gradebook.find_comment(ESSAY, ASSIGNMENT, ASSIGNMENT, student).comment
        return found.manual_score, said, found.needs_manual_grade


def record(folder, student: str):
    with open_gradebook(folder) as gradebook:
        [found] = read_records(gradebook, [ASSIGNMENT], [student])
        return found


def outcome(folder, student: str):
    store = OutcomeStore(folder.gradebook_url)
    try:
        return next(each for each in store.read(ASSIGNMENT) if each.student == student)
    finally:
        store.close()


def test_points_and_comments_by_hand_are_final_where_the_answer_is_the_same(folder):
    give(folder, "anna", 3.5)
    give(folder, "bo", 1.0)
    run(folder, again=True)
    hand_in(folder, "bo", answer="scale = 2")  # another cell than the one that a person read
    run(folder)
    assert essay_of(folder, "anna") == (3.5, "Good.", False)
    assert essay_of(folder, "bo") == (1.0, "Good.", False)
    hand_in(folder, "anna", essay="Because I say so.")
    run(folder)
    assert essay_of(folder, "anna") == (3.5, "Good.", True)
    run(folder, again=True)
    assert essay_of(folder, "anna")[2], "it still waits for a person"


def test_a_new_due_date_and_a_new_flag_leave_points_by_hand_final(folder):
    give(folder, "anna", 3.5)
    set_due(folder, ASSIGNMENT, DUE)
    run(folder)
    run(folder, again=True, flags=(Flag("odd", TEST, "odd"),))
    assert essay_of(folder, "anna") == (3.5, "Good.", False)


def test_without_notes_of_an_earlier_version_the_earlier_notebook_tells(folder):
    give(folder, "anna", 3.5)
    give(folder, "bo", 3.5)
    with class_gradebook(folder) as gradebook:
        gradebook.db.execute(text("delete from kit_note where kind = 'answers'"))
        gradebook.db.commit()
    hand_in(folder, "bo", essay="Other.")
    run(folder, again=True)
    assert (essay_of(folder, "anna")[2], essay_of(folder, "bo")[2]) == (False, True)


def test_a_flag_that_was_accepted_stays_so_until_the_answers_change_or_another_comes(folder):
    odd, other = Flag("odd", TEST, "odd"), Flag("other", TEST, "other")
    run(folder, again=True, flags=(odd,))
    accept(folder, ASSIGNMENT, ("anna",))
    run(folder, again=True, flags=(odd,))
    assert [outcome(folder, who).status for who in ("anna", "bo")] == ["graded", "flagged"]
    assert "Accepted by a person" in outcome(folder, "anna").notes[-1]
    run(folder, again=True, flags=(odd, other))
    assert outcome(folder, "anna").status == "flagged"
    run(folder, again=True, flags=(odd,))
    assert outcome(folder, "anna").status == "graded"
    hand_in(folder, "anna", answer="scale = 3")
    run(folder, flags=(odd,))
    assert outcome(folder, "anna").status == "flagged"


@pytest.mark.parametrize(("time", "late", "flagged"), [
    ("2026-11-23 20:00:00 +0200", 0, False), ("2026-11-23 21:00:00 +02:00", 3600, False),
    ("2026-11-23 6:00 PM", 0, True), ("2026-11-23 17:00:00 CEST", 0, True), ("whenever", 0, True)])
def test_a_time_is_read_right_or_flagged_and_never_taken_for_on_time(folder, time, late, flagged):
    hand_in(folder, "anna", time=time)
    run(folder)
    assert outcome(folder, "anna").status == "graded", "nothing is due"
    set_due(folder, ASSIGNMENT, DUE)
    run(folder)
    found = outcome(folder, "anna")
    assert (found.late_seconds, found.status == "flagged") == (late, flagged)
    assert ("was in time is not known" in found.reason) is flagged


def test_penalties_follow_the_policy_the_date_and_points_by_hand(folder):
    (folder.root / "kit.yaml").write_text("late: {each: day, costs: 10%, at_most: 50%}\n")
    hand_in(folder, "anna", time="2026-11-23 18:30:00 UTC")
    set_due(folder, ASSIGNMENT, DUE)
    run(folder)
    assert record(folder, "anna").penalty == pytest.approx(0.6)
    give(folder, "anna", 4.0)
    assert record(folder, "anna").penalty == pytest.approx(1.0), "of the points as they are now"
    (folder.root / "kit.yaml").write_text("late: zero\n")
    assert record(folder, "anna").final == 0
    assert run(folder).done == 2, "what lateness costs is part of a grade"
    assert record(folder, "anna").final == 0
    give(folder, "anna", 1.0)
    assert record(folder, "anna").final == 0, "nothing more, nothing less"
    set_due(folder, ASSIGNMENT, datetime(2026, 11, 24, 18))
    assert record(folder, "anna").penalty == 0


def test_one_student_may_have_more_time_and_keeps_it(folder):
    (folder.root / "kit.yaml").write_text("late: {each: hour, costs: 0.25}\n")
    for student in ("anna", "bo"):
        hand_in(folder, student, time="2026-11-23 18:30:00 UTC")
    set_due(folder, ASSIGNMENT, DUE)
    run(folder)
    lines = set_due(folder, ASSIGNMENT, datetime(2026, 11, 25, 18), ("anna", "gil"))
    assert "anna: 2026-11-25 18:00:00 UTC" in lines[1]
    assert lines[:-1] == due_dates(folder, ASSIGNMENT)
    assert (record(folder, "anna").penalty, record(folder, "bo").penalty) == (0, 1.5)
    set_due(folder, ASSIGNMENT, datetime(2026, 11, 23, 12))
    assert record(folder, "anna").late_seconds == 0, "a date of their own stays"
    hand_in(folder, "gil", time="2026-11-24 18:00:00 UTC")  # who had handed in nothing when it was set
    run(folder)
    assert record(folder, "gil").late_seconds == 0
    assert record(folder, "bo").penalty == pytest.approx(6.0)
    shutil.rmtree(folder.path("submitted", "gil"))
    with pytest.raises(ClassError, match="Did you mean anna"):
        set_due(folder, ASSIGNMENT, DUE, ("ana",))
    set_due(folder, ASSIGNMENT, None, ("anna", "gil"))


def test_a_due_date_needs_a_time_and_none_takes_it_away(folder):
    assert read_due("none") is None
    assert read_due("2026-11-23 18:00 Europe/Berlin") == datetime(2026, 11, 23, 17)
    with pytest.raises(ClassError, match="Or write none"):
        read_due("next Friday")


def test_nobody_is_invented_and_who_is_missing_is_listed(folder):
    stray = folder.root / "submitted" / "ghost" / ASSIGNMENT
    shutil.copytree(folder.path("submitted", "bo", ASSIGNMENT), stray)
    progress = run(folder)
    assert (progress.total, progress.missing) == (2, ("gil",))
    said = "\n".join(accounted(progress))
    assert "submitted/ghost/02_estimation: ghost is not in the class list" in said
    assert "Nothing from 1: gil" in said
    with class_gradebook(folder) as gradebook:
        assert {each.id for each in gradebook.students} == {"anna", "bo", "gil"}


def test_one_submission_that_cannot_be_read_stops_nobody_else(folder, monkeypatch):
    whole = batch.read_submission

    def breaks(student, *more):
        if student == "anna":
            raise UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed")
        return whole(student, *more)

    monkeypatch.setattr(batch, "read_submission", breaks)
    hand_in(folder, "bo", essay="Other.")
    assert run(folder).done == 2
    assert (outcome(folder, "anna").status, outcome(folder, "bo").status) == ("failed", "graded")
    assert "UnicodeEncodeError" in outcome(folder, "anna").reason


def test_who_is_taken_to_be_in_time_for_want_of_a_time_is_named(folder):
    assert not run(folder).remarks
    set_due(folder, ASSIGNMENT, DUE)
    hand_in(folder, "bo", time="2026-11-23 17:00:00 UTC")
    [said] = run(folder).remarks
    assert "when anna handed in" in said


def test_a_corrected_test_is_noticed_and_honest_students_are_not_said_to_have_changed_it(folder):
    source = folder.root / "source" / SOURCE
    before = source.read_text()
    try:
        change(source, lambda content: cell_of(content, TEST).update(
            source="".join(cell_of(content, TEST)["source"]).replace("points=2", "points=2.0", 1)))
        progress = run(folder)
        assert (progress.skipped, progress.done) == (2, 0)
        assert f"source/{ASSIGNMENT} has changed since it was released: {TEST}" in progress.remarks[0]
        generate(ClassFolder(folder.root), [ASSIGNMENT])
        progress = run(folder, "anna")
        assert "bo" in progress.remarks[0], "who is graded by the earlier test is said"
        assert run(folder).done == 1
        assert not run(folder).remarks
        notes = outcome(folder, "bo").notes
        assert any(f"{TEST} was that of an earlier release" in each for each in notes)
        assert not any("had been changed" in each for each in notes)
    finally:
        source.write_text(before)
        generate(ClassFolder(folder.root), [ASSIGNMENT])


def test_points_that_do_not_add_up_are_refused_before_anything_is_released_or_graded(folder):
    source = folder.root / "source" / SOURCE
    before = source.read_text()
    hidden = '### BEGIN HIDDEN TESTS\nchecks.check("h", lambda: "no", points=1)\n### END HIDDEN TESTS\nchecks.score()'
    try:
        change(source, lambda content: cell_of(content, TEST).update(
            source="".join(cell_of(content, TEST)["source"]).replace("checks.score()", hidden)))
        with pytest.raises(ClassError, match=r"test_a_scale: its checks \(hidden ones among them\) offer 7 points"):
            generate(ClassFolder(folder.root), [ASSIGNMENT])
    finally:
        source.write_text(before)


def test_a_mended_exercise_of_the_kit_reaches_a_class_and_the_classs_own_tests_stay(folder, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(classes.ROOT / "solutions", course / "solutions")
    source, theirs = folder.root / "source" / SOURCE, course / "solutions" / SOURCE
    before, own = source.read_text(), "### BEGIN HIDDEN TESTS\nassert True\n### END HIDDEN TESTS\n"
    assert changes(folder, course) == []
    try:
        change(source, lambda content: cell_of(content, TEST).update(
            source=own + "".join(cell_of(content, TEST)["source"])))
        assert changes(folder, course) == [], "the class's own change is no news"
        change(theirs, lambda content: cell_of(content, ESSAY).update(source="A mended task."))
        [found] = changes(folder, course, (ASSIGNMENT,))
        assert "+A mended task." in str(found)
        assert source.read_text() != theirs.read_text()
        kept = update(folder, course, [found])
        now = json.loads(source.read_text())
        assert cell_of(now, ESSAY)["source"] == "A mended task."
        assert "BEGIN HIDDEN TESTS" in "".join(cell_of(now, TEST)["source"])
        assert "A mended task." not in (kept / SOURCE).read_text()
        assert changes(folder, course) == []
        change(theirs, lambda content: cell_of(content, TEST).update(source="assert mended"))
        [found] = changes(folder, course)
        assert (found.content, found.kept) == (None, (TEST,)), "what both changed is told, and kept"
    finally:
        source.write_text(before)
        shutil.copy(classes.ROOT / "solutions" / SOURCE, folder.root / ".as_given" / SOURCE)


def test_a_class_that_was_made_before_updates_were_known_keeps_its_hidden_tests(folder, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(classes.ROOT / "solutions", course / "solutions")
    source, given = folder.root / "source" / SOURCE, folder.root / ".as_given" / SOURCE
    before, base = source.read_text(), given.read_text()
    given.unlink()
    own = "### BEGIN HIDDEN TESTS\nassert 1\n### END HIDDEN TESTS\n"
    try:
        change(source, lambda content: cell_of(content, TEST).update(
            source=own + "".join(cell_of(content, TEST)["source"])))
        assert changes(folder, course, (ASSIGNMENT,)) == []
        change(course / "solutions" / SOURCE, lambda content: cell_of(content, ESSAY).update(source="Mended."))
        [found] = changes(folder, course, (ASSIGNMENT,))
        update(folder, course, [found])
        assert "BEGIN HIDDEN TESTS" in "".join(cell_of(json.loads(source.read_text()), TEST)["source"])
    finally:
        source.write_text(before)
        given.write_text(base)


def test_the_commands_say_what_they_did(folder, capsys):
    where = ["--class", str(folder.root)]
    assert main(["class", "due", "02", "2026-11-23 18:00 UTC", *where]) == 0
    assert "02_estimation is due 2026-11-23 18:00:00 UTC" in capsys.readouterr().out
    assert main(["class", "due", "02", "2026-11-24T09:00+01:00", "--for", "anna,bo", *where]) == 0
    assert "  bo: 2026-11-24 08:00:00 UTC" in capsys.readouterr().out
    assert main(["class", "due", "02", "none", "--for", "anna", "bo", *where]) == 0
    assert main(["class", "due", "02", "--for", "bo", "2026-11-25T09:00+01:00", *where]) == 0
    assert "  bo: 2026-11-25 08:00:00 UTC" in capsys.readouterr().out
    assert main(["class", "due", "02", "--for", "bo", "none", *where]) == 0
    assert main(["class", "due", "02", *where]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("02_estimation is due")
    assert main(["class", "due", "02", "tomorrow", *where]) == 1
    assert "Or write none" in capsys.readouterr().err
    assert main(["class", "update", "02", "--course", str(classes.ROOT), *where]) == 0
    assert "are those of the course kit" in capsys.readouterr().out
