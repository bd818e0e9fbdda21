"""Which topic a question is about: weights that were learned from all questions of all topics, kept in a file.

The file is written by `tools/topic_weights.py` and read once; it holds for every feature one small number a topic.
So thousands of ways to ask cost nothing when an interview begins; words with slips of the pen are known by their parts.
"""

import base64
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy

from helpers.requirements.interview.nearness import unit

FILE = files("helpers.requirements.interview") / "topic_weights.txt"
PARTS, SHORTEST_PART, LONGEST_PART = 0.15, 3, 5  # how much a part of a word counts, and how many letters it has


def with_parts(counted: dict[str, float], text: str) -> dict[str, float]:
    """The features of a question and the parts of its words, as one vector of length 1.

    >>> sorted(with_parts({"size": 1.0}, "big"))
    ['#<bi', '#<big', '#<big>', '#big', '#big>', '#ig>', 'size']
    """
    found = dict(counted)
    for word in re.findall(r"[a-z]+", text):
        whole = f"<{word}>"
        for many in range(SHORTEST_PART, LONGEST_PART + 1):
            for place in range(len(whole) - many + 1):
                found[f"#{whole[place : place + many]}"] = PARTS
    return unit(found)


@dataclass(frozen=True)
class TopicWeights:
    """The topics, what the file was learned from (its digest), the size of one step, and each feature's steps."""

    topics: tuple[str, ...]
    learned_from: str
    step: float
    places: dict[str, int]
    steps: numpy.ndarray

    def shares(self, vector: dict[str, float]) -> dict[str, float]:
        """How probable each topic is for a question with these features; they add up to 1."""
        found = [(place, weight) for feature, weight in vector.items()
                 if (place := self.places.get(feature)) is not None]
        sums = [0.0] * len(self.topics)
        if found:
            places, weights = zip(*found, strict=True)
            sums = (numpy.array(weights) @ self.steps[list(places)]).tolist()
        most = max(sums)
        parts = [math.exp(self.step * (each - most)) for each in sums]
        return {topic: part / sum(parts) for topic, part in zip(self.topics, parts, strict=True)}


@lru_cache(maxsize=1)
def load_weights() -> TopicWeights:
    """The weights of the file: a line with the topics, one with digest and step, one with the features, the steps."""
    return read_weights(FILE.read_text(encoding="utf-8"))


def read_weights(text: str) -> TopicWeights:
    """The weights that `written` wrote."""
    topics, about, features, steps = text.splitlines()
    digest, step = about.split()
    places = {feature: place for place, feature in enumerate(features.split("\t"))}
    numbers = numpy.frombuffer(base64.b64decode(steps), dtype=numpy.int8).reshape(len(places), -1)
    return TopicWeights(tuple(topics.split()), digest, float(step), places, numbers)


def written(topics: list[str], digest: str, step: float, features: list[str], steps: bytes) -> str:
    """The text of the file; `steps` holds one signed byte for each feature and topic."""
    lines = (" ".join(topics), f"{digest} {step!r}", "\t".join(features), base64.b64encode(steps).decode("ascii"))
    return "".join(f"{line}\n" for line in lines)
