"""The tab of access patterns: each edited in its row, and the plan of the chosen one, without and with an index."""

from collections.abc import Callable
from dataclasses import replace
from html import escape

import ipywidgets as w

from helpers.data_model import AccessPattern, DataModel
from helpers.data_model.parts import WRITES
from helpers.data_model.plans import TRIAL, Plan
from helpers.errors import CourseError
from helpers.findings import MARKS
from helpers.units import Q, human
from helpers.widgets.advice_panel import AdvicePanel
from helpers.widgets.edit_table import Column, EditTable, Row
from helpers.widgets.entity_text import read_lists
from helpers.widgets.plan_desk import Answer, PlanDesk

COLUMNS = (
    Column("name", "name", "What the pattern is called", width=104),
    Column("entity", "of", "The entity that it reads or writes", width=66),
    Column("by", "by", 'Its conditions: owner, or "created >="', width=88),
    Column("order_by", "ordered by", "Fields, with desc where the order goes downwards", width=88),
    Column("limit", "limit", "The most rows that it returns; empty for all", width=38),
    Column("writes", "writes", "Nothing for a read", "choice", 64, ("", *WRITES)),
    Column("rate", "rate", "How often, such as 4 K/s", width=56),
    Column("serves", "serves", "The endpoint that it serves", width=84),
    Column("returns", "returns", "The fields that it needs; empty for all", width=70),
)
LISTS = ("by", "order_by", "returns")


def text_of(pattern: AccessPattern, column: str) -> str:
    """What stands in a cell."""
    value = getattr(pattern, column)
    if column in LISTS:
        return ", ".join(f'"{each}"' if "," in each else each for each in value)
    if column == "rate":
        short = human(Q(float(value), "1/s")) if value else ""
        return short if not value or Q(short).to("1/s").magnitude == value else f"{value!r}/s"
    return "" if value is None else str(value)


def read_cell(column: str, value: object) -> object:
    """What was typed in a cell, for `AccessPattern` to check."""
    text = str(value).strip()
    if column in LISTS:
        return [name for group in read_lists(text) for name in group]
    return text or {"limit": None, "rate": 0.0}.get(column, "")


def changed(model: DataModel, name: str, column: str, value: object) -> DataModel:
    """The model with one cell changed. Raises `CourseError`."""
    old = model.pattern(name)
    new = old.replace(**{column: read_cell(column, value)})
    if column in (*LISTS, "entity") and new.entity in model:
        new.conditions(model[new.entity])
        new.orders(model[new.entity])
        for each in new.returns:
            model[new.entity][each]
    elif column == "entity":
        model[new.entity]
    return replace(model, patterns=tuple(new if each is old else each for each in model.patterns))


class PatternTab(w.VBox):
    """Rows of patterns, the plan of the chosen one, and the index that would mend it.

    `on_edit(name, column, text)`, `on_remove(name)`, `on_add()` and `on_index(entity, fields)` do what is asked for.
    """

    def __init__(self, desk: PlanDesk, on_edit: Callable, on_remove: Callable, on_add: Callable, on_index: Callable):
        self.desk, self.chosen, self._on_index = desk, "", on_index
        self._model = DataModel()
        self.table = EditTable("access patterns", COLUMNS, on_edit, on_remove, self.choose)
        self.add_button = w.Button(description="Add pattern", icon="plus", tooltip="A new row, to fill in",
                                   layout=w.Layout(width="auto"))
        self.add_button.on_click(lambda _: on_add())
        self.stop_button = w.Button(description="Stop", icon="stop", tooltip="Stop asking the database",
                                    layout=w.Layout(width="auto", display="none"))
        self.stop_button.on_click(lambda _: self.stop())
        self.index_button = w.Button(description="Add index", icon="bolt",
                                     layout=w.Layout(width="auto", display="none"))
        self.index_button.on_click(lambda _: self._add_index())
        self.advice = AdvicePanel(desk, self._asked_for_advice, on_index)
        self.doing, self.plan = w.HTML(), w.HTML()
        self.plan.add_class("course-told")
        self.doing.add_class("course-busy")
        top = w.HBox([self.add_button, self.index_button, self.advice.button, self.stop_button, self.doing],
                     layout=w.Layout(flex_flow="row wrap"))
        super().__init__([self.table, top, self.advice, self.plan], layout=w.Layout(overflow="hidden"))

    def show(self, model: DataModel, drafts: dict, found: dict) -> None:
        """Show the model's patterns; `drafts` are texts that cannot be read, `found` the findings, both by row."""
        self._model, self._drafts, self._found = model, drafts, found
        if self.chosen not in [each.name for each in model.patterns]:
            self.chosen = next((each.name for each in model.patterns if each.writes != "insert"), "")
        self._rows()
        self.show_plans()

    def _rows(self) -> None:
        answers = self.desk.answers if self.desk else {}
        rows = [self._row(each, answers.get(each.name)) for each in self._model.patterns]
        self.table.show(rows, "")
        self.table.chosen = self.chosen

    def _row(self, pattern: AccessPattern, answer: Answer | None) -> Row:
        cells, problems = [], []
        for column in COLUMNS:
            draft = self._drafts.get((pattern.name, column.name))
            cells.append(draft[0] if draft else text_of(pattern, column.name))
            if draft:
                problems.append((column.name, draft[1]))
        found = self._found.get(pattern.name, [])
        marks = [f"{MARKS[each]}{count}" for each in MARKS
                 if (count := sum(one.severity == each for one in found))]
        if answer is not None:
            marks.insert(0, answer.mark)
        told = "; ".join(filter(None, [answer.now.words if answer and answer.now else answer.error if answer else "",
                                       *(each.told() for each in found[:3])]))
        return Row(pattern.name, tuple(cells), " ".join(marks) or "·", told or "nothing to mend", tuple(problems))

    def choose(self, name: str) -> None:
        """Show a pattern's plan."""
        self.chosen = self.table.chosen = name
        self.show_plans()

    def _asked_for_advice(self) -> None:
        self.desk.ask(self._model)
        self.show_plans()

    def stop(self) -> None:
        """Stop asking; what is known stays."""
        self.desk.stop()
        self.show_plans()

    def show_plans(self, rows: bool = False) -> None:
        """Show what the database said so far, and what it is busy with; with `rows`, the marks of the rows too."""
        if rows:
            self._rows()
        desk = self.desk
        self.stop_button.layout.display = "" if desk.busy and not desk.stopped else "none"
        self.doing.value = self._doing()
        self.advice.show()
        answer = desk.answers.get(self.chosen)
        self.plan.value = self._told(answer)
        mend = answer.now.mend if answer and answer.now and answer.now.mended and answer.now.mended.good else ()
        self.index_button.layout.display = "" if mend else "none"
        self.index_button.description = f"Add index {', '.join(mend)}"[:60]
        self.index_button.tooltip = f"Give {answer.now.entity if answer and answer.now else 'the entity'} this index"

    def _doing(self) -> str:
        desk = self.desk
        if desk.error:
            return f"<span role='alert' style='color:var(--jp-error-color1,#b00)'>✖ {escape(desk.error)}</span>"
        if desk.busy and not desk.stopped:
            share = f"<progress value='{desk.done}' max='{max(1, desk.total)}'></progress> " if desk.doing else ""
            return f"<span role='status'>{share}{escape(desk.doing or 'Answers the database')}</span>"
        if desk.stopped:
            return "<span role='status'>Stopped; the next change asks again.</span>"
        measured = any(each.now for each in desk.answers.values())
        return f"Measured here, on a SQLite: {desk.rows:,} rows in the largest table." if measured else ""

    def _told(self, answer: Answer | None) -> str:
        if not self._model.patterns:
            return "<div>No access pattern yet: how will the data be asked for?</div>"
        found = "".join(f"<li>{MARKS[each.severity]} {escape(each.told())}</li>"
                        for each in self._found.get(self.chosen, [])[:4])
        drafts = "".join(f"<li style='color:var(--jp-error-color1,#b00)'>✖ {escape(column)}: {escape(message)}</li>"
                         for (row, column), (_, message) in self._drafts.items() if row == self.chosen)
        rest = f"<ul style='margin:0;padding-left:1.2em'>{drafts}{found}</ul>" if drafts or found else ""
        if answer is None and any(each.name == self.chosen and each.writes == "insert"
                                  for each in self._model.patterns):
            return f"<div><b>{escape(self.chosen)}</b> inserts: it looks for nothing, so it has no plan.</div>{rest}"
        if answer is None:
            return f"<div><b>{escape(self.chosen)}</b>: not asked yet</div>{rest}"
        if answer.error:
            return f"<div><b>{escape(self.chosen)}</b>: ✖ {escape(answer.error)}</div>{rest}"
        if answer.now is None:
            waits = "waits for the database" if self.desk.busy else "not asked yet"
            return f"<div><b>{escape(self.chosen)}</b>: {waits}</div>{rest}"
        return f"<div><b>{escape(self.chosen)}</b>{compared(answer)}</div>{rest}"

    def _add_index(self) -> None:
        answer = self.desk.answers.get(self.chosen)
        if answer and answer.now and answer.now.mend:
            self._on_index(answer.now.entity, answer.now.mend)


def compared(answer: Answer) -> str:
    """The plans of a pattern under each other: without the indexes, now, and with the index that was tried."""
    now, rows = answer.now, []
    if now is None:
        return ""
    if answer.bare is not None and answer.bare is not now and answer.bare.steps != now.steps:
        rows.append(("Without the indexes", answer.bare))
    rows.append(("Now", now))
    if now.mended is not None:
        rows.append((f"With an index on {', '.join(now.mend)} (tried, taken back)", now.mended))
    lines = "".join(_line(head, plan) for head, plan in rows)
    return (f"<table class='data-model-plans'><thead><tr><th scope='col' style='width:31%'>plan</th>"
            f"<th scope='col'>what it does</th><th scope='col'>measured</th></tr></thead><tbody>{lines}</tbody></table>"
            f"<code style='font-size:11px;overflow-wrap:anywhere'>{escape(now.statement[:400])}</code>")  # fmt: skip


def _line(head: str, plan: Plan) -> str:
    steps = "; ".join(plan.steps).replace(TRIAL, "the index")
    sign = "✔" if not plan.check().errors and not plan.check().warnings else "✖" if plan.check().errors else "▲"
    name = plan.words.replace(TRIAL, "it")
    return (f"<tr><th scope='row'>{sign} {escape(head)}</th><td>{escape(name)}"
            f"<br><small style='opacity:.8'>{escape(steps)}</small></td>"
            f"<td>{human(Q(plan.seconds, 's'), 2)}</td></tr>")  # fmt: skip


def new_pattern(model: DataModel) -> AccessPattern:
    """A pattern to be filled in, with a name of its own. Raises `CourseError` where there is no entity."""
    if not model.entities:
        raise CourseError("patterns: there is nothing to ask for yet. Add an entity first.")
    names = {each.name.casefold() for each in model.patterns}
    name = next(f"pattern_{number}" for number in range(1, 1000) if f"pattern_{number}" not in names)
    entity = model.entities[0]
    return AccessPattern(name, entity.name, by=entity.key[:1], limit=1)
