"""Hostile input: a laboratory and a decision answer, or raise one TradeoffError that can be read."""

import contextlib
import inspect
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers
from helpers import tradeoffs
from helpers.errors import CourseError
from helpers.tradeoffs import LABORATORIES, Criterion, Decision, TradeoffError, laboratories_table, make_trace
from helpers.widgets.laboratory_knobs import KNOBS
from tests.hostile import VALUES, anything, readable, refuses_or_answers
from tests.small_laboratories import SMALL

DECISION = {"question": "?", "options": ("a", "b"), "criteria": ("x",), "evidence": {"a": {"x": 1}, "b": {"x": 2}}}


@contextlib.contextmanager
def refuses_with_its_own_error():
    """As `refuses_or_answers`, and no other kind of `CourseError`."""
    with refuses_or_answers():
        try:
            yield
        except CourseError as error:
            if type(error) is not TradeoffError:
                pytest.fail(repr(error))
            raise


@pytest.mark.parametrize(("name", "setting"), [
    (name, setting) for name, function in LABORATORIES.items() for setting in inspect.signature(function).parameters])
def test_settings_that_nobody_should_give(name, setting):
    function = LABORATORIES[name]
    for value in VALUES:
        with refuses_with_its_own_error():
            function(**{**SMALL[name], setting: value})
        if setting in ("sizes", "policies", "trace", "traffic", "choices", "bits_per_item", "lingers"):
            with refuses_with_its_own_error():
                function(**{**SMALL[name], setting: [value]})


@pytest.mark.parametrize("name", LABORATORIES)
def test_every_number_has_its_bounds(name):
    """What is in bounds is answered with finite figures."""
    plain = {setting: each.default for setting, each in inspect.signature(LABORATORIES[name]).parameters.items()
             if isinstance(each.default, int | float) and setting not in SMALL[name] and setting != "seed"}
    for setting, factor in itertools.product(plain, (0, 1e-3, 0.1, 10, 1e3)):
        value = type(plain[setting])(plain[setting] * factor)
        with refuses_with_its_own_error():
            found = LABORATORIES[name](**{**SMALL[name], setting: value})
            assert found.frame.map(lambda each: abs(each) < float("inf")).all(axis=None), (setting, value)
            found.table()


@pytest.mark.parametrize("field", DECISION | {"choice": None, "because": "", "provenance": {}})
def test_fields_of_a_decision_that_nobody_should_give(field):
    for value in VALUES:
        for given_value in (value, [value], (value, value)):
            with refuses_with_its_own_error():
                decision = Decision(**{**DECISION, field: given_value})
                decision.check()
                decision._repr_html_()
        with refuses_with_its_own_error():
            Decision(**{**DECISION, "evidence": {"a": {"x": value}}}).scores()
        with refuses_with_its_own_error():
            Decision(**{**DECISION, "evidence": {"a": value}}).flips()


@given(anything, anything)
def test_a_criterion_of_anything(one, other):
    for make in (lambda: Criterion(one, other), lambda: Criterion("x", 1, one, other), lambda: Criterion("x", one)):
        with refuses_with_its_own_error():
            make()


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["question", "options", "criteria", "evidence", "choice", "because", "more"]),
                       anything, max_size=4))
def test_loading_anything(saved):
    with refuses_with_its_own_error():
        Decision.from_dict(saved)


def test_loading_what_is_no_dict():
    for value in VALUES:
        with refuses_with_its_own_error():
            Decision.from_dict(value)
        with refuses_with_its_own_error():
            Decision.from_dict({"criteria": [{"name": "x", "weight": value}]})


def test_asking_a_decision_and_a_comparison_for_what_is_not_there():
    decision, found = Decision(**DECISION), LABORATORIES["quorum"](samples=100)
    for value in VALUES:
        for ask, given_values in (
                (decision.what_if, (value, "x", 1)), (decision.what_if, ("a", value, 1)),
                (decision.what_if, ("a", "x", value)), (decision.flip_value, ("a", value)), (decision.lines, (value,)),
                (found.figures, (value,)), (found.column, (value,)), (make_trace, (value, 10, 5))):
            with refuses_with_its_own_error():
                ask(*given_values)


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300), st.floats(-1e300, 1e300), st.floats(1e-6, 1e9))
def test_extreme_figures_are_scored(one, two, three, weight):
    decision = Decision("?", (), [Criterion("x", weight), Criterion("y", 1, "higher")],
                        {"a": {"x": one, "y": three}, "b": {"x": two, "y": 0}, "c": {"x": three, "y": two}})
    assert decision.scores()["score"].between(-1e-9, 1 + 1e-9).all()
    decision.check()
    decision.flip_value("a", "x")


@pytest.mark.parametrize(("call", "told"), [
    (lambda: LABORATORIES["cache_policies"](trace="zpif"), "Did you mean zipf"),
    (lambda: LABORATORIES["cache_policies"](policies=["LUR"]), "LRU"),
    (lambda: LABORATORIES["cache_policies"](sizes=[]), "sizes: the list is empty"),
    (lambda: LABORATORIES["quorum"](choices=[(1, 9)]), r"choices\[0\]: 9 is not between 1 and 3"),
    (lambda: LABORATORIES["rate_limiters"](limit=0), "limit: 0 is not between 1"),
    (lambda: LABORATORIES["identifiers"](seed=-1), "seed"),
])
def test_the_message_names_field_value_and_mend(call, told):
    with pytest.raises(TradeoffError, match=told) as caught:
        call()
    readable(caught.value)


# What every comparison holds

@pytest.mark.parametrize("name", LABORATORIES)
def test_a_comparison_is_whole(name):
    found = LABORATORIES[name](**SMALL[name])
    assert found.laboratory == name
    assert list(found.frame.columns) == [each.name for each in found.columns]
    assert found.table().shape == found.frame.shape
    assert len(found.title) > 10
    assert found.question.endswith("?")
    assert found.leaves_out.endswith(".")
    assert set(found.figures(found.options[0])) == set(found.frame.columns)
    assert list(found.curves.columns) == ["alternative", "x", "y"]
    assert found.x_label
    assert found.y_label
    assert len(found.y_label) <= 30, "a panel's picture is too low for a longer one: it runs into the title"
    shown = found._repr_html_()
    assert "mathjax_ignore" in shown
    assert "$" not in shown
    assert found.title.split()[0] in repr(found)


@pytest.mark.parametrize("name", LABORATORIES)
def test_the_description_makes_the_same_comparison_again(name):
    settings_given = {"seed": 5} if "seed" in inspect.signature(LABORATORIES[name]).parameters else {}
    found = LABORATORIES[name](**SMALL[name], **settings_given)
    call = found.describe().removeprefix("helpers.tradeoffs.")
    again = eval(call, vars(tradeoffs))
    assert again.frame.equals(found.frame)


def test_every_laboratory_is_listed_wherever_one_is_looked_for():
    """A laboratory that is missing somewhere: the message names the place."""
    assert list(laboratories_table().index) == list(LABORATORIES), "ENTRIES of laboratories.py, in the order there"
    for place, names in (("helpers/tradeoffs/__init__.py", tradeoffs.__all__), ("helpers/__init__.py", helpers.__all__),
                         ("KNOBS of widgets/laboratory_knobs.py", KNOBS), ("tests/small_laboratories.py", SMALL)):
        missing = set(LABORATORIES) - set(names)
        assert not missing, f"add {', '.join(sorted(missing))} to {place}"
