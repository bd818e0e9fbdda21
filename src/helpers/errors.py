"""The one kind of error a learner meets: a sentence that names the field, the value and the mend."""


class CourseError(ValueError):
    """Something given to the course's helpers cannot be used; the message says what, and what would be right.

    In a notebook it is shown as its message alone: IPython asks an exception for `_render_traceback_`.

    >>> CourseError("link_size: -5 B is negative. Give a size of zero or more.")._render_traceback_()
    ['CourseError: link_size: -5 B is negative. Give a size of zero or more.']
    """

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class UnknownNameError(CourseError, KeyError):
    """A name that nothing was given; also a `KeyError`, so that `in` and `get` behave as for a mapping."""


LONGEST_NAME = 80  # of a name that a message offers


def nearest(name: object, known) -> str:
    """A phrase that offers the known names closest to a mistyped one; of what is no text, all that are known.

    >>> nearest("storge", ["storage", "reads"])
    ' Did you mean storage?'
    >>> nearest("zzz", ["storage", "reads"])
    ' Known: reads, storage.'
    >>> nearest(10**5000, ["storage"])
    ' Known: storage.'
    >>> nearest("zzz", [])
    ''
    """
    from difflib import get_close_matches

    known = sorted(known)
    close = get_close_matches(name[:100], known, n=3, cutoff=0.6) if isinstance(name, str) else []
    if close:
        return f" Did you mean {' or '.join(map(_cut, close))}?"
    if not known:
        return ""
    shown = ", ".join(map(_cut, known[:12]))
    return f" Known: {shown}{', ...' if len(known) > 12 else ''}."


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3]}..."


def shorten(value, limit: int = 60) -> str:
    """A value as it may stand in a message: on one line, never long, without an address in memory.

    >>> shorten("a" * 100, 12)
    "'aaaaaaa...'"
    >>> shorten(object())
    '<object object>'
    """
    import re
    import reprlib

    if isinstance(value, str | bytes):
        text = repr(value[: limit + 1])
    else:
        brief = reprlib.Repr()  # a nested or an endless value costs no more than a short one
        brief.maxstring = brief.maxother = brief.maxlong = 2 * limit
        try:
            text = brief.repr(value)
        except Exception:  # a value that cannot be shown, such as a number of 5,000 digits
            text = f"<{type(value).__name__}>"
        text = re.sub(r"\s*\n\s*", " ", re.sub(r"( instance)? at 0x[0-9a-fA-F]+", "", text))
    if len(text) > limit:
        closing = text[0] if text[0] in "'\"" else ""
        text = f"{text[: max(1, limit - 3 - len(closing))]}...{closing}"
    return text
