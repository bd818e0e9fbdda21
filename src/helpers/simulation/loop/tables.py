"""The tables of the event loop: a row for each thing, in arrays of records (compiled) or lists of objects (plain).

Times are seconds since the start, places are numbers from 0 on, -1 is "none", flags are 0 or 1. Each line says a
field's name, its type, what it starts with, and what it holds.
"""

from typing import NamedTuple

import numpy as np

FIELDS = {
    "request": """
        reply      f8  0   when it was answered, or failed for good
        rank       i4  0   its place among the requests of its endpoint
        key        i4  0   the key that it asks for
        where      i2  -1  the component at which its last attempt failed (-1: at the client)
        tries      i2  0   attempts sent
        retried    i2  0   retries sent
        kind       i2  0   its endpoint
        live       i2  0   attempts under way
        traced     i1  0   its calls are logged hop by hop
        status     i1  0   its outcome; 0 while open
        reason     i1  0   why its last attempt failed
        waits      i1  0   a retry waits for its pause
        """,
    "attempt": """
        time       f8  0   when it was sent, a request, a retry or a hedge
        order      i4  0   its place in the order of pushing: of moments at the same time the first pushed comes first
        request    i4  0   its request
        number     i2  0   its number among the attempts of that request
        where      i2  -1  the component at which it failed (-1: at the client)
        status     i1  0   0 open, 1 answered, 2 failed
        reason     i1  0   why it failed
        trial      i1  0   it is the breaker's trial
        """,
    "call": """
        attempt    i8  0   the attempt that it is part of
        node       i8  0   its node of the plan
        parent     i8  0   the call that made it (-1: none)
        copy       i8  0   its number among the copies of the request's calls at its node
        state      i8  0   see the codes
        replica    i8  -1  where it is
        epoch      i8  0   how often that replica had crashed when it began
        pending    i8  0   calls that it waits for (-1: for another's fetch)
        refs       i8  0   who still needs this row; at 0 it is used again
        miss       i8  0   its read missed
        lead       i8  -2  of one that fetches for others, the first who waits (-1: nobody yet, -2: it fetches for none)
        next       i8  0   the next in the queue, among those who wait for a fetch, or of the unused rows
        number     i8  0   which draws it uses: 0 the first ones
        again      i8  0   how often this call was made before
        off        i8  0   its caller: 0 waits, 1 gave up, 2 makes no more tries, 3 was answered; 4 is a queue
        place      i8  0   the next of its own calls, a place in the list of children
        part       i8  0   which copy of that
        message    i8  -1  the message that it works on (-1: none, or another call took it over)
        why        i8  0   why it failed for its caller
        where      i8  0   the component at which it failed
        log        i8  0   its row in the log of visits
        hold       f8  0   the server-seconds that stand there
        deadline   f8  0   from when on a reply is too late for its caller
        arrive     f8  -1  when it came; below 0: not yet
        start      f8  0   when it began
        until      f8  0   when it lets go of its server
        inner      f8  0   when it, and what it called, was done
        aside      f8  0   the same for a fetch by its caller
        """,
    "node": """
        box        i8  0   its component (-1: the client's side)
        parent     i8  0   the node that calls it
        there      f8  0   seconds on the wire to it
        back       f8  0   seconds back from it
        home       f8  0   seconds from it back to the client (-1: nobody waits)
        waits      i8  0   its caller waits for it
        aside      i8  0   it is fetched by the caller after a miss
        broadcast  i8  0   it goes to all replicas
        writes     i8  0   it changes data
        caching    i8  0   its reads may hit
        copies     i8  0   how often one call of the parent makes it at most
        calls      f8  0   how often on average
        many       i8  0   how many requests its endpoint gets
        size       i8  0   draws for first attempts; then come the spare ones
        kept       i8  0   a queue or stream calls it, and keeps what is not done
        quick      i8  0   it takes no time and nothing can go wrong there
        holder     i8  -1  the component whose call policy holds for it
        guarded    i8  0   how many policies hold for it and for the calls above it that wait for it
        beside     i8  0   a cache whose misses are fetched by its caller
        sequence   i8  0   its calls are sent one after another
        opens      i8  -1  of the first call of a request that is made without its client's: the client's component
        child      i8  0   where its children begin in the list of children
        children   i8  0   where they end
        guard      i8  0   where its conditions begin in the table of guards
        guards     i8  0   where these end
        d_service  i8  -1  where its draws begin: of service times, in those of a read
        d_hit      i8  -1  of hits
        d_choice   i8  -1  of ways
        d_lane     i8  -1  of replicas
        d_calls    i8  -1  of fractional numbers of calls
        d_fails    i8  -1  of failing by itself
        cut        i8  0   losses of its link that last
        hole       i8  0   faults that last by which its link swallows what comes, and answers nothing
        mute       i8  0   faults that last by which no reply comes back over its link
        """,
    "guard": """
        kind       i8  0   1: the read at that node up the tree missed; 0: the draw there lies in [low, high)
        node       i8  0   that node
        low        f8  0   from here
        high       f8  0   to here
        """,
    "box": """
        first      i8  0   its first replica
        replicas   i8  0   replicas drawn; those of one shard stand together
        shards     i8  0   parts that its data is in
        most       i8  0   most replicas that an autoscaler may reach
        servers    i8  0   servers of each replica, or UNLIMITED
        stay       f8  0   mean seconds that a call stays
        busy       f8  0   mean seconds that it holds a server
        balance    i8  0   who takes a call, see the codes
        limit      i8  0   waiting places (-1: no limit)
        shed       f8  0   the longest expected wait (-1: no limit)
        hit        f8  0   hit rate
        policy     i8  0   0 hits are drawn, 1 LRU, 2 FIFO
        entries    i8  0   cache entries of a replica
        ttl        f8  0   seconds that an entry is good (-1: for ever)
        store      i8  0   where its entries begin
        coalesce   i8  0   misses of one key wait for the first's fetch
        auto       i8  0   it has an autoscaler
        target     f8  0   the utilisation that this keeps
        least      i8  0   its fewest replicas
        interval   f8  0   seconds between its looks
        delay      f8  0   seconds until an ordered replica is there
        fails      f8  0   share of its calls that fail by themselves when they are done
        timeout    f8  0   seconds after which a call that it makes is given up (-1: never)
        retries    i8  0   how often it makes a call again
        backoff    f8  0   after how long the first time
        growth     f8  0   how many times as long each pause is as the one before
        longest    f8  0   the longest pause
        jitter     f8  0   the share of a pause that is drawn
        visible    f8  0   of a queue: seconds after which it delivers a message again, if not done (-1: never)
        deliveries i8  0   and how often at most
        press      f8  0   how much longer service takes for each call inside a replica
        above      i8  0   from how many on
        worst      f8  0   and at most how many times
        size       i8  0   replicas of one shard
        active     i8  0   replicas that take calls
        coming     i8  0   replicas ordered
        dead       i8  0   replicas known to be down
        inside     i8  0   calls in service
        area       f8  0   their seconds since the autoscaler's last look
        last       f8  0   until when these are counted
        again      i8  0   calls that it made once more
        late       i8  0   calls that it gave up
        came       i8  0   calls that came
        log        i8  0   the next row in the log of visits; where a block ends, a new one is taken
        begun      f8  0   when the last of its calls began its service
        used       f8  0   server-seconds used
        """,
    "replica": """
        box        i8  0   its component
        inside     i8  0   calls in service
        waiting    i8  0   calls in its queue
        head       i8  -1  the first of these
        tail       i8  -1  the last
        down       i8  0   crashes that last
        known      i8  1   callers send to it
        epoch      i8  0   crashes so far
        slow       f8  1   how many times as slow it is
        hole       i8  0   faults that last by which it swallows what comes, and answers nothing
        fails      f8  0   share of its calls that fail
        full       i8  0   faults that last by which its disk is full
        clock      f8  0   seconds by which its clock is ahead
        turn       i8  0   whose turn it is in the shard that begins here
        newest     i8  -1  its newest cache entry
        oldest     i8  -1  its oldest
        count      i8  0   how many
        """,
    "entry": """
        held       i8  0   is cached: an entry of a real cache, at box.store + replica * keys + key
        time       f8  0   since when
        before     i8  -1  the newer entry of the same replica
        after      i8  -1  the older one
        fetch      i8  -1  the call that fetches it now
        """,
    "fault": """
        time       f8  0   when it happens
        what       i8  0   what, see the codes
        where      i8  0   replica, or node of a link
        factor     f8  1   times as slow, the share that fails, or seconds by which a clock jumps
        """,
    "phase": """
        time       f8  0   from when on callers know the same boxes and links to be lost, and go other ways
        root       i8  0   where its roots begin, one for each endpoint
        """,
    "message": """
        box        i8  0   the queue or stream that it came to
        came       f8  0   when it came
        done       f8  -1  when its work was done (below 0: not yet)
        failed     f8  -1  when it failed for good
        count      i8  1   how often it was delivered
        live       i8  1   deliveries under way
        """,
    "visit": """
        arrive     f4  0   when a call came that began its service, or left without
        wait       f4  0   how long it waited
        hold       f4  0   server-seconds that it used; below 0: it left without having been served
        replica    i4  0   at which of its box's replicas
        """,
    "passage": """
        time       f4  0   when a call came that did not wait or hold a server: refused, or without a ceiling
        box        i4  0   at which box
        """,
    "hop": """
        request    i8  0   a call of a traced request
        node       i8  0   its node
        number     i8  0   the attempt's number
        arrive     f8  0   when it came
        start      f8  0   when it began
        done       f8  0   when it was done
        """,
    "change": """
        time       f8  0   when an autoscaler changed
        box        i8  0   which box
        count      i8  0   to how many replicas
        """,
    "moment": """
        when       f8  0   a moment to come: the near ones sorted, then a heap
        word       i8  0   order of pushing, what, and kind, packed
        """,
    "board": """
        requests   i8  0   how many requests arrive
        boxes      i8  0   how many components there are
        kinds      i8  0   how many endpoints
        replicas   i8  0   how many replicas
        keys       i8  0   how many keys
        faults     i8  0   how many things go wrong
        phases     i8  0   how many phases there are
        spare      i8  0   how many spare draws each table ends with, for further attempts
        timeout    f8  0   seconds after which an attempt is given up (-1: never)
        retries    i8  0   how many retries
        backoff    f8  0   seconds before the first
        growth     f8  0   each pause is so many times as long as the one before
        longest    f8  0   and at most so long
        jitter     f8  0   the share of a pause that is drawn
        budget     f8  0   retries earned by each new request
        cap        f8  0   most that can be saved up
        hedge      f8  0   seconds after which an attempt is sent twice (-1: never)
        share      f8  0   share of failures that opens the breaker
        window     f8  0   seconds it counts over
        least      i8  0   attempts that it needs to judge (0: there is no breaker)
        pause      f8  0   seconds that it stays open
        row        i8  0   failures one after another that open it; 0: the share decides
        cancels    i8  0   a server drops work that nobody waits for any more
        horizon    f8  0   the last arrival
        limit      f8  0   when the run is cut off
        patience   i8  0   moments that it may take
        room       i8  0   rows for calls under way
        sends      i8  0   rows for attempts
        visits     i8  0   rows for visits
        passages   i8  0   rows for passages
        hops       i8  0   rows for hops
        posts      i8  0   rows for messages
        now        f8  0   the time
        end        f8  0   when the last was done
        coming     i8  0   the next request
        arrival    f8  0   when it comes
        open       i8  0   requests that came and are not over
        events     i8  0   moments so far
        stop       i8  0   after so many it stops for a while; called again, it goes on
        begun      i8  0   it has been called before
        over       i8  0   all is done
        order      i8  0   moments pushed so far
        near       i8  0   moments to come that stand sorted
        moments    i8  0   moments to come after them, in a heap
        kind       i8  0   the kind of this moment
        what       i8  0   what it is about
        turn       i8  0   which of those that arrive in this moment is next
        phase      i8  0   the phase
        due        i8  0   the first attempt that may still be given up
        due_at     f8  0   when that would be
        born       i8  0   rows for calls used so far
        unused     i8  -1  the first row that can be used again; call.next is the next one
        sent       i8  0   attempts so far
        unsent     i8  0   those that an open breaker held back
        visited    i8  0   rows of the log of visits used so far
        passed     i8  0   of the log of passages
        hopped     i8  0   of the log of hops
        changed    i8  0   of the log of changes
        posted     i8  0   messages so far
        work       i8  0   there is work of this moment to do
        full       i8  0   a table has too few rows
        direct     i8  0   nothing can come between an answer and its way back but the timeout
        allowed    f8  0   retries that the budget allows now
        muted      i8  0   links over which no reply comes back
        opened     i8  0   the breaker is open
        until      f8  0   until when at least
        since      f8  0   when its counting window began
        good       i8  0   answered in the window
        bad        i8  0   failed in the window
        trial      i8  0   a trial is under way
        line       i8  0   failures since the last answer
        """,
}


class Tables(NamedTuple):
    """All that the loop works on. The compiled loop gets arrays, the plain one lists of objects in a `Plain`."""

    board: np.ndarray  # one row: what there is one of
    times: np.ndarray  # when each request arrives
    requests: np.ndarray
    attempts: np.ndarray
    calls: np.ndarray  # those under way
    nodes: np.ndarray  # of the plan: one call in the tree of an endpoint
    children: np.ndarray  # the nodes that nodes call
    guards: np.ndarray  # conditions of calls
    boxes: np.ndarray
    replicas: np.ndarray
    entries: np.ndarray  # of real caches
    faults: np.ndarray  # in order of time
    phases: np.ndarray
    roots: np.ndarray  # the root of each endpoint in each phase
    hashes: np.ndarray  # of the key that each request asks for
    draws: np.ndarray  # all draws; a draw is at the node's beginning + copy * requests of the endpoint + rank
    jitters: np.ndarray  # draws that shorten pauses
    drops: np.ndarray  # calls lost, by component and outcome
    todo: np.ndarray  # lists of work, see the codes
    moments: np.ndarray
    messages: np.ndarray
    visits: np.ndarray  # in blocks, each of one box
    blocks: np.ndarray  # whose the blocks are
    passages: np.ndarray
    hops: np.ndarray
    changes: np.ndarray


def columns(kind: str) -> list[tuple[str, str, float]]:
    """The fields of a kind of record: name, type, and what it starts with."""
    found = []
    for line in FIELDS[kind].strip().splitlines():
        name, code, start, _ = line.split(maxsplit=3)
        found.append((name, code, float(start) if code == "f8" else int(start)))
    return found


def row_type(kind: str) -> np.dtype:
    """The record type of a kind of row."""
    return np.dtype([(name, code) for name, code, _ in columns(kind)], align=True)


def rows(kind: str, many: int, room: np.ndarray | None = None, /, **given) -> np.ndarray:
    """An array of so many rows (in `room`), with some columns given; the others hold what they start with."""
    made = np.zeros(many, dtype=row_type(kind)) if room is None else room
    if room is not None:
        room.view(np.uint8)[:] = 0
    for name, _, start in columns(kind):
        if name in given:
            made[name] = given[name]
        elif start:
            made[name] = start
    return made


def _row_class(kind: str) -> type:
    """A class with one slot for each field, made from values by place; the rest is what a field starts with."""
    names = [name for name, _, _ in columns(kind)]
    given = ", ".join(f"{name}={start!r}" for name, _, start in columns(kind))
    space: dict = {}
    exec(f"def __init__(self, {given}):\n" + "".join(f"    self.{name} = {name}\n" for name in names), space)
    return type(kind.capitalize(), (), {"__slots__": tuple(names), "__init__": space["__init__"]})


VISIT = ["arrive", "wait", "hold", "box", "replica"]  # of the plain loop, which keeps one list for all boxes
CLASSES = {kind: _row_class(kind) for kind in FIELDS}


class Plain:
    """What `Tables` is for the plain loop: rows are objects, and lists grow as they are filled."""

    __slots__ = Tables._fields

    def __init__(self, tables: Tables):
        for name, table in tables._asdict().items():
            setattr(self, name, _as_list(name, table))


GROWING = {"attempts", "calls", "moments", "messages", "visits", "passages", "hops", "changes"}
KIND_OF = {"board": "board", "requests": "request", "nodes": "node", "guards": "guard", "boxes": "box",
           "replicas": "replica", "entries": "entry", "faults": "fault", "phases": "phase"}


def _as_list(name: str, table: np.ndarray) -> list:
    if name in GROWING:
        return []
    if name == "todo":
        return [[] for _ in table]
    if name not in KIND_OF:
        return table.tolist()
    return list(map(CLASSES[KIND_OF[name]], *(table[name].tolist() for name in table.dtype.names)))


def column(table, name: str, many: int) -> np.ndarray:
    """The first so many values of a field, of an array or a list of objects."""
    if isinstance(table, np.ndarray):
        return table[name][:many]
    return np.array([getattr(row, name) for row in table[:many]])


def cell(table, place: int, name: str) -> float:
    """One field of one row."""
    row = table[place]
    return row[name] if isinstance(table, np.ndarray) else getattr(row, name)
