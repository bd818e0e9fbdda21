"""Rules on indexes, against the patterns that they serve."""

from helpers.data_model.advice import Need, existing, satisfied
from helpers.data_model.rules.registry import SPLINTER, WINAND, rule

SMALL = 1000  # rows that are read as fast without an index
MOST_INDEXED, MOST_INDEXES = 3, 6


def needs(look):
    """Each read pattern that asks for some rows, with its entity and what it needs of an index."""
    for pattern, entity in look.reads():
        equal = frozenset(name for name, how in pattern.conditions(entity) if how == "=")
        then = tuple((name, down) for name, down in pattern.orders(entity) if name not in equal)
        if not then:
            then = tuple((name, False) for name, how in pattern.conditions(entity) if how not in ("=", "like"))[:1]
        if equal or then:
            yield pattern, entity, Need(pattern.name, equal, then)


def _large(entity) -> bool:
    return entity.rows_after(1) > SMALL or not (entity.rows or entity.growth)


@rule("nothing-serves-pattern", "error", WINAND.format("ch. 2, The Where Clause"))
def nothing_serves_pattern(look):
    """Without an index the whole table is read for each request."""
    for pattern, entity, need in needs(look):
        starts = {index[0][0] for index in existing(entity)}
        inside = {name for index in existing(entity) for name, _ in index}
        asked = need.equal or {need.then[0][0]}
        if not satisfied(need, entity) and not asked & inside and not asked & starts and _large(entity):
            fields = [*sorted(need.equal), *(name for name, _ in need.then)]
            yield (
                pattern.name,
                f"no index of {entity.name} serves it, so it reads the whole table",
                (f"Add the index [{', '.join(fields)}]."),
            )


@rule("wrong-leading-column", "warning", WINAND.format("ch. 2, Concatenated Indexes"))
def wrong_leading_column(look):
    """An index is sorted by its first field first: by a later one alone nothing is found in it."""
    for pattern, entity, need in needs(look):
        starts = {index[0][0] for index in existing(entity)}
        inside = {name for index in existing(entity) for name, _ in index}
        asked = need.equal or {need.then[0][0]}
        if not satisfied(need, entity) and asked & inside and not asked & starts and _large(entity):
            yield (
                pattern.name,
                f"{', '.join(sorted(asked & inside))} stands in an index of {entity.name}, but not first",
                f"Add an index that begins with {', '.join(sorted(asked))}.",
            )


@rule("partly-served", "warning", WINAND.format("ch. 6, Sorting and Grouping"))
def partly_served(look):
    """An index that holds some of the fields finds too many rows, or leaves them to be sorted each time."""
    for pattern, entity, need in needs(look):
        starts = {index[0][0] for index in existing(entity)}
        if not satisfied(need, entity) and (need.equal or {need.then[0][0]}) & starts and _large(entity):
            fields = [*sorted(need.equal), *(name for name, _ in need.then)]
            yield (
                pattern.name,
                f"an index of {entity.name} serves it in part: rows are filtered or sorted each time",
                f"Make it [{', '.join(fields)}].",
            )


@rule("reference-without-index", "warning", SPLINTER.format("0001 unindexed_foreign_keys"))
def reference_without_index(look):
    """Deleting what is referred to, and listing what refers to it, read the whole table."""
    for entity in look.model.entities:
        starts = {index[0][0] for index in existing(entity)}
        for ref in entity.refs:
            if ref.name not in starts:
                yield (
                    f"{entity.name}.{ref.name}",
                    f"no index begins with this reference: deleting one {ref.target} reads all of {entity.name}",
                    f"Add the index [{ref.name}].",
                )


@rule("duplicate-index", "warning", SPLINTER.format("0009 duplicate_index"))
def duplicate_index(look):
    """Two indexes alike cost twice at every write and serve no more."""
    for entity in look.model.entities:
        seen = [each for each in (entity.key, *entity.unique) if each]
        for index in entity.indexes:
            if index in seen:
                yield entity.name, f"[{', '.join(index)}] is indexed already", "Take one of the two away."
            seen.append(index)


@rule("redundant-index", "note", "pg-index-health: INTERSECTED_INDEXES", WINAND.format("ch. 2"))
def redundant_index(look):
    """An index that another one begins with is served by that one too."""
    for entity in look.model.entities:
        others = [each for each in (entity.key, *entity.unique, *entity.indexes) if each]
        for index in dict.fromkeys(entity.indexes):
            longer = next((each for each in others if len(each) > len(index) and each[: len(index)] == index), None)
            if longer:
                yield entity.name, f"[{', '.join(index)}] is the beginning of [{', '.join(longer)}]", "Take it away."


@rule("unused-index", "note", SPLINTER.format("0005 unused_index"))
def unused_index(look):
    """An index that serves no pattern costs every write for nothing."""
    if not look.model.patterns:
        return
    wanted = list(needs(look))
    for entity in look.model.entities:
        refs = {each.name for each in entity.refs}
        for index in entity.indexes:
            parts = tuple(map(entity.order_of, index))
            asked = any(
                other is entity and (parts[0][0] in need.equal or need.served_by(parts)) for _, other, need in wanted
            )
            if not asked and parts[0][0] not in refs:
                yield (
                    entity.name,
                    f"the index [{', '.join(index)}] serves no pattern",
                    "Take it away, or add its pattern.",
                )


@rule("wide-index", "note", "strong_migrations (2026): non-unique index with more than three columns")
def wide_index(look):
    """An index of many fields is large, and each change of any of them writes it."""
    for entity in look.model.entities:
        for index in entity.indexes:
            if len(index) > MOST_INDEXED:
                yield entity.name, f"[{', '.join(index)}] has {len(index)} fields", "Keep those that find the rows."


@rule("many-indexes", "note", WINAND.format("ch. 8, Modifying Data"))
def many_indexes(look):
    """Each index is written with each row."""
    for entity in look.model.entities:
        count = len(entity.indexes) + len(entity.unique)
        if count > MOST_INDEXES:
            yield (
                entity.name,
                f"{count} indexes are written with each row",
                "Look with advise() for the fewest that serve.",
            )
