"""Rounding up to whole machines, forgiving the noise of floating point; numbers next to a bound keep their digits."""

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
