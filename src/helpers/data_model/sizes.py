"""Rows and bytes of tables and indexes, and how deep a B-tree is, by PostgreSQL's arithmetic."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.data_model.parts import Entity
from helpers.data_model.schema import base_of
from helpers.data_model.types import TYPES, Field
from helpers.errors import CourseError

if TYPE_CHECKING:
    import pandas

    from helpers.data_model.model import DataModel

# PostgreSQL 15, section 73.6 "Database Page Layout", and the fill factors of CREATE TABLE and CREATE INDEX.
PAGE, PAGE_HEADER, LINE_POINTER, TUPLE_HEADER = 8192, 24, 4, 24
BTREE_SPECIAL, INDEX_HEADER = 16, 8
LEAF_FILL, INNER_FILL = 0.90, 0.70
TOAST = 2000  # a longer value is moved out of the row, and leaves a pointer of 18 bytes
POINTER = 18
UNKNOWN = {"text": 200, "json": 300, "bytes": 100}
USED = 0.6  # how full a string of bounded length is on average: an assumption


def aligned(size: float) -> int:
    """The next multiple of eight bytes."""
    return 8 * math.ceil(size / 8)


def field_bytes(field: Field) -> float:
    """Bytes of one value, with the byte that says how long a text is."""
    fixed = {16: 2, 32: 4}.get(field.numbers[0] if field.numbers and field.base == "integer" else 0) or TYPES[
        field.base
    ][1]
    if fixed is not None:
        return float(fixed)
    if field.base == "decimal":
        digits = field.numbers[0] if field.numbers else 12
        return 5 + 2 * math.ceil(digits / 4)  # two bytes for each four digits, and three to eight bytes above them
    if field.base == "list":
        most = field.numbers[0] if field.numbers else 20
        size = most * (field_bytes(field.inner) if field.inner else 8)
        return min(size + 4, TOAST + POINTER)
    if field.base == "enum":
        return 1 + max(map(len, field.words))
    length = field.numbers[0] if field.numbers else UNKNOWN.get(field.base, 100)
    used = length if length <= 16 or field.base == "bytes" else USED * min(length, 255 if length > 255 else length)
    return used + (1 if used <= 126 else 4)


def row_bytes(entity: Entity, model: "DataModel | None" = None) -> float:
    """Bytes of the fields of one row, without its header."""
    total = 0.0
    for each in entity.fields:
        try:
            plain = base_of(model, each) if model is not None and each.base == "ref" else each
        except CourseError:
            plain = each
        total += field_bytes(plain) * (0.9 if each.optional else 1.0)
    return total


def rows_per_page(data_bytes: float, fill: float = 1.0) -> int:
    """How many rows of so many bytes a page of 8,192 bytes holds.

    >>> [rows_per_page(size) for size in (50, 100, 200, 500, 1000)]
    [97, 61, 35, 15, 7]
    >>> [rows_per_page(size, 0.9) for size in (50, 100, 200, 500, 1000)]
    [87, 55, 32, 13, 7]
    """
    usable = PAGE - PAGE_HEADER - (PAGE * (1 - fill))
    return max(1, int(usable // (aligned(TUPLE_HEADER + data_bytes) + LINE_POINTER)))


@dataclass(frozen=True)
class BTree:
    """The size of an index: entries in a leaf and in an inner page, levels, pages, bytes.

    A look-up reads one page of each level.

    >>> BTree.of(10**9).levels, round(BTree.of(10**9).bytes / 1e9, 1)
    (4, 22.5)
    """

    rows: float
    leaf_entries: int
    inner_entries: int
    levels: int
    pages: int

    @property
    def bytes(self) -> int:
        """Bytes on disk."""
        return self.pages * PAGE

    @classmethod
    def of(cls, rows: float, key_bytes: float = 8) -> "BTree":
        """The B-tree of so many rows with keys of so many bytes.

        >>> BTree.of(1).leaf_entries, BTree.of(1).inner_entries
        (366, 285)
        >>> [BTree.of(rows).levels for rows in (366, 367, 104_310, 104_311, 29_728_350, 29_728_351)]
        [1, 2, 2, 3, 3, 4]
        """
        entry = aligned(INDEX_HEADER + key_bytes) + LINE_POINTER
        usable = PAGE - PAGE_HEADER - BTREE_SPECIAL
        leaf, inner = max(2, int(usable * LEAF_FILL // entry)), max(2, int(usable * INNER_FILL // entry))
        level = max(1, math.ceil(rows / leaf))
        pages, levels = level + 1, 1
        while level > 1:
            level = math.ceil(level / inner)
            pages, levels = pages + level, levels + 1
        return cls(rows, leaf, inner, levels, pages)


def heap_bytes(rows: float, data_bytes: float) -> int:
    """Bytes of the table itself, in whole pages."""
    return math.ceil(rows / rows_per_page(data_bytes)) * PAGE if rows else 0


def entity_sizes(entity: Entity, model: "DataModel | None", years: float) -> dict:
    """Rows, bytes of a row, of the table, and of its indexes after so many years."""
    rows, data = entity.rows_after(years), row_bytes(entity, model)
    trees = [
        BTree.of(rows, sum(key_bytes(entity, model, entity.order_of(name)[0]) for name in names))
        for names in (entity.key, *entity.unique, *entity.indexes)
        if names
    ]
    table, indexes = heap_bytes(rows, data), sum(each.bytes for each in trees) if rows else 0
    return {
        "rows": rows,
        "row_bytes": data,
        "table_bytes": table,
        "index_bytes": indexes,
        "bytes": table + indexes,
        "levels": trees[0].levels if trees else 0,
    }


def key_bytes(entity: Entity, model: "DataModel | None", name: str) -> float:
    """Bytes of one field in an index."""
    field = entity[name]
    try:
        return field_bytes(base_of(model, field) if model is not None else field)
    except CourseError:
        return 8.0


def sizes_table(model: "DataModel", years: float = 5) -> "pandas.DataFrame":
    """One row an entity: rows, bytes of a row, of the table and of its indexes after so many years, B-tree levels."""
    from helpers.tables import pandas
    from helpers.units import Q, human

    rows = []
    for each in model.entities:
        made = entity_sizes(each, model, years)
        rows.append(
            {
                "rows": f"{made['rows']:,.0f}",
                "bytes a row": round(made["row_bytes"]),
                "table": human(Q(float(made["table_bytes"]), "B")),
                "indexes": human(Q(float(made["index_bytes"]), "B")),
                "levels of the key": made["levels"],
            }
        )
    return pandas.DataFrame(
        rows,
        index=pandas.Index(model.names, name="entity", dtype=object),
        columns=["rows", "bytes a row", "table", "indexes", "levels of the key"],
    )
