"""What each fault does to replicas and links, moment by moment: the acts that the event loop knows."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.simulation.faults import Fault, connection_hit, replicas_hit
from helpers.simulation.loop import (
    CLOCK,
    CRASH,
    CUT,
    FILL_DISK,
    FREE_DISK,
    HEAL,
    HEAR,
    HOLE,
    MEND,
    MUTE,
    NORMAL,
    NOTICE,
    PATCH,
    RESTORE,
    SLOW,
    SPOIL,
    SWALLOW,
    TAKE,
)
from helpers.simulation.plan import BROKERS
from helpers.simulation.setup import Setup

Act = tuple[float, int, int, float]  # when, what, the replica or node, and a number that belongs to it
TOLERATED_SKEW = 300.0  # seconds; RFC 4120 (Kerberos), 2005: "typically 5 minutes"
OF_CONNECTIONS = {"link": (CUT, MEND), "blackhole": (HOLE, PATCH), "one-way": (MUTE, HEAR)}


def acts_of(setup: Setup, first: Mapping[str, int]) -> list[Act]:
    """All acts of a run's faults in order of time; `first` is each component's first replica."""
    acts: list[Act] = []
    for fault in setup.faults:
        ends = None if fault.length is None else fault.at + fault.length
        for what, undo, where, number in _pairs(setup, fault, first):
            acts.append((fault.at, what, where, number))
            if what in (CRASH, SWALLOW) and fault.known_after is not None and (
                    ends is None or fault.at + fault.known_after < ends):
                acts.append((fault.at + fault.known_after, NOTICE, where, 1.0))
            if ends is not None:
                acts.append((ends, undo, where, -number if undo == CLOCK else number))
    return sorted(acts, key=lambda act: act[0])


def _pairs(setup: Setup, fault: Fault, first: Mapping[str, int]) -> list[tuple[int, int, int, float]]:
    """What a fault does, what undoes it, where, and by how much."""
    if fault.hits_connection:
        keys = connection_hit(setup.plan.architecture, fault)
        return [(*OF_CONNECTIONS[fault.what], node.index, 1.0) for node in setup.plan.every if node.key in keys]
    slots = [first[name] + replica for name, replica in replicas_hit(setup.plan.architecture, fault)]
    share = 1.0 if fault.share is None else fault.share
    found: list[tuple[int, int, float]] = []
    if fault.what in ("crash", "zone"):
        found = [(CRASH, RESTORE, 1.0)]
    elif fault.what == "blackhole":
        found = [(SWALLOW, TAKE, 1.0)]
    elif fault.what in ("slow", "grey"):
        found = [(SLOW, NORMAL, fault.factor)]
        if fault.what == "grey" and share > 0:
            found.append((SPOIL, HEAL, share))
    elif fault.what == "deploy":
        found = [(SPOIL, HEAL, share)]
    elif fault.what == "clock":
        caching = setup.stations[fault.where].behaviour.caching
        if caching is not None:
            found = [(CLOCK, CLOCK, fault.skew)]
        elif abs(fault.skew) > TOLERATED_SKEW:
            found = [(SPOIL, HEAL, 1.0)]
    elif setup.plan.architecture[fault.where].kind in BROKERS:
        found = [(SPOIL, HEAL, 1.0)]
    else:
        found = [(FILL_DISK, FREE_DISK, 1.0)]
    return [(what, undo, slot, number) for slot in slots for what, undo, number in found]
