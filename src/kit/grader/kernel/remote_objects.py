"""A learner's object as the tests have it: what is done with it is a question to the process where it is."""

import operator

NOTHING = object()
ORDERED = {"lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge}
BINARY = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv,
          "floordiv": operator.floordiv, "mod": operator.mod, "pow": operator.pow, "matmul": operator.matmul,
          "divmod": divmod, "and": operator.and_, "or": operator.or_, "xor": operator.xor, "lshift": operator.lshift,
          "rshift": operator.rshift}
UNARY = {"neg": operator.neg, "pos": operator.pos, "abs": abs, "round": round, "invert": operator.invert}
PLAINLY = [
    "getitem", "setitem", "delitem", "iter", "next", "len", "contains", "reversed", "bool", "float", "int", "index",
    "complex", "trunc", "floor", "ceil", "enter", "exit"]


class Remote:
    """A learner's object, where it is."""

    def __getattr__(self, name):
        if name.startswith("_kit_"):
            raise AttributeError(name)
        return self._kit_line.ask("get", self._kit_at, name)

    def __reduce_ex__(self, _):
        raise TypeError(f"a {type(self).__name__} of the answer's cannot be copied")

    def __setattr__(self, name, value):
        self._kit_line.ask("put", self._kit_at, name, self._kit_line.form(value))

    def __delattr__(self, name):
        self._kit_line.ask("del", self._kit_at, name)

    def __repr__(self):
        return self._kit_line.text("repr", self)

    def __str__(self):
        return self._kit_line.text("str", self)

    def __hash__(self):
        return self._kit_line.do("hash", self)

    def __dir__(self):
        return self._kit_line.do("dir", self)

    def __del__(self):
        line, at = object.__getattribute__(self, "_kit_line"), object.__getattribute__(self, "_kit_at")
        line.alive[at] -= 1
        if not line.alive[at]:
            del line.alive[at]
            line.dropped.add(at)

    def __eq__(self, other):
        return self._kit_line.equal(self, other)

    def __ne__(self, other):
        return not self._kit_line.equal(self, other)


class RemoteClass(Remote):
    """A class of a learner's."""

    def __instancecheck__(self, value):
        return isinstance(value, Remote | Standing) and bool(self._kit_line.do("instance", value, self))

    def __subclasscheck__(self, kind):
        return isinstance(kind, RemoteClass) and bool(self._kit_line.do("subclass", kind, self))


class Standing:
    """A learner's object that stands on a plain value: that value, with the object's own attributes."""

    def __getattr__(self, name):
        if name.startswith("_kit_"):
            raise AttributeError(name)
        return self._kit_line.ask("get", self._kit_at, name)

    __repr__, __str__, __del__ = Remote.__repr__, Remote.__str__, Remote.__del__


def asked(name):
    """A method that asks for what an operator or a built-in function makes of it."""
    return lambda self, *given: self._kit_line.do(name, self, *given)


def called(self, /, *given, **named):
    """Call it where it is."""
    return self._kit_line.call(self, given, named)


def compared(name):
    """A method that compares."""
    return lambda self, other: self._kit_line.compare(name, self, other)


def reckoned(name):
    """A method that reckons."""
    return lambda self, *given: self._kit_line.reckon(name, self, *given)


METHODS = {"call": called, **{name: asked(name) for name in PLAINLY}, **{name: compared(name) for name in ORDERED},
           **{name: reckoned(name) for name in (*UNARY, *BINARY, *(f"r{each}" for each in BINARY))}}


def has_own(value, name: str) -> bool:
    """Whether its class says by itself what it equals."""
    return isinstance(value, Remote) and vars(type(value)).get("_kit_own_" + name, False)


def live_attribute(self, name: str):
    """An attribute of a changeable object: asked each time."""
    if name.startswith("_kit_") or name in ("__class__", "__dict__"):
        return object.__getattribute__(self, name)
    return object.__getattribute__(self, "_kit_line").ask("get", object.__getattribute__(self, "_kit_at"), name)


def error_attribute(self, name: str):
    """An attribute of an error of the learner's own class."""
    there = self.__dict__.get("_kit_remote")
    if there is None or name.startswith("_kit_"):
        raise AttributeError(name)
    return getattr(there, name)
