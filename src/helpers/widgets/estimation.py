"""The explorer of step 2: a slider for each assumption, results with their ranges, and what they hang on, live."""

import math
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as w

from helpers import plots
from helpers.errors import CourseError
from helpers.estimation import Estimate, storage_by_year
from helpers.estimation.parts import Assumption
from helpers.units import Q, human
from helpers.units.display import round_to
from helpers.widgets.additions import AdditionPanel
from helpers.widgets.assumption_slider import place_on, quantity_of, slider_of
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard
from helpers.widgets.live_plot import LivePlot
from helpers.widgets.panel import Panel, side_by_side
from helpers.widgets.typed_slider import TIMES, TypedSlider, typed_value

if TYPE_CHECKING:
    from helpers.widgets.live_plot import FigureLike

SAMPLES = 10_000  # the draws of an estimate's tables: a range reads the same here and there
NUDGE = 0.6  # of a step: a page that rounds a value to the slider's grid moves it less, a key press moves it by one
VIEWS = (("How sure?", "certainty"), ("What matters most?", "tornado"), ("Growth", "growth"))
CELL = "<td style='white-space:nowrap;padding:1px .7em 1px 0;text-align:left'>{}</td>"
DIGITS = 4  # of what a slider sets
TALLEST = 360  # pixels of the picture


class EstimateExplorer(Fallback, Panel):
    """Move the assumptions of an estimate and watch the results follow.

    `.model` is the estimate shown now (a value: every move makes a new one), `.controls` the slider of each
    assumption by name, `.figure` the picture drawn now.

    Parameters
    ----------
    estimate
        What is explored; it stays as it is.
    result
        The entry that is shown at first.

    Raises
    ------
    CourseError
        For an estimate that has errors.
    """

    def __init__(self, estimate: Estimate, result: str | None = None):
        if not isinstance(estimate, Estimate):
            raise CourseError(
                f"estimate: a {type(estimate).__name__} was given. Give an Estimate, such as the one above."
            )
        findings = estimate.check().errors
        if findings:
            raise CourseError(f"the estimate has errors, so there is nothing to explore yet:\n{findings}")
        self.given, self.model = estimate.copy(), estimate.copy()
        self._quiet = False
        self.rows: dict[str, TypedSlider] = {}
        self.status = w.HTML()
        self.results = w.HTML()
        self.results.add_class("explorer-results")
        self.sliders, self.fixed = w.VBox(), w.VBox()
        self.fixed_box = w.Accordion([self.fixed], selected_index=None)
        self.view = w.ToggleButtons(
            options=VIEWS,
            tooltips=["The 90% range of every result", "One result, by assumption", "One result, by year"],
        )
        self.result = w.Dropdown(description="Result", layout=w.Layout(width="250px"),
                                 style={"description_width": "50px"})
        self.year = w.ToggleButtons(
            options=[("2026", 2026), ("2012", 2012)],
            value=_year_of(estimate),
            tooltips=["Reference numbers of 2026", "of 2012"],
            style={"button_width": "70px"},
        )
        asked = w.Label("Reference numbers of", layout=w.Layout(width="auto", margin="2px 8px 2px 0"))
        self.year_row = w.HBox([asked, self.year])
        self.reset_button = w.Button(description="Reset", icon="undo", tooltip="Back to the estimate that was given",
                                     layout=w.Layout(width="auto"))
        self.code_button = w.ToggleButton(description="Show as code", icon="code", tooltip="The estimate as Python",
                                          layout=w.Layout(width="auto"))
        self.code = w.Textarea(layout=w.Layout(width="100%", height="260px", display="none"), tooltip="As Python code")
        self.additions = AdditionPanel(self.add_assumption, self.add_formula, self.remove)
        self._rebuild(result)
        self._offer_results()
        self.plot = LivePlot(self._picture(), description="Follows the sliders beside it.")
        self.guard = KeyGuard()
        for control in (self.view, self.result):
            control.observe(self._redraw, "value")
        self.year.observe(self._switch_year, "value")
        self.reset_button.on_click(lambda _: self.reset())
        self.code_button.observe(self._toggle_code, "value")
        top = w.HBox([self.reset_button, self.code_button, self.year_row], layout=w.Layout(flex_flow="row wrap"))
        moved = w.VBox([self.sliders, self.fixed_box], layout=w.Layout(max_height="480px", overflow="hidden auto"))
        shown = w.VBox([self.results], tabbable=True, layout=w.Layout(max_height="190px", overflow="hidden auto"))
        for each in (moved, shown):
            each.add_class("course-scrolls")
        views = w.HBox([self.view, self.result], layout=w.Layout(flex_flow="row wrap"))
        super().__init__([side_by_side(w.VBox([top, moved, self.status]), w.VBox([views, self.plot, shown])),
                          self.code, self.additions, self.guard])
        self.add_class("course-widget")
        self.add_class("estimate-explorer")

    # --- what a learner, or a test, does ------------------------------------------------------------------------------

    @property
    def controls(self) -> dict:
        """The slider of each assumption, by name."""
        return {name: row.slider for name, row in self.rows.items()}

    @property
    def figure(self) -> "FigureLike":
        """The plotly figure that is drawn now."""
        return self.plot.figure

    def add_assumption(self, name: str, value: str, low: str = "", high: str = "", why: str = "") -> None:
        """Add an assumption from text such as "500 B". Raises `CourseError`; the estimate then stays as it was."""
        self._refuse_taken(name.strip())
        changed = self.model.copy()
        ends = {"low": low.strip() or None, "high": high.strip() or None}
        self._accept(changed.assume(name.strip(), _read_text(value), why=why, **ends))

    def add_formula(self, name: str, formula: str, unit: str = "") -> None:
        """Add a formula. Raises `CourseError`; the estimate then stays as it was."""
        self._refuse_taken(name.strip())
        self._accept(self.model.copy().derive(name.strip(), formula, unit.strip() or None), name.strip())

    def _refuse_taken(self, name: str) -> None:
        if name in self.model:
            raise CourseError(f"name: there is an entry {name!r} already. Choose another name, or remove it first.")

    def remove(self, name: str) -> None:
        """Take an entry out. Raises `CourseError` while a formula still uses it."""
        self._accept(self.model.copy().remove(name))

    def reset(self) -> None:
        """Show the estimate as it was given."""
        self.model = self.given.copy()
        self._quiet = True
        self.year.value = _year_of(self.given)
        self._rebuild(self.result.value)
        self._redraw()

    def to_code(self) -> str:
        """Python code that makes the estimate as it stands now."""
        return self.model.to_code()

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _accept(self, changed: Estimate, result: str | None = None) -> None:
        errors = changed.check().errors
        if errors:
            raise CourseError(f"{errors[0].where}: {errors[0].message.rstrip('.')}. {errors[0].fix}".strip())
        changed.intervals(samples=SAMPLES)
        self.model = changed
        self._rebuild(result or self.result.value)
        self._redraw()

    def _move(self, name: str, value: float) -> None:
        typed = self.rows[name].typed
        near = abs(place_on(self.controls[name], value) - place_on(self.controls[name], self._at[name])) < NUDGE
        if self._quiet or (near and (typed is None or not math.isclose(value, typed, rel_tol=1e-12))):
            return
        self._at[name] = value
        exact = [each for each in (typed, self._given_value(name)) if each is not None
                 and math.isclose(value, each, rel_tol=1e-9)]
        try:
            changed = self.model.what_if(**{name: exact[0] if exact else round_to(float(value), DIGITS)})
            self._intervals = changed.intervals(samples=SAMPLES)
        except CourseError as error:
            self._say(str(error))
            return
        self.model = changed
        self._say("")
        self._show_results()
        self._redraw()

    def _given_value(self, name: str) -> float | None:
        return self.given.entry(name).value if name in self.given and name in self.controls else None

    def _read(self, name: str, text: str) -> float:
        """A typed text in the unit of an assumption, as the estimate reads it; "2x" is twice the value at the start."""
        times = TIMES.fullmatch(text.strip())
        if times:
            return typed_value(text, "", self._start_of(name))
        return self.model.what_if(**{name: _read_text(text)}).entry(name).value

    def _start_of(self, name: str) -> float:
        given = self._given_value(name)
        return self.model.entry(name).value if given is None else given

    def _switch_year(self, change) -> None:
        if not self._quiet:
            self.model = self.model.with_references(change["new"])
            self._rebuild(self.result.value)
            self._redraw()

    def _rebuild(self, result: str | None) -> None:
        """Make the controls anew for the entries there are."""
        self._quiet, self._at = True, {}
        self.rows, rows = {}, {True: [], False: []}
        for each in self.model.assumptions:
            given = self.given.entry(each.name) if each.name in self.given else each
            slider = slider_of(each, given if isinstance(given, Assumption) else each)
            row = TypedSlider(slider, lambda value, each=each: human(quantity_of(each, value)), note=_origin(each),
                              read=lambda text, name=each.name: self._read(name, text))
            row.on_move(lambda change, name=each.name: self._move(name, change["new"]))
            self._at[each.name] = each.value
            self.rows[each.name] = row
            rows[each.has_range].append(row)
        self.sliders.children, self.fixed.children = rows[True], rows[False]
        self.fixed_box.set_title(0, f"Taken as certain: {len(rows[False])} assumptions without a range")
        self.fixed_box.layout.display = "" if rows[False] else "none"
        names = [each.name for each in self.model.formulas]
        self.result.options = [(name.replace("_", " "), name) for name in names]
        if names:
            self.result.value = result if result in names else "storage" if "storage" in names else names[-1]
        self.year_row.layout.display = "" if any(each.reference for each in self.model.assumptions) else "none"
        self.additions.offer([*names, *self.controls])
        self._intervals = self.model.intervals(samples=SAMPLES)
        began = self.given.intervals(samples=SAMPLES)
        self._start = {name: began[name].mid for name in names if name in self.given}
        given = self.given.values()
        self._start_values = {name: given[name] for name in names if name in given}
        grows = any(self._kept_for(name) for name in names)
        if len(self.view.options) != len(VIEWS) - (not grows):
            shown, self.view.options = self.view.value, VIEWS if grows else VIEWS[:-1]
            self.view.value = shown if shown in [value for _, value in self.view.options] else VIEWS[0][1]
        self._say("")
        self._show_results()
        self._quiet = False

    def _show_results(self) -> None:
        values = self.model.values()
        rows = "".join(self._row(each.name, values[each.name]) for each in self.model.formulas)
        formulas = "<br>".join(f"<code>{escape(each.name)} = {escape(each.formula.text)}</code>"
                               for each in self.model.formulas)
        self.results.value = (
            "<table style='width:100%;border-collapse:collapse;line-height:1.45'><thead>"
            f"<tr style='text-align:left'><th>result</th><th>value</th><th>90% range</th>"
            f"<th>change</th></tr></thead><tbody>{rows}</tbody></table>"
            f"<details><summary>Formulas</summary>{formulas}</details>"
            if rows
            else "<p>No result yet: add a formula below.</p>"
        )
        if self.code_button.value:
            self.code.value = self.to_code()

    def _row(self, name: str, value) -> str:
        interval = self._intervals[name]
        start = self._start.get(name)
        change = ""
        if start is not None and start.magnitude and start.units == interval.mid.units:
            ratio = interval.mid.magnitude / start.magnitude
            change = "" if math.isclose(ratio, 1, rel_tol=5e-3) else f"×{ratio:.3g} {'▲' if ratio > 1 else '▼'}"
        cells = (
            name.replace("_", " "),
            human(value),
            str(interval) if interval.low.magnitude < interval.high.magnitude else "",
            change,
        )
        return (
            f"<tr style='border-top:1px solid var(--jp-border-color2,#ccc)'>"
            f"{''.join(CELL.format(escape(cell)) for cell in cells)}</tr>"
        )

    def _picture(self):
        """The picture, marked as another one than those of the other views and results: axes are set anew."""
        drawn = self._draw()
        drawn.layout.uirevision = f"{self.view.value} {self.result.value}"
        drawn.layout.height = min(TALLEST, drawn.layout.height or TALLEST)
        return drawn

    def _draw(self):
        """The picture that the buttons ask for."""
        names = [each.name for each in self.model.formulas]
        if not names:
            return plots.figure([], "Add a formula to see a picture")
        name = self.result.value
        if self.view.value == "tornado":
            return plots.tornado(self.model.sensitivity(name), name, self.model[name])
        if self.view.value == "growth":
            kept_for = self._kept_for(name)
            if kept_for is None:
                grown = f"{name.replace('_', ' ').capitalize()} does not grow with a time: it is the same every year"
                return self._certainty([name], grown)
            frame = storage_by_year(self.model, name, kept_for, samples=500)
            return plots.growth_over_years(frame, name, self.model.unit_of(name))
        return self._certainty(names)

    def _certainty(self, names: list[str], title: str = ""):
        """Ranges as factors of the values at the start, so that a bar moves when its result does."""
        values = self.model.values()
        start = {name: self._start_values[name] for name in names if name in self._start_values}
        return plots.certainty({name: self._intervals[name] for name in names}, title, values, start)

    def _kept_for(self, name: str) -> str | None:
        """The assumption that says how long things are kept, when this result depends on it."""
        needed = self.model.order(name)
        spans = [
            each
            for each in self.model.assumptions
            if each.name in needed and each.quantity.check("[time]") and each.quantity >= Q("28 days")
        ]
        return next((each.name for each in spans if each.name == "kept_for"), spans[0].name if spans else None)

    def _redraw(self, _change=None) -> None:
        if self._quiet:
            return
        self._offer_results()
        if self.view.value == "growth" and _change is not None and _change["owner"] is self.view \
                and not self._kept_for(self.result.value):
            self._quiet = True  # begin with a result that does grow
            self.result.value = next((each.name for each in self.model.formulas if self._kept_for(each.name)),
                                     self.result.value)
            self._quiet = False
        try:
            self.plot.update(self._picture())
        except CourseError as error:
            self._say(str(error))

    def _offer_results(self) -> None:
        self.result.layout.display = "none" if self.view.value == "certainty" else ""

    def _told(self) -> str:
        return "The explorer of an estimate: " + ", ".join(name.replace("_", " ") for name in self.controls)


def _year_of(estimate: Estimate) -> int:
    """The year of the estimate's reference numbers; 2026 where nothing tells."""
    return 2012 if estimate.with_references(2012) == estimate != estimate.with_references(2026) else 2026


def _read_text(value: str):
    """A number when the text is one, else the text, which the estimate reads with its unit."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


def _origin(assumption: Assumption) -> str:
    return escape(" · ".join(part for part in (assumption.why, assumption.source) if part))
