"""Architectures as plain data for YAML and JSON, and back: strictly, or keeping what is sound."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from helpers.architecture import fields as read
from helpers.architecture.errors import ArchitectureError
from helpers.architecture.parts import FIELDS, MOST_COMPONENTS, MOST_CONNECTIONS, Component, Connection, defaulted
from helpers.errors import CourseError, nearest, shorten
from helpers.findings import Finding, Findings
from helpers.inputs import given_or

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture

WRITE: dict[str, Callable] = {
    "service_time": read.seconds_text, "latency": read.seconds_text, "capacity": read.rate_text,
    "cost": read.money_text, "stored_gb": read.gigabytes_text, "zone": list, "stores": list, "for_endpoints": list,
    "at": list}
PARTS = {"components": (Component, MOST_COMPONENTS), "connections": (Connection, MOST_CONNECTIONS)}


def to_dict(architecture: Architecture, full: bool = False) -> dict:
    """Plain data: name, zones, components, connections. What a kind gives by itself is left out unless `full`.

    >>> from helpers.architecture import Architecture
    >>> to_dict(Architecture("Links").add(Component("api", "service", service_time="10 ms", zone=["a", "b"])))
    {'name': 'Links',
     'components': [{'name': 'api', 'kind': 'service', 'service_time': '10 ms', 'zone': ['a', 'b']}], 'connections': []}
    """
    full = read.flag_of(full, "full")
    made: dict = {"name": architecture.name}
    if architecture.zones:
        made["zones"] = list(architecture.zones)
    if architecture.large_entities:
        made["large_entities"] = list(architecture.large_entities)
    made["components"] = [fields_of(each, () if full else defaulted(each), full) for each in architecture.components]
    made["connections"] = [fields_of(each, plain_of(each), full) for each in architecture.connections]
    return made


def plain_of(connection: Connection) -> set[str]:
    """The fields of a connection that are as usual."""
    return {name for name, usual in (("style", "sync"), ("calls", 1.0)) if getattr(connection, name) == usual}


def fields_of(part: Component | Connection, left_out: Collection[str], full: bool) -> dict:
    """The fields of one part as plain data, without what is left out or empty unless `full`."""
    made = {}
    for name in FIELDS["component" if isinstance(part, Component) else "connection"]:
        value = getattr(part, name)
        if name in left_out and not full:
            continue
        if value in (None, "", ()) and not full:
            continue
        if name == "calls" and value.is_integer():
            value = int(value)
        made[name] = WRITE[name](value) if name in WRITE and value is not None else value
    return made


def from_dict(kind: type[Architecture], data: object) -> Architecture:
    """The architecture that `to_dict` wrote. Raises `ArchitectureError` naming the part, the field and the mend."""
    return _read(kind, data, strict=True)[0]


def read_dict(kind: type[Architecture], data: object) -> tuple[Architecture, Findings]:
    """The sound part of untrusted data, and findings on the rest; never raises.

    >>> from helpers.architecture import Architecture
    >>> data = {"components": [{"name": "api", "kind": "servce"}, {"name": "db", "kind": "sql"}]}
    >>> made, findings = read_dict(Architecture, data)
    >>> made.names, findings.rules()
    (('db',), {'broken-component'})
    """
    try:
        return _read(kind, data, strict=False)
    except ArchitectureError as error:
        return kind(), Findings([Finding("broken-architecture", "error", "architecture", str(error))])


def _read(kind: type[Architecture], data, strict: bool) -> tuple[Architecture, Findings]:
    if not isinstance(data, dict):
        raise ArchitectureError(f"architecture: {shorten(data)} is not a saved architecture; it has a name, components "
                                "and connections.")
    problems: list[Finding] = []

    def problem(rule: str, where: str, error) -> None:
        if strict:
            raise ArchitectureError(f"{where}: {error}") from None
        problems.append(Finding(rule, "error", where, str(error)))

    allowed = ("name", "zones", "large_entities", *PARTS)
    for field in data:
        if field not in allowed:
            problem("unknown-field", "architecture",
                    f"unknown field {shorten(field)}.{nearest(field, allowed)}")
    parts = {}
    for field, (made, most) in PARTS.items():
        given = given_or(data.get(field), [])
        if not isinstance(given, list | tuple):
            problem(f"broken-{field[:-1]}", field, f"{shorten(given)} is not a list.")
            given = []
        if len(given) > most:
            raise ArchitectureError(f"{field}: {len(given):,} are too many; a design holds at most {most:,}. "
                                    "Draw groups of machines as one box with replicas.")
        parts[field] = list(_each(given, made, field, problem))
    taken: set[str] = set()
    components, connections = [], []
    for where, each in parts["components"]:
        if each.name in taken:
            problem("doubled-name", where, f"the name {each.name!r} stands there twice. Rename one of them.")
        else:
            taken.add(each.name)
            components.append(each)
    keys: set = set()
    for where, each in parts["connections"]:
        missing = [end for end in (each.source, each.target) if end not in taken]
        if missing:
            problem("unknown-component", where, f"{each} needs a component {missing[0]!r}, which is not there."
                                                f"{nearest(missing[0], taken)}")
        elif each.key in keys:
            problem("doubled-connection", where, f"{each} stands there twice. Keep one.")
        else:
            keys.add(each.key)
            connections.append(each)
    top = {}
    for field in ("name", "zones", "large_entities"):
        try:
            if field in data and kind(**{field: data[field]}) is not None:
                top[field] = data[field]
        except CourseError as error:
            problem("broken-field", "architecture", error)
    return kind(components=tuple(components), connections=tuple(connections), **top), Findings(problems)


def _each(given, made: type, field: str, problem):
    what = field[:-1]
    for number, fields in enumerate(given, 1):
        where = f"{what} {number}"
        if not isinstance(fields, dict):
            problem(f"broken-{what}", where, f"{shorten(fields)} is not a set of fields such as "
                                             f"{', '.join(FIELDS[what][:2])}.")
            continue
        if isinstance(fields.get("name"), str):
            where += f" ({fields['name'][:40]})"
        unknown = [name for name in fields if name not in FIELDS[what]]
        if unknown:
            problem(f"broken-{what}", where, f"unknown field {shorten(unknown[0])}."
                                             f"{nearest(unknown[0], FIELDS[what])}")
            fields = {name: value for name, value in fields.items() if name in FIELDS[what]}
        missing = [name for name in FIELDS[what][:2] if name not in fields]
        if missing:
            problem(f"broken-{what}", where, f"the field {missing[0]} is missing. Add it.")
            continue
        try:
            yield where, made(**fields)
        except CourseError as error:
            problem(f"broken-{what}", where, error)
