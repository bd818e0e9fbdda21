"""Whose numbers an estimate is made of: those that a sheet of requirements says, in figures or in words, or ours."""

import math
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from helpers.cases import load_case
from helpers.errors import CourseError, shorten
from helpers.requirements.errors import RequirementError
from helpers.requirements.model import Requirements
from helpers.units import Q, Quantity, human, unit_text

if TYPE_CHECKING:
    import pandas

OURS = "ours"
ROUNDED = 0.1  # how far the words of a row may be from its number: "about 3"
ONES = dict(zip(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], range(1, 10), strict=True))
TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
WORDS = (
    {
        "ten": 10.0,
        "eleven": 11.0,
        "twelve": 12.0,
        "fifteen": 15.0,
        "twice": 2.0,
        "double": 2.0,
        "triple": 3.0,
        "half a": 0.5,
        "hundred": 100.0,
        "thousand": 1e3,
        "million": 1e6,
        "billion": 1e9,
        "a": 1.0,
        "an": 1.0,
    }
    | ONES
    | TENS
)
FACTORS = {
    "hundred": 1e2,
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "million": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
}
SAID = "|".join(sorted(set(WORDS) - {"a", "an"}, key=len, reverse=True))
NUMBER = re.compile(
    rf"(?<![\w.])(?P<digits>\d[\d,_]*(?:\.\d+)?(?:e\d+)?|(?:{'|'.join(TENS)})[- ](?:{'|'.join(ONES)})\b|(?:{SAID})\b|"
    rf"an?\b(?=\s+(?:hundred|thousand|million|billion)\b))(?P<large>(?:\s*(?:{'|'.join(FACTORS)})\b){{0,2}})",
    re.IGNORECASE,
)
JOINED = re.compile(
    r"\s*(?:[-–±/]|and|to|or)?\s*"
)  # between two numbers: a range, or one number that is not understood
TIME = r"seconds?|secs?|s|minutes?|min|hours?|h|days?|d|weeks?|months?|mo|years?|yrs?|y"
OFTEN = re.compile(
    rf"(?:/|\bper\b|\ba\b|\ban\b|\beach\b|\bevery\b)\s*(?P<time>{TIME})\b|\b(?P<adverb>daily|monthly|yearly)\b",
    re.IGNORECASE,
)
LETTERS = {
    "s": "second",
    "h": "hour",
    "d": "day",
    "y": "year",
    "mo": "month",
    "yr": "year",
    "yrs": "year",
    "daily": "day",
    "monthly": "month",
    "yearly": "year",
}
Sized = TypeVar("Sized", bound=Any)


@dataclass(frozen=True)
class ScaleFact:
    """One number of the scale: its name, its value, and the row that says it ("ours" where none does)."""

    name: str
    quantity: Quantity
    row: str = OURS
    says: str = ""

    @property
    def own(self) -> bool:
        """Whether the learner's own sheet says it."""
        return self.row != OURS


@dataclass(frozen=True)
class Scale:
    """What is known about the size of a system, and whose number each one is; see `scale_facts`."""

    case: str
    facts: tuple[ScaleFact, ...]
    unread: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Quantity:
        found = [each for each in self.facts if each.name == name]
        if not found:
            names = ", ".join(each.name for each in self.facts)
            raise RequirementError(f"scale: there is no number {shorten(name)}. There are {names}.")
        return found[0].quantity

    @property
    def own(self) -> tuple[str, ...]:
        """The names of the numbers that the learner's own sheet says."""
        return tuple(each.name for each in self.facts if each.own)

    def put_into(self, estimate: Sized) -> Sized:
        """The estimate with the sheet's numbers in place of its own; a range moves along with its value."""
        held = {each.name: each.quantity for each in self.facts if each.own and each.name in estimate}
        return estimate.what_if(**held) if held else estimate

    def table(self) -> "pandas.DataFrame":
        """One row a number: its value, whose it is, and the sentence that says it."""
        from helpers.tables import pandas

        rows = [
            (each.name, human(each.quantity), f"yours ({each.row})" if each.own else OURS, each.says)
            for each in self.facts
        ]
        return pandas.DataFrame(rows, columns=["number", "value", "from", "what the sheet says"]).set_index("number")

    def __str__(self) -> str:
        ours = [each.name for each in self.facts if not each.own]
        whose = "All numbers are ours: your design file holds no sheet of step 1 that says others."
        if self.own:
            whose = f"From your sheet of step 1: {', '.join(self.own)}."
            whose += f" Ours: {', '.join(ours)}." if ours else ""
        lost = [f"Not read: {each}." for each in self.unread]
        return " ".join([whose, *lost])


def scale_facts(case: str, sheet: Requirements | None = None) -> Scale:
    """The numbers behind the size of a case: those that a sheet says, ours where it is silent or cannot be read.

    A sheet says them as numbers (see `Requirements.scale`), and else in the sentence of an `Assumed` row ("500 million
    new links a month"). What cannot be read, or says two things, is named under `unread`.

    Parameters
    ----------
    case
        The case's name, such as "url_shortener".
    sheet
        The learner's own sheet of step 1, or None.

    Raises
    ------
    CourseError
        For a case that does not exist, or what is no sheet.

    >>> from helpers import Assumed, Requirements, human
    >>> own = Requirements("Mine").add(Assumed("new_links", "60 million new links a month"))
    >>> facts = scale_facts("url_shortener", own)
    >>> human(facts["new_links"]), human(facts["kept_for"]), facts.own
    ('60 M/month', '5 years', ('new_links',))
    """
    if sheet is not None and not isinstance(sheet, Requirements):
        raise RequirementError(f"sheet: {shorten(sheet)} is a {type(sheet).__name__}. Give Requirements, or None.")
    known = load_case(case)
    usual = {each.name: each.quantity for each in known.assumptions}
    told = list(dict.fromkeys(name for fact in known.facts for name in fact.tells))
    if sheet is None:
        return Scale(case, tuple(ScaleFact(name, usual[name]) for name in told))
    rows = {row.id: row for row in sheet.assumed}
    found, unread = _in_figures(sheet, case, usual)
    for name, row in rows.items():
        unread += [f"row {name} ({shorten(row.says, 60)}), since no number of ours has that name"] \
            if name not in usual and (row.value is not None or NUMBER.search(row.says)) else []
        if name not in usual:
            continue
        said = read_number(row.says, usual[name])
        if name not in found and said is not None:
            found[name] = said
        elif name not in found:
            unread.append(f"row {name} ({shorten(row.says, 60)})")
        elif said is not None and not math.isclose(said.to(found[name].units).magnitude, found[name].magnitude,
                                                   rel_tol=ROUNDED):
            unread.append(f"the words of row {name} ({shorten(row.says, 60)}), which say {human(said)}; "
                          f"its number, {human(found[name])}, counts")
    names = [*told, *(name for name in found if name not in told)]
    return Scale(case, tuple(
        ScaleFact(name, found[name], name if name in rows else "a quality", rows[name].says if name in rows else "")
        if name in found else ScaleFact(name, usual[name]) for name in names), tuple(unread))


def _in_figures(sheet: Requirements, case: str, usual: dict[str, Quantity]) -> tuple[dict[str, Quantity], list[str]]:
    """The numbers that a sheet gives as numbers, and the rows whose number is of another kind or no size."""
    fit, unread = [], []
    for row in sheet.assumed:
        own = row.quantity
        if own is not None and row.id in usual and (own.dimensionality != usual[row.id].dimensionality
                                                    or not own.magnitude > 0):
            unread.append(f"row {row.id}, whose number {human(own)} is none like {human(usual[row.id])}")
        else:
            fit.append(row)
    found = replace(sheet, assumed=tuple(fit)).scale(case)
    return {name: each for name, each in found.items() if each.magnitude > 0}, unread


def read_number(text: str, usual: Quantity) -> Quantity | None:
    """The one number in a sentence that is of the kind of `usual`, in its unit; None for none, or for two that differ.

    >>> human(read_number("500 million new links a month", Q("1/month")))
    '500 M/month'
    >>> human(read_number("the evening peak is three times the average", Q("3")))
    '3'
    >>> read_number("100 to 200 times", Q("3"))
    """
    found: list[Quantity] = []
    hits = list(NUMBER.finditer(text))
    if any(JOINED.fullmatch(text, one.end(), other.start()) for one, other in pairwise(hits)):
        return None
    for place, hit in enumerate(hits):
        after = text[hit.end() : hits[place + 1].start() if place + 1 < len(hits) else len(text)]
        one = _quantity(hit, after, usual)
        if one is not None and one.magnitude > 0:
            found.append(one)
    if len(found) > 1 and usual.unitless:  # "each link is opened 100 times", "100 reads for one write"
        found = [each for each in found if each.magnitude != 1] or found
    different = {f"{each.magnitude:.9g}" for each in found}
    return found[0] if len(different) == 1 else None


def _quantity(hit, after: str, usual: Quantity) -> Quantity | None:
    """A number and the words after it as a quantity of that kind; None where they are none."""
    large = hit["large"].split()
    if usual.check("[data]") and large and large[-1].lower() in ("b", "m", "k"):  # "500 B" are bytes
        after, large = f"{large[-1]}{after}", large[:-1]
    number = _value(hit["digits"]) * math.prod(FACTORS[each.lower()] for each in large)
    try:
        if usual.check("1/[time]"):
            often = OFTEN.search(after)
            time = (often["time"] or often["adverb"]).lower() if often else ""
            return _in_unit_of(usual, Q(number, f"1/{LETTERS.get(time, time)}")) if often else None
        unit = re.match(r"\s*(%|[A-Za-z]+)", after)
        if usual.unitless:
            other = bool(unit) and (unit[1] == "%" or _has_unit(unit[1]))
            return None if other or OFTEN.search(after) else Q(number)
        return _in_unit_of(usual, Q(number, unit[1])) if unit else None
    except CourseError:
        return None


def _in_unit_of(usual: Quantity, found: Quantity) -> Quantity:
    """The same quantity in the unit of the usual one, without the noise of the conversion."""
    unit = unit_text(usual.units)
    return Q(float(f"{Q(found, unit).magnitude:.12g}"), unit)


def _value(digits: str) -> float:
    """The number that digits or words say, such as "1,500", "half a" or "twenty-five"."""
    said = digits.lower()
    if said in WORDS:
        return WORDS[said]
    if said[0].isdigit():
        return float(said.replace(",", "").replace("_", ""))
    tens, ones = re.split("[- ]", said)
    return float(TENS[tens] + ONES[ones])


def _has_unit(word: str) -> bool:
    """Whether a word is a unit of data, time or money, and no counted thing."""
    try:
        return not Q(1, word).unitless
    except CourseError:
        return False
