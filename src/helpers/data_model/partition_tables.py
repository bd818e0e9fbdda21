"""Schemes and keys side by side: what moves when shards are added, how hot it gets, how many queries are asked."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from helpers.data_model.errors import DataModelError
from helpers.data_model.model import DataModel
from helpers.data_model.partitions import partition
from helpers.data_model.parts import READ
from helpers.data_model.shard_schemes import MOST_SHARDS, SCHEMES, moved_at_least
from helpers.errors import shorten

if TYPE_CHECKING:
    import pandas


def schemes_table(
    shards: int = 8,
    grow_to: "int | Sequence[int]" = (9, 16),
    schemes: Sequence[str] = ("modulo", "ring", "rendezvous", "slots"),
    keys: int = 100_000,
    nodes: int = 100,
) -> "pandas.DataFrame":
    """One row a scheme: the share of keys that each growth moves, counted key by key, and how uneven the shards are.

    >>> schemes_table(8, 9, ["modulo", "ring"], keys=20_000).columns.tolist()
    ['8 to 9 moves', 'fullest shard']
    """
    from helpers.tables import pandas

    whole = READ.whole(shards, "shards", 1, MOST_SHARDS, "8")
    given = [grow_to] if isinstance(grow_to, int) else READ.listed(grow_to, "grow_to", "numbers of shards", 10)
    named = READ.listed([schemes] if isinstance(schemes, str) else schemes, "schemes", "names of schemes", 10)
    rows: dict[str, dict[str, Any]] = {}
    for scheme in named:
        grown = [partition(None, (), whole, scheme, keys=keys, nodes=nodes, grow_to=each) for each in given]
        rows[grown[0].scheme] = {f"{whole} to {each.grown_to} moves": each.moved for each in grown} | {
            "fullest shard": max(grown[0].rows) * whole / sum(grown[0].rows)
        }
    least = {f"{whole} to {each} moves": float(moved_at_least(whole, each)) for each in given} | {"fullest shard": 1.0}
    rows["even shards need"] = least
    made = pandas.DataFrame.from_dict(rows, orient="index")
    made.index.name = "scheme"
    return made


def keys_table(
    model: DataModel,
    entity: str,
    keys: "Mapping[str, Any] | Sequence[Any]",
    shards: int = 8,
    scheme: str = "ring",
    seed: int = 1,
) -> "pandas.DataFrame":
    """One row a key that an entity may be partitioned by: queries per second in all, and how hot the hottest shard is.

    Parameters
    ----------
    model, entity
        The model, and the entity that is partitioned.
    keys
        Fields to try; or each with its load: how many different values, or the requests of each value, as measured.
    shards, scheme, seed
        As for `partition`.
    """
    from helpers.tables import pandas

    READ.choice(scheme, "scheme", SCHEMES)
    if not isinstance(keys, Mapping):
        keys = dict.fromkeys(READ.listed(keys, "keys", "fields such as ['owner']", 20), 100_000)
    if not keys:
        raise DataModelError(f"keys: {shorten(keys)} names no field. Write ['owner', 'code'].")
    rows = {}
    for key, load in keys.items():
        made = partition(model, key, shards, scheme, entity=entity, keys=load, seed=seed)
        rates = {each.name: each.rate for each in model.patterns if each.entity == entity and each.writes != "insert"}
        asked = sum(rates[name] * (shards if name in made.scattered else 1) for name in rates)
        rows[", ".join(made.key)] = {
            "asks one shard": ", ".join(made.single) or "-",
            "asks all shards": ", ".join(made.scattered) or "-",
            "queries a second": f"{asked:,.0f}",
            "hottest shard": f"{made.hottest:.1f} x the mean",
        }
    table = pandas.DataFrame.from_dict(rows, orient="index")
    table.index.name = "key"
    return table
