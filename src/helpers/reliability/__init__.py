"""Step 7, bottlenecks and reliability: availability, copies of data and services, and alerts, by arithmetic."""

from helpers.reliability.agreements import AGREEMENTS, Agreement, agreement, agreements_table
from helpers.reliability.availability import SystemAvailability, system_availability
from helpers.reliability.budget import ErrorBudget, downtime_table, seconds_down
from helpers.reliability.chances import Chances, SharedCause
from helpers.reliability.combinations import in_parallel, in_series, k_of_n
from helpers.reliability.errors import ReliabilityError
from helpers.reliability.rules import ReliabilityRule, reliability_rules_table

__all__ = [
    "AGREEMENTS", "Agreement", "Chances", "ErrorBudget", "ReliabilityError", "ReliabilityRule", "SharedCause",
    "SystemAvailability", "agreement", "agreements_table", "downtime_table", "in_parallel", "in_series", "k_of_n",
    "reliability_rules_table", "seconds_down", "system_availability",
]
