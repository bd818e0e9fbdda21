"""The diagram editor in a real JupyterLab, by mouse and by keyboard alone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.ci_only]

EMPTY = """
from helpers.architecture import Architecture, Component
from helpers.widgets.diagram import DiagramEditor
editor = DiagramEditor(Architecture("Links"))
editor
"""
FIVE = """
from helpers.architecture import Architecture, Component
from helpers.widgets.diagram import DiagramEditor
links = Architecture("Links").add(
    Component("client", "client"), Component("api", "service", replicas=2), Component("cache", "cache"),
    Component("store", "sql", stores=["link", "user"]), Component("jobs", "queue"))
links = links.connect("client", "api").connect("api", "cache").connect("api", "store").connect("api", "jobs", "async")
editor = DiagramEditor(links, flows="url_shortener", rate="20 K/s")
editor
"""
CELLS_BELOW = ("1 + 1", "2 + 2")
NAMES = "editor.architecture.names"
ARROWS = "sorted(str(each) for each in editor.architecture.connections)"


class Editor:
    """Drives the first editor on the page (or another) and reads its value in the kernel."""

    def __init__(self, opened, *cells, view=0):
        if cells:
            opened.open_notebook(opened.lab.write_notebook(*cells, name="diagram.ipynb"))
            opened.run_all()
        self.opened, self.page, self.keyboard = opened, opened.page, opened.page.keyboard
        self.root = self.page.locator(".dg-editor").nth(view)
        self.canvas = self.root.locator(".dg-canvas")
        self.canvas.wait_for()
        self.page.wait_for_function(
            "view => document.querySelectorAll('.dg-world')[view]?.style.transform.includes('scale(0') "
            "|| document.querySelectorAll('.dg-world')[view]?.style.transform.includes('scale(1')",
            arg=view)  # fmt: skip

    def box(self, name):
        return self.root.locator(f".dg-box[data-name={name}]")

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def field(self, label):
        return self.root.locator(".dg-panel").get_by_label(label, exact=True)

    def error(self, label):
        return self.root.locator(".dg-row", has=self.page.get_by_label(label, exact=True)).locator(".dg-error")

    def kernel(self, expression):
        return self.opened.kernel_eval(expression)

    def until(self, expression, wanted):
        """Wait until the kernel's value is the one wanted."""
        for _ in range(40):
            found = self.kernel(expression)
            if found == wanted:
                return
            self.page.wait_for_timeout(100)
        assert found == wanted

    def press(self, *keys):
        for key in keys:
            self.keyboard.press(key)

    def focused(self):
        """The box, or else the name of what has the focus."""
        return self.page.evaluate(
            "() => document.activeElement.dataset.name ?? document.activeElement.getAttribute('aria-label') "
            "?? document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent")  # fmt: skip

    def said(self):
        return self.root.locator(".dg-live").inner_text()

    def drag(self, start, end, steps=6):
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=steps)
        self.page.mouse.up()

    def middle(self, name, x=0.5, y=0.5):
        place = self.box(name).bounding_box()
        return place["x"] + place["width"] * x, place["y"] + place["height"] * y

    def tidy(self, by_key=False):
        self.root.locator(".dg-live").evaluate("(live) => { live.textContent = ''; }")
        if by_key:
            self.press("t")
        else:
            self.button("Tidy").click()
        self.root.locator(".dg-live").get_by_text("Tidied").wait_for()
        self.page.wait_for_timeout(400)  # until the kernel has it

    def overlaps(self):
        return self.page.evaluate("""() => {
          const boxes = [...document.querySelector(".dg-editor").querySelectorAll(".dg-box")];
          const places = boxes.map((box) => box.getBoundingClientRect());
          return places.flatMap((a, i) => places.slice(i + 1).filter((b) =>
            a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
        }""")  # fmt: skip


def test_five_boxes_by_mouse(page):
    editor = Editor(page, EMPTY)
    assert editor.root.get_by_text("Add a box from the palette, or press a").is_visible()
    for label in ("Client", "Service", "Cache", "SQL database"):
        editor.button(label).click()
    area = editor.canvas.bounding_box()
    start = editor.button("Queue").bounding_box()
    editor.drag((start["x"] + 20, start["y"] + 8), (area["x"] + 250, area["y"] + 240))
    editor.until(NAMES, ("client", "service", "cache", "sql", "queue"))
    editor.tidy()
    assert editor.overlaps() == 0
    for source, target in (("client", "service"), ("service", "cache"), ("service", "sql"), ("service", "queue")):
        editor.box(source).hover()
        handle = editor.box(source).locator(".dg-handle").bounding_box()
        editor.drag((handle["x"] + 5, handle["y"] + 5), editor.middle(target))
    editor.until(ARROWS, ["client -> service", "service -> cache", "service -> queue", "service -> sql"])
    editor.tidy()
    assert editor.overlaps() == 0

    # A move by hand, taken back and done again
    before = editor.kernel("editor.architecture['queue'].at")
    x, y = editor.middle("queue")
    editor.drag((x, y), (x + 40, y + 60))
    editor.page.wait_for_timeout(400)
    after = editor.kernel("editor.architecture['queue'].at")
    assert after[0] > before[0]
    assert after[1] > before[1]
    editor.button("↶ Undo").click()
    editor.until("editor.architecture['queue'].at", before)
    editor.button("↷ Redo").click()
    editor.until("editor.architecture['queue'].at", after)

    # A rubber band around everything, then a selection of two, then a connection
    area = editor.canvas.bounding_box()
    editor.drag((area["x"] + 3, area["y"] + 3), (area["x"] + area["width"] - 20, area["y"] + area["height"] - 20))
    assert editor.root.locator(".dg-box.dg-selected").count() == 5
    editor.box("cache").click()
    editor.page.keyboard.down("Shift")
    editor.box("queue").click()
    editor.page.keyboard.up("Shift")
    assert editor.root.locator(".dg-box.dg-selected").count() == 2
    editor.root.locator(".dg-bar").get_by_role("button", name="Delete", exact=True).click()
    editor.until(NAMES, ("client", "service", "sql"))
    editor.until(ARROWS, ["client -> service", "service -> sql"])
    editor.root.locator(".dg-list").get_by_text("service calls sql", exact=True).click()
    editor.field("Style").select_option(label="async: nobody waits")
    editor.until(ARROWS, ["client -> service", "service -> sql (async)"])
    assert editor.root.locator(".dg-arrow.dg-selected .dg-line").get_attribute("stroke-dasharray") == "9 5"
    page.assert_clean()


def test_five_boxes_by_keyboard_alone(page):
    editor = Editor(page, EMPTY, *CELLS_BELOW)
    cells = page.page.locator(".jp-Notebook .jp-Cell").count()
    editor.canvas.focus()
    assert "Arrow keys" in editor.focused()

    def add(kind):
        editor.press("a")
        for _ in range(20):
            if editor.page.evaluate("() => document.activeElement.textContent").endswith(kind):
                break
            editor.press("ArrowRight")
        editor.press("Enter")

    def go_to(name):
        for key in ("ArrowLeft", "ArrowDown", "ArrowUp", "ArrowRight", "ArrowDown", "ArrowUp"):
            for _ in range(6):
                if editor.focused() == name:
                    return
                editor.press(key)
        assert editor.focused() == name

    for kind in ("Client", "Service", "Cache", "SQL database", "Queue"):
        add(kind)
    assert editor.focused() == "queue"
    assert editor.said() == "Added queue"
    editor.tidy(by_key=True)
    for source, target in (("client", "service"), ("service", "cache"), ("service", "sql"), ("service", "queue")):
        go_to(source)
        editor.press("c")
        go_to(target)
        editor.press("Enter")
        assert editor.said() == f"Connected {source} to {target}"
    editor.tidy(by_key=True)
    editor.until(ARROWS, ["client -> service", "service -> cache", "service -> queue", "service -> sql"])
    assert editor.kernel(NAMES) == ("client", "service", "cache", "sql", "queue")
    editor.page.wait_for_timeout(400)
    assert editor.overlaps() == 0

    # Edit a parameter: a right value, a wrong one, and the way back
    go_to("service")
    editor.press("Enter")
    assert editor.focused() == "Name"
    editor.page.keyboard.type("api")
    editor.press("Tab", "Tab", "Tab")
    assert editor.focused() == "Replicas"
    editor.page.keyboard.type("3")
    editor.press("Tab", "Tab")
    assert editor.focused() == "Service time"
    editor.page.keyboard.type("5 parsecs")
    editor.press("Enter")
    editor.error("Service time").get_by_text("parsecs").wait_for()
    assert editor.field("Service time").get_attribute("aria-invalid") == "true"
    assert editor.kernel("editor.architecture['api'].replicas, editor.architecture['api'].service_time") == (3, 0.005)
    assert editor.focused() == "Service time"
    editor.press("Control+a")
    editor.page.keyboard.type("20 ms")
    editor.press("Escape")
    assert editor.focused() == "api"
    editor.until("editor.architecture['api'].service_time", 0.02)
    assert editor.kernel("editor.findings.ok")
    editor.page.wait_for_timeout(300)
    assert editor.box("api").get_attribute("aria-label") == (
        "api, service, 3 replicas, calls cache and sql and queue")

    # Move, select, delete, undo, redo
    before = editor.kernel("editor.architecture['api'].at")
    editor.press("Alt+ArrowDown", "Alt+ArrowDown", "m", "ArrowRight", "Enter")
    editor.until("editor.architecture['api'].at", (before[0] + 20, before[1] + 40))
    editor.press("Control+z")
    editor.until("editor.architecture['api'].at", before)
    go_to("queue")
    editor.press("Delete")
    editor.until(NAMES, ("client", "api", "cache", "sql"))
    editor.press("Control+z")
    editor.until(NAMES, ("client", "api", "cache", "sql", "queue"))
    editor.press("Control+Shift+z")
    editor.until(NAMES, ("client", "api", "cache", "sql"))
    editor.press("Control+z", "Control+y", "Control+z", "Control+a", "Delete")
    editor.until(NAMES, ())
    editor.press("Control+z")
    editor.until("len(editor.architecture.connections)", 4)
    assert page.page.locator(".jp-Notebook .jp-Cell").count() == cells
    page.assert_clean()


def test_keys_do_not_leak_to_the_notebook(page):
    editor = Editor(page, FIVE, *CELLS_BELOW)
    cells = page.page.locator(".jp-Notebook .jp-Cell").count()
    source = page.page.locator(".jp-Notebook .jp-Cell").first.inner_text()
    overlay = editor.root.get_by_label("Overlay")
    for target in (editor.box("api"), editor.button("Cache"), editor.button("Tidy"), overlay):
        target.focus()
        editor.press("d", "d", "x", "b", "y", "Control+z", "Control+Shift+z", "Control+a")
        editor.page.wait_for_timeout(200)
        assert page.page.locator(".jp-Notebook .jp-Cell").count() == cells
    editor.box("api").focus()
    editor.press("c", "Escape", "Enter", "Escape")  # Escape with something to leave stays here
    assert editor.focused() == "api"
    editor.press("Escape", "Escape")  # with nothing to leave it is JupyterLab's
    assert page.page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert page.page.locator(".jp-Notebook .jp-Cell").first.inner_text()[:60] == source[:60]
    assert editor.kernel("editor.architecture == links")
    page.assert_clean()


def test_wrong_values_stand_beside_their_fields(page):
    editor = Editor(page, FIVE)
    editor.box("cache").click()
    assert editor.field("Service time").get_attribute("placeholder") == "1 ms"
    assert editor.field("Stores").count() == 1
    for label, wrong in (("Shards", "-2"), ("Hit rate", "200%"), ("Cost of a replica", "free"), ("Name", "no name!")):
        editor.field(label).fill(wrong)
        editor.field(label).press("Enter")
        editor.page.wait_for_function(
            "label => [...document.querySelectorAll('.dg-row')].find((row) => row.firstChild.textContent === label)"
            ".lastChild.textContent", arg=label)  # fmt: skip
    assert editor.kernel("editor.architecture == links")
    assert editor.box("cache").locator(".dg-note").inner_text() == "✖ see the panel"
    editor.field("Name").fill("store")
    editor.field("Name").press("Enter")
    assert "like this already" in editor.error("Name").inner_text()
    editor.field("Shards").fill("2")
    editor.field("Shards").press("Enter")
    editor.until("editor.architecture['cache'].shards, len(editor.findings)", (2, 2))
    editor.field("Kind").select_option(label="Key-value store")
    editor.until("editor.architecture['cache'].kind", "key_value")
    page.assert_clean()


def test_code_out_and_in_again(page):
    editor = Editor(page, FIVE)
    editor.button("Show as code").click()
    code = editor.root.get_by_label("The design as text")
    editor.page.wait_for_function("() => document.querySelector('.dg-code').value.includes('Component(')")
    assert "Connection('api', 'jobs', style='async')" in code.input_value()
    editor.root.get_by_label("Form of the code").select_option("json")
    editor.page.wait_for_function("() => document.querySelector('.dg-code').value.startsWith('{')")
    text = code.input_value()
    code.fill(text.replace('"replicas": 2', '"replicas": 7'))
    editor.button("Load this text").click()
    editor.until("editor.architecture['api'].replicas", 7)
    code.fill("flowchart LR; user --> api[API]; api --> redis; api --> db[(Links)]")
    editor.button("Load this text").click()
    editor.until(NAMES, ("user", "api", "redis", "db"))
    editor.page.wait_for_timeout(300)
    assert editor.overlaps() == 0
    code.fill("nonsense")
    editor.button("Load this text").click()
    editor.root.get_by_text("neither JSON nor").wait_for()
    assert editor.kernel("len(editor.architecture)") == 4
    editor.button("↶ Undo").click()
    editor.button("↶ Undo").click()
    editor.until("editor.architecture == links", True)
    page.assert_clean()


def test_kernel_loads_are_drawn_and_can_be_undone(page):
    editor = Editor(page, FIVE)
    editor.kernel("setattr(editor, 'architecture', links.replace('api', name='web'))")
    editor.box("web").wait_for()
    assert editor.box("api").count() == 0
    editor.button("↶ Undo").click()
    editor.box("api").wait_for()
    editor.until("editor.architecture == links", True)
    editor.kernel("str(editor.load('flowchart LR; a --> b')) and None")
    editor.box("a").wait_for()
    editor.kernel("setattr(editor, 'graph', {'components': 5})")
    editor.root.locator(".dg-panel").get_by_text("is not a list").wait_for()
    assert editor.root.locator(".dg-box").count() == 2
    page.assert_clean()


def test_overlays(page):
    editor = Editor(page, FIVE)
    overlay, legend = editor.root.get_by_label("Overlay"), editor.root.locator(".dg-legend")
    overlay.select_option("load")
    editor.root.locator(".dg-box.dg-bad", has_text="625% of 3.2 K/s").or_(
        editor.root.locator(".dg-box .dg-note", has_text="%")).first.wait_for()
    assert "%" in editor.box("api").get_attribute("aria-label")
    overlay.select_option("failures")
    editor.box("store").get_by_text("alone").wait_for()
    assert "store" in legend.inner_text()
    overlay.select_option("path:open_link")
    editor.root.locator(".dg-box.dg-on[data-name=store]").wait_for()
    assert editor.root.locator(".dg-arrow.dg-on").count() >= 2
    assert "client -> api" in legend.inner_text()
    overlay.select_option("")
    editor.page.wait_for_function("() => !document.querySelector('.dg-legend').textContent")
    page.assert_clean()


def test_two_views_keep_step(page):
    Editor(page, FIVE, "editor")
    one, two = Editor(page), Editor(page, view=1)
    one.box("cache").click()
    one.press("Delete")
    two.box("cache").wait_for(state="detached")
    two.button("Blob store").click()
    one.box("blob").wait_for()
    one.button("↶ Undo").click()
    two.box("blob").wait_for(state="detached")
    two.button("↶ Undo").click()
    one.until("editor.architecture == links", True)
    page.assert_clean()


def test_zoom_keeps_what_is_under_the_pointer(page):
    editor = Editor(page, FIVE)
    for _ in range(3):
        editor.button("+").click()
    x, y = editor.middle("api")
    editor.page.mouse.move(x, y)
    editor.page.keyboard.down("Control")
    editor.page.mouse.wheel(0, -120)
    editor.page.keyboard.up("Control")
    editor.page.wait_for_timeout(200)
    area = editor.canvas.bounding_box()
    after = editor.middle("api")
    assert abs(after[0] - x) < 30
    assert area["x"] < after[0] < area["x"] + area["width"]
    editor.button("Fit").click()
    places = [editor.middle(name) for name in ("client", "store", "jobs")]
    right, bottom = area["x"] + area["width"], area["y"] + area["height"]
    assert all(area["x"] < x < right and area["y"] < y < bottom for x, y in places)
    page.assert_clean()


def test_touch_drags_a_box(page):
    editor = Editor(page, FIVE)
    before = editor.kernel("editor.architecture['jobs'].at")
    x, y = editor.middle("jobs")
    touch = "(element, [type, x, y]) => element.dispatchEvent(new PointerEvent(type, {pointerId: 9, " \
            "pointerType: 'touch', " \
            "isPrimary: true, button: 0, clientX: x, clientY: y, bubbles: true, cancelable: true}))"  # fmt: skip
    for kind, dx in (("pointerdown", 0), ("pointermove", 30), ("pointermove", 80), ("pointerup", 80)):
        editor.box("jobs").evaluate(touch, [kind, x + dx, y])
    editor.page.wait_for_timeout(400)
    assert editor.kernel("editor.architecture['jobs'].at")[0] > before[0]
    page.assert_clean()


ZONES = """() => {
  const box = (each) => each.getBoundingClientRect();
  const editor = document.querySelector(".dg-editor");
  const boxes = [...editor.querySelectorAll(".dg-box")].map((each) => [each.dataset.name, box(each)]);
  return [...editor.querySelectorAll(".dg-zone")].map((frame) => [frame.innerText.trim(), boxes.filter(([, at]) => {
    const around = box(frame);
    return at.left < around.right && at.right > around.left && at.top < around.bottom && at.bottom > around.top;
  }).map(([name]) => name).sort()]);
}"""
CUT = """() => [...document.querySelectorAll(".dg-editor .dg-box .dg-words i")]
  .filter((each) => each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight + 1)
  .map((each) => each.textContent)"""


def test_a_frame_of_a_zone_holds_no_box_that_stands_elsewhere(page):
    page.open_notebook(page.lab.write_notebook("""
from helpers import Design, DiagramEditor
DiagramEditor(Design.load("exercises/05_high_level_design/broken_3.yaml").architecture, compact=True)
"""))
    page.run_all()
    page.page.wait_for_selector(".dg-editor .dg-zone")
    found = page.page.evaluate(ZONES)
    at = {"balancer": "a", "posts": "a", "api": "a, b, c", "people": "a, b, c", "timelines": "a, b, c"}
    for label, names in found:
        assert {f"zone {at.get(name)}" for name in names} == {label}
    assert sorted(name for _, names in found for name in names) == sorted(at), "each box in one frame, the app in none"
    page.assert_clean()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_drawing_alone_is_as_tall_as_it_needs_to_be_read(page, number):
    page.open_notebook(page.lab.write_notebook(f"""
from helpers import Design, DiagramEditor
DiagramEditor(Design.load("exercises/05_high_level_design/broken_{number}.yaml").architecture, compact=True)
"""))
    page.run_all()
    page.page.wait_for_selector(".dg-editor .dg-box")
    page.page.wait_for_timeout(500)
    shown = page.page.locator(".dg-editor .dg-box").first.bounding_box()
    assert shown["width"] > 0.9 * 140, "a box is drawn nearly in its own size, so that its words can be read"


def test_the_kind_of_every_box_can_be_read_whole(page):
    page.open_notebook(page.lab.write_notebook("""
from helpers import Architecture, Component, DiagramEditor
from helpers.architecture import KINDS
DiagramEditor(Architecture("All").add(*(Component(f"a_{kind}", kind) for kind in KINDS)), height=700)
"""))
    page.run_all()
    page.page.wait_for_selector(".dg-editor .dg-box")
    assert page.page.locator(".dg-editor .dg-box").count() == 17
    assert page.page.evaluate(CUT) == []
