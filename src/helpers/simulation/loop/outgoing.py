"""The calls that a call makes itself."""

from helpers.simulation.loop.answers import answered
from helpers.simulation.loop.arrivals import set_out
from helpers.simulation.loop.calls import drawn, later, new_call
from helpers.simulation.loop.codes import ANSWERED, LATE, WAITS
from helpers.simulation.loop.plain import more_messages, push


def make_calls(t, b, tok):
    """A call makes its own calls: all of them, or the next one."""
    call = t.calls[tok]
    if call.state != WAITS:
        return
    node = t.nodes[call.node]
    request = t.requests[t.attempts[call.attempt].request]
    place, waits = call.place, 0
    first_calls = place == node.child and call.part == 0
    while place < node.children and waits == 0:
        child = t.nodes[t.children[place]]
        if b.full == 1 or ((child.guard < child.guards or node.broadcast == 1)
                           and not held(t, tok, call, node, child, request, b)):
            place += 1
            continue
        lanes = 1
        if child.broadcast == 1:
            lanes = t.boxes[child.box].size
        copies = int(child.calls)
        if child.calls > copies:
            copy = call.copy * child.copies if call.number == 0 else call.copy
            if drawn(t, b, child, child.d_calls, call.number, copy, request) < child.calls - copies:
                copies += 1
        part = call.part
        upto = copies
        if node.sequence == 1 and child.waits == 1 and part < copies:
            upto, waits = part + 1, 1
        alone = node.children - node.child == 1 and copies * lanes == 1
        for number in range(part * lanes, upto * lanes):
            make_call(t, b, tok, call, node, t.children[place], child, number, lanes, first_calls, alone)
        call.part = upto
        if upto >= copies:
            call.part = 0
            place += 1
    call.place = place
    if call.pending > 0:
        return
    if b.work == 0:
        answered(t, b, tok)
    else:
        later(t, b, ANSWERED, tok)


def held(t, tok, call, node, child, request, b):
    """Whether the conditions of a call hold."""
    if node.broadcast == 1 and call.copy % t.boxes[node.box].size != 0:
        return False
    for at in range(child.guard, child.guards):
        guard = t.guards[at]
        up = tok
        while t.calls[up].node != guard.node:
            up = t.calls[up].parent
        above = t.calls[up]
        if guard.kind == 1:
            if above.miss == 0:
                return False
        else:
            there = t.nodes[guard.node]
            draw = drawn(t, b, there, there.d_choice, above.number, above.copy, request)
            if draw < guard.low or draw >= guard.high:
                return False
    return True


def make_call(t, b, tok, call, node, place, child, number, lanes, first_calls, alone):
    """One call to the node at `place`, at once or after its time on the wire."""
    new = new_call(t, b, call.attempt, place, tok, call.copy * child.copies + number, call.number)
    if new < 0:
        return
    made = t.calls[new]
    travel = child.there
    if child.aside == 1 and first_calls:
        travel += node.back
    first_copy = lanes == 1 or number % lanes == 0
    if child.kept == 1 and first_copy:
        if b.posted == b.posts:
            b.full = 1
            return
        more_messages(t, b)
        message = t.messages[b.posted]
        message.box, message.came = node.box, call.arrive
        made.message = b.posted
        b.posted += 1
    call.refs += 1
    if child.waits == 1 and first_copy:
        call.pending += 1
        if child.holder >= 0 and t.boxes[child.holder].timeout >= 0:
            made.deadline = b.now + t.boxes[child.holder].timeout
            if child.aside == 1 and first_calls:
                made.deadline += node.back
            made.refs += 1
            push(t, b, made.deadline, new, LATE)
    set_out(t, b, new, made, child, travel, alone)
