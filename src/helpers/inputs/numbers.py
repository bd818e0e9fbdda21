"""Numbers with or without a unit: from a number, a quantity, or text."""

import math
from decimal import Decimal
from functools import lru_cache
from numbers import Real

from helpers.errors import CourseError, shorten
from helpers.inputs.fractions import fraction
from helpers.units import Q, Quantity, UnitError, human

LARGEST = 1e300


class RefusedError(Exception):
    """Why a value is no number here; the reader adds field, value and mend."""


def in_unit(value, unit: str, bare: bool = False) -> float:
    """A plain finite number in `unit` ("" for none), from a number (taken to be in it), a quantity, or text.

    Text and quantities must say the unit where there is one: "5" is five seconds only where `bare` text is allowed.
    """
    if isinstance(value, str):
        return _from_text(value, unit, bare)
    if isinstance(value, Quantity):
        return finite(_converted(value, unit))
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise RefusedError("is not a number" if not unit else "is not a quantity")
    try:
        return finite(float(value))
    except (OverflowError, ValueError, TypeError):
        raise RefusedError("is not a finite number") from None


def finite(number: float) -> float:
    """The number itself, unless it is infinite or not a number."""
    if not math.isfinite(number):
        raise RefusedError("is not a finite number")
    return number


@lru_cache(maxsize=4096)
def _from_text(text: str, unit: str, bare: bool) -> float:
    if not unit:
        said = fraction(text)
        if said is not None:
            return finite(said)
    try:
        quantity = Q(text)
    except UnitError as error:
        raise RefusedError(f"cannot be read: {error}") from None
    if bare and unit and quantity.dimensionless and quantity.units != quantity._REGISTRY.percent:
        return finite(_converted(quantity, ""))
    return finite(_converted(quantity, unit))


def _converted(quantity, unit: str) -> float:
    try:
        changed = Q(quantity, unit)
        number = float(changed.magnitude)
        return number if changed.units == quantity.units else shortest(number)
    except UnitError:
        raise RefusedError("has the wrong unit, or none" if unit else f"has a unit ({_shown(quantity)})") from None
    except (TypeError, ValueError):
        raise RefusedError("is not a single number") from None


def shortest(number: float) -> float:
    """The number without the noise of a conversion: 200 us are 0.0002 s, not 0.00019999999999999998.

    >>> shortest(0.00019999999999999998), shortest(1 / 3) == 1 / 3
    (0.0002, True)
    """
    rounded = float(f"{number:.15g}") if math.isfinite(number) else number
    return rounded if abs(rounded - number) <= 2 * math.ulp(number) else number


def _shown(quantity) -> str:
    try:
        return human(quantity)
    except CourseError:
        return shorten(quantity)
