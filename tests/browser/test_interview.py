"""An interview in a real JupyterLab, by keyboard alone: the sheet grows, is corrected, and outlives a reload."""

import pytest

from helpers.widgets.page_code import page_code

pytestmark = pytest.mark.browser
STUDIO = (
    "from helpers import InterviewStudio\n\nstudio = InterviewStudio('url_shortener', keep='browser_interview')\nstudio"
)
ROOT = ".interview"
FIELD = f"{ROOT} .interview-question"


def shown(page, text):
    page.page.wait_for_function(f"(text) => document.querySelector('{ROOT}')?.innerText.includes(text)", arg=text)


def ask(page, question, answer):
    page.page.locator(FIELD).focus()
    page.page.keyboard.type(question)
    page.page.keyboard.press("Enter")
    shown(page, answer)


@pytest.mark.ci_only
def test_a_short_interview_by_keyboard_goes_on_after_a_reload(page):
    page.page.set_viewport_size({"width": 1280, "height": 720})
    path = page.lab.write_notebook(STUDIO, name="interview.ipynb")
    page.open_notebook(path)
    page.run_all()
    ask(page, "Who uses it?", "Anybody opens a short link")
    ask(page, "How fast must a redirect be?", "99% of redirects")
    ask(page, "Should we use Redis?", "solution in place of a question")
    shown(page, "latency of open_link at most 100 ms")
    cells = page.page.locator(".jp-Notebook .jp-Cell").count()
    page.page.keyboard.type("dd")
    assert page.page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert page.page.evaluate(f"() => document.querySelector('{FIELD}').value") == "dd"
    box = page.page.locator(ROOT).bounding_box()
    assert box["height"] <= 640
    assert page.page.locator(f"{ROOT} [role=log][aria-live=polite]").count() == 1

    row = page.page.locator(f"{ROOT} summary[data-key='quick_redirect/summary']")
    row.focus()
    page.page.keyboard.press("Enter")
    target = page.page.locator(f"{ROOT} input[data-key='quick_redirect/target']")
    target.fill("at most 80 ms")
    target.press("Enter")
    shown(page, "latency of open_link at most 80 ms")
    target.fill("soon")
    target.press("Enter")
    shown(page, "soon")
    assert page.page.locator(f"{ROOT} [aria-invalid=true]").input_value() == "soon"
    target.fill("at most 80 ms")
    target.press("Tab")
    page.page.wait_for_function(f"() => !document.querySelector('{ROOT} [aria-invalid=true]')")
    page.page.wait_for_timeout(500)

    page.page.reload()
    page.open_notebook(path)
    page.run_all()
    shown(page, "latency of open_link at most 80 ms")
    shown(page, "7:30 of 12:00 left")
    ask(page, "What is left out?", "Click statistics")
    assert page.kernel_eval("len(studio.interviewer.replies)") == 4
    page.assert_clean()


@pytest.mark.ci_only
def test_every_control_there_and_back(page):
    path = page.lab.write_notebook(STUDIO.replace(", keep='browser_interview'", ""), name="interview_controls.ipynb")
    page.open_notebook(path)
    page.run_all()
    ask(page, "Who uses it?", "Anybody opens a short link")
    ask(page, "How fast must a redirect be?", "99% of redirects")
    before = page.page.locator(f"{ROOT} .interview-rows").inner_text()
    button = page.page.locator(f"{ROOT} button")
    for name, text in (
        ("Report", "what it is worth"),
        ("Show as code", ""),
        ("Sheet", "open_link"),
        ("Report", "what it is worth"),
        ("Sheet", "open_link"),
    ):
        button.get_by_text(name, exact=True).or_(
            page.page.locator(f"{ROOT} .interview-tab", has_text=name)
        ).first.click()
        shown(page, text)
    assert "Quality('quick_redirect'" in page.page.locator(f"{ROOT} .interview-code").input_value()
    assert page.page.locator(f"{ROOT} .interview-rows").inner_text() == before
    page.page.locator(f"{ROOT} summary[data-key='quick_redirect/summary']").click()
    for field in ("environment", "measured_at", "metric"):
        select = page.page.locator(f"{ROOT} select[data-key='quick_redirect/{field}']")
        kept = page.kernel_eval(f"studio.sheet['quick_redirect'].{field}")
        for value in select.locator("option").evaluate_all("(all) => all.map((each) => each.value)"):
            page.page.locator(f"{ROOT} select[data-key='quick_redirect/{field}']").select_option(value)
            page.page.wait_for_timeout(120)
            assert page.kernel_eval(f"studio.sheet['quick_redirect'].{field}") == value
        select.select_option(kept)
        page.page.wait_for_timeout(120)
    target = page.page.locator(f"{ROOT} input[data-key='quick_redirect/target']")
    target.fill("100 ms")
    target.press("Enter")
    shown(page, "at most 100 ms")
    for kind, line in (
        ("functional", "owner: deletes a link"),
        ("quality", "availability at least 99.9%"),
        ("out_of_scope", "maps because nobody asked"),
        ("constraint", "data stays in Europe"),
        ("assumed", "links are short"),
    ):
        page.page.locator(f"{ROOT} select[aria-label='Kind of the new row']").select_option(kind)
        page.page.locator(f"{ROOT} input[aria-label='New row']").fill(line)
        page.page.keyboard.press("Enter")
        page.page.wait_for_timeout(200)
    assert page.kernel_eval("len(studio.sheet)") == 8
    for stage in ("actors", "scope", "scale", "qualities"):
        page.page.locator(f"{ROOT} .interview-tab", has_text="Report").click()
        page.page.locator(f"{ROOT} .interview-report button", has_text=stage).click()
        page.page.wait_for_timeout(200)
    undo = page.page.locator(f"{ROOT} button", has_text="Undo")
    while undo.is_enabled():
        undo.click()
        page.page.wait_for_timeout(100)
    assert page.kernel_eval("len(studio.sheet), len(studio.interviewer.replies)") in ((0, 0), [0, 0])
    page.assert_clean()


def test_the_clock_never_shows_sixty_seconds(browser):
    page = browser.new_page()
    given = [0, 3.995, 11.999, 12, 0.5, 59.9999, -0.5, -1.999]
    shown = page.evaluate(f"() => {{ {page_code('interview_parts.js')}\nreturn {given}.map(clock); }}")
    assert shown == ["0:00", "4:00", "12:00", "12:00", "0:30", "60:00", "−0:30", "−2:00"]
    page.close()
