"""Pictures of steps 6 and 7: what a run shows, and how latency grows with the load."""

import math

import numpy as np

from helpers.plots.template import COLOURS, GREY, figure
from helpers.units import Q, human

BELOW = {"orientation": "h", "y": -0.28, "yanchor": "top", "x": 0, "xanchor": "left"}
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
    for each, name, colour, dash in ((before, names[1], COLOURS["orange"], "dash"),
                                     (run, names[0], COLOURS["blue"], "solid")):
        if each is None or not each.served.any():
            continue
        times = np.array(each.percentiles(*SHOWN))
        traces.append({"type": "scatter", "mode": "lines", "name": name, "x": times, "y": SHOWN / 100,
                       "line": {"color": colour, "dash": dash, "width": 3},
                       "hovertemplate": "%{y:.1%} within %{customdata}<extra></extra>",
                       "customdata": [_seconds(time) for time in times]})
    if not run.served.any():
        return figure([], "No request was served", height=320)
    marks = (50, 99, 99.9)
    found = run.percentiles(*marks)
    traces.append({"type": "scatter", "mode": "markers", "name": "p50, p99, p99.9", "x": np.array(found),
                   "y": np.array(marks) / 100,
                   "marker": {"symbol": "diamond", "size": 11, "color": COLOURS["vermilion"]},
                   "customdata": [f"p{mark:g}: {_seconds(time)}" for mark, time in zip(marks, found, strict=True)],
                   "hovertemplate": "%{customdata}<extra></extra>"})
    shapes = [] if target is None else [_line("x", target)]
    title = f"Half are answered within {_seconds(found[0])}, 99 of 100 within {_seconds(found[1])}"
    times = [time for trace in traces for time in trace["x"]]
    return figure(traces, title, height=330, shapes=shapes, legend=BELOW,
                  xaxis=_time_axis("latency (log scale)", [*times, target]),
                  yaxis={"title": {"text": "share answered"}, "tickformat": ".0%", "range": [0, 1.04]})


def _line(axis: str, value: float, dash: str = "dash", colour: str = COLOURS["vermilion"]) -> dict:
    ends = {"x0": value, "x1": value, "y0": 0, "y1": 1, "yref": "paper"} if axis == "x" else \
        {"y0": value, "y1": value, "x0": 0, "x1": 1, "xref": "paper"}
    return {"type": "line", **ends, "line": {"width": 2, "dash": dash, "color": colour}}


def latency_against_load(sweep, now: float | None = None, target: float | None = None, before=None):
    """Percentiles of the latency at each load, on a log axis; open marks where latency still grew when the run ended.

    `now` is the load to mark, `target` the latency that 99% must keep, `before` a sweep to compare with.
    """
    frame = sweep.frame
    rates = [float(rate) for rate in frame.index]
    traces = []
    if before is not None:
        old = before.frame
        traces.append({"type": "scatter", "mode": "lines", "name": "p99 before", "x": np.array(old.index, dtype=float),
                       "y": old["p99"].to_numpy(), "line": {"color": COLOURS["orange"], "dash": "dash"}})
    for name, colour, symbol, dash in (("p50", COLOURS["sky"], "circle", "dot"),
                                       ("p99", COLOURS["blue"], "square", "solid")):
        symbols = [f"{symbol}-open" if grows else symbol for grows in frame["growing"]]
        traces.append({"type": "scatter", "mode": "lines+markers", "name": name, "x": np.array(rates),
                       "y": frame[name].to_numpy(), "line": {"color": colour, "dash": dash, "width": 3},
                       "marker": {"symbol": symbols, "size": 9, "color": colour},
                       "customdata": [f"{human(Q(rate, '1/s'))}: {name} {_seconds(value)}"
                                      + (", still growing" if grows else "")
                                      for rate, value, grows in zip(rates, frame[name], frame["growing"], strict=True)],
                       "hovertemplate": "%{customdata}<extra></extra>"})
    shapes = ([] if now is None else [_line("x", now, "dot", GREY)]) + ([] if target is None else [_line("y", target)])
    steady = frame[~frame["growing"]]
    tight = frame["fullest"].iloc[-1]
    title = "Latency keeps its feet at every load shown"
    if 0 < len(steady) < len(frame):
        last = human(Q(float(steady.index[-1]), "1/s"), 2)
        title = f"{tight.replace('_', ' ').capitalize()} fills first: above {last} latency only grows"
    ticks = rates if len(rates) <= 6 else rates[::2]
    return figure(traces, title, height=330, shapes=shapes, legend=BELOW,
                  xaxis={"title": {"text": "requests a second"}, "tickvals": ticks, "rangemode": "tozero",
                         "ticktext": [human(Q(rate, "1/s"), 2).removesuffix("/s") for rate in ticks]},
                  yaxis=_time_axis("latency (log scale)", [*frame["p50"], *frame["p99"], target]))


def over_time(runs, what: str = "latency", component: str | None = None, title: str = "", percentile: float = 99,
              marks=(), windows: int = 60):
    """One line a run over time: `runs` maps names to runs; `what` as for `Run.series`; `marks` are times to mark."""
    runs = runs if isinstance(runs, dict) else {"": runs}
    dashes, colours = ("solid", "dash", "dot", "dashdot"), list(COLOURS.values())
    traces, values = [], []
    for place, (name, run) in enumerate(runs.items()):
        frame = run.series(what, component, percentile=percentile, windows=windows)
        y = frame[what].to_numpy(dtype=float)
        values += list(y)
        traces.append({"type": "scatter", "mode": "lines", "name": name, "x": frame.index.to_numpy(dtype=float), "y": y,
                       "line": {"color": colours[place % len(colours)], "width": 3,
                                "dash": dashes[place % len(dashes)]}})
    names = {"arrivals": "requests a second", "goodput": "answers a second", "failures": "failures a second",
             "latency": f"p{percentile:g} latency (log)", "utilisation": f"{component}: share busy",
             "wait": f"{component}: wait (log)", "queue": f"{component}: calls waiting",
             "replicas": f"{component}: replicas"}
    timed = what in ("latency", "wait")
    yaxis = _time_axis(names[what], values) if timed else {"title": {"text": names[what]}, "rangemode": "tozero"}
    if what == "utilisation":
        yaxis["tickformat"] = ".0%"
    return figure(traces, title or f"{names[what].split(' (')[0].capitalize()} over time", height=320, legend=BELOW,
                  showlegend=len(runs) > 1, xaxis={"title": {"text": "seconds since the start"}}, yaxis=yaxis,
                  shapes=[_line("x", mark, "dot", GREY) for mark in marks])


def fullness(run):
    """How busy each box was, and how unevenly its replicas: the mean and the fullest replica."""
    names = run.limited
    shown = [f"{name.replace('_', ' ')} ×{run.architecture[name].replicas}" for name in names]
    mean = [run.utilisation(name) for name in names]
    most = [min(1.0, run.fullest(name)) for name in names]
    traces = [{"type": "scatter", "mode": "markers", "name": label, "x": np.array(values), "y": shown,
               "marker": {"symbol": symbol, "size": 13, "color": colour, "line": {"width": 2, "color": colour}},
               "hovertemplate": "%{y}: %{x:.0%}<extra></extra>"}
              for label, values, symbol, colour in (("fullest replica", most, "square-open", COLOURS["orange"]),
                                                    ("all replicas", mean, "circle", COLOURS["blue"]))]
    tight = run.bottleneck
    title = f"{tight.component.replace('_', ' ').capitalize()} is the fullest: {tight.utilisation:.0%}" if tight else \
        "No box has a ceiling here"
    return figure(traces, title, height=150 + 34 * max(2, len(names)), legend=BELOW,
                  xaxis={"title": {"text": "share of the time that a server is busy"}, "tickformat": ".0%",
                         "range": [0, 1.05]},
                  yaxis={"autorange": "reversed", "type": "category"})


def request_hops(run, which="slowest"):
    """One request on its way: bars of waiting and service at each box, in milliseconds since it arrived."""
    hops = run.trace(which)
    names = [f"{place + 1}. {name.replace('_', ' ')}" for place, name in enumerate(hops["component"])]
    traces = []
    arrives, waits, served = (1e3 * hops[f"{each}_seconds"] for each in ("arrives", "waits", "served"))
    for label, base, length, colour, pattern in (("waits", arrives, waits, COLOURS["orange"], "/"),
                                                 ("is served", arrives + waits, served, COLOURS["blue"], "")):
        traces.append({"type": "bar", "orientation": "h", "name": label, "y": names, "base": list(base),
                       "x": list(length),
                       "marker": {"color": colour, "pattern": {"shape": pattern}},
                       "hovertemplate": f"%{{y}} {label} %{{x:.2f}} ms<extra></extra>"})
    title = f"The {which} traced request never waits" if len(hops) else "Nothing was traced"
    if len(hops) and waits.max() > 0.05:
        where = hops["component"][waits.idxmax()].replace("_", " ")
        title = f"The {which} traced request waits {waits.max():.1f} ms at {where}"
    return figure(traces, title, height=150 + 30 * max(2, len(names)), barmode="overlay", legend=BELOW,
                  xaxis={"title": {"text": "milliseconds since it arrived"}}, yaxis={"autorange": "reversed"})
