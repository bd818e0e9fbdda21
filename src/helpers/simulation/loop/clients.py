"""The client's side: a request is sent, answered or lost, and what its caller does about that."""

from math import inf

from helpers.simulation.loop.arrivals import set_out
from helpers.simulation.loop.calls import later, new_call, spare
from helpers.simulation.loop.codes import ENDED, HEDGE, LOST_ATTEMPTS, RETRY, WAITS
from helpers.simulation.loop.plain import more_attempts, push
from helpers.simulation.outcomes import ABANDONED, CIRCUIT_OPEN, SERVED, TIMED_OUT


def request_comes(t, b):
    """The next request arrives."""
    b.now = b.arrival
    b.allowed = min(b.cap, b.allowed + b.budget)
    b.open += 1
    number = b.coming
    b.coming += 1
    if b.coming < b.requests:
        b.arrival = t.times[b.coming]
    send(t, b, number)


def send(t, b, number):
    """A request is sent, for the first time or again."""
    request = t.requests[number]
    if b.sent == b.sends:
        b.full = 1
        return
    more_attempts(t, b)
    place = b.sent
    attempt = t.attempts[place]
    b.sent += 1
    attempt.request, attempt.number = number, request.tries
    request.tries += 1
    request.live += 1
    attempt.time = b.now
    if b.opened == 1:
        if b.now >= b.until and b.trial == 0:
            b.trial = 1
            attempt.trial = 1
        else:
            b.unsent += 1
            attempt.status, attempt.reason = 2, CIRCUIT_OPEN
            later(t, b, LOST_ATTEMPTS, place)
            return
    if b.timeout >= 0:
        attempt.order = b.order
        b.order += 1
        if b.due_at == inf:
            b.due, b.due_at = place, b.now + b.timeout
    if b.hedge >= 0 and request.tries == 1:
        push(t, b, b.now + b.hedge, number, HEDGE)
    while b.phase + 1 < b.phases and t.phases[b.phase + 1].time <= b.now:
        b.phase += 1
    first = t.roots[t.phases[b.phase].root + request.kind]
    new = new_call(t, b, place, first, -1, 0, attempt.number)
    if new < 0:
        return
    call, node = t.calls[new], t.nodes[first]
    if node.opens >= 0:  # its client, which takes no time, needs no call of its own
        t.boxes[node.opens].came += 1
        set_out(t, b, new, call, node, node.there, True)
    else:
        call.state = WAITS
        call.arrive, call.start = b.now, b.now
        later(t, b, ENDED, new)


def next_due(t, b):
    """The next attempt that may be given up; those that are over already are passed by."""
    due = b.due
    while due < b.sent and t.attempts[due].status != 0:
        due += 1
    b.due = due
    b.due_at = t.attempts[due].time + b.timeout if due < b.sent else inf


def attempt_timed_out(t, b):
    """The client gives up the first of those under way."""
    attempt = t.attempts[b.due]
    b.now = b.due_at
    attempt.status, attempt.reason = 2, TIMED_OUT
    later(t, b, LOST_ATTEMPTS, b.due)
    next_due(t, b)


def attempt_failed(t, b, place):
    """The client hears that an attempt has failed."""
    if t.attempts[place].status == 0:
        t.attempts[place].status = 2
        later(t, b, LOST_ATTEMPTS, place)


def attempt_answered(t, b, place):
    """The client gets its answer."""
    attempt = t.attempts[place]
    if attempt.status != 0:
        return
    attempt.status = 1
    request = t.requests[attempt.request]
    request.live -= 1
    b.line = 0
    if b.least > 0:
        if attempt.trial == 1:
            b.opened, b.trial, b.good, b.bad, b.since = 0, 0, 0, 0, b.now
        if b.now >= b.since + b.window:
            b.since, b.good, b.bad = b.now, 0, 0
        b.good += 1
    if request.status == 0:
        request.status = SERVED
        request.reply = b.now
        b.open -= 1
        b.end = max(b.end, b.now)


def attempt_lost(t, b, place):
    """An attempt is lost: the breaker counts it, and the request is sent again, or lost for good."""
    attempt = t.attempts[place]
    number = attempt.request
    request = t.requests[number]
    request.live -= 1
    if b.least > 0:
        breaker_counts(t, b, attempt)
    if request.status != 0:
        return
    request.reason = attempt.reason
    request.where = attempt.where
    if request.retried < b.retries and b.allowed > 0.999999999 and request.waits == 0:
        b.allowed -= 1.0
        pause = b.backoff
        for _ in range(request.retried):  # step by step, so that compiled and interpreted round alike
            pause *= b.growth
        pause = min(pause, b.longest)
        draw = t.jitters[spare(0, number, request.retried, 0, b.spare)]
        request.retried += 1
        request.waits = 1
        push(t, b, b.now + pause * (1.0 - b.jitter * draw), number, RETRY)
    elif request.live == 0 and request.waits == 0:
        request.status = attempt.reason
        request.reply = b.now
        b.open -= 1
        b.end = max(b.end, b.now)


def breaker_counts(t, b, attempt):
    """The circuit breaker counts a lost attempt, and may open."""
    if attempt.reason == ABANDONED:  # another copy was answered: that is no failure, and no trial
        if attempt.trial == 1:
            b.trial = 0
    elif attempt.reason != CIRCUIT_OPEN:
        if b.now >= b.since + b.window:
            b.since, b.good, b.bad = b.now, 0, 0
        b.bad += 1
        b.line += 1
        enough = b.row == 0 and b.good + b.bad >= b.least and b.bad >= b.share * (b.good + b.bad)
        if attempt.trial == 1 or (b.opened == 0 and (enough or 0 < b.row <= b.line)):
            b.opened, b.until, b.trial = 1, b.now + b.pause, 0
            b.since, b.good, b.bad, b.line = b.now, 0, 0, 0
