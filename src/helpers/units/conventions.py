"""How long a day and a month are taken to be, and what each convention costs in accuracy."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.units.registry import SECONDS

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Convention:
    """A named length for a period, beside the exact one; the error is said for durations and for rates.

    >>> interview_month = CONVENTIONS[1]
    >>> f"{interview_month.duration_error:+.1%}", f"{interview_month.rate_error:+.1%}"
    ('-4.9%', '+5.2%')
    """

    unit: str
    stands_for: str
    used_for: str

    @property
    def seconds(self) -> float:
        """Length of the convention's period in seconds."""
        return float(SECONDS[self.unit][1])

    @property
    def exact_seconds(self) -> float:
        """Length of the period it stands for in seconds."""
        return float(SECONDS[self.stands_for][1])

    @property
    def duration_error(self) -> float:
        """Relative error of the period's length."""
        return self.seconds / self.exact_seconds - 1

    @property
    def rate_error(self) -> float:
        """Relative error of a rate per second that is computed with this period."""
        return self.exact_seconds / self.seconds - 1


CONVENTIONS = (
    Convention("month", "month", "exact: a twelfth of 365.25 days"),
    Convention("interview_month", "month", "in your head: divide by 2.5 million"),
    Convention("day", "day", "exact: 24 hours"),
    Convention("interview_day", "day", "in your head: divide by 100,000"),
)


def conventions_table() -> "pandas.DataFrame":
    """The conventions as a table: unit, seconds, and the relative error of a duration and of a rate, in percent.

    >>> conventions_table().loc["interview_day", "a rate is off by"]
    '-13.6%'
    """
    from helpers.tables import pandas

    rows = {each.unit: {"seconds": f"{each.seconds:,.0f}", "exactly": f"{each.exact_seconds:,.0f}",
                        "a duration is off by": f"{each.duration_error:+.1%}",
                        "a rate is off by": f"{each.rate_error:+.1%}", "used": each.used_for} for each in CONVENTIONS}
    return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("unit")
