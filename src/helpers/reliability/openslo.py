"""Objectives and their burn-rate alerts as OpenSLO v1 (YAML): what other tools than Prometheus read.

Only rules that were worked out from an error budget say an objective; the others have no place there. OpenSLO gives an
alert condition one window: a rule with two is written by its long one, and the short one stands in its description.
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers.errors import shorten
from helpers.reliability.alert_rules import SHARES, AlertRule
from helpers.reliability.budget import ErrorBudget, availability_text, seconds_text
from helpers.reliability.errors import ReliabilityError
from helpers.reliability.prometheus import as_yaml, number_text

VERSION = "openslo/v1"
UNITS = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60))
TIMED = "http_request_duration_seconds"


def openslo_text(rules: Sequence[AlertRule], service: str = "design") -> str:
    """The objectives as documents of OpenSLO. Raises `ReliabilityError` where no rule has a budget."""
    if not isinstance(service, str) or not _slug(service):
        raise ReliabilityError(f'service: {shorten(service)} is no name of a service. Write "links".')
    burning = [each for each in rules if each.budget is not None and each.signal in SHARES]
    if not burning:
        raise ReliabilityError("rules: none of them has an error budget, so there is no objective to write. "
                               'Add burn_rate_rules("api", ErrorBudget("99.9%")).')
    groups: dict[tuple, list[AlertRule]] = {}
    for each in burning:
        groups.setdefault((each.component, each.signal, each.slower_than, each.budget), []).append(each)
    documents = [
        _document("DataSource", "prometheus", {"type": "Prometheus", "connectionDetails": {
            "url": "http://prometheus:9090"}}),
        _document("Service", _slug(service), {"description": f"What users of {service} are promised."}),
        _document("AlertNotificationTarget", "on-call", {"target": "pager", "description": "Wakes somebody."}),
        _document("AlertNotificationTarget", "tickets", {"target": "ticket", "description": "Waits until morning."}),
    ]
    for number, (key, members) in enumerate(groups.items()):
        documents += _objective(_slug(service), key, members, number if len(groups) > 1 else None)
    return as_yaml(*documents)


def _objective(service: str, key: tuple, rules: list[AlertRule], number: int | None) -> list[dict]:
    component, signal, slower, budget = key
    name = f"{_slug(component)}-{'availability' if signal == 'errors' else 'latency'}"
    name += "" if number is None else f"-{number + 1}"
    promise = "are answered" if signal == "errors" else f"are answered within {seconds_text(slower)}"
    text = f"{availability_text(budget.target)} of the requests to {component} {promise}."
    slo = _document("SLO", name, {
        "description": text, "service": service, "budgetingMethod": "Occurrences",
        "indicator": {"metadata": {"name": f"{name}-ratio"}, "spec": {"ratioMetric": {
            "counter": True, **_ratio(component, signal, slower)}}},
        "timeWindow": [{"duration": shorthand(budget.period, "period"), "isRolling": True}],
        "objectives": [{"displayName": text, "target": float(number_text(budget.target))}],
        "alertPolicies": [_slug(each.name) for each in rules]})
    return [slo, *(each for rule in rules for each in _policy(rule, budget))]


def _ratio(component: str, signal: str, slower: float | None) -> dict:
    chosen = f'component="{component}"'

    def metric(query: str) -> dict:
        return {"metricSource": {"metricSourceRef": "prometheus", "type": "Prometheus", "spec": {"query": query}}}

    if signal == "errors":
        return {"bad": metric(f'http_requests_total{{{chosen},code=~"5.."}}'),
                "total": metric(f"http_requests_total{{{chosen}}}")}
    return {"good": metric(f'{TIMED}_bucket{{{chosen},le="{number_text(slower or 0)}"}}'),
            "total": metric(f"{TIMED}_count{{{chosen}}}")}


def _policy(rule: AlertRule, budget: ErrorBudget) -> list[dict]:
    name = _slug(rule.name)
    both = "" if rule.short_window is None else f" and over the last {seconds_text(rule.short_window)}"
    condition = _document("AlertCondition", f"{name}-condition", {
        "description": f"The budget burns {rule.burn_rate:.3g} times too fast over {seconds_text(rule.window)}{both}.",
        "severity": rule.severity,
        "condition": {"kind": "burnrate", "op": "gt", "threshold": float(number_text(rule.burn_rate or 0.0)),
                      "lookbackWindow": shorthand(rule.window, f"{rule.name}.window"),
                      "alertAfter": shorthand(rule.lasts, f"{rule.name}.lasts")}})
    policy = _document("AlertPolicy", name, {
        "description": rule.runbook or f"Look at {rule.component}.", "alertWhenNoData": False,
        "alertWhenResolved": True, "alertWhenBreaching": True,
        "conditions": [{"conditionRef": f"{name}-condition"}],
        "notificationTargets": [{"targetRef": "on-call" if rule.severity == "page" else "tickets"}]})
    return [condition, policy]


def shorthand(seconds: float, field: str) -> str:
    """A time as OpenSLO writes it: one number and one unit, from minutes to weeks.

    >>> shorthand(3_600, "window"), shorthand(5_400, "window"), shorthand(28 * 86_400, "period"), shorthand(0, "lasts")
    ('1h', '90m', '4w', '0m')
    """
    if seconds == 0:
        return "0m"
    for unit, size in UNITS:
        if seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    raise ReliabilityError(f"{field}: {seconds_text(seconds)} cannot be written in OpenSLO, which counts whole "
                           'minutes. Write "1 min" or more.')


def _document(kind: str, name: str, spec: dict) -> dict:
    return {"apiVersion": VERSION, "kind": kind, "metadata": {"name": name}, "spec": spec}


def _slug(name: str) -> str:
    """A name as OpenSLO takes it (RFC 1123): small letters, digits and hyphens, 63 at most."""
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in name.lower())
    return "-".join(filter(None, kept.split("-")))[:63].strip("-")
