"""The studio of interfaces at 1280 x 720: a row edited, a call tried, the duplicate seen to come and go."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_studios import FAULTS, eventually, fits, opened, page, texts_of  # noqa: F401 (page: a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]

ROOT = ".interface-studio"
CELL = """
from helpers import Api, Endpoint, InterfaceStudio
links = Api("Links", auth="bearer", resources={"Link": {"code": "string(7) read-only", "url": "uri(2048)"}}).add(
    Endpoint("create_link", "POST", "/links", serves=["create_link"], body="Link", returns="Link", idempotent=True,
             errors=[400, 401, 409, 422]),
    Endpoint("open_link", "GET", "/{code}", serves=["open_link"], status=302, errors=[404], auth="public"),
    Endpoint("list_links", "GET", "/links", serves=["list_links"], returns="list[Link]", paginated="cursor",
             errors=[400, 401]))
studio = InterfaceStudio(links, ["create_link", "open_link", "list_links"], keep="browser_links")
studio
"""


def field(page, row, column):  # noqa: F811
    return page.page.locator(f"{ROOT} .edit-table tbody tr").nth(row).locator(f"[data-column={column}]")


def test_edit_try_undo_and_reload(page):  # noqa: F811
    opened(page, CELL, f"{ROOT} .edit-table tbody tr")
    fits(page, ROOT)
    send = page.page.locator(f"{ROOT} button", has_text="Send")
    shown = page.page.locator(f"{ROOT} [role=status]", has_text="Kept now")

    field(page, 0, "idempotent").focus()
    page.page.keyboard.press("Space")
    eventually(page, "studio.api['create_link'].idempotent", False)
    for _ in range(2):
        send.focus()
        page.page.keyboard.press("Enter")
        page.page.wait_for_timeout(600)
    eventually(page, "studio.try_it.stand_in.count('Link')", 2)
    expect(shown).to_contain_text("Link: 2", timeout=15_000)

    page.page.locator(f"{ROOT} button", has_text="Undo").click()
    eventually(page, "studio.api == links", True)
    expect(field(page, 0, "idempotent")).to_be_checked(timeout=15_000)
    for _ in range(2):
        send.click()
        page.page.wait_for_timeout(600)
    eventually(page, "studio.try_it.stand_in.count('Link')", 1)
    expect(shown).to_contain_text("Link: 1", timeout=15_000)

    text = field(page, 1, "errors")
    text.fill("404, 4x9")
    text.press("Tab")
    expect(text).to_have_attribute("aria-invalid", "true", timeout=15_000)
    assert text.input_value() == "404, 4x9"
    assert page.kernel_eval("studio.api == links")
    text.fill("404, 429")
    text.press("Tab")
    eventually(page, "studio.api['open_link'].errors", (404, 429))
    page.page.keyboard.type("dd")  # no shortcut of the notebook gets through
    assert page.page.locator(f"{ROOT} .edit-table").count() == 1

    page.page.reload()
    page.page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.run_all()
    page.page.wait_for_selector(f"{ROOT} .edit-table tbody tr")
    eventually(page, "studio.api['open_link'].errors", (404, 429))
    expect(field(page, 1, "errors")).to_have_value("404, 429", timeout=15_000)
    page.assert_clean()


def test_looking_changes_nothing(page):  # noqa: F811
    opened(page, CELL.replace(', keep="browser_links"', ""), f"{ROOT} .edit-table tbody tr")
    views = page.page.locator(f"{ROOT} .widget-toggle-buttons button")
    for place in (0, 1, 2, 3, 1, 0, 3, 2, 0):
        views.nth(place).click()
        page.page.wait_for_timeout(500)
        fits(page, ROOT)
        assert page.page.evaluate(FAULTS, ROOT) == []
    for select in page.page.locator(f"{ROOT} .widget-dropdown select").all():
        for name in [*texts_of(select), *reversed(texts_of(select))]:
            select.select_option(label=name)
            page.page.wait_for_timeout(150)
    code = page.page.locator(f"{ROOT} button", has_text="Show as code")
    code.click()
    code.click()
    page.page.wait_for_timeout(500)
    assert page.kernel_eval("studio.api == links")
    for column in ("method", "paginated", "auth"):
        select = field(page, 2, column)
        for name in texts_of(select):
            select.select_option(label=name)
            page.page.wait_for_timeout(250)
        select.select_option(label={"method": "GET", "paginated": "cursor", "auth": "-"}[column])
        eventually(page, "studio.api == links", True)
    page.assert_clean()


def test_every_control_works_from_the_keyboard(page):  # noqa: F811
    """Each field, tick, choice and button is reached, used and undone without a mouse; a reload loses nothing."""
    opened(page, CELL.replace("browser_links", "browser_keys"), f"{ROOT} .edit-table tbody tr")
    keys, root = page.page.keyboard, page.page.locator(ROOT)

    def press(control, key="Enter"):
        # The kernel knows of a change before the page does: a button that still sleeps takes no key.
        expect(control).to_be_enabled(timeout=15_000)
        control.press(key)

    def button(words):
        return root.locator("button", has_text=words)

    # Tab goes through the first row from field to field, in the order that is seen.
    field(page, 0, "name").focus()
    columns = []
    for _ in range(13):
        columns.append(page.page.evaluate("document.activeElement.dataset.column"))
        keys.press("Tab")
    assert columns == page.kernel_eval("[each.name for each in __import__('helpers.widgets.interface', "
                                       "fromlist=['COLUMNS']).COLUMNS]")
    assert "edit-mark" in page.page.evaluate("document.activeElement.className")

    # Every column takes what is typed, chosen or ticked, and Undo takes it back.
    typed = {"name": "make_link", "path": "/urls", "serves": "create_link, open_link", "body": "", "returns": "",
             "errors": "400, 401", "rate_limit": "5/s"}
    for column, text in typed.items():
        field(page, 0, column).focus()
        keys.press("Control+A")
        keys.type(text) if text else keys.press("Delete")
        keys.press("Tab")
        eventually(page, "studio.api != links", True)
        press(button("Undo"))
        eventually(page, "studio.api == links", True)
        expect(button("Undo")).to_be_disabled(timeout=15_000)  # the page has heard of it too
    for column in ("idempotent", "if_match", "owner_only"):
        press(field(page, 0, column), "Space")
        eventually(page, "studio.api != links", True)
        press(field(page, 0, column), "Space")
        eventually(page, "studio.api == links", True)
    for row, column in ((0, "method"), (2, "paginated"), (0, "auth")):
        press(field(page, row, column), "ArrowDown")
        eventually(page, "studio.api != links", True)
        press(field(page, row, column), "ArrowUp")
        eventually(page, "studio.api == links", True)

    # Rows: added, chosen, taken out, undone, reset.
    press(button("Add endpoint"))
    eventually(page, "len(studio.api.endpoints)", 4)
    press(root.locator(".edit-table .edit-mark").nth(3))
    eventually(page, "studio.table.chosen", "new_endpoint_1")
    press(root.locator(".edit-table .edit-out").nth(0))
    eventually(page, "studio.api.names", ("open_link", "list_links", "new_endpoint_1"))
    press(button("Undo"))
    eventually(page, "len(studio.api.endpoints)", 4)
    press(button("Reset"))
    eventually(page, "studio.api == links", True)

    # The code, the three views.
    press(button("Show as code"))
    eventually(page, "studio.code.value == studio.to_code()", True)
    press(button("Show as code"))
    for words, view in (("Who serves what", "trace"), ("OpenAPI", "openapi"), ("Try it", "try")):
        press(button(words))
        eventually(page, "studio.view.value", view)
        assert page.page.evaluate(FAULTS, ROOT) == []

    # A call: each field of the form; an answer that is lost; a second one; everything forgotten.
    form = root.locator(".widget-dropdown select")
    press(form.nth(0), "Home")  # it follows the row that was edited last
    eventually(page, "studio.try_it.endpoint.value", "create_link")
    press(form.nth(0), "ArrowDown")
    eventually(page, "studio.try_it.endpoint.value", "open_link")
    press(form.nth(0), "ArrowUp")
    eventually(page, "studio.try_it.endpoint.value", "create_link")
    press(form.nth(2), "ArrowDown")
    eventually(page, "studio.try_it.caller.value", "bob")
    for words, value in (("Path, with its query", "/links?x=1"), ("Path, with its query", "/links")):
        root.locator(f"[title='{words}'] input, input[title='{words}']").first.focus()
        keys.press("Control+A")
        keys.type(value)
        eventually(page, "studio.try_it.path.value", value)
    press(root.locator(".widget-checkbox input").last, "Space")
    eventually(page, "studio.try_it.lost.value", True)
    press(button("Send"))
    eventually(page, "studio.try_it.answer is not None and studio.try_it.answer.status", 0)
    press(button("Send"))
    eventually(page, "studio.try_it.answer.status", 201)
    eventually(page, "studio.try_it.stand_in.count('Link')", 1)
    press(button("Forget all"))
    eventually(page, "studio.try_it.answer is None", True)

    # What was edited is there again after a reload.
    field(page, 1, "rate_limit").focus()
    keys.type("7/s")
    keys.press("Tab")
    eventually(page, "studio.api['open_link'].rate_limit", "7/s")
    page.page.reload()
    page.page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.run_all()
    page.page.wait_for_selector(f"{ROOT} .edit-table tbody tr")
    eventually(page, "studio.api['open_link'].rate_limit", "7/s")
    expect(field(page, 1, "rate_limit")).to_have_value("7/s", timeout=15_000)
    page.assert_clean()


def test_resources_are_edited_by_keyboard_alone(page):  # noqa: F811
    opened(page, CELL.replace(', keep="browser_links"', ""), f"{ROOT} .edit-table tbody tr")
    page.page.locator(f"{ROOT} .widget-toggle-buttons button", has_text="Resources").focus()
    page.page.keyboard.press("Enter")
    rows = page.page.locator(f"{ROOT} .edit-table[aria-label='fields of the resources'] tbody tr")
    expect(rows).to_have_count(2, timeout=15_000)
    fits(page, ROOT)
    page.page.locator(f"{ROOT} button", has_text="Add field").focus()
    page.page.keyboard.press("Enter")
    expect(rows).to_have_count(3, timeout=15_000)
    rows.nth(2).locator("[data-column=field]").focus()
    page.page.keyboard.press("Control+a")
    page.page.keyboard.type("owner")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Control+a")
    page.page.keyboard.type("strng(40)")
    page.page.keyboard.press("Tab")
    kind = rows.nth(2).locator("[data-column=type]")
    expect(kind).to_have_attribute("aria-invalid", "true", timeout=15_000)
    assert kind.input_value() == "strng(40)"
    kind.focus()
    page.page.keyboard.press("Control+a")
    page.page.keyboard.type("string(40)?")
    page.page.keyboard.press("Tab")
    eventually(page, "{name: str(each) for name, each in studio.api.resources['Link'].items()}",
               {"code": "string(7) read-only", "url": "uri(2048)", "owner": "string(40)?"})
    page.page.locator(f"{ROOT} button", has_text="Undo").click()
    eventually(page, "str(studio.api.resources['Link']['owner'])", "string(100)")
    expect(kind).to_have_value("string(100)", timeout=15_000)
    assert page.page.evaluate(FAULTS, ROOT) == []
    page.assert_clean()
