"""Two connections that collide on a real database: a lost update, write skew, and the race for a unique name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.data_model.errors import DataModelError
from helpers.inputs import Reader

if TYPE_CHECKING:
    import pandas
    from sqlalchemy import Engine

READ = Reader(DataModelError)
TABLE = "collision_of_the_course"
# Berenson and others (1995), A Critique of ANSI SQL Isolation Levels: P4 lost update, A5B write skew.
KINDS = {
    "lost update": "two read 100, each adds 10 and writes 110: one of the two is lost (P4)",
    "write skew": "two doctors each see that another is on call, and both go home (A5B)",
    "unique race": "two look whether a name is free, both see that it is, and both take it",
}
LEVELS = {"postgresql": ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"), "sqlite": ("DEFERRED", "IMMEDIATE")}
MENDS = ("none", "in one statement", "lock the row", "unique rule")


@dataclass(frozen=True)
class Collision:
    """What happened: the steps of both, whether the data are wrong now, and which of the two was refused."""

    kind: str
    level: str
    mend: str
    steps: tuple[str, ...]
    wrong: bool
    refused: str
    state: str

    def __str__(self) -> str:
        told = "the data are wrong" if self.wrong else "the data are right"
        return f"{self.kind} at {self.level}: {told} ({self.state})" + (
            f"; refused: {self.refused}" if self.refused else ""
        )


def collide(kind: str, engine: "Engine", level: str = "", mend: str = "none") -> Collision:
    """Let two connections do the same at once, step by step, and look at what is there afterwards.

    Parameters
    ----------
    kind
        "lost update", "write skew" or "unique race".
    engine
        PostgreSQL, or a file of SQLite (a database in memory has one connection only).
    level
        The isolation level: "READ COMMITTED", "REPEATABLE READ" or "SERIALIZABLE" on PostgreSQL; "DEFERRED" or
        "IMMEDIATE", how a transaction begins, on SQLite. Empty for the database's own default.
    mend
        "none", "in one statement" (of the lost update), "lock the row" (PostgreSQL), "unique rule" (of the race).
    """
    import sqlalchemy as sa
    from sqlalchemy.pool import StaticPool

    kind, mend = READ.choice(kind, "kind", KINDS), READ.choice(mend, "mend", MENDS)
    if (
        engine.dialect.name not in LEVELS
        or isinstance(engine.pool, StaticPool)
        or engine.url.database in (None, "", ":memory:")
    ):
        raise DataModelError("engine: two connections to one database are needed. Use PostgreSQL, or a SQLite file.")
    level = READ.choice(level or LEVELS[engine.dialect.name][0], "level", LEVELS[engine.dialect.name])
    if mend == "lock the row" and engine.dialect.name == "sqlite":
        raise DataModelError("mend: SQLite locks no single rows. Use level='IMMEDIATE'.")
    with engine.connect() as plain:
        plain.exec_driver_sql(f"DROP TABLE IF EXISTS {TABLE}")
        unique = " UNIQUE" if mend == "unique rule" else ""
        plain.exec_driver_sql(
            f"CREATE TABLE {TABLE} (id INTEGER PRIMARY KEY, name VARCHAR(20){unique}, amount INTEGER)"
        )
        if kind == "lost update":
            plain.exec_driver_sql(f"INSERT INTO {TABLE} VALUES (1, 'account', 100)")
        elif kind == "write skew":
            plain.exec_driver_sql(f"INSERT INTO {TABLE} VALUES (1, 'Ada', 1), (2, 'Ben', 1)")
        plain.commit()
    steps, refused = [], []
    try:
        with engine.connect() as first, engine.connect() as second:
            pair = (_Actor("A", first, level, steps, refused), _Actor("B", second, level, steps, refused))
            _play(kind, mend, pair)
        with engine.connect() as plain:
            rows = plain.exec_driver_sql(f"SELECT name, amount FROM {TABLE} ORDER BY id").all()
    except sa.exc.SQLAlchemyError as error:
        raise DataModelError(f"engine: the database refuses ({str(error).splitlines()[0][:160]}).") from None
    finally:
        with engine.begin() as plain:
            plain.exec_driver_sql(f"DROP TABLE IF EXISTS {TABLE}")
    done = 2 - len({each.split(":")[0] for each in refused})
    wrong, state = {
        "lost update": lambda: (rows[0][1] != 100 + 10 * done, f"{done} added 10 to 100, and {rows[0][1]} is there"),
        "write skew": lambda: (sum(each[1] for each in rows) == 0, f"{sum(each[1] for each in rows)} on call"),
        "unique race": lambda: (len(rows) > 1, f"{len(rows)} have the name"),
    }[kind]()
    return Collision(kind, level, mend, tuple(steps), bool(wrong), "; ".join(refused), state)


class _Actor:
    """One connection; after it is refused it does no more."""

    def __init__(self, name: str, connection, level: str, steps: list, refused: list):
        self.name, self.connection, self.steps, self.refused, self.out = name, connection, steps, refused, False
        self.sqlite = connection.dialect.name == "sqlite"
        if self.sqlite:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
            connection.commit()
            self.run(f"BEGIN {level}")
        else:
            connection.execution_options(isolation_level=level)
            connection.exec_driver_sql("SET lock_timeout = '300ms'")

    def run(self, statement: str):
        import sqlalchemy as sa

        if self.out:
            return None
        self.steps.append(f"{self.name}: {statement.replace(TABLE, 'shared')}")
        try:
            result = self.connection.exec_driver_sql(statement)
            return result.scalar() if result.returns_rows else None
        except sa.exc.DBAPIError as error:
            reason = str(error.orig).splitlines()[0]
            self.steps.append(f"{self.name}: refused, {reason}")
            self.refused.append(f"{self.name}: {reason}")
            self.out = True
            self.connection.rollback()
            return None

    def commit(self) -> None:
        self.run("COMMIT")
        if not self.out:
            self.connection.commit()


def _play(kind: str, mend: str, pair: tuple[_Actor, _Actor]) -> None:
    _one, _two = pair
    lock = " FOR UPDATE" if mend == "lock the row" else ""
    if kind == "lost update":
        if mend == "in one statement":
            for each in pair:  # one after the other: the second waits for the first
                each.run(f"UPDATE {TABLE} SET amount = amount + 10 WHERE id = 1")
                each.commit()
            return
        seen = [each.run(f"SELECT amount FROM {TABLE} WHERE id = 1{lock}") for each in pair]
        for each, amount in zip(pair, seen, strict=True):
            each.run(f"UPDATE {TABLE} SET amount = {int(amount or 0) + 10} WHERE id = 1")
            each.commit()
        return
    if kind == "write skew":
        rows = f"(SELECT amount FROM {TABLE} WHERE amount = 1{lock}) AS locked" if lock else f"{TABLE} WHERE amount = 1"
        seen = [each.run(f"SELECT count(*) FROM {rows}") for each in pair]
        for each, count, place in zip(pair, seen, (1, 2), strict=True):
            if count and count > 1:
                each.run(f"UPDATE {TABLE} SET amount = 0 WHERE id = {place}")
            each.commit()
        return
    seen = [each.run(f"SELECT count(*) FROM {TABLE} WHERE name = 'ada'") for each in pair]
    for each, count, place in zip(pair, seen, (1, 2), strict=True):
        if count == 0:
            each.run(f"INSERT INTO {TABLE} VALUES ({place}, 'ada', 1)")
        each.commit()


def collisions_table(engine: "Engine | str | None" = None) -> "pandas.DataFrame":
    """All collisions at all levels of a database: whether the data are right afterwards, and who was refused.

    Without an engine they run on a SQLite file that is thrown away: it lets one write at a time.

    >>> set(collisions_table()["data"]), set(collisions_table()["level"]) == set(LEVELS["sqlite"])
    ({'right'}, True)
    """
    from helpers.data_model.races import own_database
    from helpers.tables import pandas

    with own_database(engine) as made:
        rows = [collide(kind, made, level) for kind in KINDS for level in LEVELS.get(made.dialect.name, ())]
    return pandas.DataFrame(
        [
            {
                "collision": each.kind,
                "level": each.level,
                "data": "wrong" if each.wrong else "right",
                "refused": each.refused,
            }
            for each in rows
        ]
    )
