"""Two connections on the real databases: their manuals say which anomaly happens at which level."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from helpers.data_model import DataModelError, collide
from helpers.data_model.collisions import KINDS, LEVELS, Collision, collisions_table

COURSE = Path(__file__).parents[2] / "course" / "04_data_model.ipynb"
# PostgreSQL 15, section 13.2: what each level lets happen.
WRONG_ON_POSTGRESQL = {
    ("lost update", "READ COMMITTED"),
    ("write skew", "READ COMMITTED"),
    ("write skew", "REPEATABLE READ"),
    ("unique race", "READ COMMITTED"),
    ("unique race", "REPEATABLE READ"),
}


@pytest.mark.parametrize("level", LEVELS["postgresql"])
@pytest.mark.parametrize("kind", KINDS)
def test_postgresql_lets_happen_what_its_manual_says(kind, level, pg):
    found = collide(kind, pg, level)
    assert found.wrong == ((kind, level) in WRONG_ON_POSTGRESQL)
    assert bool(found.refused) == (not found.wrong)


@pytest.mark.parametrize(
    ("kind", "mend"),
    [
        ("lost update", "in one statement"),
        ("unique race", "unique rule"),
        ("lost update", "lock the row"),
        ("write skew", "lock the row"),
    ],
)
def test_a_mend_holds_at_the_weakest_level(kind, mend, pg):
    assert collide(kind, pg).wrong
    assert not collide(kind, pg, mend=mend).wrong


@pytest.mark.parametrize("level", LEVELS["sqlite"])
@pytest.mark.parametrize("kind", KINDS)
def test_sqlite_lets_one_write_and_refuses_the_other(kind, level, tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    found = collide(kind, engine, level)
    assert not found.wrong
    assert found.refused
    assert not sa.inspect(engine).get_table_names()
    assert len(collisions_table(engine)) == 6


def test_one_connection_cannot_collide():
    with pytest.raises(DataModelError, match="two connections"):
        collide("lost update", sa.create_engine("sqlite://"))


def test_the_table_of_the_course_is_what_postgresql_does(pg):
    """Each cell of the printed table is run again: what is wrong there is wrong here, what is refused is refused."""
    text = "\n".join("".join(cell["source"]) for cell in json.loads(COURSE.read_text())["cells"])
    rows = [[part.strip(" *") for part in line.strip("|").split("|")] for line in text.splitlines()
            if line.startswith(("| | read committed", "| lost update |", "| write skew |"))]
    levels = [each.split(" (")[0].upper() for each in rows[0][1:]]
    assert levels == list(LEVELS["postgresql"])
    assert [each[0] for each in rows[1:]] == ["lost update", "write skew"]
    for kind, *told in rows[1:]:
        for level, said in zip(levels, told, strict=True):
            found = collide(kind, pg, level)
            assert said == ("wrong" if found.wrong else "one is refused"), (kind, level)
            assert bool(found.refused) == (said == "one is refused")


def test_without_an_engine_they_run_on_a_file_that_is_thrown_away():
    found = collisions_table()
    assert set(found["level"]) == {"DEFERRED", "IMMEDIATE"}
    assert set(found["data"]) == {"right"}
    assert all("locked" in each for each in found["refused"])


@pytest.mark.parametrize(("wrong", "refused", "said"), [
    (True, "", "lost update at DEFERRED: the data are wrong (5 of 6)"),
    (False, "B, locked", "lost update at DEFERRED: the data are right (5 of 6); refused: B, locked")])
def test_a_collision_says_what_is_there_and_who_was_refused(wrong, refused, said):
    assert str(Collision("lost update", "DEFERRED", "none", (), wrong, refused, "5 of 6")) == said
