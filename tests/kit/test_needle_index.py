"""A text that holds a needle is never left out, whatever its letters; and what is left out is not there."""

from hypothesis import given
from hypothesis import strategies as st

from kit.classroom.release.needle_index import NeedleIndex

LETTERS = st.text(st.sampled_from("abcé€𝄞\ud800 x0"), max_size=30)


def likely(needles, text):
    return [needles[place] for place in NeedleIndex(needles).likely(text)]


@given(st.lists(LETTERS.filter(bool), max_size=8), st.lists(LETTERS, max_size=6))
def test_the_same_is_found_as_by_looking_for_each(needles, parts):
    text = "\0".join([*parts, *needles[::2]])
    found = [each for each in likely(needles, text) if each in text]
    assert found == [each for each in needles if each in text]


def test_most_are_left_out():
    needles = [f"answer_{number:04}=" for number in range(1_000)]
    assert likely([each[::-1] for each in needles], "".join(needles)) == []
    assert likely(needles, "xanswer_0007=") == needles  # they begin alike


def test_nothing_to_look_for_and_nothing_to_look_in():
    assert likely([], "text") == []
    assert likely(["ab", "a longer one"], "") == ["ab"]
