"""The DDL that is written for MySQL, run on a real server: every shipped case, hostile names, rows, and reading back.

The server is Debian's MariaDB 10.11, since Debian 12 has no MySQL. Both read the same statements. Where they differ and
it matters here: MariaDB keeps JSON as LONGTEXT with a check, so that a JSON column is read back as text there (MySQL
has a type of its own); `model.create` uses MariaDB's type UUID, where the text for MySQL says CHAR(32); and MariaDB's
DATETIME refuses a moment with an offset ("+00:00"), which MySQL 8.0.19 reads: moments are written without one, in UTC,
which both take. Checks are kept by MariaDB 10.2 and by MySQL 8.0.16; older ones of MySQL read and forget them.
"""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from helpers import AccessPattern, DataModel, Entity
from helpers.data_model import DataModelError
from helpers.data_model.schema import quoted, run, statements
from tests.data_model.mariadb import mariadb  # noqa: F401 (a fixture)
from tests.data_model.models import CASES, reference
from tests.data_model.test_schema import HOSTILE, distinct, hostile_model, names

EVERY_TYPE = DataModel("types").add(Entity("every", {
    "k": "identity", "small": "integer(16)", "middle": "integer(32)", "large": "integer", "money": "decimal(12, 2)",
    "wide": "decimal", "half": "float", "yes": "boolean", "code": "string(7)", "word": "text", "day": "date",
    "moment": "timestamp", "local": "datetime", "mark": "uuid", "sorted_mark": "uuid7", "blob": "bytes(32)",
    "file": "bytes", "note": "json", "words": "list(string(20), 10)",
    "state": "enum(new, it's, done)", "maybe": "text?"}, key="k", unique=["code"], indexes=[["state", "moment desc"]]))


@pytest.fixture
def my(mariadb):  # noqa: F811
    return mariadb.new_database()


@pytest.mark.parametrize("case", CASES)
def test_the_text_for_mysql_runs_there_statement_by_statement_and_is_read_back(case, my):
    model = reference(case)
    with my.begin() as connection:
        for each in statements(model, "mysql"):
            run(connection, each)
    back = DataModel.from_database(my)
    assert set(back.names) == set(model.names)
    for entity in model.entities:
        read = back[entity.name]
        assert (read.names, read.key) == (entity.names, entity.key)
        assert set(read.unique) == set(entity.unique)
        assert {each.name: each.target for each in read.refs} == {each.name: each.target for each in entity.refs}
        assert [each.optional for each in read.fields] == [each.optional for each in entity.fields]


@pytest.mark.parametrize("case", CASES)
def test_a_reference_model_is_made_and_filled(case, my):
    model = reference(case)
    model.create(my)
    made = model.fill(my, 60)
    with my.connect() as connection:
        for name, count in made.items():
            assert connection.execute(sa.text(f"SELECT count(*) FROM {quoted(connection, name)}")).scalar() == count > 0


def test_rows_of_every_type_are_what_was_meant(my):
    EVERY_TYPE.create(my)
    EVERY_TYPE.fill(my, 40)
    with my.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT JSON_TYPE(note), JSON_TYPE(words), JSON_VALUE(words, '$[0]'), moment, code, mark, length(`blob`) "
            "FROM every").first()
    assert row[:3] == ("OBJECT", "ARRAY", "river")
    assert row[3].year == 2025
    assert (len(row[4]), len(row[5]), row[6]) == (7, 36, 32)
    read = DataModel.from_database(my)["every"]
    assert (read["k"].base, read["yes"].base, read["money"].type_text, read["maybe"].optional) == (
        "identity", "boolean", "decimal(12, 2)", True)  # fmt: skip


def test_the_server_keeps_the_rules_of_the_model(my):
    model = DataModel("m").add(
        Entity("user", {"id": "integer", "state": "enum(new, it's)"}, key="id"),
        Entity("link", {"code": "string(3)", "owner": "ref user"}, key="code"))
    model.create(my)
    with my.begin() as connection:
        run(connection, "INSERT INTO user VALUES (1, 'it''s')")
        run(connection, "INSERT INTO link VALUES ('abc', 1)")
    for wrong in ("INSERT INTO user VALUES (2, 'old')", "INSERT INTO link VALUES ('abcd', 1)",
                  "INSERT INTO link VALUES ('abd', 7)", "INSERT INTO link VALUES ('abc', 1)"):
        with pytest.raises(sa.exc.DBAPIError), my.begin() as connection:
            run(connection, wrong)


def test_references_in_a_circle_are_made(my):
    DataModel("m").add(Entity("a", {"k": "integer", "b": "ref b?"}, key="k"),
                       Entity("b", {"k": "integer", "a": "ref a?"}, key="k")).create(my)
    back = DataModel.from_database(my)
    assert (back["a"]["b"].target, back["b"]["a"].target) == ("b", "a")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names, names, names, names)
def test_nothing_breaks_out_of_a_name(my, table, other, first, second):
    if distinct(table, other, first, second) and all(each == each.rstrip() for each in (table, other, first, second)):
        _holds(my, hostile_model(table, other, first, second))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name_there(name, my):
    _holds(my, DataModel("m").add(Entity(name, {"k": "integer", name: "string(20)"}, key="k", indexes=[[name]])))


def _holds(my, model):
    with my.begin() as connection:
        run(connection, "SET FOREIGN_KEY_CHECKS = 0")
        for table in sa.inspect(connection).get_table_names():
            run(connection, f"DROP TABLE {quoted(connection, table)}")
        run(connection, "SET FOREIGN_KEY_CHECKS = 1")
        run(connection, "CREATE TABLE kept (x INTEGER)")
        run(connection, "INSERT INTO kept VALUES (42)")
    model.create(my)
    back = DataModel.from_database(my)
    assert set(back.names) == {*model.names, "kept"}
    for entity in model.entities:
        assert (back[entity.name].names, back[entity.name].key) == (entity.names, entity.key)
    with my.connect() as connection:
        assert connection.exec_driver_sql("SELECT x FROM kept").scalar() == 42


def test_what_is_not_read_there_is_told(my):
    model = DataModel("m").add(Entity("a", {"k": "integer"}, key="k"), AccessPattern("one", "a", by="k", limit=1))
    model.create(my)
    with pytest.raises(DataModelError, match="plans of mysql are not read"):
        model.explain("one", my)
