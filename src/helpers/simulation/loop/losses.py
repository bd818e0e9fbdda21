"""What goes wrong from outside: replicas crash and come back, are slow, links are lost."""

from helpers.simulation.loop.caches import empty
from helpers.simulation.loop.calls import later, new_call
from helpers.simulation.loop.codes import (
    ARRIVALS,
    CRASH,
    CUT,
    FAILED_CALLS,
    IN_SERVICE,
    MEND,
    NORMAL,
    NOTICE,
    PARKED,
    QUEUES,
    RESTORE,
    SLOW,
    UNLIMITED,
    WAITS,
    WHY,
)
from helpers.simulation.loop.plain import clear, count, hold_less, item, note_visit
from helpers.simulation.outcomes import CRASHED


def fault(t, b, place):
    """Something goes wrong, is noticed, or is mended."""
    given = t.faults[place]
    act, where = given.what, given.where
    if act == CUT:
        t.nodes[where].cut += 1
    elif act == MEND:
        t.nodes[where].cut -= 1
    elif act == CRASH:
        crash(t, b, where)
    elif act == SLOW:
        t.replicas[where].slow *= given.factor
    elif act == NORMAL:
        t.replicas[where].slow /= given.factor
    else:
        notice_or_restore(t, where, act)
    if act in (NOTICE, RESTORE, MEND):
        parked = t.todo[PARKED]
        for at in range(count(parked)):
            later(t, b, ARRIVALS, item(parked, at))
        clear(parked)


def notice_or_restore(t, where, act):
    """Callers learn that a replica is down, or it comes back."""
    replica = t.replicas[where]
    if act == NOTICE:
        if replica.down > 0 and replica.known == 1:
            replica.known = 0
            t.boxes[replica.box].dead += 1
    elif act == RESTORE:
        replica.down -= 1
        if replica.down == 0 and replica.known == 0:
            replica.known = 1
            t.boxes[replica.box].dead -= 1


def crash(t, b, where):
    """A replica crashes: the work in it fails, its queue and its cache are lost."""
    replica = t.replicas[where]
    box = t.boxes[replica.box]
    replica.down += 1
    replica.epoch += 1
    if box.auto == 1:
        box.area += (b.now - box.last) * box.inside
        box.last = b.now
    box.inside -= replica.inside
    replica.inside, replica.waiting, replica.head, replica.tail = 0, 0, -1, -1
    for tok in range(b.born):
        call = t.calls[tok]
        if call.replica == where and QUEUES <= call.state <= WAITS and t.nodes[call.node].parent >= 0:
            crash_takes(t, b, tok, call, box, where)
            if b.full == 1:
                return
    if box.policy > 0:
        empty(t, replica)


def crash_takes(t, b, tok, call, box, where):
    """A call in a replica that crashes fails; who sent a message still has it, and sends it again."""
    node = t.nodes[call.node]
    if call.state == IN_SERVICE and box.servers != UNLIMITED:
        box.used -= max(0.0, call.until - b.now)
        hold_less(t, call.log, max(0.0, call.until - b.now))
    if node.kept == 1:
        new = new_call(t, b, call.attempt, call.node, call.parent, call.copy, call.number)
        if new < 0:
            return
        made = t.calls[new]
        made.again, made.message, call.message = call.again, call.message, -1
        made.arrive = call.arrive if call.state == QUEUES else -1.0
        t.calls[call.parent].refs += 1
        box.came -= 1
        later(t, b, ARRIVALS, new)
    elif call.state == QUEUES:
        note_visit(t, b, node.box, where - box.first, call.arrive, b.now - call.arrive, -1.0)
    later(t, b, FAILED_CALLS, tok)
    later(t, b, WHY, CRASHED)
