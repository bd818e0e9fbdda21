"""A migration rehearsed on a full table while others read and write: who waits, who fails, which rows are wrong."""

import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from helpers.data_model.errors import DataModelError
from helpers.data_model.model import DataModel
from helpers.data_model.parts import READ
from helpers.data_model.races import own_database
from helpers.data_model.rehearsal_plan import Plan, plan_of

if TYPE_CHECKING:
    import pandas
    from sqlalchemy import Engine

WAYS = {
    "at once": "one transaction adds, fills and removes; then the new program is started",
    "fill first": "rows are filled while the old program still writes; then the new program is started",
    "in phases": "expand, start the program that writes both, fill in batches, read the new, contract",
}
KNOWN, SEEN = 2_000, 20  # keys that the workers choose among; how often each works in a phase before the next begins
PATIENCE = 120.0  # seconds that a statement waits for a lock before it counts as failed


@dataclass(frozen=True)
class Phase:
    """One phase: what was done, for how long, what the workers did meanwhile, and the longest wait."""

    name: str
    does: str
    seconds: float = 0.0
    reads: int = 0
    writes: int = 0
    failed: int = 0
    longest_read: float = 0.0
    longest_write: float = 0.0


@dataclass(frozen=True)
class Rehearsal:
    """What came of one way to migrate: its phases, rows with an old value in the new field, and rows without any."""

    way: str
    database: str
    rows: int
    phases: tuple[Phase, ...]
    stale: int = 0
    empty: int = 0
    reason: str = ""

    @property
    def failed(self) -> int:
        """How many requests failed."""
        return sum(each.failed for each in self.phases)

    @property
    def longest_write(self) -> float:
        """The longest that a writer waited, in seconds."""
        return max(each.longest_write for each in self.phases)

    @property
    def held(self) -> bool:
        """Whether no request failed, and every row is right."""
        return not (self.failed or self.stale or self.empty)

    def table(self) -> "pandas.DataFrame":
        """One row a phase."""
        from helpers.tables import pandas

        rows = [
            {
                "phase": each.name,
                "what is done": each.does,
                "seconds": f"{each.seconds:.2f}",
                "reads": each.reads,
                "writes": each.writes,
                "failed": each.failed,
                "longest read (ms)": f"{1000 * each.longest_read:.0f}",
                "longest write (ms)": f"{1000 * each.longest_write:.0f}",
            }
            for each in self.phases
        ]
        return pandas.DataFrame(rows).set_index("phase")

    def __str__(self) -> str:
        told = [f"{self.failed:,} requests failed" + (f" ({self.reason})" if self.reason else "")] * bool(self.failed)
        told += [f"{self.stale:,} rows have an old value"] * bool(self.stale)
        told += [f"{self.empty:,} rows have none"] * bool(self.empty)
        held = " · ".join(told) or "no request failed, every row is right"
        return (
            f"{self.way} ({self.rows:,} rows, {self.database}): {held}; "
            f"the longest write waited {1000 * self.longest_write:,.0f} ms (measured)"
        )


@dataclass
class _Workers:
    """A reader and a writer, each a thread with a connection of its own, that speak the version they are told."""

    engine: "Engine"
    plan: Plan
    keys: list
    version: str = "old"
    stopped: bool = False
    reason: str = ""
    counts: dict = field(default_factory=dict)
    threads: list = field(default_factory=list)

    def start(self) -> None:
        for place, work in enumerate(("read", "write")):
            thread = threading.Thread(target=self._run, args=(work, random.Random(place)), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _run(self, work: str, draw: random.Random) -> None:
        import sqlalchemy as sa

        with self.engine.connect() as connection:
            while not self.stopped:
                key, start, ok = draw.choice(self.keys), time.perf_counter(), True
                try:
                    statement, value = self.plan.statement(work, self.version, key, draw.random())
                    connection.execute(statement)
                    connection.commit()
                    if work == "write":
                        self.plan.written[key] = value
                except sa.exc.SQLAlchemyError as error:
                    ok, self.reason = False, str(getattr(error, "orig", None) or error).splitlines()[0][:80]
                    connection.rollback()
                self._count(work, ok, time.perf_counter() - start)
                time.sleep(0.0005)

    def _count(self, work: str, ok: bool, waited: float) -> None:
        done, failed, longest = self.counts.get(work, (0, 0, 0.0))
        self.counts[work] = (done + ok, failed + (not ok), max(longest, waited))

    def taken(self, phase: Phase, seconds: float) -> Phase:
        """The phase with what the workers did in it; each has done some work in it, also after its last step."""
        before = {work: sum(each[:2]) for work, each in self.counts.items()}
        until = time.perf_counter() + PATIENCE
        while any(sum(self.counts.get(work, (0, 0))[:2]) < before.get(work, 0) + SEEN for work in ("read", "write")):
            if time.perf_counter() > until or not all(each.is_alive() for each in self.threads):
                raise DataModelError("engine: the readers and writers do not come to work. Use a database of its own.")
            time.sleep(0.001)
        counts, self.counts = self.counts, {}
        (reads, failed_r, long_r), (writes, failed_w, long_w) = (
            counts.get(work, (0, 0, 0.0)) for work in ("read", "write")
        )
        return replace(
            phase,
            seconds=seconds,
            reads=reads,
            writes=writes,
            failed=failed_r + failed_w,
            longest_read=long_r,
            longest_write=long_w,
        )

    def stop(self) -> None:
        self.stopped = True
        for each in self.threads:
            each.join(PATIENCE)


def rehearse(
    old: DataModel,
    new: DataModel,
    copies: Mapping[str, str],
    way: str = "in phases",
    *,
    rows: int = 20_000,
    engine: "Engine | str | None" = None,
    batch: int = 2_000,
    seed: int = 1,
) -> Rehearsal:
    """Change a filled table from one version of a model to the next while a reader and a writer use it.

    Parameters
    ----------
    old, new
        Two versions that differ in the fields and indexes of one entity.
    copies
        For each new field the old one that its values come from: `{"link.address": "url"}`.
    way
        "in phases" (expand, migrate, contract), "at once", or "fill first".
    rows
        How many rows the table has.
    engine
        An empty database; by default a SQLite file that is thrown away.
    batch
        So many rows are filled in one transaction; the same time passes before the next.
    seed
        The same seed gives the same rows.

    Raises
    ------
    DataModelError
        Where the versions differ in another way, or a new field has no source.
    """
    from sqlalchemy.pool import StaticPool

    way, plan = READ.choice(way, "way", WAYS), plan_of(old, new, copies)
    rows = READ.whole(rows, "rows", 100, 50_000_000, "20_000")
    batch = READ.whole(batch, "batch", 1, 1_000_000, "2_000")
    with own_database(engine) as made:
        if isinstance(made.pool, StaticPool) or made.dialect.name not in ("sqlite", "postgresql"):
            raise DataModelError(
                "engine: readers and writers need connections of their own. Use PostgreSQL, or a SQLite file."
            )
        plan.prepare(made, rows, seed)
        keys = plan.some_keys(made, KNOWN)
        workers = _Workers(made, plan, keys)
        workers.start()
        try:
            phases = tuple(
                workers.taken(Phase(name, does), act()) for name, does, act in _acts(way, plan, made, batch, workers)
            )
        finally:
            workers.stop()
        stale, empty = plan.wrong(made)
        return Rehearsal(way, made.dialect.name, plan.count(made), phases, stale, empty, workers.reason)


def _timed(*steps):
    def act() -> float:
        start = time.perf_counter()
        for step in steps:
            step()
        return time.perf_counter() - start

    return act


def _acts(way: str, plan: Plan, engine: "Engine", batch: int, workers: _Workers):
    """The phases of a way: name, what is done, and the function that does it and gives its seconds."""

    def speak(version: str):
        return lambda: setattr(workers, "version", version)

    def fill():
        plan.fill_in_batches(engine, batch)

    added = ", ".join(plan.copies)
    removed = ", ".join(plan.removed) or "nothing"
    before = ("before", "the old program runs", _timed())
    if way == "at once":
        return [
            before,
            (
                "change",
                f"one transaction: add {added}, fill, remove {removed}",
                _timed(lambda: plan.all_at_once(engine)),
            ),
            ("start the new", "reads and writes the new only", _timed(speak("new"))),
        ]
    expand = ("expand", f"add {added}, which may be empty", _timed(lambda: plan.expand(engine)))
    both = ("write both", "a program that writes old and new is started", _timed(speak("both")))
    filled = ("migrate", f"fill old rows, {batch:,} in a transaction", _timed(fill))
    rest = [
        ("read new", "a program that reads and writes the new only", _timed(speak("new"))),
        ("contract", f"remove {removed}", _timed(lambda: plan.contract(engine))),
    ]
    if way == "fill first":
        return [before, expand, filled, both, *rest]
    return [before, expand, both, filled, *rest]


def rehearsals_table(
    old: DataModel, new: DataModel, copies: Mapping[str, str], ways: Sequence[str] = tuple(WAYS), rows: int = 20_000
) -> "pandas.DataFrame":
    """One row a way to migrate, each rehearsed on a SQLite file of its own: what failed, and what came out wrong."""
    from helpers.tables import pandas

    done = [rehearse(old, new, copies, way, rows=rows) for way in READ.listed(ways, "ways", "ways to migrate", 10)]
    table = [
        {
            "requests that failed": f"{each.failed:,}" + (f" ({each.reason})" if each.failed else ""),
            "rows with an old value": f"{each.stale:,}",
            "rows without one": f"{each.empty:,}",
            "longest write (ms, measured)": f"{1000 * each.longest_write:,.0f}",
        }
        for each in done
    ]
    return pandas.DataFrame(table, index=pandas.Index([each.way for each in done], name="way"))
