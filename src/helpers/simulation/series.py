"""A run over time, in windows."""

import numpy as np

from helpers.errors import shorten
from helpers.simulation import fields as read
from helpers.simulation.errors import SimulationError
from helpers.simulation.faults import replicas_hit
from helpers.simulation.outcomes import SERVED
from helpers.simulation.stats import percentiles

WHAT = ("arrivals", "attempts", "goodput", "failures", "latency")
EXACT = 20_000  # latencies in a window, up to which percentiles are exact (see `stats.percentiles`)
OF_COMPONENT = ("utilisation", "busy", "in service", "wait", "queue", "backlog", "replicas")


def series(run, what: str, component: str | None, percentile: float, windows: int):
    """See `Run.series`."""
    from helpers.tables import pandas

    read.choice(what, "what", (*WHAT, *OF_COMPONENT))
    windows = read.whole(windows, "windows", 2, 10_000)
    percentile = read.number(percentile, "percentile", 0.0, 100.0, "99")
    if what in OF_COMPONENT and component is None:
        raise SimulationError(f"component: {what} is of one component. Name it: series({what!r}, \"store\").")
    if what in WHAT and component is not None and what != "arrivals":
        raise SimulationError(f"component: {what} is of all requests, not of {shorten(component)}. Leave it out.")
    index = pandas.Index(middles(run, windows), name="seconds")
    return pandas.DataFrame({what: series_values(run, what, component, percentile, windows)}, index=index)


def series_values(run, what: str, component: str | None = None, percentile: float = 99,
                  windows: int = 60) -> np.ndarray:
    """The values of `Run.series` alone, for pictures that are drawn while somebody waits."""
    edges = np.linspace(0, run.seconds, windows + 1)
    width = edges[1] - edges[0]
    if what == "latency":
        return latency_percentiles(run, (percentile,), windows)[0]
    return _of_requests(run, what, edges, width) if what in WHAT and component is None \
        else _of_component(run, what, run._check(component), edges, width)


def middles(run, windows: int = 60) -> np.ndarray:
    """The middle of each window, in seconds."""
    edges = np.linspace(0, run.seconds, windows + 1)
    return (edges[1:] + edges[:-1]) / 2


def latency_percentiles(run, wanted: tuple[float, ...], windows: int = 60) -> np.ndarray:
    """By percentile and window of the arrivals, the latency in seconds of those served; nan where there are none.

    >>> from helpers.architecture import Architecture, Component
    >>> from helpers.simulation import Workload, simulate
    >>> shop = Architecture("Shop").add(Component("client", "client"), Component("till", "service"))
    >>> run = simulate(shop.connect("client", "till"), Workload("50/s"), n=1_000)
    >>> found = latency_percentiles(run, (50, 99))
    >>> found.shape, bool((found[0] <= found[1]).all())
    ((2, 60), True)
    """
    width = np.linspace(0, run.seconds, windows + 1)[1]
    ends = np.searchsorted(_window(run.arrival_times, width, windows), np.arange(windows + 1))
    found = np.full((len(wanted), windows), np.nan)
    shares = np.asarray(wanted, dtype=float) / 100
    for place in range(windows):
        part = run.latencies[ends[place]:ends[place + 1]]
        part = part[~np.isnan(part)]
        if len(part) > EXACT:
            found[:, place] = percentiles(part, wanted)
        elif len(part):
            part.sort()
            at = shares * (len(part) - 1)
            low = at.astype(np.int64)
            below, above, far = part[low], part[np.minimum(low + 1, len(part) - 1)], at - low
            found[:, place] = np.where(far < 0.5, below + (above - below) * far, above - (above - below) * (1 - far))
    return found


def _window(times: np.ndarray, width: float, windows: int) -> np.ndarray:
    """The window of each time; the end of the last one belongs to it."""
    return np.minimum((times / width).astype(np.int64), windows - 1)


def _of_requests(run, what: str, edges, width: float) -> np.ndarray:
    windows, times = len(edges) - 1, run.arrival_times
    if what == "arrivals":
        return np.bincount(_window(times, width, windows), minlength=windows) / width
    if what == "attempts":
        sent = times if run._raw.sent is None else run._raw.sent
        return np.bincount(_window(sent[sent <= edges[-1]], width, windows), minlength=windows) / width
    if what == "failures":
        return np.bincount(_window(times[~run.served], width, windows), minlength=windows) / width
    replies = run._raw.reply[run._raw.outcome == SERVED]
    return np.histogram(replies, edges)[0] / width


def _of_component(run, what: str, name: str, edges, width: float) -> np.ndarray:
    windows = len(edges) - 1
    seen, station = run._raw.seen[name], run._raw.setup.stations[name]
    if what == "replicas":
        return _replicas(run, name, (edges[1:] + edges[:-1]) / 2)
    if what == "arrivals":
        came = np.concatenate([np.empty(0, np.float32), *seen.arrive, *seen.left[:1], *seen.passed])
        inside = came[came <= np.float32(edges[-1])]
        return np.bincount(_window(inside, width, windows), minlength=windows) / width
    if what == "backlog":
        found, moments = run._messages(name), (edges[1:] + edges[:-1]) / 2
        return np.searchsorted(np.sort(found.came), moments, "right") \
            - np.searchsorted(np.sort(found.gone), moments, "right")
    arrive, wait, hold = (np.concatenate([np.empty(0, np.float32), *parts])
                          for parts in (seen.arrive, seen.wait, seen.hold))
    if what == "in service":
        moments = (edges[1:] + edges[:-1]) / 2
        return np.searchsorted(np.sort(arrive + wait), moments, "right") \
            - np.searchsorted(np.sort(arrive + wait + hold), moments, "right").astype(int)
    if what == "busy":
        begun, ended = (_time_since(each, edges) for each in (arrive + wait, arrive + wait + hold))
        used = np.diff(begun - ended) / (station.servers or 1)
        changes, counts = zip((0.0, station.replicas), *seen.replicas, strict=True)
        ran = sum(count * np.diff(np.maximum(edges - when, 0.0) - np.maximum(edges - until, 0.0))
                  for when, until, count in zip(changes, (*changes[1:], np.inf), counts, strict=True))
        return np.minimum(used / ran, 1.0)  # replicas that are taken away finish what they have
    if what == "queue":
        if seen.left:
            arrive, wait = np.concatenate([arrive, seen.left[0]]), np.concatenate([wait, seen.left[1]])
        moments = (edges[1:] + edges[:-1]) / 2
        return _until(arrive, moments) - _until(arrive + wait, moments)
    inside = arrive <= np.float32(edges[-1])
    place = _window(arrive[inside], width, windows)
    counts = np.bincount(place, minlength=windows)
    if what == "wait":
        sums = np.bincount(place, weights=wait[inside], minlength=windows)
        return np.divide(sums, counts, out=np.zeros(windows), where=counts > 0)
    work = np.bincount(place, weights=hold[inside], minlength=windows)
    return work / (_replicas_drawn(station, seen, edges) * (station.servers or 1) * width)


def _until(times: np.ndarray, moments: np.ndarray) -> np.ndarray:
    """How many of the times have come by each moment; sorts nothing but what needs it."""
    first = np.searchsorted(moments, times.astype(float), "left")
    return np.cumsum(np.bincount(first, minlength=len(moments) + 1))[:len(moments)]


def _replicas_drawn(station, seen, edges) -> np.ndarray:
    """How many replicas there are at the start of each window, crashed ones included."""
    replicas = np.full(len(edges) - 1, station.replicas, dtype=float)
    for when, many in seen.replicas:
        replicas[edges[:-1] >= when] = many
    return replicas


def _time_since(moments: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The time since each of the moments that have passed, added up, at each edge."""
    ordered = np.sort(moments.astype(float))
    passed = np.searchsorted(ordered, edges, "right")
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    return passed * edges - sums[passed]


def _replicas(run, name: str, moments: np.ndarray) -> np.ndarray:
    """How many replicas run at each moment: those that there are, less those that lie crashed."""
    found = np.full(len(moments), run._raw.setup.stations[name].replicas, dtype=float)
    for when, replicas in run._raw.seen[name].replicas:
        found[moments >= when] = replicas
    down: dict[int, np.ndarray] = {}
    for fault in run.faults:
        if fault.what not in ("crash", "zone"):
            continue
        during = (moments >= fault.at) & (moments < (np.inf if fault.length is None else fault.at + fault.length))
        for component, replica in replicas_hit(run.architecture, fault):
            if component == name:
                down[replica] = down.get(replica, False) | during
    for during in down.values():
        found -= during & (found > 0)
    return found
