"""The laboratory's panel of step 6: turn the settings of a comparison, and see its curves, its table, its code."""

import time
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from helpers.errors import CourseError, nearest, shorten
from helpers.plots import tradeoffs as pictures
from helpers.tradeoffs import LABORATORIES, Comparison
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard
from helpers.widgets.laboratory_knobs import KNOBS, QUICK, Knob
from helpers.widgets.live_plot import LivePlot
from helpers.widgets.one_header import one_header
from helpers.widgets.panel import Panel, side_by_side
from helpers.widgets.typed_slider import TypedSlider

if TYPE_CHECKING:
    from helpers.widgets.live_plot import FigureLike

CURVES = "curves"
LONG = 0.3  # seconds: what takes longer says so while it works


class Laboratory(Fallback, Panel):
    """Turn the settings of a laboratory and watch its alternatives change places.

    `.model` is the `Comparison` shown now, `.controls` the control of each setting, `.plot` the picture. A setting that
    cannot be is told beside the controls, and what was shown stays.

    Parameters
    ----------
    laboratory
        A laboratory's name or function, or a function of your own that returns a `Comparison`.
    knobs
        The controls of a function of your own.
    fixed
        Settings that shall stay as they are: they get no control.

    Raises
    ------
    CourseError
        For an unknown laboratory, or for fixed settings that it refuses.
    """

    def __init__(self, laboratory: str | Callable, knobs: Sequence[Knob] | None = None, **fixed: Any):
        self.function = _function(laboratory)
        name = getattr(self.function, "__name__", "laboratory")
        given = KNOBS.get(name, ()) if knobs is None else knobs
        if isinstance(given, str) or not all(isinstance(each, Knob) for each in _as_list(given)):
            raise CourseError(f"knobs: {shorten(given)} is not a list of Knob values.")
        self.fixed = {**(QUICK.get(name, {}) if knobs is None else {}), **fixed}
        self._knobs = {each.name: each for each in _as_list(given) if each.name not in fixed}
        self._start = {each.name: each.value for each in self._knobs.values()}
        self._quiet = False
        self.rows = {name: each.row() for name, each in self._knobs.items()}
        started = time.perf_counter()
        self.model = self._measure()
        self._took = time.perf_counter() - started
        self.status, self.table = w.HTML(), w.HTML()
        self.view = w.Dropdown(description="Picture", options=self._views(), tooltip="What the picture shows",
                               layout=w.Layout(width="420px", max_width="100%"))
        self.reset_button = w.Button(description="Reset", icon="undo", tooltip="Back to the settings at the start",
                                     layout=w.Layout(width="auto"))
        self.code_button = w.ToggleButton(description="Show as code", icon="code", tooltip="The comparison as Python",
                                          layout=w.Layout(width="auto"))
        self.code = w.Textarea(layout=w.Layout(width="100%", height="180px", display="none"), tooltip="As Python code")
        self.plot = LivePlot(self._picture(), description="Follows the settings; the table below says the same.",
                             height=330)
        self._show()
        for row in self.rows.values():
            row.on_move(self._turned) if isinstance(row, TypedSlider) else row.observe(self._turned, "value")
        self.view.observe(self._looked, "value")
        self.reset_button.on_click(lambda _: self.reset())
        self.code_button.observe(self._toggle_code, "value")
        top = w.HBox([self.reset_button, self.code_button], layout=w.Layout(flex_flow="row wrap"))
        left = w.VBox([top, *self.rows.values(), self.status])
        table = w.VBox([self.table], tabbable=True, layout=w.Layout(max_height="230px", overflow="auto"))
        super().__init__([side_by_side(left, w.VBox([self.view, self.plot])), table, self.code, KeyGuard()])
        self.add_class("course-widget")
        self.add_class("laboratory")

    @property
    def controls(self) -> dict:
        """The control of each setting, by name."""
        return {name: row.slider if isinstance(row, TypedSlider) else row for name, row in self.rows.items()}

    @property
    def figure(self) -> "FigureLike":
        """The plotly figure that is drawn now."""
        return self.plot.figure

    @property
    def settings(self) -> dict:
        """What the function is called with: the fixed settings and those of the controls."""
        turned = {name: each.read(self.controls[name].value) for name, each in self._knobs.items()}
        return {**self.fixed, **turned}

    def reset(self) -> None:
        """Go back to the settings at the start."""
        self._quiet = True
        for name, value in self._start.items():
            row = self.rows[name]
            if isinstance(row, TypedSlider):
                row.offer(value, **self._knobs[name].ends())
            else:
                row.value = self._knobs[name].held(value)
        self._quiet = False
        self._turned()

    def to_code(self) -> str:
        """Python code that makes the comparison as it stands now."""
        name = getattr(self.function, "__name__", "laboratory")
        room = "helpers.tradeoffs" if LABORATORIES.get(name) is self.function else \
            getattr(self.function, "__module__", "helpers.tradeoffs")
        settings = "".join(f"    {key}={value!r},\n" for key, value in self.settings.items())
        return f"from {room} import {name}\n\ncomparison = {name}(\n{settings})\ncomparison\n"

    # --- the one way a change takes -----------------------------------------------------------------------------------

    def _measure(self) -> Comparison:
        try:
            found = self.function(**self.settings)
        except TypeError as error:
            raise CourseError(f"laboratory: {shorten(str(error), 200)}. Give settings that the function has.") from None
        if not isinstance(found, Comparison):
            raise CourseError(f"laboratory: {shorten(found)} came out, not a Comparison. Give a laboratory's function.")
        return found

    def _turned(self, _change=None) -> None:
        if self._quiet:
            return
        if self._took > LONG:
            self.status.value = "<span role='status' class='course-busy'>⏳ Measuring …</span>"
        started = time.perf_counter()
        try:
            self.model = self._measure()
            self._took = time.perf_counter() - started
            self._offer_views()
            self._redraw()
        except Exception as error:  # whatever a function of the learner's own does, a control never breaks
            self._say(str(error) if isinstance(error, CourseError) else
                      f"the laboratory failed: {type(error).__name__}: {shorten(str(error), 200)}")
            return
        self._show()

    def _looked(self, _change=None) -> None:
        if not self._quiet:
            self._redraw()

    def _redraw(self) -> None:
        self.plot.update(self._picture())

    def _picture(self):
        shown = self.view.value
        drawn = pictures.comparison(self.model, None if shown in (None, CURVES) else shown)
        drawn.layout.uirevision = str(shown)
        return drawn

    def _views(self) -> list[tuple[str, str]]:
        curves = [] if self.model.curves is None else [("Curves", CURVES)]
        return [*curves, *((each.name.replace("_", " ").capitalize(), each.name) for each in self.model.columns)]

    def _offer_views(self) -> None:
        """Columns may come and go with the settings; the picture stays at what it showed, where that is still there."""
        self._quiet, shown, views = True, self.view.value, self._views()
        if tuple(views) != tuple(self.view.options):
            self.view.options = views
            self.view.value = shown if shown in [value for _, value in views] else views[0][1]
        self._quiet = False

    def _show(self) -> None:
        self._say("")
        meanings = "".join(f"<li><b>{escape(each.name.replace('_', ' '))}</b>: {escape(each.meaning)}</li>"
                           for each in self.model.columns)
        self.table.value = (
            f"<div class='tex2jax_ignore mathjax_ignore' style='overflow-x:auto;line-height:1.5'>"
            f"{one_header(self.model.table(), self.model.frame.index.name or 'alternative')}<details>"
            f"<summary>What the columns say</summary><ul>{meanings}</ul>"
            f"</details><p style='opacity:.8'>Left out: {escape(self.model.leaves_out)}</p></div>")
        if self.code_button.value:
            self.code.value = self.to_code()

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.model.title}"

    def _told(self) -> str:
        return f"Laboratory: {self.model.title}"



def _function(laboratory) -> Callable:
    if isinstance(laboratory, str):
        if laboratory not in LABORATORIES:
            raise CourseError(f"laboratory: {shorten(laboratory)} is not known.{nearest(laboratory, LABORATORIES)}")
        return LABORATORIES[laboratory]
    if not callable(laboratory) or isinstance(laboratory, type):
        raise CourseError(f"laboratory: {shorten(laboratory)} is neither a name nor a function."
                          f"{nearest('', LABORATORIES)}")
    return laboratory


def _as_list(given) -> list:
    return list(given) if isinstance(given, list | tuple) else [None]
