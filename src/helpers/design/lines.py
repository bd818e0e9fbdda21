"""Where in a YAML file something stands: the line of a field that an error speaks of."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

MOST_NODES = 50_000
QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


def line_of(node: Any, message: str, pieces: Iterable[str]) -> int | None:
    """The line that fits an error best: of the value it quotes, else of the names on the way to it, else of the piece.

    The more words of the message lie on the way to a value (keys, names of entries, their numbers), the better it fits.
    """
    if node is None or node.id != "mapping":
        return None
    tops = {key.value: (key, value) for key, value in node.value if key.id == "scalar"}
    piece = next((each for each in pieces if each in tops and re.match(rf"{re.escape(each)}\b", message)), None)
    piece = piece or next((each for each in (*pieces, *tops) if each in tops
                           and re.search(rf"\b{re.escape(each)}\b", message)), None)
    if piece is None:
        return None
    key, value = tops[piece]
    told = set(re.findall(r"\w+", message)) | set(_quoted(message))
    quoted = set(_quoted(message)) - {piece}
    best = (0.0, key.start_mark.line + 1)
    for words, scalar, line in _scalars(value):
        fits = len(words & told) + 2.5 * (scalar in quoted) + 0.5 * (scalar in told)
        if fits > best[0]:
            best = (fits, line)
    return best[1]


def _quoted(message: str) -> list[str]:
    return [one or other for one, other in QUOTED.findall(message)]


def _scalars(node: Any) -> Iterator[tuple[frozenset[str], str, int]]:
    """Every value with the words on the way to it: keys, places in lists from 1, and the names of the entries."""
    waiting, count = [(node, frozenset())], 0
    while waiting and count < MOST_NODES:
        each, words = waiting.pop()
        count += 1
        if each.id == "scalar":
            yield words, each.value, each.start_mark.line + 1
        elif each.id == "mapping":
            named = {value.value for key, value in each.value if key.id == value.id == "scalar"
                     and key.value in ("name", "id", "assume", "derive", "quality", "question", "source", "target")}
            for key, value in reversed(each.value):
                waiting.append((value, words | named | {key.value if key.id == "scalar" else ""}))
        else:
            for place in range(len(each.value), 0, -1):
                waiting.append((each.value[place - 1], words | {str(place)}))
