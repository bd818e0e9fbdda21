"""All alert rules of a design as one value: what they leave unwatched, what they wake people for, and their files."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.architecture import Architecture
from helpers.code_layout import variable_of, wrapped
from helpers.errors import nearest, shorten
from helpers.findings import Finding, Findings
from helpers.inputs import changed
from helpers.reliability.alarms import Alarm, Samples, alarms
from helpers.reliability.alert_code import alerts_code
from helpers.reliability.alert_rules import SHARES, AlertRule
from helpers.reliability.budget import seconds_text
from helpers.reliability.errors import ReliabilityError, read, values_of
from helpers.reliability.grafana import dashboard_text
from helpers.reliability.noise import false_alarms
from helpers.reliability.openslo import openslo_text
from helpers.reliability.prometheus import rules_text, written
from helpers.reliability.prometheus_fixtures import promtool_text
from helpers.reliability.rules import RULES
from helpers.reliability.wiring import user_facing
from helpers.rounding import digits_beside

if TYPE_CHECKING:
    from pandas import DataFrame

MOST_RULES = 500
NOISY = 1.0  # false alarms a month from which on a threshold lies inside the noise


@dataclass(frozen=True)
class Alerts:
    """The alert rules of a design.

    Parameters
    ----------
    rules : sequence of AlertRule
        Each with a name of its own.

    Raises
    ------
    ReliabilityError
        For what is no rule, and for a name that stands there twice.

    >>> watched = Alerts([AlertRule("ApiFails", "api", "errors", "5%", runbook="Roll back the last deploy.")])
    >>> sorted(watched.check().rules())
    ['no-alert-on-absence']
    >>> print(watched.prometheus_rules().splitlines()[3])
    - alert: ApiFails
    """

    rules: tuple[AlertRule, ...] = ()

    def __post_init__(self):
        given = values_of(self.rules, AlertRule, "rules", '[AlertRule("ApiFails", "api", "errors", "5%")]', MOST_RULES)
        names = set()
        for each in given:
            if each.name in names:
                raise ReliabilityError(f"rules: the name {each.name!r} stands there twice. Rename one of them.")
            names.add(each.name)
        object.__setattr__(self, "rules", given)

    def __iter__(self) -> Iterator[AlertRule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def add(self, *rules: AlertRule) -> Alerts:
        """The same alerts and these rules."""
        return Alerts((*self.rules, *rules))

    def replace(self, **changes: Any) -> Alerts:
        """The same alerts with other rules."""
        return changed(self, changes, "alerts", ReliabilityError)

    @property
    def components(self) -> tuple[str, ...]:
        """The components that are watched, each once."""
        return tuple(dict.fromkeys(each.component for each in self.rules))

    def fire(self, samples: Mapping[str, Samples]) -> tuple[Alarm, ...]:
        """When each rule fires over the samples of its component, in the order of their start.

        Raises
        ------
        ReliabilityError
            Where a component that is watched has no samples.
        """
        if not isinstance(samples, Mapping):
            raise ReliabilityError(f"samples: {shorten(samples)} does not say it by component. "
                                   'Write {"api": Samples(...)}.')
        found: list[Alarm] = []
        for each in self.rules:
            if each.component not in samples:
                raise ReliabilityError(f"samples: there are none of {each.component}."
                                       f"{nearest(each.component, samples)}")
            found += alarms(each, samples[each.component])
        return tuple(sorted(found, key=lambda each: (each.start, each.rule)))

    def to_code(self, name: str = "alerts") -> str:
        """Python code that makes the rules."""
        return wrapped(alerts_code(self.rules, variable_of(name, "name")))

    def prometheus_rules(self) -> str:
        """The rules as a file of Prometheus (YAML), which `promtool check rules` takes."""
        return rules_text(self.rules)

    def prometheus_tests(self, rule_file: str = "alerts.yaml") -> str:
        """Unit tests of the rules (YAML) for `promtool test rules`: what must fire on which series, and what not.

        Tried are both sides of each threshold, too few requests, counters that begin at 0 again, a failure that is
        over, and no data. `rule_file` is where the rules lie, beside the tests.
        """
        return promtool_text(self.rules, rule_file)

    def grafana_dashboard(self, title: str = "Golden signals", boxes: Sequence[str] = ()) -> str:
        """A dashboard (JSON) for Grafana: golden signals of each watched box, and of `boxes`, thresholds as lines."""
        return dashboard_text(self.rules, title, boxes)

    def openslo(self, service: str = "design") -> str:
        """The objectives behind the rules, with their burn-rate alerts, as OpenSLO v1 (YAML).

        Raises
        ------
        ReliabilityError
            Where no rule was worked out from an error budget.
        """
        return openslo_text(self.rules, service)

    def save(self, path: str | Path) -> Path:
        """Write `prometheus_rules()` to a YAML file; what stood there is kept as .bak. Raises `ReliabilityError`."""
        return written(self.prometheus_rules(), path)

    def save_all(self, folder: str | Path = "alerts", title: str = "Golden signals") -> tuple[Path, ...]:
        """Write rules, tests, dashboard and, where there is a budget, objectives as files; the paths are returned.

        Raises
        ------
        ReliabilityError
            Where the folder cannot be written.
        """
        if not isinstance(folder, str | Path) or not str(folder).strip():
            raise ReliabilityError(f'folder: {shorten(folder)} is no name of a folder. Write "alerts".')
        made = [written(self.prometheus_rules(), Path(folder, "alerts.yaml")),
                written(self.prometheus_tests(), Path(folder, "alerts_test.yaml")),
                written(self.grafana_dashboard(title), Path(folder, "dashboard.json"), (".json",))]
        if any(each.budget is not None for each in self.rules):
            made.append(written(self.openslo(), Path(folder, "openslo.yaml")))
        return tuple(made)

    def table(self) -> DataFrame:
        """By alert: component, what fires it, how bad it is, and what to do first."""
        from helpers.tables import pandas

        rows = [{"component": each.component, "fires when": condition_text(each), "severity": each.severity,
                 "runbook": each.runbook or "none"} for each in self.rules]
        return pandas.DataFrame(rows, index=pandas.Index([each.name for each in self.rules], name="alert"))

    def check(self, architecture: Architecture | None = None, requests_per_second: Mapping[str, float] | None = None,
              usual_errors: float | str = 0.0) -> Findings:
        """What is not watched, what wakes people for nothing, and what fires too late or ends too late.

        Parameters
        ----------
        architecture : Architecture, optional
            Its boxes, clients aside, need an alert each.
        requests_per_second : mapping of str to float, optional
            What comes to a component, at a quiet time; shares of few requests jump.
        usual_errors : float or str
            The share of requests that fails on a good day.

        Raises
        ------
        ReliabilityError
            For what cannot be read.
        """
        usual = read.share(usual_errors, "usual_errors", example='"0.05%"')
        if requests_per_second is not None and not isinstance(requests_per_second, Mapping):
            raise ReliabilityError(f"requests_per_second: {shorten(requests_per_second)} does not say it by component. "
                                   'Write {"api": 200}.')
        found = []
        if architecture is not None:
            if not isinstance(architecture, Architecture):
                raise ReliabilityError(f"architecture: {shorten(architecture)} is not an Architecture.")
            for box in architecture:
                if box.kind != "client" and box.name not in self.components:
                    found.append(RULES["component-without-alert"].found(
                        box.name, "nobody is told when it fails or gets slow",
                        f'Add AlertRule("{box.name}_fails", "{box.name}", "errors", ...).'))
            for name in self.components:
                if name not in architecture:
                    found.append(RULES["alert-without-component"].found(
                        name, f"the design has no such box.{nearest(name, architecture.names)}",
                        "Name the box as in the design."))
        watched_for_absence = {each.component for each in self.rules if each.signal == "absent"}
        for name in self.components:
            if name not in watched_for_absence:
                found.append(RULES["no-alert-on-absence"].found(
                    name, "when it sends no data at all, every alert on it is silent",
                    f'Add AlertRule("{name}_absent", "{name}", "absent", window="5 min").'))
        felt = frozenset() if architecture is None else user_facing(architecture)
        for each in self.rules:
            if architecture is not None and felt and each.component in architecture \
                    and each.component not in felt and each.signal in SHARES \
                    and each.severity == "page":
                found.append(RULES["cause-paged"].found(
                    each.name, f"no user calls {each.component}: what fails there may be caught on the way",
                    f'Page on {" or ".join(sorted(felt))}, and make this a severity="ticket".'))
            rate = None if requests_per_second is None or each.component not in requests_per_second else read.number(
                requests_per_second[each.component], f"requests_per_second.{each.component}", 0.0, 1e12, "200")
            found += list(_advice(each, rate, usual))
        return Findings(found)


def as_alerts(alerts: object) -> Alerts:
    """Alerts from themselves, from rules, or from one rule. Raises `ReliabilityError`.

    >>> len(as_alerts([AlertRule("ApiFails", "api", "errors", "5%")]))
    1
    """
    return alerts if isinstance(alerts, Alerts) else Alerts(alerts)  # type: ignore[arg-type]


def _advice(rule: AlertRule, rate: float | None, usual: float) -> Iterator[Finding]:
    if not rule.runbook:
        yield RULES["alert-without-runbook"].found(
            rule.name, "it says nothing about what to do", "Write the first step into runbook, or link it.")
    if rule.severity == "page" and rule.signal == "saturation":
        yield RULES["cause-paged"].found(
            rule.name, "it wakes somebody because a resource is busy, whether or not a user notices",
            'Page on errors or slow requests; make this a severity="ticket".')
    if rule.burn_rate is not None and rule.burn_rate < 1 - 1e-9:
        yield RULES["burn-below-one"].found(
            rule.name, f"it fires at a burn rate of {rule.burn_rate:.3g}, at which the budget outlasts its period",
            "Take a larger share of the budget or a shorter window, or see it as a reminder.")
    if rule.severity == "page" and rule.signal in SHARES and rule.window >= 1800 and rule.short_window is None:
        yield RULES["no-short-window"].found(
            rule.name, f"after an outage is over it goes on for up to {seconds_text(rule.time_to_reset())}",
            f'Add short_window="{seconds_text(rule.window / 12)}".')
    if rate is None or rule.signal not in SHARES:
        return
    requests = rate * rule.window
    if rule.minimum_requests > requests:
        yield RULES["silent-at-low-traffic"].found(
            rule.name, f"{requests:.3g} requests come in {seconds_text(rule.window)} and it waits for "
            f"{rule.minimum_requests:g}: it never fires", "Take a longer window, or send probes of your own.")
    elif requests * rule.threshold < 1 - 1e-9:
        yield RULES["one-failure-fires"].found(
            rule.name, f"{requests:.3g} requests come in {seconds_text(rule.window)}: a single failure is more "
            f"than {digits_beside(rule.threshold)}%",
            "Take a longer window, send probes of your own, or wait for more requests" + (
                f": minimum_requests={math.ceil(1 / rule.threshold - 1e-6)}." if rule.threshold > 0 else "."))
    elif rule.signal == "errors" and usual > 0:
        noise = false_alarms(rule, rate, usual)
        if noise > NOISY:
            yield RULES["threshold-in-the-noise"].found(
                rule.name, f"with {digits_beside(usual)}% of failures on a good day it fires about {noise:.3g} times a "
                "month by chance", "Raise the threshold, or take a longer window.")


def condition_text(rule: AlertRule) -> str:
    """What fires a rule, as a phrase.

    >>> condition_text(AlertRule("ApiFails", "api", "errors", "5%", "1 h", "5 min", lasts="2 min"))
    'more than 5% of requests fail over 1 h and over 5 min, for 2 min'
    """
    share = digits_beside(rule.threshold)
    said = {"errors": f"more than {share}% of requests fail",
            "slow": f"more than {share}% of requests take over {seconds_text(rule.slower_than or 0)}",
            "traffic": f"fewer than {rule.threshold:g} requests a second come", "absent": "no data comes",
            "saturation": f"more than {share}% is in use"}[rule.signal]
    over = " and ".join(f"over {seconds_text(each)}" for each in rule.windows)
    return f"{said} {over}" + (f", for {seconds_text(rule.lasts)}" if rule.lasts else "")
