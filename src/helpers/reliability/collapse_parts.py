"""What a collapse consists of: a design, its load, a trigger and a cure; and how it is told that it collapsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from helpers.architecture import Architecture
from helpers.simulation import Behaviour, Client, Fault, Run, Workload, simulate

SETTLED = 0.7  # of the run: what comes after that is long after the trigger
COLLAPSED, WELL = 0.5, 0.95  # of the usual goodput: below the first it has collapsed, above the second it is well


@dataclass(frozen=True)
class Cure:
    """What is changed so that the same trigger does no lasting harm; None stays as it was.

    Parameters
    ----------
    name : str
        The cure's name in the field.
    why : str
        How it works, in a sentence.
    client, behaviours, architecture, faults
        What takes the place of those of the collapse; behaviours are put over the old ones by component.
    """

    name: str
    why: str
    client: Client | None = None
    behaviours: Mapping[str, Behaviour] = field(default_factory=dict)
    architecture: Architecture | None = None
    faults: tuple[Fault, ...] | None = None


@dataclass(frozen=True)
class Goodput:
    """The share of the requests that were answered: before the trigger, while it lasted, and long after it."""

    before: float
    during: float
    after: float


@dataclass(frozen=True)
class Collapse:
    """A scenario that can be run: it collapses, and its cure cures it.

    Parameters
    ----------
    name, title : str
        For code, and for people.
    story : str
        What happens, in a few sentences.
    architecture, workload, client, behaviours, faults
        As for `simulate`.
    trigger : (float, float)
        When the trigger begins and ends, in seconds.
    stays_down : bool
        Whether goodput stays down once the trigger is gone (a metastable failure), not only while it lasts.
    cure : Cure
        What cures it.
    source : str
        Who described it, where and when.
    """

    name: str
    title: str
    story: str
    architecture: Architecture
    workload: Workload
    client: Client
    behaviours: Mapping[str, Behaviour]
    faults: tuple[Fault, ...]
    trigger: tuple[float, float]
    stays_down: bool
    cure: Cure
    source: str

    def cured(self) -> Collapse:
        """The same scenario with its cure in place."""
        cure = self.cure
        return replace(self, client=cure.client or self.client, behaviours={**self.behaviours, **cure.behaviours},
                       architecture=cure.architecture or self.architecture,
                       faults=self.faults if cure.faults is None else cure.faults)

    def run(self, seed: int = 1) -> Run:
        """Run it as it is; `cured().run()` runs it with the cure."""
        return simulate(self.architecture, self.workload, self.faults, self.client, seed=seed,
                        behaviours=dict(self.behaviours), engine="event")

    def goodput(self, run: Run) -> Goodput:
        """The shares of requests answered before, during and long after the trigger, of a run of this scenario.

        Long after is the last three tenths of the run; a request belongs to the time in which it arrives.
        """
        begin, end = self.trigger
        at, span = run.arrival_times, run.seconds

        def share(low: float, high: float) -> float:
            inside = (at >= low) & (at < high)
            return float(run.served[inside].mean()) if np.any(inside) else 1.0

        return Goodput(share(min(2.0, begin / 2), begin), share(begin, end), share(SETTLED * span, span))

    def has_collapsed(self, run: Run) -> bool:
        """Whether goodput fell below half: long after the trigger where it stays down, else while the trigger lasts."""
        found = self.goodput(run)
        return (found.after if self.stays_down else found.during) < COLLAPSED * found.before

    def is_well(self, run: Run) -> bool:
        """Whether at least 95% of what was usual is answered: as `has_collapsed` looks at it."""
        found = self.goodput(run)
        return (found.after if self.stays_down else found.during) >= WELL * found.before
