"""Which replica takes each call in the scan engine: by chance, by key, in turns, or one of the key's shard."""

import numpy as np

from helpers.simulation.plan import Node
from helpers.simulation.scan_calls import State
from helpers.simulation.setup import Setup, Station


def lanes_of(setup: Setup, station: Station, group: list[Node], states: list[State]):
    """Each call's replica; -1: in turns; None: in turns but for writes to all."""
    if station.replicas == 1:
        return -1
    if station.balancing == "round-robin":
        return None if any(each.broadcast for each in group) else -1
    found = []
    for node, state in zip(group, states, strict=True):
        if node.broadcast:
            found.append((state.copy % station.replicas).astype(np.int32))
            continue
        if station.balancing != "random" and setup.keys is not None:
            keys = setup.keys if station.balancing == "by-index" else setup.shard_of_key
            members = setup.members[node.endpoint]
            of_endpoint = keys if members is None else keys[members]
            lane = of_endpoint if state.rank is None else of_endpoint[state.rank]
            found.append((lane % station.replicas).astype(np.int32))
        else:
            drawn = state.pick(setup.uniform(node, "lane"))
            found.append((drawn * station.replicas).astype(np.int32))
    return found[0] if len(found) == 1 else np.concatenate(found)


def turns_of(setup: Setup, station: Station, group: list[Node], states: list[State], order) -> np.ndarray:
    """Reads take turns in order of arrival; each write has its replica."""
    fixed = np.concatenate([(state.copy % station.replicas) if node.broadcast
                            else np.full(len(state.arrive), -1) for node, state in zip(group, states, strict=True)])
    fixed = fixed if order is None else fixed[order]
    turn = fixed < 0
    fixed[turn] = np.arange(int(turn.sum())) % station.replicas
    return fixed.astype(np.int32)


def in_shards(setup: Setup, station: Station, group: list[Node], states: list[State], order) -> np.ndarray:
    """Each call's replica in a store of several shards: the key's shard; a read one of its copies, in turns."""
    size = station.lanes_of_shard
    shard, copy = [], []
    for node, state in zip(group, states, strict=True):
        drawn = None
        if setup.keys is None or station.balancing == "random":
            lead = State(None, state.rank, state.copy - state.copy % size, None) if node.broadcast else state
            drawn = lead.pick(setup.uniform(node, "lane"))
        if setup.keys is None:
            drawn = drawn * station.shards
            at = drawn.astype(np.int32)
            drawn = drawn - at
        else:
            keys = setup.keys if station.balancing == "by-index" else setup.shard_of_key
            members = setup.members[node.endpoint]
            of_endpoint = keys if members is None else keys[members]
            at = (of_endpoint if state.rank is None else of_endpoint[state.rank]) % station.shards
        shard.append(at.astype(np.int32))
        if node.broadcast:
            copy.append((state.copy % size).astype(np.int32))
        elif station.balancing == "random":
            copy.append((drawn * size).astype(np.int32))
        else:
            copy.append(np.full(len(at), -1, dtype=np.int32))
    shards, copies = np.concatenate(shard), np.concatenate(copy)
    if order is not None:
        shards, copies = shards[order], copies[order]
    turns = np.flatnonzero(copies < 0)
    by_shard = turns[np.argsort(shards[turns], kind="stable")]
    counts = np.bincount(shards[by_shard], minlength=station.shards)
    place = np.arange(len(by_shard)) - np.repeat(np.cumsum(counts) - counts, counts)
    copies[by_shard] = place % size
    return (shards * size + copies).astype(np.int32)
