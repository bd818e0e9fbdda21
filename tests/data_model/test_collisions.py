"""Two connections on the real databases: their manuals say which anomaly happens at which level."""

import pytest
import sqlalchemy as sa

from helpers.data_model import DataModelError, collide
from helpers.data_model.collisions import KINDS, LEVELS, collisions_table

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
