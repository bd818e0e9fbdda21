"""What scrolls can be scrolled by keys: a box that hides part of its content takes the focus, or holds what does."""

import ipywidgets
import pytest

from helpers import Api, Endpoint, Estimate, EstimateExplorer, InterfaceStudio, Laboratory
from helpers.estimation import add_scale

FOCUSED = (ipywidgets.Button, ipywidgets.Text, ipywidgets.FloatSlider, ipywidgets.Dropdown, ipywidgets.ToggleButtons)


def scrolling(widget):
    """All boxes below a widget that hide part of their content behind a scroll bar."""
    if "auto" in (getattr(widget.layout, "overflow", None) or ""):
        yield widget
    for each in getattr(widget, "children", ()):
        yield from scrolling(each)


def inside(widget):
    yield widget
    for each in getattr(widget, "children", ()):
        yield from inside(each)


def studios():
    links = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write", peak_factor="peak_factor")
    return {"explorer": EstimateExplorer(links), "laboratory": Laboratory("cache_policies"),
            "interface": InterfaceStudio(Api("Links").add(Endpoint("open_link", "GET", "/{code}")))}


@pytest.mark.parametrize("name", ["explorer", "laboratory", "interface"])
def test_what_scrolls_takes_the_focus_or_holds_what_does(name):
    found = list(scrolling(studios()[name]))
    assert found, "this studio has nothing that scrolls any more: leave it out here"
    for each in found:
        assert each.tabbable or any(isinstance(part, FOCUSED) for part in inside(each))
