"""The error that all of reliability raises, and how its rooms read what they are given."""

from typing import TypeVar

from helpers.errors import CourseError, shorten
from helpers.inputs import Reader

Kind = TypeVar("Kind")


class ReliabilityError(CourseError):
    """A question of reliability was given what it cannot use; the message names the field, the value and the mend."""


read = Reader(ReliabilityError)


def values_of(given: object, kind: type[Kind], field: str, example: str, most: int = 1_000) -> tuple[Kind, ...]:
    """Values of one kind: one, or a list of them. Raises `ReliabilityError`, with what to write instead.

    >>> values_of([1, 2], int, "counts", "[1]")
    (1, 2)
    """
    entries = [given] if isinstance(given, kind) else read.listed(
        given, field, f"a list of {kind.__name__}: write {example}", most)
    for each in entries:
        if not isinstance(each, kind):
            article = "an" if kind.__name__[0] in "AEIO" else "a"
            raise ReliabilityError(f"{field}: {shorten(each)} is not {article} {kind.__name__}. Write {example}.")
    return tuple(entries)
