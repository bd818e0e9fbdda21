"""Rules on paths: every endpoint comes to its data, and quickly enough at best."""

from helpers.architecture.kind_families import kinds_of
from helpers.architecture.routing import adjacency, latency_seconds, reachable
from helpers.architecture.rules.registry import Look, Told, listed, rule
from helpers.units import Q, human

BROKERS = kinds_of("broker")


def _ms(seconds: float) -> str:
    return human(Q(float(seconds), "s"))


def _turn(look: Look, holders, reached: set[str]) -> str:
    """The mend where the way is there, but an arrow points backwards."""
    for each in look.architecture.connections:
        if each.target in reached and each.source in holders and each.style != "replication":
            return (f"The arrow {each.source} -> {each.target} points backwards: arrows go from the caller to the "
                    f'called, so write connect("{each.target}", "{each.source}").')
    return ""


@rule("no-path", "error")
def no_path(look: Look) -> Told:
    """An endpoint works only if some way leads from a client to a store of everything that it reads and writes."""
    if not look.clients:
        return
    for endpoint in look.endpoints:
        reached = look.reached(endpoint)
        for need in endpoint.required:
            if need.holders and not need.holders & reached:
                yield endpoint.name, (f"no way leads from a client to {listed(look.call(need.holders))}, "
                                      f"to {need.access} {need.entity}"), (
                    _turn(look, need.holders, reached)
                    or "Connect the boxes on the way; arrows point from the caller to the called.")


def _answers(look: Look, hop) -> bool:
    """Whether an answer comes back this way while somebody waits for it."""
    return hop.style == "sync" and look.architecture[hop.source].kind not in BROKERS


@rule("read-behind-queue", "error")
def read_behind_queue(look: Look) -> Told:
    """A queue answers later, and a reader waits now: a read whose every way passes an async hop gets no answer."""
    for endpoint in look.endpoints:
        waited = {name: [each for each in items if _answers(look, each)]
                  for name, items in adjacency(look.architecture, endpoint.route).items()}
        answered = reachable(waited, look.clients)
        for path in look.shortest[endpoint.name]:
            holders = {name for need in endpoint.required
                       if (need.entity, need.access) == (path.entity, "read") for name in need.holders}
            if path.access == "read" and not all(_answers(look, each) for each in path.hops) and not holders & answered:
                yield endpoint.name, f"it reads {path.entity} over an async hop or a queue: {look.way(path)}", (
                    "Somebody waits for the answer: give reads a way of sync arrows to the store, past the queue.")


@rule("path-over-latency", "error")
def path_over_latency(look: Look) -> Told:
    """The sum of service and wire times is a floor: queueing only adds to it, so it must be under the target."""
    for endpoint in look.endpoints:
        target = look.targets.latency_of(endpoint.name)
        slowest = max(look.shortest[endpoint.name], key=lambda path: path.latency_seconds, default=None)
        if target is not None and slowest is not None and slowest.latency_seconds > target:
            yield endpoint.name, (f"even with idle machines {look.way(slowest)} takes {_ms(slowest.latency_seconds)}, "
                                  f"and the target is {_ms(target)}"), (
                "Take boxes out of the way, do slow work later through a queue, or move it nearer.")


@rule("slow-hop", "error")
def slow_hop(look: Look) -> Told:
    """One hop that takes as long as the whole target leaves no time for anything else."""
    took: dict = {}
    for name, ways in look.shortest.items():
        target = look.targets.latency_of(name)
        for path in ways if target is not None else ():
            for hop in path.hops[:len(path.waits_for) - 1]:
                writes = path.access == "write" and hop is path.hops[-1]
                seconds = latency_seconds(look.architecture, (hop,), writes)
                before = took.get(hop, (0.0, target))
                took[hop] = (max(seconds, before[0]), min(target, before[1]))
    for each in sorted(took, key=lambda each: each.key):
        seconds, target = took[each]
        if seconds >= target:
            yield look.place(each), f"this hop alone takes {_ms(seconds)} of the {_ms(target)} allowed", (
                f"Make {look.called(each.target)} quicker, cache its answers, or call it async.")
