"""The simulator against SimPy and Ciw on one model, a million requests through six boxes, a slider's move, memory.

The table at the end comes from one interleaved run: each round takes every contestant once, so that what else the
machine does meets all of them alike. Run: python -m pytest benchmarks/test_simulation.py --benchmark-enable -s
"""

import random
import statistics
import time
import tracemalloc

import numpy as np
import pytest

from helpers.architecture import Architecture, Component
from helpers.simulation import Workload, draws, simulate, use_compiled

FLOWS = [{"name": "read", "share": 1, "reads": ["item"]}]
SMALL, BIG, SLIDER, FOR_CIW = 100_000, 1_000_000, 200_000, 5_000
ROUNDS = 5


def connected(name: str, *boxes: Component) -> Architecture:
    made = Architecture(name).add(Component("client", "client"), *boxes)
    for source, target in zip(("client", *(each.name for each in boxes)), boxes, strict=False):
        made = made.connect(source, target.name, latency=0)
    return made


def model() -> Architecture:
    made = connected("Web", Component("app", "service", replicas=4, servers=1, service_time=0.003),
                     Component("cache", "cache", servers=100, service_time=0.001, hit_rate=0.8))
    made = made.add(Component("db", "document_store", servers=16, service_time=0.060, stores="item"))
    return made.connect("app", "db", latency=0)


def six_boxes() -> Architecture:
    return connected(
        "Six",
        Component("balancer", "load_balancer", replicas=2, servers=100, service_time=0.001),
        Component("gateway", "gateway", replicas=2, servers=8, service_time=0.002),
        Component("app", "service", replicas=4, servers=1, service_time=0.003),
        Component("cache", "cache", servers=100, service_time=0.001, hit_rate=0.8),
        Component("index", "service", servers=8, service_time=0.010),
        Component("db", "document_store", servers=16, service_time=0.060, stores="item"),
    )


def run(n: int, engine: str, compiled: bool, made: Architecture | None = None, seed: int = 1):
    use_compiled(compiled)
    try:
        found = simulate(made or model(), Workload(1000, mix=FLOWS), n=n, seed=seed, engine=engine)
        return found.percentiles(50, 99, 99.9)
    finally:
        use_compiled(None)


def in_simpy(n: int) -> float:
    """The same model, written as one would; returns the mean time in the system."""
    import simpy

    draw, env = random.Random(1), simpy.Environment()
    apps = [simpy.Resource(env, 1) for _ in range(4)]
    cache, database = simpy.Resource(env, 100), simpy.Resource(env, 16)
    total = 0.0

    def held(resource, mean):
        with resource.request() as turn:
            yield turn
            yield env.timeout(draw.expovariate(1 / mean))

    def request(number):
        nonlocal total
        began = env.now
        yield from held(apps[number % 4], 0.003)
        yield from held(cache, 0.001)
        if draw.random() >= 0.8:
            yield from held(database, 0.060)
        total += env.now - began

    def source():
        for number in range(n):
            yield env.timeout(draw.expovariate(1000))
            env.process(request(number))

    env.process(source())
    env.run()
    return total / n


def in_ciw(n: int) -> float:
    """The same model with the app servers by chance (Ciw has no turns); so many requests."""
    import ciw

    exponential = ciw.dists.Exponential
    network = ciw.create_network(
        arrival_distributions=[*[exponential(250)] * 4, None, None],
        service_distributions=[*[exponential(1 / 0.003)] * 4, exponential(1000), exponential(1 / 0.060)],
        number_of_servers=[1, 1, 1, 1, 100, 16],
        routing=[*[[0.0, 0.0, 0.0, 0.0, 1.0, 0.0]] * 4, [0.0, 0.0, 0.0, 0.0, 0.0, 0.2], [0.0] * 6])
    ciw.seed(1)
    sim = ciw.Simulation(network)
    sim.simulate_until_max_time(n / 1000)
    return len(sim.get_all_records()) / n


def physical_limit(n: int) -> float:
    """Draw what six boxes need, and pass over the arrays once: less cannot be done."""
    stream = np.random.Generator(np.random.SFC64(1))
    at = np.cumsum(stream.standard_exponential(n))
    for share in (1, 1, 1, 1, 0.2, 0.2):
        many = int(n * share)
        at[:many] += stream.standard_exponential(many)
    stream.random(n)
    return float(at.max())


def timed(action) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


@pytest.fixture(scope="module")
def table():
    """Medians of one interleaved run, in seconds; printed at the end."""
    fresh = iter(range(2, 10_000))
    contestants = {
        f"SimPy, {SMALL:,}": lambda: in_simpy(SMALL),
        f"Ciw, {FOR_CIW:,} taken times {SMALL // FOR_CIW}": lambda: in_ciw(FOR_CIW),
        "event interpreted": lambda: run(SMALL, "event", False),
        "event compiled": lambda: run(SMALL, "event", True),
        "scan with numpy": lambda: run(SMALL, "scan", False),
        "scan compiled": lambda: run(SMALL, "scan", True),
        "scan with numpy, drawn anew": lambda: run(SMALL, "scan", False, seed=next(fresh)),
        "scan compiled, drawn anew": lambda: run(SMALL, "scan", True, seed=next(fresh)),
        f"six boxes, {BIG:,}, numpy": lambda: run(BIG, "scan", False, six_boxes()),
        f"six boxes, {BIG:,}, compiled": lambda: run(BIG, "scan", True, six_boxes()),
        f"a slider's move, {SLIDER:,}, numpy": lambda: run(SLIDER, "scan", False, six_boxes()),
        f"a slider's move, {SLIDER:,}, compiled": lambda: run(SLIDER, "scan", True, six_boxes()),
        f"draws and one pass, {BIG:,}": lambda: physical_limit(BIG),
        f"draws and one pass, {SLIDER:,}": lambda: physical_limit(SLIDER),
    }
    slow = {name for name in contestants if name.startswith(("SimPy", "Ciw", "event interpreted"))}
    for name, action in contestants.items():
        if name not in slow:
            action()  # compile, and draw what a slider keeps
    found = {name: [] for name in contestants}
    for turn in range(ROUNDS):
        for name, action in contestants.items():
            if name not in slow or turn < 2:
                found[name].append(timed(action))
    medians = {name: statistics.median(times) * (SMALL // FOR_CIW if name.startswith("Ciw") else 1)
               for name, times in found.items()}
    yield medians
    simpy = next(iter(medians.values()))
    print(f"\n\n{SMALL:,} requests through app servers, cache and database unless said otherwise; medians")
    for name, seconds in medians.items():
        ratio = f"{simpy / seconds:9.1f} times SimPy's speed" if "," not in name or "anew" in name else ""
        print(f"  {name:42} {seconds * 1e3:10.1f} ms {ratio}")
    draws.forget()


def test_all_engines_on_one_model(table):
    medians = list(table.values())
    assert medians[2] < medians[0]
    assert table["event compiled"] < medians[0] / 10
    assert table["scan with numpy"] < medians[0] / 50


def test_one_million_requests_through_six_boxes(benchmark):
    benchmark.pedantic(lambda: run(BIG, "scan", True, six_boxes()), rounds=5, warmup_rounds=1)


def test_one_million_requests_through_six_boxes_without_numba(benchmark):
    benchmark.pedantic(lambda: run(BIG, "scan", False, six_boxes()), rounds=5, warmup_rounds=1)


def test_a_move_of_a_slider(benchmark):
    benchmark.pedantic(lambda: run(SLIDER, "scan", True, six_boxes()), rounds=10, warmup_rounds=1)


def test_a_move_of_a_slider_without_numba(benchmark):
    benchmark.pedantic(lambda: run(SLIDER, "scan", False, six_boxes()), rounds=10, warmup_rounds=1)


def test_how_near_the_physical_limit(table):
    print()
    for many in (BIG, SLIDER):
        limit = table[f"draws and one pass, {many:,}"]
        name = f"six boxes, {many:,}" if many == BIG else f"a slider's move, {many:,}"
        for how in ("numpy", "compiled"):
            print(f"  {many:,} requests, {how}: {limit / table[f'{name}, {how}']:.0%} of the physical limit")


@pytest.mark.parametrize(("engine", "compiled"), [("scan", False), ("scan", True), ("event", True)])
def test_memory_at_its_peak(engine, compiled):
    run(1_000, engine, compiled, six_boxes())
    draws.forget()
    tracemalloc.start()
    run(BIG, engine, compiled, six_boxes())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"\n  {engine}, {'compiled' if compiled else 'numpy'}: {peak / BIG:.0f} bytes a request at the peak")
    assert peak / BIG < 2_000
