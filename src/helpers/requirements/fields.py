"""Reading the fields of requirements: each function gives the clean value, or one clear error."""

import math
import re
from numbers import Real
from unicodedata import category

from helpers.errors import nearest, shorten
from helpers.requirements.errors import RequirementError
from helpers.units import Q, Quantity, UnitError, human
from helpers.units.labels import unit_text
from helpers.units.parser import convert

IDENTITY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)
LONGEST_TEXT = 500
ENVIRONMENTS = ("normal", "peak", "one zone lost", "one machine lost", "deploy")
PLACES = ("client", "edge", "service")
PRIORITIES = ("must", "should", "could", "won't")
COPYING = ("synchronous", "asynchronous")
SPELLINGS = {
    "environment": {
        "at peak": "peak",
        "peak load": "peak",
        "evening": "peak",
        "evening peak": "peak",
        "in the evening": "peak",
        "in the evening peak": "peak",
        "busy hour": "peak",
        "busiest hour": "peak",
        "rush hour": "peak",
        "peak hour": "peak",
        "peak hours": "peak",
        "under peak load": "peak",
        "normal load": "normal",
        "normal day": "normal",
        "average load": "normal",
        "usual": "normal",
        "one zone down": "one zone lost",
        "zone lost": "one zone lost",
        "zone down": "one zone lost",
        "one machine down": "one machine lost",
        "machine lost": "one machine lost",
        "deployment": "deploy",
        "during deploy": "deploy",
    },
    "measured_at": {
        "browser": "client",
        "app": "client",
        "user": "client",
        "device": "client",
        "cdn": "edge",
        "load balancer": "edge",
        "balancer": "edge",
        "server": "service",
        "servers": "service",
    },
    "priority": {
        "wont": "won't",
        "will not": "won't",
        "won’t": "won't",
        "must have": "must",
        "should have": "should",
        "could have": "could",
    },
    "copying": {"sync": "synchronous", "async": "asynchronous"},
}
TIMES = (
    ("year", 31_557_600.0),
    ("day", 86_400.0),
    ("h", 3600.0),
    ("min", 60.0),
    ("s", 1.0),
    ("ms", 1e-3),
    ("us", 1e-6),
    ("ns", 1e-9),
)


def identity_of(value, field: str = "id") -> str:
    """A short name that code and files can hold."""
    if not isinstance(value, str) or not IDENTITY.fullmatch(value.strip()):
        words = re.sub(r"[^A-Za-z0-9]+", "_", value[:60]).strip("_").lower() if isinstance(value, str) else ""
        offer = words if IDENTITY.fullmatch(words) else "open_link"
        raise RequirementError(
            f"{field}: {shorten(value)} cannot name a requirement. Use up to 60 letters, digits and "
            f"underscores, a letter first, as in {offer}."
        )
    return value.strip()


def of_what(value, field: str) -> str:
    """The id of a functional requirement; "all" where nothing is said."""
    return "all" if value is None or (isinstance(value, str) and not value.strip()) else identity_of(value, field)


def text_of(value, field: str, needed: bool = False) -> str:
    """Text of at most a few sentences; line breaks and tabs become spaces."""
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise RequirementError(f"{field}: {shorten(value)} is not text. Write a sentence in quotes.")
    if len(value) > LONGEST_TEXT:
        raise RequirementError(
            f"{field}: {shorten(value)} has {len(value):,} characters. Write at most "
            f"{LONGEST_TEXT}: one requirement is one sentence."
        )
    read = " ".join(value.split())
    if any(category(each) in ("Cc", "Cs") for each in read):
        raise RequirementError(f"{field}: {shorten(value)} holds signs that cannot be shown. Write plain text.")
    if needed and not read:
        raise RequirementError(
            f"{field}: the text is empty. Write a sentence, such as "
            '"opens a short link and arrives at the long address".'
        )
    return read


def like(value, known) -> str:
    """The known words that look like a mistyped one, as a question; nothing where none does, for all are listed then.

    >>> like("pek", ENVIRONMENTS), like("zzz", ENVIRONMENTS)
    (' Did you mean peak?', '')
    """
    asked = nearest(value, known)
    return asked if asked.startswith(" Did you mean") else ""


def choice_of(value, field: str, known: tuple[str, ...]) -> str:
    """One of the known words, or empty for not said."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    word = " ".join(re.split(r"[\s_-]+", value[:100].strip().casefold())) if isinstance(value, str) else value
    word = SPELLINGS.get(field, {}).get(word, word) if isinstance(word, str) else word
    if not isinstance(word, str) or word not in known:
        raise RequirementError(
            f"{field}: {shorten(value)} is not known.{like(value, known)} Choose one of {', '.join(known)}."
        )
    return word


def number_of(value, field: str, unit: str, example: str, most: float) -> float:
    """A number, a quantity, or text with its unit, as a plain number of `unit` from zero up."""
    if isinstance(value, str):
        number = _read(value, field, unit, example)
    elif isinstance(value, Quantity):
        number = _in_unit(value, field, unit, example)
    elif isinstance(value, Real) and not isinstance(value, bool):
        try:
            number = float(value)
        except (OverflowError, ValueError, TypeError):
            number = math.inf
    else:
        raise RequirementError(f"{field}: {shorten(value)} is not a quantity. Write {example}.")
    if not math.isfinite(number):
        raise RequirementError(f"{field}: {shorten(value)} is not a finite number. Write {example}.")
    if not 0 <= number <= most:
        bound = "below 0" if number < 0 else f"above {most:g}{' ' + unit if unit else ''}"
        raise RequirementError(f"{field}: {shorten(value)} is {bound}. Write {example}.")
    return float(f"{number:.15g}") + 0.0  # 99.9% is 0.999, and not the float beside it


COUNTED = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
NINES = re.compile(rf"\s*(\d{{1,2}}|{'|'.join(COUNTED)})[\s-]+nines?\s*", re.IGNORECASE)


def _read(text: str, field: str, unit: str, example: str) -> float:
    nines = NINES.fullmatch(text[:40]) if unit == "" else None
    if nines:  # "three nines" is 99.9%
        number = int(nines[1]) if nines[1].isdigit() else COUNTED.index(nines[1].lower()) + 1
        if 1 <= number <= 15:
            return float(f"0.{'9' * number}")
    plain = re.sub(r"\s+(?:a|an|each|every)\s+(?=[a-z]+\s*$)", "/", text[:200].strip()) if len(text) < 200 else text
    try:
        return _in_unit(Q(plain), field, unit, example)
    except UnitError as error:
        raise RequirementError(f"{field}: {error} Here {example} is meant.") from None


def _in_unit(quantity, field: str, unit: str, example: str) -> float:
    try:
        return float(convert(quantity, unit).magnitude)
    except (UnitError, TypeError, ValueError):
        shown = human(quantity) if isinstance(quantity.magnitude, Real) else shorten(quantity)
        raise RequirementError(f"{field}: {shown} has the wrong unit, or none. Write {example}.") from None


def scale_of(value, unit, identity: str) -> tuple[float | None, str]:
    """The number and the unit of a fact of scale; None where no number is said.

    >>> scale_of("500 million links/month", "", "new_links"), scale_of(0.5, "posts/day", "posts_per_user")
    ((500000000.0, '1/month'), (0.5, 'posts/day'))
    """
    word = text_of(unit, f"{identity}.unit")
    if value is None or (isinstance(value, str) and not value.strip()):
        if word:
            raise RequirementError(f"{identity}.unit: {shorten(word)} stands without a number. Write value= too.")
        return None, ""
    example = '"500 million links/month"'
    if not isinstance(value, str | Quantity | Real) or isinstance(value, bool):
        raise RequirementError(f"{identity}.value: {shorten(value)} is not a number. Write {example}.")
    try:
        given = Q(value)
        if word and given.dimensionless and not given.unitless:
            given = given.to("")
        made = Q(given.magnitude, word) if word and given.unitless else Q(given, word or None)
        number = float(made.magnitude)
    except (UnitError, OverflowError, ValueError, TypeError) as error:
        told = str(error) if isinstance(error, UnitError) else f"{shorten(value)} is no ordinary number."
        raise RequirementError(f"{identity}.value: {told} Write it as in {example}.") from None
    if not 0 <= number < math.inf:
        raise RequirementError(f"{identity}.value: {shorten(value)} is not a number from zero up. Write {example}.")
    return number, word or unit_text(made.units)


def scale_text(value: float, unit: str) -> str:
    """The number of a fact of scale with its unit, as text that reads back.

    >>> scale_text(500e6, "links/month"), scale_text(3.0, "")
    ('500000000 links/month', '3')
    """
    number = f"{int(value)}" if value.is_integer() and value < 1e15 else f"{value!r}"
    return f"{number} {unit}".strip()


def percentile_of(value) -> float | None:
    """A percentile above 0, at most 100, from 99, "99%" or "p99"; None where none is said."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    given = value
    if isinstance(value, str):
        match = re.fullmatch(r"\s*[pP]?\s*(\d{1,3}(?:\.\d{1,9})?)\s*%?\s*(?:th)?\s*", value)
        given = float(match[1]) if match else value
    number = number_of(given, "percentile", "", "99", 1e9) if not isinstance(given, str) else -1.0
    if isinstance(given, str) or not 1 <= number <= 100:
        raise RequirementError(
            f"percentile: {shorten(value)} is not a percentile from 1 to 100. Write 99 for 99 of 100 requests."
        )
    return number


def window_of(value) -> float | None:
    """The time over which something is counted, in seconds, from "30 days" or "month"; None where none is said."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str) and len(value) < 100:
        value = re.sub(r"^\s*(a|an|one|each|every|per|any|rolling|calendar)\s+", "", value.strip(), flags=re.I)
        value = re.sub(r"^\s*(rolling|calendar)\s+", "", value, flags=re.I)
    seconds = number_of(value, "window", "s", '"30 days"', 100 * 31_557_600.0)
    if not seconds:
        raise RequirementError('window: no time at all cannot be counted over. Write "30 days".')
    return seconds


def time_text(seconds: float) -> str:
    """The time as short text that reads back to exactly this number.

    >>> time_text(0.1), time_text(157_788_000.0), time_text(0.0), time_text(2_592_000.0)
    ('100 ms', '5 year', '0 s', '30 day')
    """
    for unit, scale in TIMES:
        text = f"{seconds / scale:.12g}"
        if seconds >= scale and len(text) <= 6 and "e" not in text and _reads_back(f"{text} {unit}", seconds):
            return f"{text} {unit}"
    return f"{seconds:.15g} s"


def _reads_back(text: str, seconds: float) -> bool:
    return number_of(text, "time", "s", '"5 ms"', math.inf) == seconds


def share_text(share: float) -> str:
    """The share in percent, as text that reads back to exactly this number.

    >>> share_text(0.999), share_text(0.99999999999), share_text(1.0)
    ('99.9%', '99.999999999%', '100%')
    """
    for digits in range(3, 18):
        text = f"{100 * share:.{digits}g}"
        if "e" not in text and number_of(f"{text}%", "share", "", '"99.9%"', 1.0) == share:
            return f"{text}%"
    return repr(share)
