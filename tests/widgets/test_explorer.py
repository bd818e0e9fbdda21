"""The explorer without a browser: one way for every change, an error beside its field, the given estimate untouched."""

import math

import ipywidgets
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import CourseError, Estimate, EstimateExplorer, human
from helpers.estimation import add_cost, add_scale, add_storage
from tests.hostile import VALUES, formula_text, readable, refuses_or_answers


def worked():
    links = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write", peak_factor="peak_factor")
    links = add_storage(links, "new_links", "link_size", "kept_for", "copies")
    return add_cost(links, storage="storage_with_copies")


@pytest.fixture
def explorer():
    return EstimateExplorer(worked(), result="storage")


def move(explorer, name, value):
    explorer.controls[name].value = value


def step_up(slider):
    """What an arrow key does in the page."""
    if isinstance(slider, ipywidgets.FloatLogSlider):
        slider.value = slider.base ** (math.log(slider.value, slider.base) + slider.step)
    else:
        slider.value = slider.value + slider.step


def test_every_assumption_has_a_labelled_slider_at_its_value(explorer):
    given_estimate = worked()
    assert set(explorer.controls) == {each.name for each in given_estimate.assumptions}
    for each in given_estimate.assumptions:
        slider = explorer.controls[each.name]
        assert slider.value == pytest.approx(each.value, rel=1e-12)
        assert slider.description == each.name.replace("_", " ")
        if each.has_range:
            assert slider.min <= (math.log10(each.low) if "Log" in type(slider).__name__ else each.low)
            assert slider.max >= (math.log10(each.high) if "Log" in type(slider).__name__ else each.high)
    assert explorer.model == given_estimate


def test_a_move_makes_a_new_estimate_and_the_results_follow(explorer):
    before = explorer.model
    move(explorer, "kept_for", 10)
    assert explorer.model == worked().what_if(kept_for=10)
    assert human(explorer.model["storage"]) == "30 TB"
    assert before == worked(), "the estimate before the move was changed"
    assert "30 TB" in explorer.results.value
    assert "×2 ▲" in explorer.results.value


def test_the_given_estimate_never_changes():
    links = worked()
    before = links.to_dict()
    explorer = EstimateExplorer(links)
    move(explorer, "link_size", 800)
    explorer.add_assumption("photo", "200 KB")
    explorer.add_formula("photos", "photo * new_links", "TB/month")
    explorer.remove("cost")
    explorer.year.value = 2012
    assert links.to_dict() == before
    explorer.reset()
    assert explorer.model == links


def test_each_slider_lies_on_its_grid_so_that_a_page_does_not_move_it(explorer):
    for slider in explorer.controls.values():
        at = math.log10(slider.value) if isinstance(slider, ipywidgets.FloatLogSlider) else slider.value
        steps = (at - slider.min) / slider.step
        assert abs(steps - round(steps)) < 1e-6
        assert abs((slider.max - slider.min) / slider.step - round((slider.max - slider.min) / slider.step)) < 1e-6


@pytest.mark.parametrize("part", [-0.5, -0.49, -0.1, 0.1, 0.49, 0.5])
def test_less_than_half_a_step_changes_nothing(explorer, part):
    before = explorer.model
    for slider in explorer.controls.values():
        if isinstance(slider, ipywidgets.FloatLogSlider):
            slider.value = slider.base ** (math.log10(slider.value) + part * slider.step)
        else:
            slider.value += part * slider.step
    assert explorer.model is before


def test_every_key_press_changes_the_model(explorer):
    for name, slider in explorer.controls.items():
        for _ in range(3):
            before = explorer.model.entry(name).value
            step_up(slider)
            assert explorer.model.entry(name).value > before, name
        assert explorer.model.entry(name).value == pytest.approx(slider.value, rel=5e-4)  # four digits, none false


def test_a_range_over_a_decade_gets_a_log_slider():
    wide = (
        Estimate()
        .assume("wide", 100, low=10, high=1000)
        .assume("narrow", 100, low=90, high=110)
        .assume("signed", 0, low=-5, high=500)
    )
    controls = EstimateExplorer(wide.derive("x", "wide * narrow + signed")).controls
    kinds = {name: type(slider).__name__ for name, slider in controls.items()}
    assert kinds == {"wide": "FloatLogSlider", "narrow": "FloatSlider", "signed": "FloatSlider"}


@settings(max_examples=25)
@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1), st.floats(1, 1e6))
def test_a_slider_can_be_made_for_any_assumption(value, down, up):
    with refuses_or_answers():
        low, high = sorted((value * down, value * up))
        for ends in ({}, {"low": min(low, value), "high": max(high, value)}):
            explorer = EstimateExplorer(Estimate().assume("a", value, **ends).derive("x", "a"))
            assert explorer.controls["a"].value == pytest.approx(value, rel=1e-9)
            before = explorer.model["a"]
            step_up(explorer.controls["a"])
            assert explorer.model["a"] != before or explorer.controls["a"].value == pytest.approx(before.magnitude)


@pytest.mark.parametrize(("view", "words"), [("certainty", "How sure"), ("tornado", " most"), ("growth", "grows")])
def test_each_view_is_a_plotly_figure_that_follows_the_model(explorer, view, words):
    explorer.view.value = view
    assert isinstance(explorer.figure, go.Figure)
    assert words in explorer.figure.layout.title.text
    before = explorer.figure.to_json()
    move(explorer, "link_size", 900)
    assert isinstance(explorer.figure, go.Figure)
    assert explorer.figure.to_json() != before


def test_a_result_that_grows_with_no_time_says_so(explorer):
    explorer.view.value = "growth"
    explorer.result.value = "writes_per_second"
    assert "does not grow" in explorer.figure.layout.title.text


def submit(explorer, form, **fields):
    for name, value in fields.items():
        explorer.additions.fields[form][name].value = value
    explorer.additions.buttons[form].click()
    return explorer.additions.errors[form].value


def test_an_assumption_and_a_formula_can_be_added_and_removed(explorer):
    told = submit(explorer, "assumption", name="photo_size", value="200 KB", low="100 KB", high="500 KB", why="guess")
    assert "Added photo_size" in told
    told = submit(explorer, "formula", name="photo_storage", formula="new_links * kept_for * photo_size", unit="TB")
    assert "Added photo_storage" in told
    assert human(explorer.model["photo_storage"]) == "6,000 TB" or human(explorer.model["photo_storage"]) == "6 PB"
    assert "photo_size" in explorer.controls
    assert explorer.result.value == "photo_storage"
    assert [field.value for field in explorer.additions.fields["formula"].values()] == ["", "", ""], (
        "the form was not cleared"
    )
    assert "photo storage" in explorer.results.value
    assert "Removed photo_storage" in submit(explorer, "remove", name="photo_storage")
    assert "Removed photo_size" in submit(explorer, "remove", name="photo_size")
    assert explorer.model == worked()


@pytest.mark.parametrize(
    ("form", "fields", "told"),
    [
        ("assumption", {"name": "a b", "value": "5"}, "cannot be a name"),
        ("assumption", {"name": "a", "value": "5 TBB"}, "TBB"),
        ("assumption", {"name": "a", "value": ""}, "number"),
        ("assumption", {"name": "a", "value": "5", "low": "6", "high": "7"}, "not between"),
        ("assumption", {"name": "a", "value": "nan"}, "finite"),
        ("assumption", {"name": "a", "value": "5", "low": "1"}, "high is missing"),
        ("assumption", {"name": "storage", "value": "1 TB"}, "already"),
        ("formula", {"name": "a", "formula": "new_lnks"}, "Did you mean new_links"),
        ("formula", {"name": "a", "formula": "new_links", "unit": "TB"}, "data"),
        ("formula", {"name": "a", "formula": "a + 1"}, "circle"),
        ("formula", {"name": "a", "formula": "1 / (copies - copies)"}, "finite"),
        ("formula", {"name": "", "formula": ""}, "name"),
        ("formula", {"name": "<script>", "formula": "1"}, "&lt;script&gt;"),
        ("remove", {"name": "link_size"}, "still uses it"),
    ],
)
def test_a_wrong_addition_shows_its_error_and_changes_nothing(explorer, form, fields, told):
    before, controls, drawn = explorer.model, dict(explorer.controls), explorer.figure
    shown = submit(explorer, form, **fields)
    assert "role='alert'" in shown
    assert told in shown
    assert "<script>" not in shown
    assert explorer.model is before
    assert explorer.controls == controls
    assert explorer.figure is drawn
    assert "Added fine" in submit(explorer, "formula", name="fine", formula="1 + 1", unit="")


def test_a_formula_that_fails_only_for_rare_draws_changes_nothing(explorer):
    explorer.add_assumption("near", "10", "1", "100")
    before = explorer.model
    limit = before.interval("near", level=0.998, samples=2_000).high.magnitude
    with refuses_or_answers():
        explorer.add_formula("rare", f"sqrt({limit} - near)")
    assert explorer.model is before
    move(explorer, "near", 20)
    assert explorer.model.entry("near").value == 20


@settings(max_examples=25)
@given(formula_text, st.text(max_size=8), st.text(max_size=8))
def test_whatever_is_typed_the_model_stays_whole(formula, name, value):
    explorer = EstimateExplorer(Estimate("Small").assume("a", 5, low=3, high=8).derive("x", "a * 2"))
    submit(explorer, "formula", name="y", formula=formula, unit=value)
    submit(explorer, "assumption", name=name, value=value, low=value, high=value)
    assert explorer.model.check().ok
    assert isinstance(explorer.figure, go.Figure)


def test_code_shows_what_the_sliders_say(explorer):
    explorer.code_button.value = True
    move(explorer, "kept_for", 7)
    namespace = {"Estimate": Estimate}
    exec(explorer.code.value, namespace)
    assert namespace["est"] == explorer.model
    assert explorer.code.layout.display == ""
    explorer.code_button.value = False
    assert explorer.code.layout.display == "none"


def test_reference_numbers_switch_their_year_and_back():
    cache = Estimate().assume("cache", "164 GB", low=100, high=300).assume_reference("ssd_read", "ssd_read")
    explorer = EstimateExplorer(cache.derive("warm_up", "cache * ssd_read", "s"))
    assert explorer.year_row.layout.display == ""
    explorer.year.value = 2012
    assert explorer.model["warm_up"].magnitude == pytest.approx(164)
    explorer.year.value = 2026
    assert explorer.model["warm_up"].magnitude == pytest.approx(16.4)
    explorer.year.value = 2012
    explorer.reset()
    assert explorer.model == explorer.given
    assert explorer.year.value == 2026


def test_an_estimate_of_2012_starts_and_resets_in_2012():
    explorer = EstimateExplorer(Estimate().assume_reference("r", "ssd_read", 2012).derive("x", "r * 2"))
    assert explorer.year.value == 2012
    explorer.year.value = 2026
    explorer.reset()
    assert (explorer.year.value, explorer.model) == (2012, explorer.given)


def test_the_year_is_no_choice_without_reference_numbers():
    assert EstimateExplorer(Estimate().assume("a", 5).derive("x", "a")).year_row.layout.display == "none"


def test_an_estimate_without_results_or_without_anything_is_explored_too():
    for estimate in (Estimate("Empty"), Estimate().assume("a", 5)):
        explorer = EstimateExplorer(estimate)
        assert isinstance(explorer.figure, go.Figure)
        explorer.add_formula("x", "2 * 3")
        assert explorer.result.value == "x"
        explorer.remove("x")
        explorer.reset()


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_only_an_estimate_can_be_explored(value):
    with pytest.raises(CourseError) as caught:
        EstimateExplorer(value)
    readable(caught.value)


def test_an_estimate_with_errors_says_which():
    with pytest.raises(CourseError, match=r"usres"):
        EstimateExplorer(Estimate().derive("x", "usres * 2"))


def test_a_move_that_cannot_be_computed_is_said_and_not_taken():
    explorer = EstimateExplorer(Estimate().assume("a", 5).assume("b", 3).derive("x", "1 / (a - b)"))
    before = explorer.model
    move(explorer, "b", 5)
    assert "role='alert'" in explorer.status.value
    assert explorer.model is before
    move(explorer, "b", 4)
    assert explorer.status.value == ""
    assert explorer.model["x"].magnitude == 1
