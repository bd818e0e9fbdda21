"""The studio of step 3: endpoints edited in place, what the rules say, who serves what, and calls to try."""

from typing import TYPE_CHECKING, Any

import ipywidgets as w

from helpers import plots
from helpers.design import Design
from helpers.errors import CourseError, shorten
from helpers.findings import MARKS, Findings
from helpers.interface import Api, Endpoint
from helpers.interface.traceability import needed_of
from helpers.widgets.edit_table import EditTable, Row
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard
from helpers.widgets.interface_columns import COLUMNS, findings_html, read_cell, row_of, text_of
from helpers.widgets.live_plot import LivePlot
from helpers.widgets.panel import Panel
from helpers.widgets.resource_tab import ResourceTab
from helpers.widgets.try_it import TryIt

if TYPE_CHECKING:
    from helpers.widgets.live_plot import FigureLike

VIEWS = (("Try it", "try"), ("Resources", "resources"), ("Who serves what", "trace"), ("OpenAPI", "openapi"))
MOST_UNDO = 100


class InterfaceStudio(Fallback, Panel):
    """Edit an interface, read what the rules say beside each row, and call it before it is built.

    `.api` (also `.model`) is the contract as it stands; setting it redraws, and can be undone. What cannot be read
    stays in its field, marked, and the value keeps what was sound.

    Parameters
    ----------
    api
        The contract to begin with.
    requirements
        The sheet of step 1, or a list of functional rows: every one must be served.
    keep
        A design's name: the contract is read from `my_design/` where it was saved before, and each change is saved
        there.

    Raises
    ------
    CourseError
        Naming the field, the value and the mend.

    >>> studio = InterfaceStudio(Api("Links", resources={"Link": {"url": "uri(2048)"}}).add(
    ...     Endpoint("create_link", "POST", "/links", body="Link", returns="Link")))
    >>> studio.edit("create_link", "errors", "400, 401")
    >>> studio.api["create_link"].errors
    (400, 401)
    """

    def __init__(self, api: Api, requirements: object = None, *, keep: str | None = None):
        if not isinstance(api, Api):
            raise CourseError(f"api: a {type(api).__name__} was given. Give an Api, such as the one above.")
        if keep is not None and not isinstance(keep, str):
            raise CourseError(f'keep: {shorten(keep)} is not a name. Write the name of your design, as in "my_links".')
        if requirements is not None:
            needed_of(requirements)  # says now what is wrong with them
        self.given, self._requirements, self._keep = api, requirements, keep
        kept: Any = Design.load(keep, start=True).api if keep else None
        self._api: Api = kept if kept is not None and kept.endpoints else api
        self._past: list = []
        self._drafts: dict = {}
        self._chosen = ""
        self.status, self.findings_shown = w.HTML(), w.HTML()
        self.table = EditTable("endpoints of the interface", COLUMNS, self.edit, self.remove, self.choose)
        self.add_button = _button("Add endpoint", "plus", "A new row, to fill in", lambda _: self.add())
        self.undo_button = _button("Undo", "undo", "Take back the last change", lambda _: self.undo())
        self.reset_button = _button("Reset", "refresh", "Back to the interface that was given", lambda _: self.reset())
        self.code_button = w.ToggleButton(description="Show as code", icon="code", tooltip="The interface as Python",
                                          layout=w.Layout(width="auto"))
        self.code = w.Textarea(layout=w.Layout(width="100%", height="260px", display="none"), tooltip="As Python code")
        self.view = w.ToggleButtons(options=VIEWS, tooltips=["Call a stand-in that keeps this contract",
                                                             "What is sent and returned, field by field",
                                                             "Requirement x endpoint", "The document for other tools"])
        self.try_it = TryIt(self._api)
        self.resources = ResourceTab(self._accept)
        self.plot = LivePlot(plots.figure([], "Nothing to trace yet"), height=270,
                             description="A square: this endpoint serves this requirement.")
        self.document = w.Textarea(disabled=True, tooltip="The OpenAPI document",
                                   layout=w.Layout(width="100%", height="265px"))
        self.lower = w.VBox([self.try_it], layout=w.Layout(min_height="275px"))
        self.view.observe(lambda _: self._show_view(), "value")
        self.code_button.observe(self._toggle_code, "value")
        top = w.HBox([self.add_button, self.undo_button, self.reset_button, self.code_button, self.status],
                     layout=w.Layout(flex_flow="row wrap"))
        told = w.VBox([self.findings_shown], tabbable=True, layout=w.Layout(max_height="70px", overflow="auto"))
        super().__init__([top, self.table, told, self.code, self.view, self.lower, KeyGuard()])
        self.add_class("course-widget")
        self.add_class("interface-studio")
        self._show()
        self._show_view()

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    @property
    def api(self) -> Api:
        """The contract as it stands now."""
        return self._api

    @api.setter
    def api(self, api: Api) -> None:
        if not isinstance(api, Api):
            raise CourseError(f"api: {shorten(api)} is a {type(api).__name__}, not an Api.")
        self._accept(api)

    model = api

    @property
    def controls(self) -> dict:
        """The controls outside the table, by name."""
        return {"view": self.view, "endpoint": self.try_it.endpoint, "method": self.try_it.method,
                "caller": self.try_it.caller}

    @property
    def findings(self) -> Findings:
        """What the rules say now."""
        return self._findings

    def edit(self, name: str, column: str, value: object) -> None:
        """Change one cell. What cannot be read stays in the field, with the reason; the contract stays as it was."""
        self._chosen = name
        try:
            changed = self._api.change(name, **{column: read_cell(column, value)})
        except CourseError as error:
            self._drafts[name, column] = (value, str(error))
            self._show()
            self._say(str(error))
            return
        self._drafts.pop((name, column), None)
        if column == "name":
            self._chosen = str(value).strip()
            self._drafts = {(self._chosen if row == name else row, each): draft
                            for (row, each), draft in self._drafts.items()}
        self._accept(changed)

    def add(self) -> None:
        """Add a row with a name of its own, to be filled in."""
        number = next(each for each in range(1, 1000) if f"new_endpoint_{each}" not in self._api
                      and f"/new_things_{each}" not in {one.path for one in self._api.endpoints})
        self._chosen = f"new_endpoint_{number}"
        self._accept(self._api.add(Endpoint(self._chosen, "GET", f"/new_things_{number}")))

    def remove(self, name: str) -> None:
        """Take a row out; it can be undone."""
        self._accept(self._api.remove(name))

    def choose(self, name: str) -> None:
        """Show a row's findings below the table, and offer its call."""
        self._chosen = name
        self.table.chosen = name
        self._show_findings()
        if self.try_it.endpoint.value != name and name in self._api:
            self.try_it.endpoint.value = name

    def edit_resource(self, row: str, column: str, value: object) -> None:
        """Change one cell of a field, such as ("Link.url", "type", "uri(4096)"); what cannot be read stays in it."""
        self.resources.show(self._api, self._findings)
        self.resources.edit(row, column, value)

    def undo(self) -> None:
        """Take back the last change."""
        if self._past:
            self._forget()
            self._set(self._past.pop())

    def reset(self) -> None:
        """Go back to the contract that was given; it can be undone."""
        self._forget()
        if self._api != self.given:
            self._accept(self.given)
        else:
            self._show()
            self._show_view()

    def _forget(self) -> None:
        """Forget what could not be read."""
        self._drafts = {}
        self.resources.forget()

    def to_code(self) -> str:
        """Python code that makes the interface as it stands now."""
        return f"from helpers import Api, Endpoint\n\n{self._api.to_code()}\n"

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _accept(self, api: Api) -> None:
        if api != self._api:
            self._past = [*self._past[-MOST_UNDO:], self._api]
        self._set(api)

    def _set(self, api: Api) -> None:
        self._api = api
        self._drafts = {key: draft for key, draft in self._drafts.items() if key[0] in api}
        self.try_it.take(api)
        self._show()
        self._show_view()
        self._say(self._save())

    def _save(self) -> str:
        if self._keep is None:
            return ""
        try:
            found = Design.load(self._keep, start=True)
            if found.api != self._api:
                found.replace(api=self._api).save(self._keep)
        except CourseError as error:
            return str(error)
        return ""

    def _show(self) -> None:
        self._findings = self._api.check(self._requirements)
        by_row: dict[str, list] = {name: [] for name in self._api.names}
        for each in self._findings:
            by_row.get(row_of(each.where, by_row), []).append(each)
        rows = [self._row(each, by_row[each.name]) for each in self._api.endpoints]
        count = f"{len(self._findings.errors)} errors, {len(self._findings.warnings)} warnings"
        self.table.show(rows, count)
        self.table.chosen = self._chosen
        self.undo_button.disabled = not self._past
        self._show_findings()
        if self.code_button.value:
            self.code.value = self.to_code()

    def _row(self, endpoint: Endpoint, found: list) -> Row:
        cells, problems = [], []
        for column in COLUMNS:
            draft = self._drafts.get((endpoint.name, column.name))
            cells.append(draft[0] if draft else text_of(column, getattr(endpoint, column.name)))
            if draft:
                problems.append((column.name, draft[1]))
        marks = " ".join(f"{MARKS[severity]}{count}" for severity in MARKS
                         if (count := sum(each.severity == severity for each in found)))
        told = "; ".join(f"{each.rule}: {each.message}" for each in found[:3]) or "nothing to mend"
        return Row(endpoint.name, tuple(cells), marks or "✔", told, tuple(problems))

    def _show_findings(self) -> None:
        self.findings_shown.value = findings_html(self._findings, self._chosen, self._api.names)

    def _show_view(self) -> None:
        view = self.view.value
        if view == "trace":
            self.plot.update(self._traced())
        elif view == "resources":
            self.resources.show(self._api, self._findings)
        elif view == "openapi":
            self.document.value = self._api.openapi_text()
        shown = {"try": self.try_it, "resources": self.resources, "trace": self.plot, "openapi": self.document}[view]
        if self.lower.children != (shown,):
            self.lower.children = (shown,)

    def _traced(self):
        if self._requirements is None:
            return plots.figure([], "Give requirements=, and this shows which endpoint serves which")
        return plots.traceability(self._api.traceability(self._requirements))

    @property
    def figure(self) -> "FigureLike":
        """The picture of who serves what, as it stands now."""
        return self._traced()

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self._api.title}, {len(self._api.endpoints)} endpoints"

    def _told(self) -> str:
        return f"Interface studio: {self._api.title}, {len(self._api.endpoints)} endpoints"


def _button(text: str, icon: str, tip: str, pressed) -> w.Button:
    made = w.Button(description=text, icon=icon, tooltip=tip, layout=w.Layout(width="auto"))
    made.on_click(pressed)
    return made






