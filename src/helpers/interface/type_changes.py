"""Two types compared: which values may be sent or come that could not before."""

from helpers.interface.types import NUMBERS, TEXTS, Type

WIDER = {
    ("integer", "number"),
    ("int32", "int64"),
    ("int32", "integer"),
    ("int64", "integer"),
    ("int32", "number"),
    ("int64", "number"),
    ("float", "double"),
    ("float", "number"),
    ("double", "number"),
    ("int32", "double"),
    *((base, "string") for base in TEXTS if base != "string"),
    ("enum", "string"),
}
UNBOUNDED = (None, None)
DIRECTIONS = {"request": "sent", "response": "got"}


def compare_types(comparison, where: str, old: Type, new: Type, direction: str, seen: frozenset = frozenset()) -> None:
    """Tell a comparison what differs between two types, in one direction."""
    tell = comparison.tell
    if old.nullable != new.nullable:
        more = new.nullable
        tell(
            "may-be-null" if more else "not-null",
            _verdict(more, direction),
            where,
            "it may be null" if more else "it may not be null",
            _why(more, direction, "null"),
        )
    if old.is_resource and new.is_resource:
        if (old.base, new.base) not in seen:
            compare_fields(
                comparison,
                where,
                comparison.old.resources[old.base],
                comparison.new.resources[new.base],
                direction,
                "field",
                seen | {(old.base, new.base)},
            )
        return
    if old.base != new.base and not (old.base == "enum" and new.base == "enum"):
        _base(comparison, where, old, new, direction)
        return
    _bounds(comparison, where, old, new, direction)
    if old.base == "enum":
        _values(comparison, where, old, new, direction)
    if old.pattern != new.pattern:
        _pattern(comparison, where, old, new, direction)
    if old.default != new.default and direction == "request":
        tell(
            "default-changed",
            "compatible",
            where,
            f"the default is {new.default}, before {old.default}",
            "What clients send is accepted as before; who sends nothing gets another behaviour.",
        )
    if old.item is not None and new.item is not None:
        compare_types(comparison, f"{where}[]", old.item, new.item, direction, seen)


def _verdict(more: bool, direction: str) -> str:
    """More values: fine where clients send them, breaking where they get them; and the other way round."""
    return "compatible" if more == (direction == "request") else "breaking"


def _why(more: bool, direction: str, what: str) -> str:
    if direction == "request":
        return f"Clients may send {what}; they need not." if more else f"Clients may send {what}, as they were told."
    return f"Clients are not ready for {what}." if more else f"Clients are ready for {what}, and it does not come."


def _base(comparison, where: str, old: Type, new: Type, direction: str) -> None:
    wider, narrower = (old.base, new.base) in WIDER, (new.base, old.base) in WIDER
    wider = wider or new.base == "any"
    verdict = _verdict(wider, direction) if wider or narrower else "breaking"
    word = DIRECTIONS[direction]
    comparison.tell(
        "type-changed",
        verdict,
        where,
        f"what is {word} is {new.base}, before {old.base}",
        _why(wider, direction, f"any {new.base if wider else old.base}")
        if wider or narrower
        else "A value of the one is no value of the other.",
    )


def _bounds(comparison, where: str, old: Type, new: Type, direction: str) -> None:
    what = "value" if old.base in NUMBERS else "items" if old.item is not None else "length"
    for side, name in (("low", "smallest"), ("high", "largest")):
        before, after = getattr(old, side), getattr(new, side)
        if before == after:
            continue
        if before is None:
            more = False
        elif after is None:
            more = True
        else:
            more = (after > before) == (side == "high")
        shown = "none" if after is None else f"{after:,}", "none" if before is None else f"{before:,}"
        kind = f"{what}-{'widened' if more else 'narrowed'}"
        comparison.tell(
            kind,
            _verdict(more, direction),
            where,
            f"the {name} {what} is {shown[0]}, before {shown[1]}",
            _why(more, direction, "what lies between the two"),
        )


def _values(comparison, where: str, old: Type, new: Type, direction: str) -> None:
    for value in new.values:
        if value not in old.values:
            grew = direction == "request" or old.open
            comparison.tell(
                "value-added",
                "compatible" if grew else "breaking",
                where,
                f"the value {value} is new",
                "Clients were told that more would come."
                if old.open and direction == "response"
                else _why(True, direction, value),
            )
    for value in old.values:
        if value not in new.values:
            verdict = (
                _verdict(False, direction) if not new.open else "warning" if direction == "request" else "compatible"
            )
            comparison.tell(
                "value-removed", verdict, where, f"the value {value} is gone", _why(False, direction, value)
            )
    if old.open != new.open:
        more = new.open
        comparison.tell(
            "enum-opened" if more else "enum-closed",
            _verdict(more, direction),
            where,
            "more values may come" if more else "no more values may come",
            _why(more, direction, "a value that is not named"),
        )


def _pattern(comparison, where: str, old: Type, new: Type, direction: str) -> None:
    if old.pattern and new.pattern:
        comparison.tell(
            "pattern-changed",
            "warning",
            where,
            f"the pattern is {new.pattern}, before {old.pattern}",
            "Whether one allows all that the other does cannot be told from the document.",
        )
        return
    more = not new.pattern
    comparison.tell(
        "pattern-removed" if more else "pattern-added",
        _verdict(more, direction),
        where,
        "any text fits" if more else f"only {new.pattern} fits",
        _why(more, direction, "a text of another form"),
    )


def compare_fields(
    comparison, where: str, old: dict, new: dict, direction: str, what: str, seen: frozenset = frozenset()
) -> None:
    """Tell a comparison which fields or parameters came, went, or changed."""
    hidden = {"request": "read-only", "response": "write-only"}[direction]
    old = {name: made for name, made in old.items() if made.access != hidden}
    new = {name: made for name, made in new.items() if made.access != hidden}
    for name, made in new.items():
        place = f"{where}.{name}"
        if name in old:
            _presence(comparison, place, old[name], made, direction, what)
            compare_types(comparison, place, old[name], made, direction, seen)
        elif direction == "response":
            comparison.tell(f"{what}-added", "compatible", place, f"the {what} is new", "Clients pass it by.")
        elif made.optional:
            comparison.tell(
                f"{what}-added",
                "compatible",
                place,
                f"the {what} is new, and may be left out",
                "Clients need not send it.",
            )
        else:
            more = (
                "; the default helps only servers that fill it in, and the contract says it must be sent"
                if (made.default is not None)
                else ""
            )
            comparison.tell(
                f"{what}-added-required",
                "breaking",
                place,
                f"the {what} is new, and must be sent",
                f"Clients do not send it{more}.",
            )
    for name, made in old.items():
        if name not in new:
            _gone(comparison, f"{where}.{name}", made, direction, what)


def _presence(comparison, place: str, old: Type, new: Type, direction: str, what: str) -> None:
    if old.optional == new.optional:
        return
    if direction == "request":
        comparison.tell(
            f"{what}-{'optional' if new.optional else 'required'}",
            "compatible" if new.optional else "breaking",
            place,
            "it may be left out" if new.optional else "it must be sent",
            "Who sends it still may." if new.optional else "Clients may leave it out, as they were told.",
        )
    else:
        comparison.tell(
            f"{what}-{'optional' if new.optional else 'required'}",
            "breaking" if new.optional else "compatible",
            place,
            "it may be missing" if new.optional else "it always comes",
            "Clients read it always." if new.optional else "Clients are ready for it to be missing.",
        )


def _gone(comparison, place: str, made: Type, direction: str, what: str) -> None:
    if direction == "response":
        comparison.tell(
            f"{what}-removed",
            "compatible" if made.optional else "breaking",
            place,
            f"the {what} is gone",
            "It could be missing before." if made.optional else "Clients read it always.",
        )
    elif comparison.new.unknown_fields == "refused" and what == "field":
        comparison.tell("field-removed", "breaking", place, "the field is refused", "Clients send it.")
    else:
        comparison.tell(
            f"{what}-removed",
            "warning",
            place,
            f"the {what} is gone",
            "What clients send there has no effect; the document cannot say whether they rely on it.",
        )
