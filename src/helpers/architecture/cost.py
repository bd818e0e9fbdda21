"""What a design costs a month: replicas at the price of their kind (or their own), and paid requests."""

from helpers.architecture.model import Architecture
from helpers.architecture.parts import Component
from helpers.units import Q, human

SECONDS_A_MONTH = 2_629_800  # a twelfth of 365.25 days


def cost_of(component: Component, per_second: float = 0.0) -> float:
    """$ a month of one component, with its paid requests at an average of so many a second.

    >>> cost_of(Component("api", "service", replicas=3))
    228.0
    """
    requests = per_second * SECONDS_A_MONTH / 1e6 * component.of.per_million
    return component.replicas * component.cost + requests


def dollars(architecture: Architecture, loads=None) -> float:
    """$ a month of all components, as a number."""
    return sum(cost_of(each, loads[each.name].arrivals if loads else 0.0) for each in architecture.components)


def monthly_cost(architecture: Architecture, loads=None):
    """$ a month as a quantity; `loads` (from `load`, at the average rate) adds what is paid by the request.

    Prices: napkin-math, March 2026; the sizes of the machines are assumptions of the kinds. Egress is left out.
    """
    return Q(float(dollars(architecture, loads)), "USD/month")


def cost_table(architecture: Architecture, loads=None):
    """A DataFrame by component: replicas, the price of one, and of all, a month."""
    from helpers.tables import pandas

    rows = [{"replicas": each.replicas, "one": human(Q(each.cost, "USD/month")),
             "all": human(Q(cost_of(each, loads[each.name].arrivals if loads else 0.0), "USD/month"))}
            for each in architecture.components]
    return pandas.DataFrame(rows, index=pandas.Index(architecture.names, name="component"))
