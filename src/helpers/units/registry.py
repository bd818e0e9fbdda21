"""The pint registry of the course: data, time, money and counts, and nothing that could be mistaken for them."""

from typing import TYPE_CHECKING

import pint

# Decimal prefixes as in the SI, binary ones as in IEC 80000-13.
DECIMAL = {"kilo": ("K", 1e3), "mega": ("M", 1e6), "giga": ("G", 1e9), "tera": ("T", 1e12), "peta": ("P", 1e15),
           "exa": ("E", 1e18), "zetta": ("Z", 1e21)}
BINARY = {"kibi": ("Ki", 2**10), "mebi": ("Mi", 2**20), "gibi": ("Gi", 2**30), "tebi": ("Ti", 2**40),
          "pebi": ("Pi", 2**50), "exbi": ("Ei", 2**60)}
SECONDS = {"second": ("s", 1), "nanosecond": ("ns", 1e-9), "microsecond": ("µs", 1e-6), "millisecond": ("ms", 1e-3),
           "minute": ("min", 60), "hour": ("h", 3600), "day": ("day", 86400), "week": ("week", 604800),
           "month": ("month", 2629800), "year": ("year", 31557600),
           "interview_day": ("interview_day", 1e5), "interview_month": ("interview_month", 2.5e6)}
# Thousands of things as a unit of their own, so that a result may be asked for in K/s or in million users.
SCALES = {"hundred": ("hundred", 1e2), "thousand": ("K", 1e3), "lakh": ("lakh", 1e5), "million": ("M", 1e6),
          "crore": ("crore", 1e7), "billion": ("billion", 1e9), "trillion": ("trillion", 1e12)}


def _definitions() -> list[str]:
    lines = ["byte = [data] = B", "bit = 0.125 * byte = b", "second = [time] = s", "USD = [money] = $_",
             "percent = 0.01 = %", "cent = 0.01 * USD = ¢"]
    for prefix, (symbol, factor) in {**DECIMAL, **BINARY}.items():
        lines.append(f"{prefix}byte = {factor!r} * byte = {symbol}B")
        lines.append(f"{prefix}bit = {factor / 8!r} * byte = {symbol}b")
    for name, (symbol, seconds) in SECONDS.items():
        if name != "second":
            lines.append(f"{name} = {seconds!r} * second = {symbol}")
    lines += [f"{name} = {factor!r}" + (f" = {symbol}" if symbol != name else "")
              for name, (symbol, factor) in SCALES.items()]
    return lines


registry = pint.UnitRegistry(None, auto_reduce_dimensions=True)
registry.load_definitions([line.replace(" = $_", "") for line in _definitions()])
registry.formatter.default_format = ".6g~P"
if TYPE_CHECKING:
    from pint import Quantity
else:
    Quantity = registry.Quantity
