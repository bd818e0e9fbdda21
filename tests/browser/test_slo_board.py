"""The board of alerts in a real JupyterLab: a threshold moved by the keyboard, typed, undone; all options; a reload."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_studios import FAULTS, TALLEST

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]

BOARD = """
from helpers import AlertRule, ErrorBudget, SloBoard, burn_rate_rules, simulated_day
from helpers.reliability.watched import worked_drawing

days = [simulated_day(worked_drawing(), "url_shortener", seed=seed) for seed in (4, 5)]
rules = [*burn_rate_rules("balancer", ErrorBudget("99.9%"), runbook="Roll back."),
         AlertRule("Slow", "balancer", "slow", "5%", slower_than="25 ms")]
board = SloBoard(days, rules)
board
"""
ROOT = ".slo-board"
LINE = f"document.querySelector('{ROOT} .js-plotly-plot').layout.shapes.filter((each) => each.type === 'line')[0].y0"


@pytest.fixture
def shown(page):
    page.page.set_viewport_size({"width": 1280, "height": 720})
    page.open_notebook(page.lab.write_notebook(BOARD))
    page.run_all()
    page.wait_for_draws()
    return page


def handle(page):
    found = page.page.locator(f"{ROOT} .noUi-handle[aria-label*='Threshold']")
    found.wait_for()
    return found


def test_the_keyboard_moves_the_line_and_the_score_and_undo_brings_it_back(shown):
    board = shown.page.locator(ROOT)
    expect(board).to_contain_text("of 100 points", timeout=15_000)
    assert shown.kernel_eval("list(board.model) == rules"), \
        "showing it changed the rules"
    field = board.get_by_placeholder("what to do first")
    expect(field).to_have_value("Roll back.")
    handle(shown).focus()
    for _ in range(10):
        shown.page.keyboard.press("ArrowRight")
    shown.page.wait_for_function(f"() => {LINE} > 0.0227", timeout=15_000)
    assert shown.kernel_eval("board.chosen.threshold") == pytest.approx(shown.page.evaluate(f"() => {LINE}"), rel=1e-6)
    assert shown.page.evaluate("() => document.activeElement.classList.contains('noUi-handle')")
    undo = board.get_by_role("button", name="Undo")
    undo.click()  # a burst of keys is one move, or a few where the page took its time
    for _ in range(10):
        undo.evaluate("(button) => button.click()")  # where nothing is left to undo, it does nothing
        shown.page.wait_for_timeout(200)
    shown.page.wait_for_function(f"() => {LINE} < 0.0145", timeout=15_000)
    expect(undo).to_be_disabled(timeout=15_000)
    assert shown.kernel_eval("list(board.model) == rules")
    shown.assert_clean()


def test_a_typed_threshold_and_typing_stays_inside(shown):
    field = shown.page.locator(f"{ROOT} .typed-slider input[type=text]")
    expect(field).to_have_value("1.44%", timeout=15_000)
    field.fill("3%")
    field.press("Enter")
    shown.page.wait_for_function(f"() => Math.abs({LINE} - 0.03) < 1e-9", timeout=15_000)
    cells = shown.page.locator(".jp-Notebook .jp-Cell").count()
    handle(shown).focus()
    shown.page.keyboard.press("d")
    shown.page.keyboard.press("d")
    shown.page.wait_for_timeout(500)
    assert shown.page.locator(".jp-Notebook .jp-Cell").count() == cells
    shown.assert_clean()


def test_it_fits_one_screen_and_says_its_names(shown):
    board = shown.page.locator(ROOT)
    expect(board).to_contain_text("of 100 points", timeout=15_000)
    assert board.bounding_box()["height"] <= TALLEST
    assert not shown.page.evaluate(f"({FAULTS})('{ROOT}')")


def test_every_rule_signal_and_file_can_be_chosen(shown):
    board = shown.page.locator(ROOT)
    expect(board).to_contain_text("of 100 points", timeout=15_000)
    choose = {name: board.locator(f".widget-dropdown:has(label:text-is('{name}')) select")
              for name in ("Rule", "Watches", "Day shown", "File")}
    title = board.locator(".js-plotly-plot .gtitle")
    for rule in ("Slow", "balancer_burns_budget_3", "balancer_burns_budget_1"):
        choose["Rule"].select_option(label=rule)
        expect(title).to_contain_text(rule, timeout=15_000)
    assert shown.kernel_eval("list(board.model) == rules"), "looking changed something"
    for words, axis in (("slow requests", "slow"), ("too little traffic", "a second"), ("saturation", "in use"),
                        ("no data at all", "gap"), ("errors", "fails")):
        choose["Watches"].select_option(label=words)
        expect(board.locator(".js-plotly-plot .ytitle")).to_contain_text(axis, timeout=15_000)
    choose["Day shown"].select_option(index=1)
    board.get_by_role("button", name="Files").click()
    text = board.locator("textarea:visible")
    for name, holds in (("Tests for promtool (YAML)", "alert_rule_test"), ("Grafana dashboard (JSON)", "schemaVersion"),
                        ("OpenSLO objectives (YAML)", "openslo/v1"), ("Prometheus rules (YAML)", "groups:")):
        choose["File"].select_option(label=name)
        expect(text).to_have_value(re.compile(holds), timeout=15_000)
    shown.assert_clean()
