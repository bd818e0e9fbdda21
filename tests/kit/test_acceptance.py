"""What accepting a submission changes, and what it leaves to a person."""

import pytest

from kit.classroom.course.class_lock import writing
from kit.classroom.course.folder import ClassError
from kit.classroom.grading.acceptance import accept
from kit.classroom.grading.batch import Options, grade
from kit.classroom.grading.outcome_store import OutcomeStore
from tests.kit import classes
from tests.kit.flagging import flagging
from tests.kit.instant import ASSIGNMENT, runner, submit

ESSAY, TEST = "task_d_check", "test_b_claims"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return classes.new_class(tmp_path_factory.mktemp("accept") / "class", [ASSIGNMENT])


def looks(folder, student: str) -> dict[str, bool]:
    return {name: look for name, (_, look) in classes.scores(folder, ASSIGNMENT)[student].items()}


def give(folder, student: str, points: dict[str, float]) -> None:
    """Points by hand, as the formgrader writes them."""
    with writing(folder) as gradebook:
        for name, value in points.items():
            given = gradebook.find_grade(name, ASSIGNMENT, ASSIGNMENT, student)
            given.manual_score, given.needs_manual_grade = value, False
        gradebook.db.commit()


def by_hand(folder, student: str) -> set[str]:
    return {name for name, (points, _) in classes.scores(folder, ASSIGNMENT)[student].items() if points is None}


def test_cells_that_a_machine_graded_are_done_and_the_rest_still_wait(folder):
    submit(folder, "a0", "xx")
    grade(folder, ASSIGNMENT, ("a0",), runner=flagging())
    assert all(looks(folder, "a0").values())
    waiting = by_hand(folder, "a0")
    assert waiting, "the exercise has a task that a person grades"
    accept(folder, ASSIGNMENT, ("a0",))
    assert {name for name, look in looks(folder, "a0").items() if look} == waiting


def test_points_given_by_hand_are_still_to_be_looked_at(folder):
    """A person corrected a test's points; then the submission changed. Accepting its flags does not confirm them."""
    submit(folder, "a1", "xx")
    grade(folder, ASSIGNMENT, ("a1",), runner=flagging())
    [essay] = by_hand(folder, "a1")
    give(folder, "a1", {TEST: 1.5, essay: 2.0})
    submit(folder, "a1", "xxx")
    grade(folder, ASSIGNMENT, ("a1",), runner=flagging())
    assert looks(folder, "a1")[TEST]
    accept(folder, ASSIGNMENT, ("a1",))
    assert {name for name, look in looks(folder, "a1").items() if look} == {TEST, essay}


def test_nobody_is_accepted_when_one_of_them_cannot_be(folder):
    submit(folder, "a2", "x"), submit(folder, "a3", "x")
    grade(folder, ASSIGNMENT, ("a2",), options=Options(again=True), runner=flagging())
    grade(folder, ASSIGNMENT, ("a3",), options=Options(again=True), runner=runner())
    with pytest.raises(ClassError, match="a3 is not flagged or failed"):
        accept(folder, ASSIGNMENT, ("a2", "a3"))
    with pytest.raises(ClassError, match="of 'nobody' nothing was graded"):
        accept(folder, ASSIGNMENT, ("a2", "nobody"))
    found = {each.student: each.status for each in OutcomeStore(folder.gradebook_url).read(ASSIGNMENT)}
    assert (found["a2"], found["a3"]) == ("flagged", "graded")
