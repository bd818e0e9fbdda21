"""A design's plain data with a value in it whose truth cannot be asked: one clear error, wherever it stands."""

import contextlib
import copy

import numpy as np
import pandas as pd
import pytest

from helpers.design.pieces import PIECES, class_of
from helpers.errors import CourseError
from tests.design.whole import whole
from tests.hostile import Hostile

WHOLE = whole().to_dict()
WHOLE_PIECES = [name for name in PIECES if name in WHOLE]
ODD = {"an array": np.array([1, 2]), "a table": pd.DataFrame({"a": [1, 2]}), "a missing value": pd.NA,
       "a long number": 10**5000, "what fails whatever it is asked": Hostile()}


def places(data, before=()):
    """The way to each value of plain data; of a list, the first two."""
    entries = data.items() if isinstance(data, dict) else enumerate(data[:2]) if isinstance(data, list) else ()
    for key, value in entries:
        yield (*before, key)
        yield from places(value, (*before, key))


def put(data, place, value):
    """A copy of the data with another value at a place."""
    made = copy.deepcopy(data)
    inner = made
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return made


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("piece", WHOLE_PIECES)
def test_a_value_without_a_truth_is_refused_in_one_sentence_wherever_it_stands(piece, odd):
    read = class_of(piece).from_dict
    for place in places(WHOLE[piece]):
        with contextlib.suppress(CourseError):  # anything else is a traceback from the depths
            read(put(WHOLE[piece], place, ODD[odd]))


def test_the_whole_has_every_piece():
    assert set(WHOLE_PIECES) == set(PIECES)
