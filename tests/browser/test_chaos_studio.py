"""The chaos studio in a real JupyterLab: break a box, see the curve, mend it; walk everything, and nothing changes."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import lab_page
from tests.browser.test_studios import FAULTS, SCREEN, eventually, fits, opened

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]

ROOT = ".chaos-studio"
STUDIO = """
from helpers import Architecture, ChaosStudio, Component, Workload

zones = ["a", "b"]
design = Architecture("Links", zones=zones).add(
    Component("browser", "client"), Component("balancer", "load_balancer", replicas=2, zone=zones),
    Component("api", "service", replicas=2, zone=zones), Component("hot", "cache", stores="link", zone="a"),
    Component("links", "wide_column", copies=1, servers=4, service_time="20 ms", stores="link", zone="b"),
).connect("browser", "balancer").connect("balancer", "api").connect("api", "hot").connect("api", "links")
mix = [{"name": "open", "share": 1, "reads": ["link"]}]
studio = ChaosStudio(design, Workload("600/s", mix=mix), requests=2_000)
first = studio.state
studio
"""


@pytest.fixture
def page(lab, browser):
    with lab_page(lab, browser) as opened_page:
        opened_page.page.set_viewport_size(SCREEN)
        yield opened_page


@pytest.fixture
def root(page):
    opened(page, STUDIO, ROOT)
    expect(page.page.locator(f"{ROOT} .course-told")).to_contain_text("Nothing is broken", timeout=30_000)
    return page.page.locator(ROOT).first


def answered(page):
    """The curve of the answers, as it is on the page."""
    return page.page.evaluate(f"""() => Array.from(document.querySelector("{ROOT} .live-plot").data
        .find((each) => each.name === "answered").y)""")


def shaded(page, count):
    page.page.wait_for_function(
        f"(count) => (document.querySelector('{ROOT} .live-plot').layout.shapes ?? []).length === count", arg=count)


def test_a_click_breaks_a_box_the_curve_falls_and_a_click_mends_it(page, root):
    told, calm = root.locator(".course-told"), answered(page)
    box = root.locator(".dg-box[data-name=balancer]")
    box.click()
    expect(told).to_contain_text("at balancer", timeout=15_000)
    expect(box).to_have_attribute("aria-pressed", "true")
    expect(box).to_contain_text("crashed")
    shaded(page, 4)
    broken = answered(page)
    middle = slice(len(broken) * 35 // 100, len(broken) * 55 // 100)
    assert max(broken[middle]) < 0.1 * min(calm[middle])
    box.click()
    expect(told).to_contain_text("Nothing is broken", timeout=15_000)
    expect(box).to_have_attribute("aria-pressed", "false")
    shaded(page, 0)
    assert answered(page) == calm
    page.assert_clean()


def test_machines_zones_and_arrows_break_by_a_click(page, root):
    told = root.locator(".course-told")
    api = root.locator(".dg-box[data-name=api]")
    api.locator(".dg-count").click()
    expect(api).to_contain_text("1 of 2 crashed", timeout=15_000)
    zone = root.get_by_role("button", name="zone b")
    zone.click()
    expect(zone).to_have_attribute("aria-pressed", "true", timeout=15_000)
    expect(root.locator(".dg-box[data-name=links]")).to_contain_text("1 of 1 dark")
    arrow = root.locator(".dg-arrow[data-id='api>hot:sync']")
    arrow.locator(".dg-hit").click(force=True)
    expect(arrow).to_have_attribute("aria-pressed", "true", timeout=15_000)
    assert page.kernel_eval("[(each.what, each.where, each.replicas) for each in studio.faults]") == [
        ("crash", "api", 1), ("zone", "b", None), ("link", "api -> hot", None)]
    for _ in range(3):
        root.get_by_role("button", name="Undo").click()
        page.page.wait_for_timeout(300)
    expect(told).to_contain_text("Nothing is broken", timeout=15_000)
    assert page.kernel_eval("studio.state == first")
    page.assert_clean()


def test_everything_by_keyboard_and_typing_stays_inside(page, root):
    told, cells = root.locator(".course-told"), page.page.locator(".jp-Notebook .jp-Cell").count()
    focused = "() => document.activeElement.dataset.part"
    root.locator(".dg-box[tabindex='0']").focus()
    assert page.page.evaluate(focused) == "balancer"
    page.page.keyboard.press("ArrowRight")
    assert page.page.evaluate(focused) == "api"
    page.page.keyboard.press("r")
    expect(root.locator(".dg-box[data-name=api]")).to_contain_text("1 of 2 crashed", timeout=15_000)
    assert page.page.evaluate(focused) == "api"
    page.page.keyboard.press("End")
    assert page.page.evaluate(focused) == "api>links:sync"
    page.page.keyboard.press("Enter")
    expect(root.locator(".dg-arrow[data-id='api>links:sync']")).to_have_attribute("aria-pressed", "true",
                                                                                  timeout=15_000)
    assert page.page.evaluate(focused) == "api>links:sync"
    label = page.page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert label.startswith("api calls links")
    assert "cut" in label
    for key in ("d", "d", "x", "Home", " "):
        page.page.keyboard.press(key)
    expect(root.locator(".dg-box[data-name=balancer]")).to_have_attribute("aria-pressed", "true", timeout=15_000)
    assert page.page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert told.locator("[role=status]").count() == 1
    page.assert_clean()


def test_switches_and_lists_there_and_back_change_nothing(page, root):
    fits(page, ROOT)
    assert page.page.evaluate(FAULTS, ROOT) == []
    before = root.locator(".course-told").inner_text()
    for select in root.locator("select").all():
        if "Collapse" in (select.get_attribute("aria-label") or "") or not select.is_visible():
            continue
        values = select.evaluate("(select) => [...select.options].map((each) => each.text)")
        for value in [*values, *reversed(values)]:
            select.select_option(label=value)
            page.page.wait_for_timeout(60)
    told = root.locator(".course-told")
    for box in root.locator("input[type=checkbox]").all():
        box.check()
        expect(told).not_to_have_text(before, timeout=15_000, use_inner_text=True)
        box.uncheck()
        expect(told).to_have_text(before, timeout=15_000, use_inner_text=True)
    for box in root.locator("input[type=checkbox]").all():  # and faster than the kernel answers
        box.check()
        box.uncheck()
    expect(root.locator("input[type=checkbox]:checked")).to_have_count(0, timeout=15_000)
    eventually(page, "studio.state == first", True)
    expect(told).to_have_text(before, timeout=15_000, use_inner_text=True)
    code = root.get_by_role("button", name="Show as code")
    code.click()
    expect(root.locator("textarea")).to_be_visible()
    assert "simulate(" in root.locator("textarea").input_value()
    code.click()
    expect(root.locator("textarea")).to_be_hidden()
    assert page.kernel_eval("studio.state == first")
    assert page.page.evaluate(FAULTS, ROOT) == []
    page.assert_clean()
