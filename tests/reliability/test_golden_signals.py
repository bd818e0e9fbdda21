"""The golden signals of a run are its own figures, and alerts can be tried on them; coverage says what is watched."""

import numpy
import pytest

from helpers import Architecture, Component, Fault, Workload, golden_signals, observability, simulate
from helpers.reliability import AlertRule, Alerts, ReliabilityError
from helpers.reliability.watched import worked_drawing

LINKS = Architecture("Links").add(
    Component("client", "client"), Component("api", "service", replicas=2), Component("store", "sql", stores="link"),
    Component("photos", "blob", stores="photo")).connect("client", "api").connect("api", "store").connect(
    "api", "photos")
MIX = [{"name": "open", "share": 1, "reads": ["link"]}]
BROKEN = simulate(LINKS, Workload("500/s", mix=MIX), faults=[Fault("crash", "store", at="10 s", length="10 s")],
                  n=20_000)


def test_they_are_the_runs_own_figures():
    signals = golden_signals(BROKEN, windows=40)
    failed = BROKEN.failures()
    assert list(signals) == ["api", "store", "photos"]
    assert sum(signals["api"].requests) == pytest.approx(BROKEN.n)
    assert sum(signals["api"].errors) == len(failed)
    assert sum(signals["store"].errors) == len(failed[failed["component"] == "store"])
    assert sum(signals["photos"].errors) == 0
    busy = BROKEN.series("busy", "api", windows=40)["busy"]
    assert signals["api"].saturation.tolist() == pytest.approx(busy.tolist())
    took = BROKEN.series("latency", windows=40)["latency"]
    assert numpy.allclose(signals.latency["api"], took, equal_nan=True)


def test_errors_stand_in_the_time_of_the_fault():
    signals = golden_signals(BROKEN, windows=40)
    errors = numpy.asarray(signals["api"].errors)
    width = BROKEN.seconds / 40
    during = [place for place in range(40) if (place + 1) * width > 10 and place * width < 20]
    assert errors[during].sum() == errors.sum() > 0


def test_alerts_can_be_tried_on_a_run():
    signals = golden_signals(BROKEN, windows=40)
    rule = AlertRule("Fails", "api", "errors", "5%", window="2 s")
    fired = Alerts([rule]).fire(signals)
    assert len(fired) == 1
    assert 10 <= fired[0].start <= 12.5
    assert 20 <= fired[0].end <= 23.5
    assert "worst" in signals.table().loc["api", "errors"]


def test_what_is_not_measured_is_no_data_and_not_zero():
    signals = golden_signals(BROKEN)
    assert numpy.isnan(signals["store"].slow).all()
    assert not Alerts([AlertRule("S", "store", "slow", 0.0, slower_than=1)]).fire(signals)


def test_slow_ones_are_those_above_the_limit():
    run = simulate(LINKS, Workload("500/s", mix=MIX), n=5_000)
    signals = golden_signals(run, slower_than="30 ms")
    assert sum(signals["api"].slow) == int((run.latencies > 0.03).sum())


def test_windows_that_are_too_short_are_told():
    run = simulate(worked_drawing(), Workload("50 K/s", mix="url_shortener"), n=1_000)
    with pytest.raises(ReliabilityError, match=r"too short for 60 windows. Ask for \d+"):
        golden_signals(run)
    with pytest.raises(ReliabilityError, match="is not a Run"):
        golden_signals(LINKS)


def test_coverage_counts_boxes_and_signals():
    alerts = Alerts([AlertRule("Fails", "api", "errors", "5%"), AlertRule("Slow", "api", "slow", 0.1, slower_than=1),
                     AlertRule("Full", "store", "saturation", "90%"), AlertRule("Else", "cache", "errors", 0.1)])
    found = observability(LINKS, alerts)
    assert found.boxes_without_alert == ("photos",)
    assert found.share == pytest.approx(2 / 3)
    assert found.share_of_signals == pytest.approx(3 / sum(map(len, found.measured.values())))
    table = found.table()
    assert table.loc["api"].tolist() == ["Slow", "-", "Fails", "-", "-"]
    assert "client" not in table.index
    assert observability(Architecture("Empty"), Alerts()).share == 1


def test_a_box_without_a_ceiling_cannot_be_full():
    drawn = Architecture("Out").add(Component("mail", "external"))
    assert "saturation" not in observability(drawn, Alerts()).measured["mail"]
    assert observability(drawn, Alerts()).table().loc["mail", "saturation"] == ""
