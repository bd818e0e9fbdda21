"""A data model from the tables that a database has."""

import re
import warnings
from typing import TYPE_CHECKING

from helpers.data_model.ddl_reader import model_of
from helpers.data_model.errors import DataModelError
from helpers.data_model.schema import engine_of
from helpers.data_model.types import LONGEST, Field
from helpers.errors import shorten

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from helpers.data_model.model import DataModel

LENGTH = re.compile(r"(?:char_)?length\((.+?)\)\s*<=\s*(\d+)\)?\s*", re.IGNORECASE)


def from_database(kind: "type[DataModel]", engine: "Engine | str", name: str = "Data model") -> "DataModel":
    """The model of the tables that a database has: fields, keys, references, unique rules and indexes.

    Raises `DataModelError` where no server answers, or there is no table.
    """
    import sqlalchemy as sa

    engine = engine_of(engine)
    tables = {}
    try:
        look = sa.inspect(engine)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for table in look.get_table_names():
                tables[table] = _table(look, table, engine.dialect.name)
            if engine.dialect.name == "sqlite":
                _unique_of_sqlite(engine, tables)
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DataModelError(f"engine: its tables cannot be read ({shorten(reason, 200)}).") from None
    if not tables:
        raise DataModelError("engine: the database has no tables. Make them first: model.create(engine).")
    return model_of(kind, name, tables)


def _table(look, table: str, dialect: str) -> dict:
    columns = look.get_columns(table)
    # SQLAlchemy reads MySQL's columns as they stand in quotes: a backtick twice
    said = {each["name"]: each["name"].replace("``", "`") if dialect == "mysql" else each["name"] for each in columns}

    def names_of(given: list) -> list:
        return [said.get(each, each) for each in given]

    key = names_of(look.get_pk_constraint(table).get("constrained_columns") or [])
    lengths = {} if dialect == "sqlite" else _lengths(look, table)
    fields = {}
    for each in columns:
        name = said[each["name"]]
        kind = _type({**each, "name": name}, lengths, key, dialect)
        optional = "?" if each["nullable"] and name not in key else ""
        fields[name] = Field.read(name, f"{kind}{optional}")
    lite = dialect == "sqlite"
    unique = [] if lite else [names_of(each["column_names"]) for each in look.get_unique_constraints(table)]
    indexes = []
    for each in look.get_indexes(table):
        names = names_of(each["column_names"])
        partial = any(word.endswith("_where") for word in each.get("dialect_options") or {})
        if each.get("duplicates_constraint") or not names or None in names or partial:
            continue
        if each["unique"]:
            unique.append(names)
        else:
            down = each.get("column_sorting") or {}
            indexes.append([f"{name} desc" if "desc" in down.get(name, ()) else name for name in names])
    refs = [
        (names_of(each["constrained_columns"])[0], each["referred_table"], (each["referred_columns"] or [None])[0])
        for each in look.get_foreign_keys(table)
        if len(each["constrained_columns"]) == 1
    ]
    return {
        "name": table,
        "fields": fields,
        "key": key,
        "unique": [list(one) for one in dict.fromkeys(map(tuple, unique))],
        "indexes": indexes,
        "refs": refs,
    }


def _unique_of_sqlite(engine: "Engine", tables: dict[str, dict]) -> None:
    """SQLAlchemy finds unique rules in the text of the table, and misses those with odd names; SQLite knows them."""
    with engine.connect() as connection:
        for name, table in tables.items():
            rows = connection.exec_driver_sql("SELECT name, origin FROM pragma_index_list(?)", (name,)).all()
            for index, origin in rows:
                columns = connection.exec_driver_sql("SELECT name FROM pragma_index_info(?)", (index,)).scalars().all()
                if origin == "u" and None not in columns:
                    table["unique"].insert(0, list(columns))


def _lengths(look, table: str) -> dict[str, int]:
    found = {}
    for each in look.get_check_constraints(table):
        match = LENGTH.fullmatch(each["sqltext"].strip().removeprefix("("))
        if match and len(match[2]) < 9:
            inside = re.sub(r"::\w+$", "", match[1]).strip("()")
            name = inside[1:-1].replace('""', '"') if inside.startswith('"') else inside
            found[name] = int(match[2])
    return found


def _type(column: dict, lengths: dict[str, int], key: list[str], dialect: str) -> str:
    import sqlalchemy as sa

    kind, name = column["type"], column["name"]
    if isinstance(kind, sa.types.Enum):
        return f"enum({', '.join(kind.enums)})"
    if column.get("identity") or "nextval" in str(column.get("default")):
        return "identity"
    if dialect == "mysql" and column.get("autoincrement") is True:
        return "identity"
    if getattr(kind, "__visit_name__", "") == "TINYINT" and getattr(kind, "display_width", None) == 1:
        return "boolean"
    if isinstance(kind, sa.types.ARRAY):
        return f"list({_type({'type': kind.item_type, 'name': ''}, {}, [], dialect)})"
    if isinstance(kind, sa.types.SmallInteger):
        return "integer(16)"
    if isinstance(kind, sa.types.BigInteger):
        return "integer"
    if isinstance(kind, sa.types.Integer):
        # a single INTEGER PRIMARY KEY of SQLite is its rowid, which it counts up
        return "identity" if dialect == "sqlite" and key == [name] else "integer(32)"
    if isinstance(kind, sa.types.Float) or "DOUBLE" in str(kind).upper():
        return "float"
    if isinstance(kind, sa.types.Numeric):
        digits = min(65, kind.precision or 0)
        return f"decimal({digits},{min(kind.scale or 0, digits, 30)})" if digits else "decimal"
    for cls, word in (
        (sa.types.Boolean, "boolean"),
        (sa.types.Date, "date"),
        (sa.types.JSON, "json"),
        (sa.types.Uuid, "uuid"),
        (sa.types._Binary, "bytes"),
    ):
        if isinstance(kind, cls):
            return word
    if isinstance(kind, sa.types.DateTime):
        return "timestamp" if kind.timezone else "datetime"
    length = lengths.get(name) or getattr(kind, "length", None)
    return f"string({length})" if isinstance(kind, sa.types.String) and length and length <= LONGEST else "text"
