"""Pictures of runs: they show the run's own figures, and say so."""

import numpy as np
import pytest

from helpers import plots
from helpers.architecture import Architecture, Component
from helpers.simulation import Client, Fault, Workload, simulate, sweep

MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]
DESIGN = (Architecture("Links").add(Component("browser", "client"), Component("api", "service", replicas=2),
                                    Component("links", "sql", replicas=2, stores="link"))
          .connect("browser", "api").connect("api", "links"))


@pytest.fixture(scope="module")
def run():
    return simulate(DESIGN, Workload("4 K/s", mix=MIX), n=30_000)


@pytest.fixture(scope="module")
def swept():
    return sweep(DESIGN, Workload("4 K/s", mix=MIX), n=8_000)


def titled(figure):
    assert figure.layout.title.text
    assert figure.layout.xaxis.title.text
    for trace in figure.data:
        assert trace.name
    return figure


def test_the_distribution_passes_through_the_percentiles(run):
    figure = titled(plots.latency_distribution(run, target=0.05))
    curve, marks = figure.data[0], figure.data[-1]
    assert list(marks.y) == pytest.approx([0.5, 0.99, 0.999])
    assert np.interp(0.5, curve.y, curve.x) == pytest.approx(np.nanmedian(run.latencies), rel=0.01)
    assert (np.diff(curve.y) > 0).all()
    assert figure.layout.shapes[0].x0 == 0.05


def test_two_runs_are_told_apart_by_name_and_dash(run):
    other = simulate(DESIGN, Workload("6 K/s", mix=MIX), n=30_000)
    figure = plots.latency_distribution(other, run, names=("6 K", "4 K"))
    assert [trace.name for trace in figure.data[:2]] == ["4 K", "6 K"]
    assert figure.data[0].line.dash != figure.data[1].line.dash


def test_the_curve_shows_each_load_and_opens_its_marks_where_it_only_grows(swept):
    figure = titled(plots.latency_against_load(swept, now=4_000, target=0.05))
    p99 = next(trace for trace in figure.data if trace.name == "p99")
    assert list(p99.x) == pytest.approx(list(swept.rates))
    assert list(p99.y) == pytest.approx([each.latency(99) for each in swept.runs])
    grows = [symbol.endswith("open") for symbol in p99.marker.symbol]
    assert grows == [False] * 6 + [bool(each.overloaded or each.growing) for each in swept.runs[6:]]
    assert "api" in figure.layout.title.text.lower() or "feet" in figure.layout.title.text


def test_time_axes_have_readable_ticks(run, swept):
    for axis in (plots.latency_distribution(run).layout.xaxis, plots.latency_against_load(swept).layout.yaxis):
        assert 2 <= len(axis.tickvals) <= 8
        assert all(text.endswith("s") for text in axis.ticktext)


@pytest.mark.parametrize("what", ["arrivals", "goodput", "failures", "latency"])
def test_over_time_shows_the_series(run, what):
    figure = titled(plots.over_time({"one": run, "two": run}, what, marks=[1.0]))
    assert list(figure.data[0].y) == pytest.approx(list(run.series(what)[what]), nan_ok=True)
    assert len(figure.layout.shapes) == 1


@pytest.mark.parametrize("what", ["utilisation", "wait", "queue", "replicas"])
def test_over_time_of_a_component(run, what):
    figure = plots.over_time(run, what, "api")
    assert list(figure.data[0].y) == pytest.approx(list(run.series(what, "api")[what]))
    assert "api" in figure.layout.yaxis.title.text


def test_fullness_names_every_box_with_a_ceiling(run):
    figure = titled(plots.fullness(run))
    assert [text.split(" ×")[0] for text in figure.data[0].y] == ["api", "links"]
    assert figure.data[1].x[0] == pytest.approx(run.utilisation("api"))


def test_hops_of_the_slowest_request_add_up(run):
    figure = titled(plots.request_hops(run))
    hops = run.trace("slowest")
    assert sum(figure.data[0].x) == pytest.approx(1e3 * hops["waits_seconds"].sum())
    assert sum(figure.data[1].x) == pytest.approx(1e3 * hops["served_seconds"].sum())


def test_a_run_in_which_nothing_is_served_is_a_picture_too():
    dead = simulate(DESIGN, Workload("100/s", mix=MIX), Fault("crash", "api"), Client(retries=1), n=300)
    assert dead.availability == 0
    assert "No request was served" in plots.latency_distribution(dead).layout.title.text
    plots.over_time(dead)
    plots.fullness(dead)
    dead._repr_html_()
    assert "none" in repr(dead)
