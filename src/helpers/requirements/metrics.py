"""What a quality can be measured by: the unit of each metric, which side of the target is good, and what it means."""

import re
from dataclasses import dataclass

from helpers.errors import shorten
from helpers.requirements.errors import RequirementError
from helpers.requirements.fields import like, number_of

LONGEST_SECONDS, HIGHEST = 1000 * 31_557_600.0, 1e15


@dataclass(frozen=True)
class Metric:
    """One metric: its unit, an example of a target, the sides a target may have, the largest value, what it means."""

    name: str
    unit: str
    example: str
    sides: tuple[str, ...]
    most: float
    means: str
    characteristic: str
    whole: bool = False

    def read(self, value, field: str) -> float:
        """A target as a plain number in the metric's unit. Raises `RequirementError`.

        >>> METRICS["latency"].read("100 ms", "at_most"), METRICS["availability"].read("99.9%", "at_least")
        (0.1, 0.999)
        """
        number = number_of(value, field, self.unit, self.example, self.most)
        if self.whole and not number.is_integer():
            raise RequirementError(f"{field}: {shorten(value)} is not a whole number. Write {self.example}.")
        return number


METRICS = {
    each.name: each
    for each in (
        Metric(
            "latency",
            "s",
            '"100 ms"',
            ("at_most",),
            366 * 86400.0,
            "how long an answer takes",
            "performance efficiency",
        ),
        Metric(
            "throughput",
            "1/s",
            '"20 K/s"',
            ("at_least",),
            HIGHEST,
            "how many requests a second are served",
            "performance efficiency",
        ),
        Metric(
            "availability", "", '"99.9%"', ("at_least",), 1.0, "the share of requests that are served", "reliability"
        ),
        Metric(
            "durability",
            "",
            '"99.999999999%"',
            ("at_least",),
            1.0,
            "the share of what is kept that is still there after a year",
            "reliability",
        ),
        Metric(
            "copies",
            "",
            "3",
            ("at_least", "at_most"),
            1000.0,
            "how many copies of the data there are",
            "reliability",
            whole=True,
        ),
        Metric(
            "lost_copies",
            "",
            "1",
            ("at_least",),
            1000.0,
            "how many copies may be lost at once while it still works",
            "reliability",
            whole=True,
        ),
        Metric(
            "staleness",
            "s",
            '"5 s"',
            ("at_most",),
            LONGEST_SECONDS,
            "how old may be what is read; 0 s means that every read sees the last write",
            "functional suitability",
        ),
        Metric(
            "recovery_point",
            "s",
            '"5 min"',
            ("at_most",),
            LONGEST_SECONDS,
            "how much of the newest data may be lost (RPO)",
            "reliability",
        ),
        Metric(
            "recovery_time",
            "s",
            '"1 h"',
            ("at_most",),
            LONGEST_SECONDS,
            "how long it may take until it works again (RTO)",
            "reliability",
        ),
        Metric(
            "retention",
            "s",
            '"5 years"',
            ("at_least", "at_most"),
            LONGEST_SECONDS,
            "how long something is kept (at_least), or after how long it is gone (at_most)",
            "security",
        ),
        Metric(
            "cost",
            "USD/month",
            '"$20000/month"',
            ("at_most",),
            HIGHEST,
            "what it may cost a month",
            "performance efficiency",
        ),
    )
}
ALSO = {
    "response time": "latency",
    "response_time": "latency",
    "uptime": "availability",
    "freshness": "staleness",
    "consistency": "staleness",
    "rpo": "recovery_point",
    "rto": "recovery_time",
    "budget": "cost",
    "cost a month": "cost",
    "monthly_cost": "cost",
    "replicas": "copies",
    "delay": "latency",
    "load time": "latency",
    "capacity": "throughput",
    "qps": "throughput",
    "rps": "throughput",
    "lag": "staleness",
}
INSTEAD = {  # what is said often, and is no metric: which one tells
    "downtime": 'The share that works says the same: availability at_least="99.9%" with window="30 days".',
    "reliability": "Say availability (it answers) or durability (nothing is lost).",
    "scalability": "Say throughput, at peak.",
    "speed": "Say latency: how long an answer takes.",
    "performance": "Say latency (how long) or throughput (how many a second).",
    "data loss": "Say durability, copies, or recovery_point.",
    "security": "No number of this list measures it: write a Constraint.",
}


def find_metric(name) -> Metric:
    """A metric by its name, however it is spaced. Raises `RequirementError` with the nearest names.

    >>> find_metric("Recovery point").name, find_metric("RTO").name
    ('recovery_point', 'recovery_time')
    """
    key = re.sub(r"[\s_-]+", "_", name[:100].strip().lower()) if isinstance(name, str) else name
    if not isinstance(key, str) or ALSO.get(key, ALSO.get(key.replace("_", " "), key)) not in METRICS:
        raise RequirementError(
            f"metric: {shorten(name)} is nothing that can be measured here."
            f"{_instead(key) or like(name, METRICS)} Choose one of {', '.join(METRICS)}."
        )
    return METRICS[ALSO.get(key, ALSO.get(key.replace("_", " "), key))]


def _instead(key) -> str:
    told = INSTEAD.get(key.replace("_", " ")) if isinstance(key, str) else None
    return f" {told}" if told else ""


def metrics_table():
    """All metrics as a DataFrame: unit, an example of a target, what it means.

    >>> metrics_table().loc["latency", "example"]
    'at_most="100 ms"'
    """
    from helpers.tables import pandas

    return pandas.DataFrame(
        [{"example": f"{each.sides[0]}={each.example}", "means": each.means} for each in METRICS.values()],
        index=pandas.Index(METRICS, name="metric"),
    )
