"""The interpreted engine's short ways: the same to the last bit as the loop that has none, and taken by most calls."""

import random

import numpy as np
import pytest

from helpers.simulation import Behaviour, CallPolicy, Client, Fault, Keys, Workload, calm_loop, simulate
from tests.simulation.designs import READ, box, chain, feed_forward, interpreted, one, web
from tests.simulation.test_engines_agree import identical


def mostly_calm(seed: int) -> dict:
    """A run in which most calls go the short ways, and some do not: faults, timeouts, retries, boxes that differ."""
    draw = random.Random(seed)
    if seed % 3 == 0:
        made = web(hit_rate=draw.choice([0.2, 0.8]), replicas=draw.choice([1, 4]), database=draw.choice([3, 16]))
        rate, flows = 1 / made.load(READ, 1).busiest.utilisation, READ
    elif seed % 3 == 1:
        made, flows = feed_forward(seed)
        rate = 1 / made.load(flows, 1).busiest.utilisation
    else:
        boxes = [box(f"b{at}", servers=draw.choice([1, 2, 5]), replicas=draw.choice([1, 3])) for at in range(3)]
        made, rate, flows = chain(*boxes, latency=draw.choice([0.0, 0.001])), 100.0, None
    inner = [each for each in made if each.kind != "client"]
    behaviours = {
        each.name: Behaviour(draw.choice(["exponential", "deterministic"]), calls=CallPolicy(timeout=0.05, retries=1)
                             if each.kind == "service" and draw.random() < 0.5 else None)
        for each in inner if draw.random() < 0.3}
    rate *= draw.choice([0.5, 0.9, 1.2])
    n = 600
    faults = [Fault(draw.choice(["crash", "slow"]), draw.choice(inner).name, at=0.3 * n / rate, length=0.2 * n / rate,
                    factor=3, detect=draw.choice([0, 0.05 * n / rate])) for _ in range(draw.choice([0, 0, 1, 2]))]
    client = Client(timeout=draw.choice([None, None, 0.1, 0.05]), retries=draw.choice([0, 2]),
                    budget=draw.choice([None, None, 0.1]), cancels=draw.random() < 0.2)
    mix = {} if flows is None else {"mix": flows}
    return {"architecture": made, "workload": Workload(rate, keys=Keys(200, skew=1), **mix), "faults": faults,
            "client": client, "behaviours": behaviours, "n": n, "engine": "event", "seed": seed}


@pytest.mark.parametrize("seed", range(45))
def test_the_short_ways_lead_to_the_same_result(seed):
    compiled = simulate(**mostly_calm(seed))
    with interpreted():
        plain = simulate(**mostly_calm(seed))
    identical(compiled, plain)
    np.testing.assert_array_equal(compiled._raw.sent, plain._raw.sent)
    for name in compiled.architecture.names:
        for kept in ("arrive", "hold", "passed", "left"):
            for mine, other in zip(getattr(compiled._raw.seen[name], kept), getattr(plain._raw.seen[name], kept),
                                   strict=True):
                np.testing.assert_array_equal(mine, other)


def long_ways(monkeypatch, **given) -> int:
    """How many services end the long way."""
    taken = []
    real = calm_loop.call_ends
    with monkeypatch.context() as patched, interpreted():
        patched.setattr(calm_loop, "call_ends", lambda *rest: taken.append(1) or real(*rest))
        simulate(engine="event", **given)
    return len(taken)


def test_while_nothing_is_wrong_the_short_ways_are_taken_and_while_something_is_they_are_not(monkeypatch):
    calm = {"architecture": one(), "workload": Workload(50), "n": 2_000}
    assert long_ways(monkeypatch, **calm) == 0
    assert long_ways(monkeypatch, client=Client(timeout=1.0, retries=2), **calm) == 0
    slow = [Fault("slow", "box", at=10, length=10, factor=1.5)]
    assert 400 < long_ways(monkeypatch, faults=slow, **calm) < 600  # 50 a second for ten seconds
    assert long_ways(monkeypatch, architecture=one(), workload=Workload(50), n=2_000,
                     client=Client(timeout=1.0, cancels=True)) == 2_000
