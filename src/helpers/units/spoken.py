"""Numbers as people say and write them out: "two hundred", "half a million", "24 x 60 x 60 s"."""

import re

ONES = {word: number for number, word in enumerate(re.findall(r"\w+", """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen"""))}
TENS = {word: 10 * number for number, word in enumerate(
    ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2)}  # fmt: skip
LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
ALONE = {"half": 0.5, "dozen": 12.0, "couple": 2.0}  # "half a million", "a dozen", "a couple of days"
WORD = re.compile(r"(?:an?\s+)?([a-z]+)(?:-|\s+|$)", re.IGNORECASE)
FACTOR = r"\d(?:[\d,_]|(?<=\d) (?=\d{3}(?!\d)))*(?:\.\d+)?(?:[eE][-+]?\d{1,3})?"
PRODUCT = re.compile(rf"({FACTOR}(?:\s*[*×x·⋅]\s*{FACTOR}){{1,8}})(?![\d.,^*])(.*)", re.DOTALL)
POWER = re.compile(r"[*×x·⋅]\s*10\s*(?:\^|\*\*)")


def in_digits(text: str) -> str:
    """The text with a number at its head, said in words or written out as a product, in digits; any other as it is.

    >>> in_digits("two hundred links"), in_digits("half a million"), in_digits("eighty-six thousand")
    ('200 links', '500000', '86000')
    >>> in_digits("24 x 60 x 60 s"), in_digits("24·60 min"), in_digits("15 TB"), in_digits("8.64 x 10^4")
    ('86400 s', '1440 min', '15 TB', '8.64 x 10^4')
    """
    product = None if POWER.search(text) else PRODUCT.fullmatch(text)
    if product:
        value = 1.0
        for each in re.split(r"[*×x·⋅]", product[1]):
            value *= float(re.sub("[,_ ]", "", each))
        return f"{_digits(value)}{product[2]}"
    return _from_words(text)


def _from_words(text: str) -> str:
    """Words of a number at the head of a text, added up as they are said."""
    whole = part = 0.0
    place, said, last = 0, False, ""
    while match := WORD.match(text, place):
        word = match[1].lower()
        if word in ALONE and not said:
            part = ALONE[word]
        elif word in ONES and last in ("", "tens", "hundred", "large", "and"):
            part += ONES[word]
        elif word in TENS and last in ("", "hundred", "large", "and"):
            part += TENS[word]
        elif word == "hundred" and (part or not said) and last != "hundred":
            part = (part or 1.0) * 100
        elif word in LARGE and (part or not said):
            whole, part = whole + (part or 1.0) * LARGE[word], 0.0
        elif word == "and" and said and last in ("hundred", "large") and _is_number(text, match.end()):
            last, place = "and", match.end()
            continue
        else:
            break
        last = ("hundred" if word == "hundred" else "large" if word in LARGE else "tens" if word in TENS else
                "ones" if word in ONES else "alone")  # fmt: skip
        said, place = True, match.end()
    rest = text[place:]
    if not said or (text[:place].strip().lower() == "one" and rest):  # "one day": read as "a day" is
        return text
    rest = re.sub(r"^(?:an?|of)\s+" if last == "alone" else r"^of\s+", "", rest)
    return f"{_digits(whole + part)} {rest}".strip()


def _is_number(text: str, place: int) -> bool:
    match = WORD.match(text, place)
    return match is not None and match[1].lower() in (*ONES, *TENS)


def _digits(value: float) -> str:
    return f"{value:.0f}" if value == round(value) and value < 1e15 else repr(value)
