"""What the chaos studio is steered with, and where its pictures stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import ipywidgets as w

from helpers.units import Q, human
from helpers.widgets.chaos_diagram import ChaosDiagram
from helpers.widgets.chaos_state import ARROW_WAYS, SWITCHES, WAYS, ways
from helpers.widgets.fallback import Fallback
from helpers.widgets.guard import KeyGuard
from helpers.widgets.live_plot import LivePlot
from helpers.widgets.panel import Panel, side_by_side
from helpers.widgets.typed_slider import TypedSlider, typed_value

if TYPE_CHECKING:
    from helpers.widgets.live_plot import FigureLike

LABELS = {"timeout": "Timeout", "retries": "Retries", "budget": "Retry budget", "breaker": "Circuit breaker",
          "hedging": "Hedging"}
TOLD = {"timeout": "Callers give up after a while", "retries": "Callers ask again, three times at most",
        "budget": "Retries for a tenth of the requests, and no more", "breaker": "Nothing is sent while most fails",
        "hedging": "A second copy is sent when the answer is late"}
OWN = "Your design"


class ChaosControls(Fallback, Panel):
    """The buttons, lists, switches and sliders at the left, the picture and the drawing at the right.

    Parameters
    ----------
    collapses : list of str
        Names of the collapses that are offered.
    rate : callable
        Gives the load of the base, in requests a second.
    picture : figure
        What is drawn first.
    clicked : callable
        Called with what was clicked in the drawing (see `ChaosDiagram`).
    """

    def __init__(self, collapses: Sequence[str], rate: Callable[[], float], picture: FigureLike,
                 clicked: Callable[[str, str], object]):
        def auto() -> w.Layout:
            return w.Layout(width="auto")

        def button(text: str, icon: str, tooltip: str, kind=w.Button):
            return kind(description=text, icon=icon, tooltip=tooltip, layout=auto())

        self.undo_button = button("Undo", "undo", "Take the last change back")
        self.redo_button = button("Redo", "repeat", "Make it again")
        self.reset_button = button("Reset", "refresh", "Everything whole, switches as given")
        self.code_button = button("Show as code", "code", "The run as Python", w.ToggleButton)
        narrow = {"description_width": "62px"}
        self.scenario = w.Dropdown(description="Collapse", style=narrow, layout=auto(),
                                   options=[(OWN, ""), *((each.replace("_", " ").capitalize(), each)
                                                         for each in collapses)])
        self.cure_button = button("Apply its cure", "medkit", "The cure that this collapse is known for",
                                  w.ToggleButton)
        self.part = w.Dropdown(description="Part", style=narrow, layout=w.Layout(flex="1 1 0", min_width="0"))
        self.break_button = button("Break it", "bolt", "Break or mend the chosen part")
        self.break_button.layout.flex = "0 0 auto"
        self.way, self.arrow_way = (
            w.Dropdown(description=label, style=narrow, layout=auto(),
                       options=[(told, name) for name, told in ways(known).items()])
            for label, known in (("A box", WAYS), ("An arrow", ARROW_WAYS)))
        self.window = w.IntRangeSlider(description="Broken, % of run", min=0, max=100, step=5, value=(30, 60),
                                       continuous_update=False, style={"description_width": "130px"}, layout=auto())
        self.load = TypedSlider(w.FloatLogSlider(description="Load (requests a second)", base=10, min=-1, max=0.5,
                                                 step=0.02, continuous_update=False),
                                lambda value: human(Q(float(value), "1/s"), 3), least=1e-3, most=1e9,
                                read=lambda text: typed_value(text, "1/s", rate()))
        self.switches = {name: w.Checkbox(description=LABELS[name], indent=False, tooltip=TOLD[name],
                                          layout=w.Layout(width="auto", margin="0 10px 0 0")) for name in SWITCHES}
        self.status, self.told, self.note = w.HTML(), w.HTML(), w.HTML()
        self.told.add_class("course-told")
        self.compile_button = button("Compile the engine", "cogs", "Once, for a minute or so; then runs are longer")
        self.plot = LivePlot(picture, description="Four panels over one clock; shaded while something is "
                             "broken. The text at the left says the same.", height=350)
        self.diagram = ChaosDiagram(clicked)
        self.code = w.Textarea(layout=w.Layout(width="100%", height="200px", display="none"), tooltip="As Python code")
        row = w.Layout(flex_flow="row wrap")
        top = w.HBox([self.undo_button, self.redo_button, self.reset_button, self.code_button], layout=row)
        top.add_class("course-buttons")
        left = w.VBox([top, self.scenario, self.cure_button, w.HBox([self.part, self.break_button]), self.way,
                       self.arrow_way, self.window, w.HBox(list(self.switches.values()), layout=row), self.load,
                       self.told, self.note, self.compile_button, self.status])
        super().__init__([side_by_side(left, w.VBox([self.plot, self.diagram])), self.code,
                          KeyGuard({"Broken, % of run": "When it is broken, from and to, percent of the run"})])
        self.add_class("course-widget")
        self.add_class("chaos-studio")
