"""How the chaos studio runs a design: as long as asked for where the loop is compiled, shortened where it is not."""

import time

from helpers.architecture import Architecture, Component
from helpers.simulation import Client, Run, Workload, compiled_available, fast, simulate, use_compiled
from helpers.simulation.loop import event_loop
from helpers.widgets.chaos_state import Base, requests_of

CALLS = 400_000  # that one run may make where the loop is compiled
SHORT, SHORT_CALLS = 6_000, 24_000  # requests and calls of a run where it is not: less than a second
LONGEST = 120.0  # seconds simulated
LOADS_A_COPY = 200_000  # steps for which a compiled copy on disk is loaded


class Engine:
    """Runs a base under faults and a client; knows whether the loop is compiled, and says where runs are shortened."""

    def __init__(self, most: int):
        self.most, self._took = most, 0.0
        self.fast = compiled_available(LOADS_A_COPY, event_loop)

    @property
    def can_compile(self) -> bool:
        """Whether numba is there, and the loop not compiled yet."""
        return not self.fast and fast._wanted is not False and fast._installed()

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
            self.fast = compiled_available(LOADS_A_COPY, event_loop)
        finally:
            use_compiled(before)

    def run(self, base: Base, workload: Workload, faults, client: Client, seed: int) -> Run:
        """One run. Raises `CourseError` for what cannot be run."""
        started = time.perf_counter()
        n = self.requests(base, workload)
        run = simulate(base.architecture, workload, faults, client, n=n, seed=seed, behaviours=base.behaviours)
        self._took = time.perf_counter() - started
        return run

    def requests(self, base: Base, workload: Workload) -> int:
        """How many requests a run of this base gets."""
        work = simulate(base.architecture, workload.replace(duration=None), n=2,
                        behaviours=base.behaviours, engine="auto").work
        most, calls = (self.most, CALLS) if self.fast else (min(self.most, SHORT), SHORT_CALLS)
        return requests_of(workload.rate, work, most, calls, LONGEST)

    def note(self, n: int) -> str:
        """That runs are shortened, where they are."""
        if self.fast or n >= self.most or n > SHORT:
            return ""
        how = "compile it here" if self.can_compile else "install numba (the extra fast), and start again"
        return f"Runs are shortened to {n:,} requests: the compiled engine is not there. To have {self.most:,}, {how}."
