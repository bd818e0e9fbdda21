"""What lateness costs: never less than nothing, never more than there is, and nothing for who was in time."""

from datetime import datetime

import pytest

from kit.classroom.course.class_lock import writing
from kit.classroom.course.database import class_gradebook
from kit.classroom.grading.batch import Options, grade
from tests.kit import classes
from tests.kit.instant import ASSIGNMENT, runner, submit

EARNED = 3 * 0.2  # three graded cells, and a tenth of a point for each character of the text below


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = classes.new_class(tmp_path_factory.mktemp("late") / "class", [ASSIGNMENT])
    with writing(made) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=datetime(2026, 11, 23, 18))
    submit(made, "anna", "xx")
    return made


def penalty_of(folder, handed_in: str) -> float | None:
    (folder.path("submitted", "anna", ASSIGNMENT) / "timestamp.txt").write_text(handed_in)
    grade(folder, ASSIGNMENT, options=Options(again=True), runner=runner())
    with class_gradebook(folder) as gradebook:
        [notebook] = gradebook.find_submission(ASSIGNMENT, "anna").notebooks
        assert notebook.score == pytest.approx(EARNED)
        return notebook.late_submission_penalty


@pytest.mark.parametrize(("asked", "taken"), [
    (-1.0, 0.0), (0.0, 0.0), (0.25, 0.25), (EARNED, EARNED), (EARNED + 0.01, EARNED), (1_000.0, EARNED), (None, None)])
def test_a_penalty_lies_between_nothing_and_all_that_was_earned(folder, monkeypatch, asked, taken):
    from nbgrader.plugins import LateSubmissionPlugin

    seen = []

    def penalty(self, student, score, seconds):
        seen.append((student, round(score, 6), seconds))
        return asked

    monkeypatch.setattr(LateSubmissionPlugin, "late_submission_penalty", penalty)
    found = penalty_of(folder, "2026-11-23 19:00:00 UTC")
    assert found == (taken if taken is None else pytest.approx(taken))
    assert seen == [("anna", round(EARNED, 6), 3600.0)]


@pytest.mark.parametrize("handed_in", ["2026-11-23 18:00:00 UTC", "2026-11-23 17:59:59 UTC", ""])
def test_who_was_in_time_loses_nothing(folder, monkeypatch, handed_in):
    from nbgrader.plugins import LateSubmissionPlugin

    monkeypatch.setattr(LateSubmissionPlugin, "late_submission_penalty", lambda *_: 5.0)
    assert penalty_of(folder, handed_in) is None


def test_one_second_is_late(folder, monkeypatch):
    from nbgrader.plugins import LateSubmissionPlugin

    monkeypatch.setattr(LateSubmissionPlugin, "late_submission_penalty", lambda self, who, score, seconds: seconds / 10)
    assert penalty_of(folder, "2026-11-23 18:00:01 UTC") == pytest.approx(0.1)
