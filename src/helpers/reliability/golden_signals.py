"""The four golden signals of each component of a run: latency, traffic, errors, saturation, window by window.

They are the windowed figures of the run itself (`Run.series` and `Run.failures`), nothing is added:

- **Traffic**: calls that came to a box.
- **Errors**: requests that failed there, or at a box whose reply it waits for; where clients call it, all.
- **Latency**: of a box that clients call, that of the requests at a percentile; of any other the mean wait there and
  its service time, without what it waits for itself.
- **Saturation**: the share of its server-time that is in use; a box without a ceiling has none.

(Beyer and others, Site Reliability Engineering, 2016, chapter 6.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from helpers.errors import UnknownNameError, nearest, shorten
from helpers.reliability.alarms import Samples
from helpers.reliability.budget import YEAR, seconds_text
from helpers.reliability.errors import ReliabilityError, read

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.simulation import Run

SHORTEST = 1e-3  # seconds of a window


@dataclass(frozen=True, eq=False)
class GoldenSignals(Mapping):
    """The golden signals of a run, by component.

    Parameters
    ----------
    samples : mapping of str to Samples
        By box: requests, errors, slow ones (of boxes that clients call) and saturation, window by window, so that
        alert rules can be tried on them: `Alerts.fire(signals)`.
    latency : mapping of str to array
        By box, seconds, window by window; nan where nothing was answered.
    """

    samples: Mapping[str, Samples]
    latency: Mapping[str, numpy.ndarray]

    def __getitem__(self, box: str) -> Samples:
        if not isinstance(box, str) or box not in self.samples:
            raise UnknownNameError(f"box: the run has no {shorten(box)}.{nearest(box, self.samples)}")
        return self.samples[box]

    def __iter__(self) -> Iterator[str]:
        return iter(self.samples)

    def __len__(self) -> int:
        return len(self.samples)

    def table(self) -> DataFrame:
        """By box over the whole run: latency, traffic, errors, saturation, each with its worst window."""
        from helpers.simulation.verdicts import share as share_text
        from helpers.tables import pandas

        rows = {}
        for name, each in self.samples.items():
            requests, errors, busy = (numpy.asarray(getattr(each, what), dtype=float)
                                      for what in ("requests", "errors", "saturation"))
            total, took = requests.sum(), self.latency[name]
            share = numpy.divide(errors, requests, out=numpy.zeros_like(errors), where=requests > 0)
            known = took[~numpy.isnan(took)]
            rows[name] = {"latency": _both(known, lambda value: seconds_text(float(f"{value:.3g}"))),
                          "traffic": f"{float(f'{total / each.length:.3g}'):,.10g}/s",
                          "errors": f"{share_text(errors.sum() / total if total else 0)} "
                                    f"(worst {share_text(share.max())})",
                          "saturation": _both(busy[~numpy.isnan(busy)], lambda value: f"{value:.0%}")}
        return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("box")


def golden_signals(run: Run, windows: int = 60, percentile: float = 99, slower_than: float | str | None = None) \
        -> GoldenSignals:
    """The four golden signals of each component of a run.

    Parameters
    ----------
    run : Run
        What `simulate` gave.
    windows : int
        Into how many windows the run is cut, 2 to 10,000.
    percentile : float
        Of the latency.
    slower_than : float or str, optional
        Seconds, or text, from which on a request counts as slow. None: what 99% of the run's requests stay below.

    Raises
    ------
    ReliabilityError
        For what is no run.

    >>> from helpers import Architecture, Component, Workload, simulate
    >>> shop = Architecture("Shop").add(Component("client", "client"), Component("till", "service", servers=1,
    ...     service_time="10 ms")).connect("client", "till")
    >>> signals = golden_signals(simulate(shop, Workload("50/s"), n=5_000))
    >>> list(signals), float(sum(signals["till"].requests))
    (['till'], 5000.0)
    """
    if not (hasattr(run, "series") and hasattr(run, "failures") and hasattr(run, "architecture")):
        raise ReliabilityError(f"run: {shorten(run)} is not a Run. Give what simulate(...) gave.")
    windows = read.whole(windows, "windows", 2, 10_000, "60")
    percentile = read.number(percentile, "percentile", 0.0, 100.0, "99")
    limit = run.latency(99) if slower_than is None else read.seconds(slower_than, "slower_than", 1e-9, YEAR)
    design = run.architecture
    fronts = {each.target for each in design.connections if design[each.source].kind == "client"}
    step = run.seconds / windows
    if step < SHORTEST:
        raise ReliabilityError(f"windows: the run lasts {seconds_text(float(run.seconds))}, too short for {windows} "
                               f"windows. Ask for {max(2, int(run.seconds / SHORTEST))}, or simulate more requests.")
    failed = run.failures()
    samples, latency = {}, {}
    for box in design:
        if box.kind == "client":
            continue
        alone = fronts == {box.name}  # then its calls are the requests, and each belongs to one window
        requests = run.series("arrivals", None if alone else box.name, windows=windows)["arrivals"].to_numpy() * step
        behind = _behind(design, box.name)
        own = failed if alone else failed[failed["component"].isin(behind)]
        when = numpy.minimum(own["arrived_seconds"].to_numpy(dtype=float) / step, windows - 1).astype(int)
        errors = numpy.bincount(when, minlength=windows).astype(float)
        requests = numpy.maximum(requests.round(6), errors)  # a call comes a moment after its request
        limited = box.name in run.limited
        busy = run.series("busy", box.name, windows=windows)["busy"].to_numpy(dtype=float) if limited \
            else numpy.full(windows, numpy.nan)
        slow = numpy.full(windows, numpy.nan)
        if box.name in fronts:
            late = run.arrival_times[numpy.nan_to_num(run.latencies, nan=-1.0) > limit]
            slow = numpy.bincount(numpy.minimum(late / step, windows - 1).astype(int), minlength=windows)
            slow = numpy.minimum(slow.astype(float), requests)
            latency[box.name] = run.series("latency", percentile=percentile, windows=windows)["latency"].to_numpy()
        else:
            wait = run.series("wait", box.name, windows=windows)["wait"].to_numpy() if limited else 0.0
            latency[box.name] = numpy.where(requests > 0, wait + (box.service_time or 0.0), numpy.nan)
        samples[box.name] = Samples(step, requests.tolist(), errors.tolist(), slow.tolist(), busy.tolist())
    return GoldenSignals(samples, latency)


def _behind(design, name: str) -> set[str]:
    """A box, and all whose reply it waits for, and so on."""
    found, open_ones = {name}, [name]
    while open_ones:
        new = {each.target for each in design.callees(open_ones.pop()) if each.style == "sync"} - found
        found |= new
        open_ones += sorted(new)
    return found


def _both(values: numpy.ndarray, show) -> str:
    return f"{show(float(numpy.median(values)))} (worst {show(float(values.max()))})" if len(values) else "none"
