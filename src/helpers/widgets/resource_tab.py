"""The tab of an interface's resources: each field in a row, renamed, retyped, added and taken out in place."""

import re
from collections.abc import Callable
from html import escape

import ipywidgets as w

from helpers.errors import CourseError
from helpers.findings import MARKS, Finding, Findings
from helpers.interface import Api
from helpers.interface.resource_edits import (
    free_field,
    free_resource,
    rename_field,
    rename_resource,
    with_field,
    without_field,
)
from helpers.widgets.edit_table import Column, EditTable, Row

COLUMNS = (
    Column("resource", "resource", "The resource's name; a new name is put wherever the old one stands", width=120),
    Column("field", "field", "The field's name", width=130),
    Column("type", "type", "Its type: string(32), uri(2048), date-time?, list[Post](100), with read-only behind it",
           width=250),
)
NEW_TYPE = "string(100)"
HINT = ("Types: <code>string(32)</code> <code>uri(2048)</code> <code>integer(1..100)</code> <code>enum[on|off]</code> "
        "<code>list[Post](100)</code>; behind them <code>?</code> for what may be missing, <code>read-only</code>.")


class ResourceTab(w.VBox):
    """Fields to edit. `on_change(api)` is handed the contract as it becomes; what cannot be read stays in its cell.

    `.chosen` is the row that was last worked on, as "Link.url".
    """

    def __init__(self, on_change: Callable[[Api], object]):
        self._on_change, self.chosen = on_change, ""
        self._api, self._found = Api(), Findings()
        self._drafts: dict[tuple[str, str], tuple[object, str]] = {}
        self.table = EditTable("fields of the resources", COLUMNS, self.edit, self.remove, self.choose)
        self.field_button = _button("Add field", "plus", "A field more in the chosen row's resource", self.add_field)
        self.resource_button = _button("Add resource", "cube", "A resource with one field, to fill in",
                                       self.add_resource)
        self.told = w.HTML()
        top = w.HBox([self.field_button, self.resource_button, w.HTML(f"<small>{HINT}</small>")],
                     layout=w.Layout(flex_flow="row wrap", align_items="center"))
        super().__init__([top, self.table, self.told], layout=w.Layout(width="100%", overflow="hidden"))

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    def edit(self, row: str, column: str, value: object) -> None:
        """Change one cell; what cannot be read stays in it, with the reason, and the contract stays as it was."""
        resource, field = _parts(row)
        text = str(value).strip()
        try:
            if column == "type":
                changed, now = with_field(self._api, resource, field, text), row
            elif column == "field":
                changed, now = rename_field(self._api, resource, field, text), f"{resource}.{text}"
            else:
                changed, now = rename_resource(self._api, resource, text), f"{text}.{field}"
        except CourseError as error:
            self._drafts[row, column] = (value, str(error))
            self.chosen = row
            self._show()
            return
        self._drafts.pop((row, column), None)
        self._move_drafts(resource, field, now)
        self.chosen = now
        self._on_change(changed)

    def add_field(self) -> None:
        """A field more in the resource of the chosen row, or in the last one."""
        names = list(self._api.resources)
        if not names:
            self.add_resource()
            return
        resource = _parts(self.chosen)[0]
        resource = resource if resource in names else names[-1]
        field = free_field(self._api, resource)
        self.chosen = f"{resource}.{field}"
        self._try(lambda: with_field(self._api, resource, field, NEW_TYPE))

    def add_resource(self) -> None:
        """A resource with one field, to be filled in."""
        name = free_resource(self._api)
        self.chosen = f"{name}.id"
        self._try(lambda: self._api.resource(name, {"id": "uuid read-only"}))

    def remove(self, row: str) -> None:
        """Take a field out, and with the last one its resource; what is still used is not taken out."""
        self._try(lambda: without_field(self._api, *_parts(row)))

    def choose(self, row: str) -> None:
        """Show what the rules say of a row."""
        self.chosen = self.table.chosen = row
        self._tell()

    def forget(self) -> None:
        """Forget what could not be read."""
        self._drafts = {}

    # --- shown --------------------------------------------------------------------------------------------------------

    def show(self, api: Api, found: Findings) -> None:
        """Show a contract's resources, with what the rules say of each field."""
        self._api, self._found = api, found
        rows = self._names()
        self._drafts = {key: draft for key, draft in self._drafts.items() if key[0] in rows}
        if self.chosen not in rows:
            self.chosen = rows[0] if rows else ""
        self._show()

    def _names(self) -> list[str]:
        return [f"{name}.{field}" for name, fields in self._api.resources.items() for field in fields]

    def _show(self) -> None:
        self.table.show([self._row(each) for each in self._names()], f"{len(self._api.resources)} resources")
        self.table.chosen = self.chosen
        self._tell()

    def _row(self, name: str) -> Row:
        resource, field = _parts(name)
        cells, problems = [], []
        for column, text in zip(COLUMNS, (resource, field, str(self._api.resources[resource][field])), strict=True):
            draft = self._drafts.get((name, column.name))
            cells.append(draft[0] if draft else text)
            if draft:
                problems.append((column.name, draft[1]))
        found = findings_of(self._found, self._api, name)
        marks = " ".join(f"{MARKS[severity]}{count}" for severity in MARKS
                         if (count := sum(each.severity == severity for each in found)))
        told = "; ".join(f"{each.rule}: {each.message}" for each in found[:3]) or "nothing to mend"
        return Row(name, tuple(cells), marks or "✔", told, tuple(problems))

    def _tell(self) -> None:
        lines = [f"<li style='color:var(--jp-error-color1,#b00)'>✖ {escape(message)}</li>"
                 for (row, _), (_, message) in self._drafts.items() if row == self.chosen]
        lines += [f"<li>{MARKS[each.severity]} {escape(each.told())} <code>{escape(each.rule)}</code></li>"
                  for each in findings_of(self._found, self._api, self.chosen)[:4]]
        head = f"<b>{escape(self.chosen)}</b>" if self.chosen else "No resource yet."
        self.told.value = (f"<div role='status' style='line-height:1.35;font-size:12px'>{head}"
                           f"<ul style='margin:0;padding-left:1.2em'>{''.join(lines)}</ul></div>")

    def _move_drafts(self, resource: str, field: str, now: str) -> None:
        """What could not be read in other cells follows its row under the new name."""
        new, renamed = _parts(now)

        def moved(row: str) -> str:
            own, name = _parts(row)
            name = renamed if (own, name) == (resource, field) else name
            return f"{new if own == resource else own}.{name}"

        self._drafts = {(moved(row), column): draft for (row, column), draft in self._drafts.items()}

    def _try(self, change: Callable[[], Api]) -> None:
        try:
            changed = change()
        except CourseError as error:
            self._show()
            self.told.value = (f"<span role='alert' style='color:var(--jp-error-color1,#b00)'>"
                               f"✖ {escape(str(error))}</span>")
            return
        self._on_change(changed)


def findings_of(found: Findings, api: Api, row: str) -> list[Finding]:
    """The findings about a field: those that name it; of those about its whole resource, none but at its first field.

    >>> api = Api("Links", resources={"Link": {"url": "uri(2048)", "note": "string"}})
    >>> told = Findings([Finding("unbounded-text", "warning", "Link", "Link.note: no longest length", "Bound it.")])
    >>> len(findings_of(told, api, "Link.note")), len(findings_of(told, api, "Link.url"))
    (1, 0)
    """
    resource, field = _parts(row)
    fields = list(api.resources.get(resource, ()))
    mine = []
    for each in found:
        if each.where.partition(".")[0].partition(" ")[0] != resource:
            continue
        named = [name for name in fields if _names(each, resource, name)]
        if field in named or (not named and fields[:1] == [field]):
            mine.append(each)
    return mine


def _names(finding: Finding, resource: str, field: str) -> bool:
    whole = re.escape(f"{resource}.{field}")
    return bool(re.search(rf"(?<![\w.]){whole}(?!\w|\.\w)", f"{finding.where} {finding.message}"))


def _parts(row: str) -> tuple[str, str]:
    """The resource and the field of a row's name; a field may have dots, a resource has none."""
    resource, _, field = row.partition(".")
    return resource, field


def _button(text: str, icon: str, tip: str, pressed: Callable[[], object]) -> w.Button:
    made = w.Button(description=text, icon=icon, tooltip=tip, layout=w.Layout(width="auto"))
    made.on_click(lambda _: pressed())
    return made
