"""What the interviewer of a case knows: facts with the words people ask for them in, and what each one decides."""

import dataclasses
import math
import re
from typing import Annotated

from pydantic import ConfigDict, Field, field_validator, model_validator
from pydantic.dataclasses import dataclass

from helpers.cases.topics import TOPICS

STRICT = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
NAME = re.compile(r"[a-z][a-z0-9_]*")
STAGES = ("actors", "scope", "scale", "qualities", "aside")
ROWS = ("functional", "quality", "out_of_scope", "constraint", "assumed")
MOST_WORDINGS, LONGEST_WORDING, LONGEST_NAME = 60, 200, 60
Text = Annotated[str, Field(min_length=1)]


def checked_name(name: str) -> str:
    """A name as case files use them. Raises `ValueError`."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name. Use small letters, digits and underscores, a letter first")
    return name


@dataclass(config=STRICT)
class Fact:
    """Something the interviewer knows and says only when asked.

    `name` is made of `asks` where none is given. `about` is the part of the interview that it belongs to, `wordings`
    are questions that ask for it, `topic` adds those that are asked of nearly every system (see `TOPICS`), `detail`
    says that it is too early to ask before actors or scope are known. `tells`
    names the assumptions that it settles, each with the two ends one would believe without asking, or with nothing for
    the assumption's own range. `gives` are the rows that it adds to the sheet, such as `{functional: {id: ...}}`;
    an `assumed` row that is called as an assumption of the case carries that assumption's number.
    """

    asks: Text
    answer: Text
    name: str = ""
    about: str = "scope"
    topic: str = ""
    wordings: tuple[Text, ...] = ()
    detail: bool = False
    tells: dict[str, tuple[float, float] | None] = dataclasses.field(default_factory=dict, hash=False, repr=False)
    gives: tuple[dict[str, dict], ...] = dataclasses.field(default=(), hash=False, repr=False)

    @field_validator("name")
    @classmethod
    def _name(cls, name: str) -> str:
        return checked_name(name) if name else name

    @field_validator("about")
    @classmethod
    def _about(cls, about: str) -> str:
        if about not in STAGES:
            raise ValueError(f"{about!r} is no part of an interview; write one of {', '.join(STAGES)}")
        return about

    @field_validator("topic")
    @classmethod
    def _topic(cls, topic: str) -> str:
        if topic and topic not in TOPICS:
            raise ValueError(f"{topic!r} is no topic; write one of {', '.join(TOPICS)}, or leave it out")
        return topic

    @field_validator("wordings")
    @classmethod
    def _wordings(cls, wordings: tuple[str, ...]) -> tuple[str, ...]:
        if len(wordings) > MOST_WORDINGS:
            raise ValueError(f"{len(wordings)} wordings are more than {MOST_WORDINGS}; keep those that differ most")
        for each in wordings:
            if len(each) > LONGEST_WORDING or not each.isprintable():
                raise ValueError(f"{each[:40]!r} is not one question; write a line of up to {LONGEST_WORDING} letters")
        double = {each for each in wordings if [one.casefold() for one in wordings].count(each.casefold()) > 1}
        if double:
            raise ValueError(f"{min(double)!r} stands there twice; keep one")
        return wordings

    @field_validator("tells", mode="before")
    @classmethod
    def _tells(cls, tells):
        for name, ends in tells.items() if isinstance(tells, dict) else ():
            if isinstance(ends, list | tuple) and any(isinstance(each, bool) for each in ends):
                raise ValueError(f"{name}: yes and no are not numbers; write two such as [1, 10]")
        return tells

    @field_validator("gives")
    @classmethod
    def _gives(cls, gives: tuple[dict, ...]) -> tuple[dict, ...]:
        for row in gives:
            if len(row) != 1 or next(iter(row)) not in ROWS:
                raise ValueError(
                    f"a row is one of {', '.join(ROWS)} with its fields, as in {{quality: {{id: quick}}}}; "
                    f"found {', '.join(map(str, row)) or 'nothing'}"
                )
        return gives

    @model_validator(mode="after")
    def _whole(self):
        if not self.name:
            words = re.sub(r"[^a-z0-9]+", "_", self.asks.lower()).strip("_")[:LONGEST_NAME].strip("_")
            object.__setattr__(self, "name", words if NAME.fullmatch(words) else f"fact_{words}".strip("_"))
        for name, ends in self.tells.items():
            if ends is not None and not (all(map(math.isfinite, ends)) and ends[0] <= ends[1]):
                raise ValueError(f"tells.{name}: {ends[0]:g} to {ends[1]:g} is no range; write the lower end first")
        return self

    @property
    def questions(self) -> tuple[str, ...]:
        """All questions that ask for it: its own first, then those of its topic."""
        return tuple(dict.fromkeys((self.asks, *self.wordings, *TOPICS.get(self.topic, ()))))

    def check(self, assumptions: dict) -> None:
        """Raise `ValueError` where the fact names an assumption that the case does not have, or gives it no range."""
        for name, ends in self.tells.items():
            if name not in assumptions:
                raise ValueError(
                    f"facts: {self.name} tells {name!r}, and no assumption is called so; correct its spelling"
                )
            if ends is None and assumptions[name].low is None:
                raise ValueError(
                    f"facts: {self.name} tells {name}, which has no range; give the two ends one would "
                    f"believe without asking, as in {{{name}: [1, 10]}}"
                )


@dataclass(config=STRICT)
class Result:
    """A figure that the design hangs on, as a formula over the assumptions: what a fact is worth is read off it."""

    name: str
    formula: Text
    unit: str = ""

    @field_validator("name")
    @classmethod
    def _name(cls, name: str) -> str:
        return checked_name(name)


def fill(value, said):
    """The fields of a row with `said` applied to each text in them.

    >>> fill({"at_least": "{kept_for} years", "copies": 3}, lambda text: text.replace("{kept_for}", "5"))
    {'at_least': '5 years', 'copies': 3}
    """
    if isinstance(value, str):
        return said(value)
    if isinstance(value, dict):
        return {key: fill(each, said) for key, each in value.items()}
    return [fill(each, said) for each in value] if isinstance(value, list | tuple) else value


def texts_of(value) -> list[str]:
    """Every text in the fields of a row."""
    found: list[str] = []
    fill(value, lambda text: found.append(text) or text)
    return found
