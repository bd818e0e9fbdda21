"""Every widget that a notebook can show says in plain words, too, what it is and how to bring it back."""

import inspect

import ipywidgets
import pytest

from helpers import Api, DataModel, Estimate, widgets
from helpers.architecture import Architecture, Component
from helpers.design import worked_design
from helpers.reliability import simulated_day
from helpers.simulation import Workload

MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]
DESIGN = (Architecture("Links & more").add(Component("browser", "client"), Component("api", "service", stores="link"))
          .connect("browser", "api"))
MAKE = {
    "ChaosStudio": lambda: widgets.ChaosStudio(DESIGN, Workload("100/s", mix=MIX), requests=300),
    "DataModelStudio": lambda: widgets.DataModelStudio(DataModel("Links")),
    "DesignFile": lambda: widgets.DesignFile("no_such_folder"),
    "DiagramEditor": lambda: widgets.DiagramEditor(DESIGN),
    "EstimateExplorer": lambda: widgets.EstimateExplorer(Estimate("x").assume("a", 5).derive("b", "a * 2")),
    "Guess": lambda: widgets.Guess("How <many>?", 5),
    "InterfaceStudio": lambda: widgets.InterfaceStudio(Api("Links")),
    "InterviewStudio": lambda: widgets.InterviewStudio("url_shortener"),
    "KeyGuard": widgets.KeyGuard,
    "Laboratory": lambda: widgets.Laboratory("quorum", samples=200),
    "MockInterviewStudio": lambda: widgets.MockInterviewStudio("chat"),
    "LivePlot": lambda: widgets.LivePlot({"data": [{"y": [1, 2]}], "layout": {"title": {"text": "It <b>grows</b>"}}}),
    "LoadStudio": lambda: widgets.LoadStudio(DESIGN, Workload("100/s", mix=MIX)),
    "VerdictBoard": lambda: widgets.VerdictBoard(worked_design()),
    "SloBoard": lambda: widgets.SloBoard(simulated_day(DESIGN, MIX)),
    "quiz": lambda: widgets.quiz("02_estimation"),
}


def test_no_widget_is_left_out():
    shown = {name for name in widgets.__all__ if name == "quiz" or (inspect.isclass(getattr(widgets, name))
             and issubclass(getattr(widgets, name), ipywidgets.DOMWidget))}
    assert shown == set(MAKE)


@pytest.mark.parametrize("name", MAKE)
def test_text_and_html_say_to_run_the_cell_again(name):
    made = MAKE[name]()._repr_mimebundle_()
    data = made[0] if isinstance(made, tuple) else made
    assert "application/vnd.jupyter.widget-view+json" in data
    for form in ("text/plain", "text/html"):
        assert "run this cell again" in data[form]
        for word in ("children=", "Button(", "HBox(", "layout="):
            assert word not in data[form]
    assert "<many>" not in data["text/html"]
    assert "<script" not in data["text/html"]
