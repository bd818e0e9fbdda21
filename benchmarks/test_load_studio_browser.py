"""How long a key on a slider of the load studio takes to reach the screen: simulate, draw, repaint; only shown."""

import statistics

import pytest

from benchmarks.test_live_plot_browser import PRESS
from tests.browser.conftest import browser, lab, page  # noqa: F401 (fixtures)
from tests.conftest import find_chromium, own_jupyter_folders  # noqa: F401 (as above)

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
def test_key_to_repaint(page, what, view, nth):  # noqa: F811 (the fixture)
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
