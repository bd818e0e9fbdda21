"""A table edited in place: each cell is a field, each row has its mark; the value stays with whoever made the table."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import anywidget
import traitlets

from helpers.widgets.fallback import Fallback

HERE = Path(__file__).parent
KINDS = ("text", "choice", "tick")


@dataclass(frozen=True)
class Column:
    """A column: the field's name, its heading, what it means, how it is edited, its width in pixels."""

    name: str
    title: str
    meaning: str
    kind: str = "text"
    width: int = 90
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row: its name, what stands in its cells, a mark with its words, and the problem of a cell by its column."""

    name: str
    cells: tuple
    mark: str = ""
    told: str = ""
    problems: tuple[tuple[str, str], ...] = ()


class EditTable(Fallback, anywidget.AnyWidget):
    """Rows to edit. `on_edit(row, column, value)`, `on_remove(row)` and `on_choose(row)` are called with what was done.

    >>> table = EditTable("Things", [Column("name", "name", "what it is called")])
    >>> table.show([Row("first", ("first",))])
    >>> table.rows[0]["cells"]
    ('first',)
    """

    _esm = HERE / "edit_table.js"
    _css = HERE / "edit_table.css"
    label = traitlets.Unicode().tag(sync=True)
    columns = traitlets.List().tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    spoken = traitlets.Unicode().tag(sync=True)

    def __init__(self, label: str, columns: Sequence[Column], on_edit: Callable | None = None,
                 on_remove: Callable | None = None, on_choose: Callable | None = None):
        super().__init__(label=label, columns=[asdict(each) for each in columns])
        self._on_edit, self._on_remove, self._on_choose = on_edit, on_remove, on_choose
        self.on_msg(self._done)

    def show(self, rows: Sequence[Row], spoken: str = "") -> None:
        """Show these rows; `spoken` is read aloud."""
        with self.hold_sync():
            self.rows = [{"name": each.name, "cells": each.cells, "mark": each.mark, "told": each.told,
                          "problems": dict(each.problems)} for each in rows]
            self.spoken = spoken

    def _done(self, _widget, content, _buffers) -> None:
        if not isinstance(content, dict):
            return
        names = {row["name"] for row in self.rows}
        if content.get("edit") in names and self._on_edit:
            if content.get("column") in {each["name"] for each in self.columns}:
                self._on_edit(content["edit"], content["column"], content.get("value"))
        elif content.get("remove") in names and self._on_remove:
            self._on_remove(content["remove"])
        elif content.get("choose") in names and self._on_choose:
            self._on_choose(content["choose"])

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.label}, {len(self.rows)} rows"

    def _told(self) -> str:
        return f"A table: {self.label}"
