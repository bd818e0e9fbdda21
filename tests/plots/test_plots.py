"""Pictures: pure, titled, with units on the axes, told apart without colour, on a ground that shows the theme."""

import copy
import itertools
import re

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import CourseError, Estimate, Q, plots
from helpers.estimation import add_scale, add_storage, storage_by_year
from tests.hostile import readable, refuses_or_answers

GUIDES = {"#808080"}  # grey helper lines carry no data
RESULTS = ["writes_per_second", "storage", "storage_with_copies"]


def worked(**changes):
    links = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write", peak_factor="peak_factor")
    return add_storage(links, "new_links", "link_size", "kept_for", "copies").what_if(**changes)


def draw_all(estimate):
    names = [each.name for each in estimate.formulas]
    intervals = estimate.intervals(samples=200)
    return {
        "certainty": plots.certainty({name: intervals[name] for name in names}),
        "tornado": plots.tornado(estimate.sensitivity("storage"), "storage", estimate["storage"]),
        "growth": plots.growth_over_years(storage_by_year(estimate, samples=100), "storage", "TB"),
        "reference years": plots.reference_years(),
        "calibration": plots.calibration_plot([("1 TB", "2 TB"), (3, 4)], ["1.5 TB", 9], ["disk", "keys"]),
        "compared": plots.compare_estimates(estimate, estimate.what_if(kept_for="1 year"), RESULTS),
    }


FIGURES = draw_all(worked())
every_figure = pytest.mark.parametrize("name", FIGURES)


def colours(value):
    """Every colour that a figure's traces and shapes name, as #RRGGBB."""
    for text in re.findall(r"#[0-9A-Fa-f]{6}\b|rgba?\([^)]*\)", str(value)):
        if text.startswith("rgb"):
            red, green, blue = (int(float(each)) for each in re.findall(r"[\d.]+", text)[:3])
            text = f"#{red:02X}{green:02X}{blue:02X}"
        yield text.upper() if text not in GUIDES else text


@every_figure
def test_title_and_axes_say_what_is_shown_and_in_which_unit(name):
    layout = FIGURES[name].layout
    assert len(layout.title.text) > 10
    assert layout.xaxis.title.text
    category = layout.yaxis.type == "category"
    assert category or layout.yaxis.title.text
    measured = layout.xaxis.title.text if category else layout.yaxis.title.text
    assert re.search(r"\((TB|count|log scale.*)\)|divided by before", measured), measured


@every_figure
def test_colours_are_okabe_and_itos(name):
    allowed = {each.upper() for each in plots.COLOURS.values()} | GUIDES
    figure = FIGURES[name].to_plotly_json()
    used = set(
        colours([{key: value for key, value in trace.items() if key != "customdata"} for trace in figure["data"]])
    )
    used |= set(colours(figure["layout"].get("shapes", [])))
    assert used <= allowed
    assert list(FIGURES[name].layout.template.layout.colorway) == list(plots.COLOURS.values())


def shape(trace):
    """All that tells a trace from another without colour."""
    marker, line = trace.marker, getattr(trace, "line", None)
    return (
        trace.type,
        trace.mode if trace.type == "scatter" else None,
        getattr(marker, "symbol", None),
        marker.pattern.shape if trace.type == "bar" else None,
        line.dash if line else None,
        getattr(trace, "fill", None),
    )


@every_figure
def test_named_traces_differ_without_colour(name):
    named = [trace for trace in FIGURES[name].data if trace.name and trace.showlegend is not False]
    for one, other in itertools.combinations(named, 2):
        assert shape(one) != shape(other), f"{one.name} and {other.name} differ by colour alone"


@every_figure
def test_ground_is_transparent(name):
    for layout in (FIGURES[name].layout, FIGURES[name].layout.template.layout):
        assert layout.paper_bgcolor in (None, "rgba(0,0,0,0)")
        assert layout.plot_bgcolor in (None, "rgba(0,0,0,0)")


@every_figure
def test_figure_is_valid_for_plotly(name):
    import plotly.graph_objects as go

    assert go.Figure(FIGURES[name].to_plotly_json()).to_json() == FIGURES[name].to_json()


def test_drawing_changes_nothing_that_it_is_given():
    estimate = worked()
    intervals, values = estimate.intervals(samples=100), estimate.values()
    sensitivity, growth = estimate.sensitivity("storage"), storage_by_year(estimate, samples=50)
    ranges, truths, labels = [("1 TB", "2 TB")], ["1 TB"], ["disk"]
    given_values = (intervals, values, sensitivity, growth, ranges, truths, labels)
    before = copy.deepcopy(given_values)
    plots.certainty(intervals)
    plots.tornado(sensitivity, "storage", values["storage"])
    plots.growth_over_years(growth, "storage", "TB")
    plots.calibration_plot(ranges, truths, labels)
    plots.compare_estimates(values, values, RESULTS)
    for now, then in zip(given_values, before, strict=True):
        assert now.equals(then) if isinstance(now, pandas.DataFrame) else now == then
    assert estimate == worked()


def test_template_is_not_shared_between_figures():
    plots.figure([], "One").layout.template.layout.font.size = 99
    assert plots.figure([], "Two").layout.template.layout.font.size == 13


def test_certainty_shows_each_range_as_a_factor_of_its_middle():
    intervals = worked().intervals(samples=500)
    (trace,) = plots.certainty({"storage": intervals["storage"]}).data
    interval = intervals["storage"]
    assert 1 + trace.error_x.array[0] == pytest.approx(interval.high / interval.mid)
    assert 1 - trace.error_x.arrayminus[0] == pytest.approx(interval.low / interval.mid)


def test_tornado_bars_run_from_the_middle_to_each_end():
    links = worked()
    low, high = plots.tornado(links.sensitivity("storage"), "storage", links["storage"]).data
    assert low.base[0] + low.x[0] == pytest.approx(15 * 200 / 500)
    assert high.base[0] + high.x[0] == pytest.approx(15 * 1000 / 500)
    assert low.y[0] == "link size"
    assert (
        "No uncertain assumption"
        in plots.tornado(links.sensitivity("kept_for"), "kept_for", links["kept_for"]).layout.title.text
    )


def test_growth_is_drawn_in_a_readable_unit():
    band, line = plots.growth_over_years(storage_by_year(worked(), samples=50), "storage", "GB").data
    assert len(band.x) == 2 * len(line.x) == 12
    small = (
        Estimate().assume("rate", "1 GB/year").assume("kept_for", "2 years").derive("storage", "rate * kept_for", "TB")
    )
    figure = plots.growth_over_years(storage_by_year(small), "storage", "TB")
    assert figure.layout.yaxis.title.text == "storage (GB)"
    assert list(figure.data[1].y) == pytest.approx([0, 1, 2])


def test_nothing_to_say_how_a_zero_should_be_scaled():
    zero = (
        Estimate()
        .assume("rate", "0 GB/year", low=-1, high=1)
        .assume("kept_for", "2 years")
        .derive("storage", "rate * kept_for", "TB")
    )
    figure = plots.growth_over_years(storage_by_year(zero), "storage", "TB")
    assert figure.layout.yaxis.title.text in (
        "storage (TB)",
        "storage (MB)",
        "storage (KB)",
        "storage (GB)",
        "storage (B)",
    )
    frame = pandas.DataFrame({"low": [-1.0], "mid": [0.0], "high": [1.0]}, index=[1])
    figure = plots.growth_over_years(frame, "storage", "TB")
    assert (figure.layout.yaxis.title.text, list(figure.data[0].y)) == ("storage (TB)", [1, -1])


def test_calibration_counts_what_was_held():
    figure = plots.calibration_plot([("1 TB", "2 TB"), (3, 4), (1, 20)], ["1500 GB", 9, 5], ["a", "b", "c"])
    assert figure.layout.title.text == "2 of 3 ranges held the truth"
    held, missed = figure.data
    assert list(missed.y[:2]) == ["b", "b"]
    assert [held.x[0], held.x[1]] == pytest.approx([2 / 3, 4 / 3])


def test_compared_estimates_show_the_ratio():
    (trace,) = plots.compare_estimates(worked(), worked(kept_for="1 year"), RESULTS).data
    assert list(trace.text) == ["×1", "×0.2", "×0.2"]


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (lambda: plots.calibration_plot([(1, 2)], [1, 2], ["a"]), "1 ranges, 2 truths, 1 labels"),
        (lambda: plots.calibration_plot([(1, 2)], [0], ["a"]), "above zero"),
        (lambda: plots.calibration_plot([(-1, 2)], [1], ["a"]), "above zero"),
        (lambda: plots.calibration_plot([("1 TB", "2 TB")], ["1 s"], ["a"]), "a"),
        (lambda: plots.calibration_plot([(1,)], [1], ["a"]), "a"),
        (lambda: plots.compare_estimates({"a": Q("0 TB")}, {"a": Q("1 TB")}, ["a"]), "a is zero before"),
        (lambda: plots.compare_estimates({"a": Q("1 s")}, {"a": Q("1 TB")}, ["a"]), "a: .*not of one kind"),
        (lambda: plots.compare_estimates(worked(), worked(), ["storge"]), "storage"),
    ],
)
def test_what_cannot_be_drawn_is_named(draw, told):
    with pytest.raises(CourseError, match=told) as caught:
        draw()
    readable(caught.value)


extremes = st.sampled_from([1e-300, 1e-30, 1e-9, 1.0, 1e9, 1e30, 1e100])


@settings(max_examples=40)
@given(extremes, extremes, st.floats(1, 1e6), st.sampled_from([-1, 1]))
def test_extreme_values_draw_or_are_refused(rate, size, factor, sign):
    estimate = (
        Estimate().assume("rate", rate, "1/year", low=rate / factor, high=rate * factor).assume("kept_for", "3 years")
    )
    estimate = estimate.assume("size", sign * size, "TB").derive("storage", "rate * size * kept_for", "TB").derive(
        "zero", "rate - rate"
    )
    with refuses_or_answers():
        intervals, frame = estimate.intervals(samples=50), storage_by_year(estimate, samples=50)
        for figure in (
            plots.certainty(intervals),
            plots.growth_over_years(frame, "storage", "TB"),
            plots.tornado(estimate.sensitivity("storage"), "storage", estimate["storage"]),
            plots.compare_estimates(estimate, estimate, ["storage"]),
        ):
            figure.to_json()
