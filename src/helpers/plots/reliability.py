"""Pictures of step 7: a day's dashboard, what an alert rule looks at, and how one thing that breaks goes through."""

import numpy as np

from helpers.plots.template import COLOURS, FAINT, GREY, ROLES, SERIES, figure

SHADE, CALM = "rgba(213,94,0,0.16)", "rgba(128,128,128,0.16)"
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
LOWEST = 1e-5  # a share that is drawn: below it stands at the foot
SIGNALS = (("latency", "99% within (s)"), ("traffic", "requests/s"), ("errors", "errors"), ("saturation", "in use"))


def dashboard(shown, boxes=None, title: str = ""):
    """The four golden signals of each box over a day, or over the part of it that an incident shows.

    Parameters
    ----------
    shown : Day or Incident
        A day is drawn with what went wrong shaded; an incident without a hint.
    boxes : list of str, optional
        Which boxes; all unless given.
    title : str
        What to see.
    """
    incident = hasattr(shown, "seen")
    day = shown.day if incident else shown
    low, high = shown.seen if incident else (0.0, 24.0)
    chosen = (day.hours >= low) & (day.hours <= high)
    every = 1 if incident else 4
    hours = day.hours[chosen][::every]
    window = 60.0 if incident else 300.0
    traces = []
    for row, (what, _) in enumerate(SIGNALS):
        for place, box in enumerate(boxes or day.boxes):
            values = day.signal(box, what, window)[chosen][::every]
            if what in ("errors", "latency"):
                values = np.maximum(values, LOWEST)
            traces.append({"type": "scatter", "mode": "lines", "name": box.replace("_", " "), "x": hours, "y": values,
                           "legendgroup": box, "showlegend": row == 0, "yaxis": f"y{row + 1 if row else ''}",
                           "line": {"color": SERIES[place % len(SERIES)], "dash": DASHES[place % len(DASHES)],
                                    "width": 2}})
    shapes = [] if incident else [_shade(each.start, each.end, SHADE) for each in day.outages] + [
        _shade(each.start, each.end, CALM) for each in day.harmless]
    layout = {f"yaxis{row + 1 if row else ''}": {
        "domain": [1 - (row + 0.86) / 4, 1 - row / 4], "title": {"text": text}, "nticks": 4,
        **({"type": "log", "tickformat": ".2~%", "dtick": 1, "range": [-4.3, 0.1]} if what == "errors" else
           {"type": "log", "tickformat": ".1~s", "ticksuffix": "s", "dtick": 1, "range": _decades(traces, "y")}
           if what == "latency" else
           {"rangemode": "tozero", "tickformat": ".0%"} if what == "saturation" else
           {"rangemode": "tozero", "tickformat": ".2~s"})} for row, (what, text) in enumerate(SIGNALS)}
    layout["yaxis"]["title"] = {"text": "99% within"}
    said = title or ("Something broke: what was first?" if incident else
                     "A day: what went wrong is shaded, grey where nobody noticed")
    return figure(traces, said, height=560, shapes=shapes, hovermode="x unified",
                  xaxis={**_hours(low, high), "anchor": "y4"}, **layout)


def watched_signal(day, rule, fired=None, height: int = 330):
    """What one rule looks at over a day, its threshold as a line, when it fires, and what really went wrong."""
    from helpers.reliability.alarms import alarms
    from helpers.reliability.alert_score import grouped
    from helpers.reliability.detection import belongs

    fired = grouped(alarms(rule, day.samples_of(rule)) if fired is None else fired)
    nothing = sum(not any(belongs(each, outage) for outage in day.outages) for each in fired)
    shares = rule.signal in ("errors", "slow")
    traces = []
    names = ("long window", "short window") if rule.short_window else ("what it looks at",)
    for place, (name, values) in enumerate(zip(names, day.seen_by(rule), strict=True)):
        traces.append({"type": "scatter", "mode": "lines", "name": name, "x": day.hours,
                       "y": np.maximum(values, LOWEST) if shares else values,
                       "line": {"color": (ROLES["now"], ROLES["median"])[place], "width": (2.5, 1.5)[place],
                                "dash": ("solid", "dot")[place]}})
    shapes = [_shade(each.start, each.end, SHADE) for each in day.outages]
    shapes += [_shade(each.start, each.end, CALM) for each in day.harmless]
    shapes += [{"type": "rect", "x0": each.start / 3600, "x1": min(24.0, each.end / 3600), "y0": 0, "y1": 0.035,
                "yref": "paper", "line": {"width": 2, "color": COLOURS["purple"]}, "fillcolor": COLOURS["purple"]}
               for each in fired]
    notes = []
    if rule.signal != "absent" and not (shares and rule.threshold <= 0):
        line = max(rule.threshold, LOWEST) if shares else rule.threshold
        shapes.append({"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": line, "y1": line,
                       "line": {"color": ROLES["limit"], "width": 2, "dash": "dash"}})
        notes.append({"x": 0, "xref": "paper", "y": np.log10(line) if shares else line, "showarrow": False,
                      "xanchor": "left", "yanchor": "bottom", "text": "threshold"})
    words = {"errors": "share that fails", "slow": "share that is slow", "traffic": "requests a second",
             "saturation": "share in use", "absent": "requests a second (a gap is no data)"}[rule.signal]
    axis = {"title": {"text": words}}
    axis |= {"type": "log", "tickformat": ".3~%", "dtick": 1, "range": [np.log10(LOWEST) - 0.1, 0.1]} if shares else \
        {"rangemode": "tozero", "tickformat": ".0%", "range": [0, 1.05]} if rule.signal == "saturation" else \
        {"rangemode": "tozero", "tickformat": ".2~s"}
    told = f"fires {_times(len(fired))}" + (f", {nothing} for nothing" if nothing else "") if fired else "stays silent"
    return figure(traces, f"{rule.name} {told}", height=height, shapes=shapes, annotations=notes,
                  xaxis=_hours(0, 24), yaxis=axis)


def cascade(incident):
    """How an incident went through the design: for each box, which signal left what is usual, and when."""
    looks = {"silent": ("no data", "x", COLOURS["purple"]), "full": ("full", "square", COLOURS["orange"]),
             "slow": ("slow", "diamond", COLOURS["blue"]), "errors": ("errors", "triangle-up", COLOURS["vermilion"]),
             "more": ("more calls", "cross", COLOURS["green"]), "less": ("fewer calls", "circle", COLOURS["sky"])}
    states, cause = incident.states, incident.cause
    order = [cause.where, *sorted((name for name in states if name != cause.where),
                                  key=lambda name: min(states[name].since.values(), default=1e9))]
    traces = []
    for place, (signal, (name, symbol, colour)) in enumerate(looks.items()):
        points = [(states[box].since[signal], box, states[box].most[signal]) for box in order
                  if box in states and signal in states[box].since]
        if points:
            traces.append({"type": "scatter", "mode": "markers", "name": name,
                           "x": np.array([max(1.0, each[0]) * 1.06**place for each in points]),
                           "y": [each[1].replace("_", " ") for each in points],
                           "customdata": [each[2] for each in points],
                           "marker": {"symbol": symbol, "size": 14, "color": colour},
                           "hovertemplate": "%{y}: %{customdata}<extra></extra>"})
    traces.append({"type": "scatter", "mode": "markers", "name": "it broke", "x": np.array([1.0]),
                   "y": [cause.where.replace("_", " ")],
                   "marker": {"symbol": "star-open", "size": 22, "color": GREY, "line": {"width": 2}},
                   "hoverinfo": "skip"})
    return figure(traces, f"{cause.where.replace('_', ' ').capitalize()} broke first", height=170 + 40 * len(order),
                  xaxis={"type": "log", "title": {"text": "seconds after it began (log scale)"},
                         "tickvals": [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600],
                         "ticktext": ["0", "5", "10", "30", "60", "120", "300", "600", "1800", "3600"],
                         "gridcolor": FAINT},
                  yaxis={"type": "category", "autorange": "reversed",
                         "categoryarray": [each.replace("_", " ") for each in order], "categoryorder": "array"})


def _decades(traces, axis: str) -> list[float]:
    """Whole powers of ten around what stands on an axis, so that there is a tick on both sides of it."""
    values = np.concatenate([each["y"] for each in traces if each["yaxis"] == axis])
    known = values[np.isfinite(values) & (values > 0)]
    if not len(known):
        return [-3.0, 0.0]
    return [float(np.floor(np.log10(known.min()))), float(np.ceil(np.log10(known.max()) + 0.02))]


def _shade(start: float, end: float, colour: str) -> dict:
    return {"type": "rect", "x0": start / 3600, "x1": end / 3600, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"width": 0}, "fillcolor": colour, "layer": "below"}


def _hours(low: float, high: float) -> dict:
    """An axis of clock times."""
    step = 3.0 if high - low > 6 else 0.25
    ticks = np.arange(np.ceil(low / step) * step, high + 1e-9, step)
    return {"range": [low, high], "tickvals": list(ticks), "title": {"text": "time of the day"},
            "ticktext": [f"{int(each) % 24:02}:{round(each % 1 * 60):02}" for each in ticks]}


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
