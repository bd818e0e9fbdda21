"""Words as people type them: case, spaces, hyphens and underscores do not matter."""

import re
from collections.abc import Iterable

from helpers.errors import nearest

YES = frozenset({"true", "yes", "on"})
NO = frozenset({"false", "no", "off"})


def key_of(text: str) -> str:
    """What two spellings of one word have in common.

    >>> key_of("Round-Robin") == key_of("round robin") == key_of("round_robin")
    True
    """
    return re.sub(r"[\s_\-‐‑–]+", "", text).casefold()


def match(text: str, known: Iterable[str]) -> str | None:
    """The known word that was meant; None when none is, or when two are."""
    known = list(known)
    if text in known:
        return text
    same = [each for each in known if key_of(each) == key_of(text)]
    return same[0] if len(same) == 1 else None


def offer(text: object, known: Iterable[str]) -> str:
    """A question whether something close was meant, whatever its case; nothing when nothing is close."""
    if not isinstance(text, str):
        return ""
    known = list(known)
    close = nearest(text, known)
    if "mean" not in close:
        lowered = {each.casefold(): each for each in known}
        close = nearest(text.casefold(), lowered)
        for low, each in lowered.items():
            close = re.sub(rf"\b{re.escape(low)}\b", each, close)
    return close if "mean" in close else ""
