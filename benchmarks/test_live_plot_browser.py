"""How long a slider's key takes to reach the screen: a live plot against plotly's `FigureWidget`, in one JupyterLab.

Both redraw the same 200-point curve, driven by the same kind of slider, on one page of one notebook, in alternating
blocks: once with the same work in the kernel (only new numbers), once with the live plot's figure built anew for each
key, as the course's widgets do. Measured in the page, from the key's arrival to the
animation frame after plotly's own `plotly_afterplot` with the new data. Nothing is asserted about time.
"""

import statistics

import pytest

from tests.browser.lab import REPOSITORY
from tests.conftest import find_chromium

pytestmark = pytest.mark.skipif(not find_chromium(), reason="needs a browser: apt install chromium")

BLOCKS, KEYS_A_BLOCK = 6, 15
TARGET_RATIO, TARGET_RUN_ALL_SECONDS = 0.7, 6

PREPARE = """
import ipywidgets, numpy as np
import plotly.graph_objects as go
from helpers.widgets import KeyGuard, LivePlot

x = np.linspace(0, 6, 200)

def curve(height):
    return height * np.sin(x)

def picture(height):
    return go.Figure(go.Scatter(x=x, y=curve(height)), layout={"title": {"text": "A wave"}, "height": 360})

def slider():
    return ipywidgets.FloatSlider(value=10, min=0, max=1000, step=1)
"""
LIVE = """
plain = picture(10).to_plotly_json()

def redraw(change):
    live.figure = {**plain, "data": [{**plain["data"][0], "y": curve(change["new"])}]}

live, of_live = LivePlot(plain), slider()
of_live.observe(redraw, "value")
ipywidgets.VBox([of_live, live])
"""
REBUILT = """
def redraw_anew(change):
    rebuilt.figure = picture(change["new"])

rebuilt, of_rebuilt = LivePlot(picture(10)), slider()
of_rebuilt.observe(redraw_anew, "value")
ipywidgets.VBox([of_rebuilt, rebuilt])
"""
WIDGET = """
def redraw(change):
    widget.data[0].y = curve(change["new"])

widget, of_widget = go.FigureWidget(picture(10)), slider()
of_widget.observe(redraw, "value")
ipywidgets.VBox([of_widget, widget])
"""
# One key: from its arrival at the slider's handle to the first frame after the plot has drawn other data.
PRESS = """([cell, key]) => new Promise((resolve, reject) => {
  const output = document.querySelectorAll(".jp-Notebook .jp-CodeCell")[cell];
  const plot = output.querySelector(".js-plotly-plot");
  const shown = () => Math.max(...plot.data[0].y);
  const before = shown();
  const timer = setTimeout(() => reject(new Error("no redraw within 5 s")), 5000);
  let started = 0;
  const drawn = () => {
    if (Math.abs(shown() - before) < 0.5) return;
    plot.removeListener("plotly_afterplot", drawn);
    requestAnimationFrame(() => { clearTimeout(timer); resolve(performance.now() - started); });
  };
  plot.on("plotly_afterplot", drawn);
  const handle = output.querySelector(".noUi-handle");
  handle.focus();
  started = performance.now();
  handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
})"""


def press(opened, cell, key):
    took = opened.page.evaluate(PRESS, [cell, key])
    opened.page.wait_for_timeout(120)  # both start from rest
    return took


def test_slider_to_repaint(page):
    page.open_notebook(page.lab.write_notebook(PREPARE, LIVE, REBUILT, WIDGET, name="benchmark.ipynb"))
    page.run_all()
    drawn = "() => document.querySelectorAll('.js-plotly-plot .js-line').length >= 3"
    page.page.wait_for_function(drawn, timeout=60_000)
    page.page.wait_for_timeout(1500)
    names = {1: "LivePlot, new numbers", 2: "LivePlot, figure rebuilt", 3: "FigureWidget, new numbers"}
    times = {cell: [] for cell in names}
    for block in range(BLOCKS + 1):
        for cell in sorted(names, reverse=bool(block % 2)):
            took = [press(page, cell, "ArrowRight") for _ in range(KEYS_A_BLOCK)]
            if block:  # the first block warms up
                times[cell] += took
    medians = {cell: statistics.median(times[cell]) for cell in names}
    print(f"\nslider key to repaint, 200 points, medians of {len(times[1])} keys (and quartiles):")
    for cell, name in names.items():
        spread = [round(quantile) for quantile in statistics.quantiles(times[cell], n=4)]
        ratio = medians[cell] / medians[3]
        print(f"  {name:26} {medians[cell]:4.0f} ms {spread}, ratio {ratio:.2f} (target {TARGET_RATIO})")


NOTEBOOKS = sorted(path.name for path in (REPOSITORY / "course").glob("*.ipynb"))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_of_each_notebook(page, name):
    page.open_notebook(f"course/{name}")
    took = page.run_all()
    print(f"\ncourse/{name}, run all: {took:.1f} s (target {TARGET_RUN_ALL_SECONDS} s)")
