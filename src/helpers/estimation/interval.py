"""The range in which a value lies with a stated probability."""

from dataclasses import dataclass

from helpers.rounding import digits_beside
from helpers.units import Q, Quantity, human, human_range, unit_text
from helpers.units.parser import convert


@dataclass(frozen=True)
class Interval:
    """A range that holds the value with probability `level`, and the median between."""

    low: Quantity
    mid: Quantity
    high: Quantity
    level: float = 0.9

    def __contains__(self, value) -> bool:
        value = convert(value if isinstance(value, Quantity) else Q(value), unit_text(self.low.units))
        return bool(self.low <= value <= self.high)

    def __str__(self) -> str:
        return human_range(self.low, self.high)

    def __repr__(self) -> str:
        return f"{self} ({digits_beside(self.level)}% range; middle {human(self.mid, 2)})"
