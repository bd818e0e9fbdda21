"""Which of thousands of texts a file can hold at all, by one pass over its bytes."""

from collections.abc import Sequence
from functools import cached_property

import numpy

WINDOW = 6  # bytes of a needle's beginning that are looked for
SPREAD = numpy.uint64(0x9E3779B97F4A7C15)
SLOTS = numpy.uint64(64 - 20)


def windows(data: bytes) -> numpy.ndarray:
    """Every run of `WINDOW` bytes, each as a number.

    >>> len(windows(b"abcdefgh")), windows(b"abc").tolist()
    (3, [])
    """
    letters = numpy.frombuffer(data, dtype=numpy.uint8)
    count = max(0, len(letters) - WINDOW + 1)
    made = numpy.zeros(count, dtype=numpy.uint64)
    for place in range(WINDOW):
        made |= letters[place : place + count].astype(numpy.uint64) << numpy.uint64(8 * place)
    return made


class NeedleIndex:
    """Needles by their beginnings: `likely` leaves out those whose beginning a text does not hold."""

    def __init__(self, needles: Sequence[str]):
        self.needles = needles

    @cached_property
    def _by_beginning(self) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = {}
        for place, needle in enumerate(self.needles):
            begins = windows(needle.encode("utf-8", "surrogatepass")[:WINDOW])
            found.setdefault(int(begins[0]) if len(begins) else None, []).append(place)
        return found

    @cached_property
    def _known(self) -> tuple[numpy.ndarray, numpy.ndarray]:
        """The beginnings in order, and a table of their hashes: most windows of a text are not even there."""
        begins = numpy.array(sorted(each for each in self._by_beginning if each is not None), dtype=numpy.uint64)
        table = numpy.zeros(1 << 20, dtype=bool)
        table[(begins * SPREAD) >> SLOTS] = True
        return begins, table

    def likely(self, text: str) -> list[int]:
        """The places of the needles, in their order, whose beginning stands in the text; short ones always."""
        begins, table = self._known
        seen = windows(text.encode("utf-8", "surrogatepass"))
        seen = seen[table[(seen * SPREAD) >> SLOTS]]
        held = numpy.intersect1d(begins, seen)
        places = [place for each in held.tolist() for place in self._by_beginning[each]]
        return sorted([*places, *self._by_beginning.get(None, [])])
