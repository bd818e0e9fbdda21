"""Code that is laid out anew is the same code, and fits as far as it can."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import Design
from helpers.code_layout import WIDTH, wrapped

DESIGNS = Path(__file__).parent / "reference_designs"
TEXT = re.compile(r"""'(?:[^'\\]|\\.)*'|["](?:[^"\\]|\\.)*["]""")
PIECES = ("requirements", "estimate", "api", "data_model", "architecture")
VALUES = st.recursive(
    st.integers() | st.text(max_size=40) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    | st.tuples(inner, inner), max_leaves=12)


@given(VALUES, st.integers(20, 100))
def test_it_is_the_same_code(value, width):
    code = f"made = call({value!r}, name={value!r})\nlater = {value!r}\n"
    laid_out = wrapped(code, width)
    assert ast.dump(ast.parse(laid_out)) == ast.dump(ast.parse(code))
    assert wrapped(laid_out, width) == laid_out


def test_no_line_is_longer_where_there_are_commas():
    code = "made = call(" + ", ".join(f"name_{number}={number}" for number in range(60)) + ")\n"
    assert max(map(len, wrapped(code, 40).splitlines())) <= 40


@pytest.mark.parametrize("code", ["made = (", "'''open", "a = '\n", ""])
def test_what_is_no_whole_code_stays(code):
    assert wrapped(code, 20) == code


def test_a_text_over_several_lines_stays():
    code = 'made = call("""first, second,\nthird, and a good deal more, with commas, to the end""", 1, 2, 3)\n'
    assert wrapped(code, 30) == code


@pytest.mark.parametrize("path", sorted(DESIGNS.glob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("piece", PIECES)
def test_what_the_studios_show_as_code_fits(path, piece):
    for line in getattr(Design.load(path), piece).to_code().splitlines():
        alone = ", " not in TEXT.sub("text", line).rstrip(" ,")  # one part, with nothing to break at
        assert len(line) <= WIDTH or alone, line
