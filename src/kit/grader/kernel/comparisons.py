"""Comparisons and arithmetic with a learner's object: it says its number before anything is known of the other.

A remote object is compared with a plain value by what it says of itself before it knows that value: the value it
stands on, or its number. One that only compares is asked for the true operand among many; one that cannot be read is
told of.
"""

import math
import os
import random

from kit.grader.kernel.remote_objects import BINARY, NOTHING, ORDERED, UNARY, Remote, Standing, has_own
from kit.grader.kernel.stand_ins import StandIns

CANDIDATES = 64
NUMBERS = (int, float, complex)
UNREAD = ("unread-answer", "a value of the answer's own class decides by itself what it equals; nothing else reads it")
AGREEING = ("equals-anything", "a value of the answer's agrees with whatever it is compared with")


class Comparisons(StandIns):
    """Compares and reckons with a learner's objects."""

    def number(self, value):
        """What a remote object says its number is; `NOTHING` where it has none."""
        if value._kit_form is not None:
            return value._kit_form
        if value._kit_number[0] == self.epoch:
            return value._kit_number[1]
        found = NOTHING
        for name in ("index", "float", "int", "complex"):
            if f"__{name}__" in vars(type(value)):
                told = self.do(name, value)
                found = next((kind.__pos__(told) for kind in NUMBERS if isinstance(told, kind)), NOTHING)
                break
        object.__setattr__(value, "_kit_number", (self.epoch, found))
        return found

    def content(self, value):
        """What a changeable object that stands on a list, a dictionary or a set holds now."""
        return self.ask("content", value._kit_at)

    def equal(self, value, other) -> bool:
        """Whether a remote object equals something."""
        own = has_own(value, "eq")
        base = next((kind for kind in (list, dict, set) if isinstance(value, kind)), None)
        if isinstance(other, Remote | Standing) and not (base or isinstance(other, Standing)):
            if not own or value is other:
                return value is other or (has_own(other, "eq") and bool(self.do("eq", other, value)))
            same = bool(self.do("eq", value, other))
            if same and bool(self.do("eq", value, os.urandom(6).hex())):
                self.flag(AGREEING)
            return same
        if base:
            return self.content(value) == (self.content(other) if isinstance(other, Remote) else other)
        if isinstance(other, NUMBERS) and not isinstance(other, bool):
            found = self.number(value)
            if found is not NOTHING:
                return found == other
            if value._kit_form is NOTHING:
                self.flag(UNREAD)
                return False
            return own and self.among(value, other)
        if not own:
            return False
        same = bool(self.do("eq", value, other))
        if same:
            self.flag(UNREAD)
        return same

    def among(self, value, other) -> bool:
        """Whether it equals this number, asked among others that look alike, and none of them."""
        others = alike(other)
        place = random.SystemRandom().randrange(len(others) + 1)
        told = self.ask("same", value._kit_at, [self.form(each) for each in (*others[:place], other, *others[place:])])
        if type(told) is not list or len(told) != len(others) + 1:
            return False
        if sum(map(bool, told)) > 1:  # one alone may be what an honest, wrong answer equals
            self.flag(AGREEING)
            return False
        return told[place] is True

    def compare(self, name: str, value, other):
        """Its order, by its number or what it holds; two objects of the learner's by their own."""
        if isinstance(other, Remote) and not isinstance(other, list | dict | set):
            return self.do(name, value, other)
        for base in (list, set):
            if isinstance(value, base):
                return ORDERED[name](self.content(value), other)
        found = self.number(value)
        if found is NOTHING:
            if isinstance(other, NUMBERS):
                self.flag(UNREAD)
                raise TypeError(f"a {type(value).__name__} cannot be read as a number")
            return self.do(name, value, other)
        return ORDERED[name](found, other)

    def reckon(self, name: str, value, *given):
        """Its arithmetic: the object is the learner's, its number is reckoned here."""
        other = given[0] if given else None
        told = self.do(name, value, *given)
        if told is NotImplemented or (given and not isinstance(other, NUMBERS)) or (
                not given and value._kit_form is None):
            return told
        found = self.number(value)
        known = NOTHING
        if found is not NOTHING and name in UNARY:
            known = UNARY[name](found, *given)
        elif found is not NOTHING:
            known = BINARY[name](found, other) if name in BINARY else BINARY[name[1:]](other, found)
        if isinstance(told, Remote):
            object.__setattr__(told, "_kit_form", known)
            return told
        if known is NOTHING:
            self.flag(UNREAD)
            raise TypeError(f"a {type(value).__name__} cannot be read as a number")
        return known


def alike(value) -> list:
    """Numbers that could as well be meant: as many digits, and as many zeros at their end."""
    found: dict = {}
    draw = random.SystemRandom()
    if isinstance(value, float) and not math.isfinite(value):
        return [0.0, 1.0, -1.0, -value]
    if isinstance(value, int):
        digits = str(abs(value))
        zeros = len(digits) - len(digits.rstrip("0")) if value else 0
        kept = max(len(digits) - zeros, 2)
        while len(found) < CANDIDATES - 1:
            sign = draw.choice((1, 1, 1, -1) if value >= 0 else (-1, -1, 1))
            each = draw.randrange(0, 10 ** kept) * 10 ** zeros * sign
            if each != value:
                found[each] = None
            if kept < 3 and len(found) >= CANDIDATES // 2:
                kept = 3
        return list(found)
    real = value if isinstance(value, float) else abs(value)
    while len(found) < CANDIDATES - 1:
        each = float(f"{(real or 1.0) * draw.uniform(0.2, 5):.{max(2, len(repr(real).strip('0').replace('.', '')))}g}")
        if each != value:
            found[each] = None
    return list(found)
