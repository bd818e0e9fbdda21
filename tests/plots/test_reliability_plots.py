"""Pictures of days and incidents: they show the day's own figures, say what to see, and give nothing away."""

import numpy
import pytest

from helpers import AlertRule, Incident, plots, simulated_day
from helpers.plots.reliability import CALM, LOWEST, SHADE
from helpers.reliability.watched import worked_drawing

DAY = simulated_day(worked_drawing(), "url_shortener", seed=4)
RULE = AlertRule("Fails", "balancer", "errors", "2%", window="1 h", short_window="5 min")


def test_a_dashboard_has_four_signals_of_each_box_and_shades_what_went_wrong():
    figure = plots.dashboard(DAY)
    assert len(figure.data) == 4 * len(DAY.boxes)
    assert sum(bool(each.showlegend) for each in figure.data) == len(DAY.boxes)
    colours = [each.fillcolor for each in figure.layout.shapes]
    assert (colours.count(SHADE), colours.count(CALM)) == (len(DAY.outages), len(DAY.harmless))
    traffic = next(each for each in figure.data if each.yaxis == "y2" and each.name == "api")
    assert numpy.allclose(traffic.y, DAY.signal("api", "traffic")[::4])
    assert len({each.line.dash for each in figure.data}) == len(DAY.boxes), "told apart without colour"
    assert len(plots.dashboard(DAY, ["api"]).data) == 4


def test_an_incidents_dashboard_gives_no_hint():
    incident = Incident("url_shortener", 5)
    figure = plots.dashboard(incident)
    assert not figure.layout.shapes
    low, high = incident.seen
    assert low <= min(figure.data[0].x) < max(figure.data[0].x) <= high
    assert incident.cause.where not in figure.layout.title.text


def test_the_threshold_is_a_line_and_each_alarm_a_bar():
    figure = plots.watched_signal(DAY, RULE)
    assert numpy.allclose(figure.data[0].y, numpy.maximum(DAY.seen_by(RULE)[0], LOWEST), equal_nan=True)
    assert [each.name for each in figure.data] == ["long window", "short window"]
    lines = [each for each in figure.layout.shapes if each.type == "line"]
    assert [each.y0 for each in lines] == [0.02]
    assert figure.layout.annotations[0].y == pytest.approx(numpy.log10(0.02))
    bars = [each for each in figure.layout.shapes if each.y1 == 0.035]
    assert f"fires {'once' if len(bars) == 1 else 'twice' if len(bars) == 2 else len(bars)}" in figure.layout.title.text


@pytest.mark.parametrize("signal", ["errors", "slow", "traffic", "saturation", "absent"])
def test_every_signal_can_be_drawn(signal):
    rule = RULE.replace(signal=signal, threshold=0.0 if signal != "traffic" else 1.0, slower_than=0.1,
                        short_window=None)
    figure = plots.watched_signal(DAY, rule)
    assert figure.layout.yaxis.title.text
    assert bool(figure.layout.annotations) == (signal in ("traffic", "saturation")), "no line at zero of a log axis"


def test_fires_for_nothing_is_said():
    noisy = plots.watched_signal(DAY, RULE.replace(signal="traffic", threshold=1e7, name="Noise", short_window=None))
    assert noisy.layout.title.text == "Noise fires once, 1 for nothing"  # it rings all day
    often = plots.watched_signal(DAY, RULE.replace(threshold=0.0002, window=60.0, short_window=None))
    assert "for nothing" in often.layout.title.text


@pytest.mark.parametrize("seed", range(8))
def test_the_cascade_shows_each_signal_when_it_left_what_is_usual(seed):
    incident = Incident("url_shortener", seed)
    figure = plots.cascade(incident)
    shown = sum(len(each.x) for each in figure.data if each.name != "it broke")
    assert shown == sum(len(each.since) for each in incident.states.values())
    assert figure.layout.title.text.lower().startswith(incident.cause.where.replace("_", " "))
    assert len({each.marker.symbol for each in figure.data}) == len(figure.data), "told apart without colour"
