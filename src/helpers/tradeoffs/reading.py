"""Reading what laboratories and decisions are given: each function gives the clean value, or one clear error."""

import math
from collections.abc import Iterable
from numbers import Integral, Real
from unicodedata import category

import numpy

from helpers.errors import nearest, shorten
from helpers.tradeoffs.errors import TradeoffError

LONGEST_TEXT, LONGEST_NAME = 4000, 60
LARGEST = 1e300


def number(value, field: str, low: float, high: float, example: str) -> float:
    """A finite number between the bounds.

    >>> number(3, "skew", 0, 5, "0.9")
    3.0
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TradeoffError(f"{field}: {shorten(value)} is not a number. Write {example}.")
    try:
        read = float(value)
    except (OverflowError, ValueError, TypeError):
        read = math.inf
    if not math.isfinite(read):
        raise TradeoffError(f"{field}: {shorten(value)} is not a finite number. Write {example}.")
    if not low <= read <= high:
        raise TradeoffError(f"{field}: {shorten(value)} is not between {low:g} and {high:g}. Write {example}.")
    return read


def whole(value, field: str, low: int, high: int, example: str) -> int:
    """A whole number between the bounds; 1e6 counts as one.

    >>> whole(1e6, "items", 1, 10**9, "1_000_000")
    1000000
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TradeoffError(f"{field}: {shorten(value)} is not a whole number. Write {example}.")
    if not isinstance(value, Integral):
        try:
            fits = float(value).is_integer()
        except (OverflowError, ValueError, TypeError):
            fits = False
        if not fits:
            raise TradeoffError(f"{field}: {shorten(value)} is not a whole number. Write {example}.")
    if not low <= value <= high:
        raise TradeoffError(f"{field}: {shorten(value)} is not between {low:,} and {high:,}. Write {example}.")
    return int(value)


def seed_of(value) -> int:
    """A seed: a whole number of zero or more."""
    return whole(value, "seed", 0, 2**32 - 1, "1")


def one_of(value, field: str, known) -> str:
    """One of the known words; a mistyped one is offered the nearest."""
    if not isinstance(value, str) or value not in known:
        raise TradeoffError(f"{field}: {shorten(value)} is not known.{nearest(value, known)} "
                            f"Choose from {', '.join(known)}.")
    return value


def several_of(value, field: str, known) -> tuple[str, ...]:
    """Some of the known words, each once, in the order given; None is all of them."""
    if value is None:
        return tuple(known)
    given = (value,) if isinstance(value, str) else listed(value, field, "a list of names", 100)
    chosen = tuple(dict.fromkeys(one_of(each, field, known) for each in given))
    if not chosen:
        raise TradeoffError(f"{field}: the list is empty. Choose from {', '.join(known)}.")
    return chosen


def listed(value, field: str, what: str, most: int) -> list:
    """The entries of a list, a tuple, an array or a range."""
    if not isinstance(value, list | tuple | range | numpy.ndarray) and not (
            isinstance(value, Iterable) and hasattr(value, "tolist")):
        raise TradeoffError(f"{field}: {shorten(value)} is not {what}.")
    try:
        entries = value.tolist() if hasattr(value, "tolist") else list(value)
    except Exception:
        raise TradeoffError(f"{field}: {shorten(value)} is not {what}.") from None
    if not isinstance(entries, list):
        raise TradeoffError(f"{field}: {shorten(value)} is not {what}.")
    if len(entries) > most:
        raise TradeoffError(f"{field}: {len(entries):,} entries are more than {most:,}. Give fewer.")
    return entries


def text(value, field: str, longest: int = LONGEST_TEXT, empty: bool = True) -> str:
    """Text that YAML and a page can hold."""
    if not isinstance(value, str):
        raise TradeoffError(f"{field}: {shorten(value)} is not text. Write it in quotes.")
    if len(value) > longest or not all(each.isprintable() or each == "\n" or category(each) == "Zs" for each in value):
        raise TradeoffError(f"{field}: {shorten(value)} cannot be shown. Write at most {longest:,} printable "
                            "characters.")
    if not empty and not value.strip():
        raise TradeoffError(f"{field}: the text is empty. Write a few words.")
    return value.strip()


def name(value, field: str) -> str:
    """The name of an option or a criterion: one short line."""
    read = text(value, field, LONGEST_NAME, empty=False)
    if "\n" in read:
        raise TradeoffError(f"{field}: {shorten(value)} runs over lines. Give a name of at most {LONGEST_NAME} "
                            "characters on one line.")
    return read
