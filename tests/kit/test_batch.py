"""A batch: only what changed is graded again, a killed one loses and doubles nothing, memory does not grow."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kit.classroom.course.class_key import class_key
from kit.classroom.course.folder import ClassError
from kit.classroom.grading import batch
from kit.classroom.grading.batch import Options, grade
from kit.classroom.grading.outcome_store import OutcomeStore
from kit.grader.judge import Judge, failed
from tests.kit import classes
from tests.kit.flagging import flagging
from tests.kit.instant import ASSIGNMENT, runner, submit


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return classes.new_class(tmp_path_factory.mktemp("batch") / "class", [ASSIGNMENT])


def rows(folder) -> dict[str, float]:
    return {student: sum(points or 0 for points, _ in grades.values())
            for student, grades in classes.scores(folder, ASSIGNMENT).items()}


def test_only_what_changed_is_graded_again(folder):
    for number in range(6):
        submit(folder, f"a{number}", "x" * (number + 1))
    seen: list = []
    first = grade(folder, ASSIGNMENT, runner=runner(seen=seen))
    assert (first.done, first.skipped, len(seen)) == (6, 0, 6)
    submit(folder, "a3", "x" * 9)
    submit(folder, "a6", "x")
    again = grade(folder, ASSIGNMENT, runner=runner(seen=seen))
    assert (again.done, again.skipped) == (2, 5)
    assert sorted(seen[6:]) == ["a3", "a6"]
    assert rows(folder)["a3"] == pytest.approx(2.7)
    everything = grade(folder, ASSIGNMENT, options=Options(again=True), runner=runner())
    assert (everything.done, everything.skipped) == (7, 0)
    assert len(OutcomeStore(folder.gradebook_url).read(ASSIGNMENT)) == 7


def test_a_lost_autograded_folder_is_made_again(folder):
    import shutil

    submit(folder, "b0", "x")
    grade(folder, ASSIGNMENT, runner=runner())
    shutil.rmtree(folder.path("autograded", "b0", ASSIGNMENT))
    assert grade(folder, ASSIGNMENT, ("b0",), runner=runner()).done == 1


def test_students_that_handed_in_nothing_are_named(folder):
    with pytest.raises(ClassError, match="nobody_1 handed in nothing"):
        grade(folder, ASSIGNMENT, ("nobody_1",), runner=runner())


def test_an_assignment_that_was_not_generated_is_named(folder):
    with pytest.raises(ClassError, match="Generate it first"):
        class_key(folder, "06_detailed_design")


def test_a_second_grader_is_kept_out(folder):
    with batch.alone(folder), pytest.raises(ClassError, match="another kit grade"):
        grade(folder, ASSIGNMENT, runner=runner())


def test_a_flag_that_a_person_has_looked_at_is_taken_away(folder):
    from kit.classroom.grading.acceptance import accept

    submit(folder, "d0", "xx")

    grade(folder, ASSIGNMENT, ("d0",), runner=flagging())
    assert all(look for _, look in classes.scores(folder, ASSIGNMENT)["d0"].values())
    assert accept(folder, ASSIGNMENT, ("d0",)) == ["d0"]
    [found] = [each for each in OutcomeStore(folder.gradebook_url).read(ASSIGNMENT) if each.student == "d0"]
    assert (found.status, found.flags) == ("graded", ())
    assert "why" in found.notes[-1]
    grades = classes.scores(folder, ASSIGNMENT)["d0"]
    tests = {name: look for name, (points, look) in grades.items() if points is not None}
    assert tests
    assert not any(tests.values())
    assert grade(folder, ASSIGNMENT, ("d0",), runner=runner()).skipped == 1  # it is not graded again for that
    with pytest.raises(ClassError, match="d0 is not flagged"):
        accept(folder, ASSIGNMENT, ("d0",))


def test_one_submission_that_breaks_the_grader_fails_alone(folder):
    submit(folder, "c0", "x"), submit(folder, "c1", "xx")

    @contextlib.asynccontextmanager
    async def run(key, options):
        class Broken(Judge):
            def __init__(self):
                self.key, self.variants, self.tests = key, False, {}

            async def _grade(self, submission):
                if submission.student == "c0":
                    raise ZeroDivisionError("a fault of ours")
                return failed(key, submission, "not of interest")

        yield Broken(), 2

    assert grade(folder, ASSIGNMENT, ("c0", "c1"), options=Options(again=True), runner=run).failed == 2
    found = {each.student: each.reason for each in OutcomeStore(folder.gradebook_url).read(ASSIGNMENT)}
    assert "ZeroDivisionError" in found["c0"]


@pytest.mark.ci_only
def test_a_batch_that_is_killed_twenty_times_loses_nothing_and_doubles_nothing(tmp_path):
    folder = classes.new_class(tmp_path / "class", [ASSIGNMENT])
    chance = random.Random(11)
    points = {f"k{number:03}": chance.randrange(1, 9) for number in range(120)}
    for student, many in points.items():
        submit(folder, student, "x" * many)
    kept, kills, halves = 0, 0, 0
    while kills < 20:
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                grade(folder, ASSIGNMENT, runner=runner(0.05))
            os._exit(0)
        _until_more(folder, kept if kills % 2 else -1)
        time.sleep(chance.uniform(0.0, 0.3))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        kills += 1
        store = OutcomeStore(folder.gradebook_url)
        outcomes = store.read(ASSIGNMENT)
        store.close()
        graded = rows(folder)
        assert len(outcomes) >= kept, "a grade was lost"
        kept = len(outcomes)
        halves += 0 < kept < len(points)
        for each in outcomes:  # a grade and its outcome are there together
            assert graded[each.student] == pytest.approx(0.3 * points[each.student])
        if os.waitstatus_to_exitcode(status) == 0:  # it was done before it was killed: begin anew
            for student in points:
                points[student] = points[student] % 8 + 1
                submit(folder, student, "x" * points[student])
            grade(folder, ASSIGNMENT, runner=runner())
            kept = 0
    assert halves, "the kills came too early or too late to show anything"
    grade(folder, ASSIGNMENT, runner=runner())
    final = rows(folder)
    assert {student: pytest.approx(0.3 * many) for student, many in points.items()} == final
    connection = OutcomeStore(folder.gradebook_url)._engine.connect()
    from sqlalchemy import text

    for table, most in (("submitted_assignment", 120), ("submitted_notebook", 120), ("kit_outcome", 120)):
        assert connection.execute(text(f"select count(*) from {table}")).scalar() == most


def _until_more(folder, than: int) -> None:
    """Wait until more outcomes than these are in the database, or long enough."""
    deadline = time.monotonic() + 5
    while than >= 0 and time.monotonic() < deadline:
        store = OutcomeStore(folder.gradebook_url)
        many = len(store.digests(ASSIGNMENT))
        store.close()
        if many > than:
            return
        time.sleep(0.02)


def test_kit_grade_that_is_killed_in_the_middle_goes_on(tmp_path):
    folder = classes.new_class(tmp_path / "class", [ASSIGNMENT])
    classes.hand_in(folder, ASSIGNMENT, 10, seed=3)
    command = [sys.executable, "-m", "kit", "grade", ASSIGNMENT, "--class", str(folder.root), "--jobs", "1"]
    before_it = _orphans()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    store, deadline = OutcomeStore(folder.gradebook_url), time.monotonic() + 90
    while not store.read(ASSIGNMENT) and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    running.kill()
    running.wait()
    before = {each.student: each for each in store.read(ASSIGNMENT)}
    assert before
    deadline = time.monotonic() + 10
    while _orphans() - before_it and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _orphans() - before_it, "a fork server outlived its grader"
    progress = grade(folder, ASSIGNMENT)
    assert progress.skipped == len(before)
    after = {each.student: each for each in store.read(ASSIGNMENT)}
    assert len(after) == 10
    assert all(after[student] == outcome for student, outcome in before.items())


def _orphans() -> set[str]:
    """Fork servers and kernels whose grader is gone."""
    return {path.parent.name for path in Path("/proc").glob("[0-9]*/cmdline")
            if b"kit.grader.zygote" in _bytes(path) and _parent(path) == 1}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _parent(path: Path) -> int:
    try:
        return int((path.parent / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError, ValueError):
        return 0


@pytest.mark.ci_only
def test_memory_does_not_grow_with_the_class(tmp_path):
    """A thousand submissions of 200 KB each: the grader holds a few of them at a time."""
    folder = classes.new_class(tmp_path / "class", [ASSIGNMENT])
    for number in range(1_000):
        submit(folder, f"m{number:04}", "x" * 8)
        path = folder.path("submitted", f"m{number:04}", ASSIGNMENT) / "notes.txt"
        path.write_bytes(b"n" * 200_000)
    resident = []

    def tell(progress, outcome):
        if progress.done % 100 == 0:
            resident.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))

    progress = grade(folder, ASSIGNMENT, tell=tell, runner=runner())
    assert progress.done == 1_000
    assert max(resident) - resident[0] < 60_000_000  # all of them would be 200 MB, and more as text
