"""The pictures of step 4: each figure shows what the value says, told apart without colour."""

import itertools

import pytest

from helpers import DataModel, Entity, plots
from helpers.data_model import DataFlow, Store, partition
from helpers.data_model.data_flow import PLACES, THIEVES
from tests.data_model.models import CASES, reference

EVERYWHERE = [Store("client", transit="none"), *(Store(each, rest="none", transit="none") for each in PLACES[2:])]


@pytest.mark.parametrize(("shards", "skew"), [(1, 0), (2, 0), (8, 0), (8, 1.3), (200, 0.5)])
def test_bars_are_the_load_and_the_line_the_mean(shards, skew):
    made = partition(shards=shards, skew=skew, keys=5000, scheme="modulo")
    figure = plots.shard_load(made, per_second=4000)
    bars, line = figure.data
    assert sum(bars.y) == pytest.approx(4000)
    assert list(line.y) == pytest.approx([4000 / shards] * 2)
    assert max(bars.y) / (4000 / shards) == pytest.approx(made.hottest)
    hot = [pattern == "/" for pattern in bars.marker.pattern.shape]
    assert hot == [each >= 2 * 4000 / shards for each in bars.y]
    assert any(hot) == (made.hottest >= 2)
    assert figure.layout.xaxis.title.text
    assert "requests" in figure.layout.yaxis.title.text
    plain = plots.shard_load(made)
    assert sum(plain.data[0].y) == pytest.approx(shards)
    assert "means" in plain.layout.yaxis.title.text
    assert (f"{made.hottest:.2f}" in figure.layout.title.text) == (shards > 1)


@pytest.mark.parametrize("thief", ["", *THIEVES])
@pytest.mark.parametrize("case", CASES)
def test_a_place_is_crossed_out_where_the_thief_reads(case, thief):
    flow = DataFlow(reference(case), EVERYWHERE)
    figure = plots.data_flow(flow, thief)
    crossed = [text for trace in figure.data if trace.mode == "markers+text" and trace.marker.symbol == "x"
               for text in trace.text]
    expected = [store.place for store, names in flow.given_away_at(thief) if names] if thief else []
    assert sorted(each.partition(",")[0] for each in crossed) == sorted(expected)
    told = figure.layout.title.text
    assert (str(len(flow.given_away(thief))) in told) if expected else True
    for one, other in itertools.combinations(figure.data, 2):
        assert (one.mode, one.marker.symbol, one.line.dash) != (other.mode, other.marker.symbol, other.line.dash)


def test_an_open_way_is_dotted_and_signs_of_html_are_none():
    model = DataModel("x").add(Entity("a<b", {"<i>e": "string(9) personal"}, key="<i>e"))
    figure = plots.data_flow(DataFlow(model, [Store("database"), Store("log", transit="none", rest="none")]), "wire")
    dashes = {trace.line.dash: trace for trace in figure.data if trace.mode == "lines"}
    assert set(dashes) == {"solid", "dot"}
    assert len(dashes["dot"].x) == 3
    assert "<i>" not in str(figure.to_plotly_json())
