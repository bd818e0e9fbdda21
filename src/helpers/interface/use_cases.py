"""Use cases played against the stand-in: a chain of calls, and what each returned; contracts side by side."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpers.errors import CourseError, nearest, shorten
from helpers.interface.errors import InterfaceError
from helpers.interface.standin import Answer, StandIn

if TYPE_CHECKING:
    from helpers.interface.model import Api

MOST_STEPS = 200
REFERENCE = re.compile(r"\{([A-Za-z_]\w*)(?:\.([\w.]+))?\}")


@dataclass(frozen=True)
class Step:
    """One call of a story: which endpoint, by whom, with what.

    Texts in body and parameters may take from earlier answers: "{made.code}" is the field `code` of the step that was
    saved as `made`, "{made.etag}" its version. With `lost`, the call is carried out and its answer never arrives.

    >>> Step("create_link", {"url": "https://example.org"}, save="made").as_
    'alice'
    """

    endpoint: str
    body: object = None
    parameters: dict = field(default_factory=dict)
    as_: str | None = "alice"
    key: str | None = None
    if_match: str | None = None
    headers: dict = field(default_factory=dict)
    lost: bool = False
    save: str = ""
    note: str = ""

    def __post_init__(self):
        if not isinstance(self.endpoint, str):
            raise InterfaceError(f"step: {shorten(self.endpoint)} is not the name of an endpoint.")
        for name in ("parameters", "headers"):
            if not isinstance(getattr(self, name), Mapping):
                raise InterfaceError(f"{self.endpoint}.{name}: {shorten(getattr(self, name))} is not a dict.")


@dataclass(frozen=True)
class Played:
    """What happened: the steps, an answer for each, those that were saved by name, and how many things there are."""

    title: str
    steps: tuple[Step, ...]
    answers: tuple[Answer, ...]
    saved: dict
    counts: dict

    def __getitem__(self, name: str) -> Answer:
        if name not in self.saved:
            raise InterfaceError(f"story: nothing was saved as {shorten(name)}.{nearest(name, self.saved)}")
        return self.saved[name]

    @property
    def statuses(self) -> tuple[int, ...]:
        """The answers' numbers; 0 where none arrived."""
        return tuple(each.status for each in self.answers)

    def table(self):
        """A DataFrame with a row a call: who, what, the answer in words, what the contract says."""
        from helpers.tables import pandas

        rows = [
            {
                "as": step.as_ or "nobody",
                "call": answer.call,
                "answer": answer.status or "none",
                "in words": answer.words,
                "contract": answer.contract,
                "note": step.note,
            }
            for step, answer in zip(self.steps, self.answers, strict=True)
        ]
        return pandas.DataFrame(rows, columns=["as", "call", "answer", "in words", "contract", "note"])

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()

    def __hash__(self) -> int:
        return hash((self.title, self.statuses))


def play(story: object, api: "Api | StandIn", title: str = "", seed: Mapping | None = None) -> Played:
    """A use case as a chain of calls to a fresh stand-in, or to one that is given and goes on from where it is.

    Parameters
    ----------
    story
        A list of `Step` values, of endpoints' names, or of (name, body) pairs.
    api
        The contract, or a stand-in of it.
    title
        What the story is called.
    seed
        How many things of a kind there are at the beginning: {"Post": 30}.

    Raises
    ------
    InterfaceError
        Naming the step that cannot be carried out as written. An answer such as 404 is no error: it is the outcome.

    >>> from helpers.interface import Api, Endpoint
    >>> api = Api("Links", resources={"Link": {"code": "string(7) read-only", "url": "uri(2048)"}}).add(
    ...     Endpoint("create_link", "POST", "/links", body="Link", returns="Link", errors=[400]),
    ...     Endpoint("open_link", "GET", "/{code}", status=302, errors=[404]))
    >>> play([Step("create_link", {"url": "https://example.org"}, save="made"),
    ...       Step("open_link", parameters={"code": "{made.code}"})], api).statuses
    (201, 302)
    """
    steps = tuple(_step(each) for each in _listed(story))
    stand_in = api if isinstance(api, StandIn) else StandIn(api)
    for resource, count in dict(seed or {}).items():
        stand_in.seed(resource, count)
    answers, saved = [], {}
    for at, step in enumerate(steps, 1):
        try:
            answers.append(_played(step, stand_in, saved))
        except CourseError as error:
            raise InterfaceError(f"step {at}, {step.endpoint}: {error}") from None
        if step.save:
            saved[step.save] = answers[-1]
    return Played(title, steps, tuple(answers), saved, {name: stand_in.count(name) for name in stand_in.api.resources})


def _listed(story) -> list:
    if isinstance(story, Step | str):
        return [story]
    if not isinstance(story, list | tuple) or len(story) > MOST_STEPS:
        raise InterfaceError(f"story: {shorten(story)} is not a list of at most {MOST_STEPS} steps.")
    return list(story)


def _step(given) -> Step:
    if isinstance(given, Step):
        return given
    if isinstance(given, str):
        return Step(given)
    if isinstance(given, tuple) and 1 <= len(given) <= 3:
        return Step(*given)
    raise InterfaceError(f'story: {shorten(given)} is not a step. Write Step("create_link", {{...}}).')


def _played(step: Step, stand_in: StandIn, saved: dict) -> Answer:
    if step.lost:
        stand_in.lose(step.endpoint)
    return stand_in.call(
        step.endpoint,
        _filled(step.body, saved),
        as_=step.as_,
        key=step.key,
        if_match=_filled(step.if_match, saved),
        headers=_filled(step.headers, saved),
        **{name: _filled(value, saved) for name, value in step.parameters.items()},
    )


def _filled(value, saved: dict, depth: int = 0):
    """A value with what earlier answers gave put in."""
    if isinstance(value, Mapping) and depth < 20:
        return {name: _filled(each, saved, depth + 1) for name, each in value.items()}
    if isinstance(value, list) and depth < 20:
        return [_filled(each, saved, depth + 1) for each in value]
    if not isinstance(value, str):
        return value
    whole = REFERENCE.fullmatch(value)
    if whole:
        return _taken(whole, saved)
    return REFERENCE.sub(lambda found: str(_taken(found, saved)), value)


def _taken(found: re.Match, saved: dict):
    name, path = found.groups()
    if name not in saved:
        return found.group()  # braces that name no step are meant as they stand
    answer = saved[name]
    if path == "etag":
        return answer.etag
    value = answer.body
    for part in (path or "").split(".") if path else ():
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, TypeError, ValueError):
            raise InterfaceError(
                f"{found.group()}: the answer of {name} ({answer.status or 'lost'}) has no {part}."
            ) from None
    return value
