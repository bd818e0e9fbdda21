"""The data model of a system as one value: entities, relations, and the patterns by which data are asked for.

Each question that it answers is worked out by a module of its own, imported when it is first asked; those modules know
this one by its type alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from helpers.data_model.errors import DataModelError
from helpers.data_model.parts import LIST_OF, LISTS, AccessPattern, Entity, Part, Relation
from helpers.errors import UnknownNameError, nearest, shorten
from helpers.findings import Findings

if TYPE_CHECKING:
    import pandas
    from sqlalchemy import Engine

    from helpers.cases import Flow
    from helpers.data_model.advice import Advice
    from helpers.data_model.partitions import Partition
    from helpers.data_model.plans import Plan
    from helpers.data_model.service_times import ServiceTimes

MOST_PARTS = 300


@dataclass(frozen=True)
class DataModel:
    """What a system stores, and how it is asked for: a value that runs on a real database.

    A change makes a new one; unfinished models can be made, and `check()` says what lacks.

    Parameters
    ----------
    name
        What is modelled, as a title.
    entities
        What is stored, with fields and keys.
    relations
        How entities belong together.
    patterns
        How they are asked for and written, with rates.

    Raises
    ------
    DataModelError
        For a name given twice.

    >>> links = DataModel("Links").add(
    ...     Entity("link", {"code": "string(7)", "url": "string(2048)"}, key="code"),
    ...     AccessPattern("by_code", "link", by="code", limit=1, rate="4 K/s", serves="open_link"))
    >>> links["link"].key, links.pattern("by_code").rate
    (('code',), 4000.0)
    """

    name: str = "Data model"
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    patterns: tuple[AccessPattern, ...] = ()

    def __post_init__(self):
        if not isinstance(self.name, str) or not self.name.strip() or len(self.name) > 200:
            raise DataModelError(f"name: {shorten(self.name)} is not a short text. Write the system's name.")
        for name, made in LISTS.items():
            given = getattr(self, name)
            given = (given,) if isinstance(given, made) else given
            if not isinstance(given, list | tuple) or len(given) > MOST_PARTS:
                raise DataModelError(
                    f"{name}: {shorten(given)} is not a list of at most {MOST_PARTS} {made.__name__}s."
                )
            for each in given:
                if not isinstance(each, made):
                    raise DataModelError(f"{name}: {shorten(each)} is a {type(each).__name__}. Give {made.__name__}s.")
            object.__setattr__(self, name, tuple(given))
        for name in ("entities", "patterns"):
            seen: dict[str, str] = {}
            for each in getattr(self, name):
                if each.name.casefold() in seen:
                    raise DataModelError(
                        f"{name}: {seen[each.name.casefold()]} and {each.name} are one name to a "
                        "database. Give each its own."
                    )
                seen[each.name.casefold()] = each.name

    # --- looking ------------------------------------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the entities."""
        return tuple(each.name for each in self.entities)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self.names

    def __getitem__(self, name: str) -> Entity:
        for each in self.entities:
            if isinstance(name, str) and each.name == name:
                return each
        raise UnknownNameError(f"the model has no entity {shorten(name)}.{nearest(name, self.names)}")

    def pattern(self, name: str) -> AccessPattern:
        """The access pattern of this name."""
        for each in self.patterns:
            if isinstance(name, str) and each.name == name:
                return each
        known = [each.name for each in self.patterns]
        raise UnknownNameError(f"the model has no pattern {shorten(name)}.{nearest(name, known)}")

    # --- changes make new models --------------------------------------------------------------------------------------

    def add(self, *parts: Part) -> "DataModel":
        """The model with more entities, relations or patterns."""
        made = {name: list(getattr(self, name)) for name in LISTS}
        for part in parts:
            if type(part) not in LIST_OF:
                raise DataModelError(
                    f"part: {shorten(part)} is a {type(part).__name__}. Give an Entity, a Relation or an AccessPattern."
                )
            made[LIST_OF[type(part)]].append(part)
        return replace(self, **made)  # type: ignore[arg-type]

    def put(self, *parts: Part) -> "DataModel":
        """The model with each entity or pattern in the place of the one of its name, or added."""
        model = self
        for part in parts:
            model = model._with(part)
        return model

    def _with(self, part: Part) -> "DataModel":
        name = LIST_OF.get(type(part), "")
        old = getattr(self, name, ())
        if name in ("", "relations") or all(each.name != part.name for each in old):  # type: ignore[attr-defined]
            return self.add(part)
        own = part.name  # type: ignore[attr-defined]
        return replace(self, **{name: tuple(part if each.name == own else each for each in old)})  # type: ignore[arg-type]

    def remove(self, *names: str) -> "DataModel":
        """The model without these entities or patterns (or the relations of those entities)."""
        model = self
        for name in names:
            model = model._without(name)
        return model

    def _without(self, name: str) -> "DataModel":
        if name in self:
            return replace(
                self,
                entities=tuple(each for each in self.entities if each.name != name),
                relations=tuple(each for each in self.relations if name not in (each.source, each.target)),
            )
        self.pattern(name)
        return replace(self, patterns=tuple(each for each in self.patterns if each.name != name))

    # --- judging ------------------------------------------------------------------------------------------------------

    def check(self, api: Any = None, estimate: Any = None) -> Findings:
        """Findings: what lacks, what cannot be served, what gives data away (see `rules_table()`)."""
        from helpers.data_model.check import check

        return check(self, api, estimate)

    def sizes_table(self, years: float = 5) -> "pandas.DataFrame":
        """Rows and bytes of each entity and its indexes after so many years."""
        from helpers.data_model.sizes import sizes_table

        return sizes_table(self, years)

    def partition(self, key: "str | list[str]", shards: int = 8, scheme: str = "ring", **options: Any) -> "Partition":
        """Rows over shards by a key, and what becomes of the patterns (see `helpers.data_model.partition`)."""
        from helpers.data_model.partitions import partition

        return partition(self, key, shards, scheme, **options)

    def flows(self) -> "tuple[Flow, ...]":
        """The endpoints that the patterns serve: share of all requests, entities read and written (for step 5)."""
        from helpers.data_model.flows import flows

        return flows(self)

    # --- on a database ------------------------------------------------------------------------------------------------

    def ddl(self, dialect: str = "sqlite") -> str:
        """The statements that make the tables, for "sqlite", "postgresql" or "mysql"."""
        from helpers.data_model.schema import ddl

        return ddl(self, dialect)

    def create(self, engine: "Engine | str | None" = None) -> "Engine":
        """Make the tables in a database, by default an empty one in memory; gives the engine."""
        from helpers.data_model.schema import create

        return create(self, engine)

    def fill(
        self,
        engine: "Engine",
        rows: "int | dict[str, int]" = 10_000,
        seed: int = 1,
        progress: "bool | Callable[[int, int], object]" = False,
    ) -> dict[str, int]:
        """Fill the tables with plausible, skewed rows (see `helpers.data_model.fill.fill`)."""
        from helpers.data_model.fill import fill

        return fill(self, engine, rows, seed, progress)

    def explain(self, pattern: "AccessPattern | str", engine: "Engine") -> "Plan":
        """How the database answers a pattern, what it reads for it, and whether an index mends it."""
        from helpers.data_model.plans import explain

        return explain(self, pattern, engine)

    def service_times(self, engine: "Engine | None" = None, rows: int = 20_000) -> "ServiceTimes":
        """What each pattern takes, measured; `.onto(architecture)` hands it on to steps 5 and 6."""
        from helpers.data_model.service_times import service_times

        return service_times(self, engine, rows)

    def advise(self, engine: "Engine") -> "Advice":
        """The fewest indexes that serve all patterns, and what each costs every write, tried and rolled back."""
        from helpers.data_model.advice import advise

        return advise(self, engine)

    @classmethod
    def from_ddl(cls, text: str, dialect: str | None = None, name: str = "Data model") -> "DataModel":
        """The model that CREATE TABLE statements describe; they are read, never run."""
        from helpers.data_model.ddl_reader import from_ddl

        return from_ddl(cls, text, dialect, name)

    @classmethod
    def from_database(cls, engine: "Engine | str", name: str = "Data model") -> "DataModel":
        """The model of the tables that a database has."""
        from helpers.data_model.reflection import from_database

        return from_database(cls, engine, name)

    # --- writing down -------------------------------------------------------------------------------------------------

    def to_dict(self) -> dict:
        """Plain data for YAML or JSON; `from_dict` reads it back."""
        from helpers.data_model.serialization import to_dict

        return to_dict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "DataModel":
        """The model that `to_dict` wrote. Raises `DataModelError` naming the part that is broken."""
        from helpers.data_model.serialization import from_dict

        return from_dict(cls, data)

    def to_code(self) -> str:
        """Python code that makes this model, to copy into a cell."""
        from helpers.data_model.serialization import to_code

        return to_code(self)

    def mermaid(self) -> str:
        """The entities and references as a mermaid erDiagram."""
        from helpers.data_model.serialization import mermaid

        return mermaid(self)

    def table(self) -> "pandas.DataFrame":
        """A DataFrame with one row a field: its entity, its type, whether it is in the key or in an index."""
        from helpers.tables import pandas

        rows = []
        for entity in self.entities:
            indexed = {entity.order_of(name)[0] for each in (*entity.indexes, *entity.unique) for name in each}
            rows += [
                {
                    "entity": entity.name,
                    "field": each.name,
                    "type": each.text,
                    "key": each.name in entity.key,
                    "indexed": each.name in indexed,
                }
                for each in entity.fields
            ]
        return pandas.DataFrame(rows, columns=["entity", "field", "type", "key", "indexed"])

    def __repr__(self) -> str:
        return f"<DataModel {self.name!r}: {len(self.entities)} entities, {len(self.patterns)} access patterns>"
