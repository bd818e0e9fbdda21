"""What the event loop knows of a run: requests, attempts, calls, what it notes of them; field by field.

Each line says a field's name, its type, what it starts with, and what it holds (see `tables`).
"""

RUN_FIELDS = {
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
