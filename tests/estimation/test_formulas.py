"""Formulas: Python itself and stock pint are the referees; what is no formula is refused, and never run."""

import ast
import builtins
import math
import os

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CourseError, Estimate
from helpers.estimation import EstimateError
from helpers.estimation.formulas import DEEPEST, PLAIN, parse_formula
from tests.hostile import FORMULAS, VALUES, formula_text, readable, refuses_or_answers

NAMES = {"a": 3.0, "b": 0.5, "c": 1000.0, "day_reads": 7.0}
NAMESPACE = {
    "min": min,
    "max": max,
    "ceil": math.ceil,
    "sqrt": math.sqrt,
    "log2": math.log2,
    "year": 31557600.0,
    **NAMES,
}
STOCK = pint.UnitRegistry()
# Data has no dimension in stock pint, which therefore adds bytes to plain numbers; metres stand in for bytes there.
# It also adds a bare 0 to anything, so numbers have names here, too.
WITH_UNITS = {
    "size": ("KB", "kilometer"),
    "rate": ("1/s", "1/second"),
    "time": ("h", "hour"),
    "flow": ("MB/s", "megameter/second"),
    "share": ("", ""),
}


def trees(leaves):
    def grow(inner):
        return st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner).map(
                lambda t: f"({t[0]} {t[1]} {t[2]})"
            ),
            st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
            inner.map(lambda each: f"-{each}"),
            st.tuples(st.sampled_from(["ceil", "sqrt", "log2"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
            st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        )

    return st.recursive(leaves, grow, max_leaves=8)


numbers = st.one_of(
    st.integers(0, 50).map(str), st.floats(0.01, 1e6).map(repr), st.sampled_from(["1e3", "1_000", ".5", "2."])
)
plain_trees = trees(st.one_of(numbers, st.sampled_from(sorted(NAMES))))


def value_of(text):
    estimate = Estimate()
    for name, value in NAMES.items():
        estimate = estimate.assume(name, value)
    return estimate.derive("result", text, "")["result"].magnitude


def by_python(text):
    """What Python makes of it: a finite real number, or None. Whole numbers are floats: 50**50**50 would never end."""
    tree = ast.parse(text, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = float(node.value)
    try:
        value = eval(compile(tree, "formula", "eval"), {"__builtins__": {}}, NAMESPACE)
        return float(value) if math.isfinite(value) else None
    except (ArithmeticError, ValueError, TypeError):
        return None


@given(plain_trees)
def test_formulas_mean_what_they_mean_in_python(text):
    expected = by_python(text)
    if expected is None:
        with refuses_or_answers():
            assert math.isfinite(value_of(text))
    else:
        scale = max([1.0, abs(expected)])
        assert value_of(text) == pytest.approx(expected, rel=1e-6, abs=1e-6 * scale)


def stock(text):
    """The same formula with stock pint's quantities: value in base units, or None where pint refuses."""
    names = {name: STOCK.Quantity(2.0, unit) for name, (_, unit) in WITH_UNITS.items()}
    try:
        value = STOCK.Quantity(
            eval(text, {"__builtins__": {}}, {**names, "sqrt": lambda each: each**0.5})
        ).to_root_units()
    except (pint.DimensionalityError, ZeroDivisionError, OverflowError):
        return None
    powers = dict(value.units._units)
    return value.magnitude, (powers.get("meter", 0), powers.get("second", 0), 0)


@given(
    st.recursive(
        st.sampled_from(sorted(WITH_UNITS)),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*", "*", "/", "/"]), inner).map(
                lambda t: f"({t[0]} {t[1]} {t[2]})"
            ),
            st.tuples(inner, st.sampled_from(["2", "3", "-1"])).map(lambda t: f"({t[0]} ** {t[1]})"),
        ),
        max_leaves=6,
    )
)
def test_units_of_formulas_agree_with_stock_pint(text):
    estimate = Estimate()
    for name, (unit, _) in WITH_UNITS.items():
        estimate = estimate.assume(name, 2, unit)
    estimate = estimate.derive("result", text)
    expected = stock(text)
    if expected is None:
        with pytest.raises(EstimateError) as caught:
            estimate.solve(dict.fromkeys(WITH_UNITS, 2.0))
        readable(caught.value)
    elif abs(expected[0]) < 1e250:
        value, powers = expected
        assert estimate.dimensions()["result"] == pytest.approx(powers)
        if all(abs(power) <= 3 for power in powers):
            assert estimate["result"].to_base_units().magnitude == pytest.approx(
                value, rel=1e-9, abs=1e-9 * abs(value) + 1e-300
            )


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("ceil(2.0001)", 3),
        ("ceil(3)", 3),
        ("ceil(-0.5)", 0),
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3),
        ("2 ** -1", 0.5),
        ("-2 ** 2", -4),
        ("2 ** 3 ** 2", 512),
        ("62 ** 7", 62**7),
        ("log2(1024)", 10),
        ("sqrt(16)", 4),
        ("year / month", 12),
        ("week / day", 7),
        ("1e3", 1000),
        ("+5", 5),
        ("7 - 2 - 1", 4),
        ("8 / 2 / 2", 2),
    ],
)
def test_known_values(formula, value):
    assert value_of(formula) == value


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("a ^ 2", "write **"),
        ("a // 2", "ceil"),
        ("a % 2", "20% as 0.2"),
        ("a.b", "dot"),
        ("a[0]", "square brackets"),
        ("lambda: 1", "formula"),
        ("(a := 5)", "gives no names"),
        ("f'{a}'", "text"),
        ("a if a else 1", "min"),
        ("a < 1", "comparisons"),
        ("min(a)", "two values"),
        ("power(a, 2)", "no function power"),
        ("ceil", "write ceil"),
        ("1e400", "too large"),
        ("9" * 10_000, "too long"),
        ("(a", "cannot be read"),
        ("1**" * 60 + "1", "nested too deeply"),
        ("a kilo", "cannot be read"),
        ("None", "not a number"),
        ("__import__('os')", "no function"),
    ],
)
def test_what_is_no_formula_is_refused_with_the_mend(formula, told):
    with pytest.raises(EstimateError, match=r"formula") as caught:
        parse_formula(formula)
    readable(caught.value)
    assert told in str(caught.value)


@pytest.fixture
def no_code_runs(monkeypatch):
    """Fail when a formula reaches anything by which code is run."""

    def alarm(*_, **__):
        raise AssertionError("a formula ran code")

    monkeypatch.setattr(os, "system", alarm)
    for name in ("eval", "exec", "print", "input"):
        monkeypatch.setattr(builtins, name, alarm)


def ask_everything(text):
    with refuses_or_answers():
        formula = parse_formula(text)
        assert all(name.isidentifier() for name in formula.names)
    estimate = Estimate().assume("a", 2.0, low=1, high=3).assume("b", "5 MB")
    for ask in (
        lambda: estimate.derive("x", text),
        lambda: estimate["x"],
        lambda: estimate.interval("x", samples=20),
        lambda: estimate.sensitivity("x"),
        estimate.check,
        lambda: estimate.derive("y", text, "TB")["y"],
    ):
        with refuses_or_answers():
            ask()


@pytest.mark.parametrize("text", [*FORMULAS, *VALUES], ids=lambda text: f"{type(text).__name__}")
def test_each_known_nuisance_is_met(text, no_code_runs):
    ask_everything(text)


@given(formula_text)
def test_whatever_is_written_is_a_formula_or_one_clear_error(text):
    ask_everything(text)


@pytest.mark.parametrize(
    "formula", ["1 / (1 / 0)", "(0 ** -1) ** -1", "1 / (1e200 * 1e200)", "min(5, 1 / 0)", "2 ** log2(0)"]
)
def test_infinity_on_the_way_is_no_answer(formula):
    with pytest.raises(EstimateError, match="no finite value"):
        value_of(formula)


def test_adding_time_to_data_is_explained():
    estimate = Estimate().assume("size", "5 MB").assume("time", "5 s").derive("sum", "size + time")
    with pytest.raises(CourseError, match=r"sum: formula 'size \+ time': \+ joins data and time"):
        estimate["sum"]
    with pytest.raises(CourseError, match="a power is a plain number"):
        estimate.derive("sum", "2 ** time")["sum"]
    with pytest.raises(CourseError, match="fixed number"):
        estimate.assume("n", 3).derive("sum", "size ** n")["sum"]


def test_a_fixed_power_may_be_computed_from_units():
    assert Estimate().assume("size", "3 B").derive("square", "size ** (2 * year / year)")["square"].magnitude == 9
    assert parse_formula("x ** 2 ** 1").dimension({"x": (1.0, 0.0, 0.0)}) == (2.0, 0.0, 0.0)
    assert parse_formula("x ** 0").dimension({"x": (1.0, 0.0, 0.0)}) == PLAIN


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("users * 8 B", r"'8 B' is a number with a unit. Give it a name first, as in assume\('item_size', '8 B'\)"),
        ("users * 200 KB * kept_for", r"assume\('item_size', '200 KB'\)"),
        ("rate * 50 ms", r"assume\('time_each', '50 ms'\)"),
        ("3 posts * users", r"assume\('my_number', '3 posts'\)"),
        ("users * 10% * size", r"'10%' is a share. Write 0.1"),
        ("users * 2.5%", r"'2.5%' is a share. Write 0.025"),
        ("users * 1,000", r"a comma cannot stand there; write 1,000 as 1000"),
        ("users posts", r"cannot be read: invalid syntax. Use numbers, names"),
        ("= users * posts", "Leave the = out"),
        ("storage = users * posts", "Leave out what is before the ="),
        ("users × posts", r"'times' is written with a star"),
        ("users x posts", r"'times' is written with a star"),
        ("(users + 1) x (posts)", r"'times' is written with a star"),
        ("users · posts", r"'times' is written with a star"),
        ("users ÷ day", "'divided by' is written with a slash"),
        ("users : day", "'divided by' is written with a slash"),
        ("users − posts", "'minus' is written with the plain sign"),
    ],
)
def test_a_number_with_a_unit_is_told_to_get_a_name(formula, told):
    with pytest.raises(EstimateError, match=told):
        parse_formula(formula)


@pytest.mark.parametrize("unit", ["5 GB", "5 s", "5/s", "5 GB/s", "$5"])
def test_what_has_a_unit_has_no_logarithm_of_its_own(unit):
    with pytest.raises(EstimateError, match="log2 needs a plain number"):
        Estimate().assume("a", unit).derive("x", "log2(a)").dimensions()
    assert Estimate().assume("a", unit).derive("x", "log2(a / a + 7)")["x"].magnitude == 3


@pytest.mark.parametrize("nested", [lambda n: "1 + (" * n + "1" + ")" * n, lambda n: "(" * n + "1" + " + 1)" * n])
def test_a_formula_is_as_deep_to_the_left_as_to_the_right(nested):
    assert Estimate().derive("x", nested(DEEPEST))["x"].magnitude == DEEPEST + 1
    with pytest.raises(EstimateError, match="deep"):
        Estimate().derive("x", nested(DEEPEST + 1))
