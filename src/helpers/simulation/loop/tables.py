"""The tables of the event loop: a row for each thing, in arrays of records (compiled) or lists of objects (plain).

Times are seconds since the start, places are numbers from 0 on, -1 is "none", flags are 0 or 1. What is known of each
thing is told in `design_records` and `run_records`.
"""

from typing import NamedTuple

import numpy as np

from helpers.simulation.loop.design_records import DESIGN_FIELDS
from helpers.simulation.loop.run_records import RUN_FIELDS

FIELDS = DESIGN_FIELDS | RUN_FIELDS


class Tables(NamedTuple):
    """All that the loop works on. The compiled loop gets arrays, the plain one lists of objects in a `Plain`."""

    board: np.ndarray  # one row: what there is one of
    times: np.ndarray  # when each request arrives
    requests: np.ndarray
    attempts: np.ndarray
    calls: np.ndarray  # those under way
    nodes: np.ndarray  # of the plan: one call in the tree of an endpoint
    children: np.ndarray  # the nodes that nodes call
    guards: np.ndarray  # conditions of calls
    boxes: np.ndarray
    replicas: np.ndarray
    entries: np.ndarray  # of real caches
    faults: np.ndarray  # in order of time
    phases: np.ndarray
    roots: np.ndarray  # the root of each endpoint in each phase
    hashes: np.ndarray  # of the key that each request asks for
    draws: np.ndarray  # all draws; a draw is at the node's beginning + copy * requests of the endpoint + rank
    jitters: np.ndarray  # draws that shorten pauses
    drops: np.ndarray  # calls lost, by component and outcome
    todo: np.ndarray  # lists of work, see the codes
    moments: np.ndarray
    messages: np.ndarray
    visits: np.ndarray  # in blocks, each of one box
    blocks: np.ndarray  # whose the blocks are
    passages: np.ndarray
    hops: np.ndarray
    changes: np.ndarray


def columns(kind: str) -> list[tuple[str, str, float]]:
    """The fields of a kind of record: name, type, and what it starts with."""
    found = []
    for line in FIELDS[kind].strip().splitlines():
        name, code, start, _ = line.split(maxsplit=3)
        found.append((name, code, float(start) if code == "f8" else int(start)))
    return found


def row_type(kind: str) -> np.dtype:
    """The record type of a kind of row."""
    return np.dtype([(name, code) for name, code, _ in columns(kind)], align=True)


def rows(kind: str, many: int, room: np.ndarray | None = None, /, **given) -> np.ndarray:
    """An array of so many rows (in `room`), with some columns given; the others hold what they start with."""
    made = np.zeros(many, dtype=row_type(kind)) if room is None else room
    if room is not None:
        room.view(np.uint8)[:] = 0
    for name, _, start in columns(kind):
        if name in given:
            made[name] = given[name]
        elif start:
            made[name] = start
    return made


def _row_class(kind: str) -> type:
    """A class with one slot for each field, made from values by place; the rest is what a field starts with."""
    names = [name for name, _, _ in columns(kind)]
    given = ", ".join(f"{name}={start!r}" for name, _, start in columns(kind))
    space: dict = {}
    exec(f"def __init__(self, {given}):\n" + "".join(f"    self.{name} = {name}\n" for name in names), space)
    return type(kind.capitalize(), (), {"__slots__": tuple(names), "__init__": space["__init__"]})


VISIT = ["arrive", "wait", "hold", "box", "replica"]  # of the plain loop, which keeps one list for all boxes
CLASSES = {kind: _row_class(kind) for kind in FIELDS}


class Plain:
    """What `Tables` is for the plain loop: rows are objects, and lists grow as they are filled."""

    __slots__ = Tables._fields

    def __init__(self, tables: Tables):
        for name, table in tables._asdict().items():
            setattr(self, name, _as_list(name, table))


GROWING = {"attempts", "calls", "moments", "messages", "visits", "passages", "hops", "changes"}
KIND_OF = {"board": "board", "requests": "request", "nodes": "node", "guards": "guard", "boxes": "box",
           "replicas": "replica", "entries": "entry", "faults": "fault", "phases": "phase"}


def _as_list(name: str, table: np.ndarray) -> list:
    if name in GROWING:
        return []
    if name == "todo":
        return [[] for _ in table]
    if name not in KIND_OF:
        return table.tolist()
    return list(map(CLASSES[KIND_OF[name]], *(table[name].tolist() for name in table.dtype.names)))


def column(table, name: str, many: int) -> np.ndarray:
    """The first so many values of a field, of an array or a list of objects."""
    if isinstance(table, np.ndarray):
        return table[name][:many]
    return np.array([getattr(row, name) for row in table[:many]])


def cell(table, place: int, name: str) -> float:
    """One field of one row."""
    row = table[place]
    return row[name] if isinstance(table, np.ndarray) else getattr(row, name)
