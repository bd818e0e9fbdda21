"""What a case file holds: the brief, the interviewer's facts, assumptions with sources, flows, failure scenarios."""

import dataclasses
import math
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, field_validator, model_validator
from pydantic.dataclasses import dataclass

from helpers.cases.facts import STRICT, Fact, Result, Text, checked_name
from helpers.cases.field_errors import told_plainly
from helpers.cases.trials import Trial
from helpers.cases.variants import Variants, sentences
from helpers.units import Q, human, human_range, parse_unit

if TYPE_CHECKING:
    import pandas


def _no_truth_value(number):
    if isinstance(number, bool):
        raise ValueError("yes and no are not numbers; write one such as 15")
    return number


@dataclass(config=STRICT)
class TypicalAssumption:
    """A number of the case with its unit, its 90% range, and where it comes from."""

    name: str
    value: float
    why: Text
    unit: str = ""
    low: float | None = None
    high: float | None = None
    source: str = ""

    _name = field_validator("name")(staticmethod(checked_name))
    _numbers = field_validator("value", "low", "high", mode="before")(staticmethod(_no_truth_value))

    @field_validator("unit")
    @classmethod
    def _unit(cls, unit: str) -> str:
        parse_unit(unit)
        return unit

    @model_validator(mode="after")
    def _range(self):
        for field in ("value", "low", "high"):
            number = getattr(self, field)
            if number is not None and not math.isfinite(number):
                raise ValueError(f"{field} {number} is not a finite number; give an ordinary one such as 15 or 2.0e+6")
        if (self.low is None) != (self.high is None):
            raise ValueError("a range needs both low and high, or neither")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise ValueError(f"the value {self.value:g} lies outside its range {self.low:g} to {self.high:g}")
        return self

    @property
    def quantity(self):
        """The value with its unit."""
        return Q(self.value, self.unit)


@dataclass(config=STRICT)
class Flow:
    """A use of the system: its share of all requests, and the entities that it reads and writes.

    `rate` is a formula over the assumptions that gives its requests per time, where shares shall follow the numbers.
    """

    name: str
    share: Annotated[float, Field(gt=0, le=1)]
    why: Text
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    rate: str = ""

    _name = field_validator("name")(staticmethod(checked_name))
    _share = field_validator("share", mode="before")(staticmethod(_no_truth_value))

    @model_validator(mode="after")
    def _touches(self):
        if not self.reads and not self.writes:
            raise ValueError(f"the flow {self.name} reads and writes nothing; name an entity under reads or writes")
        return self


@dataclass(config=STRICT)
class Failure:
    """Something that goes wrong, what a good design still does then, and how this is tried, where it can be."""

    name: str
    happens: Text
    expect: Text
    trial: Trial | None = None

    _name = field_validator("name")(staticmethod(checked_name))


@told_plainly
@dataclass(config=STRICT)
class Case:
    """One problem, as an interviewer would pose it.

    `variant` is the student whose numbers these are (`None`: the standard ones), `words` says how the sentences of a
    case with variants write each number, and `synonyms` are words of the case, each with others that people use for it.

    >>> from helpers.cases import load_case
    >>> load_case("url_shortener").assumption("new_links").quantity
    <Quantity(5e+08, '1 / month')>
    """

    name: str
    title: Text
    role: Text
    brief: Text
    facts: tuple[Fact, ...]
    assumptions: tuple[TypicalAssumption, ...]
    flows: tuple[Flow, ...]
    failures: tuple[Failure, ...]
    results: tuple[Result, ...] = ()
    synonyms: dict[str, tuple[Text, ...]] = dataclasses.field(default_factory=dict, repr=False, hash=False)
    variants: Variants | None = dataclasses.field(default=None, repr=False)
    variant: str | None = None
    words: dict[str, str] = dataclasses.field(default_factory=dict, repr=False, hash=False)

    _name = field_validator("name")(staticmethod(checked_name))

    @model_validator(mode="after")
    def _consistent(self):
        for part in ("facts", "assumptions", "flows", "failures", "results"):
            names = [each.name for each in getattr(self, part)]
            if not names and part not in ("facts", "results"):
                raise ValueError(f"{part}: the list is empty; give at least one")
            double = {name for name in names if names.count(name) > 1}
            if double:
                raise ValueError(f"{part}: {', '.join(sorted(double))} stands there twice; names must differ")
        total = math.fsum(flow.share for flow in self.flows)
        if not math.isclose(total, 1, abs_tol=1e-3):
            raise ValueError(f"flows: the shares add up to {total:g}; they must add up to 1")
        said = [other for others in self.synonyms.values() for other in others]
        for word in said:
            if said.count(word) > 1 or word in self.synonyms or word != word.lower():
                raise ValueError(f"synonyms: {word!r} must stand for one word; write it once, in small letters")
        for failure in self.failures:
            if failure.trial is not None:
                try:
                    failure.trial.check(self.flows)
                except ValueError as error:
                    raise ValueError(f"failures: {failure.name}: trial: {error}") from None
        for fact in self.facts:
            fact.check({each.name: each for each in self.assumptions})
        if self.variants:
            self.variants.check({each.name: each.value for each in self.assumptions}, sentences(self))
        return self

    def assumption(self, name: str) -> TypicalAssumption:
        """One assumption by name. Raises `UnknownNameError` with the nearest names."""
        from helpers.errors import UnknownNameError, nearest, shorten

        for each in self.assumptions:
            if isinstance(name, str) and each.name == name:
                return each
        raise UnknownNameError(f"the case {self.name} has no assumption {shorten(name)}."
                          f"{nearest(name, [each.name for each in self.assumptions])}")

    def fact(self, name: str) -> Fact:
        """One of the interviewer's facts by name. Raises `UnknownNameError` with the nearest names."""
        from helpers.errors import UnknownNameError, nearest, shorten

        for each in self.facts:
            if isinstance(name, str) and each.name == name:
                return each
        raise UnknownNameError(f"the case {self.name} has no fact {shorten(name)}."
                               f"{nearest(name, [each.name for each in self.facts])}")

    def table(self) -> "pandas.DataFrame":
        """The assumptions as a DataFrame: name, value with unit, 90% range, why, source."""
        from helpers.tables import pandas

        def row(each: TypicalAssumption) -> dict:
            span = "" if each.low is None else human_range(Q(each.low, each.unit), Q(each.high, each.unit), 3)
            return {"name": each.name, "value": human(each.quantity), "90% range": span, "why": each.why,
                    "source": each.source}

        return pandas.DataFrame([row(each) for each in self.assumptions]).set_index("name")

    def _repr_markdown_(self) -> str:
        whose = f" *(These are the numbers of {self.variant}.)*" if self.variant else ""
        return f"**{self.title}.** {self.brief}{whose}"
