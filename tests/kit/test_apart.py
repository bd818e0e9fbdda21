"""Tests run in a process of their own: what must run beside the answer is named, and values pass as what they are."""

import ast
import datetime
import json
from collections import Counter, namedtuple
from decimal import Decimal
from fractions import Fraction

import numpy
import pandas
import pytest

from helpers import Architecture, Component, Decision, Estimate, Q, Requirements
from helpers.findings import Finding, Findings
from kit.grader.compiled_tests import compile_test, kept_together
from kit.grader.kernel import bait, watch
from kit.grader.kernel.comparisons import alike
from kit.grader.kernel.remote import Line
from kit.grader.kernel.remote_objects import Remote
from kit.grader.kernel.values import NoForm, make_decoder, make_encoder


def exposed(source: str, answers=("answer", "ring")) -> str:
    """Why a test must run beside the answer."""
    return compile_test(source, "test", {"math": ("math", ""), "Q": ("helpers", "Q")}, set(answers), "_kit_").exposed


@pytest.mark.parametrize("source", [
    "assert answer(2) == 4", "assert answer(2) is None", "assert type(answer(2)) is int", "assert answer is not Q",
    "for id in range(3):\n    assert answer(id) == 2 * id", "data = [3, 1]\nanswer(data)\ndata.append(2)",
    "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as text:\n    answer(2)",
    "assert globals().get('answer')(2) == 4", "ring = answer(2)\nring.add('a')",
    "service = answer(2)\nservice.seed('Post', 1)", "service = Q('1 TB')\nassert answer(service).setstate(2)",
    "assert 3 < answer(2) <= 4"])
def test_a_test_of_values_runs_apart(source):
    assert exposed(source) == ""


@pytest.mark.parametrize(("source", "why"), [
    ("get_ipython().run_cell('1')", "the shell"), ("import inspect\ninspect.getsource(answer)", "code"),
    ("from unittest import mock\nmock.patch('math.pi')", "replaced"), ("import random\nrandom.seed(3)", "random"),
    ("from random import seed\nseed(3)", "random"), ("import numpy\nnumpy.random.seed(3)", "random"),
    ("import numpy as np\nnp.random.set_state(answer(1))", "random"), ("assert eval(answer(2)) == 4", "code"),
    ("assert answer(2) is answer(2)", "very object"), ("open('made.csv').read()", "files"),
    ("class Fake: pass\nanswer(Fake())", "class"), ("await answer(2)", "coroutines"), ("answer.calls = 0", "answer"),
    ("math.pi = 3", "math"), ("ring.append(3)", "ring"), ("assert answer.__code__.co_argcount == 1", "code"),
    ("### RUNS BESIDE THE ANSWER\nassert answer(2) == 4", "author")])
def test_a_test_that_needs_more_is_named_with_its_reason(source, why):
    assert why in exposed(source)


def test_tests_that_share_names_run_together():
    sources = {"one": "import inspect\nlimit = len(inspect.getsource(answer))", "two": "assert answer(2) < limit",
               "three": "assert answer(1) == 2"}
    tests = kept_together({name: compile_test(source, name, {}, {"answer"}, "_kit_")
                           for name, source in sources.items()})
    assert {name: bool(each.exposed) for name, each in tests.items()} == {"one": True, "two": True, "three": False}
    assert tests["two"].apart is None
    assert tests["three"].apart is not None


def stays(value):
    """The form of what does not pass."""
    return ["o", 1]


DESIGN = Architecture("d").add(
    Component("app", "client"), Component("api", "service", replicas=3)).connect("app", "api")
ESTIMATE = Estimate("e").assume("users", "100 million", low="50 million", high="200 million").derive(
    "rate", "users * 3 / day", "1/s")
DECISION = Decision("Which store?", ["sql", "key-value"], ["cost"], {}, "sql", "cheap")


@pytest.mark.parametrize("value", [
    None, True, 0, -3, 1 << 400, 0.1, float("inf"), "é\ud800", b"\0", [1, [2]], (1,), {1, 2}, frozenset({(1, 2)}),
    {1: "a", (2, 3): [4]}, 3 + 4j, Fraction(1, 3), Decimal("0.10"), range(3), datetime.date(2026, 1, 2),
    datetime.timedelta(1, 2), Ellipsis, int, ValueError, Q("15 TB/day"), DESIGN, ESTIMATE, Requirements("r"), DECISION,
    Findings([Finding("rule", "error", "here", "why")]), {"design": DESIGN, "sizes": [Q("1 B"), Q("2 B")]}],
    ids=lambda value: type(value).__name__)
def test_a_value_passes_as_what_it_is(value):
    form = json.loads(json.dumps(make_encoder(stays)(value)))
    found = make_decoder(None)(form)
    assert type(found) is type(value)
    assert found == value


def test_arrays_and_tables_pass():
    encode, decode = make_encoder(stays), make_decoder(None)
    for value in (numpy.arange(6).reshape(2, 3), numpy.array(["a", "bc"]), numpy.float32(1.5), numpy.array([None, 1])):
        found = decode(encode(value))
        assert type(found) is type(value)
        assert numpy.array_equal(found, value)
    table = pandas.DataFrame({"a": [1, 2], "b": ["x", None]}, index=pandas.Index([3, 4], name="n"))
    pandas.testing.assert_frame_equal(decode(encode(table)), table)


PAIR = namedtuple("Pair", "a b")


@pytest.mark.parametrize("value", [object(), len, lambda: 1, Counter("aab"), PAIR(1, 2), [object()]],
                         ids=lambda value: type(value).__name__)
def test_what_has_no_form_stays_where_it_is(value):
    assert json.dumps(["o", 1]) in json.dumps(make_encoder(stays)(value))


@pytest.mark.parametrize("form", [
    ["k", "builtins", "eval"], ["k", "os", "system"], ["h", "os", "system", "command", "id"], ["k", "helpers", "os"],
    ["h", "helpers.checks", "Checks", "points", 4], ["W", "helpers.checks", "Checks"], ["N", "|O", [1], ""],
    ["N", "|V8", [1], "AAAAAAAAAAA="], ["D", "datetime", "2026-01-01T00:00:00+00:00"], ["k", "helpers.nowhere", "A"],
    ["h", "helpers.estimation.trail", "Trail"],
    ["h", "helpers.architecture.component", "Component", "name", "a", "kind", "no such kind"], ["?"]])
def test_a_forged_form_makes_nothing(form):
    def handled(tag, parts):
        raise NoForm(tag)

    with pytest.raises(Exception):  # noqa: B017, PT011 (whichever: none may pass)
        make_decoder(handled)(form)


def test_what_is_no_answer_is_told_of_and_an_own_error_is_not():
    line = Line(None, None)
    with pytest.raises(NoForm):
        line.decode(["D", "datetime", "2026-01-01T00:00:00+00:00"])
    assert [rule for rule, _ in line.flags] == ["forged-message"]
    line = Line(None, None)
    own = [["__main__", "MyError"], ["builtins", "ValueError"], ["builtins", "Exception"], ["builtins", "object"]]
    made = line.error(own, ["no"], "no", [], None)
    assert (type(made).__name__, isinstance(made, ValueError), line.flags) == ("MyError", True, [])


@pytest.mark.parametrize("value", [4, 20, -14, 0, 8642, 15_000_000, 3.0, 0.05, float("nan"), float("inf")])
def test_candidates_are_many_and_never_the_true_one(value):
    found = alike(value)
    assert value not in found
    assert len(set(map(str, found))) == len(found)
    assert len(found) >= 63 or value != value or abs(value) == float("inf")


def test_a_value_that_only_compares_is_asked_among_others():
    class Answering(Line):
        def __init__(self, agrees):
            super().__init__(None, None)
            self.agrees = agrees

        def ask(self, kind, *parts):
            return [self.agrees(self.decode(each)) for each in parts[1]] if kind == "same" else None

    def made(agrees):
        line = Answering(agrees)
        return line, line.handled("o", [1, "Money", ["eq"], None, ""])

    line, honest = made(lambda other: other == 20)
    assert (honest == 20, honest == 21, line.flags) == (True, False, [])
    for right in range(30):  # among what looks like 21 there may be the 20 that an honest, wrong answer equals
        line, honest = made(lambda other: other == 20)
        assert ((honest == right) is (right == 20), line.flags) == (True, [])
    line, liar = made(lambda other: other < 1000)
    assert (liar == 20, [rule for rule, _ in line.flags]) == (False, ["equals-anything"])
    assert isinstance(liar, Remote)


def test_what_is_reloaded_is_no_change_and_what_is_replaced_is():
    import importlib

    import helpers.rounding as module

    before = dict(vars(module))
    importlib.reload(module)
    functions = [name for name, each in before.items() if callable(each) and not isinstance(each, type)
                 and getattr(each, "__module__", "") == module.__name__]
    assert functions
    for name in functions:
        assert watch.alike(before[name], vars(module)[name], module)
        assert not watch.alike(before[name], lambda *a: True, module)


def test_a_frame_that_calls_an_answer_may_be_listed_and_not_read():
    import inspect
    import sys

    told = []

    def hook(event, arguments):
        if event == "kit.bait" and told is not None:
            told.append(event)

    sys.addaudithook(hook)
    bait.call(lambda: (inspect.stack(), sys._getframe(1).f_lineno), [], {})
    assert told == []
    bait.call(lambda: str(sys._getframe(1).f_locals), [], {})
    assert told
    del told[:]
    assert bait.call(lambda a, b=2: a + b, [1], {"b": 3}) == 4
    assert bait.call_each(lambda a: a + inspect.currentframe().f_back.f_lineno, [1, 2]) == [2, 3]
    assert told == []
    bait.call_each(lambda a: list(sys._getframe(1).f_locals), [1])
    assert told


def test_many_values_are_one_question_and_mean_the_same():
    test = compile_test("found = list(map(answer, [1, 2]))\nassert found == [2, 4]", "test", {}, {"answer"}, "_kit_")
    assert "_kit_each" in test.apart.inject
    assert "_kit_each" not in test.inject
    for other in ("list(map(answer, [1], [2]))", "list(map(*answer))", "map(answer, [1])", "sorted(map(answer, [1]))",
                  "list = answer\nlist(map(list, []))"):
        assert "_kit_each" not in compile_test(other, "test", {}, {"answer"}, "_kit_").apart.inject

    class Asked(Line):
        asked = ()

        def ask(self, kind, *parts):
            self.asked = [kind, *parts]
            return [2, 4]

    line = Asked(None, None)
    remote = line.handled("o", [1, "function", ["call"], None, ["function", "answer"]])
    assert line.each(remote, (1, 2)) == [2, 4]
    assert line.asked == ["each", 1, [1, 2]]
    line.asked = ()
    assert line.each(str, [1, 2]) == ["1", "2"]
    assert line.asked == ()


def test_a_test_is_compiled_twice_and_parsed_once_the_same_way():
    test = compile_test("assert answer(2) == 4", "test", {}, {"answer"}, "_kit_")
    assert "_kit_equal" in test.inject
    assert "_kit_equal" not in test.apart.inject
    assert ast.parse(test.source)
