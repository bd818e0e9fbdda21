"""What gives away who reads the grader's parts: frames whose names tell, objects that tell when they are searched for.

A frame or an object may be listed by anybody, for debugging; what it holds interests nobody who is honest. Reading it
raises an audit event, which the tripwire tells of.
"""

import sys

LIBRARY = "linecache.py"  # it reads a frame's global names to find its source
CODE = compile("value = function(*given, **named)", __file__, "exec")
EACH = compile("value = gather(over(function, given))", __file__, "exec")
audit, getframe = sys.audit, sys._getframe


def _told(names=None) -> None:
    if type(names) is not Globals or not getframe(2).f_code.co_filename.endswith(LIBRARY):
        audit("kit.bait")


def _reading(name: str):
    def read(self, *given):
        _told(self)
        return getattr(dict, name)({}, *given)

    return read


class Names(dict):
    """Names of a frame that calls an answer: the frame itself may read them, whoever else does is told of."""

    def __init__(self, **held):
        super().__init__()
        self._held = lambda code: held if code is CODE or code is EACH else {}

    def __getitem__(self, name):
        held = self._held(getframe(1).f_code)
        if name in held:
            return held[name]
        if getframe(1).f_code is not CODE and getframe(1).f_code is not EACH:
            _told()
        raise KeyError(name)

    def __setitem__(self, name, value):
        self._held(getframe(1).f_code)[name] = value

    def taken(self):
        """What the call came to."""
        return self._held(CODE)["value"]

    get, keys, values, items, copy = (_reading(name) for name in ("get", "keys", "values", "items", "copy"))
    __iter__, __len__, __contains__ = (_reading(name) for name in ("__iter__", "__len__", "__contains__"))
    __repr__ = __str__ = __reduce_ex__ = lambda self, *_: _told() or "{}"


def call(function, given, named):
    """Call a learner's function from a frame that tells who reads it."""
    names = Names(function=function, given=given, named=named)
    exec(CODE, Globals(), names)
    return names.taken()


def call_each(function, given: list) -> list:
    """Call a learner's function with one value after the other, all from one such frame."""
    names = Names(function=function, given=given, gather=list, over=map)
    exec(EACH, Globals(), names)
    return names.taken()


class Globals(dict):
    """The global names of such a frame: there are none."""

    def __init__(self):
        super().__init__(__builtins__={})

    get, keys, values, items, copy = Names.get, Names.keys, Names.values, Names.items, Names.copy
    __iter__, __contains__, __repr__, __str__ = Names.__iter__, Names.__contains__, Names.__repr__, Names.__repr__

    def __getitem__(self, name):
        _told(self)
        raise KeyError(name)


class Word(str):
    """A key of a dictionary that tells when it is looked for."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        audit("kit.bait")
        return str.__eq__(self, other)


class Channel:
    """An object that tells when it is taken apart."""

    def __init__(self, name: str):
        self.__name__ = self.__qualname__ = name

    @property
    def __closure__(self):
        audit("kit.bait")
        return ()

    __code__ = __globals__ = __closure__


def make_found() -> list:
    """Objects for whoever searches the memory for the grader's."""
    return [*({Word(name): []} for name in ("code", "op", "nonce", "source", "inject", "shared")),
            *map(Channel, ("receive", "send", "sign"))]
