"""What a question is made of: its letters made plain, the concepts it speaks of, and how it asks."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from helpers.requirements.interview import concepts
from helpers.requirements.interview.nearness import unit
from helpers.requirements.interview.opinion import counted
from helpers.requirements.interview.topic_weights import with_parts

LONGEST = 600  # of a question, so much is listened to
THINGS = frozenset({"link", "paste", "post"})
NEGATIONS = re.compile(r"\b(?:not|never|no|none|nothing|nobody|without|n't|cannot)\b|n't\b")
POLITE = re.compile(
    r"^(?:is|are|was|do|does|did|can|could|will|would|should|shouldn|must|have|has|wo|ca)n't\b|\bor not\b"
    r"|\bwhether or not\b|^(?:is|are|do|does|can|will|would|should|could) (?:it |we |they |you |there )?not\b"
    r"|\bno idea\b|\bnot sure\b|\bif not\b|\bno problem\b|\bcannot wait\b|\bdon't know\b|\bdo not know\b"
)
SIGNS = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "\u2011": "-", "?": " ? "})
ODD = re.compile(r"[^\w\s'?!.,;:/%$-]")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A question in small letters without accents, odd signs or control characters, cut to what is listened to."""
    text = text[: 4 * LONGEST]
    if not text.isascii():
        text = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(ODD.sub(" ", text.casefold().translate(SIGNS)).split())[:LONGEST]


@dataclass(frozen=True)
class Features:
    """What a question is made of: concepts and ways of asking, stems of its own words, and words nobody knows."""

    known: frozenset[str]
    words: tuple[str, ...]
    denied: bool = False

    def __bool__(self) -> bool:
        return bool(self.known or self.words)


@lru_cache(maxsize=8192)
def features(text: str) -> Features:
    """The features of a question in plain letters.

    >>> sorted(features("how many links are created each month?").known), features("how many links").words
    (['link', 'make', 'q_count', 'years'], ('link',))
    """
    found: set[str] = set()
    denied = bool(NEGATIONS.search(POLITE.sub(" ", text)))

    def way(match) -> str:
        found.update(concepts.WAY_OF[match[0]])
        return " | " + " ".join(word for word in match[0].split() if word in concepts.COUNTABLE)

    def phrase(match) -> str:
        concept = concepts.PHRASES[match[0]]
        found.update(concept.split())
        return " | "

    if concepts.DOES.search(text):
        found.add("make")
    lasting = "how long" in text
    text = concepts.FOR_EACH.sub(" ", text)
    text = concepts.PHRASE.sub(phrase, text)
    text = concepts.WAY.sub(way, text)
    words = []
    for token in re.findall(r"[^\W\d_][\w'-]*", text):
        for part in (token,) if token in concepts.MEANING else token.split("-"):
            part = part.removesuffix("'s").strip("'")
            root = concepts.stem(part)
            if root in concepts.MEANING:
                found |= concepts.MEANING[root]
            if part and part not in concepts.IGNORED and root not in concepts.IGNORED and len(part) > 1:
                words.append(root)
    if re.match(r"(?:can|may|could|is it possible|are \w+ allowed|am i allowed)\b", text.strip()):
        found.add("q_may")
    if lasting and (meant := "q_period" if "keep" in found else "q_soon" if found & {"speed", "fresh"} else ""):
        found -= {"size", "q_size", "q_soon", "q_period"}  # a length of time, and not of a text
        found.add(meant)
    return Features(frozenset(found), tuple(dict.fromkeys(words)), denied)


def bag(one: Features) -> set[str]:
    """Concepts, ways of asking, and the stems of words, marked as such."""
    return {*one.known, *(f"={word}" for word in one.words)}


def weighed(one: Features, text: str) -> dict[str, float]:
    """The features by which the second opinion weighs a question of a fact; `text` in plain letters."""
    return unit(counted(one.known, one.words, shape_of(text), one.denied))


def question_vector(text: str) -> dict[str, float]:
    """The features by which the topic of a question is weighed; `text` in plain letters."""
    one = features(text)
    return with_parts(counted(one.known, one.words, shape_of(text), one.denied), text)


@lru_cache(maxsize=8192)
def shape_of(text: str) -> Counter:
    """The very words of a question in their order, by ones, twos and threes; the thing itself is "it"."""
    words = ["", *(_thing(word) for word in re.findall(r"[a-z][a-z'-]*", text)), ""]
    found: Counter = Counter()
    for many, weight in ((1, 0.5), (2, 1.0), (3, 0.7)):
        for place in range(len(words) - many + 1):
            found[" ".join(words[place : place + many])] = weight
    return found


@lru_cache(maxsize=8192)
def _thing(word: str) -> str:
    """The stem of a word; "it" for the thing that a case is about, so that one topic's questions fit every case."""
    root = concepts.stem(word)
    return "it" if concepts.MEANING.get(root, set()) & THINGS or word in ("it", "one", "ones", "data", "them") else root
