"""How many machines, shards and copies a component has, from what is said of them; the meanings are `Component`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.architecture import fields as read
from helpers.architecture.errors import ArchitectureError
from helpers.architecture.kinds import SPELT, Kind
from helpers.errors import shorten
from helpers.inputs.words import key_of

if TYPE_CHECKING:
    from helpers.architecture.parts import Component

COUNTS = ("replicas", "shards", "copies")


def counts_of(kind: Kind, replicas, shards, copies, place: str) -> tuple[int, int, int]:
    """Machines, shards and copies from what is given of them."""
    given = {name: None if value is None else read.count_of(value, f"{place}{name}")
             for name, value in zip(COUNTS, (replicas, shards, copies), strict=True)}
    machines, parts, times = given.values()
    if not kind.stores:
        number = machines or times or kind.replicas
        if (parts or 1) != 1 or (times or number) != number:
            wrong = "shards" if (parts or 1) != 1 else "copies"
            raise ArchitectureError(f"{place}{wrong}: a {kind.label.lower()} keeps no entities, so {given[wrong]} "
                                    f"{wrong} say nothing. Give replicas.")
        return number, 1, number
    if kind.managed:
        if (times or kind.copies) != kind.copies:
            raise ArchitectureError(f"{place}copies: a {kind.label.lower()} keeps {kind.copies} copies by itself, not "
                                    f"{times}. Leave copies out.")
        parts = parts or machines or kind.shards
        if (machines or parts) != parts:
            raise ArchitectureError(f"{place}replicas: {machines} are not its {parts} shards. Give shards alone.")
        return parts, parts, kind.copies
    if machines is not None:
        parts = parts or (1 if times is None else max(1, machines // times))
        times = times or max(1, machines // parts)
    parts, times = parts or kind.shards, times or kind.copies
    if (machines or parts * times) != parts * times:
        raise ArchitectureError(f"{place}replicas: {machines} machines are not {parts} shards of {times} copies. "
                                "Give shards and copies alone.")
    if parts * times > read.MOST_REPLICAS:
        raise ArchitectureError(f"{place}shards: {parts:,} shards of {times:,} copies are more than "
                                f"{read.MOST_REPLICAS:,} machines. Give fewer.")
    return parts * times, parts, times


def counts_after(old: Component, changes: dict, left: frozenset[str]) -> dict:
    """What `replicas`, `shards` and `copies` are given as after a change; `left` have their kind's default."""
    asked_kind = changes.get("kind", old.kind)
    kind = SPELT.get(key_of(asked_kind), old.of) if isinstance(asked_kind, str) else old.of
    machines, shards, copies = (None if name in left else getattr(old, name) for name in COUNTS)
    if not kind.stores:
        own = machines if not old.of.stores else None if {"shards", "copies"} <= left else old.replicas
        return {"replicas": own, "shards": None, "copies": None}
    if not old.of.stores:  # machines become copies, or the shards of what is managed
        return {"replicas": None if "shards" in changes or "copies" in changes else machines,
                "shards": None, "copies": None}
    if "replicas" in changes:
        asked, alone = changes["replicas"], not {"shards", "copies"} & set(changes)
        if alone and old.shards > 1 and old.keeps_shards and kind == old.of \
                and asked not in (None, old.replicas):
            raise ArchitectureError(f"{old.name}.replicas: {shorten(asked)} does not say how many shards there "
                                    f"are then; it has {old.shards} shards of {old.copies}. "
                                    "Change shards or copies.")
        if alone and asked == old.replicas and kind == old.of:
            return {"shards": shards, "copies": copies}
        return {"shards": None, "copies": None}
    return {"replicas": None, "shards": shards, "copies": None if kind.managed or old.of.managed else copies}
