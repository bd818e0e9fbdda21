"""What providers promise: published service level agreements as data, each with the year in which it was read.

An agreement is a rule for refunds, not a measurement: EC2's (2023) gives back 10% of the bill below 99.99%, 30% below
99.0%, all of it below 95%. What is promised may have changed since: look it up before you rely on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.errors import nearest, shorten
from helpers.inputs import match
from helpers.reliability.budget import availability_text, seconds_down, seconds_text
from helpers.reliability.errors import ReliabilityError

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Agreement:
    """One promise: the service, the monthly share of uptime, on what condition, and the year it was read in."""

    service: str
    provider: str
    availability: float
    condition: str = ""
    year: int = 2023


_TABLE = (
    Agreement("EC2", "AWS", 0.9999, "instances in at least two zones of a region"),
    Agreement("EC2 instance", "AWS", 0.995, "a single instance"),
    Agreement("Aurora", "AWS", 0.9999, "several zones"),
    Agreement("RDS", "AWS", 0.9995, "Multi-AZ"),
    Agreement("DynamoDB", "AWS", 0.9999, "one region"),
    Agreement("DynamoDB global", "AWS", 0.99999, "global tables"),
    Agreement("S3", "AWS", 0.999, "standard class"),
    Agreement("Lambda", "AWS", 0.9995),
    Agreement("CloudFront", "AWS", 0.999),
    Agreement("Kinesis", "AWS", 0.999),
    Agreement("MSK", "AWS", 0.999),
    Agreement("OpenSearch", "AWS", 0.999),
    Agreement("Route 53", "AWS", 1.0, "100% is promised, and refunded when missed: it is no measurement"),
    Agreement("Spanner", "Google Cloud", 0.9999, "one region"),
    Agreement("Spanner multi-region", "Google Cloud", 0.99999, "several regions"),
    Agreement("Cloud SQL", "Google Cloud", 0.9995),
    Agreement("Compute Engine", "Google Cloud", 0.9999, "instances in several zones"),
    Agreement("Compute Engine instance", "Google Cloud", 0.995, "a single instance"),
    Agreement("Cloud Load Balancing", "Google Cloud", 0.9999),
    Agreement("Pub/Sub", "Google Cloud", 0.9995),
    Agreement("Memorystore", "Google Cloud", 0.999),
    Agreement("Cosmos DB", "Azure", 0.9999, "one region"),
    Agreement("Cosmos DB multi-region", "Azure", 0.99999, "several regions"),
    Agreement("Azure Load Balancer", "Azure", 0.9999),
)
AGREEMENTS: dict[str, Agreement] = {each.service: each for each in _TABLE}


def agreement(service: str) -> Agreement:
    """The published agreement of a service, in any spelling. Raises `ReliabilityError` with the nearest names.

    >>> agreement("dynamo db").availability, agreement("s3").year
    (0.9999, 2023)
    """
    found = match(service, AGREEMENTS) if isinstance(service, str) and len(service) <= 200 else None
    if found is None:
        raise ReliabilityError(f"service: {shorten(service)} has no agreement here."
                               f"{nearest(service, AGREEMENTS)}")
    return AGREEMENTS[found]


def agreements_table() -> DataFrame:
    """Published agreements: provider, promise, downtime that it allows a month of 30 days, condition, year.

    >>> agreements_table().loc["RDS", ["promise", "a month (30 days)"]].tolist()
    ['99.95%', '21.6 min']
    """
    from helpers.tables import pandas

    rows = [{"provider": each.provider, "promise": availability_text(each.availability),
             "a month (30 days)": seconds_text(seconds_down(each.availability)), "condition": each.condition,
             "year": each.year} for each in AGREEMENTS.values()]
    return pandas.DataFrame(rows, index=pandas.Index(AGREEMENTS, name="service"))
