"""Tells at once which dictionaries were changed: CPython numbers every change, and the number is read where it lies.

Looking through some thousand names after each call of an answer costs more than most answers do. Where a Python keeps
no such number, every dictionary counts as changed, and is looked through.
"""

import ctypes

PLACE = 24  # of the number in a dictionary: after its count of references, its type and its size


def _number(held: dict) -> memoryview:
    """The number of a dictionary's last change, seen and not copied; it cannot be written to."""
    lies = ctypes.c_uint64.from_address(id(held) + PLACE)
    return memoryview(lies).cast("B").cast("Q").toreadonly()


def has_versions(often: int = 300) -> bool:
    """Whether this Python numbers the changes of a dictionary: tried out in all ways there are, cold and warm."""
    held = {"a": object()}
    try:
        number = _number(held)
    except (TypeError, ValueError):
        return False

    def set_global(value, names=held):
        exec(code, names, {"value": value})

    code = compile("global a\na = value", "<try>", "exec")
    function = eval("lambda value: globals().__setitem__('a', value)", held)
    changes = (lambda: held.__setitem__("a", object()), lambda: held.update(a=object()), lambda: held.pop("a", None),
               lambda: held.setdefault("a", object()), lambda: held.popitem(), lambda: held.__ior__({"a": object()}),
               lambda: held.clear(), lambda: set_global(object()), lambda: function(object()))
    for _ in range(often):
        for change in changes:
            before = number[0]
            if number[0] != before:
                return False
            change()
            if number[0] == before:
                return False
    return True


class Versions:
    """The dictionaries that are watched, and what their numbers were."""

    def __init__(self, held: list[dict]):
        self.held = held  # kept: their places in memory are theirs as long as they are
        self.numbers = [_number(each) for each in held] if has_versions() else []
        self.all = frozenset(range(len(held)))
        self.note()

    def note(self) -> None:
        """Take what is there now as unchanged."""
        self.known = [each[0] for each in self.numbers]

    def moved(self) -> frozenset[int]:
        """The places of those that may have changed since."""
        if not self.numbers:
            return self.all
        now = [each[0] for each in self.numbers]
        if now == self.known:
            return frozenset()
        return frozenset(place for place, (old, new) in enumerate(zip(self.known, now, strict=True)) if old != new)
