"""The replies of the scan engine: when each caller has its answer, from the last calls back to the first."""

import numpy as np

from helpers.simulation.messages import Messages
from helpers.simulation.plan import Node
from helpers.simulation.raw import Raw
from helpers.simulation.scan_calls import State, keeps_messages
from helpers.simulation.setup import Setup


def _note_messages(parent: State, state: State, inner, aside, raw: Raw, queue: str) -> None:
    """What a queue or stream knows of the calls that it made: when the message came, and when the work was done."""
    done = inner if aside is None else np.maximum(inner, aside)
    came = parent.arrive if state.up is None else parent.arrive[state.up]
    if state.primary is not None:  # of a write to all copies the first counts
        came, done = came[state.primary], done[state.primary]
    never = np.full(len(came), np.nan)
    raw.seen[queue].messages.append(Messages(came.copy(), done.copy(), never, np.ones(len(came), dtype=np.int64)))


def reply_of(setup: Setup, node: Node, states: dict[int, State], answers: dict[int, np.ndarray],
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
    if node.parent >= 0 and keeps_messages(setup, setup.plan.nodes[node.parent]):
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
