"""Pictures of runs: they show the run's own figures, and say so."""

import numpy as np
import pytest

from helpers import plots, pool_waits
from helpers.architecture import Architecture, Component
from helpers.plots.template import ROLES
from helpers.simulation import Client, Fault, Workload, simulate, sweep
from helpers.simulation.limit import limit_of

MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]
DESIGN = (Architecture("Links").add(Component("browser", "client"), Component("api", "service", replicas=2),
                                    Component("links", "sql", replicas=2, stores="link"))
          .connect("browser", "api").connect("api", "links"))


@pytest.fixture(scope="module")
def run():
    return simulate(DESIGN, Workload("4 K/s", mix=MIX), n=30_000)


@pytest.fixture(scope="module")
def swept():
    return sweep(DESIGN, Workload("4 K/s", mix=MIX), [400, 2_000, 4_000, 5_500, 6_600, 8_000], n=8_000)


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


def test_the_curve_has_figures_below_the_limit_and_only_arrows_above(swept):
    figure = titled(plots.latency_against_load(swept, now=4_000, target=0.05))
    limit = limit_of(swept.runs[0])
    assert limit.component == "api"
    assert limit.rate == pytest.approx(6_400)  # 2 replicas of 16 servers, 5 ms each
    grows = [bool(each.overloaded or each.growing) for each in swept.runs]
    assert 0 < sum(grows) < len(grows)
    p99 = next(trace for trace in figure.data if trace.name == "p99")
    steady = [(rate, run.latency(99)) for rate, run, bad in zip(swept.rates, swept.runs, grows, strict=True) if not bad]
    assert [each for pair in zip(p99.x, p99.y, strict=True) for each in pair] == pytest.approx(
        [each for pair in steady for each in pair])
    arrows = next(trace for trace in figure.data if "grows" in trace.name)
    assert list(arrows.x) == pytest.approx([rate for rate, bad in zip(swept.rates, grows, strict=True) if bad])
    assert min(arrows.y) > max(p99.y) * 3
    near = next(trace for trace in figure.data if "theory" in trace.name)
    assert near.x[-1] == pytest.approx(limit.rate)
    assert (np.diff(near.y) > 0).all()
    assert "latency only grows" in figure.layout.title.text


@pytest.mark.parametrize(("rate", "overloaded"), [(6_300, False), (6_500, True)])
def test_a_load_above_the_limit_has_no_distribution(rate, overloaded):
    figure = plots.latency_distribution(simulate(DESIGN, Workload(rate, mix=MIX), n=4_000))
    assert ("overloaded" in figure.layout.title.text.lower()) == overloaded
    assert any(trace.name.startswith("p50") for trace in figure.data) != overloaded


def test_time_axes_have_readable_ticks(run, swept):
    for axis in (plots.latency_distribution(run).layout.xaxis, plots.latency_against_load(swept).layout.yaxis):
        assert 2 <= len(axis.tickvals) <= 8
        assert all(text.endswith("s") for text in axis.ticktext)


@pytest.mark.parametrize("what", ["arrivals", "attempts", "goodput", "failures", "latency"])
def test_over_time_shows_the_series(run, what):
    figure = titled(plots.over_time({"one": run, "two": run}, what, marks=[1.0]))
    assert list(figure.data[0].y) == pytest.approx(list(run.series(what)[what]), nan_ok=True)
    assert len(figure.layout.shapes) == 1


@pytest.mark.parametrize("what", ["arrivals", "utilisation", "busy", "in service", "wait", "queue", "replicas"])
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


# --- one colour for one thing, through all pictures of the step -------------------------------------------------------

MEANS = {"p50": "median", "half of the requests": "median", "p99": "now", "p99 (theory)": "now", "now": "now",
         "p99 before": "before", "before": "before", "p50, p99, p99.9": "now", "only grows": "limit",
         "all replicas": "now", "fullest replica": "fullest", "waits": "waiting", "is served": "now"}


def colours_of(figure) -> dict[str, str]:
    return {trace.name: trace.line.color if "lines" in (trace.to_plotly_json().get("mode") or "") else
            trace.marker.color for trace in figure.data if trace.name in MEANS}


def test_one_colour_stands_for_one_thing(run, swept):
    other = simulate(DESIGN, Workload("6 K/s", mix=MIX), n=30_000)
    drowned = simulate(DESIGN, Workload("9 K/s", mix=MIX), n=4_000)
    pictures = [plots.latency_distribution(other, run, target=0.05), plots.latency_distribution(drowned),
                plots.latency_against_load(swept, 4_000, 0.06, swept), plots.fullness(run), plots.request_hops(run)]
    found = {name: colour for each in pictures for name, colour in colours_of(each).items()}
    assert set(found) == set(MEANS)
    for each in pictures:
        assert colours_of(each) == {name: ROLES[MEANS[name]] for name in colours_of(each)}
    assert len(set(ROLES.values())) == len(ROLES)


def test_the_limits_colour_is_the_last_that_alternatives_take(run):
    many = plots.over_time({str(number): run for number in range(6)})
    assert ROLES["limit"] not in {trace.line.color for trace in many.data}
    stick = plots.hockey_stick(pool_waits(servers=[1, 16], full=[0.5, 0.9], n=2_000))
    assert {trace.line.color for trace in stick.data if trace.mode == "lines"} == {ROLES["before"], ROLES["now"]}
    assert stick.layout.shapes[0].line.color == ROLES["limit"]


def test_the_line_of_the_required_time_says_what_it_is(swept):
    notes = plots.latency_against_load(swept, 4_000, 0.06).layout.annotations
    assert "60 ms asked for" in [each.text for each in notes]
    assert not any("asked for" in each.text for each in plots.latency_against_load(swept, 4_000).layout.annotations)
