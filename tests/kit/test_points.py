"""The points of a test cell are held to the book of its checks, and to what the cell can earn."""

import pytest

from kit.grader.key import CellKey
from kit.grader.points import points_of

CELL = CellKey("test_a", "code", "", None, grade=True, points=4)


def judged(value, book=None):
    """The points, and the rules of the flags, of a cell that came to a number."""
    reply = {"kind": "number", "value": value, **({} if book is None else {"book": book})}
    points, error, flags = points_of(reply, CELL)
    assert error == ""
    return points, [rule for rule, _ in flags]


@pytest.mark.parametrize(("value", "book", "points"), [
    (4.0, 1.5, 1.5), (4.0, 0.0, 0.0), (1.0, 3.0, 1.0), (0.0, 4.0, 0.0), (4.0, -2.0, 0.0),
    (2.0, 2.0 - 5e-6, 2.0 - 5e-6)])
def test_a_number_that_is_not_the_books_is_flagged_and_the_smaller_counts(value, book, points):
    assert judged(value, book) == (pytest.approx(points, abs=1e-12), ["score-differs"])


@pytest.mark.parametrize(("value", "book"), [(4.0, 4.0), (0.0, 0.0), (2.5, 2.5), (2.0, 2.0 + 3e-6), (2.0, 2.0 - 3e-6)])
def test_a_number_that_is_the_books_stands(value, book):
    assert judged(value, book) == (value, [])


@pytest.mark.parametrize("book", [None, True, "4", [4]])
def test_without_a_book_the_number_stands(book):
    assert judged(3.0, book) == (3.0, [])


@pytest.mark.parametrize(("value", "points", "flags"), [
    (4.0, 4.0, []), (4.0 + 5e-10, 4.0, []), (4.0 + 5e-9, 4.0, ["odd-result"]), (-1e-12, 0.0, ["odd-result"]),
    (0.0, 0.0, []), ("inf", 4.0, ["odd-result"]), ("nan", 0.0, ["odd-result"]), ("two", 0.0, ["odd-result"])])
def test_a_number_beyond_what_the_cell_can_earn_is_flagged(value, points, flags):
    assert judged(value) == (points, flags)


def test_the_flag_tells_both_numbers():
    _, _, [(rule, said)] = points_of({"kind": "number", "value": 4, "book": 1.5}, CELL)
    assert (rule, said) == ("score-differs", "the cell gave 4 points, but its checks come to 1.5")
