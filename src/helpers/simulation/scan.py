"""The scan engine: designs in which nothing feeds back, a whole station at a time, with numpy."""

from collections.abc import Callable

import numpy as np

from helpers.simulation.plan import Node
from helpers.simulation.raw import Raw
from helpers.simulation.rooms import Rooms
from helpers.simulation.scan_calls import State, calls_of, keeps_messages
from helpers.simulation.scan_replies import reply_of
from helpers.simulation.scan_services import delay, serve
from helpers.simulation.setup import Setup


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


def run_scan(setup: Setup, order: list[list[Node]], progress: Callable[[int, int], object] | None = None) -> Raw:
    """Run every request through the design; `progress` hears how many stations are done, counted in requests."""
    states: dict[int, State] = {}
    raw = Raw(setup)
    rooms = Rooms()
    sample = setup.sample()
    for done, group in enumerate(order):
        if progress is not None and done:
            progress(setup.n * done // len(order), setup.n)
        for node in group:
            states[node.index] = calls_of(setup, node, states)
        station = setup.stations.get(group[0].component)
        if station is None:
            for node in group:
                states[node.index].done = states[node.index].arrive
        elif station.servers is None:
            for node in group:
                delay(setup, station, node, states[node.index], raw, sample, rooms)
        else:
            serve(setup, station, group, [states[each.index] for each in group], raw, sample, rooms)
        for node in group:
            state = states[node.index]
            if node.caching:
                with rooms.lent() as take:
                    state.miss = state.pick(setup.uniform(node, "hit", take=take)) >= station.component.hit_rate
            if not keeps_messages(setup, node):
                state.arrive = None
    reply = np.empty(setup.n)
    for number, root in enumerate(setup.plan.roots):
        answers: dict[int, np.ndarray] = {}
        for node in reversed([each for each in setup.plan.nodes if each.endpoint == number]):
            answers[node.index] = reply_of(setup, node, states, answers, raw)
        members = setup.members[number]
        reply[slice(None) if members is None else members] = answers[root]
    raw.finish_scan(reply)
    rooms.leave()
    return raw
