"""The event engine: it runs the loop on its tables, compiled or not, and hands back what was seen."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from helpers.simulation import background
from helpers.simulation.calm_loop import calm_loop
from helpers.simulation.event_outcome import outcome_of
from helpers.simulation.event_tables import first_sizes, tables_of
from helpers.simulation.fast import call, compiled_available
from helpers.simulation.loop import event_loop
from helpers.simulation.loop.tables import Plain, Tables, cell
from helpers.simulation.raw import Raw
from helpers.simulation.rooms import Rooms
from helpers.simulation.setup import Setup

WORTH_COMPILING = 1_000_000  # calls: some ten seconds interpreted, when compiling takes twenty
MORE = {"room": 8}  # so many times as many rows, where there were too few; others three times
AT_ONCE = 300_000  # moments of the compiled loop, a tenth of a second, until it looks up


def run_event(setup: Setup, progress: Callable[[int, int], object] | None = None) -> Raw:
    """Run every request, one moment after another; `progress` hears how many have come. Raises `SimulationError`."""
    sizes, rooms = first_sizes(setup), Rooms()
    tables = tables_of(setup, sizes, rooms)
    steps = int(setup.n * setup.plan.work * (1 + setup.client.retries))
    fast = compiled_available(steps, event_loop, WORTH_COMPILING, (tables,))
    while True:
        found = _run(tables, fast, progress)
        if found is not None and not cell(found.board, 0, "full"):
            if isinstance(found, Tables):  # the draws are needed no longer
                found = tables = found._replace(draws=found.draws[:0].copy())
            made = outcome_of(setup, found)
            rooms.leave()
            return made
        if found is None:  # the loop has been compiled meanwhile: again, and sooner done
            fast = True
        else:  # more was under way than there was room for: again
            sizes = {name: rows * MORE.get(name, 3) for name, rows in sizes.items()}
        rooms.leave()
        tables = tables_of(setup, sizes, rooms)


def _run(tables: Tables, fast: bool, progress: Callable[[int, int], object] | None) -> Tables | Plain | None:
    """The tables after the run; a compiled one fills the arrays that it is given. None: it can be compiled now.

    The loop comes back after some moments, so that a run can be stopped, also a compiled one, and says how far it is.
    """
    made: list[Plain] = []

    def plain(given: Tables) -> None:
        with without_collection():  # nothing here goes round in circles; to look for that takes a quarter of the time
            if not made:
                made.append(Plain(given))
            calm_loop(made[0])

    size = AT_ONCE if fast else AT_ONCE // 10
    awaited = not fast and background.running()
    tables.board["stop"] = size
    while True:
        if fast and not made:
            call(event_loop, plain, tables)
        else:
            plain(tables)
        found = made[0] if made else tables
        if cell(found.board, 0, "over") or cell(found.board, 0, "full"):
            return found
        if progress is not None:
            progress(int(cell(found.board, 0, "coming")), int(cell(found.board, 0, "requests")))
        if awaited and not background.running():
            awaited = False
            if compiled_available(WORTH_COMPILING, event_loop, WORTH_COMPILING, (tables,)):
                return None
        if made:
            made[0].board[0].stop += size
        else:
            tables.board["stop"] += size


@contextmanager
def without_collection() -> Iterator[None]:
    """The garbage collector rests; what nobody holds any more is freed at once as ever."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
