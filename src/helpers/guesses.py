"""A guess as people write it, read as a quantity: "I'd say 20 K/s or so", "86,400 s", "500e6 / 2.6e6", "1 in 200"."""

import math
import re
from numbers import Real

from helpers.errors import CourseError, shorten
from helpers.inputs import fraction

TERM = r"\d[\d,]{0,15}(?:\.\d+)?(?:[eE]\d{1,2})?"
QUOTIENT = re.compile(rf"{TERM}(?:\s*[*×x·/÷]\s*{TERM}){{1,8}}")
# What people write around a number when they guess; "about" and "~" are read with any quantity.
BEFORE = (r"i(?:'d|\u2019d| would)? (?:guess|think|say|suppose|bet)", r"my guess(?: is|:)?", r"guess:?",
          r"(?:it|that|there)(?:'s|\u2019s| is| has| are)", "maybe|perhaps|probably|possibly|well|just",
          "exactly|precisely|more than|less than|at least|at most|over|under|up to|close to|max|min",
          "(?:a )?(?:bit|little) (?:more|less|over|under)(?: than)?", r"[><\u2264\u2265]=?")  # fmt: skip
BEHIND = (r"\([^()]{0,60}\)", "[!?]+", r"-ish\b", ",?\\s*(?:or so|i (?:guess|think)|more or less|give or take)",
          ",?\\s*(?:exactly|roughly|approximately|about|maybe|at least|at most)")  # fmt: skip
AROUND = re.compile(rf"^(?:(?:{'|'.join(BEFORE)})[\s,]*)+", re.IGNORECASE)
AFTER = re.compile(rf"(?:\s*(?:{'|'.join(BEHIND)}))+$", re.IGNORECASE)
POINTED = re.compile(r"\d{1,3}(?:\.\d{3})+")


def bare(guess):
    """A guess without what people write around its number ("I'd say 20 K/s or so"); what is no text as it is."""
    if not isinstance(guess, str) or not re.search(r"\d", guess):
        return guess
    text = " ".join(guess.split())
    return AFTER.sub("", AROUND.sub("", text)) or guess


def read_guess(guess, outcome, unit: str = ""):
    """A guess as a quantity of the outcome's kind. Raises `CourseError` where the two cannot be compared."""
    from helpers.units import Q, UnitError, human, unit_text

    guess = _worked_out(guess)
    counted = of_unit(guess, unit) if unit and outcome.dimensionless else None
    if counted is not None:
        return counted
    share = fraction(guess)
    if share is not None:
        if not outcome.dimensionless:
            raise CourseError(f"your guess {shorten(guess)} is a share, and {human(outcome)} is none. Give a number "
                              "with its unit.")
        return Q(Q(share), unit_text(outcome.units))
    try:
        asked = single(guess)
        if "percent" in outcome.units._units and not asked.units._units and 1 < asked.magnitude <= 100:
            return Q(asked.magnitude, "%")
        if isinstance(guess, Real):
            return Q(asked.magnitude, unit_text(outcome.units))
        if isinstance(guess, str) and _scaled(asked) and not outcome.dimensionless:  # a number, or "86.4 ks": thousands
            return Q(float(asked.to("").magnitude), unit_text(outcome.units))
        counted = None if outcome.dimensionless else of_unit(guess, unit_text(outcome.units))  # "86,400 s a day"
        if counted is not None:
            return Q(counted.magnitude, unit_text(outcome.units))
        return asked if asked.dimensionality == outcome.dimensionality else Q(guess, unit_text(outcome.units))
    except UnitError as error:
        raise CourseError(f"your guess {shorten(guess)} cannot be compared with {human(outcome)}: {error}") from None


def _scaled(quantity) -> bool:
    """Whether it is a plain number, or one of thousands, millions and the like."""
    from helpers.units.registry import SCALES

    return set(quantity.units._units) <= set(SCALES)


def of_unit(guess, unit: str):
    """How many of the unit a guess says, as a plain number, whatever it is said for ("1,440 min a day"); else None."""
    from helpers.units import Q, UnitError
    from helpers.units.parser import convert
    from helpers.units.registry import Quantity, registry

    try:
        asked = single(guess)
        if asked.dimensionless and not _scaled(asked):  # time in a time, such as s/day
            counted = {name: power for name, power in asked.units._units.items() if power > 0}
            asked = Quantity(asked.magnitude, registry.Unit(registry.UnitsContainer(counted)))
        return None if asked.dimensionless else Q(float(convert(asked, unit).magnitude))
    except (UnitError, CourseError):
        return None


def _worked_out(guess):
    """What a text such as "500e6 / 2.6e6" comes to; a share such as "1/200", and anything else, as it is."""
    if not isinstance(guess, str) or not QUOTIENT.fullmatch(guess.strip()):
        return guess
    first, *rest = re.split(r"([*×x·/÷])", guess.replace(",", ""))
    value = float(first)
    for sign, each in zip(rest[::2], rest[1::2], strict=True):
        if sign in "/÷" and not float(each):
            return guess
        value = value / float(each) if sign in "/÷" else value * float(each)
    return value if value > 1 and math.isfinite(value) else guess


def single(value):
    """One finite quantity, or an error that shows what was given."""
    from helpers.units import Q, Quantity
    from helpers.units.parser import checked_number

    share = fraction(value)
    quantity = value if isinstance(value, Quantity) else Q(value if share is None else share)
    return Quantity(checked_number(quantity.magnitude, value), quantity.units)
