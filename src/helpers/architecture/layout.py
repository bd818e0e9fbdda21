"""Where to draw each box: a layered layout, left to right, the same every time, with few crossings.

The method is that of Sugiyama, Tagawa and Toda (1981): break cycles, give each box a layer, order the boxes of each
layer so that few arrows cross, then place them. Boxes are sorted by name first, so the order in which they were
added does not matter. Parts that nothing joins are stacked below each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from helpers.architecture.crossings import crossings_between, order_layers
from helpers.architecture.fields import number_of

if TYPE_CHECKING:
    from helpers.architecture.model import Architecture

Place = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """The top left corner of each box, the size of all boxes, of the whole picture, and how the arrows run.

    `routes` has for each connection's key the points its arrow passes, from the middle of one side to the other's.
    `layers` are the boxes by column; `crossings` counts the arrows that cross between columns.
    """

    positions: dict[str, Place]
    box: Place
    size: Place
    routes: dict[tuple[str, str, str], tuple[Place, ...]]
    layers: tuple[tuple[str, ...], ...]
    crossings: int

    def overlaps(self) -> list[tuple[str, str]]:
        """Pairs of boxes that overlap; there are none unless positions were changed by hand."""
        width, height = self.box
        names = sorted(self.positions)
        return [(one, other) for place, one in enumerate(names) for other in names[place + 1:]
                if abs(self.positions[one][0] - self.positions[other][0]) < width
                and abs(self.positions[one][1] - self.positions[other][1]) < height]


def layout(architecture: Architecture, width=160, height=64, gap_x=80, gap_y=32) -> Layout:
    """A layout in pixels; `width` and `height` of a box, `gap_x` and `gap_y` between boxes.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("client", "client"), Component("api", "service"),
    ...     Component("cache", "cache"), Component("store", "sql"))
    >>> links = links.connect("client", "api").connect("api", "cache").connect("api", "store")
    >>> placed = links.layout()
    >>> placed.layers, placed.positions["api"], placed.crossings
    ((('client',), ('api',), ('cache', 'store')), (240, 48), 0)
    """
    sizes = {"width": width, "height": height, "gap_x": gap_x, "gap_y": gap_y}
    width, height, gap_x, gap_y = (number_of(value, name, "", "a number of pixels", 1, 10_000)
                                   for name, value in sizes.items())
    kinds = {each.name: each.kind for each in architecture.components}
    edges = sorted({(each.source, each.target) for each in architecture.connections})
    positions: dict[str, Place] = {}
    bends: dict[tuple[str, str], list[Place]] = {}
    columns: list[list[str]] = []
    top = crossings = 0
    for part in _parts(sorted(kinds), edges):
        within = [edge for edge in edges if edge[0] in part]
        layers, chains = _layered(part, within, kinds)
        steps = {step for chain in chains.values() for step in pairwise(chain)}
        layers = order_layers(layers, steps)
        crossings += sum(crossings_between(upper, lower, steps) for upper, lower in pairwise(layers))
        heights = _heights(layers, steps, height, gap_y)
        lowest = min(heights.values())
        for column, layer in enumerate(layers):
            columns += [[]] if column == len(columns) else []
            for node in layer:
                place = (round(column * (width + gap_x)), math.floor(heights[node] - lowest + top + 0.5))
                if isinstance(node, str):
                    positions[node] = place
                    columns[column].append(node)
                else:
                    bends.setdefault(node[:2], []).append((place[0] + width / 2, place[1] + height / 2))
        top = max(place[1] for name, place in positions.items() if name in part) + height + 2 * gap_y
        top = math.ceil(top)
    routes = {each.key: _route(each, positions, bends, width, height) for each in architecture.connections}
    size = (max((x for x, _ in positions.values()), default=0) + width,
            max((y for _, y in positions.values()), default=0) + height)
    return Layout(positions, (width, height), size, routes, tuple(map(tuple, columns)), crossings)


def _parts(names: list[str], edges) -> list[set[str]]:
    """The boxes that connections join, by part; the largest part first."""
    joined: dict[str, list[str]] = {name: [] for name in names}
    for source, target in edges:
        joined[source].append(target)
        joined[target].append(source)
    seen: set[str] = set()
    parts = []
    for name in names:
        if name in seen:
            continue
        part, waiting = {name}, [name]
        while waiting:
            for each in joined[waiting.pop()]:
                if each not in part:
                    part.add(each)
                    waiting.append(each)
        seen |= part
        parts.append(part)
    return sorted(parts, key=lambda part: (-len(part), min(part)))


def _layered(part: set[str], edges, kinds):
    """Boxes by layer, and each edge as a chain through the layers (with places of its own, as tuples, in between)."""
    forward = _without_cycles(part, edges, kinds)
    rank = _ranks(part, forward)
    layers: list[list] = [[] for _ in range(max(rank.values()) + 1)]
    for name in sorted(part):
        layers[rank[name]].append(name)
    chains = {}
    for source, target in forward:
        between = [(source, target, layer) for layer in range(rank[source] + 1, rank[target])]
        for node in between:
            layers[node[2]].append(node)
        chains[source, target] = [source, *between, target]
    return layers, chains


def _without_cycles(part, edges, kinds) -> list[tuple[str, str]]:
    """The edges with those turned round that close a cycle, seen from the clients on."""
    outgoing: dict[str, list[str]] = {name: [] for name in part}
    arriving = dict.fromkeys(part, 0)
    for source, target in edges:
        outgoing[source].append(target)
        arriving[target] += 1
    state: dict[str, int] = {}
    turned = set()
    for root in sorted(part, key=lambda name: (kinds[name] != "client", arriving[name] > 0, name)):
        stack = [] if root in state else [(root, iter(outgoing[root]))]
        state.setdefault(root, 1)
        while stack:
            name, following = stack[-1]
            for each in following:
                if state.get(each) == 1:
                    turned.add((name, each))
                elif each not in state:
                    state[each] = 1
                    stack.append((each, iter(outgoing[each])))
                    break
            else:
                state[name] = 2
                stack.pop()
    return sorted({(target, source) if (source, target) in turned else (source, target) for source, target in edges})


def _ranks(part, edges) -> dict[str, int]:
    """Layers by the longest way, then boxes drawn towards those they call where this shortens arrows."""
    outgoing: dict[str, list[str]] = {name: [] for name in part}
    incoming: dict[str, list[str]] = {name: [] for name in part}
    for source, target in edges:
        outgoing[source].append(target)
        incoming[target].append(source)
    missing = {name: len(incoming[name]) for name in part}
    waiting = sorted(name for name in part if not missing[name])
    rank = dict.fromkeys(waiting, 0)
    order = []
    while waiting:
        name = waiting.pop(0)
        order.append(name)
        for each in outgoing[name]:
            rank[each] = max(rank.get(each, 0), rank[name] + 1)
            missing[each] -= 1
            if not missing[each]:
                waiting.append(each)
    for name in reversed(order):
        if outgoing[name] and len(outgoing[name]) > len(incoming[name]):
            rank[name] = min(rank[each] for each in outgoing[name]) - 1
    least = min(rank.values())
    return {name: value - least for name, value in rank.items()}


def _heights(layers, steps, height: float, gap: float) -> dict:
    """The y of each node: near the mean of its neighbours, in its layer's order, with the gaps kept."""
    before: dict = {}
    after: dict = {}
    for one, other in steps:
        after.setdefault(one, []).append(other)
        before.setdefault(other, []).append(one)
    starts = []
    for layer in layers:
        start, at = [], 0.0
        for place, node in enumerate(layer):
            if place:
                both = isinstance(node, str) and isinstance(layer[place - 1], str)
                at += height + gap if both else (height + gap) * 0.75 if isinstance(node, str) \
                    or isinstance(layer[place - 1], str) else gap
            start.append(at)
        starts.append(start)
    tallest = max(start[-1] for start in starts)
    y = {node: at + (tallest - start[-1]) / 2 for layer, start in zip(layers, starts, strict=True)
         for node, at in zip(layer, start, strict=True)}
    for sweep in range(8):
        places = range(len(layers)) if sweep % 2 == 0 else range(len(layers) - 1, -1, -1)
        for place in places:
            near = [before, after][sweep % 2] if sweep < 6 else None
            wanted = []
            for node in layers[place]:
                around = near.get(node) if near is not None else [*before.get(node, ()), *after.get(node, ())]
                wanted.append(sum(y[each] for each in around) / len(around) if around else y[node])
            for node, value in zip(layers[place], _apart(wanted, starts[place]), strict=True):
                y[node] = value
    return y


def _apart(wanted: list[float], starts: list[float]) -> list[float]:
    """The values nearest to those wanted (least squares) that keep their order and distances: pooled neighbours."""
    pools: list[list[float]] = []
    for value, start in zip(wanted, starts, strict=True):
        pools.append([value - start, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, count = pools.pop()
            other, more = pools.pop()
            pools.append([(mean * count + other * more) / (count + more), count + more])
    flat = [mean for mean, count in pools for _ in range(int(count))]
    return [value + start for value, start in zip(flat, starts, strict=True)]


def _route(each, positions, bends, width: float, height: float) -> tuple[Place, ...]:
    (x1, y1), (x2, y2) = positions[each.source], positions[each.target]
    middle = bends.get((each.source, each.target))
    if middle is None and (each.target, each.source) in bends:
        middle = sorted(bends[each.target, each.source], reverse=True)
    right = x1 < x2
    start = (x1 + (width if right else 0), y1 + height / 2)
    end = (x2 + (0 if right else width), y2 + height / 2)
    return (start, *(middle or ()), end)
