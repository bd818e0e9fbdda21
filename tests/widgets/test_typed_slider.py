"""A slider and its field: what is typed is read as it is shown, and a page has nothing to clamp."""

import ipywidgets as w
import pytest

from helpers.errors import CourseError
from helpers.units import Q, human
from helpers.widgets.typed_slider import TypedSlider, typed_value
from tests.hostile import readable


@pytest.mark.parametrize(("text", "unit", "start", "value"), [
    ("57.6k", "1/s", None, 57_600), ("57.6 K/s", "1/s", None, 57_600), ("100k", "1/s", None, 1e5),
    ("100 K", "1/s", None, 1e5), ("57,600", "1/s", None, 57_600), ("2x", "1/s", 57_608, 115_216),
    ("×1.5", "1/s", 200, 300), ("0.5 x", "ms", 5, 2.5), ("5 ms", "ms", None, 5), ("0.005 s", "ms", None, 5),
    ("5", "ms", None, 5), ("64%", "", None, 0.64), ("0.64", "", None, 0.64), ("27", "", None, 27),
])
def test_texts_are_read_in_the_form_in_which_they_are_shown(text, unit, start, value):
    assert typed_value(text, unit, start) == pytest.approx(value)


@pytest.mark.parametrize(("text", "unit"), [("fast", "1/s"), ("5 GB", "1/s"), ("", "ms"), ("2x", "ms"), ("50%", "ms")])
def test_what_cannot_be_read_is_told(text, unit):
    with pytest.raises(CourseError) as caught:
        typed_value(text, unit)
    readable(caught.value)


def made(moves):
    slider = w.FloatLogSlider(description="Load", min=2, max=4, step=0.02, value=1000)
    row = TypedSlider(slider, lambda value: human(Q(float(value), "1/s"), 3), least=1, most=1e9,
                      read=lambda text: typed_value(text, "1/s", 1000.0))
    row.on_move(lambda change: moves.append(change["new"]))
    return row


def test_slider_and_field_follow_each_other():
    moves = []
    row = made(moves)
    row.slider.value = 2_000
    assert (row.field.value, moves) == ("2 K/s", [2_000])
    row.field.value = "3k"
    assert row.slider.value == pytest.approx(3_000)
    assert row.field.value == "3 K/s"
    assert moves == [2_000, pytest.approx(3_000)]
    assert "2 K/s" not in row.spoken.value
    row.field.value = "3 K/s"
    assert len(moves) == 2, "the text as it was shown is no move"


def test_beyond_the_ends_there_is_another_slider_with_the_value_on_its_grid():
    moves = []
    row = made(moves)
    first = row.slider
    row.field.value = "123456"
    assert row.slider is not first
    assert moves == [pytest.approx(123_456)]
    assert row.slider.min <= 2
    assert row.slider.max >= 5.09
    import math

    steps = (math.log10(row.slider.value) - row.slider.min) / row.slider.step
    assert steps == pytest.approx(round(steps), abs=1e-6)
    first.value = 500
    assert len(moves) == 1, "a slider that is gone still speaks"


def test_other_ends_never_pass_through_a_message_that_a_page_could_clamp():
    row = TypedSlider(w.IntSlider(description="Replicas", min=1, max=10, value=3), str, int)
    first, said = row.slider, []
    row.on_move(lambda change: said.append(change["new"]))
    row.offer(27, min=1, max=54)
    assert row.slider is not first
    assert (row.slider.value, row.slider.max, said) == (27, 54, [])
    same = row.slider
    row.offer(30, min=1, max=54)
    assert row.slider is same
    assert (row.slider.value, said) == (30, [])


def test_what_is_wrong_stands_below_and_changes_nothing():
    moves = []
    row = made(moves)
    for text in ("many", "5 GB", "-5", "1e30"):
        row.field.value = text
        assert "role='alert'" in row.note.value, text
        assert row.slider.value == 1_000
    row.field.value = "2x"
    assert row.note.value == ""
    assert moves == [2_000]
