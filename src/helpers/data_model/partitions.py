"""Rows over shards: who is hot, what moves when shards are added, and which patterns ask all of them."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpers.data_model.errors import DataModelError
from helpers.data_model.parts import READ
from helpers.data_model.shard_schemes import (
    MOST_NODES,
    MOST_SHARDS,
    SCHEMES,
    SLOTS,
    handed_over,
    mixed,
    moved_at_least,
    shards_of,
)
from helpers.findings import Finding, Findings

if TYPE_CHECKING:
    import numpy as np
    import pandas

    from helpers.data_model.model import DataModel

MOST_KEYS = 50_000_000
HOT = 2.0  # times the mean, from which a finding speaks of a hot shard


@dataclass(frozen=True)
class Partition:
    """Rows and load of each shard, the share of keys that a change moves, and the patterns that ask every shard."""

    key: tuple[str, ...]
    scheme: str
    shards: int
    rows: tuple[int, ...]
    load: tuple[float, ...]
    grown_to: int
    moved: float
    scattered: tuple[str, ...] = ()
    single: tuple[str, ...] = ()
    hottest_key: float = 0.0
    findings: Findings = field(default=Findings())

    @property
    def hottest(self) -> float:
        """The load of the hottest shard as a multiple of the mean."""
        return max(self.load) * self.shards / (sum(self.load) or 1.0)

    @property
    def spread(self) -> float:
        """The relative standard deviation of the shards' rows."""
        mean = sum(self.rows) / self.shards
        return math.sqrt(sum((each - mean) ** 2 for each in self.rows) / self.shards) / (mean or 1.0)

    def table(self) -> "pandas.DataFrame":
        """One row a shard: its rows, and its share of the load."""
        from helpers.tables import pandas

        whole = sum(self.load) or 1.0
        return pandas.DataFrame(
            {"rows": self.rows, "load": [f"{each / whole:.1%}" for each in self.load]},
            index=pandas.RangeIndex(self.shards, name="shard"),
        )

    def check(self) -> Findings:
        """Findings: a hot shard, one key that is too hot for any, patterns that ask every shard, much that moves."""
        return self.findings


def partition(
    model: "DataModel | None" = None,
    key: "str | list[str] | tuple" = (),
    shards: int = 8,
    scheme: str = "ring",
    *,
    entity: str = "",
    keys: "int | np.ndarray" = 100_000,
    skew: float = 0.0,
    nodes: int = 100,
    grow_to: int | None = None,
    salt: int = 1,
    split_hottest: int = 0,
    seed: int = 1,
) -> Partition:
    """Spread keys over shards and see what becomes of them.

    Parameters
    ----------
    model, entity, key
        Which field (or fields) of which entity says the shard; without a model only keys are spread.
    shards, scheme
        How many shards; one of modulo, ring, rendezvous, slots, range, directory.
    keys
        How many different keys, or the measured number of requests of each key.
    skew
        The exponent of Zipf's law between keys; 0 for even load.
    nodes
        Virtual nodes of each shard on the ring.
    grow_to
        To how many shards it grows; one more where nothing is said.
    salt
        Each key is split over so many (a random part beside it): writes spread, reads ask all of its parts.
    split_hottest
        So many of the hottest keys are split over all shards (a celebrity's followers).
    seed
        Another seed gives other keys.
    """
    import numpy as np

    shards = READ.whole(shards, "shards", 1, MOST_SHARDS, "8")
    scheme = READ.choice(scheme, "scheme", SCHEMES)
    nodes = READ.whole(nodes, "nodes", 1, MOST_NODES, "100")
    grown = READ.whole(shards + 1 if grow_to is None else grow_to, "grow_to", 1, 2 * MOST_SHARDS, "16")
    salt = READ.whole(salt, "salt", 1, 1000, "10")
    weights = _weights(keys, READ.number(skew, "skew", 0.0, 5.0), READ.seed(seed))
    split = READ.whole(split_hottest, "split_hottest", 0, len(weights), "10")
    listed = [key] if isinstance(key, str) else READ.listed(key, "key", "a field, or a list of fields", 16)
    count, chosen = len(weights), tuple(READ.name(each, "key") for each in listed)
    hot = float(weights.max() / (weights.sum() or 1.0))
    if split:
        top = np.argpartition(-weights, split - 1)[:split]
        spread_over = float(weights[top].sum()) / shards
        weights = weights.copy()
        weights[top] = 0.0
    names = np.arange(count, dtype=np.uint64) + np.uint64(seed << 32)
    if salt > 1:
        names = (np.repeat(names, salt) << np.uint64(10)) + np.tile(np.arange(salt, dtype=np.uint64), count)
        weights = np.repeat(weights / salt, salt)
    before = shards_of(names, shards, scheme, nodes, weights)
    load = np.bincount(before, weights=weights, minlength=shards)
    load = load + spread_over if split else load
    moved = _moved(before, names, weights, (scheme, shards, grown, nodes))
    scattered, single = _patterns(model, entity, chosen)
    made = Partition(
        chosen,
        scheme,
        shards,
        tuple(np.bincount(before, minlength=shards).tolist()),
        tuple(load.tolist()),
        grown,
        moved,
        scattered,
        single,
        hot,
    )
    return Partition(**{**vars(made), "findings": Findings(_findings(made, model, salt, split))})


def _moved(before: "np.ndarray", names: "np.ndarray", weights: "np.ndarray", made: tuple[str, int, int, int]) -> float:
    """The share of keys that another number of shards moves, counted key by key."""
    import numpy as np

    scheme, shards, grown, nodes = made
    if scheme == "slots":
        new = handed_over(np.arange(SLOTS) * shards // SLOTS, np.ones(SLOTS), shards, grown)
        return float(np.mean(new[(mixed(names) >> np.uint64(50)).astype(np.int64)] != before))
    if scheme == "directory":
        return float(np.mean(handed_over(before, weights, shards, grown) != before))
    return float(np.mean(before != shards_of(names, grown, scheme, nodes, weights)))


def _weights(keys, skew: float, seed: int):
    import numpy as np

    if not isinstance(keys, int) or isinstance(keys, bool):
        given = np.asarray(
            READ.listed(keys, "keys", "a number of keys, or requests of each key", MOST_KEYS), dtype=object
        )
        try:
            made = given.astype(float)
        except (TypeError, ValueError):
            made = np.array([math.nan])
        if not len(made) or not np.isfinite(made).all() or (made < 0).any():
            raise DataModelError(
                "keys: the requests of each key are numbers of zero or more. Give counts, as measured."
            )
        return made
    count = READ.whole(keys, "keys", 1, MOST_KEYS, "100_000")
    return np.ones(count) if not skew else np.arange(1, count + 1) ** -skew


def _patterns(model: "DataModel | None", entity: str, key: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if model is None or not key:
        return (), ()
    owners = [each for each in model.entities if all(name in each for name in key)]
    chosen = model[entity] if entity else owners[0] if len(owners) == 1 else None
    if chosen is None:
        raise DataModelError(f"key: {', '.join(key)} stands in {len(owners)} entities. Say which: entity='post'.")
    for name in key:
        chosen[name]
    scattered, single = [], []
    for each in model.patterns:
        if each.entity == chosen.name and each.writes != "insert":
            equal = {name for name, how in each.conditions(chosen) if how == "="}
            (single if set(key) <= equal else scattered).append(each.name)
    return tuple(scattered), tuple(single)


def _rate(per_second: float) -> str:
    """A rate in words: whole, or with two digits where it is small."""
    return f"{per_second:,.0f}" if per_second >= 10 else f"{per_second:.2g}"


def _findings(made: Partition, model, salt: int, split: int):
    mean = 1 / made.shards
    if made.hottest >= HOT:
        why = f"; one key alone has {made.hottest_key:.1%} of the load" if made.hottest_key > mean / 2 else ""
        yield Finding(
            "hot-shard",
            "error",
            "load",
            f"the hottest shard has {made.hottest:.1f} times the mean{why}",
            "Split the hottest keys (split_hottest=), salt them, or add a field to the key.",
        )
    for name in made.scattered:
        pattern = model.pattern(name)
        yield Finding(
            "scatter-gather",
            "warning",
            name,
            f"does not say {', '.join(made.key)}, so it asks all "
            f"{made.shards} shards: {_rate(pattern.rate * made.shards)} queries a second instead of "
            f"{_rate(pattern.rate)}",
            "Choose a key that it says, or keep a second copy by its own key.",
        )
    needed = float(moved_at_least(made.shards, made.grown_to))
    if made.moved > needed + 0.1:
        yield Finding(
            "moves-much",
            "warning",
            made.scheme,
            f"from {made.shards} to {made.grown_to} shards moves {made.moved:.1%} of the keys; {needed:.1%} would do",
            "Use a ring, rendezvous or slots, or double.",
        )
    if salt > 1:
        yield Finding(
            "salted-reads",
            "note",
            "salt",
            f"reading one key asks up to {min(salt, made.shards)} shards",
            "Salt only what is written often.",
        )
    if made.scheme == "range":
        yield Finding(
            "range-grows-at-its-end",
            "note",
            "range",
            "keys that grow, such as times, all go to the last shard",
            "Begin the key with what is spread.",
        )
