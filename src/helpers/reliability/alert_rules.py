"""Alert rules as values: what is watched, over which time, from which threshold on, and what whoever is woken shall do.

A rule that watches a share (errors, slow requests) over a long and a short window is the multiwindow burn-rate alert
of the Site Reliability Workbook (2018, chapter 5): the long window says that it matters, the short one that it still
goes on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.errors import shorten
from helpers.inputs import changed
from helpers.reliability.budget import DAY, YEAR, ErrorBudget, availability_text, seconds_text
from helpers.reliability.errors import ReliabilityError, read, values_of
from helpers.rounding import whole_percent

if TYPE_CHECKING:
    from pandas import DataFrame

SIGNALS = ("errors", "slow", "traffic", "saturation", "absent")  # the golden signals, and that there is none at all
SHARES = ("errors", "slow")
SEVERITIES = ("page", "ticket")
# Severity, long window in seconds, share of the budget that is spent when it fires: the workbook, 2018, table 5-8.
WORKBOOK_ROWS = (("page", 3_600.0, 0.02), ("page", 21_600.0, 0.05), ("ticket", 3 * DAY, 0.10))
# With the row that tools such as sloth add (v0.16, 2026).
FOUR_ROWS = (*WORKBOOK_ROWS[:2], ("ticket", DAY, 0.10), WORKBOOK_ROWS[2])
SHORT = 1 / 12  # of the long window: the workbook's choice


@dataclass(frozen=True)
class AlertRule:
    """One alert: it fires when a signal of a component has been past its threshold for long enough.

    Parameters
    ----------
    name : str
        What the page says, in one word: letters, digits and underscores.
    component : str
        The box that is watched.
    signal : str
        "errors" (share of requests that fail), "slow" (share that take longer than `slower_than`), "traffic" (requests
        a second), "saturation" (share of a resource in use) or "absent" (no data at all).
    threshold : float or str
        Fires above it, of traffic below it; a share, or requests a second. "absent" has none.
    window : float or str
        The time that it is taken over, in seconds or text.
    short_window : float or str, optional
        A second, shorter time over which it must be past the threshold as well, so that the alert ends soon.
    lasts : float or str
        For so long it must be past the threshold without a break ("for" in Prometheus).
    minimum_requests : float
        With fewer in the window it is silent: one failure of two is no outage.
    severity : str
        "page" wakes somebody, "ticket" waits until morning.
    runbook : str
        What to do first, or where that stands.
    slower_than : float or str, optional
        Seconds from which on a request is slow.
    budget : ErrorBudget, optional
        What the threshold was worked out from.

    Raises
    ------
    ReliabilityError
        For what cannot be read.

    >>> rule = AlertRule("ApiFails", "api", "errors", "5%", window="5 min", lasts="2 min", runbook="Roll back.")
    >>> rule.threshold, rule.window, rule.time_to_fire("50%"), rule.time_to_fire("4%")
    (0.05, 300.0, 150.0, inf)
    """

    name: str
    component: str
    signal: str = "errors"
    threshold: float = 0.0
    window: float = 300.0
    short_window: float | None = None
    lasts: float = 0.0
    minimum_requests: float = 0.0
    severity: str = "page"
    runbook: str = ""
    slower_than: float | None = None
    budget: ErrorBudget | None = None

    def __post_init__(self):
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        put("name", _word(self.name, "name"))
        place = f"{self.name}."
        put("component", _word(self.component, f"{place}component"))
        put("signal", read.choice(self.signal, f"{place}signal", SIGNALS))
        put("severity", read.choice(self.severity, f"{place}severity", SEVERITIES))
        put("runbook", read.text(self.runbook, f"{place}runbook", 500))
        if self.signal == "traffic":
            put("threshold", read.rate(self.threshold, f"{place}threshold"))
        elif self.signal == "absent":
            put("threshold", 0.0)
        else:
            put("threshold", read.share(self.threshold, f"{place}threshold", example='"5%"'))
        put("window", read.seconds(self.window, f"{place}window", 1.0, YEAR, '"5 min"'))
        if self.short_window is not None:
            put("short_window", read.seconds(self.short_window, f"{place}short_window", 1.0, self.window, '"5 min"'))
        put("lasts", read.seconds(self.lasts, f"{place}lasts", 0.0, YEAR, '"5 min"'))
        put("minimum_requests", read.number(self.minimum_requests, f"{place}minimum_requests", 0.0, 1e15, "60"))
        if self.slower_than is not None:
            put("slower_than", read.seconds(self.slower_than, f"{place}slower_than", 1e-9, YEAR, '"200 ms"'))
        elif self.signal == "slow":
            raise ReliabilityError(f'{place}slower_than: "slow" needs the seconds from which on a request is slow. '
                                   'Write slower_than="200 ms".')
        if self.budget is not None and not isinstance(self.budget, ErrorBudget):
            raise ReliabilityError(f'{place}budget: {shorten(self.budget)} is not an ErrorBudget. '
                                   'Write ErrorBudget("99.9%").')

    def replace(self, **changes: Any) -> AlertRule:
        """The same rule with some fields changed."""
        return changed(self, changes, "alert rule", ReliabilityError)

    @property
    def windows(self) -> tuple[float, ...]:
        """The times, in seconds, over all of which the signal must be past the threshold."""
        return (self.window,) if self.short_window is None else (self.window, self.short_window)

    @property
    def burn_rate(self) -> float | None:
        """How many times too fast the budget goes at the threshold; None without a budget."""
        return None if self.budget is None else self.threshold / self.budget.share

    @property
    def budget_spent(self) -> float | None:
        """The share of the budget that is gone when it fires, however bad it is: burn rate times window over period."""
        return None if self.burn_rate is None or self.budget is None else \
            self.burn_rate * self.window / self.budget.period

    def time_to_fire(self, bad_share: float | str = 1.0) -> float:
        """Seconds from the start of a steady failure, after a time without one, until it fires; infinite: never.

        Threshold / share of bad requests x window, the slower of both windows, and then as long as it must last.
        """
        bad = read.share(bad_share, "bad_share", example='"100%"')
        self._of_shares("time_to_fire")
        return math.inf if bad <= self.threshold else self.threshold / bad * max(self.windows) + self.lasts

    def time_to_reset(self, bad_share: float | str = 1.0) -> float:
        """Seconds from the end of a failure that filled the windows until it stops firing; the shorter window decides.

        >>> round(AlertRule("Fast", "api", "errors", "3.6%", "1 h").time_to_reset() / 60)
        58
        """
        bad = read.share(bad_share, "bad_share", example='"100%"')
        self._of_shares("time_to_reset")
        return 0.0 if bad <= self.threshold else (1 - self.threshold / bad) * min(self.windows)

    def _of_shares(self, what: str) -> None:
        if self.signal not in SHARES:
            raise ReliabilityError(f"{what}: {self.name} watches {self.signal}; this is for {' and '.join(SHARES)}.")


def burn_rate_rules(component: str, budget: ErrorBudget, rows: Sequence = WORKBOOK_ROWS, runbook: str = "",
                    minimum_requests: float = 0.0) -> tuple[AlertRule, ...]:
    """The workbook's multiwindow burn-rate alerts for one component.

    Parameters
    ----------
    component : str
        The box.
    budget : ErrorBudget
        Target and period; a burn rate is share of the budget x period / long window.
    rows : sequence of (severity, long window, share of the budget)
        The workbook's three unless given; the short window is a twelfth of the long one.
    runbook : str
        What to do first.
    minimum_requests : float
        With fewer in the long window a rule is silent.

    Raises
    ------
    ReliabilityError
        Where a row would need more than 100% of errors to fire.

    >>> rules = burn_rate_rules("api", ErrorBudget("99.9%"))
    >>> [(each.severity, round(each.burn_rate, 3), round(each.time_to_fire(), 1)) for each in rules]
    [('page', 14.4, 51.8), ('page', 6.0, 129.6), ('ticket', 1.0, 259.2)]
    """
    if not isinstance(budget, ErrorBudget):
        raise ReliabilityError(f'budget: {shorten(budget)} is not an ErrorBudget. Write ErrorBudget("99.9%").')
    made = []
    given = read.listed(rows, "rows", "a list of (severity, long window, share of the budget)", 20)
    for place, row in enumerate(given):
        if not isinstance(row, list | tuple) or len(row) != 3:
            raise ReliabilityError(f'rows[{place}]: {shorten(row)} is not (severity, long window, share of the '
                                   'budget). Write ("page", "1 h", "2%").')
        severity, long, share = row
        long = read.seconds(long, f"rows[{place}]: the long window", 60.0, budget.period, '"1 h"')
        burn = read.share(share, f"rows[{place}]: the share of the budget", example='"2%"') * budget.period / long
        if burn * budget.share >= 1:
            raise ReliabilityError(f"rows[{place}]: at a target of {availability_text(budget.target)} a burn rate of "
                                   f"{burn:g} would need more than 100% of errors, and never fires. Choose a longer "
                                   "window or a smaller share of the budget.")
        name = f"{_word(component, 'component')}_burns_budget_{place + 1}"
        made.append(AlertRule(name, component, "errors", burn * budget.share, long, long * SHORT,
                              minimum_requests=minimum_requests, severity=severity, runbook=runbook, budget=budget))
    return tuple(made)


def burn_rates_table(rules: Sequence[AlertRule]) -> DataFrame:
    """Burn-rate alerts: windows, burn rate, budget spent when it fires, and when a total outage fires and resets it.

    >>> burn_rates_table(burn_rate_rules("api", ErrorBudget("99.9%", "28 days")))["burn rate"].tolist()
    ['13.4', '5.6', '0.933']
    """
    from helpers.tables import pandas

    given = values_of(rules, AlertRule, "rules", 'burn_rate_rules("api", ErrorBudget("99.9%"))')
    burning = [(each, spent) for each in given if (spent := each.budget_spent) is not None]
    rows = [{"severity": each.severity, "long window": seconds_text(each.window),
             "short window": "" if each.short_window is None else seconds_text(each.short_window),
             "burn rate": f"{each.burn_rate:.3g}", "budget spent": whole_percent(spent),
             "an outage fires it after": seconds_text(each.time_to_fire()),
             "and it ends after": seconds_text(each.time_to_reset())} for each, spent in burning]
    return pandas.DataFrame(rows, index=pandas.Index([each.name for each, _ in burning], name="alert"))


def _word(value: object, field: str) -> str:
    text = read.name(value, field)
    if not (text.isascii() and text.replace("_", "a").isalnum()) or text[0].isdigit():
        raise ReliabilityError(f"{field}: {shorten(value)} cannot name an alert or a box. Use letters, digits and "
                               "underscores, a letter first.")
    return text
