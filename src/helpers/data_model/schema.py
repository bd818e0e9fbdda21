"""A data model as tables: SQLAlchemy's metadata, the DDL of three dialects, and the tables in a real database."""

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.data_model.errors import DataModelError
from helpers.data_model.names import derived
from helpers.data_model.parts import Entity
from helpers.data_model.types import Field
from helpers.errors import nearest, shorten
from helpers.inputs import Reader

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData

    from helpers.data_model.model import DataModel

DIALECTS = ("sqlite", "postgresql", "mysql")
READ = Reader(DataModelError)
# squawk, require-timeout-settings: a statement that waits for a lock makes all later ones wait behind it.
TIMEOUTS = "BEGIN;\nSET LOCAL lock_timeout = '1s';\nSET LOCAL statement_timeout = '5s';\n\n"


def base_of(model: "DataModel", field: Field, seen: tuple = ()) -> Field:
    """The field itself, or the key field that a reference leads to. Raises `DataModelError` where it leads nowhere."""
    if field.base != "ref":
        return field
    if field.target not in model:
        raise DataModelError(f"{field.name}: there is no entity {field.target}.{nearest(field.target, model.names)}")
    target = model[field.target]
    if len(target.key) != 1:
        fault = "no key" if not target.key else "a key of several fields"
        raise DataModelError(
            f"{field.name}: {target.name} has {fault}, to which one field cannot refer. "
            f"Give {target.name} a key of one field."
        )
    place = (target.name, target.key[0])
    if place in seen:
        raise DataModelError(
            f"{field.name}: the references go in a circle of keys through {target.name}. "
            "Give one of them a key of its own."
        )
    found = base_of(model, target[target.key[0]], (*seen, place))
    return Field(found.name, "integer") if found.base == "identity" else found


def column_type(field: Field, length_checked: bool = True):
    """SQLAlchemy's type of a field that is no reference, with what PostgreSQL and SQLite want instead."""
    import sqlalchemy as sa
    from sqlalchemy.dialects import mysql, postgresql

    number = field.numbers[0] if field.numbers else 0
    if field.base in ("identity", "integer"):
        small = {16: sa.SmallInteger(), 32: sa.Integer()}.get(number, sa.BigInteger())
        return sa.BigInteger().with_variant(sa.Integer(), "sqlite") if field.base == "identity" else small
    if field.base == "string":
        # PostgreSQL: text with a check is as fast as varchar(n), and can be widened (squawk, prefer-text-field)
        wide = sa.String(number) if number <= 16_000 else sa.Text().with_variant(mysql.LONGTEXT(), "mysql")
        return wide.with_variant(sa.Text(), "postgresql")
    if field.base == "enum":
        longest = max(map(len, field.words))
        return sa.String(longest).with_variant(sa.Text(), "postgresql")
    if field.base == "decimal":
        return sa.Numeric(*field.numbers) if field.numbers else sa.Numeric(38, 10)
    if field.base == "bytes":
        return sa.LargeBinary(number or None).with_variant(
            mysql.VARBINARY(number) if 0 < number <= 16_000 else mysql.LONGBLOB(), "mysql"
        )
    if field.base in ("json", "list"):
        return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    if field.base in ("uuid", "uuid7"):
        return sa.Uuid(as_uuid=False)
    return {
        "float": sa.Double(),
        "boolean": sa.Boolean(),
        "text": sa.Text().with_variant(mysql.LONGTEXT(), "mysql"),
        "date": sa.Date(),
        "timestamp": sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql"),
        "datetime": sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql"),
    }[field.base]


def metadata_of(model: "DataModel") -> "MetaData":
    """The tables as SQLAlchemy's metadata. Raises `DataModelError` for what cannot be a table."""
    import sqlalchemy as sa

    if not model.entities:
        raise DataModelError(
            "the model has no entity yet. Add one: model.add(Entity('link', {'code': 'string(7)'}, key='code'))."
        )
    taken = {each.casefold() for each in model.names}
    made = sa.MetaData()
    for entity in model.entities:
        sa.Table(entity.name, made, *_parts(model, entity, taken), quote=True)
    for entity in model.entities:
        _indexes(made.tables[entity.name], entity, taken)
    return made


def _parts(model: "DataModel", entity: Entity, taken: set[str]) -> Iterator:
    import sqlalchemy as sa

    columns = {}
    for each in entity.fields:
        plain = base_of(model, each)
        own = each.base == "identity" and entity.key == (each.name,)
        columns[each.name] = sa.Column(
            each.name,
            column_type(plain),
            *([sa.Identity()] if own else []),
            nullable=each.optional and each.name not in entity.key,
            quote=True,
            primary_key=each.name in entity.key,
            autoincrement=own,
            key=each.name,
        )
        yield columns[each.name]
    if entity.key:
        yield sa.PrimaryKeyConstraint(
            *(columns[name] for name in entity.key), name=derived("pk", entity.name, taken=taken)
        )
    for names in entity.unique:
        if set(names) != set(entity.key):
            yield sa.UniqueConstraint(
                *(columns[name] for name in names), name=derived("uq", entity.name, *names, taken=taken)
            )
    for each in entity.refs:
        target = model[each.target]
        yield sa.ForeignKeyConstraint(
            [columns[each.name]],
            [_dotted(target.name, target.key[0])],
            name=derived("fk", entity.name, each.name, taken=taken),
            ondelete="SET NULL" if each.optional and each.name not in entity.key else None,
            link_to_name=True,
        )
    for each in entity.fields:
        plain = base_of(model, each)
        if plain.base in ("string", "enum") and each.base != "ref":
            column = columns[each.name]
            rule = sa.func.length(column) <= plain.numbers[0] if plain.base == "string" else column.in_(plain.words)
            check = sa.CheckConstraint(rule, name=derived("ck", entity.name, each.name, taken=taken))
            yield check.ddl_if(callable_=_not_mysql) if plain.base == "string" else check


def _dotted(table: str, column: str):
    return _Target(table, column)


class _Target(str):
    """SQLAlchemy splits "table.column" at dots; a name with a dot in it is handed over as it is."""

    def __new__(cls, table: str, column: str):
        self = super().__new__(cls, f"{table}.{column}")
        self.table, self.column = table, column
        return self

    def split(self, *_, **__):
        return [self.table, self.column]


def _not_mysql(ddl, target, bind, dialect=None, **_) -> bool:
    return (dialect or bind.dialect).name != "mysql"  # there the type holds the length


def _indexes(table, entity: Entity, taken: set[str]) -> None:
    import sqlalchemy as sa

    for names in entity.indexes:
        parts = [table.c[name].desc() if down else table.c[name] for name, down in map(entity.order_of, names)]
        sa.Index(derived("ix", entity.name, *(entity.order_of(each)[0] for each in names), taken=taken), *parts)


def dialect_named(name: object):
    """SQLAlchemy's dialect of a name; "postgres" and "mariadb" are understood too."""
    from sqlalchemy.engine.url import URL

    word = name.strip().lower() if isinstance(name, str) else name
    word = (
        {"postgres": "postgresql", "pg": "postgresql", "mariadb": "mysql"}.get(word, word)
        if isinstance(word, str)
        else word
    )
    chosen = READ.choice(word, "dialect", DIALECTS)
    driver = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}.get(chosen, chosen)
    return URL.create(driver)._get_entrypoint()(), chosen


def statements(model: "DataModel", dialect: str = "sqlite", concurrently: bool = False) -> list[str]:
    """The statements one by one, tables first, then references that go in a circle, then indexes."""
    from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable
    from sqlalchemy.sql.ddl import sort_tables_and_constraints

    engine, chosen = dialect_named(dialect)
    made, metadata = [], metadata_of(model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        order = list(sort_tables_and_constraints(metadata.tables.values()))
        late = next((list(constraints) for table, constraints in order if table is None), [])
        inline = chosen == "sqlite"  # which cannot add a reference later, and does not look at them before rows come
        for table, _ in order:
            if table is None:
                continue
            keep = [each for each in table.foreign_key_constraints if inline or each not in late]
            create = CreateTable(table, include_foreign_key_constraints=keep, if_not_exists=True)
            made.append(str(create.compile(dialect=engine)).strip())
        if not inline:
            made += [str(AddConstraint(each).compile(dialect=engine)).strip() for each in late]
        for table in metadata.sorted_tables:
            for index in sorted(table.indexes, key=lambda each: str(each.name)):
                exists = chosen != "mysql"
                made.append(str(CreateIndex(index, if_not_exists=exists).compile(dialect=engine)).strip())
    return [each.replace("%%", "%") for each in made]  # doubled for a driver's sake; a script has no parameters


def ddl(model: "DataModel", dialect: str = "sqlite") -> str:
    """The statements that make the tables; PostgreSQL's are one transaction with time-outs for locks.

    >>> from helpers.data_model import DataModel, Entity
    >>> print(DataModel("Links").add(Entity("link", {"code": "string(7)"}, key="code")).ddl("mysql"))
    CREATE TABLE IF NOT EXISTS `link` (
        `code` VARCHAR(7) NOT NULL,
        CONSTRAINT pk_link PRIMARY KEY (`code`)
    );
    """
    made = statements(model, dialect)
    text = ";\n\n".join(each.replace("\t", "    ").replace(", \n", ",\n") for each in made) + ";\n"
    return f"{TIMEOUTS}{text}\nCOMMIT;\n" if dialect_named(dialect)[1] == "postgresql" else text


def engine_of(given: "Engine | str | None" = None) -> "Engine":
    """An engine from one, from a URL, from the path of a SQLite file, or a database in memory of its own."""
    import sqlalchemy as sa
    from sqlalchemy.pool import StaticPool

    if given is None:
        given = "sqlite://"
    if isinstance(given, sa.Engine):
        return given
    if not isinstance(given, str) or not given.strip():
        raise DataModelError(f"engine: {shorten(given)} is no database. Write 'links.db', or 'sqlite://' for memory.")
    url = given if "://" in given else f"sqlite:///{given}"
    try:
        options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}} if url == "sqlite://" else {}
        return sa.create_engine(url, **options)
    except (sa.exc.ArgumentError, ImportError, ValueError) as error:
        raise DataModelError(
            f"engine: {shorten(given)} cannot be used ({shorten(str(error))}). "
            "Write 'postgresql+psycopg://user@host/name', or 'sqlite://'."
        ) from None


def engine_in_use(given: "Engine | str | None") -> "Engine":
    """The engine of a database that holds the model's tables. Raises `DataModelError` where there is none."""
    if given is None:
        raise DataModelError("engine: there is none. Write engine = model.create(), then model.fill(engine).")
    return engine_of(given)


def create(model: "DataModel", engine: "Engine | str | None" = None) -> "Engine":
    """Make the tables; gives the engine. Raises `DataModelError` where a table is there already, or no server."""
    import sqlalchemy as sa

    engine, metadata = engine_of(engine), metadata_of(model)
    try:
        there = set(sa.inspect(engine).get_table_names()) & set(model.names)
        if there:
            raise DataModelError(
                f"engine: the table {shorten(sorted(there)[0])} is there already. "
                "Use an empty database, or migrate from the old model."
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            metadata.create_all(engine)
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DataModelError(f"engine: the tables cannot be made ({shorten(reason, 200)}).") from None
    return engine


def quoted(connection: "Connection | Engine", name: str) -> str:
    """A name in the database's quotes, as it stands in a statement for `run`: SQLAlchemy doubles % for some drivers.

    >>> quoted(engine_of("sqlite://"), 'a"b%')
    '"a""b%"'
    """
    return _single_percents(connection, connection.dialect.identifier_preparer.quote_identifier(name))


def compiled(connection: "Connection", part) -> str:
    """A part of a statement as text, as it stands in a statement for `run`."""
    return _single_percents(connection, str(part.compile(dialect=connection.dialect)))


def _single_percents(connection: "Connection | Engine", text: str) -> str:
    doubled = connection.dialect.paramstyle in ("format", "pyformat")
    return text.replace("%%", "%") if doubled else text


def run(connection: "Connection", statement: str) -> None:
    """Run a statement without parameters as it stands: some drivers take a lone % for one."""
    percents = connection.dialect.paramstyle in ("format", "pyformat")
    connection.exec_driver_sql(statement.replace("%", "%%") if percents else statement)
