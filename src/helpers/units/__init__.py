"""Quantities with units as people write them: decimal by default, binary when asked, months and years stated.

A year is 365.25 days and a month is a twelfth of it (30.4375 days, 2,629,800 s), so that 12 months are a year.
Things that are counted (requests, links, users ...) have no dimension: "requests/s" is the same unit as "1/s".
"""

from helpers.units.conventions import Convention, conventions_table
from helpers.units.display import human, human_range
from helpers.units.labels import unit_label, unit_text
from helpers.units.parser import Q, UnitError, convert, parse_unit
from helpers.units.registry import Quantity, registry

__all__ = [
    "Convention",
    "Q",
    "Quantity",
    "UnitError",
    "conventions_table",
    "human",
    "human_range",
    "parse_unit",
    "registry",
    "unit_label",
    "unit_text",
]


def _pretty(quantity, printer, cycle: bool) -> None:
    """Show a quantity that ends a notebook's cell as a person would say it."""
    printer.text(human(quantity, 4))


_to_unit_of_pint = Quantity.to


def _to(quantity, other=None, *contexts, **more):
    """Convert as pint does, but read a unit in text as `Q` reads it: "$/month", "requests/s", "GB per day"."""
    if isinstance(other, str) and not contexts and not more:
        return convert(quantity, other)
    return _to_unit_of_pint(quantity, other, *contexts, **more)


Quantity.to = _to
Quantity._repr_pretty_ = _pretty
Quantity._repr_html_ = Quantity._repr_latex_ = None
