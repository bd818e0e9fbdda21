"""The tests' side of a learner's values: what passes as data is a plain value, everything else is asked where it is.

A remote object is compared with a plain value by what it says of itself before it knows that value: the value it
stands on, or its number. One that only compares is asked for the true operand among many; one that cannot be read is
told of.
"""

import contextlib
import math
import operator
import os
import random
import warnings
import weakref

from kit.grader.kernel.values import NoForm, make_decoder, make_encoder

CANDIDATES = 64
NUMBERS = (int, float, complex)
FROZEN = (int, float, complex, str, bytes, tuple, frozenset)
NOTHING = object()
RUNS = {"call", "put", "del", "do", "same"}  # questions in which a learner's code runs
ORDERED = {"lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge}
BINARY = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv,
          "floordiv": operator.floordiv, "mod": operator.mod, "pow": operator.pow, "matmul": operator.matmul,
          "divmod": divmod, "and": operator.and_, "or": operator.or_, "xor": operator.xor, "lshift": operator.lshift,
          "rshift": operator.rshift}
UNARY = {"neg": operator.neg, "pos": operator.pos, "abs": abs, "round": round, "invert": operator.invert}
PLAINLY = [
    "getitem", "setitem", "delitem", "iter", "next", "len", "contains", "reversed", "bool", "float", "int", "index",
    "complex", "trunc", "floor", "ceil", "enter", "exit"]
UNREAD = ("unread-answer", "a value of the answer's own class decides by itself what it equals; nothing else reads it")
AGREEING = ("equals-anything", "a value of the answer's agrees with whatever it is compared with")


class NeedsLive(BaseException):
    """The tests hand an object to the answer that does not pass as data: they must run beside it."""


class Gone(BaseException):
    """The learner's process has ended."""


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


def _asked(name):
    return lambda self, *given: self._kit_line.do(name, self, *given)


def _called(self, /, *given, **named):
    return self._kit_line.call(self, given, named)


def _compared(name):
    return lambda self, other: self._kit_line.compare(name, self, other)


def _reckoned(name):
    return lambda self, *given: self._kit_line.reckon(name, self, *given)


METHODS = {"call": _called, **{name: _asked(name) for name in PLAINLY}, **{name: _compared(name) for name in ORDERED},
           **{name: _reckoned(name) for name in (*UNARY, *BINARY, *(f"r{each}" for each in BINARY))}}


class Line:
    """Questions to a learner's process, and what its answers stand for here."""

    def __init__(self, receive, send):
        self.receive, self.send = receive, send
        self.count = self.epoch = 0
        self.dropped: set[int] = set()
        self.alive: dict[int, int] = {}
        self.flags: list[tuple[str, str]] = []
        self.needs_live = ""
        self.gone = False
        self.known = weakref.WeakValueDictionary()
        self.kinds: dict = {}
        self.given: list = []
        self.decode = make_decoder(self.handled)
        self.form = make_encoder(self.own, self.unwrap)

    def flag(self, what: tuple[str, str]) -> None:
        """Note once why a person should look."""
        if what not in self.flags:
            self.flags.append(what)

    def own(self, value):
        """The form of what the tests hand over: functions, to be called back; nothing else stays here."""
        if callable(value) and not isinstance(value, type):
            self.given.append(value)
            return ["cb", len(self.given) - 1, str(getattr(value, "__name__", "function"))]
        self.needs_live = f"a {type(value).__name__} does not pass as data"
        raise NeedsLive(self.needs_live)

    @staticmethod
    def unwrap(value):
        """The form of a learner's own object."""
        return ["r", value._kit_at] if isinstance(value, Remote | Standing) else None

    def ask(self, kind: str, *parts):
        """One question; returns the value, or raises what was raised there."""
        told = self.exchange(kind, *parts)
        return self.decode(told[2])

    def exchange(self, kind: str, *parts) -> list:
        """One question, and its answer as it comes; calls back what the tests gave."""
        if self.gone:
            raise Gone
        self.count += 1
        number, dropped = self.count, list(self.dropped)
        self.dropped.difference_update(dropped)
        if kind in RUNS:
            self.epoch += 1
        try:
            self.send([number, dropped, kind, *parts])
            while True:
                told = self.receive()
                if type(told) is not list or len(told) < 2 or type(told[0]) is not int:
                    raise NoForm("an answer that is none")
                if told[0] < number:
                    continue  # of a question that was interrupted
                if told[1] != "cb":
                    break
                self.call_back(told)
        except (EOFError, OSError):
            self.gone = True
            raise Gone from None
        except Exception:
            self.flag(("forged-message", "what was sent to the tests was no answer"))
            self.gone = True
            raise Gone from None
        self.pass_on(told)
        if told[1] == "x":
            raise self.error(*told[2:7])
        return told

    def pass_on(self, told: list) -> None:
        """What the learner's code printed and warned of in the meantime."""
        import sys

        for name, text in told[-2]:
            stream = sys.stderr if name == "stderr" else sys.stdout
            if stream is not None:
                stream.write(str(text))
        for kind, said in told[-1]:
            found = getattr(__import__("builtins"), str(kind), UserWarning)
            warnings.warn(str(said), found if isinstance(found, type) and issubclass(found, Warning) else UserWarning,
                          stacklevel=4)

    def call_back(self, told: list) -> None:
        """Call a function of the tests' that the answer was given."""
        number, _, which, given, named = told[:5]
        try:
            named = {key: self.decode(each) for key, each in named.items()}
            value = self.given[which](*map(self.decode, given), **named)
            self.send([number, "back", self.form(value)])
        except (KeyboardInterrupt, NeedsLive, Gone):
            raise
        except BaseException as error:
            kind = next(each for each in type(error).__mro__ if each.__module__ == "builtins")
            said = [each if type(each) in (str, int, float, bool) else str(each) for each in error.args]
            self.send([number, "raised", ["k", "builtins", kind.__name__], said])

    def handled(self, tag: str, parts: list):
        """A learner's object, or a function of the tests' that comes back."""
        if tag == "cb":
            return self.given[parts[0]]
        if tag != "o":
            raise NoForm(f"the form {str(tag)[:20]!r}")
        at, name, able, base, about = parts
        found = self.known.get(at)
        if found is not None:
            return found
        self.dropped.discard(at)
        if about and about[0] == "class" and ["builtins", "BaseException"] in about[2]:
            return self.error_class(about[2])
        made = self.standing(at, name, base, able) if base is not None else None
        if made is None:
            made = object.__new__(self.kind(str(name), tuple(map(str, able)), about))
        for each, value in (("_kit_at", at), ("_kit_line", self), ("_kit_form", None), ("_kit_number", (-1, None))):
            object.__setattr__(made, each, value)
        self.alive[at] = self.alive.get(at, 0) + 1
        if not isinstance(made, Standing):
            self.known[at] = made
        return made

    def kind(self, name: str, able: tuple, about, base: type | None = None) -> type:
        """The class of remote objects that can do so much."""
        wanted = (name, able, bool(about) and about[0] == "class", base)
        if wanted not in self.kinds:
            space = {f"__{each}__": METHODS[each] for each in able if each in METHODS}
            if "format" in able:
                space["__format__"] = _asked("format")
            upper = RemoteClass if wanted[2] else Remote
            space["_kit_own_eq"] = "eq" in able
            if base is not None:  # a changeable one: asked each time, as it may have changed
                space["__getattribute__"] = _live_attribute
            self.kinds[wanted] = type(name or "object", (upper,) if base is None else (upper, base), space)
        return self.kinds[wanted]

    def standing(self, at: int, name: str, node, able):
        """An object that stands on a plain value."""
        value = self.decode(node)
        kind = type(value)
        if kind in FROZEN:
            wanted = (name, kind)
            if wanted not in self.kinds:
                space = {"__call__": _called} if "call" in able else {}
                self.kinds[wanted] = type(str(name), (Standing, kind), space)
            return kind.__new__(self.kinds[wanted], value) if kind is not complex else complex.__new__(
                self.kinds[wanted], value.real, value.imag)
        if kind in (list, dict, set):
            return kind.__new__(self.kind(str(name), tuple(map(str, able)), "", kind))
        return None

    def error_class(self, line) -> type:
        """The exception class of this ancestry, known ones as they are."""
        wanted = tuple((str(module), str(name)) for module, name in line)
        if wanted in self.kinds:
            return self.kinds[wanted]
        try:
            found = self.decode(["k", *wanted[0]])
        except (NoForm, KeyError, ImportError):
            above = self.error_class(line[1:])
            found = type(wanted[0][1].rpartition(".")[2] or "Error", (above,), {
                "__str__": lambda self: self.__dict__.get("_kit_said", ""), "__getattr__": _error_attribute})
        if not (isinstance(found, type) and issubclass(found, BaseException)):
            found = self.error_class(line[1:])
        self.kinds[wanted] = found
        return found

    def error(self, line, given, said, frames, at) -> BaseException:
        """What was raised there, to be raised here."""
        kind = self.error_class(line)
        given = [self.decode(each) for each in given]
        try:
            made = kind.__new__(kind, *given)
            made.args = tuple(given)
            if str(made) != said:
                made.args = (said,)
        except Exception:
            made = Exception(f"{kind.__name__}: {said}")
        with contextlib.suppress(AttributeError):
            made._kit_said, made._kit_frames, made._kit_remote = str(said), frames, self.decode(at)
        return made

    def call(self, function, given, named):
        """Call a learner's function; lists and their like that it changes are changed here."""
        told = self.exchange("call", function._kit_at, [self.form(each) for each in given],
                             {key: self.form(each) for key, each in named.items()})
        for key, node in told[3].items():
            mine, changed = (named[key] if key in named else given[int(key)]), self.decode(node)
            if type(mine) is type(changed) and mine != changed:
                if isinstance(mine, list | bytearray):
                    mine[:] = changed
                elif isinstance(mine, dict | set):
                    mine.clear()
                    mine.update(changed)
        return self.decode(told[2])

    def do(self, name: str, *given):
        """What an operator or a built-in function makes of it there."""
        return self.ask("do", name, *(self.form(each) for each in given))

    def text(self, name: str, value) -> str:
        """Its text."""
        found = self.do(name, value)
        return str.__str__(found) if isinstance(found, str) else ""

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
        own = _has_own(value, "eq")
        base = next((kind for kind in (list, dict, set) if isinstance(value, kind)), None)
        if isinstance(other, Remote | Standing) and not (base or isinstance(other, Standing)):
            if not own or value is other:
                return value is other or (_has_own(other, "eq") and bool(self.do("eq", other, value)))
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
        if any(each for at, each in enumerate(told) if at != place):
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


def _has_own(value, name: str) -> bool:
    return isinstance(value, Remote) and vars(type(value)).get("_kit_own_" + name, False)


def _live_attribute(self, name: str):
    if name.startswith("_kit_") or name in ("__class__", "__dict__"):
        return object.__getattribute__(self, name)
    return object.__getattribute__(self, "_kit_line").ask("get", object.__getattribute__(self, "_kit_at"), name)


def _error_attribute(self, name: str):
    there = self.__dict__.get("_kit_remote")
    if there is None or name.startswith("_kit_"):
        raise AttributeError(name)
    return getattr(there, name)


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


class RemoteNames:
    """A learner's names, as the tests read them; what the tests give a value to themselves stays theirs."""

    def __init__(self, line: Line):
        self.line, self.mine = line, {}
        self.read: dict[str, tuple[int, object]] = {}

    def _found(self, name: str):
        if name in self.mine:
            return self.mine[name]
        kept = self.read.get(name)
        if kept is None or kept[0] != self.line.epoch:
            told = self.line.exchange("name", name)
            kept = self.read[name] = (self.line.epoch, self.line.decode(told[2]) if told[1] == "v" else NOTHING)
        return kept[1]

    def __contains__(self, name: str) -> bool:
        return self._found(name) is not NOTHING

    def __getitem__(self, name: str):
        found = self._found(name)
        if found is NOTHING:
            raise KeyError(name)
        return found

    def get(self, name: str, default=None):
        """The value of a name, or what is given in its place."""
        found = self._found(name)
        return default if found is NOTHING else found

    def __setitem__(self, name: str, value) -> None:
        self.mine[name] = value
        if isinstance(value, type):
            return
        try:
            node = self.line.form(value)
        except (NeedsLive, NoForm):
            self.line.needs_live = ""
            return
        self.line.ask("set", name, node)

    def pop(self, name: str) -> None:
        """Forget what the tests gave a name."""
        self.mine.pop(name, None)

    def keys(self) -> list[str]:
        """All names."""
        return [*self.line.ask("names"), *self.mine]
