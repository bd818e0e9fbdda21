"""Availability as time: downtime a day, a month and a year, and the error budget that a target leaves.

**The convention.** A day has 24 hours; a month, as in most agreements and targets, 30 days; a year 365.25 days. So
twelve months here are 360 days: a figure by the month is not a twelfth of the one by the year.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.errors import CourseError
from helpers.inputs import changed
from helpers.reliability.errors import ReliabilityError, read
from helpers.rounding import digits_beside
from helpers.units import Q, Quantity, human

if TYPE_CHECKING:
    from pandas import DataFrame

DAY = 86_400.0
MONTH, YEAR = 30 * DAY, 365.25 * DAY
CONVENTION = "a day of 24 h, a month of 30 days, a year of 365.25 days"
LONGEST = 10 * YEAR
USUAL = (0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999)


def seconds_down(availability: float | str, period: float | str = MONTH) -> float:
    """The seconds of downtime that an availability allows in a period, 30 days unless given.

    >>> round(seconds_down("99.9%") / 60, 1), round(seconds_down("99.9%", "1 year") / 3600, 2)
    (43.2, 8.77)
    >>> seconds_down("99.9%", "1 month") == seconds_down("99.9%")
    True
    """
    share = read.share(availability, "availability", example='0.999 or "99.9%"')
    return (1 - share) * period_seconds(period, 1.0)


def period_seconds(period: object, least: float) -> float:
    """The seconds of a period of availability; one in months counts 30 days for each, as everywhere in this room.

    >>> period_seconds("2 months", 1.0) / DAY, period_seconds("7 days", 1.0) / DAY
    (60.0, 7.0)
    """
    with suppress(CourseError):  # what cannot be read is refused below, by its own words
        if isinstance(period, str | Quantity) and str((given := Q(period)).units) == "month":
            months = read.number(given.magnitude, "period", 0.0, 1e6)
            return read.seconds(f"{months * 30!r} days", "period", least, LONGEST, '"30 days"')
    return read.seconds(period, "period", least, LONGEST, '"30 days"')


def availability_text(share: float) -> str:
    """A share as people write availability, with the nines that tell.

    >>> availability_text(0.9995), availability_text(0.99999), availability_text(1.0)
    ('99.95%', '99.999%', '100%')
    """
    return f"{digits_beside(share)}%"


def seconds_text(seconds: float) -> str:
    """A length of time for people.

    >>> seconds_text(2592.0), seconds_text(0.0), seconds_text(math.inf)
    ('43.2 min', '0 s', 'never')
    """
    return "never" if math.isinf(seconds) else human(Q(float(seconds), "s"))


def downtime_table(availabilities: tuple | list = USUAL) -> DataFrame:
    """What each availability allows of downtime a day, a month (30 days) and a year (365.25 days).

    >>> downtime_table(["99.99%"]).loc["99.99%"].to_dict()
    {'a day': '8.64 s', 'a month (30 days)': '4.32 min', 'a year (365.25 days)': '52.6 min'}
    """
    from helpers.tables import pandas

    shares = [read.share(each, "availabilities", example='"99.9%"')
              for each in read.listed(availabilities, "availabilities", 'a list such as ["99.9%"]', 50)]
    rows = [{"a day": seconds_text(seconds_down(each, DAY)),
             "a month (30 days)": seconds_text(seconds_down(each, MONTH)),
             "a year (365.25 days)": seconds_text(seconds_down(each, YEAR))} for each in shares]
    return pandas.DataFrame(rows, index=pandas.Index([availability_text(each) for each in shares],
                                                     name="availability"))


@dataclass(frozen=True)
class ErrorBudget:
    """What a target leaves for failures in a period: 99.9% of 30 days leave 43.2 minutes, or one request in 1,000.

    Parameters
    ----------
    target : float or str
        The share of good requests, or of good time, that is promised: below 1.
    period : float or str
        The rolling time it is counted over, in seconds or text; 30 days unless given.

    Raises
    ------
    ReliabilityError
        For a target of 100%, which leaves no budget, and for what cannot be read.

    >>> budget = ErrorBudget("99.9%")
    >>> round(budget.seconds), round(budget.bad_requests(5_000_000)), round(budget.burn_rate("1%"), 6)
    (2592, 5000, 10.0)
    >>> round(budget.left(bad=1_250, total=5_000_000), 6), round(budget.spent_after(10) / DAY, 6)
    (0.75, 3.0)
    """

    target: float
    period: float = MONTH

    def __post_init__(self):
        target = read.share(self.target, "target", example='0.999 or "99.9%"')
        if target >= 1:
            raise ReliabilityError("target: 100% leaves no error budget, so that nothing may ever change. "
                                   'Write "99.9%".')
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "period", period_seconds(self.period, 3600.0))

    def replace(self, **changes: Any) -> ErrorBudget:
        """The same budget with another target or period."""
        return changed(self, changes, "budget", ReliabilityError)

    @property
    def share(self) -> float:
        """The share of requests, or of the time, that may be bad."""
        return 1 - self.target

    @property
    def seconds(self) -> float:
        """The seconds of full outage that use it up."""
        return self.share * self.period

    def bad_requests(self, total: float) -> float:
        """How many of so many requests in the period may fail."""
        return self.share * read.number(total, "total", 0.0, 1e18, "5_000_000")

    def left(self, bad: float, total: float) -> float:
        """The share of the budget that is left after `bad` of the period's `total` requests failed; below 0: overspent.

        Raises
        ------
        ReliabilityError
            Where more failed than were made, or none was made.
        """
        total = read.number(total, "total", 1e-9, 1e18, "5_000_000")
        return 1 - read.number(bad, "bad", 0.0, total, f"a number up to {total:g}") / self.bad_requests(total)

    def burn_rate(self, error_share: float | str) -> float:
        """How many times too fast the budget goes at a share of errors: at 1 it lasts exactly the period."""
        return read.share(error_share, "error_share", example='0.01 or "1%"') / self.share

    def spent_after(self, burn_rate: float) -> float:
        """The seconds after which a whole budget is gone at a burn rate; infinite at 0.

        >>> [round(ErrorBudget("99.9%").spent_after(each) / 3600, 2) for each in (1, 2, 14.4, 1000)]
        [720.0, 360.0, 50.0, 0.72]
        """
        burn = read.number(burn_rate, "burn_rate", 0.0, 1e12, "14.4")
        return math.inf if burn == 0 else self.period / burn
