"""Honest submissions get exactly the points that `nbgrader autograde` gives; `make bench` compares two hundred."""

import pytest

from kit.classroom.grading.batch import grade
from kit.classroom.grading.outcome_store import OutcomeStore
from tests.conftest import IN_CI
from tests.kit import classes

SAMPLE = {"02_estimation": 6 if IN_CI else 2, "05_high_level_design": 3, "06_detailed_design": 3}
FIRST, *OTHERS = SAMPLE


@pytest.mark.parametrize("assignment", [FIRST, *(pytest.param(each, marks=pytest.mark.ci_only) for each in OTHERS)])
def test_honest_submissions_get_the_points_of_stock_nbgrader(tmp_path, assignment):
    folder = classes.new_class(tmp_path / "class", [assignment])
    students = classes.hand_in(folder, assignment, SAMPLE[assignment], seed=7)
    grade(folder, assignment)
    ours = classes.scores(folder, assignment)
    store = OutcomeStore(folder.gradebook_url)
    assert {each.status for each in store.read(assignment)} == {"graded"}
    assert len({str(each) for each in ours.values()}) > 1, "the sample must hold different answers"
    classes.stock(folder, assignment)
    theirs = classes.scores(folder, assignment)
    assert len(ours) == len(students)
    assert ours == theirs
