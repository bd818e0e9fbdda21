"""DDL that runs, on SQLite and on PostgreSQL, whatever the names are; and models read back from both."""

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from helpers import AccessPattern, CourseError, DataModel, Entity
from helpers.data_model import DataModelError, Field
from tests.data_model.models import CASES, links, reference

RESERVED = ("select", "user", "order", "group", "table", "check", "null", "primary", "from", "Select")
HOSTILE = (
    'a"b',
    "a'b",
    "a;b",
    "a--b",
    'x"; DROP TABLE kept; --',
    "a`b",
    "a]b",
    "a%b",
    "%s",
    "%(x)s",
    ":x",
    "a.b",
    "a b",
    "漢字",
    "ü",
    "{x}",
    "a\\b",
    "$1",
    "?",
    "/*",
    '"""',
    "''",
    "a,b",
    "(x)",
    "x)",
    "x desc",
    *RESERVED,
)
names = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(categories=("L", "N", "P", "S"), max_codepoint=0xFFFF), min_size=1, max_size=20),
)


def is_name(text: str) -> bool:
    try:
        return Entity(text, {text: "text"}).name == text
    except DataModelError:
        return False


@pytest.mark.parametrize("name", ["nul", "NUL", "Con", "prn", "aux", "com1", "LPT9"])
def test_a_device_of_windows_names_no_table(name):
    """MariaDB 10.11, asked: a foreign key to a table of such a name ends in its error 1005."""
    with pytest.raises(DataModelError, match=f"name: '{name}' is a device of Windows.* Write {name}_"):
        Entity(name, {"k": "integer"})
    assert Entity("a", {name: "integer"}).names == (name,)


@pytest.mark.parametrize("name", ["nul_", "com0", "com10", "console", "nul2"])
def test_a_name_beside_a_device_is_taken(name):
    assert Entity(name, {"k": "integer"}).name == name


def hostile_model(table: str, other: str, first: str, second: str) -> DataModel:
    return DataModel("m").add(
        Entity(table, {first: "string(20)", second: "timestamp?"}, key=first, indexes=[[first, second]]),
        Entity(
            other,
            {second: "integer", first: f'ref "{table}"?' if '"' not in table else "enum(a, b)"},
            key=second,
            unique=[first],
        ),
    )


def holds(engine, model: DataModel) -> None:
    """Made, kept apart from what was there, and read back under the same names."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (x INTEGER)")
        connection.exec_driver_sql("INSERT INTO kept VALUES (42)")
    model.create(engine)
    back = DataModel.from_database(engine)
    assert set(back.names) == {*model.names, "kept"}
    for entity in model.entities:
        assert back[entity.name].names == entity.names
        assert back[entity.name].key == entity.key
        assert {frozenset(each) for each in back[entity.name].unique} == {frozenset(each) for each in entity.unique}
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT x FROM kept").scalar() == 42


def distinct(*given: str) -> bool:
    return len({each.casefold() for each in given}) == len(given) and "kept" not in given and all(map(is_name, given))


@given(names, names, names, names)
def test_nothing_breaks_out_of_a_name_on_sqlite(table, other, first, second):
    if distinct(table, other, first, second):
        holds(sa.create_engine("sqlite://"), hostile_model(table, other, first, second))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names, names, names, names)
def test_nothing_breaks_out_of_a_name_on_postgresql(pg, table, other, first, second):
    if distinct(table, other, first, second):
        with pg.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        holds(pg, hostile_model(table, other, first, second))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_survives_as_text_too(name):
    model = DataModel("m").add(Entity(name, {"k": "integer", name: "text"}, key="k", indexes=[[name]]))
    for dialect in ("sqlite", "postgresql", "mysql"):
        if name == "a\\b" and dialect == "mysql":
            continue  # sqlglot reads it as an escape
        back = DataModel.from_ddl(model.ddl(dialect), dialect)
        assert back.names == (name,)
        assert back[name].names == ("k", name)


def test_words_and_enums_cannot_break_out():
    model = DataModel("m").add(Entity("a", {"k": "integer", "x": "enum(it's, '; DROP TABLE a; --)"}, key="k"))
    engine = model.create()
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO a VALUES (1, 'it''s')")
        assert connection.exec_driver_sql("SELECT count(*) FROM a").scalar() == 1


@pytest.mark.parametrize("case", CASES)
def test_a_reference_model_runs_on_sqlite_and_is_read_back(case):
    model = reference(case)
    back = DataModel.from_database(model.create())
    for entity in model.entities:
        assert back[entity.name].key == entity.key
        assert set(back[entity.name].indexes) == set(entity.indexes) or "desc" in str(entity.indexes)


@pytest.mark.parametrize("case", CASES)
def test_a_reference_model_runs_on_postgresql_and_is_read_back(case, pg):
    model = reference(case)
    back = DataModel.from_database(model.create(pg))
    for entity in model.entities:
        read = back[entity.name]
        assert (read.key, set(read.indexes), set(read.unique)) == (entity.key, set(entity.indexes), set(entity.unique))
        assert [each.type_text for each in read.fields] == [each.type_text for each in entity.fields]
        assert [each.optional for each in read.fields] == [each.optional for each in entity.fields]


@pytest.mark.parametrize("case", CASES)
def test_the_text_for_postgresql_runs_there_statement_by_statement(case, pg):
    with pg.begin() as connection:
        connection.exec_driver_sql(reference(case).ddl("postgresql").replace("%", "%%"))
    assert set(DataModel.from_database(pg).names) == set(reference(case).names)


def squawk(text: str, folder: Path) -> str:
    found = Path(sys.executable).parent / "squawk"
    command = str(found) if found.exists() else shutil.which("squawk")
    if not command:
        pytest.skip("needs squawk-cli")
    (folder / "x.sql").write_text(text)
    run = subprocess.run(
        [command, "--pg-version", "15", str(folder / "x.sql")], capture_output=True, text=True, check=False, timeout=60
    )
    return "" if run.returncode == 0 else run.stdout + run.stderr


@pytest.mark.parametrize("case", CASES)
def test_squawk_passes_the_ddl(case, tmp_path):
    assert not squawk(reference(case).ddl("postgresql"), tmp_path)
    assert "prefer" in squawk("CREATE TABLE t (id int);", tmp_path)  # the referee can say no


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
def test_a_model_is_read_back_from_its_ddl(case, dialect):
    model = reference(case)
    back = DataModel.from_ddl(model.ddl(dialect))
    for entity in model.entities:
        read = back[entity.name]
        assert (read.key, set(read.indexes), set(read.unique)) == (entity.key, set(entity.indexes), set(entity.unique))
        assert [(each.name, each.optional, each.target) for each in read.fields] == [
            (each.name, each.optional, each.target) for each in entity.fields
        ]


def test_a_length_is_kept_by_the_database():
    engine = links().create()
    with engine.connect() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.exec_driver_sql("INSERT INTO link VALUES ('12345678', 'u', 1, '2026-01-01')")


def test_references_in_a_circle_are_made_on_both_databases(pg):
    model = DataModel("m").add(
        Entity("a", {"k": "integer", "b": "ref b?"}, key="k"),
        Entity("b", {"k": "integer", "a": "ref a?"}, key="k"),
        Entity("c", {"k": "integer", "up": "ref c?"}, key="k"),
    )
    for engine in (model.create(), model.create(pg)):
        back = DataModel.from_database(engine)
        assert back["a"]["b"].target == "b"
        assert back["b"]["a"].target == "a"
        assert back["c"]["up"].target == "c"


def test_a_circle_of_keys_and_a_missing_entity_are_told():
    circle = DataModel("m").add(Entity("a", {"k": "ref b"}, key="k"), Entity("b", {"k": "ref a"}, key="k"))
    with pytest.raises(DataModelError, match="circle"):
        circle.ddl()
    with pytest.raises(DataModelError, match="no entity"):
        DataModel("m").add(Entity("a", {"k": "ref b"}, key="k")).ddl()
    with pytest.raises(DataModelError, match="no entity yet"):
        DataModel("m").ddl()
    with pytest.raises(DataModelError, match="there already"):
        links().create(links().create())
    with pytest.raises(DataModelError, match="dialect"):
        links().ddl("oracle")
    with pytest.raises(DataModelError, match="engine"):
        links().create("nonsense://x")


def test_indexes_alike_and_names_that_meet_get_names_of_their_own(pg):
    model = DataModel("m").add(
        Entity("a", {"k": "integer", "x": "integer"}, key="k", indexes=[["x"], ["x"]]),
        Entity("pk_a", {"k": "integer"}, key="k"),
        Entity("ix_a_x", {"k": "integer"}, key="k"),
    )
    assert set(DataModel.from_database(model.create(pg)).names) == {"a", "pk_a", "ix_a_x"}
    model.create()


@pytest.mark.parametrize("text", ["", "hello", "CREATE TABLE", "SELECT 1", "CREATE TABLE t (", "((((((", 5])
def test_text_that_is_no_ddl_is_told(text):
    with pytest.raises(DataModelError, match=r"^ddl"):
        DataModel.from_ddl(text)


@given(st.text(max_size=60))
@example("in")
@example("x out int")
@example("IN OUT int")
def test_any_text_is_read_or_told(text):
    for each in (text, f"CREATE TABLE t ({text})", f"CREATE TABLE t (x {text})"):
        with contextlib.suppress(CourseError):  # and no other error
            DataModel.from_ddl(each)


def test_nothing_is_run():
    assert DataModel.from_ddl("CREATE TABLE a (x INT); DROP TABLE a; ATTACH 'x' AS y").names == ("a",)


def test_patterns_are_kept_apart_from_tables():
    model = links().add(AccessPattern("p", "link", by="owner"))
    assert "owner" in DataModel.from_database(model.create())["link"].names


@pytest.mark.parametrize("name", ["%s", "a%b", "%(x)s", "50%%"])
def test_a_name_with_a_percent_is_filled_and_explained_on_both_databases(name, pg):
    model = DataModel("m").add(Entity(name, {"k": "integer", f"{name} of": "string(20)"}, key="k"),
                               AccessPattern("by_text", name, by=f"{name} of", limit=5))  # fmt: skip
    for engine in (model.create(), model.create(pg)):
        assert model.fill(engine, 5000) == {name: 5000}
        assert model.explain("by_text", engine).mended.good


@pytest.mark.parametrize("dialect", [None, "postgres", "sqlite"])
@pytest.mark.parametrize(("column", "read"), [
    ("s TEXT CHECK (s IN ('new', 'paid'))", "enum(new, paid)"),
    ("s VARCHAR(9) CHECK (s IN ('new', 'paid'))", "enum(new, paid)"),
    ("s TEXT, CHECK (s IN ('new', 'paid'))", "enum(new, paid)"),
    ("s TEXT CHECK (s IN ('new', 'pa,id'))", "text"),  # words that no enum of ours can hold
    ("s TEXT CHECK (s IN ('new', 'p(d'))", "text"),
    ("s TEXT CHECK (s IN ('new', 5))", "text"),
    ("s INT CHECK (s IN (1, 2))", "integer(32)"),
    ("s TEXT CHECK (length(s) <= 7)", "string(7)"),
    ("s TEXT CHECK (length(s) < 7)", "text"),
    ("s TEXT, x TEXT CHECK (length(x) <= 7)", "text"),
])
def test_a_check_says_the_words_or_the_length_of_a_text(column, read, dialect):
    assert DataModel.from_ddl(f"CREATE TABLE a (k INT PRIMARY KEY, {column})", dialect)["a"]["s"].type_text == read


@pytest.mark.parametrize(("written", "read"), [
    ("CHAR", "string(1)"), ("CHAR(3)", "string(3)"), ("NCHAR(3)", "string(3)"), ("VARCHAR", "text"),
    ("VARCHAR(40)", "string(40)"), ("VARCHAR(0)", "text"), ("DECIMAL", "decimal"), ("DECIMAL(8)", "decimal(8)"),
    ("DECIMAL(8, 2)", "decimal(8, 2)"), ("DECIMAL(99, 40)", "decimal(65, 30)"), ("DECIMAL(3, 9)", "decimal(3, 3)"),
    ("ENUM('new', 'paid')", "enum(new, paid)"), ("ENUM('new', 'pa,id')", "string(255)"),
    ("ENUM('new', 'p(d')", "string(255)"), ("ENUM('new', '')", "string(255)"), ("SET('new', 'paid')", "string(255)"),
])
def test_a_type_of_sql_is_read_with_its_length_its_digits_and_all_its_words(written, read):
    found = DataModel.from_ddl(f"CREATE TABLE a (k INT PRIMARY KEY, x {written})", "mysql")["a"]["x"]
    wanted = Field.read("x", read)
    assert (found.base, found.numbers[:1], found.words) == (wanted.base, wanted.numbers[:1], wanted.words)
    assert not wanted.numbers[1:] or found.numbers == wanted.numbers
