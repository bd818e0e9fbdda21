"""The event engine: the tables that the loop needs, and what it hands back."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np

from helpers.simulation.behaviour import BALANCING
from helpers.simulation.call_policy import CallPolicy
from helpers.simulation.draws import draw
from helpers.simulation.errors import SimulationError
from helpers.simulation.fast import call, compiled_available
from helpers.simulation.fault_acts import acts_of
from helpers.simulation.faults import MAKE_CALLS_FAIL, connection_hit, replicas_hit
from helpers.simulation.lanes import number_type
from helpers.simulation.loop import CRASH, MOST_WHAT, UNLIMITED, WAYS, event_loop
from helpers.simulation.messages import Messages
from helpers.simulation.outcomes import SERVED
from helpers.simulation.plan import BROKERS
from helpers.simulation.raw import Hop, Raw
from helpers.simulation.setup import Setup

MOST_REPLICAS = 1_000_000  # in all boxes
MOST_STORED = 8_000_000  # keys times cache replicas
PATIENCE = 10.0  # a run is followed for this many times its length beyond the last arrival, then cut off
LEAST_PATIENCE = 60.0  # seconds
WORTH_COMPILING = 1_000_000  # calls: some ten seconds interpreted, when compiling takes twenty
MOST_EVENTS = 400_000_000
SPARE = 1 << 16  # draws of each kind for what is tried again
FIRST_ROOM = 1 << 16  # calls under way at once


def run_event(setup: Setup) -> Raw:
    """Run every request, one moment after another. Raises `SimulationError`."""
    tables = [*_requests(setup), *_nodes(setup), *_draws(setup), *_components(setup), *_client(setup), *_faults(setup)]
    horizon = float(setup.times[-1])
    tables += [horizon, horizon + max(LEAST_PATIENCE, PATIENCE * horizon), MOST_EVENTS]
    steps = int(setup.n * setup.plan.work * (1 + setup.client.retries))
    room, sends, visits = FIRST_ROOM, int(setup.n * 1.2) + 1_000, int(setup.n * setup.plan.work * 1.2) + 1_000
    fast = compiled_available(steps, event_loop, WORTH_COMPILING, (*tables, room, sends, visits))
    if not fast:
        tables = _as_lists(tables)
    while True:
        found = call(event_loop, lambda *given: event_loop(*_as_lists(given)), *tables, room, sends, visits) if fast \
            else event_loop(*tables, room, sends, visits)
        if found[2] >= 0:
            return _raw(setup, found)
        room, sends, visits = room * 8, sends * 3, visits * 3  # more was under way than there was room for: again


def _policies(setup: Setup) -> dict:
    """How the boxes call others, by name, for those of which something is said."""
    return {name: each.behaviour.calls for name, each in setup.stations.items() if each.behaviour.calls is not None}


def _as_lists(tables):
    return [each.tolist() if isinstance(each, np.ndarray) else each for each in tables]


def _requests(setup: Setup):
    many = np.array([setup.many(number) for number in range(len(setup.plan.names))])
    rank = np.empty(setup.n, dtype=np.int64)
    for members in setup.members:
        rank[slice(None) if members is None else members] = np.arange(setup.n if members is None else len(members))
    endpoint = setup.endpoint.astype(np.int64)
    traced = np.zeros(setup.n, dtype=np.int64)
    traced[setup.sample()] = 1
    nothing = np.zeros(setup.n, dtype=np.int64)
    keys = nothing if setup.keys is None else setup.keys.astype(np.int64)
    hashes = nothing if setup.keys is None else setup.shard_of_key
    jitter = draw(setup.seed, "client", "jitter", "uniform", 1, SPARE)[0]
    phases = [(0.0, setup.plan.roots), *((each.at, each.roots) for each in setup.plan.detours)]
    return [setup.times, endpoint, rank, many[endpoint], keys, hashes, traced, jitter,
            np.array([at for at, _ in phases]), np.array([root for _, roots in phases for root in roots]),
            len(setup.plan.roots)]


def _nodes(setup: Setup):
    nodes = setup.plan.every
    architecture = setup.plan.architecture
    broken = {name for fault in setup.faults if not fault.hits_connection
              for name, _ in replicas_hit(architecture, fault)}
    lost = {key for fault in setup.faults if fault.hits_connection for key in connection_hit(architecture, fault)}

    def kept(node) -> bool:
        return node.key is not None and architecture[node.key[0]].kind in BROKERS

    def quick(node) -> bool:
        station = setup.stations.get(node.component)
        return station is not None and station.servers is None and station.stay == 0 and not station.behaviour.fails \
            and node.component not in broken and node.key not in lost \
            and not (kept(node) and setup.stations[node.key[0]].behaviour.redelivery)
    place = {name: number for number, name in enumerate(setup.stations)}

    def ints(values):
        return np.array(list(values), dtype=np.int64)

    def floats(values):
        return np.array(list(values), dtype=np.float64)

    home = []
    for node in nodes:
        total, at = 0.0, node
        while at.parent >= 0 and total is not None:
            total = total + at.back if at.waits else None
            at = nodes[at.parent]
        home.append(-1.0 if total is None else total)
    policies = _policies(setup)
    holder = [place[each.key[0]] if each.waits and each.key and each.key[0] in policies else -1 for each in nodes]
    guarded: list[int] = []
    for node in nodes:
        upwards = guarded[node.parent] if node.waits and node.parent >= 0 else 0
        guarded.append(upwards + (holder[node.index] >= 0))
    in_sequence = {name for name, policy in policies.items() if policy.in_sequence}
    beside = {node.parent for node in nodes if node.aside}
    children, children_from = [], [0]
    guards, guards_from = [], [0]
    for node in nodes:
        children += node.children
        children_from.append(len(children))
        guards += sorted(node.guard, key=lambda atom: (atom.kind, atom.node, atom.low))
        guards_from.append(len(guards))
    return [ints(place.get(each.component, -1) for each in nodes), ints(each.parent for each in nodes),
            floats(each.there for each in nodes), floats(each.back for each in nodes), floats(home),
            ints(each.waits for each in nodes), ints(each.aside for each in nodes),
            ints(each.broadcast for each in nodes), ints(each.writes for each in nodes),
            ints(each.caching for each in nodes), ints(each.copies for each in nodes),
            floats(each.calls for each in nodes),
            ints(each.multiple * setup.many(each.endpoint) for each in nodes), ints(map(kept, nodes)),
            ints(map(quick, nodes)), ints(holder), ints(guarded), ints(each.index in beside for each in nodes),
            ints(bool(each.children) and (nodes[each.children[0]].key or ("",))[0] in in_sequence for each in nodes),
            ints(children_from), ints(children), ints(guards_from),
            ints(each.kind == "miss" for each in guards), ints(each.node for each in guards),
            floats(each.low for each in guards), floats(each.high for each in guards)]


def _draws(setup: Setup):
    parts: list[np.ndarray] = []
    found: dict[tuple, int] = {}  # a detour's calls draw what the same calls draw on the usual ways
    length = 0
    again = SPARE if setup.client.feeds_back or _policies(setup) or any(
        each.redelivery for each in setup.behaviours.values()) else 0

    def add(node, use: str, make) -> int:
        nonlocal length
        key = (node.path, use, node.multiple, node.writes)
        if key in found:
            return found[key]
        table = make(node)
        if table is None:
            return -1
        parts.append(table.ravel())
        found[key] = length
        length += table.size
        if again:
            parts.append(make(replace(node, path=f"{node.path} again", multiple=1), again).ravel())
            length += again
        return found[key]

    def uniform(use):
        return lambda node, many=None: setup.uniform(node, use, many)

    places = {use: [] for use in ("service", "hit", "choice", "lane", "calls", "fails")}
    spoilt = {fault.where for fault in setup.faults if fault.what in MAKE_CALLS_FAIL}
    nodes = setup.plan.every
    chosen_at = {atom.node for node in nodes for atom in node.guard if atom.kind == "choice"}
    for node in nodes:
        station = setup.stations.get(node.component)
        takes_time = station is not None and station.stay + station.busy > 0
        places["service"].append(add(node, "service", setup.service) if takes_time else -1)
        by_hit = node.caching and station.behaviour.caching is None
        places["hit"].append(add(node, "hit", uniform("hit")) if by_hit else -1)
        places["choice"].append(add(node, "choice", uniform("choice")) if node.index in chosen_at else -1)
        by_lane = station is not None and (station.shards > 1 or
                                           (not node.broadcast and station.balancing != "round-robin"))
        places["lane"].append(add(node, "lane", uniform("lane")) if by_lane else -1)
        fraction = node.calls > int(node.calls)
        places["calls"].append(add(node, "calls", uniform("calls")) if fraction else -1)
        fails = station is not None and (station.behaviour.fails > 0 or node.component in spoilt)
        places["fails"].append(add(node, "fails", uniform("fails")) if fails else -1)
    table = np.concatenate(parts) if parts else np.zeros(1)
    return [table, SPARE, *(np.array(each, dtype=np.int64) for each in places.values())]


def _components(setup: Setup):
    stations = list(setup.stations.values())
    keys = setup.workload.keys.count if setup.workload.keys is not None else 0
    columns: dict[str, list] = {name: [] for name in (
        "slot", "replicas", "shards", "most", "servers", "stay", "busy", "balance", "limit", "shed", "hit", "policy",
        "entries", "ttl", "store", "coalesce", "auto", "target", "least", "interval", "delay", "fails", "timeout",
        "retries", "backoff", "growth", "longest", "jitter", "visible", "deliveries", "press",
        "above", "worst")}
    slots = stored = 0
    warm_slot, warm_place = [], []
    for station in stations:
        how, scale = station.behaviour, station.behaviour.autoscale
        caching = how.caching
        store = -1
        if caching is not None:
            store = stored
            if caching.warm:
                _warm(setup, station, slots, store, keys, warm_slot, warm_place)
            stored += keys * station.replicas
        values = (slots, station.replicas, station.shards, station.most,
                  UNLIMITED if station.servers is None else station.servers,
                  station.stay, station.busy, BALANCING.index(station.balancing),
                  -1 if how.queue_limit is None else how.queue_limit,
                  -1.0 if how.shed_above is None else how.shed_above,
                  1.0 if station.component.hit_rate is None else station.component.hit_rate,
                  0 if caching is None else 1 + ("lru", "fifo").index(caching.policy),
                  0 if caching is None else caching.entries,
                  -1.0 if caching is None or caching.ttl is None else caching.ttl, store, int(how.coalesce),
                  int(scale is not None), scale.target if scale else 1.0, scale.least if scale else 1,
                  scale.interval if scale else 1.0, scale.delay if scale else 0.0, how.fails,
                  *_policy(how.calls or CallPolicy()), how.redelivery.visibility_timeout if how.redelivery else -1.0,
                  how.redelivery.deliveries if how.redelivery else 1,
                  *((how.pressure.per_call, how.pressure.above, how.pressure.most) if how.pressure else (0.0, 0, 1.0)))
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)
        slots += station.most
    if slots > MOST_REPLICAS:
        raise SimulationError(f"replicas: all boxes together have {slots:,}; a run in which something feeds back takes "
                              f"up to {MOST_REPLICAS:,}. Draw fewer and larger ones.")
    if stored > MOST_STORED:
        raise SimulationError(f"keys.count: {keys:,} keys in all replicas of the caches are {stored:,} places; a run "
                              f"has {MOST_STORED:,}. Ask for fewer keys.")
    floats = {"stay", "busy", "shed", "hit", "ttl", "target", "interval", "delay", "fails", "timeout", "backoff",
              "growth", "longest", "jitter", "visible", "press", "worst"}
    arrays = [np.array(values, dtype=np.float64 if name in floats else np.int64) for name, values in columns.items()]
    return [*arrays, slots, keys, stored, np.array(warm_slot, dtype=np.int64), np.array(warm_place, dtype=np.int64)]


def _policy(policy: CallPolicy):
    return (-1.0 if policy.timeout is None else policy.timeout, policy.retries, policy.backoff, policy.backoff_factor,
            math.inf if policy.backoff_cap is None else policy.backoff_cap, policy.jitter)


def _warm(setup: Setup, station, first: int, store: int, keys: int, warm_slot: list, warm_place: list) -> None:
    """The most popular keys, in the replicas that would be asked for them."""
    from helpers.simulation.arrivals import shard_hash

    numbers = np.arange(keys)
    shard = None
    if station.shards > 1:
        replica = None
        shard = (numbers if station.balancing == "by-index" else shard_hash(numbers)) % station.shards
    elif station.balancing == "by-key":
        replica = shard_hash(numbers) % station.replicas
    elif station.balancing == "by-index":
        replica = numbers % station.replicas
    else:
        replica = None
    for each in range(station.replicas):
        mine = numbers if replica is None else np.flatnonzero(replica == each)
        if shard is not None:
            mine = np.flatnonzero(shard == each // station.lanes_of_shard)
        mine = mine[:station.behaviour.caching.entries]
        warm_slot += [first + each] * len(mine)
        warm_place += (store + each * keys + mine).tolist()


def _client(setup: Setup):
    client, breaker = setup.client, setup.client.breaker
    return [-1.0 if client.timeout is None else client.timeout, client.retries, client.backoff,
            client.backoff_factor, math.inf if client.backoff_cap is None else client.backoff_cap, client.jitter,
            0.0 if client.budget is None else client.budget,
            math.inf if client.budget is None else client.budget_cap,
            -1.0 if client.hedge_after is None else client.hedge_after,
            breaker.failures if breaker else 1.0, breaker.window if breaker else 1.0, breaker.least if breaker else 0,
            breaker.open_for if breaker else 1.0,
            breaker.in_a_row or 0 if breaker else 0, int(client.cancels)]


def _faults(setup: Setup):
    first, slots = {}, 0
    for name, station in setup.stations.items():
        first[name] = slots
        slots += station.most
    acts = acts_of(setup, first)
    crashes = Counter(slot for _, what, slot, _ in acts if what == CRASH)
    most = (MOST_WHAT + 1) // max(slots, 1) - 1  # a moment names a replica together with how often it has crashed
    if max(crashes.values(), default=0) > most:
        raise SimulationError(f"faults: one replica crashes {max(crashes.values()):,} times; of {slots:,} replicas in "
                              f"all, a run follows up to {most:,}. Give fewer faults, or draw fewer and larger boxes.")
    return [np.array([act[0] for act in acts], dtype=np.float64), np.array([act[1] for act in acts], dtype=np.int64),
            np.array([act[2] for act in acts], dtype=np.int64), np.array([act[3] for act in acts], dtype=np.float64)]


def _raw(setup: Setup, found) -> Raw:
    (status, reply, attempts, (comp, slot, arrive, wait, hold), (h_req, h_node, h_number, h_arrive, h_start, h_done),
     (g_time, g_comp, g_count), calls, used, drops, where, again, late, (m_comp, m_came, m_done, m_failed, m_count),
     (o_comp, o_time), a_time, end) = found
    status, reply = np.asarray(status), np.asarray(reply)
    comp, slot, arrive, wait = np.asarray(comp), np.asarray(slot), np.asarray(arrive), np.asarray(wait)
    raw = Raw(setup)
    raw.outcome = status.astype(np.uint8)
    raw.reply = np.where(raw.outcome == SERVED, reply, np.nan)
    raw.sent = np.asarray(a_time)
    raw.attempts, raw.end = int(attempts), float(end)
    raw.failed_at = np.where(raw.outcome > SERVED, reply, np.nan)
    raw.failed_where = np.asarray(where)
    names = list(setup.stations)
    hold = np.asarray(hold)
    begun = arrive + wait
    arrive, wait = arrive.astype(np.float32), wait.astype(np.float32)
    o_comp, o_time = np.asarray(o_comp, dtype=np.int64), np.asarray(o_time).astype(np.float32)
    m_comp, m_done, m_failed = np.asarray(m_comp), np.asarray(m_done), np.asarray(m_failed)
    for number, name in enumerate(names):
        seen = raw.seen[name]
        mine = np.flatnonzero((comp == number) & (hold >= 0))
        left = np.flatnonzero((comp == number) & (hold < 0))
        seen.passed = [o_time[o_comp == number]]
        seen.left = (arrive[left], wait[left])
        seen.calls, seen.busy = int(calls[number]), float(used[number])
        seen.again, seen.late = int(again[number]), int(late[number])
        if len(mine):
            seen.arrive, seen.wait, seen.hold = [arrive[mine]], [wait[mine]], [hold[mine].astype(np.float32)]
            seen.until = float(begun[mine].max())
            many = setup.stations[name].most
            if many > 1:
                seen.lanes = [slot[mine].astype(number_type(many))]
        posted = np.flatnonzero(m_comp == number)
        if len(posted):
            done, failed = (np.where(each[posted] < 0, np.nan, each[posted]) for each in (m_done, m_failed))
            seen.messages = [Messages(np.asarray(m_came)[posted], done, failed, np.asarray(m_count)[posted])]
        lost = drops[number * WAYS:(number + 1) * WAYS]
        seen.drops = {why: int(count) for why, count in enumerate(lost) if count}
        seen.replicas = [(float(when), int(count)) for when, which, count in zip(g_time, g_comp, g_count, strict=True)
                         if which == number]
    raw.hops = [Hop(int(a), int(b), int(c), float(d), float(e), float(f)) for a, b, c, d, e, f
                in zip(h_req, h_node, h_number, h_arrive, h_start, h_done, strict=True)]
    return raw
