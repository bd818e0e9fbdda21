"""The tests' own process: hidden tests, their checks and the book of points are here, and no code of a learner's.

It asks the learner's process about values over a line of its own (`kit.grader.kernel.remote`), and tells the grader
over a channel to which the learner's process has no end.
"""

import os
import signal
import sys
import types

from kit.grader.kernel.apart import PRISTINE, make_checks_factory, make_space
from kit.grader.kernel.child import open_channel, plain, run_statements
from kit.grader.kernel.line import open_line
from kit.grader.kernel.questions import Gone, NeedsLive
from kit.grader.kernel.remote import Line
from kit.grader.kernel.remote_names import RemoteNames
from kit.grader.kernel.remote_objects import Remote
from kit.grader.kernel.shell import said_by

made_checks: list = []  # by the tests of the cell that runs


def _no_verdict(judge):
    """A learner's object is no verdict, whatever it says of itself."""
    def judged(result):
        return judge(f"This check came to no verdict: it got {str(result)[:100]}.") if isinstance(
            result, Remote) else judge(result)

    return judged


new_checks = make_checks_factory(made_checks, _no_verdict)


class Names(dict):
    """All names, the learner's and the tests', as `globals()` gives them; each is asked for when it is read."""

    def __init__(self, names: RemoteNames, own: dict):
        super().__init__({name: value for name, value in own.items() if not name.startswith(("_kit_", "__"))})
        self.names = names

    def __missing__(self, name):
        return self.names[name]

    def __contains__(self, name):
        return super().__contains__(name) or name in self.names

    def get(self, name, default=None):
        """The value of a name, or what is given in its place."""
        return self[name] if name in self else default  # noqa: SIM401 (`get` is what this is)

    def __iter__(self):
        return iter(dict.fromkeys([*super().keys(), *self.names.keys()]))

    keys = __iter__

    def values(self):
        """The values of all names."""
        return [self[name] for name in self]

    def items(self):
        """All names with their values."""
        return [(name, self[name]) for name in self]

    def __len__(self):
        return len(list(iter(self)))


def _scope(space: dict, names: RemoteNames) -> dict:
    """`globals` and its like, as tests know them, and what asks about many values at once."""
    def everything() -> Names:
        return Names(names, space)

    def variables(*which):
        return everything() if not which else (
            which[0].__getattr__("__dict__") if isinstance(which[0], Remote) else vars(*which))

    return {"each": names.line.each, "globals": everything, "locals": everything, "vars": variables,
            "dir": lambda *which: dir(*which) if which else dir(types.SimpleNamespace(**dict(everything().items())))}


def serve(connection, key: bytes, asking, shell, captured) -> None:
    """Run test cells until there are no more."""
    receive, send = open_channel(connection, key)
    line = Line(*open_line(asking))
    names = RemoteNames(line)
    space, sink = make_space(names), shell.sink
    while True:
        try:
            request = receive()
        except KeyboardInterrupt:
            continue
        sink.begin()
        line.flags, line.needs_live = [], ""
        line.given.clear()
        try:
            reply = examined(request, space, names, line)
        except KeyboardInterrupt:
            reply = {"op": "done", "error": True, "interrupted": True}
        except Gone:
            reply = {"op": "done", "error": True, "gone": True}
        except BaseException as error:
            reply = {"op": "done", "error": True, "broken": f"{type(error).__name__}: {said_by(error)}"}
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            line.count += 1
            line.send([line.count, [], "over"])
        except OSError:
            reply["gone"] = True
        for name, text in captured():
            sink.stream(name, text)
        reply["outputs"], reply["nonce"] = plain(sink.taken()), request["nonce"]
        reply["flags"], reply["live"] = [list(each) for each in line.flags], line.needs_live
        send(reply)
        signal.signal(signal.SIGINT, signal.default_int_handler)


def examined(request: dict, space: dict, names: RemoteNames, line: Line) -> dict:
    """Run one test cell."""
    scope = _scope(space, names)
    for name, (module, attribute) in request["inject"].items():
        if not module:
            space[name] = scope[attribute]
        elif module == "builtins":
            space[name] = PRISTINE[attribute]
        elif attribute == "Checks" and module in ("helpers", "helpers.checks"):
            space[name] = new_checks
        else:
            origin = sys.modules.get(module) or __import__(module, fromlist=["*"])
            space[name] = getattr(origin, attribute) if attribute else origin
    reply = run_statements(request["code"], space, names, request["shared"], [], made_checks)
    if line.gone:
        raise Gone
    return reply


def seeded() -> None:
    """Numbers of chance of this process's own."""
    import random

    import numpy

    random.seed()
    numpy.random.seed(int.from_bytes(os.urandom(4), "big"))


__all__ = ["NeedsLive", "seeded", "serve"]
