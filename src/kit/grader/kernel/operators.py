"""Operators for tests that ask twice: a value that agrees with whatever it is compared with gives itself away.

A value of a class that Python code can define is asked for the true operand and for others, in an order that it cannot
know. Whoever knows no right answer cannot tell which of them is meant, and honest values differ from the others.
"""

import os

HEAP = 1 << 9  # of a type's flags: it was made by Python code, or may be changed by it
FLAGS = type.__dict__["__flags__"].__get__
PLAIN = (int, float, str, bool, bytes, complex, type(None))
HOLDERS = (list, tuple, set, frozenset)
DECOYS, MOST, TINY = 2, 300, 1e-3


def odd(value, left: int = MOST) -> bool:
    """Whether a value, or one that it holds, is of a class that Python code may have defined."""
    waiting = [value]
    while waiting and left:
        each, left = waiting.pop(), left - 1
        kind = type(each)
        if kind in PLAIN:
            continue
        if FLAGS(kind) & HEAP:
            return True
        if kind in HOLDERS:
            waiting += list(each)[:left]
        elif kind is dict:
            waiting += list(each.values())[:left]
    return False


urandom = os.urandom  # as it is now, whatever becomes of `os`


def number() -> int:
    """A number that nobody knows."""
    return int.from_bytes(urandom(4), "big") + 1000


class Unknown:
    """Equals nothing but itself."""


def decoy(value, depth: int = 3):
    """A value that is certainly another one, and of the same kind where there is such."""
    made = _another(value, depth)
    try:
        return Unknown() if bool(made == value) else made  # three times nothing is nothing
    except KeyboardInterrupt:
        raise
    except BaseException:
        return Unknown()


def _another(value, depth: int):
    kind = type(value)
    if kind is bool:
        return not value
    if kind is int:
        return value + number()
    if kind is float or kind is complex:
        return value * 3 + number()
    if kind is str:
        return urandom(6).hex()
    if kind in HOLDERS and depth:
        return kind(decoy(each, depth - 1) for each in value) if value else kind([number()])
    if kind is dict and depth:
        return {key: decoy(each, depth - 1) for key, each in value.items()} if value else {number(): number()}
    try:
        made = value * 3
        return made if type(made) is kind else Unknown()
    except KeyboardInterrupt:
        raise
    except BaseException:
        return Unknown()


def make_operators(tell) -> dict:
    """The functions by name; `tell` is called once, when a value was found out."""

    def agrees(ask, other, holds) -> object:
        """What `ask(other)` comes to; told when the same holds of decoys."""
        operands = [other, *(decoy(other) for _ in range(DECOYS))]
        order = sorted(range(len(operands)), key=lambda _: number())
        found: dict = {}
        failed = None
        for place in order:
            try:
                found[place] = ask(operands[place])
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                if place == 0:
                    failed = error
        if failed is not None:
            raise failed
        if holds(found[0]) and any(place in found and holds(found[place]) for place in order if place):
            tell()
        return found[0]

    def quietly(ask):
        def asked(value) -> bool:
            try:
                return bool(ask(value))
            except KeyboardInterrupt:
                raise
            except BaseException:
                return False
        return asked

    true, untrue = quietly(lambda value: value), quietly(lambda value: not value)
    tiny = quietly(lambda value: abs(value) < TINY)

    def equal(left, right):
        if odd(left):
            return agrees(lambda other: left == other, right, true)
        return agrees(lambda other: other == right, left, true) if odd(right) else left == right

    def unequal(left, right):  # differing from everything is no fraud, but differing from nothing is
        if odd(left):
            return agrees(lambda other: left != other, right, untrue)
        return agrees(lambda other: other != right, left, untrue) if odd(right) else left != right

    def within(left, right):
        if (type(right) in HOLDERS or type(right) is dict) and odd(left):
            return agrees(lambda other: left in other, right, true)
        return left in right

    def outside(left, right):
        return not within(left, right)

    def minus(left, right):
        if type(right) in (int, float) and odd(left):
            return agrees(lambda other: left - other, right, tiny)
        if type(left) in (int, float) and odd(right):
            return agrees(lambda other: other - right, left, tiny)
        return left - right

    return {"equal": equal, "unequal": unequal, "within": within, "outside": outside, "minus": minus}
