"""The course's own notebooks in a real JupyterLab: what a learner opens, runs, moves and clicks."""

import re

import pytest

from helpers.course import START, ready_steps
from tests.browser.lab import lab_page

pytestmark = pytest.mark.browser

STEPS = [step.slug for step in ready_steps()]
EXPLORER = ".estimate-explorer"


@pytest.fixture(scope="module")
def explored(lab, browser):
    """The notebook of step 2, run once for the tests that follow: those with a page of their own stop its kernel."""
    with lab_page(lab, browser) as opened:
        opened.open_notebook("course/02_estimation.ipynb")
        opened.run_all()
        yield opened


def test_explorer_follows_the_keyboard(explored):
    explorer = explored.page.locator(EXPLORER).first
    picture = explorer.locator(".live-plot")
    draws = picture.get_attribute
    explored.page.wait_for_function(f"() => document.querySelector('{EXPLORER} .live-plot')?.dataset.draws > 0")
    read_data = "(element) => JSON.stringify(element.data, (_, v) => (ArrayBuffer.isView(v) ? Array.from(v) : v))"
    before = picture.evaluate(read_data), explorer.locator(".explorer-results").inner_text(), int(draws("data-draws"))

    handle = explorer.locator(".noUi-handle").first
    handle.focus()
    for _ in range(5):
        explored.page.keyboard.press("ArrowRight")
    explored.page.wait_for_function(
        "([explorer, text]) => document.querySelector(`${explorer} .explorer-results`).innerText !== text",
        arg=[EXPLORER, before[1]],
    )
    explored.page.wait_for_function(
        "([explorer, count]) => Number(document.querySelector(`${explorer} .live-plot`).dataset.draws) > count",
        arg=[EXPLORER, before[2]],
    )
    assert picture.evaluate(read_data) != before[0]
    assert explored.page.evaluate("() => document.activeElement.classList.contains('noUi-handle')")
    explored.assert_clean()


def test_every_slider_and_picture_of_the_explorer_has_a_name(explored):
    explored.page.wait_for_function(f"() => document.querySelector('{EXPLORER}')?.dataset.keyGuard === 'on'")
    explored.page.wait_for_timeout(300)
    unnamed = explored.page.evaluate(
        """(explorer) => [...document.querySelectorAll(`${explorer} .noUi-handle, ${explorer} .live-plot`)]
             .filter((element) => !element.getAttribute("aria-label")?.trim()).map((element) => element.outerHTML)""",
        EXPLORER,
    )
    assert unnamed == []


def test_keys_typed_in_the_explorer_do_not_reach_the_notebook(explored):
    explored.page.wait_for_function(f"() => document.querySelector('{EXPLORER}')?.dataset.keyGuard === 'on'")
    cells = explored.page.locator(".jp-Notebook .jp-Cell").count()
    for target in (".noUi-handle", "button"):
        explored.page.locator(EXPLORER).first.locator(target).first.focus()
        explored.page.keyboard.type("dd")
        explored.page.wait_for_timeout(500)
    assert explored.page.locator(".jp-Notebook .jp-Cell").count() == cells


def test_every_view_of_the_explorer_sets_its_own_axes(explored):
    growth = explored.page.locator(".estimate-explorer button", has_text="Growth").first
    growth.scroll_into_view_if_needed()
    growth.click()
    shown = """() => {
      const plot = document.querySelector('.estimate-explorer .js-plotly-plot');
      const axis = plot?._fullLayout?.yaxis;
      return axis && plot.layout.title.text.includes('grows') ? [axis.type, ...axis.range] : null; }"""
    explored.page.wait_for_function(f"() => ({shown})()", timeout=20_000)
    kind, low, high = explored.page.evaluate(shown)
    assert (kind, low) == ("linear", 0)
    assert high > 30, "the 90% range reaches to 35 TB and is cut off"
    explored.assert_clean()


LINKS = ".jp-RenderedMarkdown a[href*='.ipynb']"


def test_start_page_runs_and_links_to_every_step(page):
    page.open_notebook(f"course/{START}.ipynb")
    page.run_all()
    for slug in STEPS:
        shown = page.page.locator(f".jp-RenderedMarkdown a[href*='{slug}']")
        assert shown.count() >= 2, f"{START} links to neither the notebook nor the exercise of {slug}"
    for target in page.page.locator(LINKS).evaluate_all("(links) => links.map((link) => link.getAttribute('href'))"):
        there = re.search(r"(?:course|exercises)/[\w./-]+\.ipynb|[\w-]+\.ipynb", target)[0]
        assert (page.lab.root / there).exists() or (page.lab.root / "course" / there).exists(), target
    page.assert_clean()


@pytest.mark.ci_only
def test_every_link_of_the_start_page_opens(page):
    page.open_notebook(f"course/{START}.ipynb")
    links = page.page.locator(LINKS)
    assert links.count() >= 2 * len(STEPS)
    for number in range(links.count()):
        link = links.nth(number)
        name = re.search(r"([\w.-]+\.ipynb)", link.get_attribute("href"))[1]
        link.click()
        page.page.locator(".lm-TabBar-tab.jp-mod-current .lm-TabBar-tabLabel", has_text=name).wait_for()
        page.page.locator("#jp-main-dock-panel .jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell").first.wait_for()
        # Many tabs are narrow ones: at the left end there is no button that closes.
        page.page.locator(".lm-TabBar-tab", has_text=f"{START}.ipynb").first.click(position={"x": 5, "y": 8})
    page.assert_clean()


@pytest.mark.parametrize("slug", [STEPS[0], *(pytest.param(slug, marks=pytest.mark.ci_only) for slug in STEPS[1:])])
def test_exercise_opens_with_its_validate_button(page, slug):
    page.open_notebook(f"exercises/{slug}/{slug}.ipynb")
    page.page.get_by_role("button", name="Validate").first.wait_for()
    page.assert_clean()


@pytest.mark.ci_only
def test_formgrader_opens_and_lists_the_exercises(page):
    page.open_notebook(f"course/{START}.ipynb")
    page.menu("Nbgrader", "Formgrader")
    formgrader = page.page.frame_locator("iframe[src*='formgrader']")
    for slug in STEPS:
        formgrader.get_by_text(slug, exact=True).first.wait_for()
    page.assert_clean()
