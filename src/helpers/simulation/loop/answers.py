"""What happens when a call has been served, and when it is answered."""

from helpers.simulation.loop.caches import look_up
from helpers.simulation.loop.calls import drawn, later, let_go
from helpers.simulation.loop.codes import (
    ARRIVE,
    CALLS,
    FAILED_CALLS,
    FILL,
    FILLED,
    GONE,
    REPLY,
    TRAVELS,
    WAITS,
    WHY,
)
from helpers.simulation.loop.plain import note_hop, push
from helpers.simulation.outcomes import FAILED, SERVED


def service_over(t, b, tok):
    """The service of a call is over: it fails by itself, waits for another's fetch, or (True) can make its calls."""
    call = t.calls[tok]
    node = t.nodes[call.node]
    attempt = t.attempts[call.attempt]
    request = t.requests[attempt.request]
    if node.box >= 0:
        if request.traced == 1 and t.nodes[node.parent].parent >= 0:
            note_hop(t, b, attempt.request, call.node, attempt.number, call.arrive, call.start)
        replica = t.replicas[call.replica]
        if (replica.full > 0 and node.writes == 1) or (replica.fails > 0.0 and drawn(
                t, b, node, node.d_fails, call.number, call.copy, request) < replica.fails):
            call.state = TRAVELS  # its service is over
            later(t, b, FAILED_CALLS, tok)
            later(t, b, WHY, FAILED)
            return False
    call.state = WAITS
    call.inner, call.aside, call.pending = b.now, -1.0, 0
    stale = False
    if node.beside == 1 and node.holder >= 0:  # its caller fetches only if the miss comes in time
        stale = call.off == 1 or b.now + node.back >= call.deadline
    if node.beside == 1 and node.mute > 0:  # or if it comes at all
        stale = True
    if node.caching == 1:
        box = t.boxes[node.box]
        if box.policy == 0:
            call.miss = 1 if drawn(t, b, node, node.d_hit, call.number, call.copy, request) >= box.hit else 0
        elif look_up(t, b, tok, call, box, request, stale):
            return False
    elif node.writes == 1 and node.box >= 0 and t.boxes[node.box].policy > 0:
        call.refs += 1
        later(t, b, FILLED, tok)
    if stale:
        call.miss = 0
    elif node.beside == 1 and call.miss == 1:
        call.off = 3
    call.place, call.part = node.children if stale else node.child, 0
    return True


def answered(t, b, tok):
    """A call is answered, and so is each caller that waited for nothing else."""
    while tok >= 0:
        tok = answer(t, b, tok) if t.calls[tok].state == WAITS else -1


def answer(t, b, tok):
    """A call is answered: its caller goes on, or the client has its answer; returns a caller that is done, or -1."""
    call, done = t.calls[tok], -1
    node = t.nodes[call.node]
    call.state = GONE
    final = call.inner + node.back
    if call.aside > final:
        final = call.aside
    if node.caching == 1 and call.miss == 1 and t.boxes[node.box].policy > 0:
        call.refs += 1
        push(t, b, max(b.now, call.inner, call.aside), tok, FILL)
    if call.message >= 0:  # its work is done
        message, worked = t.messages[call.message], max(call.inner, call.aside)
        message.live -= 1
        if message.done < 0.0 or worked < message.done:
            message.done = worked
    if node.mute > 0:  # no reply comes back
        done = -1
    elif call.parent < 0:
        answer_client(t, b, call, final)
    elif node.waits == 1 and (node.broadcast == 0 or call.copy % t.boxes[node.box].size == 0):
        parent = t.calls[call.parent]
        in_time = call.off == 3 or (call.off == 0 and final < call.deadline)
        if parent.state == WAITS and (node.holder < 0 or in_time):
            done = answer_caller(t, b, call, node, parent, final)
    let_go(t, b, tok)
    return done


def answer_client(t, b, call, final):
    """The answer goes back to the client: it counts at once where nothing can come between."""
    attempt = t.attempts[call.attempt]
    request = t.requests[attempt.request]
    if b.direct == 0:
        push(t, b, final, call.attempt, REPLY)
    elif attempt.status == 0 and request.status == 0 and (b.timeout < 0 or final < attempt.time + b.timeout):
        attempt.status, request.status, request.reply = 1, SERVED, final
        request.live -= 1
        b.open -= 1
        b.end = max(b.end, final)


def answer_caller(t, b, call, node, parent, final):
    """A caller gets its answer; with the last that it waits for, makes its next call, or is done and returned."""
    call.off = 3
    if node.aside == 1:
        if final > parent.aside:
            parent.aside = final
    elif final > parent.inner:
        parent.inner = final
    parent.pending -= 1
    if parent.pending == 0:
        above = t.nodes[parent.node]
        if above.sequence == 0 or parent.place == above.children:
            return call.parent
        if final <= b.now:
            later(t, b, CALLS, call.parent)
        else:
            parent.refs += 1
            push(t, b, final, call.parent, ARRIVE)
    return -1
