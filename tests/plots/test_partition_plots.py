"""Pictures of step 4: what a growth moves under each scheme, and the hottest shard."""

import pytest

from helpers import plots
from helpers.data_model import partition, schemes_table


def test_bars_are_the_shares_that_were_counted_and_the_title_names_the_worst():
    table = schemes_table(8, [9, 16], ["ring", "modulo"], keys=20_000)
    drawn = plots.keys_moved(table)
    assert [each.name for each in drawn.data] == ["8 to 9 shards", "8 to 16 shards"]
    for trace, column in zip(drawn.data, ["8 to 9 moves", "8 to 16 moves"], strict=True):
        assert list(trace.x) == ["ring", "modulo"]
        assert list(trace.y) == table[column].drop("even shards need").tolist()
    assert drawn.layout.title.text == "From 8 to 9 shards, modulo moves 89% of the keys"
    shapes = {each.marker.pattern.shape for each in drawn.data}
    assert len(shapes) == 2  # told apart without colour


def test_the_hottest_shard_of_each_and_the_mean():
    hot, cool = partition(None, (), 8, keys=[100, *[1] * 99]), partition(None, (), 8, "slots", keys=10_000)
    drawn = plots.hottest_shards({"hot": hot, "cool": cool})
    assert list(drawn.data[0].y) == [hot.hottest, cool.hottest]
    assert drawn.layout.title.text.startswith("With hot, the hottest has ")
    assert [each.y0 for each in drawn.layout.shapes] == [1]
    assert "No shard" in plots.hottest_shards({"cool": cool}).layout.title.text


@pytest.mark.parametrize("drawn", [
    lambda: plots.hottest_shards({}), lambda: plots.keys_moved(schemes_table(8, [9], []))])
def test_nothing_gives_an_empty_picture(drawn):
    assert "Nothing" in drawn().layout.title.text
