"""The calls of the scan engine: which of a node's calls make further ones, how many, and when these arrive."""

import numpy as np

from helpers.simulation.plan import BROKERS, Node
from helpers.simulation.raw import Raw
from helpers.simulation.setup import Setup


class State:
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


def calls_of(setup: Setup, node: Node, states: dict[int, State]) -> State:
    """The calls of a node that those of its caller make, and when they arrive."""
    if node.parent < 0:
        members = setup.members[node.endpoint]
        return State(None, None, None, setup.times if members is None else setup.times[members])
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
    state = State(up, rank, copy, base + wire if wire else base)
    if node.broadcast:
        state.primary = copy % setup.stations[node.component].lanes_of_shard == 0
    return state


def _copied(setup: Setup, node: Node, parent: State, up: np.ndarray):
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


def _holds(setup: Setup, atom, start: int, states: dict[int, State]) -> np.ndarray:
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


def unit_of(setup: Setup, node: Node, state: State, take) -> np.ndarray | None:
    """The service times of a node's calls, in those of a read; None where all are 1."""
    table = setup.service(node, take=take)
    return None if table is None else state.pick(table)


def keeps_messages(setup: Setup, node: Node) -> bool:
    """Whether a node is of a queue or stream."""
    return node.component is not None and setup.plan.architecture[node.component].kind in BROKERS


def trace(setup: Setup, node: Node, state: State, start: np.ndarray, raw: Raw, sample: np.ndarray) -> None:
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
