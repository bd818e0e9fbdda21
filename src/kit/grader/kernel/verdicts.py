"""What a test cell came to, and checks that must fail: they tell whether the tests still mean what they say."""

import os
import sys
from types import GeneratorType

from numpy import generic

from helpers.checks import Checks

random_bytes = os.urandom  # as it is now, whatever becomes of `os`


def described(value) -> dict:
    """A test cell's value as the grader reads it: a number, yes or no, nothing, or something else by its type."""
    if value is None:
        return {"kind": "none", "value": None, "shown": ""}
    if type(value) is bool:
        return {"kind": "bool", "value": value, "shown": repr(value)}
    if type(value) in (int, float):
        number = float(value) if abs(value) < 1e15 else str(value)[:20]
        return {"kind": "number", "value": number, "shown": repr(value)[:200]}
    if issubclass(type(value), generic):
        return described(generic.item(value))
    try:
        shown = repr(value)[:2_000]
    except BaseException:
        shown = ""
    return {"kind": "other", "value": str(type(value).__name__)[:100], "shown": str(shown)}


def canaries(names: list, user_ns: dict) -> str:
    """Checks that must fail, by names that the tests use: what survives is named; an empty text is as it should be."""
    word = random_bytes(8).hex()
    mine = {"Checks": Checks, "word": word, "other": random_bytes(8).hex(), "name": names[0] if names else word}
    kept = sys.stdout
    sys.stdout = None  # `print` is silent where there is nothing to print to
    try:
        for text, said in CANARIES:
            try:
                value = eval(text, mine)
            except AssertionError as error:
                if error.args != (word,):
                    return f"an assertion failed in an odd way ({said})"
                continue
            if value is not None and value != 1.0:
                return said
            if value is None:
                return said
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return f"a check ended in {type(error).__name__}"
    finally:
        sys.stdout = kept
    return ""


def _compile_canaries():
    asserts = "assert word == other, word"
    failing = ("def fails():\n    raise AssertionError(word)\n"
               "checks = Checks(points=4)\nchecks.check(name, lambda: word == other)\nchecks.check(name, fails)\n"
               "checks.check(name, lambda: word)\nchecks.check(name, lambda: True)\n"
               "assert checks.score() == 1.0 and checks.earned == 1.0, 'score'\n"
               "assert not isinstance(word, int) and abs(-2) == 2 and max(1, 3) == 3 and not all([0]), 'names'\n"
               "assert False, word")
    return [(compile(asserts, "<test canary>", "exec"), "an assertion that must fail passed"),
            (compile(failing, "<test canary>", "exec"), "checks that must fail passed")]


CANARIES = _compile_canaries()
BOOK = Checks(1)._book.gi_code


def is_book(book) -> bool:
    """Whether it is a book of points as `Checks` keeps it."""
    return type(book) is GeneratorType and book.gi_code is BOOK
