"""A frozen value with some fields changed; a field that it does not have is told."""

from dataclasses import fields, replace

from helpers.errors import CourseError, nearest, shorten


def changed(value, changes: dict, what: str, error: type[CourseError] = CourseError):
    """The same value with other fields: `dataclasses.replace` with an error that learners can read.

    Parameters
    ----------
    value
        A frozen dataclass.
    changes
        Field to new value.
    what
        What the value is called in the message, such as "decision".
    error
        The error of the room.

    Raises
    ------
    CourseError
        Of the kind `error`, for a field that the value does not have.

    >>> from helpers.findings import Finding
    >>> changed(Finding("cycle", "error", "a", "needs itself"), {"sevrity": "note"}, "finding")
    Traceback (most recent call last):
    helpers.errors.CourseError: finding: there is no field 'sevrity'. Did you mean severity? There are rule, ...
    """
    known = [each.name for each in fields(value) if each.init]
    for name in changes:
        if name not in known:
            close = nearest(name, known)
            offer = close if "mean" in close else ""
            raise error(f"{what}: there is no field {shorten(name)}.{offer} There are {', '.join(known)}.")
    return replace(value, **changes)
