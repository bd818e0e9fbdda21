"""The one room for inputs: what any room takes, and the one sentence that answers what it does not."""

import contextlib
import os
import threading
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CourseError, Finding, Q
from helpers.files import write_atomically
from helpers.inputs import Reader, changed, fraction, key_of, match, offer
from tests.hostile import VALUES, anything, readable, refuses_or_answers


class RoomError(CourseError):
    """The error of a room."""


READ, BARE = Reader(RoomError), Reader(RoomError, bare=True)
POLICIES = ["random", "round robin", "two-choices", "S3-FIFO", "least_latency"]
READINGS = [
    (READ.seconds, "5 ms", 0.005),
    (READ.seconds, 5, 5.0),
    (READ.seconds, Q("2 min"), 120.0),
    (READ.seconds, "200 us", 0.0002),
    (READ.seconds, 0, 0.0),
    (READ.seconds, numpy.float32(0.5), 0.5),
    (READ.seconds, Fraction(1, 2), 0.5),
    (READ.seconds, Decimal("0.5"), 0.5),
    (READ.rate, "10 K/s", 1e4),
    (READ.rate, "10 K QPS", 1e4),
    (READ.rate, 3.5, 3.5),
    (READ.rate, "60/min", 1.0),
    (READ.share, "80%", 0.8),
    (READ.share, 0.8, 0.8),
    (READ.share, "1 in 100", 0.01),
    (READ.share, "0.25", 0.25),
    (READ.share, Q("99.9%"), 0.999),
    (READ.share, "3 out of 4", 0.75),
    (READ.share, 1, 1.0),
    (READ.share, 0, 0.0),
    (READ.money, "$200/month", 200.0),
    (READ.money, "USD 200 a month", 200.0),
    (READ.money, 200, 200.0),
    (READ.flag, True, True),
    (READ.flag, "no", False),
    (READ.flag, " Yes ", True),
    (READ.flag, numpy.bool_(False), False),
    (READ.seed, "7", 7),
    (READ.seed, 7.0, 7),
    (BARE.seconds, "5", 5.0),
    (BARE.rate, "2 million", 2e6),
]
REFUSED = [
    (READ.seconds, "5", "wrong unit, or none"),
    (READ.seconds, "5 MB", "wrong unit"),
    (READ.seconds, -1, "not between"),
    (READ.seconds, 1e-10, "nanosecond"),
    (READ.seconds, "5 fortnights", "no unit"),
    (READ.seconds, True, "not a quantity"),
    (READ.seconds, 1e9, "not between"),
    (READ.rate, 0, "not between"),
    (READ.rate, "50%", "wrong unit"),
    (READ.share, 1.01, "not between 0 and 1"),
    (READ.share, "101%", "not between 0 and 1"),
    (READ.share, None, "not a number"),
    (READ.share, -0.01, "not between"),
    (READ.money, "$5", "wrong unit"),
    (READ.flag, 1, "neither True nor False"),
    (READ.flag, "maybe", "neither"),
    (READ.seed, -1, "not between"),
    (READ.seed, 0.5, "not a whole number"),
    (BARE.seconds, "50%", "wrong unit"),
    (READ.share, float("nan"), "not a finite number"),
    (READ.seed, 2**32, "not between"),
]


@pytest.mark.parametrize(("reader", "given_value", "expected"), READINGS)
def test_what_people_write_is_read(reader, given_value, expected):
    found = reader(given_value, "field")
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("reader", "given_value", "told"), REFUSED)
def test_what_cannot_be_meant_gets_field_value_and_mend(reader, given_value, told):
    with pytest.raises(RoomError, match=told) as caught:
        reader(given_value, "my_field")
    readable(caught.value)
    assert str(caught.value).startswith("my_field: ")
    assert type(caught.value) is RoomError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        (3.0, 3),
        ("3", 3),
        ("1 million", 10**6),
        ("1e6", 10**6),
        (Q("2 K"), 2000),
        (10**12, 10**12),
        ("1,000", 1000),
    ],
)
def test_whole_numbers(value, expected):
    assert READ.whole(value, "count", 1, 10**13) == expected
    assert type(READ.whole(value, "count", 1, 10**13)) is int


@given(st.integers(-100, 100), st.integers(-100, 100), st.integers(-100, 100))
def test_both_bounds_are_allowed_and_nothing_beyond(value, one, other):
    low, high = sorted((one, other))
    for read in (
        lambda: READ.whole(value, "n", low, high),
        lambda: READ.number(value, "n", low, high),
        lambda: READ.number(str(value), "n", low, high),
    ):
        if low <= value <= high:
            assert read() == value
        else:
            with pytest.raises(RoomError, match="not between"):
                read()


@given(st.integers(2**53, 2**63))
def test_large_whole_numbers_lose_no_digit(value):
    assert READ.whole(value, "n", 0, 2**64) == value


@given(st.floats(1e-9, 1e6), st.sampled_from([("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("s", 1), ("min", 60)]))
def test_a_time_is_the_same_however_it_is_written(value, unit):
    name, size = unit
    if 1e-9 <= value * size <= 1e6:
        assert READ.seconds(f"{value!r} {name}", "t") == pytest.approx(value * size, rel=1e-12)
        assert READ.seconds(Q(value, name), "t") == READ.seconds(f"{value!r} {name}", "t")


@pytest.mark.parametrize(
    "written", ["round robin", "Round Robin", "ROUND-ROBIN", "round_robin", "roundrobin", " round  robin "]
)
def test_a_choice_in_any_spelling(written):
    assert READ.choice(written, "policy", POLICIES) == "round robin"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("round robbin", "Did you mean round robin"),
        ("S3FIFOO", "Did you mean S3-FIFO"),
        ("RANDOMM", "Did you mean random"),
        ("zebra", "Choose from random, round robin"),
        (5, "5 is not known"),
        (None, "None is not known"),
        ("", "'' is not known"),
    ],
)
def test_a_choice_that_is_none_is_offered_the_nearest(written, told):
    with pytest.raises(RoomError, match=told):
        READ.choice(written, "policy", POLICIES)


def test_a_spelling_of_two_words_is_neither():
    assert match("ab", ["a b", "A-B"]) is None
    assert match("a b", ["a b", "A-B"]) == "a b"
    assert key_of("Two-Choices") == "twochoices"
    assert offer("Latncy", ["latency"]) == " Did you mean latency?"


def test_choices_keep_their_order_once_each():
    assert READ.choices(None, "p", POLICIES) == tuple(POLICIES)
    assert READ.choices("RANDOM", "p", POLICIES) == ("random",)
    assert READ.choices(["s3fifo", "Random", "S3-FIFO"], "p", POLICIES) == ("S3-FIFO", "random")
    with pytest.raises(RoomError, match="the list is empty"):
        READ.choices([], "p", POLICIES)


METHODS = ["seconds", "rate", "share", "money", "flag", "seed", "name", "text"]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_whatever_is_given_only_the_rooms_error_comes_out(value):
    calls = [
        *(lambda name=name: getattr(BARE, name)(value, "f") for name in METHODS),
        lambda: READ.whole(value, "f", 0, 10),
        lambda: READ.choice(value, "f", POLICIES),
        lambda: READ.choices(value, "f", POLICIES),
        lambda: READ.listed(value, "f", "a list", 5),
        lambda: READ.data(value, "f", 0, 1e9),
        lambda: READ.number(value, "f"),
    ]
    for call in calls:
        with refuses_or_answers():
            try:
                call()
            except CourseError as error:
                if type(error) is not RoomError:
                    pytest.fail(repr(error))
                raise


@given(anything)
def test_fractions_of_anything(value):
    found = fraction(value)
    assert found is None or (found >= 0 and found == found)


# One value with some fields changed


@dataclass(frozen=True)
class Box:
    """Something with two fields."""

    width: int = 1
    height: int = 2


def test_a_change_makes_a_new_value_and_an_unknown_field_is_told():
    box = Box()
    assert changed(box, {"width": 5}, "box") == Box(5, 2)
    assert box == Box()
    with pytest.raises(
        RoomError, match=r"box: there is no field 'heigth'. Did you mean height\? There are width, height"
    ):
        changed(box, {"heigth": 5}, "box", RoomError)
    with pytest.raises(CourseError, match="Did you mean severity"):
        Finding("a", "note", "b", "c").replace(sevrity="error")


# Files, written in one step


def test_a_file_is_whole_or_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "file.txt"
    assert write_atomically(path, "first") == path
    assert path.read_text() == "first"
    for step in ("os.open", "os.fdopen", "os.replace"):
        with monkeypatch.context() as broken, contextlib.suppress(OSError):
            broken.setattr(step, lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full")))
            write_atomically(path, "second")
        assert path.read_text() == "first", step
        assert [each.name for each in path.parent.iterdir()] == ["file.txt"], step
    write_atomically(path, b"bytes\r\n", backup=True)
    assert path.read_bytes() == b"bytes\r\n"
    assert (path.parent / "file.txt.bak").read_text() == "first"


def test_no_reader_ever_meets_half_a_file(tmp_path):
    path, texts, met = tmp_path / "shared", [str(each) * 200_000 for each in range(4)], set()
    write_atomically(path, texts[0])
    stop = threading.Event()

    def look():
        while not stop.is_set():
            met.add(path.read_text())

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(10):
        for text in texts:
            write_atomically(path, text)
    stop.set()
    reader.join()
    assert met <= set(texts)


@pytest.mark.skipif(os.name == "nt", reason="permissions of files are other there")
def test_permissions_follow_the_umask_and_then_the_owner(tmp_path):
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640
    (tmp_path / "a").chmod(0o600)
    write_atomically(tmp_path / "a", "y")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
