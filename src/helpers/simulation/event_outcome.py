"""What the event engine hands back, from its tables after the run."""

import numpy as np

from helpers.simulation.lanes import number_type
from helpers.simulation.loop import WAYS
from helpers.simulation.loop.tables import Plain, Tables, cell, column
from helpers.simulation.messages import Messages
from helpers.simulation.outcomes import CIRCUIT_OPEN, SERVED
from helpers.simulation.raw import Hop, Raw
from helpers.simulation.setup import Setup


def outcome_of(setup: Setup, t: Tables | Plain) -> Raw:
    """What was seen, copied from the tables after the run."""
    sent, unsent, hopped = (int(cell(t.board, 0, name)) for name in ("sent", "unsent", "hopped"))
    raw = Raw(setup)
    reply, reason = column(t.requests, "reply", setup.n), column(t.attempts, "reason", sent)
    raw.outcome = column(t.requests, "status", setup.n).astype(np.uint8)
    raw.reply = np.where(raw.outcome == SERVED, reply, np.nan)
    times = column(t.attempts, "time", sent)
    raw.sent = times[reason != CIRCUIT_OPEN]
    raw.attempts, raw.end = sent - unsent, float(cell(t.board, 0, "end"))
    raw.failed_at = np.where(raw.outcome > SERVED, reply, np.nan)
    raw.failed_where = np.array(column(t.requests, "where", setup.n))
    drops = np.asarray(t.drops)
    for number, seen in enumerate(raw.seen.values()):
        seen.calls, seen.again, seen.late = (int(cell(t.boxes, number, each)) for each in ("came", "again", "late"))
        seen.busy = float(cell(t.boxes, number, "used"))
        lost = drops[number * WAYS:(number + 1) * WAYS]
        seen.drops = {why: int(count) for why, count in enumerate(lost) if count}
    _note_visits(setup, t, raw)
    _note_passages(t, raw, times, reason)
    _note_messages(t, raw)
    names = list(raw.seen)
    changed = int(cell(t.board, 0, "changed"))
    for when, box, count in zip(*(column(t.changes, name, changed) for name in ("time", "box", "count")), strict=True):
        raw.seen[names[int(box)]].replicas.append((float(when), int(count)))
    raw.hops = [Hop(int(a), int(b), int(c), float(d), float(e), float(f)) for a, b, c, d, e, f in zip(
        *(column(t.hops, name, hopped) for name in ("request", "node", "number", "arrive", "start", "done")),
        strict=True)]
    return raw


def _parts(numbers: np.ndarray, many: int) -> list[np.ndarray]:
    """The places of each number from 0 on, in order."""
    small = numbers.astype(number_type(many), copy=False)
    return np.split(np.argsort(small, kind="stable"), np.cumsum(np.bincount(small, minlength=many))[:-1])


def _note_visits(setup: Setup, t: Tables | Plain, raw: Raw) -> None:
    """The calls that began their service, or left without, by station."""
    visited = int(cell(t.board, 0, "visited"))
    box, slot, arrive, wait, hold = (column(t.visits, name, visited)
                                     for name in ("box", "replica", "arrive", "wait", "hold"))
    kind = box.astype(number_type(2 * len(raw.seen)))
    kind *= 2
    kind += hold < 0
    parts = _parts(kind, 2 * len(raw.seen))
    for number, (name, seen) in enumerate(raw.seen.items()):
        mine, left = parts[2 * number], parts[2 * number + 1]
        seen.left = (arrive[left].astype(np.float32), wait[left].astype(np.float32))
        if len(mine):
            came, waited = arrive[mine], wait[mine]
            seen.arrive, seen.wait = [came.astype(np.float32)], [waited.astype(np.float32)]
            came += waited
            seen.until = float(came.max())
            seen.hold = [hold[mine].astype(np.float32)]
            many = setup.stations[name].most
            if many > 1:
                seen.lanes = [slot[mine].astype(number_type(many))]


def _note_passages(t: Tables | Plain, raw: Raw, times: np.ndarray, reason: np.ndarray) -> None:
    """The calls that did not wait or hold a server, by station; those of clients are the attempts."""
    passed = int(cell(t.board, 0, "passed"))
    of_box = _parts(column(t.passages, "box", passed).astype(np.int64), len(raw.seen))
    when = column(t.passages, "time", passed)
    through = _clients_passed(t, column(t.attempts, "request", len(times)), times)
    through[reason == CIRCUIT_OPEN] = -1
    of_client = _parts(through + 1, len(raw.seen) + 1)
    for number, seen in enumerate(raw.seen.values()):
        seen.passed = [np.concatenate([when[of_box[number]], times[of_client[number + 1]]]).astype(np.float32)]


def _clients_passed(t: Tables | Plain, request: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The client that each attempt passed through without a call of its own; -1: it has one."""
    opens = column(t.nodes, "opens", len(t.nodes))[np.asarray(t.roots)]
    if (opens == opens[0]).all():
        return np.full(len(times), opens[0])
    kinds = int(cell(t.board, 0, "kinds"))
    phase = np.searchsorted(column(t.phases, "time", len(t.phases)), times, side="right") - 1
    return opens[phase * kinds + column(t.requests, "kind", len(t.requests))[request]]


def _note_messages(t: Tables | Plain, raw: Raw) -> None:
    """The messages of queues and streams."""
    posted = int(cell(t.board, 0, "posted"))
    if not posted:
        return
    box, came, done, failed, count = (column(t.messages, name, posted)
                                      for name in ("box", "came", "done", "failed", "count"))
    for mine, seen in zip(_parts(box.astype(np.int64), len(raw.seen)), raw.seen.values(), strict=True):
        if len(mine):
            ends = [np.where(each[mine] < 0, np.nan, each[mine]) for each in (done, failed)]
            seen.messages = [Messages(came[mine], *ends, count[mine])]
