"""Plausible rows for every table, skewed as real data are, in batches and in the order that references need."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from helpers.data_model.errors import DataModelError
from helpers.data_model.parts import READ, Entity
from helpers.data_model.schema import base_of, engine_in_use, metadata_of, quoted, run
from helpers.data_model.types import Field
from helpers.errors import shorten

if TYPE_CHECKING:
    import numpy as np
    from sqlalchemy import Engine

    from helpers.data_model.model import DataModel

BATCH = 50_000
SKEW = 1.0  # exponent of Zipf's law among the rows that are referred to
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
SPAN = (LAST - FIRST).total_seconds()
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
WORDS = [
    "river",
    "stone",
    "early",
    "market",
    "letter",
    "green",
    "window",
    "summer",
    "paper",
    "garden",
    "silver",
    "bridge",
    "morning",
    "music",
    "travel",
    "north",
    "question",
    "number",
    "light",
    "water",
    "history",
]


def order_of(model: "DataModel") -> list[Entity]:
    """The entities, each after those it refers to; a circle is cut at a reference that may be empty."""
    left, made = list(model.entities), []
    while left:
        names = {each.name for each in left}
        ready = [
            each
            for each in left
            if not any(ref.target in names and ref.target != each.name and not ref.optional for ref in each.refs)
        ]
        first = [each for each in ready if not any(ref.target in names - {each.name} for ref in each.refs)] or ready[:1]
        if not first:
            raise DataModelError(
                f"{left[0].name}: {', '.join(sorted(names))} refer to each other in a circle, so that no "
                "row can be the first. Let one of the references be empty: 'ref user?'."
            )
        made += first
        left = [each for each in left if each not in first]
    return made


def fill(
    model: "DataModel",
    engine: "Engine",
    rows: "int | dict[str, int]" = 10_000,
    seed: int = 1,
    progress: "bool | Callable[[int, int], object]" = False,
) -> dict[str, int]:
    """Fill the tables with plausible rows; gives how many each got.

    Few rows are referred to by many: the k-th most popular by a share in proportion to 1/k (Zipf).

    Parameters
    ----------
    model, engine
        The model, and a database with its empty tables.
    rows
        How many rows the largest table gets (the others in proportion to their own size), or a number for each entity.
    seed
        The same seed gives the same rows.
    progress
        True prints a bar; a function is called with rows done and rows in all.
    """
    import numpy as np
    import sqlalchemy as sa

    engine, wanted = engine_in_use(engine), _wanted(model, rows)
    if not isinstance(progress, bool) and not callable(progress):
        raise DataModelError(f"progress: {shorten(progress)} is none. Give True, or a function of two numbers.")
    total, done, made, metadata = sum(wanted.values()), 0, {}, metadata_of(model)
    draw = np.random.default_rng(READ.seed(seed))
    keys: dict[str, list] = {}
    try:
        with engine.begin() as connection:
            for entity in order_of(model):
                count = wanted[entity.name]
                columns, kept = columns_of(model, entity, count, draw, keys, zone_of(engine.dialect.name))
                keys[entity.name] = columns[entity.key[0]][:kept] if len(entity.key) == 1 else []
                table = metadata.tables[entity.name]
                insert = writer_of(connection, table)
                lists = [columns[name] for name in entity.names]
                for start in range(0, kept, BATCH):
                    insert(list(zip(*(each[start : min(start + BATCH, kept)] for each in lists), strict=True)))
                    done += min(BATCH, kept - start)
                    _tell(progress, done, total)
                made[entity.name] = kept
            for entity in model.entities:
                if connection.dialect.name in ("sqlite", "postgresql"):
                    run(connection, f"ANALYZE {quoted(connection, entity.name)}")
    except (sa.exc.SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:  # rows are written by the driver
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DataModelError(
            f"fill: the database refuses ({shorten(reason, 160)}). Fill empty tables, made by model.create(engine)."
        ) from None
    _tell(progress, sum(made.values()), sum(made.values()))
    return made


def _tell(progress, done: int, total: int) -> None:
    if callable(progress):
        progress(done, total)
    elif progress:
        share = done / max(1, total)
        end = "\n" if done >= total else ""
        sys.stdout.write(f"\r{'█' * round(30 * share):<30} {done:,} of {total:,} rows{end}")
        sys.stdout.flush()


def _wanted(model: "DataModel", rows) -> dict[str, int]:
    if isinstance(rows, dict):
        for name in rows:
            model[name]
        return {
            each.name: READ.whole(rows.get(each.name, 1000), f"rows of {each.name}", 0, 50_000_000)
            for each in model.entities
        }
    most = READ.whole(rows, "rows", 1, 50_000_000, "100_000")
    sizes = {each.name: each.rows_after(1) for each in model.entities}
    largest = max(sizes.values(), default=0)
    return {
        name: most if not largest else max(1, min(most, round(most * max(size / largest, 0.01))))
        for name, size in sizes.items()
    }


def writer_of(connection, table) -> Callable[[list[tuple]], object]:
    """A function that inserts a batch of rows, whose values are in the order of the columns, as fast as it goes."""
    import sqlalchemy as sa

    if connection.dialect.name == "sqlite":
        quote = connection.dialect.identifier_preparer.quote_identifier
        text = (
            f"INSERT INTO {quote(table.name)} ({', '.join(quote(each.name) for each in table.columns)}) "
            f"VALUES ({', '.join('?' * len(table.columns))})"
        )
        cursor = connection.connection.cursor()
        connection.exec_driver_sql("SELECT 1")
        return lambda batch: cursor.executemany(text, batch)
    if connection.dialect.name == "postgresql" and connection.dialect.driver == "psycopg":
        from psycopg import sql

        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), sql.SQL(", ").join(sql.Identifier(each.name) for each in table.columns)
        )

        def write(batch: list[tuple]) -> None:
            with connection.connection.cursor().copy(copy) as stream:
                for row in batch:
                    stream.write_row(row)

        return write
    readers = [json.loads if isinstance(each.type, sa.JSON) else None for each in table.columns]  # SQLAlchemy writes it
    names = [each.key for each in table.columns]

    def insert(batch: list[tuple]) -> None:
        connection.execute(sa.insert(table), [
            {name: read(value) if read and value is not None else value
             for name, value, read in zip(names, row, readers, strict=True)} for row in batch])  # fmt: skip

    return insert


def zone_of(dialect: str) -> str:
    """What stands behind a moment: SQLite and MySQL keep no zones, MariaDB reads none."""
    return "+00:00" if dialect == "postgresql" else ""


def columns_of(model, entity: Entity, count: int, draw, keys, zone: str = "+00:00") -> tuple[dict[str, list], int]:
    """A list of values for each field, and how many rows are left when none may be double."""
    import numpy as np

    alone = {each[0] for each in (entity.key, *entity.unique) if len(each) == 1}
    columns = {}
    for each in entity.fields:
        if each.base == "ref":
            columns[each.name] = _references(each, entity, count, draw, keys, each.name in alone)
        else:
            columns[each.name] = _values(base_of(model, each), count, draw, each.name in alone, zone)
        if each.optional and each.name not in entity.key and each.base != "ref":
            empty = np.flatnonzero(draw.random(count) < 0.1)
            for place in empty.tolist():
                columns[each.name][place] = None
    together = [each for each in (entity.key, *entity.unique) if len(each) > 1]
    short = min((len(each) for each in columns.values()), default=0)
    if together:
        seen: list[set] = [set() for _ in together]
        keep = []
        for place in range(short):
            tuples = [tuple(columns[name][place] for name in names) for names in together]
            if all(each not in known for each, known in zip(tuples, seen, strict=True)):
                keep.append(place)
                for each, known in zip(tuples, seen, strict=True):
                    known.add(each)
        columns = {name: [values[place] for place in keep] for name, values in columns.items()}
        short = len(keep)
    return columns, short


def _references(field: Field, entity: Entity, count: int, draw, keys, alone: bool) -> list:
    import numpy as np

    known = keys.get(field.target, [])
    if not count:
        return []
    if not known:
        if field.optional:
            return [None] * count
        raise DataModelError(
            f"{entity.name}.{field.name}: {field.target} has no rows to refer to. Fill some, or write "
            f"'ref {field.target}?'."
        )
    if alone:
        return [known[place] for place in draw.permutation(len(known))[:count].tolist()]
    weights = 1.0 / np.arange(1, len(known) + 1) ** SKEW
    places = np.searchsorted(np.cumsum(weights) / weights.sum(), draw.random(count)).clip(max=len(known) - 1)
    return [known[place] for place in draw.permutation(len(known))[places].tolist()]


def _values(field: Field, count: int, draw: "np.random.Generator", alone: bool, zone: str = "+00:00") -> list:
    import numpy as np

    base, size = field.base, field.numbers[0] if field.numbers else 0
    if base in ("identity", "integer", "decimal"):
        most = {16: 2**15 - 1, 32: 2**31 - 1}.get(size if base == "integer" else 0, 10**6)
        if base == "decimal":
            digits, scale = field.numbers or (12, 2)
            most = min(10 ** min(digits, 15) - 1, 10**7)
            given = np.arange(1, count + 1) if alone else draw.integers(1, most + 1, count)
            return [value / 10**scale for value in given.tolist()]
        if alone and count > most and base == "integer" and size:
            raise DataModelError(
                f"{field.name}: {field.type_text} has too few values for {count:,} rows that differ. Write 'integer'."
            )
        return (np.arange(1, count + 1) if alone else draw.integers(1, min(most, 10**6) + 1, count)).tolist()
    if base == "float":
        return (draw.random(count) + (np.arange(count) if alone else 0)).tolist()
    if base == "boolean":
        return (draw.random(count) < 0.5).tolist()
    if base in ("date", "timestamp", "datetime"):
        return list(_times(base, count, draw, alone, zone))
    if base in ("uuid", "uuid7"):
        return list(_uuids(base, draw.bytes(16 * count)))
    if base == "bytes":
        length = min(size or 16, 32)
        blob = draw.bytes(length * count)
        return [blob[place * length : (place + 1) * length] for place in range(count)]
    if base == "enum":
        return [field.words[place] for place in (draw.zipf(1.8, count) % len(field.words)).tolist()]
    if base in ("json", "list"):
        return ['["river", "stone"]' if base == "list" else '{"note": "river"}'] * count
    if base == "text":
        chosen = draw.integers(0, len(WORDS), (count, 6)).tolist()
        return [
            " ".join(WORDS[place] for place in row) + (f" {number}" if alone else "")
            for number, row in enumerate(chosen)
        ]
    return _strings(field, size, count, draw, alone)


def _strings(field: Field, size: int, count: int, draw, alone: bool) -> list:
    import numpy as np

    length = min(size, 12)
    if alone and 62**length < 2 * count:
        raise DataModelError(
            f"{field.name}: {field.type_text} has {62**length:,} values, too few for {count:,} rows that "
            "differ. Make it longer."
        )
    letters = np.array(list(LETTERS))
    if alone:  # numbers that differ, spread over all codes: multiplied by a number without a common divisor
        whole = 62 ** min(length, 10)
        step = int(whole * 0.6180339887) | 1
        while np.gcd(step, 62) != 1:
            step += 2
        start = int(draw.integers(0, whole))
        numbers = [(start + step * place) % whole for place in range(count)]
        digits = np.empty((count, min(length, 10)), dtype=np.int64)
        values = np.array(numbers, dtype=np.uint64)
        for place in range(min(length, 10)):
            digits[:, place] = values % 62
            values //= 62
    else:
        digits = draw.integers(0, 62, (count, length))
    drawn = np.ascontiguousarray(letters[digits])
    made = drawn.view(f"<U{drawn.shape[1]}").ravel().tolist()
    if "email" in field.name.lower() and size >= length + 12:
        return [f"{each}@example.com" for each in made]
    if "url" in field.name.lower() and size >= 40:
        return [f"https://example.com/{WORDS[place % len(WORDS)]}/{each}" for place, each in enumerate(made)]
    return made


def _times(base: str, count: int, draw, alone: bool, zone: str) -> Iterator:
    import numpy as np

    seconds = np.sort(draw.random(count)) * SPAN if alone else draw.random(count) * SPAN
    if base == "date":
        for each in range(count) if alone else (seconds / 86400).astype(int).tolist():
            yield (date(2025, 1, 1) + timedelta(days=each)).isoformat()
        return
    zone = zone if base == "timestamp" else ""
    texts = np.datetime_as_string(
        np.datetime64("2025-01-01T00:00:00.000000") + (seconds * 1e6).astype("timedelta64[us]")
    )
    for each in texts.tolist():
        yield f"{each.replace('T', ' ')}{zone}"


def _uuids(base: str, blob: bytes) -> Iterator[str]:
    for place in range(0, len(blob), 16):
        raw = bytearray(blob[place : place + 16])
        version = 0x40
        if base == "uuid7":
            raw[:6] = (int(FIRST.timestamp() * 1000) + place // 16).to_bytes(6, "big")
            version = 0x70
        raw[6], raw[8] = (raw[6] & 0x0F) | version, (raw[8] & 0x3F) | 0x80
        yield raw.hex()  # as SQLAlchemy keeps it where there is no type for it; PostgreSQL reads it, too
