"""Numbers as people write them: whole machines, shares that keep their digits next to a bound, counts with nouns."""

import numpy

NOISE = 1e-12  # relative: what sums and products of floats may be off, and far below what any estimate can claim


def round_up(value):
    """The next whole number, where a value a trillionth above a whole one counts as that one.

    Takes a number (and gives a float) or an array. 4,200/s over 1,000/s at 60% is 7 servers, though floats say
    7.000000000000001.

    >>> round_up(4200 / 1000 / 0.6), round_up(7.001), round_up(-0.5)
    (7.0, 8.0, 0.0)
    """
    nearest = numpy.round(value)
    close = numpy.abs(value - nearest) <= NOISE * numpy.maximum(numpy.abs(nearest), 1.0)
    found = numpy.where(close, nearest, numpy.ceil(value)) + 0.0  # no minus zero
    return float(found) if numpy.ndim(found) == 0 else found


def digits_beside(share: float, digits: int = 3) -> str:
    """A share in percent that never looks like 0% or 100% unless it is: near a bound it keeps the digits that tell.

    >>> digits_beside(0.9999), digits_beside(0.9995), digits_beside(0.123456), digits_beside(1.0), digits_beside(2e-9)
    ('99.99', '99.95', '12.3', '100', '0.0000002')
    """
    percent = 100 * share
    if 99 < percent < 100:
        text = f"{percent:.{digits}g}"
        for places in range(digits, 16):
            text = f"{percent:.{places}g}"
            if float(text) < 100 and (100 - float(text)) / (100 - percent) < 2 and (
                    abs(float(text) - percent) <= 0.05 * (100 - percent)):
                return text
        return text
    from decimal import Decimal

    text = f"{percent:.{digits}g}"
    return format(Decimal(text), "f") if "e" in text and abs(percent) < 1 else f"{float(text):g}"


def whole_percent(share: float) -> str:
    """A share as whole percent, with more digits where it would else look like 0% or 100% and is neither.

    >>> whole_percent(0.625), whole_percent(0.9997), whole_percent(1.0), whole_percent(1.002), whole_percent(0.0004)
    ('62%', '99.97%', '100%', '100.2%', '0.04%')
    """
    text = f"{share:.0%}"
    if text not in ("0%", "-0%", "100%") or abs(share) <= NOISE or abs(share - 1) <= NOISE:
        return text.removeprefix("-") if text == "-0%" and abs(share) <= NOISE else text
    if share < 1:
        return f"{digits_beside(share, 1 if text != '100%' else 3)}%"
    return next(found for places in range(1, 14) if float(found := f"{100 * share:.{places}f}") > 100) + "%"


PLURALS = {"quality": "qualities", "entity": "entities", "box": "boxes", "copy": "copies",
           "piece of evidence": "pieces of evidence"}


def several(count: float, word: str) -> str:
    """A count with its noun.

    >>> several(1, "box"), several(2, "box"), several(1_200, "machine")
    ('1 box', '2 boxes', '1,200 machines')
    """
    return f"{count:,} {word if count == 1 else PLURALS.get(word, f'{word}s')}"
