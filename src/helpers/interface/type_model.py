"""A type as a value: its base, bounds, pattern, what it holds, and how it is written."""

from dataclasses import dataclass, replace

# base -> (JSON Schema type, its format)
TEXTS = {
    "string": None,
    "uri": "uri",
    "date-time": "date-time",
    "date-time-local": "date-time-local",
    "date": "date",
    "uuid": "uuid",
    "email": "email",
    "decimal": "decimal",
    "password": "password",
}
NUMBERS = {
    "integer": ("integer", None),
    "int32": ("integer", "int32"),
    "int64": ("integer", "int64"),
    "number": ("number", None),
    "float": ("number", "float"),
    "double": ("number", "double"),
}
PLAIN = (*TEXTS, *NUMBERS, "boolean", "object", "any")
ACCESS = ("read-only", "write-only")


@dataclass(frozen=True)
class Type:
    """What a value may be. Use `read_type("string(32)?")` to make one; `str` writes it back.

    `low` and `high` bound the length of a text, the value of a number, or the items of a list; `typical` is the usual
    length, for sizes: `uri(2048 ~80)`. `optional` may be left out; `nullable` may be null; an `open` enum may get more
    values later. What has a default may be left out, unless `required` stands behind it.
    """

    base: str
    low: float | None = None
    high: float | None = None
    pattern: str = ""
    item: "Type | None" = None
    values: tuple[str, ...] = ()
    open: bool = False
    nullable: bool = False
    optional: bool = False
    default: object = None
    access: str = ""
    typical: int | None = None

    @property
    def is_text(self) -> bool:
        """Whether its values are texts."""
        return self.base in TEXTS or self.base == "enum"

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.base in NUMBERS

    @property
    def is_resource(self) -> bool:
        """Whether it names a resource."""
        return self.base not in PLAIN and self.base not in ("enum", "list", "map")

    @property
    def resources(self) -> frozenset[str]:
        """The resources that it names, itself or through its items."""
        if self.item is not None:
            return self.item.resources
        return frozenset({self.base}) if self.is_resource else frozenset()

    def replace(self, **changes) -> "Type":
        """The same type with some properties changed."""
        return replace(self, **changes)

    def __str__(self) -> str:
        text = self.base
        if self.item is not None:
            text += f"[{self.item}]"
        if self.base == "enum":
            text += f"[{'|'.join(self.values + (('...',) if self.open else ()))}]"
        low, high = _number_text(self.low), _number_text(self.high)
        usual = "" if self.typical is None else f" ~{self.typical}"
        if self.low is not None or self.high is not None:
            text += f"({high}{usual})" if self.low is None and not self.is_number else f"({low}..{high}{usual})"
        elif usual:
            text += f"({usual.strip()})"
        if self.pattern:
            text += f" /{self.pattern.replace('/', chr(92) + '/')}/"
        text += ("|null" if self.nullable else "") + ("?" if self.optional else "")
        if self.default is not None:
            text += f" = {_default_text(self.default)}" + ("" if self.optional else " required")
        return text + (f" {self.access}" if self.access else "")


def _number_text(number) -> str:
    if number is None:
        return ""
    return str(int(number)) if float(number).is_integer() else repr(number)


def _default_text(value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
