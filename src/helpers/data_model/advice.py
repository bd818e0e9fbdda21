"""The fewest indexes that serve all patterns, what each costs every write, and the indexes that serve nothing."""

import itertools
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpers.data_model.parts import Entity
from helpers.data_model.plans import Plan, begun, explain, make_index, plan_of
from helpers.data_model.queries import Query, query_of
from helpers.findings import Finding, Findings

if TYPE_CHECKING:
    import pandas
    from sqlalchemy import Engine

    from helpers.data_model.model import DataModel

INSERTED, MOST_EXACT, ROUNDS = 500, 12, 6


@dataclass(frozen=True)
class Need:
    """What a pattern needs of an index: these fields equal, in any order, then these in order."""

    pattern: str
    equal: frozenset[str]
    then: tuple[tuple[str, bool], ...] = ()

    def served_by(self, index: tuple[tuple[str, bool], ...]) -> bool:
        """Whether an index, read forwards or backwards, finds the rows and gives them in order.

        >>> need = Need("p", frozenset({"owner"}), (("created", True),))
        >>> need.served_by((("owner", False), ("created", False)))
        True
        """
        count = len(self.equal)
        if {name for name, _ in index[:count]} != self.equal or len(index) < count + len(self.then):
            return False
        rest = index[count : count + len(self.then)]
        names = [name for name, _ in rest] == [name for name, _ in self.then]
        turned = {down != wanted for (_, down), (_, wanted) in zip(rest, self.then, strict=True)}
        return names and len(turned) <= 1


@dataclass(frozen=True)
class Advice:
    """What `advise` found: indexes to add, and to leave, by entity; and what each costs, measured.

    `costs` holds, for each index to add, how many seconds it adds to inserting one row.
    """

    add: dict[str, tuple[tuple[str, ...], ...]]
    serves: dict[tuple[str, tuple[str, ...]], tuple[str, ...]]
    costs: dict[tuple[str, tuple[str, ...]], float]
    before: dict[str, Plan]
    after: dict[str, Plan]
    findings: Findings = field(default=Findings())

    def table(self) -> "pandas.DataFrame":
        """One row a proposed index: its fields, the patterns it serves, and what it costs each insert."""
        from helpers.tables import pandas

        return pandas.DataFrame(
            [
                {
                    "entity": entity,
                    "index": ", ".join(index),
                    "serves": ", ".join(served),
                    "cost per insert (µs, measured)": round(self.costs.get((entity, index), 0.0) * 1e6, 1),
                }
                for (entity, index), served in self.serves.items()
            ],
            columns=["entity", "index", "serves", "cost per insert (µs, measured)"],
        )

    def applied(self, model: "DataModel") -> "DataModel":
        """The model with the proposed indexes."""
        for name, indexes in self.add.items():
            model = model.put(model[name].replace(indexes=(*model[name].indexes, *indexes)))
        return model


def need_of(query: Query) -> Need | None:
    """What a query needs of an index; None for one that reads everything in any order."""
    equal = frozenset(query.equal)
    then = tuple((name, down) for name, down in query.orders if name not in equal)
    if not then:
        then = tuple((name, False) for name in query.ranges if name not in equal)[:1]
    return Need(query.pattern.name, equal, then) if equal or then else None


def existing(entity: Entity) -> list[tuple[tuple[str, bool], ...]]:
    """What a table has already: its key, its unique rules and its indexes."""
    return [tuple(map(entity.order_of, each)) for each in (entity.key, *entity.unique, *entity.indexes) if each]


def satisfied(need: Need, entity: Entity) -> bool:
    """Whether the table as it is serves a need; a unique rule within the equal fields leaves one row at most."""
    alone = any(set(each) <= need.equal for each in (entity.key, *entity.unique) if each)
    return alone or any(need.served_by(each) for each in existing(entity))


def fewest(needs: list[Need]) -> list[tuple[tuple[str, bool], ...]]:
    """The fewest indexes that serve all needs, and of those the ones with the fewest fields.

    Exact for up to twelve needs of one table: the choice is a cover of sets; above that the best index first.
    """
    options: dict[tuple, int] = {}
    chains = [need.equal for need in needs]
    for need in needs:
        for order in _orders(need.equal, chains):
            index = (*((name, False) for name in order), *_turned(need.then))
            options.setdefault(index, 0)
    for index in options:
        options[index] = sum(1 << place for place, need in enumerate(needs) if need.served_by(index))
    whole = (1 << len(needs)) - 1
    if len(needs) > MOST_EXACT:
        return _greedy(options, whole)
    best: dict[int, tuple[int, int, tuple]] = {0: (0, 0, ())}
    for mask in range(whole + 1):
        if mask not in best:
            continue
        count, width, chosen = best[mask]
        for index, served in options.items():
            new = mask | served
            offer = (count + 1, width + len(index), (*chosen, index))
            if new != mask and (new not in best or offer < best[new]):
                best[new] = offer
    return list(best[whole][2])


def _turned(then):
    """An order that goes downwards throughout is read backwards: its index may go upwards."""
    return tuple((name, False) for name, _ in then) if len({down for _, down in then}) <= 1 else then


def _orders(equal: frozenset[str], chains: list[frozenset[str]]):
    inside = [each for each in dict.fromkeys(chains) if each < equal]
    yield tuple(sorted(equal))
    if len(equal) <= 4:
        yield from itertools.permutations(sorted(equal))
        return
    for each in inside:
        yield (*sorted(each), *sorted(equal - each))


def _greedy(options: dict[tuple, int], whole: int) -> list[tuple]:
    chosen, mask = [], 0
    while mask != whole:
        index = max(options, key=lambda each: ((options[each] & ~mask).bit_count(), -len(each)))
        chosen.append(index)
        mask |= options[index]
    return chosen


def advise(model: "DataModel", engine: "Engine") -> Advice:
    """The fewest indexes that serve all patterns, tried on the database and rolled back, and what each costs."""
    import sqlalchemy as sa

    from helpers.data_model.schema import engine_in_use, metadata_of

    before, after, found = {}, {}, []
    add: dict[str, tuple] = {}
    serves: dict[tuple, tuple] = {}
    costs: dict[tuple, float] = {}
    engine, metadata = engine_in_use(engine), metadata_of(model)
    asked = [each for each in model.patterns if each.writes != "insert" and each.entity in model]
    for each in asked:
        before[each.name] = explain(model, each, engine, mend=False)
    with engine.connect() as connection:
        queries = {each.name: query_of(model, each, connection, metadata) for each in asked}
        needs = {name: need_of(query) for name, query in queries.items()}
        connection.rollback()
        for entity in model.entities:
            open_needs = [
                need
                for name, need in needs.items()
                if need is not None and queries[name].entity.name == entity.name and not satisfied(need, entity)
            ]
            chosen = fewest(open_needs) if open_needs else []
            for index in chosen:
                names = tuple(f"{name} desc" if down else name for name, down in index)
                served = tuple(need.pattern for need in open_needs if need.served_by(index))
                add[entity.name] = (*add.get(entity.name, ()), names)
                serves[entity.name, names] = served
        begun(connection)
        try:
            place = itertools.count()
            for name, indexes in add.items():
                for names in indexes:
                    called = f"try_index_{next(place)}"
                    costs[name, names] = _index_cost(connection, metadata.tables[name], model[name], names, called)
            if add and connection.dialect.name == "postgresql":
                connection.execute(sa.text("ANALYZE"))
            after = {name: plan_of(query, connection) for name, query in queries.items()}
        finally:
            connection.rollback()
    for (name, index), served in serves.items():
        found.append(
            Finding(
                "missing-index",
                "warning",
                name,
                f"no index serves {', '.join(served)}",
                f"Add the index [{', '.join(index)}]; it adds {costs[name, index] * 1e6:.1f} us to each "
                "insert (measured).",
            )
        )
    for plan in before.values():
        found += plan.check()
    return Advice(add, serves, costs, before, after, Findings(found))


def _index_cost(connection, table, entity: Entity, names: tuple[str, ...], called: str) -> float:
    """The seconds that an index adds to an insert; it is there afterwards.

    A busy machine may hide what it costs: then both are measured again, without it and with it in turn.
    """
    plain = now = float("inf")
    for turn in range(ROUNDS):
        plain = min(plain, insert_seconds(connection, table))
        point = connection.begin_nested()
        make_index(connection, table, entity, names, called)
        now = min(now, insert_seconds(connection, table))
        if turn and now > plain:
            point.commit()
            return now - plain
        point.rollback()
    make_index(connection, table, entity, names, called)
    return 0.0


def insert_seconds(connection, table) -> float:
    """The seconds that inserting one row takes: rows that are there, taken out first; rolled back."""
    import sqlalchemy as sa

    rows = [dict(each._mapping) for each in connection.execute(sa.select(table).limit(INSERTED))]
    if len(rows) < 2:
        return 0.0
    keys = {each.name for each in table.primary_key}
    names = [each.name for each in table.columns]
    times = []
    for _ in range(5):
        point = connection.begin_nested()
        try:
            connection.execute(
                sa.delete(table).where(
                    sa.tuple_(*(table.c[each] for each in keys or names[:1])).in_(
                        [tuple(row[name] for name in (keys or names[:1])) for row in rows]
                    )
                )
            )
            start = time.perf_counter()
            connection.execute(sa.insert(table), rows)
            times.append((time.perf_counter() - start) / len(rows))
        except sa.exc.IntegrityError:
            return 0.0
        finally:
            point.rollback()
    return min(times)  # whatever else the machine does only adds
