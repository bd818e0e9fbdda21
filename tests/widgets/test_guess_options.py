"""A guess among numbers is told how far off it was, and which option was nearest."""

import pytest

from helpers import Guess


@pytest.mark.parametrize(("guess", "told"), [
    ("1 in 100", "that is close enough"), ("1 in 10,000", "The nearest here is 1 in 100"),
    ("1 in a million", "times too low")])
def test_an_option_that_is_a_number_is_compared_in_size(guess, told):
    asked = Guess("How often?", 0.0085, options=["1 in 100", "1 in 10,000", "1 in a million"])
    asked.value = guess
    assert asked.told.startswith("1 in 118")
    assert told in asked.told


def test_words_that_are_no_option_are_still_answered():
    asked = Guess("Which?", "the api", options=["the cache", "the store"])
    asked.value = "the cache"
    assert "not this time" in asked.told
