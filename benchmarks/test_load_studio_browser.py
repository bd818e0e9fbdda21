"""How long a key on a slider of the load studio takes to reach the screen: simulate, draw, repaint; only shown."""

import statistics

import pytest

from benchmarks.test_live_plot_browser import PRESS
from helpers.tradeoffs import LABORATORIES
from tests.conftest import find_chromium

pytestmark = pytest.mark.skipif(not find_chromium(), reason="needs a browser: apt install chromium")

KEYS, TARGET = 25, 100
STUDIO = """
from helpers import Architecture, Component, LoadStudio, Workload

zones = ["a", "b", "c"]
design = Architecture("Link shortener", zones=zones).add(
    Component("browser", "client"), Component("balancer", "load_balancer", replicas=3, zone=zones),
    Component("api", "service", replicas=27, zone=zones),
    Component("hot_links", "cache", replicas=3, zone=zones, stores="link"),
    Component("links", "wide_column", replicas=3, zone=zones, stores="link"),
).connect("browser", "balancer").connect("balancer", "api").connect("api", "hot_links").connect("api", "links")
studio = LoadStudio(design, Workload("57608/s", mix="url_shortener"), {"latency": "100 ms"})
studio.view.value = "VIEW"
studio
"""
# As in the live plot's benchmark, for the nth slider; done at the frame after the picture was drawn with other data.
NTH = 'output.querySelectorAll(".noUi-handle")[NTH]'
PRESS_NTH = PRESS.replace('output.querySelector(".noUi-handle")', NTH).replace(
    "Math.max(...plot.data[0].y)", "1e6 * plot.data.reduce((sum, each) => sum + each.y.reduce((a, b) => a + b, 0)"
    " + each.x.reduce((a, b) => a + b, 0), 0) + (plot.layout.shapes?.[0]?.x0 ?? 0)")


@pytest.mark.parametrize(("what", "view", "nth"), [("load", "now", 0), ("load", "curve", 0), ("replicas", "curve", 1)])
def test_key_to_repaint(page, what, view, nth):
    page.open_notebook(page.lab.write_notebook(STUDIO.replace("VIEW", view), name=f"studio_{what}_{view}.ipynb"))
    page.run_all()
    page.wait_for_draws()
    page.page.wait_for_timeout(1500)
    times = []
    for key in range(KEYS + 5):
        direction = "ArrowRight" if key % 2 else "ArrowLeft"
        took = page.page.evaluate(PRESS_NTH.replace("NTH", str(nth)), [0, direction])
        page.page.wait_for_timeout(250)
        if key >= 5:
            times.append(took)
    spread = [round(each) for each in statistics.quantiles(times, n=4)]
    print(f"\nload studio, {what} slider, picture {view!r}: key to repaint {statistics.median(times):.0f} ms {spread} "
          f"(target {TARGET} ms)")


# The other studios: a key on the first slider until the picture is drawn with other data.
MOVES = {
    "EstimateExplorer": """
from helpers import Estimate, EstimateExplorer
from helpers.estimation import add_cost, add_scale, add_storage
links = add_scale(Estimate.from_case("url_shortener"), "new_links", "reads_per_write", peak_factor="peak_factor")
links = add_storage(links, "new_links", "link_size", "kept_for", "copies")
EstimateExplorer(add_cost(links, storage="storage_with_copies"), result="storage")
""",
    **{f"Laboratory {name}": f"from helpers import Laboratory\nLaboratory({name!r})" for name in LABORATORIES},
}
ANY_CHANGE = ("JSON.stringify(plot.data.map((each) => [Array.from(each.x), Array.from(each.y)]))"
              " + plot.layout.title.text + JSON.stringify(plot.layout.shapes ?? [])")
PRESS_ANY = PRESS.replace("Math.max(...plot.data[0].y)", ANY_CHANGE).replace(
    "if (Math.abs(shown() - before) < 0.5) return;", "if (shown() === before) return;")


@pytest.mark.parametrize("name", MOVES)
def test_move_of_a_studio(page, name):
    page.open_notebook(page.lab.write_notebook(MOVES[name], name=f"move_{name.replace(' ', '_')}.ipynb"))
    page.run_all()
    page.wait_for_draws()
    page.page.wait_for_timeout(1500)
    times = []
    for key in range(9):
        times.append(page.page.evaluate(PRESS_ANY, [0, "ArrowLeft" if key % 2 else "ArrowRight"]))
        page.page.wait_for_timeout(250)
    print(f"\n{name}: key to repaint {statistics.median(times[2:]):.0f} ms (target {TARGET} ms)")
