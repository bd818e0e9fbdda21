"""Sheets of requirements as plain data and as code, and back."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING

from helpers.code_layout import wrapped
from helpers.errors import CourseError, nearest, shorten
from helpers.requirements import fields as read
from helpers.requirements.errors import RequirementError
from helpers.requirements.parts import KINDS, LISTS, MOST_ROWS, Quality, Row

if TYPE_CHECKING:
    from helpers.requirements.model import Requirements


def to_dict(sheet: Requirements) -> dict:
    """Plain data: the name, and a list for each kind of row that there is; what is not said is left out."""
    made: dict = {"name": sheet.name}
    for name in LISTS:
        rows = [row_to_dict(row) for row in getattr(sheet, name)]
        if rows:
            made[name] = rows
    return made


def row_to_dict(row: Row) -> dict:
    """One row as plain data that reads back to exactly this row.

    >>> row_to_dict(Quality("quick", "open_link", "latency", at_most=0.1, window="30 days"))
    {'id': 'quick', 'of': 'open_link', 'metric': 'latency', 'at_most': '100 ms', 'window': '30 day'}
    """
    made = {}
    for each in fields(row):
        value = getattr(row, each.name)
        if each.default is not MISSING and (value in (None, "", {}) or value == each.default):
            continue
        made[each.name] = _plain(row, each.name, value)
    return made


def _plain(row: Row, field: str, value):
    if isinstance(row, Quality) and field in ("at_most", "at_least"):
        return target_text(row, value)
    if field == "window":
        return read.time_text(value)
    if field == "depends_on":
        return {name: read.share_text(share) for name, share in value.items()}
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value


def target_text(row: Quality, value: float):
    """A target with its unit, as text (counts: as a number) that reads back to exactly this number."""
    unit = row.kind.unit
    if unit == "s":
        return read.time_text(value)
    if unit == "":
        return int(value) if row.kind.whole else read.share_text(value)
    number = f"{int(value)}" if value.is_integer() and value < 1e15 else f"{value!r}"
    return f"${number}/month" if unit == "USD/month" else f"{number}/s"


def from_dict(kind: type[Requirements], data) -> Requirements:
    """The sheet that `to_dict` wrote. Raises `RequirementError` naming the row, the field and the mend."""
    if not isinstance(data, dict):
        raise RequirementError(
            f"requirements: {shorten(data)} is not a saved sheet; it has a name and lists such as "
            "functional and qualities."
        )
    rows = {}
    for name, given in data.items():
        if name == "name":
            continue
        if name not in LISTS:
            raise RequirementError(f"requirements: unknown field {shorten(name)}.{nearest(name, LISTS)}")
        given = [] if given is None else given
        if not isinstance(given, list | tuple):
            raise RequirementError(f"{name}: {shorten(given)} is not a list of rows.")
        if len(given) > MOST_ROWS:
            raise RequirementError(f"{name}: {len(given):,} rows are more than {MOST_ROWS}. Keep what decides.")
        rows[name] = tuple(_row(LISTS[name], each, f"{name} {place}") for place, each in enumerate(given, 1))
    return kind(data.get("name", "Requirements"), **rows)


def row_from(kind: str, given) -> Row:
    """One row of a kind (such as "quality") from its fields. Raises `RequirementError`.

    >>> row_from("out_of_scope", {"id": "statistics"})
    OutOfScope(id='statistics', because='')
    """
    if not isinstance(kind, str) or kind not in KINDS:
        raise RequirementError(f"kind: {shorten(kind)} is no kind of row. Choose one of {', '.join(KINDS)}.")
    return _row(KINDS[kind], given, kind)


def _row(made: type, given, where: str) -> Row:
    if not isinstance(given, dict):
        raise RequirementError(f"{where}: {shorten(given)} is not a set of fields such as id.")
    if isinstance(given.get("id"), str):
        where += f" ({given['id'][:40]})"
    names = [each.name for each in fields(made)]
    for name in given:
        if name not in names:
            raise RequirementError(f"{where}: unknown field {shorten(name)}.{nearest(name, names)}")
    for each in fields(made):
        if each.default is MISSING and each.name not in given:
            raise RequirementError(f"{where}: the field {each.name} is missing. Add it.")
    try:
        return made(**given)
    except CourseError as error:
        raise RequirementError(f"{where}: {error}") from None


def row_to_code(row: Row) -> str:
    """Python code that makes one row.

    >>> row_to_code(Quality("quick", "all", "latency", at_most="100 ms", percentile=99))
    "Quality('quick', 'all', 'latency', at_most='100 ms', percentile=99)"
    """
    needed = [each.name for each in fields(row) if each.default is MISSING]
    given = row_to_dict(row)
    parts = [repr(given.pop(name)) for name in needed]
    return f"{type(row).__name__}({', '.join([*parts, *(f'{name}={value!r}' for name, value in given.items())])})"


def to_code(sheet: Requirements) -> str:
    """Python code that makes the sheet."""
    used = sorted({type(row).__name__ for row in sheet.rows} | {"Requirements"})
    rows = "".join(f"\n    {row_to_code(row)}," for row in sheet.rows)
    names = ", ".join(used)
    return wrapped(
        f"from helpers.requirements import {names if len(names) < 60 else f'({names})'}\n\n"
        f"requirements = Requirements({sheet.name!r}).add({rows}{chr(10) if rows else ''})\n"
    )
