"""The rule on facts of scale: their words and their number say the same."""

import math
import re

from helpers.requirements.rules.arithmetic import ARITHMETIC
from helpers.requirements.rules.registry import rule
from helpers.units import human

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
TIMES = {"second": ("s", "sec"), "minute": ("min",), "hour": ("h",), "day": ("d",), "week": (), "month": (),
         "year": ("yr",)}
OTHER_TIMES = (60.0, 3600.0, 86_400.0, 7.0, 24.0, 12.0, 30.0, 30.4375, 365.0, 365.25)


@rule("words-and-number-differ", "warning", ARITHMETIC)
def words_and_number(sheet):
    """The estimate of step 2 reads the number, and people read the words; both should say the same."""
    for row in sheet.assumed:
        told = [float(each.replace(",", "")) for each in NUMBER.findall(row.says)]
        factors = (1.0, *(OTHER_TIMES if _times(row.says) - _times(row.unit) else ()))
        told = [each for each in told if _ordinary(each)]
        if told and _ordinary(row.value or 0) and not any(_alike(each, row.value, factors) for each in told):
            yield (
                row.id,
                f"says {NUMBER.search(row.says)[0]}, and its number is {human(row.quantity)}",
                "Correct the one that is wrong: says=, or value= with its unit.",
            )


def _ordinary(number: float) -> bool:
    return 1e-200 < number < 1e200


def _times(text: str) -> set[str]:
    words = set(re.findall(r"[a-z]+", text.lower()))
    return {name for name, short in TIMES.items() if words & {name, f"{name}s", *short}}


def _alike(told: float, held: float, factors) -> bool:
    """Whether two numbers are the same but for zeros, prefixes, and another unit of time; 1 in 4 is 25%."""
    others = [1 / held, *(held * factor for factor in factors), *(held / factor for factor in factors)]
    return any(math.isclose(_leading(told), _leading(other), rel_tol=0.02) for other in others)


def _leading(number: float) -> float:
    return number / 10 ** math.floor(math.log10(number))
