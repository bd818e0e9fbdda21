"""Whatever `helpers` offers, called with a value whose truth cannot be asked, or with none that fits: one error."""

import contextlib
import inspect

import numpy as np
import pandas as pd
import pytest

import helpers
from helpers.errors import CourseError
from helpers.tradeoffs import LABORATORIES  # tests/tradeoffs/test_bad_input.py gives them nonsense
from tests.hostile import Hostile

ODD = {"an array": np.array([1, 2]), "a table": pd.DataFrame({"a": [1, 2]}), "a missing value": pd.NA,
       "not a number": float("nan"), "a long number": 10**5000, "what fails whatever it is asked": Hostile()}
# Made by `simulate` and by nobody else.
MADE_INSIDE = {"Run"}
# Everything goes: they show or keep what they are given.
OPEN = {"quiz"}


def offered():
    for name in sorted(set(helpers.__all__) - MADE_INSIDE - OPEN - set(LABORATORIES)):
        value = getattr(helpers, name)
        if callable(value) and not (isinstance(value, type) and issubclass(value, Exception)):
            yield pytest.param(name, marks=[pytest.mark.ci_only] if name == "pool_waits" else [])  # it simulates


def trials(function, odd):
    """Arguments with the odd value in all that must be given, then in one after another, beside texts."""
    parameters = [each for each in inspect.signature(function).parameters.values()
                  if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    needed = [each.name for each in parameters if each.default is each.empty]
    yield dict.fromkeys(needed, odd)
    for each in parameters:
        yield {**dict.fromkeys(needed, "x"), each.name: odd}


@pytest.mark.parametrize("name", list(offered()))
def test_an_odd_argument_is_taken_or_refused_in_one_sentence(name):
    function = getattr(helpers, name)
    for odd in ODD.values():
        for given in trials(function, odd):
            with contextlib.suppress(CourseError):  # anything else is a traceback from the depths
                function(**given)
