"""What a run says of itself in short: how sure a figure is, where it is tight, and how shares and waits are written."""

import math
from dataclasses import dataclass

LEAVES_OUT = ("Left out: what happens inside a machine (locks, disks, and garbage collection unless a box "
              "has a Pressure), message sizes and bandwidth, slow starts of connections, and everything the drawing "
              "does not show.")

FEWEST = 2_000  # served requests, of which a figure can be said how sure it is
UNEVEN = 1.2  # times the average share of calls: from there on a replica is told to be fuller than the others
CALM = 0.5  # below this utilisation a box is not near its limit


@dataclass(frozen=True)
class Sure:
    """A figure with its 95% confidence interval, and whether it can be relied on.

    `verdict` is "steady", "unsure" (over 5% either way), "short" (the run is too short for its load: the interval may
    claim more than it knows; `because` says what would help) or "growing" (there is no such figure).
    """

    value: float
    low: float
    high: float
    verdict: str
    because: str = ""

    def __str__(self) -> str:
        from helpers.units import Q, human

        if math.isnan(self.value):
            return "no such figure: nothing was served"
        if math.isinf(self.high):
            return f"{human(Q(self.value, 's'), 3)} (of too few requests to say how sure that is; give at least " \
                   f"{FEWEST:,})"
        value, low, high = (human(Q(each, "s"), 3) for each in (self.value, self.low, self.high))
        told = {"steady": "", "unsure": "; more requests would narrow it",
                "short": f"; {self.because}",
                "growing": "; still growing at the end, so there is no such figure"}[self.verdict]
        return f"{value} ({low} to {high}{told})"


def share(value: float) -> str:
    """A share of requests in percent, to three digits; from 99% on to three digits of what is missing.

    >>> share(1.0), share(0.99425), share(0.903093), share(0.9999935), share(0.5), share(0.00002)
    ('100%', '99.425%', '90.3%', '99.99935%', '50%', '0.002%')
    """
    percent = 100 * float(value)
    told = 100 - percent if 99 <= percent < 100 else abs(percent)
    if math.isnan(told):
        return "no data"
    places = min(12, max(0, 2 - math.floor(math.log10(told)))) if told > 0 else 0
    text = f"{percent:.{places}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


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


def bottleneck(run) -> Bottleneck | None:
    """See `Run.bottleneck`."""
    if not run.limited:
        return None
    name = max(run.limited, key=run.fullest)
    full, shares, drops = run.fullest(name), run.shard_shares(name), run.drops(name)
    reasons = [f"it is {run.utilisation(name):.0%} busy"]
    if len(shares) > 1 and shares.max() > UNEVEN / len(shares) and full > run.utilisation(name):
        reasons[0] = f"its fullest replica gets {shares.max():.0%} of the calls and is {min(full, 1):.0%} busy"
    if run.waits(name).any():
        reasons.append(f"a call waits {short(run.wait(name))} there on average")
    if drops:
        reasons.append("it refused " + ", ".join(f"{count:,} ({why})" for why, count in drops.items()))
    if full < CALM:
        reasons.append("nothing is near its limit yet")
    return Bottleneck(name, full, "; ".join(reasons))
