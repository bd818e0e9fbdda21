"""Changes that come faster than the kernel answers: at the end, controls, kernel and picture say the same.

All studios of steps 1 to 6 stand on one page. Each control gets ten changes within 200 ms, as a key held down or an
impatient finger makes them; then the page is given time. What stands in a control must be what was asked for last,
what the kernel has, and what the picture is drawn from. Tables, drawings and the interview, which are no ipywidgets,
are typed into by hand below.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import lab_page
from tests.browser.test_studios import BEGIN, SCREEN, eventually

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]

STUDIOS = {
    "load": 'LoadStudio(design, Workload("20 K/s", mix="url_shortener"), {"latency": "100 ms"})',
    "explorer": 'EstimateExplorer(links, result="storage")',
    "laboratory": 'Laboratory("rate_limiters")',
    "caches": 'Laboratory("cache_policies")',
    "quiz": 'quiz("05_high_level_design")',
    "guess": 'Guess("How many?", "10", options=["1", "10", "100"])',
    "interface": 'InterfaceStudio(api, ["create_link", "open_link"])',
    "data": "DataModelStudio(model, rows=2000)",
}
MAKE = BEGIN + """
from helpers import Api, DataModel, DataModelStudio, Endpoint, Entity, AccessPattern, Guess, InterfaceStudio
import ipywidgets as w
links = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write", peak_factor="peak_factor")
links = add_storage(links, "new_links", "link_size", "kept_for", "copies")
api = Api("Links", auth="bearer", resources={"Link": {"code": "string(7) read-only", "url": "uri(2048)"}}).add(
    Endpoint("create_link", "POST", "/links", serves=["create_link"], body="Link", returns="Link",
             errors=[400, 401, 409, 422]),
    Endpoint("open_link", "GET", "/{code}", serves=["open_link"], status=302, errors=[404], auth="public"))
model = DataModel("Links").add(
    Entity("link", {"code": "string(7)", "owner": "integer", "made": "timestamp"}, key="code"),
    AccessPattern("of_owner", "link", by="owner", order_by="made desc", limit=20))

def controls(root):
    '''What each control of a widget holds, in the order of the page.'''
    found = []
    def walk(each):
        if isinstance(each, w.ToggleButtons | w.RadioButtons | w.Dropdown | w.Select):
            found.append((type(each).__name__, -1 if each.index is None else each.index))
        elif isinstance(each, w.Checkbox | w.ToggleButton):
            found.append((type(each).__name__, bool(each.value)))
        elif isinstance(each, w.Text | w.Textarea):
            found.append((type(each).__name__, each.value))
        for child in getattr(each, "children", ()):
            walk(child)
    walk(root)
    return found

def drawn(root):
    '''The titles and the first numbers of the pictures, as the kernel has them.'''
    from helpers.widgets import LivePlot
    found = []
    def walk(each):
        if isinstance(each, LivePlot):
            found.append(each._frame["title"])
        for child in getattr(each, "children", ()):
            walk(child)
    walk(root)
    return found
"""
READ = """(root) => [...document.querySelectorAll(`${root} .widget-toggle-buttons, ${root} .widget-radio,
    ${root} .widget-dropdown select, ${root} .widget-select select, ${root} .widget-checkbox input,
    ${root} button.widget-toggle-button, ${root} .widget-text input, ${root} .widget-textarea textarea`)]
  .filter((each) => !each.closest(".widget-toggle-buttons") || each.matches(".widget-toggle-buttons"))
  .map((each) => {
    if (each.matches(".widget-toggle-buttons"))
      return ["ToggleButtons", [...each.querySelectorAll("button")].findIndex((one) => one.matches(".mod-active"))];
    if (each.matches(".widget-radio"))
      return ["RadioButtons", [...each.querySelectorAll("input")].findIndex((one) => one.checked)];
    if (each.matches("select")) return ["Dropdown", each.selectedIndex];
    if (each.matches("input[type=checkbox]")) return ["Checkbox", each.checked];
    if (each.matches("button")) return ["ToggleButton", each.matches(".mod-active")];
    return [each.matches("textarea") ? "Textarea" : "Text", each.value];
  })"""
# Ten changes of one control within 200 ms; gives what was asked for last, or null where it cannot be changed.
HURRY = """async ([root, place]) => {
  const all = [...document.querySelectorAll(`${root} .widget-toggle-buttons, ${root} .widget-radio,
    ${root} .widget-dropdown select, ${root} .widget-select select, ${root} .widget-checkbox input,
    ${root} button.widget-toggle-button, ${root} .noUi-handle`)]
    .filter((each) => !each.closest(".widget-toggle-buttons") || each.matches(".widget-toggle-buttons"));
  const each = all[place];
  if (!each) return "none";
  if (!each.getClientRects().length) return null;
  const wait = () => new Promise((done) => setTimeout(done, 15));
  let last = null;
  for (let turn = 0; turn < 10; turn += 1) {
    if (each.matches(".widget-toggle-buttons")) {
      const buttons = [...each.querySelectorAll("button")];
      last = ["ToggleButtons", (turn * 2 + 1) % buttons.length];
      buttons[last[1]].click();
    } else if (each.matches(".widget-radio")) {
      const inputs = [...each.querySelectorAll("input")];
      last = ["RadioButtons", (turn + 1) % inputs.length];
      inputs[last[1]].click();
    } else if (each.matches("select")) {
      if (each.options.length < 2) return null;
      last = ["Dropdown", (each.selectedIndex + 1) % each.options.length];
      each.selectedIndex = last[1];
      each.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (each.matches("input")) {
      each.click();
      last = ["Checkbox", each.checked];
    } else if (each.matches("button")) {
      each.click();
      last = ["ToggleButton", null];
    } else {
      each.focus();
      const key = turn < 7 ? "ArrowRight" : "ArrowLeft";
      each.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      last = ["slider", null];
    }
    await wait();
  }
  return last;
}"""
TITLES = """(root) => [...document.querySelectorAll(`${root} .live-plot`)].map((each) => each.layout?.title?.text
  ?.replace(/<[^>]*>/g, " ").trim() ?? "")"""
SLIDERS = """(root) => [...document.querySelectorAll(`${root} .noUi-handle`)]
  .map((each) => each.getAttribute("aria-valuetext"))"""


@pytest.fixture(scope="module")
def page(lab, browser):
    with lab_page(lab, browser) as opened:
        opened.page.set_viewport_size(SCREEN)
        shown = [f"s_{name} = w.VBox([{code}]).add_class('s-{name}'); s_{name}" for name, code in STUDIOS.items()]
        opened.open_notebook(opened.lab.write_notebook(MAKE, *shown, *TYPED, name="quick.ipynb"))
        opened.run_all()
        for name in STUDIOS:
            opened.page.wait_for_selector(f".s-{name}", timeout=60_000)
        yield opened


TYPED = (
    's_table = InterfaceStudio(api, ["create_link", "open_link"]).add_class("s-table"); s_table',
    's_canvas = DataModelStudio(model, rows=500).add_class("s-canvas"); s_canvas',
    's_editor = DiagramEditor(design); s_editor.add_class("s-editor"); s_editor',
    'from helpers import InterviewStudio\ns_talk = InterviewStudio("url_shortener").add_class("s-talk"); s_talk',
)


def settled(page, name):
    """Wait until the page and the kernel say the same, twice in a row; else give both for the failure's message."""
    before, page_says, kernel_says = None, None, None
    for _ in range(80):
        page.page.wait_for_timeout(250)
        kernel_says = [list(each) for each in page.kernel_eval(f"controls(s_{name})")]
        page_says = page.page.evaluate(READ, f".s-{name}")
        titles = page.page.evaluate(TITLES, f".s-{name}")
        same = [kind.replace("Select", "Dropdown") for kind, _ in kernel_says] == [kind for kind, _ in page_says]
        if kernel_says == page_says == before and set(titles) <= set(page.kernel_eval(f"drawn(s_{name})")):
            return page_says
        before = page_says if same else None
    assert page_says == kernel_says
    assert set(page.page.evaluate(TITLES, f".s-{name}")) <= set(page.kernel_eval(f"drawn(s_{name})"))
    return page_says


@pytest.mark.parametrize("name", list(STUDIOS))
def test_ten_changes_at_once_leave_page_kernel_and_picture_agreed(page, name):
    root = f".s-{name}"
    settled(page, name)
    hurried = 0
    for place in range(14):
        last = page.page.evaluate(HURRY, [root, place])
        if last == "none":
            break
        if last is None:
            continue
        hurried += 1
        said = settled(page, name)
        if last[1] is not None:
            assert last in said, f"control {place}: {last} was asked for, and {said} stands there"
    assert hurried or name == "guess"


TYPE = """async ([selector, values]) => {
  for (const value of values) {
    const field = document.querySelector(selector);
    field.focus();
    field.value = value;
    for (const what of ["input", "change"]) field.dispatchEvent(new Event(what, { bubbles: true }));
    await new Promise((done) => setTimeout(done, 15));
  }
}"""


def cell(row, column, root=".s-table"):
    return f"{root} .edit-table tbody tr:nth-child({row}) [data-column={column}]"


def test_a_cell_typed_ten_times_holds_the_last(page):
    page.page.evaluate(TYPE, [cell(2, "errors"), [f"404, {400 + number}" for number in range(5, 15)]])
    eventually(page, "s_table.api['open_link'].errors", (404, 414))
    expect(page.page.locator(cell(2, "errors"))).to_have_value("404, 414", timeout=15_000)
    page.page.evaluate(f"""async () => {{
      for (let turn = 0; turn < 11; turn += 1) {{
        document.querySelector("{cell(1, 'idempotent')}").click();
        await new Promise((done) => setTimeout(done, 15));
      }}
    }}""")
    eventually(page, "s_table.api['create_link'].idempotent", True)  # eleven clicks from False
    expect(page.page.locator(cell(1, "idempotent"))).to_be_checked(timeout=15_000)


def test_a_row_renamed_takes_what_is_typed_before_the_answer(page):
    page.page.evaluate(TYPE, [cell(2, "name"), ["follow_link", "go_to_link"]])
    page.page.evaluate(TYPE, [cell(2, "errors"), ["404, 410"]])
    eventually(page, "(s_table.api.names[1], s_table.api[s_table.api.names[1]].errors)", ("go_to_link", (404, 410)))
    expect(page.page.locator(cell(2, "name"))).to_have_value("go_to_link", timeout=15_000)
    expect(page.page.locator(cell(2, "errors"))).to_have_value("404, 410", timeout=15_000)


def test_what_is_being_typed_is_not_undone_by_the_answer_to_what_was_typed_before(page):
    page.page.evaluate(TYPE, [cell(1, "path"), ["/links", "/short_links"]])
    page.page.locator(cell(1, "rate_limit")).focus()
    page.page.keyboard.type("1000/min", delay=60)  # the answer to the path comes in between
    page.page.keyboard.press("Tab")
    eventually(page, "(s_table.api['create_link'].path, str(s_table.api['create_link'].rate_limit))",
               ("/short_links", "1000/min"))
    expect(page.page.locator(cell(1, "rate_limit"))).to_have_value("1000/min", timeout=15_000)


def test_rows_added_while_somebody_types_leave_the_words_and_the_place(page):
    page.page.locator(cell(2, "path")).focus()
    page.page.keyboard.press("End")
    page.page.keyboard.type("/now", delay=20)
    page.kernel_eval("s_table.add()")
    expect(page.page.locator(".s-table .edit-table tbody tr")).to_have_count(3, timeout=15_000)
    page.page.keyboard.type("/here", delay=20)
    page.page.keyboard.press("Tab")
    eventually(page, "s_table.api.endpoints[1].path", "/{code}/now/here")


@pytest.mark.parametrize(("root", "box", "label", "values", "kernel"), [
    (".s-editor", "api", "Replicas", [str(number) for number in range(20, 30)],
     "s_editor.architecture['api'].replicas"),
    (".s-canvas", "link", "Key", ["owner", "made", "code", "owner", "made", "code", "owner", "made", "code", "owner"],
     "s_canvas.data_model['link'].key")])
def test_a_field_of_a_drawing_typed_ten_times_holds_the_last(page, root, box, label, values, kernel):
    page.page.locator(f"{root} .dg-box[data-name={box}]").click()
    panel = page.page.locator(f"{root} .dg-panel")
    for value in values:
        field = panel.get_by_label(label, exact=True)
        field.evaluate("""(field, value) => {
          field.focus();
          field.value = value;
          for (const what of ["input", "change"]) field.dispatchEvent(new Event(what, { bubbles: true }));
        }""", value)
    last = values[-1]
    eventually(page, kernel, int(last) if last.isdigit() else (last,))
    expect(panel.get_by_label(label, exact=True)).to_have_value(last, timeout=15_000)


def test_an_edit_made_while_the_kernel_answers_another_is_kept(page):
    """The kernel fills in what a new entity lacks; what was drawn meanwhile, and not sent yet, stays."""
    before = page.kernel_eval("len(s_canvas.data_model.names)")
    for turn in range(4):
        page.page.evaluate("() => document.querySelector('.s-canvas .dg-palette button').click()")
        page.page.wait_for_timeout(130 + 15 * turn)  # about when what was drawn before is sent and answered
    eventually(page, "len(s_canvas.data_model.names)", before + 4)
    expect(page.page.locator(".s-canvas .dg-box")).to_have_count(before + 4, timeout=15_000)
    assert page.kernel_eval("all(each.fields for each in s_canvas.data_model.entities)")


def test_questions_asked_at_once_are_all_heard_and_answered_in_order(page):
    questions = ["How many links are made each month?", "How long are links kept?", "Who uses it?"]
    field = page.page.locator(".s-talk input[type=text]").first
    for each in questions:
        field.fill(each)
        field.press("Enter")
    eventually(page, "[each.question for each in s_talk.interviewer.replies]", questions)
    for each in questions:
        expect(page.page.locator(".s-talk")).to_contain_text(each, timeout=15_000)


def test_nothing_of_all_this_was_complained_of(page):
    page.assert_clean()
