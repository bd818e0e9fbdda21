"""What a design costs a month: machines at the price of their kind (or their own), paid requests, paid storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.architecture.errors import ArchitectureError
from helpers.architecture.parts import Component
from helpers.errors import shorten
from helpers.units import Q, human

if TYPE_CHECKING:
    from pandas import DataFrame
    from pint import Quantity

    from helpers.architecture.load import Loads
    from helpers.architecture.model import Architecture

SECONDS_A_MONTH = 2_629_800  # a twelfth of 365.25 days


def cost_of(component: Component, reads: float = 0.0, writes: float = 0.0) -> float:
    """$ a month of one component: its machines, its paid requests, and what it keeps where that is paid by the GB.

    Parameters
    ----------
    component
        The box; its `stored_gb` says how much it keeps.
    reads
        Reads per second, on average.
    writes
        Writes per second, on average.

    References
    ----------
    napkin-math, March 2026: object storage $0.02 a GB and month, reads $0.40 and writes $5 a million.

    >>> cost_of(Component("api", "service", replicas=3))
    228.0
    >>> round(cost_of(Component("files", "blob", stored_gb="1 PB"), writes=1_000))
    33149
    """
    kind = component.of
    millions = SECONDS_A_MONTH / 1e6
    requests = millions * (reads * kind.per_million_reads + writes * kind.per_million_writes)
    return component.replicas * component.cost + requests + (component.stored_gb or 0.0) * kind.per_gb


def _paid(component: Component, loads: Loads | None) -> float:
    load = loads[component.name] if loads else None
    return cost_of(component, load.reads, load.writes) if load else cost_of(component)


def dollars(architecture: Architecture, loads: Loads | None = None) -> float:
    """$ a month of all components, as a number."""
    return sum(_paid(each, loads) for each in architecture.components)


def monthly_cost(architecture: Architecture, loads: Loads | None = None) -> Quantity:
    """$ a month as a quantity; `loads` (from `load`, at the average rate) adds what is paid by the request.

    Prices: napkin-math, March 2026; the sizes of the machines are assumptions of the kinds. Blobs are paid by the GB
    that `stored_gb` says. Left out: what leaves the data centre (but for a CDN, by the request) and what goes between
    zones.
    """
    return Q(float(dollars(architecture, _as_loads(loads))), "USD/month")


def cost_table(architecture: Architecture, loads: Loads | None = None) -> DataFrame:
    """A DataFrame by component: machines, the price of one, and of all with requests and storage, a month."""
    from helpers.tables import pandas

    loads = _as_loads(loads)
    rows = [{"replicas": each.replicas, "one": human(Q(each.cost, "USD/month")),
             "all": human(Q(_paid(each, loads), "USD/month"))}
            for each in architecture.components]
    return pandas.DataFrame(rows, index=pandas.Index(architecture.names, name="component"))


def _as_loads(loads: object) -> Loads | None:
    from helpers.architecture.load import Loads

    if loads is not None and not isinstance(loads, Loads):
        raise ArchitectureError(f"loads: {shorten(loads)} are none. Give what design.load(flows, rate) returned.")
    return loads
