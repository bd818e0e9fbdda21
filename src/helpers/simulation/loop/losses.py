"""What goes wrong from outside: replicas crash and come back, are slow, links are lost."""

from helpers.simulation.loop.caches import empty
from helpers.simulation.loop.calls import later, new_call
from helpers.simulation.loop.codes import (
    ARRIVALS,
    CLOCK,
    CRASH,
    CUT,
    FAILED_CALLS,
    FILL_DISK,
    FREE_DISK,
    HEAL,
    HEAR,
    HOLE,
    IN_SERVICE,
    MEND,
    MUTE,
    NORMAL,
    NOTICE,
    PARKED,
    PATCH,
    QUEUES,
    RESTORE,
    SLOW,
    SPOIL,
    SWALLOW,
    TAKE,
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
    if act == CRASH:
        crash(t, b, where)
    elif act in (CUT, MEND, HOLE, PATCH, MUTE, HEAR):
        link_changes(t, b, where, act)
    else:
        replica_changes(t, where, act, given.factor)
    if act in (NOTICE, RESTORE, MEND, TAKE, PATCH):
        parked = t.todo[PARKED]
        for at in range(count(parked)):
            later(t, b, ARRIVALS, item(parked, at))
        clear(parked)


def link_changes(t, b, where, act):
    """A link is lost, swallows what comes, or loses the replies; or it is mended."""
    node = t.nodes[where]
    if act == CUT:
        node.cut += 1
    elif act == MEND:
        node.cut -= 1
    elif act == HOLE:
        node.hole += 1
    elif act == PATCH:
        node.hole -= 1
    elif act == MUTE:
        node.mute += 1
        b.muted += 1
    else:
        node.mute -= 1
        b.muted -= 1


def replica_changes(t, where, act, factor):
    """A replica is slow, fails calls, swallows them, has a wrong clock or a full disk; it is noticed, or mended."""
    replica = t.replicas[where]
    if act == NOTICE:
        if replica.down + replica.hole > 0 and replica.known == 1:
            replica.known = 0
            t.boxes[replica.box].dead += 1
    elif act == SWALLOW:
        replica.hole += 1
    elif act in (RESTORE, TAKE):
        if act == TAKE:
            replica.hole -= 1
        else:
            replica.down -= 1
        if replica.down + replica.hole == 0 and replica.known == 0:
            replica.known = 1
            t.boxes[replica.box].dead -= 1
    elif act == SLOW:
        replica.slow *= factor
    elif act == NORMAL:
        replica.slow /= factor
    elif act == SPOIL:
        replica.fails += factor
    elif act == HEAL:
        replica.fails -= factor
    elif act == FILL_DISK:
        replica.full += 1
    elif act == FREE_DISK:
        replica.full -= 1
    elif act == CLOCK:
        replica.clock += factor


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
        hold_less(t, call, max(0.0, call.until - b.now))
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
