"""The picture of a run with faults: four panels that say what the run says."""

import numpy as np
import pytest

from helpers.architecture import Architecture, Component
from helpers.plots import outage
from helpers.plots.failures import spans_of
from helpers.simulation import Client, Fault, Workload, simulate

MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]
DESIGN = (Architecture("Links").add(
    Component("browser", "client"), Component("api", "service", replicas=2),
    Component("links", "wide_column", copies=1, servers=8, service_time="20 ms", stores="link"))
    .connect("browser", "api").connect("api", "links"))
LOAD = Workload("300/s", mix=MIX)
FAULTS = [Fault("slow", "links", at=3, length=3, factor=10), Fault("crash", "api", at=8, length=1, replicas=1)]


@pytest.fixture(scope="module")
def calm():
    return simulate(DESIGN, LOAD, n=3_000)


@pytest.fixture(scope="module")
def run():
    return simulate(DESIGN, LOAD, FAULTS, Client(timeout="300 ms", retries=2), n=3_000)


def panel(figure, number):
    axis = f"x{number}" if number > 1 else None
    return {trace.name: trace for trace in figure.data if (trace.xaxis or None) == axis}


def test_panels_hold_what_the_run_says(run, calm):
    figure = outage(run, calm)
    rates, latency, queues, reasons = (panel(figure, number) for number in (1, 2, 3, 4))
    for name, what in (("arrive", "arrivals"), ("sent", "attempts"), ("answered", "goodput"), ("failed", "failures")):
        assert np.array_equal(rates[name].y, run.series(what)[what])
    assert np.array_equal(latency["p99"].y, run.series("latency")["latency"], equal_nan=True)
    assert np.array_equal(latency["p99, nothing broken"].y, calm.series("latency")["latency"], equal_nan=True)
    assert np.array_equal(queues["links"].y, run.series("queue", "links")["queue"])
    table, width = run.failures(), run.seconds / 60
    for why, trace in reasons.items():
        within = (table["reason"] == why) & (table["failed_seconds"] <= run.seconds)
        assert sum(trace.y) * width == pytest.approx(int(within.sum()))
    assert set(reasons) == set(table["reason"])


def test_each_span_is_shaded_in_each_panel(run):
    shapes = outage(run).layout.shapes
    assert len(shapes) == 8
    assert {(shape.x0, shape.x1) for shape in shapes} == {(3.0, 6.0), (8.0, 9.0)}
    assert {shape.xref for shape in shapes} == {"x", "x2", "x3", "x4"}


def test_without_retries_nothing_is_said_of_what_was_sent(calm):
    figure = outage(calm)
    assert "sent" not in panel(figure, 1)
    assert set(panel(figure, 4)) == {"none"}
    assert not any(panel(figure, 4)["none"].y)
    assert figure.layout.title.text == "Nothing is broken"


def test_a_run_that_is_answered_by_nobody_has_a_picture():
    dead = simulate(DESIGN, LOAD, [Fault("crash", "api")], n=500)
    figure = outage(dead)
    assert figure.layout.title.text == "100% of the requests fail"
    assert figure.layout.yaxis2.range[0] < figure.layout.yaxis2.range[1]


def test_a_short_run_counts_in_milliseconds(calm):
    short = simulate(DESIGN, Workload("30 K/s", mix=MIX), n=600)
    assert "ms" in outage(short).layout.xaxis3.title.text
    assert outage(calm).layout.xaxis3.title.text.startswith("s ")


def test_spans_are_cut_to_the_run():
    faults = (Fault("crash", "api", at=2), Fault("crash", "api", at=1, length=1), Fault("slow", "api", at=20),
              Fault("slow", "links", at=1, length=1))
    assert spans_of(faults, 10.0) == [(1.0, 2.0), (2.0, 10.0)]
