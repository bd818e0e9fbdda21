"""Reading mermaid flowcharts, as mermaid 11 reads them; what cannot be read is a finding that names line and text.

- A diagram, a fenced block or a whole page may be pasted; front matter, directives and comments are passed over.
- Boxes in all shapes, `id[text]` or `id@{ shape: cyl }`. An id that cannot be a name becomes one (`order-api`:
  `order_api`), and what stood there is kept as label. The kind is the class (`id[text]:::cache`), unless `classDef`
  makes that class a look; else what the text or id says (redis, db); else what the shape suggests: `[( )]` sql,
  `([ ])` client, `[[ ]]` worker, `{ }` and `{{ }}` load balancer, `(( ))` external, `[/ /]` and `> ]` queue, all others
  service.
- Arrows: `-->` sync, `-.->` async, `==>` replication between boxes that keep data, else sync. Labels of several arrows
  between one pair are joined. A line without a head, or with two, leads from the one who can call the other.
- `subgraph zone_a[zone: a]` ... `end` is a zone, any other subgraph a group; an arrow to one is read as arrows to the
  boxes in it.
- Comments `%% design`, `%% box` and `%% link`, as `to_mermaid` writes them, give what a picture cannot.
- `style`, `linkStyle`, `click`, `direction` and classes that are no kinds only change the look.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from helpers.architecture.errors import ArchitectureError
from helpers.architecture.kind_words import kind_of_words, may_be_client
from helpers.architecture.kinds import KINDS, STORES
from helpers.architecture.mermaid_arrows import arrows_of
from helpers.architecture.mermaid_flowchart import Drawing, TooMuch
from helpers.architecture.mermaid_shapes import kind_of_shape
from helpers.architecture.mermaid_source import Flowchart, flowchart_in
from helpers.architecture.mermaid_words import BrokenLine, label_of, names_of, unescaped
from helpers.architecture.parts import FIELDS, Component, Connection
from helpers.errors import CourseError, nearest, shorten
from helpers.findings import Finding, Findings

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture

LONGEST = 2_000_000
SETTING = re.compile(r"\s*([a-z_]+)=(\"(?:[^\"\\]|\\.)*\"|[^\s\"]+)")
BEHIND = (STORES - {"blob"}) | {"cache"}  # what no browser talks to
COUNT = re.compile(r" ×\d+(×\d+)?$")


def from_mermaid(kind: type[Architecture], text: str) -> Architecture:
    """The architecture that a mermaid flowchart draws. Raises `ArchitectureError` with the first line that is broken.

    >>> from helpers.architecture import Architecture
    >>> chart = 'flowchart LR; user --> api[API] --> redis; api -.-> jobs[/Jobs/]; api --> db[(Links)]'
    >>> made = from_mermaid(Architecture, chart)
    >>> [(each.name, each.kind) for each in made]
    [('user', 'client'), ('api', 'service'), ('redis', 'cache'), ('jobs', 'queue'), ('db', 'sql')]
    """
    made, findings = read_mermaid(kind, text)
    for each in findings.errors:
        raise ArchitectureError(f"mermaid, {each.where}: {each.message} {each.fix}".strip())
    return made


def read_mermaid(kind: type[Architecture], text: str) -> tuple[Architecture, Findings]:
    r"""What can be read of a flowchart, and a finding for each line that cannot; never raises.

    Notes tell what was read otherwise than it is drawn, such as an arrow to a group.

    >>> from helpers.architecture import Architecture
    >>> made, findings = read_mermaid(Architecture, "flowchart LR\n  client --> api\n  api ->> db")
    >>> made.names, [(each.where, each.rule) for each in findings]
    (('client', 'api'), [('line 3', 'broken-mermaid')])
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        return kind(), Findings([_broken(1, f"{shorten(text)} is not a flowchart of at most {LONGEST:,} characters")])
    try:
        chart = flowchart_in(text)
        drawing = Drawing(chart)
    except BrokenLine as broken:
        line = broken.text.count("\n", 0, broken.at) + 1
        return kind(), Findings([Finding(broken.rule, "error", f"line {line}", broken.message, broken.fix)])
    except TooMuch as error:
        return kind(), Findings([_broken(error.args[1], error.args[0],
                                         "Draw groups of machines as one box with replicas.")])
    return _Reader(chart, drawing).made(kind)


def _broken(line: int, message: str, fix: str = "") -> Finding:
    return Finding("broken-mermaid", "error", f"line {line}", message, fix)


class _Reader:
    """Makes parts of what was drawn: kinds, names, arrows, and what the comments add."""

    def __init__(self, chart: Flowchart, drawing: Drawing):
        self.chart, self.drawing = chart, drawing
        self.own = any(re.match(r"design(?: \w+=|$)", comment) for _, comment in chart.comments)
        self.names = names_of(drawing.boxes)
        self.settings: dict[tuple, dict] = {}
        self.top: dict = {"name": chart.title} if chart.title else {}
        for line, message, fix in chart.notes:
            drawing.problem(abs(line), message, fix, "note" if line < 0 else "error")

    def made(self, kind: type[Architecture]) -> tuple[Architecture, Findings]:
        classes = {identity: self._class(identity) for identity in self.drawing.boxes}
        kinds = {identity: classes[identity] or self._kind(identity) for identity in self.drawing.boxes}
        self._front_ends(kinds, classes)
        arrows = arrows_of(self.drawing, kinds, self.own)
        for number, comment in self.chart.comments:
            self._comment(comment, number, arrows)
        components, there = [], set()
        for identity, box in self.drawing.boxes.items():
            try:
                components.append(self._component(identity, kinds[identity], classes[identity] is not None))
                there.add(identity)
            except CourseError as error:
                self.drawing.problem(box.line, str(error))
        connections = []
        for key, (label, number) in arrows.items():
            source, target, style = key
            try:
                if {source, target} <= there:
                    fields = {"label": label, **self.settings.get(key, {})}
                    connections.append(Connection(**{**fields, "source": self.names[source],
                                                     "target": self.names[target], "style": style}))
            except CourseError as error:
                self.drawing.problem(number, str(error))
        try:
            design = kind(**{**self.top, "components": components, "connections": connections})
        except CourseError as error:
            self.drawing.problem(1, str(error))
            design = kind(components=components, connections=connections)
        return design, Findings(self.drawing.findings)

    # --- boxes --------------------------------------------------------------------------------------------------------

    def _class(self, identity: str) -> str | None:
        """The kind that a class names, unless the drawing makes that class a look."""
        box = self.drawing.boxes[identity]
        for name in box.classes:
            look = name in self.drawing.looks and not self.own
            if name in KINDS and not look:
                return name
            meant = nearest(name, KINDS) if name not in self.drawing.looks else ""
            if "Did you mean" in meant:
                self.drawing.note(box.line, f"the class {shorten(name)} is no kind of box, so it is taken for a look",
                                  meant.strip())
        return None

    def _label(self, identity: str) -> str:
        label = self.drawing.boxes[identity].label
        return label_of(label) if label else ""

    def _kind(self, identity: str) -> str:
        box = self.drawing.boxes[identity]
        text = unescaped(box.label or "", lines=True)
        return (kind_of_words(text) or kind_of_words(self.names[identity])
                or kind_of_shape(box.shape, text))

    def _front_ends(self, kinds: dict[str, str], classes: dict[str, str | None]) -> None:
        """A web page or a front end is a client, unless others call it or it keeps the data: then it is a service."""
        called, calling, joined = {}, {}, {}
        for _, edge in self.drawing.edges:
            source, target = (edge.source, edge.target) if edge.way != "back" else (edge.target, edge.source)
            if edge.way == "to":
                called.setdefault(target, set()).add(source)
                calling.setdefault(source, set()).add(target)
            else:
                joined.setdefault(target, set()).add(source)
                joined.setdefault(source, set()).add(target)
        for identity, kind in kinds.items():
            text = unescaped(self.drawing.boxes[identity].label or "", lines=True) or self.names[identity]
            if kind != "client" or classes[identity] or not may_be_client(text):
                continue
            mine = called.get(identity, set()) - calling.get(identity, set())
            before = any(kinds.get(each, "client") not in ("client", "dns", "cdn") for each in mine)
            data = any(kinds.get(each) in BEHIND for each in calling.get(identity, set()) | joined.get(identity, set()))
            if before or data:
                kinds[identity] = "service"

    def _component(self, identity: str, kind: str, by_class: bool) -> Component:
        name = self.names[identity]
        settings = self.settings.get((identity,), {})
        label = self._label(identity) or ("" if name == identity or self.own else identity)
        shown = COUNT.sub("", label).strip() if by_class else label
        fields = {}
        if shown and shown != name.replace("_", " ").strip() and not (settings and by_class):
            fields["label"] = shown
        place = self.drawing.place(identity)
        if "zone" in place:
            fields["zone"] = [place["zone"]]
        if "group" in place:
            fields["group"] = place["group"]
        return Component(**{**fields, **settings, "name": name, "kind": kind})

    # --- comments -----------------------------------------------------------------------------------------------------

    def _comment(self, text: str, number: int, arrows) -> None:
        words = text.split()
        if not words or "=" not in text:
            return
        if words[0] == "design":
            self._set(self.top, text[len("design"):], ("name", "zones", "large_entities"), number)
        elif words[0] == "box" and len(words) > 1 and words[1] in self.drawing.boxes:
            own = self.settings.setdefault((words[1],), {})
            self._set(own, text.split(maxsplit=2)[2] if len(words) > 2 else "", FIELDS["component"], number)
        elif words[0] == "link" and len(words) > 3 and tuple(words[1:4]) in arrows:
            own = self.settings.setdefault(tuple(words[1:4]), {})
            self._set(own, text.split(maxsplit=4)[4] if len(words) > 4 else "", FIELDS["connection"], number)

    def _set(self, own: dict, text: str, known, number: int) -> None:
        at = 0
        while text[at:].strip():
            match = SETTING.match(text, at)
            try:
                if not match or match[1] not in known:
                    raise ValueError
                value = json.loads(match[2])
                if match[1] in ("zone", "zones", "stores", "for_endpoints", "large_entities"):
                    value = [each for each in str(value).split(",") if each]
                if match[1] == "at":
                    value = [float(each) for each in str(value).split(",")]
            except (ValueError, RecursionError):
                self.drawing.problem(number, f"{shorten(text[at:].strip())} is not a setting known here",
                                     'Write replicas=3 or zone="a,b".')
                return
            own[match[1]] = value
            at = match.end()
