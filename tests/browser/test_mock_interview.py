"""A practice interview in a real JupyterLab: by keyboard, the clock counting, a drawing put up, finished, reloaded."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ROOT = ".mock"
STUDIO = (
    "from pathlib import Path\nfrom helpers import Design, MockInterviewStudio, Architecture, Component\n\n"
    "zones = ['a', 'b', 'c']\n"
    "made = Architecture('Chat', zones=zones).add(Component('client', 'client'),\n"
    "    Component('balancer', 'load_balancer', replicas=3, zone=zones),\n"
    "    Component('api', 'service', replicas=42, zone=zones),\n"
    "    Component('store', 'wide_column', shards=24, copies=3, zone=zones,\n"
    "              stores=['message', 'conversation', 'inbox', 'user']))\n"
    "made = made.connect('client', 'balancer').connect('balancer', 'api').connect('api', 'store')\n"
    "Design('browser_mock').replace(architecture=made).save('browser_mock')\n"
    "studio = MockInterviewStudio('chat', split='alex_xu', keep='browser_mock')\nstudio"
)


def button(page, name):
    return page.page.locator(f"{ROOT} button").get_by_text(name, exact=True)


def test_an_interview_from_begin_to_report_goes_on_after_a_reload(page):
    page.page.set_viewport_size({"width": 1280, "height": 720})
    path = page.lab.write_notebook(STUDIO, name="mock_interview.ipynb")
    page.open_notebook(path)
    page.run_all()
    root = page.page.locator(ROOT)
    expect(root).to_contain_text("Press Begin when you are ready")
    assert root.bounding_box()["height"] <= 640
    button(page, "Begin").focus()
    page.page.keyboard.press("Enter")
    expect(root).to_contain_text("Stage: Requirements")
    clock = page.page.locator(f"{ROOT} [role=timer]")
    before = clock.inner_text()
    expect(clock).not_to_have_text(before)

    field = page.page.locator(f"{ROOT} .interview-question")
    field.focus()
    page.page.keyboard.type("How many messages does a user send?")
    page.page.keyboard.press("Enter")
    expect(root).to_contain_text("Each user sends 40 messages a day")
    cells = page.page.locator(".jp-Notebook .jp-Cell").count()
    page.page.keyboard.type("dd")
    expect(field).to_have_value("dd")
    assert page.page.locator(".jp-Notebook .jp-Cell").count() == cells

    button(page, "Next stage").click()
    expect(page.page.locator(f"{ROOT} [aria-current=step]")).to_contain_text("High-level design")
    button(page, "Put up my drawing").click()
    expect(page.page.locator(f"{ROOT} [aria-label=Whiteboard]")).to_contain_text("at the peak")
    page.page.locator(f"{ROOT} button", has_text="Follow-up").click()
    expect(page.page.locator(f"{ROOT} .mock-follow-up")).to_contain_text("Suppose")
    button(page, "Undo").click()
    expect(page.page.locator(f"{ROOT} .mock-follow-up")).to_be_hidden()
    page.page.locator(f"{ROOT} button", has_text="Follow-up").click()
    button(page, "Let it stand").click()
    expect(page.page.locator(f"{ROOT} .mock-follow-up")).to_be_hidden()
    for name, text in (("Sheet", "40 messages"), ("Whiteboard", "at the peak"), ("Sheet", "40 messages")):
        button(page, name).click()
        expect(page.page.locator(f"{ROOT} .mock-panel:visible")).to_contain_text(text)
    button(page, "Pause").click()
    expect(root).to_contain_text("Paused.")
    expect(field).to_be_disabled()

    page.page.reload()
    page.open_notebook(path)
    page.run_all()
    expect(root).to_contain_text("Paused.")
    expect(root).to_contain_text("Each user sends 40 messages a day")
    button(page, "Resume").click()
    expect(root).to_contain_text("Stage: High-level design")
    button(page, "Finish").click()
    expect(page.page.locator(f"{ROOT} [aria-label=Report]")).to_contain_text("Red flags", timeout=60_000)
    expect(root).to_contain_text("Best:")
    assert root.bounding_box()["height"] <= 640
    page.assert_clean()
