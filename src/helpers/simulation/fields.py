"""Reading the fields of the simulation's values: each bad one gets a sentence that names it, its value and the mend."""

import math
from numbers import Real

from helpers.architecture import fields as read
from helpers.errors import CourseError, nearest, shorten
from helpers.simulation.errors import SimulationError


def seconds(value, field: str, *, zero: bool = True) -> float:
    """A time in seconds from a number or text such as "30 s"."""
    found = _read(read.seconds_of, value, field, '"1 s"')
    if found == 0 and not zero:
        raise SimulationError(f'{field}: {shorten(value)} is no time. Give more than zero, such as "1 s".')
    return found


def share(value, field: str) -> float:
    """A share between 0 and 1 from a number or text such as "10%"."""
    return _read(read.share_of, value, field, '0.1 or "10%"')


def _read(reader, value, field: str, example: str) -> float:
    try:
        return reader(value, field)
    except CourseError as error:
        told = str(error)
        if not told.startswith(field):
            told = f"{field}: {shorten(value)} cannot be read. Write {example}."
        raise SimulationError(told) from None


def _is_number(value) -> bool:
    """A real number within the range of floats."""
    try:
        return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False


def whole(value, field: str, least: int, most: int) -> int:
    """A whole number within bounds."""
    if not _is_number(value) or value != int(value) or not least <= value <= most:
        raise SimulationError(f"{field}: {shorten(value)} is not a whole number from {least:,} to {most:,}.")
    return int(value)


def number(value, field: str, least: float, most: float, example: str) -> float:
    """A number within bounds."""
    if not _is_number(value) or not least <= value <= most:
        raise SimulationError(f"{field}: {shorten(value)} is not a number from {least:g} to {most:g}. "
                              f"Write {example}.")
    return float(value)


def choice(value, field: str, known) -> str:
    """One of the known words."""
    if not isinstance(value, str) or value not in known:
        raise SimulationError(f"{field}: {shorten(value)} is not one of {', '.join(known)}."
                              f"{nearest(value, known) if isinstance(value, str) and len(known) > 6 else ''}")
    return value


def flag(value, field: str) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise SimulationError(f"{field}: {shorten(value)} is neither True nor False.")
    return value
