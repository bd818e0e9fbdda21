"""The load studio and a laboratory's panel in a real JupyterLab, driven by the keyboard."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]

STUDIO = """
from helpers import Architecture, Component, Laboratory, LoadStudio, Workload

design = Architecture("Links").add(
    Component("browser", "client"), Component("api", "service", replicas=2),
    Component("hot", "cache", stores="link"), Component("links", "sql", stores="link"),
).connect("browser", "api").connect("api", "hot").connect("api", "links")
mix = [{"name": "open", "share": 1, "reads": ["link"]}]
studio = LoadStudio(design, Workload("5500/s", mix=mix), {"latency": "60 ms"})
studio
"""
LABORATORY = "laboratory = Laboratory('quorum')\nlaboratory"
ROOT = ".load-studio"


def opened(page, *cells):
    page.open_notebook(page.lab.write_notebook(*cells))
    page.run_all()
    page.wait_for_draws()
    return page.page


def handle(page, label):
    """A slider's handle; it is named once the guard has seen it."""
    found = page.page.locator(f"{ROOT} .noUi-handle[aria-label*='{label}']")
    found.wait_for()
    return found


def test_the_load_slider_moves_the_mark_the_text_and_the_boxes(page):
    opened(page, STUDIO)
    shown = page.page.locator(ROOT)
    expect(shown).to_contain_text("5.5 K/s", timeout=15_000)
    before = page.draws()
    handle(page, "Load").focus()
    for _ in range(8):
        page.page.keyboard.press("ArrowRight")
    page.page.wait_for_function(f"() => document.querySelector('{ROOT}').innerText.includes('7.9')", timeout=15_000)
    page.wait_for_draws(before)
    mark = "document.querySelector('.load-studio .live-plot').layout.shapes[0].x0"
    page.page.wait_for_function(f"() => {mark} > 7900")
    assert page.kernel_eval("studio.workload.rate") == pytest.approx(page.page.evaluate(f"() => {mark}"), rel=1e-3)
    expect(shown).to_contain_text("Overloaded", timeout=15_000)
    page.page.wait_for_function(f"() => /✖ \\d+% busy/.test(document.querySelector('{ROOT}').innerText)")
    assert page.page.evaluate("() => document.activeElement.classList.contains('noUi-handle')")
    page.assert_clean()


def test_replicas_redraw_the_curve_and_the_diagram(page):
    opened(page, STUDIO)
    before = page.draws()
    handle(page, "Replicas").focus()
    for _ in range(2):
        page.page.keyboard.press("ArrowRight")
    page.wait_for_draws(before)
    page.page.wait_for_function(f"() => document.querySelector('{ROOT}').innerText.includes('×4')")
    assert page.kernel_eval("studio.architecture['api'].replicas") == 4
    names = page.page.evaluate("() => document.querySelector('.load-studio .live-plot').data.map((each) => each.name)")
    assert "p99 before" in names
    page.assert_clean()


def test_every_slider_has_a_name_and_typing_stays_inside(page):
    opened(page, STUDIO)
    handle(page, "Load").focus()
    cells = page.page.locator(".jp-Notebook .jp-Cell").count()
    page.page.keyboard.press("d")
    page.page.keyboard.press("d")
    page.page.wait_for_timeout(500)
    assert page.page.locator(".jp-Notebook .jp-Cell").count() == cells
    unnamed = page.page.evaluate(f"""() => [...document.querySelectorAll("{ROOT} .noUi-handle")]
        .filter((each) => !each.getAttribute("aria-label")?.trim()).length""")
    assert unnamed == 0


def test_a_laboratory_answers_the_keyboard(page):
    opened(page, STUDIO.replace("studio\n", ""), LABORATORY)
    before = page.kernel_eval("laboratory.model.settings['wait']")
    slider = page.page.locator(".laboratory .noUi-handle[aria-label*='Read starts']")
    slider.wait_for()
    slider.focus()
    page.page.keyboard.press("ArrowRight")
    page.page.wait_for_timeout(1_500)
    assert page.kernel_eval("laboratory.model.settings['wait']") > before
    page.assert_clean()
