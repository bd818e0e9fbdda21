"""Pictures of step 2: how sure an estimate is, what it hangs on, how it grows, and how its numbers age."""

import math

from helpers.errors import CourseError, shorten
from helpers.estimation.references import REFERENCES
from helpers.plots.template import COLOURS, figure
from helpers.units import Q, human, registry

SMALLEST = 1e-100


def _words(name: str) -> str:
    return name.replace("_", " ")


def certainty(intervals: dict, title: str = "", values: dict | None = None, start: dict | None = None):
    """Each result's 90% range on a log axis, as a factor, so that results of different units compare.

    `intervals` maps names to `Interval` values, as `Estimate.intervals()` gives them. The factor is of `start` (the
    values before anything was moved), where given: then a bar moves when its result does. Else it is of the middle.
    `values` are what is written and marked instead of the range's middle.
    """
    middles = {name: (values or {}).get(name, each.mid) for name, each in intervals.items()}
    spans = []
    for name, each in intervals.items():
        one = (start or {}).get(name, middles[name])
        if min(each.mid.magnitude, each.low.magnitude, one.magnitude, middles[name].magnitude) <= 0:
            continue
        if one.dimensionality != each.mid.dimensionality:
            one = middles[name]
        spans.append((name, middles[name], str(each), *(_factor(end, one) for end in (each.low, middles[name],
                                                                                     each.high))))
    shown = [span for span in spans if span[3] > SMALLEST and span[5] < 1 / SMALLEST]  # what a log axis can show
    names = [f"{_words(name)} · {human(middle, 3)}" for name, middle, *_ in shown]
    low, at, high = ([span[place] for span in shown] for place in (3, 4, 5))
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": at,
        "y": names,
        "marker": {"size": 10, "symbol": "diamond", "color": COLOURS["blue"]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [max(0.0, end - middle) for end, middle in zip(high, at, strict=True)],
            "arrayminus": [max(0.0, middle - end) for end, middle in zip(low, at, strict=True)],
            "thickness": 3,
            "width": 7,
            "color": COLOURS["blue"],
        },
        "customdata": [told for _, _, told, *_ in shown],
        "hovertemplate": "%{y}<br>90%: %{customdata}<extra></extra>",
    }
    least = 4.0 if start is not None else 2.0  # so that a move is a move of the bar, not of the axis
    span = max([least, *high, *[1 / each for each in low]]) * 1.15
    ticks = [tick for tick in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if 1 / span <= tick <= span]
    of = "the start" if start is not None else "the middle value"
    return figure(
        [trace],
        title or ("How sure are we? Each bar holds the truth nine times in ten" if start is not None
                  else "How sure are we? Each 90% range, as a factor of its middle"),
        height=110 + 30 * max(3, len(shown)),
        showlegend=False,
        xaxis={
            "type": "log",
            "title": {"text": f"times {of} (log scale)"},
            "tickvals": ticks,
            "ticktext": [f"×{tick:g}" for tick in ticks],
            "range": [-math.log10(span), math.log10(span)],
        },
        yaxis={"autorange": "reversed", "type": "category", "dtick": 1,  # every label, however many bars
               **({"tickfont": {"size": 11}} if len(shown) > 9 else {})},
        shapes=[] if start is None else [{"type": "line", "x0": 1, "x1": 1, "y0": 0, "y1": 1, "yref": "paper",
                                          "line": {"width": 1, "dash": "dot", "color": "#808080"}}],
    )


def _factor(end, one) -> float:
    return float((end / one).to_base_units().magnitude)


def tornado(sensitivity, name: str, value, most: int = 8):
    """What a result hangs on: the result at the low and the high end of each assumption, the widest swing on top.

    `sensitivity` is what `Estimate.sensitivity(name)` gives, `value` the result itself as a quantity.
    """
    frame = sensitivity.head(most)
    middle = float(value.magnitude)
    names = [_words(each) for each in frame.index]
    traces = []
    for column, label, colour, pattern in (
        ("at_low", "assumption at its low end", COLOURS["sky"], "/"),
        ("at_high", "assumption at its high end", COLOURS["blue"], ""),
    ):
        ends = [float(each) for each in frame[column]]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": label,
                "y": names,
                "base": [middle] * len(ends),
                "x": [each - middle for each in ends],
                "marker": {"color": colour, "pattern": {"shape": pattern}},
                "customdata": [human(type(value)(each, value.units)) for each in ends],
                "hovertemplate": "%{y}: %{customdata}<extra></extra>",
            }
        )
    title = (
        f"{names[0].capitalize()} moves {_words(name)} most"
        if names
        else f"No uncertain assumption moves {_words(name)}"
    )
    return figure(
        traces,
        title,
        height=140 + 30 * max(2, len(names)),
        barmode="overlay",
        bargap=0.35,
        xaxis={"title": {"text": _axis_unit(name, value)}},
        yaxis={"autorange": "reversed", "type": "category"},
        shapes=[
            {
                "type": "line",
                "x0": middle,
                "x1": middle,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"width": 1, "dash": "dot", "color": "#808080"},
            }
        ],
    )


def _axis_unit(name: str, value) -> str:
    from helpers.units import unit_label

    return f"{_words(name)} ({unit_label(value.units) or 'count'})"


def growth_over_years(frame, name: str, unit: str):
    """What has piled up after each year, with its 90% range; `frame` is what `storage_by_year` gives."""
    years = [int(each) for each in frame.index]
    scale, shown = _readable(float(frame["mid"].max()), unit)
    low, mid, high = ([float(each) * scale for each in frame[column]] for column in ("low", "mid", "high"))
    band = {
        "type": "scatter",
        "x": years + years[::-1],
        "y": high + low[::-1],
        "fill": "toself",
        "mode": "lines",
        "line": {"width": 0},
        "fillcolor": "rgba(0,114,178,0.2)",
        "name": "90% range",
        "hoverinfo": "skip",
    }
    line = {
        "type": "scatter",
        "x": years,
        "y": mid,
        "mode": "lines+markers",
        "name": "middle",
        "line": {"color": COLOURS["blue"], "width": 2},
        "marker": {"symbol": "circle", "size": 8},
        "hovertemplate": f"after %{{x}} years: %{{y:.3g}} {shown}<extra></extra>",
    }
    return figure(
        [band, line],
        f"{_words(name).capitalize()} grows every year, and so does the doubt",
        height=300,
        xaxis={"title": {"text": "years in service"}, "dtick": max(1, len(years) // 10)},
        yaxis={"title": {"text": f"{_words(name)} ({shown})"}, "rangemode": "tozero"},
    )


def _readable(largest: float, unit: str) -> tuple[float, str]:
    """A factor and a unit in which the largest value is easy to read."""
    if not (math.isfinite(largest) and largest):
        return 1.0, unit
    text = human(registry.Quantity(largest, registry.Unit(unit) if not isinstance(unit, str) else _parsed(unit)))
    number, _, shown = text.partition(" ")
    try:
        value = float(number.replace(",", ""))
    except ValueError:
        return 1.0, unit
    return value / largest, shown


def _parsed(unit: str):
    from helpers.units import parse_unit

    return parse_unit(unit)


def _ratio(above, below, name: str, positive: bool = True) -> float:
    """One quantity over another of the same kind; on a log axis both must be above zero."""
    if positive and not (above.magnitude > 0 and below.magnitude > 0):
        raise CourseError(
            f"{name}: {human(above)} over {human(below)} has no place on a log axis; give values above zero."
        )
    if above.dimensionality != below.dimensionality:
        raise CourseError(f"{name}: {human(above)} and {human(below)} are not of one kind; no ratio can be shown.")
    return float((above / below).to_base_units().magnitude)


def reference_years():
    """Latencies of 2012 beside those of 2026: most of the popular numbers have aged."""
    shown = [each for each in REFERENCES.values() if each.value_2012]
    seconds = {
        year: [
            each.quantity(year).to_base_units().magnitude * (1e6 if "/MB" in each.value_2026 else 1) for each in shown
        ]
        for year in (2012, 2026)
    }
    labels = [
        each.label.replace(" (2012", "<br>(2012")
        + (", per MB" if "/MB" in each.value_2026 and "MB" not in each.label else "")
        for each in shown
    ]
    lines = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [old, new],
            "y": [label, label],
            "showlegend": False,
            "line": {"color": "#808080", "width": 2},
            "hoverinfo": "skip",
        }
        for label, old, new in zip(labels, seconds[2012], seconds[2026], strict=True)
    ]
    dots = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": f"{year}",
            "x": seconds[year],
            "y": labels,
            "marker": {"symbol": symbol, "size": 12, "color": COLOURS[colour]},
            "customdata": [human(registry.Quantity(each, "second")) for each in seconds[year]],
            "hovertemplate": f"{year}: %{{customdata}}<extra></extra>",
        }
        for year, symbol, colour in ((2012, "square", "orange"), (2026, "circle", "blue"))
    ]
    ticks = [10.0**power for power in range(-8, 0)]
    return figure(
        [*lines, *dots],
        "Reading in sequence became far faster; reaching for one thing hardly did",
        height=460,
        xaxis={
            "type": "log",
            "title": {"text": "time (log scale)"},
            "tickvals": ticks,
            "ticktext": [human(registry.Quantity(tick, "second")) for tick in ticks],
        },
        yaxis={"autorange": "reversed", "type": "category"},
    )


def calibration_plot(intervals: list, truths: list, labels: list[str]):
    """Each 90% range divided by the truth, on a log axis: an honest set crosses the line nine times in ten."""
    if not len(intervals) == len(truths) == len(labels):
        raise CourseError(
            f"calibration_plot: {len(intervals)} ranges, {len(truths)} truths, {len(labels)} labels; give as many "
            "of each."
        )
    lows, highs = [], []
    for ends, truth, label in zip(intervals, truths, labels, strict=True):
        if not isinstance(ends, tuple | list) or len(ends) != 2:
            raise CourseError(f"{label}: {shorten(ends)} is not a range. Give its low and its high end.")
        low, high = (_ratio(Q(end), Q(truth), label) for end in ends)
        lows.append(low)
        highs.append(high)
    held = [low <= 1 <= high for low, high in zip(lows, highs, strict=True)]
    traces = []
    for state, colour, symbol, name in (
        (True, "blue", "circle", "held the truth"),
        (False, "vermilion", "x", "missed it"),
    ):
        rows = [place for place, each in enumerate(held) if each is state]
        x = [value for place in rows for value in (lows[place], highs[place], None)]
        y = [value for place in rows for value in (labels[place], labels[place], None)]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": x,
                "y": y,
                "name": name,
                "line": {"color": COLOURS[colour], "width": 4, "dash": "solid" if state else "dot"},
                "marker": {"symbol": symbol, "size": 10},
            }
        )
    return figure(
        traces,
        f"{sum(held)} of {len(held)} ranges held the truth",
        height=120 + 34 * len(labels),
        xaxis={"type": "log", "title": {"text": "range divided by the truth (log scale; 1 is the truth)"}},
        yaxis={"autorange": "reversed", "type": "category", "categoryorder": "array", "categoryarray": labels},
        shapes=[
            {
                "type": "line",
                "x0": 1,
                "x1": 1,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"width": 2, "color": "#808080"},
            }
        ],
    )


def compare_estimates(before: dict, after: dict, names: list[str]):
    """How a change moves results: each result after, divided by the result before."""
    ratios = []
    for name in names:
        if before[name].magnitude == 0:
            raise CourseError(f"{name} is zero before, so no change can be shown as a factor. Leave it out.")
        ratios.append(_ratio(after[name], before[name], name, positive=False))
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [_words(name) for name in names],
        "x": [ratio - 1 for ratio in ratios],
        "base": [1.0] * len(names),
        "text": [f"×{ratio:.3g}" for ratio in ratios],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": COLOURS["blue"]},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    return figure(
        [trace],
        "What the change does to each result",
        height=120 + 34 * len(names),
        showlegend=False,
        xaxis={
            "title": {"text": "after, divided by before"},
            "rangemode": "tozero",
            "range": [0, max([1.0, *ratios]) * 1.15],
        },
        yaxis={"autorange": "reversed", "type": "category"},
    )
