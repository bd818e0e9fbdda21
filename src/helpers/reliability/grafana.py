"""A dashboard of the four golden signals of each watched box, as JSON that Grafana imports.

It asks the metrics that the rules ask (see `helpers.reliability.prometheus`), and draws each rule's threshold as a
line. Written for Grafana 10 and later (schema 38, 2023).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from helpers.errors import shorten
from helpers.reliability.alert_rules import AlertRule
from helpers.reliability.errors import ReliabilityError, read

SCHEMA, WIDE, TALL = 38, 6, 7  # four panels a row of 24 columns
TIMED = "http_request_duration_seconds"
PANELS = (  # signal of the rules, title, unit, expression; $c stands for the chosen component
    ("slow", "latency, 99% within", "s",
     f"histogram_quantile(0.99, sum by (le) (rate({TIMED}_bucket{{$c}}[5m])))"),
    ("traffic", "traffic", "reqps", "sum(rate(http_requests_total{$c}[5m]))"),
    ("errors", "errors", "percentunit",
     'sum(rate(http_requests_total{$c,code=~"5.."}[5m])) / sum(rate(http_requests_total{$c}[5m]))'),
    ("saturation", "saturation", "percentunit", "avg(avg_over_time(saturation_ratio{$c}[5m]))"),
)


def dashboard_text(rules: Sequence[AlertRule], title: str = "Golden signals", boxes: Sequence[str] = ()) -> str:
    """The dashboard as JSON: one row of panels for each box, those of `boxes` first."""
    if not isinstance(title, str) or not title.strip() or not title.isprintable() or len(title) > 100:
        raise ReliabilityError(f'title: {shorten(title)} is no title. Write a line such as "Golden signals".')
    more = [read.name(each, "boxes") for each in read.listed(boxes, "boxes", 'a list of names such as ["api"]', 500)]
    named = tuple(dict.fromkeys((*more, *(each.component for each in rules))))
    panels: list[dict] = []
    for row, box in enumerate(named):
        panels.append({"id": len(panels) + 1, "type": "row", "title": box, "collapsed": False, "panels": [],
                       "gridPos": {"h": 1, "w": 24, "x": 0, "y": row * (TALL + 1)}})
        for place, (signal, name, unit, expression) in enumerate(PANELS):
            panels.append(_panel(len(panels) + 1, box, name, unit, expression,
                                 [each for each in rules if each.component == box and each.signal == signal],
                                 {"h": TALL, "w": WIDE, "x": place * WIDE, "y": row * (TALL + 1) + 1}))
    made = {"title": title, "uid": _uid(title), "schemaVersion": SCHEMA, "version": 1, "editable": True,
            "tags": ["design"], "timezone": "browser", "refresh": "30s", "time": {"from": "now-24h", "to": "now"},
            "templating": {"list": [{"name": "datasource", "label": "Data source", "type": "datasource",
                                     "query": "prometheus", "current": {}, "hide": 0, "multi": False}]},
            "annotations": {"list": [{"name": "Alerts", "enable": True, "iconColor": "red", "type": "dashboard",
                                      "datasource": _source(), "expr": 'ALERTS{alertstate="firing"}',
                                      "titleFormat": "{{alertname}}", "step": "60s"}]},
            "panels": panels}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _panel(number: int, box: str, name: str, unit: str, expression: str, rules: list[AlertRule], place: dict) -> dict:
    lines = sorted({_line(each): each for each in rules}.items())
    steps = [{"color": "green", "value": None}, *({"color": "red" if rule.severity == "page" else "orange",
                                                   "value": value} for value, rule in lines)]
    told = "; ".join(f"{each.name} ({each.severity})" for each in rules) or "no alert looks at this"
    return {"id": number, "type": "timeseries", "title": f"{box}: {name}", "description": told, "gridPos": place,
            "datasource": _source(),
            "targets": [{"refId": "A", "datasource": _source(), "legendFormat": box,
                         "expr": expression.replace("$c", f'component="{box}"')}],
            "fieldConfig": {"defaults": {"unit": unit, "min": 0, "custom": {
                "thresholdsStyle": {"mode": "line" if lines else "off"}},
                "thresholds": {"mode": "absolute", "steps": steps}}, "overrides": []},
            "options": {"legend": {"showLegend": False, "displayMode": "list", "placement": "bottom", "calcs": []},
                        "tooltip": {"mode": "single", "sort": "none"}}}


def _line(rule: AlertRule) -> float:
    """Where a rule's line stands: its threshold; on the panel of latency the time from which on a request is slow."""
    return float(f"{rule.slower_than if rule.signal == 'slow' else rule.threshold:.12g}")


def _source() -> dict:
    return {"type": "prometheus", "uid": "${datasource}"}


def _uid(title: str) -> str:
    """A name for addresses, the same every time: Grafana takes 40 letters, digits, - and _.

    >>> _uid("Golden signals")
    'golden-signals'
    """
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in title.lower())
    return "-".join(filter(None, kept.split("-")))[:40] or "design"
