"""Pictures of step 4: the load of each shard, and where fields travel with what a thief gets there."""

from html import escape

from helpers.data_model.data_flow import KEEPS, DataFlow, Store
from helpers.data_model.partitions import HOT, Partition
from helpers.plots.template import COLOURS, GREY, figure

SIDES = {"client": "bottom center", "service": "top center"}  # of a text at its point
FEW = 64  # shards that are drawn as bars with a number each


def shard_load(partition: Partition, per_second: float = 0.0, height: int = 300):
    """The load of each shard against the mean; the hottest is told by colour, pattern and words.

    `per_second` is the rate of all patterns together: with it the axis is in requests, else in parts of the mean.
    """
    whole = sum(partition.load) or 1.0
    mean = per_second / partition.shards if per_second else 1.0
    loads = [each / whole * partition.shards * mean for each in partition.load]
    hot = [each >= HOT * mean for each in loads]
    hottest = max(range(partition.shards), key=lambda place: loads[place])
    colours = [COLOURS["vermilion"] if each else COLOURS["blue"] for each in hot]
    bars = {
        "type": "bar", "x": list(range(partition.shards)), "y": loads, "name": "load", "showlegend": False,
        "marker": {"color": colours, "pattern": {"shape": ["/" if each else "" for each in hot]}},
        "customdata": [f"{rows:,}" for rows in partition.rows],
        "hovertemplate": "shard %{x}: %{y:,.3g}" + (" requests/s" if per_second else " × the mean")
                         + ", %{customdata} keys<extra></extra>",
    }
    line = {"type": "scatter", "mode": "lines", "x": [-0.5, partition.shards - 0.5], "y": [mean, mean],
            "line": {"color": GREY, "dash": "dash"}, "name": "the mean", "showlegend": False, "hoverinfo": "skip"}
    title = f"Shard {hottest} has {partition.hottest:.2f} × the mean load" if partition.shards > 1 else \
        "One shard has all of the load"
    return figure(
        [bars, line], title, height=height, margin={"l": 56, "r": 10, "t": 40, "b": 44},
        xaxis={"title": {"text": "shard"}, "range": [-0.6, partition.shards - 0.4],
               "dtick": 1 if partition.shards <= 16 else None},
        yaxis={"title": {"text": "requests a second" if per_second else "load, in means"}, "rangemode": "tozero"},
        annotations=[{"x": 1, "xref": "paper", "xanchor": "right", "y": mean, "yanchor": "bottom", "text": "mean",
                      "showarrow": False}],
        bargap=0.15 if partition.shards <= FEW else 0)


def data_flow(flow: DataFlow, thief: str = "", height: int = 230):
    """Client, service and the places that keep: how each way and each disk is protected, and what the thief reads.

    A place that gives something away is a cross in another colour, with what it gives away beside it; an open way is
    a dotted line.
    """
    kept = [each for each in flow.stores if each.place in KEEPS]
    open_client = next((each for each in flow.stores if each.place == "client"), None)
    places = {"client": (0.0, 0.5), "service": (0.25, 0.5), **_fan(kept)}
    ways = [("client", "service", open_client.transit if open_client else "tls")]
    ways += [("service", _key(place, each), each.transit) for place, each in enumerate(kept)]
    traces = []
    for transit, dash, colour, said in (("tls", "solid", COLOURS["green"], "sealed on the way (TLS)"),
                                        ("none", "dot", COLOURS["vermilion"], "in the clear on the way")):
        found = [each for each in ways if each[2] == transit]
        if found:
            traces.append({
                "type": "scatter", "mode": "lines", "name": said, "hoverinfo": "skip",
                "line": {"color": colour, "dash": dash, "width": 2.5},
                "x": [value for one, other, _ in found for value in (places[one][0], places[other][0], None)],
                "y": [value for one, other, _ in found for value in (places[one][1], places[other][1], None)]})
    marks: dict[str, list] = {"gives nothing away": [], "gives away": []}
    for name, told, lost in _nodes(flow, kept, thief):
        marks["gives away" if lost else "gives nothing away"].append((name, told, lost))
    for said, symbol, colour in (("gives nothing away", "circle", COLOURS["blue"]),
                                 ("gives away", "x", COLOURS["vermilion"])):
        found = marks[said]
        if found:
            traces.append({
                "type": "scatter", "mode": "markers+text", "name": said, "x": [places[name][0] for name, _, _ in found],
                "y": [places[name][1] for name, _, _ in found], "text": [told for _, told, _ in found],
                "textposition": [SIDES.get(name, "middle right") for name, _, _ in found],
                "marker": {"symbol": symbol, "size": 14, "color": colour}, "cliponaxis": False,
                "customdata": [escape(", ".join(lost)) or "nothing" for _, _, lost in found],
                "hovertemplate": "%{text}<br>gives away: %{customdata}<extra></extra>"})
    return figure(
        traces, _title(flow, thief), height=height, margin={"l": 10, "r": 10, "t": 36, "b": 34},
        xaxis={"visible": False, "range": [-0.09, 1.42]}, yaxis={"visible": False, "range": [-0.12, 1.12]},
        showlegend=True)


def _fan(kept: list[Store]) -> dict[str, tuple[float, float]]:
    last = len(kept) - 1
    return {_key(place, each): (0.5, 1.0 - place / last if last else 0.5) for place, each in enumerate(kept)}


def _key(place: int, store: Store) -> str:
    return f"{store.place} {place}"


def _nodes(flow: DataFlow, kept: list[Store], thief: str):
    lost = flow.given_away_at(thief) if thief else ()
    for name in ("client", "service"):
        mine = [names for store, names in lost if store.place == name]
        yield name, name, mine[0] if mine else ()
    for place, each in enumerate(kept):
        names = next((names for store, names in lost if store is each), ())
        more = f" and {len(names) - 2} more" if len(names) > 2 else ""
        shown = f" ✖ {', '.join(map(escape, names[:2]))}{more}" if names else ""
        disk = "disk sealed" if each.rest == "disk" else "disk open"
        yield _key(place, each), f"{each.place}, {disk}{shown}", names


def _title(flow: DataFlow, thief: str) -> str:
    if not thief:
        return "Where the fields travel"
    lost = flow.given_away(thief)
    if not lost:
        return f"{thief.capitalize()}: gives nothing away"
    return f"{thief.capitalize()}: gives away {len(lost)} field{'' if len(lost) == 1 else 's'}"
