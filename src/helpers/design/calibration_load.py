"""Several callers at once, on loopback: how many requests a second come through, and how long the slowest wait.

Only what reads is asked for, in the shares of the estimate: what writes would wait for the other callers' locks on one
small database, and that is not what the diagram says of a sharded store. The callers run in the process of the server,
so that what is measured is the least that this machine can do.
"""

import contextlib
import random
import threading
import time
from typing import TYPE_CHECKING, Any

from helpers.design.calibration_queries import queries_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from helpers.design.look import Look

FEWEST = 20  # calls, below which nothing is said


def loaded(look: "Look", standin: Any, engine: "Engine", known: Any, draws: dict[str, Any], callers: int, calls: int,
           until: float) -> tuple[float, ...]:
    """Callers, calls, predicted and measured requests a second, predicted and measured 99th percentile in seconds.

    `draws` has for each endpoint its predicted times, `known` makes the requests; empty where too few calls came back.
    """
    import numpy as np

    shares = {each.name: each.share for each in look.flows}
    asked = [each for each in look.api.endpoints
             if each.safe and draws.get(each.name) is not None and known.request(each) is not None]
    if not asked or callers < 2:
        return ()
    weights = np.array([max(shares.get(each.name, 0.0), 1e-6) for each in asked])
    took, seconds = _driven(look, standin, engine, known, (asked, list(weights)), (callers, calls, until))
    if len(took) < FEWEST:
        return ()
    weights = weights / weights.sum()
    mixed = np.concatenate([draws[each.name][:max(1, int(share * len(draws[each.name])))]
                            for each, share in zip(asked, weights, strict=True)])
    limit = min((box.capacity for box in _passed(look, asked) if box.capacity), default=np.inf)
    rate = min(callers / float(mixed.mean()), float(limit))
    return (float(callers), float(len(took)), rate, len(took) / seconds, float(np.quantile(mixed, 0.99)),
            float(np.quantile(took, 0.99)))


def _passed(look: "Look", asked: list) -> list:
    """The services on the ways of some endpoints: what one machine of each can take is a limit."""
    names = {name for each in asked for path in look.paths.get(each.name, ()) for name in path.components}
    return [box for box in look.drawing if box.name in names and box.kind == "service"]


def _driven(look: "Look", standin: Any, engine: "Engine", known: Any, mix: tuple[list, list[float]],
            bounds: tuple[int, int, float]) -> tuple[list[float], float]:
    """Seconds of each call that succeeded, and seconds from the first caller's start to the last one's end."""
    import httpx

    (asked, weights), (callers, calls, until) = mix, bounds
    found: list[float] = []
    left, lock, ready = [calls], threading.Lock(), threading.Barrier(callers + 1)

    def caller(number: int) -> None:
        draw = random.Random(number)
        with httpx.Client(base_url=standin.address, timeout=5.0) as client, engine.connect() as connection:
            queries = {each.name: queries_of(look.model, [pattern for pattern in look.patterns_of(each.name)
                                                          if not pattern.writes], connection) for each in asked}
            with contextlib.suppress(threading.BrokenBarrierError):
                ready.wait(10.0)
            while time.perf_counter() < until:
                with lock:
                    left[0] -= 1
                    if left[0] < 0:
                        break
                    each = draw.choices(asked, weights)[0]
                    request = known.request(each)
                if request is None:
                    continue
                start = time.perf_counter()
                response = client.request(**request)
                for query in queries[each.name]:
                    query()
                if response.status_code < 400:
                    found.append(time.perf_counter() - start)
            connection.rollback()

    threads = [threading.Thread(target=caller, args=(number,), daemon=True) for number in range(callers)]
    for each in threads:
        each.start()
    with contextlib.suppress(threading.BrokenBarrierError):
        ready.wait(10.0)
    start = time.perf_counter()
    for each in threads:
        each.join(max(0.1, until - start) + 10.0)
    return list(found), max(time.perf_counter() - start, 1e-9)
