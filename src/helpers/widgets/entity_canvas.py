"""The canvas of entities: the diagram editor's page, with boxes that list their fields; its owner keeps the value."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import anywidget
import traitlets

from helpers.data_model import MARKS, TYPES
from helpers.errors import CourseError
from helpers.widgets.diagram import PAGE
from helpers.widgets.diagram_messages import KEYS
from helpers.widgets.entity_graph import usable
from helpers.widgets.entity_layout import HEAD, MOST_ROWS, ROW, WIDTH
from helpers.widgets.fallback import Fallback
from helpers.widgets.page_code import page_code

HERE = Path(__file__).parent
BAR = [
    ["connect", "Relate", "Let this entity refer to another (c)"], ["remove", "Delete", "Delete the selected (Delete)"],
    ["tidy", "Tidy", "Lay out automatically (t)"], ["fit", "Fit", "Show everything (f)"],
    ["smaller", "−", "Zoom out (-)"], ["bigger", "+", "Zoom in (+)"], ["help", "Keys", "What each key does (?)"],
    *([name, "", "not shown"] for name in ("undo", "redo", "snap", "zones")),
]  # fmt: skip
WORDS = {"add": "add an entity", "connect": "refer to another: go there, Enter", "move": "then arrows: move"}
EXAMPLES = ("string(32)", "text", "integer", "identity", "uuid7", "timestamp", "boolean", "decimal(12,2) money",
            "enum(open, closed)", "json", "string(254) personal", "string(100) secret hashed")  # fmt: skip


def _field(name: str, label: str, hint: "str | list[str]", type: str = "text") -> dict:
    return {"name": name, "label": label, "type": type, "hint": hint}


def _page() -> str:
    def button(attributes: str, content: str, title: str) -> str:
        return f'<button type="button" {attributes} title="{escape(title)}">{content}</button>'

    return Template((HERE / "diagram.html").read_text(encoding="utf-8")).substitute(
        title="Entities and references. Arrow keys go from box to box, a adds one, ? tells all keys.",
        hint="No entity yet: press a, or + Entity", more='<span class="dg-rows"></span>',
        bar="".join(button(f'data-act="{action}"', text, title) for action, text, title in BAR),
        keys="".join(f"<p><kbd>{', '.join(keys)}</kbd> {WORDS.get(action, told)}</p>" for keys, action, told in KEYS),
        kinds=button('data-kind="entity" tabindex="0"', "+ Entity", "Add an entity: click, or drag it there (a)"),
    )


def palette() -> dict:
    """What the page knows of this diagram, in the shape of the diagram editor's."""
    return {
        "box": [WIDTH, HEAD], "row": ROW, "most": MOST_ROWS, "undo": True,
        "kinds": [{"name": "entity", "label": "Entity", "meaning": "a table, a collection, a kind of item", "sign": "",
                   "shape": "square"}],
        "styles": [{"name": "sync", "label": "reference", "dash": "", "verb": "refers to"}],
        "keys": [[keys, action] for keys, action, _ in KEYS if action],
        "page": _page(),
        "name": {"pattern": r"\S", "message": "An entity needs a name. Write a word, such as link."},
        "types": [*EXAMPLES, *(each for each in TYPES if each not in ("ref", "string", "enum", "list"))],
        "marks": list(MARKS),
        "fields": {
            "component": [
                _field("name", "Name", "link"),
                _field("key", "Key", "code"),
                _field("indexes", "Indexes", "owner, created desc; expires"),
                _field("fields", "Fields: name, type? marks", ["+ field", "string(32)"], "rows"),
                _field("unique", "Unique", "email; owner, title"),
                _field("rows", "Rows at first", "1 million"),
                _field("growth", "Growth", "40/s"),
                _field("keep", "Kept for", "5 years"),
            ],
            "connection": [],
            "design": [_field("name", "Name of the model", "Links")],
        },
    }  # fmt: skip


class EntityCanvas(Fallback, anywidget.AnyWidget):
    """Boxes with fields, and arrows between them; `on_graph(graph)` and `on_ask(what)` are called with what was done.

    The graph is what the page shows; whoever takes it says by `show` what stands there from then on.

    >>> canvas = EntityCanvas(lambda graph: None, lambda what: None)
    >>> canvas.show({"name": "Links", "components": [], "connections": []}, {}, {})
    >>> canvas.graph["name"]
    'Links'
    """

    _esm = page_code(*PAGE, "diagram_rows.js")
    _css = (HERE / "diagram.css").read_text(encoding="utf-8") + (HERE / "entity_canvas.css").read_text(encoding="utf-8")
    graph: "traitlets.TraitType[Any, Any]" = traitlets.TraitType({}).tag(sync=True)
    reading = traitlets.Dict().tag(sync=True)
    overlay = traitlets.Dict().tag(sync=True)
    palette = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(470).tag(sync=True)
    compact = traitlets.Bool(False).tag(sync=True)

    def __init__(self, on_graph: Callable[[dict], object], on_ask: Callable[[str], object],
                 tidied: Callable[[], dict] = dict, height: int = 470):
        self._on_graph, self._on_ask, self._tidied, self._quiet = on_graph, on_ask, tidied, True
        super().__init__(palette=palette(), height=height,
                         graph={"name": "", "components": [], "connections": []})  # fmt: skip
        self._quiet = False
        self.add_class("dg-entities")
        self.on_msg(self._answer)

    def show(self, graph: dict, reading: dict, overlay: dict) -> None:
        """Show a graph, what is wrong in it, and its marks."""
        self._quiet = True
        try:
            with self.hold_sync():
                if self.graph != graph:
                    self.graph = graph
                self.reading, self.overlay = reading, overlay
        finally:
            self._quiet = False

    def set_state(self, sync_data: dict) -> None:
        """Take a graph from a page; what is none is told, and the page shows the last sound one again."""
        if "graph" not in sync_data:
            return
        try:
            graph = usable(sync_data["graph"])
        except CourseError as error:
            self.reading = {**self.reading, "problems": [{"of": "", "field": "", "row": None, "message": str(error)}]}
            self.send_state("graph")
            return
        super().set_state({"graph": graph})

    @traitlets.observe("graph")
    def _follow(self, change) -> None:
        if not self._quiet:
            self._on_graph(usable(change["new"]))

    def _answer(self, _widget, content, _buffers) -> None:
        ask = content.get("ask") if isinstance(content, dict) else None
        if ask in ("undo", "redo"):
            self._on_ask(ask)
        elif ask == "fence":  # all that was sent before it has been heard
            self.send({"token": content.get("token")})
        elif ask == "tidy":
            self.send({"positions": self._tidied(), "token": content.get("token")})

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.graph['name']}, {len(self.graph['components'])} entities"

    def _told(self) -> str:
        return f"A drawing of entities: {self.graph['name']}"
