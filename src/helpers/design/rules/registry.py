"""Where rules are registered: id, severity, the step that it is about, its origin, and the function that looks."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from helpers.rule_registry import Rule, Rules

if TYPE_CHECKING:
    from helpers.design.look import Look

SPINE = "the course's method, step {}: {}"
SRE = "Site Reliability Engineering (2016): {}"
WORKBOOK = "The Site Reliability Workbook (2018): {}"
DDIA = "Kleppmann, Designing Data-Intensive Applications (2017): {}"
GDPR = "Regulation (EU) 2016/679 (GDPR): {}"
OWASP = "OWASP Application Security Verification Standard 4.0 (2019): {}"
MADR = "MADR 4.0 (2024): {}"
SEI = "Bass, Clements, Kazman, Software Architecture in Practice, 4th ed. (2021): {}"
INCOSE = "INCOSE Guide to Writing Requirements (2023): {}"

Told = Iterator[tuple[str, str, str]]  # where, what was seen, how to mend it
Judge = TypeVar("Judge", bound="Callable[[Look], Told]")


@dataclass(frozen=True)
class DesignRule(Rule):
    """A rule of the whole design; `step` is the step whose piece it judges."""

    step: int = 0


RULES = Rules(DesignRule)


def rule(identity: str, severity: str, step: int, origin: str) -> "Callable[[Judge], Judge]":
    """Register a function as the rule of this id."""
    return RULES.register(identity, severity, origin, step=step)


def listed(names: Iterable[str], most: int = 5) -> str:
    """Names as they stand in a sentence, the first few.

    >>> listed(["b", "a"]), listed(map(str, range(7)))
    ('a, b', '0, 1, 2, 3, 4 and 2 more')
    """
    found = sorted(dict.fromkeys(names))
    return ", ".join(found[:most]) + (f" and {len(found) - most} more" if len(found) > most else "")


def verb(subjects: Sequence[str], plural: str) -> str:
    """The verb that fits one or several subjects.

    >>> verb(["link"], "take"), verb(["link", "user"], "take")
    ('takes', 'take')
    """
    return f"{plural}s" if len(subjects) == 1 else plural


def words_of(text: str) -> set[str]:
    """The words of a text, plurals and cases put aside.

    >>> sorted(words_of("Which stores? hot_links"))
    ['hot', 'link', 'store', 'which']
    """
    return {word.lower().rstrip("s") or word for word in re.findall(r"[A-Za-z0-9]+", text.replace("_", " "))}
