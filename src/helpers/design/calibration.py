"""The model held against a measurement: the stand-in of step 3 on the database of step 4, driven on this machine.

First there is one caller, who waits for each answer before the next call: the service times that the diagram assumes
for the service and the store, without wires, caches and queues, against what the stand-in and the database take on
loopback. Then several callers read at once, and it is counted how much comes through. So the ratios say how far the
assumed service times are from real code on one machine, and nothing of many machines in a busy hour.
"""

import contextlib
import platform
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.design.calibration_load import loaded
from helpers.design.calibration_queries import queries_of
from helpers.design.errors import DesignError
from helpers.design.look import Look
from helpers.design.notes import READ, Calibration

if TYPE_CHECKING:
    import numpy as np
    from sqlalchemy import Engine

    from helpers.design.model import Design
    from helpers.interface import Endpoint, StandIn

MOST_CALLS, MOST_SECONDS, ROWS, MOST_CALLERS = 20_000, 120.0, 2_000, 16
FEWEST = 20  # calls of an endpoint, below which no 99th percentile is told apart from the largest
PREDICTED = 20_000  # draws of the model


def calibrate(design: "Design", calls: int = 300, seconds: float = 10.0, engine: "Engine | None" = None,
              callers: int = 4) -> Calibration:
    """See `Design.calibrate`."""
    calls = READ.whole(calls, "calls", FEWEST, MOST_CALLS, "300")
    seconds = READ.seconds(seconds, "seconds", 0.1, MOST_SECONDS, '"10 s"')
    callers = READ.whole(callers, "callers", 1, MOST_CALLERS, "4")
    for piece, step in (("api", 3), ("data_model", 4), ("architecture", 5)):
        if getattr(design, piece) is None:
            raise DesignError(f"{piece}: there is none to hold against a measurement. Make it in step {step}.")
    look = Look(design)
    if not look.drawn:
        told = next(iter(look.broken.values()), "no endpoint touches any data")
        raise DesignError(f"api: its endpoints cannot be followed through the diagram: {told}")
    with _database(design, engine) as ready, contextlib.closing(design.api.serve(0, limits=False)) as standin:
        known, alone = _Known(standin, look.api), seconds if callers < 2 else 0.7 * seconds
        until = time.perf_counter() + seconds
        measured = _measured(look, known, ready, calls, time.perf_counter() + alone)
        draws = {name: _predicted(look, name) for name in measured}
        load = loaded(look, standin, ready, known, draws, callers, calls, until)
        where = f"{ready.dialect.name} of {ROWS:,} rows a table, {platform.machine()}, one caller on loopback"
    rows = []
    for name, took in measured.items():
        drawn = draws[name]
        if drawn is not None and took:
            rows.append((name, len(took), _at(drawn, 0.5), _at(took, 0.5), _at(drawn, 0.99), _at(took, 0.99)))
    if not rows:
        raise DesignError("api: no endpoint could be called with success in that time. Give more seconds.")
    return Calibration(tuple(rows), where, date.today().year, load)


@contextlib.contextmanager
def _database(design: "Design", engine: "Engine | None") -> Iterator["Engine"]:
    if engine is not None:
        yield engine
        return
    with tempfile.TemporaryDirectory(prefix="calibration-") as folder:
        made = design.data_model.create(f"sqlite:///{Path(folder) / 'store.db'}")
        try:
            design.data_model.fill(made, ROWS)
            yield made
        finally:
            made.dispose()


def _measured(look: Look, known: "_Known", engine: "Engine", calls: int, until: float) -> dict[str, list[float]]:
    """Seconds of each call by endpoint: the answer of the stand-in, and the queries of its patterns, after each other.

    Things are made first, so that there is something to read; each endpoint gets its share of the calls, and a few.
    """
    import httpx

    api = look.api
    order = sorted(api.endpoints, key=lambda each: (not each.creates, each.safe, each.method == "DELETE"))
    shares = {each.name: each.share for each in look.flows}
    found: dict[str, list[float]] = {each.name: [] for each in order}
    with httpx.Client(base_url=known.standin.address, timeout=5.0) as client, engine.connect() as connection:
        for place, each in enumerate(order):
            left = until - time.perf_counter()
            share = time.perf_counter() + left / (len(order) - place)
            wanted = max(FEWEST, round(calls * shares.get(each.name, 0.0)))
            queries = queries_of(look.model, look.patterns_of(each.name), connection)
            for _ in range(min(wanted, calls)):
                if time.perf_counter() > share:
                    break
                request = known.request(each)
                if request is None:
                    break
                start = time.perf_counter()
                response = client.request(**request)
                for query in queries:
                    query()
                took = time.perf_counter() - start
                if response.status_code < 400:
                    found[each.name].append(took)
                    known.learn(each, response)
        connection.rollback()
    return {name: took[len(took) // 10:] for name, took in found.items()}  # the first ones warm up


class _Known:
    """What the caller knows: credentials, and the things that were made, by resource."""

    def __init__(self, standin: "StandIn", api: Any):
        from helpers.interface.standin.sample_values import Maker

        self.standin, self.api, self.count, self.maker = standin, api, 0, Maker(api, 7)
        self.things: list[dict] = []

    def request(self, endpoint: "Endpoint") -> dict | None:
        """One call of an endpoint as `httpx` takes it; None where its path names a thing that nobody made yet."""
        self.count += 1
        path = endpoint.path.partition("?")[0]
        for name in endpoint.path_parameters:
            held = [thing for thing in self.things if name in thing or "id" in thing]
            thing = held[self.count % len(held)] if held else {}
            value = thing.get(name, thing.get("id"))
            if value is None and endpoint.method == "PUT":  # a thing that the call itself makes
                value = self.maker.key(endpoint.parameters[name]) or self.count
            if value is None:
                return None
            path = path.replace(f"{{{name}}}", str(value))
        headers = {**self.standin._credentials("alice", endpoint), "Idempotency-Key": f"call-{self.count}"}
        made: dict[str, Any] = {"method": endpoint.method, "url": path, "headers": headers}
        if endpoint.body is not None:
            made["json"] = self._body(endpoint)
            if endpoint.method == "PATCH":
                headers["Content-Type"] = "application/merge-patch+json"
        return made

    def _body(self, endpoint: "Endpoint") -> Any:
        """A body that the contract takes: what must be there."""
        body: Any = endpoint.body
        if not body.is_resource:
            return self.maker.value(body)
        fields = {name: each for name, each in self.api.resources[body.base].items() if each.access != "read-only"}
        wanted = {name: each for name, each in fields.items() if not each.optional} or dict(list(fields.items())[:1])
        return {name: self.maker.value(each, name) for name, each in wanted.items()}

    def learn(self, endpoint: "Endpoint", response: Any) -> None:
        """Keep what a call made, so that later calls can name it."""
        if endpoint.creates and response.content:
            with contextlib.suppress(ValueError):
                data = response.json()
                if isinstance(data, dict):
                    self.things.append(data)


def _predicted(look: Look, endpoint: str) -> "np.ndarray | None":
    """Seconds of many calls by the diagram: services and stores alone, one caller, no wires and no waits."""
    import numpy as np

    drawing = look.drawing
    boxes: dict[tuple, tuple[str, float]] = {}
    for path in look.paths.get(endpoint, ()):
        if path.served != "store":
            continue
        for name in path.waits_for:
            if drawing[name].kind == "service":
                boxes[name,] = (name, 1.0)
        last = path.components[-1]
        if last in path.waits_for:
            boxes[last, path.entity, path.access] = (last, drawing[last].write_work if path.access == "write" else 1.0)
    if not boxes:
        return None
    draw = np.random.default_rng(1)
    return np.sum([draw.exponential(drawing[name].service_time * work, PREDICTED) for name, work in boxes.values()], 0)


def _at(took: "list[float] | np.ndarray", share: float) -> float:
    import numpy as np

    return float(np.quantile(took, share))
