"""How much of each entity's data is out of reach, or down to its last copy, when machines are lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from helpers.architecture import Architecture, Component

Machine = tuple[str, int]


@dataclass(frozen=True)
class DataAtRisk:
    """By entity, the share of its data of which no copy can be reached, and of which one copy alone is left."""

    out_of_reach: dict[str, float]
    last_copy: dict[str, float]

    @property
    def worst_out_of_reach(self) -> float:
        """The share of the entity that is hit most; 0 where nothing durable is kept."""
        return max(self.out_of_reach.values(), default=0.0)

    @property
    def worst_last_copy(self) -> float:
        """The share of the entity of which most is down to one copy; 0 where nothing durable is kept."""
        return max(self.last_copy.values(), default=0.0)


def data_at_risk(architecture: Architecture, lost: Iterable[Machine] = ()) -> DataAtRisk:
    """What machines lost mean for the data; caches and search indexes, which can be filled anew, do not count.

    An entity that several stores keep has the copies of all of them; each store spreads it over its shards by itself.

    >>> from helpers.architecture import Component
    >>> shop = Architecture("Shop").add(Component("store", "wide_column", shards=2, copies=2, stores="item"))
    >>> data_at_risk(shop, [("store", 0)])
    DataAtRisk(out_of_reach={'item': 0.0}, last_copy={'item': 0.5})
    >>> data_at_risk(shop, [("store", 0), ("store", 1)])
    DataAtRisk(out_of_reach={'item': 0.5}, last_copy={'item': 0.0})
    """
    gone = set(lost)
    out: dict[str, float] = {}
    last: dict[str, float] = {}
    for entity in architecture.entities:
        keepers = [box for box in architecture if entity in box.stores and box.durable and box.of.stores]
        if not keepers:
            continue
        counts = {0: 1.0}  # share of the data by how many living copies it has
        for box in keepers:
            own = _copies_left(box, gone)
            joined: dict[int, float] = {}
            for many, share in counts.items():
                for more, part in own.items():
                    joined[many + more] = joined.get(many + more, 0.0) + share * part
            counts = joined
        out[entity], last[entity] = counts.get(0, 0.0), counts.get(1, 0.0)
    return DataAtRisk(out, last)


def _copies_left(box: Component, gone: Collection[Machine]) -> dict[int, float]:
    """The share of a store's data by how many copies of it are left."""
    found: dict[int, float] = {}
    for shard in range(box.shards):
        if box.of.managed:
            left = 0 if (box.name, shard) in gone else box.copies
        else:
            left = sum((box.name, shard * box.copies + copy) not in gone for copy in range(box.copies))
        found[left] = found.get(left, 0.0) + 1 / box.shards
    return found
