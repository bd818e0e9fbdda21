"""Which shard keeps a key: six schemes, what moves when shards are added, and what must come out of them."""

import math
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

SCHEMES = {
    "modulo": "the hash of the key, modulo the number of shards",
    "ring": "consistent hashing: each shard has virtual nodes on a ring (Karger and others 1997)",
    "rendezvous": "each shard draws a number for the key, the highest wins (Thaler, Ravishankar 1998)",
    "slots": "16,384 fixed slots, handed to shards in even shares (as Redis Cluster does)",
    "range": "keys in order, cut into pieces of as many keys",
    "directory": "a table that names the shard of each key: here the one with the least load so far",
}
SLOTS = 16_384
MOST_SHARDS, MOST_KEYS, MOST_NODES = 1024, 50_000_000, 1024
CHUNK = 1 << 18


def mixed(numbers: "np.ndarray", seed: int = 0) -> "np.ndarray":
    """Even 64-bit hashes of whole numbers: the finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    import numpy as np

    made = np.asarray(numbers).astype(np.uint64)
    made = made + np.uint64((0x9E3779B97F4A7C15 * (seed + 1)) % 2**64)
    made ^= made >> np.uint64(30)
    made *= np.uint64(0xBF58476D1CE4E5B9)
    made ^= made >> np.uint64(27)
    made *= np.uint64(0x94D049BB133111EB)
    made ^= made >> np.uint64(31)
    return made


def ring_of(shards: int, nodes: int) -> tuple["np.ndarray", "np.ndarray"]:
    """The places of all virtual nodes on the ring of 64 bits, in order, and the shard of each."""
    import numpy as np

    owners = np.repeat(np.arange(shards, dtype=np.uint16), nodes)
    places = mixed(
        np.repeat(np.arange(shards, dtype=np.uint64), nodes) * np.uint64(2**20)
        + np.tile(np.arange(nodes, dtype=np.uint64), shards),
        seed=7,
    )
    order = np.argsort(places, kind="stable")
    return places[order], owners[order]


def shards_of(
    keys: "np.ndarray", shards: int, scheme: str = "modulo", nodes: int = 100, weights: "np.ndarray | None" = None
) -> "np.ndarray":
    """The shard of each key (whole numbers); `nodes` virtual nodes a shard for the ring.

    >>> import numpy as np
    >>> sorted(set(shards_of(np.arange(1000), 4).tolist()))
    [0, 1, 2, 3]
    """
    import numpy as np

    if scheme == "range":
        made = np.empty(len(keys), dtype=np.uint16)
        made[np.argsort(keys, kind="stable")] = (np.arange(len(keys)) * shards) // max(1, len(keys))
        return made
    if scheme == "directory":
        return _directory(keys, shards, weights)
    made = np.empty(len(keys), dtype=np.uint16)
    if scheme == "ring":
        table = _ring_table(shards, nodes)
    for start in range(0, len(keys), CHUNK):
        hashes = mixed(keys[start : start + CHUNK])
        part = slice(start, start + len(hashes))
        if scheme == "modulo":
            made[part] = hashes % np.uint64(shards)
        elif scheme == "slots":
            made[part] = ((hashes >> np.uint64(50)) * np.uint64(shards)) >> np.uint64(14)  # of 2^14 slots
        elif scheme == "ring":
            made[part] = _on_ring(hashes, *table)
        else:
            made[part] = _rendezvous(hashes, shards)
    return made


def _ring_table(shards: int, nodes: int):
    """For each of 65,536 equal pieces of the ring the node that its first place belongs to."""
    import numpy as np

    places, owners = ring_of(shards, nodes)
    starts = np.searchsorted(places, np.arange(2**16, dtype=np.uint64) << np.uint64(48), side="left")
    return places, np.append(owners, owners[:1]), starts


def _on_ring(hashes, places, owners, starts):
    import numpy as np

    found = starts[(hashes >> np.uint64(48)).astype(np.int64)]
    last = np.append(places, np.uint64(2**64 - 1))
    while True:  # most are right at once; the rest step on, a node at a time
        late = np.flatnonzero((last[found] < hashes) & (found < len(places)))
        if not len(late):
            return owners[found]
        found[late] += 1


def _rendezvous(hashes, shards: int):
    import numpy as np

    best, owner = mixed(hashes, seed=1000), np.zeros(len(hashes), dtype=np.uint16)
    for shard in range(1, shards):
        offer = mixed(hashes, seed=1000 + shard)
        higher = offer > best
        best[higher] = offer[higher]
        owner[higher] = shard
    return owner


def _directory(keys, shards: int, weights):
    """The heaviest keys first, each to the shard with the least load; light ones go round."""
    import heapq

    import numpy as np

    load = np.ones(len(keys)) if weights is None else weights
    order = np.argsort(-load, kind="stable")
    made, heavy = np.empty(len(keys), dtype=np.uint16), min(len(keys), 20_000)
    heap = [(0.0, shard) for shard in range(shards)]
    for place in order[:heavy].tolist():
        least, shard = heapq.heappop(heap)
        made[place] = shard
        heapq.heappush(heap, (least + float(load[place]), shard))
    rest, have = order[heavy:], np.zeros(shards)
    for least, shard in heap:
        have[shard] = least
    if len(rest):  # each shard is filled up to the same level
        ends = np.cumsum(np.maximum(0, (have.sum() + load[rest].sum()) / shards - have))
        made[rest] = np.searchsorted(ends, np.cumsum(load[rest]), side="left").clip(max=shards - 1)
    return made


def handed_over(owners: "np.ndarray", load: "np.ndarray", shards: int, grown: int) -> "np.ndarray":
    """New owners after a table of owners is evened out: each shard gives away what it has above the new mean.

    >>> import numpy as np
    >>> handed_over(np.array([0, 0, 1, 1]), np.ones(4), 2, 4).tolist()
    [0, 2, 1, 3]
    """
    import numpy as np

    level = load.sum() / grown
    order = np.argsort(owners, kind="stable")
    total = np.cumsum(load[order])
    start = np.concatenate(([0.0], total))[np.searchsorted(owners[order], np.arange(shards))]
    within = total - start[owners[order]]
    leaves = order[(within > level * (1 + 1e-9)) | (owners[order] >= grown)]
    made = owners.astype(np.int64)
    have = np.bincount(np.delete(owners, leaves), weights=np.delete(load, leaves), minlength=max(shards, grown))[:grown]
    ends = np.cumsum(np.maximum(0.0, level - have))
    middle = np.cumsum(load[leaves]) - load[leaves] / 2
    made[leaves] = np.searchsorted(ends, middle, side="right").clip(max=grown - 1)
    return made


# --- what must come out -----------------------------------------------------------------------------------------------


def kept_by_modulo(before: int, after: int) -> Fraction:
    """The share of keys that stay when shards are counted anew modulo: min(n, m) / lcm(n, m).

    >>> 1 - kept_by_modulo(4, 5), 1 - kept_by_modulo(8, 16)
    (Fraction(4, 5), Fraction(1, 2))
    """
    return Fraction(min(before, after), math.lcm(before, after))


def moved_at_least(before: int, after: int) -> Fraction:
    """The share of keys that must move so that all shards are even again; consistent hashing moves no more.

    >>> moved_at_least(4, 5), moved_at_least(5, 4)
    (Fraction(1, 5), Fraction(1, 5))
    """
    return Fraction(abs(after - before), max(before, after))


def ring_spread(shards: int, nodes: int) -> float:
    """The relative standard deviation of a shard's share of the ring: sqrt((n - 1) / (nV + 1)).

    >>> round(ring_spread(10, 1), 2), round(ring_spread(1000, 100), 4)
    (0.9, 0.0999)
    """
    return math.sqrt((shards - 1) / (shards * nodes + 1))
