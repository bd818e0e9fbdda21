"""The verdict board: each move judges every promise anew, and nothing of the given design is changed."""

import pytest

from helpers import CourseError, Design, VerdictBoard
from helpers.design import worked_design


@pytest.fixture
def board():
    return VerdictBoard(worked_design())


def test_it_begins_with_the_design_as_it_was_given(board):
    assert board.model == worked_design()
    assert board.verdict.met
    assert "as it was given" in board.told.value
    assert "quick_redirect" in board.table.value


def test_too_few_machines_miss_a_promise_and_reset_brings_it_back(board):
    board.box.value = "api"
    board.machines.slider.value = 17
    assert board.verdict["quick_redirect"].state() == "missed"
    assert "✖ missed" in board.table.value
    assert "peak" in board.told.value
    assert worked_design().architecture.component("api").replicas == 30
    board.reset_button.click()
    assert board.verdict.met
    assert board.model == worked_design()
    assert board.machines.slider.value == 30


@pytest.mark.parametrize(("machines", "resilient"), [(20, "no"), (28, "no"), (29, "yes"), (30, "yes")])
def test_every_promise_is_kept_before_the_room_for_a_zone_is_there(board, machines, resilient):
    board.set_machines("api", machines)
    answer = next(each for each in board.verdict.answers if "resilient" in each.question)
    assert board.verdict.met
    assert answer.answer == resilient


def test_a_store_is_given_shards_and_keeps_its_copies(board):
    board.box.value = "links"
    assert board.machines.slider.description == "shards"
    assert board.machines.slider.value == 1
    board.machines.slider.value = 2
    box = board.model.architecture.component("links")
    assert (box.shards, box.copies) == (2, 3)
    assert "+$10,104 a month" in board.told.value


def test_an_assumption_moves_by_slider_and_by_what_is_typed(board):
    board.assumption.value = "peak_factor"
    board.factor.field.value = "6"
    assert board.model.estimate.entry("peak_factor").value == pytest.approx(6, rel=0.01)
    assert [each.quality.id for each in board.verdict.of("missed")] == ["quick_redirect"]
    board.assumption.value = "new_links"
    assert board.factor.slider.value == 1.0
    board.assumption.value = "peak_factor"
    assert board.factor.slider.value == pytest.approx(2, rel=0.01)


def test_the_code_makes_the_same_design(board):
    assert board.to_code() == "# nothing is changed yet"
    board.set_machines("api", 36)
    board.set_machines("links", 2)
    board.set_factor("peak_factor", 1.5)
    names = {"design": worked_design()}
    exec(board.to_code(), names)
    assert names["design"] == board.model


def test_what_cannot_be_is_told_and_changes_nothing(board):
    board.set_machines("api", 0)
    assert board.model == worked_design()
    assert "role='alert'" in board.status.value
    board.set_machines("apo", 3)
    assert board.model == worked_design()
    assert "apo" in board.status.value


@pytest.mark.parametrize(("wrong", "words"), [(None, "no design"), ("url_shortener", "no design"),
                                              (Design("links"), "requirements: the design has none")])
def test_what_it_cannot_judge_is_refused(wrong, words):
    with pytest.raises(CourseError, match=words):
        VerdictBoard(wrong)


def test_a_design_without_an_estimate_has_no_slider_for_assumptions():
    board = VerdictBoard(worked_design().replace(estimate=None))
    assert board.assumption.layout.display == "none"
    board.set_machines("api", 12)
    assert board.model.architecture.component("api").replicas == 12
