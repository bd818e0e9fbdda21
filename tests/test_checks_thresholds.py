"""Where `same_size` draws its lines: values on both sides of each."""

import pytest

from helpers import same_size

MISTAKE = "You forgot the three copies."


@pytest.mark.parametrize(("within", "size", "fine"), [
    (10, "100 TB", True), (10, "1 TB", True), (10, "100.001 TB", False), (10, "0.99999 TB", False),
    (1, "10 TB", True), (1, "10.001 TB", False), (1.2, "11.999 TB", True), (1.2, "12.001 TB", False),
    (1.2, "8.3334 TB", True), (1.2, "8.3332 TB", False)])
def test_the_edge_of_what_is_near_enough_counts_as_near(within, size, fine):
    assert (same_size(size, "10 TB", within=within) is True) == fine


@pytest.mark.parametrize(("off", "named"), [(1.0, True), (1.055, True), (1 / 1.055, True), (1.065, False),
                                            (1 / 1.065, False), (1.15, False), (1 / 1.15, False)])
def test_a_mistake_is_named_only_where_the_answer_is_its_own(off, named):
    said = same_size(f"{10 / 3 * off} TB", "10 TB", mistakes={MISTAKE: 1 / 3})
    assert (MISTAKE in said) == named


def test_of_two_mistakes_that_lie_close_the_right_one_is_named():
    mistakes = {"One.": 2.0, "The other.": 2.2}
    for size, word in (("20 TB", "One."), ("22 TB", "The other."), ("20.8 TB", "One."), ("21.5 TB", "The other.")):
        assert word in same_size(size, "10 TB", mistakes=mistakes)
