"""What the event loop knows of a design: its calls, boxes, replicas, and what goes wrong; field by field.

Each line says a field's name, its type, what it starts with, and what it holds (see `tables`).
"""

DESIGN_FIELDS = {
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
}
