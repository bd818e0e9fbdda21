"""What the arrows of a foreign drawing mean: lines without a head, arrows to groups, thick lines, messages fetched.

The ends of an arrow tell what it can be: who calls whom stands in the kinds' table.
"""

import re

from helpers.architecture.kind_families import kinds_of
from helpers.architecture.kinds import KINDS
from helpers.architecture.mermaid_flowchart import Drawing
from helpers.architecture.mermaid_statements import Edge
from helpers.architecture.mermaid_words import clean, unescaped

BROKERS = kinds_of("broker")
FROM_THE_CLIENTS = ("client", *kinds_of("door"))
STYLES = {"normal": "sync", "dotted": "async", "thick": "sync"}
FETCHES = re.compile(r"\b(?:consum|process|poll|subscri|dequeu|pull|fetch|receiv|listen|read)", re.IGNORECASE)


def arrows_of(drawing: Drawing, kinds: dict[str, str], own: bool) -> dict[tuple[str, str, str], tuple[str, int]]:
    """The arrows by source, target and style (mermaid's ids), each with its label and line.

    `own` drawings were written by `to_mermaid`: their arrows are kept as they are.
    """
    made: dict[tuple[str, str, str], tuple[list[str], int]] = {}
    for number, edge in _mended(drawing):
        for source, target, style in _read(drawing, kinds, edge, number, own):
            labels, _ = made.setdefault((source, target, style), ([], number))
            label = clean(unescaped(edge.label))
            if label and label not in labels:
                labels.append(label)
    joined = {key: (clean(", ".join(labels)), number) for key, (labels, number) in made.items()}
    return joined if own else _fetched(drawing, kinds, joined)


def _mended(drawing: Drawing):
    """The arrows, with a note where mermaid takes the first letter of a box for the arrow's head (A---orders)."""
    for number, edge in drawing.edges:
        if edge.joined:
            drawing.note(number, f"mermaid takes the {edge.joined} of {edge.joined + edge.target} for the head of the "
                                 f"arrow, so this leads to {edge.target}",
                         "Put a space behind the arrow if that is not meant.")
        yield number, edge


def _read(drawing: Drawing, kinds: dict[str, str], edge: Edge, number: int, own: bool):
    if edge.stroke == "invisible":
        return
    sources, targets = ([edge.source], [edge.target]) if edge.way != "back" else ([edge.target], [edge.source])
    if drawing.is_group(sources[0]) or drawing.is_group(targets[0]):
        pairs = _of_groups(drawing, kinds, sources[0], targets[0], number)
    else:
        pairs = [(sources[0], targets[0])]
    for source, target in pairs:
        if source == target:
            drawing.note(number, f"{_told(drawing, source)} is connected to itself: the arrow is left out",
                         "A box may call itself; only arrows between two boxes are drawn here.")
            continue
        if edge.way in ("both", "none"):
            if _calls_rather(kinds, target, source):
                source, target = target, source
            elif not own and not _calls_rather(kinds, source, target):
                one, other = _told(drawing, source), _told(drawing, target)
                drawing.note(number, f"the line between {one} and {other} does not say who calls: {one} is taken to "
                                     f"call {other}", "Draw an arrow from the caller to the called.")
        style = STYLES[edge.stroke]
        keeping = KINDS[kinds[source]].stores and KINDS[kinds[target]].stores
        if edge.stroke == "thick" and (own or keeping):
            style = "replication"
        if style == "sync" and kinds[source] in BROKERS and not own:
            style = "async"  # a queue waits for nobody
        yield source, target, style
        two_ways = style == "async" or {kinds[source], kinds[target]} & set(BROKERS)
        if edge.way == "both" and two_ways:
            yield target, source, "async"


def _can_call(kinds: dict[str, str], source: str, target: str) -> bool:
    return kinds[target] in KINDS[kinds[source]].calls


def _calls_rather(kinds: dict[str, str], source: str, target: str) -> bool:
    """Whether a call leads this way and not the other; where both could, from what stands nearer to the clients."""
    if _can_call(kinds, source, target) != _can_call(kinds, target, source):
        return _can_call(kinds, source, target)
    order = [FROM_THE_CLIENTS.index(kinds[each]) if kinds[each] in FROM_THE_CLIENTS else len(FROM_THE_CLIENTS)
             for each in (source, target)]
    return order[0] < order[1]


def _told(drawing: Drawing, identity: str) -> str:
    label = drawing.boxes[identity].label
    return clean(unescaped(label if label else identity))


def _of_groups(drawing: Drawing, kinds: dict[str, str], source: str, target: str, number: int):
    """Arrows for one that begins or ends at a subgraph: from its last boxes, to its first ones."""
    def members(identity: str, other: str, leaving: bool) -> list[str]:
        if not drawing.is_group(identity):
            return [identity]
        inside = drawing.inside(identity)
        there = set(inside)
        joined = {edge.source if leaving else edge.target for _, edge in drawing.edges
                  if edge.source in there and edge.target in there and edge.source != edge.target}
        apart = set(drawing.inside(other)) if drawing.is_group(other) else {other}
        free = [each for each in inside if each not in joined and each not in apart]
        return free or [each for each in inside if each not in apart][:1]

    pairs = [(one, other) for one in members(source, target, True) for other in members(target, source, False)]
    sound = [pair for pair in pairs if _can_call(kinds, *pair) or kinds[pair[0]] in BROKERS] or pairs
    names = [drawing.groups[each].title or each for each in (source, target) if drawing.is_group(each)]
    drawing.note(number, f"an arrow to or from a group ({', '.join(names)}) is read as arrows of the boxes in it: "
                         + ", ".join(f"{_told(drawing, one)} -> {_told(drawing, other)}" for one, other in sound[:4])
                         + (f" and {len(sound) - 4} more" if len(sound) > 4 else ""),
                 "Draw the arrows between boxes if others are meant.")
    return sound


def _fetched(drawing: Drawing, kinds: dict[str, str], arrows):
    """Turn arrows of those who fetch messages out of a queue, as arrows here follow the messages."""
    serving = {source for source, _, _ in arrows if kinds[source] in BROKERS}
    writing = {}
    for source, target, _ in arrows:
        writing.setdefault(target, set()).add(source)
    made: dict = {}
    for (source, target, style), (label, number) in arrows.items():
        broker = kinds[target] in BROKERS and kinds[source] not in BROKERS
        fetches = FETCHES.search(label) or (
            kinds[source] == "worker" and target not in serving and not label
            and any(kinds[each] != "worker" for each in writing[target]))
        key = (source, target, style)
        if broker and fetches:
            drawing.note(number, f"{_told(drawing, source)} takes messages out of {_told(drawing, target)}, so the "
                                 "arrow is turned: arrows follow the messages")
            key = (target, source, "async")
        if key in made:
            label = clean(", ".join(filter(None, (made[key][0], label))))
        made[key] = (label, number)
    return made
