"""Reading the fields of components and connections: each gives the clean value, or one clear error.

Inside, times are seconds, rates are per second, money is $ a month, shares are between 0 and 1: plain numbers.
"""

import math
import re
from functools import lru_cache
from numbers import Integral, Real

from helpers.architecture.errors import ArchitectureError
from helpers.errors import shorten
from helpers.units import Q, Quantity, UnitError, human

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)
WORD = re.compile(r"[\w][\w .:/+-]{0,59}")
MOST_REPLICAS, LONGEST_LABEL, MOST_WORDS = 100_000, 120, 200
SHORTEST_SECONDS, LONGEST_SECONDS, HIGHEST = 1e-9, 366 * 86400.0, 1e15
SECONDS_STEPS = (("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9))


def name_of(value: object, field: str) -> str:
    """A name that code, YAML and mermaid can all hold: letters, digits, underscores, a letter first."""
    if isinstance(value, bool):
        raise ArchitectureError(f"{field}: {value} cannot name a box. YAML reads on, off, yes and no so: write the "
                                "name in quotation marks.")
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise ArchitectureError(f"{field}: {shorten(value)} cannot name a box. Use up to 60 letters, digits and "
                                "underscores, a letter first; put other text into label.")
    return value


def text_of(value: object, field: str, default: str | None) -> str | None:
    """One line of text without control characters."""
    if value is None:
        return default
    if not isinstance(value, str) or len(value) > LONGEST_LABEL or any(not each.isprintable() for each in value):
        raise ArchitectureError(f"{field}: {shorten(value)} is not a line of text. "
                                f"Write at most {LONGEST_LABEL} characters on one line.")
    return value.strip() or default


def words_of(value: object, field: str) -> tuple[str, ...]:
    """Names of zones, entities or endpoints: one, or several; in their order, each once."""
    if value is None:
        return ()
    given = (value,) if isinstance(value, str) else value
    if not isinstance(given, list | tuple | set | frozenset):
        raise ArchitectureError(f"{field}: {shorten(value)} is not a name or a list of names. Write for example "
                                f"{field}=['a', 'b'].")
    if len(given) > MOST_WORDS:
        raise ArchitectureError(f"{field}: {len(given):,} names are more than {MOST_WORDS}. Name fewer.")
    given = sorted(given, key=str) if isinstance(given, set | frozenset) else given
    return tuple(dict.fromkeys(word_of(each, field) for each in given))


def word_of(value: object, field: str) -> str:
    """The name of one zone, entity, endpoint or group."""
    if not isinstance(value, str) or not WORD.fullmatch(value.strip()):
        raise ArchitectureError(f"{field}: {shorten(value)} is not a name. "
                                "Use up to 60 letters, digits, spaces and - _ .")
    return value.strip()


def flag_of(value: object, field: str) -> bool:
    """True or False, nothing else."""
    if not isinstance(value, bool):
        raise ArchitectureError(f"{field}: {shorten(value)} is neither True nor False.")
    return value


def count_of(value: object, field: str) -> int:
    """A whole number of at least one."""
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,9}\s*", value):
        value = int(value)
    if isinstance(value, Real) and not isinstance(value, bool | Integral) and float(value).is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, Integral) or not 1 <= value <= MOST_REPLICAS:
        raise ArchitectureError(f"{field}: {shorten(value)} is not a whole number from 1 to {MOST_REPLICAS:,}. "
                                "Give 1, 2, 3 ...")
    return int(value)


def number_of(value: object, field: str, unit: str, example: str, low: float, high: float) -> float:
    """A number, a quantity, or text with its unit, as a plain number in `unit`, between the bounds."""
    if isinstance(value, str):
        number = _read(value, field, unit, example)
    elif isinstance(value, Quantity):
        number = _in_unit(value, field, unit, example)
    elif isinstance(value, Real) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
    else:
        raise ArchitectureError(f"{field}: {shorten(value)} is not a quantity. Write {example}.")
    if not math.isfinite(number):
        raise ArchitectureError(f"{field}: {shorten(value)} is not a finite number. Write {example}.")
    if not low <= number <= high:
        bound = f"below {low:g}" if number < low else f"above {high:g}"
        raise ArchitectureError(f"{field}: {shorten(value)} is {bound}{' ' + unit if unit else ''}. Write {example}.")
    return number


@lru_cache(maxsize=4096)
def _read(text: str, field: str, unit: str, example: str) -> float:
    try:
        return _in_unit(Q(text), field, unit, example)
    except UnitError as error:
        raise ArchitectureError(f"{field}: {error} Here {example} is meant.") from None


def _in_unit(quantity, field: str, unit: str, example: str) -> float:
    try:
        return float(Q(quantity, unit).magnitude)
    except UnitError:
        raise ArchitectureError(f"{field}: {human(quantity)} has the wrong unit, or none. "
                                f"Write {example}.") from None


def seconds_of(value: object, field: str) -> float:
    """A time in seconds, from a number of seconds, a quantity, or text such as "5 ms".

    >>> seconds_of("5 ms", "service_time")
    0.005
    """
    seconds = number_of(value, field, "s", '"5 ms"', 0.0, LONGEST_SECONDS)
    if 0 < seconds < SHORTEST_SECONDS:
        raise ArchitectureError(f"{field}: {shorten(value)} is shorter than a nanosecond. Write 0, or \"5 ms\".")
    return seconds


def rate_of(value: object, field: str) -> float:
    """A rate per second, from a number, a quantity, or text such as "10 K/s"; more than zero.

    >>> rate_of("10 K/s", "capacity")
    10000.0
    """
    return number_of(value, field, "1/s", '"10 K/s"', 1e-9, HIGHEST)


def money_of(value: object, field: str) -> float:
    """$ a month, from a number, a quantity, or text such as "$200/month"."""
    return number_of(value, field, "USD/month", '"$200/month"', 0.0, HIGHEST)


def gigabytes_of(value: object, field: str) -> float:
    """GB (a thousand million bytes), from a number of GB, a quantity, or text such as "15 TB".

    >>> gigabytes_of("15 TB", "stored_gb")
    15000.0
    """
    if isinstance(value, str | Quantity):
        return number_of(value, field, "B", '"15 TB"', 0.0, HIGHEST * 1e9) / 1e9
    return number_of(value, field, "", '"15 TB"', 0.0, HIGHEST)


def share_of(value: object, field: str) -> float:
    """A share between 0 and 1, from a number or text such as "80%"."""
    return number_of(value, field, "", '0.8 or "80%"', 0.0, 1.0)


def seconds_text(seconds: float) -> str:
    """The time as short text that reads back to exactly this number.

    >>> seconds_text(0.005), seconds_text(0.0005), seconds_text(2.0), seconds_text(0.0)
    ('5 ms', '500 us', '2 s', '0 s')
    """
    for unit, scale in SECONDS_STEPS:
        text = f"{seconds / scale:.12g}"
        if (seconds >= scale or unit == "ns" or seconds == 0) and "e" not in text:
            whole = f"{text} {unit}"
            if _read(whole, "time", "s", '"5 ms"') == seconds:
                return whole
    return f"{seconds!r} s"


def rate_text(rate: float) -> str:
    """The rate as short text that reads back to exactly this number.

    >>> rate_text(3200.0), rate_text(10_000.0), rate_text(0.5)
    ('3200/s', '10000/s', '0.5/s')
    """
    return f"{int(rate)}/s" if rate.is_integer() and rate < 1e15 else f"{rate!r}/s"


def gigabytes_text(gigabytes: float) -> str | float:
    """The amount of data as short text that reads back to exactly this number; else the number itself.

    >>> gigabytes_text(15_000.0), gigabytes_text(0.5)
    ('15000 GB', '0.5 GB')
    """
    text = f"{int(gigabytes)} GB" if gigabytes.is_integer() and gigabytes < 1e15 else f"{gigabytes!r} GB"
    return text if gigabytes_of(text, "stored_gb") == gigabytes else gigabytes


def money_text(dollars: float) -> str:
    """The money as short text that reads back to exactly this number.

    >>> money_text(200.0)
    '$200/month'
    """
    return f"${int(dollars)}/month" if dollars.is_integer() and dollars < 1e15 else f"${dollars!r}/month"
