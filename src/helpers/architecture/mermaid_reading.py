"""Reading mermaid flowcharts: the part of mermaid that this course knows.

- The first line is `flowchart` or `graph` with LR, TD, TB, RL or BT; one statement a line (or several, with `;`).
- Boxes: `id`, `id[text]`, `id(text)`, `id([text])`, `id[(text)]`, `id[[text]]`, `id{text}`, `id{{text}}`, `id((text))`,
  `id[/text/]`, `id>text]`. The kind is the class (`id[text]:::cache`); else what the text or id says (redis, db);
  else the shape: `[( )]` sql, `([ ])` client, `[[ ]]` worker, `{ }` and `{{ }}` load balancer, `(( ))` external,
  `[/ /]` and `> ]` queue, all others service.
- Arrows: `-->` sync, `-.->` async, `==>` replication, with `|text|` or `-- text -->`; chains `a --> b --> c`, and
  `a & b --> c`.
- `subgraph zone_a[zone: a]` ... `end` is a zone, any other subgraph a group; they may be nested.
- Comments `%% design`, `%% box` and `%% link`, as `to_mermaid` writes them, give what a picture cannot.
- `classDef`, `class`, `style`, `linkStyle`, `click` and `direction` are passed over: they only change the look.
"""

import json
import re

from helpers.architecture.errors import ArchitectureError
from helpers.architecture.kinds import KINDS, find_kind, kind_of_words
from helpers.architecture.mermaid_words import BrokenLine, label_at, statements, subgraph_of, unescaped
from helpers.architecture.model import MOST_COMPONENTS, MOST_CONNECTIONS, Architecture
from helpers.architecture.parts import FIELDS, Component, Connection
from helpers.errors import CourseError, shorten
from helpers.findings import Finding, Findings

LONGEST = 2_000_000
HEADER = re.compile(r"(flowchart|graph)\s+(LR|TD|TB|RL|BT)", re.IGNORECASE)
LOOKS = re.compile(r"(classDef|class|style|linkStyle|click|direction|accTitle|accDescr)\b")
SHAPES = (("([", "])", "client"), ("[(", ")]", "sql"), ("[[", "]]", "worker"), ("[/", "/]", "queue"),
          ("{{", "}}", "load_balancer"), ("((", "))", "external"), ("[", "]", "service"), ("(", ")", "service"),
          ("{", "}", "load_balancer"), (">", "]", "queue"))
ID = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)")
CLASS = re.compile(r":::([A-Za-z_][\w-]*)")
ARROW = re.compile(r"\s*(?:(?P<before>--|-\.|==)\s+(?P<told>[^-=.|\s][^|]{0,118}?)\s+)?"
                   r"(?P<arrow>--+>|-\.+->|(?<=\s)\.+->|==+>)\s*(?:\|(?P<label>[^|]*)\|)?")
STYLES = {".": "async", "=": "replication"}
SETTING = re.compile(r"\s*([a-z_]+)=(\"(?:[^\"\\]|\\.)*\"|[^\s\"]+)")


def from_mermaid(text: str) -> Architecture:
    """The architecture that a mermaid flowchart draws. Raises `ArchitectureError` with the first line that is broken.

    >>> made = from_mermaid('flowchart LR; user --> api[API] --> redis; api -.-> jobs[/Jobs/]; api --> db[(Links)]')
    >>> [(each.name, each.kind) for each in made]
    [('user', 'client'), ('api', 'service'), ('redis', 'cache'), ('jobs', 'queue'), ('db', 'sql')]
    """
    made, findings = read_mermaid(text)
    for each in findings.errors:
        raise ArchitectureError(f"mermaid, {each.where}: {each.message} {each.fix}".strip())
    return made


def read_mermaid(text: str) -> tuple[Architecture, Findings]:
    r"""What can be read of a flowchart, and a finding for each line that cannot; never raises.

    >>> made, findings = read_mermaid("flowchart LR\n  client --> api\n  api ->> db")
    >>> made.names, [(each.where, each.rule) for each in findings]
    (('client', 'api'), [('line 3', 'broken-mermaid')])
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        return Architecture(), Findings([Finding("broken-mermaid", "error", "line 1", f"{shorten(text)} is not a "
                                                 f"flowchart of at most {LONGEST:,} characters")])
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str):
        self.text = text
        self.boxes: dict[str, dict] = {}
        self.links: dict[tuple[str, str, str], dict] = {}
        self.top: dict = {}
        self.open: list[tuple[str, str]] = []
        self.findings: list[Finding] = []
        self.lines: dict = {}

    def problem(self, number: int, message: str, fix: str = "") -> None:
        self.findings.append(Finding("broken-mermaid", "error", f"line {number}", message, fix))

    def read(self) -> tuple[Architecture, Findings]:
        """Read line by line, then make the parts; each problem becomes a finding with its line."""
        started = False
        late = []
        for number, line in enumerate(self.text.splitlines(), 1):
            for statement in statements(line):
                if statement.startswith("%%"):
                    late.append((number, statement[2:].strip()))
                elif not started:
                    started = True
                    if not HEADER.fullmatch(statement):
                        self.problem(number, f"{shorten(statement)} does not begin a flowchart",
                                     "Begin with: flowchart LR.")
                else:
                    try:
                        self.statement(statement, number)
                    except BrokenLine as error:
                        self.problem(number, str(error.args[0]), error.args[1])
                if len(self.boxes) > MOST_COMPONENTS or len(self.links) > MOST_CONNECTIONS:
                    self.problem(number, f"more than {MOST_COMPONENTS:,} boxes or {MOST_CONNECTIONS:,} arrows",
                                 "Draw groups of machines as one box with replicas.")
                    return Architecture(), Findings(self.findings)
        if not started:
            self.problem(1, "there is no flowchart", "Begin with: flowchart LR.")
        if self.open:
            self.problem(len(self.text.splitlines()), f"the subgraph {self.open[-1][1]} has no end", "Add a line: end.")
        for number, comment in late:
            self.comment(comment, number)
        return self.made(), Findings(self.findings)

    def statement(self, text: str, number: int) -> None:
        if LOOKS.match(text):
            return
        if re.match(r"subgraph\b", text):
            self.open.append(subgraph_of(text))
            return
        if text == "end":
            if not self.open:
                raise BrokenLine("`end` closes no subgraph", "Remove it.")
            self.open.pop()
            return
        at, before, arrow = 0, None, None
        while True:
            at, names = self.group(text, at, number)
            for source in before or ():
                for target in names:
                    self.link(source, target, arrow, number)
            if not text[at:].strip():
                return
            match = ARROW.match(text, at)
            if not match:
                raise BrokenLine(f"{shorten(text[at:].strip())} is not an arrow or box that is known here",
                                  "Arrows are -->, -.-> and ==>; see the documented part of mermaid.")
            before, arrow, at = names, match, match.end()

    def group(self, text: str, at: int, number: int) -> tuple[int, list[str]]:
        names = []
        while True:
            at, name = self.box(text, at, number)
            names.append(name)
            more = re.compile(r"\s*&").match(text, at)
            if not more:
                return at, names
            at = more.end()

    def box(self, text: str, at: int, number: int) -> tuple[int, str]:
        match = ID.match(text, at)
        if not match:
            raise BrokenLine(f"a box is expected at {shorten(text[at:].strip() or 'the end')}",
                              "Boxes are written id[text]; an id has letters, digits and underscores.")
        name, at = match[1], match.end()
        fields = {}
        for opening, closing, kind in SHAPES:
            if text.startswith(opening, at):
                label, at = label_at(text, at + len(opening), closing)
                fields = {"label": label, "shape": kind}
                break
        match = CLASS.match(text, at)
        if match:
            fields["kind"], at = match[1], match.end()
            if fields["kind"] not in KINDS:
                try:
                    find_kind(fields.pop("kind"))
                except CourseError as error:
                    self.problem(number, f"{name}: {error}")
        known = self.boxes.setdefault(name, {})
        self.lines.setdefault(name, number)
        for field, value in fields.items():
            known.setdefault(field, value)
        for what, inside in self.open:
            known[what] = inside
        return at, name

    def link(self, source: str, target: str, match, number: int) -> None:
        style = next((style for sign, style in STYLES.items() if sign in match["arrow"]), "sync")
        if source == target:
            raise BrokenLine(f"{source} is connected to itself", "Connect two different boxes.")
        label = unescaped(match["label"] or match["told"] or "")
        if (source, target, style) in self.links:
            self.problem(number, f"{source} and {target} are connected twice in the same way", "Keep one arrow.")
        self.links.setdefault((source, target, style), {"label": label})
        self.lines.setdefault((source, target, style), number)

    def comment(self, text: str, number: int) -> None:
        words = text.split(" ", 4)
        if words[0] == "design":
            self.set(self.top, text[len("design"):], ("name", "zones", "large_entities"), number)
        elif words[0] == "box" and len(words) > 1 and words[1] in self.boxes:
            settings = text.split(words[1], 1)[1]
            own = self.boxes[words[1]].setdefault("settings", {})
            self.set(own, settings, FIELDS["component"], number)
        elif words[0] == "link" and len(words) > 3 and tuple(words[1:4]) in self.links:
            own = self.links[tuple(words[1:4])]
            self.set(own, " ".join(words[4:]), FIELDS["connection"], number)

    def set(self, own: dict, text: str, known, number: int) -> None:
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
            except ValueError:
                self.problem(number, f"{shorten(text[at:].strip())} is not a setting known here",
                             'Write replicas=3 or zone="a,b".')
                return
            own[match[1]] = value
            at = match.end()

    def made(self) -> Architecture:
        components, names = [], set()
        for name, fields in self.boxes.items():
            label = unescaped(fields.get("label", ""))
            settings = fields.get("settings", {})
            kind = fields.get("kind") or kind_of_words(label) or kind_of_words(name) or fields.get("shape", "service")
            shown = re.sub(r" ×\d+(×\d+)?$", "", label) if "kind" in fields else label
            if shown and shown != name.replace("_", " ") and not (settings and "kind" in fields):
                settings = {"label": shown, **settings}
            if "zone" in fields:
                settings = {"zone": fields["zone"], **settings}
            if "group" in fields:
                settings = {"group": fields["group"], **settings}
            try:
                components.append(Component(**{**settings, "name": name, "kind": kind}))
                names.add(name)
            except CourseError as error:
                self.problem(self.lines[name], str(error))
        connections = []
        for (source, target, style), fields in self.links.items():
            try:
                if {source, target} <= names:
                    connections.append(Connection(**{**fields, "source": source, "target": target, "style": style}))
            except CourseError as error:
                self.problem(self.lines[source, target, style], str(error))
        try:
            return Architecture(**{**self.top, "components": components, "connections": connections})
        except CourseError as error:
            self.problem(1, str(error))
            return Architecture(components=components, connections=connections)
