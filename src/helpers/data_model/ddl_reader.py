"""A data model from CREATE TABLE statements: sqlglot reads them, and nothing is run."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.data_model.errors import DataModelError
from helpers.data_model.parts import Entity
from helpers.data_model.types import LONGEST, Field
from helpers.errors import CourseError, shorten

if TYPE_CHECKING:
    from helpers.data_model.model import DataModel

LONGEST_DDL = 2_000_000
KINDS = {
    "TINYINT": "integer(16)",
    "SMALLINT": "integer(16)",
    "INT": "integer(32)",
    "MEDIUMINT": "integer(32)",
    "BIGINT": "integer",
    "INT128": "decimal(39)",
    "UTINYINT": "integer(16)",
    "USMALLINT": "integer(32)",
    "UINT": "integer",
    "UMEDIUMINT": "integer(32)",
    "UBIGINT": "decimal(20)",
    "YEAR": "integer(16)",
    "BIT": "boolean",
    "BOOLEAN": "boolean",
    "FLOAT": "float",
    "DOUBLE": "float",
    "REAL": "float",
    "DATE": "date",
    "DATETIME": "datetime",
    "DATETIME2": "datetime",
    "TIMESTAMP": "datetime",
    "TIMESTAMPNTZ": "datetime",
    "SMALLDATETIME": "datetime",
    "TIMESTAMPTZ": "timestamp",
    "TIMESTAMPLTZ": "timestamp",
    "UUID": "uuid",
    "JSON": "json",
    "JSONB": "json",
    "MONEY": "decimal(19,4) money",
    "SMALLMONEY": "decimal(10,4) money",
    "SERIAL": "identity",
    "BIGSERIAL": "identity",
    "SMALLSERIAL": "identity",
    "TIME": "string(20)",
    "BLOB": "bytes",
    "MEDIUMBLOB": "bytes",
    "LONGBLOB": "bytes",
    "TINYBLOB": "bytes",
    "VARBINARY": "bytes",
    "BINARY": "bytes",
    "IMAGE": "bytes",
    "GEOMETRY": "bytes",
    "GEOGRAPHY": "bytes",
    "TEXT": "text",
    "MEDIUMTEXT": "text",
    "LONGTEXT": "text",
    "TINYTEXT": "text",
    "NTEXT": "text",
    "XML": "text",
    "INET": "string(45)",
}


def from_ddl(
    kind: "type[DataModel]", text: str, dialect: str | None = None, name: str = "Data model"
) -> "DataModel":
    """The model that CREATE TABLE, CREATE INDEX and ALTER TABLE ADD statements describe.

    What is no table (views, functions, rows) is passed over; a type that the course does not have becomes text.

    >>> from helpers.data_model import DataModel
    >>> from_ddl(DataModel, "CREATE TABLE link (code VARCHAR(7) PRIMARY KEY, url TEXT)")["link"].fields
    (Field('code', 'string(7)'), Field('url', 'text?'))
    """
    import sqlglot
    from sqlglot import exp

    if not isinstance(text, str) or len(text) > LONGEST_DDL:
        raise DataModelError(f"ddl: {shorten(text)} is not text of at most {LONGEST_DDL:,} characters.")
    if dialect is not None and not isinstance(dialect, str):
        raise DataModelError(f"dialect: {shorten(dialect)} is not text. Write sqlite, postgresql or mysql.")
    chosen = (
        {"postgresql": "postgres", "mariadb": "mysql"}.get(str(dialect).lower(), dialect) if dialect else _guess(text)
    )
    import logging

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # what it cannot read is told below, once
    try:
        found = sqlglot.parse(text, read=chosen)
    except (sqlglot.errors.SqlglotError, ValueError, RecursionError) as error:
        first = (getattr(error, "errors", None) or [{}])[0]
        place = f", line {first['line']}" if first.get("line") else ""
        reason = first.get("description") or shorten(
            str(error).splitlines()[0] if str(error) else "nested too deeply", 80
        )
        raise DataModelError(
            f"ddl{place}: cannot be read as SQL ({reason}). Mend it there, or name its dialect: "
            "sqlite, postgresql or mysql."
        ) from None
    tables: dict[str, dict] = {}
    for statement in found:
        if isinstance(statement, exp.Create) and statement.kind == "TABLE" and isinstance(statement.this, exp.Schema):
            made = _table(statement, text)
            tables[made["name"]] = made
    for statement in found:
        if isinstance(statement, exp.Create) and statement.kind == "INDEX":
            _index(statement, tables)
        elif isinstance(statement, exp.Alter):
            _alter(statement, tables)
    if not tables:
        raise DataModelError("ddl: there is no CREATE TABLE in it. Paste the statements that make the tables.")
    return model_of(kind, name, tables)


def _guess(text: str) -> str | None:
    if "`" in text or re.search(r"\bENGINE\s*=|AUTO_INCREMENT", text, re.IGNORECASE):
        return "mysql"
    if re.search(
        r"\b(SERIAL|TIMESTAMPTZ|JSONB|BYTEA)\b|::|GENERATED .{0,20}AS IDENTITY|WITH TIME ZONE", text, re.IGNORECASE
    ):
        return "postgres"
    return "tsql" if re.search(r"(?m)^\s*CREATE TABLE \[", text) else "sqlite"


def model_of(kind: "type[DataModel]", name: str, tables: dict[str, dict]) -> "DataModel":
    """The model of tables that were read: references become `ref` where a field refers to a key of one field."""
    by_name = {each.casefold(): each for each in tables}
    entities = []
    for table in tables.values():
        key = tuple(table["key"])
        for column, target, other in table["refs"]:
            real = by_name.get(target.casefold())
            if real is None or column not in table["fields"]:
                continue
            keys = [each.casefold() for each in tables[real]["key"]]
            if len(keys) == 1 and (other is None or other.casefold() == keys[0]):
                optional = "?" if table["fields"][column].optional else ""
                quoted = real if re.fullmatch(r"\w+", real) else f'"{real}"'
                table["fields"][column] = Field.read(column, f"ref {quoted}{optional}")
        unique = [each for each in table["unique"] if tuple(each) != key]
        try:
            entities.append(Entity(table["name"], tuple(table["fields"].values()), key, table["indexes"], unique))
        except CourseError as error:
            raise DataModelError(f"table {error}") from None
    return kind(name, tuple(entities))


def _table(statement, text: str) -> dict:
    from sqlglot import exp

    made: dict = {"name": statement.this.this.name, "fields": {}, "key": [], "unique": [], "indexes": [], "refs": []}
    for each in statement.this.expressions:
        if isinstance(each, exp.ColumnDef):
            _column(each, made)
        else:
            _constraint(each, made)
    for name in made["key"]:
        field = made["fields"].get(name)
        if field is not None and field.optional:
            made["fields"][name] = Field.read(name, field.text.replace("?", "", 1))
    return made


def _column(column, made: dict) -> None:
    from sqlglot import exp

    name, kinds = column.name, [each.args.get("kind") for each in column.constraints]
    type_text = field_type(column.args.get("kind"))
    needed = any(isinstance(each, exp.NotNullColumnConstraint) and not each.args.get("allow_null") for each in kinds)
    counted = any(
        isinstance(each, exp.AutoIncrementColumnConstraint | exp.GeneratedAsIdentityColumnConstraint) for each in kinds
    )
    if counted or type_text == "identity":
        type_text, needed = "identity", True
    for each in kinds:
        if isinstance(each, exp.CheckColumnConstraint):
            type_text = _checked(each.this, name, type_text)
        if isinstance(each, exp.PrimaryKeyColumnConstraint):
            made["key"] = [name]
            needed = True
        elif isinstance(each, exp.UniqueColumnConstraint):
            made["unique"].append([name])
        elif isinstance(each, exp.Reference):
            made["refs"].append((name, *_target(each)))
    head, _, marks = (
        type_text.partition(" ")
        if "(" not in type_text
        else (type_text.rpartition(")")[0] + ")", "", type_text.rpartition(")")[2])
    )
    made["fields"][name] = Field.read(name, f"{head}{'' if needed else '?'} {marks}")


def _constraint(part, made: dict) -> None:
    from sqlglot import exp

    if isinstance(part, exp.Constraint):
        for each in part.expressions:
            _constraint(each, made)
    elif isinstance(part, exp.PrimaryKey):
        made["key"] = list(_names(part.expressions))
    elif isinstance(part, exp.UniqueColumnConstraint) and part.this is not None:
        made["unique"].append(list(_names(part.this.expressions)))
    elif isinstance(part, exp.IndexColumnConstraint):
        names = list(_names(part.expressions))
        if names and all(each in made["fields"] for each in names):
            made["indexes"].append(names)
    elif isinstance(part, exp.ForeignKey):
        names = list(_names(part.expressions))
        reference = part.args.get("reference")
        if len(names) == 1 and reference is not None:
            made["refs"].append((names[0], *_target(reference)))
    elif isinstance(part, exp.CheckColumnConstraint):
        for name, field in made["fields"].items():
            new = _checked(part.this, name, field.type_text)
            if new != field.type_text:
                made["fields"][name] = Field.read(name, f"{new}{'?' if field.optional else ''}")


def _checked(check, name: str, type_text: str) -> str:
    """A type with the length that a check gives it: length(code) <= 7."""
    from sqlglot import exp

    length = isinstance(check, exp.LTE) and isinstance(check.this, exp.Length) and check.this.this.name == name
    if length and type_text == "text" and check.expression.name.isdigit():
        return f"string({check.expression.name})"
    if (
        isinstance(check, exp.In)
        and check.this.name == name
        and (type_text == "text" or type_text.startswith("string("))
    ):
        words = [each.name for each in check.expressions if isinstance(each, exp.Literal) and each.is_string]
        if words and len(words) == len(check.expressions) and not any(set("(),") & set(each) for each in words):
            return f"enum({', '.join(words)})"
    return type_text


def _names(parts) -> Iterator[str]:
    from sqlglot import exp

    for each in parts:
        column = each.find(exp.Column, exp.Identifier)
        if column is not None:
            yield column.name


def _target(reference) -> tuple[str, str | None]:
    from sqlglot import exp

    inside = reference.this
    if isinstance(inside, exp.Schema):
        names = list(_names(inside.expressions))
        return inside.this.name, names[0] if len(names) == 1 else None
    return inside.name, None


def _index(statement, tables: dict[str, dict]) -> None:
    from sqlglot import exp

    index = statement.this
    table = index.args.get("table")
    made = tables.get(table.name) if table is not None else None
    parameters = index.args.get("params")
    if made is None or parameters is None or parameters.args.get("where"):
        return  # a partial index serves only some rows
    columns = parameters.args.get("columns") or []
    names = []
    for each in columns:
        inner = each.this if isinstance(each, exp.Ordered) else each
        if not isinstance(inner, exp.Column) or inner.name not in made["fields"]:
            return  # an index on an expression
        down = isinstance(each, exp.Ordered) and each.args.get("desc")
        names.append(f"{inner.name} desc" if down else inner.name)
    if names:
        made["unique" if statement.args.get("unique") else "indexes"].append(
            [each.removesuffix(" desc") for each in names] if statement.args.get("unique") else names
        )


def _alter(statement, tables: dict[str, dict]) -> None:
    from sqlglot import exp

    made = tables.get(statement.this.name)
    for action in statement.args.get("actions") or [] if made is not None else []:
        if isinstance(action, exp.AddConstraint):
            for each in action.expressions:
                _constraint(each, made)  # type: ignore[arg-type]


def field_type(kind) -> str:
    """The course's type of a type in SQL."""
    from sqlglot import exp

    if not isinstance(kind, exp.DataType):
        return "text"
    word = kind.this.value if hasattr(kind.this, "value") else str(kind.this)
    numbers = [each.name for each in kind.expressions if each.name.isdigit()]
    if word in ("VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "BPCHAR"):
        given = int(numbers[0]) if numbers else 1 if word in ("CHAR", "NCHAR") else 0
        return f"string({given})" if 0 < given <= LONGEST else "text"
    if word == "DECIMAL":
        digits = min(65, max(1, int(numbers[0]))) if numbers else 0
        scale = min(30, digits, int(numbers[1])) if len(numbers) > 1 else 0
        return f"decimal({digits},{scale})" if digits else "decimal"
    if word in ("ENUM", "SET"):
        words = [each.name for each in kind.expressions]
        held = word == "ENUM" and words and all(each and not set("(),") & set(each) for each in words)
        return f"enum({', '.join(words)})" if held else "string(255)"  # an enum that lacks a word would refuse it
    if word == "ARRAY":
        inner = field_type(kind.expressions[0]) if kind.expressions else "text"
        return f"list({inner})" if not inner.startswith(("list", "identity")) else "json"
    return KINDS.get(word, "text")
