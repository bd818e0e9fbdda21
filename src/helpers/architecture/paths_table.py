"""The ways of all endpoints in one table: who answers, the least time that it takes, and what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.architecture.flows import FlowsLike, endpoints
from helpers.architecture.parts import Connection
from helpers.architecture.routing import Path, latency_seconds, paths_of
from helpers.architecture.targets import as_targets
from helpers.units import Q, human

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.architecture.model import Architecture

ANSWERS = {"store": "the store", "cache": "the cache: a hit", "copy": "refreshed after a write", "call": "the last box"}


def paths_table(architecture: Architecture, flows: FlowsLike, requirements: object = None) -> DataFrame:
    """A row for each way of each endpoint: who answers, its floor of latency, and what the requirements ask for.

    The floor is the sum of wire and service times, without any waiting. A read that the store answers has asked the
    caches before it, where its callers have one: a miss costs that time, too.

    >>> from helpers.architecture import Architecture, Component
    >>> links = Architecture("Links").add(Component("app", "client"), Component("api", "service"),
    ...     Component("hot", "cache", stores="link"), Component("links", "sql", stores="link"))
    >>> links = links.connect("app", "api").connect("api", "hot").connect("api", "links")
    >>> table = paths_table(links, "url_shortener", {"latency": "100 ms"})
    >>> table.loc["open_link", ["way", "floor"]].values.tolist()
    [['app → api → hot', '26.3 ms'], ['app → api → hot (a miss) → links', '27 ms']]
    """
    from helpers.tables import pandas

    targets, rows, names = as_targets(requirements), [], []
    for endpoint in endpoints(architecture, flows):
        asked = targets.latency_of(endpoint.name)
        for path in paths_of(architecture, endpoint):
            missed = _asked_before(architecture, path)
            names.append(endpoint.name)
            rows.append({"way": _way(path, missed), "answers": ANSWERS[path.served] + ": a miss" * bool(missed),
                         "floor": _milliseconds(path.latency_seconds + latency_seconds(architecture, missed)),
                         "asked for": "" if asked is None or path.served == "copy" else _milliseconds(asked)})
    columns = ["way", "answers", "floor", "asked for"]
    return pandas.DataFrame(rows, index=pandas.Index(names, name="use"), columns=columns)


def _milliseconds(seconds: float) -> str:
    return human(Q(f"{1000 * seconds} ms"))


def _asked_before(architecture: Architecture, path: Path) -> tuple[Connection, ...]:
    """The arrows to caches beside the way of a read that keep its entity, and did not have it."""
    if path.served != "store" or path.access != "read":
        return ()
    return tuple(each for name in path.waits_for for each in architecture.callees(name)
                 if each.style == "sync" and each.target not in path.components
                 and architecture[each.target].of.caches and path.entity in architecture[each.target].stores
                 and (not each.for_endpoints or path.endpoint in each.for_endpoints))


def _way(path: Path, missed: tuple[Connection, ...]) -> str:
    beside = {name: "".join(f" → {each.target} (a miss)" for each in missed if each.source == name)
              for name in path.components}
    first, *others = path.components
    signs = [" ⇢ " if each.style == "async" else " → " for each in path.hops]
    return first + beside[first] + "".join(sign + name + beside[name]
                                           for sign, name in zip(signs, others, strict=True))
