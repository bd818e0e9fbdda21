"""The studio of step 4: entities drawn and edited, and beside them what a real database makes of them."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from helpers.data_model import DataFlow, DataModel, Store
from helpers.data_model.parts import READ
from helpers.errors import CourseError, shorten
from helpers.findings import Findings
from helpers.widgets.data_model_edits import ModelEdits
from helpers.widgets.data_model_state import STORES, State, kept_state, texts_of, view_of
from helpers.widgets.entity_canvas import EntityCanvas
from helpers.widgets.entity_graph import drawn
from helpers.widgets.entity_layout import tidied
from helpers.widgets.entity_marks import by_pattern, overlay_of, reading_of
from helpers.widgets.entity_messages import read_drawing
from helpers.widgets.fallback import Fallback
from helpers.widgets.flow_tab import FlowTab, marked, sound_flow
from helpers.widgets.guard import KeyGuard
from helpers.widgets.kept import load_model, save_model
from helpers.widgets.panel import Panel
from helpers.widgets.partition_tab import PartitionTab
from helpers.widgets.pattern_tab import PatternTab
from helpers.widgets.plan_desk import Answer, PlanDesk

if TYPE_CHECKING:
    from helpers.widgets.live_plot import FigureLike

TABS = (("Patterns and plans", "patterns"), ("DDL", "ddl"), ("Partition", "partition"), ("Data flow", "flow"))
FORMS = (("SQLite", "sqlite"), ("PostgreSQL", "postgresql"), ("MySQL", "mysql"), ("mermaid", "mermaid"))
MOST_UNDO = 200
TOGETHER = 1.0  # seconds between two moves that are undone as one


class DataModelStudio(ModelEdits, Fallback, Panel):
    """Draw a data model, and see what becomes of it: statements, plans of a real database, shards, what thieves get.

    `.data_model` (also `.model`) is the model as it stands; setting it redraws, and can be undone. What cannot be read
    stays in its field, marked, and the value keeps what was sound.

    Parameters
    ----------
    model
        The model to begin with.
    api
        The interface of step 3: then each endpoint must have its patterns, and each pattern its endpoint.
    estimate
        The estimate of step 2: rows and rates of the same name may be at most twice apart.
    keep
        A design's name: the model is read from `my_design/` where it was saved before, and each change is saved there.
    rows
        How many rows the largest table of the studio's own SQLite gets, of which the plans are asked.
    stores
        The places that the fields reach; `.flow` is the `DataFlow` of now.

    Raises
    ------
    CourseError
        Naming the argument, and what would be right.

    Examples
    --------
    >>> from helpers.data_model import Entity
    >>> studio = DataModelStudio(DataModel("Links").add(Entity("link", {"code": "string(7)"}, key="code")))
    >>> studio.data_model = studio.data_model.put(Entity("link", {"code": "string(8)"}, key="code"))
    >>> studio.undo()
    >>> studio.data_model["link"]["code"].text
    'string(7)'
    """

    def __init__(self, model: DataModel, api: Any = None, estimate: Any = None, *, keep: str | None = None,
                 rows: int = 50_000, stores: Iterable[Store] = STORES):
        if not isinstance(model, DataModel):
            raise CourseError(f"model: a {type(model).__name__} was given. Give a DataModel, such as the one above.")
        rows = READ.whole(rows, "rows", 1, 2_000_000, "50_000")
        model.check(api, estimate)  # says now what is wrong with them
        given = DataFlow(model, tuple(stores) if isinstance(stores, Iterable) else (stores,))
        kept, view = load_model(keep)
        self._api, self._estimate, self._keep = api, estimate, keep
        self.given = State(drawn(model), given.stores)
        self._state = kept_state(kept, view, self.given) if kept is not None and kept.entities else self.given
        self._past: list[State] = []
        self._future: list[State] = []
        self._moved_at, self._saved = 0.0, ""
        self._desk = PlanDesk(rows, self._news)
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None  # no event loop: no page either, and plans are asked for when they are looked at
        self._make()
        self._show()

    def _make(self) -> None:
        self.status = w.HTML()
        self.canvas = EntityCanvas(self._drawn, self._asked, self._tidied, height=515)
        self.patterns = PatternTab(self._desk, self.edit_pattern, self.remove_pattern, self.add_pattern, self.add_index)
        self.partition_tab = PartitionTab()
        self.flow_tab = FlowTab(self.edit_store, self.add_store, self.remove_store, self._mark)
        self.form = w.ToggleButtons(options=FORMS, tooltips=["For SQLite", "For PostgreSQL", "For MySQL",
                                                             "An erDiagram, for Markdown"])
        self.statements = w.HTML()
        self.ddl_error = w.HTML()
        self.tab = w.ToggleButtons(options=TABS, tooltips=["How the data are asked for", "What makes the tables",
                                                           "Rows over shards", "Where fields go, and who reads them"])
        self.undo_button = _button("Undo", "undo", "Take back the last change", self.undo)
        self.redo_button = _button("Redo", "repeat", "Do it again", self.redo)
        self.reset_button = _button("Reset", "refresh", "Back to the model that was given", self.reset)
        self.code_button = w.ToggleButton(description="Show as code", icon="code", tooltip="The model as Python",
                                          layout=w.Layout(width="auto"))
        self.code = w.Textarea(layout=w.Layout(width="100%", height="260px", display="none"), tooltip="As Python code")
        self.code_button.observe(self._toggle_code, "value")
        self.tab.observe(lambda _: self._show_tab(), "value")
        self.form.observe(lambda _: self._show_tab(), "value")
        self._tabs = {"patterns": self.patterns, "partition": self.partition_tab, "flow": self.flow_tab,
                      "ddl": w.VBox([self.form, self.ddl_error, self.statements], layout=w.Layout(overflow="hidden"))}
        self.lower = w.VBox([self.patterns], layout=w.Layout(overflow="hidden"))
        top = w.HBox([self.undo_button, self.redo_button, self.reset_button, self.code_button, self.status],
                     layout=w.Layout(flex_flow="row wrap"))
        left = w.VBox([self.canvas])
        right = w.VBox([self.tab, self.lower])
        left.add_class("data-model-left")
        right.add_class("data-model-right")
        both = w.HBox([left, right], layout=w.Layout(flex_flow="row wrap", width="100%", overflow="hidden"))
        both.add_class("data-model-both")
        super().__init__([top, self.code, both, KeyGuard()])
        self.add_class("course-widget")
        self.add_class("data-model-studio")

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    @property
    def data_model(self) -> DataModel:
        """The model as it stands now."""
        return self._state.model

    @data_model.setter
    def data_model(self, model: DataModel) -> None:
        if not isinstance(model, DataModel):
            raise CourseError(f"data_model: {shorten(model)} is a {type(model).__name__}, not a DataModel.")
        if model != self.data_model:
            self._accept(replace(self._state, drawing=drawn(model, self._state.drawing)))

    model = data_model

    @property
    def flow(self) -> DataFlow:
        """Where the fields travel, as it stands now."""
        return sound_flow(self.data_model, self._state.stores)[0]

    @property
    def findings(self) -> Findings:
        """What the rules say now, and what could not be read."""
        return self._findings

    @property
    def plans(self) -> dict[str, Answer]:
        """What the database does for each pattern; waits until it has said so."""
        self._desk.ask(self.data_model)
        answers = self._desk.wait()
        self.patterns.show_plans(rows=True)
        return answers

    @property
    def controls(self) -> dict:
        """The controls outside the canvas and the tables, by name."""
        return {"tab": self.tab, "form": self.form, "view": self.flow_tab.view, "thief": self.flow_tab.thief,
                **self.partition_tab.controls}

    @property
    def figure(self) -> "FigureLike":
        """The picture of the partition, or of the data flow, as it stands now."""
        return (self.flow_tab if self.tab.value == "flow" else self.partition_tab).figure

    def show(self, tab: str) -> None:
        """Show a tab: "patterns", "ddl", "partition" or "flow"."""
        if tab not in self._tabs:
            raise CourseError(f"tab: {shorten(tab)} is not one of {', '.join(self._tabs)}.")
        self.tab.value = tab

    def undo(self) -> None:
        """Take back the last change."""
        if self._past:
            self._future.append(self._state)
            self._set(self._past.pop())

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._future:
            self._past.append(self._state)
            self._set(self._future.pop())

    def reset(self) -> None:
        """Go back to the model that was given; it can be undone."""
        self._accept(self.given)

    def to_code(self) -> str:
        """Python code that makes the model and its data flow as they stand now."""
        stores = "".join(f"\n    {each!r}," for each in self.stores)
        return (f"{self.data_model.to_code()}\nfrom helpers.data_model import DataFlow, Store\n\n"
                f"flow = DataFlow(data_model, [{stores}\n])\n")

    def mermaid(self) -> str:
        """The entities and references as a mermaid erDiagram."""
        return self.data_model.mermaid()

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _drawn(self, graph: dict) -> None:
        drawing = read_drawing(graph, self._state.drawing)
        before = self._state.drawing
        moved = drawing.model == before.model and texts_of(drawing.graph) == texts_of(before.graph)
        drafts = {key: draft for key, draft in self._state.drafts.items()
                  if key[0] != "patterns" or key[1] in [each.name for each in drawing.model.patterns]}  # fmt: skip
        self._accept(replace(self._state, drawing=drawing, drafts=drafts), moved)

    def _mark(self, name: str, mark: str, value: object) -> None:
        """Mark a field; the ✕ of its row takes all marks."""
        try:
            model = self.data_model
            if mark == "field":
                raise CourseError(f"{name}: a field is renamed in the drawing, at the left.")
            for each in (mark,) if mark else ("personal", "secret"):
                model = marked(model, name, each, bool(value))
        except CourseError as error:
            self._say(str(error))
            self._show_tab()
            return
        self.data_model = model

    def _asked(self, what: str) -> None:
        (self.undo if what == "undo" else self.redo)()

    def _tidied(self) -> dict:
        return tidied([{**each, "at": None} for each in self._state.drawing.graph["components"]], self.data_model)

    def _accept(self, state: State, moved: bool = False) -> None:
        if state == self._state:
            self._show()
            return
        now = time.monotonic()
        together, self._moved_at = moved and now - self._moved_at < TOGETHER, now if moved else 0.0
        if not together:
            self._past = [*self._past[-MOST_UNDO:], self._state]
        self._future = []
        self._set(state)

    def _set(self, state: State) -> None:
        self._state = state
        self._saved = save_model(self._keep, state.model, view_of(state))
        self._show()
        self._say(self._saved)

    def _show(self) -> None:
        state = self._state
        found = state.model.check(self._api, self._estimate)
        self._findings = found + state.drawing.findings
        self.canvas.show(state.drawing.graph, reading_of(state.drawing, found, len(self._past), len(self._future)),
                         overlay_of(state.drawing, found))  # fmt: skip
        self.undo_button.disabled, self.redo_button.disabled = not self._past, not self._future
        if self.code_button.value:
            self.code.value = self.to_code()
        self._found = found
        self._show_tab()

    def _show_tab(self) -> None:
        name, state = self.tab.value, self._state
        if name == "patterns":
            if self._loop is not None:
                self._desk.ask(state.model)
            self.patterns.show(state.model, state.of("patterns"), by_pattern(state.model, self._found))
        elif name == "ddl":
            self._show_ddl()
        elif name == "partition":
            self.partition_tab.show(state.model)
        else:
            flow, drafts = sound_flow(state.model, state.stores)
            self.flow_tab.show(flow, {**drafts, **state.of("stores")})
        if self.lower.children != (self._tabs[name],):
            self.lower.children = (self._tabs[name],)

    def _show_ddl(self) -> None:
        form = self.form.value
        try:
            text = self.mermaid() if form == "mermaid" else self.data_model.ddl(form)
            self.statements.value = (f"<pre class='data-model-statements' tabindex='0' role='region' "
                                     f"aria-label='The model for {self.form.label}, to copy'>{escape(text)}</pre>")
            self.ddl_error.value = ""
        except CourseError as error:
            self.ddl_error.value = f"<span role='alert' class='data-model-wrong'>✖ {escape(str(error))}</span>"

    # --- news of the database, told in its thread ---------------------------------------------------------------------

    def _news(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._plans_came)

    def _plans_came(self) -> None:
        if self.tab.value == "patterns":
            self.patterns.show_plans(rows=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.data_model.name}, {len(self.data_model.entities)} entities"

    def _told(self) -> str:
        return f"Data model studio: {self.data_model.name}, {len(self.data_model.entities)} entities"


def _button(text: str, icon: str, tip: str, pressed) -> w.Button:
    made = w.Button(description=text, icon=icon, tooltip=tip, layout=w.Layout(width="auto"))
    made.on_click(lambda _: pressed())
    return made
