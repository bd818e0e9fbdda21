"""Reading quantities and units as people write them; anything else gets one clear error."""

import math
import re
from functools import lru_cache
from numbers import Real

from helpers.errors import CourseError, nearest, shorten
from helpers.units.registry import BINARY, DECIMAL, SECONDS, Quantity, registry

MULTIPLIERS = {
    "K": 1e3,
    "k": 1e3,
    "thousand": 1e3,
    "M": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "billion": 1e9,
    "trillion": 1e12,
}
# Counted things have no dimension of their own; a unit may name them so that it reads well.
COUNTED = [
    "account", "book", "call", "car", "click", "client", "command", "comment", "connection", "core", "count",
    "customer", "device", "document", "download", "driver", "event", "file", "follower", "frame", "hit", "image",
    "impression", "index", "item", "job", "key", "like", "link", "log", "machine", "message", "node", "object",
    "op", "operation", "order", "packet", "page", "paste", "person", "photo", "post", "query", "read", "record",
    "redirect", "replica", "request", "ride", "row", "search", "seat", "server", "session", "shard", "song", "step",
    "stream", "student", "task", "test", "ticket", "tweet", "upload", "url", "user", "vehicle", "video", "view",
    "visit", "visitor", "website", "word", "write",
]
SHORT = {
    "sec": "second",
    "secs": "second",
    "us": "microsecond",
    "μs": "microsecond",
    "mins": "minute",
    "hr": "hour",
    "hrs": "hour",
    "d": "day",
    "wk": "week",
    "mo": "month",
    "mos": "month",
    "yr": "year",
    "yrs": "year",
    "y": "year",
    "$": "USD",
    "US$": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "usd": "USD",
    "%": "percent",
}
RATES = {
    "rps": "",
    "qps": "",
    "tps": "",
    "wps": "",
    "iops": "",
    "bps": "bit",
    "kbps": "kilobit",
    "Kbps": "kilobit",
    "Mbps": "megabit",
    "Gbps": "gigabit",
    "Tbps": "terabit",
    "Bps": "byte",
    "kBps": "kilobyte",
    "KBps": "kilobyte",
    "MBps": "megabyte",
    "GBps": "gigabyte",
    "TBps": "terabyte",
}
AMBIGUOUS = {f"{prefix}b".lower(): prefix for prefix in ("M", "G", "T", "P")}
NUMBER = re.compile(
    r"\s*(?P<sign>[-+−]?)\s*(?P<dollar>(?:US)?\$)?\s*(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d[\d_]*)?"
    r"(?:\.\d+)?(?:[eE][-+]?\d{1,3})?)(?P<rest>.*)",
    re.DOTALL,
)
MULTIPLIER = re.compile(rf"\s*({'|'.join(sorted(MULTIPLIERS, key=len, reverse=True))})(?=$|[\s/*])")
TOKEN = re.compile(r"\s*(?:(?P<name>US\$|[$%]|[^\W\d]\w*)|(?P<operator>\*\*|[/*^·×])|(?P<digit>\d+|-\d+))")
LONGEST = 120
HIGHEST_POWER, MOST_FACTORS = 3, 4  # so that no unit is too large or too small for a float: (10^21)^(3 x 4) fits


class UnitError(CourseError):
    """A quantity or unit that cannot be read or converted."""


def _names() -> dict[str, str]:
    names = {
        "": "",
        "bit": "bit",
        "bits": "bit",
        "b": "bit",
        "byte": "byte",
        "bytes": "byte",
        "B": "byte",
        "USD": "USD",
        "percent": "percent",
    }
    for prefix, (symbol, _) in {**DECIMAL, **BINARY}.items():
        for symbols in {symbol, "K" if symbol == "k" else symbol}:
            names |= {f"{symbols}b": f"{prefix}bit", f"{symbols}B": f"{prefix}byte"}
        names |= {f"{prefix}{unit}{s}": f"{prefix}{unit}" for unit in ("bit", "byte") for s in ("", "s")}
    for name, (symbol, _) in SECONDS.items():
        names |= {name: name, f"{name}s": name, symbol: name}
    names |= SHORT
    for thing in COUNTED:
        plural = {"person": "people", "query": "queries", "index": "indexes"}.get(thing)
        names |= {thing: "", f"{thing}s": "", **({plural: ""} if plural else {})}
    return names


NAMES = _names()


def _offer(name: str) -> str:
    close = nearest(name, {known for known in NAMES if known})
    return (
        close
        if "mean" in close
        else " Known are data (B, KB, GB, GiB, Mb), time (ms, s, day, month, year), $, %, "
        "and counted things (requests, users, links)."
    )


def _unit_powers(name: str, text: str) -> dict[str, int]:
    """The registry units that one written name stands for, with their powers."""
    if name in RATES:
        return {"second": -1, **({RATES[name]: 1} if RATES[name] else {})}
    known = NAMES.get(name, NAMES.get(name.lower()) if len(name) > 3 else None)
    if known is None:
        if name.lower() in AMBIGUOUS:
            big = AMBIGUOUS[name.lower()]
            raise UnitError(
                f"unit {shorten(text)}: {name!r} could be bytes or bits. "
                f"Write {big}B for bytes or {big}b for bits; a byte is 8 bits."
            )
        raise UnitError(f"unit {shorten(text)}: there is no unit {shorten(name)}.{_offer(name)}")
    return {known: 1} if known else {}


def parse_unit(text: str):
    """Read a unit such as "TB", "requests/s", "$/GB/month" or "1/day" as a pint unit. Raises `UnitError`.

    >>> parse_unit("requests/s") == parse_unit("1/second") == parse_unit("qps")
    True
    >>> parse_unit("KB") == parse_unit("kilobyte"), parse_unit("KiB") == parse_unit("KB")
    (True, False)
    """
    if not isinstance(text, str):
        raise UnitError(f'unit {shorten(text)} is a {type(text).__name__}. Give text such as "TB" or "1/s".')
    return _parse_unit(text)


@lru_cache(maxsize=2048)
def _parse_unit(text: str):
    if len(text) > LONGEST:
        raise UnitError(f"unit {shorten(text)} is {len(text)} characters long; a unit has at most {LONGEST}.")
    powers: dict[str, int] = {}
    sign, position, expects_name, last = 1, 0, True, {}
    text = text.strip()
    while position < len(text):
        token = TOKEN.match(text, position)
        if not token:
            raise UnitError(
                f"unit {shorten(text)}: {text[position]!r} does not belong in a unit. "
                'Write units like "TB", "1/s" or "GB/month".'
            )
        position = token.end()
        name, operator, digit = token["name"], token["operator"], token["digit"]
        if name and name != "per":
            last = {unit: sign * power for unit, power in _unit_powers(name, text).items()}
            for unit, power in last.items():
                powers[unit] = powers.get(unit, 0) + power
            expects_name = False
        elif digit == "1" and expects_name:
            last, expects_name = {}, False
        elif operator in ("^", "**") and not expects_name:
            exponent = re.match(r"\s*(-?\d)(?!\d)", text[position:])
            if not exponent:
                raise UnitError(f"unit {shorten(text)}: a power is one digit, as in s^2.")
            for unit, power in last.items():
                powers[unit] += power * (int(exponent[1]) - 1)
            position += exponent.end()
        elif (operator or name == "per") and not (expects_name and text[: token.start()].strip()):
            sign = -1 if operator == "/" or name == "per" else 1
            expects_name = True
        else:
            raise UnitError(f'unit {shorten(text)} cannot be read. Write units like "TB", "1/s" or "GB/month".')
    if expects_name and text:
        raise UnitError(f"unit {shorten(text)} ends too early: a name is missing after the last sign.")
    if any(abs(power) > HIGHEST_POWER for power in powers.values()) or len(powers) > MOST_FACTORS:
        raise UnitError(
            f"unit {shorten(text)} has too many factors or too high a power; a unit is as short as GB/month."
        )
    return registry.Unit(registry.UnitsContainer({unit: power for unit, power in powers.items() if power}))


def parse_number(text: str, whole: str) -> tuple[float, str]:
    """Split "500 million links/month" into 500e6 and "links/month"."""
    match = NUMBER.fullmatch(text)
    if not match or not any(map(str.isdigit, match["digits"])):
        if re.match(r"\s*[-+−]?(nan|inf)", text, re.IGNORECASE):
            raise UnitError(f"{shorten(whole)} is not a finite number. Give an ordinary number such as 15 or 2e6.")
        raise UnitError(
            f'{shorten(whole)} does not start with a number. Write for example "15 TB", "100 ms" or "20 K/s".'
        )
    try:
        value = float(match["digits"].replace(",", "").replace("_", ""))
    except ValueError:
        raise UnitError(f"{shorten(whole)}: {match['digits']!r} is not a number.") from None
    rest = match["rest"]
    multiplier = MULTIPLIER.match(rest)
    if multiplier:
        value *= MULTIPLIERS[multiplier[1]]
        rest = rest[multiplier.end() :]
    if match["dollar"]:
        rest = f"USD{'' if rest.lstrip()[:1] in ('', '/', '*') else ' '}{rest}"
    return (-value if match["sign"] in ("-", "−") else value), rest


def Q(value, unit: str | None = None):  # noqa: N802 (the field's and pint's own name for a quantity)
    """Make a quantity from "15 TB", from 15 and "TB", or from a quantity (then in `unit`).

    A unit alone is one of it. Serves every step. Raises `UnitError` with the value and the mend.

    >>> Q("15 TB") == Q(15, "TB") == Q("15 terabytes")
    True
    >>> Q("500 million links/month").to("1/s").magnitude.__round__(1)
    190.1
    >>> Q("requests/s") == Q("1/s")
    True
    >>> Q("1 KiB") / Q("1 KB"), Q("2 GB/month") * Q("1 year")
    (<Quantity(1.024, 'dimensionless')>, <Quantity(24.0, 'gigabyte')>)
    """
    if isinstance(value, Quantity):
        return value if unit is None else convert(value, unit)
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise UnitError(f"{shorten(value)} is {len(value)} characters long; a quantity has at most {LONGEST}.")
        number, rest = parse_number(
            value if re.search(r"\d|^\W*(nan|inf|infinity)?\W*$", value, re.IGNORECASE) else f"1 {value}", value
        )
        quantity = Quantity(checked_number(number, value), parse_unit(rest))
        return quantity if unit is None else convert(quantity, unit)
    return Quantity(checked_number(value, value), parse_unit(checked_unit(unit)))


def checked_unit(unit) -> str:
    """A unit's text, or an error that says what a unit looks like."""
    if unit is None:
        return ""
    if not isinstance(unit, str):
        if isinstance(unit, registry.Unit):
            from helpers.units.formatting import unit_text

            return unit_text(unit)
        raise UnitError(f'unit {shorten(unit)} is a {type(unit).__name__}. Give text such as "TB" or "1/s".')
    return unit


def checked_number(value, shown) -> float:
    """A finite float, or an error that shows what was given."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise UnitError(f'{shorten(shown)} is not a number. Give a number, or text such as "15 TB".')
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise UnitError(f"{shorten(shown)} is not a finite number. Give an ordinary number such as 15 or 2e6.")
    return number


def convert(quantity, unit: str):
    """The same quantity in another unit, or an error that names both dimensions.

    >>> convert(Q("1 Gbps"), "MB/s")
    <Quantity(125.0, 'megabyte / second')>
    """
    import pint

    target = parse_unit(checked_unit(unit))
    try:
        return quantity.to(target)
    except pint.DimensionalityError:
        raise UnitError(
            f"{quantity:.4g~P} is {dimension(quantity)}; it cannot become {unit!r}, which is "
            f"{dimension(Quantity(1, target))}."
        ) from None


def dimension(quantity) -> str:
    """What a quantity measures, in words.

    >>> dimension(Q("5 GB/s")), dimension(Q("3")), dimension(Q("20 K/s"))
    ('data per time', 'a plain number', 'a rate (1 per time)')
    """
    parts = {name.strip("[]"): power for name, power in quantity.dimensionality.items()}

    def word(items) -> str:
        return " x ".join(name if power == 1 else f"{name}^{power:g}" for name, power in sorted(items))

    above = word((name, power) for name, power in parts.items() if power > 0)
    below = " per ".join(word([(name, -power)]) for name, power in sorted(parts.items()) if power < 0)
    if not below:
        return above or "a plain number"
    return f"{above} per {below}" if above else f"a rate (1 per {below})"
