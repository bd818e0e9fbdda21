"""Availability of parts put together: all needed (series), one enough (parallel), k of n, and failures in common.

Parts fail independently here, but for the share `together` of each part's failures, which takes all of them at once
(the beta factor of Fleming, 1975; IEC 61508-6 works with 1% to 10%). Without it ten copies of 99% look like twenty
nines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from helpers.reliability.errors import ReliabilityError, read


def _shares(availabilities, field: str = "availabilities") -> list[float]:
    given = read.listed(availabilities, field, 'a list such as [0.999, "99.9%"]', 10_000)
    if not given:
        raise ReliabilityError(f'{field}: the list is empty. Write [0.999, "99.9%"].')
    return [read.share(each, f"{field}[{place}]", example='0.999 or "99.9%"') for place, each in enumerate(given)]


def in_series(availabilities: Sequence[float | str]) -> float:
    """The availability of parts that are all needed: their product.

    >>> round(in_series(["99.99%", "99.99%", "99.95%", "99.9%"]), 4)
    0.9983
    """
    return math.prod(_shares(availabilities))


def in_parallel(availabilities: Sequence[float | str]) -> float:
    """The availability of parts of which one is enough, each failing by itself.

    >>> round(in_parallel(["99%", "99%"]), 6)
    0.9999
    """
    return 1 - math.prod(1 - each for each in _shares(availabilities))


def k_of_n(k: int, n: int, availability: float | str, together: float | str = 0.0) -> float:
    """The availability of n like parts of which k are needed.

    Parameters
    ----------
    k, n : int
        Parts needed, and parts there are.
    availability : float or str
        Of one part.
    together : float or str
        The share of a part's failures that takes all n at once.

    Raises
    ------
    ReliabilityError
        Where k is more than n, or a share is none.

    >>> round(k_of_n(2, 3, "99%"), 6), round(k_of_n(1, 3, "99%"), 6), round(k_of_n(1, 3, "99%", together="10%"), 6)
    (0.999702, 0.999999, 0.998999)
    """
    n = read.whole(n, "n", 1, 10_000, "3")
    k = read.whole(k, "k", 1, n, f"a number up to n, {n}")
    alone, all_at_once = split(read.share(availability, "availability"), read.share(together, "together"))
    return all_at_once * enough(n, k, alone)


def split(availability: float, together: float) -> tuple[float, float]:
    """What a part's availability is made of: that of the part alone, and that of what takes all; their product is it.

    >>> [round(each, 9) for each in split(0.99, 0.1)]
    [0.990990991, 0.999]
    """
    common = 1 - together * (1 - availability)
    return (availability / common if common > 0 else 0.0), common


def enough(n: int, k: int, availability: float) -> float:
    """The chance that at least k of n are up: a binomial sum; the shorter tail is added, so that nines are kept."""
    if k <= 0:
        return 1.0
    if k > n:
        return 0.0
    up = math.fsum(chance_of(n, each, availability) for each in range(k, n + 1))
    if up < 0.5:
        return up
    return 1 - math.fsum(chance_of(n, each, availability) for each in range(k))


def chance_of(n: int, k: int, share: float) -> float:
    """The binomial chance of exactly k of n, by logarithms where factors are too large or too small.

    >>> chance_of(3, 2, 0.5), chance_of(2, 0, 1.0), chance_of(5000, 5000, 1.0)
    (0.375, 0.0, 1.0)
    """
    if not 0 < share < 1:
        return float(k == (n if share >= 1 else 0))
    if n <= 60:
        return math.comb(n, k) * share**k * (1 - share) ** (n - k)
    logarithm = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(logarithm + k * math.log(share) + (n - k) * math.log1p(-share))
