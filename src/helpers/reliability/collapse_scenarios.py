"""The eight scenarios themselves; their numbers are chosen small, so that each runs in a moment.

Each has room to spare before its trigger, which lasts seconds. What comes after it is the lesson.
"""

from __future__ import annotations

from collections.abc import Callable

from helpers.architecture import Architecture, Component
from helpers.reliability.collapse_parts import Collapse, Cure
from helpers.simulation import (
    Behaviour,
    Caching,
    CallPolicy,
    Client,
    Constant,
    Fault,
    Keys,
    Pressure,
    Spike,
    Workload,
)

BRONSON = "Bronson and others, Metastable Failures in Distributed Systems, HotOS 2021"
HUANG = "Huang and others, Metastable Failures in the Wild, OSDI 2022"
BUILDERS = "Amazon Builders' Library, Using load shedding to avoid overload, 2019"
QUEUES = "Amazon Builders' Library, Avoiding insurmountable queue backlogs, 2019"
SRE = "Site Reliability Engineering, Google, 2016, chapter 22, Addressing Cascading Failures"
NYGARD = "M. Nygard, Release It!, 2007, chapter 4"
MEMCACHE = "Nishtala and others, Scaling Memcache at Facebook, NSDI 2013"
READ = ({"name": "open", "share": 1, "reads": ["item"]},)
AT, UNTIL, END = 20.0, 30.0, 120.0  # the trigger begins and ends, the run ends; seconds


def _chain(name: str, *boxes: Component) -> Architecture:
    made = Architecture(name).add(Component("client", "client"), *boxes)
    for source, target in zip(("client", *(each.name for each in boxes)), boxes, strict=False):
        made = made.connect(source, target.name, latency="1 ms")
    return made


def _service(name: str = "api", **details) -> Component:
    return Component(name, "service", **{"servers": 2, "service_time": "10 ms", **details})


def _cached(hits: Component, store: Component) -> Architecture:
    made = Architecture("Cached").add(Component("client", "client"), _service(servers=100, service_time="1 ms"), hits,
                                      store)
    for source, target in (("client", "api"), ("api", hits.name), ("api", store.name)):
        made = made.connect(source, target, latency="1 ms")
    return made


def _store(servers: int, time: str) -> Component:
    return Component("store", "sql", servers=servers, service_time=time, stores="item")


def _retry_storm() -> Collapse:
    client = Client(timeout="250 ms", retries=3, backoff="50 ms")
    return Collapse(
        "retry_storm", "Retry storm",
        "A service that takes 200 requests a second gets 120. For ten seconds 500 come. Replies are late, so that each "
        "caller asks up to four times. When the spike is over, 120 callers a second still send 480 requests: the "
        "service works on what nobody waits for any more.",
        _chain("Storm", _service()), Workload("120/s", Spike("500/s", AT, UNTIL - AT), duration=END), client,
        {"api": Behaviour(queue_limit=1_000)}, (), (AT, UNTIL), True,
        Cure("a retry budget", "Retries may be a tenth of the requests at most, so that they cannot multiply the load.",
             client=client.replace(budget=0.1)), BRONSON)


def _stale_queue() -> Collapse:
    return Collapse(
        "stale_queue", "Goodput collapse by a stale queue",
        "A service is 90% busy. A spike of ten seconds fills its queue, first come, first served. From then on every "
        "request waits longer than its caller does: the service is busy all the time and answers nobody in time. The "
        "little room that it has to spare empties the queue only after minutes.",
        _chain("Stale", _service()), Workload("180/s", Spike("500/s", AT, UNTIL - AT), duration=END),
        Client(timeout="500 ms"), {}, (), (AT, UNTIL), True,
        Cure("load shedding", "Who would wait longer than 250 ms is refused at once: the queue stays short, and what "
             "is served is served in time.", behaviours={"api": Behaviour(shed_above="250 ms")}), QUEUES)


def _sinkhole() -> Collapse:
    broken = Fault("crash", "api", at=AT, length=30, replicas=1, detect=30)
    return Collapse(
        "sinkhole", "Load-balancer sinkhole",
        "One of four replicas fails each call at once. The balancer sends each call to the replica with the fewest "
        "calls inside, and that is always the broken one: a quarter of the machines takes most of the traffic.",
        _chain("Sinkhole", _service(replicas=4, servers=10, service_time="100 ms")),
        Workload("240/s", duration=80), Client(timeout="1 s"), {"api": Behaviour(balancing="shortest-queue")},
        (broken,), (AT, AT + 30), False,
        Cure("health checks that see errors", "A replica that fails its calls is left out after a second, however "
             "short its queue is.", faults=(Fault("crash", "api", at=AT, length=30, replicas=1, detect=1),)),
        "Amazon Builders' Library, Implementing health checks, 2019")


def _gc_spiral() -> Collapse:
    return Collapse(
        "gc_spiral", "Garbage-collection spiral",
        "Every request inside takes memory, and the fuller the memory, the longer garbage collection makes each "
        "request take. A spike fills the machine; now it is slower than its requests arrive, so that it stays full.",
        _chain("Spiral", _service()), Workload("120/s", Spike("500/s", AT, UNTIL - AT), duration=END),
        Client(timeout="2 s"), {"api": Behaviour(pressure=Pressure("2%", above=10, most=10))}, (), (AT, UNTIL), True,
        Cure("a bound on what is inside", "At most ten requests wait; the others are refused, and the machine never "
             "fills up.", behaviours={"api": Behaviour(pressure=Pressure("2%", above=10, most=10), queue_limit=10)}),
        HUANG)


def _pool_exhaustion() -> Collapse:
    client = Client(timeout="1 s", retries=2, backoff="100 ms")
    return Collapse(
        "pool_exhaustion", "Pool exhaustion",
        "A pool of 8 connections carries 400 queries a second; 200 come. For ten seconds a query takes six times as "
        "long: 24 connections would be needed. All are taken, requests wait for one without limit, callers give up and "
        "ask again, and the pool stays exhausted when the queries are fast again.",
        _chain("Pool", _service(servers=500, service_time="1 ms"), Component(
            "pool", "sql", servers=8, service_time="20 ms", stores="item", label="Connection pool")),
        Workload("200/s", mix=READ, duration=END), client, {}, (Fault("slow", "pool", AT, UNTIL - AT, factor=6),),
        (AT, UNTIL), True,
        Cure("a bound on the wait for a connection", "Who gets no connection within 100 ms is refused, so that those "
             "who get one are answered in time.", behaviours={"pool": Behaviour(shed_above="100 ms")}), NYGARD)


def _stampede() -> Collapse:
    entries = Caching(1_000, ttl=5.0, warm=True)
    behaviours = {"api": Behaviour(calls=CallPolicy(timeout="2 s")), "hot": Behaviour(caching=entries),
                  "store": Behaviour("deterministic")}
    return Collapse(
        "stampede", "Cache stampede",
        "Twenty reports, each good for five seconds, are asked for 300 times a second. Until an expired one is made "
        "anew, which takes half a second, every request for it asks the store: it can bear that. For ten seconds the "
        "store is slow, and its replies come too late to be kept. Now every request misses, and the store, fast again, "
        "gets four times what it can carry: its replies still come too late.",
        _cached(Component("hot", "cache", servers=100, service_time="1 ms"), _store(40, "500 ms")),
        Workload("300/s", Constant(), READ, Keys(20, skew=1.0), duration=END), Client(timeout="3 s"), behaviours,
        (Fault("slow", "store", AT, UNTIL - AT, factor=5),), (AT, UNTIL), True,
        Cure("coalescing", "Of several misses of one key only the first asks the store; the others wait for its reply.",
             behaviours={"hot": Behaviour(caching=entries, coalesce=True)}), MEMCACHE)


def _cache_flush() -> Collapse:
    keys = Keys(2_000, skew=0.8)
    behaviours = {"api": Behaviour(calls=CallPolicy(timeout="500 ms")),
                  "hot": Behaviour(caching=Caching(2_000, warm=True))}
    return Collapse(
        "cache_flush", "Cache flush",
        "A warm cache answers everything; the store behind it could carry a third of the load. The cache restarts and "
        "is empty. The store gets three times what it can carry, all its replies come too late to be kept, and the "
        "cache stays empty.",
        _cached(Component("hot", "cache", servers=100, service_time="1 ms"), _store(10, "100 ms")),
        Workload("300/s", Constant(), READ, keys, duration=END), Client(timeout="1 s"), behaviours,
        (Fault("crash", "hot", AT, 0.5),), (AT, AT + 0.5), True,
        Cure("load shedding at the store", "The store takes only what it can answer in 250 ms: these replies fill the "
             "cache, entry by entry.", behaviours={"store": Behaviour(shed_above="250 ms")}), HUANG)


def _timeout_cascade() -> Collapse:
    tries = Behaviour(calls=CallPolicy(timeout="1 s", retries=1, backoff="50 ms"))
    once = {name: Behaviour(calls=CallPolicy(timeout=time))
            for name, time in (("web", "750 ms"), ("orders", "500 ms"), ("stock", "250 ms"))}
    client = Client(timeout="1 s", retries=1)
    return Collapse(
        "timeout_cascade", "Timeout cascade",
        "Three services call each other in turn; each waits a second and tries twice, and so does the client. The "
        "store is slow for ten seconds. Every service doubles what the one before it sends: one request becomes 16 "
        "queries, and the store never catches up, though it is fast again.",
        _chain("Cascade", *(_service(name, servers=500, service_time="1 ms") for name in ("web", "orders", "stock")),
               _store(4, "10 ms")),
        Workload("60/s", mix=READ, duration=90.0), client, dict.fromkeys(("web", "orders", "stock"), tries),
        (Fault("slow", "store", AT, UNTIL - AT, factor=12),), (AT, UNTIL), True,
        Cure("timeouts that shrink inwards, and retries in one place", "Each service waits less long than its caller "
             "does, only the client tries again, and work that nobody waits for is dropped.",
             client=client.replace(cancels=True, budget=0.1), behaviours=once), SRE)


SCENARIOS: dict[str, Callable[[], Collapse]] = {
    "retry_storm": _retry_storm, "stale_queue": _stale_queue, "sinkhole": _sinkhole, "gc_spiral": _gc_spiral,
    "pool_exhaustion": _pool_exhaustion, "stampede": _stampede, "cache_flush": _cache_flush,
    "timeout_cascade": _timeout_cascade}
