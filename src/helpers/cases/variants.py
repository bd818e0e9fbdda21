"""A student's own numbers: drawn from what a case's `variants` allow, by a stable hash, and said in its own sentences.

A case with `variants` is written as a template. `{daily_users}` in a sentence is that assumption's number: in the words
that `words` gives for it, or else in digits; `{daily_users:number}` is always in digits, `{Daily_users}` starts a
sentence. `draws` lists the values that a name may take; names that belong together stand in one key, split by commas,
and are drawn as one row.
"""

import hashlib
import math
import re
from dataclasses import field, replace

from pydantic import ConfigDict, field_validator
from pydantic.dataclasses import dataclass

from helpers.cases.facts import fill, texts_of

PLACE = re.compile(r"\{(\w+)(:number)?\}")
SENTENCES = {"facts": ("asks", "answer"), "assumptions": ("why", "source"), "flows": ("why",),
             "failures": ("happens", "expect")}


@dataclass(config=ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True))
class Variants:
    """Which assumptions differ from student to student, among which values, and how these are said."""

    draws: dict[str, list[float | list[float]]] = field(hash=False)
    words: dict[str, dict[float, str]] = field(default_factory=dict, hash=False)

    @field_validator("draws", mode="before")
    @classmethod
    def _no_truth_values(cls, draws):
        for names, rows in draws.items() if isinstance(draws, dict) else ():
            flat = [each for row in rows for each in (row if isinstance(row, list) else [row])] \
                if isinstance(rows, list) else []
            if any(isinstance(each, bool) for each in flat):
                raise ValueError(f"{names}: yes and no are not numbers; write some such as 15")
        return draws

    @property
    def groups(self) -> list[tuple[tuple[str, ...], list[tuple[float, ...]]]]:
        """The names that are drawn together, and the rows of values that they are drawn from."""
        return [(tuple(name.strip() for name in names.split(",")),
                 [tuple(row) if isinstance(row, list) else (row,) for row in rows])
                for names, rows in self.draws.items()]

    def check(self, values: dict[str, float], texts: list[str]) -> None:
        """Raise `ValueError`, naming the field and the mend, where draws, words and sentences do not fit a case."""
        drawn = [name for names, _ in self.groups for name in names]
        for names, rows in self.groups:
            where = f"variants.draws: {', '.join(names)}"
            if len(rows) < 2:
                raise ValueError(f"{where}: there is nothing to draw from; give two rows or more")
            if any(len(row) != len(names) for row in rows):
                raise ValueError(f"{where}: a row needs {len(names)} numbers, one for each name")
            if not all(map(math.isfinite, (each for row in rows for each in row))):
                raise ValueError(f"{where}: not a finite number; give ordinary ones such as 15 or 2.0e+6")
        for name in [*drawn, *self.words]:
            if name not in values:
                raise ValueError(f"variants: no assumption is called {name!r}; correct its spelling")
            if drawn.count(name) > 1:
                raise ValueError(f"variants.draws: {name} is drawn twice; keep one")
        for name, words in self.words.items():
            taken = {values[name]} | {row[names.index(name)] for names, rows in self.groups if name in names
                                      for row in rows}
            if taken - set(words):
                raise ValueError(f"variants.words.{name}: {min(taken - set(words)):g} has no words; add them")
        for text in texts:
            for place in PLACE.finditer(text):
                if _named(place) not in values:
                    raise ValueError(f"no assumption for {place[0]} in {text[:40]!r}; correct its spelling")


def sentences(case) -> list[str]:
    """Every sentence of a case, in which `{name}` may stand."""
    return [case.title, case.brief, *(getattr(each, part) for group, parts in SENTENCES.items()
                                      for each in getattr(case, group) for part in parts),
            *(text for fact in case.facts for text in texts_of(fact.gives))]


def draw(case, student: str | None):
    """The case with a student's own numbers, or, for `None`, with its standard ones; all its sentences agree.

    The same case and student give the same numbers everywhere and always.

    >>> from helpers.cases import load_case
    >>> load_case("microblog", variant="anna").assumption("daily_users").value
    240000000.0
    """
    numbers = {each.name: each.value for each in case.assumptions}
    for names, rows in case.variants.groups if student is not None else ():
        seed = "\0".join((case.name, student, *names)).encode()
        row = rows[int.from_bytes(hashlib.sha256(seed).digest()[:8], "big") % len(rows)]
        numbers.update(zip(names, row, strict=True))
    words = {name: case.variants.words.get(name, {}).get(value, digits(value)) for name, value in numbers.items()}

    def said(text: str) -> str:
        return PLACE.sub(lambda place: _said(place, numbers, words), text)

    parts = {group: tuple(replace(each, **{part: said(getattr(each, part)) for part in parts})
                          for each in getattr(case, group)) for group, parts in SENTENCES.items()}
    parts["facts"] = tuple(replace(each, gives=tuple(fill(row, said) for row in each.gives))
                           for each in parts["facts"])
    parts["assumptions"] = tuple(_moved(each, numbers[each.name]) for each in parts["assumptions"])
    return replace(case, title=said(case.title), brief=said(case.brief), variant=student, words=words, **parts)


def digits(value: float) -> str:
    """A number as the sentences of a case write it.

    >>> digits(200e6), digits(0.25), digits(1500.0)
    ('200 million', '0.25', '1,500')
    """
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:.10g} {name}"
    return f"{value:,.10g}"


def _named(place: re.Match) -> str:
    return place[1][0].lower() + place[1][1:]


def _said(place: re.Match, numbers: dict[str, float], words: dict[str, str]) -> str:
    name = _named(place)
    text = digits(numbers[name]) if place[2] else words[name]
    return text if name == place[1] else text[0].upper() + text[1:]


def _moved(assumption, value: float):
    """The assumption with another value; its range stays as wide, in proportion."""
    if value == assumption.value:
        return assumption
    if not assumption.value or assumption.low is None:
        return replace(assumption, value=value, low=None, high=None)
    low, high = (float(f"{end / assumption.value * value:.2g}") for end in (assumption.low, assumption.high))
    return replace(assumption, value=value, low=min(low, high, value), high=max(low, high, value))
