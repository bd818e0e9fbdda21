"""The studio of step 4: entities drawn and edited, and beside them what a real database makes of them."""

from collections.abc import Iterable
from typing import Any

import ipywidgets as w

from helpers.data_model import DataFlow, DataModel, Store
from helpers.design import Design
from helpers.errors import CourseError, shorten
from helpers.findings import Findings
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard
from helpers.widgets.one_header import one_header
from helpers.widgets.panel import Panel

STORES = (Store("database"), Store("backup", rest="none"))
MOST_UNDO = 100


class DataModelStudio(Fallback, Panel):
    """Draw a data model, and see what becomes of it: statements, plans of a real database, shards, what thieves get.

    `.data_model` (also `.model`) is the model as it stands; setting it redraws, and can be undone. `api` (step 3) and
    `estimate` (step 2) go to `check`. `rows` is how many rows the largest table of the SQLite gets, of which the plans
    are asked. `stores` are the places that the fields reach; `.flow` is the `DataFlow` of now. With `keep`, a design's
    name, the model is read from `my_design/` where it was saved before, and each change is saved there. What cannot be
    read stays in its field, marked, and the value keeps what was sound. Raises `CourseError`.

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
        if keep is not None and not isinstance(keep, str):
            raise CourseError(f'keep: {shorten(keep)} is not a name. Write the name of your design, as in "my_links".')
        model.check(api, estimate)  # says now what is wrong with them
        self.given, self._api, self._estimate, self._keep = model, api, estimate, keep
        kept: Any = Design.load(keep, start=True).data_model if keep else None
        self._model: DataModel = kept if kept is not None and kept.entities else model
        self._rows, self.stores = rows, tuple(stores)
        self._past: list = []
        self.status, self.shown = w.HTML(), w.HTML()
        self.code_button = w.ToggleButton(description="Show as code", icon="code")
        self.code = w.Textarea(layout=w.Layout(width="100%", height="260px", display="none"), tooltip="As Python code")
        self.code_button.observe(self._toggle_code, "value")
        super().__init__([self.code_button, self.shown, self.status, self.code, KeyGuard()])
        self.add_class("course-widget")
        self.add_class("data-model-studio")
        self._show()

    @property
    def data_model(self) -> DataModel:
        """The model as it stands now."""
        return self._model

    @data_model.setter
    def data_model(self, model: DataModel) -> None:
        if not isinstance(model, DataModel):
            raise CourseError(f"data_model: {shorten(model)} is a {type(model).__name__}, not a DataModel.")
        if model != self._model:
            self._past = [*self._past[-MOST_UNDO:], self._model]
        self._set(model)

    model = data_model

    @property
    def flow(self) -> DataFlow:
        """Where the fields travel, as it stands now."""
        return DataFlow(self._model, self.stores)

    @property
    def findings(self) -> Findings:
        """What the rules say now."""
        return self._findings

    def undo(self) -> None:
        """Take back the last change."""
        if self._past:
            self._set(self._past.pop())

    def reset(self) -> None:
        """Go back to the model that was given; it can be undone."""
        self.data_model = self.given

    def to_code(self) -> str:
        """Python code that makes the model as it stands now."""
        return self._model.to_code()

    def _set(self, model: DataModel) -> None:
        self._model = model
        self._show()
        self._say(self._save())

    def _save(self) -> str:
        if self._keep is None:
            return ""
        try:
            found = Design.load(self._keep, start=True)
            if found.data_model != self._model:
                found.replace(data_model=self._model).save(self._keep)
        except CourseError as error:
            return str(error)
        return ""

    def _show(self) -> None:
        self._findings = self._model.check(self._api, self._estimate)
        self.shown.value = one_header(self._model.table().set_index("entity"), "entity")

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self._model.name}, {len(self._model.entities)} entities"

    def _told(self) -> str:
        return f"Data model studio: {self._model.name}, {len(self._model.entities)} entities"
