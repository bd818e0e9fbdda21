"""Measured times of the patterns, handed on to steps 5 and 6 as service times of the boxes that store the entities."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.data_model.errors import DataModelError
from helpers.data_model.parts import READ
from helpers.errors import shorten

if TYPE_CHECKING:
    import pandas
    from sqlalchemy import Engine

    from helpers.data_model.model import DataModel

MEASURED = re.compile(r",? ?[\d.,]+ ms measured$")


@dataclass(frozen=True)
class Measured:
    """One pattern: its entity, its rate, and the seconds that the database took for it."""

    pattern: str
    entity: str
    rate: float
    seconds: float


@dataclass(frozen=True)
class ServiceTimes:
    """What each pattern took, measured on a filled database; `where` says on which, with how many rows.

    The network to the database is not in it, and where all rows lie in memory no disk either: a lower bound.
    """

    patterns: tuple[Measured, ...]
    where: str

    def of(self, *entities: str) -> float:
        """The mean seconds of one request for these entities, each pattern counted by its rate."""
        chosen = [each for each in self.patterns if each.entity in entities]
        if not chosen:
            raise DataModelError(
                f"entities: nothing was measured of {shorten(', '.join(map(str, entities)))}. "
                f"Measured were {', '.join(dict.fromkeys(each.entity for each in self.patterns))}."
            )
        weight = sum(each.rate for each in chosen)
        if not weight:
            return sum(each.seconds for each in chosen) / len(chosen)
        return sum(each.seconds * each.rate for each in chosen) / weight

    def onto(self, architecture: Any, besides: "float | str" = 0.0) -> Any:
        """The architecture of step 5 with these service times at the boxes that store the entities, labelled measured.

        Only stores that survive a restart are changed: what was measured is a database, not a cache.

        Parameters
        ----------
        architecture
            An `Architecture`.
        besides
            What the measurement leaves out, added to each: seconds, or text such as "0.1 ms" for a read from an SSD.
        """
        extra = READ.seconds(besides, "besides", 0.0, 10.0, '"0.1 ms"') if besides else 0.0
        known = {each.entity for each in self.patterns}
        try:
            boxes = [(each.name, each.label, known & set(each.stores)) for each in architecture if each.durable]
        except (AttributeError, TypeError):
            raise DataModelError(
                f"architecture: {shorten(architecture)} has no boxes that store anything. "
                "Give the Architecture of step 5."
            ) from None
        for name, label, entities in boxes:
            if entities:
                seconds = self.of(*entities) + extra
                plain = MEASURED.sub("", label or name)
                architecture = architecture.replace(
                    name, service_time=seconds, label=f"{plain}, {1000 * seconds:.3g} ms measured"
                )
        return architecture

    def table(self) -> "pandas.DataFrame":
        """One row a pattern: how often it is asked, what it took, and where that was measured."""
        from helpers.tables import pandas

        rows = [
            {
                "pattern": each.pattern,
                "entity": each.entity,
                "a second": f"{each.rate:,.6g}",
                "milliseconds": f"{1000 * each.seconds:.3g}",
                "source": self.where,
            }
            for each in self.patterns
        ]
        return pandas.DataFrame(rows, columns=["pattern", "entity", "a second", "milliseconds", "source"]).set_index(
            "pattern"
        )


def service_times(model: "DataModel", engine: "Engine | None" = None, rows: int = 20_000) -> ServiceTimes:
    """Measure each pattern of a model on a database; without one, on a SQLite in memory that is made and filled here.

    Inserts are measured on rows that are there, taken out and put in again, and rolled back.
    """
    import sqlalchemy as sa

    from helpers.data_model.advice import insert_seconds
    from helpers.data_model.plans import explain
    from helpers.data_model.schema import engine_in_use, metadata_of

    own = None
    if engine is None:
        own = engine = model.create()
        model.fill(own, rows)
    engine = engine_in_use(engine)
    metadata, made = metadata_of(model), []
    with engine.connect() as connection:
        count = {
            name: connection.execute(sa.select(sa.func.count()).select_from(metadata.tables[name])).scalar() or 0
            for name in model.names
        }
    for each in model.patterns:
        if each.entity not in model:
            continue
        if each.writes == "insert":
            with engine.connect() as connection:
                seconds = insert_seconds(connection, metadata.tables[each.entity])
                connection.rollback()
        else:
            seconds = explain(model, each, engine, mend=False).seconds
        made.append(Measured(each.name, each.entity, each.rate, seconds))
    if own is not None:
        own.dispose()
    if not made:
        raise DataModelError("patterns: there is none to measure. Add AccessPattern(...) to the model.")
    place = "in memory" if engine.url.database in (None, "", ":memory:") else "on disk"
    most = max(count.values(), default=0)
    return ServiceTimes(tuple(made), f"measured: {engine.dialect.name} {place}, {most:,} rows, no network")
