"""The reliability of a design as one value: what step 7 adds to it.

It holds what the learner decided and foresaw: what happens when a part is lost, how many copies of each service, how
many of the data and how many of them reads and writes wait for, what brings lost data back, and what is watched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.errors import shorten
from helpers.inputs import changed
from helpers.reliability.alert_rules import AlertRule
from helpers.reliability.alerts import Alerts
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.quorums import Quorum
from helpers.reliability.recovery import Protection

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.architecture import Architecture
    from helpers.findings import Findings

VERDICTS = ("down", "degraded", "unnoticed")  # what users see when a part is lost
MOST = 2_000


@dataclass(frozen=True)
class Reliability:
    """What was decided in step 7.

    Parameters
    ----------
    alerts : Alerts or list of AlertRule
        What is watched.
    predictions : mapping of str to str
        By what is lost (a box, "zone:a", or "api -> store"), what users see: it is "down", "degraded" or "unnoticed".
    quorums : mapping of str to Quorum or (n, r, w)
        By store, the copies of its data and how many of them reads and writes wait for.
    copies : mapping of str to int
        By box without data, how many machines it gets.
    protections : mapping of str to Protection
        By store, its replicas and backups.
    notes : str
        Anything else, in words.

    Raises
    ------
    ReliabilityError
        For what cannot be read.

    >>> plan = Reliability(predictions={"store": "down"}, quorums={"store": (3, 2, 2)}, copies={"api": 3})
    >>> plan.quorums["store"].overlaps, Reliability.from_dict(plan.to_dict()) == plan
    (True, True)
    """

    alerts: Alerts = field(default_factory=Alerts)
    predictions: Mapping[str, str] = field(default_factory=dict, hash=False)
    quorums: Mapping[str, Quorum] = field(default_factory=dict, hash=False)
    copies: Mapping[str, int] = field(default_factory=dict, hash=False)
    protections: Mapping[str, Protection] = field(default_factory=dict, hash=False)
    notes: str = ""

    def __post_init__(self):
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        put("alerts", self.alerts if isinstance(self.alerts, Alerts) else Alerts(self.alerts))
        put("predictions", {name: read.choice(value, f"predictions.{name}", VERDICTS)
                            for name, value in _by_name(self.predictions, "predictions", '{"store": "down"}')})
        put("quorums", {name: _quorum(value, f"quorums.{name}")
                        for name, value in _by_name(self.quorums, "quorums", '{"store": (3, 2, 2)}')})
        put("copies", {name: read.whole(value, f"copies.{name}", 1, 100_000, "3")
                       for name, value in _by_name(self.copies, "copies", '{"api": 3}')})
        made = dict(_by_name(self.protections, "protections", '{"store": Protection()}'))
        for name, value in made.items():
            if not isinstance(value, Protection):
                raise ReliabilityError(f"protections.{name}: {shorten(value)} is not a Protection. "
                                       'Write Protection([Replica("zone")], [Backup("1 day")]).')
        put("protections", made)
        put("notes", read.text(self.notes, "notes"))

    def replace(self, **changes: Any) -> Reliability:
        """The same reliability with some fields changed."""
        return changed(self, changes, "reliability", ReliabilityError)

    def alerts_of(self, box: str) -> tuple[AlertRule, ...]:
        """The alert rules on one box."""
        return tuple(each for each in self.alerts if each.component == read.text(box, "box"))

    @property
    def boxes(self) -> tuple[str, ...]:
        """The boxes that anything is said about, each once."""
        predicted = (each for each in self.predictions if ":" not in each and "->" not in each)
        return tuple(dict.fromkeys((*self.alerts.components, *predicted, *self.quorums, *self.copies,
                                    *self.protections)))

    def table(self) -> DataFrame:
        """By box: what is foreseen of its loss, its copies, reads and writes, backups, and its alerts."""
        from helpers.tables import pandas

        rows = [{"when lost": self.predictions.get(name, ""), "copies": _copies_text(self, name),
                 "backups": len(self.protections[name].backups) if name in self.protections else "",
                 "alerts": ", ".join(each.name for each in self.alerts_of(name))} for name in self.boxes]
        return pandas.DataFrame(rows, columns=["when lost", "copies", "backups", "alerts"],
                                index=pandas.Index(self.boxes, name="box"))

    def check(self, architecture: Architecture | None = None, requirements: object = None) -> Findings:
        """What is missing, what does not fit the drawing, and what the requirements ask for and is not there.

        Parameters
        ----------
        architecture : Architecture, optional
            The design of step 5; the boxes that are named here are looked up in it.
        requirements : Requirements or Targets, optional
            Availability and copies that are asked for.

        Raises
        ------
        ReliabilityError
            For what is no architecture.
        """
        from helpers.reliability.model_check import check

        return check(self, architecture, requirements)

    def to_dict(self) -> dict:
        """Plain data, ready for YAML; `from_dict` reads it back."""
        from helpers.reliability.serialization import to_dict

        return to_dict(self)

    @classmethod
    def from_dict(cls, data: object) -> Reliability:
        """The reliability that `to_dict` wrote. Raises `ReliabilityError` naming the part, the field and the mend."""
        from helpers.reliability.serialization import from_dict

        return from_dict(cls, data)


def _by_name(given: object, what: str, example: str):
    if not isinstance(given, Mapping):
        raise ReliabilityError(f"{what}: {shorten(given)} does not say it by name. Write {example}.")
    try:
        pairs = list(given.items())
    except Exception:  # a mapping of somebody else's
        raise ReliabilityError(f"{what}: {shorten(given)} cannot be read. Write {example}.") from None
    if len(pairs) > MOST:
        raise ReliabilityError(f"{what}: {len(pairs):,} are more than {MOST:,}. Name those that matter.")
    return [(read.text(name, f"{what}: a name", 200, empty=False), value) for name, value in pairs]


def _quorum(value: object, where: str) -> Quorum:
    if isinstance(value, Quorum):
        return value
    if isinstance(value, list | tuple) and len(value) == 3:
        try:
            return Quorum(*value)
        except ReliabilityError as error:
            raise ReliabilityError(f"{where}: {error}") from None
    raise ReliabilityError(f"{where}: {shorten(value)} is no choice of N, R and W. Write Quorum(3, 2, 2), or "
                           "(3, 2, 2).")


def _copies_text(plan: Reliability, name: str) -> str:
    if name in plan.quorums:
        each = plan.quorums[name]
        return f"N={each.n}, R={each.r}, W={each.w}"
    return str(plan.copies.get(name, ""))
