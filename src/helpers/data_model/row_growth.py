"""What one more costs: a write that appends to a row, on a real database when few and when many are there."""

import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.data_model.errors import DataModelError
from helpers.data_model.model import DataModel
from helpers.data_model.parts import READ, AccessPattern, Entity
from helpers.errors import shorten

if TYPE_CHECKING:
    import pandas

TIMES = (10, 1_000, 20_000)
BEARABLE = 10  # times what the first cost
APPENDED = ("list", "json", "text")  # fields of which a change writes the whole


@dataclass(frozen=True)
class RowGrowth:
    """For each number of things that were there already: the bytes that one more writes, and the seconds, measured.

    `full` is how many a bounded field holds, where that is fewer than were tried.
    """

    pattern: str
    entity: str
    there: tuple[int, ...]
    bytes: tuple[int, ...]
    seconds: tuple[float, ...]
    full: int | None = None

    @property
    def held(self) -> bool:
        """Whether one more costs much the same however many there are, and none is refused."""
        return self.full is None and self.bytes[-1] <= BEARABLE * self.bytes[0]

    def table(self) -> "pandas.DataFrame":
        """One row for each number that was there."""
        from helpers.tables import pandas

        rows = [
            {
                "there already": f"{there:,}",
                "one more writes (bytes)": f"{size:,}",
                "milliseconds, measured": f"{1000 * seconds:.2f}",
            }
            for there, size, seconds in zip(self.there, self.bytes, self.seconds, strict=True)
        ]
        return pandas.DataFrame(rows).set_index("there already")

    def __str__(self) -> str:
        if self.full is not None:
            return f"{self.pattern}: {self.entity} has room for {self.full:,}, and refuses the next"
        told = f"one more writes {self.bytes[0]:,} bytes when {self.there[0]:,} are there"
        return f"{self.pattern}: {told}, and {self.bytes[-1]:,} when {self.there[-1]:,} are"


def row_growth(model: DataModel, pattern: "AccessPattern | str", there: Sequence[int] = TIMES) -> RowGrowth:
    """Make a write when few and when many things are there already, in a SQLite of its own, and count what it writes.

    An update of a list, a document or a text reads the whole, appends, and writes the whole. An insert writes its row.

    Parameters
    ----------
    model, pattern
        The model, and a pattern of it that inserts or updates.
    there
        How many things were added before.

    Raises
    ------
    DataModelError
        For a pattern that writes nothing.

    >>> from helpers.data_model import Entity
    >>> model = DataModel("m").add(Entity("a", {"k": "integer", "tags": "list(string(8))"}, key="k"),
    ...     AccessPattern("tag", "a", by="k", writes="update", returns="tags"))
    >>> row_growth(model, "tag", [10, 1000]).held
    False
    """
    chosen = model.pattern(pattern) if isinstance(pattern, str) else pattern
    if not isinstance(chosen, AccessPattern) or chosen.writes not in ("insert", "update"):
        raise DataModelError(f"pattern: {shorten(pattern)} adds nothing. Name one that inserts or updates.")
    given = READ.listed(there, "there", "numbers such as [10, 1000]", 10)
    counts = sorted({READ.whole(each, "there", 1, 1_000_000, "1000") for each in given})
    if not counts:
        raise DataModelError("there: no number is given. Write [10, 1000].")
    entity = model[chosen.entity]
    grows = _growing(entity, chosen) if chosen.writes == "update" else []
    tries = [_update(model, entity, grows[0], each) if grows else _insert(model, entity, each) for each in counts]
    full = min((each for each in (_room(entity[name]) for name in grows) if each < counts[-1]), default=None)
    return RowGrowth(
        chosen.name,
        entity.name,
        tuple(counts),
        tuple(size for size, _ in tries),
        tuple(seconds for _, seconds in tries),
        full,
    )


def _growing(entity: Entity, pattern: AccessPattern) -> list[str]:
    """The fields that grow: lists, documents and texts; a bounded string only where the pattern names it."""
    named = [name for name in pattern.returns if name in entity]
    found = [name for name in named or entity.names if entity[name].base in APPENDED]
    return found + [name for name in named if entity[name].base == "string" and not found]


def _room(field: Any) -> float:
    most = field.numbers[0] if field.numbers else float("inf")
    return most if field.base == "list" else most // (len(_thing(field, 0)) + 1)


def _thing(field: Any, place: int) -> str:
    return str(10**6 + place) if field.inner is not None and field.inner.base != "string" else f"user{place:06d}"


def _update(model: DataModel, entity: Entity, name: str, there: int) -> tuple[int, float]:
    import sqlalchemy as sa

    from helpers.data_model.schema import metadata_of

    lone = DataModel("one row").add(_alone(model, entity))
    engine, table = lone.create(), metadata_of(lone).tables[entity.name]
    for rule in [each for each in table.constraints if isinstance(each, sa.CheckConstraint)]:
        table.constraints.discard(rule)  # how much there is room for is said in `full`
    table.drop(engine)
    table.create(engine)
    lone.fill(engine, 1)
    things = [_thing(entity[name], place) for place in range(there)]
    times, size, column = [], 0, table.c[name]
    whole = entity[name].base in ("list", "json")
    with engine.connect() as connection:
        connection.execute(sa.update(table).values({name: things if whole else ",".join(things)}))
        for place in range(3):
            start = time.perf_counter()
            value = connection.execute(sa.select(column)).scalar()
            more = _thing(entity[name], there + place)
            value = [*value, more] if whole else f"{value},{more}"
            connection.execute(sa.update(table).values({name: value}))
            times.append(time.perf_counter() - start)
            size = len(json.dumps(value) if whole else value)
    engine.dispose()
    return size, statistics.median(times)


def _insert(model: DataModel, entity: Entity, there: int) -> tuple[int, float]:
    import sqlalchemy as sa

    from helpers.data_model.advice import insert_seconds
    from helpers.data_model.schema import metadata_of

    lone = DataModel("rows").add(_alone(model, entity))
    engine, table = lone.create(), metadata_of(lone).tables[entity.name]
    lone.fill(engine, there)
    with engine.connect() as connection:
        row = connection.execute(sa.select(table).limit(1)).first() or ()
        seconds = insert_seconds(connection, table)
        connection.rollback()
    engine.dispose()
    return sum(len(str(each)) for each in row), seconds


def _alone(model: DataModel, entity: Entity) -> Entity:
    """The entity without references: what it refers to is of no interest here, its bytes are."""
    from helpers.data_model.schema import base_of

    def plain(field: Any) -> str:
        return f"{base_of(model, field).type_text}{'?' * field.optional}" if field.base == "ref" else field.text

    return entity.replace(fields={each.name: plain(each) for each in entity.fields})
