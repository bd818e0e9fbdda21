"""Step 7, bottlenecks and reliability: availability, copies of data and services, and alerts, by arithmetic."""

from helpers.reliability.agreements import AGREEMENTS, Agreement, agreement, agreements_table
from helpers.reliability.availability import SystemAvailability, system_availability
from helpers.reliability.budget import ErrorBudget, downtime_table, seconds_down
from helpers.reliability.chances import Chances, SharedCause
from helpers.reliability.combinations import in_parallel, in_series, k_of_n
from helpers.reliability.copysets import Placement
from helpers.reliability.durability import DISK_FAILURES, Redundancy, mean_years_to_loss, redundancies_table
from helpers.reliability.errors import ReliabilityError
from helpers.reliability.quorums import Quorum, Survival, kth_fastest
from helpers.reliability.recovery import (
    Backup,
    Outcome,
    Protection,
    Replica,
    caught_up_after,
    lag_after,
    recovery_ladder_table,
)
from helpers.reliability.rules import ReliabilityRule, reliability_rules_table
from helpers.reliability.service_copies import ServiceCopies, Spare, machines_for, service_copies

__all__ = [
    "AGREEMENTS", "DISK_FAILURES", "Agreement", "Backup", "Chances", "ErrorBudget", "Outcome", "Placement",
    "Protection", "Quorum", "Redundancy", "ReliabilityError", "ReliabilityRule", "Replica", "ServiceCopies",
    "SharedCause", "Spare", "Survival", "SystemAvailability", "agreement", "agreements_table", "caught_up_after",
    "downtime_table", "in_parallel", "in_series", "k_of_n", "kth_fastest", "lag_after", "machines_for",
    "mean_years_to_loss", "recovery_ladder_table", "redundancies_table", "reliability_rules_table",
    "seconds_down", "service_copies", "system_availability",
]
