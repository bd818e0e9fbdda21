"""The event engine's loop: one moment after another, for designs in which what happens feeds back on what comes.

Plain Python that numba can compile: numbers, lists and a heap. Tables come as arrays (compiled) or lists (interpreted).
Each moment puts work on short lists, which are emptied before time goes on: requests to send, calls that arrive,
servers that come free, calls that are done, calls that are answered, calls that fail, attempts that fail.

A further kind of moment (there is room for 64) gets its name at the end of "kinds of moments" and its branch in the
loop. What goes wrong needs none: it gets its name at the end of "faults", its acts from `fault_acts`, and its branch
where a FAULT is handled; there is no limit to those.
"""

from heapq import heappop, heappush

import numpy as np

from helpers.simulation.outcomes import (
    ABANDONED,
    CIRCUIT_OPEN,
    CRASHED,
    FAILED,
    LINK_LOST,
    LOAD_SHED,
    QUEUE_FULL,
    REASONS,
    REPLICA_DOWN,
    SERVED,
    TIMED_OUT,
)

# A moment packs its order of pushing (29 bits), what it is about (28) and its kind (6) in one number of 63 bits.
KIND, WHAT = 6, 28
PUSHED, MOST_KINDS, MOST_WHAT = KIND + WHAT, (1 << KIND) - 1, (1 << WHAT) - 1
# Kinds of moments.
ARRIVE, END, FREE, REPLY, FAIL, TIMEOUT, RETRY, HEDGE, FAULT, TICK, READY, FILL, LOST, LATE, AGAIN, EXPIRE = range(16)
# States of a call.
NONE, TRAVELS, QUEUES, IN_SERVICE, WAITS, GONE = range(6)
# Faults.
CRASH, NOTICE, RESTORE, SLOW, NORMAL, CUT, MEND, SWALLOW, TAKE, HOLE, PATCH, MUTE, HEAR, SPOIL, HEAL, FILL_DISK, \
    FREE_DISK, CLOCK = range(18)
WAYS = len(REASONS)  # in which a call can end
# Who takes a call: the order of helpers.simulation.behaviour.BALANCING.
ROUND_ROBIN, RANDOM, BY_KEY, BY_INDEX, TWO_CHOICES, SHORTEST = range(6)
UNLIMITED = 1 << 40


def whole_numbers(many, value):
    """Room for whole numbers: a list here, an array in the compiled loop."""
    return [value] * many


def real_numbers(many, value):
    """Room for real numbers: a list here, an array in the compiled loop."""
    return [value] * many


def spare(first, place, number, copy, again):
    """Where a further attempt finds its draw among the `again` spare ones that begin at `first`: well mixed."""
    mixed = (place * 48271 + number * 69621 + copy * 40692 + 12345) % 2147483647
    mixed = ((mixed ^ (mixed >> 15)) * 16807 + number) % 2147483647
    mixed = ((mixed ^ (mixed >> 13)) * 48271) % 2147483647
    return first + (mixed ^ (mixed >> 16)) % again


def event_loop(
    # requests: arrival, endpoint, place in the endpoint, number in the endpoint, key, hash of the key, traced
    times, r_kind, r_rank, r_many, r_key, r_hash, r_traced, jitters,
    # phases: when each begins, and the root of each endpoint in it
    p_time, p_root, kinds,
    # nodes of the plan
    n_comp, n_parent, n_there, n_back, n_home, n_waits, n_aside, n_broadcast, n_writes, n_caching, n_copies, n_calls,
    n_size, n_kept, n_quick, n_holder, n_guarded, n_beside, n_sequence,
    child_from, child_list, guard_from, guard_kind, guard_node, guard_low, guard_high,
    # draws: places in one long table, -1 where there are none
    draws, again, d_service, d_hit, d_choice, d_lane, d_calls, d_fails,
    # components
    c_slot, c_replicas, c_shards, c_most, c_servers, c_stay, c_busy, c_balance, c_limit, c_shed, c_hit, c_policy,
    c_entries, c_ttl, c_store, c_coalesce, c_auto, c_target, c_least, c_interval, c_delay, c_fails,
    c_timeout, c_retries, c_backoff, c_growth, c_longest, c_jitter, c_visible, c_deliveries, c_press, c_above, c_worst,
    slots, keys, stored, warm_slot, warm_place,
    # client: waits, tries, pauses, budget, hedge, breaker
    timeout, retries, backoff, growth, longest, jitter, budget, budget_cap, hedge, b_share, b_window, b_least,
    b_pause, b_row, cancels,
    # faults
    f_time, f_what, f_where, f_factor,
    horizon, limit, most_events, room, sends, visits,
):
    """Run all requests; returns outcomes, replies, and logs as lists and counts.

    Times are seconds since the start, places are numbers from 0 on, -1 is "none", flags are 0 or 1. The first letter
    says what an array has a row for. Where a row has no length below, it is as long as its letter says.

    ======  ==========================================================================================================
    letter  a row for each
    ======  ==========================================================================================================
    ``r_``  request
    ``p_``  phase: a stretch of time in which callers know the same boxes and links to be lost, and go other ways;
            ``p_root`` has a row for each phase and endpoint
    ``n_``  node of the plan: one call in the tree of an endpoint; ``child_``, ``guard_`` list a node's children and
            conditions, from ``..._from[node]`` to ``..._from[node + 1]``
    ``d_``  node: where its draws begin in ``draws``, by use; a draw is at + copy * requests of the endpoint + rank
    ``c_``  component
    ``s_``  replica ("slot"): those of component c begin at ``c_slot[c]``
    ``f_``  fault, in order of time
    ``a_``  attempt: what a client sends: a request, a retry or a hedge
    ``t_``  call under way ("token"): rows are used again once ``t_refs`` is 0; free ones stand on ``unused``
    ``k_``  entry of a real cache: place = ``c_store`` + replica * ``keys`` + key
    ``l_``  replica: its list of cache entries
    ``b_``  the circuit breaker (single numbers)
    ``o_``  log: a call that came to a component and did not wait or hold a server there: refused, or without a ceiling
    ``m_``  log: a message that came to a queue or stream, one for each call that this makes
    ``v_``  log: a call that began its service; ``h_`` hop of a traced request; ``g_`` change by an autoscaler
    ``to_`` work of this moment, emptied before time goes on
    ======  ==========================================================================================================

    ==================================  ==============================================================================
    given                               what it holds
    ==================================  ==============================================================================
    times, r_kind, r_rank, r_many       arrival; endpoint; place among, and number of, the endpoint's requests
    r_key, r_hash, r_traced, jitters    key asked for and its hash; it is traced; draws that shorten pauses
    p_time, p_root, kinds               when a phase begins; first node of an endpoint in it; number of endpoints
    n_comp, n_parent                    its component (-1: the client's side), the node that calls it
    n_there, n_back, n_home             seconds on the wire to it, back from it, and from it back to the client
    n_waits, n_aside, n_broadcast       caller waits for it; fetched by the caller after a miss; goes to all replicas
    n_writes, n_caching                 changes data; its reads may hit
    n_copies, n_calls                   how often one call of the parent makes it: at most, on average
    n_size, n_kept, n_quick             draws for first attempts (then come the spare ones); a queue or stream calls it,
                                        and keeps what is not done; it takes no time and nothing can go wrong there
    n_holder, n_guarded                 the component whose call policy holds for it (-1: none); how many policies hold
                                        for it and for the calls above it that wait for it
    n_sequence                          its calls are sent one after another
    n_beside                            a cache whose misses are fetched by its caller
    child_from, child_list              the nodes that it calls
    guard_from, guard_kind, guard_node  the conditions of a call: 1: the read at that node up the tree missed;
    guard_low, guard_high               0: the draw there lies in [low, high)
    draws, again                        all draws; how many spare ones each table ends with, for further attempts
    d_service, d_hit, d_choice          where the draws begin of: service time (in reads), hit, way,
    d_lane, d_calls, d_fails            replica, a fractional number of calls, failing by itself
    c_slot, c_replicas                  its first replica; replicas drawn, those of one shard after each other
    c_shards, c_most                    parts that its data is in; most replicas that an autoscaler may reach
    c_servers                           servers of each replica, or UNLIMITED
    c_stay, c_busy                      mean seconds that a call stays, and that it holds a server
    c_balance, c_limit, c_shed          who takes a call (see the constants); waiting places; longest expected wait
    c_hit, c_policy, c_entries, c_ttl   hit rate; 0 drawn, 1 LRU, 2 FIFO; entries of a replica; seconds an entry is good
    c_store, c_coalesce                 where its ``k_`` rows begin; misses of one key wait for the first's fetch
    c_auto, c_target, c_least           has an autoscaler; its target utilisation, its fewest replicas
    c_interval, c_delay                 seconds between its looks, and until an ordered replica is there
    c_timeout                           seconds after which a call that it makes is given up; below 0: never
    c_retries, c_backoff, c_growth      how often it makes a call again, after how long; as for the client
    c_press, c_above, c_worst           how much longer service takes for each call inside a replica, from how many on,
                                        and at most how many times
    c_visible, c_deliveries             of a queue: seconds after which a message is delivered again, if its work is not
                                        done (below 0: never), and how often at most
    c_longest, c_jitter                 the longest of these pauses; the share of a pause that is drawn
    c_fails                             share of its calls that fail by themselves when they are done
    warm_slot, warm_place               replica and ``k_`` place of what is cached from the start, newest first
    slots, keys, stored                 how many replicas, keys, and ``k_`` rows in all
    timeout, hedge                      seconds after which an attempt is given up, or sent twice; below 0: never
    retries, backoff, jitter            how many; seconds before the first; share of a pause that is drawn
    growth, longest                     each pause is so many times as long as the one before, and at most so long
    cancels                             a server drops work that nobody waits for any more
    budget, budget_cap                  retries earned by each new request; most that can be saved up
    b_share, b_window, b_least, b_pause share of failures that opens the breaker, seconds it counts over, attempts that
                                        it needs to judge, seconds it stays open
    b_row                               failures one after another that open it; 0: the share decides
    f_time, f_what, f_where, f_factor   when; what (see the constants); replica, or node of a link; times as slow, share
                                        that fails, or seconds by which a clock jumps
    horizon, limit, most_events         last arrival; when the run is cut off; moments it may take
    room, sends, visits                 rows for calls, attempts, and the log; too few: it returns -1 attempts
    ==================================  ==============================================================================

    ==================================  ==============================================================================
    own                                 what it holds
    ==================================  ==============================================================================
    r_status, r_reply, r_reason         outcome (0 while open); when; reason of the last failure
    r_live, r_tries, r_retry, r_wait    attempts under way; attempts sent; retries sent; a retry waits for its pause
    a_req, a_number, a_status           its request; its number there; 0 open, 1 answered, 2 failed
    a_reason, a_trial                   why it failed; it is the breaker's trial
    a_where, r_where                    the component at which it failed (-1: at the client); of the last attempt
    t_att, t_node, t_parent, t_copy     its attempt, node, calling call, number among the copies of the request's calls
    t_state, t_slot, t_epoch            see the constants; its replica, and that replica's epoch when it began
    t_pending, t_refs                   calls it waits for (-1: for another's fetch); who still needs its row
    t_miss, t_lead                      its read missed; of a call that fetches for others, the first of those who wait
                                        (-1: nobody yet, -2: it fetches for nobody else)
    t_next                              the next in the queue, or among those who wait for a fetch; -2: goes straight on
    t_number, t_again                   which draws it uses: 0 the first ones; how often this call was made before
    t_off                               its caller: 0 waits, 1 gave up, 2 makes no more tries, 3 was answered;
                                        4: a queue will look after it
    t_deadline                          from when on a reply is too late for its caller
    t_place, t_part                     the next of its calls (a place in child_list), and which copy of it
    t_message                           the message that it works on (-1: none, or another call took it over)
    m_comp, m_came, m_done              the queue it came to, when, and when its work was done (below 0: not yet)
    m_failed, m_count, m_live           when it failed for good; how often it was delivered; deliveries under way
    t_why, t_where                      why it failed for its caller, and at which component
    t_arrive, t_start, t_until          when it came, began, and lets go of its server
    t_inner, t_aside                    when it, and what it called, was done; the same for a fetch by its caller
    s_comp, s_in, s_len                 its component; calls in service; calls waiting
    s_head, s_tail                      first and last of its queue
    s_down, s_known, s_epoch, s_slow    crashes that last; 1 while callers send to it; crashes so far; times as slow
    s_hole, hole                        replicas, and links by node, that swallow what comes and answer nothing
    mute                                links, by node, over which no reply comes back; muted counts them
    s_fails, s_full, s_clock            share of its calls that fail; its disk is full; seconds its clock is ahead
    s_turn                              whose turn it is among the replicas of the shard that begins here
    c_size, c_active                    replicas of one shard; replicas that take calls
    c_coming, c_dead                    replicas ordered; known to be down
    c_in, c_area, c_last                calls in service; their seconds since the autoscaler's last look; counted up to
    c_again, c_late                     calls that it made again, and gave up
    c_calls, c_used, drops              calls that came; server-seconds; calls lost, by component and outcome
    cut                                 links lost, by node
    k_held, k_time                      is cached; since when
    k_before, k_after, k_fetch          newer and older entry of the same replica; the call that fetches it now
    l_first, l_last, l_count            newest and oldest entry; how many
    allowed                             retries that the budget allows now
    b_open, b_until, b_since            open; until when at least; when the counting window began
    b_line                              failures since the last answer
    b_good, b_bad, b_trial              answered and failed in the window; a trial is under way
    o_comp, o_time, a_time              where and when such a call came; when each attempt was sent
    t_log                               its row in the log of those who began their service
    v_comp, v_slot, v_arrive, v_wait    component, replica in it, when it came and how long it waited
    v_hold                              server-seconds that it used; below 0: it left without having been served
    parked                              calls that wait at a queue or stream until a worker is there again
    heap                                moments to come: when, and (order of pushing, what, kind) packed in one number
    ==================================  ==============================================================================
    """
    n, components, nodes = len(times), len(c_slot), len(n_comp)
    heap = [(0.0, 0)]  # when, and in one number: the order of pushing, what, and the kind of moment
    heap.pop()
    seq = 0
    # requests and attempts
    r_status, r_reply, r_reason = whole_numbers(n, 0), real_numbers(n, 0.0), whole_numbers(n, 0)
    r_live, r_tries = whole_numbers(n, 0), whole_numbers(n, 0)
    r_retry, r_wait = whole_numbers(n, 0), whole_numbers(n, 0)
    a_req, a_number, a_status = whole_numbers(sends, 0), whole_numbers(sends, 0), whole_numbers(sends, 0)
    a_reason, a_trial = whole_numbers(sends, 0), whole_numbers(sends, 0)
    a_time = real_numbers(sends, 0.0)  # of those that were really sent
    a_where, r_where = whole_numbers(sends, -1), whole_numbers(n, -1)
    sent = 0
    # calls
    t_att, t_node, t_parent = whole_numbers(room, 0), whole_numbers(room, 0), whole_numbers(room, 0)
    t_copy, t_state, t_slot = whole_numbers(room, 0), whole_numbers(room, 0), whole_numbers(room, 0)
    t_pending, t_refs, t_miss = whole_numbers(room, 0), whole_numbers(room, 0), whole_numbers(room, 0)
    t_next, t_epoch, t_lead = whole_numbers(room, 0), whole_numbers(room, 0), whole_numbers(room, 0)
    t_inner, t_aside, t_arrive = real_numbers(room, 0.0), real_numbers(room, 0.0), real_numbers(room, 0.0)
    t_start, t_until, t_log = real_numbers(room, 0.0), real_numbers(room, 0.0), whole_numbers(room, 0)
    t_number, t_again, t_off = whole_numbers(room, 0), whole_numbers(room, 0), whole_numbers(room, 0)
    t_why, t_where, t_deadline = whole_numbers(room, 0), whole_numbers(room, 0), real_numbers(room, 0.0)
    t_message = whole_numbers(room, -1)
    t_place, t_part = whole_numbers(room, 0), whole_numbers(room, 0)
    unused = [0]
    unused.pop()
    born, full = 0, False
    # replicas
    s_comp = whole_numbers(slots, 0)
    for c in range(components):
        for s in range(c_slot[c], c_slot[c] + c_most[c]):
            s_comp[s] = c
    s_in, s_len = whole_numbers(slots, 0), whole_numbers(slots, 0)
    s_head, s_tail = whole_numbers(slots, -1), whole_numbers(slots, -1)
    s_down, s_known = whole_numbers(slots, 0), whole_numbers(slots, 1)
    s_epoch, s_slow = whole_numbers(slots, 0), real_numbers(slots, 1.0)
    s_hole, s_full = whole_numbers(slots, 0), whole_numbers(slots, 0)
    s_fails, s_clock = real_numbers(slots, 0.0), real_numbers(slots, 0.0)
    for s in range(slots):
        s_fails[s] = c_fails[s_comp[s]]
    c_size, c_active = whole_numbers(components, 0), whole_numbers(components, 0)  # size: replicas of one shard
    s_turn = whole_numbers(slots, 0)  # whose turn it is, at the first replica of each shard
    c_coming, c_dead = whole_numbers(components, 0), whole_numbers(components, 0)
    c_area, c_last = real_numbers(components, 0.0), real_numbers(components, 0.0)
    c_in, c_calls = whole_numbers(components, 0), whole_numbers(components, 0)
    c_used = real_numbers(components, 0.0)
    c_again, c_late = whole_numbers(components, 0), whole_numbers(components, 0)
    drops = whole_numbers(components * WAYS, 0)
    cut, hole, mute, muted = whole_numbers(nodes, 0), whole_numbers(nodes, 0), whole_numbers(nodes, 0), 0
    for c in range(components):
        c_active[c], c_size[c] = c_replicas[c], c_replicas[c] // c_shards[c]
        if c_auto[c] == 1:
            heappush(heap, (c_interval[c], (seq << PUSHED) + ((c) << KIND) + TICK))
            seq += 1
    for f in range(len(f_time)):
        heappush(heap, (f_time[f], (seq << PUSHED) + ((f) << KIND) + FAULT))
        seq += 1
    # caches: entries by replica and key, newest first
    k_held, k_time = whole_numbers(stored, 0), real_numbers(stored, 0.0)
    k_before, k_after, k_fetch = whole_numbers(stored, -1), whole_numbers(stored, -1), whole_numbers(stored, -1)
    l_first, l_last, l_count = whole_numbers(slots, -1), whole_numbers(slots, -1), whole_numbers(slots, 0)
    for w in range(len(warm_slot) - 1, -1, -1):
        s, p = warm_slot[w], warm_place[w]
        k_held[p] = 1
        k_after[p] = l_first[s]
        if l_first[s] >= 0:
            k_before[l_first[s]] = p
        else:
            l_last[s] = p
        l_first[s] = p
        l_count[s] += 1
    # logs
    v_comp, v_slot = whole_numbers(visits, 0), whole_numbers(visits, 0)
    v_arrive, v_wait, v_hold = real_numbers(visits, 0.0), real_numbers(visits, 0.0), real_numbers(visits, 0.0)
    visited = 0
    posts, posted = 1, 0
    for node in range(nodes):
        if n_kept[node] == 1:
            posts = visits
    m_comp, m_count, m_live = whole_numbers(posts, 0), whole_numbers(posts, 1), whole_numbers(posts, 1)
    m_came, m_done, m_failed = real_numbers(posts, 0.0), real_numbers(posts, -1.0), real_numbers(posts, -1.0)
    parked = [0]
    parked.pop()
    h_req, h_node, h_number, h_arrive, h_start, h_done = [0], [0], [0], [0.0], [0.0], [0.0]
    h_req.pop(), h_node.pop(), h_number.pop(), h_arrive.pop(), h_start.pop(), h_done.pop()
    o_comp, o_time = [0], [0.0]
    o_comp.pop(), o_time.pop()
    g_time, g_comp, g_count = [0.0], [0], [0]
    g_time.pop(), g_comp.pop(), g_count.pop()
    # work of this moment
    to_send, to_arrive, to_free, to_end = [0], [0], [0], [0]
    to_answer, to_fail, fail_why, to_lose, to_fill, to_again = [0], [0], [0], [0], [0], [0]
    to_call = [0]
    to_send.pop(), to_arrive.pop(), to_free.pop(), to_end.pop()
    to_answer.pop(), to_fail.pop(), fail_why.pop(), to_lose.pop(), to_fill.pop(), to_again.pop(), to_call.pop()
    allowed = budget_cap
    b_open, b_until, b_since, b_good, b_bad, b_trial = 0, 0.0, 0.0, 0, 0, 0
    coming, open_requests, events, turn, now, end = 0, 0, 0, 0, 0.0, 0.0
    phase, unsent, b_line = 0, 0, 0
    direct = b_least == 0 and hedge < 0  # then nothing can come between an answer and its way back but the timeout

    while not full:
        if coming < n and (len(heap) == 0 or times[coming] <= heap[0][0]):
            now = times[coming]
            allowed = min(budget_cap, allowed + budget)
            open_requests += 1
            to_send.append(coming)
            coming += 1
        elif len(heap) > 0:
            moment = heappop(heap)
            now, kind, what = moment[0], moment[1] & MOST_KINDS, (moment[1] >> KIND) & MOST_WHAT
            if now > limit:
                break
            if kind == ARRIVE:
                if t_state[what] == TRAVELS:
                    to_arrive.append(what)
                else:  # not to arrive: an answer is there, so that its next call can be sent
                    if t_state[what] == WAITS:
                        to_call.append(what)
                    while what >= 0:
                        t_refs[what] -= 1
                        if t_refs[what] > 0:
                            break
                        t_state[what] = NONE
                        unused.append(what)
                        what = t_parent[what]
            elif kind == END:
                if t_epoch[what] == s_epoch[t_slot[what]] and t_state[what] == IN_SERVICE:
                    comp = n_comp[t_node[what]]
                    if c_busy[comp] == c_stay[comp] and (c_servers[comp] != UNLIMITED or c_press[comp] > 0.0):
                        to_free.append(t_slot[what])
                    to_end.append(what)
                    end = max(end, now)
                else:  # its replica crashed meanwhile; it failed then
                    while what >= 0:
                        t_refs[what] -= 1
                        if t_refs[what] > 0:
                            break
                        t_state[what] = NONE
                        unused.append(what)
                        what = t_parent[what]
            elif kind == FREE:
                if what // slots == s_epoch[what % slots]:
                    to_free.append(what % slots)
            elif kind == REPLY:
                req = a_req[what]
                if a_status[what] == 0:
                    a_status[what] = 1
                    r_live[req] -= 1
                    b_line = 0
                    if b_least > 0:
                        if a_trial[what] == 1:
                            b_open, b_trial, b_good, b_bad, b_since = 0, 0, 0, 0, now
                        if now >= b_since + b_window:
                            b_since, b_good, b_bad = now, 0, 0
                        b_good += 1
                    if r_status[req] == 0:
                        r_status[req] = SERVED
                        r_reply[req] = now
                        open_requests -= 1
                        end = max(end, now)
            elif kind == FAIL:
                if a_status[what] == 0:
                    a_status[what] = 2
                    to_lose.append(what)
            elif kind == TIMEOUT:
                if a_status[what] == 0:
                    a_status[what] = 2
                    a_reason[what] = TIMED_OUT
                    to_lose.append(what)
            elif kind == RETRY:
                r_wait[what] = 0
                if r_status[what] == 0:
                    to_send.append(what)
            elif kind == HEDGE:
                if r_status[what] == 0 and r_live[what] > 0:
                    to_send.append(what)
            elif kind == FILL:
                to_fill.append(what)
            elif kind in (LOST, LATE):  # a failure comes back to a box, or a box gives up waiting
                up = what
                while n_aside[t_node[up]] == 1:
                    up = t_parent[up]
                if kind == LATE and t_off[what] == 0 and t_state[t_parent[up]] == WAITS:
                    t_why[what], t_where[what] = TIMED_OUT, n_holder[t_node[what]]
                    c_late[t_where[what]] += 1
                    t_off[what] = 1
                    to_again.append(what)
                elif kind == LOST and t_off[what] != 1:
                    t_off[what] = 1
                    to_again.append(what)
                else:
                    while what >= 0:
                        t_refs[what] -= 1
                        if t_refs[what] > 0:
                            break
                        t_state[what] = NONE
                        unused.append(what)
                        what = t_parent[what]
            elif kind == AGAIN:  # after its pause a box makes a call again
                node = t_node[what]
                comp, up = n_holder[node], what
                while n_aside[t_node[up]] == 1:
                    up = t_parent[up]
                if t_state[t_parent[what]] == WAITS and t_state[t_parent[up]] == WAITS:
                    c_again[comp] += 1
                    t_off[what], t_deadline[what] = 0, np.inf
                    if c_timeout[comp] >= 0:
                        t_deadline[what] = now + c_timeout[comp]
                        t_refs[what] += 1
                        heappush(heap, (t_deadline[what], (seq << PUSHED) + ((what) << KIND) + LATE))
                        seq += 1
                    heappush(heap, (now + n_there[node], (seq << PUSHED) + ((what) << KIND) + ARRIVE))
                    seq += 1
                else:
                    t_state[what] = GONE
                    to_again.append(what)
            elif kind == EXPIRE:  # a queue delivers a message again, unless its work is done
                message, new = t_message[what], -1
                if message >= 0 and (m_done[message] < 0.0 or m_done[message] > now):
                    if len(unused) > 0:
                        new = unused.pop()
                    elif born < room:
                        new = born
                        born += 1
                    else:
                        full = True
                if new >= 0:
                    m_count[message] += 1
                    m_live[message] += 1
                    node = t_node[what]
                    t_att[new], t_node[new], t_parent[new] = t_att[what], node, t_parent[what]
                    t_copy[new], t_state[new], t_slot[new] = t_copy[what], TRAVELS, -1
                    t_refs[new], t_miss[new], t_lead[new] = 1, 0, -2
                    t_number[new] = 1 + (t_number[what] * 48271 + (node * 128 + t_again[what]) * 69621 + 7) % 1073741789
                    t_again[new], t_off[new], t_message[new] = t_again[what] + 1, 0, message
                    t_arrive[new] = -1.0
                    t_refs[t_parent[new]] += 1
                    heappush(heap, (now + n_there[node], (seq << PUSHED) + ((new) << KIND) + ARRIVE))
                    seq += 1
                while what >= 0:
                    t_refs[what] -= 1
                    if t_refs[what] > 0:
                        break
                    t_state[what] = NONE
                    unused.append(what)
                    what = t_parent[what]
            elif kind == FAULT:
                act, where = f_what[what], f_where[what]
                if act == CRASH:
                    s_down[where] += 1
                    s_epoch[where] += 1
                    comp = s_comp[where]
                    if c_auto[comp] == 1:
                        c_area[comp] += (now - c_last[comp]) * c_in[comp]
                        c_last[comp] = now
                    c_in[comp] -= s_in[where]
                    s_in[where] = 0
                    s_len[where] = 0
                    s_head[where], s_tail[where] = -1, -1
                    for tok in range(born):
                        if t_slot[tok] == where and t_state[tok] >= QUEUES and t_state[tok] <= WAITS \
                                and n_parent[t_node[tok]] >= 0:
                            if t_state[tok] == IN_SERVICE and c_servers[comp] != UNLIMITED:
                                c_used[comp] -= max(0.0, t_until[tok] - now)
                                v_hold[t_log[tok]] -= max(0.0, t_until[tok] - now)
                            if n_kept[t_node[tok]] == 1:  # who sent it still has it, and sends it again
                                if len(unused) > 0:
                                    new = unused.pop()
                                elif born < room:
                                    new = born
                                    born += 1
                                else:
                                    full = True
                                    break
                                t_att[new], t_node[new], t_parent[new] = t_att[tok], t_node[tok], t_parent[tok]
                                t_copy[new], t_state[new], t_slot[new] = t_copy[tok], TRAVELS, -1
                                t_refs[new], t_miss[new], t_lead[new] = 1, 0, -2
                                t_number[new], t_again[new], t_off[new] = t_number[tok], t_again[tok], 0
                                t_message[new], t_message[tok] = t_message[tok], -1
                                t_arrive[new] = t_arrive[tok] if t_state[tok] == QUEUES else -1.0
                                t_refs[t_parent[tok]] += 1
                                c_calls[comp] -= 1
                                to_arrive.append(new)
                            elif t_state[tok] == QUEUES:
                                if visited == visits:
                                    full = True
                                    break
                                v_comp[visited], v_slot[visited], v_hold[visited] = comp, where - c_slot[comp], -1.0
                                v_arrive[visited], v_wait[visited] = t_arrive[tok], now - t_arrive[tok]
                                visited += 1
                            to_fail.append(tok)
                            fail_why.append(CRASHED)
                    if c_policy[comp] > 0:
                        place = l_first[where]
                        while place >= 0:
                            after = k_after[place]
                            k_held[place], k_before[place], k_after[place] = 0, -1, -1
                            place = after
                        l_first[where], l_last[where], l_count[where] = -1, -1, 0
                elif act == NOTICE:
                    if s_down[where] + s_hole[where] > 0 and s_known[where] == 1:
                        s_known[where] = 0
                        c_dead[s_comp[where]] += 1
                elif act == SWALLOW:
                    s_hole[where] += 1
                elif act in (RESTORE, TAKE):
                    if act == TAKE:
                        s_hole[where] -= 1
                    else:
                        s_down[where] -= 1
                    if s_down[where] + s_hole[where] == 0 and s_known[where] == 0:
                        s_known[where] = 1
                        c_dead[s_comp[where]] -= 1
                elif act == SLOW:
                    s_slow[where] *= f_factor[what]
                elif act == NORMAL:
                    s_slow[where] /= f_factor[what]
                elif act == CUT:
                    cut[where] += 1
                elif act == MEND:
                    cut[where] -= 1
                elif act == HOLE:
                    hole[where] += 1
                elif act == PATCH:
                    hole[where] -= 1
                elif act == MUTE:
                    mute[where] += 1
                    muted += 1
                elif act == HEAR:
                    mute[where] -= 1
                    muted -= 1
                elif act == SPOIL:
                    s_fails[where] += f_factor[what]
                elif act == HEAL:
                    s_fails[where] -= f_factor[what]
                elif act == FILL_DISK:
                    s_full[where] += 1
                elif act == FREE_DISK:
                    s_full[where] -= 1
                else:
                    s_clock[where] += f_factor[what]
                if act in (NOTICE, RESTORE, MEND, TAKE, PATCH):
                    for tok in parked:
                        to_arrive.append(tok)
                    parked.clear()
            elif kind == TICK:
                comp = what
                area = c_area[comp] + (now - c_last[comp]) * c_in[comp]
                c_area[comp], c_last[comp] = 0.0, now
                use = area / (c_active[comp] * c_servers[comp] * c_interval[comp])
                ratio = use / c_target[comp]
                if ratio > 1.1 or ratio < 0.9:
                    wanted = int(c_active[comp] * ratio)
                    if wanted < c_active[comp] * ratio:
                        wanted += 1
                    wanted = max(c_least[comp], min(c_most[comp], wanted))
                    more = wanted - c_active[comp] - c_coming[comp]
                    if more > 0:
                        c_coming[comp] += more
                        what = comp + components * more
                        heappush(heap, (now + c_delay[comp], (seq << PUSHED) + ((what) << KIND) + READY))
                        seq += 1
                    elif wanted < c_active[comp]:
                        c_active[comp] = wanted
                        g_time.append(now), g_comp.append(comp), g_count.append(wanted)
                if coming < n or open_requests > 0:
                    heappush(heap, (now + c_interval[comp], (seq << PUSHED) + ((comp) << KIND) + TICK))
                    seq += 1
            else:  # READY
                comp, more = what % components, what // components
                c_coming[comp] -= more
                c_active[comp] = min(c_most[comp], c_active[comp] + more)
                g_time.append(now), g_comp.append(comp), g_count.append(c_active[comp])
        else:
            break
        events += 1
        if events > most_events:
            break

        while True:
            if len(to_call) > 0:  # a call makes its own calls: all of them, or the next one
                tok = to_call.pop()
                if t_state[tok] != WAITS:
                    continue
                node, att = t_node[tok], t_att[tok]
                comp, req = n_comp[node], a_req[att]
                at, waits = t_place[tok], False
                first_calls = at == child_from[node] and t_part[tok] == 0
                while at < child_from[node + 1] and not waits:
                    child = child_list[at]
                    held = not full and (n_broadcast[node] == 0 or t_copy[tok] % c_size[comp] == 0)
                    for g in range(guard_from[child], guard_from[child + 1]):
                        up = tok
                        while t_node[up] != guard_node[g]:
                            up = t_parent[up]
                        if guard_kind[g] == 1:
                            if t_miss[up] == 0:
                                held = False
                                break
                        else:
                            look = guard_node[g]
                            where = d_choice[look] + t_copy[up] * r_many[req] + r_rank[req]
                            if t_number[up] > 0:
                                where = spare(d_choice[look] + n_size[look], r_rank[req], t_number[up], t_copy[up],
                                              again)
                            draw = draws[where]
                            if draw < guard_low[g] or draw >= guard_high[g]:
                                held = False
                                break
                    if not held:
                        at += 1
                        continue
                    lanes = 1
                    into = n_comp[child]
                    if n_broadcast[child] == 1:
                        lanes = c_size[into]
                    copies = int(n_calls[child])
                    if n_calls[child] > copies:
                        where = d_calls[child] + t_copy[tok] * n_copies[child] * r_many[req] + r_rank[req]
                        if t_number[tok] > 0:
                            where = spare(d_calls[child] + n_size[child], r_rank[req], t_number[tok], t_copy[tok],
                                          again)
                        draw = draws[where]
                        if draw < n_calls[child] - copies:
                            copies += 1
                    part = t_part[tok]
                    upto = copies
                    if n_sequence[node] == 1 and n_waits[child] == 1 and part < copies:
                        upto, waits = part + 1, True
                    travel = n_there[child]
                    if n_aside[child] == 1 and first_calls:
                        travel += n_back[node]
                    for number in range(part * lanes, upto * lanes):
                        if len(unused) > 0:
                            new = unused.pop()
                        elif born < room:
                            new = born
                            born += 1
                        else:
                            full = True
                            break
                        t_att[new], t_node[new], t_parent[new] = att, child, tok
                        t_copy[new] = t_copy[tok] * n_copies[child] + number
                        t_state[new], t_slot[new], t_refs[new], t_miss[new], t_lead[new] = TRAVELS, -1, 1, 0, -2
                        t_arrive[new] = -1.0
                        t_number[new], t_again[new], t_off[new], t_message[new] = t_number[tok], 0, 0, -1
                        t_deadline[new] = np.inf
                        if n_kept[child] == 1 and (lanes == 1 or number % lanes == 0):
                            if posted == posts:
                                full = True
                                break
                            m_comp[posted], m_came[posted] = comp, t_arrive[tok]
                            t_message[new] = posted
                            posted += 1
                        t_refs[tok] += 1
                        if n_waits[child] == 1 and (lanes == 1 or number % lanes == 0):
                            t_pending[tok] += 1
                            if n_holder[child] >= 0 and c_timeout[n_holder[child]] >= 0:
                                t_deadline[new] = now + c_timeout[n_holder[child]]
                                if n_aside[child] == 1 and first_calls:
                                    t_deadline[new] += n_back[node]
                                t_refs[new] += 1
                                heappush(heap, (t_deadline[new], (seq << PUSHED) + ((new) << KIND) + LATE))
                                seq += 1
                        if travel == 0.0 and n_quick[child] == 0:
                            to_arrive.append(new)
                        elif travel == 0.0:
                            t_slot[new] = c_slot[into]
                            t_epoch[new] = s_epoch[c_slot[into]]
                            t_arrive[new], t_start[new] = now, now
                            c_calls[into] += 1
                            o_comp.append(into), o_time.append(now)
                            to_end.append(new)
                        else:
                            heappush(heap, (now + travel, (seq << PUSHED) + ((new) << KIND) + ARRIVE))
                            seq += 1
                    t_part[tok] = upto
                    if upto >= copies:
                        t_part[tok] = 0
                        at += 1
                t_place[tok] = at
                if t_pending[tok] == 0:
                    to_answer.append(tok)
                continue
            if turn < len(to_arrive):
                tok = to_arrive[turn]
                turn += 1
                if turn == len(to_arrive):
                    to_arrive.clear()
                    turn = 0
                node = t_node[tok]
                comp = n_comp[node]
                c_calls[comp] += 1
                if t_arrive[tok] < 0.0:
                    t_arrive[tok] = now
                if cut[node] + hole[node] > 0:
                    if n_kept[node] == 1:
                        c_calls[comp] -= 1
                        parked.append(tok)
                    else:
                        o_comp.append(comp), o_time.append(now)
                        if cut[node] > 0:  # else it is swallowed: whoever waits for it waits on
                            to_fail.append(tok)
                            fail_why.append(LINK_LOST)
                    continue
                att = t_att[tok]
                req = a_req[att]
                first, many = c_slot[comp], c_active[comp]
                copy = t_copy[tok]
                slot, part = -1, -1.0
                mode = c_balance[comp]
                if c_shards[comp] > 1:  # the shard of the key, or by chance: the same for all copies of a write
                    many = c_size[comp]
                    mark = copy - copy % many if n_broadcast[node] == 1 else copy
                    if t_number[tok] == 0:
                        part = draws[d_lane[node] + mark * r_many[req] + r_rank[req]]
                    else:
                        part = draws[spare(d_lane[node] + n_size[node], r_rank[req], t_number[tok], mark, again)]
                    if keys > 0:
                        shard = (r_key[req] if mode == BY_INDEX else r_hash[req]) % c_shards[comp]
                    else:
                        shard = int(part * c_shards[comp])
                        part = part * c_shards[comp] - shard
                    if c_hit[comp] < 1.0 and c_dead[comp] > 0:  # a cache's dead shard is taken over by the next one
                        for step in range(c_shards[comp]):
                            begin, known = first + (shard + step) % c_shards[comp] * many, 0
                            for s in range(begin, begin + many):
                                known += s_known[s]
                            if known > 0:
                                shard = (shard + step) % c_shards[comp]
                                break
                    first += shard * many
                    if mode in (BY_KEY, BY_INDEX):
                        mode = ROUND_ROBIN
                if n_broadcast[node] == 1:
                    slot = first + copy % c_size[comp]
                    lead = first
                    while lead < first + many and s_known[lead] == 0:
                        lead += 1
                    if lead < first + many and lead > first:  # the first copy is led by the next one that lives
                        if slot == first:
                            slot = lead
                        elif slot == lead:
                            slot = first
                    if s_down[slot] > 0 and copy % c_size[comp] != 0:
                        c_calls[comp] -= 1
                        to_answer.append(tok)  # it will copy what it missed when it is back
                        t_state[tok] = WAITS
                        t_inner[tok], t_aside[tok] = now, -1.0
                        continue
                else:
                    dead = c_dead[comp]
                    if mode == ROUND_ROBIN:
                        for _ in range(many):
                            look = first + s_turn[first] % many
                            s_turn[first] += 1
                            if s_known[look] == 1:
                                slot = look
                                break
                    elif mode in (BY_KEY, BY_INDEX) and keys > 0:
                        number = r_hash[req] if mode == BY_KEY else r_key[req]
                        for step in range(many):
                            look = first + (number + step) % many
                            if s_known[look] == 1:
                                slot = look
                                break
                    else:
                        lane = part
                        if part < 0 and t_number[tok] == 0:
                            lane = draws[d_lane[node] + copy * r_many[req] + r_rank[req]]
                        elif part < 0:
                            lane = draws[spare(d_lane[node] + n_size[node], r_rank[req], t_number[tok], copy, again)]
                        living = many
                        if dead > 0:
                            living = 0
                            for s in range(first, first + many):
                                living += s_known[s]
                        if living > 0:
                            if mode == SHORTEST:
                                best, ties = -1, 0  # of several equally short ones, chance takes one
                                for look in range(first, first + many):
                                    if s_known[look] == 1:
                                        inside = s_in[look] + s_len[look]
                                        if best < 0 or inside < best:
                                            best, ties = inside, 1
                                        elif inside == best:
                                            ties += 1
                                left = int(lane * ties)
                                for look in range(first, first + many):
                                    if s_known[look] == 1 and s_in[look] + s_len[look] == best:
                                        if left == 0:
                                            slot = look
                                            break
                                        left -= 1
                            else:
                                one = int(lane * living)
                                other = -1
                                if mode == TWO_CHOICES and living > 1:
                                    other = int((lane * living - one) * (living - 1))
                                    if other >= one:
                                        other += 1
                                if living == many:
                                    slot = first + one
                                    if other >= 0:
                                        other += first
                                else:
                                    passed, found = 0, -1
                                    for s in range(first, first + many):
                                        if s_known[s] == 1:
                                            if passed == one:
                                                slot = s
                                            if passed == other:
                                                found = s
                                            passed += 1
                                    other = found
                                if other >= 0 and s_in[other] + s_len[other] < s_in[slot] + s_len[slot]:
                                    slot = other
                if slot < 0 or s_down[slot] + s_hole[slot] > 0:
                    if n_kept[node] == 1:
                        c_calls[comp] -= 1
                        parked.append(tok)
                    else:
                        o_comp.append(comp), o_time.append(now)
                        if slot < 0 or s_down[slot] > 0:  # else it is swallowed
                            to_fail.append(tok)
                            fail_why.append(REPLICA_DOWN)
                    continue
                t_slot[tok] = slot
                if s_in[slot] < c_servers[comp]:
                    t_state[tok] = QUEUES
                    t_next[tok] = -2  # goes straight on
                    begin = tok
                elif c_limit[comp] >= 0 and s_len[slot] >= c_limit[comp]:
                    o_comp.append(comp), o_time.append(now)
                    to_fail.append(tok)
                    fail_why.append(QUEUE_FULL)
                    continue
                elif c_shed[comp] >= 0 and (s_len[slot] + 1) * c_busy[comp] > c_shed[comp] * c_servers[comp]:
                    o_comp.append(comp), o_time.append(now)
                    to_fail.append(tok)
                    fail_why.append(LOAD_SHED)
                    continue
                else:
                    t_state[tok] = QUEUES
                    t_next[tok] = -1
                    if s_tail[slot] >= 0:
                        t_next[s_tail[slot]] = tok
                    else:
                        s_head[slot] = tok
                    s_tail[slot] = tok
                    s_len[slot] += 1
                    continue
            elif len(to_free) > 0:
                slot = to_free.pop()
                comp = s_comp[slot]
                if c_auto[comp] == 1:
                    c_area[comp] += (now - c_last[comp]) * c_in[comp]
                    c_last[comp] = now
                s_in[slot] -= 1
                c_in[comp] -= 1
                begin = s_head[slot]
                if begin < 0:
                    continue
                s_head[slot] = t_next[begin]
                if s_head[slot] < 0:
                    s_tail[slot] = -1
                s_len[slot] -= 1
            elif len(to_end) > 0:
                tok = to_end.pop()
                node = t_node[tok]
                comp, att = n_comp[node], t_att[tok]
                req = a_req[att]
                if comp >= 0 and r_traced[req] == 1 and n_parent[n_parent[node]] >= 0:
                    h_req.append(req), h_node.append(node), h_number.append(a_number[att])
                    h_arrive.append(t_arrive[tok]), h_start.append(t_start[tok]), h_done.append(now)
                if comp >= 0 and (s_fails[t_slot[tok]] > 0.0 or s_full[t_slot[tok]] > 0):
                    failing = s_full[t_slot[tok]] > 0 and n_writes[node] == 1
                    if not failing and s_fails[t_slot[tok]] > 0.0:
                        at = d_fails[node] + t_copy[tok] * r_many[req] + r_rank[req]
                        if t_number[tok] > 0:
                            at = spare(d_fails[node] + n_size[node], r_rank[req], t_number[tok], t_copy[tok], again)
                        failing = draws[at] < s_fails[t_slot[tok]]
                    if failing:
                        t_state[tok] = TRAVELS  # its service is over
                        to_fail.append(tok)
                        fail_why.append(FAILED)
                        continue
                t_state[tok] = WAITS
                t_inner[tok], t_aside[tok], t_pending[tok] = now, -1.0, 0
                stale = False
                if n_beside[node] == 1 and n_holder[node] >= 0:  # its caller fetches only if the miss comes in time
                    stale = t_off[tok] == 1 or now + n_back[node] >= t_deadline[tok]
                if n_beside[node] == 1 and mute[node] > 0:  # or if it comes at all
                    stale = True
                if n_caching[node] == 1:
                    if c_policy[comp] == 0:
                        at = d_hit[node] + t_copy[tok] * r_many[req] + r_rank[req]
                        if t_number[tok] > 0:
                            at = spare(d_hit[node] + n_size[node], r_rank[req], t_number[tok], t_copy[tok], again)
                        draw = draws[at]
                        t_miss[tok] = 1 if draw >= c_hit[comp] else 0
                    else:
                        slot = t_slot[tok]
                        key = c_store[comp] + (slot - c_slot[comp]) * keys + r_key[req]
                        age = now + s_clock[slot] - k_time[key]
                        fresh = k_held[key] == 1 and (c_ttl[comp] < 0 or age <= c_ttl[comp])
                        t_miss[tok] = 0 if fresh else 1
                        if fresh and c_policy[comp] == 1 and l_first[slot] != key:
                            before, after = k_before[key], k_after[key]
                            k_after[before] = after
                            if after >= 0:
                                k_before[after] = before
                            else:
                                l_last[slot] = before
                            k_before[key], k_after[key] = -1, l_first[slot]
                            k_before[l_first[slot]] = key
                            l_first[slot] = key
                        if not fresh and c_coalesce[comp] == 1 and not stale:
                            leader = k_fetch[key]
                            if leader >= 0:  # somebody fetches it already: wait for that
                                t_next[tok] = t_lead[leader]
                                t_lead[leader] = tok
                                t_pending[tok] = -1
                                continue
                            k_fetch[key] = tok
                            t_lead[tok] = -1
                elif n_writes[node] == 1 and comp >= 0 and c_policy[comp] > 0:
                    t_refs[tok] += 1
                    to_fill.append(tok)
                if stale:
                    t_miss[tok] = 0
                elif n_beside[node] == 1 and t_miss[tok] == 1:
                    t_off[tok] = 3
                t_place[tok], t_part[tok] = child_from[node + 1] if stale else child_from[node], 0
                to_call.append(tok)
                continue
            elif len(to_answer) > 0:
                tok = to_answer.pop()
                if t_state[tok] != WAITS:
                    continue
                node = t_node[tok]
                t_state[tok] = GONE
                parent = t_parent[tok]
                final = t_inner[tok] + n_back[node]
                if t_aside[tok] > final:
                    final = t_aside[tok]
                if n_caching[node] == 1 and t_miss[tok] == 1 and c_policy[n_comp[node]] > 0:
                    t_refs[tok] += 1
                    heappush(heap, (max(now, t_inner[tok], t_aside[tok]), (seq << PUSHED) + ((tok) << KIND) + FILL))
                    seq += 1
                if t_message[tok] >= 0:  # its work is done
                    message, done = t_message[tok], max(t_inner[tok], t_aside[tok])
                    m_live[message] -= 1
                    if m_done[message] < 0.0 or done < m_done[message]:
                        m_done[message] = done
                if n_parent[node] < 0:
                    att = t_att[tok]
                    req = a_req[att]
                    if direct and timeout < 0 and a_status[att] == 0 and r_status[req] == 0:
                        a_status[att], r_status[req], r_reply[req] = 1, SERVED, final
                        r_live[req] -= 1
                        open_requests -= 1
                        end = max(end, final)
                    else:
                        heappush(heap, (final, (seq << PUSHED) + ((att) << KIND) + REPLY))
                        seq += 1
                elif n_waits[node] == 1 and (n_broadcast[node] == 0 or t_copy[tok] % c_size[n_comp[node]] == 0) \
                        and t_state[parent] == WAITS and mute[node] == 0 \
                        and (n_holder[node] < 0 or t_off[tok] == 3 or (t_off[tok] == 0 and final < t_deadline[tok])):
                    t_off[tok] = 3
                    if n_aside[node] == 1:
                        if final > t_aside[parent]:
                            t_aside[parent] = final
                    elif final > t_inner[parent]:
                        t_inner[parent] = final
                    t_pending[parent] -= 1
                    if t_pending[parent] == 0:
                        above = t_node[parent]
                        if n_sequence[above] == 0 or t_place[parent] == child_from[above + 1]:
                            to_answer.append(parent)
                        elif final <= now:
                            to_call.append(parent)
                        else:
                            t_refs[parent] += 1
                            heappush(heap, (final, (seq << PUSHED) + ((parent) << KIND) + ARRIVE))
                            seq += 1
                while tok >= 0:
                    t_refs[tok] -= 1
                    if t_refs[tok] > 0:
                        break
                    t_state[tok] = NONE
                    unused.append(tok)
                    tok = t_parent[tok]
                continue
            elif len(to_fill) > 0:
                tok = to_fill.pop()
                node = t_node[tok]
                comp, slot = n_comp[node], t_slot[tok]
                key = c_store[comp] + (slot - c_slot[comp]) * keys + r_key[a_req[t_att[tok]]]
                if s_down[slot] == 0 and t_epoch[tok] == s_epoch[slot]:
                    k_time[key] = now + s_clock[slot]
                    if k_held[key] == 0 or (c_policy[comp] == 1 and l_first[slot] != key):
                        if k_held[key] == 1:
                            before, after = k_before[key], k_after[key]
                            k_after[before] = after
                            if after >= 0:
                                k_before[after] = before
                            else:
                                l_last[slot] = before
                        else:
                            k_held[key] = 1
                            l_count[slot] += 1
                            if l_count[slot] > c_entries[comp]:
                                old = l_last[slot]
                                l_last[slot] = k_before[old]
                                if l_last[slot] >= 0:
                                    k_after[l_last[slot]] = -1
                                else:
                                    l_first[slot] = -1
                                k_held[old], k_before[old], k_after[old] = 0, -1, -1
                                l_count[slot] -= 1
                        k_before[key], k_after[key] = -1, l_first[slot]
                        if l_first[slot] >= 0:
                            k_before[l_first[slot]] = key
                        else:
                            l_last[slot] = key
                        l_first[slot] = key
                if k_fetch[key] == tok:
                    k_fetch[key] = -1
                    waiting = t_lead[tok]
                    while waiting >= 0:
                        after = t_next[waiting]
                        t_pending[waiting] = 0
                        t_miss[waiting] = 0
                        t_inner[waiting] = now
                        to_answer.append(waiting)
                        waiting = after
                    t_lead[tok] = -2
                while tok >= 0:
                    t_refs[tok] -= 1
                    if t_refs[tok] > 0:
                        break
                    t_state[tok] = NONE
                    unused.append(tok)
                    tok = t_parent[tok]
                continue
            elif len(to_fail) > 0:
                tok = to_fail.pop()
                why = fail_why.pop()
                was = t_state[tok]
                if was in (GONE, NONE):
                    continue
                node = t_node[tok]
                failed_at = n_comp[node]
                if why >= WAYS:  # a call that it waits for has failed for good
                    failed_at, why = why // WAYS - 1, why % WAYS
                elif (was != WAITS or why == CRASHED) and (why != CRASHED or n_kept[node] == 0):
                    drops[n_comp[node] * WAYS + why] += 1
                up = tok
                while t_off[up] == 2:
                    up = t_parent[up]
                look, heard = tok, True
                while muted > 0 and look >= 0:
                    if mute[t_node[look]] > 0:
                        heard = False
                    look = t_parent[look]
                if heard and n_guarded[t_node[up]] == 0 and n_home[node] >= 0 and a_status[t_att[tok]] == 0 and \
                        (n_broadcast[node] == 0 or t_copy[tok] % c_size[n_comp[node]] == 0):
                    if a_reason[t_att[tok]] == 0:
                        a_reason[t_att[tok]] = why
                        a_where[t_att[tok]] = failed_at
                    heappush(heap, (now + n_home[node], (seq << PUSHED) + ((t_att[tok]) << KIND) + FAIL))
                    seq += 1
                if was == IN_SERVICE:
                    t_refs[tok] += 1  # its END is still to come
                # it fails, and all who wait for it, up to one who may try again; whoever waits for its fetch fails too
                up, wire, direct_back = tok, 0.0, t_off[tok] == 2
                while up >= 0:
                    if t_state[up] == GONE or t_state[up] == NONE or (up != tok and t_state[up] != WAITS):
                        break
                    t_state[up] = GONE
                    if t_lead[up] >= -1:
                        key = c_store[n_comp[t_node[up]]] + (t_slot[up] - c_slot[n_comp[t_node[up]]]) * keys \
                            + r_key[a_req[t_att[up]]]
                        if k_fetch[key] == up:
                            k_fetch[key] = -1
                        waiting = t_lead[up]
                        while waiting >= 0:
                            after = t_next[waiting]
                            to_fail.append(waiting)
                            fail_why.append(why)
                            waiting = after
                        t_lead[up] = -2
                    parent = t_parent[up]
                    going = n_waits[t_node[up]] == 1 and t_off[up] != 1 and mute[t_node[up]] == 0 and (
                        n_broadcast[t_node[up]] == 0 or t_copy[up] % c_size[n_comp[t_node[up]]] == 0)
                    if not direct_back:  # else the caller, not the cache beside, heard of it
                        wire += n_back[t_node[up]]
                    direct_back = n_aside[t_node[up]] == 1
                    if going and n_holder[t_node[up]] >= 0 and t_off[up] != 2:
                        t_why[up], t_where[up] = why, failed_at
                        t_refs[up] += 1
                        heappush(heap, (now + wire, (seq << PUSHED) + ((up) << KIND) + LOST))
                        seq += 1
                        going = False
                    if t_message[up] >= 0:
                        message, comp = t_message[up], n_comp[n_parent[t_node[up]]]
                        m_live[message] -= 1
                        if c_visible[comp] >= 0 and t_again[up] + 1 < c_deliveries[comp] and t_off[up] != 4:
                            t_off[up] = 4
                            t_refs[up] += 1
                            heappush(heap, (now + c_visible[comp], (seq << PUSHED) + ((up) << KIND) + EXPIRE))
                            seq += 1
                        if m_live[message] == 0 and m_done[message] < 0.0 and m_count[message] >= c_deliveries[comp]:
                            m_failed[message] = now
                    down = up
                    while down >= 0:
                        t_refs[down] -= 1
                        if t_refs[down] > 0:
                            break
                        t_state[down] = NONE
                        unused.append(down)
                        down = t_parent[down]
                    if not going:
                        break
                    up = parent
                continue
            elif len(to_again) > 0:  # a call is lost for the box that made it: again, or that box fails its own caller
                tok = to_again.pop()
                node, parent = t_node[tok], t_parent[tok]
                comp, caller = n_holder[node], tok
                while n_aside[t_node[caller]] == 1:
                    caller = t_parent[caller]
                caller = t_parent[caller]
                if t_state[parent] == WAITS:
                    att = t_att[tok]
                    wanted = t_state[caller] == WAITS and t_again[tok] < c_retries[comp]
                    if cancels == 1 and n_home[node] >= 0:
                        up = caller
                        while up >= 0:
                            if t_off[up] == 1:
                                wanted = False
                            up = t_parent[up]
                        if a_status[att] != 0 or r_status[a_req[att]] != 0:
                            wanted = False
                    if wanted:
                        if len(unused) > 0:
                            new = unused.pop()
                        elif born < room:
                            new = born
                            born += 1
                        else:
                            full = True
                            break
                        pause = c_backoff[comp]
                        for _ in range(t_again[tok]):  # step by step, so that compiled and interpreted round alike
                            pause *= c_growth[comp]
                        pause = min(pause, c_longest[comp])
                        number = 1 + (t_number[tok] * 48271 + (node * 16 + t_again[tok]) * 69621 + 7) % 1073741789
                        draw = jitters[spare(0, a_req[att], number, t_copy[tok], again)]
                        t_att[new], t_node[new], t_parent[new], t_copy[new] = att, node, parent, t_copy[tok]
                        t_state[new], t_slot[new], t_refs[new], t_miss[new], t_lead[new] = TRAVELS, -1, 1, 0, -2
                        t_number[new], t_again[new], t_off[new], t_message[new] = number, t_again[tok] + 1, 0, -1
                        t_why[new], t_where[new], t_arrive[new] = t_why[tok], t_where[tok], -1.0
                        t_refs[parent] += 1
                        pause *= 1.0 - c_jitter[comp] * draw
                        heappush(heap, (now + pause, (seq << PUSHED) + ((new) << KIND) + AGAIN))
                        seq += 1
                    else:
                        up = parent
                        while up != caller:  # caches beside whose misses this box fetches
                            t_off[up] = 2
                            up = t_parent[up]
                        to_fail.append(parent)
                        fail_why.append(t_why[tok] + WAYS * (t_where[tok] + 1))
                while tok >= 0:
                    t_refs[tok] -= 1
                    if t_refs[tok] > 0:
                        break
                    t_state[tok] = NONE
                    unused.append(tok)
                    tok = t_parent[tok]
                continue
            elif len(to_lose) > 0:
                att = to_lose.pop()
                req = a_req[att]
                why = a_reason[att]
                r_live[req] -= 1
                if b_least > 0 and why == ABANDONED:  # another copy was answered: that is no failure, and no trial
                    if a_trial[att] == 1:
                        b_trial = 0
                elif b_least > 0 and why != CIRCUIT_OPEN:
                    if now >= b_since + b_window:
                        b_since, b_good, b_bad = now, 0, 0
                    b_bad += 1
                    b_line += 1
                    if a_trial[att] == 1 or (b_open == 0 and b_row == 0 and b_good + b_bad >= b_least
                                             and b_bad >= b_share * (b_good + b_bad)) \
                            or (b_open == 0 and b_row > 0 and b_line >= b_row):
                        b_open, b_until, b_trial = 1, now + b_pause, 0
                        b_since, b_good, b_bad, b_line = now, 0, 0, 0
                if r_status[req] != 0:
                    continue
                r_reason[req] = why
                r_where[req] = a_where[att]
                if r_retry[req] < retries and allowed > 0.999999999 and r_wait[req] == 0:
                    allowed -= 1.0
                    pause = backoff
                    for _ in range(r_retry[req]):  # step by step, so that compiled and interpreted round alike
                        pause *= growth
                    pause = min(pause, longest)
                    draw = jitters[spare(0, req, r_retry[req], 0, again)]
                    r_retry[req] += 1
                    r_wait[req] = 1
                    heappush(heap, (now + pause * (1.0 - jitter * draw), (seq << PUSHED) + ((req) << KIND) + RETRY))
                    seq += 1
                elif r_live[req] == 0 and r_wait[req] == 0:
                    r_status[req] = why
                    r_reply[req] = now
                    open_requests -= 1
                    end = max(end, now)
                continue
            elif len(to_send) > 0:
                req = to_send.pop()
                if sent == sends:
                    full = True
                    break
                att = sent
                sent += 1
                a_req[att], a_number[att] = req, r_tries[req]
                r_tries[req] += 1
                r_live[req] += 1
                if b_open == 1:
                    if now >= b_until and b_trial == 0:
                        b_trial = 1
                        a_trial[att] = 1
                    else:
                        unsent += 1
                        a_status[att], a_reason[att] = 2, CIRCUIT_OPEN
                        to_lose.append(att)
                        continue
                a_time[sent - unsent - 1] = now
                if timeout >= 0:
                    heappush(heap, (now + timeout, (seq << PUSHED) + ((att) << KIND) + TIMEOUT))
                    seq += 1
                if hedge >= 0 and r_tries[req] == 1:
                    heappush(heap, (now + hedge, (seq << PUSHED) + ((req) << KIND) + HEDGE))
                    seq += 1
                if len(unused) > 0:
                    new = unused.pop()
                elif born < room:
                    new = born
                    born += 1
                else:
                    full = True
                    break
                while phase + 1 < len(p_time) and p_time[phase + 1] <= now:
                    phase += 1
                t_att[new], t_node[new], t_parent[new], t_copy[new] = att, p_root[phase * kinds + r_kind[req]], -1, 0
                t_state[new], t_slot[new], t_refs[new], t_miss[new], t_lead[new] = WAITS, -1, 1, 0, -2
                t_number[new], t_again[new], t_off[new], t_message[new] = a_number[att], 0, 0, -1
                t_arrive[new], t_start[new] = now, now
                to_end.append(new)
                continue
            else:
                break

            # a call begins its service: from its arrival, or from the head of the queue
            tok = begin
            node = t_node[tok]
            comp, slot, att = n_comp[node], t_slot[tok], t_att[tok]
            req = a_req[att]
            s_in[slot] += 1
            if c_auto[comp] == 1:
                c_area[comp] += (now - c_last[comp]) * c_in[comp]
                c_last[comp] = now
            c_in[comp] += 1
            t_epoch[tok] = s_epoch[slot]
            useless = False
            if cancels == 1 and n_home[node] >= 0:
                useless = a_status[att] != 0 or r_status[req] != 0
                up = tok if n_guarded[node] > 0 else -1
                while up >= 0 and not useless:
                    useless = t_off[up] == 1 or (up != tok and t_state[up] == GONE)
                    up = t_parent[up]
            if useless:
                if visited == visits:
                    full = True
                    break
                v_comp[visited], v_slot[visited], v_hold[visited] = comp, slot - c_slot[comp], -1.0
                v_arrive[visited], v_wait[visited] = t_arrive[tok], now - t_arrive[tok]
                visited += 1
                to_fail.append(tok)
                fail_why.append(ABANDONED)
                to_free.append(slot)
                continue
            unit = 1.0
            if d_service[node] >= 0:
                at = d_service[node] + t_copy[tok] * r_many[req] + r_rank[req]
                if t_number[tok] > 0:
                    at = spare(d_service[node] + n_size[node], r_rank[req], t_number[tok], t_copy[tok], again)
                unit = draws[at]
            unit *= s_slow[slot]
            if c_press[comp] > 0.0 and s_in[slot] + s_len[slot] > c_above[comp]:
                unit *= min(c_worst[comp], 1.0 + c_press[comp] * (s_in[slot] + s_len[slot] - c_above[comp]))
            t_state[tok] = IN_SERVICE
            t_start[tok] = now
            if t_message[tok] >= 0:
                queue = n_comp[n_parent[node]]
                if c_visible[queue] >= 0 and t_again[tok] + 1 < c_deliveries[queue]:
                    t_off[tok] = 4
                    t_refs[tok] += 1
                    heappush(heap, (now + c_visible[queue], (seq << PUSHED) + ((tok) << KIND) + EXPIRE))
                    seq += 1
            hold = unit * c_busy[comp]
            if c_servers[comp] != UNLIMITED:
                if visited == visits:
                    full = True
                    break
                v_comp[visited], v_slot[visited] = comp, slot - c_slot[comp]
                v_arrive[visited], v_wait[visited], v_hold[visited] = t_arrive[tok], now - t_arrive[tok], hold
                t_log[tok] = visited
                visited += 1
                c_used[comp] += hold
                t_until[tok] = now + hold
                if c_busy[comp] != c_stay[comp]:
                    heappush(heap, (now + hold, (seq << PUSHED) + ((s_epoch[slot] * slots + slot) << KIND) + FREE))
                    seq += 1
            else:
                o_comp.append(comp), o_time.append(now)
            heappush(heap, (now + unit * c_stay[comp], (seq << PUSHED) + ((tok) << KIND) + END))
            seq += 1

    end = max(end, horizon)
    for tok in range(born):  # whoever waits still
        if t_state[tok] == QUEUES:
            parked.append(tok)
    for tok in parked:
        if visited == visits:
            full = True
            break
        comp = n_comp[t_node[tok]]
        v_comp[visited], v_slot[visited], v_hold[visited] = comp, max(0, t_slot[tok] - c_slot[comp]), -1.0
        v_arrive[visited], v_wait[visited] = t_arrive[tok], max(0.0, end - t_arrive[tok])
        visited += 1
    # numba takes no tuple of more than 30: those that belong together stand in one
    return (r_status, r_reply, -1 if full else sent - unsent,
            (v_comp[:visited], v_slot[:visited], v_arrive[:visited], v_wait[:visited], v_hold[:visited]),
            (np.array(h_req), np.array(h_node), np.array(h_number), np.array(h_arrive), np.array(h_start),
             np.array(h_done)),
            (np.array(g_time), np.array(g_comp), np.array(g_count)), c_calls, c_used, drops, r_where, c_again, c_late,
            (m_comp[:posted], m_came[:posted], m_done[:posted], m_failed[:posted], m_count[:posted]),
            (np.array(o_comp), np.array(o_time)), a_time[:sent - unsent], end)
