"""A run over time, in windows."""

import numpy as np

from helpers.errors import shorten
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError
from helpers.simulation.outcomes import SERVED
from helpers.simulation.stats import percentiles

WHAT = ("arrivals", "goodput", "failures", "latency")
OF_COMPONENT = ("utilisation", "wait", "queue", "replicas")


def series(run, what: str, component: str | None, percentile: float, windows: int):
    """See `Run.series`."""
    from helpers.tables import pandas

    read.choice(what, "what", (*WHAT, *OF_COMPONENT))
    windows = read.whole(windows, "windows", 2, 10_000)
    percentile = read.number(percentile, "percentile", 0.0, 100.0, "99")
    if what in OF_COMPONENT and component is None:
        raise SimulationError(f"component: {what} is of one component. Name it: series({what!r}, \"store\").")
    if what in WHAT and component is not None:
        raise SimulationError(f"component: {what} is of all requests, not of {shorten(component)}. Leave it out.")
    edges = np.linspace(0, run.seconds, windows + 1)
    width = edges[1] - edges[0]
    values = _of_requests(run, what, percentile, edges, width) if what in WHAT \
        else _of_component(run, what, run._check(component), edges, width)
    index = pandas.Index((edges[1:] + edges[:-1]) / 2, name="seconds")
    return pandas.DataFrame({what: values}, index=index)


def _window(times: np.ndarray, width: float, windows: int) -> np.ndarray:
    """The window of each time; the end of the last one belongs to it."""
    return np.minimum((times / width).astype(np.int64), windows - 1)


def _of_requests(run, what: str, percentile: float, edges, width: float) -> np.ndarray:
    windows, times = len(edges) - 1, run.arrival_times
    if what == "arrivals":
        return np.bincount(_window(times, width, windows), minlength=windows) / width
    if what == "failures":
        return np.bincount(_window(times[~run.served], width, windows), minlength=windows) / width
    if what == "goodput":
        replies = run._raw.reply[run._raw.outcome == SERVED]
        return np.histogram(replies, edges)[0] / width
    ends = np.searchsorted(_window(times, width, windows), np.arange(windows + 1))
    found = np.full(windows, np.nan)
    for place in range(windows):
        part = run.latencies[ends[place]:ends[place + 1]]
        part = part[~np.isnan(part)]
        if len(part):
            found[place] = percentiles(part, percentile)[0]
    return found


def _of_component(run, what: str, name: str, edges, width: float) -> np.ndarray:
    windows = len(edges) - 1
    seen, station = run._raw.seen[name], run._raw.setup.stations[name]
    if what == "replicas":
        found = np.full(windows, station.replicas, dtype=float)
        for when, replicas in seen.replicas:
            found[edges[:-1] >= when] = replicas
        return found
    if not seen.arrive:
        return np.zeros(windows)
    arrive, wait = np.concatenate(seen.arrive), np.concatenate(seen.wait)
    inside = arrive <= np.float32(edges[-1])
    place = _window(arrive[inside], width, windows)
    counts = np.bincount(place, minlength=windows)
    if what == "wait":
        sums = np.bincount(place, weights=wait[inside], minlength=windows)
        return np.divide(sums, counts, out=np.zeros(windows), where=counts > 0)
    if what == "queue":
        moments = (edges[1:] + edges[:-1]) / 2
        begun = np.sort(arrive + wait)
        return np.searchsorted(np.sort(arrive), moments, "right") - np.searchsorted(begun, moments, "right")
    work = counts * (seen.busy / max(seen.calls, 1))
    replicas = _of_component(run, "replicas", name, edges, width)
    return work / (replicas * (station.servers or 1) * width)
