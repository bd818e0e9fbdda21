"""An estimate written down, as code, as data or as YAML, is the same when it is read back."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from helpers import CourseError, Estimate, Q
from helpers.estimation import EstimateError, add_cost, add_scale, add_storage
from tests.hostile import VALUES, anything, readable, refuses_or_answers

names = st.sampled_from(["a", "b", "storage", "größe", "_x", "self", "est", "B2"])
numbers = st.floats(-1e15, 1e15)
texts = st.text(max_size=12)
UNITS = ["", "B", "TB", "KiB", "1/s", "links/month", "$/GB/month", "%", "ms", "Gb/s"]


@st.composite
def estimates(draw):
    estimate = Estimate(draw(st.text(min_size=1, max_size=10).filter(str.strip)))
    for name in draw(st.lists(names, max_size=5, unique=True)):
        low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
        ends = draw(st.sampled_from([{}, {"low": low, "high": high}, {"low": low, "high": high, "shape": "normal"}]))
        estimate = estimate.assume(
            name, value, draw(st.sampled_from(UNITS)), why=draw(texts), source=draw(texts), **ends
        )
    for number, formula in enumerate(
        draw(st.lists(st.sampled_from(["a * b", "1 + 1", "storage / day", "ceil(\n2.5)"]), max_size=3))
    ):
        estimate = estimate.derive(f"result_{number}", formula, draw(st.sampled_from([None, *UNITS])), draw(texts))
    if draw(st.booleans()):
        estimate = estimate.assume_reference(
            "price", draw(st.sampled_from(["price_ssd", "ssd_read", "query"])), draw(st.sampled_from([2012, 2026]))
        )
    return estimate


def run(code):
    namespace = {"Estimate": Estimate}
    exec(code, namespace)
    return namespace["est"]


@given(estimates())
def test_code_makes_an_equal_estimate(estimate):
    assert run(estimate.to_code()) == estimate


@given(estimates())
def test_data_and_yaml_make_an_equal_estimate(estimate):
    data = estimate.to_dict()
    assert Estimate.from_dict(data) == estimate
    assert Estimate.from_dict(yaml.safe_load(yaml.safe_dump(data))) == estimate
    assert Estimate.from_dict(data).to_dict() == data


def worked():
    links = Estimate.from_case("url_shortener")
    links = add_storage(
        add_scale(links, "new_links", "reads_per_write"), "new_links", "link_size", "kept_for", "copies"
    )
    return add_cost(links, storage="storage_with_copies").assume_reference("ssd_read", "ssd_read", 2012)


def test_the_worked_case_survives_with_values_and_ranges():
    for again in (run(worked().to_code()), Estimate.from_dict(worked().to_dict())):
        assert again == worked()
        assert again.values() == worked().values()
        assert again.intervals(samples=100) == worked().intervals(samples=100)


def test_a_moved_reference_is_written_as_the_number_that_it_is_now():
    moved = worked().what_if(price_ssd=1)
    assert run(moved.to_code()) == moved
    assert moved.with_references(2012)["price_ssd"].magnitude == 1, "a learner's own number was overwritten"
    assert worked().what_if(price_ssd=Q("0.2 $/GB/month")) == worked()


def test_code_is_short_and_plain():
    code = Estimate("Links").assume("new_links", 5e8, "1/month", low=3e8, high=8e8).assume("share", "20%").to_code()
    assert code.splitlines()[1:] == [
        "est = est.assume('new_links', 5e8, '1/month', low=3e8, high=8e8)",
        "est = est.assume('share', 20, '%')",
    ]


def test_table_says_value_range_and_how_it_is_known():
    table = worked().table(["new_links", "storage"])
    assert table.loc["new_links"].tolist() == ["500 M/month", "300 to 800 M/month", "the brief · the interviewer"]
    assert table.loc["storage", "value"] == "15 TB"
    assert table.loc["storage", "how it is known"].startswith("= items_kept * link_size")
    assert worked().table([]).empty
    with pytest.raises(CourseError, match="Did you mean storage"):
        worked().table(["storge"])


def test_page_escapes_what_a_learner_wrote():
    assert "<script>" not in Estimate().assume("a", 5, why="<script>")._repr_html_()
    assert "usres" in Estimate().derive("a", "usres")._repr_html_()


BROKEN = {
    "no dict": ([], "not a saved estimate"),
    "no list": ({"entries": "x"}, "not a saved estimate"),
    "no name": ({"name": "", "entries": []}, "name: ''"),
    "neither": ({"entries": [{"value": 5}]}, "entry 1: .*neither an assumption"),
    "both": ({"entries": [{"assume": "a", "derive": "b"}]}, "entry 1: "),
    "text": ({"entries": [{"assume": "a", "value": 1}, "b"]}, "entry 2: 'b'"),
    "unknown field": ({"entries": [{"assume": "a", "value": 1, "hgih": 3}]}, r"entry 1 \('a'\): unknown field hgih"),
    "no value": ({"entries": [{"assume": "a"}]}, "entry 1: a: "),
    "bad value": ({"entries": [{"assume": "a", "value": "many"}]}, "entry 1: a: .*'many'"),
    "bad unit": ({"entries": [{"assume": "a", "value": 1, "unit": "TBB"}]}, "entry 1: a: unit 'TBB'"),
    "half a range": ({"entries": [{"assume": "a", "value": 1, "low": 0}]}, "entry 1: a: .*high is missing"),
    "bad name": ({"entries": [{"assume": "a b", "value": 1}]}, "entry 1: name: 'a b'"),
    "no formula": ({"entries": [{"derive": "a"}]}, "entry 1: formula: None"),
    "bad formula": ({"entries": [{"derive": "a", "formula": "1 +"}]}, r"entry 1: formula '1 \+' cannot be read"),
    "bad reference": (
        {"entries": [{"assume": "a", "value": 1, "reference": "nope"}]},
        "entry 1: there is no reference number 'nope'",
    ),
    "reference is a list": (
        {"entries": [{"assume": "a", "value": 1, "reference": [1]}]},
        "entry 1: there is no reference number",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_data_is_named_by_its_entry(fault):
    data, told = BROKEN[fault]
    with pytest.raises(EstimateError, match=told) as caught:
        Estimate.from_dict(data)
    readable(caught.value)


@given(
    anything,
    anything,
    st.sampled_from(["assume", "derive", "value", "unit", "low", "high", "why", "shape", "reference", "formula"]),
)
def test_whatever_stands_in_a_file_it_is_read_or_refused_clearly(value, other, field):
    for data in (
        value,
        {"name": value},
        {"entries": value},
        {"entries": [value, other]},
        {"entries": [{"assume": value}]},
        {"entries": [{"assume": "a", "value": 5, "low": 4, "high": 6, field: value}]},
        {"entries": [{"derive": "a", "formula": "1 + 1", field: value}]},
        {"entries": [{"derive": value, field: other}]},
    ):
        with refuses_or_answers():
            estimate = Estimate.from_dict(data)
            assert Estimate.from_dict(estimate.to_dict()) == estimate


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    for field in ("assume", "value", "unit", "low", "why", "source", "shape", "reference"):
        with refuses_or_answers():
            Estimate.from_dict({"entries": [{"assume": "a", "value": 5, "low": 4, "high": 6, field: value}]}).to_code()
    for field in ("derive", "formula", "unit", "why"):
        with refuses_or_answers():
            Estimate.from_dict({"entries": [{"derive": "a", "formula": "1", field: value}]}).to_code()
