"""Pictures of step 4: what a growth moves under each scheme, and the load of each shard against the mean."""

from helpers.data_model.partitions import HOT
from helpers.plots.template import COLOURS, GREY, figure

SHADES = list(COLOURS.values())
MOST_BARS = 6


def keys_moved(table):
    """What `schemes_table` gave: for each scheme the share of keys that each growth moves."""
    growths = [each for each in table.columns if each.endswith("moves")]
    schemes = [each for each in table.index if each != "even shards need"]
    traces = []
    for place, growth in enumerate(growths):
        named = f"{growth.removesuffix(' moves')} shards"
        shares = [float(table.loc[each, growth]) for each in schemes]
        traces.append({"type": "bar", "name": named, "x": schemes, "y": shares, "offsetgroup": str(place),
                       "text": [f"{each:.0%}" for each in shares], "textposition": "outside", "cliponaxis": False,
                       "marker": {"color": SHADES[place % len(SHADES)],
                                  "pattern": {"shape": ("", "/", "x")[place % 3]}},
                       "hovertemplate": f"%{{x}}, {named}: %{{y:.1%}} move<extra></extra>"})
    worst = max(((float(table.loc[each, growth]), each, growth) for each in schemes for growth in growths),
                default=None)
    title = (f"From {worst[2].removesuffix(' moves')} shards, {worst[1]} moves {worst[0]:.0%} of the keys" if worst
             else "Nothing to compare yet")
    return figure(traces, title, height=330, barmode="group",
                  xaxis={"title": {"text": "how a key finds its shard"}, "type": "category"},
                  yaxis={"title": {"text": "keys that move"}, "tickformat": ".0%", "range": [0, 1.1]})


def hottest_shards(partitions):
    """The load of the hottest shard as a multiple of the mean; `partitions` maps a label to a `Partition`."""
    shown = dict(list(partitions.items())[:MOST_BARS])
    labels, loads = [str(each) for each in shown], [each.hottest for each in shown.values()]
    if not labels:
        return figure([], "Nothing to show yet")
    traces = [{"type": "bar", "x": labels, "y": loads, "text": [f"{each:.1f} x" for each in loads],
               "textposition": "outside", "cliponaxis": False, "showlegend": False,
               "marker": {"color": [COLOURS["vermilion" if each >= HOT else "blue"] for each in loads],
                          "pattern": {"shape": ["/" if each >= HOT else "" for each in loads]}},
               "hovertemplate": "%{x}: the hottest shard has %{y:.2f} x the mean<extra></extra>"}]
    worst = max(range(len(loads)), key=loads.__getitem__)
    title = (f"With {labels[worst]}, the hottest has {loads[worst]:.1f} times the mean" if loads[worst] >= HOT
             else "No shard has twice the mean load")
    return figure(traces, title, height=330,
                  xaxis={"type": "category"},
                  yaxis={"title": {"text": "load, times the mean"},
                         "range": [0, 1.15 * max(*loads, HOT)]},
                  shapes=[{"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": 1, "y1": 1,
                           "line": {"width": 2, "dash": "dot", "color": GREY}}])
