"""Data models as plain data, as code and as a picture in text, and back."""

import re
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING

from helpers.code_layout import wrapped
from helpers.data_model.errors import DataModelError
from helpers.data_model.parts import LISTS, Part
from helpers.errors import CourseError, nearest, shorten

if TYPE_CHECKING:
    from helpers.data_model.model import DataModel


def to_dict(model: "DataModel") -> dict:
    """Plain data: the name, and a list for each kind of part that there is; what is not said is left out."""
    made: dict = {"name": model.name}
    for name in LISTS:
        if getattr(model, name):
            made[name] = [part_to_dict(part) for part in getattr(model, name)]
    return made


def part_to_dict(part: Part) -> dict:
    """One part as plain data that reads back to exactly this part."""
    made: dict = {}
    for each in fields(part):  # type: ignore[arg-type]
        value = getattr(part, each.name)
        if each.default is not MISSING and value == each.default:
            continue
        if each.name == "fields":
            value = {one.name: one.text for one in value}
        elif each.name in ("indexes", "unique"):
            value = [list(one) for one in value]
        elif isinstance(value, tuple):
            value = value[0] if len(value) == 1 else list(value)
        elif isinstance(value, float) and value.is_integer():
            value = int(value)
        made[each.name] = value
    return made


def from_dict(kind: "type[DataModel]", data: object) -> "DataModel":
    """The model that `to_dict` wrote. Raises `DataModelError` naming the part, the field and the mend."""
    if not isinstance(data, dict):
        raise DataModelError(
            f"data model: {shorten(data)} is not a saved model; it has a name and lists such as entities."
        )
    made = {}
    for name, given in data.items():
        if name == "name":
            continue
        if name not in LISTS:
            raise DataModelError(f"data model: unknown field {shorten(name)}.{nearest(name, LISTS)}")
        given = [] if given is None else given
        if not isinstance(given, list | tuple):
            raise DataModelError(f"{name}: {shorten(given)} is not a list.")
        made[name] = tuple(_part(LISTS[name], each, f"{name} {place}") for place, each in enumerate(given, 1))
    return kind(data.get("name", "Data model"), **made)


def _part(kind: type, given: object, where: str) -> Part:
    if not isinstance(given, dict):
        raise DataModelError(f"{where}: {shorten(given)} is not a set of fields such as name.")
    if isinstance(given.get("name"), str):
        where += f" ({given['name'][:40]})"
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    for name in given:
        if name not in known:
            raise DataModelError(f"{where}: unknown field {shorten(name)}.{nearest(name, known)}")
    for name, each in known.items():
        if each.default is MISSING and each.default_factory is MISSING and name not in given:
            raise DataModelError(f"{where}: the field {name} is missing. Add it.")
    try:
        return kind(**given)
    except CourseError as error:
        raise DataModelError(f"{where}: {error}") from None


def written(value: object) -> str:
    """A value as somebody would write it: large whole numbers in groups of three.

    >>> written(20_000_000), written(True), written("code"), written(4000.0)
    ('20_000_000', 'True', "'code'", '4000.0')
    """
    return f"{value:_}" if isinstance(value, int) and not isinstance(value, bool) and value >= 10_000 else repr(value)


def to_code(model: "DataModel") -> str:
    """Python code that makes the model."""
    parts = [part for name in LISTS for part in getattr(model, name)]
    used = sorted({type(part).__name__ for part in parts} | {"DataModel"})
    lines = []
    for part in parts:
        needed = [each.name for each in fields(part) if each.default is MISSING and each.default_factory is MISSING]
        given = part_to_dict(part)
        told = [written(given.pop(name)) for name in needed]
        if "fields" in given:
            told.append("{" + ", ".join(f"{name!r}: {text!r}" for name, text in given.pop("fields").items()) + "}")
        told += [f"{name}={written(value)}" for name, value in given.items()]
        lines.append(f"\n    {type(part).__name__}({', '.join(told)}),")
    return wrapped(
        f"from helpers.data_model import {', '.join(used)}\n\n"
        f"data_model = DataModel({model.name!r}).add({''.join(lines)}{chr(10) if lines else ''})\n"
    )


def mermaid(model: "DataModel") -> str:
    """The entities and references as a mermaid erDiagram; signs that mermaid cannot hold become underscores."""

    def plain(text: str) -> str:
        word = re.sub(r"\W", "_", text)
        return word if word[:1].isalpha() else f"_{word}"

    lines = ["erDiagram"]
    for entity in model.entities:
        lines.append(f"    {plain(entity.name)} {{")
        for each in entity.fields:
            marks = [
                word
                for word, holds in (
                    ("PK", each.name in entity.key),
                    ("FK", each.base == "ref"),
                    ("UK", (each.name,) in entity.unique),
                )
                if holds
            ]
            lines.append(f"        {each.base} {plain(each.name)} {', '.join(marks)}".rstrip())
        lines.append("    }")
    for entity in model.entities:
        for each in entity.refs:
            if each.target in model:
                one = "|o" if each.optional else "||"
                many = "o|" if (each.name,) in (entity.key, *entity.unique) else "o{"
                lines.append(f"    {plain(each.target)} {one}--{many} {plain(entity.name)} : {plain(each.name)}")
    return "\n".join(lines) + "\n"
