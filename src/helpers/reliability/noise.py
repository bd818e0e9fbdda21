"""How often an alert on errors fires by chance, on days on which nothing is wrong."""

import math

from helpers.errors import shorten
from helpers.reliability.alert_rules import AlertRule
from helpers.reliability.budget import MONTH
from helpers.reliability.combinations import chance_of
from helpers.reliability.errors import ReliabilityError, read


def false_alarms(rule: AlertRule, requests_per_second: float, usual_errors: float | str) -> float:
    """Times a month (30 days) that a rule fires by chance on good days, each window by itself: a binomial tail.

    Parameters
    ----------
    rule : AlertRule
        A rule on errors.
    requests_per_second : float
        What comes.
    usual_errors : float or str
        The share that fails on a good day.

    >>> rule = AlertRule("ApiFails", "api", "errors", "1%", window="5 min")
    >>> round(false_alarms(rule, 1, "0.1%"), 1), round(false_alarms(rule, 10, "0.1%"), 1)
    (2.3, 0.0)
    """
    if not isinstance(rule, AlertRule):
        raise ReliabilityError(f"rule: {shorten(rule)} is not an AlertRule. "
                               'Write AlertRule("ApiFails", "api", "errors", "1%").')
    usual = read.share(usual_errors, "usual_errors", example='"0.1%"')
    rate = read.number(requests_per_second, "requests_per_second", 0.0, 1e12, "200")
    requests = math.floor(rate * rule.window)
    if requests < max(1.0, rule.minimum_requests):
        return 0.0
    return _more_failures(requests, rule.threshold, usual) * MONTH / rule.window


def _more_failures(requests: int, threshold: float, usual: float) -> float:
    """The chance that more than a share of so many requests fails; the normal tail where there are very many."""
    least = math.floor(requests * threshold + 1e-9) + 1
    if requests > 100_000:
        spread = math.sqrt(requests * usual * (1 - usual))
        return 0.5 * math.erfc((least - 0.5 - requests * usual) / spread / math.sqrt(2)) if spread else 0.0
    if least <= requests * usual:
        return 1 - math.fsum(chance_of(requests, each, usual) for each in range(least))
    total = 0.0
    for each in range(least, requests + 1):
        part = chance_of(requests, each, usual)
        total += part
        if part < total * 1e-17 or (part == 0 and each > requests * usual):
            break
    return total
