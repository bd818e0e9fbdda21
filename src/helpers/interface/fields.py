"""Reading the fields of endpoints and interfaces: each gives the clean value, or one clear error."""

import re
from collections.abc import Mapping

from helpers.errors import shorten
from helpers.interface.errors import InterfaceError
from helpers.interface.types import Type, read_type

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
FIELD = re.compile(r"[A-Za-z_@$][\w@$.:-]{0,79}", re.ASCII)
PARAMETER = re.compile(r"[A-Za-z_$][A-Za-z0-9_.$\[\]-]{0,79}")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,79}")
WORD = re.compile(r"[\w][\w .:/+-]{0,79}")
SEGMENT = re.compile(
    r"(?:\{[A-Za-z_][A-Za-z0-9_-]{0,59}\}|[A-Za-z0-9_.~!$&'()*+,;=:@%-]+|(?=/|$|\?))"
    r"(?::[A-Za-z]+)?"
)
LONGEST_PATH, MOST_ITEMS, LONGEST_TEXT = 300, 200, 2000
MOST_ENDPOINTS, MOST_RESOURCES = 500, 500
RESERVED = ("Problem", "Error")  # the names of error answers
DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(ms|s|sec|seconds?|min|minutes?|h|hours?|d|days?)?", re.IGNORECASE)
SECONDS = {"ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86400}
RATE = re.compile(r"(\d{1,9})\s*(?:/|per )\s*(s|sec|second|min|minute|h|hour|d|day)", re.IGNORECASE)


def snake(name: str) -> str:
    """A name in small letters with underscores, whatever its spelling.

    >>> snake("accessToken"), snake("X-Api-Key"), snake("URL")
    ('access_token', 'x_api_key', 'url')
    """
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"[^A-Za-z0-9]+", "_", name).lower().strip("_")


def name_of(value, field: str) -> str:
    """A name that code, the diagram and the simulation can hold: small letters, digits, underscores."""
    if not isinstance(value, str) or not NAME.fullmatch(value):
        plain = snake(value[:60]) if isinstance(value, str) else ""
        fix = plain if NAME.fullmatch(plain) else "create_link, say"
        raise InterfaceError(
            f"{field}: {shorten(value)} cannot be a name: it is the same in the estimate, the diagram "
            f"and the simulation, in small letters, digits and underscores. Write {fix}."
        )
    return value


def text_of(value, field: str, longest: int = LONGEST_TEXT) -> str:
    """A text without control characters (line breaks are fine)."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise InterfaceError(f"{field}: {shorten(value)} is not a text of at most {longest:,} characters.")
    if any(not (each.isprintable() or each in "\n\t") for each in value):
        raise InterfaceError(f"{field}: {shorten(value)} holds control characters. Write plain text.")
    return value.strip()


def words_of(value, field: str, pattern: re.Pattern = WORD) -> tuple[str, ...]:
    """One name or several, each once, in their order."""
    given = () if value is None else (value,) if isinstance(value, str) else value
    if not isinstance(given, list | tuple | set | frozenset):
        raise InterfaceError(f"{field}: {shorten(value)} is not a name or a list of names.")
    if len(given) > MOST_ITEMS:
        raise InterfaceError(f"{field}: {len(given):,} are more than {MOST_ITEMS}. Name fewer.")
    given = sorted(given, key=str) if isinstance(given, set | frozenset) else given
    for each in given:
        if not isinstance(each, str) or not pattern.fullmatch(each):
            raise InterfaceError(f"{field}: {shorten(each)} is not a name. Use letters, digits, - and _.")
    return tuple(dict.fromkeys(given))


def flag_of(value, field: str) -> bool:
    """True or False, nothing else."""
    if not isinstance(value, bool):
        raise InterfaceError(f"{field}: {shorten(value)} is neither True nor False.")
    return value


def count_of(value, field: str, low: int, high: int) -> int:
    """A whole number between two bounds."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InterfaceError(f"{field}: {shorten(value)} is not a whole number from {low} to {high:,}.")
    return value


def share_of(value, field: str) -> float | None:
    """A share of all requests: 0.99, or "99%"."""
    if value is None:
        return None
    given = value
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,3}(\.\d{1,9})?\s*%\s*", value):
        given = float(value.strip().rstrip("% ")) / 100
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= 1:
        raise InterfaceError(f'{field}: {shorten(value)} is not a share. Write 0.99 or "99%".')
    return float(given)


def seconds_of(value, field: str) -> float | None:
    """A time in seconds: 30, "30 s", "5 min"."""
    if value is None:
        return None
    given = value
    if isinstance(value, str):
        found = DURATION.fullmatch(value.strip())
        unit = (found.group(2) or "s").lower() if found else ""
        given = float(found.group(1)) * SECONDS["ms" if unit == "ms" else unit[0]] if found else None
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 1e9:
        raise InterfaceError(f'{field}: {shorten(value)} is not a time. Write "30 s", "5 min", or seconds.')
    return float(given)


def rate_of(value, field: str) -> tuple[int, float] | None:
    """A limit such as "100/min" as (requests, seconds)."""
    if value is None or (isinstance(value, str) and not value):
        return None
    found = RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or int(found.group(1)) < 1:
        raise InterfaceError(f'{field}: {shorten(value)} is not a limit. Write "100/min" or "10/s".')
    return int(found.group(1)), float(SECONDS[found.group(2)[0].lower()])


def path_of(value, field: str) -> str:
    """A path with its parameters in braces. Unusual ones are kept, so that `check` can say what is unusual in them."""
    plain = value.partition("?")[0] if isinstance(value, str) else ""
    parts = plain[1:].split("/")
    inside = [name for part in parts for name in re.findall(r"\{([^{}]*)\}", part)]
    if (
        not plain.startswith("/")
        or len(value) > LONGEST_PATH
        or not all(map(SEGMENT.fullmatch, parts))
        or (not value.isprintable() or " " in value or not value.isascii())
    ):
        raise InterfaceError(
            f"{field}: {shorten(value)} is not a path. Write it from the slash on, one parameter a "
            "segment, as in /links/{code}."
        )
    if len(set(inside)) < len(inside):
        raise InterfaceError(f"{field}: {shorten(value)} has a parameter twice. Give each a name of its own.")
    return value


def types_of(value, field: str, pattern: re.Pattern, what: str) -> dict[str, Type]:
    """Names with their types."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InterfaceError(
            f'{field}: {shorten(value)} is not a dict from {what} to types, such as {{"limit": "integer(1..100)"}}.'
        )
    if len(value) > MOST_ITEMS:
        raise InterfaceError(f"{field}: {len(value):,} are more than {MOST_ITEMS}.")
    made = {}
    for name, given in value.items():
        if not isinstance(name, str) or not pattern.fullmatch(name):
            raise InterfaceError(f"{field}: {shorten(name)} cannot name a {what[:-1]}. Use letters, digits, - and _.")
        made[name] = read_type(given, f"{field}.{name}")
    return made
