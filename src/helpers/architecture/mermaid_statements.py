"""The statements of a mermaid flowchart, read as mermaid 11 reads them, each whole or not at all.

Where mermaid reads nothing but what is meant is plain (`A [text]`, `A[API (v1)]`, `A <-- B`, a comment behind a
statement), it is read too.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from helpers.architecture.mermaid_shapes import SHAPES, properties_at
from helpers.architecture.mermaid_words import BrokenLine
from helpers.errors import shorten

_PART = r"\w|[^\x00-\x7f\s]|[!#$'*+./?\\^`,]|%(?!%)|:(?!::)|=(?!=)"
ID = re.compile(rf"(?:{_PART})(?:{_PART}|&|-(?=[^>\-.\s]))*")
GAP = re.compile(r"(?:[\s;]|%%(?!\{)[^\n]*)*")
END = re.compile(r"[ \t]*(?:$|[;\n]|%%)")
AND = re.compile(r"\s*&\s*(?=\S)")
CLASS = re.compile(r":::\s*(\w+(?:-\w+)*)")
_NAMED = r"\s*(?:(?P<edge>[^\s\"'\[\](){}|;@]+)@(?=[xo<]?[-=~.]))?(?P<tail>[xo<])?"
ARROW = re.compile(rf"{_NAMED}(?P<line>--+[-xo>]|==+[=xo>]|-?\.+-[xo>]?|~~~+)")
TOLD = re.compile(rf"{_NAMED}(?:--(?!\s{{0,9}}[->])\s{{0,9}}(?P<normal>\"[^\"]{{0,999}}\""
                  rf"|(?:[^-\n]|-(?!-)){{1,999}}?)\s{{0,9}}(?P<a>--+[-xo>])"
                  r"|-\.(?!\s{0,9}[->])\s{0,9}(?P<dotted>\"[^\"]{0,999}\"|(?:[^.\n]|\.(?![.-])){1,999}?)\s{0,9}(?P<b>\.+-[xo>]?)"
                  r"|==(?!\s{0,9}[=>])\s{0,9}(?P<thick>\"[^\"]{0,999}\"|(?:[^=\n]|=(?!=)){1,999}?)\s{0,9}(?P<c>==+[=xo>]))")
BACK = re.compile(r"\s*<(?P<line>--+|-\.+-?|==+)(?=[\s\w\"])")
LABEL = re.compile(r"\s*\|\s*(\"[^\"]*\"|[^|\n]*)\|")
KEYWORD = re.compile(r"(?:(?P<end>end)[ \t]*(?=$|[;\n]|%%)|(?P<subgraph>subgraph)(?=[ \t\"\[]|$|[;\n])"
                     r"|direction[ \t]+(?:LR|RL|TB|TD|BT)\b|acc(?:Title|Descr)[ \t]*:"
                     r"|(?P<look>classDef|class|style|linkStyle|click)(?=[ \t]))", re.MULTILINE)
NOT_A_NAME = re.compile(r"[ \t]+(?:[xo<]?(?:--|==|-\.)|~~~|&|\|)")
CSS = re.compile(r"\s*[a-z-]+[ \t]*:(?!::)")
HINTS = {"->": "Write -->.", "=>": "Write -->, or ==>.", "→": "Write -->.", "--": "Arrows need three characters: -->.",
         "<-": "Write <-->, or turn the arrow round."}
EXPECTED = "Arrows are -->, -.-> and ==>; boxes are written id[text]."


class Node(NamedTuple):
    """One mention of a box: its id and what is said of it here."""

    id: str
    label: str | None = None
    shape: str | None = None
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edge:
    """An arrow as drawn: `way` is "to", "back", "both" or "none"; `stroke` normal, dotted, thick or invisible.

    `joined` is the letter at its head where the target follows without a space: mermaid takes it for the head.
    """

    source: str
    target: str
    label: str
    way: str
    stroke: str
    joined: str = ""


@dataclass(frozen=True)
class Chain:
    """A statement of boxes and arrows."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    edge_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subgraph:
    """The beginning of a subgraph."""

    id: str
    title: str


@dataclass(frozen=True)
class EndOfSubgraph:
    """The line `end`."""


@dataclass(frozen=True)
class Classes:
    """`class a,b name` gives classes to boxes; `classDef name ...` (no ids) defines them as looks."""

    ids: tuple[str, ...]
    names: tuple[str, ...]


@dataclass
class Line:
    """Where a statement begins, its text, and what it says; a `BrokenLine` where it cannot be read."""

    number: int
    text: str
    said: object = field(default=None)


def statements(text: str, at: int, most: int):
    """The statements of a flowchart in their order; those that only change the look are passed over.

    `most` bounds the arrows of one statement.
    """
    number, counted = 1, 0
    while True:
        at = GAP.match(text, at).end()
        if at >= len(text):
            return
        number, counted = number + text.count("\n", counted, at), at
        try:
            said, end = _statement(text, at, most)
        except BrokenLine as broken:
            said, end = broken, text.find("\n", max(at, broken.at))
            end = len(text) if end < 0 else end
        if said is not None:
            yield Line(number, text[at:end].strip(), said)
        at = end


def _statement(text: str, at: int, most: int):
    keyword = KEYWORD.match(text, at)
    if keyword and not (NOT_A_NAME.match(text, keyword.end()) and not keyword["end"]):
        if keyword["end"]:
            return EndOfSubgraph(), keyword.end()
        end = _end_of(text, keyword.end())
        if keyword["subgraph"]:
            return _subgraph(text[keyword.end():end]), end
        told = text[keyword.end():end].strip()
        if keyword["look"] == "class":
            ids, _, names = told.rpartition(" ")
            return Classes(_listed(ids), _listed(names.lstrip(":"))), end
        while text[end:end + 1] == ";" and CSS.match(text, end + 1) and keyword["look"] in ("style", "classDef",
                                                                                            "linkStyle"):
            end = _end_of(text, end + 1)
        return (Classes((), _listed(told.split(" ")[0])) if keyword["look"] == "classDef" else None), end
    try:
        return _chain(text, at, most, told_first=False)
    except BrokenLine as broken:
        try:
            return _chain(text, at, most, told_first=True)  # A--x-->B: mermaid takes --x for an arrow, and gives up
        except BrokenLine:
            raise broken from None


def _listed(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _end_of(text: str, at: int) -> int:
    """Where a statement that is not made of boxes ends: at a line's end or `;`, but not inside quotation marks."""
    line = text.find("\n", at)
    bracket = text.rfind("]", at, line if line >= 0 else len(text))
    while at < len(text):
        if text[at] in "\n;":
            return at
        if text[at] == '"':
            closing = text.find('"', at + 1)
            at = closing if closing >= 0 else at
        elif text[at] == "#":
            code = re.compile(r"#(?:x?[0-9a-fA-F]{1,7}|[A-Za-z]\w{0,30});").match(text, at)
            at = code.end() - 1 if code and code.end() <= bracket else at
        at += 1
    return at


def _subgraph(rest: str) -> Subgraph:
    rest = re.sub(r"[ \t]*%%.*$", "", rest).strip()
    match = re.fullmatch(r"(?P<id>[^\[\"]*?)[ \t]*\[(?P<title>.*)\]", rest, re.DOTALL)
    if match:
        return Subgraph(match["id"].strip(), match["title"].strip())
    match = re.fullmatch(r"(?P<id>[^\s\"(]+)[ \t]*(?:\((?P<round>.*)\)|(?P<quoted>\".*\"))", rest, re.DOTALL)
    if match:
        return Subgraph(match["id"], (match["round"] or match["quoted"] or "").strip())
    told = rest.strip('"').strip()
    return Subgraph("" if re.search(r"\s", told) else told, rest)


def _chain(text: str, at: int, most: int, told_first: bool):
    nodes: list[Node] = []
    edges: list[Edge] = []
    edge_ids: list[str] = []
    before, arrow = (), None
    while True:
        group, at = _group(text, at)
        nodes += group
        if arrow:
            if len(edges) + len(before) * len(group) > most:
                raise BrokenLine("these are more arrows than a design holds",
                                 "Draw groups of machines as one box with replicas.", at)
            edges += [Edge(one.id, other.id, *arrow) for one in before for other in group]
        end = END.match(text, at)
        found = _arrow(text, at, told_first)
        if found is None:
            if end is None:
                rest = text[at:_end_of(text, at)].strip()
                raise BrokenLine(f"{shorten(rest)} is not an arrow or box that is known here",
                                 next((hint for sign, hint in HINTS.items() if rest.startswith(sign)), EXPECTED), at)
            return Chain(tuple(nodes), tuple(edges), tuple(edge_ids)), at
        arrow, edge_id, behind = found
        if edge_id:
            edge_ids.append(edge_id)
        start = GAP.match(text, behind).end() if "\n" in text[behind:behind + 1] else behind
        start = re.compile(r"\s*").match(text, start).end()
        keyword = KEYWORD.match(text, start)
        alone = keyword and not NOT_A_NAME.match(text, keyword.end()) and "\n" in text[at:start]
        if start >= len(text) or text[start] == ";" or alone:
            raise BrokenLine("the arrow leads to nothing", "Write the box that it leads to.", at)
        before, at = group, start


def _arrow(text: str, at: int, told_first: bool):
    """The arrow at a place: ((label, way, stroke, joined), the id that it is given, the place behind it), or None."""
    for pattern in (TOLD, ARROW, BACK) if told_first else (ARROW, TOLD, BACK):
        match = pattern.match(text, at)
        if not match:
            continue
        end, groups = match.end(), match.groupdict()
        line = next(filter(None, (groups.get(name) for name in ("line", "a", "b", "c"))))
        told = next(filter(None, (groups.get(name) for name in ("normal", "dotted", "thick"))), "")
        label = LABEL.match(text, end)
        if label:
            told, end = f"{told} {label[1]}".strip() if told else label[1], label.end()
        stroke = ("invisible" if line[0] == "~" else "thick" if line[0] == "=" else
                  "dotted" if "." in line else "normal")
        tail, head = groups.get("tail") or "", line[-1]
        if pattern is BACK or (tail == "<" and head in "-="):
            way = "back"
        elif tail == "<" or (tail and tail == head):
            way = "both"
        else:
            way = "to" if head in ">xo" else "none"
        joined = head if head in "xo" and not label and ID.match(text, end) else ""
        return (told, way, stroke, joined), groups.get("edge"), end
    return None


def _group(text: str, at: int) -> tuple[tuple[Node, ...], int]:
    group = []
    while True:
        node, at = _node(text, at)
        group.append(node)
        more = AND.match(text, at)
        if not more:
            return tuple(group), at
        at = more.end()


def _node(text: str, at: int) -> tuple[Node, int]:
    match = ID.match(text, at)
    if not match:
        rest = text[at:_end_of(text, at)].strip()
        raise BrokenLine(f"a box is expected at {shorten(rest or 'the end')}", EXPECTED, at)
    identity, at = match[0], match.end()
    label = shape = None
    classes: tuple[str, ...] = ()
    while True:
        named = CLASS.match(text, at)
        if named:
            classes, at = (*classes, named[1]), named.end()
        elif text.startswith("@{", at):
            told, at = properties_at(text, at)
            label, shape = told.get("label", label), told.get("shape", shape)
        elif shape is None and label is None and (found := _shaped(text, at)):
            label, shape, at = found
        else:
            return Node(identity, label, shape, classes), at


def _shaped(text: str, at: int) -> tuple[str, str, int] | None:
    """The text and shape of a box in its brackets, which may stand behind a space."""
    start = re.compile(r"[ \t]*(?=[\[({])").match(text, at)
    start = start.end() if start else at
    for opening, closings, shape in SHAPES:
        if text.startswith(opening, start):
            label, end = _label(text, start + len(opening), opening, closings)
            return label, shape, end
    return None


def _label(text: str, at: int, opening: str, closings: tuple[str, ...]) -> tuple[str, int]:
    """The text of a box up to its closing bracket, and the place behind it."""
    for pattern in (r"\s*\"[^\"]*\"\s*", r"[^\[\](){}|\"]{0,2000}"):
        plain = re.compile(pattern).match(text, at)
        for closing in closings if plain else ():
            inside = text[at:plain.end()]
            if text.startswith(closing, plain.end()):
                return inside.strip(), plain.end() + len(closing)
            if closing[0] in "/\\" and inside.endswith(closing[0]) and text.startswith(closing[1:], plain.end()):
                return inside[:-1].strip(), plain.end() + len(closing) - 1
    line = text.find("\n", at)
    line = len(text) if line < 0 else line
    if text[at:line].lstrip()[:1] == '"' and text.count('"', at, line) < 2:
        raise BrokenLine(f"{shorten(text[at:line].strip())} has no closing quotation mark", 'Add " after the text.', at)
    depth, place = 0, at
    outer, inner = opening[0], {"[": "]", "(": ")", "{": "}", ">": "]"}[opening[0]]
    while place < line:
        for closing in closings:
            if depth == 0 and text.startswith(closing, place):
                return text[at:place].strip(), place + len(closing)
        depth += (text[place] == outer) - (text[place] == inner and depth > 0)
        place += 1
    raise BrokenLine(f"{shorten(text[at - len(opening):line].strip())} has no closing {closings[0]}",
                     f"Add {closings[0]} after the text.", at)
