"""What checks said, sorted into slips: the same mistake in other numbers is one, and no answer is none."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kit.classroom.course.silence import unanswered

NUMBER = re.compile(r"[+\-−]?\d[\d.,\u00a0 ]*(?:\s?(?:[KMGTP]i?)?(?:B|b|bit)?(?:/s|/day|/month)?\b)?%?")


@dataclass(frozen=True)
class Slip:
    """A mistake that several made: how it was said to one of them, and to how many."""

    said: str
    times: int


def pattern(said: str) -> str:
    """A message without its numbers: what two students share who made one slip.

    >>> pattern("23.1 K/s, which is too high. Check it.") == pattern("4,120 K/s, which is too high. Check it.")
    True
    """
    return " ".join(NUMBER.sub("#", said).split()).casefold()


def commonest(messages: Iterable[str]) -> Slip | None:
    """The slip that most made, in the words that most of them read; `None` where nobody gave an answer at all."""
    told = [each for each in messages if not unanswered(each)]
    kinds = Counter(pattern(each) for each in told)
    if not kinds:
        return None
    kind, times = min(kinds.items(), key=lambda each: (-each[1], each[0]))
    words = Counter(each for each in told if pattern(each) == kind)
    return Slip(min(words.items(), key=lambda each: (-each[1], each[0]))[0], times)
