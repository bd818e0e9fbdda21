"""In which states of its boxes an endpoint works: sets of boxes up and down, no state in two of them.

A state belongs to a set when the boxes named up are up, those named down are down, whatever the others are. The sets
are found by taking a smallest set of boxes that is enough, and then, in turn, each of these boxes down while those
before it are up (a sum of disjoint products: Abraham, 1979). So chances of the sets are simply added.
"""

from __future__ import annotations

from dataclasses import dataclass

from helpers.architecture import Architecture, Endpoint
from helpers.architecture.failures import works
from helpers.reliability.errors import ReliabilityError

MOST_SETS = 4_000


@dataclass(frozen=True)
class States:
    """All states in which these boxes are up and those are down."""

    up: frozenset[str]
    down: frozenset[str]


def states_that_work(architecture: Architecture, endpoint: Endpoint) -> tuple[States, ...]:
    """The states in which an endpoint works, as sets without overlap.

    Raises
    ------
    ReliabilityError
        Where a design is so tangled that they are more than 4,000.

    >>> from helpers.architecture import Component, endpoints
    >>> links = Architecture("Links").add(Component("client", "client"), Component("one", "service"),
    ...     Component("two", "service"), Component("store", "sql", stores="link"))
    >>> links = links.connect("client", "one").connect("client", "two").connect("one", "store").connect("two", "store")
    >>> [(sorted(each.up), sorted(each.down)) for each in states_that_work(links, endpoints(links, None)[0])]
    [(['store', 'two'], []), (['one', 'store'], ['two'])]
    """
    boxes = [each.name for each in architecture.components if each.kind != "client"]
    found: list[States] = []
    waiting: list[tuple[frozenset[str], frozenset[str]]] = [(frozenset(), frozenset())]
    while waiting:
        up, down = waiting.pop()
        if not works(architecture, endpoint, down):
            continue
        if len(found) >= MOST_SETS:
            raise ReliabilityError(f"architecture: {endpoint.name} works in more ways than {MOST_SETS:,}. Draw groups "
                                   "of boxes as one box with replicas.")
        missing = set(down)
        enough = []
        for name in (each for each in boxes if each not in up and each not in down):
            if works(architecture, endpoint, missing | {name}):
                missing.add(name)
            else:
                enough.append(name)
        found.append(States(up | frozenset(enough), down))
        for place, name in enumerate(enough):
            waiting.append((up | frozenset(enough[:place]), down | {name}))
    return tuple(found)
