"""The event engine: the tables that the loop needs, and what it hands back."""

import gc
import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from helpers.simulation import background
from helpers.simulation.arrivals import shard_hash
from helpers.simulation.behaviour import BALANCING
from helpers.simulation.call_policy import CallPolicy
from helpers.simulation.calm_loop import calm_loop
from helpers.simulation.draws import draw
from helpers.simulation.errors import SimulationError
from helpers.simulation.fast import call, compiled_available
from helpers.simulation.fault_acts import acts_of
from helpers.simulation.faults import MAKE_CALLS_FAIL, connection_hit, replicas_hit
from helpers.simulation.lanes import number_type
from helpers.simulation.loop import CRASH, MOST_WHAT, UNLIMITED, WAYS, event_loop
from helpers.simulation.loop.tables import Plain, Tables, cell, column, rows
from helpers.simulation.messages import Messages
from helpers.simulation.outcomes import CIRCUIT_OPEN, SERVED
from helpers.simulation.plan import BROKERS
from helpers.simulation.raw import Hop, Raw
from helpers.simulation.setup import Setup, Station

MOST_REPLICAS = 1_000_000  # in all boxes
MOST_STORED = 8_000_000  # keys times cache replicas
PATIENCE = 10.0  # a run is followed for this many times its length beyond the last arrival, then cut off
LEAST_PATIENCE = 60.0  # seconds
WORTH_COMPILING = 1_000_000  # calls: some ten seconds interpreted, when compiling takes twenty
MOST_EVENTS = 400_000_000
SPARE = 1 << 16  # draws of each kind for what is tried again
FIRST_ROOM = 1 << 16  # calls under way at once
AT_ONCE = 300_000  # moments of the compiled loop, a tenth of a second, until it looks up
MOST_CHANGES = 1 << 20  # by autoscalers


def run_event(setup: Setup, progress: Callable[[int, int], object] | None = None) -> Raw:
    """Run every request, one moment after another; `progress` hears how many have come. Raises `SimulationError`."""
    given = _given(setup)
    work = setup.n * setup.plan.work
    rooms = {"room": FIRST_ROOM, "sends": int(setup.n * 1.2) + 1_000, "visits": int(work * 1.2) + 1_000,
             "passages": int((work + setup.n) * 1.2) + 1_000,
             "hops": int(min(setup.n, 200) * setup.plan.work * 4) + 1_000}
    tables = _tables(setup, given, rooms)
    fast = compiled_available(int(work * (1 + setup.client.retries)), event_loop, WORTH_COMPILING, (tables,))
    while True:
        found = _run(tables, fast, progress)
        if found is None:  # the loop has been compiled meanwhile: again, and sooner done
            tables, fast = _tables(setup, given, rooms), True
            continue
        if not cell(found.board, 0, "full"):
            return _raw(setup, found)
        rooms = {name: rows * (8 if name == "room" else 3) for name, rows in rooms.items()}
        tables = _tables(setup, given, rooms)  # more was under way than there was room for: again


def _run(tables: Tables, fast: bool, progress: Callable[[int, int], object] | None) -> Tables | Plain | None:
    """The tables after the run; a compiled one fills the arrays that it is given. None: it can be compiled now.

    The loop comes back after some moments, so that a run can be stopped, also a compiled one, and says how far it is.
    """
    made: list[Plain] = []

    def plain(given: Tables) -> None:
        with without_collection():  # nothing here goes round in circles, and looking for that takes a quarter of the time
            if not made:
                made.append(Plain(given))
            calm_loop(made[0])

    size = AT_ONCE if fast else AT_ONCE // 10
    awaited = not fast and background.running()
    tables.board["stop"] = size
    while True:
        if fast and not made:
            call(event_loop, plain, tables)
        else:
            plain(tables)
        found = made[0] if made else tables
        if cell(found.board, 0, "over") or cell(found.board, 0, "full"):
            return found
        if progress is not None:
            progress(int(cell(found.board, 0, "coming")), int(cell(found.board, 0, "requests")))
        if awaited and not background.running():
            awaited = False
            if compiled_available(WORTH_COMPILING, event_loop, WORTH_COMPILING, (tables,)):
                return None
        if made:
            made[0].board[0].stop += size
        else:
            tables.board["stop"] += size


@contextmanager
def without_collection() -> Iterator[None]:
    """The garbage collector rests; what nobody holds any more is freed at once as ever."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _tables(setup: Setup, given: dict[str, np.ndarray], rooms: dict[str, int]) -> Tables:
    """The tables before the run, with so many rows for what it makes."""
    made = dict(given)
    posts = rooms["visits"] if bool(given["nodes"]["kept"].any()) else 1
    made["board"] = rows("board", 1, **{name: given["board"][name] for name in given["board"].dtype.names})
    for name, many in (*rooms.items(), ("posts", posts)):
        made["board"][name] = many
    for name in ("requests", "nodes", "boxes", "replicas", "entries", "drops"):  # the run writes into these
        made[name] = given[name].copy()
    room = rooms["room"]
    return Tables(
        **made, attempts=rows("attempt", rooms["sends"]), calls=rows("call", room),
        moments=rows("moment", 4 * room + 2 * rooms["sends"]), todo=np.zeros((12, 4 * room + 66), dtype=np.int64),
        messages=rows("message", posts), visits=rows("visit", rooms["visits"]),
        passages=rows("passage", rooms["passages"]), hops=rows("hop", rooms["hops"]),
        changes=rows("change", MOST_CHANGES))


def _given(setup: Setup) -> dict[str, np.ndarray]:
    """What is known before the run, table by table."""
    horizon = float(setup.times[-1])
    places, table = _draws(setup)
    boxes, totals, stored, warm = _boxes(setup)
    faults = _faults(setup)
    phases = [(0.0, setup.plan.roots), *((each.at, each.roots) for each in setup.plan.detours)]
    kinds = len(setup.plan.roots)
    board = rows("board", 1, requests=setup.n, boxes=len(boxes), kinds=kinds, faults=len(faults), phases=len(phases),
                 spare=SPARE, horizon=horizon, limit=horizon + max(LEAST_PATIENCE, PATIENCE * horizon),
                 patience=MOST_EVENTS, **totals, **_client(setup))
    replicas = rows("replica", totals["replicas"], box=np.repeat(np.arange(len(boxes)), boxes["most"]),
                    fails=np.repeat(boxes["fails"], boxes["most"]))
    nodes, children, guards = _nodes(setup, places)
    firsts = np.flatnonzero(nodes["opens"] >= 0)
    openings = dict(zip(nodes["parent"][nodes["parent"][firsts]].tolist(), firsts.tolist(), strict=True))
    return {"board": board, "requests": _requests(setup), "nodes": nodes, "children": children, "guards": guards,
            "boxes": boxes, "replicas": replicas, "entries": _entries(replicas, stored, warm),
            "faults": faults, "draws": table, "jitters": draw(setup.seed, "client", "jitter", "uniform", 1, SPARE)[0],
            "phases": rows("phase", len(phases), time=[at for at, _ in phases], root=np.arange(len(phases)) * kinds),
            "roots": np.array([openings.get(root, root) for _, roots in phases for root in roots], dtype=np.int64),
            "drops": np.zeros(len(boxes) * WAYS, dtype=np.int64)}


def _policies(setup: Setup) -> dict:
    """How the boxes call others, by name, for those of which something is said."""
    return {name: each.behaviour.calls for name, each in setup.stations.items() if each.behaviour.calls is not None}


def _requests(setup: Setup) -> np.ndarray:
    many = np.array([setup.many(number) for number in range(len(setup.plan.names))])
    rank = np.empty(setup.n, dtype=np.int64)
    for members in setup.members:
        rank[slice(None) if members is None else members] = np.arange(setup.n if members is None else len(members))
    made = rows("request", setup.n, time=setup.times, rank=rank, many=many[setup.endpoint], kind=setup.endpoint)
    made["traced"][setup.sample()] = 1
    if setup.keys is not None:
        made["key"], made["hash"] = setup.keys, setup.shard_of_key
    return made


def _nodes(setup: Setup, places: dict[str, list[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
    opens = _openings(setup, [quick(each) for each in nodes])
    made = rows(
        "node", len(nodes), opens=[opens.get(each.index, -1) for each in nodes],
        box=[place.get(each.component, -1) for each in nodes],
        parent=[each.parent for each in nodes], there=[each.there for each in nodes],
        back=[each.back for each in nodes], home=home, waits=[each.waits for each in nodes],
        aside=[each.aside for each in nodes], broadcast=[each.broadcast for each in nodes],
        writes=[each.writes for each in nodes], caching=[each.caching for each in nodes],
        copies=[each.copies for each in nodes], calls=[each.calls for each in nodes],
        size=[each.multiple * setup.many(each.endpoint) for each in nodes], kept=[kept(each) for each in nodes],
        quick=[quick(each) for each in nodes], holder=holder, guarded=guarded,
        beside=[each.index in beside for each in nodes],
        sequence=[bool(each.children) and (nodes[each.children[0]].key or ("",))[0] in in_sequence for each in nodes],
        child=children_from[:-1], children=children_from[1:], guard=guards_from[:-1], guards=guards_from[1:],
        **{f"d_{use}": found for use, found in places.items()})
    conditions = rows("guard", len(guards), kind=[each.kind == "miss" for each in guards],
                      node=[each.node for each in guards], low=[each.low for each in guards],
                      high=[each.high for each in guards])
    return made, np.array(children, dtype=np.int64), conditions


def _openings(setup: Setup, quick: list[bool]) -> dict[int, int]:
    """The first calls of requests that need no call of their client's before them, and that client's number.

    That is so where a root has one client, which takes no time, and this calls one box once, whatever happens.
    """
    nodes, place = setup.plan.every, {name: number for number, name in enumerate(setup.stations)}
    asked = {atom.node for node in nodes for atom in node.guard}
    found = {}
    for root in (each for each in nodes if each.parent < 0):
        if len(root.children) != 1 or len(nodes[root.children[0]].children) != 1:
            continue
        client = nodes[root.children[0]]
        first = nodes[client.children[0]]
        plain = all(each.calls == 1 and each.copies == 1 and each.waits and not each.guard and not each.aside
                    and not each.broadcast for each in (client, first))
        if plain and quick[client.index] and not asked & {root.index, client.index} \
                and not any((root.there, root.back, client.there, client.back)):
            found[first.index] = place[client.component]
    return found


def _draws(setup: Setup) -> tuple[dict[str, list[int]], np.ndarray]:
    """Where the draws of each node begin, by use, and all draws."""
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

    places: dict[str, list[int]] = {use: [] for use in ("service", "hit", "choice", "lane", "calls", "fails")}
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
    return places, np.concatenate(parts) if parts else np.zeros(1)


def _boxes(setup: Setup) -> tuple[np.ndarray, dict[str, int], int, list[tuple[int, int]]]:
    """The boxes; how many replicas, keys and entries there are in all; what is cached from the start, newest first."""
    stations = list(setup.stations.values())
    keys = setup.workload.keys.count if setup.workload.keys is not None else 0
    made = rows("box", len(stations))
    slots = stored = 0
    warm: list[tuple[int, int]] = []
    for box, station in zip(made, stations, strict=True):
        how, scale, caching = station.behaviour, station.behaviour.autoscale, station.behaviour.caching
        store = -1
        if caching is not None:
            store = stored
            if caching.warm:
                warm += _warm(setup, station, slots, store, keys)
            stored += keys * station.replicas
        values = {
            "first": slots, "replicas": station.replicas, "shards": station.shards, "most": station.most,
            "servers": UNLIMITED if station.servers is None else station.servers, "stay": station.stay,
            "busy": station.busy, "balance": BALANCING.index(station.balancing),
            "limit": -1 if how.queue_limit is None else how.queue_limit,
            "shed": -1.0 if how.shed_above is None else how.shed_above,
            "hit": 1.0 if station.component.hit_rate is None else station.component.hit_rate, "store": store,
            "fails": how.fails, "visible": -1.0, "deliveries": 1, "worst": 1.0, "target": 1.0, "least": 1,
            "interval": 1.0, "active": station.replicas, "size": station.replicas // station.shards,
            **_policy(how.calls or CallPolicy())}
        if caching is not None:
            values |= {"policy": 1 + ("lru", "fifo").index(caching.policy), "entries": caching.entries,
                       "ttl": -1.0 if caching.ttl is None else caching.ttl, "coalesce": how.coalesce}
        if scale is not None:
            values |= {"auto": 1, "target": scale.target, "least": scale.least, "interval": scale.interval,
                       "delay": scale.delay}
        if how.redelivery is not None:
            values |= {"visible": how.redelivery.visibility_timeout, "deliveries": how.redelivery.deliveries}
        if how.pressure is not None:
            values |= {"press": how.pressure.per_call, "above": how.pressure.above, "worst": how.pressure.most}
        for name, value in values.items():
            box[name] = value
        slots += station.most
    if slots > MOST_REPLICAS:
        raise SimulationError(f"replicas: all boxes together have {slots:,}; a run in which something feeds back takes "
                              f"up to {MOST_REPLICAS:,}. Draw fewer and larger ones.")
    if stored > MOST_STORED:
        raise SimulationError(f"keys.count: {keys:,} keys in all replicas of the caches are {stored:,} places; a run "
                              f"has {MOST_STORED:,}. Ask for fewer keys.")
    return made, {"replicas": slots, "keys": keys}, stored, warm


def _entries(replicas: np.ndarray, stored: int, warm: list[tuple[int, int]]) -> np.ndarray:
    """The entries of real caches, those that are warm in place."""
    made = rows("entry", stored)
    for where, place in reversed(warm):
        replica, entry = replicas[where], made[place]
        entry["held"], entry["after"] = 1, replica["newest"]
        if replica["newest"] >= 0:
            made[replica["newest"]]["before"] = place
        else:
            replica["oldest"] = place
        replica["newest"] = place
        replica["count"] += 1
    return made


def _policy(policy: CallPolicy) -> dict:
    return {"timeout": -1.0 if policy.timeout is None else policy.timeout, "retries": policy.retries,
            "backoff": policy.backoff, "growth": policy.backoff_factor,
            "longest": math.inf if policy.backoff_cap is None else policy.backoff_cap, "jitter": policy.jitter}


def _warm(setup: Setup, station: Station, first: int, store: int, keys: int) -> list[tuple[int, int]]:
    """The most popular keys, in the replicas that would be asked for them: replica and place, newest first."""
    numbers = np.arange(keys)
    replica = shard = None
    if station.shards > 1:
        shard = (numbers if station.balancing == "by-index" else shard_hash(numbers)) % station.shards
    elif station.balancing == "by-key":
        replica = shard_hash(numbers) % station.replicas
    elif station.balancing == "by-index":
        replica = numbers % station.replicas
    found: list[tuple[int, int]] = []
    for each in range(station.replicas):
        mine = numbers if replica is None else np.flatnonzero(replica == each)
        if shard is not None:
            mine = np.flatnonzero(shard == each // station.lanes_of_shard)
        mine = mine[:station.behaviour.caching.entries]
        found += zip([first + each] * len(mine), (store + each * keys + mine).tolist(), strict=True)
    return found


def _client(setup: Setup) -> dict:
    client, breaker = setup.client, setup.client.breaker
    made = {"timeout": -1.0 if client.timeout is None else client.timeout, "retries": client.retries,
            "backoff": client.backoff, "growth": client.backoff_factor,
            "longest": math.inf if client.backoff_cap is None else client.backoff_cap, "jitter": client.jitter,
            "budget": 0.0 if client.budget is None else client.budget,
            "cap": math.inf if client.budget is None else client.budget_cap,
            "hedge": -1.0 if client.hedge_after is None else client.hedge_after, "cancels": client.cancels}
    made["allowed"] = made["cap"]
    if breaker is not None:
        made |= {"share": breaker.failures, "window": breaker.window, "least": breaker.least,
                 "pause": breaker.open_for, "row": breaker.in_a_row or 0}
    made["direct"] = breaker is None and client.hedge_after is None and (client.timeout is None or not client.cancels)
    return made


def _faults(setup: Setup) -> np.ndarray:
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
    return rows("fault", len(acts), time=[act[0] for act in acts], what=[act[1] for act in acts],
                where=[act[2] for act in acts], factor=[act[3] for act in acts])


def _clients_passed(t: Tables | Plain, request: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The client that each attempt passed through without a call of its own; -1: it has one."""
    opens = column(t.nodes, "opens", len(t.nodes))[np.asarray(t.roots)]
    if not (opens >= 0).any():
        return np.full(len(times), -1)
    kinds = int(cell(t.board, 0, "kinds"))
    phase = np.searchsorted(column(t.phases, "time", len(t.phases)), times, side="right") - 1
    return opens[phase * kinds + column(t.requests, "kind", len(t.requests))[request]]


def _raw(setup: Setup, t: Tables | Plain) -> Raw:
    sent, unsent, visited, passed, posted, changed, hopped = (
        int(cell(t.board, 0, name)) for name in ("sent", "unsent", "visited", "passed", "posted", "changed", "hopped"))
    raw = Raw(setup)
    reply, reason = column(t.requests, "reply", setup.n), column(t.attempts, "reason", sent)
    raw.outcome = column(t.requests, "status", setup.n).astype(np.uint8)
    raw.reply = np.where(raw.outcome == SERVED, reply, np.nan)
    times = column(t.attempts, "time", sent)
    raw.sent = times[reason != CIRCUIT_OPEN]
    raw.attempts, raw.end = sent - unsent, float(cell(t.board, 0, "end"))
    raw.failed_at = np.where(raw.outcome > SERVED, reply, np.nan)
    raw.failed_where = column(t.requests, "where", setup.n)
    names = list(setup.stations)
    through = _clients_passed(t, column(t.attempts, "request", sent), times)
    through[reason == CIRCUIT_OPEN] = -1
    comp, slot, arrive, wait, hold = (column(t.visits, name, visited)
                                      for name in ("box", "replica", "arrive", "wait", "hold"))
    begun = arrive + wait
    arrive, wait = arrive.astype(np.float32), wait.astype(np.float32)
    o_comp, o_time = (column(t.passages, name, passed) for name in ("box", "time"))
    m_comp, m_came, m_done, m_failed, m_count = (column(t.messages, name, posted)
                                                 for name in ("box", "came", "done", "failed", "count"))
    g_time, g_comp, g_count = (column(t.changes, name, changed) for name in ("time", "box", "count"))
    drops = np.asarray(t.drops)
    for number, name in enumerate(names):
        seen = raw.seen[name]
        mine = np.flatnonzero((comp == number) & (hold >= 0))
        left = np.flatnonzero((comp == number) & (hold < 0))
        seen.passed = [np.concatenate([o_time[o_comp == number], times[through == number]]).astype(np.float32)]
        seen.left = (arrive[left], wait[left])
        seen.calls, seen.again, seen.late = (int(cell(t.boxes, number, each)) for each in ("came", "again", "late"))
        seen.busy = float(cell(t.boxes, number, "used"))
        if len(mine):
            seen.arrive, seen.wait, seen.hold = [arrive[mine]], [wait[mine]], [hold[mine].astype(np.float32)]
            seen.until = float(begun[mine].max())
            many = setup.stations[name].most
            if many > 1:
                seen.lanes = [slot[mine].astype(number_type(many))]
        mine = np.flatnonzero(m_comp == number)
        if len(mine):
            done, failed = (np.where(each[mine] < 0, np.nan, each[mine]) for each in (m_done, m_failed))
            seen.messages = [Messages(m_came[mine], done, failed, m_count[mine])]
        lost = drops[number * WAYS:(number + 1) * WAYS]
        seen.drops = {why: int(count) for why, count in enumerate(lost) if count}
        seen.replicas = [(float(when), int(count)) for when, which, count in zip(g_time, g_comp, g_count, strict=True)
                         if which == number]
    raw.hops = [Hop(int(a), int(b), int(c), float(d), float(e), float(f)) for a, b, c, d, e, f in zip(
        *(column(t.hops, name, hopped) for name in ("request", "node", "number", "arrive", "start", "done")),
        strict=True)]
    return raw
