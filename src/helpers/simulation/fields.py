"""Reading the fields of the simulation's values: each bad one gets a sentence that names it, its value and the mend."""

from helpers.errors import shorten
from helpers.inputs import Reader
from helpers.simulation.errors import SimulationError

read = Reader(SimulationError)


def seconds(value, field: str, *, zero: bool = True) -> float:
    """A time in seconds from a number or text such as "30 s"."""
    found = read.seconds(value, field, example='"1 s"')
    if found == 0 and not zero:
        raise SimulationError(f'{field}: {shorten(value)} is no time. Give more than zero, such as "1 s".')
    return found


def share(value, field: str) -> float:
    """A share between 0 and 1 from a number or text such as "10%"."""
    return read.share(value, field, example='0.1 or "10%"')


def whole(value, field: str, least: int, most: int) -> int:
    """A whole number within bounds."""
    try:
        return read.whole(value, field, least, most)
    except SimulationError:
        raise SimulationError(f"{field}: {shorten(value)} is not a whole number from {least:,} to {most:,}.") from None


def number(value, field: str, least: float, most: float, example: str) -> float:
    """A number within bounds."""
    return read.number(value, field, least, most, example)


def choice(value, field: str, known) -> str:
    """One of the known words, in any case, with spaces, hyphens or underscores."""
    return read.choice(value, field, known)


def flag(value, field: str) -> bool:
    """True or False."""
    return read.flag(value, field)


def signed_seconds(value, field: str) -> float:
    """A time in seconds that may be negative, from a number or text such as "-10 min"."""
    if isinstance(value, str) and value.strip().startswith(("-", "−")):
        return -read.seconds(value.strip()[1:].strip(), field, example='"-10 min"')
    return read.number(value, field, -1e9, 1e9, '"10 min" or "-10 min"', "s")
