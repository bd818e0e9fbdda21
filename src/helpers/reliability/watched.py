"""What is watched: a drawing and its flows, from a drawing, a whole design, or the name of the worked case."""

from __future__ import annotations

from typing import Any

from helpers.architecture import Architecture, Component
from helpers.errors import shorten
from helpers.reliability.errors import ReliabilityError

WORKED = "url_shortener"


def worked_drawing() -> Architecture:
    """The drawing of the course's worked case, as notebook 6 has it.

    >>> worked_drawing().names
    ('browser', 'balancer', 'api', 'hot_links', 'links')
    """
    zones = ("a", "b", "c")
    boxes = (Component("browser", "client"), Component("balancer", "load_balancer", replicas=3, zone=zones),
             Component("api", "service", replicas=27, zone=zones),
             Component("hot_links", "cache", shards=3, zone=zones, stores=("link",)),
             Component("links", "wide_column", copies=3, zone=zones, stores=("link",)))
    drawn = Architecture("Link shortener", zones=zones).add(boxes)
    for source, target in (("browser", "balancer"), ("balancer", "api"), ("api", "hot_links"), ("api", "links")):
        drawn = drawn.connect(source, target)
    return drawn


def watched(case: object, flows: Any = None) -> tuple[Architecture, Any]:
    """The drawing and the flows of a case.

    Parameters
    ----------
    case : Architecture, Design or str
        A drawing, a design that has one, or "url_shortener" for the worked one.
    flows : Case, str, Api or list of Flow, optional
        Its uses; of a design those of its interface unless given.

    Raises
    ------
    ReliabilityError
        For what holds no drawing.
    """
    if isinstance(case, Architecture):
        return case, flows
    if isinstance(case, str) and case.strip().lower().replace(" ", "_") == WORKED:
        return worked_drawing(), WORKED if flows is None else flows
    drawn = None if isinstance(case, str) else getattr(case, "architecture", None)
    if isinstance(drawn, Architecture):
        return drawn, getattr(case, "api", None) if flows is None else flows
    raise ReliabilityError(f"case: {shorten(case)} holds no drawing. Give an Architecture, a Design that has one, or "
                           f'"{WORKED}" for the worked case.')
