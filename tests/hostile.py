"""What nobody should give to the course's helpers, and what must hold when somebody does."""

import contextlib
import math
import re
import time
from decimal import Decimal

import numpy
import pandas
from hypothesis import strategies as st

from helpers.errors import CourseError
from helpers.units import Q

SLOWEST_SECONDS = 5  # of the processor: a machine under load takes none of it away


class Hostile:
    """Fails whatever it is asked."""

    def _fail(self, *_, **__):
        raise RuntimeError("hostile")

    __str__ = __repr__ = __bool__ = __float__ = __len__ = __iter__ = __eq__ = __lt__ = __format__ = _fail
    __hash__ = object.__hash__


FORMULAS = [
    *"""__import__('os').system('true') ¦ a.__class__ ¦ a.b ¦ a[0] ¦ lambda: 1 ¦ lambda a: a ¦ (a := 5) ¦ f'{a}' ¦
[a for a in (1,)] ¦ {a: 1} ¦ (1, 2) ¦ a if a else 1 ¦ a and a ¦ a < 1 ¦ not a ¦ ~a ¦ a // 2 ¦ a % 2 ¦ a ^ 2 ¦
a @ a ¦ *a ¦ min(*a) ¦ min(a, key=a) ¦ min(a) ¦ ceil(a, a) ¦ sqrt() ¦ eval('1') ¦ exec ¦ print(1) ¦ 9**9**9**9 ¦
2**-9**9**9 ¦ 1e400 ¦ 1j ¦ True ¦ None ¦ ... ¦ nan ¦ inf ¦ a/0 ¦ 0/0 ¦ 0**-1 ¦ (-8)**0.5 ¦ log2(0) ¦ log2(-1) ¦
sqrt(-1) ¦ year ¦ byte ¦ a;a ¦ a = 1 ¦ import os ¦ yield a ¦ await a ¦ # ¦ 0x ¦ 08 ¦
1__0""".replace("\n", " ").split(" ¦ "),
    "1" * 400, "9" * 10_000, "1**" * 39 + "1", "1**" * 160 + "1", "-" * 490 + "a", "(" * 240 + "a" + ")" * 240,
    "sqrt(" * 90 + "a" + ")" * 90, "a+" * 240 + "a", "a\n+\n1", "\\", "a\0", "\ud800", "ａ", "ﬁ", "ªb", "\u202ea",
    "💥",
]  # fmt: skip
VALUES = [
    None,
    True,
    False,
    "",
    " ",
    "\0",
    "\ud800",
    "💥",
    "٣",
    "１５ TB",
    "nan",
    "inf",
    "-inf",
    "1e999",
    "x" * 100_000,
    b"15 TB",
    "\n",
    "15 TB\n",
    "TB",
    "15 TB TB TB TB TB",
    "1/0",
    "5 s^999",
    "1 ZB^9*ZB^9*ZB^9",
    "5 ^",
    "per",
    "//",
    "$$",
    "%%%",
    "15 ²",
    math.nan,
    math.inf,
    -math.inf,
    -0.0,
    0,
    -5,
    1e308,
    -1e308,
    5e-324,
    10**400,
    -(10**400),
    10**5000,
    2j,
    Decimal("NaN"),
    Decimal(5),
    numpy.float64("nan"),
    numpy.float64(5),
    numpy.int64(5),
    numpy.bool_(True),
    numpy.array([1, 2]),
    numpy.array(5),
    [],
    [1],
    (),
    (1, 2),
    {},
    {"a": 1},
    set(),
    object(),
    object,
    Hostile(),
    len,
    lambda: 1,
    iter([]),
    range(3),
    pandas.DataFrame({"a": [1]}),
    NotImplementedError("x"),
    Ellipsis,
    NotImplemented,
    Q("5 GB"),
    Q("-1 s"),
    Q("0 B"),
    Q("1 TB") * numpy.array([1.0, 2.0]),
    Q("1 TB") * math.nan,
    Q("1 TB").units,
    [[[[[[[[[[[[]]]]]]]]]]]],
    *FORMULAS,
]

anything = st.one_of(
    st.sampled_from(VALUES),
    st.text(max_size=30),
    st.binary(max_size=5),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.recursive(st.integers(), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner)),
)
formula_text = st.one_of(
    st.sampled_from(FORMULAS),
    st.text(max_size=40),
    st.lists(
        st.sampled_from([*"ab1290()+-*/.,[]{}:=<>!@#%^&|~'\"\\ \n", "**", "min(", "ceil(", "year", "lambda ", "1e9"]),
        max_size=25,
    ).map("".join),
)


@contextlib.contextmanager
def refuses_or_answers():
    """Nothing but a `CourseError` with a readable message may come out, and soon."""
    started = time.thread_time()
    try:
        yield
    except CourseError as error:
        readable(error)
    assert time.thread_time() - started < SLOWEST_SECONDS, "this took far too long"


def readable(error: CourseError) -> None:
    """A message of one to a few lines, without an address in memory; IPython shows just that."""
    message = str(error)
    assert message.strip(), "an error that says nothing"
    assert len(message) < 1200, f"too long: {message[:200]} ..."
    assert message.count("\n") <= 6, f"too many lines: {message}"
    assert not re.search(r"0x[0-9a-fA-F]{6,}", message), f"shows an address: {message}"
    assert error._render_traceback_() == [f"{type(error).__name__}: {message}"]
