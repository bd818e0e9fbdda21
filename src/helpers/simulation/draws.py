"""The random numbers of a run, each at a fixed place: the same request draws the same numbers in every design.

A draw is found by seed, call (its way through the design), use, and the request's place among those of its endpoint.
When a slider moves, only what depends on it changes: two runs differ by the design, not by luck.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from zlib import crc32

import numpy as np

KEPT_BYTES = 40e6  # of draws of earlier runs, so that the next move of a slider does not draw them anew
LARGEST_KEPT = 300_000  # draws in one array
_kept: "OrderedDict[tuple, np.ndarray]" = OrderedDict()
_kept_bytes = 0
_lock = Lock()  # runs may share the cores


def draw(seed: int, path: str, use: str, kind: str, copies: int, many: int,
         take: Callable[[int], np.ndarray] = np.empty) -> np.ndarray:
    """Draws of a kind ("uniform", "exponential", "normal"), a row for each copy of a call, a column a request.

    Those that are too many to be kept lie in what `take` gives for their number.

    >>> draw(1, "0/api", "service", "uniform", 1, 3).shape, bool((draw(1, "0/api", "service", "uniform", 2, 3)[0]
    ...     == draw(1, "0/api", "service", "uniform", 1, 3)[0]).all())
    ((1, 3), True)
    """
    global _kept_bytes
    key = (seed, path, use, kind, copies, many)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    kept = copies * many <= LARGEST_KEPT
    made = (np.empty if kept else take)(copies * many).reshape(copies, many)
    for copy in range(copies):
        stream = np.random.Generator(np.random.SFC64([seed, crc32(path.encode()), crc32(use.encode()), copy]))
        if kind == "uniform":
            stream.random(out=made[copy])
        elif kind == "exponential":
            stream.standard_exponential(out=made[copy])
        else:
            stream.standard_normal(out=made[copy])
    if kept:
        made.setflags(write=False)
        with _lock:
            _kept_bytes += made.nbytes - (_kept[key].nbytes if key in _kept else 0)
            _kept[key] = made
            while _kept and _kept_bytes > KEPT_BYTES:
                _kept_bytes -= _kept.popitem(last=False)[1].nbytes
    return made


def forget() -> None:
    """Drop the draws kept from earlier runs."""
    global _kept_bytes
    with _lock:
        _kept.clear()
        _kept_bytes = 0
