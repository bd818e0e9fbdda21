"""A plain drawing of a case, made from its uses alone: enough to practise on where the case has no worked one.

It is no answer to the case: nothing in it was decided for this load, and everything is kept in the same kind of box.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.architecture import Architecture, Component

if TYPE_CHECKING:
    from helpers.cases import Case

ZONES = ("a", "b", "c")
SERVICES = 9  # machines of the service, three in each zone


def plain_drawing(case: Case) -> Architecture:
    """The drawing of a case's uses: users, a balancer, a service, a store for each entity, a cache for the busiest one.

    >>> from helpers.cases import load_case
    >>> plain_drawing(load_case("pastebin")).names
    ('users', 'balancer', 'api', 'paste_cache', 'paste_store')
    """
    read: dict[str, float] = {}
    for flow in case.flows:
        for entity in (*flow.reads, *flow.writes):
            read[entity] = read.get(entity, 0.0) + (flow.share if entity in flow.reads else 0.0)
    hottest = max(read, key=lambda entity: read[entity])
    drawn = Architecture(case.title, zones=ZONES).add(
        Component("users", "client"), Component("balancer", "load_balancer", replicas=3, zone=ZONES),
        Component("api", "service", replicas=SERVICES, zone=ZONES),
        Component(f"{hottest}_cache", "cache", shards=3, zone=ZONES, stores=(hottest,)),
        *(Component(f"{entity}_store", "wide_column", copies=3, zone=ZONES, stores=(entity,)) for entity in read),
    ).connect("users", "balancer").connect("balancer", "api").connect("api", f"{hottest}_cache")
    for entity in read:
        drawn = drawn.connect("api", f"{entity}_store")
    return drawn
