"""Fifty failures at 100,000 requests each: under five seconds on two cores.

Run: python -m pytest benchmarks/test_failure_sweep.py --benchmark-enable -s
"""

import time
from pathlib import Path

import pytest
import yaml

from helpers.architecture import Architecture
from helpers.reliability import failure_sweep
from helpers.reliability.many_cores import cores
from helpers.simulation import Client, Workload, draws, use_compiled

FILE = Path(__file__).parent.parent / "tests" / "reference_designs" / "url_shortener.yaml"
FAILURES, REQUESTS, GOAL = 50, 100_000, 5.0


@pytest.fixture(autouse=True)
def compiled():
    use_compiled(True)
    yield
    use_compiled(None)


def sweep(n: int, workers: int | None = None):
    made = Architecture.from_dict(yaml.safe_load(FILE.read_text())["architecture"])
    load = Workload(0.5 / made.load("url_shortener", 1).busiest.utilisation, mix="url_shortener")
    names = [f"{box.name} #{number}" for box in made if box.replicas > 1 for number in range(1, box.replicas + 1)]
    pairs = [(one, other) for one in names[:3] for other in names[3:]]
    single = failure_sweep(made, load, n=100, workers=1)
    return failure_sweep(made, load, n=n, pairs=pairs[:FAILURES - len(single)], client=Client(timeout="1 s"),
                         workers=workers)


def test_fifty_failures(benchmark):
    sweep(1_000)  # compile
    found = benchmark.pedantic(lambda: sweep(REQUESTS), rounds=3, warmup_rounds=1)
    assert len(found) == FAILURES


def test_on_one_core_and_on_all():
    sweep(1_000)
    seconds = {}
    for workers in (1, cores()):
        draws.forget()
        began, used = time.perf_counter(), time.process_time()
        sweep(REQUESTS, workers)
        seconds[workers] = time.perf_counter() - began
        print(f"\n  {FAILURES} failures at {REQUESTS:,} requests on {workers} cores: {seconds[workers]:.2f} s "
              f"({time.process_time() - used:.2f} s of processor time; the goal on two free cores is {GOAL:.0f} s)")
