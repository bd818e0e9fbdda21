"""The stations of the scan engine: which replica takes each call, when it begins there, and when it is done."""

import numpy as np

from helpers.simulation.lanes import none_can_wait, order_of_times, starts_of
from helpers.simulation.plan import Node
from helpers.simulation.raw import Raw
from helpers.simulation.rooms import Rooms
from helpers.simulation.scan_calls import State, trace, unit_of
from helpers.simulation.scan_replicas import in_shards, lanes_of, turns_of
from helpers.simulation.setup import Setup, Station
from helpers.simulation.stations import can_pass, passed


def delay(setup: Setup, station: Station, node: Node, state: State, raw: Raw, sample, rooms: Rooms) -> None:
    """The calls of a node to a box without a ceiling: nobody waits."""
    if station.stay:
        with rooms.lent() as take:
            unit = unit_of(setup, node, state, take)
            state.done = state.arrive + (station.stay if unit is None else unit * station.stay)
    else:
        state.done = state.arrive
    raw.visited(station, state.arrive, None, None, None, _last(setup, [node], state.done))
    trace(setup, node, state, state.arrive, raw, sample)


def serve(setup: Setup, station: Station, group: list[Node], states: list[State], raw: Raw, sample,
          rooms: Rooms) -> None:
    """The calls of a group of nodes to one box, which wait for its servers together."""
    arrive = states[0].arrive if len(group) == 1 else np.concatenate([each.arrive for each in states])
    busy, stay = _services(setup, station, group, states, rooms)
    lanes = lanes_of(setup, station, group, states) if station.shards == 1 else None
    passes = can_pass(len(arrive))
    alike = station.servers > 1 and (station.replicas == 1 or isinstance(lanes, int))  # any server does
    if passes:
        start, done = _one_pass(setup, station, group, states, raw, (arrive, busy, stay), lanes, rooms)
    elif alike and none_can_wait(arrive, busy, station.replicas * station.servers):
        start, done = arrive, arrive + stay
        notes = arrive.astype(np.float32), np.zeros(len(arrive), np.float32), busy.astype(np.float32)
        raw.visited(station, arrive, start, None, busy, _last(setup, group, done), notes)
    else:
        start, done = _step_by_step(setup, station, group, states, raw, (arrive, busy, stay), lanes)
    place = 0
    for node, state in zip(group, states, strict=True):
        part = slice(place, place + len(state.arrive))
        state.done = done[part]
        trace(setup, node, state, start[part], raw, sample)
        place += len(state.arrive)
    rooms.back(busy)
    if passes:
        rooms.back(start)


def _services(setup: Setup, station: Station, group: list[Node], states: list[State], rooms: Rooms):
    """How long each call holds a server, in a room, and how long it stays."""
    many = [len(each.arrive) for each in states]
    busy = rooms.take(sum(many))
    with rooms.lent() as take:
        units = [unit_of(setup, node, state, take) for node, state in zip(group, states, strict=True)]
        if any(each is None for each in units):
            units = [np.ones(size) if unit is None else unit for unit, size in zip(units, many, strict=True)]
        unit = units[0] if len(units) == 1 else np.concatenate(units)
        np.multiply(unit, station.busy, out=busy)
        return busy, busy if station.stay == station.busy else unit * station.stay


def _one_pass(setup: Setup, station: Station, group: list[Node], states: list[State], raw: Raw, times, lanes,
              rooms: Rooms):
    """Start and end of each call, by the compiled pass."""
    arrive, busy, stay = times
    order = order_of_times(arrive, rooms)
    by_call = lanes is not None
    if station.shards > 1:
        lanes = in_shards(setup, station, group, states, order)
    elif lanes is None:
        lanes = turns_of(setup, station, group, states, order)
    turns = isinstance(lanes, int)
    came, held = np.empty(len(arrive), np.float32), np.empty(len(arrive), np.float32)
    start, done, wait = passed(arrive, order, busy, stay, None if turns else lanes, by_call, station.replicas,
                               station.servers, rooms, (came, held))
    told = lanes if turns or by_call else lanes_for_report(lanes, order, len(arrive), station)
    if order is not None:
        rooms.back(order)
    raw.visited(station, arrive, start, None if turns or station.replicas == 1 else told, busy,
                _last(setup, group, done), (came, wait, held))
    return start, done


def _step_by_step(setup: Setup, station: Station, group: list[Node], states: list[State], raw: Raw, times, lanes):
    """Start and end of each call, array by array."""
    arrive, busy, stay = times
    order = order_of_times(arrive)
    came = arrive if order is None else arrive[order]
    held = busy if order is None else busy[order]
    if lanes is not None and not isinstance(lanes, int) and order is not None:
        lanes = lanes[order]
    if station.shards > 1:
        lanes = in_shards(setup, station, group, states, order)
    elif lanes is None:  # taking turns, but for the writes that go to every replica
        lanes = turns_of(setup, station, group, states, order)
    begun = starts_of(came, held, lanes, station.replicas, station.servers)
    if order is None:
        start = begun
    else:
        start = np.empty_like(begun)
        start[order] = begun
    done = start + stay
    raw.visited(station, arrive, start, lanes_for_report(lanes, order, len(arrive), station), busy,
                _last(setup, group, done))
    return start, done


def _last(setup: Setup, group: list[Node], done: np.ndarray) -> float:
    """When the last of these calls is done; 0 where a request waits for each: no reply comes before."""
    nodes = setup.plan.nodes
    for node in group:
        while node.parent >= 0:
            if not node.waits or node.broadcast:
                return float(done.max(initial=0.0))
            node = nodes[node.parent]
    return 0.0


def lanes_for_report(lanes, order, many: int, station: Station):
    """Each call's replica in the order of the calls; None where they took turns or there is one."""
    if station.replicas == 1 or isinstance(lanes, int):
        return None
    if order is None:
        return lanes
    found = np.empty(many, dtype=lanes.dtype)
    found[order] = lanes
    return found
