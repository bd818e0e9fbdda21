"""Small designs for the tests of the simulator, and the formulas that they are held against."""

import contextlib
import math
import random

from helpers.architecture import KINDS, Architecture, Component, Connection
from helpers.simulation import use_compiled
from tests.architecture import random_designs


def box(name: str = "box", kind: str = "service", **details) -> Component:
    """A box of one server at 10 ms, unless said otherwise."""
    return Component(name, kind, **{"servers": 1, "service_time": 0.010, **details})


def chain(*boxes: Component, latency: float = 0.0) -> Architecture:
    """A client that calls the first box, which calls the second, and so on."""
    made = Architecture("Chain").add(Component("client", "client"), *boxes)
    for source, target in zip(("client", *(each.name for each in boxes)), boxes, strict=False):
        made = made.connect(source, target.name, latency=latency)
    return made


def one(**details) -> Architecture:
    """A client and one box."""
    return chain(box(**details))


def web(*, hit_rate: float = 0.8, replicas: int = 4, database: int = 16, query: float = 0.060) -> Architecture:
    """App servers in turns, a cache beside the database: the model of the benchmark."""
    made = Architecture("Web").add(
        Component("client", "client"),
        box("app", replicas=replicas, service_time=0.003),
        box("cache", "cache", servers=100, service_time=0.001, hit_rate=hit_rate),
        box("db", "document_store", servers=database, service_time=query, stores="item"),
    )
    for source, target in (("client", "app"), ("app", "cache"), ("app", "db")):
        made = made.connect(source, target, latency=0)
    return made


READ = [{"name": "read", "share": 1, "reads": ["item"]}]


@contextlib.contextmanager
def interpreted():
    """Without the compiled loops."""
    use_compiled(False)
    try:
        yield
    finally:
        use_compiled(True)


def erlang_b(servers: int, offered: float) -> float:
    """The share of calls lost by M/M/c/c, by the usual recursion."""
    lost = 1.0
    for many in range(1, servers + 1):
        lost = offered * lost / (many + offered * lost)
    return lost


def erlang_c(servers: int, offered: float) -> float:
    """The share of calls that wait in M/M/c."""
    lost = erlang_b(servers, offered)
    return lost / (1 - offered / servers * (1 - lost))


def finite_queue(servers: int, places: int, offered: float) -> list[float]:
    """The chances of 0, 1, ... c + places calls in M/M/c with so many waiting places; the last is the share lost."""
    weights = [1.0]
    for many in range(1, servers + places + 1):
        weights.append(weights[-1] * offered / min(many, servers))
    return [each / math.fsum(weights) for each in weights]


def feed_forward(seed: int) -> tuple[Architecture, list[dict]]:
    """A design drawn at random in which a box calls only boxes further down: every feature that the scan engine has."""
    draw = random.Random(seed)
    entities = ["e0", "e1", "e2"]

    def some(name, kind, **details):
        time = draw.choice([0.001, 0.004, 0.010])
        servers = draw.choice([1, 2, 5])
        given = {"capacity": draw.uniform(0.5, 1.5) * servers / time} if draw.random() < 0.25 else {}
        many = {"replicas": draw.choice([1, 2, 3])}
        if KINDS[kind].stores and not KINDS[kind].managed and draw.random() < 0.5:
            many = {"shards": draw.choice([1, 2, 3]), "copies": draw.choice([1, 2, 3])}
        return Component(name, kind, **many, servers=servers, service_time=time, **given, **details)

    front = [some(f"front{at}", draw.choice(["load_balancer", "gateway", "service"]))
             for at in range(draw.randint(1, 2))]
    middle = [some(f"middle{at}", "service") for at in range(draw.randint(1, 3))]
    caches = [some(f"cache{at}", draw.choice(["cache", "cdn"]), hit_rate=draw.choice([0.3, 0.8]),
                   stores=draw.sample(entities, draw.randint(0, 2))) for at in range(draw.randint(0, 2))]
    stores = [some(f"store{at}", draw.choice(["sql", "wide_column", "key_value", "blob", "document_store"]),
                   stores=[entity]) for at, entity in enumerate(entities)]
    copies = [some("copy", "sql", stores=["e0"])] if stores[0].kind == "sql" and draw.random() < 0.5 else []
    behind = [some("queue", draw.choice(["queue", "stream"])), some("worker", "worker")] if draw.random() < 0.6 else []
    clients = [Component(f"client{at}", "client") for at in range(draw.choice([1, 1, 2]))]

    def arrow(source, target, style="sync", **details):
        calls = draw.choice([1, 1, 1, 1, 3, 1.5, 0.4])
        latency = draw.choice([None, 0.0, 0.0013])
        return Connection(source.name, target.name, style, latency=latency, **{"calls": calls, **details})

    made = {}
    for each in clients:
        for target in front:
            made[each.name, target.name] = arrow(each, target, calls=1)
    for each in front:
        for target in draw.sample(middle, draw.randint(1, len(middle))):
            made[each.name, target.name] = arrow(each, target)
    for each in middle:
        for target in [*stores, *copies]:
            made[each.name, target.name] = arrow(each, target)
        for target in caches:
            if draw.random() < 0.7:
                made[each.name, target.name] = arrow(each, target)
        if behind and draw.random() < 0.7:
            made[each.name, "queue"] = arrow(each, behind[0], "async", for_endpoints=["f0"])
    for each in caches:
        if draw.random() < 0.4:
            for target in stores:
                made[each.name, target.name] = arrow(each, target)
    if behind:
        made["queue", "worker"] = arrow(*behind, "async", for_endpoints=["f0"])
        if draw.random() < 0.6:
            made["worker", "store1"] = arrow(behind[1], stores[1], for_endpoints=["f0"])
    if copies:
        made["store0", "copy"] = Connection("store0", "copy", "replication")
    flows = [{"name": f"f{at}", "share": draw.uniform(0.1, 1), "reads": draw.sample(entities, draw.randint(0, 2)),
              "writes": draw.sample(entities, draw.randint(0, 2))} for at in range(draw.randint(1, 3))]
    flows = [each for each in flows if each["reads"] or each["writes"]] or [{**flows[0], "reads": ["e0"]}]
    total = sum(each["share"] for each in flows)
    flows = [{**each, "share": each["share"] / total} for each in flows]
    return Architecture(f"Feed forward {seed}", [*clients, *front, *middle, *caches, *stores, *copies, *behind],
                        list(made.values())), flows


def any_design(seed: int) -> tuple[Architecture, list]:
    """A design drawn at random, circles and dead ends included."""
    return random_designs.design(seed)
