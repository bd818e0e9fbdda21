"""A call comes to a box: which replica takes it, whether it waits, is refused, or begins its service."""

from helpers.simulation.loop.calls import drawn, later
from helpers.simulation.loop.codes import (
    ANSWERED,
    ARRIVALS,
    ARRIVE,
    BY_INDEX,
    BY_KEY,
    END,
    ENDED,
    EXPIRE,
    FAILED_CALLS,
    FREE,
    FREED,
    GONE,
    IN_SERVICE,
    PARKED,
    QUEUES,
    ROUND_ROBIN,
    SHORTEST,
    TWO_CHOICES,
    UNLIMITED,
    WAITS,
    WHY,
)
from helpers.simulation.loop.plain import note_passage, note_visit, push, put
from helpers.simulation.outcomes import ABANDONED, LINK_LOST, LOAD_SHED, QUEUE_FULL, REPLICA_DOWN


def set_out(t, b, new, made, child, travel, alone):
    """A call sets out for its box: it comes after its time on the wire, or at once.

    It is `alone` where nothing else is sent with it: with no other work it need not wait for its turn.
    """
    if travel != 0.0:
        push(t, b, b.now + travel, new, ARRIVE)
    elif child.quick == 0 and alone and b.work == 0:
        arrive(t, b, new)
    elif child.quick == 0:
        later(t, b, ARRIVALS, new)
    else:
        box = t.boxes[child.box]
        made.replica = box.first
        made.epoch = t.replicas[box.first].epoch
        made.arrive, made.start = b.now, b.now
        box.came += 1
        note_passage(t, b, child.box)
        later(t, b, ENDED, new)


def arrive(t, b, tok):
    """A call comes to its box."""
    call = t.calls[tok]
    node = t.nodes[call.node]
    box = t.boxes[node.box]
    box.came += 1
    if call.arrive < 0.0:
        call.arrive = b.now
    if node.cut + node.hole > 0:
        refuse_or_park(t, b, tok, node, box, LINK_LOST, node.cut == 0)
        return
    request = t.requests[t.attempts[call.attempt].request]
    first, many, part, mode = box.first, box.active, -1.0, box.balance
    if box.shards > 1:
        many = box.size
        first, part = shard_for(t, b, call, node, box, request)
        if mode in (BY_KEY, BY_INDEX):
            mode = ROUND_ROBIN
    if node.broadcast == 1:
        place = copy_for(t, call, box, first, many)
        if t.replicas[place].down > 0 and call.copy % box.size != 0:
            box.came -= 1
            later(t, b, ANSWERED, tok)  # it will copy what it missed when it is back
            call.state = WAITS
            call.inner, call.aside = b.now, -1.0
            return
    else:
        place = replica_for(t, b, call, node, box, request, first, many, part, mode)
    if place < 0 or t.replicas[place].down + t.replicas[place].hole > 0:
        refuse_or_park(t, b, tok, node, box, REPLICA_DOWN, place >= 0 and t.replicas[place].down == 0)
        return
    replica = t.replicas[place]
    call.replica = place
    if replica.inside < box.servers:
        begin(t, b, tok, call, node, box, replica)
    elif box.limit >= 0 and replica.waiting >= box.limit:
        refuse(t, b, tok, node, QUEUE_FULL)
    elif box.shed >= 0 and (replica.waiting + 1) * box.busy > box.shed * box.servers:
        refuse(t, b, tok, node, LOAD_SHED)
    else:
        call.state = QUEUES
        call.next = -1
        if replica.tail >= 0:
            t.calls[replica.tail].next = tok
        else:
            replica.head = tok
        replica.tail = tok
        replica.waiting += 1


def refuse(t, b, tok, node, why):
    """A call is not taken, and fails."""
    note_passage(t, b, node.box)
    later(t, b, FAILED_CALLS, tok)
    later(t, b, WHY, why)


def refuse_or_park(t, b, tok, node, box, why, swallowed):
    """A call cannot come through; a message is kept until it can. Who waits for one that is swallowed waits on."""
    if node.kept == 1:
        box.came -= 1
        put(t.todo[PARKED], tok)
    elif swallowed:
        note_passage(t, b, node.box)
    else:
        refuse(t, b, tok, node, why)


def shard_for(t, b, call, node, box, request):
    """The first replica of the key's shard, or of one by chance; and what is left of the draw (-1: nothing)."""
    many, part = box.size, -1.0
    mark = call.copy - call.copy % many if node.broadcast == 1 else call.copy  # the same for all copies of a write
    part = drawn(t, b, node, node.d_lane, call.number, mark, request)
    if b.keys > 0:
        shard = (request.key if box.balance == BY_INDEX else t.hashes[t.attempts[call.attempt].request]) % box.shards
    else:
        shard = int(part * box.shards)
        part = part * box.shards - shard
    if box.hit < 1.0 and box.dead > 0:  # a cache's dead shard is taken over by the next one
        for step in range(box.shards):
            if living(t, box.first + (shard + step) % box.shards * many, many) > 0:
                shard = (shard + step) % box.shards
                break
    return box.first + shard * many, part


def living(t, first, many):
    """How many of so many replicas callers take for alive."""
    found = 0
    for place in range(first, first + many):
        found += t.replicas[place].known
    return found


def copy_for(t, call, box, first, many):
    """The replica of one copy of a write; the first copy is led by the first that lives."""
    place, lead = first + call.copy % box.size, first
    while lead < first + many and t.replicas[lead].known == 0:
        lead += 1
    if first < lead < first + many:
        if place == first:
            place = lead
        elif place == lead:
            place = first
    return place


def replica_for(t, b, call, node, box, request, first, many, part, mode):
    """The replica that takes a call; -1: none is known to live."""
    if mode == ROUND_ROBIN:
        turns = t.replicas[first]
        for _ in range(many):
            look = first + turns.turn % many
            turns.turn += 1
            if t.replicas[look].known == 1:
                return look
        return -1
    if mode in (BY_KEY, BY_INDEX) and b.keys > 0:
        number = t.hashes[t.attempts[call.attempt].request] if mode == BY_KEY else request.key
        for step in range(many):
            look = first + (number + step) % many
            if t.replicas[look].known == 1:
                return look
        return -1
    lane = part if part >= 0 else drawn(t, b, node, node.d_lane, call.number, call.copy, request)
    alive = many if box.dead == 0 else living(t, first, many)
    if alive == 0:
        return -1
    if mode == SHORTEST:
        return shortest(t, first, many, lane)
    one = int(lane * alive)
    other = -1
    if mode == TWO_CHOICES and alive > 1:
        other = int((lane * alive - one) * (alive - 1))
        if other >= one:
            other += 1
    if alive == many:
        place = first + one
        other = first + other if other >= 0 else -1
    else:
        place, other = known_ones(t, first, many, one, other)
    if other >= 0 and t.replicas[other].inside + t.replicas[other].waiting < \
            t.replicas[place].inside + t.replicas[place].waiting:
        place = other
    return place


def shortest(t, first, many, lane):
    """The living replica with the fewest calls; of several, chance takes one."""
    best, ties = -1, 0
    for look in range(first, first + many):
        replica = t.replicas[look]
        if replica.known == 1:
            inside = replica.inside + replica.waiting
            if best < 0 or inside < best:
                best, ties = inside, 1
            elif inside == best:
                ties += 1
    left = int(lane * ties)
    for look in range(first, first + many):
        replica = t.replicas[look]
        if replica.known == 1 and replica.inside + replica.waiting == best:
            if left == 0:
                return look
            left -= 1
    return -1


def known_ones(t, first, many, one, other):
    """The places of two of the living replicas, given by number."""
    passed, place, found = 0, -1, -1
    for look in range(first, first + many):
        if t.replicas[look].known == 1:
            if passed == one:
                place = look
            if passed == other:
                found = look
            passed += 1
    return place, found


def server_free(t, b, place):
    """A server comes free, and takes the first of the queue."""
    replica = t.replicas[place]
    box = t.boxes[replica.box]
    if box.auto == 1:
        box.area += (b.now - box.last) * box.inside
        box.last = b.now
    replica.inside -= 1
    box.inside -= 1
    tok = replica.head
    if tok < 0:
        return
    call = t.calls[tok]
    replica.head = call.next
    if replica.head < 0:
        replica.tail = -1
    replica.waiting -= 1
    begin(t, b, tok, call, t.nodes[call.node], box, replica)


def begin(t, b, tok, call, node, box, replica):
    """A call begins its service: from its arrival, or from the head of the queue."""
    request = t.requests[t.attempts[call.attempt].request]
    replica.inside += 1
    if box.auto == 1:
        box.area += (b.now - box.last) * box.inside
        box.last = b.now
    box.inside += 1
    call.epoch = replica.epoch
    if b.cancels == 1 and node.home >= 0 and nobody_waits(t, call, node, request, tok):
        call.state = QUEUES
        note_visit(t, b, node.box, call.replica - box.first, call.arrive, b.now - call.arrive, -1.0)
        later(t, b, FAILED_CALLS, tok)
        later(t, b, WHY, ABANDONED)
        later(t, b, FREED, call.replica)
        return
    unit = 1.0
    if node.d_service >= 0:
        unit = drawn(t, b, node, node.d_service, call.number, call.copy, request)
    unit *= replica.slow
    if box.press > 0.0 and replica.inside + replica.waiting > box.above:
        unit *= min(box.worst, 1.0 + box.press * (replica.inside + replica.waiting - box.above))
    call.state = IN_SERVICE
    call.start = b.now
    if call.message >= 0:
        queue = t.boxes[t.nodes[node.parent].box]
        if queue.visible >= 0 and call.again + 1 < queue.deliveries:
            call.off = 4
            call.refs += 1
            push(t, b, b.now + queue.visible, tok, EXPIRE)
    if box.servers != UNLIMITED:
        hold = unit * box.busy
        call.hold = hold
        call.log = note_visit(t, b, node.box, call.replica - box.first, call.arrive, b.now - call.arrive, hold)
        box.used += hold
        call.until = b.now + hold
        if box.busy != box.stay:
            push(t, b, b.now + hold, replica.epoch * b.replicas + call.replica, FREE)
    else:
        note_passage(t, b, node.box)
    push(t, b, b.now + unit * box.stay, tok, END)


def nobody_waits(t, call, node, request, tok):
    """Whether all who waited for a call have given up, or have what they need."""
    if t.attempts[call.attempt].status != 0 or request.status != 0:
        return True
    up = tok if node.guarded > 0 else -1
    while up >= 0:
        above = t.calls[up]
        if above.off == 1 or (up != tok and above.state == GONE):
            return True
        up = above.parent
    return False
