"""Parts of an entity as they stand in a field of the page, and back: lists of fields, rows, growth, how long kept."""

import re

from helpers.data_model.parts import YEAR, Entity

DAY = 86400.0


def lists_text(lists: tuple[tuple[str, ...], ...], entity: Entity) -> str:
    """Indexes or unique rules on one line: "owner, created desc; expires".

    >>> link = Entity("link", {"a, b": "integer", "c": "integer"}, indexes=[["a, b", "c desc"], ["c"]])
    >>> lists_text(link.indexes, link)
    '"a, b", c desc; c'
    """
    return "; ".join(", ".join(_written(each, entity) for each in names) for names in lists)


def _written(text: str, entity: Entity) -> str:
    name, down = entity.order_of(text)
    doubled = name.replace('"', '""')
    return (f'"{doubled}"' if re.search('[,;"]', name) else name) + (" desc" if down else "")


def read_lists(text: str) -> list[list[str]]:
    """What `lists_text` wrote; a name with a comma stands between quotes.

    >>> read_lists('"a, b", c desc; c;')
    [['a, b', 'c desc'], ['c']]
    """
    groups: list[list[str]] = [[]]
    token, quoted, place = "", False, 0
    while place < len(text):
        sign = text[place]
        if sign == '"' and quoted and text[place + 1 : place + 2] == '"':
            token += sign
            place += 1
        elif sign == '"':
            quoted = not quoted
        elif sign in ",;\n" and not quoted:
            groups[-1].append(token.strip())
            token = ""
            if sign != ",":
                groups.append([])
        else:
            token += sign
        place += 1
    groups[-1].append(token.strip())
    return [found for group in groups if (found := [each for each in group if each])]


def rows_text(rows: int) -> str:
    """A number of rows; nothing for none."""
    return f"{rows:,}" if rows else ""


def growth_text(growth: float) -> str:
    """New rows a second, such as "40/s"; nothing for none."""
    short = f"{growth:g}"
    return f"{short if float(short) == growth else repr(growth)}/s" if growth else ""


def keep_text(seconds: float | None) -> str:
    """How long a row is kept, in the largest unit that says it whole.

    >>> keep_text(5 * YEAR), keep_text(2_592_000.0), keep_text(None)
    ('5 years', '30 days', '')
    """
    if seconds is None:
        return ""
    for unit, size in (("year", YEAR), ("day", DAY)):
        count = seconds / size
        if count >= 1 and count == round(count) and round(count) * size == seconds:
            return f"{count:,.0f} {unit}{'' if count == 1 else 's'}"
    return f"{seconds!r} s"


def entity_texts(entity: Entity) -> dict[str, str]:
    """The texts of an entity's parts other than its fields."""
    return {
        "key": lists_text((entity.key,), entity) if entity.key else "",
        "indexes": lists_text(entity.indexes, entity),
        "unique": lists_text(entity.unique, entity),
        "rows": rows_text(entity.rows),
        "growth": growth_text(entity.growth),
        "keep": keep_text(entity.keep),
    }


def read_part(part: str, text: str):
    """The value that the text of a part means, for `Entity` to check."""
    if part == "key":
        return [name for group in read_lists(text) for name in group]
    if part in ("indexes", "unique"):
        return read_lists(text)
    return text.strip() or {"rows": 0, "growth": 0.0, "keep": None}[part]
