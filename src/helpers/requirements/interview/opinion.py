"""A second opinion on which fact a question asks for: naive Bayes over words, what they mean and their order."""

import math
from collections import defaultdict
from itertools import combinations

SMOOTHING, SHARP = 6.0, 2.0  # questions of the background that each fact is given; how sharply votes are told apart
OTHER, UNLIKELY = 0.7, 0.003  # how much the other opinion counts; what nothing is held to be less probable than
PAIRS, WORDS, ORDER = 0.7, 0.7, 0.5  # how much pairs of concepts, the words and their order count beside a concept


class Opinion:
    """Says for each fact how probable it is that a question asks for it, having counted the features of its wordings.

    A feature that is much more frequent in the wordings of one fact than in all wordings speaks for that fact, by the
    logarithm of how much more (naive Bayes, multinomial; see Manning, Raghavan, Schütze, Introduction to Information
    Retrieval, 2008, section 13.2). Features that no wording has say nothing.

    >>> opinion = Opinion({"size": [{"how": 1.0, "large": 1.0}], "number": [{"how": 1.0, "many": 1.0}]})
    >>> opinion.best({"how": 1.0, "large": 1.0})
    'size'
    """

    def __init__(self, wordings: dict[str, list[dict[str, float]]]):
        self.names = list(wordings)
        among: defaultdict[str, float] = defaultdict(float)
        counts: list[dict[str, float]] = []
        for each in wordings.values():
            found: defaultdict[str, float] = defaultdict(float)
            for one in each:
                for feature, weight in one.items():
                    found[feature] += 4 * weight if weight < 0.25 else 1.0
            counts.append(found)
            for feature, count in found.items():
                among[feature] += count
        number = [len(each) for each in wordings.values()]
        whole = sum(number)
        # What a feature that no wording of a fact has says of it, and how much more one says that some have: most
        # features are heard of few facts.
        self._unheard = [math.log(SMOOTHING / (many + SMOOTHING)) for many in number]
        self._votes: dict[str, list[tuple[int, float]]] = {feature: [] for feature in among}
        for place, found in enumerate(counts):
            for feature, count in found.items():
                more = math.log1p(count * whole / (SMOOTHING * among[feature]))
                self._votes[feature].append((place, more))

    def shares(self, features: dict[str, float]) -> dict[str, float]:
        """How probable each fact is; they add up to 1."""
        known = {feature: weight for feature, weight in features.items() if feature in self._votes}
        heard = sum(known.values())
        sums = [heard * each for each in self._unheard]
        for feature, weight in known.items():
            for place, more in self._votes[feature]:
                sums[place] += weight * more
        most = max(sums, default=0.0)
        parts = [math.exp(SHARP * (each - most)) for each in sums]
        return {name: part / sum(parts) for name, part in zip(self.names, parts, strict=True)}

    def best(self, features: dict[str, float]) -> str:
        """The most probable fact."""
        shares = self.shares(features)
        return max(shares, key=shares.__getitem__)


def together(one: dict[str, float], other: dict[str, float], less: dict[str, float]) -> dict[str, float]:
    """Two opinions as one: the weighed product of what they hold probable, so that both must agree to be sure.

    The other one has heard more questions and counts more. What stands in `less` counts so much less.

    >>> round(together({"size": 0.9, "number": 0.1}, {"size": 0.9, "number": 0.1}, {})["size"], 2)
    0.9
    """
    parts = {
        name: less.get(name, 1.0) * max(share, UNLIKELY) ** (1 - OTHER) * max(other.get(name, share), UNLIKELY) ** OTHER
        for name, share in one.items()
    }
    whole = sum(parts.values())
    return {name: part / whole for name, part in parts.items()}


def counted(
    concepts: frozenset[str], words: tuple[str, ...], shape: dict[str, float], denied: bool
) -> dict[str, float]:
    """The features of a question: concepts and their pairs, words and their order, each with its weight."""
    found = dict.fromkeys(concepts, 1.0)
    for word in words:
        found[f"={word}"] = WORDS
    for one, other in combinations(sorted(concepts), 2):
        found[f"{one}+{other}"] = PAIRS
    for each, weight in shape.items():
        found[f"~{each}"] = ORDER * weight
    if denied:
        found["not"] = 1.0
    return found
