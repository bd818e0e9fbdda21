"""Pools: simulated waits against Erlang's formula, and sizes held against counting."""

import math

import pytest

from helpers import Architecture, Component, Workload, plots, pool_sizes, pool_waits, simulate
from helpers.simulation import PoolSizes, SimulationError


def test_one_server_waits_as_m_m_1_says():
    found = pool_waits([1], [0.5, 0.9], n=200_000)
    assert found["theory"].tolist() == pytest.approx([2.0, 10.0])
    assert found["simulation"].tolist() == pytest.approx([2.0, 10.0], rel=0.1)


def test_a_pool_waits_less_than_one_server_at_every_fullness():
    found = pool_waits([1, 16], n=50_000).pivot(index="full", columns="servers", values="simulation")
    assert (found[16] <= found[1]).all()
    assert found[1].iloc[-1] > 5 * found[16].iloc[-1]


@pytest.mark.parametrize("bad", [{"servers": [0]}, {"servers": ["many"]}, {"full": [1.0]}, {"full": [0]}])
def test_what_is_no_pool_is_refused(bad):
    with pytest.raises(SimulationError):
        pool_waits(**{"n": 1_000, **bad})


@pytest.mark.parametrize("work", [0.3, 1, 2, 3.5, 4, 17.98, 18, 18.2, 100])
def test_sizes_keep_what_they_promise(work):
    sizes = PoolSizes("api", 1, work)
    assert sizes.full(sizes.need) <= 1.02
    assert sizes.need == 1 or sizes.full(sizes.need - 1) > 1
    assert sizes.left(sizes.lean) >= sizes.need
    assert sizes.left(sizes.safe) >= sizes.few
    assert sizes.settles(sizes.left(sizes.safe)), "enough for the dark day must settle"
    assert (sizes.left(30), sizes.left(10)) == (20, 6)


def drawn(replicas, **store):
    return Architecture("Shop").add(Component("app", "client"), Component("web", "service", replicas=replicas),
                                    Component("goods", "sql", stores="item", **store)).connect("app", "web").connect(
        "web", "goods")


def test_sizes_are_those_of_the_service_at_the_loads_own_rate():
    run = simulate(drawn(4), Workload("6.4 K/s", mix=[{"name": "see", "share": 1, "reads": ["item"]}]), n=50_000)
    sizes = pool_sizes(run)
    assert (sizes.box, sizes.now) == ("web", 4)
    assert sizes.work == pytest.approx(6_400 * 0.005 / 16, rel=0.02)


def test_an_overloaded_design_has_no_sizes_and_is_told_which_box():
    run = simulate(drawn(1), Workload("6.4 K/s", mix=[{"name": "see", "share": 1, "reads": ["item"]}]), n=20_000)
    with pytest.raises(SimulationError, match="web: it gets 200% of what it can take"):
        pool_sizes(run)


def test_the_hockey_stick_leaves_the_picture_before_100_percent():
    drawn_figure = plots.hockey_stick(pool_waits([1, 16], n=5_000))
    lines = [each for each in drawn_figure.data if each.mode == "lines"]
    assert [max(line.x) for line in lines] == sorted(max(line.x) for line in lines)
    assert all(math.isfinite(y) and y <= 20 for line in lines for y in line.y)
    assert max(lines[0].x) == pytest.approx(0.95, abs=0.01)


def test_the_circle_shows_every_place_of_every_server_and_key():
    found = plots.circle({"a": [12, 47], "b": [25]}, keys=[3, 90])
    assert [list(each.text) for each in found.data if each.text] == [["12", "47"], ["25"], ["3", "90"]]
    x, y = found.data[2].x[0], found.data[2].y[0]  # b at 25 of 100: a quarter of the way round, clockwise from the top
    assert (round(x, 6), round(y, 6)) == (1, 0)


def test_no_number_of_the_circle_is_cut_off():
    picture = plots.circle({"a": [25], "b": [75]}, keys=[20])
    assert all(trace.cliponaxis is False for trace in picture.data if "text" in (trace.mode or ""))


@pytest.mark.parametrize(("given_", "told"), [
    ({"servers": 4}, r"servers: 4 is not a list. Write servers=\[1, 8\]"),
    ({"full": "90%"}, r"full: '90%' is not a list. Write full=\[0.5, 0.9\]"),
])
def test_what_is_no_list_is_told_by_name(given_, told):
    with pytest.raises(SimulationError, match=told):
        pool_waits(**{"servers": [1], "full": [0.5], "n": 100, **given_})


def test_a_run_is_what_sizes_are_read_from():
    with pytest.raises(SimulationError, match=r"run: None is not a run. Give what simulate\(\.\.\.\) returned"):
        pool_sizes(None)
