"""What the event engine hands back, from its tables after the run."""

from collections.abc import Iterator

import numpy as np

from helpers.simulation.lanes import number_type
from helpers.simulation.loop import WAYS
from helpers.simulation.loop.codes import BLOCK
from helpers.simulation.loop.tables import VISIT, Plain, Tables, cell, column
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
    if sent != setup.n or unsent or setup.client.feeds_back:
        raw.sent = times[reason != CIRCUIT_OPEN]
    raw.attempts, raw.end = sent - unsent, float(cell(t.board, 0, "end"))
    failed = raw.outcome > SERVED
    if failed.any():
        raw.failed_at = np.where(failed, reply, np.nan)
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
    by_box = _of_blocks(t) if isinstance(t, Tables) else _of_list(t, len(raw.seen))
    for (name, seen), (slot, arrive, wait, hold, until) in zip(raw.seen.items(), by_box, strict=True):
        began = hold >= 0
        if began.all():
            seen.left = (arrive[:0], wait[:0])
        else:
            seen.left = (arrive[~began], wait[~began])
            slot, arrive, wait, hold = (each[began] for each in (slot, arrive, wait, hold))
        if len(arrive):
            seen.arrive, seen.wait, seen.hold, seen.until = [arrive], [wait], [hold], until
            many = setup.stations[name].most
            if many > 1:
                seen.lanes = [slot.astype(number_type(many))]


Visits = Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]]


def _of_blocks(t: Tables) -> Visits:
    """Of each box, its calls' replicas, arrivals, waits and server-seconds, and when the last of them began."""
    owners = t.blocks[:int(cell(t.board, 0, "visited")) // BLOCK]
    log = {name: t.visits[name].reshape(-1, BLOCK) for name in ("replica", "arrive", "wait", "hold")}
    for number, box in enumerate(t.boxes):
        mine = np.flatnonzero(owners == number)
        unused = -int(box["log"]) % BLOCK
        replica, *times = (each[mine].ravel()[:len(mine) * BLOCK - unused] for each in log.values())
        yield replica, *times, float(box["begun"])


def _of_list(t: Plain, many: int) -> Visits:
    """The same, of the plain loop's one list."""
    box, slot, arrive, wait, hold = (np.array(t.visits[VISIT.index(name)::len(VISIT)], dtype=kind) for name, kind in (
        ("box", np.int64), ("replica", np.int64), ("arrive", float), ("wait", float), ("hold", float)))
    for mine in _parts(box, many):
        began = mine[hold[mine] >= 0]
        until = float((arrive[began] + wait[began]).max(initial=0.0))
        yield slot[mine], *(each[mine].astype(np.float32) for each in (arrive, wait, hold)), until


def _note_passages(t: Tables | Plain, raw: Raw, times: np.ndarray, reason: np.ndarray) -> None:
    """The calls that did not wait or hold a server, by station; those of clients are the attempts."""
    passed = int(cell(t.board, 0, "passed"))
    when, box = column(t.passages, "time", passed).astype(np.float32), column(t.passages, "box", passed)
    through = _clients_passed(t, column(t.attempts, "request", len(times)), times)
    sent = reason != CIRCUIT_OPEN
    for number, seen in enumerate(raw.seen.values()):
        seen.passed = [when[box == number]]
        mine = through == number
        if mine.any():
            seen.passed.append(times[sent & mine].astype(np.float32))


def _clients_passed(t: Tables | Plain, request: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The client that each attempt, or all, passed through without a call of its own; -1: it has one."""
    opens = column(t.nodes, "opens", len(t.nodes))[np.asarray(t.roots)]
    if (opens == opens[0]).all():
        return opens[:1]
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
