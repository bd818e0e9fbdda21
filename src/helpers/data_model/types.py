"""Types of fields, written compactly: "string(32)", "timestamp", "ref user", "json?", "string(254) personal"."""

import re
from dataclasses import dataclass

from helpers.data_model.errors import DataModelError
from helpers.data_model.names import name_of
from helpers.errors import nearest, shorten

# What each type is, and how many bytes a value takes where that is fixed (PostgreSQL 15, chapter 8).
TYPES = {
    "identity": ("a whole number that the database counts up", 8),
    "integer": ("a whole number; integer(16), integer(32) and integer(64), which is meant without a number", 8),
    "decimal": ("an exact number; decimal(10,2) has 10 digits, 2 of them after the point", None),
    "float": ("a number that is not exact", 8),
    "boolean": ("true or false", 1),
    "string": ("text of at most so many characters: string(32)", None),
    "text": ("text of any length", None),
    "enum": ("one of the words: enum(open, closed)", None),
    "date": ("a day", 4),
    "timestamp": ("a moment, with its zone", 8),
    "datetime": ("a date and a time of day, without a zone", 8),
    "uuid": ("128 bits, drawn at random (UUID version 4)", 16),
    "uuid7": ("128 bits that begin with the time (UUID version 7, RFC 9562)", 16),
    "json": ("a document", None),
    "bytes": ("raw bytes: bytes(32)", None),
    "list": ("several values in one row: list(string(20), 10) holds ten at most", None),
    "ref": ("the key of another entity: ref user", None),
}
ALIASES = {
    "int": "integer",
    "bigint": "integer",
    "varchar": "string",
    "str": "string",
    "bool": "boolean",
    "numeric": "decimal",
    "double": "float",
    "real": "float",
    "blob": "bytes",
    "time": "timestamp",
    "timestamptz": "timestamp",
    "uuid4": "uuid",
    "uuidv4": "uuid",
    "uuidv7": "uuid7",
    "reference": "ref",
    "jsonb": "json",
    "array": "list",
    "serial": "identity",
}
MARKS = {
    "personal": "tells something of a person",
    "secret": "must not be read by anybody, such as a password or a token",
    "money": "an amount of money",
    "encrypted": "stored encrypted by the application, with a key that the database does not have",
    "hashed": "stored as a hash that cannot be turned back",
    "changes": "is changed after the row was made",
    "counter": "is counted up by many",
}
HEAD = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*)\s*")
LONGEST = 10_485_760  # PostgreSQL: the most characters of varchar(n)


@dataclass(frozen=True)
class Field:
    """One field of an entity: its type, whether it may be empty, and its marks.

    >>> Field.read("email", "string(254)? personal encrypted")
    Field('email', 'string(254)? personal encrypted')
    >>> Field.read("owner", "ref user").target
    'user'
    """

    name: str
    base: str
    numbers: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    inner: "Field | None" = None
    target: str = ""
    optional: bool = False
    marks: tuple[str, ...] = ()

    @classmethod
    def read(cls, name: object, text: object) -> "Field":
        """The field that the compact text says. Raises `DataModelError`."""
        name = name_of(name, "fields", column=True)
        if isinstance(text, Field):
            text = text.text
        if not isinstance(text, str) or len(text) > 2000:
            raise DataModelError(f"{name}: {shorten(text)} is not a type. Write it as text, such as 'string(32)'.")
        made, rest = _type(name, text)
        marks = rest.replace(",", " ").split()
        for mark in marks:
            if mark not in MARKS:
                raise DataModelError(
                    f"{name}: {shorten(mark)} is no mark of a field.{nearest(mark, MARKS)} "
                    f"There are {', '.join(MARKS)}."
                )
        return cls(name, marks=tuple(dict.fromkeys(marks)), **made)

    @property
    def text(self) -> str:
        """The type as it is written."""
        return " ".join([f"{self.type_text}{'?' if self.optional else ''}", *self.marks])

    @property
    def type_text(self) -> str:
        """The type alone, without the marks."""
        if self.base == "ref":
            return f"ref {self.target}" if re.fullmatch(r"\w+", self.target) else f'ref "{self.target}"'
        parts = [self.inner.type_text] if self.inner else []
        parts += [*map(str, self.numbers), *self.words]
        return f"{self.base}({', '.join(parts)})" if parts else self.base

    def has(self, *marks: str) -> bool:
        """Whether the field has one of the marks."""
        return any(each in self.marks for each in marks)

    def __repr__(self) -> str:
        return f"Field({self.name!r}, {self.text!r})"


def _type(name: str, text: str) -> tuple[dict, str]:
    """What a type says, and what follows it."""
    match = HEAD.match(text)
    word = match[1].lower() if match else ""
    base = ALIASES.get(word, word)
    if match is None or base not in TYPES:
        raise DataModelError(
            f"{name}: {shorten(text)} does not begin with a type.{nearest(word, [*TYPES, *ALIASES])} "
            f"There are {', '.join(TYPES)}."
        )
    rest = text[match.end() :]
    made: dict = {"base": base}
    if base == "ref":
        found = re.match(r"\"([^\"]*)\"|([^\s?]+)", rest)
        if not found:
            raise DataModelError(f"{name}: {shorten(text)} names no entity. Write 'ref user'.")
        made["target"] = name_of(found[1] or found[2], name)
        rest = rest[found.end() :]
    elif rest.startswith("("):
        inside, rest = _bracket(name, text, rest)
        made.update(_parameters(name, base, inside))
    elif base == "string":
        raise DataModelError(f"{name}: a string needs its most characters. Write 'string(32)', or 'text'.")
    elif base in ("enum", "list"):
        example = "enum(open, closed)" if base == "enum" else "list(string(20), 10)"
        raise DataModelError(f"{name}: {base} says too little. Write '{example}'.")
    rest = rest.strip()
    made["optional"] = rest.startswith("?")
    return made, rest[1:] if made["optional"] else rest


def _bracket(name: str, text: str, rest: str) -> tuple[str, str]:
    depth = 0
    for place, sign in enumerate(rest):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return rest[1:place], rest[place + 1 :]
    raise DataModelError(f"{name}: {shorten(text)} has a bracket that does not close. Add ).")


def _parameters(name: str, base: str, inside: str) -> dict:
    if base == "enum":
        words = tuple(dict.fromkeys(each.strip() for each in inside.split(",") if each.strip()))
        if not words or len(words) > 100 or any(len(each) > 60 or not each.isprintable() for each in words):
            raise DataModelError(
                f"{name}: enum({shorten(inside)}) needs 1 to 100 short words. Write 'enum(open, closed)'."
            )
        return {"words": words}
    if base == "list":
        made, rest = _type(name, inside)
        if made["base"] in ("list", "ref"):
            raise DataModelError(
                f"{name}: a list of {made['base']} is an entity of its own. Add one that refers to both."
            )
        most = rest.strip().lstrip(",").strip()
        made.pop("optional")
        numbers = (_whole(name, most, 1, 1_000_000),) if most else ()
        return {"inner": Field(name, **made), "numbers": numbers}
    given = [each.strip() for each in inside.split(",")]
    if base in ("string", "bytes") and len(given) == 1:
        return {"numbers": (_whole(name, given[0], 1, LONGEST),)}
    if base == "integer" and len(given) == 1 and given[0] in ("16", "32", "64"):
        return {"numbers": () if given[0] == "64" else (int(given[0]),)}
    if base == "decimal" and len(given) in (1, 2):
        digits = _whole(name, given[0], 1, 65)  # MySQL 8: 65 digits, 30 of them after the point
        scale = _whole(name, given[1], 0, min(30, digits)) if len(given) == 2 else 0
        return {"numbers": (digits, scale)}
    raise DataModelError(f"{name}: {base}({shorten(inside)}) is not known. {base} is {TYPES[base][0]}.")


def _whole(name: str, text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not low <= int(text) <= high:
        raise DataModelError(f"{name}: {shorten(text)} is not a whole number between {low:,} and {high:,}.")
    return int(text)


def types_table():
    """All types and marks that a field can have, as a DataFrame."""
    from helpers.tables import pandas

    rows = [{"word": word, "kind": "type", "means": told} for word, (told, _) in TYPES.items()]
    rows += [{"word": word, "kind": "mark", "means": told} for word, told in MARKS.items()]
    return pandas.DataFrame(rows).set_index("word")
