"""Checks of exercises: whatever a learner's code does, the score is a plain float that nbgrader can read."""

import contextlib
import io
import logging
import math
import pickle
import re
import sys
import warnings
from fractions import Fraction

import nbformat.v4
import numpy
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter
from nbgrader.utils import determine_grade

from helpers import Checks, CourseError, Finding, Findings, Q, same_size
from helpers.checks import calls_it_right
from tests.hostile import VALUES, Hostile, refuses_or_answers


class Silent(Exception):  # noqa: N818 (a learner's exceptions are named as learners name them)
    """An exception that cannot even be shown."""

    def __str__(self):
        raise SystemExit("no")

    __repr__ = __str__


class Fickle(float):
    """A number that changes when it is read again."""

    reads = 0

    def __float__(self):
        Fickle.reads += 1
        return 0.5 if Fickle.reads % 2 else math.nan


class Liar(str):
    """Text that fails when it is printed."""

    def _fail(self, *_):
        raise RuntimeError("hostile")

    __str__ = __format__ = __repr__ = split = _fail


def raising(error):
    def test():
        raise error

    return test


def endless():
    return endless()


def of(*fields):
    return Findings([Finding("rule", severity, "here", "seen") for severity in fields])


PASS = {
    "True": True,
    "numpy True": numpy.True_,
    "one": 1,
    "above one": 7,
    "no findings": of(),
    "a note": of("note"),
    "numpy one": numpy.float64(1),
}
PART = {"half": 0.5, "numpy half": numpy.float64(0.5), "narrow half": numpy.float32(0.5), "a fraction": Fraction(1, 2)}
FAIL = {
    "False": False,
    "numpy False": numpy.False_,
    "None": None,
    "nan": math.nan,
    "inf": math.inf,
    "minus": -3,
    "text": "no",
    "empty text": "",
    "array": numpy.ones(3),
    "table": pandas.DataFrame({"errors": [1]}),
    "quantity": Q("1 B"),
    "hostile": Hostile(),
    "liar": Liar("x"),
    "generator": (each for each in [True]),
    "class": bool,
    "list": [True],
    "error finding": of("note", "error"),
    "huge": 10**400,
    "complex": 1j,
    "not implemented": NotImplemented,
}
RAISED = [
    ValueError("x"),
    SystemExit(0),
    SystemExit(),
    RecursionError(),
    MemoryError(),
    GeneratorExit(),
    BaseException("x"),
    Silent(),
    NotImplementedError(),
    AssertionError(),
    AssertionError("x" * 10_000),
    AssertionError(Hostile()),
    NameError("a"),
    CourseError("x: wrong"),
    StopIteration(),
    UnicodeDecodeError("utf-8", b"", 0, 1, "x"),
    BaseExceptionGroup("x", [KeyError()]),
    type("Own", (BaseException,), {})(),
    KeyError("a"),
    OSError(),
    Warning("x"),
]


def score(test, points=2):
    checks = Checks(points=points + 1)
    checks.check("before", lambda: True)
    checks.check("this", test, points=points)
    total = checks.score()
    assert isinstance(total, float)
    assert repr(total) == repr(float(total)), "nbgrader reads the text"
    assert 0 <= total <= points + 1
    assert float(repr(total)) == total
    return total - 1


@pytest.mark.parametrize(("results", "earned"), [(PASS, 2), (PART, 1), (FAIL, 0)], ids=["pass", "part", "fail"])
def test_what_a_test_returns_decides_what_it_earns(results, earned, capfd):
    for name, result in results.items():
        assert score(lambda result=result: result) == earned, name
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_an_exception_costs_its_own_check_alone(error, capfd):
    assert score(raising(error)) == 0
    out, err = capfd.readouterr()
    assert err == ""
    assert out.splitlines()[1].endswith("0 of 2")
    assert all(len(line) < 1200 for line in out.splitlines())


def test_endless_recursion_costs_its_own_check_alone():
    assert score(endless) == 0


def test_interrupt_passes_through():
    with pytest.raises(KeyboardInterrupt):
        Checks().check("stopped", raising(KeyboardInterrupt()))


@given(
    st.lists(st.tuples(st.sampled_from([*PASS.values(), *PART.values(), *VALUES]), st.floats(0, 10)), max_size=6),
    st.floats(0.01, 100),
)
def test_score_is_always_a_float_from_zero_to_the_points(results, points):
    checks = Checks(points=points)
    for result, worth in results:
        checks.check("any", lambda result=result: result, points=worth)
    total = checks.score()
    assert isinstance(total, float)
    assert repr(total) == repr(float(total)), "nbgrader reads the text"
    assert 0 <= total <= points
    assert float(repr(total)) == total


@pytest.mark.parametrize("points", [1, 1 / 3, 2 / 3, 0.3, 1e-7, 7])
def test_all_checks_passed_is_full_marks_exactly(points):
    checks = Checks(points=points)
    for _ in range(3):
        checks.check("a third", lambda: True, points=points / 3)
    assert checks.score() == points


def test_a_number_that_changes_while_it_is_read_is_no_way_to_a_broken_score():
    for _ in range(4):
        assert 0 <= score(lambda: Fickle(1)) <= 2


def test_prints_warnings_logs_and_noise_leave_stderr_empty(capfd):
    old_handler = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger("a learner's")
    logger.addHandler(old_handler)

    def noisy():
        print("to stdout")
        print("to stderr", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        numpy.array([1.0]) / 0
        logger.error("logged")
        logging.getLogger().error("logged")
        return True

    assert score(noisy) == 2
    logger.removeHandler(old_handler)
    out, err = capfd.readouterr()
    assert err == ""
    assert "to std" not in out
    assert "(Your code gave a warning, which costs nothing: careful)" in out
    assert not logging.root.manager.disable


def test_messages_tell_what_was_seen(capsys):
    checks = Checks()
    checks.check("unwritten", raising(NotImplementedError("later")), hint="Read on.")
    checks.check("no return", lambda: None)
    checks.check("missing name", lambda: learners_answer)  # noqa: F821 (it is not there, on purpose)
    checks.check("own words", lambda: "This is in bits.")
    checks.check("passed", lambda: True, hint="Never shown.")
    out = capsys.readouterr().out
    for told in (
        "this answer is not written",
        "Read on.",
        "is a `return` missing?",
        "'learners_answer' is not defined",
        "Run the answer cell first",
        "    This is in bits.\n",
        "passed ...................... 1 of 1",
    ):
        assert told in out
    assert "Never shown." not in out


@pytest.mark.parametrize("points", [None, "2", True, math.nan, math.inf, 10**400, -1, [], 1j], ids=repr)
def test_bad_points_are_refused_by_name(points):
    with pytest.raises(CourseError, match="points"):
        Checks(points=points)
    with pytest.raises(CourseError, match="points of 'a'"):
        Checks().check("a", lambda: True, points=points)


def graded(result):
    """The grade that nbgrader gives to a test cell that ends in this value."""
    cell = nbformat.v4.new_code_cell(metadata={"nbgrader": {"grade": True, "solution": False, "points": 3}})
    data, _ = DisplayFormatter().format(result)  # what a page gets, and what nbgrader reads of it
    cell.outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="storage ...... 2 of 2\n"),
        nbformat.v4.new_output("execute_result", data, execution_count=1),
    ]
    return determine_grade(cell)


@pytest.mark.parametrize(
    ("results", "grade"),
    [((True, False, False), 1), ((0.5, True, False), 1.5), ((True,) * 3, 3), ((False,), 0), ((1 / 3,) * 3, 1)],
)
def test_nbgrader_gives_partial_credit_for_the_score(results, grade):
    checks = Checks(points=3)
    for result in results:
        checks.check("one", lambda result=result: result)
    assert graded(checks.score()) == (pytest.approx(grade, abs=1e-5), 3)


# same_size


@pytest.mark.parametrize("observed", ["15 TB", "15000 GB", 15e12, Q("15 TB"), "13 TB", "17.9 TB"])
def test_every_spelling_of_a_right_size_is_right(observed):
    expected = "15 TB" if not isinstance(observed, float) else 15e12
    assert same_size(observed, expected) is True


@pytest.mark.parametrize(
    ("observed", "told"),
    [
        ("120 TB", "You answered 120 TB. Bits are not bytes."),
        ("5 TB", "One copy"),
        ("100 TB", "too high"),
        ("1 TB", "too low"),
        ("0 TB", "above zero"),
        ("-15 TB", "above zero"),
        ("15 TB/s", "data per time"),
        ("15 TBB", "there is no unit"),
        (None, "not written"),
        (Ellipsis, "not written"),
        (15, "a plain number; the task asks for data"),
        ("1e300 TB", "too high"),
        ("1e-300 B", "too low"),
    ],
)
def test_a_wrong_size_gets_a_sentence_that_never_gives_the_answer(observed, told):
    said = same_size(observed, "15 TB", mistakes={"Bits are not bytes.": 8, "One copy is not enough.": 1 / 3})
    assert told in said
    assert "15" not in said.replace(str(observed), "") or "15" in str(observed)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_whatever_a_learner_answers_gets_a_verdict(value):
    assert same_size(value, "15 TB") is True or isinstance(same_size(value, "15 TB"), str)
    assert re.search(" at 0x", str(same_size(value, "15 TB"))) is None
    with refuses_or_answers():
        same_size("15 TB", value)


@pytest.mark.parametrize(
    ("expected", "options"), [("0 B", {}), ("-1 B", {}), ("1 B", {"within": 0}), ("1 B", {"mistakes": {"zero": 0}})]
)
def test_a_test_cell_that_cannot_work_says_so(expected, options):
    with pytest.raises(CourseError, match="same_size"):
        same_size("1 B", expected, **options)


@pytest.mark.parametrize(("ratio", "accepted"), [
    (1.2, True), (1.21, False), (1 / 1.2, True), (1 / 1.21, False), (1.1999, True), (1.2001, False),
])
def test_within_a_factor_both_ends_belong_to_it(ratio, accepted):
    assert (same_size(15 * ratio, 15) is True) == accepted
    assert same_size("18 TB", "15 TB") is True
    assert same_size("12.5 TB", "15 TB") is True
    assert (same_size(7 * ratio, 7, within=1.2) is True) == accepted


@pytest.mark.parametrize(("ratio", "named"), [(3.0, "three"), (3.17, "three"), (3.2, None), (2.84, "three"),
                                              (2.8, None), (3.5, "three and a half"), (3.31, "three and a half")])
def test_neighbouring_mistakes_do_not_blur(ratio, named):
    """A mistake is known within 6%; one 17% beside it is another."""
    said = same_size(10 * ratio, 10, mistakes={"That is three.": 3, "That is three and a half.": 3.5})
    assert said.endswith(f"That is {named}." if named else "unit by unit.")


def test_the_cell_ends_in_words_for_people_and_a_number_for_nbgrader():
    checks = Checks(points=6)
    checks.check("most", lambda: True, points=4)
    score = checks.score()
    data, _ = DisplayFormatter().format(score)
    assert data["text/html"] == "<b>4 of 6 points</b>"
    assert data["text/plain"] == "4.0"
    assert pickle.loads(pickle.dumps(score)) == 4.0
    checks.check("too much", lambda: True, points=9)
    assert checks.score()._repr_html_() == "<b>6 of 6 points</b>", "a score above what the cell is worth"
    part = Checks(points=1)
    part.check("a part", lambda: 1 / 3)
    assert part.score()._repr_html_() == "<b>0.333333 of 1 points</b>"


WHOLE = Finding("dead-end", "error", "create_post", "needs post, and no box stores it", "Did you mean posts?")


@pytest.mark.parametrize("test", [lambda: WHOLE, lambda: Findings([WHOLE]), lambda: WHOLE.told() + " [dead-end]"])
def test_a_finding_is_printed_whole(test, capsys):
    checks = Checks()
    checks.check("stored", test)
    out = capsys.readouterr().out
    assert "create_post: needs post, and no box stores it. Did you mean posts? [dead-end]\n" in out
    assert checks.score() == 0


@pytest.mark.parametrize("hint", [WHOLE, Findings([WHOLE]), [WHOLE, "Read on."], ["Read on.", Findings([WHOLE])]])
def test_a_finding_may_be_the_hint(hint, capsys):
    checks = Checks(points=2)
    checks.check("stored", lambda: False, hint=hint)
    checks.check("right", lambda: True, hint=hint)
    assert capsys.readouterr().out.count("create_post: needs post, and no box stores it. Did you mean posts?") == 1


def test_a_warning_alone_costs_nothing_and_a_single_finding_does():
    checks = Checks(points=2)
    checks.check("a warning among others", lambda: of("warning"))
    checks.check("a warning alone", lambda: WHOLE.replace(severity="warning"))
    assert checks.score() == 1


@given(st.text(alphabet="abc -\n", max_size=400), st.integers(0, 150))
def test_lines_are_broken_between_words_alone(text, longest):
    words = [*text.split(), "x" * longest]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        Checks().check("long", lambda: " ".join(words))
    lines = out.getvalue().splitlines()[1:]
    assert " ".join(lines).split() == [each for each in words if each]
    assert all(len(line) <= 100 or len(line.split()) == 1 for line in lines)
    assert all(line.startswith("    ") for line in lines)


def test_a_cell_is_worth_one_point_unless_told_otherwise(capsys):
    checks = Checks()
    checks.check("all", lambda: True, points=3)
    assert (checks.points, checks.earned, checks.offered, float(checks.score())) == (1, 3.0, 3.0, 1.0)


def test_a_share_is_kept_to_the_sixth_place(capsys):
    checks = Checks(points=2)
    checks.check("a third", lambda: 1 / 3)
    assert float(checks.score()) == 0.333333


def test_the_nearest_known_mistake_is_told_not_the_first():
    near = {"That is a photo in every post.": 9.87, "That counts followers.": 10}
    assert same_size(150, 15, mistakes=near).endswith("That counts followers.")
    assert same_size(15 * 9.87, 15, mistakes=near).endswith("That is a photo in every post.")


@pytest.mark.parametrize(("factor", "told"), [
    (10, "One zero too many"), (0.1, "One zero is missing"), (1000, "a thousand times too high"),
    (1 / 8, "bits and bytes"),
    (86400, "86,400 seconds"), (1 / 60, "60 seconds"), (12, "12 months"), (30.4, "30 days"), (3, "Check it backwards")])
def test_the_slips_of_any_estimate_are_told_by_name(factor, told):
    assert told in same_size(15 * factor, 15)
    assert "My own words." in same_size(15 * factor, 15, mistakes={"My own words.": factor})


@pytest.mark.parametrize("said", ["right", "Right.", "it is right", "That's correct!", "correct as printed",
                                  "unchanged", "right, 3.5 trillion", "ok", "the claim is right"])
def test_a_claim_is_called_right_in_many_words(said):
    assert calls_it_right(said)


@pytest.mark.parametrize("said", ["wrong", "not right", "it is not right", "right?", "3.5 trillion", "", None, True, 7])
def test_anything_else_calls_no_claim_right(said):
    assert not calls_it_right(said)


def test_a_share_may_come_with_its_reason(capsys):
    checks = Checks(points=2)
    checks.check("half", lambda: (0.5, "412 is not named."))
    checks.check("whole", lambda: (True, "nothing is missing"))
    checks.check("pairs of other things", lambda: (1, 2))
    told = capsys.readouterr().out
    assert checks.score() == 1.5
    assert "412 is not named." in told
    assert "nothing is missing" not in told
    assert "no verdict" in told


MISSING = None  # what a learner's name holds after `blog = print(blog)`


@pytest.mark.parametrize("test", [lambda: MISSING["storage"], lambda: MISSING.check(), lambda: "post" in MISSING,
                                  lambda: list(MISSING), lambda: MISSING + 1])
def test_an_answer_that_is_none_is_told_how_it_came_to_be(test, capsys):
    Checks().check("storage", test)
    told = " ".join(capsys.readouterr().out.split())
    assert "Your answer is None" in told
    assert "keep the value itself under its name" in told
    assert "NoneType" not in told


def test_any_other_type_is_told_as_it_was_raised(capsys):
    number = 5
    Checks().check("storage", lambda: number["storage"])
    assert "TypeError: 'int' object is not subscriptable" in " ".join(capsys.readouterr().out.split())
