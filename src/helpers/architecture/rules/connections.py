"""Rules on single boxes and arrows: who calls whom, and whether that kind of box makes sense there."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from helpers.architecture.kind_families import kinds_of
from helpers.architecture.parts import Component, Connection
from helpers.architecture.replies import is_reply, waits
from helpers.architecture.rules.registry import Look, Told, listed, rule

DATA = kinds_of("memory", "rows", "index")
FRONT = kinds_of("door")
BROKERS = kinds_of("broker")
ROWS = kinds_of("memory", "rows")  # what is filled by code of yours
FAN_OUT_CALLS, FAN_OUT_WIDTH = 10, 4
FEW_ADDRESSES = 3  # that DNS can name one by one; assumption


def _kinds(look: Look) -> Iterator[tuple[Connection, Component, Component]]:
    for each in look.architecture.connections:
        yield each, look.architecture[each.source], look.architecture[each.target]


@rule("client-to-store", "error")
def client_to_store(look: Look) -> Told:
    """A client that talks to a database holds its password and its table layout; nothing checks what it asks."""
    for each, source, target in _kinds(look):
        if source.kind == "client" and target.kind in DATA:
            yield look.place(each), f"a client reaches the {target.of.label.lower()} directly", (
                "Put a service between them.")


@rule("unexpected-call", "warning")
def unexpected_call(look: Look) -> Told:
    """Each kind of box can call only some kinds itself: a database sends no mail, and a balancer runs no queries."""
    for each, source, target in _kinds(look):
        told = (source.kind == "client" and target.kind in DATA) or target.kind == "worker"
        told = told or target.kind == "client" or is_reply(look.architecture, each)
        calls = each.style == "sync" or source.kind in ("dns", "load_balancer")  # these pass on, and leave no messages
        if calls and target.kind not in source.of.calls and not told:
            allowed = listed(source.of.calls) or "nobody"
            yield look.place(each), f"{source.kind} does not call {target.kind} by itself; it calls {allowed}", (
                "Put a service between them, or turn the arrow round.")


@rule("sync-to-worker", "warning")
def sync_to_worker(look: Look) -> Told:
    """A worker does slow work; who calls it and waits is as slow as the work, and fails when it fails."""
    for each, source, target in _kinds(look):
        if target.kind == "worker" and each.style == "sync" and source.kind not in BROKERS:
            yield look.place(each), "the caller waits for slow work", (
                "Put a queue before the worker, and answer at once.")


@rule("sync-cycle", "error")
def sync_cycle(look: Look) -> Told:
    """Boxes that wait for each other in a circle can lock each other up, and a failure of one becomes one of all."""
    graph: dict[str, set[str]] = {}
    for each in look.architecture.connections:
        if waits(look.architecture, each):
            graph.setdefault(each.source, set()).add(each.target)
    try:
        TopologicalSorter({name: sorted(graph[name]) for name in sorted(graph)}).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        start = circle.index(min(circle[:-1]))
        circle = [*circle[start:-1], *circle[:start], circle[start]]
        yield listed(map(look.place, circle[:-1])), f"they wait for each other: {' -> '.join(look.call(circle[:8]))}", (
            "Make one of the calls async, or move what both need into a third box.")


@rule("reply-arrow", "note")
def reply_arrow(look: Look) -> Told:
    """An arrow is a call, and its reply comes back by itself; drawn as a second arrow it reads as a call backwards."""
    for each, source, _ in _kinds(look):
        if is_reply(look.architecture, each):
            yield look.place(each), f"{look.called(source.name)} only replies here, so this is taken for no call", (
                "Leave the arrow out. If it is a message of its own, make it async.")


@rule("queue-without-consumer", "error")
def queue_without_consumer(look: Look) -> Told:
    """What nobody takes out of a queue is never done; the queue grows until it is full."""
    for each in look.architecture.of_kind(*BROKERS):
        if not look.architecture.callees(each.name):
            callers = (look.architecture[call.source] for call in look.architecture.callers(each.name))
            taker = next((caller for caller in callers if caller.kind == "worker"), None)
            yield look.place(each.name), "nothing takes messages out of it", (
                f'Arrows follow the messages: turn the one from {look.called(taker.name)} round.' if taker
                else "Connect it to a worker or service, async.")


@rule("store-behind-queue", "error")
def store_behind_queue(look: Look) -> Told:
    """A queue keeps messages, a store keeps rows; neither fetches from the other, so somebody must carry the work."""
    for each, source, target in _kinds(look):
        if source.kind == "queue" and target.kind in ROWS:
            yield look.place(each), f"a {target.of.label.lower()} takes nothing out of a queue by itself", (
                "Put a worker between them: queue to worker async, worker to store.")


@rule("sync-from-queue", "note")
def sync_from_queue(look: Look) -> Told:
    """A queue waits for nobody: it hands a message on, and who sent it has its answer long since."""
    for each, source, target in _kinds(look):
        if source.kind in BROKERS and target.kind == "worker" and each.style == "sync":
            yield look.place(each), f"a {source.of.label.lower()} does not wait for a worker", 'Make the arrow "async".'


@rule("no-balancer", "warning")
def no_balancer(look: Look) -> Told:
    """Whoever is outside knows one address, or a few; somebody must spread the requests and leave dead replicas out."""
    for each, source, target in _kinds(look):
        outside = source.kind in ("client", "dns", "cdn") and each.style == "sync"
        if outside and target.kind == "service" and target.replicas > FEW_ADDRESSES:
            yield look.place(each), (f"{look.called(target.name)} has {target.replicas} replicas, and nothing spreads "
                                     "the requests over them"), "Put a load balancer (or a gateway) between them."


@rule("queue-without-producer", "error")
def queue_without_producer(look: Look) -> Told:
    """A queue that nobody writes to stays empty; what waits behind it never works."""
    for each in look.architecture.of_kind(*BROKERS):
        if not look.architecture.callers(each.name):
            yield look.place(each.name), "nothing puts messages into it", (
                "Connect who makes the work to it. Arrows follow the messages.")


@rule("no-backend", "warning")
def no_backend(look: Look) -> Told:
    """A CDN, DNS, balancer or gateway only passes on; with nothing behind it, what it answers comes from nowhere."""
    for each in look.architecture.of_kind(*FRONT):
        if all(is_reply(look.architecture, out) for out in look.architecture.callees(each.name)):
            yield look.place(each.name), f"this {each.of.label} leads to nothing", (
                "Connect it to what it stands before.")


@rule("balancer-without-replicas", "note")
def balancer_without_replicas(look: Look) -> Told:
    """A balancer before a single replica spreads nothing; it adds a hop and a box that can fail."""
    for each in look.architecture.of_kind("load_balancer"):
        behind = [look.architecture[out.target] for out in look.architecture.callees(each.name)]
        if len(behind) == 1 and behind[0].replicas == 1:
            yield look.place(each.name), f"it balances over one replica of {look.called(behind[0].name)}", (
                f"Give {look.called(behind[0].name)} more replicas, or remove the balancer.")


@rule("stateful-behind-balancer", "warning")
def stateful_behind_balancer(look: Look) -> Told:
    """A balancer picks any replica; a box that keeps state answers rightly only where that state is."""
    for each, source, target in _kinds(look):
        if source.kind == "load_balancer" and target.stateful and target.replicas > 1 and each.style == "sync":
            told = f"{look.called(target.name)} keeps state in {target.replicas} replicas, and any may be picked"
            yield look.place(each), told, (
                "Move the state into a store that all replicas share, or route by key.")


@rule("fan-out-without-queue", "warning")
def fan_out_without_queue(look: Look) -> Told:
    """Many calls for one write make it as slow as the slowest and let it fail halfway; a queue finishes them later.

    With 100 calls, each slow 1% of the time, 63% of requests are slow (Dean and Barroso, The Tail at Scale, 2013).
    """
    for each, source, _ in _kinds(look):
        waited_for = source.kind not in ("worker", "cache", *BROKERS)
        if each.style == "sync" and each.calls >= FAN_OUT_CALLS and waited_for and _carries_writes(look, each):
            yield look.place(each), f"a request makes {each.calls:g} calls here and waits for all", (
                "Put a queue and workers between: answer when the message is safe.")
    for component in look.architecture.of_kind("service", "gateway"):
        waited = [each for each in look.architecture.callees(component.name) if each.style == "sync"
                  and look.architecture[each.target].kind in ("service", "external")]
        for endpoint in look.endpoints:
            used = [each for each in waited if endpoint.name in each.for_endpoints]
            if endpoint.writes and len(used) >= FAN_OUT_WIDTH:
                yield look.place(component.name), f"{endpoint.name} calls {len(used)} others and waits for all", (
                    "Send what can be done later through a queue.")


def _carries_writes(look, connection) -> bool:
    return not look.endpoints or any(each.writes and connection.serves(each.name) for each in look.endpoints)


@rule("hit-rate-without-cache", "warning")
def hit_rate_without_cache(look: Look) -> Told:
    """Only caches answer part of the requests themselves; a hit rate elsewhere changes nothing and misleads."""
    for each in look.architecture.components:
        if each.hit_rate is not None and not each.of.caches:
            yield look.place(each.name), f"a {each.of.label.lower()} has no hit rate", (
                "Remove it, or make the box a cache.")


@rule("replication-without-store", "warning")
def replication_without_store(look: Look) -> Told:
    """Replication copies data from store to store; between other boxes it means nothing."""
    for each, source, target in _kinds(look):
        if each.style == "replication" and not (source.of.stores and target.of.stores):
            yield look.place(each), f"{source.kind} and {target.kind} do not both keep data", "Make it sync or async."
