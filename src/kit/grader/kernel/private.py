"""Runs a module of the grader with built-in names of its own, and without a place in `sys.modules`."""

import builtins
import sys
from importlib.util import find_spec


def private(name: str) -> dict:
    """The names of a module, made anew with a copy of the built-ins: what a learner's code changes, it does not see."""
    spec = find_spec(name)
    names = {"__builtins__": dict(vars(builtins)), "__name__": name, "__file__": spec.origin}
    exec(spec.loader.get_code(name), names)
    return names


def forget_grader() -> None:
    """Take the grader's modules out of `sys.modules`; a learner who imports them gets fresh ones that grade nothing."""
    for name in [each for each in sys.modules if each == "kit" or each.startswith("kit.")]:
        del sys.modules[name]
