"""The loop: one moment after another, and all the work of a moment before time goes on."""

from math import inf

from helpers.simulation.loop.answers import answered, service_over
from helpers.simulation.loop.arrivals import arrive, server_free
from helpers.simulation.loop.caches import fill
from helpers.simulation.loop.calls import later, let_go
from helpers.simulation.loop.clients import (
    attempt_answered,
    attempt_failed,
    attempt_lost,
    attempt_timed_out,
    next_due,
    request_comes,
    send,
)
from helpers.simulation.loop.codes import (
    AGAIN,
    ANSWERED,
    ARRIVALS,
    ARRIVE,
    CALLS,
    END,
    ENDED,
    EXPIRE,
    FAIL,
    FAILED_CALLS,
    FAULT,
    FILL,
    FILLED,
    FREE,
    FREED,
    HEDGE,
    IN_SERVICE,
    LATE,
    LOST,
    LOST_ATTEMPTS,
    PARKED,
    QUEUES,
    READY,
    REPLY,
    RETRY,
    SENT,
    TICK,
    TRAVELS,
    TRIED,
    UNLIMITED,
    WAITS,
    WHY,
)
from helpers.simulation.loop.failures import deliver_again, failed, lost_or_late, pause_over, try_again
from helpers.simulation.loop.losses import fault
from helpers.simulation.loop.outgoing import make_calls
from helpers.simulation.loop.plain import (
    before_all,
    clear,
    count,
    earliest,
    item,
    note_visit,
    overflowed,
    pop,
    push,
    put,
    take,
)
from helpers.simulation.loop.scaling import look, ready


def event_loop(t):
    """Run all requests, one moment after another, until all is `over`, or `stop` moments have come: then call it again.

    A table with too few rows is told by `full` on the board.
    """
    b = t.board[0]
    if b.begun == 0:
        begin_run(t, b)
    while b.full == 0:
        if b.events >= b.stop:
            return
        if b.due_at < inf and t.attempts[b.due].status != 0:
            next_due(t, b)
        when = earliest(t, b)
        if b.coming < b.requests and b.arrival <= when and b.arrival <= b.due_at:
            request_comes(t, b)
        elif b.due_at < when or (b.due_at == when and when < inf and before_all(t, b, t.attempts[b.due].order)):
            if b.due_at > b.limit:
                break
            attempt_timed_out(t, b)
        elif when <= b.limit:
            pop(t, b)
            if b.kind == END:
                call_ends(t, b, b.what)
            else:
                moment_comes(t, b, b.kind, b.what)
        else:
            break
        b.events += 1
        if b.events > b.patience:
            break
        if b.work == 1:
            work_off(t, b)
    end_run(t, b)


def begin_run(t, b):
    """The first moments: looks of autoscalers, and what goes wrong."""
    for number in range(b.boxes):
        if t.boxes[number].auto == 1:
            push(t, b, t.boxes[number].interval, number, TICK)
    for number in range(b.faults):
        push(t, b, t.faults[number].time, number, FAULT)
    b.begun = 1
    b.due_at = inf
    b.arrival = t.times[0]


def end_run(t, b):
    """Whoever waits still is logged."""
    b.over = 1
    b.end = max(b.end, b.horizon)
    parked = t.todo[PARKED]
    for tok in range(b.born):
        if t.calls[tok].state == QUEUES:
            put(parked, tok)
    for at in range(count(parked)):
        call = t.calls[item(parked, at)]
        number = t.nodes[call.node].box
        note_visit(t, b, number, max(0, call.replica - t.boxes[number].first), call.arrive,
                   max(0.0, b.end - call.arrive), -1.0)
    if overflowed(t.todo):
        b.full = 1


def call_ends(t, b, tok):
    """The service of a call ends, unless its replica has crashed meanwhile; then it failed at that time."""
    call = t.calls[tok]
    if call.state == IN_SERVICE and call.epoch == t.replicas[call.replica].epoch:
        box = t.boxes[t.nodes[call.node].box]
        if box.busy == box.stay and (box.servers != UNLIMITED or box.press > 0.0):
            if b.cancels == 0:
                server_free(t, b, call.replica)
            else:  # there may be several in a row that nobody waits for
                later(t, b, FREED, call.replica)
        b.end = max(b.end, b.now)
        if b.work == 1:
            later(t, b, ENDED, tok)
        elif service_over(t, b, tok):
            make_calls(t, b, tok)
    else:
        let_go(t, b, tok)


def moment_comes(t, b, kind, what):
    """What a moment brings, by its kind."""
    if kind == ARRIVE:
        call_comes(t, b, what)
    elif kind == FREE:
        if what // b.replicas == t.replicas[what % b.replicas].epoch:
            later(t, b, FREED, what % b.replicas)
    elif kind == REPLY:
        attempt_answered(t, b, what)
    elif kind == FAIL:
        attempt_failed(t, b, what)
    elif kind == RETRY:
        t.requests[what].waits = 0
        if t.requests[what].status == 0:
            later(t, b, SENT, what)
    elif kind == HEDGE:
        if t.requests[what].status == 0 and t.requests[what].live > 0:
            later(t, b, SENT, what)
    elif kind == FILL:
        later(t, b, FILLED, what)
    elif kind in (LOST, LATE):
        lost_or_late(t, b, what, kind)
    elif kind == AGAIN:
        pause_over(t, b, what)
    elif kind == EXPIRE:
        deliver_again(t, b, what)
    elif kind == FAULT:
        fault(t, b, what)
    elif kind == TICK:
        look(t, b, what)
    elif kind == READY:
        ready(t, b, what)


def call_comes(t, b, tok):
    """A call has come over the wire; or an answer has, after which its next call can be sent."""
    if t.calls[tok].state == TRAVELS:
        later(t, b, ARRIVALS, tok)
    else:
        if t.calls[tok].state == WAITS:
            later(t, b, CALLS, tok)
        let_go(t, b, tok)


def work_off(t, b):
    """All the work of this moment: what was begun is finished before something else begins."""
    todo = t.todo
    while b.full == 0:
        if count(todo[CALLS]) > 0:
            make_calls(t, b, take(todo[CALLS]))
        elif count(todo[ARRIVALS]) > 0:
            tok = item(todo[ARRIVALS], b.turn)
            b.turn += 1
            if b.turn == count(todo[ARRIVALS]):
                clear(todo[ARRIVALS])
                b.turn = 0
            arrive(t, b, tok)
        elif count(todo[FREED]) > 0:
            server_free(t, b, take(todo[FREED]))
        elif count(todo[ENDED]) > 0:
            tok = take(todo[ENDED])
            if service_over(t, b, tok):
                make_calls(t, b, tok)
        elif count(todo[ANSWERED]) > 0:
            answered(t, b, take(todo[ANSWERED]))
        elif count(todo[FILLED]) > 0:
            fill(t, b, take(todo[FILLED]))
        elif count(todo[FAILED_CALLS]) > 0:
            failed(t, b, take(todo[FAILED_CALLS]), take(todo[WHY]))
        elif count(todo[TRIED]) > 0:
            try_again(t, b, take(todo[TRIED]))
        elif count(todo[LOST_ATTEMPTS]) > 0:
            attempt_lost(t, b, take(todo[LOST_ATTEMPTS]))
        elif count(todo[SENT]) > 0:
            send(t, b, take(todo[SENT]))
        else:
            b.work = 0
            return
