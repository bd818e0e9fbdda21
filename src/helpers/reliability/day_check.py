"""What alert rules leave open on a day: what is unwatched, what fires for nothing, and which outage nobody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.findings import Findings
from helpers.reliability.alerts import Alerts, as_alerts
from helpers.reliability.clock import clock
from helpers.reliability.detection import told_by
from helpers.reliability.rules import RULES

if TYPE_CHECKING:
    from helpers.reliability.day import Day

LEAST_LOAD = 0.165  # of the peak, at night: exp(2 x -0.9)


def check(day: Day, alerts: Alerts) -> Findings:
    """See `Day.check`."""
    alerts = as_alerts(alerts)
    rates = {name: LEAST_LOAD * day.rate * day.wiring.usual.calls.get(name, 0.0) for name in day.boxes}
    found = list(alerts.check(day.architecture, rates, day.usual_errors))
    noisy = {each.where for each in found if each.rule == "threshold-in-the-noise"}
    known = Alerts(tuple(each for each in alerts if each.component in day.samples))
    fired = day.quiet.fire(known)
    for rule in known:
        times = [each for each in fired if each.rule == rule.name]
        if times and rule.name not in noisy:
            found.append(RULES["threshold-in-the-noise"].found(
                rule.name, f"on a day on which nothing is wrong it fires {len(times)} time{'s' * (len(times) > 1)}, "
                f"first at {clock(times[0].start)}", "Move the threshold away from what is usual, or take a longer "
                "window."))
    for each in day.outages:
        if told_by(day, known, each) is None:
            found.append(RULES["outage-not-told"].found(
                f"{each.where}, {clock(each.start)}", f"no {'page' if each.urgent else 'alert'} told it: {each.words}",
                "Watch what users felt then: look at the dashboard at that time."))
    return Findings(found)
