"""What an estimate is made of: assumptions (a number, its range, its reason) and derived values (a formula)."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from numbers import Real

from helpers.errors import CourseError, shorten
from helpers.estimation.errors import EstimateError
from helpers.estimation.formulas import DIMENSIONS, Dimension, Formula, check_name, parse_formula
from helpers.units import Q, Quantity, human_range, parse_unit, unit_text
from helpers.units.parser import checked_number

SHAPES = ("lognormal", "normal")


@lru_cache(maxsize=1024)
def base_of(unit: str) -> tuple[float, Dimension]:
    """How many base units (byte, second, USD) one of this unit is, and its dimension.

    >>> base_of("KB/month")[1]
    (1.0, -1.0, 0.0)
    """
    one = Quantity(1.0, parse_unit(unit))
    dimensionality = one.dimensionality
    return float(one.to_base_units().magnitude), tuple(float(dimensionality.get(name, 0)) for name in DIMENSIONS)


def base_unit(dimension: Dimension) -> str:
    """The base unit of a dimension, as text.

    >>> base_unit((1.0, -1.0, 0.0))
    'B/s'
    """
    from helpers.units import registry

    powers = {name: power for name, power in zip(("byte", "second", "USD"), dimension, strict=True) if power}
    if any(power != int(power) for power in powers.values()):
        raise EstimateError(
            "a result has a fractional power of a unit (a square root of data or time?). "
            "Divide by a unit before taking the root."
        )
    return unit_text(registry.Unit(registry.UnitsContainer(powers)))


@dataclass(frozen=True)
class Assumption:
    """A named number with its unit, its 90% range (or none), why it is believed, and where it comes from.

    `shape` says how the range is meant: "lognormal" (the default when all is positive: 2x too high is as likely as 2x
    too low) or "normal". `reference` names the reference number that it is, so that its year can be switched.
    """

    name: str
    value: float
    unit: str = ""
    low: float | None = None
    high: float | None = None
    why: str = ""
    source: str = ""
    shape: str = ""
    reference: str = ""

    @property
    def quantity(self):
        """The value with its unit."""
        return Quantity(self.value, parse_unit(self.unit))

    @property
    def has_range(self) -> bool:
        """Whether the assumption is uncertain."""
        return self.low is not None and self.low < self.high

    @property
    def range_text(self) -> str:
        """The 90% range as people would say it, empty without one."""
        if self.low is None:
            return ""
        return human_range(Q(self.low, self.unit), Q(self.high, self.unit), 3)

    def with_value(self, value) -> "Assumption":
        """The same assumption with another value; its range moves along, as wide relative to the value as before."""
        moved = read_number(value, self.unit, self.name, "value")
        reference = self.reference if moved == self.value else ""  # a number that was moved is no reference any more
        if self.low is None:
            return replace(self, value=moved, reference=reference)
        if self.shape == "lognormal" and moved > 0:
            low, high = self.low * (moved / self.value), self.high * (moved / self.value)
        elif self.shape == "lognormal":
            raise EstimateError(
                f"{self.name}: {moved:g} is not positive, and its range is lognormal. "
                'Give a positive value, or assume it anew with shape="normal".'
            )
        else:
            low, high = self.low + moved - self.value, self.high + moved - self.value
        if not (math.isfinite(low) and math.isfinite(high)) or (self.shape == "lognormal" and low <= 0):
            raise EstimateError(
                f"{self.name}: with the value {moved:g} its range cannot be told from zero or is not finite. "
                "Give a more ordinary value."
            )
        return replace(self, value=moved, low=min(low, moved), high=max(high, moved), reference=reference)


@dataclass(frozen=True)
class Derived:
    """A named value computed by a formula, shown in `unit` (None: in the base unit of what it turns out to be)."""

    name: str
    formula: Formula
    unit: str | None = None
    why: str = ""


def read_number(value, unit: str, name: str, field: str) -> float:
    """A number in `unit`, from a number, a quantity, or text such as "500 B"."""
    try:
        if isinstance(value, str) and not any(
            letter.isalpha() or letter in "$%/" for letter in value.lower().replace("e", "")
        ):
            value = Q(value).magnitude
        number = checked_number(Q(value, unit).magnitude, value)
    except CourseError as error:
        raise EstimateError(f"{name}: {field}: {error}") from None
    if not math.isfinite(number * base_of(unit)[0]):
        raise EstimateError(f"{name}: {field}: {number:g} {unit} is too large to compute with. Give a smaller one.")
    return number


def make_assumption(
    name, value, unit=None, low=None, high=None, why="", source="", shape="", reference=""
) -> Assumption:
    """A checked assumption. Raises `EstimateError` naming the entry, the field, the value and the mend."""
    check_name(name)
    for field, text in (("why", why), ("source", source), ("shape", shape)):
        if not isinstance(text, str):
            raise EstimateError(f"{name}: {field}: {shorten(text)} is not text. Write it in quotes.")
    if shape not in ("", *SHAPES):
        raise EstimateError(f"{name}: shape: {shorten(shape)} is not one of {', '.join(SHAPES)}.")
    try:
        if unit is None:
            quantity = value if isinstance(value, Quantity) else Q(value)
            unit = unit_text(quantity.units)
        elif not isinstance(unit, str):
            raise EstimateError(f'unit {shorten(unit)} is a {type(unit).__name__}. Give text such as "TB" or "1/s".')
        parse_unit(unit)
    except CourseError as error:
        raise EstimateError(f"{name}: {error}") from None
    number = read_number(value, unit, name, "value")
    if (low is None) != (high is None):
        raise EstimateError(f"{name}: a range needs both ends; {'low' if low is None else 'high'} is missing.")
    if low is None:
        return Assumption(name, number, unit, why=why, source=source, reference=reference)
    bottom, top = read_number(low, unit, name, "low"), read_number(high, unit, name, "high")
    if bottom > top:
        raise EstimateError(f"{name}: low {bottom:g} is above high {top:g}. Exchange them.")
    if not bottom <= number <= top:
        raise EstimateError(
            f"{name}: the value {number:g} is not between low {bottom:g} and high {top:g}. "
            "Widen the range or correct the value."
        )
    if shape == "lognormal" and bottom <= 0:
        raise EstimateError(f'{name}: low {bottom:g} is not positive; a lognormal range is. Use shape="normal".')
    if isinstance(low, Real) and bottom == top == number:
        return Assumption(name, number, unit, bottom, top, why, source, shape or "normal", reference)
    return Assumption(
        name, number, unit, bottom, top, why, source, shape or ("lognormal" if bottom > 0 else "normal"), reference
    )


def number_text(value: float) -> str:
    """The shortest way to write exactly this number in code."""
    short = f"{value:g}"
    text = short if float(short) == value else repr(value)
    return text.replace("e+0", "e").replace("e+", "e")


def make_derived(name, formula, unit=None, why="") -> Derived:
    """A checked formula. Raises `EstimateError` naming the entry, the field, the value and the mend."""
    check_name(name)
    if isinstance(formula, int | float):
        formula = number_text(checked_number(formula, formula))
    parsed = parse_formula(formula)
    if not isinstance(why, str):
        raise EstimateError(f"{name}: why: {shorten(why)} is not text. Write it in quotes.")
    if unit is not None:
        if not isinstance(unit, str):
            raise EstimateError(f'{name}: unit {shorten(unit)} is not text. Write it as "TB" or "1/s".')
        try:
            parse_unit(unit)
        except ValueError as error:
            raise EstimateError(f"{name}: {error}") from None
    return Derived(name, parsed, unit, why)
