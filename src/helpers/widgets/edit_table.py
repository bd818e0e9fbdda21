"""A table edited in place: each cell is a field, each row has its mark; the value stays with whoever made the table."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import anywidget
import traitlets

from helpers.widgets.fallback import Fallback

HERE = Path(__file__).parent
KINDS = ("text", "choice", "tick")
MOST_PAGES = 20  # that are remembered


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
    seen = traitlets.Dict().tag(sync=True)  # of each page, the number of its last edit that the rows account for

    def __init__(self, label: str, columns: Sequence[Column], on_edit: Callable | None = None,
                 on_remove: Callable | None = None, on_choose: Callable | None = None):
        super().__init__(label=label, columns=[asdict(each) for each in columns])
        self._on_edit, self._on_remove, self._on_choose = on_edit, on_remove, on_choose
        self._renamed: dict[str, str] = {}  # a page may still say the old name of a row
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
        with self.hold_sync():  # the rows go out together with the number of the edit that they account for
            page, number = content.get("page"), content.get("number")
            if isinstance(page, str) and isinstance(number, int):
                self.seen = {**dict(list(self.seen.items())[-MOST_PAGES:]), page[:40]: number}
            if "edit" in content and self._on_edit:
                self._edited(self._now(content["edit"]), content.get("column"), content.get("value"))
            elif "remove" in content and self._on_remove and (row := self._now(content["remove"])) is not None:
                self._on_remove(row)
            elif "choose" in content and self._on_choose and (row := self._now(content["choose"])) is not None:
                self._on_choose(row)

    def _edited(self, row: str | None, column: object, value: object) -> None:
        if row is None or column not in {each["name"] for each in self.columns} or self._on_edit is None:
            return
        names = [each["name"] for each in self.rows]
        self._on_edit(row, column, value)
        now = [each["name"] for each in self.rows]
        if len(now) == len(names):
            self._renamed |= {old: new for old, new in zip(names, now, strict=True) if old != new and old not in now}

    def _now(self, row: object) -> str | None:
        """The name of now of the row that a page means, which may not have heard yet that it was renamed."""
        names = {each["name"] for each in self.rows}
        for _ in range(len(self._renamed) + 1):
            if row in names:
                return str(row)
            row = self._renamed.get(str(row))
        return None

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.label}, {len(self.rows)} rows"

    def _told(self) -> str:
        return f"A table: {self.label}"
