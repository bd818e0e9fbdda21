"""The dashboard's figures. Every text that a student may have chosen is escaped: plotly reads some HTML in labels."""

from collections.abc import Sequence
from html import escape

from kit.classroom.dashboard.statistics import FailedCheck, Task
from kit.classroom.dashboard.tasks import letter

COLOURS = {"graded": "green", "flagged": "orange", "failed": "vermilion", "ungraded": "sky", "none": "purple"}


BRIEF = {"graded": "graded", "flagged": "flagged", "failed": "failed", "ungraded": "not graded yet",
         "none": "not handed in"}


def briefly(names: Sequence[str]) -> dict[str, str]:
    """Names as they stand beside bars: the first part of each where that, and a cell in brackets, tells them apart.

    >>> list(briefly(["Task A · Read", "Task C · Make (test_c_guard)", "Task C · Make (test_c_place)"]).values())
    ['Task A', 'Task C (test_c_guard)', 'Task C (test_c_place)']
    """
    parts = {name: letter(name) for name in names}
    first = [letter(name) for name in names]
    for name, part in zip(names, first, strict=True):
        if first.count(part) > 1 and name.endswith(")") and " (" in name:
            parts[name] = f"{part} {name[name.rindex('('):]}"
    return parts if len(set(parts.values())) == len(parts) else {name: name for name in names}


def label(value, limit: int = 40) -> str:
    """Text for a plotly label: cut, then escaped.

    >>> label("<b>x")
    '&lt;b&gt;x'
    """
    value = str(value)
    return escape(value if len(value) <= limit else value[: limit - 1] + "…")


def labels(values: Sequence[str], limit: int) -> list[str]:
    """Texts for the bars of one axis, cut but never alike: plotly lays bars with one label on each other.

    >>> labels(["Task C, place", "Task C, guard", "Task D"], 8)
    ['Task…ace', 'Task…ard', 'Task D']
    """
    def ends(value: str) -> str:
        return value if len(value) <= limit else f"{value[: limit // 2]}…{value[-(limit - limit // 2 - 1):]}"

    cut = [label(value, limit) for value in values]
    cut = [escape(ends(value)) if cut.count(made) > 1 else made for value, made in zip(values, cut, strict=True)]
    return [f"{made} ({cut[:place].count(made) + 1})" if cut.count(made) > 1 else made
            for place, made in enumerate(cut)]


def whole(most: int) -> dict:
    """An axis that counts: from zero, in whole numbers."""
    return {"rangemode": "tozero", **({"dtick": 1} if most <= 6 else {})}


def distribution(counts: Sequence[int], worth: float, middle: float):
    """How many submissions lie in each part of the scale, and their median."""
    from helpers.plots.template import COLOURS as SHADES
    from helpers.plots.template import figure

    width = worth / len(counts)
    trace = {"type": "bar", "x": [width * (at + 0.5) for at in range(len(counts))], "y": list(counts),
             "width": [0.96 * width] * len(counts), "marker": {"color": SHADES["blue"]},
             "customdata": [[width * at, width * (at + 1)] for at in range(len(counts))],
             "hovertemplate": "%{y} from %{customdata[0]:.3g} to %{customdata[1]:.3g} points<extra></extra>"}
    line = {"type": "line", "x0": middle, "x1": middle, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"width": 2, "dash": "dash", "color": SHADES["vermilion"]}}
    return figure([trace], f"The median is {middle:.3g} of {worth:g} points", shapes=[line],
                  xaxis={"title": {"text": "score (points)"}, "range": [0, worth]},
                  yaxis={"title": {"text": "submissions"}, **whole(max(counts))})


def tasks(found: Sequence[Task]):
    """For each graded cell the mean share of its points, and how well it tells strong from weak submissions."""
    from helpers.plots.template import COLOURS as SHADES
    from helpers.plots.template import figure

    shown = [each for each in found if each.difficulty is not None]
    brief = briefly([each.name for each in shown])
    names = labels([brief[each.name] for each in shown], 24)
    beside = dict(zip((each.name for each in shown), names, strict=True))
    told = [each for each in shown if each.discrimination is not None]
    traces = [
        {"type": "bar", "orientation": "h", "name": "mean share of the points", "y": names,
         "x": [each.difficulty for each in shown], "marker": {"color": SHADES["sky"]},
         "hovertemplate": "%{y}: %{x:.0%} of the points<extra></extra>"},
        {"type": "scatter", "mode": "markers", "name": "discrimination",
         "y": [beside[each.name] for each in told],
         "x": [each.discrimination for each in told],
         "marker": {"symbol": "diamond", "size": 12, "color": SHADES["vermilion"]},
         "hovertemplate": "%{y}: discrimination %{x:.2f}<extra></extra>"}]
    whole = [each for each in shown if not each.waiting] or shown  # what a person still grades is not hard yet
    hardest = min(whole, key=lambda each: each.difficulty)
    return figure(traces, f"{label(brief[hardest.name], 30)} was the hardest", height=170 + 44 * len(shown),
                  xaxis={"range": [min(-0.05, *(each.discrimination - 0.05 for each in told)) if told else 0, 1.05]},
                  yaxis={"autorange": "reversed", "type": "category"},
                  legend={"orientation": "h", "x": 0, "xanchor": "left", "y": -0.25, "yanchor": "top"})


def failed_checks(found: Sequence[FailedCheck]):
    """The checks that cost most submissions points."""
    from helpers.plots.template import COLOURS as SHADES
    from helpers.plots.template import figure

    trace = {"type": "bar", "orientation": "h",
             "y": labels([f"{letter(each.cell)}: {each.name}" for each in found], 34),
             "x": [each.failed for each in found], "marker": {"color": SHADES["orange"]},
             "customdata": [[each.of, label(each.message, 120)] for each in found],
             "hovertemplate": "%{x} of %{customdata[0]}<br>%{customdata[1]}<extra></extra>"}
    return figure([trace], f"Most lost points at: {label(found[0].name, 30)}", height=120 + 30 * len(found),
                  xaxis={"title": {"text": "submissions that lost points"}, **whole(found[0].failed)},
                  yaxis={"autorange": "reversed", "type": "category"})


def statuses(counts: dict[str, int]):
    """How many submissions ended how."""
    from helpers.plots.template import COLOURS as SHADES
    from helpers.plots.template import figure

    shown = {status: count for status, count in counts.items() if count}
    trace = {"type": "bar", "orientation": "h", "x": list(shown.values()), "y": [BRIEF[each] for each in shown],
             "marker": {"color": [SHADES[COLOURS[each]] for each in shown]}, "text": list(shown.values()),
             "hovertemplate": "%{x} %{y}<extra></extra>"}
    return figure([trace], "How the submissions ended", height=120 + 34 * len(shown),
                  xaxis={"title": {"text": "students"}, **whole(max(shown.values()))}, yaxis={"autorange": "reversed"})


def lateness(hours: Sequence[float]):
    """By how much the late ones were late."""
    from helpers.plots.template import COLOURS as SHADES
    from helpers.plots.template import figure

    trace = {"type": "scatter", "mode": "lines+markers", "x": list(hours), "y": list(range(1, len(hours) + 1)),
             "line": {"shape": "hv", "color": SHADES["purple"]},
             "hovertemplate": "%{y} up to %{x:.1f} hours late<extra></extra>"}
    return figure([trace], f"{len(hours)} came late", height=260, xaxis={
        "title": {"text": "hours late"}, "rangemode": "tozero"}, yaxis={
        "title": {"text": "submissions so far"}, **whole(len(hours))})
