"""Rules on paths: every endpoint comes to its data, and quickly enough at best."""

from helpers.architecture.rules.registry import listed, rule
from helpers.units import Q, human


def _ms(seconds: float) -> str:
    return human(Q(float(seconds), "s"))


@rule("no-path", "error")
def no_path(look):
    """An endpoint works only if some way leads from a client to a store of everything that it reads and writes."""
    if not look.clients:
        return
    for endpoint in look.endpoints:
        reached = look.reached(endpoint)
        for need in endpoint.required:
            if need.holders and not need.holders & reached:
                yield endpoint.name, (f"no way leads from a client to {listed(need.holders)}, "
                                      f"to {need.access} {need.entity}"), (
                    "Connect the boxes on the way; arrows point from the caller to the called.")


@rule("read-behind-queue", "warning")
def read_behind_queue(look):
    """A queue answers later, and a reader waits now: a read whose every way passes an async hop gets no answer."""
    for endpoint in look.endpoints:
        for path in look.shortest[endpoint.name]:
            if path.access == "read" and path.asynchronous:
                yield endpoint.name, f"it reads {path.entity} over an async hop: {path}", (
                    "Give reads a synchronous way to the store.")


@rule("path-over-latency", "error")
def path_over_latency(look):
    """The sum of service and wire times is a floor: queueing only adds to it, so it must be under the target."""
    for endpoint in look.endpoints:
        target = look.targets.latency_of(endpoint.name)
        slowest = max(look.shortest[endpoint.name], key=lambda path: path.latency_seconds, default=None)
        if target is not None and slowest is not None and slowest.latency_seconds > target:
            yield endpoint.name, (f"even with idle machines {slowest} takes {_ms(slowest.latency_seconds)}, "
                                  f"and the target is {_ms(target)}"), (
                "Take boxes out of the way, do slow work later through a queue, or move it nearer.")


@rule("slow-hop", "error")
def slow_hop(look):
    """One hop that takes as long as the whole target leaves no time for anything else."""
    waited: dict = {}
    for name, ways in look.shortest.items():
        target = look.targets.latency_of(name)
        for hop in (hop for path in ways for hop in path.hops[:len(path.waits_for) - 1]) if target is not None else ():
            waited[hop] = min(target, waited.get(hop, target))
    for each, target in sorted(waited.items(), key=lambda pair: pair[0].key):
        callee = look.architecture[each.target]
        seconds = look.architecture.latency_of(each) + callee.service_time
        if seconds >= target:
            yield str(each), f"this hop alone takes {_ms(seconds)} of the {_ms(target)} allowed", (
                f"Make {callee.name} quicker, cache its answers, or call it async.")
