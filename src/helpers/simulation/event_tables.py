"""The event engine's tables before a run: what is known of requests, boxes, clients and faults, and room for more."""

import math
from collections import Counter

import numpy as np

from helpers.simulation.arrivals import shard_hash
from helpers.simulation.behaviour import BALANCING
from helpers.simulation.call_policy import CallPolicy
from helpers.simulation.draws import draw
from helpers.simulation.errors import SimulationError
from helpers.simulation.event_nodes import SPARE, draws_of, nodes_of
from helpers.simulation.fault_acts import acts_of
from helpers.simulation.loop import CRASH, MOST_WHAT, UNLIMITED, WAYS
from helpers.simulation.loop.arrays import NEAR
from helpers.simulation.loop.codes import BLOCK
from helpers.simulation.loop.tables import Tables, row_type, rows
from helpers.simulation.rooms import Rooms
from helpers.simulation.setup import Setup, Station

MOST_REPLICAS = 1_000_000  # in all boxes
MOST_STORED = 8_000_000  # keys times cache replicas
PATIENCE = 10.0  # a run is followed for this many times its length beyond the last arrival, then cut off
LEAST_PATIENCE = 60.0  # seconds
FIRST_ROOM = 1 << 16  # calls under way at once
MOST_EVENTS = 400_000_000
MOST_CHANGES = 1 << 20  # by autoscalers


def first_sizes(setup: Setup) -> dict[str, int]:
    """How many rows the tables of what happens get at first: what is expected, and more where calls come back.

    Where they are too few the run is made again with more.
    """
    plan, n = setup.plan, setup.n
    refuse = bool(setup.faults or setup.behaviours)
    spare = 1.2 if refuse or setup.client.feeds_back else 1.05
    calls = [0.0, 0.0]  # to boxes without a ceiling, and with one
    for node in plan.nodes:
        above = plan.nodes[node.parent] if node.parent >= 0 else node
        opens = above.parent < 0 and len(above.children) == len(node.children) == 1  # a client needs no call of its own
        if node.parent >= 0 and not opens:
            limited = setup.stations[node.component].servers is not None
            calls[limited] += n * plan.shares[node.endpoint] * node.expected
    passages = n + sum(calls) if refuse else calls[0]
    moved = setup.client.hedge_after is not None or setup.client.retries or bool(setup.behaviours)
    return {"room": FIRST_ROOM, "sends": int(n * spare) + 1_000, "visits": int(calls[1] * spare) + 1_000,
            "passages": int(passages * spare) + 1_000, "hops": int(min(n, 200) * plan.work * 4) + 1_000,
            "moments": 4 * FIRST_ROOM + (2 * int(n * spare) if moved else 0)}


def tables_of(setup: Setup, sizes: dict[str, int], rooms: Rooms) -> Tables:
    """The tables before the run, with so many rows for what it makes; those rows lie in `rooms`.

    Only what is read before it is written is cleared.
    """
    made = _given(setup, rooms)
    posts = sizes["visits"] if bool(made["nodes"]["kept"].any()) else 1
    blocks = sizes["visits"] // BLOCK + 1 + len(made["boxes"])  # of each box the last is not full
    for name, many in (*sizes.items(), ("posts", posts), ("visits", blocks * BLOCK)):
        if name != "moments":  # of those the board says how many there are
            made["board"][name] = many
    todo = rooms.take(12 * (4 * sizes["room"] + 66), np.int64).reshape(12, -1)
    todo[:, 0] = todo[:, -1] = 0

    def room(kind: str, many: int) -> np.ndarray:
        return rooms.take(many, row_type(kind))

    attempts = rows("attempt", sizes["sends"], room("attempt", sizes["sends"]))
    scaled = any(each.behaviour.autoscale is not None for each in setup.stations.values())
    return Tables(
        **made, attempts=attempts, calls=room("call", sizes["room"]),
        moments=room("moment", NEAR + sizes["moments"]), todo=todo, messages=rows("message", posts),
        visits=room("visit", blocks * BLOCK), blocks=np.empty(blocks, dtype=np.int32),
        passages=room("passage", sizes["passages"]),
        hops=room("hop", sizes["hops"]), changes=room("change", MOST_CHANGES if scaled else 1))


def _given(setup: Setup, rooms: Rooms) -> dict[str, np.ndarray]:
    """What is known before the run, table by table."""
    horizon = float(setup.times[-1])
    places, table = draws_of(setup)
    boxes, totals, stored, warm = _boxes(setup)
    faults = _faults(setup)
    phases = [(0.0, setup.plan.roots), *((each.at, each.roots) for each in setup.plan.detours)]
    kinds = len(setup.plan.roots)
    board = rows("board", 1, requests=setup.n, boxes=len(boxes), kinds=kinds, faults=len(faults), phases=len(phases),
                 spare=SPARE, horizon=horizon, limit=horizon + max(LEAST_PATIENCE, PATIENCE * horizon),
                 patience=MOST_EVENTS, **totals, **_client(setup))
    replicas = rows("replica", totals["replicas"], box=np.repeat(np.arange(len(boxes)), boxes["most"]),
                    fails=np.repeat(boxes["fails"], boxes["most"]))
    nodes, children, guards = nodes_of(setup, places)
    firsts = np.flatnonzero(nodes["opens"] >= 0)
    openings = dict(zip(nodes["parent"][nodes["parent"][firsts]].tolist(), firsts.tolist(), strict=True))
    hashes = np.zeros(1, dtype=np.int64) if setup.shard_of_key is None else setup.shard_of_key
    return {"board": board, "times": setup.times, "requests": _requests(setup, rooms), "hashes": hashes,
            "nodes": nodes, "children": children, "guards": guards,
            "boxes": boxes, "replicas": replicas, "entries": _entries(replicas, stored, warm),
            "faults": faults, "draws": table, "jitters": draw(setup.seed, "client", "jitter", "uniform", 1, SPARE)[0],
            "phases": rows("phase", len(phases), time=[at for at, _ in phases], root=np.arange(len(phases)) * kinds),
            "roots": np.array([openings.get(root, root) for _, roots in phases for root in roots], dtype=np.int64),
            "drops": np.zeros(len(boxes) * WAYS, dtype=np.int64)}


def _requests(setup: Setup, rooms: Rooms) -> np.ndarray:
    made = rows("request", setup.n, rooms.take(setup.n, row_type("request")), kind=setup.endpoint)
    for members in setup.members:
        made["rank"][slice(None) if members is None else members] = np.arange(
            setup.n if members is None else len(members), dtype=np.int32)
    made["traced"][setup.sample()] = 1
    if setup.keys is not None:
        made["key"] = setup.keys
    return made


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
