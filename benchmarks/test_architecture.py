"""A design of 60 boxes and 100 connections: checking, cuts, layout, load, reading, writing; each under 50 ms.

Each round gets a design that was just made, so that nothing is remembered from the round before.
"""

import random

import pytest

from helpers.architecture import Architecture, Component, Connection

ZONES = ("a", "b", "c")
FLOWS = [
    {"name": f"endpoint_{at}", "share": 0.1, "reads": [f"e{at}", f"e{(at + 1) % 10}"], "writes": [f"e{(at + 2) % 10}"]}
    for at in range(10)
]
REQUIREMENTS = {"latency": "200 ms", "durability": 3, "availability": "99.9%", "budget": "$10000/month"}


@pytest.fixture(scope="module")
def data() -> dict:
    """A client, a balancer, 28 services in three rows, 10 caches, 10 stores, 5 queues with a worker each."""
    draw = random.Random(1)
    rows = [
        ["client"],
        ["balancer"],
        [f"edge{at}" for at in range(8)],
        [f"service{at}" for at in range(20)],
        [f"store{at}" for at in range(10)],
    ]
    kinds = dict.fromkeys(rows[2] + rows[3], "service") | dict.fromkeys(rows[4], "sql")
    kinds |= {"client": "client", "balancer": "load_balancer"}
    kinds |= {f"cache{at}": "cache" for at in range(10)} | {f"queue{at}": "queue" for at in range(5)}
    kinds |= {f"worker{at}": "worker" for at in range(5)}
    arrows = {("client", "balancer")} | {("balancer", name) for name in rows[2]}
    arrows |= {(draw.choice(rows[2]), name) for name in rows[3]} | {(draw.choice(rows[3]), name) for name in rows[4]}
    arrows |= {(draw.choice(rows[3]), f"cache{at}") for at in range(10)}
    arrows |= {(draw.choice(rows[3]), f"queue{at}") for at in range(5)} | {
        (f"queue{at}", f"worker{at}") for at in range(5)
    }
    arrows |= {(f"worker{at}", f"store{at}") for at in range(5)}
    while len(arrows) < 100:
        arrows.add((draw.choice(rows[2] + rows[3]), draw.choice(rows[3] + rows[4])))
        arrows -= {(name, name) for name in rows[3]}
    made = Architecture(
        "Sixty boxes",
        [
            Component(
                name,
                kind,
                replicas=draw.choice([1, 2, 3]),
                zone=draw.sample(ZONES, 2),
                stores=[f"e{name[5:]}"] if kind == "sql" else (),
            )
            for name, kind in kinds.items()
        ],
        [Connection(*pair, "async" if "queue" in "".join(pair) else "sync") for pair in sorted(arrows)],
    )
    assert (len(made), len(made.connections)) == (60, 100)
    return made.to_dict()


def measure(benchmark, data, action):
    return benchmark.pedantic(action, setup=lambda: ((Architecture.from_dict(data),), {}), rounds=30, warmup_rounds=2)


def test_check(benchmark, data):
    assert measure(benchmark, data, lambda made: made.check(FLOWS, "20 K/s", REQUIREMENTS))


def test_single_points_of_failure(benchmark, data):
    assert measure(benchmark, data, lambda made: made.single_points_of_failure(FLOWS))


def test_layout(benchmark, data):
    assert not measure(benchmark, data, lambda made: made.layout()).overlaps()


def test_load(benchmark, data):
    assert measure(benchmark, data, lambda made: made.load(FLOWS, "20 K/s"))


def test_paths_of_ten_endpoints(benchmark, data):
    assert measure(benchmark, data, lambda made: [made.paths(flow["name"], FLOWS) for flow in FLOWS])


def test_read_from_data(benchmark, data):
    assert benchmark(Architecture.read, data)


def test_write_to_data(benchmark, data):
    assert measure(benchmark, data, lambda made: made.to_dict())


def test_replace_one_box(benchmark, data):
    assert measure(benchmark, data, lambda made: made.replace("service1", replicas=5))


def test_mermaid_out_and_in(benchmark, data):
    assert measure(benchmark, data, lambda made: Architecture.from_mermaid(made.mermaid()))
