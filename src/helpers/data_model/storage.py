"""Which kind of store suits the patterns of an entity, the pattern that decides, and what billed stores would count."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.data_model.model import DataModel
from helpers.data_model.parts import READ, AccessPattern, Entity
from helpers.data_model.sizes import row_bytes
from helpers.findings import Finding, Findings

if TYPE_CHECKING:
    import pandas

KINDS = ("relational", "document", "wide-column", "key-value", "blob", "search")
# 2 serves it by nature, 1 serves it with care, 0 does not serve it.
FIT = {
    "one by its key": {"relational": 2, "document": 2, "wide-column": 2, "key-value": 2, "blob": 1, "search": 1},
    "one by another field": {"relational": 2, "document": 2, "wide-column": 1, "key-value": 0, "blob": 0, "search": 1},
    "list in order": {"relational": 2, "document": 2, "wide-column": 2, "key-value": 0, "blob": 0, "search": 1},
    "list by several": {"relational": 2, "document": 1, "wide-column": 1, "key-value": 0, "blob": 0, "search": 2},
    "words inside": {"relational": 1, "document": 1, "wide-column": 0, "key-value": 0, "blob": 0, "search": 2},
    "write": {"relational": 2, "document": 2, "wide-column": 2, "key-value": 2, "blob": 1, "search": 1},
    "many writes": {"relational": 0, "document": 1, "wide-column": 2, "key-value": 2, "blob": 0, "search": 0},
    "rule over rows": {"relational": 2, "document": 1, "wide-column": 0, "key-value": 0, "blob": 0, "search": 0},
    "large values": {"relational": 0, "document": 0, "wide-column": 0, "key-value": 0, "blob": 2, "search": 0},
}
ONE_WRITER = 10_000  # inserts a second that one relational primary may take: an order of magnitude, to be measured
LARGE = 400_000  # bytes: DynamoDB's largest item; beyond it a value belongs into a blob store
# DynamoDB, developer guide: 1 RCU reads 4 KB a second strongly consistent, two such eventually; 1 WCU writes 1 KB.
READ_UNIT, WRITE_UNIT, MOST_ITEM = 4096, 1024, 400 * 1024
PARTITION_READS, PARTITION_WRITES = 3000, 1000


def shape_of(pattern: AccessPattern, entity: Entity) -> str:
    """What a pattern asks of a store, as one of the shapes that stores are weighed by."""
    if pattern.writes:
        return "many writes" if pattern.rate > ONE_WRITER else "write"
    conditions = pattern.conditions(entity)
    if any(how == "like" for _, how in conditions):
        return "words inside"
    equal = {name for name, how in conditions if how == "="}
    if entity.key and set(entity.key) == equal:
        return "one by its key"
    if any(equal and set(each) <= equal for each in entity.unique):
        return "one by another field"
    return "list in order" if len(conditions) <= 1 else "list by several"


@dataclass(frozen=True)
class StorageChoice:
    """The kinds of store for one entity, best first, with the need that decided between the first two."""

    entity: str
    ranked: tuple[tuple[str, float], ...]
    needs: tuple[tuple[str, str, float], ...]
    decided_by: str

    @property
    def best(self) -> str:
        """The kind that fits best."""
        return self.ranked[0][0]

    def __str__(self) -> str:
        return f"{self.entity}: {self.best} (decided by {self.decided_by}); next {self.ranked[1][0]}"

    def table(self) -> "pandas.DataFrame":
        """A row a need and a column a kind of store, best first: "well", "with care" or "no", and the sums last."""
        from helpers.tables import pandas

        kinds = [kind for kind, _ in self.ranked]
        words = {2: "well", 1: "with care", 0: "no"}
        rows = {
            f"{name} ({shape})": [words[FIT[shape][kind]] for kind in kinds] for name, shape, _ in self.needs
        }
        rows["sum (rates by their logarithm)"] = [f"{points:.0f}" for _, points in self.ranked]
        return pandas.DataFrame(list(rows.values()), index=list(rows), columns=kinds).rename_axis("need")


def storage_choice(model: DataModel, entity: str) -> StorageChoice:
    """Weigh the kinds of store against the patterns of an entity, each by the logarithm of its rate.

    What a kind does not serve at all counts ten times against it: one such pattern decides.
    """
    chosen = model[entity]
    needs = [
        (each.name, shape_of(each, chosen), 1 + math.log10(1 + each.rate))
        for each in model.patterns
        if each.entity == entity
    ]
    if chosen.unique or chosen.refs:
        named = ["unique rules"] * bool(chosen.unique) + ["references"] * bool(chosen.refs)
        needs.append((" and ".join(named), "rule over rows", 1.0))
    if row_bytes(chosen, model) > LARGE or any(
        each.base == "bytes" and each.numbers and each.numbers[0] > LARGE for each in chosen.fields
    ):
        needs.append(("the size of a row", "large values", 3.0))
    if not needs:
        needs = [("no pattern yet", "one by its key", 1.0)]

    def score(kind: str, left_out: str = "") -> float:
        return sum(weight * (FIT[shape][kind] or -10) for name, shape, weight in needs if name != left_out)

    ranked = sorted(((kind, score(kind)) for kind in KINDS), key=lambda each: (-each[1], KINDS.index(each[0])))
    first, second = ranked[0][0], ranked[1][0]
    decided = max(needs, key=lambda need: need[2] * ((FIT[need[1]][first] or -10) - (FIT[need[1]][second] or -10)))
    return StorageChoice(entity, tuple(ranked), tuple(needs), decided[0])


def units_of(bytes_: float, writes: bool, consistent: bool = True) -> float:
    """Capacity units of one request in a store billed as DynamoDB is.

    >>> units_of(4096, False), units_of(4097, False), units_of(4096, False, consistent=False), units_of(1025, True)
    (1.0, 2.0, 0.5, 2.0)
    """
    size = READ.number(bytes_, "bytes", 0.0, 1e12)
    if writes:
        return float(max(1, math.ceil(size / WRITE_UNIT)))
    return max(1, math.ceil(size / READ_UNIT)) * (1.0 if consistent else 0.5)


def units_table(model: DataModel, consistent: bool = True) -> "pandas.DataFrame":
    """Capacity units a second of each pattern: a list is read as one request over the bytes of all its items."""
    from helpers.tables import pandas

    rows = []
    for each in model.patterns:
        entity = model[each.entity]
        size = row_bytes(entity, model)
        one = shape_of(each, entity) in ("one by its key", "one by another field")
        items = 1 if each.writes or one else each.limit or 1
        unit = units_of(size * items, bool(each.writes), consistent)
        indexes = 1 + len(entity.indexes) + len(entity.unique) if each.writes else 1  # each index is a copy to write
        rows.append(
            {
                "pattern": each.name,
                "bytes": round(size * items),
                "units each": unit * indexes,
                "units a second": each.rate * unit * indexes,
            }
        )
    return pandas.DataFrame(rows, columns=["pattern", "bytes", "units each", "units a second"]).set_index("pattern")


def check_items(model: DataModel) -> Findings:
    """Findings of a store of items: items above 400 KB, and patterns that one partition cannot bear."""
    found = []
    table = units_table(model)
    for each in model.entities:
        size = row_bytes(each, model)
        if size > MOST_ITEM:
            found.append(
                Finding(
                    "item-too-large",
                    "error",
                    each.name,
                    f"{size:,.0f} bytes; an item holds {MOST_ITEM:,}",
                    "Put the large field into a blob store, and keep its address.",
                )
            )
    for each in model.patterns:
        most = PARTITION_WRITES if each.writes else PARTITION_READS
        units = float(table.loc[each.name, "units a second"])
        if units > most:
            found.append(
                Finding(
                    "more-than-one-partition",
                    "note",
                    each.name,
                    f"{units:,.0f} units a second; one partition bears {most:,}",
                    "It must spread over many keys: see partition().",
                )
            )
    return Findings(found)
