"""Step 5, high-level design: boxes and arrows as a value that can be checked, drawn, exported and, later, run."""

from helpers.architecture.check import rules_table
from helpers.architecture.cost import cost_of
from helpers.architecture.errors import ArchitectureError, UnknownComponentError
from helpers.architecture.failures import SinglePoint
from helpers.architecture.flows import Endpoint, Need, as_flows, endpoints, requests_per_second
from helpers.architecture.kinds import KINDS, Kind, find_kind, kinds_table
from helpers.architecture.layout import Layout
from helpers.architecture.load import Load, Loads
from helpers.architecture.model import Architecture
from helpers.architecture.parts import Component, Connection
from helpers.architecture.routing import Path
from helpers.architecture.rules import RULES, Rule
from helpers.architecture.targets import Targets
from helpers.architecture.visits import visits_of

__all__ = [
    "KINDS", "RULES", "Architecture", "ArchitectureError", "Component", "Connection", "Endpoint", "Kind", "Layout",
    "Load", "Loads", "Need", "Path", "Rule", "SinglePoint", "Targets", "UnknownComponentError", "as_flows", "cost_of",
    "endpoints", "find_kind", "kinds_table", "requests_per_second", "rules_table", "visits_of",
]
