"""The pictures of step 7: what a failure does over time, in four panels that share one clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from helpers.plots.simulation import _time_axis
from helpers.plots.template import GREY, ROLES, SERIES, TEMPLATE
from helpers.simulation.faults import Fault
from helpers.simulation.run_report import failed_seconds
from helpers.simulation.series import latency_percentiles, middles, series_values
from helpers.simulation.verdicts import share

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from helpers.simulation import Run

PATTERNS = ("", "/", "x", "\\", ".", "+", "-", "|")
DASHES = ("solid", "dash", "dot")
MOST_QUEUES = 3
BROKEN = "rgba(213,94,0,0.13)"
PLACES = {"": (0.0, 0.45, 0.56, 0.88), "2": (0.55, 1.0, 0.56, 0.88), "3": (0.0, 0.45, 0.0, 0.34),
          "4": (0.55, 1.0, 0.0, 0.34)}  # left, right, foot and head of each panel, as parts of the picture
SHOWN_REASONS = 3  # in the head of the panel; the hover text tells all


def outage(run: Run, calm: Run | None = None, *, trigger: tuple[float, float] | None = None, title: str = "",
           windows: int = 60) -> Figure:
    """A run with faults over time: answers and failures, latency, who waits where, and why requests failed.

    Parameters
    ----------
    run : Run
        What happened.
    calm : Run, optional
        The same load with nothing broken: its p99 stands beside.
    trigger : (float, float), optional
        When something else than a fault goes on, such as a spike of load: begin and end, in seconds.
    title : str
        What is to be seen; worked out unless given.
    windows : int
        Into so many parts the time is cut.
    """
    return go.Figure(outage_parts(run, calm, trigger=trigger, title=title, windows=windows))


def outage_parts(run: Run, calm: Run | None = None, *, trigger: tuple[float, float] | None = None, title: str = "",
                 windows: int = 60) -> dict[str, Any]:
    """What `outage` draws as plain traces and layout, in a fifth of the time: for a picture that somebody waits for."""
    times = middles(run, windows)
    unit, factor = ("ms", 1e3) if run.seconds < 1 else ("s", 1.0)
    clock = times * factor
    traces, heads = _answers(run, clock, windows)
    tops = [max((float(np.nanmax(each["y"])) for each in traces), default=1.0)]
    late, axis, told = _latency(run, calm, clock, windows)
    waiting, who = _queues(run, clock, windows)
    failed, why = _reasons(run, clock, windows)
    heads = [heads, told, who, why]
    layout: dict = {"barmode": "stack", "bargap": 0, "showlegend": False,
                    "margin": {"l": 48, "r": 8, "t": 30, "b": 38}}
    for number, (left, right, foot, head) in PLACES.items():
        layout[f"xaxis{number}"] = {"domain": [left, right], "anchor": f"y{number}", "range": [0, run.seconds * factor],
                                    "matches": None if number == "" else "x", "nticks": 6,
                                    "showticklabels": number in ("3", "4"),
                                    "title": {"text": f"{unit} since the start" if number in ("3", "4") else "",
                                              "font": {"size": 12}, "standoff": 4}, "tickfont": {"size": 11}}
        layout[f"yaxis{number}"] = {"domain": [foot, head], "anchor": f"x{number}", "rangemode": "tozero", "nticks": 4,
                                    "tickformat": "~s", "title": {"text": ""},
                                    "tickfont": {"size": 11}}
    layout["yaxis2"] |= {**axis, "title": {"text": ""}}
    layout["yaxis"]["range"] = [0, 1.08 * max(tops[0], 1e-9)]
    for number, least in (("3", 1.0), ("4", 1.0)):
        most = _highest(waiting if number == "3" else failed, stacked=number == "4")
        layout[f"yaxis{number}"] |= {"range": [0, 1.08 * max(most, least)], **({"dtick": 1} if most <= 4 else {})}
    notes = [{"text": text, "showarrow": False, "xref": "paper", "yref": "paper", "x": left, "y": head,
              "xanchor": "left", "yanchor": "bottom", "align": "left", "font": {"size": 11}}
             for text, (left, _, _, head) in zip(heads, PLACES.values(), strict=True)]
    nothing = [_line("none", clock, np.zeros(len(clock)), GREY, width=1)]  # so that the panel keeps its axes
    waiting, failed = waiting or nothing, failed or nothing
    drawn = [*traces, *(dict(each, xaxis="x2", yaxis="y2") for each in late),
             *(dict(each, xaxis="x3", yaxis="y3") for each in waiting),
             *(dict(each, xaxis="x4", yaxis="y4") for each in failed)]
    return {"data": drawn, "layout": {
        "template": TEMPLATE, "title": {"text": title or _title(run, trigger)}, "height": 350,
        "shapes": _spans(run, factor, trigger), "annotations": notes, **layout}}


def spans_of(faults: tuple[Fault, ...], seconds: float,
             trigger: tuple[float, float] | None = None) -> list[tuple[float, float]]:
    """When something goes on, in seconds: from and to, each span once, in order, none longer than the run."""
    found = set() if trigger is None else {(trigger[0], min(seconds, trigger[1]))}
    found |= {(fault.at, seconds if fault.length is None else min(seconds, fault.at + fault.length))
             for fault in faults if fault.at < seconds}
    return sorted(found)


def _spans(run, factor: float, trigger) -> list[dict]:
    shapes = []
    for begin, end in spans_of(run.faults, run.seconds, trigger):
        for number, (_, _, foot, head) in PLACES.items():
            shapes.append({"type": "rect", "xref": f"x{number}", "yref": "paper", "x0": begin * factor,
                           "x1": end * factor, "y0": foot, "y1": head, "fillcolor": BROKEN, "layer": "below",
                           "line": {"width": 1, "color": ROLES["limit"], "dash": "dot"}})
    return shapes


def _key(name: str, colour: str, sign: str) -> str:
    return f"<span style='color:{colour}'>{sign}</span> {name}"


def _line(name: str, x, y, colour: str, dash: str = "solid", width: int = 2, unit: str = "/s") -> dict:
    return {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": np.asarray(y, dtype=float),
            "line": {"color": colour, "dash": dash, "width": width},
            "hovertemplate": f"{name}: %{{y:.4~s}}{unit} at %{{x:.3~g}}<extra></extra>"}


def _answers(run, clock, windows: int) -> tuple[list[dict], str]:
    shown = [("arrive", "arrivals", GREY, "dot", "···"), ("sent", "attempts", ROLES["before"], "dashdot", "–·–"),
             ("answered", "goodput", ROLES["now"], "solid", "━"), ("failed", "failures", ROLES["limit"], "dash", "╍")]
    if run.attempts == run.n:
        shown = [each for each in shown if each[1] != "attempts"]
    traces = [_line(name, clock, series_values(run, what, windows=windows), colour, dash, 3 if what == "goodput" else 2)
              for name, what, colour, dash, _ in shown]
    return traces, "<b>Requests a second</b><br>" + " ".join(_key(name, colour, sign)
                                                            for name, _, colour, _, sign in shown)


def _latency(run, calm, clock, windows: int) -> tuple[list[dict], dict, str]:
    shown = [("p50", run, 50, ROLES["median"], "dot", "···"), ("p99", run, 99, ROLES["now"], "solid", "━")]
    if calm is not None and calm is not run:
        shown.append(("p99, nothing broken", calm, 99, ROLES["before"], "dash", "╍"))
    traces, values = [], []
    now = latency_percentiles(run, (50, 99), windows)
    drawn = [*now, latency_percentiles(calm, (99,), windows)[0]] if len(shown) > 2 else now
    for (name, _, _, colour, dash, _), y in zip(shown, drawn, strict=True):
        values += list(y)
        traces.append(_line(name, clock, y, colour, dash, 3 if name == "p99" else 2, " s")
                      | {"hovertemplate": f"{name}: %{{y:.2~s}}s at %{{x:.3~g}}<extra></extra>"})
    axis = _time_axis("", values)
    while len(axis["tickvals"]) > 4:
        axis["tickvals"], axis["ticktext"] = axis["tickvals"][::2], axis["ticktext"][::2]
    return traces, axis, "<b>Latency</b> (log scale)<br>" + " ".join(_key(name, colour, sign)
                                                        for name, _, _, colour, _, sign in shown)


def _queues(run, clock, windows: int) -> tuple[list[dict], str]:
    """The boxes at which most calls wait, three at most."""
    found = {name: series_values(run, "queue", name, windows=windows).astype(float) for name in run.limited}
    fullest = [name for name in sorted(found, key=lambda name: -found[name].max()) if found[name].max() > 0]
    traces, heads = [], []
    for name, colour, dash, sign in zip(fullest[:MOST_QUEUES], SERIES, DASHES, ("━", "╍", "···"), strict=False):
        said = name.replace("_", " ")
        traces.append(_line(said, clock, found[name], colour, dash, unit=" wait"))
        heads.append(_key(said, colour, sign))
    return traces, "<b>Calls that wait</b><br>" + (" ".join(heads) or "none")


def _reasons(run, clock, windows: int) -> tuple[list[dict], str]:
    """Failures a second by reason, stacked, in the order of how many they are."""
    counts = {why: count for why, count in run.outcomes.items() if why not in ("served", "in flight") and count}
    edges = np.linspace(0, run.seconds, windows + 1)
    failed = failed_seconds(run)
    traces, heads = [], []
    for place, why in enumerate(sorted(counts, key=lambda each: -counts[each])):
        y = np.histogram(failed[why], edges)[0] / (edges[1] - edges[0])  # later ones are not shown
        colour = (ROLES["limit"], *SERIES[:-1])[place % len(SERIES)]
        traces.append({"type": "bar", "name": why, "x": clock, "y": y, "offsetgroup": "0",
                       "marker": {"color": colour, "line": {"width": 0},
                                  "pattern": {"shape": PATTERNS[place % len(PATTERNS)], "size": 5, "fgcolor": "#fff",
                                              "bgcolor": colour} if place else {"shape": ""}},
                       "hovertemplate": f"{why}: %{{y:.4~s}}/s at %{{x:.3~g}}<extra></extra>"})
        heads.append(_key(why, colour, "■▨▩▧▒▦▤▥"[place % 8]))
    more = " …" if len(heads) > SHOWN_REASONS else ""
    return traces, "<b>Failures a second, by reason</b><br>" + (" ".join(heads[:SHOWN_REASONS]) + more or "none")


def _highest(traces: list[dict], stacked: bool) -> float:
    if not traces:
        return 0.0
    rows = np.array([each["y"] for each in traces], dtype=float)
    return float((rows.sum(axis=0) if stacked else rows).max())


def _title(run, trigger) -> str:
    failed = run.n - int(run.served.sum())
    if not run.faults and trigger is None:
        return "Nothing is broken" if not failed else f"Nothing is broken, and {share(failed / run.n)} fail"
    return f"{share(failed / run.n)} of the requests fail" if failed else "Nobody notices: every request is answered"


