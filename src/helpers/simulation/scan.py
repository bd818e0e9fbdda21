"""The scan engine: designs in which nothing feeds back, a whole station at a time, with numpy."""

from collections.abc import Callable

import numpy as np

from helpers.simulation.lanes import order_of_times, starts_of
from helpers.simulation.messages import Messages
from helpers.simulation.plan import BROKERS, Node
from helpers.simulation.raw import Raw
from helpers.simulation.rooms import Rooms
from helpers.simulation.setup import Setup, Station
from helpers.simulation.stations import can_pass, passed


def order_of(setup: Setup) -> list[list[Node]] | None:
    """The nodes in an order in which a station's arrivals are all known before it is worked out; None: there is none.

    Boxes without a ceiling need no such order: nobody waits there.
    """
    nodes = setup.plan.nodes
    done: set[int] = set()
    order: list[list[Node]] = []
    waiting = list(nodes)
    while waiting:
        ready = [each for each in waiting if each.parent < 0 or each.parent in done]
        free = [each for each in ready if each.component is None or setup.stations[each.component].servers is None]
        groups = [[each] for each in free]
        if not groups:
            for name in dict.fromkeys(each.component for each in ready):
                group = [each for each in waiting if each.component == name]
                if all(each in ready for each in group):
                    groups.append(group)
                    break
        if not groups:
            return None
        for group in groups:
            order.append(group)
            done |= {each.index for each in group}
        waiting = [each for each in waiting if each.index not in done]
    return order


class _State:
    """The calls of one node.

    `up` are their places among the parent's calls, `rank` their requests' places in the endpoint, `copy` their numbers
    among the request's calls here. None stands for 0, 1, 2, ... or for all zero.
    """

    __slots__ = ("arrive", "copy", "done", "miss", "primary", "rank", "up")

    def __init__(self, up, rank, copy, arrive):
        self.up, self.rank, self.copy, self.arrive = up, rank, copy, arrive
        self.done = self.miss = self.primary = None

    def pick(self, table: np.ndarray) -> np.ndarray:
        """The draws of these calls from a table of (copies, requests)."""
        if self.copy is not None:
            return table[self.copy, self.rank]
        return table[0] if self.rank is None else table[0][self.rank]


def run_scan(setup: Setup, order: list[list[Node]], progress: Callable[[int, int], object] | None = None) -> Raw:
    """Run every request through the design; `progress` hears how many stations are done, counted in requests."""
    states: dict[int, _State] = {}
    raw = Raw(setup)
    rooms = Rooms()
    sample = setup.sample()
    for done, group in enumerate(order):
        if progress is not None and done:
            progress(setup.n * done // len(order), setup.n)
        for node in group:
            states[node.index] = _arrivals(setup, node, states)
        station = setup.stations.get(group[0].component)
        if station is None:
            for node in group:
                states[node.index].done = states[node.index].arrive
        elif station.servers is None:
            for node in group:
                _delay(setup, station, node, states[node.index], raw, sample, rooms)
        else:
            _serve(setup, station, group, [states[each.index] for each in group], raw, sample, rooms)
        for node in group:
            state = states[node.index]
            if node.caching:
                with rooms.lent() as take:
                    state.miss = state.pick(setup.uniform(node, "hit", take=take)) >= station.component.hit_rate
            if not _keeps_messages(setup, node):
                state.arrive = None
    reply = np.empty(setup.n)
    for number, root in enumerate(setup.plan.roots):
        answers: dict[int, np.ndarray] = {}
        for node in reversed([each for each in setup.plan.nodes if each.endpoint == number]):
            answers[node.index] = _reply(setup, node, states, answers, raw)
        members = setup.members[number]
        reply[slice(None) if members is None else members] = answers[root]
    raw.finish_scan(reply)
    rooms.leave()
    return raw


def _arrivals(setup: Setup, node: Node, states: dict[int, _State]) -> _State:
    if node.parent < 0:
        members = setup.members[node.endpoint]
        return _State(None, None, None, setup.times if members is None else setup.times[members])
    parent_node, parent = setup.plan.nodes[node.parent], states[node.parent]
    mask = parent.primary  # of a write to all replicas, the first calls on
    for atom in node.guard:
        held = _holds(setup, atom, node.parent, states)
        mask = held if mask is None else mask & held
    up = None if mask is None else np.flatnonzero(mask)
    copy = None
    if node.copies > 1 or node.calls < 1:
        up = np.arange(len(parent.done)) if up is None else up
        up, copy = _copied(setup, node, parent, up)
    base = parent.done if up is None else parent.done[up]
    wire = node.there + (parent_node.back if node.aside else 0.0)
    rank = parent.rank if up is None else (up if parent.rank is None else parent.rank[up])
    if parent.copy is not None:
        above = parent.copy if up is None else parent.copy[up]
        copy = above * node.copies + (0 if copy is None else copy)
    if copy is not None and rank is None:
        rank = np.arange(len(base))
    state = _State(up, rank, copy, base + wire if wire else base)
    if node.broadcast:
        state.primary = copy % setup.stations[node.component].lanes_of_shard == 0
    return state


def _copied(setup: Setup, node: Node, parent: _State, up: np.ndarray):
    """Each call as often as it is made: places among the parent's calls, and numbers from 0 on."""
    lanes = setup.stations[node.component].lanes_of_shard if node.broadcast else 1
    whole = int(node.calls)
    counts = np.full(len(up), whole, dtype=np.int64)
    if node.calls > whole:
        table = setup.uniform(node, "calls")
        rank = up if parent.rank is None else parent.rank[up]
        draws = table[0][rank] if parent.copy is None else table[parent.copy[up] * node.copies, rank]
        counts += draws < node.calls - whole
    counts *= lanes
    total = int(counts.sum())
    first = np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(up, counts), np.arange(total) - first


def _holds(setup: Setup, atom, start: int, states: dict[int, _State]) -> np.ndarray:
    """Whether a condition holds, for each call of the node `start`."""
    at, climb = start, None
    while at != atom.node:
        step = states[at].up
        climb = step if climb is None else (climb if step is None else step[climb])
        at = setup.plan.nodes[at].parent
    state = states[at]
    if atom.kind == "miss":
        held = state.miss
    else:
        drawn = state.pick(setup.uniform(setup.plan.nodes[at], "choice"))
        held = (drawn >= atom.low) & (drawn < atom.high)
    return held if climb is None else held[climb]


def _unit(setup: Setup, node: Node, state: _State, take) -> np.ndarray | None:
    table = setup.service(node, take=take)
    return None if table is None else state.pick(table)


def _delay(setup: Setup, station: Station, node: Node, state: _State, raw: Raw, sample, rooms: Rooms) -> None:
    if station.stay:
        with rooms.lent() as take:
            unit = _unit(setup, node, state, take)
            state.done = state.arrive + (station.stay if unit is None else unit * station.stay)
    else:
        state.done = state.arrive
    raw.visited(station, state.arrive, None, None, None, _last(setup, [node], state.done))
    _trace(setup, node, state, state.arrive, raw, sample)


def _serve(setup: Setup, station: Station, group: list[Node], states: list[_State], raw: Raw, sample,
           rooms: Rooms) -> None:
    arrive = states[0].arrive if len(group) == 1 else np.concatenate([each.arrive for each in states])
    busy, stay = _services(setup, station, group, states, rooms)
    lanes = _lanes(setup, station, group, states) if station.shards == 1 else None
    passes = can_pass(len(arrive))
    if passes:
        start, done = _one_pass(setup, station, group, states, raw, (arrive, busy, stay), lanes, rooms)
    else:
        start, done = _step_by_step(setup, station, group, states, raw, (arrive, busy, stay), lanes)
    place = 0
    for node, state in zip(group, states, strict=True):
        part = slice(place, place + len(state.arrive))
        state.done = done[part]
        _trace(setup, node, state, start[part], raw, sample)
        place += len(state.arrive)
    rooms.back(busy)
    if passes:
        rooms.back(start)


def _services(setup: Setup, station: Station, group: list[Node], states: list[_State], rooms: Rooms):
    """How long each call holds a server, in a room, and how long it stays."""
    many = [len(each.arrive) for each in states]
    busy = rooms.take(sum(many))
    with rooms.lent() as take:
        units = [_unit(setup, node, state, take) for node, state in zip(group, states, strict=True)]
        if any(each is None for each in units):
            units = [np.ones(size) if unit is None else unit for unit, size in zip(units, many, strict=True)]
        unit = units[0] if len(units) == 1 else np.concatenate(units)
        np.multiply(unit, station.busy, out=busy)
        return busy, busy if station.stay == station.busy else unit * station.stay


def _one_pass(setup: Setup, station: Station, group: list[Node], states: list[_State], raw: Raw, times, lanes,
              rooms: Rooms):
    """Start and end of each call, by the compiled pass."""
    arrive, busy, stay = times
    order = order_of_times(arrive, rooms)
    by_call = lanes is not None
    if station.shards > 1:
        lanes = _in_shards(setup, station, group, states, order)
    elif lanes is None:
        lanes = _turns(setup, station, group, states, order)
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


def _step_by_step(setup: Setup, station: Station, group: list[Node], states: list[_State], raw: Raw, times, lanes):
    """Start and end of each call, array by array."""
    arrive, busy, stay = times
    order = order_of_times(arrive)
    came = arrive if order is None else arrive[order]
    held = busy if order is None else busy[order]
    if lanes is not None and not isinstance(lanes, int) and order is not None:
        lanes = lanes[order]
    if station.shards > 1:
        lanes = _in_shards(setup, station, group, states, order)
    elif lanes is None:  # taking turns, but for the writes that go to every replica
        lanes = _turns(setup, station, group, states, order)
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


def _lanes(setup: Setup, station: Station, group: list[Node], states: list[_State]):
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


def _turns(setup: Setup, station: Station, group: list[Node], states: list[_State], order) -> np.ndarray:
    """Reads take turns in order of arrival; each write has its replica."""
    fixed = np.concatenate([(state.copy % station.replicas) if node.broadcast
                            else np.full(len(state.arrive), -1) for node, state in zip(group, states, strict=True)])
    fixed = fixed if order is None else fixed[order]
    turn = fixed < 0
    fixed[turn] = np.arange(int(turn.sum())) % station.replicas
    return fixed.astype(np.int32)


def _in_shards(setup: Setup, station: Station, group: list[Node], states: list[_State], order) -> np.ndarray:
    """Each call's replica in a store of several shards: the key's shard; a read one of its copies, in turns."""
    size = station.lanes_of_shard
    shard, copy = [], []
    for node, state in zip(group, states, strict=True):
        drawn = None
        if setup.keys is None or station.balancing == "random":
            lead = _State(None, state.rank, state.copy - state.copy % size, None) if node.broadcast else state
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


def _keeps_messages(setup: Setup, node: Node) -> bool:
    return node.component is not None and setup.plan.architecture[node.component].kind in BROKERS


def _note_messages(parent: _State, state: _State, inner, aside, raw: Raw, queue: str) -> None:
    """What a queue or stream knows of the calls that it made: when the message came, and when the work was done."""
    done = inner if aside is None else np.maximum(inner, aside)
    came = parent.arrive if state.up is None else parent.arrive[state.up]
    if state.primary is not None:  # of a write to all copies the first counts
        came, done = came[state.primary], done[state.primary]
    never = np.full(len(came), np.nan)
    raw.seen[queue].messages.append(Messages(came.copy(), done.copy(), never, np.ones(len(came), dtype=np.int64)))


def _reply(setup: Setup, node: Node, states: dict[int, _State], answers: dict[int, np.ndarray],
           raw: Raw) -> np.ndarray:
    """When the caller has the answer of each call."""
    state = states.pop(node.index)
    inner, aside = state.done, None
    for index in reversed(node.children):
        child = setup.plan.nodes[index]
        answer = answers.pop(index)
        if not child.waits:
            continue
        up, answer = answer
        if child.aside:
            aside = state.done + node.back if aside is None else aside
            aside = _later(aside, up, answer, aside is state.done)
        else:
            first = inner is state.done  # no answer comes before its caller's own service is over
            inner = _replaced(inner, up, answer, child) if first else _later(inner, up, answer, False)
    if node.parent >= 0 and _keeps_messages(setup, setup.plan.nodes[node.parent]):
        _note_messages(states[node.parent], state, inner, aside, raw, setup.plan.nodes[node.parent].component)
    result = inner + node.back if node.back else inner
    if aside is not None:
        result = np.maximum(result, aside)
    if node.parent < 0:
        return result
    if state.primary is not None:
        up = state.up if state.up is not None else np.arange(len(result))
        return up[state.primary], result[state.primary]
    return state.up, result


def _replaced(times: np.ndarray, up, answer: np.ndarray, child: Node) -> np.ndarray:
    """The times, and the answers where some came, which are later."""
    if up is None:
        return answer
    if child.copies > 1 or child.calls < 1:
        return _later(times, up, answer, True)
    times = times.copy()
    times[up] = answer
    return times


def _later(times: np.ndarray, up, answer: np.ndarray, shared: bool) -> np.ndarray:
    """The later of the times so far and the answers that came to them."""
    if up is None:
        return np.maximum(times, answer)
    if not len(up):
        return times
    times = times.copy() if shared else times
    if len(up) > 1 and bool((up[1:] == up[:-1]).any()):
        first = np.flatnonzero(np.concatenate([[True], up[1:] != up[:-1]]))
        up, answer = up[first], np.maximum.reduceat(answer, first)
    times[up] = np.maximum(times[up], answer)
    return times


def _trace(setup: Setup, node: Node, state: _State, start: np.ndarray, raw: Raw, sample: np.ndarray) -> None:
    """Keep the hops of the sampled requests."""
    if node.component is None or setup.plan.architecture[node.component].kind == "client":
        return
    members = setup.members[node.endpoint]
    ranks = sample if members is None else np.searchsorted(members, sample)
    if members is not None:
        found = (ranks < len(members)) & (members[np.minimum(ranks, len(members) - 1)] == sample) if len(members) \
            else np.zeros(len(sample), bool)
        ranks, ids = ranks[found], sample[found]
    else:
        ids = sample
    if state.rank is None:
        places = ranks
    else:
        left = np.searchsorted(state.rank, ranks, side="left")
        counts = np.searchsorted(state.rank, ranks, side="right") - left
        ids = np.repeat(ids, counts)
        places = np.arange(len(ids)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(left, counts)
    raw.hop_columns.append((ids, node.index, state.arrive[places], start[places], state.done[places]))
