"""Step 7, bottlenecks and reliability: availability, copies of data and services, and alerts, by arithmetic."""

from helpers.reliability.ablation import Ablation, Earning, ablation
from helpers.reliability.agreements import AGREEMENTS, Agreement, agreement, agreements_table
from helpers.reliability.alarms import Alarm, AlarmScore, Samples, alarm_score, alarms, alarms_table
from helpers.reliability.alert_rules import (
    FOUR_ROWS,
    WORKBOOK_ROWS,
    AlertRule,
    burn_rate_rules,
    burn_rates_table,
)
from helpers.reliability.alert_score import AlertScore, outages_table, rule_scores_table, score_alerts
from helpers.reliability.alerts import Alerts
from helpers.reliability.availability import SystemAvailability, system_availability
from helpers.reliability.bottlenecks import Bottlenecks, Limit, Mend, Situation, bottlenecks
from helpers.reliability.budget import ErrorBudget, downtime_table, seconds_down
from helpers.reliability.chances import Chances, SharedCause
from helpers.reliability.cheapest import CheapestChange, Infeasible, cheapest_change, explain_infeasible
from helpers.reliability.collapses import Collapse, Cure, Goodput, collapse, collapses_table, list_collapses
from helpers.reliability.combinations import in_parallel, in_series, k_of_n
from helpers.reliability.copysets import Placement
from helpers.reliability.coverage import Coverage, observability
from helpers.reliability.day import Day
from helpers.reliability.diagnosis import Incident
from helpers.reliability.durability import DISK_FAILURES, Redundancy, mean_years_to_loss, redundancies_table
from helpers.reliability.envelope import CapacityEnvelope, Trial, capacity_envelope
from helpers.reliability.errors import ReliabilityError
from helpers.reliability.failure_sweep import Effect, FailureSweep, failure_sweep
from helpers.reliability.golden_signals import GoldenSignals, golden_signals
from helpers.reliability.judgement import Diagnosis
from helpers.reliability.losses import Loss, loss_named, losses
from helpers.reliability.model import Reliability
from helpers.reliability.noise import false_alarms
from helpers.reliability.predicted_failures import PredictedFailures
from helpers.reliability.qualities import Qualities
from helpers.reliability.quorums import Quorum, Survival, kth_fastest
from helpers.reliability.recovery import Backup, Outcome, Protection, Replica
from helpers.reliability.recovery_ladder import recovery_ladder_table
from helpers.reliability.replication_lag import caught_up_after, lag_after
from helpers.reliability.rules import ReliabilityRule, reliability_rules_table
from helpers.reliability.service_copies import ServiceCopies, Spare, machines_for, service_copies
from helpers.reliability.simulated_day import simulated_day
from helpers.reliability.spike_probe import SpikeProbe, spike_probe
from helpers.reliability.troubles import Outage

__all__ = [
    "AGREEMENTS",
    "DISK_FAILURES",
    "FOUR_ROWS",
    "WORKBOOK_ROWS",
    "Ablation",
    "Agreement",
    "Alarm",
    "AlarmScore",
    "AlertRule",
    "AlertScore",
    "Alerts",
    "Backup",
    "Bottlenecks",
    "CapacityEnvelope",
    "Chances",
    "CheapestChange",
    "Collapse",
    "Coverage",
    "Cure",
    "Day",
    "Diagnosis",
    "Earning",
    "Effect",
    "ErrorBudget",
    "FailureSweep",
    "GoldenSignals",
    "Goodput",
    "Incident",
    "Infeasible",
    "Limit",
    "Loss",
    "Mend",
    "Outage",
    "Outcome",
    "Placement",
    "PredictedFailures",
    "Protection",
    "Qualities",
    "Quorum",
    "Redundancy",
    "Reliability",
    "ReliabilityError",
    "ReliabilityRule",
    "Replica",
    "Samples",
    "ServiceCopies",
    "SharedCause",
    "Situation",
    "Spare",
    "SpikeProbe",
    "Survival",
    "SystemAvailability",
    "Trial",
    "ablation",
    "agreement",
    "agreements_table",
    "alarm_score",
    "alarms",
    "alarms_table",
    "bottlenecks",
    "burn_rate_rules",
    "burn_rates_table",
    "capacity_envelope",
    "caught_up_after",
    "cheapest_change",
    "collapse",
    "collapses_table",
    "downtime_table",
    "explain_infeasible",
    "failure_sweep",
    "false_alarms",
    "golden_signals",
    "in_parallel",
    "in_series",
    "k_of_n",
    "kth_fastest",
    "lag_after",
    "list_collapses",
    "loss_named",
    "losses",
    "machines_for",
    "mean_years_to_loss",
    "observability",
    "outages_table",
    "recovery_ladder_table",
    "redundancies_table",
    "reliability_rules_table",
    "rule_scores_table",
    "score_alerts",
    "seconds_down",
    "service_copies",
    "simulated_day",
    "spike_probe",
    "system_availability",
]
