"""The failure sweep: each thing that can be lost is lost in turn, and what is left is run and measured.

All runs draw the same random numbers, so that they differ by the loss alone. Figures are of the time from the loss on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.architecture import Architecture, endpoints
from helpers.architecture.failures import COUNTED, WHAT, SinglePoint, works
from helpers.reliability.data_at_risk import data_at_risk
from helpers.reliability.errors import ReliabilityError, read
from helpers.reliability.losses import KINDS_OF_LOSS, Loss, losses
from helpers.reliability.many_cores import Progress, cores, on_all_cores
from helpers.reliability.subject import architecture_of, workload_of
from helpers.simulation import Behaviour, Client, Workload, make_plan, simulate
from helpers.simulation.event import WORTH_COMPILING
from helpers.simulation.fast import in_all, is_ready
from helpers.simulation.loop import event_loop
from helpers.simulation.stats import percentiles

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.findings import Findings
    from helpers.reliability.predicted_failures import PredictedFailures

UNCOMPILED = "the compiled engine is not there, or not yet"
USUAL, SHORT = 50_000, 5_000  # requests of a run where the loop is compiled, and where it is not
WORTH_PROCESSES = 2_000_000  # calls in all, interpreted: some seconds, when a process takes two to start
SHORTFALL = 0.001  # of the requests: from there on, more are lost than without the failure
SLOWER = 1.5  # times the usual p99
NOTHING = Loss("nothing", "nothing", ())


@dataclass(frozen=True)
class Effect:
    """What one loss does, measured from its beginning to the last arrival.

    Parameters
    ----------
    loss : Loss
        What is lost.
    takes_down : tuple of str
        The endpoints that no way is left for, or not for a part of the data.
    share : float
        That part: 1 is all of it; 0 where nothing is taken down.
    availability : float
        The share of the requests that were answered.
    goodput : float
        Answers a second.
    p99 : float
        The 99th percentile of the latency in seconds; nan where nothing was answered.
    by_endpoint : mapping of str to float
        The availability of each endpoint; nan where nobody asked for it.
    out_of_reach, last_copy : mapping of str to float
        By entity, the share of its data that cannot be reached, and that has one copy left.
    verdict : str
        "down" (takes an endpoint down), "overloaded" (more requests are lost than without the failure), "slower" (p99
        more than half as long again) or "holds".
    """

    loss: Loss
    takes_down: tuple[str, ...]
    share: float
    availability: float
    goodput: float
    p99: float
    by_endpoint: Mapping[str, float]
    out_of_reach: Mapping[str, float]
    last_copy: Mapping[str, float]
    verdict: str = "holds"

    @property
    def name(self) -> str:
        """How the loss is called."""
        return self.loss.name

    @property
    def badness(self) -> tuple[float, ...]:
        """The greater, the worse: requests lost, then data out of reach, then p99."""
        return (1 - self.availability, max(self.out_of_reach.values(), default=0.0),
                math.inf if math.isnan(self.p99) else self.p99)


@dataclass(frozen=True, eq=False)
class FailureSweep:
    """What each loss does to a design.

    Parameters
    ----------
    architecture, workload
        What was tried.
    usual : Effect
        The same figures without any loss.
    effects : tuple of Effect
        One for each loss.
    n : int
        Requests of each run.
    seed : int
        The draw that all runs share.
    shortened : bool
        Whether fewer requests were run than usual, because nothing compiles the loop here.
    """

    architecture: Architecture
    workload: Workload
    usual: Effect
    effects: tuple[Effect, ...]
    n: int
    seed: int
    shortened: bool = False

    def __iter__(self):
        return iter(self.effects)

    def __len__(self) -> int:
        return len(self.effects)

    def __getitem__(self, name: str) -> Effect:
        for each in self.effects:
            if name in (each.name, f"zone:{each.loss.of[0]}" if each.loss.what == "zone" else each.name):
                return each
        from helpers.errors import nearest, shorten

        raise ReliabilityError(f"lost: {shorten(name)} was not lost in this sweep."
                               f"{nearest(name, [each.name for each in self.effects])}")

    def worst(self, many: int = 5) -> tuple[Effect, ...]:
        """The losses that lose most requests, then most data, then most time; the worst first."""
        many = read.whole(many, "many", 1, 10_000, "5")
        return tuple(sorted(self.effects, key=lambda each: each.badness, reverse=True)[:many])

    def single_points(self, of: str | Iterable[str] = COUNTED) -> tuple[SinglePoint, ...]:
        """What alone takes an endpoint down, in the words of `Architecture.single_points_of_failure`, from the sweep.

        `of` says which of "component", "zone" and "connection" count; a component is one that fails when one of its
        machines does.
        """
        wanted = read.choices(of, "of", WHAT)
        found: dict[tuple[str, tuple[str, ...]], SinglePoint] = {}
        for each in self.effects:
            loss = each.loss
            machine = loss.what == "replica" or (loss.what == "component" and len(loss.machines) == 1
                                                 and not self.architecture[loss.of[0]].of.managed)
            what = "component" if machine else loss.what
            if what not in wanted or not each.takes_down or (loss.what == "component" and not machine):
                continue
            found.setdefault((what, loss.of), SinglePoint(
                what, loss.name if what == "connection" else loss.of[0], each.takes_down, loss.of, each.share))
        return tuple(sorted(found.values(), key=lambda each: (-len(each.endpoints), WHAT.index(each.what), each.key)))

    def compare(self, predicted: Iterable[str] | str, of: str | Iterable[str] | None = None) -> PredictedFailures:
        """A prediction of the single points of failure beside what the sweep found.

        Parameters
        ----------
        predicted : list of str
            Names: "store", "zone a", "api -> store".
        of : str or list of str, optional
            What counts. None: components and zones, and connections where one was predicted.

        Raises
        ------
        ReliabilityError
            For a name that is not in the design.
        """
        from helpers.reliability.predicted_failures import predicted_failures

        return predicted_failures(self, predicted, of)

    def check(self) -> Findings:
        """What is to be mended: losses that take an endpoint down, overload what is left, or leave one copy."""
        from helpers.reliability.failure_findings import findings

        return findings(self)

    def table(self) -> DataFrame:
        """For people: what is lost, what that does, in words and rounded figures; the worst first."""
        from helpers.reliability.failure_table import table

        return table(self)

    def to_frame(self) -> DataFrame:
        """For pictures and further work: a row a loss in the order of the sweep, plain numbers, times in seconds."""
        from helpers.reliability.failure_table import frame

        return frame(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for YAML or JSON: what was run, and a mapping for each loss."""
        from helpers.reliability.failure_table import as_dict

        return as_dict(self)

    def _repr_html_(self) -> str:
        said = f"<p>Runs are shortened to {self.n:,} requests: {UNCOMPILED}.</p>" if self.shortened else ""
        return self.table().to_html() + said

    def __repr__(self) -> str:
        said = f"; shortened: {UNCOMPILED}" if self.shortened else ""
        return f"<FailureSweep of {self.architecture.name}: {len(self)} losses, {self.n:,} requests each{said}>"


@dataclass(frozen=True)
class Task:
    """One run of a sweep, as it is handed to another thread, process or machine."""

    architecture: Architecture
    workload: Workload
    loss: Loss
    client: Client | None
    behaviours: dict[str, Behaviour] | None
    n: int
    seed: int
    at: float
    length: float | None
    detect: float


def measure(task: Task) -> tuple[float, float, float, dict[str, float]]:
    """Run one task: availability, goodput, p99 and the availability by endpoint, while the loss lasts."""
    run = simulate(task.architecture, task.workload, task.loss.faults(task.at, task.length, task.detect), task.client,
                   task.n, task.seed, behaviours=task.behaviours, engine="event")
    ends = run.seconds if task.length is None else min(run.seconds, task.at + task.length)
    times, served = run.arrival_times, run.served
    inside = (times >= task.at) & (times <= ends)
    replies = times + run.latencies
    answered = int(np.count_nonzero((replies >= task.at) & (replies <= ends)))
    found = run.latencies[inside & served]
    by_endpoint = {}
    for name in run.endpoints:
        mine = inside & run.of_endpoint(name)
        by_endpoint[name] = float(served[mine].mean()) if mine.any() else math.nan
    return (float(served[inside].mean()) if inside.any() else math.nan, answered / max(ends - task.at, 1e-12),
            float(percentiles(found, 99)[0]) if len(found) else math.nan, by_endpoint)


def failure_sweep(design: Any, workload: Workload | None = None, *, of: str | Iterable[str] = KINDS_OF_LOSS,
                  pairs: Iterable = (), client: Client | None = None, behaviours: dict[str, Behaviour] | None = None,
                  n: int | None = None, seed: int = 1, at: float | str | None = None,
                  length: float | str | None = None, detect: float | str = 0.0, workers: int | None = None,
                  progress: Progress | None = None, cluster: Any = None) -> FailureSweep:
    """Lose each machine, box, zone and connection of a design in turn, and measure what is left.

    Parameters
    ----------
    design : Architecture or Design
        What is tried.
    workload : Workload, optional
        What arrives. None: the peak of the design's estimate, in the mix of its interface.
    of : str or list of str
        What is lost: "replica", "component", "zone", "connection". Machines that stand alike are tried once; machines
        of rented boxes, which their provider replaces, are not lost one by one.
    pairs : list of (str, str)
        What is lost together besides, by name: ("api", "zone a"), ("store #1", "api -> cache").
    client : Client, optional
        What callers do about late replies and failures. None: they wait for ever.
    behaviours : dict of str to Behaviour, optional
        As for `simulate`.
    n : int, optional
        Requests of each run. None: 50,000, or 5,000 where nothing compiles the loop (the result says so).
    seed : int
        The draw that all runs share.
    at : float or str, optional
        When the loss begins, in seconds or text. None: after a fifth of the run.
    length : float or str, optional
        How long it lasts, in seconds or text. None: to the end.
    detect : float or str
        For so long, in seconds or text, callers do not know of the loss.
    workers : int, optional
        Runs at once. None: one for each core.
    progress : callable, optional
        Called with how many runs are done, and how many there are.
    cluster : str or distributed.Client, optional
        The address of a Dask scheduler, or a client of it, that takes the runs; the results are the same.

    Returns
    -------
    FailureSweep
        What each loss does; times in seconds.

    Raises
    ------
    ReliabilityError, SimulationError
        Where something given cannot be run.

    >>> from helpers import Architecture, Component, Workload
    >>> shop = Architecture("Shop").add(Component("client", "client"), Component("api", "service", replicas=2),
    ...     Component("store", "sql", stores="item")).connect("client", "api").connect("api", "store")
    >>> found = failure_sweep(shop, Workload("100/s"), of=["replica", "component"], n=1_000)
    >>> [(each.name, each.verdict) for each in found]
    [('api', 'down'), ('api #1', 'holds'), ('store', 'down')]
    """
    made, load = architecture_of(design), workload_of(design, workload)
    wanted = losses(made, of, pairs, by_key=load.keys is not None)
    many, shortened, calls = _requests(made, load, n, len(wanted))
    span = load.duration if load.duration is not None else _span(made, load, many, seed)
    begin = span / 5 if at is None else read.seconds(at, "at", example='"10 s"')
    lasting = None if length is None else read.seconds(length, "length", low=1e-9, example='"10 s"')
    if begin >= span:
        raise ReliabilityError(f"at: {begin:.4g} s is after the last arrival, at {span:.4g} s. Begin earlier, or give "
                               "more requests with n.")
    known = read.seconds(detect, "detect", example='"5 s"')
    workers = None if workers is None else read.whole(workers, "workers", 1, 1_000)

    def task(loss: Loss) -> Task:
        return Task(made, load, loss, client, behaviours, many, seed, begin, lasting, known)

    with in_all(int(calls), event_loop, WORTH_COMPILING):
        usual = measure(task(NOTHING))
    way = "threads" if is_ready(event_loop) else "processes" if calls >= WORTH_PROCESSES and cores() > 1 \
        else "one by one"
    found = on_all_cores(measure, [task(each) for each in wanted], way, workers, progress, cluster)
    given = endpoints(made, load.mix)
    working = [each for each in given if works(made, each)]
    base = _effect(made, NOTHING, working, usual, None)
    return FailureSweep(made, load, base, tuple(_effect(made, loss, working, figures, base)
                                                for loss, figures in zip(wanted, found, strict=True)),
                        many, int(seed), shortened)


def _requests(made: Architecture, load: Workload, n: int | None, many: int) -> tuple[int, bool, float]:
    """Requests of each run, whether they are fewer than usual, and the calls of all runs together."""
    from helpers.simulation.fast import compiled_available

    work = make_plan(made, load.mix).work
    if n is not None or load.duration is not None:
        given = USUAL if n is None else n
        known = max(0, min(given, 10**9)) if isinstance(given, int) and not isinstance(given, bool) else USUAL
        if load.duration is not None:
            known = max(1, int(load.rate * load.duration))
        return given, False, known * work * (many + 1)
    calls = USUAL * work * (many + 1)
    if is_ready(event_loop) or compiled_available(int(calls), event_loop, WORTH_COMPILING):
        return USUAL, False, calls
    return SHORT, True, SHORT * work * (many + 1)


def _span(made: Architecture, load: Workload, many: int, seed: int) -> float:
    """When the last request arrives, in seconds."""
    from helpers.simulation import arrivals

    if isinstance(many, bool) or not isinstance(many, int | np.integer) or not 1 <= many <= arrivals.MOST:
        simulate(made, load, n=many)  # says what is wrong with it
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**63:
        simulate(made, load, n=1, seed=seed)
    return float(arrivals.arrival_times(load, int(many), int(seed))[-1])


def _effect(made: Architecture, loss: Loss, working: list, figures: tuple, base: Effect | None) -> Effect:
    availability, goodput, p99, by_endpoint = figures
    down, share = loss.takes_down(made, working)
    data = data_at_risk(made, loss.machines)
    verdict = "holds"
    if down:
        verdict = "down"
    elif base is not None and availability < base.availability - SHORTFALL:
        verdict = "overloaded"
    elif base is not None and (p99 > SLOWER * base.p99 or (math.isnan(p99) and not math.isnan(base.p99))):
        verdict = "slower"
    return Effect(loss, down, share, availability, goodput, p99, by_endpoint, data.out_of_reach, data.last_copy,
                  verdict)
