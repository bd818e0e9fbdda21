"""How alike two words are."""


def ratio_of():
    """How alike two words are, from 0 to 100: rapidfuzz's where it is installed, else one with the same meaning."""
    try:
        from rapidfuzz.fuzz import ratio
    except ImportError:
        return plain_ratio
    return ratio


def plain_ratio(one: str, other: str, score_cutoff: float = 0.0) -> float:
    """How alike two words are, from 0 to 100, counted by insertions and deletions as rapidfuzz does.

    >>> round(plain_ratio("follower", "folower"), 1)
    93.3
    """
    whole = len(one) + len(other)
    if not whole:
        return 100.0
    if 200.0 * min(len(one), len(other)) / whole < score_cutoff:
        return 0.0
    row = [0] * (len(other) + 1)
    for letter in one:
        before = 0
        for place, against in enumerate(other, 1):
            kept = row[place]
            row[place] = before + 1 if letter == against else max(row[place], row[place - 1])
            before = kept
    score = 200.0 * row[-1] / whole
    return score if score >= score_cutoff else 0.0
