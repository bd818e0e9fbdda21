"""Reading quantities and units as people write them; anything else gets one clear error."""

import math
import re
from functools import lru_cache
from numbers import Real

from helpers.errors import CourseError, nearest, shorten
from helpers.units import durations, names
from helpers.units.labels import unit_text
from helpers.units.names import AMBIGUOUS, AMBIGUOUS_RATES, MULTIPLIERS, NAMES, OTHER_MONEY, SCALE_NAMES
from helpers.units.registry import Quantity, registry
from helpers.units.spoken import in_digits

ABOUT = re.compile(
    "\\s*(?:[~=\u2248\u2243\u223c\u2245]|(?:about|approximately|approx\\.?|around|roughly|circa|ca\\.?|c\\.|some|say|nearly|"
    "almost|on average)(?=[\\s\\d$~]))\\s*", re.IGNORECASE)
SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
DASHES = re.compile(r"[\u2010-\u2013\u2212\ufe63\uff0d]")
GROUPED = (r"\d{1,3}(?:,\d{3})+(?![,\d])|\d{1,3}(?: \d{3})+(?!\d)|\d{1,3}(?:['\u2019]\d{3})+|"
           r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)")
NUMBER = re.compile(
    rf"\s*(?P<sign>[-+]?)\s*(?P<dollar>(?:US ?)?\$|USD(?=\s*[\d.]))?\s*(?P<digits>(?:{GROUPED}|\d[\d_]*)?"
    r"(?:\.\d+)?(?:[eE][-+]?\d{1,3}(?!\w))?)"
    r"(?:\s*(?P<times>[×x*·⋅])\s*(?=10\s*(?:\^|\*\*))(?P<ten>10)|(?=\s*(?:\^|\*\*)\s*-?\d))?"
    r"(?:\s*(?:\^|\*\*)\s*(?P<power>-?\d{1,3}))?(?P<rest>.*)",
    re.DOTALL,
)
WORDS = "|".join(sorted((word for word in MULTIPLIERS if len(word) > 1), key=len, reverse=True))
MULTIPLIER = re.compile(
    rf"\s*(?:(?P<letter>[KkM])|(?P<word>(?i:{WORDS}))s?)(?=$|[\s/*+]|(?i:[qrtw]ps|iops)\b)")
SHORT_MULTIPLIER = re.compile(r"\s*(?P<letter>[BbmTtG])(?:\s+(?P<after>[^\W\d]\w*)|(?P<end>\s*$|\s*/))")
TOKEN = re.compile(
    r"\s*(?:(?P<name>US ?\$|[$%€£¥₹¢]|[^\W\d]\w*)|(?P<operator>\*\*|[/*^·×])|(?P<join>-(?=[^\W\d]))|"
    r"(?P<digit>\d+|-\d+))")
LONGEST = 120
HIGHEST_POWER, MOST_FACTORS = 3, 4  # so that no unit is too large or too small for a float: (10^21)^(3 x 4) fits
ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
OFTEN = re.compile(rf"(?<=[\w$])\s+({'|'.join(ADVERBS)})$", re.IGNORECASE)
PER = ("per", "a", "an", "each", "every")
RANGE = re.compile(r"\s*\w*\s*(?:-|\bto\b|\.\.+|±|\+/-|\+-)\s*\$?\d")


class UnitError(CourseError):
    """A quantity or unit that cannot be read or converted."""


def _offer(name: str) -> str:
    close = nearest(name, {known for known in NAMES if known})
    if "mean" not in close:
        close = (" Known are data (B, KB, GB, GiB, Mb), time (ms, s, day, month, year), rates (/s, QPS, Mbps), $, %, "
                 "and counted things (requests, users, links).")
    elif any(NAMES.get(word) for word in re.findall(r"\w+", close)):
        return close  # a unit that was mistyped
    return close + (" A thing that is counted needs no word: write a plain number, or 1/day." if len(name) >= 4 else "")


def _unit_powers(name: str, text: str) -> dict[str, int]:
    """The registry units that one written name stands for, with their powers."""
    counted = names.rate(name)
    if counted:
        unit, size = counted
        scaled = {"thousand": 1} if size == 1e3 else {"million": 1} if size == 1e6 else {}
        return {"second": -1, **({unit: 1} if unit else {}), **scaled}
    if name in AMBIGUOUS_RATES:
        big = AMBIGUOUS_RATES[name]
        raise UnitError(f"unit {shorten(text)}: {name!r} could be bytes or bits a second. Write {big}B/s or {big}bps.")
    scale = SCALE_NAMES.get(name) or SCALE_NAMES.get(name.lower().removesuffix("s") if len(name) > 1 else name)
    if scale:
        return {scale: 1}
    known = names.find(name)
    if known is None:
        if name.lower() in AMBIGUOUS:
            big = AMBIGUOUS[name.lower()]
            raise UnitError(
                f"unit {shorten(text)}: {name!r} could be bytes or bits. "
                f"Write {big}B for bytes or {big}b for bits; a byte is 8 bits."
            )
        if name.lower() in OTHER_MONEY:
            raise UnitError(f"unit {shorten(text)}: {OTHER_MONEY[name.lower()]} are not known. Convert to dollars, "
                            'and write "$5" or "5 USD".')
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
    sign, position, expects_name, last, thing = 1, 0, True, {}, ""
    text = re.sub(r"\bper cent\b", "percent", plain_signs(text).strip())
    text = OFTEN.sub(lambda word: f" / {ADVERBS[word[1].lower()]}", text)  # "$800 monthly"
    while position < len(text):
        token = TOKEN.match(text, position)
        if not token:
            raise UnitError(
                f"unit {shorten(text)}: {text[position]!r} does not belong in a unit. "
                'Write units like "TB", "1/s" or "GB/month".'
            )
        position = token.end()
        name, operator, digit = token["name"], token["operator"], token["digit"]
        if token["join"] or (name == "and" and sign < 0):  # "$/GB-month", "per GB and month"
            if expects_name:
                raise UnitError(f'unit {shorten(text)} cannot be read. Write units like "TB", "1/s" or "GB/month".')
            expects_name = True
            continue
        begins = not text[: token.start()].strip()
        if name and name.lower() in PER and not begins and (not expects_name or name != "per"):
            if name.lower() == "each" and position == len(text):
                break  # "50 ms each"
            operator, name = "per", None
            if expects_name:  # "once every", "per each": the first sign stands
                continue
        if begins and name in ("a", "an", "each", "every"):  # what follows a number: "36 an hour"
            operator, name = "per", None
        if name and name != "per":
            last = {unit: sign * power for unit, power in _unit_powers(name, text).items()}
            if sign > 0 and names.is_thing(name):
                thing = thing or name
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
            sign = -1 if operator in ("/", "per") or name == "per" else 1
            expects_name = True
        else:
            raise UnitError(f'unit {shorten(text)} cannot be read. Write units like "TB", "1/s" or "GB/month".')
    if expects_name and text:
        raise UnitError(f"unit {shorten(text)} ends too early: a name is missing after the last sign.")
    if thing and any(power > 0 and unit.endswith(("bit", "byte")) for unit, power in powers.items()):
        first = re.split(r"[\s*·×]", text)[0]
        instead = f"billion {thing}" if first in ("B", "b") else f"{first}/{thing.removesuffix('s')}"
        raise UnitError(f"unit {shorten(text)}: data times {thing} is never meant. Write {instead!r} if that is it, "
                        "or only one of the two.")
    if any(abs(power) > HIGHEST_POWER for power in powers.values()) or len(powers) > MOST_FACTORS:
        raise UnitError(
            f"unit {shorten(text)} has too many factors or too high a power; a unit is as short as GB/month."
        )
    return registry.Unit(registry.UnitsContainer({unit: power for unit, power in powers.items() if power}))


def plain_signs(text: str) -> str:
    """The text with every kind of space as a space and every kind of minus as "-"."""
    return DASHES.sub("-", SPACES.sub(" ", text))


def _digits(match, whole: str) -> float:
    """The number that the digits say, a power of ten or of anything included."""
    written = re.sub(r"[,_ '\u2019]", "", match["digits"])
    try:
        value = float(written) if written else 1.0
        if match["power"] is None:
            return value
        base = 10.0 if match["ten"] else value
        power = base ** int(match["power"]) if base or int(match["power"]) >= 0 else math.inf
        return value * power if match["ten"] else power
    except (ValueError, OverflowError):
        raise UnitError(f"{shorten(whole)} is not a finite number. Give an ordinary number such as 15 or "
                        "2e6.") from None


def parse_number(text: str, whole: str) -> tuple[float, str]:
    """Split "500 million links/month" into 500e6 and "links/month"."""
    text = re.sub(r"^\s*an?\s+(?=\w)", "1 ", ABOUT.sub("", text, count=1) if ABOUT.match(text) else text)
    match = NUMBER.fullmatch(text)
    if not match or not any(map(str.isdigit, match["digits"])):
        if re.match(r"\s*[-+]?(nan|inf)", text, re.IGNORECASE):
            raise UnitError(f"{shorten(whole)} is not a finite number. Give an ordinary number such as 15 or 2e6.")
        raise UnitError(
            f'{shorten(whole)} does not start with a number. Write for example "15 TB", "100 ms" or "20 K/s".'
        )
    value, rest = _digits(match, whole), match["rest"]
    _no_second_number(rest, whole)
    if rest.strip().lower() in ("x", "×", "times", "fold") and any(map(str.isdigit, whole)):  # "3x": a plain number
        rest = ""
    factor, rest = _multiplier(rest, bool(match["dollar"]))
    value *= factor
    if match["dollar"]:
        rest = f"USD{'' if rest.lstrip()[:1] in ('', '/', '*') else ' '}{rest}"
    return (-value if match["sign"] == "-" else value), rest


def _no_second_number(rest: str, whole: str) -> None:
    """Refuse what is two numbers: a range, a decimal comma, thousands with points."""
    if RANGE.match(rest):
        raise UnitError(f"{shorten(whole)} is a range. Give one value; low= and high= hold the ends of a range.")
    if re.match(r",\d", rest):
        raise UnitError(f"{shorten(whole)}: a comma stands before three digits only. Write 1.5 with a point, or "
                        "1,500 with all its digits.")
    if re.match(r"\.\d", rest):
        raise UnitError(f"{shorten(whole)} has two points. Write 1,000,000 or 1e6.")


def _multiplier(rest: str, dollars: bool) -> tuple[float, str]:
    """The factor that K, million, bn ... stand for, and what follows it; B and T count before things and after $."""
    multiplier = MULTIPLIER.match(rest)
    if multiplier:
        factor = MULTIPLIERS[multiplier["letter"] or multiplier["word"].lower()]
        after = re.sub(r"^\s+of\s+", " ", rest[multiplier.end():])
        return factor, after
    short = SHORT_MULTIPLIER.match(rest)
    if short and short["letter"] in names.SHORT_MULTIPLIERS and (
            names.is_thing(short["after"] or "") or (dollars and (short["after"] or "per").lower() in PER)):
        return names.SHORT_MULTIPLIERS[short["letter"]], rest[short.end("letter"):]
    return 1.0, rest


def Q(value: object, unit: str | None = None) -> Quantity:  # noqa: N802 (the field's own name for a quantity)
    """Make a quantity from "15 TB", from 15 and "TB", or from a quantity (then in `unit`).

    Parameters
    ----------
    value
        A number, a quantity, or text; a unit alone is one of it.
    unit
        The unit of a number, or that in which a quantity is wanted.

    Returns
    -------
    Quantity
        A quantity of pint, which every step understands.

    Raises
    ------
    UnitError
        With the value and the mend.

    Examples
    --------
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
        text = plain_signs(value).strip()
        text = text[:-1] if re.search(r"[\w%$)]\.$", text) else text  # the end of a sentence
        bare = ABOUT.sub("", text, count=1) if ABOUT.match(text) else text
        said_in_digits = in_digits(bare)
        text = text if said_in_digits == bare else said_in_digits
        alone = not re.search(r"\d|^\W*(nan|inf|infinity)?\W*$|^some\b", text, re.IGNORECASE)  # "some bytes": how many?
        said = durations.total(ABOUT.sub("", text, count=1) if ABOUT.match(text) else text, Q)
        if said is not None:
            return said if unit is None else convert(said, unit)
        number, rest = parse_number(f"1 {_without_article(text)}" if alone else text, value)
        quantity = Quantity(checked_number(number, value), parse_unit(rest))
        return quantity if unit is None else convert(quantity, unit)
    return Quantity(checked_number(value, value), parse_unit(checked_unit(unit)))


def _without_article(text: str) -> str:
    return re.sub(r"^(?:an?|one)\s+(?=\w)", "", ABOUT.sub("", text, count=1) if ABOUT.match(text) else text)


def checked_unit(unit) -> str:
    """A unit's text, or an error that says what a unit looks like."""
    if unit is None:
        return ""
    if not isinstance(unit, str):
        if isinstance(unit, registry.Unit):
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
