"""What access patterns do on a database, as functions to be run again and again within one transaction."""

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from helpers.errors import CourseError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from helpers.data_model import AccessPattern, DataModel

SPARE = 1_000  # rows that are taken out, so that inserts put them back


def queries_of(model: "DataModel", patterns: "Sequence[AccessPattern]", connection: "Connection") -> list[Callable]:
    """A function for each pattern that can be run; what it changes is for the caller to roll back.

    A read and a delete look their rows up, an update writes a row as it was, an insert puts in a row that was taken out
    before; after so many inserts it does nothing more.
    """
    made: list[Callable] = []
    if patterns and connection.dialect.name == "sqlite":  # its driver begins by itself only before a change of rows
        begun = connection.connection.dbapi_connection
        if begun is not None and not begun.in_transaction:
            connection.exec_driver_sql("BEGIN")
    for each in patterns:
        with contextlib.suppress(CourseError):
            made.append(_query(model, each, connection))
    return made


def _query(model: "DataModel", pattern: "AccessPattern", connection: "Connection") -> Callable:
    import sqlalchemy as sa

    from helpers.data_model.queries import query_of
    from helpers.data_model.schema import metadata_of

    metadata = metadata_of(model)
    if pattern.writes == "insert":
        return _insert(metadata.tables[pattern.entity], connection)
    found = query_of(model, pattern, connection, metadata)
    statement: Any = found.select
    if pattern.writes == "update":
        keys = {each.name for each in found.table.primary_key}
        plain = next((each for each in found.table.columns if each.name not in keys), None)
        conditions = found.where((*found.equal, *found.ranges))
        if plain is not None and conditions:
            statement = sa.update(found.table).where(*conditions).values({plain.name: plain})
    reads = statement is found.select

    def run() -> None:
        result = connection.execute(statement)
        if reads:
            result.fetchall()

    return run


def _insert(table: Any, connection: "Connection") -> Callable:
    import sqlalchemy as sa

    rows = [dict(each._mapping) for each in connection.execute(sa.select(table).limit(SPARE))]
    keys = [each.name for each in table.primary_key] or [each.name for each in table.columns][:1]
    waiting: list[dict] = []
    point = connection.begin_nested()
    try:
        for row in rows:
            connection.execute(sa.delete(table).where(*(table.c[key] == row[key] for key in keys)))
        waiting = rows
        point.commit()
    except sa.exc.IntegrityError:  # others refer to these rows
        point.rollback()

    def run() -> None:
        if waiting:
            connection.execute(sa.insert(table), waiting.pop())

    return run
