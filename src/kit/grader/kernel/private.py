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


def make_forgetter():
    """A function that takes the grader's modules out of `sys.modules`; whoever imports them then gets fresh ones.

    Which they are is seen now, before a process is forked: looking through all names makes each kernel copy them.
    """
    known = [each for each in sys.modules if each == "kit" or each.startswith("kit.")]

    def forget(modules=sys.modules) -> None:
        for name in known:
            modules.pop(name, None)

    return forget
