"""How near a question is to many others at once: products of sparse vectors, found by what they have in common."""

import math


class Index:
    """Groups of sparse vectors, listed by their features, so that a question meets only those that share one with it.

    >>> index = Index([[{"how": 0.6, "many": 0.8}], [{"how": 1.0}, {"large": 1.0}]])
    >>> index.products({"how": 1.0})
    [[0.6], [1.0, 0.0]]
    """

    def __init__(self, groups: list[list[dict[str, float]]]):
        self._sizes = [len(each) for each in groups]
        self._found: dict[str, list[tuple[int, float]]] = {}
        for place, vector in enumerate(vector for each in groups for vector in each):
            for feature, weight in vector.items():
                self._found.setdefault(feature, []).append((place, weight))

    def products(self, vector: dict[str, float]) -> list[list[float]]:
        """The scalar product of `vector` with each vector, group by group."""
        sums = [0.0] * sum(self._sizes)
        for feature, weight in vector.items():
            for place, other in self._found.get(feature, ()):
                sums[place] += weight * other
        rest = iter(sums)
        return [[next(rest) for _ in range(size)] for size in self._sizes]


def unit(vector: dict[str, float]) -> dict[str, float]:
    """The vector of length 1 in the same direction; an empty one where there is no direction."""
    size = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {feature: weight / size for feature, weight in vector.items()} if size else {}
