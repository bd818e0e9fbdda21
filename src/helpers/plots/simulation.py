"""Pictures of steps 6 and 7: what a run shows, and how latency grows with the load."""

import math

import numpy as np

from helpers.plots.template import GREY, ROLES, SERIES, figure
from helpers.simulation.limit import limit_of, overload_of
from helpers.units import Q, human

STEPS = ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 7))  # ticks in a power of ten, coarse to fine
SHOWN = np.unique(np.concatenate([np.linspace(0.5, 99, 100), 100 - np.logspace(0, -1.3, 25)]))


def _seconds(value: float) -> str:
    return human(Q(float(value), "s"), 2)


def _time_axis(title: str, values, at_most: float | None = None) -> dict:
    """A log axis of times, with readable ticks over what is shown."""
    known = [float(each) for each in values if each is not None and np.isfinite(each) and each > 0]
    low, high = (min(known), max(known)) if known else (0.001, 1.0)
    high = max(min(high, at_most) if at_most else high, low * 3)
    ticks = next(found for steps in reversed(STEPS) if len(found := [
        step * 10.0 ** power for power in range(-7, 6) for step in steps
        if low / 1.3 <= step * 10.0 ** power <= high * 1.3]) <= 8 or steps == STEPS[0])
    return {"type": "log", "title": {"text": title}, "tickvals": ticks, "ticktext": [_seconds(tick) for tick in ticks],
            "range": [math.log10(low / 1.3), math.log10(high * 1.3)]}


def latency_distribution(run, before=None, target: float | None = None, names=("now", "before")):
    """The share of requests answered within each time, on a log axis; `target` is the time that 99% must keep.

    `names` are those of the run and of the one before.
    """
    traces = []
    for each, name, colour, dash in ((before, names[1], ROLES["before"], "dash"),
                                     (run, names[0], ROLES["now"], "solid")):
        if each is None or not each.served.any():
            continue
        times = np.array(each.percentiles(*SHOWN))
        traces.append({"type": "scatter", "mode": "lines", "name": name, "x": times, "y": SHOWN / 100,
                       "line": {"color": colour, "dash": dash, "width": 3},
                       "hovertemplate": "%{y:.1%} within %{customdata}<extra></extra>",
                       "customdata": [_seconds(time) for time in times]})
    if not run.served.any():
        return figure([], "No request was served", height=320)
    limit = overload_of(run)
    if limit is not None:
        return _growth(run, limit, target)
    marks = (50, 99, 99.9)
    found = run.percentiles(*marks)
    traces.append({"type": "scatter", "mode": "markers", "name": "p50, p99, p99.9", "x": np.array(found),
                   "y": np.array(marks) / 100,
                   "marker": {"symbol": "diamond", "size": 11, "color": ROLES["now"]},
                   "customdata": [f"p{mark:g}: {_seconds(time)}" for mark, time in zip(marks, found, strict=True)],
                   "hovertemplate": "%{customdata}<extra></extra>"})
    shapes = [] if target is None else [_line("x", target)]
    title = f"Half are answered within {_seconds(found[0])}, 99 of 100 within {_seconds(found[1])}"
    times = [time for trace in traces for time in trace["x"]]
    return figure(traces, title, height=330, shapes=shapes,
                  xaxis=_time_axis("latency (log scale)", [*times, target]),
                  yaxis={"title": {"text": "share answered"}, "tickformat": ".0%", "range": [0, 1.04]})


def _growth(run, limit, target: float | None):
    """Latency over time while more arrives than is served: there is no distribution, each request waits longer."""
    frame = run.series("latency", percentile=50, windows=40)
    times, seen = frame.index.to_numpy(dtype=float), frame["latency"].to_numpy(dtype=float)
    ends = np.array([0.0, run.seconds])
    rate, start = limit.growth(run.workload.rate), float(np.nanmin(seen))
    traces = [{"type": "scatter", "mode": "lines", "name": "theory", "x": ends,
               "y": start + rate * ends, "line": {"color": GREY, "width": 3, "dash": "dash"},
               "hovertemplate": "%{y:.3f} s after %{x:.2f} s<extra></extra>"},
              {"type": "scatter", "mode": "lines", "name": "half of the requests", "x": times, "y": seen,
               "line": {"color": ROLES["median"], "width": 4},
               "hovertemplate": "%{y:.3f} s after %{x:.2f} s<extra></extra>"}]
    return figure(traces, f"Overloaded: after a minute of this everybody waits {_seconds(start + 60 * rate)}",
                  height=330, shapes=[] if target is None else [_line("y", target)],
                  xaxis={"title": {"text": "seconds of this load"}, "rangemode": "tozero"},
                  yaxis={"title": {"text": "latency (s)"}, "rangemode": "tozero"})


def _line(axis: str, value: float, dash: str = "dash", colour: str = ROLES["limit"]) -> dict:
    ends = {"x0": value, "x1": value, "y0": 0, "y1": 1, "yref": "paper"} if axis == "x" else \
        {"y0": value, "y1": value, "x0": 0, "x1": 1, "xref": "paper"}
    return {"type": "line", **ends, "line": {"width": 2, "dash": dash, "color": colour}}


def latency_against_load(sweep, now: float | None = None, target: float | None = None, before=None, *,
                         until: float | None = None):
    """Percentiles of the latency at each load, on a log axis, and the load at which latency grows without end.

    `now` is the load to mark, `target` the latency that 99% must keep, `before` a sweep to compare with. `until` is
    where the axis ends. A load above the limit has no latency: an arrow at the top stands for it. Between the last run
    and the limit the dashed line is what heavy-traffic theory adds to that run.
    """
    frame, limit = sweep.frame, limit_of(sweep.runs[0])
    end = until or max([*sweep.rates, now or 0.0])
    traces, shapes, notes = [], [], []
    values = [value for name in ("p50", "p99") for value in frame[name][~frame["growing"]]]
    if before is not None:
        values += list(before.frame["p99"][~before.frame["growing"]])
    top = max([each for each in (*values, target) if each and np.isfinite(each)], default=1.0) * 8
    if before is not None:
        kept = before.frame[~before.frame["growing"]]
        x, y = _handle(kept, limit_of(before.runs[0]), end, top)
        traces.append({"type": "scatter", "mode": "lines", "name": "p99 before",
                       "x": np.array([*kept.index, *x], dtype=float), "y": np.array([*kept["p99"], *y], dtype=float),
                       "line": {"color": ROLES["before"], "dash": "dash"}})
    for name, colour, symbol, dash in (("p50", ROLES["median"], "circle", "dot"),
                                       ("p99", ROLES["now"], "square", "solid")):
        kept = frame[~frame["growing"]]
        traces.append({"type": "scatter", "mode": "lines+markers", "name": name,
                       "x": kept.index.to_numpy(dtype=float), "y": kept[name].to_numpy(),
                       "line": {"color": colour, "dash": dash, "width": 3},
                       "marker": {"symbol": symbol, "size": 9, "color": colour},
                       "customdata": [f"{human(Q(rate, '1/s'))}: {name} {_seconds(value)}"
                                      for rate, value in zip(kept.index, kept[name], strict=True)],
                       "hovertemplate": "%{customdata}<extra></extra>"})
    kept = frame[~frame["growing"]]
    x, y = _handle(kept, limit, end, top)
    if len(x):
        traces.append({"type": "scatter", "mode": "lines", "name": "p99 (theory)", "x": np.array(x),
                       "y": np.array(y), "line": {"color": ROLES["now"], "dash": "dash", "width": 2},
                       "hoverinfo": "skip"})
    over = sorted({float(rate) for rate in frame.index[frame["growing"]]}
                  | ({now} if now is not None and limit is not None and now >= limit.rate else set()))
    if over:
        traces.append({"type": "scatter", "mode": "markers", "name": "only grows",
                       "x": np.array(over), "y": np.full(len(over), top / 1.25),
                       "marker": {"symbol": "triangle-up", "size": 13, "color": ROLES["limit"]},
                       "customdata": [human(Q(rate, "1/s")) for rate in over],
                       "hovertemplate": "%{customdata}: no latency holds, it only grows<extra></extra>"})
    if limit is not None and limit.rate < end * 1.05:
        shapes += [{"type": "rect", "x0": limit.rate, "x1": max(end, limit.rate) * 1.05, "y0": 0, "y1": 1,
                    "yref": "paper", "line": {"width": 0}, "fillcolor": "rgba(213,94,0,0.10)", "layer": "below"},
                   _line("x", limit.rate)]
        notes.append({"x": limit.rate, "y": 1, "yref": "paper", "yanchor": "top", "showarrow": False,
                      "xanchor": "right" if limit.rate > end / 2 else "left",
                      "text": f" 100% of {limit.component.replace('_', ' ')} "})
    shapes = ([] if now is None else [_line("x", now, "dot", GREY)]) + (
        [] if target is None else [_line("y", target)]) + shapes
    if target is not None:
        notes.append({"x": 0, "y": math.log10(target), "showarrow": False, "xanchor": "left", "yanchor": "bottom",
                      "text": f"{_seconds(target)} asked for"})
    title = "Latency keeps its feet at every load shown"
    if limit is not None and limit.rate < end * 1.05:
        title = f"{limit.component.replace('_', ' ').capitalize()} fills first: from " \
                f"{human(Q(limit.rate, '1/s'), 3)} on latency only grows"
    elif over:
        steady = [rate for rate in frame.index if rate < over[0]]
        tight = frame["fullest"].iloc[-1].replace("_", " ").capitalize()
        title = f"{tight} fills first: latency only grows" + (
            f" above {human(Q(float(steady[-1]), '1/s'), 2)}" if steady else "")
    ticks = _round_loads(end)
    return figure(traces, title, height=330, shapes=shapes, annotations=notes,
                  xaxis={"title": {"text": "requests a second"}, "tickvals": ticks, "range": [0, end * 1.05],
                         "ticktext": [human(Q(rate, "1/s"), 2).removesuffix("/s") for rate in ticks]},
                  yaxis=_time_axis("latency (log scale)", [*values, target, top / 1.3 if len(x) or over else None]))


def _handle(kept, limit, end: float, top: float) -> tuple[list, list]:
    """The way up from the last settled run to the limit, as far as the picture goes."""
    if limit is None or not len(kept) or not 0 < kept.index[-1] < limit.rate:
        return [], []
    last, p99 = float(kept.index[-1]), float(kept["p99"].iloc[-1])
    near = 1 - (1 - limit.share(last)) * np.logspace(0, -6, 60)
    points = [(share * limit.rate, p99 + limit.wait(share * limit.rate) - limit.wait(last)) for share in near]
    shown = [(x, y) for x, y in points if x <= end and y < top]
    if limit.rate <= end:
        shown.append((limit.rate, top))
    return [x for x, _ in shown], [y for _, y in shown]


def _round_loads(end: float) -> list[float]:
    """Some six round loads from zero to the end."""
    step = 10.0 ** math.floor(math.log10(end / 4)) if end > 0 else 1.0
    step = next(step * by for by in (1, 2, 2.5, 5, 10) if end / (step * by) <= 6)
    return [place * step for place in range(int(end / step) + 1)]


def over_time(runs, what: str = "latency", component: str | None = None, title: str = "", percentile: float = 99,
              marks=(), windows: int = 60):
    """One line a run over time: `runs` maps names to runs; `what` as for `Run.series`; `marks` are times to mark."""
    runs = runs if isinstance(runs, dict) else {"": runs}
    dashes = ("solid", "dash", "dot", "dashdot")
    traces, values = [], []
    for place, (name, run) in enumerate(runs.items()):
        frame = run.series(what, component, percentile=percentile, windows=windows)
        y = frame[what].to_numpy(dtype=float)
        values += list(y)
        traces.append({"type": "scatter", "mode": "lines", "name": name, "x": frame.index.to_numpy(dtype=float), "y": y,
                       "line": {"color": SERIES[place % len(SERIES)], "width": 3,
                                "dash": dashes[place % len(dashes)]}})
    names = {"arrivals": f"{component}: calls a second" if component else "requests a second",
             "attempts": "attempts a second", "goodput": "answers a second", "failures": "failures a second",
             "latency": f"p{percentile:g} latency (log)", "utilisation": f"{component}: share busy",
             "busy": f"{component}: share in use", "in service": f"{component}: calls in service",
             "backlog": f"{component}: messages not done",
             "wait": f"{component}: wait (log)", "queue": f"{component}: calls waiting",
             "replicas": f"{component}: replicas"}
    timed = what in ("latency", "wait")
    yaxis = _time_axis(names[what], values) if timed else {"title": {"text": names[what]}, "rangemode": "tozero"}
    if what in ("utilisation", "busy"):
        yaxis["tickformat"] = ".0%"
    return figure(traces, title or f"{names[what].split(' (')[0].capitalize()} over time", height=320,
                  showlegend=len(runs) > 1, xaxis={"title": {"text": "seconds since the start"}}, yaxis=yaxis,
                  shapes=[_line("x", mark, "dot", GREY) for mark in marks])


def fullness(run):
    """How busy each box was, and how unevenly its replicas: the mean and the fullest replica."""
    names = run.limited
    over = {name: run.offered(name) for name in run.overloaded if not sum(run.drops(name).values())}
    shown = [f"{name.replace('_', ' ')} ×{run.architecture[name].replicas}"
             + (f", asked for {over[name]:.0%}" if name in over else "") for name in names]
    mean = [1.0 if name in over else run.utilisation(name) for name in names]
    most = [1.0 if name in over else min(1.0, run.fullest(name)) for name in names]
    traces = [{"type": "scatter", "mode": "markers", "name": label, "x": np.array(values), "y": shown,
               "marker": {"symbol": symbol, "size": 13, "color": colour, "line": {"width": 2, "color": colour}},
               "hovertemplate": "%{y}: %{x:.0%}<extra></extra>"}
              for label, values, symbol, colour in (("fullest replica", most, "square-open", ROLES["fullest"]),
                                                    ("all replicas", mean, "circle", ROLES["now"]))]
    tight = run.bottleneck
    most_asked = max(over, key=over.get, default=None)
    title = "No box has a ceiling here"
    if most_asked:
        title = f"{most_asked.replace('_', ' ').capitalize()} gets {over[most_asked]:.0%} of what it can take"
    elif tight:
        title = f"{tight.component.replace('_', ' ').capitalize()} is the fullest: {tight.utilisation:.0%}"
    return figure(traces, title, height=150 + 34 * max(2, len(names)),
                  xaxis={"title": {"text": "share of the time that a server is busy"}, "tickformat": ".0%",
                         "range": [0, 1.05]},
                  yaxis={"autorange": "reversed", "type": "category"})


def request_hops(run, which="slowest"):
    """One request on its way: bars of waiting and service at each box, in milliseconds since it arrived."""
    hops = run.trace(which)
    names = [f"{place + 1}. {name.replace('_', ' ')}" for place, name in enumerate(hops["component"])]
    traces = []
    arrives, waits, served = (1e3 * hops[f"{each}_seconds"] for each in ("arrives", "waits", "served"))
    for label, base, length, colour, pattern in (("waits", arrives, waits, ROLES["waiting"], "/"),
                                                 ("is served", arrives + waits, served, ROLES["now"], "")):
        traces.append({"type": "bar", "orientation": "h", "name": label, "y": names, "base": list(base),
                       "x": list(length),
                       "marker": {"color": colour, "pattern": {"shape": pattern}},
                       "hovertemplate": f"%{{y}} {label} %{{x:.2f}} ms<extra></extra>"})
    title = f"The {which} traced request never waits" if len(hops) else "Nothing was traced"
    if len(hops) and waits.max() > 0.05:
        where = hops["component"][waits.idxmax()].replace("_", " ")
        title = f"The {which} traced request waits {waits.max():.1f} ms at {where}"
    return figure(traces, title, height=150 + 30 * max(2, len(names)), barmode="overlay",
                  xaxis={"title": {"text": "milliseconds since it arrived"}}, yaxis={"autorange": "reversed"})
