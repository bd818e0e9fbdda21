"""Shares as people say them: "1 in 100", "one in a million", "1/200", "3 out of 4"."""

import re

DIGITS = r"\d[\d_]*(?:,\d{3})*(?:\.\d+)?(?:[eE][-+]?\d{1,3})?"
SIZES = {"": 1.0, "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
         "trillion": 1e12}
ONES = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0,
        "eight": 8.0, "nine": 9.0, "ten": 10.0}
NUMBER = rf"(?:{DIGITS}|{'|'.join(ONES)})?\s*(?:{'|'.join(filter(None, SIZES))})?"
FRACTION = re.compile(
    rf"\s*(?:about|around|roughly|~|≈)?\s*(?P<part>{NUMBER})\s*(?:\btime\s+)?(?:\bin\b|\bout\s+of\b|\bof\b|/)\s*"
    rf"(?P<whole>{NUMBER})\s*(?:times)?\s*\.?\s*", re.IGNORECASE)


def _number(text: str) -> float | None:
    text = text.strip().lower()
    match = re.fullmatch(rf"({DIGITS}|{'|'.join(ONES)})?\s*([a-z]*)", text)
    if not text or not match or match[2] not in SIZES:
        return None
    count = ONES.get(match[1]) if match[1] in ONES else float(re.sub("[_,]", "", match[1])) if match[1] else 1.0
    return count * SIZES[match[2]]


def fraction(text: object) -> float | None:
    """The share that "1 in 100" says, None where the text says none.

    >>> fraction("1 in 100"), fraction("one in a million"), fraction("3 out of 4"), fraction("1/200"), fraction("20%")
    (0.01, 1e-06, 0.75, 0.005, None)
    """
    match = FRACTION.fullmatch(text) if isinstance(text, str) and len(text) <= 120 else None
    if not match:
        return None
    part, whole = _number(match["part"]), _number(match["whole"])
    return None if part is None or not whole or not 0 < whole < 1e300 else part / whole
