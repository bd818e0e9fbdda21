"""What a notebook shows and a learner moves: views of the values in the other rooms, imported when first used.

>>> from helpers.widgets import LivePlot
>>> LivePlot.__name__
'LivePlot'
"""

import sys
from importlib import import_module
from types import ModuleType

_HOME_OF = {
    "ChaosStudio": "chaos",
    "DataModelStudio": "data_model",
    "DesignFile": "design_file",
    "DiagramEditor": "diagram",
    "EstimateExplorer": "estimation",
    "Guess": "guess",
    "InterfaceStudio": "interface",
    "InterviewStudio": "interview",
    "KeyGuard": "guard",
    "Knob": "laboratory_knobs",
    "Laboratory": "laboratory",
    "LivePlot": "live_plot",
    "LoadStudio": "load_studio",
    "MockInterviewStudio": "mock_interview",
    "Progress": "progress",
    "SloBoard": "slo_board",
    "VerdictBoard": "verdict_board",
    "quiz": "quiz",
}

__all__ = sorted(_HOME_OF)  # built from the table above, so that the two cannot disagree


class _Room(ModuleType):
    """A package whose public names win over modules of the same name: `quiz` is the function, not its file."""

    def __setattr__(self, name: str, value) -> None:
        if not (name in _HOME_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Room


def __getattr__(name: str):
    if name not in _HOME_OF:
        raise AttributeError(f"helpers.widgets has no name {name!r}; it has {', '.join(__all__)}")
    value = getattr(import_module(f"helpers.widgets.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__doc__"]
