"""What a failure sweep has to say: what takes an endpoint down, what overloads the rest, what leaves a single copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.findings import Finding, Findings
from helpers.reliability.rules import RULES
from helpers.simulation.verdicts import share

if TYPE_CHECKING:
    from helpers.reliability.failure_sweep import Effect, FailureSweep


def findings(sweep: FailureSweep) -> Findings:
    """See `FailureSweep.check`; the loss of a whole box of several machines, and of pairs, is no finding."""
    found: list[Finding] = []
    for each in sweep.effects:
        loss = each.loss
        if loss.what == "pair" or (loss.what == "component" and len(loss.machines) > 1) or (
                loss.what == "component" and sweep.architecture[loss.of[0]].of.managed):
            continue
        if each.takes_down:
            part = f" for {share(each.share)} of the data" if each.share < 1 else ""
            found.append(RULES["loss-takes-down"].found(
                each.name, f"without it {', '.join(each.takes_down)} cannot be done{part}; {share(each.availability)} "
                "of all requests were answered", _mend(each)))
        elif each.verdict == "overloaded":
            found.append(RULES["loss-overloads"].found(
                each.name, f"without it {share(each.availability)} of the requests are answered, and "
                f"{share(sweep.usual.availability)} with it", "Add machines, so that those left carry the peak."))
        fewer = sorted(name for name, part in each.last_copy.items()
                       if part > sweep.usual.last_copy.get(name, 0.0) and loss.what != "connection")
        if fewer:
            told = ", ".join(f"{share(each.last_copy[name])} of {name}" for name in fewer)
            found.append(RULES["loss-leaves-one-copy"].found(
                each.name, f"without it {told} is there once", "Keep a third copy, in another zone."))
    return Findings(found)


def _mend(effect: Effect) -> str:
    what, of = effect.loss.what, effect.loss.of
    if what == "connection":
        return f"Give {of[0]} another way to what it needs, or bear that the network is one thing."
    if what == "zone":
        return "Spread the machines of each box over more zones."
    return f"Give {of[0]} another machine, and of data another copy."
