"""Room for the arrays of a run that are not kept, used again by the next: new memory is cleared page by page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local

import numpy as np

MOST_KEPT = 100_000_000  # bytes, in each thread
_kept = local()


class Rooms:
    """Arrays that are handed out until `leave`, and then to the next run of this thread.

    >>> rooms = Rooms()
    >>> len(rooms.take(5)), rooms.take(3, np.int32).dtype
    (5, dtype('int32'))
    >>> rooms.leave()
    """

    def __init__(self) -> None:
        self._taken: list[tuple[np.ndarray, np.ndarray]] = []  # each room, and what it was handed out as

    def take(self, many: int, kind=np.float64) -> np.ndarray:
        """An array of so many numbers; what stands in it is left from before."""
        size = many * np.dtype(kind).itemsize
        free = _free()
        fits = [place for place, each in enumerate(free) if size <= each.nbytes <= 2 * size + 4_096]
        room = free.pop(min(fits, key=lambda place: free[place].nbytes)) if fits else np.empty(size, np.uint8)
        self._taken.append((room, room[:size].view(kind)))
        return self._taken[-1][1]

    def back(self, *arrays: np.ndarray) -> None:
        """These are needed no longer: what is taken next may lie where they lay."""
        for array in arrays:
            place = next(at for at, (_, given) in enumerate(self._taken) if given is array)
            _free().append(self._taken.pop(place)[0])

    @contextmanager
    def lent(self) -> Iterator[Callable[..., np.ndarray]]:
        """Within this block `take`; all that is taken is given back at its end."""
        before = len(self._taken)
        yield self.take
        _free().extend(room for room, _ in self._taken[before:])
        del self._taken[before:]

    def leave(self) -> None:
        """The arrays that were handed out are needed no longer."""
        free = _free()
        free.extend(room for room, _ in self._taken)
        self._taken = []
        total = sum(each.nbytes for each in free)
        while total > MOST_KEPT:
            total -= free.pop(0).nbytes


def _free() -> list[np.ndarray]:
    """The arrays that nobody uses, of this thread."""
    if not hasattr(_kept, "free"):
        _kept.free = []
    return _kept.free
