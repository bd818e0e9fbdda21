"""The cache laboratory: hit ratios of policies by size, beside the best that any policy could do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpers.tradeoffs.caching.adaptive import arc, s3_fifo, sieve
from helpers.tradeoffs.caching.classic import fifo, lfu, lru, optimum
from helpers.tradeoffs.caching.traces import MOST_KEYS, TRACES, make_trace
from helpers.tradeoffs.comparison import Column, Comparison, rows, tidy
from helpers.tradeoffs.errors import TradeoffError, read

OPTIMUM = "Belady's optimum"
MOST_WORK = 20_000_000  # requests times sizes times policies: about ten seconds


@dataclass(frozen=True)
class Policy:
    """A policy: its function, whether a hit moves entries of a shared list, and names remembered per place."""

    function: Callable
    moves_on_hit: int
    names_per_place: float


POLICIES = {
    "FIFO": Policy(fifo, 0, 1.0),
    "LRU": Policy(lru, 1, 1.0),
    "LFU": Policy(lfu, 1, 1.0),
    "SIEVE": Policy(sieve, 0, 1.0),
    "ARC": Policy(arc, 1, 2.0),
    "S3-FIFO": Policy(s3_fifo, 0, 1.9),
}
BOUND = Policy(optimum, 1, 1.0)
SIZES = {"zipf": (0.01, 0.03, 0.1, 0.3), "scan": (0.01, 0.03, 0.1, 0.3), "loop": (0.3, 0.6, 0.9, 0.95)}


def hits_of(policy: str, keys, size: int) -> list[bool]:
    """Whether each request of a trace is a hit, by policy (or "Belady's optimum") and size in keys.

    >>> hits_of("LRU", ["a", "b", "a"], size=2)
    [False, False, True]
    """
    policy = read.choice(policy, "policy", (*POLICIES, OPTIMUM))
    return POLICIES.get(policy, BOUND).function(make_trace(keys), read.whole(size, "size", 1, 10**9, "100"))


def cache_policies(requests: int = 50_000, keys: int = 10_000, trace: str | Sequence = "zipf", skew: float = 0.9,
                   sizes: Sequence[float] | None = None, policies: Sequence[str] | str | None = None,
                   seed: int = 1) -> Comparison:
    """Which key should a full cache evict? Hit ratios of policies by cache size, beside Belady's optimum.

    Parameters
    ----------
    requests : int
        How many requests a made trace has.
    keys : int
        How many different keys a made trace has.
    trace : str or sequence
        "zipf", "scan", "loop", or your own keys (then `requests`, `keys` and `skew` do not count).
    skew : float
        Of the keys' popularity; 0 is none.
    sizes : sequence of float, optional
        Of the cache: shares of the keys below 1, or counts of keys.
    policies : sequence of str, optional
        Which to compare; all unless given.
    seed : int
        Another seed is another draw.

    Returns
    -------
    Comparison
        `hit_ratio` at the middle size and `share_of_optimum` there, `moves_on_hit` (1 when a hit moves entries of a
        list that all threads share), `names_per_place` (keys remembered for each key held), and the hit ratio at
        each size.

    Raises
    ------
    TradeoffError
        Where a setting cannot be; it names the setting, the value and the mend.

    References
    ----------
    Belady (1966); ARC: Megiddo & Modha, FAST 2003; S3-FIFO: Yang et al., SOSP 2023; SIEVE: Zhang et al., NSDI 2024.

    >>> found = cache_policies(requests=5_000, keys=1_000, sizes=[100], policies=["LRU", "SIEVE"])
    >>> found.table()["hit ratio"].to_dict()
    {'LRU': '46.3%', 'SIEVE': '52.9%', "Belady's optimum": '67.2%'}
    """
    chosen = read.choices(policies, "policies", tuple(POLICIES))
    trace = read.choice(trace, "trace", TRACES) if isinstance(trace, str) else trace
    asked = make_trace(trace, requests, keys, skew, seed)
    own = not isinstance(trace, str)
    distinct = max(asked) + 1 if own else read.whole(keys, "keys", 1, MOST_KEYS)
    sizes = _sizes(SIZES["zipf" if own else str(trace)] if sizes is None else sizes, distinct)
    if len(asked) * len(sizes) * (len(chosen) + 1) > MOST_WORK:
        raise TradeoffError(f"requests: {len(asked):,} requests, {len(sizes)} sizes and {len(chosen)} policies are too "
                            "many together. Give fewer of one of them.")
    functions = {**{name: POLICIES[name] for name in chosen}, OPTIMUM: BOUND}
    ratios = {name: {size: sum(policy.function(asked, size)) / len(asked) for size in sizes}
              for name, policy in functions.items()}
    middle = sizes[len(sizes) // 2]
    figures = {name: {"hit_ratio": ratios[name][middle],
                      "share_of_optimum": _part(ratios[name][middle], ratios[OPTIMUM][middle]),
                      "moves_on_hit": policy.moves_on_hit, "names_per_place": policy.names_per_place,
                      **{f"hit_ratio_at_{size}": ratios[name][size] for size in sizes}}
               for name, policy in functions.items()}
    columns = (
        Column("hit_ratio", f"share of requests answered by a cache of {middle:,} keys", "share", "higher"),
        Column("share_of_optimum", f"its hits as a share of the optimum's, at {middle:,} keys", "share", "higher"),
        Column("moves_on_hit", "whether a hit moves entries of a shared list", "yes or no"),
        Column("names_per_place", "keys remembered for each key held"),
        *(Column(f"hit_ratio_at_{size}", f"hit ratio with {size:,} keys", "share", "higher") for size in sizes),
    )
    best = max(chosen, key=lambda name: ratios[name][middle])
    settings = {"trace": "own" if own else trace, "requests": len(asked), "keys": distinct}
    settings |= {} if own or trace == "loop" else {"skew": read.number(skew, "skew", 0, 5, "0.9")}
    return Comparison(
        "cache_policies", f"{best} comes nearest to the optimum with {middle:,} keys",
        "Which key should a full cache evict?", rows(figures, columns), columns,
        settings | {"sizes": sizes, "policies": chosen, "seed": read.seed(seed)},
        "All entries have one size and never expire, a miss stores its key at once, and the cache starts empty, so "
        "that the first request for a key always misses. Time spent in locks is not measured.",
        tidy((name, size, ratios[name][size]) for name in functions for size in sizes),
        "cache size (keys, log scale)", "hit ratio (share of requests)", x_log=True, bounds=(OPTIMUM,))


def _part(value: float, whole_value: float) -> float:
    return value / whole_value if whole_value else 1.0


def _sizes(given, keys: int) -> tuple[int, ...]:
    entries = read.listed(given, "sizes", "a list of sizes such as [0.01, 0.1] (shares) or [100, 1000] (keys)", 50)
    found = set()
    for place, each in enumerate(entries):
        field = f"sizes[{place}]"
        share = read.number(each, field, 0, 1e9, "0.1 for a tenth of the keys, or 1000 keys")
        if share < 1:
            found.add(max(1, round(share * keys)))
        else:
            found.add(read.whole(each, field, 1, 10**9, "1000"))
    if not found:
        raise TradeoffError("sizes: the list is empty. Give shares such as [0.01, 0.1], or counts of keys.")
    return tuple(sorted(found))
