"""Pictures of step 6: titled, with units, told apart without colour, pure."""

import copy
import functools
import itertools
import re

import plotly.graph_objects as go
import pytest

from helpers.plots import COLOURS
from helpers.plots import tradeoffs as pictures
from helpers.tradeoffs import LABORATORIES, Criterion, Decision, TradeoffError, rate_limiters

GUIDES = {"#808080"}
SMALL = {"cache_policies": {"requests": 2000, "keys": 200}, "batching": {"items": 1000}, "identifiers": {"sample": 500},
         "quorum": {"samples": 1000}}
DECIDED = Decision("Which store?", (), {"read_ms": 2, "cost": 1, "growth": 1},
                   {"table": {"read_ms": 5, "cost": 300, "growth": 10},
                    "document": {"read_ms": 4, "cost": 500, "growth": 80},
                    "wide": {"read_ms": 6, "cost": 400, "growth": 100}}, "document", "Reads.", "by hand")
DRAWN = {
    **{f"curves of {name}": lambda name=name: pictures.comparison(found(name)) for name in LABORATORIES},
    **{f"column {number} of {name}": lambda name=name, number=number: pictures.comparison(
        found(name), found(name).columns[number - 1].name) for name in LABORATORIES for number in (1, 2, 3)},
    "decision": lambda: pictures.decision(DECIDED),
    **{f"weight of {each.name}": lambda name=each.name: pictures.weight_sensitivity(DECIDED, name)
       for each in DECIDED.criteria},
}
every_figure = pytest.mark.parametrize("name", DRAWN)


@functools.cache
def found(name):
    """The comparison of a laboratory at small settings; made at the first test, not when tests are collected."""
    return LABORATORIES[name](**SMALL.get(name, {}))


@functools.cache
def figure(name):
    return DRAWN[name]()


@every_figure
def test_title_and_axes_say_what_is_shown_and_in_which_unit(name):
    layout = figure(name).layout
    assert len(layout.title.text) > 10
    assert "$" not in layout.title.text
    assert re.search(r"\(.+\)", layout.xaxis.title.text)
    assert layout.yaxis.type == "category" or re.search(r"\(.+\)", layout.yaxis.title.text)


@every_figure
def test_colours_are_okabe_and_itos(name):
    allowed = {each.upper() for each in COLOURS.values()} | GUIDES
    drawn = figure(name).to_plotly_json()
    named = re.findall(r"#[0-9A-Fa-f]{6}\b", str([drawn["data"], drawn["layout"].get("shapes")]))
    assert {each.upper() for each in named} <= allowed


def shape(trace):
    line = getattr(trace, "line", None)
    return (trace.type, getattr(trace.marker, "symbol", None), line.dash if line else None,
            trace.marker.pattern.shape if trace.type == "bar" else None)


@every_figure
def test_named_traces_differ_without_colour_and_stand_below(name):
    named = [trace for trace in figure(name).data if trace.name and trace.showlegend is not False]
    for one, other in itertools.combinations(named, 2):
        assert shape(one) != shape(other), f"{one.name} and {other.name} differ by colour alone"
    template = figure(name).layout.template.layout.legend
    assert (template.yref, template.y, template.yanchor) == ("container", 0, "bottom"), "placed in parts of the height"


@every_figure
def test_figure_is_valid_for_plotly(name):
    assert go.Figure(figure(name).to_plotly_json()).to_json() == figure(name).to_json()


def test_drawing_changes_nothing_that_it_is_given():
    quorum = found("quorum")
    frame, curves, decided = quorum.frame.copy(), quorum.curves.copy(), copy.deepcopy(DECIDED)
    pictures.comparison(quorum)
    pictures.comparison(quorum, "stale_share")
    pictures.decision(DECIDED)
    assert quorum.frame.equals(frame)
    assert quorum.curves.equals(curves)
    assert decided == DECIDED


def test_curves_are_the_comparisons():
    compared = found("cache_policies")
    drawn = {trace.name: list(trace.y) for trace in pictures.comparison(compared).data}
    assert drawn["LRU"] == compared.curves.loc[compared.curves["alternative"] == "LRU", "y"].tolist()
    assert set(drawn) == set(compared.frame.index)


def test_dots_tell_bounds_from_what_can_be_chosen():
    (trace,) = pictures.comparison(found("cache_policies"), "hit_ratio").data
    assert list(trace.marker.symbol) == ["circle"] * 6 + ["diamond-open"]
    assert not pictures.comparison(found("cache_policies"), "hit_ratio").layout.title.text.startswith("Belady")


def test_parts_of_a_decision_add_up_to_its_scores():
    drawn = pictures.decision(DECIDED)
    for place, option in enumerate(DECIDED.scores().index):
        assert sum(trace.x[place] for trace in drawn.data) == pytest.approx(DECIDED.scores().at[option, "score"])
    assert drawn.layout.title.text == "table is best by this evidence"
    assert "document ✔" in drawn.data[0].y


def test_crossings_lie_on_two_lines():
    drawn = pictures.weight_sensitivity(DECIDED, "cost")
    *lines, marks = drawn.data
    ends = {trace.name: (trace.y[0], trace.y[-1]) for trace in lines}
    for x, y in zip(marks.x, marks.y, strict=True):
        heights = sorted(start + (end - start) * x / 100 for start, end in ends.values())
        assert heights[-1] == pytest.approx(heights[-2]) == pytest.approx(y)


def test_what_cannot_be_drawn_is_named():
    with pytest.raises(TradeoffError, match="Did you mean stale_share"):
        pictures.comparison(found("quorum"), "stale_shar")
    with pytest.raises(TradeoffError, match="criterion"):
        pictures.weight_sensitivity(DECIDED, None)


def test_unfinished_and_odd_decisions_are_drawn():
    assert "Nothing to score" in pictures.decision(Decision()).layout.title.text
    tie = Decision("?", (), ["x"], {"a": {"x": 1}, "b": {"x": 1}})
    assert "tie" in pictures.decision(tie).layout.title.text
    assert "whatever" in pictures.weight_sensitivity(tie, "x").layout.title.text
    odd = Decision("?", (), [Criterion("<b>x</b>")], {"<i>a</i>": {"<b>x</b>": 1}, "%{y}": {"<b>x</b>": 2}})
    assert "<i>" not in pictures.decision(odd).to_json()
    assert "<i>" not in pictures.weight_sensitivity(odd, "<b>x</b>").to_json()
    pictures.comparison(rate_limiters(1, traffic=[0.0]))
