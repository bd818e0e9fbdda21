"""What every widget of the house holds, whoever wrote it; each message says how to mend what it finds."""

import ipywidgets
import pytest

from helpers.widgets.guard import KeyGuard
from tests.widgets.test_fallback import MAKE


def inside(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def names_of(control) -> str:
    return " ".join(str(getattr(control, name, "") or "") for name in ("description", "tooltip", "placeholder"))


@pytest.fixture(scope="module", params=MAKE)
def widget(request):
    return MAKE[request.param]()


def test_keys_typed_in_it_stay_in_it(widget):
    """With the focus on a button or a slider, JupyterLab takes `d d` for: delete this cell."""
    if isinstance(widget, ipywidgets.Box):
        assert "course-widget" in widget._dom_classes, 'call self.add_class("course-widget")'
        assert any(isinstance(each, KeyGuard) for each in inside(widget)), "put a KeyGuard() among its children"


def test_it_says_in_a_line_what_it_is(widget):
    said = repr(widget)
    assert said.startswith(type(widget).__name__)
    assert "children=" not in said, "give it _told() (see fallback.py), or a __repr__ of its own"
    assert len(said) < 400


def test_what_it_holds_can_be_shown_as_code(widget):
    if not hasattr(widget, "controls"):
        return
    assert hasattr(widget, "model"), "what it shows is a value: keep it as .model"
    assert hasattr(widget, "to_code"), "a learner takes it away as code: add to_code()"
    compile(widget.to_code(), "to_code", "exec")


def test_every_control_can_be_told_by_its_name(widget):
    """A slider, a list or a button without words is told by nobody who listens to the page."""
    for each in inside(widget):
        if isinstance(each, ipywidgets.Button | ipywidgets.Dropdown | ipywidgets.FloatSlider | ipywidgets.IntSlider
                      | ipywidgets.FloatLogSlider | ipywidgets.Text | ipywidgets.Textarea | ipywidgets.Checkbox):
            assert len(names_of(each).strip()) >= 3, f"{type(each).__name__}: give it a description or a tooltip"
