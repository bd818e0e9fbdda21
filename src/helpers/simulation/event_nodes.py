"""The event engine's tables of the plan: its nodes, what they call under which conditions, and their draws."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from helpers.simulation.call_policy import CallPolicy
from helpers.simulation.faults import MAKE_CALLS_FAIL, connection_hit, replicas_hit
from helpers.simulation.loop.tables import rows
from helpers.simulation.plan import BROKERS
from helpers.simulation.setup import Setup

SPARE = 1 << 16  # draws of each kind for what is tried again


def policies_of(setup: Setup) -> dict[str, CallPolicy]:
    """How the boxes call others, by name, for those of which something is said."""
    return {name: each.behaviour.calls for name, each in setup.stations.items() if each.behaviour.calls is not None}


def nodes_of(setup: Setup, places: dict[str, list[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The nodes of the plan, the list of their children, and the conditions under which these are called."""
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
    policies = policies_of(setup)
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
        many=[setup.many(each.endpoint) for each in nodes],
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


def draws_of(setup: Setup) -> tuple[dict[str, list[int]], np.ndarray]:
    """Where the draws of each node begin, by use, and all draws."""
    parts: list[tuple[int, Callable[[], np.ndarray]]] = []  # from where on stands what is drawn so
    found: dict[tuple, int] = {}  # a detour's calls draw what the same calls draw on the usual ways
    length = 0
    again = SPARE if setup.client.feeds_back or policies_of(setup) or any(
        each.redelivery for each in setup.behaviours.values()) else 0

    def add(node, use: str, make) -> int:
        nonlocal length
        key = (node.path, use, node.multiple, node.writes)
        if key in found:
            return found[key]
        parts.append((length, lambda: make(node)))
        found[key] = length
        length += node.multiple * setup.many(node.endpoint)
        if again:
            parts.append((length, lambda: make(replace(node, path=f"{node.path} again", multiple=1), again)))
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
        varies = takes_time and not setup.always_one(node)
        places["service"].append(add(node, "service", setup.service) if varies else -1)
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
    table = np.empty(max(1, length))
    for first, made in parts:
        drawn = made().ravel()
        table[first:first + len(drawn)] = drawn
        del drawn  # before the next are drawn
    return places, table
