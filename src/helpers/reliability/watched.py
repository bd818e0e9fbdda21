"""What is watched: a drawing and its flows, from a drawing, a whole design, or a case of the course."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from helpers.architecture import Architecture, Component
from helpers.cases import Case, list_cases, load_case
from helpers.errors import nearest, shorten
from helpers.reliability.errors import ReliabilityError
from helpers.reliability.plain_drawing import plain_drawing

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
    case : Architecture, Design, Case, str or Path
        A drawing, a design that has one, or a case: "url_shortener" for the worked one, another of the course, or the
        path of a case's file, for a plain drawing of its uses.
    flows : Case, str, Api or list of Flow, optional
        Its uses; of a design those of its interface unless given.

    Raises
    ------
    ReliabilityError
        For what holds no drawing, and for a name that is no case's.
    """
    if isinstance(case, Architecture):
        return case, flows
    if isinstance(case, str | Path):
        case = load_case(case if str(case).endswith((".yaml", ".yml")) else _known(str(case)))
    if isinstance(case, Case):
        return worked_drawing() if case.name == WORKED else plain_drawing(case), case if flows is None else flows
    drawn = getattr(case, "architecture", None)
    if isinstance(drawn, Architecture):
        return drawn, getattr(case, "api", None) if flows is None else flows
    raise ReliabilityError(f"case: {shorten(case)} holds no drawing. Give an Architecture, a Design that has one, or "
                           f"the name of a case: {', '.join(list_cases())}.")


def _known(name: str) -> str:
    """The name of a case as the course writes it. Raises `ReliabilityError` with the names there are."""
    known, asked = list_cases(), "_".join(name.lower().replace("-", " ").split())
    if asked in known:
        return asked
    close = nearest(asked[:60], known)
    told = close if "Known" in close else f"{close} Known: {', '.join(known)}."
    raise ReliabilityError(f"case: {shorten(name)} holds no drawing: there is no such case.{told} Or give an "
                           "Architecture, or a Design that has one.")
