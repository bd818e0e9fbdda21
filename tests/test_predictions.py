"""A guess beside the outcome, and a learner's formulas beside the published values."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CourseError, Estimate, Q, Question, attempt, human, reveal
from helpers.inputs import fraction
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


@pytest.mark.parametrize(
    "guess",
    [
        "1 in 100",
        "one in a hundred",
        "1/100",
        "1 out of 100",
        "about 1 in 100",
        "1 time in 100",
        "0.01",
        "1%",
        "~1%",
        "1 percent",
        0.01,
        Q("1%"),
        Q(0.01),
        "10 in 1,000",
        "1 in 1 hundred",
    ],
)
def test_a_share_may_be_guessed_in_every_way_people_say_it(guess):
    found = reveal(guess, 1 / 117)
    assert found.distance == pytest.approx(math.log10(1.17))
    assert found.text.startswith("1 in 117 (0.00855). You said ")
    assert "close enough" in found.text


@pytest.mark.parametrize(
    ("guess", "share"),
    [
        ("1 in a million", 1e-6),
        ("one in a million", 1e-6),
        ("1 in 2 billion", 5e-10),
        ("3 out of 4", 0.75),
        ("1 in a thousand", 1e-3),
        ("1 in 10,000", 1e-4),
        ("nine in ten", 0.9),
        ("2.5 in 1e3", 0.0025),
        ("1 in 3k", 1 / 3000),
    ],
)
def test_odds_are_numbers(guess, share):
    assert reveal(guess, share).distance == pytest.approx(0, abs=1e-12)
    assert fraction(guess) == pytest.approx(share)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (1 / 117, "1 in 117 (0.00855)"),
        (1e-6, "1 in a million (1 × 10^-6)"),
        (1 / 12_345, "1 in 12,300 (8.1 × 10^-5)"),
        (0.05, "1 in 20 (0.05)"),
        (0.051, "0.051"),
        (0.5, "0.5"),
        ("1%", "1 in 100 (1%)"),
        ("2/s", "2/s"),
        (117, "117"),
    ],
)
def test_a_small_share_is_said_as_odds(outcome, said):
    assert reveal(None, outcome).text.startswith(f"{said}. You made no guess")


@pytest.mark.parametrize("guess", ["1 in 0", "1 in", "in 100", "1 in zebra", "0 in 0"])
def test_odds_that_are_none_are_refused(guess):
    with pytest.raises(CourseError):
        reveal(guess, 0.01)


def test_odds_are_no_guess_of_a_rate():
    with pytest.raises(CourseError, match="is a share"):
        reveal("1 in 100", "190/s")


@pytest.mark.parametrize(("factor", "close"), [(1.249, True), (1.251, False), (1 / 1.249, True), (1 / 1.251, False)])
def test_close_enough_ends_at_a_quarter(factor, close):
    assert ("close enough" in reveal(100 * factor, 100).text) == close


@pytest.mark.parametrize(("factor", "mark"), [(1.99, "✔"), (2.01, "→"), (1 / 1.99, "✔"), (1 / 2.01, "→")])
def test_the_mark_turns_at_a_factor_of_two(factor, mark):
    assert f"{mark} " in reveal(100 * factor, 100)._repr_html_()


@given(st.text(alphabet="abcdefgh ", min_size=1, max_size=300))
def test_printed_text_is_broken_between_words_alone(because):
    found = reveal(5, "5 TB", because)
    assert str(found).split() == found.text.split()
    assert all(len(line) <= 88 or " " not in line for line in str(found).splitlines())
    assert "word-break:normal" in found._repr_html_()


# Questions that buttons may ask


def test_a_question_reads_what_its_buttons_say():
    rate = Question(("2", "20", "200", "2,000"), Q("190/s"), "500 million over 2.63 million.")
    assert rate.numeric
    assert [human(rate.reading(each)) for each in rate.options] == ["2/s", "20/s", "200/s", "2 K/s"]
    assert rate.right == "200"
    assert rate.answer("200") == reveal("200", Q("190/s"), "500 million over 2.63 million.")
    assert rate.answer("20").text.endswith("The nearest here is 200. 500 million over 2.63 million.")
    assert rate.answer(None).text == reveal(None, Q("190/s"), "500 million over 2.63 million.").text
    assert rate.answer(195) == reveal(195, Q("190/s"), "500 million over 2.63 million.")


@pytest.mark.parametrize(
    ("options", "outcome", "right"),
    [
        (("1 in 10", "1 in 100", "1 in a million"), 1 / 117, "1 in 100"),
        (("15 GB", "15 TB", "15 PB"), "14.9 TB", "15 TB"),
        (("1%", "10%"), 0.05, "10%"),
        (("2 ms", "2 s"), Q("1 s"), "2 s"),
        (["yes", "no"], "No", "no"),
        (("The cache", "the_store"), "the store", "the_store"),
    ],
)
def test_the_right_option_is_the_nearest(options, outcome, right):
    question = Question(options, outcome)
    assert question.right == right
    assert isinstance(question.options, tuple)
    for option in options:
        assert isinstance(question.answer(option), Prediction)
    with pytest.raises(CourseError, match="guess"):
        question.reading("none of them")


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        (("a",), "a"),
        ((), "a"),
        (("a", "a"), "a"),
        (("a", "b"), "c"),
        (("1 in 10", "b"), 0.1),
        ((1, 2), 1),
        ("ab", "a"),
        (("5 TB", "5 s"), "5 TB/s"),
        (("0", "1"), 1),
        (("1", "2"), 0),
        (None, 1),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(options, outcome):
    with pytest.raises(CourseError, match="options"):
        Question(options, outcome)


@given(anything, anything, st.sampled_from([("1", "2"), ("yes", "no")]))
def test_a_question_of_anything(value, guess, options):
    with refuses_or_answers():
        Question(value, guess)
    with refuses_or_answers():
        Question(options, value, guess)
    with refuses_or_answers():
        assert isinstance(Question(options, options[0]).answer(guess), Prediction)


def test_what_hangs_on_an_unfinished_line_waits_for_it_and_is_told_no_false_reason():
    pastes = Estimate.from_case("pastebin")
    published = {"storage": "450 GB", "storage_with_copies": "1.35 TB"}
    for first in (None, "new_pastes * paste_size", "new_pastes * 1 KB"):
        rows = attempt(pastes, {"storage": first, "storage_with_copies": "storage * copies"}, published)
        assert rows[1][-1] == "waits for storage: write that one first"
    alone = attempt(pastes, {"storage_with_copies": "storage * copies"}, published)
    assert "nothing gives yet" in alone[0][-1]


@pytest.mark.parametrize(
    ("formula", "hint"),
    [("new_pastes * paste_size * kept_for", "the copies"),
     ("new_pastes * paste_size * kept_for * copies * 8", "bits or bytes"),
     ("new_pastes * paste_size * kept_for * copies / 12", "months or years"),
     ("new_pastes * paste_size * kept_for * copies / 1000", "prefix"),
     ("new_pastes * paste_size * kept_for * copies / 86400", "86,400 seconds"),
     ("new_pastes * paste_size * kept_for * copies * 5", "5.08 times too high."),
     ("new_pastes * paste_size * kept_for * copies * 3e6", "3.05 million times too high."),
     ("new_pastes * paste_size * kept_for * copies * 3e10", "10^10 times too high.")],
)
def test_a_published_value_missed_by_a_known_factor_names_it(formula, hint):
    rows = attempt(Estimate.from_case("pastebin"), {"storage": formula}, {"storage": "1.35 TB"})
    assert hint in rows[0][-1]


@pytest.mark.parametrize("guess", ["24*60*60", "24 * 3,600", "24×60×60", "86,400"])
def test_a_product_written_out_is_a_guess(guess):
    assert "close enough" in reveal(guess, 86_400).text


DAY = ["86400", "86400 s", "86,400 s", "86 400", "86\u202f400 s", "86'400 s", "86_400", "86400sec", "86400 SECONDS",
    "86,400 Seconds.",
       "24 h", "24h", "24 H", "24 Hours", "24 HRS", "1 day", "1 Day", "1 D", "1d", "a day", "one day", "1440 min",
       "1440 MIN",
       "86.4 ks", "86.4 K", "86.4k", "86.4 thousand", "0.0864 million", "8.64e4", "8.64 x 10^4", "8.64·10^4",
       "\u2248 1 day",
       "\u2248 86,400", "ca. 86400", "c. 86400 s", "about 24 h", "~86400s", "= 86400", "24*60*60", "24 x 3600 s",
       "24\u00b760 min",
       "86400 s/day", "1440 minutes a day", "86,400 seconds per day", "eighty-six thousand four hundred",
       "86400!", "86,400 s (24*60*60)", "I'd say 86,400", "I think it is 86400 s", "86400-ish", "86400 or so",
       "8,640,000 / 100",
       "more than 86000", "> 86,000 s", "at most 86500"]  # fmt: skip


@pytest.mark.parametrize("guess", DAY)
def test_a_guess_is_read_as_people_write_it(guess):
    assert abs(reveal(guess, 86_400, unit="s").distance) < 0.01
    assert abs(reveal(guess, Q("86400 s")).distance) < 0.01


@pytest.mark.parametrize("guess", ["6 TB", "5 $", "24 h", "dunno", "10 to 15", "86,4 k", "20 K/s"])
def test_a_guess_in_another_unit_is_refused_where_the_outcome_has_none(guess):
    with pytest.raises(CourseError, match="your guess"):
        reveal(guess, 12)
    if guess != "24 h":
        with pytest.raises(CourseError, match="your guess"):
            reveal(guess, 86_400, unit="s")


@pytest.mark.parametrize(("guess", "outcome", "times"), [
    ("500e6 / 2.6e6", Q("190/s"), 1.012), ("500e6 / 30 / 86400", Q("190/s"), 1.015), ("two hundred a second",
    Q("190/s"), None),
    ("two hundred", Q("190/s"), 1.053), ("a dozen", 12, 1), ("half a million links", 500_000, 1), ("20", Q("20 %"), 1),
    ("20%", Q("20 %"), 1), ("half", 0.5, 1), ("max 5 TB", Q("5 TB"), 1), ("~ 5 TB?", Q("5 TB"), 1),
    ("thirty-two", 32, 1), ("two hundred and fifty per second", Q("250/s"), 1), ("1/200", 0.005, 1)])  # fmt: skip
def test_numbers_are_read_in_words_and_worked_out(guess, outcome, times):
    assert reveal(guess, outcome).distance == pytest.approx(math.log10(times or 1.053), abs=0.002)


def test_thousands_with_a_point_are_told_and_not_only_called_too_low():
    assert "write 86,400" in str(reveal("86.400", 86_400, unit="s")).replace("\n", " ")
    assert "write" not in repr(reveal("86.4", 86_400))


def test_a_guess_of_a_day_is_said_as_it_was_written():
    assert "You said 24 h: that is close enough" in repr(reveal("24 h", 86_400, unit="s"))
