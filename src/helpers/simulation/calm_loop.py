"""The plain loop's short ways: what happens to most requests while nothing is wrong, in one function.

Interpreted, a call of a function and a look at a field cost as much as what is done there. So the ways that most calls
take in most designs are written out here: a request that sets out, a service that ends, the next in the queue, a call
of the only box behind, an answer. All else is left to the functions that the compiled loop has, and the results are the
same to the last bit.
"""

from heapq import heappop, heappush
from math import inf

from helpers.simulation.loop.answers import answered
from helpers.simulation.loop.arrivals import begin
from helpers.simulation.loop.calls import let_go
from helpers.simulation.loop.clients import attempt_timed_out, next_due, request_comes
from helpers.simulation.loop.codes import (
    END,
    FAULT,
    GONE,
    IN_SERVICE,
    NONE,
    QUEUES,
    ROUND_ROBIN,
    TRAVELS,
    UNLIMITED,
    WAITS,
)
from helpers.simulation.loop.moments import begin_run, call_ends, end_run, moment_comes, work_off
from helpers.simulation.loop.outgoing import make_calls
from helpers.simulation.loop.plain import before_all, note_hop
from helpers.simulation.loop.tables import CLASSES
from helpers.simulation.outcomes import SERVED

Attempt, Call = CLASSES["attempt"], CLASSES["call"]
LEAF, MANY = -1, -2  # what a call makes: none; anything else than one call at once


def calm_loop(t):
    """What `event_loop` does, for lists of objects."""
    b = t.board[0]
    if b.begun == 0:
        begin_run(t, b)
    times, requests, attempts, calls, nodes, boxes = t.times, t.requests, t.attempts, t.calls, t.nodes, t.boxes
    replicas, draws, moments, visits, roots, phases = t.replicas, t.draws, t.moments, t.visits, t.roots, t.phases
    usual = [is_usual(t, each) for each in nodes]
    only = [only_child(t, each, usual) for each in nodes]
    quick_send = b.least == 0 and b.hedge < 0 and b.budget == 0
    many, limit, timeout, cancels, events, stop = b.requests, b.limit, b.timeout, b.cancels, b.events, b.stop
    is_calm = calm(t) and cancels == 0
    while b.full == 0:
        if events >= stop:
            b.events = events
            return
        when = moments[0][0] if moments else inf
        arrival = b.arrival if b.coming < many else inf
        due_at = b.due_at
        if due_at < inf and (due_at <= when or due_at <= arrival) and attempts[b.due].status != 0:
            next_due(t, b)
            due_at = b.due_at
        new = -1
        if arrival <= when and arrival <= due_at and arrival < inf:
            request = requests[b.coming]
            if b.phases > 1:
                while b.phase + 1 < b.phases and phases[b.phase + 1].time <= b.arrival:
                    b.phase += 1
            at = roots[phases[b.phase].root + request.kind]
            node = nodes[at]
            if not (is_calm and quick_send and node.opens >= 0 and usual[at] and node.there == 0.0):
                request_comes(t, b)
            else:
                now = b.now = arrival
                number = b.coming
                b.coming = number + 1
                if number + 1 < many:
                    b.arrival = times[number + 1]
                b.open += 1
                place = b.sent
                b.sent = place + 1
                if timeout >= 0:
                    attempts.append(Attempt(now, b.order, number, request.tries))
                    b.order += 1
                    if b.due_at == inf:
                        b.due, b.due_at = place, now + timeout
                else:
                    attempts.append(Attempt(now, 0, number, request.tries))
                request.tries += 1
                request.live += 1
                boxes[node.opens].came += 1
                parent, copy, new = -1, 0, 0
        elif due_at < when or (due_at == when and when < inf and before_all(t, b, attempts[b.due].order)):
            if due_at > limit:
                break
            attempt_timed_out(t, b)
        elif when <= limit:
            now, _, kind, tok = heappop(moments)
            b.now = now
            if kind != END:
                moment_comes(t, b, kind, tok)
                if kind == FAULT:
                    is_calm = calm(t) and cancels == 0
            else:
                call = calls[tok]
                replica = replicas[call.replica]
                if not (is_calm and usual[call.node] and call.state == IN_SERVICE and call.number == 0
                        and call.epoch == replica.epoch):
                    call_ends(t, b, tok)
                else:
                    node = nodes[call.node]
                    box = boxes[node.box]
                    # A server comes free, and takes the first of the queue.
                    first = replica.head
                    if first < 0:
                        replica.inside -= 1
                        box.inside -= 1
                    else:
                        following = calls[first]
                        replica.head = following.next
                        if replica.head < 0:
                            replica.tail = -1
                        replica.waiting -= 1
                        its = nodes[following.node]
                        if following.number or not usual[following.node]:
                            replica.inside -= 1
                            box.inside -= 1
                            begin(t, b, first, following, its, box, replica)
                        else:
                            following.epoch = replica.epoch
                            following.state = IN_SERVICE
                            following.start = now
                            if its.d_service >= 0:
                                request = requests[attempts[following.attempt].request]
                                unit = draws[its.d_service + following.copy * its.many + request.rank]
                            else:
                                unit = 1.0
                            hold = unit * box.busy
                            following.log = b.visited
                            b.visited += 1
                            came = following.arrive
                            visits.extend((came, now - came, hold, its.box, following.replica - box.first))
                            box.used += hold
                            following.until = now + hold
                            heappush(moments, (now + unit * box.stay, b.order, END, first))
                            b.order += 1
                    if now > b.end:
                        b.end = now
                    # Its service is over.
                    attempt = attempts[call.attempt]
                    request = requests[attempt.request]
                    if request.traced == 1 and nodes[node.parent].parent >= 0:
                        note_hop(t, b, attempt.request, call.node, attempt.number, call.arrive, call.start)
                    call.state, call.inner, call.aside, call.pending = WAITS, now, -1.0, 0
                    call.place, call.part = node.child, 0
                    if node.caching:
                        if draws[node.d_hit + call.copy * node.many + request.rank] >= box.hit:
                            call.miss = 1
                            if node.beside:
                                call.off = 3
                        else:
                            call.miss = 0
                    # It makes its calls, or is answered.
                    at = only[call.node]
                    if at < LEAF:
                        make_calls(t, b, tok)
                    elif at == LEAF or (nodes[at].guard < nodes[at].guards and call.miss == 0):
                        call.place = node.children
                        answer_up(t, b, tok, usual)
                    else:
                        call.place = node.children
                        call.refs += 1
                        call.pending = 1
                        node = nodes[at]
                        place, parent, copy, new = call.attempt, tok, call.copy, 0
        else:
            break
        if new == 0:  # a call sets out, and comes at once
            box = boxes[node.box]
            turns = replicas[box.first]
            where = box.first + turns.turn % box.active
            turns.turn += 1
            replica = replicas[where]
            box.came += 1
            new = b.unused
            if new >= 0:
                call = calls[new]
                b.unused = call.next
                call.attempt, call.node, call.parent, call.copy, call.number = place, at, parent, copy, 0
                call.refs, call.miss, call.lead, call.again, call.off = 1, 0, -2, 0, 0
                call.message, call.deadline, call.arrive, call.replica = -1, inf, now, where
            else:
                new = b.born
                if new == b.room:
                    b.full = 1
                    break
                b.born = new + 1
                call = Call(place, at, parent, copy, TRAVELS, where, 0, 0, 1)
                call.arrive, call.deadline = now, inf
                calls.append(call)
            if replica.inside < box.servers:
                replica.inside += 1
                box.inside += 1
                call.epoch = replica.epoch
                call.state = IN_SERVICE
                call.start = now
                unit = draws[node.d_service + copy * node.many + request.rank] if node.d_service >= 0 else 1.0
                hold = unit * box.busy
                call.log = b.visited
                b.visited += 1
                visits.extend((now, 0.0, hold, node.box, where - box.first))
                box.used += hold
                call.until = now + hold
                heappush(moments, (now + unit * box.stay, b.order, END, new))
                b.order += 1
            else:
                call.state = QUEUES
                call.next = -1
                if replica.tail >= 0:
                    calls[replica.tail].next = new
                else:
                    replica.head = new
                replica.tail = new
                replica.waiting += 1
        events += 1
        if events > b.patience:
            break
        if b.work == 1:
            work_off(t, b)
    b.events = events
    end_run(t, b)


def answer_up(t, b, tok, usual):
    """A call is answered, and so is each caller that waited for nothing else: what `answered` does."""
    calls, nodes = t.calls, t.nodes
    while tok >= 0:
        call = calls[tok]
        node, up = nodes[call.node], call.parent
        if not usual[call.node] or (b.direct == 0 if up < 0 else nodes[calls[up].node].sequence == 1):
            answered(t, b, tok)
            return
        final = call.inner + node.back
        if call.aside > final:
            final = call.aside
        done = -1
        if up < 0:
            attempt = t.attempts[call.attempt]
            request = t.requests[attempt.request]
            if attempt.status == 0 and request.status == 0 and (b.timeout < 0 or final < attempt.time + b.timeout):
                attempt.status, request.status, request.reply = 1, SERVED, final
                request.live -= 1
                b.open -= 1
                if final > b.end:
                    b.end = final
        elif node.waits == 1 and calls[up].state == WAITS:
            parent = calls[up]
            call.off = 3
            if node.aside == 1:
                if final > parent.aside:
                    parent.aside = final
            elif final > parent.inner:
                parent.inner = final
            parent.pending -= 1
            if parent.pending == 0:
                done = up
        call.refs -= 1
        if call.refs > 0:
            call.state = GONE
        else:
            call.state = NONE
            call.next = b.unused
            b.unused = tok
            if up >= 0:
                parent = calls[up]
                if parent.refs > 1:
                    parent.refs -= 1
                else:
                    let_go(t, b, up)
        tok = done


def is_usual(t, node):
    """Whether the short ways hold for a node: calls in turns to servers that do not refuse, scale or cache for real."""
    if node.box < 0:
        return False
    box = t.boxes[node.box]
    by_turns = box.shards == 1 and (box.balance == ROUND_ROBIN or box.most == 1)
    servers = box.servers != UNLIMITED and box.busy == box.stay and box.press == 0.0
    takes_all = box.limit < 0 and box.shed < 0 and box.auto == 0 and box.fails == 0.0 and box.policy == 0
    alone = node.broadcast + node.kept + node.quick + node.sequence == 0 and node.holder < 0
    return by_turns and servers and takes_all and alone and (node.beside == 0 or node.caching == 1)


def only_child(t, node, usual):
    """The one call that a call of this node makes, once, at once, after a miss or always; else LEAF or MANY."""
    if node.child == node.children:
        return LEAF
    at = t.children[node.child]
    child = t.nodes[at]
    guards = t.guards[child.guard:child.guards]
    alone = node.children - node.child == 1 and child.calls == 1 and child.copies == 1 and child.waits == 1
    at_once = child.there == 0.0 and (child.aside == 0 or node.back == 0.0)
    by_miss = not guards or (len(guards) == 1 and guards[0].kind == 1 and t.nodes[guards[0].node] is node)
    return at if alone and at_once and by_miss and usual[at] else MANY


def calm(t):
    """Whether nothing is wrong now: no replica down, slow or unknown, no link lost."""
    return all(each.cut + each.hole + each.mute == 0 for each in t.nodes) and all(
        each.down + each.hole + each.full == 0 and each.known == 1 and each.slow == 1.0
        and (each.fails == 0.0 or t.boxes[each.box].fails > 0.0) for each in t.replicas)
