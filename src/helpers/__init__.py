"""Helpers for the course on system design: every public name, imported only when it is first used.

>>> from helpers import human, Q
>>> human(Q("15 TB") / Q("500 byte"))
'30 billion'
"""

from importlib import import_module

_HOMES = {
    "architecture": ("Architecture", "Component", "Connection", "Targets", "kinds_table", "rules_table"),
    "cases": ("Case", "list_cases", "load_case"),
    "checks": ("Checks", "same_size"),
    "course": ("STEPS", "Step"),
    "data_model": ("AccessPattern", "DataModel", "Entity", "Relation"),
    "design": ("Design", "Evidence", "Notes"),
    "errors": ("CourseError",),
    "estimation": ("Estimate", "Interval", "calibration", "log10_distance"),
    "findings": ("Finding", "Findings"),
    "interface": ("Api", "Endpoint", "breaking_changes", "page_boundary", "play", "sent_twice", "stranger",
                  "two_editors", "two_wishes"),
    "requirements": ("Assumed", "Constraint", "Functional", "Interviewer", "OutOfScope", "Quality", "Requirements"),
    "simulation": ("Autoscale", "Behaviour", "Breaker", "CallPolicy", "Caching", "Client", "Constant", "Curve",
                   "Diurnal", "Empirical", "Fault", "Keys", "Lognormal", "Pressure", "Redelivery", "Run",
                   "Spike", "Workload", "pool_sizes", "pool_waits", "simulate", "sweep", "theory", "three_ways"),
    "tradeoffs": ("Comparison", "Criterion", "Decision", "Decisions", "batching", "bloom_filter", "cache_policies",
                  "fan_out", "identifiers", "laboratories_table", "load_balancing", "quorum", "rate_limiters",
                  "session_guarantees"),
    "reliability": ("AlertRule", "Alerts", "Backup", "Bottlenecks", "Chances", "Collapse", "Day", "ErrorBudget",
                    "FailureSweep", "Incident", "Placement", "Protection", "Qualities", "Quorum", "Redundancy",
                    "Reliability", "Replica", "Samples", "ServiceCopies", "SharedCause", "SystemAvailability",
                    "ablation", "agreements_table", "alarm_score", "alarms_table", "bottlenecks", "burn_rate_rules",
                    "burn_rates_table", "capacity_envelope", "cheapest_change", "collapse", "collapses_table",
                    "downtime_table", "explain_infeasible", "failure_sweep", "golden_signals", "in_parallel",
                    "in_series", "k_of_n", "list_collapses", "machines_for", "observability", "outages_table",
                    "recovery_ladder_table", "redundancies_table", "reliability_rules_table", "rule_scores_table",
                    "score_alerts", "service_copies", "simulated_day", "spike_probe", "system_availability"),
    "practice": ("Capstone", "CourseProgress", "MockInterview", "course_progress", "splits_table"),
    "predictions": ("Question", "attempt", "reveal", "reveal_choice"),
    "units": ("Q", "conventions_table", "human"),
    "widgets": ("ChaosStudio", "DataModelStudio", "DesignFile", "DiagramEditor", "EstimateExplorer", "Guess",
                "InterfaceStudio", "InterviewStudio", "Laboratory", "LivePlot", "LoadStudio", "MockInterviewStudio",
                "Progress", "SloBoard", "VerdictBoard", "quiz"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str):
    if name not in _HOME_OF:
        raise AttributeError(f"helpers has no name {name!r}; it has {', '.join(__all__)}")
    value = getattr(import_module(f"helpers.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__doc__"]
