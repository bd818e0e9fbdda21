"""What a run says of itself in short: how sure a figure is, where it is tight, and how shares and waits are written."""

from dataclasses import dataclass

LEAVES_OUT = ("Left out: what happens inside a machine (garbage collection, locks, disks), message sizes and "
              "bandwidth, slow starts of connections, calls that must wait for one another, and everything the drawing "
              "does not show.")


@dataclass(frozen=True)
class Sure:
    """A figure with its 95% confidence interval; `verdict` is "steady", "unsure" (over 5% either way) or "growing"."""

    value: float
    low: float
    high: float
    verdict: str

    def __str__(self) -> str:
        from helpers.units import Q, human

        value, low, high = (human(Q(each, "s"), 3) for each in (self.value, self.low, self.high))
        told = {"steady": "", "unsure": "; more requests would narrow it",
                "growing": "; still growing at the end, so there is no such figure"}[self.verdict]
        return f"{value} ({low} to {high}{told})"


def share(value: float) -> str:
    """A share of requests in percent; short where it is whole, with four digits behind the point otherwise.

    >>> share(1.0), share(0.99425), share(0.5)
    ('100%', '99.425%', '50%')
    """
    return f"{100 * float(value):.4f}".rstrip("0").rstrip(".") + "%"


def short(seconds: float) -> str:
    """A wait with two digits; below a nanosecond it is none."""
    from helpers.units import Q, human

    return human(Q(seconds if seconds > 1e-9 else 0.0, "s"), 2)


@dataclass(frozen=True)
class Bottleneck:
    """The component that limits the design first, how full its fullest replica is, and how one can tell."""

    component: str
    utilisation: float
    because: str

    def __str__(self) -> str:
        return f"{self.component}: {self.because}"
