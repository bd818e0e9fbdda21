"""What happens when a call fails: who hears of it, and whether it is made again."""

from math import inf

from helpers.simulation.loop.calls import later, let_go, new_call, spare
from helpers.simulation.loop.codes import (
    AGAIN,
    ARRIVE,
    EXPIRE,
    FAIL,
    FAILED_CALLS,
    GONE,
    IN_SERVICE,
    LATE,
    LOST,
    NONE,
    TRIED,
    WAITS,
    WAYS,
    WHY,
)
from helpers.simulation.loop.plain import push
from helpers.simulation.outcomes import CRASHED, TIMED_OUT


def primary(t, call, node):
    """Whether a call is one that its caller waits for: of a write to all copies, the first."""
    return node.broadcast == 0 or call.copy % t.boxes[node.box].size == 0


def failed(t, b, tok, why):
    """A call fails, and all who wait for it, up to one who may try again; whoever waits for its fetch fails too."""
    call = t.calls[tok]
    was = call.state
    if was in (GONE, NONE):
        return
    node = t.nodes[call.node]
    where = node.box
    if why >= WAYS:  # a call that it waits for has failed for good
        where, why = why // WAYS - 1, why % WAYS
    elif (was != WAITS or why == CRASHED) and (why != CRASHED or node.kept == 0):
        t.drops[node.box * WAYS + why] += 1
    up = tok
    while t.calls[up].off == 2:
        up = t.calls[up].parent
    attempt = t.attempts[call.attempt]
    heard = node.home >= 0 and primary(t, call, node) and (b.muted == 0 or is_heard(t, tok))
    if heard and t.nodes[t.calls[up].node].guarded == 0 and attempt.status == 0:
        if attempt.reason == 0:
            attempt.reason = why
            attempt.where = where
        push(t, b, b.now + node.home, call.attempt, FAIL)
    if was == IN_SERVICE:
        call.refs += 1  # its END is still to come
    up, wire, direct_back = tok, 0.0, call.off == 2
    while up >= 0:
        above = t.calls[up]
        if above.state == GONE or above.state == NONE or (up != tok and above.state != WAITS):
            return
        node = t.nodes[above.node]
        above.state = GONE
        if above.lead >= -1:
            fetch_failed(t, b, up, above, node, why)
        going = node.waits == 1 and above.off != 1 and node.mute == 0 and primary(t, above, node)
        if not direct_back:  # else the caller, not the cache beside, heard of it
            wire += node.back
        direct_back = node.aside == 1
        if going and node.holder >= 0 and above.off != 2:
            above.why, above.where = why, where
            above.refs += 1
            push(t, b, b.now + wire, up, LOST)
            going = False
        if above.message >= 0:
            delivery_failed(t, b, up, above, t.boxes[t.nodes[node.parent].box])
        parent = above.parent
        let_go(t, b, up)
        if not going:
            return
        up = parent


def is_heard(t, tok):
    """Whether replies come back all the way from a call to the client."""
    while tok >= 0:
        if t.nodes[t.calls[tok].node].mute > 0:
            return False
        tok = t.calls[tok].parent
    return True


def fetch_failed(t, b, tok, call, node, why):
    """A fetch for others has failed: they fail too."""
    box = t.boxes[node.box]
    request = t.requests[t.attempts[call.attempt].request]
    entry = t.entries[box.store + (call.replica - box.first) * b.keys + request.key]
    if entry.fetch == tok:
        entry.fetch = -1
    waiting = call.lead
    while waiting >= 0:
        later(t, b, FAILED_CALLS, waiting)
        later(t, b, WHY, why)
        waiting = t.calls[waiting].next
    call.lead = -2


def delivery_failed(t, b, tok, call, queue):
    """The work of a message has failed: the queue delivers it again after its time, or that was the last delivery."""
    message = t.messages[call.message]
    message.live -= 1
    if queue.visible >= 0 and call.again + 1 < queue.deliveries and call.off != 4:
        call.off = 4
        call.refs += 1
        push(t, b, b.now + queue.visible, tok, EXPIRE)
    if message.live == 0 and message.done < 0.0 and message.count >= queue.deliveries:
        message.failed = b.now


def caller_of(t, tok):
    """The call that heard of it, or waits: behind a cache beside, the one that fetches for it."""
    while t.nodes[t.calls[tok].node].aside == 1:
        tok = t.calls[tok].parent
    return t.calls[tok].parent


def lost_or_late(t, b, tok, kind):
    """A failure comes back to the box that made the call, or that box gives up waiting."""
    call = t.calls[tok]
    if kind == LATE and call.off == 0 and t.calls[caller_of(t, tok)].state == WAITS:
        call.why, call.where = TIMED_OUT, t.nodes[call.node].holder
        t.boxes[call.where].late += 1
    elif kind == LATE or call.off == 1:
        let_go(t, b, tok)
        return
    call.off = 1
    later(t, b, TRIED, tok)


def try_again(t, b, tok):
    """A call is lost for the box that made it: that makes it again after a pause, or fails its own caller."""
    call = t.calls[tok]
    node = t.nodes[call.node]
    box = t.boxes[node.holder]
    caller = caller_of(t, tok)
    if t.calls[call.parent].state == WAITS:
        if t.calls[caller].state == WAITS and call.again < box.retries and still_wanted(t, b, call, node, caller):
            pause = box.backoff
            for _ in range(call.again):  # step by step, so that compiled and interpreted round alike
                pause *= box.growth
            pause = min(pause, box.longest)
            number = 1 + (call.number * 48271 + (call.node * 16 + call.again) * 69621 + 7) % 1073741789
            draw = t.jitters[spare(0, t.attempts[call.attempt].request, number, call.copy, b.spare)]
            new = new_call(t, b, call.attempt, call.node, call.parent, call.copy, number)
            if new < 0:
                return
            made = t.calls[new]
            made.again, made.why, made.where = call.again + 1, call.why, call.where
            t.calls[call.parent].refs += 1
            push(t, b, b.now + pause * (1.0 - box.jitter * draw), new, AGAIN)
        else:
            up = call.parent
            while up != caller:  # caches beside whose misses this box fetches
                t.calls[up].off = 2
                up = t.calls[up].parent
            later(t, b, FAILED_CALLS, call.parent)
            later(t, b, WHY, call.why + WAYS * (call.where + 1))
    let_go(t, b, tok)


def still_wanted(t, b, call, node, caller):
    """Whether anybody waits still, where servers drop work that nobody waits for."""
    if b.cancels == 0 or node.home < 0:
        return True
    attempt = t.attempts[call.attempt]
    if attempt.status != 0 or t.requests[attempt.request].status != 0:
        return False
    up = caller
    while up >= 0:
        if t.calls[up].off == 1:
            return False
        up = t.calls[up].parent
    return True


def pause_over(t, b, tok):
    """After its pause a box makes a call again, if it still waits; else the call counts as answered for its row."""
    call = t.calls[tok]
    node = t.nodes[call.node]
    box = t.boxes[node.holder]
    if t.calls[call.parent].state == WAITS and t.calls[caller_of(t, tok)].state == WAITS:
        box.again += 1
        call.off, call.deadline = 0, inf
        if box.timeout >= 0:
            call.deadline = b.now + box.timeout
            call.refs += 1
            push(t, b, call.deadline, tok, LATE)
        push(t, b, b.now + node.there, tok, ARRIVE)
    else:
        call.state = GONE
        later(t, b, TRIED, tok)


def deliver_again(t, b, tok):
    """A queue delivers a message again, unless its work is done."""
    call = t.calls[tok]
    place = call.message
    if place >= 0 and (t.messages[place].done < 0.0 or t.messages[place].done > b.now):
        number = 1 + (call.number * 48271 + (call.node * 128 + call.again) * 69621 + 7) % 1073741789
        new = new_call(t, b, call.attempt, call.node, call.parent, call.copy, number)
        if new >= 0:
            t.messages[place].count += 1
            t.messages[place].live += 1
            t.calls[new].again, t.calls[new].message = call.again + 1, place
            t.calls[call.parent].refs += 1
            push(t, b, b.now + t.nodes[call.node].there, new, ARRIVE)
    let_go(t, b, tok)


