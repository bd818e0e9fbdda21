"""How the chaos studio runs a design: as long as asked for where the loop is compiled, shortened where it is not."""

import time

from helpers.architecture import Architecture, Component
from helpers.simulation import Client, Run, Workload, background, compiled_available, fast, simulate, use_compiled
from helpers.simulation.event import WORTH_COMPILING
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

    def run(self, base: Base, workload: Workload, faults, client: Client, seed: int) -> Run:
        """One run. Raises `CourseError` for what cannot be run."""
        started = time.perf_counter()
        n = self.requests(base, workload)
        run = simulate(base.architecture, workload, faults, client, n=n, seed=seed, behaviours=base.behaviours)
        self._took = time.perf_counter() - started
        return run

    def requests(self, base: Base, workload: Workload) -> int:
        """How many requests a run of this base gets: fewer until the loop is compiled, which begins by itself."""
        if not self.fast:
            fast.compile_in_background()
            self.fast = not background.running() and self._compiled()
        work = simulate(base.architecture, workload.replace(duration=None), n=2,
                        behaviours=base.behaviours, engine="auto").work
        most, calls = (self.most, CALLS) if self.fast else (min(self.most, SHORT), SHORT_CALLS)
        return requests_of(workload.rate, work, most, calls, LONGEST)

    def note(self, n: int) -> str:
        """That runs are shortened, where they are."""
        if self.fast or n >= self.most or n > SHORT:
            return ""
        if background.running():
            return (f"Runs are shortened to {n:,} requests while the engine is compiled in the background, for a "
                    f"minute or two; the first run after that has {self.most:,}.")
        how = "compile it here" if self.can_compile else "install numba, and start again"
        return f"Runs are shortened to {n:,} requests: the compiled engine is not there. To have {self.most:,}, {how}."
