"""The eight canonical collapses by their names: what a small trigger does to a system that then stays down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.reliability.collapse_parts import COLLAPSED, SETTLED, WELL, Collapse, Cure, Goodput
from helpers.reliability.collapse_scenarios import SCENARIOS
from helpers.reliability.errors import read

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["COLLAPSED", "SETTLED", "WELL", "Collapse", "Cure", "Goodput", "collapse", "collapses_table",
           "list_collapses"]


def collapse(name: str) -> Collapse:
    """The collapse of that name (see `list_collapses`).

    Raises
    ------
    ReliabilityError
        With the nearest names.

    >>> storm = collapse("retry storm")
    >>> storm.cure.name
    'a retry budget'
    """
    return SCENARIOS[read.choice(name, "collapse", SCENARIOS)]()


def list_collapses() -> list[str]:
    """The names of the eight collapses.

    >>> list_collapses()[:2]
    ['retry_storm', 'stale_queue']
    """
    return list(SCENARIOS)


def collapses_table() -> DataFrame:
    """All collapses: what happens, whether each stays down, its cure and who described it."""
    from helpers.tables import pandas

    found = [collapse(name) for name in list_collapses()]
    rows = [{"collapse": each.title, "what happens": each.story, "stays down": each.stays_down,
             "cure": each.cure.name, "why it cures": each.cure.why, "source": each.source} for each in found]
    return pandas.DataFrame(rows, index=pandas.Index([each.name for each in found], name="name"))
