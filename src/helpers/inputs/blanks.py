"""What was given, or what stands for nothing: without asking a value for its truth, which an array has none of."""

from typing import Any


def given_or(value: Any, default: Any) -> Any:
    """The value; the default where it is None, or an empty text, list, tuple or dict.

    >>> given_or("", "none"), given_or([], ()), given_or(0, 1)
    ('none', (), 0)
    """
    empty = isinstance(value, str | list | tuple | dict) and not value
    return default if value is None or empty else value
