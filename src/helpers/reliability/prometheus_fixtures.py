"""Unit tests for the exported rules, as `promtool test rules` runs them: what must fire, and what must stay silent.

For each rule, series are made up on which the answer is known beforehand: just past the threshold and just before it,
too few requests, a counter that begins at 0 again, a failure that is over, and no data at all. Shares are steady, so
that it does not matter how Prometheus extrapolates the ends of a window.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpers.errors import shorten
from helpers.reliability.alert_rules import SHARES, AlertRule
from helpers.reliability.errors import ReliabilityError
from helpers.reliability.prometheus import as_yaml, duration, notes_of, number_text

MARGIN = 1e-6  # of the threshold: next to it, and beyond what sums of floats may be off
MANY = 1e9  # requests from one figure to the next: so many that each share has its whole number of failures
POINTS = 10  # figures in the shortest window
EVERY = 60.0  # seconds from one look at the rules to the next, as Prometheus does it unless told otherwise


@dataclass(frozen=True)
class Fixture:
    """One made-up stretch of time: its series, and at which second a rule must fire or be silent."""

    name: str
    interval: float
    series: tuple[tuple[str, str], ...]
    asked: tuple[tuple[float, bool], ...]


def promtool_text(rules: Sequence[AlertRule], rule_file: str = "alerts.yaml") -> str:
    """The tests of all rules as a file that `promtool test rules` takes, beside the file of the rules."""
    if not isinstance(rule_file, str) or not rule_file.strip() or not rule_file.isprintable():
        raise ReliabilityError(f'rule_file: {shorten(rule_file)} is no name of a file. Write "alerts.yaml".')
    tests = [_as_test(rule, each) for rule in rules for each in fixtures(rule)]
    return as_yaml({"rule_files": [rule_file], "evaluation_interval": duration(EVERY), "tests": tests})


def fixtures(rule: AlertRule, every: float = EVERY) -> Iterator[Fixture]:
    """The stretches of time on which a rule is tried.

    >>> [each.name for each in fixtures(AlertRule("Fails", "api", "errors", "5%"))]
    ['just before the threshold it is silent', 'just past the threshold it fires', ...]
    """
    made = _absent if rule.signal == "absent" else _shares if rule.signal in SHARES else _level
    yield from made(rule, every)


def _shares(rule: AlertRule, every: float) -> Iterator[Fixture]:
    short = min(rule.windows)
    interval = _interval(short)
    many = max(MANY, 10 * rule.minimum_requests)
    count = 2 * POINTS
    at = _later(2 * interval + rule.lasts, every)
    count += math.ceil(at / interval)
    before = () if rule.lasts < every else ((math.floor(rule.lasts / every) * every, False),)

    def steady(bad: float) -> tuple[tuple[str, str], ...]:
        return _series(rule, f"0+{_n(many - bad)}x{count}", f"0+{_n(bad)}x{count}", f"0+{_n(many)}x{count}")

    under = math.floor(rule.threshold * many * (1 - MARGIN))
    over = math.ceil(rule.threshold * many * (1 + MARGIN)) + (rule.threshold == 0)
    yield Fixture("just before the threshold it is silent", interval, steady(under), ((at, False),))
    if over <= many:
        yield Fixture("just past the threshold it fires", interval, steady(over), (*before, (at, True)))
    if rule.threshold < 1:
        yield _over_again(rule, interval, many, every)
        yield _recovered(rule, interval, many, every)
    if rule.minimum_requests > 0 and rule.threshold < 1:
        inside = min(rule.window, at) / interval
        for part, fires, words in ((0.5, False, "too few"), (2.0, True, "enough")):
            each = part * rule.minimum_requests / inside
            yield Fixture(f"with {words} requests, all bad, it {'fires' if fires else 'is silent'}", interval,
                          _series(rule, f"0+0x{count}", f"0+{_n(each)}x{count}", f"0+{_n(each)}x{count}"),
                          ((at, fires),))
    yield Fixture("without data it is silent", interval, (), ((at, False),))


def _over_again(rule: AlertRule, interval: float, many: float, every: float) -> Fixture:
    """Counters begin at 0 again, as after a restart, and nothing fails: what was counted before is no failure."""
    at = _later(2 * POINTS * interval + rule.lasts, every)
    count = math.ceil(at / interval)
    good = f"{_n(many)}+{_n(many)}x{POINTS} 0+{_n(many)}x{count}"
    return Fixture("a counter that begins at 0 again is no failure", interval,
                   _series(rule, good, f"7+0x{POINTS} 0+0x{count}", good), ((at, False),))


def _recovered(rule: AlertRule, interval: float, many: float, every: float) -> Fixture:
    """Everything fails, then nothing: it fires, and ends once the shortest window is good."""
    failing = math.ceil((2 * interval + rule.lasts + 3 * every) / interval) + POINTS
    over = failing * interval
    fires = math.floor(over / every) * every
    silent = _later(over + min(rule.windows) + 2 * interval, every)
    count = math.ceil((silent - over) / interval) + 2
    good = f"0+0x{failing} {_n(many)}+{_n(many)}x{count}"
    bad = f"0+{_n(many)}x{failing} {_n(many * failing)}+0x{count}"
    every_one = f"0+{_n(many)}x{failing + count}"
    return Fixture("it fires while all fail, and ends afterwards", interval, _series(rule, good, bad, every_one),
                   ((fires, True), (silent, False)))


def _level(rule: AlertRule, every: float) -> Iterator[Fixture]:
    """Traffic, and how full something is: both sides of the threshold, and no data."""
    interval = _interval(min(rule.windows))
    at = _later(2 * rule.window + rule.lasts, every)
    count = math.ceil(at / interval) + 1
    traffic = rule.signal == "traffic"
    for side, words in ((1 - MARGIN, "below"), (1 + MARGIN, "above")):
        value = rule.threshold * side * (interval if traffic else 1.0)
        fires = (side < 1) == traffic
        if not traffic and value > 1 and rule.threshold > 0:
            continue  # nothing is fuller than full
        values = f"0+{_n(value)}x{count}" if traffic else f"{_n(value + (rule.threshold == 0) * (side > 1))}+0x{count}"
        metric = "http_requests_total" if traffic else "saturation_ratio"
        labels = f'component="{rule.component}"' + (',code="200"' if traffic else "")
        yield Fixture(f"just {words} the threshold it {'fires' if fires else 'is silent'}", interval,
                      ((f"{metric}{{{labels}}}", values),), ((at, fires),))
    yield Fixture("without data it is silent", interval, (), ((at, False),))


def _absent(rule: AlertRule, every: float) -> Iterator[Fixture]:
    interval = _interval(rule.window)
    series = f'http_requests_total{{component="{rule.component}",code="200"}}'
    ends = POINTS * interval
    silent, fires = math.floor(ends / every) * every, _later(ends + rule.window + rule.lasts + interval, every)
    gap = math.ceil((fires - ends) / interval) + 1
    yield Fixture("it fires once data has stopped for long enough", interval,
                  ((series, f"0+100x{POINTS} _x{gap}"),), ((silent, False), (fires, True)))
    back = POINTS + gap
    yield Fixture("sparse data is data", interval, ((series, " ".join(["5", "_", "_"] * (back // 3 + 1))),),
                  ((fires, False),))
    yield Fixture("a counter that begins at 0 again is data", interval,
                  ((series, f"0+100x{POINTS} 0+100x{gap}"),), ((fires, False),))


def _series(rule: AlertRule, good: str, bad: str, total: str) -> tuple[tuple[str, str], ...]:
    chosen = f'component="{rule.component}"'
    if rule.signal == "errors":
        return ((f'http_requests_total{{{chosen},code="200"}}', good),
                (f'http_requests_total{{{chosen},code="500"}}', bad))
    timed = "http_request_duration_seconds"
    found = ((f'{timed}_bucket{{{chosen},le="{number_text(rule.slower_than or 0)}"}}', good),
             (f"{timed}_count{{{chosen}}}", total))
    if rule.minimum_requests > 0:
        return (*found, (f'http_requests_total{{{chosen},code="200"}}', total))
    return found


def _as_test(rule: AlertRule, fixture: Fixture) -> dict:
    labels = {"severity": rule.severity, "component": rule.component}
    firing = [{"exp_labels": labels, "exp_annotations": notes_of(rule)}]
    return {"name": f"{rule.name}: {fixture.name}", "interval": duration(fixture.interval),
            "input_series": [{"series": name, "values": values} for name, values in fixture.series],
            "alert_rule_test": [{"eval_time": duration(at), "alertname": rule.name,
                                 "exp_alerts": firing if fires else []} for at, fires in fixture.asked]}


def _interval(window: float) -> float:
    """From one figure to the next: a tenth of the window, in whole seconds where it is long enough."""
    return max(1.0, math.floor(window / POINTS)) if window >= POINTS else max(0.001, round(window / POINTS, 3))


def _later(seconds: float, every: float) -> float:
    """A moment at which rules are looked at, safely after a time."""
    return (math.ceil(seconds / every) + 2) * every


def _n(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.12g}"
