"""The board of alerts, driven without a browser: thresholds move the score, nothing is lost, files are its rules."""

import math

import pytest
import yaml

from helpers import AlertRule, Alerts, Design, ErrorBudget, SloBoard, burn_rate_rules, score_alerts, simulated_day
from helpers.errors import CourseError
from helpers.reliability import Reliability
from helpers.reliability.watched import worked_drawing

DAYS = [simulated_day(worked_drawing(), "url_shortener", seed=seed) for seed in (4, 5)]
RULES = Alerts([AlertRule("Fails", "balancer", "errors", "2%", window="1 min", runbook="Roll back."),
                AlertRule("Slow", "balancer", "slow", "5%", slower_than="25 ms")])


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def board():
    return SloBoard(DAYS, RULES)


def points(board) -> int:
    return int(board.told.value.split("data-points='")[1].split("'")[0])


def test_it_begins_with_the_rules_as_given_and_their_score(board):
    assert board.model == RULES
    assert points(board) == round(score_alerts(RULES, DAYS).points)
    assert board.chosen.name == "Fails" == board.rule.value
    assert board.panel.threshold.field.value == "2%"
    assert "Fails fires" in board.figure.layout.title.text
    assert board.undo_button.disabled
    assert "harm still to come" in board.table.value


def test_the_slider_moves_the_line_the_rule_and_the_score(board):
    before = points(board)
    board.panel.threshold.slider.value = 0.9
    assert board.chosen.threshold == 0.9
    assert board.figure.layout.shapes[-1].y0 == 0.9
    assert points(board) < before
    assert points(board) == round(score_alerts(board.model, DAYS).points)
    assert not board.undo_button.disabled


@pytest.mark.parametrize(("typed", "threshold"), [("3%", 0.03), ("0.5%", 0.005), ("2x", 0.04), ("0.07", 0.07)])
def test_a_threshold_can_be_typed(board, typed, threshold):
    board.panel.threshold.field.value = typed
    assert board.chosen.threshold == pytest.approx(threshold)


@pytest.mark.parametrize("typed", ["150%", "much", "-1%"])
def test_what_cannot_be_a_threshold_is_told_and_the_rule_stays(board, typed):
    board.panel.threshold.field.value = typed
    assert "role='alert'" in board.panel.threshold.note.value
    assert board.model == RULES


@pytest.mark.parametrize("threshold", [14.4 * 0.001, 1 / 3, 1e-5, 1.0, 0.0])
def test_looking_at_a_rule_changes_nothing(threshold):
    """A page moves a slider whose grid does not hold its value, and sends that back."""
    board = SloBoard(DAYS[0], [AlertRule("Odd", "balancer", "errors", threshold), *RULES])
    slider = board.panel.threshold.slider
    places = (math.log10(slider.value) - slider.min) / slider.step
    assert places == pytest.approx(round(places), abs=1e-6)
    slider.value = slider.value * (1 + 1e-9)
    board.rule.value = "Fails"
    board.rule.value = "Odd"
    assert board.model.rules[0].threshold == threshold
    assert board.undo_button.disabled


def test_every_control_changes_its_field(board):
    panel = board.panel
    for control, value, field, held in (
            (panel.component, "api", "component", "api"), (panel.window, 3600.0, "window", 3600.0),
            (panel.short, True, "short_window", 300.0), (panel.window, 600.0, "short_window", 50.0),
            (panel.short, False, "short_window", None), (panel.lasts, 120.0, "lasts", 120.0),
            (panel.severity, "ticket", "severity", "ticket"), (panel.runbook, "Wait.", "runbook", "Wait.")):
        control.value = value
        assert getattr(board.chosen, field) == held


@pytest.mark.parametrize("signal", ["errors", "slow", "traffic", "saturation", "absent"])
def test_another_signal_begins_with_a_threshold_that_makes_sense(board, signal):
    board.panel.signal.value = signal
    rule = board.chosen
    assert rule.signal == signal
    assert rule.name in board.figure.layout.title.text
    assert (board.panel.threshold.layout.display == "none") == (signal == "absent")
    assert (board.panel.slower.layout.display == "") == (signal == "slow")
    if signal == "traffic":
        assert 0.02 < rule.threshold / DAYS[0].rate < 0.1
        assert board.panel.threshold.field.value.endswith("/s")
    board.panel.signal.value = "errors"
    assert 0 < board.chosen.threshold <= 1


def test_a_field_that_cannot_be_read_is_told_and_put_back(board):
    board.rule.value = "Slow"
    board.panel.slower.value = "soon"
    assert "role='alert'" in board.panel.wrong.value
    assert board.panel.slower.value == "25 ms"
    board.panel.slower.value = "40 ms"
    assert board.chosen.slower_than == 0.04
    assert board.panel.wrong.value == ""


def test_add_remove_undo_and_reset(board):
    board.add()
    assert [each.name for each in board.model] == ["Fails", "Slow", "balancer_fails"]
    assert board.chosen.name == "balancer_fails"
    board.add()
    assert board.chosen.name == "balancer_fails1"
    board.remove()
    board.remove_button.click()
    board.undo_button.click()
    assert len(board.model) == 3
    for _ in range(10):
        board.undo()
    assert board.model == RULES
    board.remove()
    board.remove()
    assert board.chosen is None
    assert points(board) == 0
    assert "No rule yet" in board.figure.layout.title.text
    board.remove()
    board.reset_button.click()
    assert board.model == RULES
    board.undo()
    assert not len(board.model)


@pytest.mark.parametrize(("pause", "steps"), [(0.05, 1), (2.0, 3)])
def test_one_drag_of_a_slider_is_undone_at_once(board, monkeypatch, pause, steps):
    now = [100.0]
    monkeypatch.setattr("helpers.widgets.slo_board.time.monotonic", lambda: now[0])
    for value in (0.03, 0.05, 0.08):
        now[0] += pause
        board.panel.threshold.slider.value = value
    board.rule.value = "Slow"
    board.panel.severity.value = "ticket"
    board.undo()
    assert [each.threshold for each in board.model] == [0.08, 0.05]
    for _ in range(steps):
        assert not board.undo_button.disabled
        board.undo()
    assert board.model == RULES
    assert board.undo_button.disabled


def test_another_day_is_another_picture_and_the_same_score(board):
    before, title = points(board), board.table.value
    board.day_choice.value = 1
    assert points(board) == before
    assert board.table.value != title
    assert board.day is DAYS[1]


def test_what_was_made_is_kept_and_the_rest_of_the_design_stays():
    Design("mine", reliability=Reliability(copies={"api": 3})).save("mine")
    board = SloBoard(DAYS[0], RULES, keep="mine")
    board.panel.threshold.slider.value = 0.1
    again = SloBoard(DAYS[0], RULES, keep="mine")
    assert again.model == board.model != RULES
    assert Design.load("mine").reliability.copies == {"api": 3}
    again.reset()
    assert SloBoard(DAYS[0], keep="mine").model == RULES
    again.undo()
    assert Design.load("mine").reliability.alerts == board.model, "what is saved is what is seen"


def test_looking_saves_nothing(tmp_path):
    SloBoard(DAYS[0], RULES, keep="mine")
    assert not (tmp_path / "my_design").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    board = SloBoard(DAYS[0], RULES, keep="mine")
    (tmp_path / "my_design").write_text("a file where the folder should be")
    board.panel.threshold.slider.value = 0.1
    assert "Not saved" in board.status.value
    assert board.chosen.threshold == 0.1


def test_files_are_those_of_the_rules(board, tmp_path):
    board.files_button.value = True
    assert board.export.text.value == board.model.prometheus_rules()
    board.panel.threshold.slider.value = 0.1
    assert "> 0.1" in board.export.text.value, "it follows"
    for kind in ("prometheus_tests", "grafana_dashboard"):
        board.export.kind.value = kind
        assert board.export.text.value == getattr(board.model, kind)()
    board.export.kind.value = "openslo"
    assert "none of them has an error budget" in board.export.told.value
    board.export.folder.value = "out"
    board.export.save_button.click()
    assert "Saved" in board.export.told.value
    assert yaml.safe_load((tmp_path / "out" / "alerts.yaml").read_text())["groups"]
    board.files_button.value = False
    assert board.export.layout.display == "none"


def test_code_makes_the_rules_again(board):
    board.code_button.value = True
    board.panel.threshold.slider.value = 0.1
    space: dict = {}
    exec(board.code.value, space)
    assert space["alerts"] == board.model


def test_burn_rates_keep_their_budget():
    board = SloBoard(DAYS[0], burn_rate_rules("balancer", ErrorBudget("99.9%")))
    board.panel.threshold.field.value = "2x"
    assert board.chosen.burn_rate == pytest.approx(28.8)
    board.panel.signal.value = "saturation"
    assert board.chosen.budget is None


def test_a_rule_on_another_box_is_kept_and_told():
    board = SloBoard(DAYS[0], [AlertRule("Else", "cache", "errors", 0.1), *RULES])
    assert "no box for Else" in board.status.value
    board.rule.value = "Else"
    assert board.panel.component.value == "cache"
    board.panel.component.value = "api"
    assert board.model.rules[0].component == "api"


def test_what_is_no_day_is_named():
    for wrong in (None, [], [1], "day"):
        with pytest.raises(CourseError, match="is no day"):
            SloBoard(wrong)
    with pytest.raises(CourseError, match="keep"):
        SloBoard(DAYS[0], keep=5)
