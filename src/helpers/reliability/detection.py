"""Which alarm tells an outage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.reliability.alarms import Alarm
from helpers.reliability.troubles import Outage

if TYPE_CHECKING:
    from helpers.reliability.alerts import Alerts
    from helpers.reliability.day import Day

GRACE = 600.0  # an alarm that begins so long after an outage's end still belongs to it


def belongs(alarm: Alarm, outage: Outage) -> bool:
    """Whether an alarm begins during an outage, or soon after it: what rings all day tells nobody anything.

    >>> outage = Outage("crash", "api", 600, 1_200, 0.5)
    >>> [belongs(Alarm("Fails", start, 1_500), outage) for start in (0, 600, 1_200, 2_400)]
    [False, True, True, False]
    """
    return outage.start <= alarm.start <= outage.end + GRACE


def tells(alarm: Alarm, outage: Outage, outages: Sequence[Outage]) -> bool:
    """Whether an alarm fires during an outage, or soon after it, and began with this one or an earlier one."""
    return (alarm.start <= outage.end + GRACE and alarm.end > outage.start
            and any(belongs(alarm, each) for each in outages))


def told_by(day: Day, alerts: Alerts, outage: Outage) -> Alarm | None:
    """The alarm that tells an outage first; None where none does. An urgent one is told by a page alone."""
    severity = {each.name: each.severity for each in alerts}
    return next((each for each in day.fire(alerts) if tells(each, outage, day.outages)
                 and (severity[each.rule] == "page" or not outage.urgent)), None)
