"""An access pattern as a query on the tables: what the database is asked for, in its own words."""

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.data_model.errors import DataModelError
from helpers.data_model.parts import AccessPattern, Entity

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select, Table

    from helpers.data_model.model import DataModel

COMPARISONS = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}

@dataclass(frozen=True)
class Query:
    """The query of a pattern: the table, the fields it looks by, and the values that it was tried with."""

    pattern: AccessPattern
    entity: Entity
    table: "Table"
    select: "Select"
    equal: tuple[str, ...]
    ranges: tuple[str, ...]
    orders: tuple[tuple[str, bool], ...]
    values: Mapping[str, Any] = field(default_factory=dict)

    def where(self, names: tuple[str, ...]) -> list:
        """The conditions on some of the fields, with their values."""
        return [
            _condition(self.table.c[name], how, self.values[name])
            for name, how in self.pattern.conditions(self.entity)
            if name in names
        ]

    def text(self, connection: "Connection") -> str:
        """The statement as the database gets it, with its values in place."""
        from sqlalchemy.sql.visitors import replacement_traverse

        select = replacement_traverse(self.select, {}, _raw_bytes(connection.dialect.name))
        made = select.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        return " ".join(str(made).split()).replace("%%", "%")


def _raw_bytes(dialect: str):
    """What puts raw bytes into the text of a statement, which SQLAlchemy does not write out."""
    import sqlalchemy as sa

    def replaced(element, **_):
        value = getattr(element, "value", None)
        if not isinstance(element, sa.BindParameter) or not isinstance(value, bytes):
            return None
        return sa.literal_column(f"'\\x{value.hex()}'::bytea" if dialect == "postgresql" else f"X'{value.hex()}'")

    return replaced


def _condition(column, how: str, value):
    import sqlalchemy as sa

    if value is None:
        return column.is_(sa.null())
    return column.like(value) if how == "like" else COMPARISONS[how](column, value)


def query_of(model: "DataModel", pattern: AccessPattern, connection: "Connection", metadata=None) -> Query:
    """The query of a pattern, with values taken from the rows that are there. Raises `DataModelError`."""
    import sqlalchemy as sa

    from helpers.data_model.schema import metadata_of

    if pattern.entity not in model:
        raise DataModelError(f"{pattern.name}: the model has no entity {pattern.entity}. Add it, or mend the name.")
    entity = model[pattern.entity]
    table = (metadata or metadata_of(model)).tables[entity.name]
    conditions, orders = pattern.conditions(entity), pattern.orders(entity)
    values = _values(table, conditions, connection, [table.c[name] for name in entity.key])
    returned = [table.c[name] for name in pattern.returns if name in entity] or list(table.c)
    select = sa.select(*returned).where(*(_condition(table.c[name], how, values[name]) for name, how in conditions))
    select = select.order_by(*(table.c[name].desc() if down else table.c[name] for name, down in orders))
    select = select if pattern.limit is None else select.limit(pattern.limit)
    return Query(
        pattern,
        entity,
        table,
        select,
        tuple(name for name, how in conditions if how == "="),
        tuple(name for name, how in conditions if how != "="),
        orders,
        values,
    )


def _values(table, conditions, connection, order) -> dict:
    """Values of a row in the middle by the key, whatever the indexes, so that what is asked for is there."""
    import sqlalchemy as sa

    if not conditions:
        return {}
    columns = [table.c[name] for name, _ in conditions]
    row = connection.execute(sa.select(*columns).order_by(*order).limit(1).offset(_middle(table, connection))).first()
    if row is None:
        return {name: _stand_in(table.c[name]) for name, _ in conditions}
    return {
        name: value if how != "like" else f"{str(value)[:3]}%"
        for (name, how), value in zip(conditions, row, strict=True)
    }


def _middle(table, connection) -> int:
    import sqlalchemy as sa

    few = sa.select(sa.literal(1)).select_from(table).limit(1000).subquery()
    return (connection.execute(sa.select(sa.func.count()).select_from(few)).scalar() or 0) // 2


def _stand_in(column):
    from datetime import UTC, date, datetime

    kinds = {
        int: 1,
        str: "x",
        float: 1.0,
        bool: True,
        bytes: b"x",
        date: date(2026, 1, 1),
        datetime: datetime(2026, 1, 1, tzinfo=UTC),
    }
    try:
        kind = column.type.python_type
    except NotImplementedError:
        kind = str
    if type(column.type).__name__ == "Uuid":
        return "00000000-0000-4000-8000-000000000000"
    return kinds.get(kind, 1)
