"""How a real database finds what a pattern asks for: its plan, the rows it touches, and whether an index mends it."""

import re
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.data_model.errors import DataModelError
from helpers.data_model.parts import AccessPattern
from helpers.data_model.queries import Query, query_of
from helpers.data_model.schema import engine_in_use, quoted, run
from helpers.errors import shorten
from helpers.findings import Finding, Findings

if TYPE_CHECKING:
    import pandas
    from sqlalchemy import Connection, Engine

    from helpers.data_model.model import DataModel

RUNS = 5
MANY = 10  # rows touched for each row returned, from which a finding says so
TRIAL = "try_index"
AUTOMATIC, OF_A_RULE = re.compile(r"sqlite_autoindex_.+?_\d+"), "its key or a unique rule"  # as SQLite calls them


@dataclass(frozen=True)
class Plan:
    """What the database did for one pattern.

    `found` is "scan", "search" (through an index or the key), or "covering index" (the index alone holds the answer);
    `sorts` says whether rows are sorted after they were found; times are medians of five runs, in seconds, measured.
    """

    pattern: str
    entity: str
    found: str
    index: str
    sorts: bool
    rows_touched: int
    rows_returned: int
    seconds: float
    statement: str
    steps: tuple[str, ...]
    mend: tuple[str, ...] = ()
    mended: "Plan | None" = None
    whole: bool = False

    @property
    def good(self) -> bool:
        """Whether rows are found without a scan and without sorting."""
        return self.found != "scan" and not self.sorts

    @property
    def along(self) -> bool:
        """Whether it walks along an index in the wanted order, and stops when enough rows are met: luck decides."""
        return self.found == "scan" and bool(self.index) and not self.sorts and not self.whole

    @property
    def words(self) -> str:
        """The plan in a sentence.

        >>> Plan("p", "post", "scan", "", False, 1_000_000, 20, 0.1, "", (), whole=True).words
        'reads all 1,000,000 rows of post to return 20'
        """
        rows = f"{self.rows_touched:,} {'row' if self.rows_touched == 1 else 'rows'}"
        every = "all " if self.whole and self.rows_touched != 1 else ""
        index = "the new index" if self.index.startswith(TRIAL) else AUTOMATIC.sub(OF_A_RULE, self.index)
        if self.along:
            end = f"until {self._returned_words} met; where fewer are there, it reads all"
            return f"reads {rows} of {self.entity} one by one along {index}, {end}"
        how = {"scan": "", "search": f" through {index}", "covering index": f" of {index} alone"}[self.found]
        sort = ", and sorts them," if self.sorts else ""
        return f"reads {every}{rows} of {self.entity}{how}{sort} to return {self.rows_returned:,}"

    @property
    def _returned_words(self) -> str:
        """How many rows come back, with the verb that goes with them."""
        return f"{self.rows_returned:,} {'is' if self.rows_returned == 1 else 'are'}"

    def check(self) -> Findings:
        """Findings on this plan: a scan, a sort, many rows read for few."""
        return Findings(_findings(self))

    def table(self) -> "pandas.DataFrame":
        """One row as it is, and one as it would be with the index that mends it, tried and taken back."""
        from helpers.tables import pandas

        tries = {"as it is": self}
        if self.mended is not None:
            tries[f"with the index [{', '.join(self.mend)}]"] = self.mended
        rows = [
            {
                "found by": f"scan{f' along {each.index}' if each.along else ''}"
                if each.found == "scan"
                else each.words.partition(f" of {each.entity} ")[2].split(" to return")[0].split(", and sorts")[0],
                "rows read": f"{each.rows_touched:,}",
                "rows returned": f"{each.rows_returned:,}",
                "sorts": "yes" if each.sorts else "no",
                "milliseconds, measured": f"{1000 * each.seconds:.2f}",
            }
            for each in tries.values()
        ]
        return pandas.DataFrame(rows, index=pandas.Index([*tries], name=self.pattern))

    def __str__(self) -> str:
        told = f"{self.pattern}: {self.words} ({self.seconds * 1000:.2f} ms, measured)"
        if self.mended is not None:
            told += (
                f". With an index on {', '.join(self.mend)} it {self.mended.words} "
                f"({self.mended.seconds * 1000:.2f} ms; tried, and taken back)"
            )
        return told


def _findings(plan: Plan):
    fix = (
        f"Add the index [{', '.join(plan.mend)}]."
        if plan.mended is not None and plan.mended.good
        else "Look for it by an indexed field, or bound how much is read."
    )
    tried = f"; with the index it {plan.mended.words}" if plan.mended is not None else ""
    if plan.along or (plan.found == "scan" and plan.rows_touched > max(MANY, MANY * plan.rows_returned)):
        yield Finding("full-scan", "error", plan.pattern, f"{plan.words}{tried}", fix)
    elif plan.found == "scan":
        yield Finding(
            "small-scan",
            "note",
            plan.pattern,
            f"{plan.words}: a scan, which is right for a small part of the data only",
        )
    elif plan.rows_touched > MANY * max(1, plan.rows_returned) and plan.rows_touched > 100:
        yield Finding("reads-many-for-few", "warning", plan.pattern, f"{plan.words}{tried}", fix)
    if plan.sorts and plan.found != "scan":
        yield Finding("sorts-each-time", "warning", plan.pattern, f"{plan.words}{tried}", fix)


def explain(model: "DataModel", pattern: "AccessPattern | str", engine: "Engine", mend: bool = True) -> Plan:
    """Ask the database how it answers a pattern, count what it reads, and try whether an index mends it.

    Parameters
    ----------
    model, pattern
        The model, and one of its read patterns (or one of your own on its entities).
    engine
        A database that holds the model's tables, best filled: `model.fill(rows=...)`.
    mend
        Make the missing index inside a transaction, measure again, and roll back.

    Raises
    ------
    DataModelError
        For a pattern that inserts, or a table that is not there.
    """
    import sqlalchemy as sa

    chosen = model.pattern(pattern) if isinstance(pattern, str) else pattern
    if not isinstance(chosen, AccessPattern):
        raise DataModelError(f"pattern: {shorten(pattern)} is no pattern. Name one of the model's.")
    if chosen.writes == "insert":
        raise DataModelError(
            f"{chosen.name}: an insert looks for nothing, so there is no plan to see. Choose a pattern "
            "that reads, updates or deletes."
        )
    engine = engine_in_use(engine)
    if engine.dialect.name not in ("sqlite", "postgresql"):
        raise DataModelError(f"engine: plans of {engine.dialect.name} are not read. Use SQLite or PostgreSQL.")
    try:
        with engine.connect() as connection:
            query = query_of(model, chosen, connection)
            plan = plan_of(query, connection)
            index = wanted(query)
            if not mend or plan.good or not index:
                return plan
            connection.rollback()
            tried = _tried(query, index, connection)
            return Plan(**{**vars(plan), "mend": index, "mended": tried})
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DataModelError(
            f"{chosen.name}: the database refuses ({shorten(reason, 160)}). "
            "Make its tables first: model.create(engine)."
        ) from None


def wanted(query: Query) -> tuple[str, ...]:
    """The index that would serve a query: what must be equal first, then what it is ordered by, or one range."""
    names = list(dict.fromkeys(query.equal))
    orders = [(name, down) for name, down in query.orders if name not in names]
    if orders:
        flat = len({down for _, down in orders}) == 1
        names += [name if flat or not down else f"{name} desc" for name, down in orders]
    else:
        names += [name for name in query.ranges if name not in names][:1]
    return tuple(names)


def begun(connection: "Connection") -> None:
    """Begin a transaction that holds changes of tables as well: Python's sqlite3 begins none for them by itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")


def make_index(connection: "Connection", table, entity, names: tuple[str, ...], called: str = TRIAL) -> None:
    """Make an index on a table within the transaction."""
    import sqlalchemy as sa
    from sqlalchemy.schema import CreateIndex

    parts = [table.c[name].desc() if down else table.c[name] for name, down in map(entity.order_of, names)]
    index = sa.Index(called, *parts)
    connection.execute(CreateIndex(index))
    table.indexes.discard(index)


def _tried(query: Query, names: tuple[str, ...], connection: "Connection") -> Plan:
    begun(connection)
    try:
        make_index(connection, query.table, query.entity, names)
        _analyzed(query, connection)
        return plan_of(query, connection)
    finally:
        connection.rollback()


def _analyzed(query: Query, connection: "Connection") -> None:
    if connection.dialect.name == "postgresql":
        run(connection, f"ANALYZE {quoted(connection, query.table.name)}")


def plan_of(query: Query, connection: "Connection") -> Plan:
    """The plan of one query on the connection as it is."""
    import sqlalchemy as sa

    read = _of_sqlite if connection.dialect.name == "sqlite" else _of_postgresql
    found, index, sorts, touched, steps = read(query, connection)
    returned, seconds = _timed(query, connection)
    touched = max(touched, returned) if found != "scan" else touched
    whole = found == "scan" and touched >= (
        connection.execute(sa.select(sa.func.count()).select_from(query.table)).scalar() or 0
    )
    return Plan(
        query.pattern.name,
        query.entity.name,
        found,
        index,
        sorts,
        touched,
        returned,
        seconds,
        query.text(connection),
        steps,
        whole=whole,
    )


def _timed(query: Query, connection: "Connection") -> tuple[int, float]:
    times, returned = [], 0
    for _ in range(RUNS):
        start = time.perf_counter()
        returned = len(connection.execute(query.select).fetchall())
        times.append(time.perf_counter() - start)
        if sum(times) > 2:
            break
    return returned, statistics.median(times)


# "SCAN TABLE post" until SQLite 3.35, "SCAN post" since 3.36; the name itself stands last or before USING.
STEP = re.compile(
    r"(SCAN|SEARCH)\s.*?(?:\sUSING (?P<how>COVERING INDEX|INDEX|INTEGER PRIMARY KEY|PRIMARY KEY|"
    r"AUTOMATIC (?:COVERING )?INDEX)(?P<rest>.*))?",
    re.DOTALL,
)


def _of_sqlite(query: Query, connection: "Connection") -> tuple[str, str, bool, int, tuple[str, ...]]:
    import sqlalchemy as sa

    compiled = query.select.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    parameters = tuple(compiled.construct_params()[name] for name in compiled.positiontup or ())
    processed = tuple(
        _bound(compiled, name, value) for name, value in zip(compiled.positiontup or (), parameters, strict=True)
    )
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", processed).all()
    steps = tuple(row[3].replace("SCAN TABLE ", "SCAN ").replace("SEARCH TABLE ", "SEARCH ") for row in rows)
    sorts = any("USE TEMP B-TREE" in each for each in steps)
    step = next((each for each in steps if each.startswith(("SCAN", "SEARCH"))), "SCAN")
    match = STEP.fullmatch(step)
    how, rest = (match["how"] or "", match["rest"] or "") if match else ("", "")
    limit = query.pattern.limit
    count = sa.select(sa.func.count()).select_from(query.table)
    if step.startswith("SCAN"):
        total = connection.execute(count).scalar() or 0
        everything = how and not sorts and not query.equal and not query.ranges
        if everything:  # in the order of an index: it stops after as many as were asked for
            return (
                ("covering index" if "COVERING" in how else "search"),
                rest.strip(),
                False,
                min(total, limit or total),
                steps,
            )
        if not sorts and limit is not None and "INDEX" not in how:  # it stops once it has found as many
            row = sa.literal_column("_rowid_")
            first = (
                sa.select(row.label("place"))
                .select_from(query.table)
                .where(*query.where((*query.equal, *query.ranges)))
                .limit(limit)
                .subquery()
            )
            count_first, last = connection.execute(sa.select(sa.func.count(), sa.func.max(first.c.place))).one()
            if count_first == limit:
                total = connection.execute(count.where(row <= last)).scalar() or 0
        if not sorts and limit is not None and "INDEX" in how and len(query.orders) == 1:
            total = _along(query, limit, total, connection)
        return "scan", rest.strip(), sorts, total, steps
    used = tuple(name for name in (*query.equal, *query.ranges) if _used(name, rest))
    touched = connection.execute(count.where(*query.where(used))).scalar() or 0
    if limit is not None and not sorts and set(used) >= {*query.equal, *query.ranges}:
        touched = min(touched, limit)
    name = "its key" if "PRIMARY KEY" in how else rest.rpartition(" (")[0].strip()
    return ("covering index" if "COVERING" in how else "search"), name, sorts, touched, steps


def _along(query: Query, limit: int, total: int, connection: "Connection") -> int:
    """The rows that are read along an index in the wanted order until as many as were asked for are met."""
    import sqlalchemy as sa

    (name, down), column = query.orders[0], query.table.c[query.orders[0][0]]
    if query.entity[name].optional:  # where the empty ones stand is the database's own matter
        return total
    met = sa.select(column.label("place")).where(*query.where((*query.equal, *query.ranges)))
    met = met.order_by(column.desc() if down else column).limit(limit).subquery()
    last = (sa.func.min if down else sa.func.max)(met.c.place)
    count_met, place = connection.execute(sa.select(sa.func.count(), last)).one()
    if count_met < limit:
        return total
    before = sa.select(sa.func.count()).select_from(query.table)
    return connection.execute(before.where(column >= place if down else column <= place)).scalar() or total


def _used(name: str, rest: str) -> bool:
    """Whether a plan's "(owner=? AND created>?)" names a field; the key of a rowid table is called rowid."""
    inside = rest.rpartition(" (")[2].rstrip(")")
    parts = [re.split(r"[=<>]", each, maxsplit=1)[0].strip() for each in inside.split(" AND ")]
    return name in parts or "rowid" in parts


def _bound(compiled, name: str, value):
    process = compiled._bind_processors.get(name)
    return process(value) if process is not None else value


def _of_postgresql(query: Query, connection: "Connection") -> tuple[str, str, bool, int, tuple[str, ...]]:
    import json

    statement = query.text(connection).replace("%", "%%")
    raw = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}").scalar()
    tree = (json.loads(raw) if isinstance(raw, str) else raw)[0]["Plan"]
    nodes = list(_nodes(tree))
    kinds = [each["Node Type"] for each in nodes]
    sorts = any("Sort" in each for each in kinds)
    index = next((each.get("Index Name", "") for each in nodes if each.get("Index Name")), "")
    touched = 0
    for each in nodes:
        if each.get("Relation Name"):
            lost = sum(each.get(part, 0) for part in ("Rows Removed by Filter", "Rows Removed by Index Recheck"))
            touched += round((each["Actual Rows"] + lost) * each.get("Actual Loops", 1))
    found = (
        "scan"
        if any("Seq Scan" in each for each in kinds)
        else ("covering index" if "Index Only Scan" in kinds else "search")
    )
    return (
        found,
        index,
        sorts,
        touched,
        tuple(f"{each['Node Type']} {each.get('Index Name', '')}".strip() for each in nodes),
    )


def _nodes(node: dict):
    yield node
    for each in node.get("Plans", ()):
        yield from _nodes(each)
