"""How much of a design is watched: for each box, which of its signals can be measured, and which an alert looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.architecture import Architecture
from helpers.errors import shorten
from helpers.reliability.alerts import Alerts, as_alerts
from helpers.reliability.errors import ReliabilityError

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = {"slow": "latency", "traffic": "traffic", "errors": "errors", "saturation": "saturation",
           "absent": "no data at all"}


@dataclass(frozen=True)
class Coverage:
    """What is watched of each box.

    Parameters
    ----------
    measured : mapping of str to tuple of str
        By box, the signals that it can give.
    watched : mapping of str to mapping of str to tuple of str
        By box and signal, the alerts on it.
    """

    measured: Mapping[str, tuple[str, ...]]
    watched: Mapping[str, Mapping[str, tuple[str, ...]]]

    @property
    def boxes_without_alert(self) -> tuple[str, ...]:
        """The boxes that no alert looks at."""
        return tuple(name for name in self.measured if not self.watched[name])

    @property
    def share(self) -> float:
        """The share of the boxes on which there is an alert."""
        return 1 - len(self.boxes_without_alert) / len(self.measured) if self.measured else 1.0

    @property
    def share_of_signals(self) -> float:
        """The share of all signals that can be measured on which there is an alert; 100% is no aim."""
        total = sum(map(len, self.measured.values()))
        return sum(map(len, self.watched.values())) / total if total else 1.0

    def table(self) -> DataFrame:
        """By box and signal: the alerts on it, "-" where none is, and empty where it cannot be measured."""
        from helpers.tables import pandas

        rows = {name: {title: "" if signal not in self.measured[name]
                       else ", ".join(self.watched[name].get(signal, ())) or "-"
                       for signal, title in COLUMNS.items()} for name in self.measured}
        return pandas.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS.values())).rename_axis("box")


def observability(architecture: Architecture, alerts: Alerts) -> Coverage:
    """Which boxes of a design have signals, and which of these an alert looks at.

    Parameters
    ----------
    architecture : Architecture
        The design; clients are left out.
    alerts : Alerts
        The rules.

    Raises
    ------
    ReliabilityError
        For what is no design or no alerts.

    >>> from helpers import AlertRule, Component
    >>> links = Architecture("Links").add(Component("api", "service"), Component("store", "sql"))
    >>> found = observability(links, Alerts([AlertRule("Fails", "api", "errors", "5%")]))
    >>> found.boxes_without_alert, found.share
    (('store',), 0.5)
    """
    if not isinstance(architecture, Architecture):
        raise ReliabilityError(f"architecture: {shorten(architecture)} is not an Architecture.")
    alerts = as_alerts(alerts)
    measured, watched = {}, {}
    for box in architecture:
        if box.kind == "client":
            continue
        measured[box.name] = tuple(each for each in COLUMNS if each != "saturation" or box.capacity is not None)
        own = [each for each in alerts if each.component == box.name and each.signal in measured[box.name]]
        watched[box.name] = {signal: tuple(each.name for each in own if each.signal == signal)
                             for signal in dict.fromkeys(each.signal for each in own)}
    return Coverage(measured, watched)
