"""The laboratory's panel without a browser: every control reaches the model, an error is told and changes nothing."""

import inspect
import math
import time

import plotly.graph_objects as go
import pytest

from helpers import CourseError
from helpers.tradeoffs import LABORATORIES, Comparison, quorum
from helpers.widgets.guard import KeyGuard
from helpers.widgets.laboratory import Laboratory
from helpers.widgets.laboratory_knobs import KNOBS, Knob
from tests.hostile import VALUES, readable

every_laboratory = pytest.mark.parametrize("name", LABORATORIES)


def ends(control):
    if hasattr(control, "options"):
        return [value for _, value in control.options]
    return [control.base**control.min, control.base**control.max] if hasattr(control, "base") else \
        [control.min, control.max]


@every_laboratory
def test_it_starts_with_a_model_and_a_picture(name):
    panel = Laboratory(name)
    assert isinstance(panel.model, Comparison)
    assert isinstance(panel.figure, go.Figure)
    assert panel.figure.layout.title.text == panel.model.title
    assert panel.model.leaves_out.split()[0] in panel.table.value
    assert "course-widget" in panel._dom_classes
    assert any(isinstance(each, KeyGuard) for each in panel.children)
    assert "$" not in panel.table.value
    assert repr(panel) == f"Laboratory: {panel.model.title}"


@every_laboratory
def test_every_control_is_labelled_and_reports_when_let_go(name):
    panel = Laboratory(name)
    assert set(panel.controls) <= set(inspect.signature(LABORATORIES[name]).parameters)
    for control in panel.controls.values():
        assert len(control.description) >= 4
        assert getattr(control, "continuous_update", False) is False


@every_laboratory
def test_every_end_of_every_control_is_answered(name):
    panel = Laboratory(name)
    for control in panel.controls.values():
        start = control.value
        for value in ends(control):
            control.value = value
            assert panel.status.value == ""
        control.value = start
    panel.reset()
    assert panel.model.frame.equals(Laboratory(name).model.frame)


@every_laboratory
def test_some_control_changes_the_figures(name):
    panel = Laboratory(name)
    before, first = panel.model, next(iter(panel.controls.values()))
    first.value = next(value for value in ends(first) if value != first.value)
    assert panel.model is not before
    assert panel.figure.layout.title.text == panel.model.title


PLACES = {"load_balancing": "utilisation", "fan_out": "threshold", "batching": "arrivals_per_second",
          "identifiers": "count", "quorum": "wait", "session_guarantees": "first_read_seconds"}
PLAIN = {"cache_policies", "rate_limiters", "bloom_filter"}  # their curves lie over what is no single setting


def test_every_laboratory_says_whether_a_setting_is_a_place_on_its_curves():
    missing = set(LABORATORIES) - set(PLACES) - PLAIN
    assert not missing, f"add {missing} to PLACES here, with its x_setting, or to PLAIN where it has none"
    assert {name: Laboratory(name).model.x_setting for name in PLAIN} == dict.fromkeys(PLAIN, "")


@pytest.mark.parametrize("name", PLACES)
def test_a_setting_that_is_a_place_on_the_curves_is_seen_there(name):
    """Where the curves are drawn over a setting, turning it moves a line in the picture: the table is of that place."""
    panel = Laboratory(name)
    assert panel.model.x_setting == PLACES[name]
    control = panel.controls[PLACES[name]]
    for value in (control.value, control.base ** (math.log10(control.value) + control.step)
                  if hasattr(control, "base") else control.value + control.step):
        control.value = value
        (line,) = figure_of(panel)["layout"]["shapes"]
        assert line["x0"] == line["x1"] == panel.model.settings[PLACES[name]]
    assert line["x0"] != Laboratory(name).model.settings[PLACES[name]]


def figure_of(panel) -> dict:
    drawn = panel.figure
    return drawn if isinstance(drawn, dict) else drawn.to_plotly_json()


@every_laboratory
def test_the_code_makes_the_comparison_shown(name):
    panel = Laboratory(name)
    panel.code_button.value = True
    assert panel.code.layout.display == ""
    first = next(iter(panel.controls.values()))
    first.value = ends(first)[-1]
    room = {}
    exec(panel.code.value, room)
    assert room["comparison"].frame.equals(panel.model.frame)


@every_laboratory
def test_a_start_on_the_sliders_grid_is_not_moved_by_a_page(name):
    for control in Laboratory(name).controls.values():
        if hasattr(control, "step"):
            at = math.log10(control.value) if hasattr(control, "base") else control.value
            steps = (at - control.min) / control.step
            assert abs(steps - round(steps)) < 1e-6, control.description


@every_laboratory
def test_it_answers_soon(name):
    panel, took = Laboratory(name), []
    for _ in range(3):
        started = time.process_time()
        panel._turned()
        took.append(time.process_time() - started)
    assert min(took) < 1, f"{name} takes {min(took):.2f} s of the processor; a third is the aim"


def test_each_view_is_drawn_and_stays_where_its_column_stays():
    panel = Laboratory("cache_policies", requests=1000)
    for _, view in panel.view.options:
        panel.view.value = view
        assert panel.figure.layout.uirevision == view
    assert panel.view.value.startswith("hit_ratio_at_")
    panel.controls["keys"].value = 500
    assert panel.view.value in [value for _, value in panel.view.options]
    panel.view.value = "share_of_optimum"
    panel.controls["keys"].value = 300
    assert panel.view.value == "share_of_optimum"
    assert "share of optimum" in panel.figure.layout.title.text


def test_fixed_settings_have_no_control():
    panel = Laboratory(quorum, n=5, choices=[(1, 1), (3, 3)])
    assert "n" not in panel.controls
    assert panel.model.settings["n"] == 5
    assert list(panel.model.frame.index) == ["R=1 W=1", "R=3 W=3"]


def test_a_setting_that_cannot_be_is_told_and_what_was_shown_stays():
    panel = Laboratory("quorum", choices=[(2, 3)])
    before = panel.model
    panel.controls["n"].value = 2
    assert "is not between 1 and 2" in panel.status.value
    assert panel.model is before
    panel.controls["n"].value = 4
    assert panel.status.value == ""
    assert panel.model.settings["n"] == 4


def doubled(samples: int = 200) -> Comparison:
    if samples > 300:
        raise RuntimeError("<b>broken</b>")
    return quorum(samples=samples)


def test_a_function_of_ones_own_with_its_controls_and_its_failures():
    panel = Laboratory(doubled, knobs=[Knob("samples", "Samples", 200, 100, 400, step=1)])
    panel.controls["samples"].value = 300
    assert panel.model.settings["samples"] == 300
    panel.controls["samples"].value = 400
    assert "the laboratory failed: RuntimeError" in panel.status.value
    assert "<b>" not in panel.status.value


@pytest.mark.parametrize(("make", "told"), [
    (lambda: Laboratory("quorm"), "Did you mean quorum"),
    (lambda: Laboratory(5), "neither a name nor a function"),
    (lambda: Laboratory("quorum", n=99), "n: 99 is not between 1 and 15"),
    (lambda: Laboratory("quorum", colour="red"), "unexpected keyword"),
    (lambda: Laboratory(dict.fromkeys, iterable=[]), "laboratory"),
    (lambda: Laboratory("quorum", knobs=[3]), "knobs"),
])
def test_what_is_no_laboratory_is_named(make, told):
    with pytest.raises(CourseError, match=told) as caught:
        make()
    readable(caught.value)


def test_hostile_laboratories_are_refused():
    for value in VALUES:
        if not callable(value):
            with pytest.raises(CourseError):
                Laboratory(value)


def test_knobs_start_where_the_laboratories_do():
    """A panel's start is the function's default, but for what makes it quick or easier to see."""
    chosen = {("cache_policies", "keys"), ("cache_policies", "requests"), ("rate_limiters", "burst"),
              ("rate_limiters", "queue")}
    for name, knobs in KNOBS.items():
        defaults = {each.name: each.default for each in inspect.signature(LABORATORIES[name]).parameters.values()}
        for knob in knobs:
            assert (name, knob.name) in chosen or defaults[knob.name] == knob.value, (name, knob.name)


def test_every_choice_can_be_chosen_and_left_again():
    """A dropdown takes None for no choice at all: the page then shows an empty field."""
    for name, knobs in KNOBS.items():
        for knob in knobs:
            if not knob.choices:
                continue
            control = knob.control()
            assert control.index is not None, f"{name}: {knob.name} begins with nothing chosen"
            for place, (_, value) in enumerate(knob.choices):
                control.index = place
                assert control.index == place
                assert knob.read(control.value) == value
