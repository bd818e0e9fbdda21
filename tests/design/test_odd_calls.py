"""Every method of a whole design's pieces, and of a run of it, called with what does not fit: one clear error."""

import contextlib
import inspect

import numpy as np
import pandas as pd
import pytest

from helpers import ErrorBudget, Quorum, Workload, load_case, simulate
from helpers.design.pieces import PIECES
from helpers.errors import CourseError
from tests.design.whole import whole
from tests.hostile import Hostile

ODD = (np.array([1, 2]), pd.DataFrame({"a": [1, 2]}), pd.NA, float("nan"), None, [], {}, object(), 10**5000, Hostile())
# These write files, start a database, or are those of a tuple.
LEFT_OUT = {"save", "create", "calibrate", "count", "index"}
# They ask a database, a program or a simulation at each call.
SLOW = {"service_times", "play", "document", "verdict", "advise"}
# Their first argument is given by place alone.
BY_PLACE = {("api", "change"), ("api", "resource"), ("architecture", "replace")}


def values():
    design = whole()
    made = {"design": design, **{piece: getattr(design, piece) for piece in PIECES}}
    made |= {"component": design.architecture.components[0], "connection": design.architecture.connections[0],
             "quorum": Quorum(3, 2, 2), "budget": ErrorBudget("99.9%"), "workload": Workload("1 K/s"),
             "case": load_case("microblog"),
             "run": simulate(design.architecture, Workload("100/s", mix="url_shortener"), n=300)}
    return made


WHOLE = values()


def methods():
    for of, value in WHOLE.items():
        for name in dir(type(value)):
            if name.startswith("_") or name in LEFT_OUT:
                continue
            method = getattr(value, name, None)
            if inspect.ismethod(method):
                yield pytest.param(of, name, marks=[pytest.mark.ci_only] if name in SLOW else [])


def calls(of, name, method, odd):
    """Arguments of a call: the odd value in all that must be given, then in one after another, beside texts."""
    parameters = [each for each in inspect.signature(method).parameters.values()
                  if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    needed = [each.name for each in parameters if each.default is each.empty]
    if (of, name) in BY_PLACE:
        yield (odd,), {}
        return
    yield (), dict.fromkeys(needed, odd)
    for each in parameters:
        if odd is not None or each.default is not None:
            yield (), {**dict.fromkeys(needed, "x"), each.name: odd}
    if not needed and any(each.kind is each.VAR_POSITIONAL for each in inspect.signature(method).parameters.values()):
        yield (odd,), {}


@pytest.mark.parametrize(("of", "name"), list(methods()))
def test_an_odd_argument_is_taken_or_refused_in_one_sentence(of, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    method = getattr(WHOLE[of], name)
    for odd in ODD:
        for given, named in calls(of, name, method, odd):
            with contextlib.suppress(CourseError):  # anything else is a traceback from the depths
                method(*given, **named)
