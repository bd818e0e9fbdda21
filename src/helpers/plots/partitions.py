"""Pictures of step 4: what a growth moves under each scheme, and the load of each shard against the mean."""

from helpers.plots.template import COLOURS, GREY, MARKERS, figure

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
    """The load of each shard as a multiple of the mean, hottest first; `partitions` maps a label to a `Partition`."""
    traces, hottest = [], []
    for place, (label, each) in enumerate(list(partitions.items())[:MOST_BARS]):
        mean = sum(each.load) / each.shards or 1.0
        loads = sorted((load / mean for load in each.load), reverse=True)
        hottest.append(f"{loads[0]:.1f} x with {label}")
        traces.append({"type": "scatter", "mode": "lines+markers", "name": label, "y": loads,
                       "x": [(rank + 0.5) / each.shards for rank in range(each.shards)],
                       "line": {"color": SHADES[place % len(SHADES)], "dash": ("solid", "dash", "dot")[place % 3]},
                       "marker": {"symbol": MARKERS[place % len(MARKERS)], "size": 8},
                       "hovertemplate": f"{label}: %{{y:.2f}} x the mean<extra></extra>"})
    title = f"The hottest shard has {', '.join(hottest)}" if hottest else "Nothing to show yet"
    return figure(traces, title, height=330,
                  xaxis={"title": {"text": "shards, from the hottest to the coldest"}, "showticklabels": False},
                  yaxis={"title": {"text": "load (1 is the mean)"}, "rangemode": "tozero"},
                  shapes=[{"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": 1, "y1": 1,
                           "line": {"width": 2, "dash": "dot", "color": GREY}}] if traces else [])
