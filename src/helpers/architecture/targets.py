"""What a design must reach, for the checks that compare it with requirements."""

from dataclasses import dataclass, field

from helpers.architecture import fields as read
from helpers.architecture.errors import ArchitectureError
from helpers.errors import shorten
from helpers.units import Q, Quantity

# The names under which requirements may hold each target.
SPELLINGS = {"latency": ("latency", "latency_p99"), "availability": ("availability",),
             "durability_copies": ("durability_copies", "durability", "copies"),
             "monthly_cost": ("monthly_cost", "budget", "cost")}


@dataclass(frozen=True)
class Targets:
    """Latency in seconds, availability as a share, copies of the data, $ a month; None where nothing is asked.

    >>> Targets(latency="100 ms", availability="99.9%", monthly_cost="$20000/month").latency
    0.1
    """

    latency: float | None = None
    availability: float | None = None
    durability_copies: int | None = None
    monthly_cost: float | None = None
    # Of a sheet of requirements: seconds, percentile, of what, measured where.
    latencies: tuple[tuple[float, float, str, str], ...] = field(default=(), repr=False)

    def latency_of(self, endpoint: str) -> float | None:
        """The seconds within which 99% of one endpoint's requests must be answered; None where nothing is asked.

        >>> Targets(latency="100 ms").latency_of("open_link")
        0.1
        """
        if not self.latencies:
            return self.latency
        return min((seconds for seconds, percentile, of, place in self.latencies
                    if of in (endpoint, "all") and percentile >= 99 and place != "client"), default=None)

    def __post_init__(self):
        for name, check in (("latency", read.seconds_of), ("availability", read.share_of),
                            ("durability_copies", read.count_of), ("monthly_cost", read.money_of)):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, check(getattr(self, name), name))


def as_targets(requirements: object) -> Targets:
    """Targets from the `Requirements` of step 1, a mapping, or any object with such fields.

    `latency_p99`, `durability` and `budget` are known, too.

    A durability given as a share (99.999999999%) says nothing about copies and is left out.

    >>> as_targets({"latency_p99": "100 ms", "durability": 3})
    Targets(latency=0.1, availability=None, durability_copies=3, monthly_cost=None)
    """
    if requirements is None:
        return Targets()
    if isinstance(requirements, Targets):
        return requirements
    if hasattr(requirements, "targets") and hasattr(requirements, "qualities"):  # the sheet of step 1
        made = requirements.targets()
        return Targets(**{name: made[name] for name in (*SPELLINGS, "latencies")})
    if isinstance(requirements, str | int | float | list | tuple):
        raise ArchitectureError(f"requirements: {shorten(requirements)} holds no targets. "
                                'Give Targets(latency="100 ms").')
    found = {}
    for name, spellings in SPELLINGS.items():
        for spelling in spellings:
            value = (requirements.get(spelling) if isinstance(requirements, dict)
                     else getattr(requirements, spelling, None))
            if value is not None and not callable(value) and not (name == "durability_copies" and _is_share(value)):
                found[name] = value
                break
    return Targets(**found)


def _is_share(value) -> bool:
    if isinstance(value, str):
        try:
            value = Q(value)
        except ValueError:
            return False
    number = value.to("").magnitude if isinstance(value, Quantity) and value.dimensionless else value
    return isinstance(number, float) and number < 1
