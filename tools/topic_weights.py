"""Learn from all questions of the topics which topic a question is about, and write what was learned.

Run it after a change of the questions or of what words mean: `python tools/topic_weights.py`. A test tells when it is
due. It is multinomial logistic regression with a penalty on large weights, by Nesterov's accelerated gradient method
(Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 2009, section 4.4), and gives the same on each run.
"""

import hashlib
import math
from collections import Counter
from pathlib import Path

import numpy

from helpers.cases import load_case
from helpers.cases.topics import further_questions
from helpers.requirements.interview.question_features import features, plain, question_vector
from helpers.requirements.interview.topic_weights import written

TARGET = Path(__file__).parent.parent / "src/helpers/requirements/interview/topic_weights.txt"
CASES = ("url_shortener", "pastebin", "microblog", "chat", "ride_hailing", "ticketing", "video_streaming")
PENALTY, ROUNDS, SHARPNESS, LEAST_SEEN, SMALLEST = 0.5, 120, 8.0, 2, 5


def taught() -> list[tuple[str, str]]:
    """Every question with its topic: those of the topics, and the wordings of the course's cases.

    What is left out of a case is its own matter: advertisements are out of scope here and unheard of there.
    """
    found = [(question, topic) for topic, questions in further_questions().items() for question in questions]
    for case in CASES:
        found += [(each, fact.topic) for fact in load_case(case, variant=False).facts if fact.topic not in ("", "scope")
                  for each in (fact.asks, *fact.wordings)]
    return list({plain(question): (plain(question), topic) for question, topic in reversed(found)}.values())[::-1]


def digest(pairs) -> str:
    """A name for what is learned from: each question with its topic and its features."""
    made = hashlib.sha256()
    for question, topic in pairs:
        one = features(question)
        made.update(f"{question}|{topic}|{sorted(one.known)}|{one.words}|{one.denied}\n".encode())
    return made.hexdigest()[:16]


class Sparse:
    """Vectors of features as rows of a sparse matrix that can be multiplied from both sides."""

    def __init__(self, vectors, places):
        entries = [(row, places[feature], weight) for row, vector in enumerate(vectors)
                   for feature, weight in vector.items() if feature in places]
        self.rows, self.columns = (numpy.array([each[kind] for each in entries]) for kind in (0, 1))
        self.values = SHARPNESS * numpy.array([each[2] for each in entries], dtype=numpy.float32)
        self.shape = len(vectors), len(places)
        self.order = numpy.argsort(self.columns, kind="stable")

    def times(self, matrix):
        """The sparse matrix times `matrix`."""
        return _summed(self.rows, matrix[self.columns] * self.values[:, None], self.shape[0])

    def turned_times(self, matrix):
        """The transpose of the sparse matrix times `matrix`."""
        products = matrix[self.rows[self.order]] * self.values[self.order, None]
        return _summed(self.columns[self.order], products, self.shape[1])


def _summed(groups, products, many):
    """Sums of rows that belong to one group; `groups` ascends."""
    found, starts = numpy.unique(groups, return_index=True)
    sums = numpy.zeros((many, products.shape[1]), dtype=numpy.float32)
    sums[found] = numpy.add.reduceat(products, starts, axis=0)
    return sums


def learned(pairs, topics) -> tuple[list[str], numpy.ndarray]:
    """The features and their weights for each topic."""
    vectors = [question_vector(question) for question, _ in pairs]
    seen = Counter(feature for each in vectors for feature in each)
    names = sorted(feature for feature, times in seen.items() if times >= LEAST_SEEN)
    matrix = Sparse(vectors, {feature: place for place, feature in enumerate(names)})
    wanted = numpy.zeros((len(pairs), len(topics)), dtype=numpy.float32)
    wanted[numpy.arange(len(pairs)), [topics.index(topic) for _, topic in pairs]] = 1
    direction = numpy.ones((len(names), 1), dtype=numpy.float32)
    for _ in range(8):  # the largest curvature, by the power method
        direction /= numpy.linalg.norm(direction)
        direction = matrix.turned_times(matrix.times(direction))
    rate = 1 / (0.5 * float(numpy.linalg.norm(direction)) + PENALTY)
    weights = ahead = numpy.zeros((len(names), len(topics)), dtype=numpy.float32)
    pace = 1.0
    for _ in range(ROUNDS):
        sums = matrix.times(ahead)
        shares = numpy.exp(sums - sums.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        new = ahead - rate * (matrix.turned_times(shares - wanted) + PENALTY * ahead)
        next_pace = (1 + math.sqrt(1 + 4 * pace * pace)) / 2
        ahead = new + (pace - 1) / next_pace * (new - weights)
        weights, pace = new, next_pace
    return names, SHARPNESS * weights


def text_of(pairs) -> str:
    """The text of the file."""
    topics = sorted({topic for _, topic in pairs})
    names, weights = learned(pairs, topics)
    step = float(numpy.abs(weights).max()) / 127
    steps = numpy.rint(weights / step).astype(numpy.int8)
    kept = numpy.flatnonzero(numpy.abs(steps).max(axis=1) >= SMALLEST)  # what tells hardly anything is left out
    return written(topics, digest(pairs), step, [names[place] for place in kept], steps[kept].tobytes())


if __name__ == "__main__":
    pairs = taught()
    TARGET.write_text(text_of(pairs), encoding="utf-8")
    print(f"{len(pairs)} questions, {TARGET.stat().st_size / 1000:.0f} KB")
