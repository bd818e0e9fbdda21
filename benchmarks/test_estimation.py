"""What step 2 costs: the first import, an estimate of twenty formulas, and one move of an explorer's slider.

No comm message is sent here: what the page adds is measured in `test_live_plot_browser.py`. Nothing is asserted about
time.
"""

import itertools
import statistics
import subprocess
import sys
import time
from unittest import mock

import pytest
from ipywidgets import Widget

from helpers import Estimate, EstimateExplorer
from helpers.estimation import add_bandwidth, add_cache, add_cost, add_servers
from helpers.estimation.sampling import standard_normals

TARGET_IMPORT_SECONDS, TARGET_ESTIMATE_MS, TARGET_UPDATE_MS = 0.1, 20, 15


def worked() -> Estimate:
    """The estimate of course/02_estimation.ipynb."""
    links = Estimate("Link shortener")
    links = links.assume("new_links", 500e6, "links/month", low=300e6, high=800e6, why="the brief")
    links = links.assume("reads_per_write", 100, low=50, high=200, why="each link is opened about 100 times")
    links = links.derive("writes_per_second", "new_links", "1/s")
    links = links.derive("reads_per_second", "writes_per_second * reads_per_write", "1/s")
    links = links.assume("peak_factor", 3, low=2, high=5, why="evenings are busier than nights")
    links = links.derive("peak_reads_per_second", "reads_per_second * peak_factor", "1/s")
    links = links.assume("link_size", 500, "B", low=200, high=1000, why="address, short code, owner, dates")
    links = links.assume("kept_for", 5, "years", why="the brief")
    links = links.derive("storage", "new_links * kept_for * link_size", "TB")
    links = links.assume("copies", 3, why="one lost machine must not lose a link")
    links = links.derive("storage_with_copies", "storage * copies", "TB")
    links = add_bandwidth(links, size="link_size")
    links = links.assume("hot_share", 20, "%", low=10, high=30, why="80/20 rule of thumb")
    links = add_cache(links, "hot_share", "link_size", convention="day_reads")
    links = links.assume("service_time", 5, "ms", low=2, high=10, why="look up and answer; mostly waiting")
    links = links.assume("at_once", 50, low=20, high=100, why="threads of one server")
    links = links.assume("fullness", 60, "%", why="room for bad luck; step 6 shows why")
    links = add_servers(links, "peak_reads_per_second", "service_time", "at_once", target="fullness", spare=1)
    links = links.assume("cores", 8, why="of one server")
    links = add_cost(
        links,
        storage="storage_with_copies",
        egress="bandwidth_out",
        memory="cache",
        servers="servers",
        cores_per_server="cores",
    )
    links = links.assume_reference("ssd_read", "ssd_read")
    return links.derive("cache_warm_up", "cache * ssd_read", "s", why="one disk, read in sequence")


def twenty_formulas() -> Estimate:
    estimate = (
        Estimate().assume("a0", 5, "GB", low=2, high=9).assume("b", 3, low=1, high=7).assume("c", 2, low=1, high=4)
    )
    for number in range(20):
        estimate = estimate.derive(f"a{number + 1}", f"(a{number} * b / c + a0) / max(b, 2)", "TB")
    return estimate


@pytest.fixture
def report(benchmark):
    """Print a benchmark's median beside its target."""
    yield
    if benchmark.stats:
        shown = f"{benchmark.stats.stats.median * 1000:.1f} ms (target {benchmark.extra_info['target_ms']} ms)"
        print(f"\n{benchmark.name}: {shown}")


def test_import_helpers_over_bare_python():
    """Processes that import the package and such that do not, in turns."""
    took = {"import helpers": [], "pass": []}
    for _ in range(15):
        for statement, times in took.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True)
            times.append(time.perf_counter() - started)
    with_it, without = (statistics.median(times) for times in took.values())
    extra = f"{with_it - without:.3f} s over bare python's {without:.3f} s"
    print(f"\nimport helpers: {extra} (target {TARGET_IMPORT_SECONDS} s)")


@pytest.mark.usefixtures("report")
def test_intervals_of_twenty_formulas(benchmark):
    """Ten thousand samples for every entry; the draws are kept between calls, as they are between two questions."""
    benchmark.extra_info["target_ms"] = TARGET_ESTIMATE_MS
    benchmark(lambda: twenty_formulas().intervals(samples=10_000))


@pytest.mark.usefixtures("report")
def test_first_intervals_of_twenty_formulas(benchmark):
    """As above, but with draws that were never made before."""
    benchmark.extra_info["target_ms"] = TARGET_ESTIMATE_MS
    standard_normals("warm up", 10_000, 0)
    seeds = itertools.count(1000)
    benchmark(lambda: twenty_formulas().intervals(samples=10_000, seed=next(seeds)))


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize("view", ["certainty", "tornado", "growth"])
def test_one_move_of_a_slider(benchmark, view):
    """What if, the results with their ranges, and the picture."""
    benchmark.extra_info["target_ms"] = TARGET_UPDATE_MS
    explorer = EstimateExplorer(worked(), result="storage")
    explorer.view.value = view
    sizes = itertools.cycle([300.0, 700.0])

    def move():
        explorer.controls["link_size"].value = next(sizes)

    with mock.patch.object(Widget, "_should_send_property", return_value=False):
        benchmark(move)
    assert explorer.model.entry("link_size").value in (300, 700)
