"""A call under way: its row, the draws that are its own, and the lists of a moment's work."""

from math import inf

from helpers.simulation.loop.codes import NONE, TRAVELS
from helpers.simulation.loop.plain import more_calls, put


def spare(first, place, number, copy, again):
    """Where a further attempt finds its draw among the `again` spare ones that begin at `first`: well mixed."""
    mixed = (place * 48271 + number * 69621 + copy * 40692 + 12345) % 2147483647
    mixed = ((mixed ^ (mixed >> 15)) * 16807 + number) % 2147483647
    mixed = ((mixed ^ (mixed >> 13)) * 48271) % 2147483647
    return first + (mixed ^ (mixed >> 16)) % again


def drawn(t, b, node, first, number, copy, request):
    """A call's own draw from the table that begins at `first`."""
    if number == 0:
        return t.draws[first + copy * node.many + request.rank]
    return t.draws[spare(first + node.size, request.rank, number, copy, b.spare)]


def new_call(t, b, attempt, node, parent, copy, number):
    """A row for a call that is on its way; -1 where there is no room for it."""
    new = b.unused
    if new >= 0:
        b.unused = t.calls[new].next
    elif b.born < b.room:
        new = b.born
        b.born += 1
        more_calls(t, b)
    else:
        b.full = 1
        return -1
    call = t.calls[new]
    call.attempt, call.node, call.parent, call.copy, call.number = attempt, node, parent, copy, number
    call.state, call.replica, call.refs, call.miss, call.lead, call.again, call.off = TRAVELS, -1, 1, 0, -2, 0, 0
    call.message, call.arrive, call.deadline = -1, -1.0, inf
    return new


def later(t, b, which, value):
    """Put something on a list of this moment's work; while none has anything, `work` is 0."""
    put(t.todo[which], value)
    b.work = 1


def let_go(t, b, tok):
    """One who needed this row no longer does; when nobody does, it is used again, and needs its caller's no longer."""
    while tok >= 0:
        call = t.calls[tok]
        call.refs -= 1
        if call.refs > 0:
            return
        call.state = NONE
        call.next = b.unused
        b.unused = tok
        tok = call.parent
