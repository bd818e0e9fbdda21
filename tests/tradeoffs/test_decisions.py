"""Decisions: scores by hand, flips by scanning, every rule, round trips."""

import math

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers import Q
from helpers.tradeoffs import Criterion, Decision, TradeoffError, identifiers, quorum, rate_limiters
from helpers.tradeoffs.decisions import DECISION_RULES

EVIDENCE = {"table": {"read_ms": 5, "cost": 300, "growth": 10},
            "document": {"read_ms": 4, "cost": 500, "growth": 80},
            "wide": {"read_ms": 6, "cost": 400, "growth": 100}}
CRITERIA = (Criterion("read_ms", 2), Criterion("cost", 1), Criterion("growth", 1, "higher"))


def decided(**changes):
    return Decision("Which store?", ("table", "document", "wide"), CRITERIA, EVIDENCE, "document",
                    "Reads are what users wait for.", "load test of 3 May").replace(**changes)


def by_hand(decision, weights):
    """The best score and each option's, straight from the definition."""
    scores = {}
    for option in decision.options:
        total = 0.0
        for each, weight in zip(decision.criteria, weights, strict=True):
            row = [decision.evidence[other][each.name] for other in decision.options]
            span = max(row) - min(row)
            gap = decision.evidence[option][each.name] - min(row)
            total += weight * (1 if not span else gap / span if each.better == "higher" else 1 - gap / span)
        scores[option] = total / sum(weights)
    return scores


figures = st.integers(0, 20).map(float)
decisions = st.integers(2, 4).flatmap(lambda options: st.integers(1, 4).flatmap(lambda criteria: st.builds(
    lambda rows, weights, ways: Decision(
        "?", tuple("abcd"[:options]), [Criterion(f"c{place}", weight, way) for place, (weight, way) in
                                      enumerate(zip(weights, ways, strict=True))],
        {"abcd"[place]: {f"c{number}": value for number, value in enumerate(row)} for place, row in enumerate(rows)}),
    st.lists(st.lists(figures, min_size=criteria, max_size=criteria), min_size=options, max_size=options),
    st.lists(st.sampled_from([0.5, 1.0, 2.0, 3.0]), min_size=criteria, max_size=criteria),
    st.lists(st.sampled_from(["lower", "higher"]), min_size=criteria, max_size=criteria))))


def test_scores_by_hand():
    scores = decided().scores()
    assert list(scores.index) == ["document", "table", "wide"]
    assert scores.loc["table", "read_ms"] == pytest.approx(0.5 * 0.5)
    assert scores.loc["table", "cost"] == pytest.approx(0.25)
    assert scores.loc["document", "growth"] == pytest.approx(0.25 * 70 / 90)
    assert scores["score"].to_dict() == pytest.approx(by_hand(decided(), [2, 1, 1]))
    assert decided().best == "document"


@settings(max_examples=100, deadline=None)
@given(decisions)
def test_flips_by_scanning_the_weight(decision):
    weights, now = [each.weight for each in decision.criteria], decision.best
    for place, each in enumerate(decision.criteria):
        others = sum(weights) - weights[place]
        if not others:
            assert math.isnan(decision.flips().at[each.name, "above"])
            continue
        row = decision.flips().loc[each.name]
        assert row["share"] == pytest.approx(weights[place] / sum(weights))
        for share in [step / 97 for step in range(1, 97)]:
            if abs(share - row["below"]) < 1e-6 or abs(share - row["above"]) < 1e-6:
                continue
            scaled = [weight * (1 - share) / others for weight in weights]
            scaled[place] = share
            scores = by_hand(decision, scaled)
            lost = scores[now] < max(scores.values()) - 1e-7
            inside = not share < row["below"] and not share > row["above"]
            if inside:
                assert not lost, (each.name, share, row.to_dict())
        for side, to, step in (("below", "below_to", -1e-6), ("above", "above_to", 1e-6)):
            share = row[side]
            if not math.isnan(share) and 0 < share + step < 1:
                scaled = [weight * (1 - share - step) / others for weight in weights]
                scaled[place] = share + step
                scores = by_hand(decision, scaled)
                assert scores[row[to]] >= max(scores.values()) - 1e-9
                assert scores[row[to]] > scores[now]


@settings(max_examples=100, deadline=None)
@given(decisions, st.data())
def test_flip_value_by_scanning_the_figure(decision, data):
    option = data.draw(st.sampled_from(decision.options))
    criterion = data.draw(st.sampled_from(decision.criteria))
    weights, now = [each.weight for each in decision.criteria], decision.best
    start = decision.evidence[option][criterion.name]
    found = decision.flip_value(option, criterion.name)

    def lost(value, by=1e-7):
        scores = by_hand(decision.what_if(option, criterion.name, value), weights)
        return scores[now] < max(scores.values()) - by

    assume(not lost(start))
    reach = 60 if found is None else abs(found - start)
    # where two figures are equal the scale jumps for this one point, beyond which nothing need have changed
    level = [figures[criterion.name] for name, figures in decision.evidence.items() if name != option]
    for step in range(1, 80):
        for value in (start + reach * step / 80, start - reach * step / 80):
            apart = all(abs(value - each) > 1e-9 for each in level)
            if value >= 0 and apart and abs(value - start) < reach - 1e-6:
                assert not lost(value), (option, criterion, start, found, value)
    if found is not None:
        assert found >= 0
        beyond = max(1e-4, 1e-5 * found)  # far enough for the scores of large figures to part by more than float noise
        assert lost(found + beyond, by=2e-9) or (found > 0 and lost(max(0, found - beyond), by=2e-9))


def test_a_flip_in_numbers():
    two = Decision("?", ("a", "b"), {"x": 3, "y": 1}, {"a": {"x": 1, "y": 2}, "b": {"x": 2, "y": 1}})
    assert two.best == "a"
    assert two.flips().loc["x"].to_dict() == {"share": 0.75, "below": 0.5, "below_to": "b", "above": pytest.approx(
        math.nan, nan_ok=True), "above_to": None}
    assert two.flips().at["y", "above"] == 0.5
    assert two.sensitivity().loc["x"].tolist() == ["75%", "below 50%: b", "never"]
    assert two.flip_value("a", "x") == 2
    assert two.flip_value("a", "y") is None
    assert decided().flip_value("document", "read_ms") == pytest.approx(5 + 5 / 12, abs=0.6)


def test_a_changed_figure_makes_a_new_decision_that_says_so():
    before = decided()
    after = before.what_if("document", "read_ms", 40)
    assert before.evidence["document"]["read_ms"] == 4
    assert (before.best, after.best) == ("document", "wide")
    assert "read_ms set to 40 by hand" in after.provenance["document"]


# Evidence

def test_a_comparison_is_evidence_with_its_units_directions_and_source():
    found = quorum(samples=1000)
    decision = Decision("R and W?", found.options, ["read_p99_seconds", "stale_share", "read_availability"], found,
                        "R=2 W=2", "Stale reads cost us more than latency.")
    assert decision.criteria[2] == Criterion("read_availability", 1, "higher", "share")
    assert decision.evidence["R=2 W=2"]["stale_share"] == 0
    assert "samples=1000" in decision.provenance["R=1 W=1"]
    assert "no-provenance" not in decision.check().rules()
    few = Decision("Limiter?", ("sliding log", "token bucket"), {"bytes_per_user": 1}, rate_limiters())
    assert set(few.evidence) == {"sliding log", "token bucket"}
    assert few.best == "token bucket"


class Run:
    """Stands for a run of the simulator."""

    def __init__(self, latency):
        self.latency = latency

    def figures(self):
        return {"latency": self.latency, "something_else": 1}

    def describe(self):
        return "simulate(seed=1)"


def test_things_with_figures_are_evidence():
    decision = Decision("?", ("a", "b"), ["latency"], {"a": Run(5), "b": Run(6)}, "a", "latency")
    assert decision.evidence == {"a": {"latency": 5.0}, "b": {"latency": 6.0}}
    assert decision.provenance["a"] == "simulate(seed=1)"


def test_quantities_are_converted_to_the_criterions_unit():
    decision = Decision("?", (), [Criterion("latency", unit="ms")],
                        {"a": {"latency": Q("5 s")}, "b": {"latency": "7 ms"}})
    assert decision.evidence == {"a": {"latency": 5000.0}, "b": {"latency": 7.0}}
    with pytest.raises(TradeoffError, match=r"latency.*GB"):
        decision.what_if("a", "latency", "3 GB")


# Rules

def rules(**changes):
    return decided(**changes).check().rules()


def test_a_sound_decision_has_no_errors():
    assert decided().check().ok
    assert decided().check().rules() <= {"knife-edge"}


@pytest.mark.parametrize(("rule", "changes"), [
    ("no-question", {"question": " "}),
    ("one-option", {"options": ("table",), "evidence": {"table": EVIDENCE["table"]}, "choice": None, "provenance": {}}),
    ("no-criteria", {"criteria": ()}),
    ("missing-evidence", {"evidence": {**EVIDENCE, "wide": {"cost": 400}}}),
    ("no-provenance", {"provenance": {}}),
    ("no-choice", {"choice": None}),
    ("choice-not-best", {"choice": "table"}),
    ("dominated-choice", {"choice": "wide",
                          "evidence": {**EVIDENCE, "wide": {"read_ms": 6, "cost": 600, "growth": 5}}}),
    ("no-because", {"because": ""}),
    ("because-names-no-criterion", {"because": "It felt right."}),
    ("knife-edge", {"criteria": (Criterion("read_ms", 2.1), Criterion("cost", 1))}),
    ("criterion-decides-nothing", {"evidence": {each: {**row, "growth": 1} for each, row in EVIDENCE.items()}}),
])
def test_each_rule_finds_what_it_is_for(rule, changes):
    assert rule in rules(**changes)
    found = next(each for each in decided(**changes).check() if each.rule == rule)
    assert found.severity == DECISION_RULES[rule][0]
    assert found.fix
    assert rule not in rules()


def test_every_rule_is_tested():
    (mark,) = (each for each in test_each_rule_finds_what_it_is_for.pytestmark if each.name == "parametrize")
    assert {rule for rule, _ in mark.args[1]} == set(DECISION_RULES)


def test_a_knife_edge_is_what_a_fifth_more_weight_turns():
    narrow = Decision("?", ("a", "b"), {"x": 1.1, "y": 1}, {"a": {"x": 1, "y": 2}, "b": {"x": 2, "y": 1}})
    wide = narrow.replace(criteria={"x": 1.5, "y": 1})
    assert "knife-edge" in narrow.check().rules()
    assert "knife-edge" not in wide.check().rules()


def test_an_empty_decision_is_a_list_of_what_to_do():
    assert {"no-question", "one-option", "no-criteria", "no-choice", "no-because"} <= Decision().check().rules()
    assert Decision().best is None
    assert Decision().scores().empty
    assert Decision().flips().empty
    Decision()._repr_html_()


@pytest.mark.parametrize(("changes", "told"), [
    ({"options": ("a", "a")}, "named twice"),
    ({"options": ("tabel", "document", "wide"), "choice": None}, "Did you mean tabel"),
    ({"choice": "documnt"}, "Did you mean document"),
    ({"evidence": {"table": {"cost": math.nan}}}, "evidence.table.cost: nan is not a finite number"),
    ({"evidence": {"table": {"cost": True}}}, "1 for yes"),
    ({"criteria": {"cost": -1}}, "criteria.cost.weight"),
    ({"criteria": {"cost": 0}}, "every weight is 0"),
    ({"criteria": ["cost", "cost"]}, "named twice"),
    ({"criteria": [3]}, "3 is no criterion"),
    ({"provenance": {"tabel": "x"}}, "Did you mean table"),
])
def test_what_is_no_decision_is_named(changes, told):
    with pytest.raises(TradeoffError, match=told):
        decided(**changes)


# Round trips

@settings(max_examples=30, deadline=None)
@given(decisions, st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40))
def test_saved_and_loaded_it_is_the_same(decision, words):
    decision = decision.replace(because=words, choice="a", provenance=words)
    assert Decision.from_dict(yaml.safe_load(yaml.safe_dump(decision.to_dict()))) == decision
    room = {}
    exec(decision.to_code(), room)
    assert room["decision"] == decision


def test_shown_in_a_notebook_it_is_escaped():
    shown = decided(question="<b>$x$</b>", because="$5 & <i>cheap</i>")._repr_html_()
    assert "<b>$x$" not in shown
    assert "&lt;i&gt;" in shown
    assert "mathjax_ignore" in shown
    assert "document</b> ✔" in shown
    assert "300" in Decision("?", (), [Criterion("cost", unit="clicks")], {"a": {"cost": 300}})._repr_html_()


def test_it_says_which_evidence_stands_behind_which_option():
    apart = Decision("?", (), [Criterion("cost")], {name: {"cost": 3} for name in "abc"},
                     provenance={"a": "a run", "b": "a napkin", "c": "a run"})._repr_html_()
    assert "Evidence of a, c: <code>a run</code>" in apart
    assert "Evidence of b: <code>a napkin</code>" in apart
    assert "Evidence: <code>a run</code>" in Decision("?", (), [Criterion("cost")], {"a": {"cost": 3}},
                                                      provenance="a run")._repr_html_()


def test_without_criteria_the_flips_say_so():
    told = Decision("?", ("a", "b")).sensitivity()
    assert told.index.tolist() == ["no criteria yet"]
    assert told["counts for"].tolist() == ["nothing to weigh"]


def test_a_criterion_that_was_not_measured_is_told_what_was():
    ids = identifiers(count=1e9)
    findings = Decision("?", ("Snowflake", "UUIDv4"), [Criterion("speed", 1)], evidence=ids).check()
    told = next(each for each in findings if each.rule == "missing-evidence").told()
    assert "No speed was measured, but " in told
    assert "sortable" in told
    near = Decision("?", ("Snowflake", "UUIDv4"), [Criterion("sorted", 1)], evidence=ids).check()
    assert "Did you mean sortable?" in next(each for each in near if each.rule == "missing-evidence").told()


def test_of_lines_that_cross_at_one_share_the_steepest_is_the_one_that_wins_beyond():
    """With half the weight on x all three are equal; beyond it the other end is best, and not the middle."""
    three = {"a": {"x": 2, "y": 0}, "middle": {"x": 1, "y": 1}, "b": {"x": 0, "y": 2}}
    for weight, best, side, other in ((3, "a", "below", "b"), (1 / 3, "b", "above", "a")):
        criteria = [Criterion("x", weight, "higher"), Criterion("y", 1, "higher")]
        found = Decision("?", ("middle", "a", "b"), criteria, three)
        assert found.best == best
        row = found.flips().loc["x"]
        assert (row[side], row[f"{side}_to"]) == (pytest.approx(0.5), other)
