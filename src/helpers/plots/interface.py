"""The picture of step 3: which endpoint serves which requirement, and where nothing meets."""

from helpers.plots.template import COLOURS, GREY, figure

ROW, COLUMN = 24, 26  # pixels


def traceability(matrix):
    """Requirement x endpoint: a filled square where one serves the other; an empty row or column is full of crosses.

    `matrix` is what `Api.traceability` gives.
    """
    requirements, endpoints = [str(each) for each in matrix.index], [str(each) for each in matrix.columns]
    if not requirements or not endpoints:
        return figure([], "Nothing to trace yet: give requirements, and add endpoints")
    met = [(row, column) for row, served in zip(requirements, matrix.to_numpy(), strict=True)
           for column, holds in zip(endpoints, served, strict=True) if holds]
    lonely = [row for row in requirements if not matrix.loc[row].any()]
    idle = [column for column in endpoints if not matrix[column].any()]
    gaps = [(row, column) for row in requirements for column in endpoints if row in lonely or column in idle]
    traces = [_dots(met, "serves", "square", COLOURS["blue"], "%{x} serves %{y}")]
    if gaps:
        traces.append(_dots(gaps, "a gap", "x-thin", COLOURS["vermilion"], "a gap: %{y}, %{x}"))
    return figure(
        traces, _title(lonely, idle), height=130 + ROW * len(requirements),
        margin={"l": 10, "r": 10, "t": 96, "b": 34},
        xaxis={"side": "top", "type": "category", "categoryorder": "array", "categoryarray": endpoints,
               "range": [-0.6, len(endpoints) - 0.4], "tickangle": -25 if len(endpoints) > 4 else 0},
        yaxis={"autorange": "reversed", "type": "category", "categoryorder": "array", "categoryarray": requirements},
        legend={"y": 0})


def _dots(places, name: str, symbol: str, colour: str, said: str) -> dict:
    return {"type": "scatter", "mode": "markers", "name": name, "x": [column for _, column in places],
            "y": [row for row, _ in places], "cliponaxis": False,
            "marker": {"symbol": symbol, "size": 15, "color": colour,
                       "line": {"width": 3 if "thin" in symbol else 1, "color": colour if "thin" in symbol else GREY}},
            "hovertemplate": f"{said}<extra></extra>"}


def _title(lonely: list[str], idle: list[str]) -> str:
    told = []
    if lonely:
        told.append(f"{_names(lonely)} {'is' if len(lonely) == 1 else 'are'} served by no endpoint")
    if idle:
        told.append(f"{_names(idle)} serve{'s' if len(idle) == 1 else ''} no requirement")
    return "; ".join(told) or "Each requirement is served, and each endpoint serves one"


def _names(names: list[str]) -> str:
    shown = [each.replace("<", "&lt;") for each in names[:2]]
    return " and ".join(shown) if len(names) < 3 else f"{', '.join(shown)} and {len(names) - 2} more"
