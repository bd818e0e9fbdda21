"""What tests run on, apart from a learner's names: a namespace of their own, and checks that nothing leads to.

The tests read a learner's names; a learner's code finds neither the tests' functions nor their checks by any name. The
checks are functions of a copy of `helpers.checks`, hung up in a module object: no class that can be searched for, no
attribute that can be changed for all of them.
"""

import builtins
import types

from kit.grader.kernel.private import private

PRISTINE = dict(vars(builtins))


def make_space(user_ns: dict) -> dict:
    """A namespace for tests: what it does not hold is looked for among the learner's names, then the built-in ones."""
    class Names(dict):
        def __getitem__(self, name, own=user_ns, builtin=PRISTINE):
            return own[name] if name in own else builtin[name]

    return {"__name__": "__main__", "__doc__": None, "__builtins__": Names(PRISTINE)}


def make_scope(space: dict, user_ns: dict) -> dict:
    """`globals` and its like as tests know them: the learner's names and their own together."""
    def everything() -> dict:
        return {**user_ns, **{name: value for name, value in space.items() if not name.startswith(("_kit_", "__"))}}

    def local(of):
        return lambda *which: of(*which) if which else of(types.SimpleNamespace(**everything()))

    return {"globals": everything, "locals": everything, "vars": local(vars), "dir": local(dir)}


def make_checks_factory(made: list, verdict=None):
    """A function that stands for the class `Checks`. Each one that it makes is noted in `made`.

    `verdict`, where there is one, is given the function that reads what a check came to, and returns another.
    """
    names = private("helpers.checks")
    if verdict:
        names["_judge"] = verdict(names["_judge"])
    kind, total = names.pop("Checks"), names["total"]
    check, finite, keep_book = kind.check, names["_finite"], names["_keep_book"]
    del kind

    def checks(points: float = 1):
        points = finite(points, "points")
        if not points > 0:
            raise names["CourseError"](f"points: {points:g} is not more than zero. Give what the cell is worth.")
        book = keep_book()
        next(book)
        own = types.ModuleType("checks")
        inner = types.SimpleNamespace(_book=book)
        read = {"earned": lambda: book.send(None)[0], "offered": lambda: book.send(None)[1], "points": lambda: points}

        def ask(name: str):
            if name not in read:
                raise AttributeError(f"'Checks' object has no attribute {name!r}")
            return read[name]()

        own.check = lambda *what, **more: check(inner, *what, **more)
        own.score = lambda: total(book, points)
        own.__getattr__ = ask
        made.append(own)
        return own

    return checks
