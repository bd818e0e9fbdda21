"""An architecture as text: Python code, the Structurizr DSL, and a table."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from helpers.architecture import serialization
from helpers.architecture.kind_families import kinds_of
from helpers.architecture.parts import Component, Connection
from helpers.code_layout import variable_of, wrapped
from helpers.units import Q, human

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.architecture.model import Architecture

TAGS = {**dict.fromkeys(kinds_of("memory", "rows", "files", "index"), "Database"),
        **dict.fromkeys(kinds_of("broker"), "Queue")}


VIEWS = """    views {
        container the_system {
            include *
            autoLayout lr
        }
        styles {
            element "Database" {
                shape Cylinder
            }
            element "Queue" {
                shape Pipe
            }
        }
    }
}
"""


def to_code(architecture: Architecture, variable: str = "design") -> str:
    """Python code, a row for each part, that a learner can copy, run and change.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=3))
    >>> print(to_code(links.connect("client", "api")))
    design = Architecture('Links', components=[
        Component('client', 'client'),
        Component('api', 'service', replicas=3),
    ], connections=[
        Connection('client', 'api'),
    ])
    """
    data, variable = architecture.to_dict(), variable_of(variable)
    lines = [f"{variable} = Architecture({data['name']!r}, components=["]
    lines += [f"    {_call('Component', fields, ('name', 'kind'))}," for fields in data["components"]]
    lines.append("], connections=[")
    lines += [f"    {_call('Connection', fields, ('source', 'target'))}," for fields in data["connections"]]
    extra = "".join(f", {field}={data[field]!r}" for field in ("zones", "large_entities") if field in data)
    return wrapped("\n".join([*lines, f"]{extra})"]))


def _call(name: str, fields: dict, positional: tuple[str, ...]) -> str:
    parts = [repr(fields[field]) for field in positional]
    parts += [f"{field}={value!r}" for field, value in fields.items() if field not in positional]
    return f"{name}({', '.join(parts)})"


def structurizr(architecture: Architecture) -> str:
    """The Structurizr DSL: clients as people, external systems outside, everything else as containers of one system.

    Texts are quoted, and their own quotation marks become apostrophes. Structurizr wants identifiers that differ in
    more than their case, titles that differ, and arrows between one pair that say different things: where these are
    alike, a number, the name or the style is added. Structurizr reads it; this course does not.
    """
    ids = _identifiers(architecture)
    titles = _titles(architecture)
    inside, outside = [], []
    for each in architecture.components:
        if each.kind in ("client", "external"):
            what = "person" if each.kind == "client" else "softwareSystem"
            outside.append(f"        {ids[each.name]} = {what} {_quoted(titles[each.name])} {_quoted(each.of.meaning)}")
        else:
            inside.append(_container(each, ids[each.name], titles[each.name]))
    arrows, told_already = [], set()
    for each in architecture.connections:
        told = each.label or {"sync": "calls", "async": "sends to", "replication": "is copied to"}[each.style]
        if (each.source, each.target, _quoted(told)) in told_already:
            told = f"{told} ({each.style})"
        told_already.add((each.source, each.target, _quoted(told)))
        tags = f" {{ tags {_quoted(each.style)} }}" if each.style != "sync" else ""
        arrows.append(f"        {ids[each.source]} -> {ids[each.target]} {_quoted(told)}{tags}")
    system = ids[""]
    return "\n".join([
        f"workspace {_quoted(architecture.name)} {{", "    model {", *outside,
        f"        {system} = softwareSystem {_quoted(architecture.name)} {{", *inside, "        }", *arrows, "    }",
        VIEWS.replace("the_system", system)])


def _identifiers(architecture: Architecture) -> dict[str, str]:
    """An identifier for each name, and for "" the system: no two alike in small letters, none a word of the DSL's."""
    made: dict[str, str] = {}
    taken = {"this"}
    for name in (*architecture.names, ""):
        new, number = name or "the_system", 1
        while new.lower() in taken:
            number += 1
            new = f"{name or 'the_system'}_{number}"
        taken.add(new.lower())
        made[name] = new
    return made


def _titles(architecture: Architecture) -> dict[str, str]:
    """A title for each name; where two boxes are called alike, the name stands behind."""
    shown = Counter(_quoted(each.title).lower() for each in architecture.components)
    shown[_quoted(architecture.name).lower()] += 1
    return {each.name: each.title if shown[_quoted(each.title).lower()] == 1 else f"{each.title} ({each.name})"
            for each in architecture.components}


def _container(each: Component, identifier: str, title: str) -> str:
    tag = f" {_quoted(TAGS[each.kind])}" if each.kind in TAGS else ""
    note = machines(each) + (f"; keeps {', '.join(each.stores)}" if each.stores else "")
    return f"            {identifier} = container {_quoted(title)} {_quoted(note)} {_quoted(each.of.label)}{tag}"


def machines(each: Component) -> str:
    """How many there are, in words.

    >>> machines(Component("api", "service", replicas=3)), machines(Component("posts", "wide_column", shards=4))
    ('3 replicas', '4 shards of 3 copies')
    """
    if each.shards == 1 and not each.of.managed:
        return f"{each.replicas} replica{'s' if each.replicas > 1 else ''}"
    copies = "1 copy" if each.copies == 1 else f"{each.copies} copies"
    return f"{each.shards} shard{'s' if each.shards > 1 else ''} of {copies}"


def badge(each: Component) -> str:
    """What a picture says behind the name: ×3, or ×4×3 for four shards of three copies; nothing for one machine.

    >>> badge(Component("api", "service", replicas=3)), badge(Component("posts", "wide_column", shards=4))
    (' ×3', ' ×4×3')
    """
    if each.shards > 1:
        return f" ×{each.shards}×{each.copies}"
    return f" ×{each.replicas}" if each.replicas > 1 else ""


def _quoted(text: str) -> str:
    return '"' + re.sub(r"\s+", " ", text).replace("\\", "/").replace('"', "'") + '"'


def table(architecture: Architecture) -> DataFrame:
    """The components as a DataFrame, in the units of people.

    `capacity` is what all machines take a second if nothing but reads comes, `writes` if nothing but writes does.
    """
    from helpers.tables import pandas

    rows = [{"kind": each.kind, "replicas": each.replicas, "shards": each.shards if each.of.stores else "",
             "copies": each.copies if each.of.stores else "",
             "service time": human(Q(each.service_time, "s")) if each.service_time else "",
             "capacity": "" if each.capacity is None else human(Q(each.read_capacity, "1/s")),
             "writes": "" if each.capacity is None or not each.of.stores else human(Q(each.write_capacity, "1/s")),
             "zones": ", ".join(each.zone), "keeps": ", ".join(each.stores), "group": each.group or ""}
            for each in architecture.components]
    return pandas.DataFrame(rows, index=pandas.Index(architecture.names, name="component"))


def fields_without_defaults(part: Component | Connection) -> dict:
    """The fields of one part as `to_dict` writes them."""
    left_out = serialization.defaulted(part) if isinstance(part, Component) else serialization.plain_of(part)
    return serialization.fields_of(part, left_out, False)
