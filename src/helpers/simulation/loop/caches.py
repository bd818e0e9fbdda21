"""Real caches: a look-up, what is kept and thrown out, and those who wait for another's fetch."""

from helpers.simulation.loop.calls import later, let_go
from helpers.simulation.loop.codes import ANSWERED


def entry_of(t, b, call, box, request):
    """The place of a request's key in the cache of the replica that a call came to."""
    return box.store + (call.replica - box.first) * b.keys + request.key


def look_up(t, b, tok, call, box, request, stale):
    """Look a key up; returns whether the call waits now for another's fetch."""
    place = entry_of(t, b, call, box, request)
    entry = t.entries[place]
    replica = t.replicas[call.replica]
    fresh = entry.held == 1 and (box.ttl < 0 or b.now + replica.clock - entry.time <= box.ttl)
    call.miss = 0 if fresh else 1
    if fresh and box.policy == 1 and replica.newest != place:
        take_out(t, entry, replica)
        put_first(t, place, entry, replica)
    if not fresh and box.coalesce == 1 and not stale:
        if entry.fetch >= 0:  # somebody fetches it already: wait for that
            leader = t.calls[entry.fetch]
            call.next = leader.lead
            leader.lead = tok
            call.pending = -1
            return True
        entry.fetch = tok
        call.lead = -1
    return False


def take_out(t, entry, replica):
    """Take an entry that is not the newest out of the order."""
    t.entries[entry.before].after = entry.after
    if entry.after >= 0:
        t.entries[entry.after].before = entry.before
    else:
        replica.oldest = entry.before


def put_first(t, place, entry, replica):
    """Make an entry the newest."""
    entry.before, entry.after = -1, replica.newest
    if replica.newest >= 0:
        t.entries[replica.newest].before = place
    else:
        replica.oldest = place
    replica.newest = place


def throw_out_oldest(t, replica):
    """Forget the oldest entry."""
    old = t.entries[replica.oldest]
    replica.oldest = old.before
    if replica.oldest >= 0:
        t.entries[replica.oldest].after = -1
    else:
        replica.newest = -1
    old.held, old.before, old.after = 0, -1, -1
    replica.count -= 1


def fill(t, b, tok):
    """What was fetched or written is kept, and those who waited for it are answered."""
    call = t.calls[tok]
    box = t.boxes[t.nodes[call.node].box]
    place = entry_of(t, b, call, box, t.requests[t.attempts[call.attempt].request])
    entry, replica = t.entries[place], t.replicas[call.replica]
    if replica.down == 0 and call.epoch == replica.epoch:
        entry.time = b.now + replica.clock
        if entry.held == 0:
            entry.held = 1
            replica.count += 1
            if replica.count > box.entries:
                throw_out_oldest(t, replica)
            put_first(t, place, entry, replica)
        elif box.policy == 1 and replica.newest != place:
            take_out(t, entry, replica)
            put_first(t, place, entry, replica)
    if entry.fetch == tok:
        entry.fetch = -1
        waiting = call.lead
        while waiting >= 0:
            other = t.calls[waiting]
            other.pending, other.miss, other.inner = 0, 0, b.now
            later(t, b, ANSWERED, waiting)
            waiting = other.next
        call.lead = -2
    let_go(t, b, tok)


def empty(t, replica):
    """A replica loses all its entries."""
    place = replica.newest
    while place >= 0:
        entry = t.entries[place]
        after = entry.after
        entry.held, entry.before, entry.after = 0, -1, -1
        place = after
    replica.newest, replica.oldest, replica.count = -1, -1, 0
