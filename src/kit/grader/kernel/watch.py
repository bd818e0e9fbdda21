"""Keeps what tests stand on as it was: built-in names, the course's helpers, and the modules that tests import."""

import builtins
import gc
import sys
import types

from kit.grader.kernel.private import private

Versions = private("kit.grader.kernel.dict_versions")["Versions"]
ALWAYS = ("builtins", "math", "operator", "functools", "contextlib", "io", "numbers", "warnings", "logging", "json",
          "types", "inspect", "dis", "ast", "random", "statistics", "itertools", "collections", "abc", "dataclasses")
CALLABLE = (types.FunctionType, types.BuiltinFunctionType, type, property, classmethod, staticmethod)
FIXED = (str, int, float, bool, tuple, frozenset)
CONSTANTS = {"math", "cmath"}  # whose numbers have small letters
PASSING = {"__builtins__", "__cached__", "__spec__", "__loader__", "__doc__", "_", "__warningregistry__"}
# what the libraries themselves change while they work
CHANGING = {("warnings", "showwarning"), ("warnings", "_showwarnmsg_impl"), ("warnings", "filters"),
            ("builtins", "_"), ("builtins", "display"), ("warnings", "_filters_version")}


def watched_names(extra=()) -> list[str]:
    """The modules that are watched, of those that are loaded."""
    wanted = {*ALWAYS, *extra}
    return [name for name in list(sys.modules)
            if name in wanted or name == "helpers" or name.startswith("helpers.")]


def _is_library(value) -> bool:
    """Whether it is a module that the course's stand on; the course's own may be imported anew."""
    return isinstance(value, types.ModuleType) and not value.__name__.startswith("helpers")


def _same_code(old, new) -> bool:
    """Whether two code objects say the same; their own comparison sees how warm they have run."""
    return type(new) is type(old) and all(getattr(old, name) == getattr(new, name) for name in (
        "co_code", "co_names", "co_varnames", "co_freevars", "co_flags")) and len(old.co_consts) == len(
        new.co_consts) and all(
        _same_code(one, two) if isinstance(one, types.CodeType) else type(one) is type(two) and one == two
        for one, two in zip(old.co_consts, new.co_consts, strict=True))


def alike(old, new, module) -> bool:
    """Whether something is what a module's own code makes when it runs once more: reloaded, not changed."""
    kind = type(old)
    if type(new) is not kind:
        return False
    if kind is types.FunctionType:
        return (_same_code(old.__code__, new.__code__) and new.__defaults__ == old.__defaults__
                and (new.__globals__ is vars(module) or new.__globals__ is old.__globals__)
                and (new.__closure__ is None) == (old.__closure__ is None))
    if kind is types.BuiltinFunctionType:
        return (new.__name__, new.__module__) == (old.__name__, old.__module__)
    if kind is property:
        return all((one is two) or alike(one, two, module) for one, two in (
            (old.fget, new.fget), (old.fset, new.fset), (old.fdel, new.fdel)))
    if kind in (classmethod, staticmethod):
        return alike(old.__func__, new.__func__, module)
    if isinstance(old, type):
        mine, theirs = vars(old), vars(new)
        named = (new.__qualname__, new.__module__) == (old.__qualname__, old.__module__)
        return named and set(mine) == set(theirs) and all(
            part is theirs[key] or not isinstance(part, CALLABLE) or alike(part, theirs[key], module)
            for key, part in mine.items())
    return kind in FIXED and (new == old or (old != old and new != new))  # `nan` does not equal itself


class Watch:
    """A picture of the watched modules, and the ways in which they differ from it later."""

    def __init__(self, extra=()):
        self.modules = {name: sys.modules[name] for name in watched_names(extra)}
        self.names = {name: {key: value for key, value in vars(module).items() if key not in PASSING
                             and (name, key) not in CHANGING
                             and (isinstance(value, CALLABLE) or _is_library(value) or (
                                 isinstance(value, FIXED) and (key.isupper() or name in CONSTANTS)))}
                      for name, module in self.modules.items()}
        # names that would stand before a built-in one: helpers that have none of their own are not to get any
        self.free = {name: [key for key in vars(builtins) if key not in vars(module) and key != "_"]
                     for name, module in self.modules.items() if name.startswith("helpers")}
        # A function's own code and defaults are the tripwire's: whoever sets them is told of by an audit event.
        self.classes = [(value, {key: part for key, part in vars(value).items() if isinstance(part, CALLABLE)})
                        for name, held in self.names.items() if name.startswith("helpers")
                        for value in held.values() if isinstance(value, type) and value.__module__ == name]
        self.order = list(self.modules.items())
        self.there = sys.modules
        self.versions = Versions([self.there, *(vars(module) for module in self.modules.values()),
                                  *(gc.get_referents(vars(owner))[0] for owner, _ in self.classes)])

    def _reloaded(self, name: str, new) -> bool:
        """Whether a module is the same one, imported once more."""
        old = self.modules[name]
        if new is None:  # taken out, as one does who wants it read again
            return True
        late = "__getattr__" in self.names[name]  # it has its names once they are asked for, a package its parts
        return type(new) is types.ModuleType and new.__name__ == old.__name__ and all(
            vars(new)[key] is value or alike(value, vars(new)[key], new) if key in vars(new)
            else (late and key != "__getattr__") or isinstance(value, types.ModuleType)
            for key, value in self.names[name].items())

    def _imported_again(self, old, new) -> bool:
        """Whether one module may stand in a name for another: it was taken out, and imported once more."""
        return type(new) is types.ModuleType and old.__name__ in self.modules and self._reloaded(old.__name__, new)

    def restore(self) -> list[str]:
        """Put everything back; returns what had been changed, by its dotted name: reloading is no change."""
        changed, moved = [], self.versions.moved()
        if not moved and sys.modules is self.there:
            return changed
        there = sys.modules
        if there is not self.there:
            changed.append("sys.modules")
            there = sys.modules = self.there
        if 0 in moved:
            for name, module in self.order:
                new = there.get(name)
                if new is not module:
                    if not self._reloaded(name, new):
                        changed.append(name)
                    there[name] = module
        classes_from = 1 + len(self.order)
        for place in sorted(moved - {0}):
            if place < classes_from:
                self._restore_module(*self.order[place - 1], changed)
            else:
                self._restore_class(*self.classes[place - classes_from], changed)
        self.versions.note()
        return changed

    def _restore_class(self, owner: type, parts: dict, changed: list[str]) -> None:
        inside, missing = owner.__dict__, object()
        for key, value in parts.items():
            if inside.get(key, missing) is not value:
                changed.append(f"{owner.__module__}.{owner.__qualname__}.{key}")
                type.__setattr__(owner, key, value)

    def _restore_module(self, name: str, module, changed: list[str]) -> None:
        inside, missing = module.__dict__, object()
        for key, value in self.names[name].items():
            found = inside.get(key, missing)
            if found is not value:
                if not (self._imported_again(value, found) if isinstance(value, types.ModuleType)
                        else alike(value, found, module)):
                    changed.append(f"{name}.{key}")
                inside[key] = value
        for key in self.free.get(name, ()):
            if key in inside:
                changed.append(f"{name}.{key}")
                del inside[key]
