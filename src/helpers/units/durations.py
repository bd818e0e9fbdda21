"""Durations as people say them: "1 min 40 s", "2 hours and 30 minutes"."""

import re
from collections.abc import Callable
from itertools import pairwise

PART = r"\d+(?:\.\d+)? ?[a-zA-Z]+"
PARTS = re.compile(rf"{PART}(?:(?:, ?and | and |, ?| ){PART})+|(?:\d+[a-zA-Z]+){{2,}}")
LARGEST_FIRST = ("year", "month", "week", "day", "hour", "minute", "second", "millisecond", "microsecond")


def total(text: str, read: Callable):
    """The sum of the parts of a duration, in the unit of the last; None where the text is none.

    The parts are times, each of a smaller unit than the one before. `read` reads one of them.

    >>> from helpers.units import Q
    >>> total("1 min 40 s", Q), total("100 s", Q), total("10 KB 5 s", Q)
    (<Quantity(100.0, 'second')>, None, None)
    """
    if not PARTS.fullmatch(text):
        return None
    from helpers.errors import CourseError

    try:
        parts = [read(each) for each in re.findall(r"\d+(?:\.\d+)? ?[a-zA-Z]+", text)]
    except CourseError:
        return None
    units = ["*".join(f"{name}^{power:g}" for name, power in each.units._units.items()) for each in parts]
    if any(unit.removesuffix("^1") not in LARGEST_FIRST for unit in units):
        return None
    places = [LARGEST_FIRST.index(unit.removesuffix("^1")) for unit in units]
    if any(later <= sooner for sooner, later in pairwise(places)):
        return None
    return sum((each.to(parts[-1].units) for each in parts[:-1]), parts[-1])
