"""Which alarm tells an outage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.reliability.alarms import Alarm
from helpers.reliability.troubles import Outage

if TYPE_CHECKING:
    from helpers.reliability.alerting import Alerts
    from helpers.reliability.day import Day

GRACE = 600.0  # an alarm that begins so long after an outage's end still belongs to it


def belongs(alarm: Alarm, outage: Outage) -> bool:
    """Whether an alarm fires during an outage, or begins soon after it."""
    return alarm.start <= outage.end + GRACE and alarm.end > outage.start


def told_by(day: Day, alerts: Alerts, outage: Outage) -> Alarm | None:
    """The alarm that tells an outage first; None where none does. An urgent one is told by a page alone."""
    severity = {each.name: each.severity for each in alerts}
    return next((each for each in day.fire(alerts) if belongs(each, outage)
                 and (severity[each.rule] == "page" or not outage.urgent)), None)
