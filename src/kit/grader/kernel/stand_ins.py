"""What stands for a learner's objects and errors in the tests' process: classes made to fit."""

import contextlib

from kit.grader.kernel.questions import Questions
from kit.grader.kernel.remote_objects import (
    METHODS,
    Remote,
    RemoteClass,
    Standing,
    asked,
    called,
    error_attribute,
    live_attribute,
)
from kit.grader.kernel.values import NoForm

FROZEN = (int, float, complex, str, bytes, tuple, frozenset)


class StandIns(Questions):
    """Makes an object for each form of what stayed where it is, and an error for each that was raised there."""

    def handled(self, tag: str, parts: list):
        """A learner's object, or a function of the tests' that comes back."""
        if tag == "cb":
            if parts[0] not in self.given:
                raise TypeError("a function of a test that is over")
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
                space["__format__"] = asked("format")
            upper = RemoteClass if wanted[2] else Remote
            space["_kit_own_eq"] = "eq" in able
            if base is not None:  # a changeable one: asked each time, as it may have changed
                space["__getattribute__"] = live_attribute
            self.kinds[wanted] = type(name or "object", (upper,) if base is None else (upper, base), space)
        return self.kinds[wanted]

    def standing(self, at: int, name: str, node, able):
        """An object that stands on a plain value."""
        value = self.decode(node)
        kind = type(value)
        if kind in FROZEN:
            wanted = (name, kind)
            if wanted not in self.kinds:
                space = {"__call__": called} if "call" in able else {}
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
            found = self.read(["k", *wanted[0]])
        except (NoForm, KeyError, ImportError):
            above = self.error_class(line[1:])
            found = type(wanted[0][1].rpartition(".")[2] or "Error", (above,), {
                "__str__": lambda self: self.__dict__.get("_kit_said", ""), "__getattr__": error_attribute})
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
