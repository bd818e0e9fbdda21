"""Rules on the values that fields hold."""

from helpers.interface.rules.registry import Look, Told, listed, rule
from helpers.interface.rules.words import is_moment, is_money


def _fields(look: Look):
    for name, fields in look.api.resources.items():
        for field, made in fields.items():
            yield name, field, made.item if made.base == "list" else made


@rule("money-as-float", "error", "Zalando 173")
def money_as_float(look: Look) -> Told:
    """0.1 + 0.2 is 0.30000000000000004 in binary fractions. Sums of money must be exact to the cent."""
    for name, field, made in _fields(look):
        if made.base in ("number", "float", "double") and is_money(field):
            yield (
                name,
                f"{name}.{field} holds money as a binary fraction",
                (f'Hold it as "decimal", or as whole cents: {field}_cents: "integer(0..)"; with its currency.'),
            )


@rule("date-without-zone", "warning", "RFC 3339", "Zalando 238", "Azure json-date-time-is-rfc3339", "AIP-142")
def date_without_zone(look: Look) -> Told:
    """Nine o'clock is another moment in Tokyo than in Lima. A moment is written with its zone (RFC 3339)."""
    for name, field, made in _fields(look):
        loose = made.base == "date-time-local" or (
            made.base in ("string", "integer", "int32", "int64", "number") and is_moment(field)
        )
        if loose and not made.values:
            said = {"date-time-local": "has no zone", "string": "is a text of any form"}.get(
                made.base, "is a number; clients must look up whether it counts seconds or milliseconds, and since when"
            )
            yield (
                name,
                f"{name}.{field} {said}",
                'Write "date-time" (RFC 3339, with a zone), or "date" for a whole day.',
            )


@rule("closed-enum", "note", "Zalando 112", "AIP-126", "Azure json-use-extensible-enums")
def closed_enum(look: Look) -> Told:
    """One day there will be another value.

    Clients that were told "one of these three" fail on the fourth; those that were told "these for now" pass it
    by.
    """
    shown = look.shown()
    found: dict[str, list[str]] = {}
    for name, field, made in _fields(look):
        if name in shown and made.base == "enum" and not made.open and len(made.values) > 1:
            found.setdefault(name, []).append(f"{name}.{field}")
    for name, fields in found.items():
        yield (
            name,
            f"{listed(fields)}: clients are told that no value will ever be added",
            ('Let it grow: "enum[draft|published|...]".'),
        )


@rule("flag-that-grows", "note", "AIP-126", "Zalando 112")
def flag_that_grows(look: Look) -> Told:
    """Several yes-or-no fields that exclude each other are one state with several values.

    Two of them can be true at once by mistake, and the next state needs a new field.
    """
    for name, fields in look.api.resources.items():
        flags = [field for field, made in fields.items() if made.base == "boolean" and field.startswith(("is_", "is"))]
        if len(flags) > 3:
            yield (
                name,
                f"{name} tells its state in {len(flags)} flags: {listed(flags)}",
                ('Make it one field: state: "enum[draft|published|...]".'),
            )


@rule("id-in-body-and-path", "note", "AIP-134", "Zalando 143")
def key_can_change(look: Look) -> Told:
    """The id in the path says which one; an id in the body that can be set says it again, and may say another."""
    for each in look.of_kind("replace", "update"):
        resource = each.body.base if each.body is not None else None
        if resource not in look.api.resources or resource != look.about[each.name]:
            continue
        key = look.key.get(resource)
        field = look.api.resources[resource].get(key) if key else None
        if (
            field is not None
            and field.access != "read-only"
            and key in (each.path_parameters[-1], each.path_parameters[-1].rpartition("_")[2])
            and (not look.having("create", resource))
        ):
            yield (
                each.name,
                f"{each} takes {resource}.{key} in the path and in the body",
                (f'Mark it: {key}: "... read-only"; the path says which one.'),
            )
