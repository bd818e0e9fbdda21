"""What a rehearsed migration does to the table, and what the old and the new program read and write meanwhile."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.data_model.errors import DataModelError
from helpers.data_model.model import DataModel
from helpers.data_model.parts import Entity
from helpers.data_model.schema import compiled, quoted, run
from helpers.data_model.types import Field
from helpers.errors import nearest, shorten

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

COPIED = ("string", "text", "integer", "float")  # types of fields of which the workers can make up values


@dataclass
class Plan:
    """The change of one entity: which new field is copied from which old one, and which fields go."""

    old: DataModel
    new: DataModel
    entity: Entity
    after: Entity
    copies: dict[str, str]
    removed: tuple[str, ...]
    table: Any = None
    written: dict = field(default_factory=dict)  # the last value that was written, and confirmed, to each row
    nothing: int = 0  # rows that have no value to copy

    # --- before -------------------------------------------------------------------------------------------------------

    def prepare(self, engine: "Engine", rows: int, seed: int) -> None:
        """Make the old tables, and fill them."""
        import sqlalchemy as sa

        from helpers.data_model.schema import metadata_of

        made = metadata_of(self.old)
        name = self.entity.name
        if sa.inspect(engine).get_table_names():
            raise DataModelError("engine: a rehearsal makes and changes tables. Give an empty database.")
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            sa.event.listen(engine, "connect", _patient)
            engine.dispose()  # connections made from now on are patient
            for rule in [each for each in made.tables[name].constraints if isinstance(each, sa.CheckConstraint)]:
                made.tables[name].constraints.discard(rule)  # SQLite cannot drop a column that a rule names
        made.create_all(engine)
        small = max(10, rows // 100)
        self.old.fill(engine, {each: rows if each == name else small for each in self.old.names}, seed)
        columns = [sa.Column(each.name, each.type, key=each.name) for each in made.tables[name].columns]
        columns += [sa.Column(new, made.tables[name].c[source].type, key=new) for new, source in self.copies.items()]
        self.table = sa.Table(name, sa.MetaData(), *columns, quote=True)
        with engine.connect() as connection:
            self.nothing = _count(connection, self.table, self.table.c[self._pair[1]].is_(None))

    @property
    def _pair(self) -> tuple[str, str]:
        """The first new field and its source: the ones that the workers change."""
        return next(iter(self.copies.items()))

    def some_keys(self, engine: "Engine", most: int) -> list[tuple]:
        """Keys that the workers choose among."""
        import sqlalchemy as sa

        with engine.connect() as connection:
            there = self.table.c[self._pair[1]].is_not(None)
            return [tuple(each) for each in connection.execute(sa.select(*self._key()).where(there).limit(most))]

    def _key(self) -> list:
        return [self.table.c[name] for name in self.entity.key]

    def _is(self, key: tuple) -> list:
        return [column == value for column, value in zip(self._key(), key, strict=True)]

    # --- what the programs do -----------------------------------------------------------------------------------------

    def statement(self, work: str, version: str, key: tuple, draw: float):
        """What a program of a version ("old", "both", "new") reads or writes, and the value that it writes."""
        import sqlalchemy as sa

        fields = [*self.copies] if version == "new" else [*self.copies.values()]
        if work == "read":
            return sa.select(*(self.table.c[each] for each in fields)).where(*self._is(key)), None
        new, source = self._pair
        value = _made_up(self.entity[source], draw)
        values = {"old": {source: value}, "both": {source: value, new: value}, "new": {new: value}}[version]
        return sa.update(self.table).where(*self._is(key)).values(values), value

    # --- the steps ----------------------------------------------------------------------------------------------------

    def expand(self, engine: "Engine") -> None:
        """Add the new fields; they may be empty."""
        with engine.begin() as connection:
            self._add(connection)

    def _add(self, connection: "Connection") -> None:
        from sqlalchemy.schema import CreateColumn

        for new in self.copies:
            made = compiled(connection, CreateColumn(self.table.c[new]))
            run(connection, f"ALTER TABLE {self._named(connection)} ADD COLUMN {made}")

    def _drop(self, connection: "Connection") -> None:
        for name in self._indexes_of_removed(connection):
            run(connection, f"DROP INDEX {quoted(connection, name)}")
        for each in self.removed:
            run(connection, f"ALTER TABLE {self._named(connection)} DROP COLUMN {quoted(connection, each)}")

    def _indexes_of_removed(self, connection: "Connection") -> list[str]:
        import sqlalchemy as sa

        found = sa.inspect(connection).get_indexes(self.entity.name)
        return [str(each["name"]) for each in found if {*map(str, each["column_names"])} & {*self.removed}]

    def _named(self, connection: "Connection") -> str:
        return quoted(connection, self.entity.name)

    def fill_in_batches(self, engine: "Engine", batch: int) -> None:
        """Copy old values into the new fields where they are empty, some rows in each transaction."""
        import sqlalchemy as sa

        with engine.connect() as connection:
            first, order = None, self._key()
            while True:
                page = sa.select(*order).order_by(*order).limit(batch)
                if first is not None:
                    page = page.where(sa.tuple_(*order) > sa.tuple_(*first))
                keys = connection.execute(page).all()
                connection.rollback()
                if not keys:
                    return
                start = time.perf_counter()
                low, high = sa.tuple_(*keys[0]), sa.tuple_(*keys[-1])
                connection.execute(
                    self._copy().where(sa.tuple_(*order) >= low, sa.tuple_(*order) <= high, self._some_empty())
                )
                connection.commit()
                first = keys[-1]
                time.sleep(min(0.1, time.perf_counter() - start))  # others have as much time as this took

    def _copy(self):
        import sqlalchemy as sa

        return sa.update(self.table).values({new: self.table.c[source] for new, source in self.copies.items()})

    def _some_empty(self):
        import sqlalchemy as sa

        return sa.or_(*(self.table.c[new].is_(None) for new in self.copies))

    def contract(self, engine: "Engine") -> None:
        """Remove what nobody reads any more; make the new fields required where they are (PostgreSQL)."""
        with engine.begin() as connection:
            self._drop(connection)
        if engine.dialect.name == "postgresql":
            self._require(engine)

    def _require(self, engine: "Engine") -> None:
        """A rule that is not looked at, then looked at without a lock on writers, then the column takes it over."""
        for new in self.copies:
            if not self.after[new].optional:
                table, column = quoted(engine, self.entity.name), quoted(engine, new)
                for step in (
                    f"ADD CONSTRAINT filled_of_the_course CHECK ({column} IS NOT NULL) NOT VALID",
                    "VALIDATE CONSTRAINT filled_of_the_course",
                    f"ALTER COLUMN {column} SET NOT NULL",
                    "DROP CONSTRAINT filled_of_the_course",
                ):
                    with engine.begin() as connection:
                        run(connection, f"ALTER TABLE {table} {step}")

    def all_at_once(self, engine: "Engine") -> None:
        """Add, fill and remove in one transaction."""
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._add(connection)
            connection.execute(self._copy())
            self._drop(connection)
            connection.commit()

    # --- afterwards ---------------------------------------------------------------------------------------------------

    def wrong(self, engine: "Engine") -> tuple[int, int]:
        """How many rows hold another value than the last that was written, and how many lost theirs."""
        import sqlalchemy as sa

        new, now = self.table.c[self._pair[0]], {}
        with engine.connect() as connection:
            if self.written:
                rows = connection.execute(sa.select(*self._key(), new).where(self._among(self.written)))
                now = {tuple(row)[:-1]: row[-1] for row in rows}
            empty = _count(connection, self.table, new.is_(None)) - self.nothing
        return sum(now.get(key) != value for key, value in self.written.items()), max(0, empty)

    def _among(self, keys: Mapping):
        import sqlalchemy as sa

        if len(self.entity.key) == 1:
            return self._key()[0].in_([each[0] for each in keys])
        return sa.tuple_(*self._key()).in_([*keys])

    def count(self, engine: "Engine") -> int:
        """How many rows there are."""
        with engine.connect() as connection:
            return _count(connection, self.table)


def _count(connection: "Connection", table: Any, *conditions: Any) -> int:
    import sqlalchemy as sa

    return connection.execute(sa.select(sa.func.count()).select_from(table).where(*conditions)).scalar() or 0


def _patient(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA busy_timeout = 120000")
    connection.execute("PRAGMA synchronous = NORMAL")  # with a write-ahead log a commit need not wait for the disk


def _made_up(source: Field, draw: float) -> Any:
    if source.base == "integer":
        return int(draw * (2**15 - 1 if source.numbers == (16,) else 2**31 - 1))
    if source.base == "float":
        return draw
    return f"{draw:.15f}"[2:][: source.numbers[0] if source.numbers else 15]


def plan_of(old: DataModel, new: DataModel, copies: object) -> Plan:
    """The plan of a change. Raises `DataModelError` where it is not one of fields of one entity, each with a source."""
    for each in (old, new):
        if not isinstance(each, DataModel):
            raise DataModelError(f"model: {type(each).__name__} is no DataModel. Give the old model, then the new one.")
    if {*old.names} != {*new.names}:
        raise DataModelError("new: entities were added or removed. A rehearsal changes the fields of one entity.")
    changed = [name for name in old.names if old[name].fields != new[name].fields]
    if len(changed) != 1:
        told = ", ".join(changed) or "none"
        raise DataModelError(f"new: the fields of {told} differ. A rehearsal changes the fields of one entity.")
    before, after = old[changed[0]], new[changed[0]]
    added = [each for each in after.names if each not in before]
    removed = tuple(each for each in before.names if each not in after)
    for name in (each for each in after.names if each in before):
        if (before[name].type_text, before[name].optional) != (after[name].type_text, after[name].optional):
            raise DataModelError(
                f"{after.name}.{name}: its type changes in place. Add a new field, copy, and remove the old one."
            )
    fixed = {name for names in (before.key, *before.unique) for name in names} | {each.name for each in before.refs}
    for name in removed:
        if name in fixed or before.key != after.key:
            raise DataModelError(
                f"{before.name}.{name}: it is a reference, or stands in a key or a unique rule. "
                "A rehearsal removes plain fields."
            )
    return Plan(old, new, before, after, _sources(before, after, added, copies), removed)


def _sources(before: Entity, after: Entity, added: list[str], copies: object) -> dict[str, str]:
    if not isinstance(copies, Mapping):
        raise DataModelError(f"copies: {shorten(copies)} is no dict. Write {{'link.address': 'url'}}.")
    given = {str(new).removeprefix(f"{after.name}."): source for new, source in copies.items()}
    for name in added:
        if name not in given:
            raise DataModelError(
                f"copies: what do old rows get in {after.name}.{name}? "
                f"Write {{'{after.name}.{name}': 'one of the old fields'}}."
            )
    if not added:
        raise DataModelError(f"new: {after.name} gets no new field, so there is nothing to fill. Add one.")
    made = {}
    for name, source in given.items():
        if name not in added:
            raise DataModelError(f"copies: {shorten(name)} is no new field.{nearest(name, added)}")
        if source not in before:
            raise DataModelError(
                f"copies: {before.name} had no field {shorten(source)}.{nearest(source, before.names)}"
            )
        if source in before.key or before[source].base not in COPIED or after[name].base != before[source].base:
            raise DataModelError(
                f"copies: {before.name}.{source} cannot be copied here. Take a field of text or a "
                "number that is not in the key, and a new one of the same type."
            )
        made[name] = source
    return made
