"""The one look of all pictures: Okabe-Ito colours, markers and dashes, transparent ground for light and dark themes.

Text has no colour here: the live plot gives it the theme's own. Lines and grid are grey on white and on black alike.
"""

import plotly.graph_objects as go

# Okabe & Ito (2008), "Color Universal Design": told apart with every kind of colour vision; without black (dark theme).
COLOURS = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermilion": "#D55E00",
    "sky": "#56B4E9",
    "purple": "#CC79A7",
    "yellow": "#F0E442",
}
# What a colour stands for in the pictures of steps 6 and 7: the same in each of them.
ROLES = {
    "now": COLOURS["blue"],  # the run that is looked at, its p99, and work that is done
    "before": COLOURS["orange"],  # the run that it is compared with
    "median": COLOURS["sky"],  # p50
    "waiting": COLOURS["purple"],  # time in a queue
    "fullest": COLOURS["green"],  # the replica that is worst off
    "limit": COLOURS["vermilion"],  # what must not be passed: 100%, a required time, and what lies beyond
}
# Alternatives side by side take these in turn: the limit's colour comes last.
SERIES = tuple(COLOURS[name] for name in ("blue", "orange", "green", "purple", "sky", "yellow", "vermilion"))
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star")
GREY = "#808080"
FAINT = "rgba(128,128,128,0.25)"

BELOW_AXIS, LEGEND_ROW = 52, 24  # pixels: ticks and the axis' title; each row of a legend

_axis = {
    "gridcolor": FAINT,
    "zerolinecolor": FAINT,
    "linecolor": GREY,
    "ticks": "outside",
    "tickcolor": GREY,
    "automargin": True,
    "title": {"standoff": 8},
}
TEMPLATE = go.layout.Template(
    layout={
        "colorway": list(COLOURS.values()),
        "font": {"size": 13, "family": "system-ui, sans-serif"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "title": {"x": 0.01, "xanchor": "left", "xref": "container", "font": {"size": 15}},
        "margin": {"l": 60, "r": 20, "t": 50, "b": 50},
        "xaxis": _axis,
        "yaxis": _axis,
        # At the container's foot: its room is kept free in pixels, whatever the height, the width and its rows.
        "legend": {"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0, "xanchor": "left"},
        "hoverlabel": {"font": {"size": 13}},
    }
).to_plotly_json()


def figure(traces: list[dict], title: str, height: int = 320, **layout) -> go.Figure:
    """A figure in the course's look; the title says what to see.

    >>> figure([{"type": "scatter", "x": [1, 2], "y": [3, 4]}], "It rises").layout.title.text
    'It rises'
    """
    if not traces:
        layout = {"xaxis": {"visible": False}, "yaxis": {"visible": False}, **layout}
    elif layout.get("showlegend", True) and sum(bool(each.get("name")) for each in traces) > 1:
        layout = {"margin": {"b": BELOW_AXIS + LEGEND_ROW}, **layout}
    return go.Figure(
        {"data": traces, "layout": {"template": TEMPLATE, "title": {"text": title}, "height": height, **layout}}
    )
