"""The tab of the data flow: which fields reach which place, how they are sealed there, and what a thief gets."""

from collections.abc import Callable
from dataclasses import replace
from html import escape

import ipywidgets as w

from helpers import plots
from helpers.data_model import DataFlow, DataModel, Store
from helpers.data_model.data_flow import PLACES, REST, THIEVES, TRANSIT
from helpers.data_model.types import Field
from helpers.errors import CourseError
from helpers.findings import MARKS
from helpers.widgets.edit_table import Column, EditTable, Row
from helpers.widgets.entity_text import read_lists
from helpers.widgets.live_plot import LivePlot

PLACE_COLUMNS = (
    Column("place", "place", "Where the fields are, or pass", "choice", 84, PLACES),
    Column("transit", "on the way", "What seals the way there", "choice", 62, TRANSIT),
    Column("rest", "on the disk", "What seals its disk", "choice", 62, REST),
    Column("fields", "fields", "* for all, or some: user.email, link.url", width=130),
)
FIELD_COLUMNS = (
    Column("personal", "personal", "Tells something of a person", "tick", 44),
    Column("secret", "secret", "Must not be read by anybody", "tick", 40),
    Column("encrypted", "encrypted", "By the application, with a key that the database does not have", "tick", 44),
    Column("hashed", "hashed", "Cannot be turned back", "tick", 40),
)
SEALS = tuple(each.name for each in FIELD_COLUMNS)
VIEWS = (("Places", "places"), ("Fields", "fields"))


def changed_store(store: Store, column: str, value: object) -> Store:
    """A place with one cell changed. Raises `CourseError`."""
    text = str(value).strip()
    given = [name for group in read_lists(text) for name in group] if column == "fields" else text
    return replace(store, **{column: given})  # type: ignore[arg-type]


def marked(model: DataModel, name: str, mark: str, on: bool) -> DataModel:
    """The model with a mark set on the field "entity.field", or taken from it."""
    entity, field = field_named(model, name)
    marks = [each for each in field.marks if each != mark] + ([mark] if on else [])
    made = Field.read(field.name, replace(field, marks=tuple(marks)).text)
    whole = model[entity]
    return model.put(whole.replace(fields=tuple(made if each.name == field.name else each for each in whole.fields)))


def field_named(model: DataModel, name: str) -> tuple[str, Field]:
    """The entity and the field that "entity.field" names."""
    for entity in model.entities:
        for each in entity.fields:
            if f"{entity.name}.{each.name}" == name:
                return entity.name, each
    raise CourseError(f"fields: the model has no field {name}. Write it as user.email.")


def store_rows(stores: tuple[Store, ...]) -> list[str]:
    """A name for each place that no other has."""
    return [f"{number} {each.place}" for number, each in enumerate(stores, 1)]


def sound_flow(model: DataModel, stores: tuple[Store, ...]) -> tuple[DataFlow, dict]:
    """The flow of what is there, and the texts of places that name fields which are no longer, by row and column."""
    known = {f"{entity.name}.{each.name}" for entity in model.entities for each in entity.fields} | {"*"}
    made, drafts = [], {}
    for number, each in enumerate(stores):
        gone = [name for name in each.fields if name not in known]
        if gone:
            drafts[str(number), "fields"] = (", ".join(each.fields), f"{each.place}.fields: the model has no field "
                                             f"{gone[0]} any more. Take it out, or write its name of now.")
        made.append(replace(each, fields=tuple(name for name in each.fields if name in known)))
    return DataFlow(model, tuple(made)), drafts


class FlowTab(w.VBox):
    """Places and sensitive fields to edit, a picture, and what each thief gets.

    `on_store(place number, column, value)`, `on_add()`, `on_remove(number)` and `on_mark(field, mark, on)` do it.
    """

    def __init__(self, on_store: Callable, on_add: Callable, on_remove: Callable, on_mark: Callable):
        self._names: list[str] = []
        self.places = EditTable("places that fields reach", PLACE_COLUMNS,
                                lambda row, column, value: on_store(self._names.index(row), column, value),
                                lambda row: on_remove(self._names.index(row)))
        self.fields = EditTable("personal and secret fields", (Column("field", "field", "Entity and field", width=104),
                                                               *FIELD_COLUMNS), on_mark,
                                lambda row: on_mark(row, "", False))
        self.view = w.ToggleButtons(options=VIEWS, tooltips=["Where fields go", "How each sensitive field is sealed"])
        self.view.observe(lambda _: self._show_view(), "value")
        self.thief = w.Dropdown(description="Thief", options=[("nobody", ""), *((each, each) for each in THIEVES)],
                                value="stolen backup", style={"description_width": "40px"},
                                layout=w.Layout(width="210px"))
        self.thief.observe(lambda _: self._draw(), "value")
        self.add_button = w.Button(description="Add place", icon="plus", layout=w.Layout(width="auto"),
                                   tooltip="Another place that the fields reach")
        self.add_button.on_click(lambda _: on_add())
        self.plot = LivePlot(plots.figure([], "Nothing travels yet"), height=200,
                             description="Places, and how the ways between them are sealed.")
        self.told = w.HTML()
        self.told.add_class("data-model-told")
        self.lower = w.VBox([self.places])
        super().__init__([w.HBox([self.view, self.add_button, self.thief], layout=w.Layout(flex_flow="row wrap")),
                          self.lower, self.plot, self.told], layout=w.Layout(overflow="hidden"))
        self.add_class("data-model-flow")

    def show(self, flow: DataFlow, drafts: dict) -> None:
        """Show a flow; `drafts` are texts that cannot be read, by row and column."""
        self._flow, self._names = flow, store_rows(flow.stores)
        found = flow.check()
        self.places.show([self._place(name, number, drafts, found) for number, name in enumerate(self._names)])
        self.fields.show([
            Row(name, (name, *(each.has(mark) for mark in SEALS)), "✔" if each.has("encrypted", "hashed") else "▲",
                "sealed" if each.has("encrypted", "hashed") else "in the clear wherever it goes")
            for name, each in sensitive(flow.model)])  # fmt: skip
        self._draw()

    def _place(self, name: str, number: int, drafts: dict, found) -> Row:
        store = self._flow.stores[number]
        cells, problems = [], []
        for column in PLACE_COLUMNS:
            draft = drafts.get((str(number), column.name))
            value = ", ".join(store.fields) if column.name == "fields" else getattr(store, column.name)
            cells.append(draft[0] if draft else value)
            if draft:
                problems.append((column.name, draft[1]))
        mine = [each for each in found if each.where == store.place]
        marks = " ".join(f"{MARKS[each]}{count}" for each in MARKS
                         if (count := sum(one.severity == each for one in mine)))
        told = "; ".join([*(message for _, message in problems), *(each.told() for each in mine[:3])])
        return Row(name, tuple(cells), marks or "✔", told or "nothing to mend", tuple(problems))

    def _show_view(self) -> None:
        shown = self.places if self.view.value == "places" else self.fields
        if self.lower.children != (shown,):
            self.lower.children = (shown,)
        self.add_button.layout.display = "" if self.view.value == "places" else "none"

    def _draw(self) -> None:
        flow, thief = self._flow, self.thief.value
        self.plot.update(plots.data_flow(flow, thief, height=200))
        lines = []
        for name, does in THIEVES.items():
            lost = flow.given_away(name)
            sign = "✖" if lost else "✔"
            text = f"{sign} {name}: {', '.join(lost) or 'nothing of persons, no secret'}"
            lines.append(f"<b>{escape(text)}</b> ({escape(does)})" if name == thief else escape(text))
        lines += [f"{MARKS[each.severity]} {escape(each.told())}" for each in flow.check()[:4]]
        self.told.value = "<div style='line-height:1.35'>" + "<br>".join(lines) + "</div>"

    @property
    def figure(self):
        """The picture as it stands now."""
        return self.plot.figure


def sensitive(model: DataModel) -> list[tuple[str, Field]]:
    """The personal and secret fields by name."""
    return [(f"{entity.name}.{each.name}", each) for entity in model.entities for each in entity.fields
            if each.has("personal", "secret")]  # fmt: skip
