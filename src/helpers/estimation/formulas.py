"""Formulas as learners write them: parsed, checked for units, then computed; never evaluated as Python.

A formula has numbers, names, + - * / ** and parentheses, and the functions min, max, ceil, sqrt, log2 and grown_years
(what so many years bring when each brings a share more than the one before). The words
second, minute, hour, day, week, month and year stand for one of that unit.
"""

import ast
import keyword
import math
import re
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy

from helpers.errors import shorten
from helpers.estimation.errors import EstimateError
from helpers.rounding import round_up
from helpers.units import Q
from helpers.units.parser import parse_unit
from helpers.units.registry import SECONDS

LONGEST = 500
DEEPEST = 40
HIGHEST_POWER = 10  # of something with a unit
UNIT_WORDS = {word: float(SECONDS[word][1]) for word in ("second", "minute", "hour", "day", "week", "month", "year")}
NUMBER_AND_WORD = re.compile(
    r"(?<![\w.])(?P<number>\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(?:(?P<percent>%)(?!\s*[\w(])|(?P<word>[A-Za-z]+\b))")
DIMENSIONS = ("[data]", "[time]", "[money]")
PLAIN = (0.0, 0.0, 0.0)
TIME = (0.0, 1.0, 0.0)


def grown_years(growth, years):
    """The years' worth of the first that `years` bring when each brings `growth` more: ((1 + g)^n - 1) / g, n for 0.

    >>> float(grown_years(0.2, 2)), float(grown_years(0.0, 5)), float(grown_years(-1.0, 3))
    (2.2, 5.0, 1.0)
    """
    growth, years = numpy.broadcast_arrays(numpy.asarray(growth, dtype=float), numpy.asarray(years, dtype=float))
    with numpy.errstate(all="ignore"):
        series = numpy.expm1(years * numpy.log1p(growth)) / growth
    return numpy.where(growth == 0, years, series)[()]


FUNCTIONS = {"min": numpy.minimum, "max": numpy.maximum, "ceil": round_up, "sqrt": numpy.sqrt, "log2": numpy.log2,
             "grown_years": grown_years}
ARGUMENTS = {"ceil": 1, "sqrt": 1, "log2": 1, "grown_years": 2}  # min and max take two or more
OPERATORS = {
    ast.Add: numpy.add,
    ast.Sub: numpy.subtract,
    ast.Mult: numpy.multiply,
    ast.Div: numpy.divide,
    ast.Pow: numpy.power,
}
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
ADVICE = {
    ast.Compare: "comparisons are not part of formulas; min() and max() choose between values",
    ast.BoolOp: "and/or are not part of formulas",
    ast.IfExp: "if is not part of formulas; use min() or max()",
    ast.Attribute: "a dot cannot stand after a name",
    ast.Subscript: "square brackets cannot stand in a formula",
    ast.Lambda: "a formula is one expression",
    ast.NamedExpr: "a formula gives no names",
    ast.FloorDiv: "// is not known; write ceil(a / b) for whole machines",
    ast.Mod: "% is not known; write 20% as 0.2",
    ast.BitXor: "^ is not a power here; write **",
    ast.Tuple: "a comma cannot stand there; write 1,000 as 1000",
    ast.JoinedStr: "text cannot stand in a formula",
}
Dimension = tuple[float, float, float]


@dataclass(frozen=True)
class Formula:
    """A parsed formula: its text, the names it needs, and how to compute its dimension and its value.

    `value` raises `FloatingPointError` where a part of the formula has no finite value.

    >>> formula = parse_formula("2 * links / day")
    >>> sorted(formula.names), formula.dimension({"links": PLAIN}), float(formula.value({"links": 43200.0}))
    (['links'], (0.0, -1.0, 0.0), 1.0)
    """

    text: str
    names: frozenset[str]
    dimension: Callable[[dict[str, Dimension]], Dimension]
    value: Callable[[dict], object]


def check_name(name) -> str:
    """A name an entry may have, or an error that says why not.

    >>> check_name("new_links")
    'new_links'
    """
    if isinstance(name, str) and len(name) > 60:
        raise EstimateError(f"name: {shorten(name)} is {len(name)} characters long; a name has at most 60.")
    if not isinstance(name, str) or not name.isidentifier() or name != unicodedata.normalize("NFKC", name):
        raise EstimateError(
            f"name: {shorten(name)} cannot be a name. Use letters, digits and underscores, a letter first, "
            "as in new_links."
        )
    if keyword.iskeyword(name) or name in FUNCTIONS or name in UNIT_WORDS or name.startswith("__"):
        raise EstimateError(
            f"name: {name!r} already means something in a formula. Choose another, such as my_{name.strip('_')}."
        )
    return name


def parse_formula(text: str) -> Formula:
    """Parse a formula. Raises `EstimateError` that shows the part that is not understood.

    >>> parse_formula("__import__('os')")
    Traceback (most recent call last):
    helpers.estimation.errors.EstimateError: formula "__import__('os')": there is no function __import__; ...
    """
    if not isinstance(text, str) or not text.strip():
        raise EstimateError(f'formula: {shorten(text)} is not a formula. Write one such as "new_links * link_size".')
    return _parse_formula(text)


# What people write in place of the signs of a formula, as in a spreadsheet or on paper.
OTHER_SIGNS = {
    r"^\s*=": "a formula here begins without an equals sign. Leave the = out.",
    r"^\s*\w+\s*=(?!=)": "the name of a result stands outside its formula. Leave out what is before the =, and the =.",
    r"[×·⋅∙✕]|(?<=[\w)])\s+[xX]\s+(?=[\w(])": "'times' is written with a star: reads * size.",
    r"[÷:]": "'divided by' is written with a slash: reads / day.",
    r"[−–—]": "'minus' is written with the plain sign on the keyboard: reads - writes.",
}


@lru_cache(maxsize=4096)
def _parse_formula(text: str) -> Formula:
    if len(text) > LONGEST:
        raise EstimateError(
            f"formula: {len(text)} characters are too long; split it in named parts of at most {LONGEST}."
        )
    shown = shorten(" ".join(text.split()), 80)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise EstimateError(f"formula {shown} cannot be read: {_why_unread(text, error)}") from None
    names: set[str] = set()
    dimension, value = _Reader(shown, text.strip(), names).read(tree, 0)
    return Formula(text.strip(), frozenset(names), dimension, value)


def _why_unread(text: str, error: Exception) -> str:
    """What is wrong with text that is no expression, and how to write it; a unit after a number is the usual case.

    >>> _why_unread("users * 8 B", SyntaxError())
    "'8 B' is a number with a unit. Give it a name first, as in assume('item_size', '8 B'), and write the name."
    """
    for found in NUMBER_AND_WORD.finditer(text):
        said, name = " ".join(found[0].split()), found["word"]
        if found["percent"]:
            return f"{said!r} is a share. Write {float(found['number'].replace(',', '')) / 100:g}, or give it a name " \
                   "with assume()."
        try:
            parse_unit(name)
        except ValueError:
            continue
        return f"{said!r} is a number with a unit. Give it a name first, as in {_assumed(said)}, and write the name."
    other = next((mend for sign, mend in OTHER_SIGNS.items() if re.search(sign, text)), None)
    if other:
        return other
    reason = (getattr(error, "msg", None) or "it is nested too deeply").rstrip("?.").replace(". Perhaps", "; perhaps")
    return f"{reason}. Use numbers, names, + - * / ** and parentheses."


def _assumed(said: str) -> str:
    kind = Q(said)
    name = "item_size" if kind.check("[data]") else "time_each" if kind.check("[time]") else "my_number"
    return f"assume({name!r}, {said!r})"


class _Reader:
    """Turns a syntax tree into two functions: of dimensions and of values, both in base units (byte, second, USD)."""

    def __init__(self, shown: str, text: str, names: set[str]):
        self.shown, self.text, self.names = shown, text, names

    def refuse(self, reason: str) -> EstimateError:
        return EstimateError(f"formula {self.shown}: {reason}.")

    def read(self, node: ast.AST, depth: int):
        if depth > DEEPEST:
            raise self.refuse("it is nested too deeply; split it in named parts")
        if isinstance(node, ast.Constant):
            return self.number(node.value)
        if isinstance(node, ast.Name):
            return self.name(node.id)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            dimension, value = self.read(node.operand, depth + 1)
            return (dimension, value) if isinstance(node.op, ast.UAdd) else (dimension, lambda at: -value(at))
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return self.operation(node, depth)
        if isinstance(node, ast.Call):
            return self.call(node, depth)
        kind = type(node.op) if isinstance(node, ast.BinOp) else type(node)
        raise self.refuse(ADVICE.get(kind, "only numbers, names, + - * / ** and parentheses can stand there"))

    def number(self, constant):
        if isinstance(constant, bool) or not isinstance(constant, int | float):
            raise self.refuse(f"{shorten(constant)} is not a number")
        try:
            number = float(constant)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self.refuse("a number in it is too large")
        return (lambda at: PLAIN), (lambda at: number)

    def name(self, name: str):
        if name in UNIT_WORDS:
            seconds = UNIT_WORDS[name]
            return (lambda at: TIME), (lambda at: seconds)
        if name in FUNCTIONS:
            raise self.refuse(f"{name} is a function; write {name}(...)")
        check_name(name)
        self.names.add(name)
        return (lambda at: at[name]), (lambda at: at[name])

    def operation(self, node: ast.BinOp, depth: int):
        left_dimension, left = self.read(node.left, depth + 1)
        right_dimension, right = self.read(node.right, depth + 1)
        kind = type(node.op)
        compute = _finite(OPERATORS[kind])
        if kind is ast.Pow:
            dimension = self.power(node, left_dimension, right_dimension, right)
            return dimension, lambda at: compute(left(at), right(at))
        if kind in (ast.Add, ast.Sub):
            dimension = self.same(node, [left_dimension, right_dimension], f"{SIGNS[kind]} joins")
        else:
            turn = 1 if kind is ast.Mult else -1

            def dimension(at):
                return tuple(a + turn * b for a, b in zip(left_dimension(at), right_dimension(at), strict=True))

        return dimension, lambda at: compute(left(at), right(at))

    def power(self, node: ast.BinOp, base, exponent, exponent_value):
        written = node.right
        fixed = not any(isinstance(part, ast.Name) and part.id in self.names for part in ast.walk(written))

        def dimension(at):
            if exponent(at) != PLAIN:
                raise self.refuse(
                    f"the power {self.part(written)} is {describe(exponent(at))}; a power is a plain number. "
                    "Divide it by a unit first, as in kept_for / year"
                )
            of_base = base(at)
            if of_base == PLAIN:
                return PLAIN
            try:
                with numpy.errstate(all="ignore"):
                    constant = float(exponent_value({})) if fixed else math.nan
            except FloatingPointError:
                constant = math.nan
            if not abs(constant) <= HIGHEST_POWER:
                raise self.refuse(
                    f"{self.part(node.left)} is {describe(of_base)}; its power must be a fixed number such as 2"
                )
            return tuple(constant * each for each in of_base)

        return dimension

    def call(self, node: ast.Call, depth: int):
        name = node.func.id if isinstance(node.func, ast.Name) else self.part(node.func)
        if name not in FUNCTIONS:
            raise self.refuse(f"there is no function {name}; there are {', '.join(FUNCTIONS)}")
        if node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
            raise self.refuse(f"{name} takes plain values, as in {name}(a, b)")
        wanted = len(node.args) == ARGUMENTS[name] if name in ARGUMENTS else len(node.args) >= 2
        if not wanted:
            needs = {1: "one value", 2: "two values"}.get(ARGUMENTS.get(name, 0), "two values or more")
            raise self.refuse(f"{name} takes {needs}, and has {len(node.args)}")
        dimensions, values = zip(*(self.read(each, depth + 1) for each in node.args), strict=True)
        compute = _finite(FUNCTIONS[name])
        if name in ("min", "max"):

            def value(at):
                result = values[0](at)
                for each in values[1:]:
                    result = compute(result, each(at))
                return result

            return self.same(node, dimensions, f"{name} compares"), value
        if name == "sqrt":
            return (lambda at: tuple(each / 2 for each in dimensions[0](at))), lambda at: compute(values[0](at))

        def dimension(at):
            for part, each in zip(node.args, dimensions, strict=True):
                given = each(at)
                if given != PLAIN:
                    raise self.refuse(
                        f"{name} needs a plain number, and {self.part(part)} is {describe(given)}. "
                        "Divide it by a quantity of the same kind first"
                    )
            return PLAIN

        return dimension, lambda at: compute(*(each(at) for each in values))

    def same(self, node: ast.AST, dimensions, what: str):
        def dimension(at):
            found = [each(at) for each in dimensions]
            if any(each != found[0] for each in found):
                other = next(each for each in found if each != found[0])
                raise self.refuse(
                    f"{what} {describe(found[0])} and {describe(other)} in {self.part(node)}; both must be of one kind"
                )
            return found[0]

        return dimension

    def part(self, node: ast.AST) -> str:
        return shorten(ast.get_source_segment(self.text, node) or "that part", 50)


def _finite(compute):
    """The same computation, which stops at once at infinity and NaN: later 1 / infinity would pass for a plain 0."""

    def checked(*values):
        result = compute(*values)
        if not numpy.isfinite(result).all():
            raise FloatingPointError
        return result

    return checked


def describe(dimension: Dimension) -> str:
    """A dimension in words.

    >>> describe((1.0, -1.0, 0.0)), describe(PLAIN)
    ('data per time', 'a plain number')
    """
    words = [(name.strip("[]"), power) for name, power in zip(DIMENSIONS, dimension, strict=True) if power]
    above = " x ".join(name + (f"^{power:g}" if power != 1 else "") for name, power in words if power > 0)
    below = "".join(f" per {name}" + (f"^{-power:g}" if power != -1 else "") for name, power in words if power < 0)
    if not words:
        return "a plain number"
    return f"{above}{below}" if above else f"a rate (1{below})"
