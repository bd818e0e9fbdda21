"""A text that holds a needle is never left out, whatever its letters; and what is left out is not there."""

from hypothesis import given
from hypothesis import strategies as st

from kit.classroom.confidential import Secret
from kit.classroom.needle_index import NeedleIndex

LETTERS = st.text(st.sampled_from("abcé€𝄞\ud800 x0"), max_size=30)


def index(needles):
    return NeedleIndex([Secret("answer", "", each, each) for each in needles])


@given(st.lists(LETTERS.filter(bool), max_size=8), st.lists(LETTERS, max_size=6))
def test_the_same_is_found_as_by_looking_for_each(needles, parts):
    text = "\0".join([*parts, *needles[::2]])
    found = [each.needle for each in index(needles).likely(text) if each.needle in text]
    assert found == [each for each in needles if each in text]


def test_most_are_left_out():
    needles = [f"answer_{number:04}=" for number in range(1_000)]
    assert len(index([each[::-1] for each in needles]).likely("".join(needles))) == 0
    assert [each.needle for each in index(needles).likely("xanswer_0007=")] == needles  # they begin alike


def test_nothing_to_look_for_and_nothing_to_look_in():
    assert index([]).likely("text") == []
    assert [each.needle for each in index(["ab", "a longer one"]).likely("")] == ["ab"]
