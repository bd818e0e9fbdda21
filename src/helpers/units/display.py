"""Showing quantities as a person would say them: the readable unit, three digits, no false precision."""

import math
import re
from functools import lru_cache

from helpers.errors import CourseError, shorten
from helpers.rounding import digits_beside
from helpers.units.labels import unit_label
from helpers.units.parser import Q
from helpers.units.registry import BINARY, DECIMAL, SCALES, SECONDS, Quantity

MOST_DIGITS = 15  # a float holds no more
COUNT_WORDS = ((1e12, " trillion"), (1e9, " billion"), (1e6, " M"), (1e3, " K"))
MONEY_WORDS = ((1e12, " trillion"), (1e9, " billion"), (1e6, " M"))
READABLE_TIMES = (
    ("year", 31557600),
    ("day", 86400),
    ("h", 3600),
    ("min", 60),
    ("s", 1),
    ("ms", 1e-3),
    ("µs", 1e-6),
    ("ns", 1e-9),
)


def round_to(value: float, digits: int) -> float:
    """A number with this many significant digits.

    >>> round_to(190.1285, 3), round_to(0, 3)
    (190.0, 0.0)
    """
    if value == 0 or not math.isfinite(value):
        return float(value)
    return float(f"{value:.{max(1, digits)}g}")


def plain(value: float) -> str:
    """A number without exponent where people would write none.

    >>> plain(15.0), plain(0.25), plain(1234.0), plain(5.68e16)
    ('15', '0.25', '1,234', '5.68 × 10^16')
    """
    if not math.isfinite(value):
        return {math.inf: "infinite", -math.inf: "minus infinite"}.get(value, "not a number")
    if value and not 1e-4 <= abs(value) < 1e15:
        mantissa, exponent = f"{value:.10e}".split("e")
        return f"{float(mantissa):g} × 10^{int(exponent)}"
    return f"{value:,.12g}" if abs(value) >= 1000 else f"{value:.12g}"


def _scaled(value: float, digits: int, steps) -> tuple[float, str]:
    """The value divided by the largest step it reaches once rounded, and that step's word."""
    for size, word in steps:
        number = round_to(value / size, digits) if size else 0.0
        if abs(number) >= 1:
            return number, word
    return round_to(value, digits), steps[-1][1] if steps and steps[-1][0] == 0 else ""


@lru_cache(maxsize=128)
def _data_steps(name: str) -> tuple[float, list]:
    """How many bits or bytes one of this unit is, and the steps in which such sizes are said."""
    unit, short = ("bit", "b") if name.endswith("bit") else ("byte", "B")
    prefix = name.removesuffix(unit)
    table = BINARY if prefix in BINARY else DECIMAL
    steps = [(factor, f" {symbol}{short}") for symbol, factor in reversed(table.values())]
    return float(table[prefix][1]) if prefix else 1.0, [*steps, (0, f" {short}")]


@lru_cache(maxsize=1024)
def _unit_parts(unit) -> tuple[dict, list, str]:
    """The powers of a unit, what stands above the line, and the text of what stands below."""
    powers = dict(unit._units)
    above = [name for name, power in powers.items() if power > 0]
    return powers, above, "".join(f"/{part}" for part in unit_label(unit).split("/")[1:])


def _without_scales(value: float, quantity) -> tuple[float, object]:
    """The value and the unit with "million users" as 1,000,000, and cents as dollars."""
    powers = dict(quantity.units._units)
    if not any(name in SCALES or name == "cent" for name in powers):
        return value, quantity.units
    for name in [each for each in powers if each in SCALES]:
        value *= SCALES[name][1] ** powers.pop(name)
    if "cent" in powers:
        value *= 0.01 ** powers["cent"]
        powers["USD"] = powers.get("USD", 0) + powers.pop("cent")
    return value, quantity._REGISTRY.Unit(quantity._REGISTRY.UnitsContainer({k: v for k, v in powers.items() if v}))


def human(quantity: object, digits: int = 3) -> str:
    """Write a quantity the way a person would say it.

    Parameters
    ----------
    quantity
        A quantity, a number, or text such as "15000 GB".
    digits
        How many significant digits.

    Returns
    -------
    str
        A number that can be read at a glance, with its unit.

    Raises
    ------
    CourseError
        For anything else.

    Examples
    --------
    >>> human(Q("15000 GB")), human(Q("20000 requests/s")), human(Q("12.7e9 byte/month"))
    ('15 TB', '20 K/s', '12.7 GB/month')
    >>> human(Q("190.1285/s")), human(30e9), human(Q("3000 USD/month")), human(Q("0.00025 s"))
    ('190/s', '30 billion', '$3,000/month', '250 µs')
    >>> human(Q("1536 KiB")), human(Q("2 Gbps")), human(Q("5 years"))
    ('1.5 MiB', '2 Gb/s', '5 years')
    """
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= MOST_DIGITS:
        raise CourseError(f"digits: {shorten(digits)} is not a whole number from 1 to {MOST_DIGITS}. Try 3.")
    if not isinstance(quantity, Quantity):
        if isinstance(quantity, float) and not math.isfinite(quantity):
            return plain(quantity)
        quantity = Q(quantity)
    value = quantity.magnitude
    try:
        value = float(value)
    except (TypeError, ValueError):
        raise CourseError(f"human() shows one quantity at a time; {shorten(value)} is not a single number.") from None
    value, units = _without_scales(value, quantity)
    powers, above, rest = _unit_parts(units)
    if not math.isfinite(value):
        return f"{plain(value)} {unit_label(units)}".strip()
    if above == ["percent"] and len(powers) == 1:
        return f"{digits_beside(value / 100, digits) if 0 <= value <= 100 else plain(round_to(value, digits))}%"
    if not above:
        number, word = _scaled(value, digits, COUNT_WORDS if abs(value) < 1e15 else ())
        return f"{plain(number)}{word}{rest}"
    if len(above) == 1 and powers[above[0]] == 1:
        name = above[0]
        if name.endswith(("bit", "byte")):
            factor, steps = _data_steps(name)
            number, word = _scaled(value * factor, digits, steps)
            return f"{plain(number)}{word}{rest}"
        if name == "USD":
            number, word = _scaled(value, digits, MONEY_WORDS)
            return f"{'-' if number < 0 else ''}${plain(abs(number))}{word}{rest}"
        if name in SECONDS and len(powers) == 1:
            return _human_time(value * SECONDS[name][1], digits)
    return f"{plain(round_to(value, digits))} {unit_label(units)}".replace(" /", "/")


def human_range(low, high, digits: int = 2) -> str:
    """Write a range the way a person would say it, the unit once where it is the same.

    >>> human_range(Q("5.3 TB"), Q("35 TB")), human_range(Q("900 GB"), Q("1.2 TB"))
    ('5.3 to 35 TB', '900 GB to 1.2 TB')
    """
    first, second = human(low, digits), human(high, digits)
    start, end = (re.fullmatch(r"([-$\d.,]+)(.*)", each, re.DOTALL) for each in (first, second))
    if start and end and start[2].rstrip("s") == end[2].rstrip("s"):
        return f"{start[1]} to {second}"
    return f"{first} to {second}"


def _human_time(seconds: float, digits: int) -> str:
    steps = [(size, f" {word}") for word, size in READABLE_TIMES]
    number, word = _scaled(seconds, digits, [*steps, (0, " s")])
    plural = "s" if word in (" year", " day") and abs(number) != 1 else ""
    return f"{plain(number)}{word}{plural}"
