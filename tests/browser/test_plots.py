"""Every picture at every width: no axis title lies on a legend, no title is cut, whatever the number of bars."""

import json

import pytest

from helpers import Estimate, plots
from helpers.architecture import Architecture, Component
from helpers.simulation import Workload, simulate, sweep
from helpers.tradeoffs import load_balancing
from helpers.widgets.live_plot import _library_path

pytestmark = pytest.mark.browser

WIDTHS = (380, 560, 860, 1400)
MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]
BOXES = """([figure, width]) => {
  document.body.innerHTML = "<div id=plot></div>";
  document.getElementById("plot").style.width = `${width}px`;
  const layout = { ...figure.layout, width };
  return Plotly.newPlot("plot", figure.data, layout).then(() => {
    const box = (selector) => [...document.querySelectorAll(selector)].map((each) => {
      const { left, top, right, bottom } = each.getBoundingClientRect();
      return { left, top, right, bottom, text: each.textContent.slice(0, 60) };
    }).filter((each) => each.right > each.left);
    const all = document.getElementById("plot").getBoundingClientRect();
    return { axis: box(".xtitle"), legend: box(".legend"), ticks: box(".xtick text"), title: box(".gtitle"),
             plot: box(".bglayer, .plotbg, .nsewdrag"), all: { top: all.top, bottom: all.bottom, right: all.right } };
  });
}"""


def bars(number):
    made = Estimate("Bars")
    for place in range(number):
        made = made.assume(f"assumption_{place}", 10 + place, low=5, high=30)
    return made.derive("x", " * ".join(f"assumption_{place}" for place in range(number)))


def tornado(number):
    made = bars(number)
    return plots.tornado(made.sensitivity("x"), "x", made["x"], most=12)


def boxes(number):
    made = Architecture("Row").add(Component("client", "client"))
    for place in range(number):
        made = made.add(Component(f"box_{place}", "sql" if place == number - 1 else "service",
                                  stores="link" if place == number - 1 else ()))
        made = made.connect(f"box_{place - 1}" if place else "client", f"box_{place}")
    return made.load(MIX, "100/s")


def simulated():
    design = Architecture("Links").add(Component("browser", "client"), Component("api", "service", replicas=2),
                                       Component("links", "sql", stores="link")).connect(
        "browser", "api").connect("api", "links")
    load = Workload("4 K/s", mix=MIX)
    run, swept = simulate(design, load, n=4_000), sweep(design, load, n=3_000)
    return {"curve": plots.latency_against_load(swept, 4_000, 0.06, swept), "now": plots.latency_distribution(run, run),
            "busy": plots.fullness(run), "hops": plots.request_hops(run), "time": plots.over_time({"a": run, "b": run})}


def figures():
    made = {f"tornado of {number}": tornado(number) for number in (1, 2, 3, 5, 8, 12)}
    made |= {f"utilisation of {number}": plots.utilisation(boxes(number), boxes(number)) for number in (1, 2, 6, 12)}
    made |= {"reference years": plots.reference_years(), **simulated()}
    made["balancing"] = plots.comparison(load_balancing(requests=400))
    return made


def overlap(one, other, slack=1):
    return (one["left"] < other["right"] - slack and other["left"] < one["right"] - slack
            and one["top"] < other["bottom"] - slack and other["top"] < one["bottom"] - slack)


def test_nothing_lies_on_anything(browser):
    context = browser.new_context(viewport={"width": 1500, "height": 900})
    page = context.new_page()
    try:
        page.set_content("<body></body>")
        page.add_script_tag(path=str(_library_path()))
        wrong = []
        for name, figure in figures().items():
            for width in WIDTHS:
                seen = page.evaluate(BOXES, [json.loads(figure.to_json()), width])
                parts = [("axis title", each) for each in seen["axis"]] + [("legend", each) for each in seen["legend"]]
                parts += [("tick", each) for each in seen["ticks"]]
                for place, (kind, one) in enumerate(parts):
                    for other_kind, other in parts[place + 1:]:
                        if kind != other_kind and overlap(one, other):
                            wrong.append(f"{name}, {width} px: {kind} on {other_kind}: {one['text']!r}")
                    if one["bottom"] > seen["all"]["bottom"] + 1:
                        wrong.append(f"{name}, {width} px: {kind} is cut off below")
                height = max(each["bottom"] - each["top"] for each in seen["plot"])
                if height < 40:
                    wrong.append(f"{name}, {width} px: only {height:.0f} px are left for the picture")
        assert not wrong, "\n".join(wrong)
    finally:
        context.close()
