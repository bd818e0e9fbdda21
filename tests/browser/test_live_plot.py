"""The live picture and the key guard in a real JupyterLab."""

import pytest

pytestmark = pytest.mark.browser

TWO_PLOTS = """
import ipywidgets, numpy as np
import plotly.graph_objects as go
from helpers.widgets import KeyGuard, LivePlot

x = np.linspace(0, 6, 200)

def picture(height):
    return go.Figure(go.Scatter(x=x, y=height * np.sin(x)), layout={"title": {"text": "A wave"}})

slider = ipywidgets.FloatSlider(value=1, min=0, max=5, step=0.5, description="height")
first = LivePlot(picture(1), description="It rises and falls.")
second = LivePlot({"data": [{"type": "bar", "x": ["a", "b", "c"], "y": [1, 2, 3]}]}, height=200)
slider.observe(lambda change: first.update(picture(change["new"])), "value")
"""
GUARDED = """
box = ipywidgets.VBox([KeyGuard(labels={"height": "Height of the wave"}), slider, first, second])
box.add_class("course-widget")
box
"""
UNGUARDED = "ipywidgets.VBox([slider, first, second])"
HANDLE = ".noUi-handle"


def open_and_run(page, *cells):
    page.open_notebook(page.lab.write_notebook(*cells))
    page.run_all()


def count_cells(page):
    return page.page.locator(".jp-Notebook .jp-Cell").count()


def type_dd(page):
    page.page.locator(HANDLE).focus()
    page.page.keyboard.press("d")
    page.page.keyboard.press("d")
    page.page.wait_for_timeout(700)


def test_slider_moves_the_picture_and_plotly_is_loaded_once(page):
    open_and_run(page, TWO_PLOTS, GUARDED)
    page.wait_for_draws(picture=1)
    before = page.wait_for_draws()
    scripts = page.page.evaluate("() => document.querySelectorAll('script[data-plotly-version]').length")
    requests = page.page.evaluate("() => Object.values(window.systemDesignCoursePlotly).map((each) => each.requests)")
    assert (scripts, requests) == (1, [1])
    assert max(page.trace()) == pytest.approx(1, abs=0.01)

    page.page.locator(HANDLE).focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("ArrowRight")
    page.page.wait_for_function("() => Math.max(...document.querySelector('.live-plot').data[0].y) > 1.9")
    page.wait_for_draws(before)
    assert page.kernel_eval("slider.value") == 2
    assert max(page.trace()) == pytest.approx(2, abs=0.01)
    assert page.trace(picture=1) == [1, 2, 3]
    page.assert_clean()


@pytest.mark.ci_only
def test_numbers_arrive_as_typed_arrays(page):
    traces = "{'y': [1e12, 1e12 + 1, 1e12 + 3]}, {'z': [[1, 2, 3], [4, None, 6]], 'type': 'heatmap'}"
    open_and_run(page, TWO_PLOTS, f"ipywidgets.VBox([first, LivePlot({{'data': [{traces}]}})])")
    page.wait_for_draws(picture=1)
    kinds = page.page.evaluate("""() => [...document.querySelectorAll(".live-plot")].flatMap((picture) =>
        picture.data.map((trace) => (trace.y ?? trace.z[1]).constructor.name))""")
    assert kinds == ["Float32Array", "Float64Array", "Float32Array"]
    assert page.trace(picture=1) == [1e12, 1e12 + 1, 1e12 + 3]
    assert page.page.evaluate("() => isNaN(document.querySelectorAll('.live-plot')[1].data[1].z[1][1])")
    page.assert_clean()


@pytest.mark.ci_only
def test_picture_and_slider_can_be_read_aloud(page):
    open_and_run(page, TWO_PLOTS, GUARDED)
    page.wait_for_draws()
    assert page.page.get_by_role("group", name="A wave. It rises and falls.").count() == 1
    handle = page.page.get_by_role("slider", name="Height of the wave")
    assert handle.count() == 1
    handle.focus()
    page.page.keyboard.press("ArrowRight")
    page.page.wait_for_function("() => document.querySelector('.widget-readout').innerText === '1.50'")
    assert handle.get_attribute("aria-valuetext") == "1.50"
    assert page.page.get_by_role("textbox", name="Height of the wave, as a number").count() == 1
    page.assert_clean()


@pytest.mark.ci_only
def test_theme_switch_recolours_the_text(page):
    open_and_run(page, TWO_PLOTS, GUARDED)
    before = page.wait_for_draws()
    colour = "() => getComputedStyle(document.querySelector('.live-plot .xtick text')).fill"
    background = "() => getComputedStyle(document.querySelector('.live-plot .main-svg')).backgroundColor"
    light = page.page.evaluate(colour)
    page.choose_theme("JupyterLab Dark")
    page.wait_for_draws(before)
    dark = page.page.evaluate(colour)
    brightness = [sum(int(part) for part in each[each.index("(") + 1 : -1].split(",")[:3]) for each in (light, dark)]
    try:
        assert brightness[0] < 200 < 500 < brightness[1], (light, dark)
        assert page.page.evaluate(background) == "rgba(0, 0, 0, 0)"
    finally:
        page.choose_theme("JupyterLab Light")
    page.assert_clean()


@pytest.mark.ci_only
def test_without_a_guard_a_letter_typed_on_a_slider_deletes_the_cell(page):
    """Show that the next test can fail."""
    open_and_run(page, TWO_PLOTS, UNGUARDED)
    page.wait_for_draws()
    cells = count_cells(page)
    type_dd(page)
    assert count_cells(page) == cells - 1


def test_guard_keeps_letters_in_and_lets_the_rest_work(page):
    open_and_run(page, TWO_PLOTS, GUARDED)
    page.wait_for_draws()
    cells = count_cells(page)
    type_dd(page)
    assert count_cells(page) == cells
    page.page.locator(HANDLE).press("ArrowRight")
    page.page.wait_for_function("() => document.querySelector('.widget-readout').textContent === '1.50'")
    page.page.keyboard.press("Tab")
    assert page.page.evaluate("() => document.activeElement.className").count("widget-readout") == 1
    page.page.locator(HANDLE).focus()
    page.page.evaluate("() => (window.seen = [])")
    page.page.evaluate("() => document.addEventListener('keydown', (event) => window.seen.push(event.key))")
    for key in ("x", "Shift+M", "Escape", "Control+b"):
        page.page.locator(HANDLE).press(key)
    assert page.page.evaluate("() => window.seen.filter((key) => key !== 'Control')") == ["Escape", "b"]
    page.assert_clean()


@pytest.mark.ci_only
def test_restarted_kernel_draws_again(page):
    open_and_run(page, TWO_PLOTS, GUARDED)
    page.wait_for_draws()
    page.restart_and_run_all()
    before = page.wait_for_draws()
    page.page.locator(HANDLE).press("ArrowRight")
    page.wait_for_draws(before)
    assert max(page.trace()) == pytest.approx(1.5, abs=0.01)
    assert page.page.evaluate("() => document.querySelectorAll('script[data-plotly-version]').length") == 1
    page.assert_clean()


@pytest.mark.ci_only
def test_two_views_of_one_picture_and_a_removed_one(page):
    open_and_run(page, TWO_PLOTS, "first", "first", "slider")
    page.wait_for_draws(picture=0)
    before = page.wait_for_draws(picture=1)
    page.page.locator(".jp-Cell").nth(1).locator(".jp-InputPrompt").click()
    page.page.keyboard.press("d")
    page.page.keyboard.press("d")
    page.page.wait_for_function("() => document.querySelectorAll('.live-plot').length === 1")
    page.page.locator(HANDLE).press("ArrowRight")
    page.page.wait_for_function("() => Math.max(...document.querySelector('.live-plot').data[0].y) > 1.4")
    assert page.wait_for_draws(before - 1) >= 1
    page.assert_clean()


@pytest.mark.ci_only
def test_learner_is_told_when_the_library_cannot_be_run(page):
    broken = "import helpers.widgets.live_plot as room\nroom.plotly_library = lambda: b'not gzip'"
    open_and_run(page, broken, TWO_PLOTS, "first")
    page.page.get_by_text("This picture cannot be drawn here").wait_for()


@pytest.mark.ci_only
def test_the_question_is_asked_again_when_nobody_answers(page):
    """As when the kernel of the first picture on the page has died."""
    deaf = """
import helpers.widgets.live_plot as room
answer, asked = room.LivePlot._answer, []

def deaf_once(self, *message):
    asked.append(message)
    if len(asked) > 1:
        answer(self, *message)

room.LivePlot._answer = deaf_once
"""
    page.open_notebook(page.lab.write_notebook(deaf, TWO_PLOTS, GUARDED))
    page.page.evaluate("""() => {
      window.said = new Set();  // a sentence may stand for less time than it takes to look
      new MutationObserver(() => document.querySelectorAll(".live-plot + p").forEach((each) =>
        said.add(each.textContent))).observe(document.body, { subtree: true, childList: true });
    }""")
    page.run_all()
    page.wait_for_draws(picture=1)
    assert page.page.evaluate("() => [...said].some((each) => each.startsWith('This picture waits for the kernel'))")
    assert page.page.get_by_text("This picture waits for the kernel").count() == 0
    assert page.kernel_eval("len(asked)") == 2
    page.assert_clean()
