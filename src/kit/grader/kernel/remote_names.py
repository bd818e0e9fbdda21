"""A learner's names, as the tests read them."""

from kit.grader.kernel.questions import NeedsLive, Questions
from kit.grader.kernel.remote_objects import NOTHING
from kit.grader.kernel.values import NoForm


class RemoteNames:
    """A learner's names, as the tests read them; what the tests give a value to themselves stays theirs."""

    def __init__(self, line: Questions):
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
