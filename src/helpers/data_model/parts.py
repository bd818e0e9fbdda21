"""The parts of a data model: entities with their fields, relations, and the ways in which data are asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from helpers.data_model.errors import DataModelError
from helpers.data_model.names import name_of
from helpers.data_model.types import Field
from helpers.errors import nearest, shorten
from helpers.inputs import Reader, changed, given_or

READ = Reader(DataModelError)
MOST_FIELDS, MOST_INDEXED = 500, 32  # PostgreSQL: 1,600 columns a table, 32 columns an index
YEAR = 365.25 * 86400.0
RELATIONS = ("one to one", "one to many", "many to many")
WRITES = ("insert", "update", "delete")


def several(value: object, name: str) -> tuple[str, ...]:
    """Names as a tuple, from one name or a list."""
    given = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not all(isinstance(each, str) and each.strip() for each in given):
        raise DataModelError(f"{name}: {shorten(value)} is not a list of field names. Write ['owner', 'created'].")
    return tuple(each.strip() for each in given)


def ordered(text: str) -> tuple[str, bool]:
    """The field of an order, and whether it goes downwards.

    >>> ordered("created desc"), ordered("name")
    (('created', True), ('name', False))
    """
    match = re.fullmatch(r"(.*\S)\s+(asc|desc|ascending|descending)", text.strip(), re.IGNORECASE)
    return (match[1], match[2].lower().startswith("desc")) if match else (text.strip(), False)


def compared(text: str) -> tuple[str, str]:
    """The field of a condition, and how it is compared.

    >>> compared("owner"), compared("created >="), compared("title like")
    (('owner', '='), ('created', '>='), ('title', 'like'))
    """
    match = re.fullmatch(r"(.*\S)\s*(<=|>=|<|>)|(.*\S)\s+(like)", text.strip(), re.IGNORECASE)
    return ((match[1] or match[3]), (match[2] or match[4]).lower()) if match else (text.strip(), "=")


class Part:
    """What all parts share: a change makes a new one."""

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def replace(self, **changes: Any) -> Self:
        """The same part with some fields changed. Raises `DataModelError`."""
        return changed(self, changes, type(self).__name__, DataModelError)


@dataclass(frozen=True)
class Entity(Part):
    """A kind of thing that is stored: a table, a collection, or a kind of item.

    Parameters
    ----------
    name
        The name of its table; boxes of the diagram store entities by this name.
    fields
        Field name -> compact type, as in `{"code": "string(7)", "owner": "ref user?"}`; see `types_table()`.
    key
        The field, or fields, that tell one row from all others.
    indexes
        Each a field, or a list of fields, with "desc" where it goes downwards: `["owner", ["owner", "created desc"]]`.
    unique
        Fields, or lists of fields, of which no two rows may have the same.
    rows
        How many there are on the first day.
    growth
        New rows per second: a number, or text such as "40/s" or "100 million/month".
    keep
        How long a row is kept, in seconds or as text such as "5 years"; None for ever.

    Raises
    ------
    DataModelError
        Naming the field and what would be right.

    >>> link = Entity("link", {"code": "string(7)", "url": "string(2048)", "owner": "ref user?"}, key="code")
    >>> link["url"].numbers, link.key
    ((2048,), ('code',))
    """

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    rows: int = 0
    growth: float = 0.0
    keep: float | None = None

    def __post_init__(self):
        self._set("name", name_of(self.name, "name"))
        self._set("fields", self._read_fields())
        self._set("key", self._known(several(self.key, f"{self.name}.key"), "key"))
        for part in ("indexes", "unique"):
            given = getattr(self, part)
            given = [given] if isinstance(given, str) else given
            if not isinstance(given, list | tuple) or len(given) > 100:
                raise DataModelError(
                    f"{self.name}.{part}: {shorten(given)} is not a list. Write [['owner', 'created']]."
                )
            read = dict.fromkeys(self._known(several(each, f"{self.name}.{part}"), part) for each in given)
            if any(not each for each in read):
                raise DataModelError(f"{self.name}.{part}: an empty list indexes nothing. Name its fields.")
            self._set(
                part,
                tuple(read)
                if part == "unique"
                else tuple(self._known(several(each, f"{self.name}.{part}"), part) for each in given),
            )
        self._set("rows", READ.whole(self.rows, f"{self.name}.rows", 0, 10**15, "1_000_000"))
        self._set("growth", READ.rate(given_or(self.growth, 0.0), f"{self.name}.growth", 0.0, 1e12, '"40/s"'))
        if self.keep is not None:
            self._set("keep", READ.seconds(self.keep, f"{self.name}.keep", 1.0, 1000 * YEAR, '"5 years"'))

    def _read_fields(self) -> tuple[Field, ...]:
        given = self.fields
        if isinstance(given, Mapping):
            made = [Field.read(name, text) for name, text in given.items()]
        elif isinstance(given, list | tuple) and all(isinstance(each, Field) for each in given):
            made = list(given)
        else:
            raise DataModelError(
                f"{self.name}.fields: {shorten(given)} is not a dict of fields. Write {{'code': 'string(7)'}}."
            )
        if not 1 <= len(made) <= MOST_FIELDS:
            raise DataModelError(f"{self.name}.fields: {len(made):,} fields; give 1 to {MOST_FIELDS}.")
        seen: dict[str, str] = {}
        for each in made:
            other = seen.setdefault(each.name.casefold(), each.name)
            if other is not each.name:
                raise DataModelError(
                    f"{self.name}.fields: {other} and {each.name} are one name to a database. Rename one."
                )
        return tuple(made)

    def _known(self, names: tuple[str, ...], part: str) -> tuple[str, ...]:
        known, made = [each.name for each in self.fields], []
        for text in names:
            name, down = (text, False) if text in known else ordered(text)
            if name not in known:
                raise DataModelError(f"{self.name}.{part}: there is no field {shorten(name)}.{nearest(name, known)}")
            made.append(f"{name} desc" if down and part == "indexes" else name)
        if len({ordered(each)[0] if each not in known else each for each in made}) < len(made):
            raise DataModelError(f"{self.name}.{part}: {shorten(names)} names a field twice. Name it once.")
        if len(made) > MOST_INDEXED:
            raise DataModelError(f"{self.name}.{part}: {len(made)} fields are more than {MOST_INDEXED}. Use fewer.")
        return tuple(made)

    def __getitem__(self, name: str) -> Field:
        for each in self.fields:
            if each.name == name:
                return each
        raise DataModelError(f"{self.name}: there is no field {shorten(name)}.{nearest(name, self.names)}")

    def __contains__(self, name: object) -> bool:
        return name in self.names

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(each.name for each in self.fields)

    def order_of(self, text: str) -> tuple[str, bool]:
        """The field of an entry of an index or an order, and whether it goes downwards."""
        return (text, False) if text in self.names else ordered(text)

    @property
    def refs(self) -> tuple[Field, ...]:
        """The fields that refer to other entities."""
        return tuple(each for each in self.fields if each.base == "ref")

    def rows_after(self, years: float = 0.0) -> float:
        """How many rows there are after so many years: those that came, less those no longer kept."""
        seconds = READ.number(years, "years", 0.0, 1000.0) * YEAR
        kept = seconds if self.keep is None else min(seconds, self.keep)
        return (self.rows if self.keep is None or seconds < self.keep else 0) + self.growth * kept


@dataclass(frozen=True)
class Relation(Part):
    """How two entities belong together. A reference field says one to many already; many to many needs a table between.

    >>> Relation("user", "user", "many to many", through="follow").through
    'follow'
    """

    source: str
    target: str
    kind: str = "one to many"
    through: str = ""

    def __post_init__(self):
        self._set("source", name_of(self.source, "source"))
        self._set("target", name_of(self.target, "target"))
        self._set("kind", READ.choice(self.kind, "kind", RELATIONS))
        through = given_or(self.through, "")
        self._set("through", "" if isinstance(through, str) and not through else name_of(through, "through"))


@dataclass(frozen=True)
class AccessPattern(Part):
    """One way in which data are asked for or changed, and how often.

    Parameters
    ----------
    name, entity
        What it is called; the entity that it reads or writes.
    by
        The conditions: field names for "equal to", or "created >=", "title like".
    order_by
        Fields, with "desc" where the order goes downwards.
    limit
        The most rows that it returns; None for all.
    writes
        "" for a read; "insert", "update" or "delete" (True means insert).
    rate
        How often, per second: a number, or text such as "4 K/s".
    serves
        The name of the endpoint that it serves; "job: ..." for work that no caller asks for, such as cleaning up.
    returns
        The fields that are read or changed; empty for all.

    >>> AccessPattern("latest", "post", by="author", order_by="created desc", limit=20, rate="4 K/s").rate
    4000.0
    """

    name: str
    entity: str
    by: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    limit: int | None = None
    writes: str = ""
    rate: float = 0.0
    serves: str = ""
    returns: tuple[str, ...] = field(default=())

    def __post_init__(self):
        self._set("name", name_of(self.name, "name"))
        self._set("entity", name_of(self.entity, f"{self.name}.entity"))
        for part in ("by", "order_by", "returns"):
            self._set(part, several(getattr(self, part), f"{self.name}.{part}"))
        if self.limit is not None:
            self._set("limit", READ.whole(self.limit, f"{self.name}.limit", 1, 10**9, "20"))
        given: Any = {True: "insert", False: ""}[self.writes] if isinstance(self.writes, bool) else self.writes
        given = given_or(given, "")
        self._set("writes", "" if isinstance(given, str) and not given else
                  READ.choice(given, f"{self.name}.writes", WRITES))
        self._set("rate", READ.rate(given_or(self.rate, 0.0), f"{self.name}.rate", 0.0, 1e12))
        self._set("serves", READ.text(given_or(self.serves, ""), f"{self.name}.serves", 200))

    @property
    def job(self) -> bool:
        """Whether it serves a job of the system itself, and no endpoint."""
        return re.match(r"job\s*:", self.serves) is not None

    def conditions(self, entity: Entity) -> tuple[tuple[str, str], ...]:
        """Field and comparison of each condition. Raises `DataModelError` for a field that the entity does not have."""
        return tuple(self._field(entity, each, compared, "=") for each in self.by)

    def orders(self, entity: Entity) -> tuple[tuple[str, bool], ...]:
        """Field and direction of each order."""
        return tuple(self._field(entity, each, ordered, False) for each in self.order_by)

    def _field(self, entity: Entity, text: str, split, plain):
        name, how = (text, plain) if text in entity else split(text)
        if name not in entity:
            raise DataModelError(
                f"{self.name}: {entity.name} has no field {shorten(name)}.{nearest(name, entity.names)}"
            )
        return name, how


# The lists of a model, and what each holds.
LISTS = {"entities": Entity, "relations": Relation, "patterns": AccessPattern}
LIST_OF = {made: name for name, made in LISTS.items()}
