"""Pictures of step 5: how full each box is, before and after a change."""

from helpers.plots.template import COLOURS, figure
from helpers.units import Q, human

FULL = 1.0


def utilisation(loads, before=None, title: str = ""):
    """How full each box is at the given load, on a log axis, beside how full it was `before`; at 100% it is full.

    `loads` and `before` are what `Architecture.load` gives. Boxes without a ceiling are left out.
    """
    shown = {name: each for name, each in loads.items() if each.component.capacity is not None}
    names = [f"{name.replace('_', ' ')} ×{each.component.replicas}" for name, each in shown.items()]
    traces = []
    if before is not None:
        rows = [name for name in shown if name in before and before[name].component.capacity is not None]
        traces.append(_dots("before", rows, shown, before, "square-open", COLOURS["orange"]))
    label = "now" if before is not None else "share of what it can take"
    traces.append(_dots(label, list(shown), shown, loads, "circle", COLOURS["blue"]))
    busiest = max(shown, key=lambda name: shown[name].utilisation, default=None)
    words = "No box has a ceiling here" if busiest is None else \
        f"{busiest.replace('_', ' ').capitalize()} is the fullest: {shown[busiest].utilisation:.0%}"
    most = max([FULL, *(each for trace in traces for each in trace["x"])])
    ticks = [tick for tick in (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000) if tick <= most * 2]
    return figure(
        traces, title or words, height=150 + 34 * max(2, len(names)),
        xaxis={"type": "log", "title": {"text": "load / capacity (log scale; left of the line it copes)"},
               "tickvals": ticks, "ticktext": [f"{tick:.0%}" for tick in ticks]},
        yaxis={"autorange": "reversed", "type": "category", "categoryorder": "array", "categoryarray": names},
        shapes=[{"type": "line", "x0": FULL, "x1": FULL, "y0": 0, "y1": 1, "yref": "paper",
                 "line": {"width": 2, "dash": "dash", "color": COLOURS["vermilion"]}}])


def _dots(label: str, rows, shown, loads, symbol: str, colour: str) -> dict:
    return {"type": "scatter", "mode": "markers", "name": label,
            "x": [max(loads[name].utilisation, 1e-4) for name in rows],
            "y": [f"{name.replace('_', ' ')} ×{shown[name].component.replicas}" for name in rows],
            "marker": {"symbol": symbol, "size": 13, "color": colour, "line": {"width": 2, "color": colour}},
            "customdata": [[human(Q(loads[name].arrivals, "1/s")), f"{loads[name].utilisation:.0%}"] for name in rows],
            "hovertemplate": "%{y}: %{customdata[0]} arrive, %{customdata[1]} full<extra></extra>"}
