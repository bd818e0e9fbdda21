"""Pictures of step 6: the hockey stick of waiting, and servers and keys on one circle."""

import math

from helpers.plots.template import MARKERS, ROLES, SERIES, figure
from helpers.simulation.closed_forms import mmc_wait

STYLES = (("before", "dash"), ("now", "solid"), ("fullest", "dot"))  # one server, a pool as ours, another
TOP = 20  # service times: what is higher leaves the picture


def hockey_stick(waits):
    """What `pool_waits` gave: lines by theory, dots by simulation, over how full a pool is."""
    traces, edge = [], [place / 400 for place in range(4, 400)]
    for place, (many, rows) in enumerate(waits.groupby("servers", sort=False)):
        role, dash = STYLES[place % len(STYLES)]
        colour = ROLES[role]
        label = f"{many} server{'s' if many > 1 else ''}"
        line = [(x, 1 + mmc_wait(x * many, 1.0, many)) for x in edge]
        line = [(x, y) for x, y in line if y <= TOP]
        traces.append({"type": "scatter", "mode": "lines", "name": f"{label}, theory", "x": [x for x, _ in line],
                       "y": [y for _, y in line], "line": {"color": colour, "dash": dash, "width": 3},
                       "hovertemplate": f"{label} %{{x:.0%}} full: %{{y:.1f}} service times<extra></extra>"})
        traces.append({"type": "scatter", "mode": "markers", "name": f"{label}, simulated",
                       "x": rows["full"].tolist(), "y": rows["simulation"].tolist(),
                       "marker": {"symbol": MARKERS[place % len(MARKERS)], "size": 10, "color": colour},
                       "hovertemplate": f"{label} %{{x:.0%}} full, simulated: %{{y:.1f}}<extra></extra>"})
    return figure(traces, "Near 100% waiting explodes, for one server much earlier than for a pool", height=340,
                  xaxis={"title": {"text": "share of the time that a server is busy"}, "tickformat": ".0%",
                         "range": [0, 1.02]},
                  yaxis={"title": {"text": "mean time (service times)"}, "range": [0, TOP]},
                  shapes=[{"type": "line", "x0": 1, "x1": 1, "y0": 0, "y1": 1, "yref": "paper",
                           "line": {"width": 2, "dash": "dot", "color": ROLES["limit"]}}])


def circle(places, keys=(), size: int = 100, title: str = "A key belongs to the first server at or after its place"):
    """Servers and keys on a circle: `places` maps a server to its places, `keys` are places of keys, 0 to `size`."""
    def at(place: float, far: float = 1.0) -> tuple[float, float]:
        turn = 2 * math.pi * place / size
        return far * math.sin(turn), far * math.cos(turn)

    ring = [at(place) for place in range(size + 1)]
    traces = [{"type": "scatter", "mode": "lines", "x": [x for x, _ in ring], "y": [y for _, y in ring],
               "line": {"color": "#888", "width": 1}, "showlegend": False, "hoverinfo": "skip"}]
    for number, (server, its) in enumerate(places.items()):
        spots = [at(place) for place in its]
        traces.append({"type": "scatter", "mode": "markers+text", "name": server, "cliponaxis": False,
                       "x": [x for x, _ in spots],
                       "y": [y for _, y in spots], "text": [f"{place}" for place in its],
                       "textposition": ["middle right" if x > 0 else "middle left" for x, _ in spots],
                       "marker": {"symbol": MARKERS[number % len(MARKERS)], "size": 14,
                                  "color": SERIES[number % len(SERIES)]},
                       "hovertemplate": f"{server} at %{{text}}<extra></extra>"})
    if keys:
        inside = [at(place, 0.82) for place in keys]
        traces.append({"type": "scatter", "mode": "markers+text", "name": "keys", "cliponaxis": False,
                       "x": [x for x, _ in inside],
                       "y": [y for _, y in inside], "text": [f"{place}" for place in keys],
                       "textposition": "bottom center", "marker": {"symbol": "x-thin-open", "size": 9, "color": "#888"},
                       "hovertemplate": "a key at %{text}<extra></extra>"})
    blank = {"visible": False, "range": [-1.2, 1.2]}
    return figure(traces, title, height=420, xaxis={**blank, "constrain": "domain"},
                  yaxis={**blank, "scaleanchor": "x"})
