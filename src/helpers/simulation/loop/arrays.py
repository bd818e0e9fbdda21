"""What the compiled loop does with its arrays; `plain` holds the same for lists, name by name.

A list of work is a row of numbers: the first says how many there are, the last whether there was no room for one more.
"""

from math import inf

from helpers.simulation.loop.codes import BLOCK, KIND, MOST_KINDS, MOST_WHAT, PUSHED


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


NEAR = 32  # moments that stand sorted, the earliest last; those after them are in a heap behind


def push(t, b, when, what, kind):
    """A moment to come: into its place among the near ones, or into the heap where it is later than they are."""
    moments = t.moments
    word = (b.order << PUSHED) + (what << KIND) + kind
    b.order += 1
    at = b.near
    if at == NEAR:
        at = b.near = spill(moments, b)
    if b.moments > 0 and (when > moments[0].when or (when == moments[0].when and word > moments[0].word)):
        rise(moments, b, when, word)
        return
    while at > 0 and (moments[at - 1].when < when or (moments[at - 1].when == when and moments[at - 1].word < word)):
        moments[at].when = moments[at - 1].when
        moments[at].word = moments[at - 1].word
        at -= 1
    moments[at].when = when
    moments[at].word = word
    b.near += 1


def earliest(t, b):
    """When the next moment comes; infinite where there is none."""
    return t.moments[b.near - 1].when if b.near > 0 else inf


def before_all(t, b, order):
    """Whether what was pushed so early comes before the next moment, which is at the same time."""
    return b.near == 0 or order < t.moments[b.near - 1].word >> PUSHED


def pop(t, b):
    """Go on to the next moment."""
    b.near -= 1
    row = t.moments[b.near]
    b.now = row.when
    b.kind, b.what = row.word & MOST_KINDS, (row.word >> KIND) & MOST_WHAT
    if b.near == 0 and b.moments > 0:
        b.near = refill(t.moments, b)


def spill(moments, b):
    """The later half of the near moments goes into the heap; returns how many are left."""
    half = NEAR // 2
    for at in range(half):
        rise(moments, b, moments[at].when, moments[at].word)
    for at in range(half, NEAR):
        moments[at - half].when = moments[at].when
        moments[at - half].word = moments[at].word
    return NEAR - half


def refill(moments, b):
    """The earliest moments of the heap become the near ones; returns how many."""
    many = min(NEAR // 2, b.moments)
    for at in range(many):
        moments[many - 1 - at].when = moments[NEAR].when
        moments[many - 1 - at].word = moments[NEAR].word
        sink(moments, b)
    return many


def rise(moments, b, when, word):
    """Into the heap: the new moment rises from the end for as long as its parent comes later."""
    at = b.moments
    if NEAR + at == len(moments):
        b.full = 1
        return
    b.moments += 1
    while at > 0:
        up = (at - 1) >> 1
        above = moments[NEAR + up]
        if above.when < when or (above.when == when and above.word < word):
            break
        moments[NEAR + at].when = above.when
        moments[NEAR + at].word = above.word
        at = up
    moments[NEAR + at].when = when
    moments[NEAR + at].word = word


def sink(moments, b):
    """Out of the heap: the last moment sinks from the top for as long as a child comes earlier."""
    b.moments -= 1
    many = b.moments
    when, word = moments[NEAR + many].when, moments[NEAR + many].word
    at, child = 0, 1
    while child < many:
        below = moments[NEAR + child]
        if child + 1 < many:
            other = moments[NEAR + child + 1]
            if other.when < below.when or (other.when == below.when and other.word < below.word):
                child += 1
                below = other
        if when < below.when or (when == below.when and word < below.word):
            break
        moments[NEAR + at].when = below.when
        moments[NEAR + at].word = below.word
        at, child = child, 2 * child + 1
    moments[NEAR + at].when = when
    moments[NEAR + at].word = word


def more_calls(t, b):
    """The array has its rows already."""


def more_attempts(t, b):
    """The array has its rows already."""


def more_messages(t, b):
    """The array has its rows already."""


def note_visit(t, b, box, replica, arrive, wait, hold):
    """Log a call that began its service, or left without; returns its row."""
    owner = t.boxes[box]
    at = owner.log
    if at & (BLOCK - 1) == 0:
        at = b.visited
        if at + BLOCK > b.visits:
            b.full = 1
            return 0
        t.blocks[at // BLOCK] = box
        b.visited += BLOCK
    visit = t.visits[at]
    visit.arrive, visit.wait, visit.hold, visit.replica = arrive, wait, hold, replica
    owner.log = at + 1
    if hold >= 0.0:
        owner.begun = max(owner.begun, arrive + wait)
    return at


def hold_less(t, call, seconds):
    """A call that began its service used so much less of its server."""
    t.visits[call.log].hold = call.hold - seconds


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
