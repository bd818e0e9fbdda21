"""What of a design is gone, or weaker, in another one: mending a design is no leave to drop what was promised."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpers.design.errors import DesignError
from helpers.errors import shorten
from helpers.units import human

if TYPE_CHECKING:
    from helpers.design.model import Design
    from helpers.estimation import Estimate
    from helpers.requirements import Quality, Requirements

RANKS = ("must", "should", "could")


def thrown_away(before: "Design", after: "Design") -> tuple[str, ...]:
    """Sentences on what `before` has and `after` lacks: requirements, endpoints, entities, boxes, decisions.

    A target may become stricter, not weaker; what is added is not looked at. Raises `DesignError` for no design.

    >>> from helpers.design import Design
    >>> from helpers.interface import Api, Endpoint
    >>> before = Design("links", api=Api("Links").add(Endpoint("open_link", "GET", "/{code}")))
    >>> thrown_away(before, Design("links", api=Api("Links")))
    ('open_link is gone from the interface: mend it, and keep it.',)
    """
    from helpers.design.model import Design

    for name, each in (("before", before), ("after", after)):
        if not isinstance(each, Design):
            raise DesignError(f"{name}: {shorten(each)} is no design. Give a Design.")
    told = []
    if before.requirements is not None:
        told += _rows(before.requirements, after.requirements)
    if before.estimate is not None and after.estimate is not None:
        told += _numbers(before.estimate, after.estimate)
    for piece, what in (("api", "interface"), ("data_model", "data model"), ("architecture", "diagram")):
        told += [f"{name} is gone from the {what}: mend it, and keep it."
                 for name in _gone(_names(before, piece), _names(after, piece))]
    told += [f"The decision {name!r} is gone: mend it, and keep it."
             for name in _gone(_names(before, "decisions"), _names(after, "decisions"))]
    return tuple(told)


def _names(design: "Design", piece: str) -> tuple[str, ...]:
    value = getattr(design, piece)
    if value is None:
        return ()
    if piece == "decisions":
        return tuple(each.question for each in value)
    return tuple(value.names)


def _gone(before: Iterable[str], after: Iterable[str]) -> list[str]:
    there = set(after)
    return [name for name in before if name not in there]


def _rows(before: "Requirements", after: "Requirements | None") -> list[str]:
    if after is None:
        return ["The requirements are gone: mend the design, and keep them."]
    told = []
    for row in (*before.functional, *before.qualities):
        if row.id not in after and not any(_renamed(row, each) for each in (*after.functional, *after.qualities)):
            told.append(f"{row.id} is gone from the requirements: what was promised stays promised.")
    for row in before.functional:
        now = next((each for each in after.functional if each.id == row.id), None)
        if now is not None and RANKS.index(now.priority) > RANKS.index(row.priority):
            told.append(f"{row.id} was a {row.priority}, and is a {now.priority} now: what was promised stays so.")
    for quality in before.qualities:
        now = next((each for each in after.qualities if each.id == quality.id), None)
        if now is not None and _weaker(quality, now):
            told.append(f"{quality.id} is weaker than it was ({now}; before: {quality}). What was promised stays "
                        "promised.")
    return told


def _renamed(before: Any, after: Any) -> bool:
    """Whether a row says what another said, under another id."""
    return type(before) is type(after) and replace(after, id=before.id) == before


def _numbers(before: "Estimate", after: "Estimate") -> list[str]:
    """Assumptions of the interviewer's that have another value now: what was learned is no wish."""
    told = []
    for each in before.assumptions:
        now = next((other for other in after.assumptions if other.name == each.name), None)
        if "interviewer" in each.source and now is not None and now.quantity != each.quantity:
            told.append(f"{each.name} was {human(each.quantity)}, as the interviewer said, and is "
                        f"{human(now.quantity)} now: what was learned stays as it is.")
    return told


def _weaker(before: "Quality", after: "Quality") -> bool:
    """Whether a quality asks for less than before, or for something else."""
    if before.target is None:
        return False
    if after.target is None or (after.metric, after.of) != (before.metric, before.of):
        return True
    if (before.percentile or 0) > (after.percentile or 0) or (before.environment or "") != (after.environment or ""):
        return True
    if before.at_most is not None:
        return after.at_most is None or float(after.at_most) > float(before.at_most) * (1 + 1e-9)
    return after.at_least is None or float(after.at_least) < float(before.at_least) * (1 - 1e-9)
