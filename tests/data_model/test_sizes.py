"""Pages, rows and B-trees, against published arithmetic and against a real PostgreSQL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import DataModel, Entity
from helpers.data_model.sizes import PAGE, BTree, entity_sizes, heap_bytes, rows_per_page
from tests.data_model.models import reference


@pytest.mark.parametrize(
    ("size", "rows", "filled"), [(50, 97, 87), (100, 61, 55), (200, 35, 32), (500, 15, 13), (1000, 7, 7)]
)
def test_rows_of_a_page(size, rows, filled):
    assert (rows_per_page(size), rows_per_page(size, 0.9)) == (rows, filled)


@pytest.mark.parametrize(
    ("rows", "levels"),
    [
        (1, 1),
        (366, 1),
        (367, 2),
        (104_310, 2),
        (104_311, 3),
        (29_728_350, 3),
        (29_728_351, 4),
        (8_472_579_750, 4),
        (8_472_579_751, 5),
        (10**9, 4),
    ],
)
def test_levels_of_a_tree_of_numbers(rows, levels):
    assert BTree.of(rows).levels == levels


def test_a_thousand_million_keys_take_22_gigabytes():
    assert BTree.of(10**9).bytes == pytest.approx(22.4e9, rel=0.01)
    assert (BTree.of(5).leaf_entries, BTree.of(5).inner_entries) == (366, 285)


@given(st.integers(1, 10**10), st.integers(4, 200))
def test_a_tree_holds_its_rows_and_no_level_too_many(rows, key):
    tree = BTree.of(rows, key)
    assert tree.leaf_entries * tree.inner_entries ** (tree.levels - 1) >= rows
    if tree.levels > 1:
        assert tree.leaf_entries * tree.inner_entries ** (tree.levels - 2) < rows


def test_postgresql_takes_as_much(pg):
    made = DataModel("m").add(Entity("a", {"k": "integer", "x": "bytes(32)", "y": "integer"}, key="k", rows=50_000))
    made.create(pg)
    made.fill(pg, rows=50_000)
    with pg.begin() as connection:
        connection.exec_driver_sql("REINDEX TABLE a")
        table, index = connection.exec_driver_sql("SELECT pg_relation_size('a'), pg_relation_size('pk_a')").one()
    ours = entity_sizes(made["a"], made, 0)
    assert ours["table_bytes"] == pytest.approx(table, rel=0.05)
    assert ours["index_bytes"] == pytest.approx(index, rel=0.05)


def test_no_rows_take_no_room():
    assert heap_bytes(0, 100) == 0
    assert heap_bytes(1, 100) == PAGE
    assert len(reference("microblog").sizes_table()) == 4


def test_a_page_of_an_index_holds_two_entries_however_long_they_are():
    """With one a page a tree would never come to its root."""
    found = BTree.of(1_000, key_bytes=7_000)
    assert (found.leaf_entries, found.inner_entries) == (2, 2)
    assert found.levels == 10
