"""The entries of what can be gone through, and of nothing else."""

from collections.abc import Iterable


def entries_of(value: object) -> list | None:
    """The entries of a list, a tuple, a set, an array or anything that can be gone through once.

    None for a text, for what cannot be gone through, and for what fails when it is.

    >>> entries_of((1, 2)), entries_of("ab"), entries_of(5)
    ([1, 2], None, None)
    """
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        return None
    try:
        return list(value)
    except Exception:  # a value may refuse with an error of its own
        return None
