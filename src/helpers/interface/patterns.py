r"""Patterns of strings: which are safe to run on a stranger's text, and texts that match them.

>>> checked_pattern("[a-z]{3,7}")
'[a-z]{3,7}'
>>> import random
>>> matching("[A-Z]{2}-[0-9]{3}", random.Random(1))
'ES-141'
"""

import re
import warnings
from functools import lru_cache

from helpers.errors import shorten
from helpers.interface.errors import InterfaceError

LONGEST_PATTERN, MOST_REPEATS = 200, 1000
_PARTS = re._parser  # the standard library's reader of patterns
_NAMES = re._constants
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class _UnsupportedError(Exception):
    """A part of a pattern that is outside of the subset."""


def checked_pattern(pattern: str) -> str:
    """The pattern itself, if it can be read and no text can make it run for ages. Raises `InterfaceError`.

    A repetition inside a repetition, as in (a+)+, takes exponential time on some texts; it is refused.
    """
    if not isinstance(pattern, str) or not 0 < len(pattern) <= LONGEST_PATTERN or not pattern.isprintable():
        raise InterfaceError(f"pattern: {shorten(pattern)} is not a pattern of 1 to {LONGEST_PATTERN} characters.")
    try:
        parsed = _parsed(pattern)
        _walk(parsed, 0)
    except _UnsupportedError as error:
        raise InterfaceError(
            f"pattern: {shorten(pattern)} {error}. Use classes and counts, as in [A-Za-z0-9]{{7}}."
        ) from None
    return pattern


@lru_cache(maxsize=1024)
def _parsed(pattern: str):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parsed = _PARTS.parse(pattern)
    except (re.error, OverflowError, RecursionError, Warning):
        raise _UnsupportedError("cannot be read as a regular expression") from None
    return parsed


def _walk(parts, loops: int) -> None:
    variable = 0
    for kind, value in parts:
        if kind in (_NAMES.LITERAL, _NAMES.NOT_LITERAL, _NAMES.IN, _NAMES.ANY, _NAMES.AT):
            continue
        if kind is _NAMES.MAX_REPEAT:
            low, high, inner = value
            if low > MOST_REPEATS:
                raise _UnsupportedError(f"repeats more than {MOST_REPEATS} times")
            variable += low != high
            if (loops and low != high) or variable > 3:
                raise _UnsupportedError("repeats within a repetition, which can take for ever")
            _walk(inner, loops + (high > 1))
        elif kind is _NAMES.SUBPATTERN:
            _walk(value[3], loops)
        elif kind is _NAMES.BRANCH:
            for branch in value[1]:
                _walk(branch, loops)
        else:
            raise _UnsupportedError("uses more than classes, counts, groups and alternatives")


def matching(pattern: str, random, low: float | None = None, high: float | None = None) -> str:
    """A text that the whole pattern matches, of a length within the bounds where that is possible."""
    parsed = _parsed(pattern)
    wished = max(low or 0, 8 if high is None else min(high, 8))
    for attempt in range(60):
        length = wished + attempt // 2 if attempt % 2 else max(0, wished - attempt // 2)
        text = _write(parsed, random, length)
        if re.search(pattern, text) and (low or 0) <= len(text) and (high is None or len(text) <= high):
            return text
    raise InterfaceError(f"pattern: no text for {shorten(pattern)} was found within its length. Widen the bounds.")


def _write(parts, random, wished: float) -> str:
    text = ""
    for kind, value in parts:
        if kind is _NAMES.LITERAL:
            text += chr(value)
        elif kind is _NAMES.NOT_LITERAL:
            text += random.choice([each for each in _LETTERS if ord(each) != value])
        elif kind is _NAMES.ANY:
            text += random.choice(_LETTERS)
        elif kind is _NAMES.IN:
            text += _one_of(value, random)
        elif kind is _NAMES.MAX_REPEAT:
            least, most, inner = value
            count = int(max(least, min(most, wished)))
            text += "".join(_write(inner, random, 1) for _ in range(min(count, MOST_REPEATS)))
        elif kind is _NAMES.SUBPATTERN:
            text += _write(value[3], random, wished)
        elif kind is _NAMES.BRANCH:
            text += _write(random.choice(value[1]), random, wished)
    return text


def _one_of(members, random) -> str:
    letters = _letters_of(tuple(members))
    if letters:
        return random.choice(letters)
    kind, value = next((each for each in members if each[0] is not _NAMES.NEGATE), (None, None))
    return chr(value[0] if kind is _NAMES.RANGE else value) if kind in (_NAMES.RANGE, _NAMES.LITERAL) else "a"


@lru_cache(maxsize=1024)
def _letters_of(members: tuple) -> str:
    """The plain letters that a class has."""
    return "".join(each for each in _LETTERS + "-_.~!#$%&'()*+,/:;=?@[] " if _belongs(each, members))


def _belongs(letter: str, members) -> bool:
    negated, found, code = False, False, ord(letter)
    for kind, value in members:
        if kind is _NAMES.NEGATE:
            negated = True
        elif kind is _NAMES.LITERAL:
            found |= code == value
        elif kind is _NAMES.RANGE:
            found |= value[0] <= code <= value[1]
        elif kind is _NAMES.CATEGORY:
            found |= bool(
                re.match(
                    {
                        "CATEGORY_DIGIT": r"\d",
                        "CATEGORY_WORD": r"\w",
                        "CATEGORY_SPACE": r"\s",
                        "CATEGORY_NOT_DIGIT": r"\D",
                        "CATEGORY_NOT_WORD": r"\W",
                        "CATEGORY_NOT_SPACE": r"\S",
                    }.get(str(value), r"$^"),
                    letter,
                )
            )
    return found != negated
