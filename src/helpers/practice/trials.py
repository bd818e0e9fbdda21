"""The hidden failures of a case, tried on a design: which share of each flow's requests is still answered in time."""

import math
from dataclasses import dataclass

from helpers.architecture import Architecture
from helpers.cases import Case, Failure, Flow
from helpers.errors import CourseError
from helpers.practice.case_load import CaseLoad
from helpers.practice.damage import Damage, damages

REQUESTS, SEED = 10_000, 1  # of one simulated run
FEW, MOST_OF_FEW = 500, 0.95  # of fewer requests of a flow nobody can say whether 99% came in time
FULL = 0.95  # a box that is fuller than this while something is wrong has nothing left for an uneven minute


@dataclass(frozen=True)
class Outcome:
    """What came of one failure: the share of requests answered in time, the share that was asked for, and why.

    The share is that of the flow that suffers most: of few requests that all fail nobody says that nearly all work.
    `how` says where it comes from: computed from the load of every box, and, where nothing is full, simulated.
    """

    failure: str
    happens: str
    expect: str
    share: float
    keeps: float
    because: str
    how: str

    @property
    def kept(self) -> bool:
        """Whether as many requests are answered as was asked for."""
        return self.share >= self.keeps - 1e-9


def outcomes(architecture: Architecture, case: Case, load: CaseLoad, n: int = REQUESTS,
             seed: int = SEED) -> tuple[Outcome, ...]:
    """Every failure of a case that can be tried, tried on a design; `n=0` only computes.

    >>> from helpers.architecture import Component
    >>> from helpers.cases import load_case
    >>> from helpers.practice.case_load import case_load
    >>> case = load_case("pastebin")
    >>> design = Architecture("Pastes").add(Component("client", "client"), Component("api", "service"),
    ...     Component("store", "sql", stores="paste")).connect("client", "api").connect("api", "store")
    >>> [(each.failure, each.kept) for each in outcomes(design, case, case_load(case))]
    [('blob_store_slow', True), ('database_lost', False)]
    """
    return tuple(_outcome(architecture, each, load, n, seed) for each in case.failures if each.trial is not None)


def _outcome(architecture: Architecture, failure: Failure, load: CaseLoad, n: int, seed: int) -> Outcome:
    trial = failure.trial
    assert trial is not None
    found = []
    try:
        for damage in damages(architecture, trial, load.flows, load.peak):
            found.append((*_share(architecture, damage, trial.spares, trial.within, n, seed), damage))
    except CourseError as error:
        return Outcome(failure.name, failure.happens, failure.expect, 0.0, trial.keeps, str(error), "computed")
    if not found:
        told = "the design names no zones, so that all of it may stand in one"
        return Outcome(failure.name, failure.happens, failure.expect, 0.0, trial.keeps, told, "computed")
    share, because, how, damage = min(found, key=lambda each: each[0])
    told = "; ".join(filter(None, (damage.because, because)))
    return Outcome(failure.name, failure.happens, failure.expect, share, trial.keeps, told, how)


def _share(whole: Architecture, damage: Damage, spares, within: float, n: int, seed: int) -> tuple[float, str, str]:
    """The share of the spared requests that is answered in time while a design is damaged, why, and how it is known."""
    loads = damage.architecture.load(damage.flows, damage.rate)
    alive = damage.architecture.survives(damage.flows)
    asked = [each for each in damage.flows if not spares or each.name in spares]
    parts, told = {}, []
    for flow in asked:
        if flow.name not in alive:
            parts[flow.name] = 0.0
            told.append(f"no way is left for {flow.name}")
            continue
        waited = _waited_for(damage.architecture, flow, damage.flows)
        out = max((damage.lost.get(name, 0.0) for name in waited), default=0.0)
        fullest = max(waited, key=lambda name: loads[name].utilisation, default=None)
        if fullest is None:
            parts[flow.name] = 1.0
            continue
        full = loads[fullest].utilisation
        parts[flow.name] = (1 - out) * min(1.0, FULL / full if full > FULL else 1.0)
        if out:
            told.append(f"{out:.0%} of the data of {flow.name} is out of reach")
        if full > FULL:
            told.append(f"{whole[fullest].title} is {full:.0%} full for {flow.name}")
    if n and all(share > 0.99 for share in parts.values()):
        return (*_simulated(damage, asked, parts, within, n, seed), f"simulated, {n:,} requests, seed {seed}")
    return min(parts.values(), default=0.0), "; ".join(dict.fromkeys(told)), "computed from the load of each box"


def _waited_for(architecture: Architecture, flow: Flow, flows: tuple[Flow, ...]) -> tuple[str, ...]:
    """The boxes that a client of a flow waits for."""
    return tuple(dict.fromkeys(name for path in architecture.paths(flow.name, flows) for name in path.waits_for))


def _simulated(damage: Damage, asked: list[Flow], parts: dict[str, float], within: float, n: int,
               seed: int) -> tuple[float, str]:
    from helpers.simulation import Workload, simulate
    from helpers.units import Q, human

    run = simulate(damage.architecture, Workload(damage.rate, mix=damage.flows), n=n, seed=seed)
    shares, slowest = [1.0], 0.0
    for each in asked:
        chosen = run.of_endpoint(each.name)
        count = int(chosen.sum())
        if not count:
            continue
        in_time = float((run.served[chosen] & (run.latencies[chosen] <= within)).mean())
        shares.append(parts[each.name] * (1.0 if count < FEW and in_time >= MOST_OF_FEW else in_time))
        took = run.latency(99, each.name)
        slowest = max(slowest, took) if not math.isnan(took) else slowest
    return min(shares), f"99% are answered within {human(Q(slowest, 's'), 3)}"
