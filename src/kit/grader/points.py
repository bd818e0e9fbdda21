"""Reads a test cell's reply as points: an error is none, a number is that many, nothing to show is all of them."""

import math

from kit.grader.key import CellKey


def points_of(reply: dict, key: CellKey) -> tuple[float, str, list[tuple[str, str]]]:
    """The points of one test cell, the error that ended it, and reasons for a person to look.

    `reply` is what the kernel answered. A number counts up to the cell's points; `True` and nothing are full marks.

    >>> from kit.grader.key import CellKey
    >>> points_of({"kind": "number", "value": 2.5}, CellKey("test_a", "code", "", None, points=4))
    (2.5, '', [])
    """
    most, flags = key.points, [tuple(each) for each in reply.get("flags", ()) if len(each) == 2]
    if reply.get("error") or reply.get("broken"):
        if reply.get("broken"):
            flags.append(("broken-kernel", f"the kernel could not run the tests: {str(reply['broken'])[:200]}"))
        said = f"{reply['ename']}: {reply.get('evalue', '')}" if reply.get("ename") else "the tests were stopped"
        if reply.get("interrupted"):
            said = "the tests ran too long and were stopped"
        return 0.0, said[:500], flags
    kind, value = reply.get("kind"), reply.get("value")
    if kind == "none":
        return most, "", flags
    if kind == "bool":
        return (most if value else 0.0), "", flags
    if kind != "number" or isinstance(value, bool) or not isinstance(value, int | float | str):
        shown = str(reply.get("shown") or value)[:100]
        flags.append(("odd-result", f"the tests came to {shown}, which is no number of points"))
        return 0.0, "the tests came to no number of points", flags
    try:
        points = float(value)
    except ValueError:
        points = math.nan
    if not math.isfinite(points) or points < 0 or points > most + 1e-9:
        flags.append(("odd-result", f"the tests came to {value} of {most:g} points"))
        points = 0.0 if not points > 0 or math.isnan(points) else most
    book = reply.get("book")
    if isinstance(book, int | float) and not isinstance(book, bool) and abs(book - points) > 1e-6 * max(1.0, most):
        flags.append(("score-differs", f"the cell gave {points:g} points, but its checks come to {book:g}"))
        points = min(points, max(0.0, float(book)))
    return min(points, most), "", flags
