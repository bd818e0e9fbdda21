"""Compact types: written, read back, refused."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.interface import InterfaceError, read_type
from helpers.interface.patterns import checked_pattern, matching
from tests.hostile import anything, refuses_or_answers
from tests.interface.strategies import field_types


@given(field_types(["Link", "Post"]))
def test_a_type_reads_back_equal(made):
    assert read_type(str(made)) == made


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("string( 32 )", "string(32)"),
        ("string(1..32)?", "string(1 .. 32) ?"),
        ("uri(2048 ~80)", "uri(2048~80)"),
        ("enum[on|off]", "enum[ on | off ]"),
        ("list[Post](100)?", "list[ Post ](100) ?"),
        ("integer(1..9)? = 2", "integer(1..9) = 2"),
    ],
)
def test_spaces_do_not_matter(text, same):
    assert read_type(text) == read_type(same)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("strng(32)", "string"),
        ("string(", "bounds"),
        ("string(9..2)", "Swap"),
        ("integer(5)", "both ends"),
        ("string(-1)", "negative"),
        ("string(-2..1)", "negative"),
        ("list[string", "not closed"),
        ("list", "list\\[string"),
        ("enum[]", "value"),
        ("enum[a|a]", "twice"),
        ("boolean(2)", "no bounds"),
        ("string(9) junk", "junk"),
        ("uri /a/", "only a string"),
        ("string(9) /(a+)+/", "for ever"),
        ("string(9) /(/", "regular expression"),
        ("integer(1..9) = 12", "default"),
        ("boolean = maybe", "default"),
        ("string(1.5)", "whole"),
        ("string(5 ~9)", "outside"),
        ("list[" * 20 + "date" + "]" * 20, "deeply"),
        ("post", "capital"),
        ("x" * 500, "too long"),
        ("", "Write"),
    ],
)
def test_what_is_wrong_is_named_with_its_mend(text, told):
    with pytest.raises(InterfaceError, match=told) as caught:
        read_type(text, "Link.url")
    assert str(caught.value).startswith("Link.url: ")


@given(anything)
def test_nothing_else_comes_out(value):
    with refuses_or_answers():
        read_type(value)


@given(st.text(alphabet="ablistringenum[](){}|?/=.~0123456789 -", max_size=40))
def test_scrambled_types_are_read_or_refused(text):
    with refuses_or_answers():
        assert read_type(str(read_type(text))) == read_type(text)


@pytest.mark.parametrize(
    "pattern", ["[A-Za-z0-9]+", "[a-z]{3}-[0-9]{2,4}", "(?:ab|cd)x?", r"\w{4}\d", "[^/ ]{5}", "a.c", "x|yz"]
)
def test_a_text_is_made_for_every_pattern_that_is_taken(pattern):
    for seed in range(20):
        assert re.fullmatch(checked_pattern(pattern), matching(f"^(?:{pattern})$", random.Random(seed)))


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(a|a)*b*c*d*", "a*a*a*a*a*b", "(x+x+)+y", "(?=a)b", r"(a)\1", "a{5000}", "[", "(?P<n"]
)
def test_a_pattern_that_a_text_could_keep_busy_for_ever_is_refused(pattern):
    with pytest.raises(InterfaceError):
        checked_pattern(pattern)


@settings(max_examples=20)
@given(st.integers(1, 60), st.integers(0, 60))
def test_lengths_are_kept(low, more):
    text = matching("[a-z]+", random.Random(1), low, low + more)
    assert low <= len(text) <= low + more


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("string(32) readonly", "read-only"),
        ("string(32) read_only", "read-only"),
        ("string(32) Read Only", "read-only"),
        ("string(32) writeonly", "write-only"),
        ("string(32) optional", r"\?"),
        ("string?(32)", r"round brackets"),
        ("string[280]", r"round brackets"),
    ],
)
def test_a_slip_that_many_make_is_told_what_is_meant(text, meant):
    with pytest.raises(InterfaceError, match=meant):
        read_type(text)
