"""The studio of data models at 1280 x 720: drawn by mouse, touch and keys, a plan seen to change, every tab walked."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_studios import FAULTS, eventually, fits, opened, page, texts_of  # noqa: F401 (page: a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]

ROOT = ".data-model-studio"
CELL = """
from helpers import AccessPattern, DataModel, DataModelStudio, Entity
blog = DataModel("Blog").add(
    Entity("author", {"id": "integer", "email": "string(254) personal"}, key="id"),
    Entity("post", {"id": "integer", "author": "ref author", "created": "timestamp"}, key="id", growth="10/s"),
    AccessPattern("of_author", "post", by="author", order_by="created desc", limit=20, rate="4 K/s"))
studio = DataModelStudio(blog, rows=3000, keep="browser_blog")
studio
"""
PLAIN = CELL.replace(', keep="browser_blog"', "")


def tab(page, number):  # noqa: F811
    button = page.page.locator(f"{ROOT} .data-model-right .widget-toggle-buttons").first.locator("button").nth(number)
    button.focus()
    page.page.keyboard.press("Enter")
    page.page.wait_for_timeout(700)


def box(page, name):  # noqa: F811
    return page.page.locator(f"{ROOT} .dg-box[data-name='{name}']")


def told(page, word, seconds=40):  # noqa: F811
    page.page.locator(f"{ROOT} .course-told", has_text=word).wait_for(timeout=seconds * 1000)


def test_draw_an_entity_add_an_index_see_the_plan_change_and_reload(page):  # noqa: F811
    keyboard = page.page.keyboard
    opened(page, CELL, f"{ROOT} .dg-box")
    fits(page, ROOT)
    told(page, "reads all 3,000 rows of post")

    page.page.locator(f"{ROOT} button", has_text="Add index").click()
    eventually(page, "studio.data_model['post'].indexes", (("author", "created"),))
    told(page, "Without the indexes")
    assert page.page.locator(f"{ROOT} .edit-mark", has_text="✔").count() == 1

    box(page, "author").focus()
    keyboard.press("a")  # an entity, by keys alone
    eventually(page, "studio.data_model.names", ("author", "post", "entity"))
    keyboard.press("Enter")
    keyboard.type("like")
    keyboard.press("Enter")
    eventually(page, "studio.data_model.names", ("author", "post", "like"))
    rows = page.page.locator(f"{ROOT} .dg-fieldrow")
    rows.nth(1).locator("input").first.fill("liked_at")
    keyboard.press("Tab")
    eventually(page, "studio.data_model['like'].names", ("id", "liked_at"))
    eventually(page, "studio.data_model['like']['liked_at'].text", "timestamp")

    text = rows.nth(1).locator("input").nth(1)
    text.fill("timestmp")
    keyboard.press("Tab")
    error = page.page.locator(f"{ROOT} .dg-rowlist .dg-error", has_text="timestamp")
    error.wait_for()
    expect(text).to_have_attribute("aria-invalid", "true", timeout=15_000)
    assert text.input_value() == "timestmp"
    text.fill("timestamp?")
    keyboard.press("Tab")
    eventually(page, "studio.data_model['like']['liked_at'].optional", True)
    expect(text).to_have_attribute("aria-invalid", "false", timeout=15_000)

    box(page, "like").focus()
    keyboard.press("c")  # a relation, by keys
    box(page, "post").focus()
    keyboard.press("Enter")
    eventually(page, "studio.data_model['like'].names", ("id", "liked_at", "post"))

    page.page.locator(f"{ROOT} .dg-canvas").scroll_into_view_if_needed()
    box(page, "like").hover()
    start = box(page, "like").locator(".dg-handle").bounding_box()
    end = box(page, "author").bounding_box()
    page.page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.page.mouse.down()
    page.page.mouse.move(end["x"] + 30, end["y"] + 12, steps=6)
    page.page.mouse.up()
    eventually(page, "studio.data_model['like'].names", ("id", "liked_at", "post", "author"))
    box(page, "like").focus()
    keyboard.press("Control+z")
    eventually(page, "studio.data_model['like'].names", ("id", "liked_at", "post"))
    keyboard.type("dd")  # no shortcut of the notebook gets through
    keyboard.press("Alt+ArrowDown")
    page.page.wait_for_timeout(500)
    seen = page.kernel_eval("[studio.data_model.to_code(), studio.canvas.graph]")

    page.page.reload()
    page.page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.run_all()
    page.page.wait_for_selector(f"{ROOT} .dg-box[data-name=like]")
    assert page.kernel_eval("[studio.data_model.to_code(), studio.canvas.graph]") == seen
    told(page, "Without the indexes")
    page.page.locator(f"{ROOT} button", has_text="Reset").click()
    eventually(page, "studio.data_model == blog", True)
    page.assert_clean()


def test_fingers_add_and_move(page):  # noqa: F811
    opened(page, PLAIN, f"{ROOT} .dg-box")
    page.page.locator(f"{ROOT} .dg-canvas").scroll_into_view_if_needed()
    drag = """([from, to]) => {
      const at = ([x, y]) => ({ pointerId: 7, pointerType: "touch", button: 0, clientX: x, clientY: y, bubbles: true,
        cancelable: true });
      document.elementFromPoint(...from).dispatchEvent(new PointerEvent("pointerdown", at(from)));
      for (const type of ["pointermove", "pointerup"]) window.dispatchEvent(new PointerEvent(type, at(to)));
    }"""
    start = box(page, "post").bounding_box()
    before = page.kernel_eval("studio.canvas.graph['components'][1]['at']")
    page.page.evaluate(drag, [[start["x"] + 20, start["y"] + 10], [start["x"] + 20, start["y"] + 70]])
    page.page.wait_for_timeout(800)
    after = page.kernel_eval("studio.canvas.graph['components'][1]['at']")
    assert after[1] > before[1]
    add = page.page.locator(f"{ROOT} [data-kind=entity]")
    place, canvas = add.bounding_box(), page.page.locator(f"{ROOT} .dg-canvas").bounding_box()
    end = [canvas["x"] + 60, canvas["y"] + canvas["height"] - 40]
    page.page.evaluate(drag, [[place["x"] + 9, place["y"] + 9], end])
    eventually(page, "studio.data_model.names", ("author", "post", "entity"))
    page.assert_clean()


def test_looking_changes_nothing_and_every_option_works(page):  # noqa: F811
    keyboard = page.page.keyboard
    opened(page, PLAIN, f"{ROOT} .dg-box")
    told(page, "reads all 3,000 rows of post")
    for number in (0, 1, 2, 3, 2, 1, 0, 3, 0):
        tab(page, number)
        fits(page, ROOT)
        assert page.page.evaluate(FAULTS, ROOT) == []
    tab(page, 1)
    forms = page.page.locator(f"{ROOT} .data-model-right .widget-toggle-buttons").nth(1).locator("button")
    for number, word in [(0, "CREATE TABLE"), (1, "BIGINT"), (2, "DATETIME"), (3, "erDiagram"), (0, "CREATE TABLE")]:
        forms.nth(number).focus()
        keyboard.press("Enter")
        expect(page.page.locator(f"{ROOT} .data-model-statements")).to_contain_text(word, timeout=15_000)
    tab(page, 2)
    for select in page.page.locator(f"{ROOT} .data-model-right select").all():
        first = select.input_value()
        for name in [*texts_of(select), *reversed(texts_of(select))]:
            select.select_option(label=name)
            page.page.wait_for_timeout(250)
            assert page.page.evaluate(FAULTS, ROOT) == []
        select.select_option(first)
    page.page.locator(f"{ROOT} .data-model-right select").nth(1).select_option(label="ring (consistent hashing)")
    page.page.wait_for_timeout(400)
    before = page.kernel_eval("studio.partition_tab.partition.shards")
    handle = page.page.locator(f"{ROOT} .noUi-handle").first
    handle.focus()
    keyboard.press("ArrowRight")
    eventually(page, "studio.partition_tab.partition.shards", before + 1)
    for at in range(page.page.locator(f"{ROOT} .noUi-handle").count()):
        handle = page.page.locator(f"{ROOT} .noUi-handle").nth(at)
        if handle.is_visible():
            handle.focus()
            keyboard.press("ArrowRight")
            page.page.wait_for_timeout(250)
    expect(page.page.locator(f"{ROOT} .js-plotly-plot")).to_have_count(1, timeout=15_000)
    fits(page, ROOT)
    tab(page, 3)
    views = page.page.locator(f"{ROOT} .data-model-flow .widget-toggle-buttons button")
    thief = page.page.locator(f"{ROOT} .data-model-flow select").first
    for view in (0, 1, 0, 1, 0):
        views.nth(view).focus()
        keyboard.press("Enter")
        page.page.wait_for_timeout(500)
        fits(page, ROOT)
        assert page.page.evaluate(FAULTS, ROOT) == []
    for name in texts_of(thief):
        thief.select_option(label=name)
        page.page.wait_for_timeout(250)
    assert page.kernel_eval("studio.data_model == blog and len(studio._past) == 0")

    for key in ("?", "?", "t", "f", "+", "-", "0", "Space", "Escape"):
        box(page, "post").focus()
        keyboard.press(key)
        page.page.wait_for_timeout(150)
    page.page.wait_for_timeout(500)
    assert page.kernel_eval("studio.data_model == blog")
    page.page.locator(f"{ROOT} button", has_text="Show as code").click()
    code = page.page.locator(f"{ROOT} textarea").first
    expect(code).to_have_value(re.compile("data_model = DataModel"), timeout=15_000)
    page.assert_clean()


def test_the_fewest_indexes_are_proposed_applied_and_undone_by_keys(page):  # noqa: F811
    opened(page, PLAIN, f"{ROOT} .dg-box")
    told(page, "reads all 3,000 rows of post")
    button = page.page.locator(f"{ROOT} button", has_text="Fewest indexes")
    button.focus()
    page.page.keyboard.press("Enter")
    apply = page.page.get_by_role("button", name=re.compile("Apply"))
    expect(apply).to_have_count(1, timeout=30_000)
    expect(page.page.locator(ROOT)).to_contain_text("post [author, created] for of_author", timeout=15_000)
    fits(page, ROOT)
    assert page.page.evaluate(FAULTS, ROOT) == []
    apply.focus()
    page.page.keyboard.press("Enter")
    eventually(page, "studio.data_model['post'].indexes", (("author", "created"),))
    expect(page.page.locator(ROOT)).to_contain_text("No index is missing", timeout=30_000)
    page.page.locator(f"{ROOT} button", has_text="Undo").click()
    eventually(page, "studio.data_model == blog", True)
    expect(apply).to_have_count(1, timeout=30_000)
    page.assert_clean()
