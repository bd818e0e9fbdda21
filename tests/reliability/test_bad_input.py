"""Hostile input: reliability answers, or raises one error of its own that can be read."""

import contextlib

import pytest

from helpers import reliability
from helpers.architecture import Architecture, ArchitectureError, Component
from helpers.cases import CaseError
from helpers.errors import CourseError
from helpers.reliability import (
    AlertRule,
    Alerts,
    Backup,
    Chances,
    ErrorBudget,
    Placement,
    Protection,
    Quorum,
    Redundancy,
    Reliability,
    ReliabilityError,
    Replica,
    Samples,
    SharedCause,
    service_copies,
    system_availability,
)
from helpers.simulation import SimulationError, Workload, simulate
from tests.hostile import VALUES, refuses_or_answers

LINKS = Architecture("Links").add(Component("client", "client"), Component("api", "service"), Component(
    "store", "sql", stores="link")).connect("client", "api").connect("api", "store")
RULE = AlertRule("A", "api", "errors", 0.1)
LOAD = Workload(100)
SEARCH = {"design": LINKS, "targets": {"availability": "99%"}, "workload": LOAD, "spare": False, "most": 2,
          "caches": False, "zones": None, "pools": None, "boxes": None, "chances": None, "n": 100, "seed": 1}
SWEEP = reliability.failure_sweep(LINKS, LOAD, n=20, workers=1)
RUN = simulate(LINKS, Workload("50/s", mix="url_shortener"), n=500)
DAY = reliability.simulated_day(LINKS, "url_shortener")
# What is made or asked, with plain arguments; each of them is then given nonsense.
CALLS = {
    ErrorBudget: {"target": 0.9, "period": 86400},
    SharedCause: {"name": "x", "availability": 0.9, "takes": ["api"]},
    Chances: {"machine": 0.9, "zone": 0.9, "together": 0.1, "boxes": {}, "needed": {}, "causes": ()},
    Quorum: {"n": 3, "r": 2, "w": 2, "repairs_reads": False},
    Redundancy: {"data": 1, "parity": 2, "yearly_failures": 0.01, "repair": 86400},
    Placement: {"nodes": 100, "lost": 0.1, "copies": 3, "chunks": 100},
    Replica: {"away": "zone", "lag": 1, "failover": 1},
    Backup: {"every": 60, "away": "zone", "restore_rate": 1e6, "kept": 86400, "tried": True},
    Protection: {"replicas": [], "backups": [], "stored": 1, "noticed": 1, "start": 1},
    AlertRule: {"name": "A", "component": "api", "signal": "slow", "threshold": 0.1, "window": 60, "short_window": 5,
                "lasts": 1, "minimum_requests": 1, "severity": "page", "runbook": "x", "slower_than": 1,
                "budget": None},
    Alerts: {"rules": []},
    Reliability: {"alerts": [RULE], "predictions": {}, "quorums": {}, "copies": {}, "protections": {}, "notes": ""},
    Reliability.from_dict: {"data": {}},
    Reliability([RULE]).check: {"architecture": LINKS, "requirements": None},
    reliability.simulated_day: {"architecture": LINKS, "flows": "url_shortener", "rate": 5, "seed": 1, "outages": 1,
                                "harmless": 1},
    DAY.signal: {"box": "api", "what": "errors", "window": 60},
    DAY.fire: {"alerts": Alerts([RULE])},
    DAY.check: {"alerts": Alerts([RULE])},
    reliability.score_alerts: {"alerts": Alerts([RULE]), "days": DAY},
    reliability.outages_table: {"day": DAY, "alerts": Alerts([RULE])},
    reliability.rule_scores_table: {"day": DAY, "alerts": Alerts([RULE])},
    reliability.Incident: {"case": LINKS, "seed": 1, "flows": None, "rate": None},
    reliability.Incident("url_shortener").answer: {"first": "api", "mend": "roll back"},
    reliability.observability: {"architecture": LINKS, "alerts": Alerts([RULE])},
    reliability.golden_signals: {"run": RUN, "windows": 6, "percentile": 99, "slower_than": None},
    Alerts([RULE]).prometheus_tests: {"rule_file": "alerts.yaml"},
    Alerts([RULE]).grafana_dashboard: {"title": "Links", "boxes": ["api"]},
    Alerts([RULE.replace(budget=ErrorBudget(0.99))]).openslo: {"service": "links"},
    Samples: {"step": 10, "requests": [1], "errors": [1], "slow": [1], "saturation": [1]},
    system_availability: {"architecture": LINKS, "flows": None, "chances": None},
    service_copies: {"architecture": LINKS, "flows": "url_shortener", "rate": 5},
    reliability.bottlenecks: {"architecture": LINKS, "flows": "url_shortener"},
    reliability.bottlenecks(LINKS, "url_shortener").mends: {"rate": 5},
    reliability.seconds_down: {"availability": 0.9, "period": 60},
    reliability.downtime_table: {"availabilities": [0.9]},
    reliability.agreement: {"service": "S3"},
    reliability.in_series: {"availabilities": [0.9]},
    reliability.in_parallel: {"availabilities": [0.9]},
    reliability.k_of_n: {"k": 1, "n": 3, "availability": 0.9, "together": 0.1},
    reliability.kth_fastest: {"n": 3, "k": 1, "percentile": 50, "median": 1, "tail": 10, "shape": "lognormal"},
    reliability.mean_years_to_loss: {"copies": 2, "yearly_failures": 0.01, "repair": 86400},
    reliability.redundancies_table: {"ways": [], "stored": 1, "common": 0.1},
    reliability.recovery_ladder_table: {"stored": 1, "lag": 1, "backup_every": 60, "restore_rate": 1e6, "start": 1,
                                        "grow": 1, "turn": 1},
    reliability.lag_after: {"seconds": 1, "written": 1, "applied": 1, "before": 1},
    reliability.caught_up_after: {"behind": 1, "written": 1, "applied": 1},
    reliability.machines_for: {"needed": 1, "spare": 1, "zones": 1},
    reliability.burn_rate_rules: {"component": "api", "budget": ErrorBudget(0.99), "rows": [("page", 3600, 0.02)],
                                  "runbook": "", "minimum_requests": 0},
    reliability.burn_rates_table: {"rules": [RULE]},
    reliability.false_alarms: {"rule": RULE, "requests_per_second": 1, "usual_errors": 0.01},
    reliability.alarms: {"rule": RULE, "samples": Samples(10, [1])},
    reliability.alarm_score: {"fired": [], "incidents": [(1, 2)], "grace": 0, "length": 10},
    reliability.alarms_table: {"fired": []},
    Alerts([RULE]).check: {"architecture": LINKS, "requests_per_second": {"api": 1}, "usual_errors": 0.01},
    Alerts([RULE]).fire: {"samples": {"api": Samples(10, [1])}},
    Alerts([RULE]).add: {},
    Protection().check: {"point": 1, "time": 1, "events": ["zone"]},
    Protection().outcome: {"event": "zone"},
    Quorum().stale: {"versions": 1},
    Quorum().survives: {"lost": 1},
    Quorum().available: {"copy": 0.9},
    Placement().copysets: {"scatter": 2},
    Redundancy().lost_in_common: {"share_of_machines": 0.1, "objects": 1},
    Redundancy().yearly_loss_of_any: {"groups": 1},
    Redundancy().expected_yearly_loss: {"stored": 1},
    Redundancy().check: {"common": 0.1},
    ErrorBudget(0.9).left: {"bad": 1, "total": 2},
    ErrorBudget(0.9).burn_rate: {"error_share": 0.1},
    ErrorBudget(0.9).spent_after: {"burn_rate": 1},
    RULE.time_to_fire: {"bad_share": 1},
    reliability.failure_sweep: {"design": LINKS, "workload": LOAD, "of": "component", "pairs": (), "client": None,
                                "behaviours": None, "n": 20, "seed": 1, "at": 0, "length": None, "detect": 0,
                                "workers": 1, "cluster": None},
    SWEEP.compare: {"predicted": ["store"], "of": None},
    SWEEP.single_points: {"of": "component"},
    SWEEP.worst: {"many": 1},
    reliability.losses: {"architecture": LINKS, "of": "zone", "pairs": [("api", "store")]},
    reliability.loss_named: {"architecture": LINKS, "name": "api"},
    reliability.collapse: {"name": "sinkhole"},
    reliability.capacity_envelope: {"design": LINKS, "targets": {"latency": "1 s"}, "workload": LOAD, "client": None,
                                    "behaviours": None, "faults": (), "n": 100, "seed": 1, "tolerance": 0.5},
    reliability.spike_probe: {"design": LINKS, "workload": LOAD, "times": 2, "length": 1, "client": None,
                              "behaviours": None, "n": 1_000, "seed": 1},
    reliability.ablation: {"design": LINKS, "workload": LOAD, "chances": None, "n": 100, "seed": 1},
    reliability.cheapest_change: {**SEARCH},
    reliability.explain_infeasible: {**SEARCH},
    system_availability(LINKS).check: {"requirements": None},
    service_copies(LINKS, "url_shortener", 5).check: {"spare": 1},
}
SLOTS = [pytest.param(call, slot, id=f"{call.__qualname__}-{slot}") for call, slots in CALLS.items() for slot in slots]


@contextlib.contextmanager
def refuses_with_its_own_error():
    """As `refuses_or_answers`, and no error of another room but of the design, case or run that it was given."""
    with refuses_or_answers():
        try:
            yield
        except CourseError as error:
            if not isinstance(error, ReliabilityError | ArchitectureError | CaseError | SimulationError):
                pytest.fail(repr(error))
            raise


@pytest.mark.parametrize(("call", "slot"), SLOTS)
def test_arguments_that_nobody_should_give(call, slot):
    for value in VALUES:
        for given in (value, [value], {"api": value}):
            with refuses_with_its_own_error():
                call(**{**CALLS[call], slot: given})


def test_every_function_and_value_is_tried():
    given = {"Agreement", "Alarm", "AlarmScore", "AlertScore", "Coverage", "Day", "Diagnosis", "GoldenSignals",
             "Outage", "Bottlenecks", "Limit", "Mend", "Outcome", "ReliabilityError",
             "ReliabilityRule", "ServiceCopies", "Situation", "Spare", "Survival", "SystemAvailability",
             "agreements_table", "reliability_rules_table", "Collapse", "Cure", "Effect", "FailureSweep", "Goodput",
             "Loss", "PredictedFailures", "Ablation", "CapacityEnvelope", "CheapestChange", "Earning", "Infeasible",
             "Qualities", "SpikeProbe", "Trial", "collapses_table", "list_collapses"}  # made here, or without arguments
    tried = {call.__name__ for call in CALLS}
    assert {name for name in reliability.__all__ if not name.isupper()} - given - tried == set()
