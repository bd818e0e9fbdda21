"""A flowchart's statements gathered: its boxes, subgraphs, arrows and looks, still under mermaid's ids."""

import re
from dataclasses import dataclass, field

from helpers.architecture.mermaid_source import Flowchart
from helpers.architecture.mermaid_statements import (
    Chain,
    Classes,
    Edge,
    EndOfSubgraph,
    Subgraph,
    statements,
)
from helpers.architecture.mermaid_words import BrokenLine, clean, unescaped, word_of_title
from helpers.architecture.parts import MOST_COMPONENTS, MOST_CONNECTIONS
from helpers.errors import nearest, shorten
from helpers.findings import Finding

MOST_BROKEN = 200


@dataclass
class Box:
    """What the statements say of one box; `homes` are the subgraphs around it, the innermost first."""

    line: int
    label: str | None = None
    shape: str | None = None
    classes: list[str] = field(default_factory=list)
    homes: list["Group"] = field(default_factory=list)


@dataclass
class Group:
    """A subgraph: its title, the ids in it (those of inner ones too), and the subgraph around it."""

    id: str
    title: str
    line: int
    members: list[str] = field(default_factory=list)
    around: "Group | None" = None


class TooMuch(Exception):  # noqa: N818 (it never leaves the reader)
    """More boxes or arrows than a design holds."""


class Drawing:
    """All statements of a flowchart, gathered; what cannot be read stands in `findings`, a line each."""

    def __init__(self, chart: Flowchart):
        self.boxes: dict[str, Box] = {}
        self.groups: dict[str, Group] = {}
        self.edges: list[tuple[int, Edge]] = []
        self.edge_ids: set[str] = set()
        self.looks: set[str] = set()
        self.findings: list[Finding] = []
        self._open: list[Group] = []
        self._classes: list[tuple[int, Classes]] = []
        self._gather(chart)

    def problem(self, line: int, message: str, fix: str = "", severity: str = "error") -> None:
        """One more finding about a line."""
        rule = "broken-mermaid" if severity == "error" else "mermaid-reading"
        self.findings.append(Finding(rule, severity, f"line {line}", message, fix))

    def note(self, line: int, message: str, fix: str = "") -> None:
        """One more finding that tells how something was read."""
        self.problem(line, message, fix, "note")

    def _gather(self, chart: Flowchart) -> None:
        for each in statements(chart.text, chart.begin, MOST_CONNECTIONS):
            said = each.said
            if isinstance(said, BrokenLine):
                line = each.number
                self.problem(line, f"{shorten(each.text, 80)} cannot be read: {said.message}", said.fix)
                if len(self.findings) >= MOST_BROKEN:
                    self.problem(line, f"{MOST_BROKEN} lines cannot be read, so the rest is left out",
                                 "Mend these first, or see whether this is a mermaid flowchart.")
                    break
            elif isinstance(said, Subgraph):
                self._begin(said, each.number)
            elif isinstance(said, EndOfSubgraph):
                self._end(each.number)
            elif isinstance(said, Classes):
                self._classes.append((each.number, said))
                self.looks.update(() if said.ids else said.names)
            elif isinstance(said, Chain):
                self._chain(said, each.number)
        for number, said in self._classes:
            for name in said.ids:
                if name in self.boxes:
                    self.boxes[name].classes += said.names
                elif name not in self.groups:
                    self.note(number, f"class names {shorten(name)}, and no box is called so", nearest(
                        name, self.boxes).strip())
        if self._open:
            last = self._open[-1]
            self.problem(last.line, f"the subgraph {shorten(last.title or last.id)} has no end", "Add a line: end.")
            while self._open:
                self._close()
        for identity in self.edge_ids & set(self.boxes):  # e1@{ animate: true } speaks of an arrow
            if not any(identity in (edge.source, edge.target) for _, edge in self.edges):
                del self.boxes[identity]
        self._groups_as_boxes()

    def _begin(self, said: Subgraph, number: int) -> None:
        title = clean(unescaped(said.title)) or said.id
        identity = said.id or f"subgraph of line {number}"
        group = Group(identity, title, number, around=self._open[-1] if self._open else None)
        self.groups.setdefault(identity, group)
        if len(self.groups) + len(self._open) > MOST_COMPONENTS:
            raise TooMuch(f"more than {MOST_COMPONENTS:,} subgraphs", number)
        if group.around:
            group.around.members.append(identity)
        self._open.append(group)

    def _end(self, number: int) -> None:
        if not self._open:
            self.problem(number, "`end` closes no subgraph", "Remove it.")
        else:
            self._close()

    def _close(self) -> None:
        """Close the innermost subgraph: a box belongs to the first that is closed around it, as in mermaid."""
        group = self._open.pop()
        homes, around = [], group
        while around:
            homes.append(around)
            around = around.around
        for identity in group.members:
            if identity in self.boxes and not self.boxes[identity].homes:
                self.boxes[identity].homes = homes

    def _chain(self, said: Chain, number: int) -> None:
        self.edge_ids.update(said.edge_ids)
        for node in said.nodes:
            box = self.boxes.setdefault(node.id, Box(number))
            box.label = node.label if node.label is not None else box.label
            box.shape = node.shape if node.shape is not None else box.shape
            box.classes += node.classes
            if self._open:
                self._open[-1].members.append(node.id)
        self.edges += [(number, edge) for edge in said.edges]
        if len(self.boxes) > MOST_COMPONENTS or len(self.edges) > MOST_CONNECTIONS:
            raise TooMuch(f"more than {MOST_COMPONENTS:,} boxes or {MOST_CONNECTIONS:,} arrows", number)

    def _groups_as_boxes(self) -> None:
        """A name that is a subgraph's means the subgraph, unless a box of that name is drawn; an empty one is a box."""
        for identity, group in self.groups.items():
            box = self.boxes.get(identity)
            if box and (box.label is not None or box.shape is not None):
                continue
            self.boxes.pop(identity, None)
            if not self.inside(identity):
                homes, around = [], group.around
                while around:
                    homes.append(around)
                    around = around.around
                self.boxes[identity] = Box(group.line, label=group.title, homes=homes)

    def inside(self, identity: str) -> list[str]:
        """The boxes in a subgraph and in those inside it."""
        return [name for name, box in self.boxes.items() if any(each.id == identity for each in box.homes)]

    def is_group(self, identity: str) -> bool:
        """Whether an arrow's end means a subgraph."""
        return identity in self.groups and identity not in self.boxes

    def place(self, identity: str) -> dict[str, str]:
        """The group and the zone that the subgraphs around a box give it."""
        found: dict[str, str] = {}
        for home in self.boxes[identity].homes:
            what, name = _what(home)
            if name:
                found.setdefault(what, name)
        return found


def _what(group: Group) -> tuple[str, str]:
    """What a subgraph is, "zone" or "group", and its name."""
    zone = re.fullmatch(r"(?:availability[ -]?)?zone\s*[:_ -]\s*(.+)|az[ :_-]*(\w{1,20})", group.title, re.IGNORECASE)
    if zone:
        return "zone", word_of_title(zone[1] or zone[2])
    named = re.fullmatch(r"group\s*[:_ ]\s*(.+)", group.title, re.IGNORECASE)
    if named:
        return "group", word_of_title(named[1])
    return "zone" if group.id.lower().startswith("zone") else "group", word_of_title(group.title)
