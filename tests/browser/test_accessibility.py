"""Every notebook in a real JupyterLab: it runs, draws its pictures, asks nobody, and axe-core finds no fault in it."""

import pytest

from helpers.course import CAPSTONE, START, ready_steps
from tests.browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]

OURS = [".jp-OutputArea-output", ".jp-RenderedMarkdown"]
COURSE = dict.fromkeys([START, *(step.slug for step in ready_steps()), CAPSTONE])
NOTEBOOKS = [f"course/{slug}.ipynb" for slug in COURSE]
NOTEBOOKS += [f"solutions/{step.slug}/{step.slug}.ipynb" for step in ready_steps()]


def theme(page, name: str) -> None:
    page.choose_theme(name)
    page.page.wait_for_timeout(800)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_runs_and_axe_finds_nothing_serious_in_it_light_or_dark(page, notebook):
    axe.source()
    page.open_notebook(notebook)
    page.run_all()
    for picture in range(page.page.locator(".live-plot").count()):
        page.wait_for_draws(picture=picture)
    page.assert_clean()
    page.page.wait_for_timeout(1500)
    for name in ("JupyterLab Light", "JupyterLab Dark"):
        theme(page, name)
        found = axe.grave(axe.violations(page.page, OURS))
        assert not found, f"{notebook}, {name}:\n" + "\n".join(found)


BAD = """<main><div class="ours"><button></button><input><p style="color:#ccc;background:#fff">Hardly there</p>
<img src="data:,"></div><div class="theirs"><select></select></div></main>"""


def test_axe_finds_what_is_wrong_in_ours_and_leaves_the_rest_alone(browser):
    opened = browser.new_page()
    opened.set_content(BAD)
    found = {each["id"] for each in axe.violations(opened, [".ours", ".nowhere"])}
    opened.close()
    assert {"button-name", "label", "color-contrast", "image-alt"} <= found
    assert "select-name" not in found
