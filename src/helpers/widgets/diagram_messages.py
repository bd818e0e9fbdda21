"""The kernel's side of the diagram editor: reading what a page sends, field by field, and what a page must know."""

import json
import re
from html import escape
from pathlib import Path
from string import Template

from helpers.architecture import Architecture, Component, Connection
from helpers.architecture.kinds import KINDS
from helpers.architecture.parts import FIELDS, MOST_COMPONENTS, MOST_CONNECTIONS, STYLES, defaulted
from helpers.architecture.serialization import WRITE
from helpers.architecture.text import badge, machines
from helpers.errors import CourseError, shorten
from helpers.findings import Finding, Findings

SIZES = {"width": 140, "height": 56, "gap_x": 70, "gap_y": 40}  # pixels
BOX, GAP = (140, 56), 40
MOST = {"components": MOST_COMPONENTS, "connections": MOST_CONNECTIONS}
SHOWN = ("replicas", "shards", "copies", "servers", "service_time", "capacity", "hit_rate", "cost")
PLACE = re.compile(r"(component|connection) (\d+)")
PREFIX = re.compile(r"^(?:[\w-]+\.|[\w-]+ -> [\w-]+: |connection\.)?(\w+): ")

# Letters and a shape for each kind, so that colour tells nothing alone.
SIGNS = {
    "client": ("Cl", "round"), "dns": ("DN", "door"), "cdn": ("CD", "door"), "load_balancer": ("LB", "door"),
    "gateway": ("GW", "door"), "service": ("Sv", "square"), "worker": ("Wk", "square"), "cache": ("Ca", "memory"),
    "sql": ("SQ", "drum"), "document_store": ("Do", "drum"), "wide_column": ("WC", "drum"), "key_value": ("KV", "drum"),
    "blob": ("Bl", "drum"), "search": ("Se", "memory"), "queue": ("Qu", "pipe"), "stream": ("St", "pipe"),
    "external": ("Ex", "round"),
}  # fmt: skip
STYLE_LABELS = {"sync": "sync: the caller waits", "async": "async: nobody waits", "replication": "replication: a copy"}
VERBS = {"sync": "calls", "async": "sends to", "replication": "is copied to"}
DASHES = {"sync": "", "async": "9 5", "replication": "2 5"}
YES_NO = [["", "as its kind"], [True, "yes"], [False, "no"]]

# The buttons: an action of the page's, its text, its title. The keys: which, the action, and what the help says.
BAR = [
    ["undo", "↶ Undo", "Ctrl+Z"], ["redo", "↷ Redo", "Ctrl+Shift+Z or Ctrl+Y"],
    ["connect", "Connect", "Connect the box to another (c)"], ["remove", "Delete", "Delete the selected (Delete)"],
    ["tidy", "Tidy", "Lay out automatically (t)"], ["fit", "Fit", "Show everything (f)"],
    ["smaller", "−", "Zoom out (-)"], ["bigger", "+", "Zoom in (+)"],
    ["snap", "Snap", "Boxes keep to a grid"], ["zones", "Zones", "Frames around zones"],
    ["code", "Show as code", "Code to copy, text to load"], ["help", "Keys", "What each key does (?)"],
]  # fmt: skip
KEYS = [
    [["Tab"], "", "next part"], [["arrows"], "", "next box"], [["Shift+arrows"], "", "select more"],
    [["Alt+arrows"], "", "move boxes"], [["m"], "move", "then arrows: move boxes"], [["a"], "add", "to the palette"],
    [["c"], "connect", "connect: other box, Enter"], [["Enter"], "open", "edit in the panel"],
    [["Escape"], "cancel", "back"], [["Delete", "Backspace"], "remove", "delete"],
    [["Space"], "toggle", "select, or not"],
    [["Ctrl+A"], "all", "select all"], [["Ctrl+Z"], "undo", "undo"], [["Ctrl+Y", "Ctrl+Shift+Z"], "redo", "redo"],
    [["+", "="], "bigger", "zoom in"], [["-"], "smaller", "zoom out"], [["0"], "actual", "full size"],
    [["f"], "fit", "show everything"], [["t"], "tidy", "lay out"], [["?"], "help", "these keys"],
]  # fmt: skip


def _field(name: str, label: str, type: str = "text", hint: str = "", **more) -> dict:
    return {"name": name, "label": label, "type": type, "hint": hint, **more}


def _page() -> str:
    """The HTML of the editor: its bar, its help, its palette, and what the page's code fills."""
    def button(attributes: str, content: str, **named) -> str:
        named_too = "".join(f' {name}="{escape(value)}"' for name, value in named.items())
        return f'<button type="button" {attributes}{named_too}>{content}</button>'

    return Template((Path(__file__).parent / "diagram.html").read_text(encoding="utf-8")).substitute(
        title="Architecture diagram. Arrow keys go from box to box, a adds one, ? tells all keys.",
        hint="Add a box from the palette, or press a", more="",
        bar="".join(button(f'data-act="{action}"', text, title=title) for action, text, title in BAR),
        keys="".join(f"<p><kbd>{', '.join(keys)}</kbd> {told}</p>" for keys, _, told in KEYS),
        kinds="".join(button(f'data-kind="{each.name}" tabindex="{0 if place == 0 else -1}"',
                             f'<span class="dg-sign dg-{SIGNS[each.name][1]}" aria-hidden="true">{SIGNS[each.name][0]}'
                             f"</span>{escape(each.label)}", title=each.meaning)
                      for place, each in enumerate(KINDS.values())),
    )  # fmt: skip


def palette() -> dict:
    """What the page knows of kinds, fields and styles; another diagram sends another one of the same shape."""
    return {
        "box": list(BOX),
        "kinds": [{"name": each.name, "label": each.label, "meaning": each.meaning, "sign": SIGNS[each.name][0],
                   "shape": SIGNS[each.name][1]} for each in KINDS.values()],
        "styles": [{"name": name, "label": STYLE_LABELS[name], "dash": DASHES[name],
                    "verb": VERBS[name]} for name in STYLES],
        "keys": [[keys, action] for keys, action, _ in KEYS if action],
        "page": _page(),
        "name": {"pattern": "^[A-Za-z][A-Za-z0-9_]{0,59}$",
                 "message": "Use up to 60 letters, digits and underscores, a letter first."},
        "fields": {
            "component": [
                _field("name", "Name", "name", "letters, digits, underscores"),
                _field("label", "Label", hint="else its name"),
                _field("kind", "Kind", "choice", options=[[each.name, each.label] for each in KINDS.values()]),
                _field("replicas", "Replicas", "count", "1, 2, 3 ...",
                       kinds=[each.name for each in KINDS.values() if not each.stores]),
                _field("shards", "Shards", "count", "parts of the data",
                       kinds=[each.name for each in KINDS.values() if each.stores]),
                _field("copies", "Copies of each shard", "count", "1, 2, 3 ...",
                       kinds=[each.name for each in KINDS.values() if each.stores and not each.managed]),
                _field("servers", "Servers in a replica", "count", "parallel workers"),
                _field("service_time", "Service time", hint="5 ms"),
                _field("capacity", "Capacity of a replica", hint="10 K/s"),
                _field("hit_rate", "Hit rate", hint="80%", kinds=[each.name for each in KINDS.values() if each.caches]),
                _field("zone", "Zones", "list", "a, b", many=True),
                _field("stores", "Stores", "list", "link, user",
                       kinds=[each.name for each in KINDS.values() if each.stores]),
                _field("stored_gb", "Keeps", hint="15 TB",
                       kinds=[each.name for each in KINDS.values() if each.per_gb]),
                _field("cost", "Cost of a replica", hint="$200/month"),
                _field("group", "Group", hint="a name", many=True),
                _field("durable", "Durable", "choice", options=YES_NO),
                _field("stateful", "Keeps data", "choice", options=YES_NO),
            ],
            "connection": [
                _field("style", "Style", "choice", options=[[name, STYLE_LABELS[name]] for name in STYLES]),
                _field("for_endpoints", "For endpoints", "list", "empty: for all"),
                _field("latency", "Latency, there and back", hint="1 ms"),
                _field("calls", "Calls for one request", "count", "1"),
                _field("label", "Label"),
            ],
            "design": [
                _field("name", "Name of the design"),
                _field("zones", "Zones", "list", "a, b"),
                _field("large_entities", "Large entities", "list", "photo"),
            ],
        },
    }  # fmt: skip


def usable(graph) -> dict:
    """A copy of a graph as plain data. Raises `CourseError` where it is none; single parts may still be wrong."""
    if not isinstance(graph, dict):
        raise CourseError(f"graph: {shorten(graph)} is not a diagram. Give its components and connections.")
    for field, most in MOST.items():
        given = graph.get(field, [])
        if not isinstance(given, list | tuple):
            raise CourseError(f"graph.{field}: {shorten(given)} is not a list.")
        if len(given) > most:
            raise CourseError(f"graph.{field}: {len(given):,} are too many; a design holds at most {most:,}. "
                              "Draw groups of machines as one box with replicas.")
    try:
        return json.loads(json.dumps({"components": [], "connections": [], **graph}, allow_nan=False), parse_int=_whole)
    except (TypeError, ValueError, RecursionError, OverflowError):
        raise CourseError("graph: it holds more than text, finite numbers, lists and sets of fields.") from None


def _whole(digits: str):
    """A whole number; one that is absurdly long stays text, for its field to refuse."""
    return int(digits) if len(digits) < 300 else digits


def read_graph(graph: dict, before: Architecture) -> tuple[Architecture, list[dict]]:
    """The sound reading of a usable graph, and each problem as `of` (box, connection or ""), `field`, `message`.

    A field that is wrong keeps the value it had `before`, or its default, so that one slip costs nothing else.

    >>> graph = {"components": [{"name": "api", "kind": "service", "replicas": 3, "service_time": "5 parsecs"}]}
    >>> made, problems = read_graph(usable(graph), Architecture())
    >>> made["api"].replicas, made["api"].service_time, problems[0]["of"], problems[0]["field"]
    (3, 0.005, 'api', 'service_time')
    """
    made, findings = Architecture.read(graph)
    if not findings:
        return made, []
    problems: list[dict] = []

    def problem(of: str, field: str, message) -> None:
        problems.append({"of": of, "field": field, "message": PREFIX.sub("", str(message), count=1)})

    mended = dict(graph)
    for field in ("name", "zones", "large_entities"):
        if field in graph:
            try:
                Architecture(**{field: graph[field]})
            except CourseError as error:
                problem("", field, error)
                mended[field] = getattr(before, field)
    mended["components"] = [_mended(each, Component, before, problem) for each in graph["components"]]
    mended["connections"] = [_mended(each, Connection, before, problem) for each in graph["connections"]]
    made, findings = Architecture.read(mended)
    broken = {each["of"] for each in problems}
    for each in findings:
        place = PLACE.match(each.where)
        part = graph[f"{place[1]}s"][int(place[2]) - 1] if place else None
        of = part_id(part)
        if each.rule == "unknown-field" or (of in broken and each.rule.startswith("broken")):
            if not place:
                problem("", "", each.message)
            continue
        problem(of, "name" if each.rule == "doubled-name" else "", each.message)
    return made, problems


def part_id(part) -> str:
    """How a box or a connection is called in problems and overlays: its name, or source>target:style."""
    if isinstance(part, Connection):
        return f"{part.source}>{part.target}:{part.style}"
    if not isinstance(part, dict):
        return ""
    if "source" in part or "target" in part:
        return f"{part.get('source')}>{part.get('target')}:{part.get('style', 'sync')}"
    return str(part.get("name", ""))[:60]


def _mended(given, made: type, before: Architecture, problem):
    """The fields of one part, those that are wrong replaced; what cannot be mended stays, to be told on reading."""
    needed = FIELDS["component" if made is Component else "connection"][:2]
    if not isinstance(given, dict) or not all(isinstance(given.get(name), str) for name in needed):
        return given
    of, base = part_id(given), {name: given[name] for name in needed}
    known = before[given["name"]] if made is Component and given["name"] in before else None
    if made is Component and given["kind"] not in KINDS:
        problem(of, "kind", _told(made, base))
        if known is None:
            return given
        base["kind"] = known.kind
    if _told(made, base):
        problem(of, needed[0], _told(made, base))
        return given
    kept = dict(base)
    for field, value in given.items():
        if field in needed:
            continue
        if field not in FIELDS["component" if made is Component else "connection"]:
            problem(of, "", f"There is no field {shorten(field)}.")
        elif told := _told(made, {**base, field: value}):
            problem(of, field, told)
            if known is not None and field not in defaulted(known) and getattr(known, field) is not None:
                kept[field] = getattr(known, field)
        else:
            kept[field] = value
    return kept


def _told(made: type, fields: dict) -> str:
    try:
        made(**fields)
    except CourseError as error:
        return str(error)
    return ""


def as_findings(problems: list[dict]) -> Findings:
    """The problems as findings."""
    return Findings(Finding("broken-field" if each["field"] else "broken-part", "error",
                            ".".join(filter(None, (each["of"], each["field"]))) or "diagram", each["message"])
                    for each in problems)  # fmt: skip


def values_shown(architecture: Architecture) -> dict[str, dict]:
    """What stands in the fields that were left empty, by box: text, from the kind or from the other fields."""
    def text(each: Component, field: str):
        value = getattr(each, field)
        return WRITE[field](value) if field in WRITE else value

    return {each.name: {field: text(each, field) for field in SHOWN
                        if field in defaulted(each) and getattr(each, field) is not None}
            for each in architecture}  # fmt: skip


def names_said(architecture: Architecture) -> dict[str, str]:
    """What a screen reader says of each box: "api, service, 3 replicas, calls cache and db"."""
    made = {}
    for each in architecture:
        label = each.of.label
        parts = [each.title, label.lower() if label[1:].islower() else label]
        if each.replicas > 1:
            parts.append(machines(each))
        for style, verb in VERBS.items():
            others = [architecture[out.target].title for out in architecture.callees(each.name) if out.style == style]
            parts += [f"{verb} {' and '.join(others)}"] if others else []
        made[each.name] = ", ".join(parts)
    return made


def badges(architecture: Architecture) -> dict[str, str]:
    """What stands at each box of several machines: ×3, or ×4×3 for four shards of three copies."""
    return {each.name: badge(each).strip() for each in architecture}


def tidied(architecture: Architecture) -> dict[str, list[float]]:
    """The places of an automatic layout."""
    return {name: [float(x), float(y)] for name, (x, y) in architecture.layout(**SIZES).positions.items()}


def placed(graph: dict) -> dict:
    """The graph with a place for each box, none of them negative; the same graph where that is so already.

    It is laid out where no box has a place; else the new ones go below the others.
    """
    boxes = [each for each in graph["components"] if isinstance(each, dict)]
    missing = [each for each in boxes if not _has_place(each)]
    taken = [each["at"] for each in boxes if _has_place(each)]
    shift = [-min([0, *(at[i] for at in taken)]) for i in (0, 1)]
    if any(shift):
        moved = [{**each, "at": [each["at"][0] + shift[0], each["at"][1] + shift[1]]}
                 if isinstance(each, dict) and _has_place(each) else each for each in graph["components"]]
        return placed({**graph, "components": moved})
    if not missing:
        return graph
    positions = {} if taken else tidied(Architecture.read(graph)[0])
    taken += positions.values()
    left, top = min((x for x, _ in taken), default=0), max((y for _, y in taken), default=-BOX[1] - GAP) + BOX[1] + GAP
    done, number = [], 0
    for each in graph["components"]:
        if isinstance(each, dict) and not _has_place(each):
            at = positions.pop(each.get("name"), None) if isinstance(each.get("name"), str) else None
            if at is None:
                at = (left + number % 4 * (BOX[0] + GAP), top + number // 4 * (BOX[1] + GAP))
                number += 1
            each = {**each, "at": [float(at[0]), float(at[1])]}
        done.append(each)
    return {**graph, "components": done}


def _has_place(box: dict) -> bool:
    at = box.get("at")
    return (isinstance(at, list) and len(at) == 2
            and all(isinstance(each, int | float) and not isinstance(each, bool) and abs(each) <= 1e6 for each in at))
