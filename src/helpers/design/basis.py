"""What figures rest on: the copies and the keeping of entities, and whether a quality can be told at all."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.design.look import Look
    from helpers.requirements import Quality


def copies_of(look: "Look", of: str) -> dict[str, int]:
    """The copies of each entity that the endpoints of a quality write, or, where none writes, read."""
    written: set[str] = set()
    read: set[str] = set()
    for name in look.endpoints_of(of):
        reads, writes = look.touched(name)
        written |= writes
        read |= reads
    found = {}
    for entity in sorted(written or read):
        boxes = [box for box in look.keeping(entity) if box.durable]
        if boxes:
            found[entity] = sum(box.copies for box in boxes)
    return found


def derived(look: "Look", entity: str) -> bool:
    """Whether an entity lies in caches alone: it is a copy that is made anew from others."""
    boxes = look.keeping(entity)
    return bool(boxes) and all(box.of.caches for box in boxes)


def changes(look: "Look", endpoint: str) -> bool:
    """Whether what an endpoint reads is ever changed, a list by what is added; without a model it may be."""
    if look.model is None:
        return True
    for name in look.touched(endpoint)[0]:
        entity = look.entity(name)
        if entity is None or any(each.entity == name and each.writes in ("update", "delete") and not each.job
                                 for each in look.patterns) or _grows(look, endpoint, name):
            return True
    return False


def _grows(look: "Look", endpoint: str, entity: str) -> bool:
    """Whether an endpoint reads a list of an entity to which rows are added."""
    listed = any(each.entity == entity and not each.writes and each.limit != 1 for each in look.patterns_of(endpoint))
    return listed and any(each.entity == entity and each.writes == "insert" and not each.job for each in look.patterns)


def can_be_told(look: "Look", quality: "Quality") -> bool:
    """Whether the design has what a figure follows from; nothing is run for that."""
    metric, ends = quality.metric, look.endpoints_of(quality.of)
    if metric in ("latency", "throughput", "availability"):
        return bool(look.drawn) and bool(ends)
    if metric == "cost":
        return look.drawing is not None
    if metric in ("copies", "lost_copies", "durability"):
        return bool(copies_of(look, quality.of)) if look.drawing is not None else False
    if metric == "staleness":
        return bool(ends)
    if metric == "retention":
        return quality.at_most is None and bool(kept_of(look, quality))
    if metric in ("recovery_point", "recovery_time"):
        return look.plan is not None and bool(look.plan.protections)
    return False


def kept_of(look: "Look", quality: "Quality") -> dict[str, float]:
    """How long the entities behind a quality are kept, in seconds; those that are made from others aside."""
    names = {entity for end in look.endpoints_of(quality.of) for entity in set().union(*look.touched(end))}
    return {name: math.inf if entity.keep is None else entity.keep for name in sorted(names)
            if (entity := look.entity(name)) is not None and not (look.drawing is not None and derived(look, name))}
