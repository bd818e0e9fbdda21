"""The order of the nodes in each layer, so that few edges cross: exact for small pictures, else by sweeps."""

from bisect import bisect_right, insort
from itertools import pairwise, permutations
from math import factorial

MOST_SWEEPS, MOST_TRANSITIONS = 12, 1_500


def crossings_between(upper, lower, steps) -> int:
    """How many edges cross between two layers in their order; `steps` are pairs (node above, node below).

    >>> crossings_between(["a", "b"], ["x", "y"], {("a", "y"), ("b", "x")})
    1
    """
    place = {node: number for number, node in enumerate(lower)}
    after: dict = {}
    for one, other in steps:
        if other in place:
            after.setdefault(one, []).append(place[other])
    return _inversions([after.get(node, ()) for node in upper])


def _inversions(rows) -> int:
    """Crossings, given for each node above the places below, in the order of the nodes above."""
    seen: list[int] = []
    count = 0
    for row in rows:
        for each in row:
            count += len(seen) - bisect_right(seen, each)
        for each in row:
            insort(seen, each)
    return count


def order_layers(layers: list[list], steps) -> list[list]:
    """The layers with their nodes in an order with few crossings; the same for the same names."""
    graph = _Graph(layers, steps)
    best = None
    for start in (graph.by_depth(), graph.by_depth(backwards=True), [sorted(layer, key=_key) for layer in layers]):
        found = graph.improve(start)
        if best is None or found[0] < best[0]:
            best = found
        if not best[0]:
            break
    if best[0] and _is_small(layers):
        best = min(best, graph.exact(), key=lambda each: each[0])
    return best[1]


def _key(node) -> tuple:
    return (node, "", 0) if isinstance(node, str) else node


def _is_small(layers) -> bool:
    counts = [factorial(min(len(layer), 9)) for layer in layers]
    return sum(one * other for one, other in pairwise(counts)) <= MOST_TRANSITIONS


class _Graph:
    def __init__(self, layers, steps):
        self.layers = layers
        self.after: dict = {node: [] for layer in layers for node in layer}
        self.before: dict = {node: [] for layer in layers for node in layer}
        for one, other in sorted(steps, key=lambda step: (_key(step[0]), _key(step[1]))):
            self.after[one].append(other)
            self.before[other].append(one)

    def count(self, order) -> int:
        """Crossings of the whole picture."""
        total = 0
        for upper, lower in pairwise(order):
            place = {node: number for number, node in enumerate(lower)}
            total += _inversions([[place[each] for each in self.after[node]] for node in upper])
        return total

    def by_depth(self, backwards: bool = False) -> list[list]:
        """Nodes in the order in which a walk into the depth meets them: without crossings for trees."""
        met: list[list] = [[] for _ in self.layers]
        layer_of = {node: number for number, layer in enumerate(self.layers) for node in layer}
        seen = set()
        layers = self.layers[::-1] if backwards else self.layers
        ordered = [node for layer in layers for node in sorted(layer, key=_key)]
        first, second = (self.before, self.after) if backwards else (self.after, self.before)
        for root in ordered:
            stack = [root]
            while stack:
                node = stack.pop()
                if node in seen:
                    continue
                seen.add(node)
                met[layer_of[node]].append(node)
                stack += [*reversed(second[node]), *reversed(first[node])]
        return met

    def improve(self, order) -> tuple[int, list[list]]:
        """Sweeps down and up by the mean place of the neighbours, and swaps of neighbours, while this helps."""
        order = [list(layer) for layer in order]
        best, kept, idle = self.count(order), [list(layer) for layer in order], 0
        for sweep in range(MOST_SWEEPS):
            if not best or idle > 2:
                break
            down = sweep % 2 == 0
            near = self.before if down else self.after
            places = range(1, len(order)) if down else range(len(order) - 2, -1, -1)
            for number in places:
                beside = {node: at for at, node in enumerate(order[number - 1 if down else number + 1])}
                mean = {node: sum(beside[each] for each in near[node]) / len(near[node]) if near[node] else float(at)
                        for at, node in enumerate(order[number])}
                order[number].sort(key=mean.__getitem__)
            self.swap_neighbours(order)
            now = self.count(order)
            idle = 0 if now < best else idle + 1
            if now < best:
                best, kept = now, [list(layer) for layer in order]
        return best, kept

    def swap_neighbours(self, order) -> None:
        """Exchange two neighbours in a layer wherever this takes crossings away, until none does."""
        waiting, turns = set(range(len(order))), 8 * len(order)
        while waiting and turns:
            number, turns = min(waiting), turns - 1
            waiting.discard(number)
            layer = order[number]
            sides = []
            for beside, near in ((number - 1, self.before), (number + 1, self.after)):
                if 0 <= beside < len(order):
                    place = {node: at for at, node in enumerate(order[beside])}
                    sides.append([[place[each] for each in near[node]] for node in layer])
            helped = False
            for at in range(len(layer) - 1):
                gain = 0
                for places in sides:
                    for one in places[at]:
                        for other in places[at + 1]:
                            gain += (one > other) - (one < other)
                if gain > 0:
                    for row in (layer, *sides):
                        row[at], row[at + 1] = row[at + 1], row[at]
                    helped = True
            if helped:
                waiting |= {each for each in (number - 1, number, number + 1) if 0 <= each < len(order)}

    def exact(self) -> tuple[int, list[list]]:
        """The least crossings of all, over every order of every layer, layer by layer; for small pictures."""
        costs: list[tuple[int, list]] = []
        for number, layer in enumerate(self.layers):
            new = []
            for order in permutations(sorted(layer, key=_key)):
                if not number:
                    new.append((0, [list(order)]))
                    continue
                place = {node: at for at, node in enumerate(order)}
                below = {node: [place[each] for each in self.after[node]] for node in self.layers[number - 1]}
                cost, orders = min(((cost + _inversions([below[node] for node in orders[-1]]), orders)
                                    for cost, orders in costs), key=lambda each: each[0])
                new.append((cost, [*orders, list(order)]))
            costs = new
        return min(costs, key=lambda each: each[0])
