"""Random architectures for the tests: several clients, zones, copies, cycles, connections for some endpoints."""

import random

from helpers.architecture import KINDS, Architecture, Component, Connection
from helpers.cases import Flow

SHARDED = [name for name, kind in KINDS.items() if kind.stores and not kind.managed]
INNER = [kind for kind in KINDS if kind != "client"]
ENTITIES, ENDPOINTS, ZONES = ("e0", "e1", "e2"), ("f0", "f1", "f2"), ("a", "b", "c")


def design(seed: int, boxes: int | None = None, arrows: int | None = None) -> tuple[Architecture, list[Flow]]:
    draw = random.Random(seed)
    count = boxes or draw.randint(2, 9)
    components = [Component("c0", "client")] + ([Component("c1", "client")] if draw.random() < 0.3 else [])
    for number in range(count):
        stores = [entity for entity in ENTITIES if draw.random() < 0.25]
        kind = draw.choice(INNER)
        many = {"replicas": draw.choice([1, 1, 2, 3])}
        if kind in SHARDED and draw.random() < 0.5:
            many = {"shards": draw.choice([1, 2, 3]), "copies": draw.choice([1, 1, 2, 3])}
        components.append(
            Component(
                f"n{number}",
                kind,
                **many,
                stores=stores,
                zone=draw.sample(ZONES, draw.randint(0, 2)),
                hit_rate=draw.choice([None, None, 1.0]),
                durable=draw.choice([None, None, None, True]),
            )
        )
    names = [each.name for each in components]
    made: dict = {}
    for _ in range(arrows or draw.randint(1, 3 * count)):
        source, target = draw.sample(names, 2)
        style = draw.choice(["sync", "sync", "sync", "async", "replication"])
        made[source, target, style] = Connection(
            source, target, style, for_endpoints=draw.sample(ENDPOINTS, draw.choice([0, 0, 0, 1, 2]))
        )
    flows = []
    chosen = ENDPOINTS[: draw.randint(1, 3)]
    for name in chosen:
        reads, writes = draw.sample(ENTITIES, draw.randint(0, 2)), draw.sample(ENTITIES, draw.randint(0, 2))
        flows.append(Flow(name, 1 / len(chosen), "drawn at random", reads=tuple(reads),
                          writes=tuple(writes or ENTITIES[:1])))
    return Architecture(f"Random {seed}", components, made.values()), flows
