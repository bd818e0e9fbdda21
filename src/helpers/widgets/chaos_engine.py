"""How the chaos studio runs a design: as long as asked for where the loop is compiled, shortened where it is not.

A storm of retries makes ten times the calls of a calm run. Then a part is run first, so that a switch is answered at
once, and the whole run follows. Of a collapse that part is its beginning: until some time after the trouble is over, so
that it shows already whether it comes back.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from helpers.architecture import Architecture, Component
from helpers.simulation import (
    Client,
    Run,
    Workload,
    background,
    compiled_available,
    fast,
    make_plan,
    simulate,
    use_compiled,
)
from helpers.simulation.event import WORTH_COMPILING
from helpers.simulation.loop import event_loop
from helpers.widgets.chaos_state import Base, requests_of

CALLS = 400_000  # that one run may make where the loop is compiled
SHORT, SHORT_CALLS = 6_000, 24_000  # requests and calls of a run where it is not: less than a second
LONGEST = 120.0  # seconds simulated
LOADS_A_COPY = 200_000  # steps for which a compiled copy on disk is loaded
# The engine says how far it is every 300,000 moments, which take it some 50 ms: a run that will need more than so many
# of these stretches is left, and so much of it is run first as fits in one.
MOST_STRETCHES, SAFE, FEWEST = 2.5, 1.5, 1_000
QUICK = 0.015  # seconds of the processor: a beginning that takes longer is shown, and the whole run follows
AFTER = 0.2  # of what comes after the trouble: so much of it belongs to the beginning


class LeftError(Exception):
    """A run is left: it would take `stretches` of the engine's, or nobody waits for it any more."""

    def __init__(self, stretches: float = 0.0):
        super().__init__(stretches)
        self.stretches = stretches


class Engine:
    """Runs a base under faults and a client; knows whether the loop is compiled, and says where runs are shortened."""

    def __init__(self, most: int):
        self.most, self._took = most, 0.0
        self.fast = self._compiled()

    @staticmethod
    def _compiled() -> bool:
        return compiled_available(LOADS_A_COPY, event_loop, WORTH_COMPILING)

    @property
    def can_compile(self) -> bool:
        """Whether numba is there, and the loop neither compiled yet nor being compiled in the background."""
        return not self.fast and fast.can_compile() and not background.running()

    @property
    def took(self) -> float:
        """Seconds that the last run took."""
        return self._took

    def compile(self) -> None:
        """Compile the loop, or load its copy."""
        before = fast._wanted
        use_compiled(True)
        try:
            small = Architecture("Small").add(Component("user", "client"), Component("api", "service"))
            simulate(small.connect("user", "api"), Workload(100.0), client=Client(timeout=1.0), n=50)
            self.fast = self._compiled()
        finally:
            use_compiled(before)

    def run(self, base: Base, workload: Workload, faults: Callable[[float], tuple], client: Client, seed: int,
            calm: Run, decided: Callable[[Run], bool] = lambda run: True) -> Run:
        """A run, or its first part where it would take long (then `is_part` says so).

        `faults` gives those of a run of so many seconds; `calm` is the whole run of the same load with nothing broken;
        `decided` says whether a beginning shows already how it will end.
        Raises `CourseError` for what cannot be run.
        """
        started = time.perf_counter()
        n = self.requests(base, workload)
        try:
            beginning = self._beginning(base, workload, faults(calm.seconds), client, seed)
            if beginning is not None and decided(beginning):
                return beginning
            return self._simulated(base, workload, faults(calm.seconds), client, n, seed, self._watch())
        except LeftError as left:
            share = 1 / left.stretches / SAFE
            if workload.duration is not None:  # what happens when is given as well: its beginning
                beginning = workload.replace(duration=share * workload.duration)
                return self._simulated(base, beginning, faults(calm.seconds), client, n, seed)
            part = min(calm.n, max(FEWEST, int(share * n)))
            return self._simulated(base, workload, faults(float(calm.arrival_times[part - 1])), client, part, seed)
        finally:
            self._took = time.perf_counter() - started

    def _beginning(self, base: Base, workload: Workload, faults: tuple, client: Client, seed: int) -> Run | None:
        """A collapse until some time after its trouble; None where the whole run takes no longer than a moment."""
        if not self.fast or workload.duration is None or base.trigger is None:
            return None
        over = max([base.trigger[1], *(each.at + (each.length or 0.0) for each in faults)])
        until = over + AFTER * (workload.duration - over)
        if until >= workload.duration:
            return None
        started = time.thread_time()
        shorter = workload.replace(duration=until)
        run = self._simulated(base, shorter, faults, client, self.requests(base, workload), seed, self._watch())
        return run if time.thread_time() - started > QUICK else None

    def calm(self, base: Base, workload: Workload, seed: int) -> Run:
        """The whole run with nothing broken. Raises `CourseError` for what cannot be run."""
        started = time.perf_counter()
        if not self.fast:  # it is compiled in the background; from the first run after that on they are long
            fast.compile_in_background()
            self.fast = not background.running() and self._compiled()
        run = self._simulated(base, workload, (), base.client, self.requests(base, workload), seed)
        self._took = time.perf_counter() - started
        return run

    def whole(self, base: Base, workload: Workload, faults: tuple, client: Client, seed: int,
              wanted: Callable[[], bool]) -> Run | None:
        """The whole run, however long it takes; None where it is not wanted any more."""
        def watch(_done: int, _total: int) -> None:
            if not wanted():
                raise LeftError

        try:
            return self._simulated(base, workload, faults, client, self.requests(base, workload), seed, watch)
        except LeftError:
            return None

    def is_part(self, base: Base, run: Run) -> bool:
        """Whether a run is the first part of one that follows."""
        if base.workload.duration is not None:
            return run.workload.duration < base.workload.duration
        return run.n < self.requests(base, run.workload)

    def _simulated(self, base: Base, workload: Workload, faults: tuple, client: Client, n: int, seed: int,
                   progress: Callable[[int, int], object] | None = None) -> Run:
        return simulate(base.architecture, workload, faults, client, n=n, seed=seed, behaviours=base.behaviours,
                        progress=progress)

    def _watch(self) -> Callable[[int, int], None] | None:
        """Leaves a run that will take long; one that is interpreted is short already."""
        if not self.fast:
            return None
        stretches = 0

        def watch(done: int, total: int) -> None:
            nonlocal stretches
            stretches += 1
            expected = stretches * total / max(done, 1) if done < total else stretches + 1.0
            if expected > MOST_STRETCHES:
                raise LeftError(expected)

        return watch

    def requests(self, base: Base, workload: Workload) -> int:
        """How many requests a run of this base gets: fewer until the loop is compiled."""
        work = make_plan(base.architecture, workload.mix).work
        most, calls = (self.most, CALLS) if self.fast else (min(self.most, SHORT), SHORT_CALLS)
        return requests_of(workload.rate, work, most, calls, LONGEST)

    def note(self, n: int, part: bool = False) -> str:
        """That a run is shortened, where it is."""
        if part:
            return (f"Shown first: {n:,} requests, in a shorter time; this makes many times the usual calls. "
                    "The whole run follows.")
        if self.fast or n >= self.most or n > SHORT:
            return ""
        if background.running():
            return (f"Runs are shortened to {n:,} requests while the engine is compiled in the background, for a "
                    f"minute or two; the next scenario or load after that runs {self.most:,}.")
        how = "compile it here" if self.can_compile else "install numba, and start again"
        return f"Runs are shortened to {n:,} requests: the compiled engine is not there. To have {self.most:,}, {how}."
