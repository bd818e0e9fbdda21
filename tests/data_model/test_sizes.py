"""Pages, rows and B-trees, against published arithmetic and against a real PostgreSQL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import DataModel, Entity
from helpers.data_model.parts import Field
from helpers.data_model.sizes import PAGE, BTree, entity_sizes, field_bytes, heap_bytes, row_bytes, rows_per_page
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


# PostgreSQL 15, chapter 8; strings of bounded length are held to be 60% full, those without a bound to have 200 letters
BYTES = {
    "integer": 8, "integer(32)": 4, "integer(16)": 2, "float": 8, "boolean": 1, "uuid": 16, "date": 4, "timestamp": 8,
    "decimal(10,2)": 5 + 2 * 3, "decimal(4)": 5 + 2, "enum(open, closed)": 1 + 6, "string(16)": 16 + 1,
    "string(32)": 0.6 * 32 + 1, "string(200)": 0.6 * 200 + 1, "string(210)": 0.6 * 210 + 1,
    "string(255)": 0.6 * 255 + 4, "string(4000)": 0.6 * 255 + 4, "text": 0.6 * 200 + 1, "bytes(32)": 32 + 1,
    "bytes(127)": 127 + 4, "list(integer, 10)": 10 * 8 + 4, "list(integer)": 20 * 8 + 4, "list(integer, 9999)": 2_018,
}


@pytest.mark.parametrize("text", BYTES)
def test_bytes_of_one_value_and_of_a_row_that_may_lack_it(text):
    """A field that may be empty is held to be there in nine rows of ten."""
    assert field_bytes(Field.read("x", text)) == pytest.approx(BYTES[text])
    row = Entity("a", {"k": "integer", "x": text, "maybe": f"{text}?"}, key="k")
    assert row_bytes(row, None) == pytest.approx(8 + 1.9 * BYTES[text])
