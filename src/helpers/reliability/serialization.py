"""Reliability as plain data for YAML, and back; numbers that people say in units are written in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from helpers.errors import CourseError, nearest, shorten
from helpers.inputs import given_or
from helpers.reliability.alert_rules import AlertRule
from helpers.reliability.budget import ErrorBudget
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.quorums import Quorum
from helpers.reliability.recovery import Backup, Protection, Replica

if TYPE_CHECKING:
    from helpers.reliability.model import Reliability

Kind = TypeVar("Kind")
UNITS = (("day", 86_400.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3))
TIMES = ("window", "short_window", "lasts", "slower_than", "lag", "failover", "every", "kept", "noticed", "start",
         "period")
SHARES = ("target",)


def seconds_as_text(seconds: float) -> str | float:
    """A time that reads back exactly: with its unit where it is whole, else the seconds.

    >>> seconds_as_text(300.0), seconds_as_text(0.0), seconds_as_text(0.25), seconds_as_text(1 / 3)
    ('5 min', 0, '250 ms', 0.3333333333333333)
    """
    for unit, size in UNITS if seconds else ():
        count = round(seconds / size)
        if count and read.seconds(f"{count} {unit}", "time") == seconds:
            return f"{count} {unit}"
    return int(seconds) if float(seconds).is_integer() else seconds


def share_as_text(share: float) -> str | float:
    """A share that reads back exactly: in percent where that is short, else the number.

    >>> share_as_text(0.999), share_as_text(1 / 3)
    ('99.9%', 0.3333333333333333)
    """
    text = f"{100 * share:.12g}%"
    return text if read.share(text, "share") == share else share


def to_dict(plan: Reliability) -> dict:
    """Plain data; what is as by default is left out.

    >>> from helpers import Reliability
    >>> to_dict(Reliability(alerts=[AlertRule("ApiFails", "api", threshold="5%")], copies={"api": 3}))
    {'alerts': [{'name': 'ApiFails', 'component': 'api', 'threshold': '5%'}], 'copies': {'api': 3}}
    """
    made: dict[str, Any] = {"alerts": [alert_to_dict(each) for each in plan.alerts]}
    made["predictions"] = dict(plan.predictions)
    made["quorums"] = {name: _plain(each, keep=("n", "r", "w")) for name, each in plan.quorums.items()}
    made["copies"] = dict(plan.copies)
    made["protections"] = {name: _protection(each) for name, each in plan.protections.items()}
    made["notes"] = plan.notes
    return {name: value for name, value in made.items() if value}


def alert_to_dict(rule: AlertRule) -> dict:
    """One alert rule as plain data; what is as by default is left out."""
    made = _plain(rule, keep=("name", "component"))
    if rule.signal != "traffic" and "threshold" in made:
        made["threshold"] = share_as_text(rule.threshold)
    if rule.budget is not None:
        made["budget"] = _plain(rule.budget, keep=("target",))
    return made


def _protection(kept: Protection) -> dict:
    made = _plain(kept)
    for name in ("replicas", "backups"):
        if name in made:
            made[name] = [_plain(each, keep=("away",)) for each in made[name]]
    return made


def _plain(value: Any, keep: tuple[str, ...] = ()) -> dict:
    """The fields of a value that are not as by default, and those to keep."""
    made = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if each.name in keep or held != each.default:
            made[each.name] = seconds_as_text(held) if each.name in TIMES else \
                share_as_text(held) if each.name in SHARES else held
    return made


def from_dict(kind: type[Reliability], data: object) -> Reliability:
    """The reliability that `to_dict` wrote. Raises `ReliabilityError` naming the part, the field and the mend."""
    given = _fields(data, kind, "reliability")
    listed = given_or(given.get("alerts"), [])
    if not isinstance(listed, list | tuple):
        raise ReliabilityError(f"alerts: {shorten(listed)} is not a list of alert rules.")
    made: dict[str, Any] = {"alerts": [alert_from_dict(each, f"alerts[{place}]")
                                       for place, each in enumerate(listed)]}
    for name, read_one in (("quorums", _quorum_from), ("protections", _protection_from)):
        made[name] = {box: read_one(each, f"{name}.{box}") for box, each in _named(given.get(name), name).items()}
    for name in ("predictions", "copies"):
        made[name] = _named(given.get(name), name)
    return kind(**made, notes=given_or(given.get("notes"), ""))


def alert_from_dict(data: object, where: str = "alert") -> AlertRule:
    """The alert rule that `alert_to_dict` wrote.

    >>> alert_from_dict({"name": "ApiFails", "component": "api", "threshold": "5%"}).threshold
    0.05
    """
    given = _fields(data, AlertRule, where)
    if given.get("budget") is not None:
        given["budget"] = _made(ErrorBudget, given["budget"], f"{where}.budget")
    return _made(AlertRule, given, where)


def _quorum_from(data: object, where: str) -> object:
    return data if isinstance(data, list | tuple) else _made(Quorum, data, where)


def _protection_from(data: object, where: str) -> Protection:
    given = _fields(data, Protection, where)
    kinds: tuple[tuple[str, type], ...] = (("replicas", Replica), ("backups", Backup))
    for name, kind in kinds:
        entries = given_or(given.get(name), [])
        if not isinstance(entries, list | tuple):
            raise ReliabilityError(f"{where}.{name}: {shorten(entries)} is not a list.")
        given[name] = [_made(kind, each, f"{where}.{name}[{place}]") for place, each in enumerate(entries)]
    return _made(Protection, given, where)


def _made(kind: Callable[..., Kind], data: object, where: str) -> Kind:
    given = _fields(data, kind, where)
    try:
        return kind(**given)
    except TypeError:
        raise ReliabilityError(f"{where}: {shorten(data)} lacks a field. It has {', '.join(_names(kind)[:2])}.") \
            from None
    except CourseError as error:
        raise ReliabilityError(f"{where}: {error}") from None


def _fields(data: object, kind: Any, where: str) -> dict:
    if not isinstance(data, Mapping):
        raise ReliabilityError(f"{where}: {shorten(data)} is not saved data. Save it again from step 7.")
    for name in data:
        if name not in _names(kind):
            raise ReliabilityError(f"{where}: there is no field {shorten(name)}."
                                   f"{nearest(name, _names(kind))}")
    return dict(data)


def _names(kind: Any) -> list[str]:
    return [each.name for each in fields(kind)]


def _named(data: object, where: str) -> dict:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise ReliabilityError(f"{where}: {shorten(data)} does not say it by name. Save it again from step 7.")
    return dict(data)
