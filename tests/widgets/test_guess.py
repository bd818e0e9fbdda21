"""A guess by button or by text, the outcome only after it."""

import pytest

from helpers import Guess, Q
from helpers.errors import CourseError


def test_nothing_is_told_before_the_guess():
    asked = Guess("Which box fills first?", "the api", options=["the api", "the store"])
    assert asked.value is None
    assert asked.answer.value == ""
    assert "the api." not in repr(asked)


@pytest.mark.parametrize(("option", "told"), [("the api", "right."), ("the store", "not this time")])
def test_a_click_shows_the_outcome(option, told):
    asked = Guess("Which box fills first?", "the api", "It gets every request.", options=["the api", "the store"])
    next(each for each in asked.buttons if each.description == option).click()
    assert asked.value == option
    assert told in asked.answer.value
    assert "It gets every request." in asked.answer.value
    asked.buttons[0].click()
    assert asked.value == "the api"


@pytest.mark.parametrize(("text", "told"), [("190/s", "close enough"), ("2 K/s", "10.5 times too high")])
def test_a_typed_number_is_measured(text, told):
    asked = Guess("How many writes?", Q("190/s"))
    asked.field.value = text
    assert told in asked.answer.value


def test_a_guess_in_code_works_as_well_and_none_is_none():
    assert "right" in Guess("Which?", "a", options=["a", "b"], guess="a").told
    assert Guess("Which?", "a", options=["a", "b"], guess=None).value is None
    assert Guess("Which?", "a", options=["a", "b"], guess=...).value is None


def test_what_cannot_be_read_is_told_and_can_be_mended():
    asked = Guess("How many writes?", Q("190/s"))
    asked.field.value = "<b>lots</b>"
    assert "role='alert'" in asked.answer.value
    assert "<b>lots" not in asked.answer.value
    assert asked.value is None
    asked.field.value = "200/s"
    assert "close enough" in asked.answer.value


@pytest.mark.parametrize(("question", "options"), [("", None), (5, None), ("Which?", "ab"), ("Which?", ["a"]),
                                                   ("Which?", ["a", ""])])
def test_what_is_no_question_is_refused(question, options):
    with pytest.raises(CourseError):
        Guess(question, "a", options=options)


def test_options_may_be_numbers_and_the_nearest_is_told():
    asked = Guess("How many new links in one second?", Q("190/s"), "500 / 2.6.", options=["2", "20", "200", "2,000"])
    asked.value = "2,000"
    assert asked.told == "190/s. You said 2 K/s: 10.5 times too high. The nearest here is 200. 500 / 2.6."
    asked.buttons[2].click()
    assert "close enough" in asked.told


def test_an_outcome_that_is_none_of_the_options_is_told():
    """A learner's own design may have another answer than ours."""
    asked = Guess("Which fills first?", "cache", options=["api", "links"])
    asked.buttons[0].click()
    assert asked.told.startswith("cache. You said api: not this time")
