"""What is wrong with the fields of a file, in the words of somebody who writes YAML, with what to write instead."""

import functools
from typing import TYPE_CHECKING, Any, TypeVar

from helpers.cases.errors import CaseError
from helpers.errors import shorten

if TYPE_CHECKING:
    from pydantic import ValidationError

Kind = TypeVar("Kind", bound=type)

MOST = 3  # faults that are told at once
FIELDS = ("these are no fields", "write them in braces, as in {{name: value}}")
UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")
# What pydantic finds, by its name for it: what is said, and the mend.
MENDS = {
    "missing": ("the field is missing", "add the field {name}"),
    "missing_argument": ("the field is missing", "add the field {name}"),
    "unexpected_keyword_argument": ("no such field is known here", "remove it, or correct its spelling"),
    "extra_forbidden": ("no such field is known here", "remove it, or correct its spelling"),
    "tuple_type": ("this is no list", "write its entries in square brackets, as in [one, two]"),
    "too_short": ("the list is too short", "give {min_length} entries"),
    "too_long": ("the list is too long", "give {max_length} entries, as in [1, 10]"),
    "dict_type": FIELDS, "dataclass_type": FIELDS, "dataclass_exact_type": FIELDS,
    "float_type": ("this is no number", "write a plain one such as 0.8"),
    "float_parsing": ("this is no number", "write a plain one such as 0.8"),
    "bool_type": ("this is neither yes nor no", "write true or false"),
    "bool_parsing": ("this is neither yes nor no", "write true or false"),
    "string_type": ("this is no text", "put it in quotation marks, or write some words"),
    "string_too_short": ("nothing is written here", "write at least {min_length} character"),
    "greater_than": ("too small", "write a number greater than {gt:g}"),
    "greater_than_equal": ("too small", "write a number greater than or equal to {ge:g}"),
    "less_than_equal": ("too large", "write a number less than or equal to {le:g}"),
}


def explained(error: "ValidationError | TypeError") -> list[str]:
    """The first faults that pydantic found, each as a sentence without its end: field, fault, what was found, mend."""
    if isinstance(error, TypeError):
        return [str(error)]
    told = []
    # A field that is not known is often one that is missing, misspelt: it comes first.
    for each in sorted(error.errors(), key=lambda each: each["type"] not in UNKNOWN)[:MOST]:
        field = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in each["loc"]).lstrip(".")
        message, mend = MENDS.get(each["type"], (each["msg"].removeprefix("Value error, "), ""))
        mend = mend.format(name=each["loc"][-1] if each["loc"] else "", **each.get("ctx", {}))
        shown = "" if isinstance(each["input"], dict | list) or mend.startswith("add") or not field \
            else f" (found {shorten(each['input'])})"
        told.append(f"{field + ': ' if field else ''}{message}{shown}{'; ' + mend if mend else ''}")
    return told


def told_plainly(kind: Kind) -> Kind:
    """A class that pydantic checks, whose faults are a `CaseError` in these words, whoever makes a value of it."""
    checked: Any = kind.__init__

    @functools.wraps(checked)
    def begin(self, *given, **fields):
        from pydantic import ValidationError

        try:
            checked(self, *given, **fields)
        except (ValidationError, TypeError) as error:
            raise CaseError("\n".join(f"{each}." for each in explained(error))) from None

    kind.__init__ = begin  # type: ignore[misc]
    return kind
