"""The Bloom filter laboratory: memory against false alarms, by formula and by building the filter."""

import math
from collections.abc import Sequence

import numpy

from helpers.rounding import digits_beside
from helpers.tradeoffs.comparison import Column, Comparison, rows, tidy
from helpers.tradeoffs.errors import TradeoffError, read

HASH_SET = "hash set"
LOAD_FACTOR = 0.75  # of a hash table's places in use, when it is well filled
COLUMNS = (
    Column("false_positive_rate", "share of absent keys that it takes for present, by formula", "share"),
    Column("measured_rate", "the same, measured on a filter that was built", "share"),
    Column("memory_bytes", "memory for all items", "B"),
    Column("bits_per_item", "memory for one item", "bit"),
    Column("hashes", "hash functions, that is places looked at for each question"),
)


def best_hashes(bits_per_item: float) -> int:
    """The number of hash functions with the fewest false positives: bits an item times ln 2, to a whole number.

    >>> best_hashes(10), best_hashes(1)
    (7, 1)
    """
    bits = read.number(bits_per_item, "bits_per_item", 0.1, 1000, "10", "bit")
    near = max(1, math.floor(bits * math.log(2)))
    return min(near, near + 1, key=lambda hashes: false_positive_rate(bits, hashes))


def false_positive_rate(bits_per_item: float, hashes: int) -> float:
    """The share of absent keys that a filter takes for present: (1 - e^(-k n / m))^k (Bloom, 1970).

    `bits_per_item` is m / n. The formula is a little low for filters of a few hundred bits (Bose et al., 2008).

    >>> round(false_positive_rate(10, 7), 4)
    0.0082
    """
    return (-math.expm1(-hashes / bits_per_item)) ** hashes


def scrambled(numbers: numpy.ndarray, salt: int) -> numpy.ndarray:
    """A 64-bit hash of whole numbers (uint64 in and out): SplitMix64 (Steele, Lea & Flood, 2014)."""
    with numpy.errstate(over="ignore"):
        z = numbers.astype(numpy.uint64) + numpy.uint64((salt * 0x9E3779B97F4A7C15) % 2**64)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return z ^ (z >> numpy.uint64(31))


def build(keys: numpy.ndarray, bits: int, hashes: int, salt: int = 1) -> numpy.ndarray:
    """A filter that holds the keys: an array of shape (bits,) of True and False."""
    held = numpy.zeros(bits, dtype=bool)
    for turn in range(hashes):
        held[scrambled(keys, salt + turn) % numpy.uint64(bits)] = True
    return held


def holds(held: numpy.ndarray, keys: numpy.ndarray, hashes: int, salt: int = 1) -> numpy.ndarray:
    """Whether the filter takes each key for present; it never denies one that was put in.

    >>> keys = numpy.arange(100)
    >>> bool(holds(build(keys, 1000, 7), keys, 7).all())
    True
    """
    found = numpy.ones(len(keys), dtype=bool)
    for turn in range(hashes):
        found &= held[scrambled(keys, salt + turn) % numpy.uint64(len(held))]
    return found


def bloom_filter(items: float = 1_000_000, bits_per_item: Sequence[float] = (4, 6, 8, 10, 12, 16),
                 hashes: int | None = None, key_bytes: int = 16, measured_items: int = 20_000, questions: int = 50_000,
                 seed: int = 1) -> Comparison:
    """How much memory does a set need that may be wrong now and then? Bloom filters by size, beside a hash set.

    Parameters
    ----------
    items : float
        Keys in the set.
    bits_per_item : sequence of float
        Sizes of the filter.
    hashes : int, optional
        Hash functions; the best number unless given.
    key_bytes : int
        Bytes of a key in the hash set, which is three quarters full.
    measured_items : int
        Keys of the filter that is built to measure, at most `items`.
    questions : int
        How many absent keys it is asked for.
    seed : int
        Another seed is another draw.

    Returns
    -------
    Comparison
        `false_positive_rate` and `measured_rate` (shares), `memory_bytes`, `bits_per_item`, `hashes`.

    Raises
    ------
    TradeoffError
        Where a setting cannot be; it names the setting, the value and the mend.

    References
    ----------
    Bloom (1970).

    >>> found = bloom_filter()
    >>> found.table()["memory bytes"].to_dict()["10 bits an item"], found.table()["memory bytes"].to_dict()["hash set"]
    ('1.25 MB', '21.3 MB')
    """
    items = read.whole(items, "items", 1, 10**12, "1_000_000")
    if hashes is not None:
        hashes = read.whole(hashes, "hashes", 1, 64, "7")
    key_bytes = read.whole(read.data(key_bytes, "key_bytes", 1, 10_000), "key_bytes", 1, 10_000, '"16 B"')
    measured = min(items, read.whole(measured_items, "measured_items", 1, 100_000, "20_000"))
    questions, seed = read.whole(questions, "questions", 100, 200_000, "50_000"), read.seed(seed)
    sizes = read.listed(bits_per_item, "bits_per_item", "a list of bits an item, such as [4, 8, 16]", 20)
    sizes = [read.number(each, f"bits_per_item[{place}]", 0.5, 64, "10", "bit") for place, each in enumerate(sizes)]
    if not sizes:
        raise TradeoffError("bits_per_item: the list is empty. Give bits an item, such as [4, 8, 16].")
    keys = numpy.random.default_rng([seed, 51]).integers(0, 2**62, measured + questions, dtype=numpy.uint64)
    keys = keys << numpy.uint64(1)  # present keys are even, absent ones odd: none is both
    present, absent = keys[:measured], keys[measured:] | numpy.uint64(1)
    figures, points = {}, []
    for bits in sorted(set(sizes)):
        turns = hashes or best_hashes(bits)
        held = build(present, max(1, round(bits * measured)), turns, seed)
        rate, seen = false_positive_rate(bits, turns), float(holds(held, absent, turns, seed).mean())
        figures[f"{bits:g} bits an item"] = {"false_positive_rate": rate, "measured_rate": seen, "hashes": turns,
                                             "memory_bytes": math.ceil(bits * items / 8), "bits_per_item": bits}
        points += [("formula", bits, rate), *([("measured", bits, seen)] if seen else [])]
    figures[HASH_SET] = {"false_positive_rate": 0.0, "measured_rate": 0.0, "hashes": 1,
                         "memory_bytes": items * key_bytes / LOAD_FACTOR, "bits_per_item": 8 * key_bytes / LOAD_FACTOR}
    middle = sorted(set(sizes))[len(set(sizes)) // 2]
    rate = figures[f"{middle:g} bits an item"]["false_positive_rate"]
    return Comparison(
        "bloom_filter", f"{middle:g} bits an item give {digits_beside(rate, 2)}% false alarms",
        "How much memory does a set need that may be wrong now and then?", rows(figures, COLUMNS), COLUMNS,
        {"items": items, "bits_per_item": tuple(sorted(set(sizes))), "hashes": hashes, "key_bytes": key_bytes,
         "measured_items": measured, "questions": questions, "seed": seed},
        "Nothing is ever taken out, the number of items is known beforehand, and each key is asked for equally often. "
        "The hash set's memory is counted without pointers; many languages need several times that.",
        tidy(points), "memory for one item (bits)", "false positives (share, log)", y_log=True)
