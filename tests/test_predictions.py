"""A guess beside the outcome, and a learner's formulas beside the published values."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CourseError, Estimate, Q, attempt, reveal
from helpers.predictions import Prediction
from tests.hostile import VALUES, anything, refuses_or_answers


@given(st.floats(1e-200, 1e200), st.floats(1e-200, 1e200))
def test_distance_is_counted_in_powers_of_ten(guess, truth):
    found = reveal(guess, Q(truth, "1/s"))
    assert found.distance == pytest.approx(math.log10(guess) - math.log10(truth), abs=1e-9)
    assert ("close enough" in repr(found)) == (10 ** abs(found.distance) < 1.25 if abs(found.distance) < 1 else False)


@pytest.mark.parametrize(
    ("guess", "told"),
    [
        (None, "no guess"),
        ("", "no guess"),
        ("  ", "no guess"),
        (Ellipsis, "no guess"),
        (200, "close enough"),
        ("200/s", "close enough"),
        ("12,000 per minute", "close enough"),
        (Q("2 K/s"), "10.5 times too high"),
        (20, "9.5 times too low"),
        (0, "sign and the zero"),
        (-5, "sign and the zero"),
        ("2e9/s", "too high"),
        (5e-324, "too low"),
        (1e308, "too high"),
    ],
)
def test_every_guess_gets_its_verdict(guess, told):
    assert told in repr(reveal(guess, Q("190/s")))
    assert told in reveal(guess, Q("190/s"))._repr_html_()


def test_the_reason_follows_the_outcome():
    assert repr(reveal(None, "15 TB", "30e9 x 500.")).endswith("the next one counts. 30e9 x 500.")


@pytest.mark.parametrize("guess", ["15 TBB", "5 s", math.nan, math.inf, True, [], 10**400, 1j, b"5"], ids=str)
def test_a_guess_that_cannot_be_read_is_refused_and_named(guess):
    with pytest.raises(CourseError, match="your guess"):
        reveal(guess, "15 TB")


@given(anything, anything, st.sampled_from(["15 TB", Q("0 B"), 5, Q("-5/s"), "1 ns"]))
def test_whatever_is_given_there_is_a_prediction_or_one_clear_error(guess, outcome, real):
    with refuses_or_answers():
        assert isinstance(reveal(guess, real), Prediction)
    with refuses_or_answers():
        reveal(5, outcome)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_each_known_nuisance_is_met(value):
    pastes = Estimate.from_case("pastebin")
    for ask in (
        lambda each: reveal(each, "15 TB"),
        lambda each: reveal(5, each),
        lambda each: attempt(each, {}, {}),
        lambda each: attempt(pastes, each, {}),
        lambda each: attempt(pastes, {}, each),
        lambda each: attempt(pastes, {"storage": each}, {"storage": "450 GB"}),
        lambda each: attempt(pastes, {"a": "reads"}, {"a": each}),
    ):
        with refuses_or_answers():
            repr(ask(value))
    formulas = {}
    with contextlib.suppress(TypeError):  # what cannot be a key cannot be handed in
        formulas = {value: "reads"}
    with refuses_or_answers():
        repr(attempt(pastes, formulas, {}))


def test_pastebin_attempt_agrees_with_the_published_numbers():
    pastes = Estimate.from_case("pastebin")
    formulas = {
        "writes_per_second": "new_pastes",
        "reads_per_second": "reads",
        "storage": "new_pastes * kept_for * paste_size",
        "storage_with_copies": "storage * copies",
    }
    published = {"writes_per_second": "4/s", "reads_per_second": "40/s", "storage": "450 GB"}
    rows = attempt(pastes, formulas, published)
    assert [row[4][:1] for row in rows] == ["✔", "✔", "✔", "n"]
    assert pastes.formulas == [], "the estimate given was changed"


def test_one_wrong_formula_leaves_the_other_rows_and_the_estimate_as_they_are():
    links = Estimate().assume("users", 10).derive("load", "users").derive("double", "load * 2")
    rows = attempt(links, {"load": "user * 3", "double": "load * 4", "none": None, "rate": "users"}, {"rate": "10/s"})
    assert [bool(row[2]) for row in rows] == [False, True, False, False]
    assert "Did you mean users" in rows[0][4]
    assert rows[1][2] == "40", "a formula that failed was still used, or the old one was lost"
    assert "your turn" in rows[2][4]
    assert "divide by a time" in rows[3][4].lower()


def test_what_a_learner_wrote_is_escaped_in_the_page():
    shown = attempt(Estimate().assume("users", 5), {"x": "users <script>"}, {})._repr_html_()
    assert "<script>" not in shown
