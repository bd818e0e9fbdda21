"""Writing mermaid flowcharts; `mermaid_reader` reads them back, and says which part of mermaid it knows.

The picture says kind (shape and class), label, group or zone (subgraph), and style (arrow). What it cannot say stands
in comments: `%% box api replicas=3 zone="a,b"`. A name that is a word of mermaid's is written with an underscore more.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from helpers.architecture.fields import flag_of
from helpers.architecture.kind_families import kinds_of
from helpers.architecture.mermaid_words import escaped, written_id
from helpers.architecture.parts import Component
from helpers.architecture.text import badge, fields_without_defaults

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture

FAMILY_SHAPES = {"outside": ("([", "])"), "door": ("{{", "}}"), "memory": ("(", ")"), "rows": ("[(", ")]"),
                 "files": ("[(", ")]"), "index": ("[(", ")]"), "broker": ("[/", "/]")}
SHAPES = {**{name: shape for family, shape in FAMILY_SHAPES.items() for name in kinds_of(family)},
          "cdn": ("(", ")"), "worker": ("[[", "]]")}
ARROWS = {"sync": "-->", "async": "-.->", "replication": "==>"}
MOST_SPOKEN = 20  # boxes, and as many arrows
SHOWN = {"name", "kind", "label", "group", "source", "target", "style"}


def to_mermaid(architecture: Architecture, details: bool = True) -> str:
    """The diagram in mermaid; with `details` it reads back equal, without it is the picture alone.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service", replicas=3))
    >>> print(to_mermaid(links.connect("client", "api")))
    flowchart LR
        %% design name="Links"
        client(["client"]):::client
        api["api ×3"]:::service
        %% box api replicas=3
        client --> api
    """
    details = flag_of(details, "details")
    lines = ["flowchart LR", "    %% design"]
    if details:
        top = {"name": architecture.name, "zones": list(architecture.zones),
               "large_entities": list(architecture.large_entities)}
        lines[1] += _settings({field: value for field, value in top.items() if value})
    homes: dict[tuple[str, str], list[Component]] = {}
    for each in architecture.components:
        homes.setdefault(_home(each), []).append(each)
    for number, ((what, name), inside) in enumerate(homes.items()):
        indent = "    "
        if what:
            lines.append(f'    subgraph {what}_{number}["{escaped(f"{what}: {name}")}"]')
            indent = "        "
        for each in inside:
            lines += _box(each, indent, details)
        if what:
            lines.append("    end")
    for each in architecture.connections:
        label = f'|"{escaped(each.label)}"|' if each.label else ""
        source, target = written_id(each.source), written_id(each.target)
        lines.append(f"    {source} {ARROWS[each.style]}{label} {target}")
        rest = {field: value for field, value in fields_without_defaults(each).items() if field not in SHOWN}
        if details and rest:
            lines.append(f"    %% link {source} {target} {each.style}{_settings(rest)}")
    return "\n".join(lines)


def spoken_picture(architecture: Architecture) -> str:
    """The picture in mermaid with its content as a title, which a page gives to those who do not see it.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links #1").add(Component("client", "client"), Component("api", "service", replicas=3))
    >>> spoken_picture(links.connect("client", "api")).splitlines()[1]
    '    accTitle: Drawing of Links 1. client, api ×3. client calls api'
    """
    boxes = [each.title + badge(each) for each in architecture.components]
    calls = [f"{architecture[each.source].title} calls {architecture[each.target].title}"
             for each in architecture.connections]
    parts = (f"Drawing of {architecture.name}", _some(boxes) or "nothing yet", _some(calls))
    title = ". ".join(filter(None, (re.sub(r"[^\w ,.:()/×+-]+", "", part) for part in parts)))
    first, *others = to_mermaid(architecture, details=False).splitlines()
    return "\n".join([first, f"    accTitle: {re.sub(r'  +', ' ', title)}", *others])


def _some(parts: list[str]) -> str:
    return ", ".join(parts[:MOST_SPOKEN]) + (f" and {len(parts) - MOST_SPOKEN} more" if parts[MOST_SPOKEN:] else "")


def _home(each: Component) -> tuple[str, str]:
    if each.group:
        return "group", each.group
    return ("zone", each.zone[0]) if len(each.zone) == 1 else ("", "")


def _box(each: Component, indent: str, details: bool) -> list[str]:
    opening, closing = SHAPES.get(each.kind, ("[", "]"))
    lines = [f'{indent}{written_id(each.name)}{opening}"{escaped(each.title + badge(each))}"{closing}:::{each.kind}']
    rest = {field: value for field, value in fields_without_defaults(each).items() if field not in SHOWN}
    if each.label:
        rest["label"] = each.label
    if _home(each)[0] == "zone":
        rest.pop("zone")
    if details and rest:
        lines.append(f"{indent}%% box {written_id(each.name)}{_settings(rest)}")
    return lines


def _settings(fields: dict) -> str:
    return "".join(f" {field}={_setting(value)}" for field, value in fields.items())


def _setting(value) -> str:
    """A value as JSON without spaces, brackets or braces, which mermaid's comments may not hold."""
    if isinstance(value, list):
        value = ",".join(f"{each}" for each in value)
    text = json.dumps(value, ensure_ascii=True)
    return "".join(each if each not in "{}[]%" else f"\\u{ord(each):04x}" for each in text)
