"""Pictures of step 6: alternatives side by side, and what a decision's score is made of."""

import math

from helpers.plots.template import GREY, MARKERS, SERIES, figure

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
PATTERNS = ("", "/", "x", "-", "+", ".", "\\", "|")


def comparison(compared, column: str | None = None):
    """A laboratory's curves, or one column of its table as a dot for each alternative.

    Without `column` the curves are drawn, or the first column where there are none. Raises `TradeoffError` for an
    unknown column.
    """
    if column is None and compared.curves is not None and len(compared.curves):
        return _curves(compared)
    return _dots(compared, compared.column(column or compared.columns[0].name))


def _curves(compared):
    traces = []
    for place, (name, points) in enumerate(compared.curves.groupby("alternative", sort=False)):
        many = len(points) > 60
        traces.append({
            "type": "scatter", "name": _safe(name), "mode": "lines" if many else "lines+markers",
            "x": points["x"].tolist(), "y": points["y"].tolist(),
            "line": {**_line(place), "shape": "hv" if many else "linear"},
            "marker": {"symbol": MARKERS[place % len(MARKERS)], "size": 8, "color": SERIES[place % len(SERIES)]},
            "hovertemplate": f"{_safe(name)}: %{{y:.3g}} at %{{x:.3g}}<extra></extra>"})
    here = compared.settings.get(compared.x_setting)
    shapes = [] if here is None else [{"type": "line", "x0": here, "x1": here, "y0": 0, "y1": 1, "yref": "paper",
                                       "line": {"width": 2, "dash": "dot", "color": GREY}}]
    return figure(
        traces, compared.title, height=400, shapes=shapes,
        xaxis={"title": {"text": compared.x_label}, "type": "log" if compared.x_log else "linear",
               **({"dtick": 1} if compared.x_log and _decades(compared.curves["x"]) > 2 else {})},
        yaxis={"title": {"text": compared.y_label}, "type": "log" if compared.y_log else "linear",
               **({"exponentformat": "power", "dtick": 1} if compared.y_log and _decades(compared.curves["y"]) > 2
                  else _few_ticks(compared.curves["y"]) if compared.y_log else {"rangemode": "tozero"})})


def _few_ticks(values) -> dict:
    """Ticks at 1, 2 and 5 of each power of ten, written out: plotly writes bare digits between the powers."""
    positive = [float(each) for each in values if each > 0]
    if not positive:
        return {}
    low, high = math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive)))
    ticks = [step * 10.0 ** power for power in range(low, high + 1) for step in (1, 2, 5)]
    return {"tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}


def _dots(compared, column):
    names = [str(each) for each in compared.frame.index]
    values = compared.frame[column.name].tolist()
    positive = [each for each in values if each > 0]
    wide = len(positive) == len(values) and max(positive) / min(positive) > 100
    bound = [each in compared.bounds for each in compared.frame.index]
    words = column.name.replace("_", " ")
    winner = _winner(compared, column)
    unit = {"": "count", "share": "share", "yes or no": "1 for yes, 0 for no"}.get(column.unit, column.unit)
    trace = {
        "type": "scatter", "mode": "markers+text", "x": values, "y": names, "showlegend": False, "cliponaxis": False,
        "text": [column.show(each) for each in values], "textposition": "top center",
        "marker": {"size": 13, "color": [SERIES[0] if not each else SERIES[1] for each in bound],
                   "symbol": ["circle" if not each else "diamond-open" for each in bound]},
        "hovertemplate": "%{y}: %{text}<extra></extra>"}
    return figure(
        [trace], f"{winner} has the {'lowest' if column.better == 'lower' else 'highest'} {words}" if winner else
        f"All have the same {words}", height=140 + 44 * len(names),
        xaxis={"title": {"text": f"{words} ({unit}{', log scale' if wide else ''})"},
               "type": "log" if wide else "linear", **({} if wide else {"rangemode": "tozero"})},
        yaxis={"autorange": "reversed", "type": "category", "categoryorder": "array", "categoryarray": names})


def _winner(compared, column) -> str | None:
    shown = compared.frame.loc[list(compared.options), column.name]
    if shown.nunique() < 2:
        return None
    best = shown.min() if column.better == "lower" else shown.max()
    names = [str(name) for name in shown.index[shown == best]]
    return " or ".join(names) if len(names) < 3 else f"{names[0]}, with {len(names) - 1} more,"


def decision(decided):
    """What each option's score is made of, the best on top: a bar of weighted parts, one a criterion."""
    scores = decided.scores()
    names = [_chosen(option, decided) for option in scores.index]
    traces = []
    for place, each in enumerate(decided.criteria):
        traces.append({
            "type": "bar", "orientation": "h", "name": _safe(each.name.replace("_", " ")), "y": names,
            "x": scores[each.name].tolist(), "cliponaxis": False,
            "marker": {"color": SERIES[place % len(SERIES)], "line": {"color": GREY, "width": 1},
                       "pattern": {"shape": PATTERNS[place % len(PATTERNS)], "solidity": 0.3}},
            "hovertemplate": f"{_safe(each.name)}: %{{x:.2f}} of %{{y}}<extra></extra>"})
    title = "Nothing to score yet: add options and criteria"
    if len(scores) and decided.criteria:
        margin = scores["score"].iloc[0] - scores["score"].iloc[1] if len(scores) > 1 else 1.0
        title = f"{_safe(scores.index[0])} is best by this evidence" if margin > 1e-9 else "The best options tie"
    return figure(
        traces, title, height=190 + 40 * max(2, len(names)), barmode="stack",
        legend={"traceorder": "normal"},
        xaxis={"title": {"text": "score (weighted mean, 0 to 1)"}, "range": [0, 1]},
        yaxis={"autorange": "reversed", "type": "category", "categoryorder": "array", "categoryarray": names})


def weight_sensitivity(decided, criterion: str):
    """Each option's score as one criterion counts for more, today's share and the crossings marked.

    Raises `TradeoffError` for an unknown criterion.
    """
    drawn = decided.lines(criterion)
    flip = decided.flips().loc[criterion]
    traces = [{
        "type": "scatter", "mode": "lines+markers", "name": _safe(option), "x": [0, 25, 50, 75, 100],
        "y": [start + (end - start) * share for share in (0, 0.25, 0.5, 0.75, 1)], "line": _line(place),
        "marker": {"symbol": MARKERS[place % len(MARKERS)], "size": 8, "color": SERIES[place % len(SERIES)]},
        "hovertemplate": f"{_safe(option)}: %{{y:.2f}} at %{{x:.0f}}%<extra></extra>",
    } for place, (option, (start, end)) in enumerate(drawn.items())]
    words, marks = criterion.replace("_", " "), []
    best, told = decided.best, []
    for side in ("below", "above"):
        share, other = flip[side], flip[f"{side}_to"]
        if share == share:
            start, end = drawn[best]
            marks.append((100 * share, start + (end - start) * share))
            told.append(f"{other} {side} {100 * share:.3g}%")
    if marks:
        traces.append({"type": "scatter", "mode": "markers", "name": "the best option changes",
                       "x": [x for x, _ in marks], "y": [y for _, y in marks],
                       "marker": {"symbol": "circle-open", "size": 18, "color": GREY, "line": {"width": 3}},
                       "hovertemplate": "the best option changes at %{x:.3g}%<extra></extra>"})
    title = f"{best} is best now" + (f"; {' and '.join(told)}" if told else f", whatever {words} counts for")
    return figure(
        traces, _safe(title), height=380,
        xaxis={"title": {"text": f"what {_safe(words)} counts for (% of the weight; now {100 * flip['share']:.3g}%)"},
               "range": [-2, 102]},
        yaxis={"title": {"text": "score (weighted mean, 0 to 1)"}, "range": [-0.03, 1.05]},
        shapes=[{"type": "line", "x0": 100 * flip["share"], "x1": 100 * flip["share"], "y0": 0, "y1": 1,
                 "yref": "paper", "line": {"width": 2, "dash": "dot", "color": GREY}}])


def _line(place: int) -> dict:
    return {"width": 2.5, "color": SERIES[place % len(SERIES)], "dash": DASHES[place % len(DASHES)]}


def _chosen(option: str, decided) -> str:
    return f"{_safe(option)} ✔" if option == decided.choice else _safe(option)


def _decades(values) -> float:
    positive = values[values > 0]
    return float(len(positive) and math.log10(positive.max() / positive.min()))


def _safe(text) -> str:
    """Text that plotly takes as text: no template braces, no tags."""
    return str(text).replace("%{", "% {").replace("<", "&lt;")
