"""What the plain loop does with its lists; `compiled` holds the same for arrays, name by name."""

from heapq import heappop, heappush
from math import inf
from operator import getitem

from helpers.simulation.loop.tables import CLASSES, VISIT

Attempt, Call, Message = CLASSES["attempt"], CLASSES["call"], CLASSES["message"]
Passage, Hop, Change = CLASSES["passage"], CLASSES["hop"], CLASSES["change"]

put, take, count, clear = list.append, list.pop, len, list.clear
item = getitem


def push(t, b, when, what, kind):
    """A moment to come."""
    heappush(t.moments, (when, b.order, kind, what))
    b.order += 1


def earliest(t, b):
    """When the next moment comes; infinite where there is none."""
    return t.moments[0][0] if t.moments else inf


def before_all(t, b, order):
    """Whether what was pushed so early comes before the next moment, which is at the same time."""
    return not t.moments or order < t.moments[0][1]


def pop(t, b):
    """Go on to the next moment."""
    b.now, _, b.kind, b.what = heappop(t.moments)


def more_calls(t, b):
    """A further row for a call."""
    t.calls.append(Call())


def more_attempts(t, b):
    """A further row for an attempt."""
    t.attempts.append(Attempt())


def more_messages(t, b):
    """A further row for a message."""
    t.messages.append(Message())


def note_visit(t, b, box, replica, arrive, wait, hold):
    """Log a call that began its service, or left without; returns its row."""
    t.visits.extend((arrive, wait, hold, box, replica))
    b.visited += 1
    return b.visited - 1


def hold_less(t, call, seconds):
    """A call that began its service used so much less of its server."""
    t.visits[call.log * len(VISIT) + VISIT.index("hold")] -= seconds


def note_passage(t, b, box):
    """Log a call that came now, and does not wait or hold a server."""
    passage = Passage()
    passage.time, passage.box = b.now, box
    t.passages.append(passage)
    b.passed += 1


def note_hop(t, b, request, node, number, arrive, start):
    """Log a call of a traced request that is done now."""
    hop = Hop()
    hop.request, hop.node, hop.number, hop.arrive, hop.start, hop.done = request, node, number, arrive, start, b.now
    t.hops.append(hop)
    b.hopped += 1


def note_change(t, b, box, many):
    """Log that an autoscaler changed a box to so many replicas."""
    change = Change()
    change.time, change.box, change.count = b.now, box, many
    t.changes.append(change)
    b.changed += 1


def overflowed(todo):
    """Whether a list of work had no room for something."""
    return False
