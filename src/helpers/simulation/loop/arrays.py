"""What the compiled loop does with its arrays; `plain` holds the same for lists, name by name.

A list of work is a row of numbers: the first says how many there are, the last whether there was no room for one more.
"""

from math import inf

from helpers.simulation.loop.codes import KIND, MOST_KINDS, MOST_WHAT, PUSHED


def put(row, value):
    """Add a value to a list of work."""
    at = row[0] + 1
    if at < len(row) - 1:
        row[at] = value
        row[0] = at
    else:
        row[len(row) - 1] = 1


def take(row):
    """Take the last value of a list of work."""
    row[0] -= 1
    return row[row[0] + 1]


def count(row):
    """How many there are."""
    return row[0]


def clear(row):
    """Empty a list of work."""
    row[0] = 0


def item(row, place):
    """A value of a list of work, by its place."""
    return row[place + 1]


def overflowed(todo):
    """Whether a list of work had no room for something."""
    found = False
    for row in todo:
        found = found or row[len(row) - 1] != 0
    return found


def push(t, b, when, what, kind):
    """Into the heap: the new moment rises from the end for as long as its parent comes later."""
    moments = t.moments
    word = (b.order << PUSHED) + (what << KIND) + kind
    b.order += 1
    at = b.moments
    if at == len(moments):
        b.full = 1
        return
    b.moments += 1
    while at > 0:
        up = (at - 1) >> 1
        if moments[up].when < when or (moments[up].when == when and moments[up].word < word):
            break
        moments[at].when = moments[up].when
        moments[at].word = moments[up].word
        at = up
    moments[at].when = when
    moments[at].word = word


def earliest(t, b):
    """When the next moment comes; infinite where there is none."""
    return t.moments[0].when if b.moments > 0 else inf


def before_all(t, b, order):
    """Whether what was pushed so early comes before the next moment, which is at the same time."""
    return b.moments == 0 or order < t.moments[0].word >> PUSHED


def pop(t, b):
    """Out of the heap: the last moment sinks from the top for as long as a child comes earlier."""
    moments = t.moments
    b.now, word = moments[0].when, moments[0].word
    b.kind, b.what = word & MOST_KINDS, (word >> KIND) & MOST_WHAT
    b.moments -= 1
    many = b.moments
    when, word = moments[many].when, moments[many].word
    at, child = 0, 1
    while child < many:
        other = child + 1
        if other < many and (moments[other].when < moments[child].when or (
                moments[other].when == moments[child].when and moments[other].word < moments[child].word)):
            child = other
        if when < moments[child].when or (when == moments[child].when and word < moments[child].word):
            break
        moments[at].when = moments[child].when
        moments[at].word = moments[child].word
        at, child = child, 2 * child + 1
    moments[at].when = when
    moments[at].word = word


def more_calls(t, b):
    """The array has its rows already."""


def more_attempts(t, b):
    """The array has its rows already."""


def more_messages(t, b):
    """The array has its rows already."""


def note_visit(t, b, box, replica, arrive, wait, hold):
    """Log a call that began its service, or left without; returns its row."""
    at = b.visited
    if at == b.visits:
        b.full = 1
        return 0
    visit = t.visits[at]
    visit.arrive, visit.wait, visit.hold = arrive, wait, hold
    visit.box, visit.replica = box, replica
    b.visited += 1
    return at


def hold_less(t, place, seconds):
    """A call that began its service used so much less of its server."""
    t.visits[place].hold -= seconds


def note_passage(t, b, box):
    """Log a call that came now, and does not wait or hold a server."""
    at = b.passed
    if at == b.passages:
        b.full = 1
        return
    t.passages[at].time, t.passages[at].box = b.now, box
    b.passed += 1


def note_hop(t, b, request, node, number, arrive, start):
    """Log a call of a traced request that is done now."""
    at = b.hopped
    if at == b.hops:
        b.full = 1
        return
    hop = t.hops[at]
    hop.request, hop.node, hop.number = request, node, number
    hop.arrive, hop.start, hop.done = arrive, start, b.now
    b.hopped += 1


def note_change(t, b, box, many):
    """Log that an autoscaler changed a box to so many replicas."""
    at = b.changed
    if at == len(t.changes):
        b.full = 1
        return
    change = t.changes[at]
    change.time, change.box, change.count = b.now, box, many
    b.changed += 1
