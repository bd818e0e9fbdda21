"""Alert rules as a file of Prometheus: text that `promtool check rules` takes and a server loads.

The metrics have the names that client libraries give: `http_requests_total` with the label `code`, the histogram
`http_request_duration_seconds`; and `saturation_ratio`, the share of a resource in use. Each carries `component`.
Written for Prometheus 2.42 and later.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from helpers.errors import shorten
from helpers.files import write_atomically
from helpers.reliability.alert_rules import AlertRule
from helpers.reliability.errors import ReliabilityError

UNITS = (("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1))
ENDINGS = (".yaml", ".yml")


def duration(seconds: float) -> str:
    """A time as Prometheus writes it, to the millisecond.

    >>> duration(300), duration(5400), duration(259200), duration(0), duration(0.25)
    ('5m', '1h30m', '3d', '0s', '250ms')
    """
    left, parts = round(seconds * 1000), []
    for unit, length in UNITS:
        count, left = divmod(left, length) if unit != "w" or left % length == 0 else (0, left)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def expression(rule: AlertRule) -> str:
    """The condition of a rule in PromQL.

    >>> print(expression(AlertRule("ApiQuiet", "api", "traffic", 10, "5 min")))
    sum(rate(http_requests_total{component="api"}[5m])) < 10
    """
    chosen = f'component="{rule.component}"'
    if rule.signal == "absent":
        return f"absent_over_time(http_requests_total{{{chosen}}}[{duration(rule.window)}])"
    parts = [_past(rule, chosen, duration(each)) for each in rule.windows]
    if rule.minimum_requests > 0 and rule.signal in ("errors", "slow"):
        parts.append(f"sum(increase(http_requests_total{{{chosen}}}[{duration(rule.window)}])) >= "
                     f"{number_text(rule.minimum_requests)}")
    return "\nand\n".join(parts)


def _past(rule: AlertRule, chosen: str, window: str) -> str:
    requests = f"sum(rate(http_requests_total{{{chosen}}}[{window}]))"
    threshold = number_text(rule.threshold)
    if rule.signal == "errors":
        return f'sum(rate(http_requests_total{{{chosen},code=~"5.."}}[{window}])) / {requests} > {threshold}'
    if rule.signal == "slow":
        timed = "http_request_duration_seconds"
        quick = f'sum(rate({timed}_bucket{{{chosen},le="{number_text(rule.slower_than or 0)}"}}[{window}]))'
        return f"1 - {quick} / sum(rate({timed}_count{{{chosen}}}[{window}])) > {threshold}"
    if rule.signal == "traffic":
        return f"{requests} < {threshold}"
    return f"avg(avg_over_time(saturation_ratio{{{chosen}}}[{window}])) > {threshold}"


def rules_text(rules: Sequence[AlertRule], group: str = "design") -> str:
    """The rules as one group of a Prometheus file."""
    made = []
    for each in rules:
        rule: dict[str, object] = {"alert": each.name, "expr": expression(each)}
        if each.lasts:
            rule["for"] = duration(each.lasts)
        rule["labels"] = {"severity": each.severity, "component": each.component}
        rule["annotations"] = {name: literal(text) for name, text in notes_of(each).items()}
        made.append(rule)
    return as_yaml({"groups": [{"name": group, "rules": made}]})


def as_yaml(*documents: object) -> str:
    """Documents of YAML in which text of several lines is written as such."""
    import yaml

    class Text(yaml.SafeDumper):
        """Writes text of several lines as such, and everything in full."""

        def ignore_aliases(self, data: object) -> bool:
            """Write what stands there twice twice."""
            return True

    Text.add_representer(str, lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None))
    return yaml.dump_all(documents, Dumper=Text, sort_keys=False, allow_unicode=True, width=10_000)


def notes_of(rule: AlertRule) -> dict[str, str]:
    """What a page says: a summary, and what to do first."""
    made = {"summary": f"{rule.component}: {_summary(rule)}"}
    return {**made, "runbook": rule.runbook} if rule.runbook else made


def _summary(rule: AlertRule) -> str:
    words = {"errors": "too many requests fail", "slow": "too many requests are slow",
             "traffic": "too few requests come", "saturation": "a resource is nearly full",
             "absent": "it sends no data"}
    burn = "" if rule.burn_rate is None else f", at a burn rate of {rule.burn_rate:.3g}"
    return words[rule.signal] + burn


def literal(text: str) -> str:
    """Text in which Prometheus sees no template."""
    return text.replace("{{", '{{ "{{" }}')


def number_text(value: float) -> str:
    """A number as PromQL reads it back, without the noise of floats.

    >>> number_text(14.4 * (1 - 0.999)), number_text(0.05), number_text(1000.0)
    ('0.0144', '0.05', '1000')
    """
    return f"{value:.12g}"


def written(text: str, path: str | Path, endings: tuple[str, ...] = ENDINGS) -> Path:
    """Write text to a YAML file in one step, what stood there kept as .bak. Raises `ReliabilityError`."""
    if not isinstance(path, str | Path) or Path(path).suffix.lower() not in endings:
        raise ReliabilityError(f'path: {shorten(path)} is no name of a YAML file. Write "alerts.yaml".')
    try:
        return write_atomically(Path(path), text, backup=True)
    except (OSError, ValueError) as error:
        raise ReliabilityError(f"path: {shorten(str(path), 200)} cannot be written "
                               f"({getattr(error, 'strerror', None) or error}). Save elsewhere.") from None
