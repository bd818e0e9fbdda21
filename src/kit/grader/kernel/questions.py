"""Questions to a learner's process, and its answers as they come, one after the other over a line."""

import warnings
import weakref

from kit.grader.kernel.remote_objects import Remote, Standing
from kit.grader.kernel.values import NoForm, make_decoder, make_encoder

FORGED = ("forged-message", "what was sent to the tests was no answer")
RUNS = {"call", "each", "put", "del", "do", "same"}  # questions in which a learner's code runs
SINGLE = (str, int, float, bool, bytes, type(None))  # values that a call does not change


class NeedsLive(BaseException):
    """The tests hand an object to the answer that does not pass as data: they must run beside it."""


class Gone(BaseException):
    """The learner's process has ended."""


class Questions:
    """Asks, and counts what it asked; what the answers stand for is for others to say (`handled`)."""

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
        self.given: dict[int, object] = {}  # functions of the test cell that runs, by the numbers they were given under
        self.handed = 0
        self.read = make_decoder(self.handled)
        self.form = make_encoder(self.own, self.unwrap)

    def flag(self, what: tuple[str, str]) -> None:
        """Note once why a person should look."""
        if what not in self.flags:
            self.flags.append(what)

    def decode(self, node):
        """The value that a form stands for; one that no answer of the grader's own making has is told of."""
        try:
            return self.read(node)
        except NoForm:
            self.flag(FORGED)
            raise

    def own(self, value):
        """The form of what the tests hand over: functions, to be called back; nothing else stays here."""
        if callable(value) and not isinstance(value, type):
            self.handed += 1
            self.given[self.handed] = value
            return ["cb", self.handed, str(getattr(value, "__name__", "function"))]
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
                if told[0] > number:
                    raise NoForm("an answer to what was not asked")
                if told[1] != "cb":
                    break
                self.call_back(told)
        except (EOFError, OSError):
            self.gone = True
            raise Gone from None
        except Exception:
            self.flag(FORGED)
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

    def each(self, function, values) -> list:
        """What a function gives for each of some values, as `list(map(function, values))` has it."""
        if isinstance(function, Remote) and type(values) in (list, tuple, range) and all(
                type(value) in SINGLE for value in values):
            return list(self.ask("each", function._kit_at, [self.form(value) for value in values]))
        return list(map(function, values))

    def do(self, name: str, *given):
        """What an operator or a built-in function makes of it there."""
        return self.ask("do", name, *(self.form(each) for each in given))

    def text(self, name: str, value) -> str:
        """Its text."""
        found = self.do(name, value)
        return str.__str__(found) if isinstance(found, str) else ""
