"""The canvas of entities in a browser, wired to its studio without a notebook: every edit by keys, mouse, finger."""

import functools
import json

import pytest

from helpers import AccessPattern, DataModel, DataModelStudio, Entity

pytestmark = pytest.mark.browser

BLOG = DataModel("Blog").add(
    Entity("author", {"id": "integer", "email": "string(254) personal"}, key="id"),
    Entity("post", {"id": "integer", "author": "ref author", "created": "timestamp"}, key="id", growth="10/s"),
    AccessPattern("of_author", "post", by="author", order_by="created desc", limit=20, rate="4 K/s"))
SHOWN = ("graph", "reading", "overlay")
# A page with the canvas alone; what the widget would send goes to the studio, and its answer comes back.
PAGE = """<!doctype html><meta charset=utf-8><style>$css</style>
<div id="here" class="dg-entities" style="width:500px"></div>
<script type="module">
const state = $state, heard = {};
const hear = (name) => (heard[`change:${name}`] ?? []).forEach((each) => each());
const take = (answer) => {
  const { messages, ...traits } = JSON.parse(answer);
  for (const each of messages) (heard["msg:custom"] ?? []).forEach((told) => told(each));
  for (const [name, value] of Object.entries(traits)) {
    if (JSON.stringify(state[name]) === JSON.stringify(value)) continue;
    state[name] = value;
    hear(name);
  }
};
const model = {
  get: (name) => state[name], set: (name, value) => { state[name] = value; hear(name); }, off() {},
  save_changes: () => window.told(JSON.stringify({ graph: state.graph })).then(take),
  send: (content) => window.told(JSON.stringify({ content })).then(take),
  on: (name, each) => (heard[name] ??= []).push(each),
};
const code = URL.createObjectURL(new Blob([$code], { type: "text/javascript" }));
const widget = (await import(code)).default();
widget.initialize({ model });
widget.render({ model, el: document.getElementById("here"), signal: new AbortController().signal });
</script>"""


class Scene:
    """A page, and the studio behind it."""

    def __init__(self, page):
        self.page, self.studio, self.wrong = page, DataModelStudio(BLOG, rows=100), []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.expose_function("told", self._told)
        canvas, self.messages = self.studio.canvas, []
        canvas.send = lambda content, buffers=None: self.messages.append(content)
        state = {name: getattr(canvas, name) for name in (*SHOWN, "palette", "height", "compact")}
        filled = {"css": canvas._css, "state": json.dumps(state), "code": json.dumps(canvas._esm)}
        page.set_content(functools.reduce(lambda text, each: text.replace(f"${each}", filled[each]), filled, PAGE))
        self.box("post").wait_for()

    def _told(self, text):
        said, canvas = json.loads(text), self.studio.canvas
        if "graph" in said:
            canvas.set_state({"graph": said["graph"]})
        else:
            canvas._handle_custom_msg(said["content"], [])
        messages, self.messages = self.messages, []
        return json.dumps({"messages": messages, **{name: getattr(canvas, name) for name in SHOWN}})

    @property
    def model(self):
        """The studio's model, once the page has sent what it waits with."""
        self.page.wait_for_timeout(350)
        assert self.wrong == []
        return self.studio.data_model

    def box(self, name):
        return self.page.locator(f".dg-box[data-name='{name}']")

    def field(self, label):
        return self.page.locator(".dg-panel").get_by_label(label, exact=True)

    def errors(self):
        return [text for each in self.page.locator(".dg-panel .dg-error").all() if (text := each.inner_text())]


@pytest.fixture
def scene(browser):
    page = browser.new_page(viewport={"width": 1000, "height": 640})
    yield Scene(page)
    page.close()


def test_drawn_by_keys_alone(scene):
    keyboard = scene.page.keyboard
    scene.box("author").focus()
    keyboard.press("a")
    assert scene.model.names == ("author", "post", "entity")
    keyboard.press("Enter")
    keyboard.type("like")
    keyboard.press("Enter")
    assert scene.model.names == ("author", "post", "like")
    scene.field("Name of a new field").fill("liked_at")
    keyboard.press("Tab")
    assert scene.model["like"]["liked_at"].text == "timestamp"
    assert scene.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Type of field liked_at"
    keyboard.press("Control+a")
    keyboard.type("timestmp")
    keyboard.press("Tab")
    assert scene.model["like"].names == ("id", "liked_at")
    kind = scene.field("Type of field liked_at")
    assert (kind.input_value(), kind.get_attribute("aria-invalid")) == ("timestmp", "true")
    assert len(scene.errors()) == 1
    scene.box("post").click()
    scene.box("like").click()
    assert kind.input_value() == "timestmp", "to look elsewhere loses no text"
    kind.fill("timestamp?")
    keyboard.press("Tab")
    assert scene.model["like"]["liked_at"].optional
    assert scene.errors() == []
    scene.box("like").focus()
    keyboard.press("c")
    scene.box("post").focus()
    keyboard.press("Enter")
    assert scene.model["like"]["post"].text == "ref post"
    scene.box("like").focus()
    keyboard.press("Delete")
    assert scene.model.names == ("author", "post")
    for _ in range(3):
        keyboard.press("Control+z")
    assert scene.model["like"].names == ("id", "liked_at")
    scene.box("like").click()
    assert (kind.input_value(), len(scene.errors())) == ("timestmp", 1), "an undo brings back the wrong text as well"
    scene.box("like").focus()
    keyboard.press("Control+y")
    assert scene.model["like"]["liked_at"].optional


def test_undo_takes_back_one_edit_at_a_time_from_the_page(scene):
    keyboard = scene.page.keyboard
    seen = [scene.model]
    for key in ("a", "a"):
        scene.box("post").focus()
        keyboard.press(key)
        seen.append(scene.model)
    for expected in reversed(seen[:-1]):
        scene.box("post").focus()
        keyboard.press("Control+z")
        assert scene.model == expected
    for expected in seen[1:]:
        keyboard.press("Control+y")
        assert scene.model == expected
    scene.box("post").focus()
    keyboard.press("a")
    keyboard.press("Control+z")  # before the page has sent the edit
    assert scene.model == seen[-1]


def test_arrows_by_mouse_and_their_deletion(scene):
    mouse = scene.page.mouse
    scene.box("author").hover()
    start, end = scene.box("author").locator(".dg-handle").bounding_box(), scene.box("post").bounding_box()
    mouse.move(start["x"] + 5, start["y"] + 5)
    mouse.down()
    mouse.move(end["x"] + 30, end["y"] + 12, steps=5)
    mouse.up()
    assert scene.model["author"]["post"].text == "ref post"
    scene.page.locator(".dg-arrow[data-id='author>post:post'] .dg-hit").dispatch_event(
        "pointerdown", {"pointerId": 1, "button": 0, "bubbles": True})
    scene.page.locator(".dg-panel [data-act=remove]").click()
    assert scene.model == BLOG


def test_a_name_that_cannot_be_and_one_that_can(scene):
    scene.box("author").click()
    name = scene.field("Name")
    name.fill("POST")
    name.press("Tab")
    assert scene.model == BLOG
    assert (name.input_value(), len(scene.errors())) == ("POST", 1)
    name.fill("post")
    name.press("Tab")
    assert scene.model == BLOG
    assert name.input_value() == "post"
    name.fill("writer")
    name.press("Tab")
    assert scene.model["post"]["author"].target == "writer"
    assert scene.errors() == []
    key = scene.field("Key")
    key.fill("idd")
    key.press("Tab")
    assert scene.model["writer"].key == ("id",)
    assert "idd" in scene.errors()[0]
    assert key.input_value() == "idd"


def test_fields_are_deleted_and_the_others_stay(scene):
    scene.box("post").click()
    scene.page.get_by_role("button", name="Delete field author", exact=True).click()
    assert scene.model["post"].names == ("id", "created")
    assert scene.page.locator(".dg-arrow").count() == 0
    assert scene.field("Name of field created").input_value() == "created"
    scene.box("post").focus()
    scene.page.keyboard.press("Control+z")
    assert scene.model == BLOG
    assert scene.page.locator(".dg-arrow").count() == 1


def test_findings_stand_in_the_panel_and_lead_to_their_entity(scene):
    found = scene.page.locator(".dg-advice button")
    assert found.count() == len(scene.studio.findings)
    found.filter(has_text="author").first.click()
    assert scene.page.locator(".dg-box.dg-selected").count() == 1
    assert "▲" in scene.box("post").inner_text()
    assert "finding" in scene.box("post").get_attribute("aria-label")


def test_keys_for_looking_change_nothing(scene):
    for key in ("?", "?", "t", "f", "+", "-", "0", "ArrowDown", "ArrowUp", "Space", "Escape", "m", "Escape"):
        scene.box("post").focus()
        scene.page.keyboard.press(key)
    assert scene.model == BLOG
    scene.box("post").focus()
    scene.page.keyboard.press("Alt+ArrowDown")
    assert scene.model == BLOG
    assert scene.studio._past
