"""Two requests at once on a model's own tables: both look whether something is free, and both take it."""

import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from helpers.data_model.errors import DataModelError
from helpers.data_model.model import DataModel
from helpers.data_model.parts import AccessPattern, Entity
from helpers.errors import shorten

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

COMPARED = ("string", "text", "integer", "identity", "uuid", "uuid7", "enum", "boolean")
LINE = 88  # characters of printed text: a page breaks longer lines inside words
DRAWN = 50  # rows that two are taken from which differ


@dataclass(frozen=True)
class Race:
    """Two requests looked by a pattern and inserted: how many rows say the same now, and who was refused."""

    pattern: str
    entity: str
    fields: tuple[str, ...]
    rows: int
    refused: str
    steps: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether one row is there, as was meant."""
        return self.rows == 1

    def __str__(self) -> str:
        named = " and ".join(self.fields)
        told = f"one of two has the {named}; the database refused the other ({self.refused})" if self.held else (
            f"two looked, both found the {named} free, and took it: {self.rows} rows have it now")  # fmt: skip
        return textwrap.fill(f"{self.pattern}: {told}", LINE, break_long_words=False, break_on_hyphens=False)


@contextmanager
def own_database(engine: "Engine | str | None") -> Iterator["Engine"]:
    """The database that is given, or a SQLite file that is thrown away."""
    from helpers.data_model.schema import engine_of

    if engine is not None:
        yield engine_of(engine)
        return
    with tempfile.TemporaryDirectory(prefix="course", ignore_cleanup_errors=True) as folder:
        made = engine_of(str(Path(folder) / "course.db"))
        try:
            yield made
        finally:
            made.dispose()


def race(model: DataModel, pattern: "AccessPattern | str", engine: "Engine | str | None" = None) -> Race:
    """Let two requests look by a pattern, find nothing, and insert the same, on tables made from the model.

    Parameters
    ----------
    model, pattern
        The model, and the reading pattern by which a program looks whether something is free.
    engine
        An empty database with several connections; by default a SQLite file that is thrown away.

    Raises
    ------
    DataModelError
        For a pattern that looks for nothing, or a model of which no tables can be made.

    >>> from helpers.data_model import Entity
    >>> free = AccessPattern("name_free", "link", by="name", limit=1)
    >>> model = DataModel("m").add(Entity("link", {"id": "identity", "name": "string(12)"}, key="id"), free)
    >>> race(model, "name_free").rows, race(model.put(model["link"].replace(unique=["name"])), "name_free").rows
    (2, 1)
    """
    from sqlalchemy.pool import StaticPool

    chosen = model.pattern(pattern) if isinstance(pattern, str) else pattern
    if not isinstance(chosen, AccessPattern) or chosen.writes or not chosen.by:
        raise DataModelError(f"pattern: {shorten(pattern)} does not look for anything. Name one that reads by a field.")
    entity = model[chosen.entity]
    conditions = chosen.conditions(entity)
    names = tuple(name for name, how in conditions if how == "=")
    if len(names) < len(conditions) or any(
        entity[name].base not in (*COMPARED, "ref") or entity[name].has("encrypted") for name in names
    ):
        raise DataModelError(f"{chosen.name}: it looks by more than equal texts or numbers. Choose one that does.")
    with own_database(engine) as made:
        if isinstance(made.pool, StaticPool):
            raise DataModelError("engine: two connections to one database are needed. Use PostgreSQL, or a file.")
        model.create(made)
        first, second = _rows(model, entity, names, made)
        return _played(model, chosen, entity, names, made, (first, second))


def _rows(model: DataModel, entity: Entity, names: tuple[str, ...], engine: "Engine") -> tuple[dict, dict]:
    """Two rows that are alike in the fields that are looked by, and differ in the rest of the key."""
    import numpy as np
    import sqlalchemy as sa

    from helpers.data_model.fill import columns_of, zone_of
    from helpers.data_model.schema import metadata_of

    needed, front = set(), {each.target for each in entity.refs}
    while front - needed:
        needed |= front
        front = {each.target for name in front for each in model[name].refs}
    model.fill(engine, {each: 20 if each in needed and each != entity.name else 0 for each in model.names})
    metadata, keys = metadata_of(model), {}
    with engine.connect() as connection:
        for each in model.entities:
            if len(each.key) == 1:
                column = metadata.tables[each.name].c[each.key[0]]
                raw = connection.execute(sa.select(sa.type_coerce(column, sa.types.NullType())))
                keys[each.name] = [str(row[0]) if isinstance(row[0], UUID) else row[0] for row in raw]
    columns, kept = columns_of(model, entity, DRAWN, np.random.default_rng(1), keys, zone_of(engine.dialect.name))
    rows = [{name: columns[name][place] for name in entity.names} for place in range(kept)]
    fixed = {name for each in (entity.key, *entity.unique) for name in each}
    first = next((row for row in rows if all(row[name] is not None for name in names)), None)
    second = next(
        (row for row in rows if first is not None and all(row[name] != first[name] for name in fixed - {*names})), None
    )
    if first is None or second is None:
        raise DataModelError(f"{entity.name}: no two rows could be made that are alike in {', '.join(names)} alone.")
    return first, {**second, **{name: first[name] for name in names}}


def _played(
    model: DataModel,
    pattern: AccessPattern,
    entity: Entity,
    names: tuple[str, ...],
    engine: "Engine",
    rows: tuple[dict, dict],
) -> Race:
    import sqlalchemy as sa

    from helpers.data_model.fill import writer_of
    from helpers.data_model.schema import metadata_of

    table = metadata_of(model).tables[entity.name]
    asked = sa.select(sa.func.count()).select_from(table).where(*(table.c[name] == rows[0][name] for name in names))
    steps, refused = [], ""

    def look(who: str, connection: "Connection") -> int:
        found = connection.execute(asked).scalar() or 0
        connection.commit()
        steps.append(f"{who} looks for {', '.join(names)}: {found or 'nothing'} there")
        return found

    def take(who: str, connection: "Connection", row: dict[str, Any]) -> str:
        try:
            writer_of(connection, table)([tuple(row[name] for name in entity.names)])
            connection.connection.commit()
        except (sa.exc.SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
            connection.rollback()
            told = str(error).splitlines()[0]
            steps.append(f"{who} inserts: refused, {told}")
            return told
        steps.append(f"{who} inserts")
        return ""

    with engine.connect() as one, engine.connect() as two:
        free = [not look(who, connection) for who, connection in (("A", one), ("B", two))]
        for who, connection, row, is_free in zip("AB", (one, two), rows, free, strict=True):
            refused = (take(who, connection, row) if is_free else "") or refused
        count = one.execute(asked).scalar() or 0
    return Race(pattern.name, entity.name, names, count, refused, tuple(steps))
