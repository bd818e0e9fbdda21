"""The load studio, driven without a browser."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from helpers.architecture import Architecture, Component
from helpers.errors import CourseError
from helpers.simulation import Behaviour, Workload, simulate
from helpers.widgets import LoadStudio, load_studio

MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]
DESIGN = (Architecture("Links").add(
    Component("browser", "client"), Component("api", "service", replicas=2), Component("hot", "cache", stores="link"),
    Component("links", "sql", stores="link"))
    .connect("browser", "api").connect("api", "hot").connect("api", "links"))
LOAD = Workload("4 K/s", mix=MIX)


@pytest.fixture
def studio():
    return LoadStudio(DESIGN, LOAD, {"latency": "60 ms"})


def test_it_begins_with_the_design_as_given_and_the_fullest_box_chosen(studio):
    assert studio.architecture == DESIGN
    assert studio.workload == LOAD
    assert studio.box.value == "api" == studio.model.bottleneck.component
    assert studio.replicas.value == 2
    assert studio.service.value == pytest.approx(5.0)
    assert studio.hits.layout.display == "none"
    assert "4 K/s" in studio.told.value
    assert studio.status.value == ""


def test_what_is_shown_is_what_a_cell_would_get(studio):
    again = simulate(studio.architecture, studio.workload, n=studio.model.n)
    assert (again.latencies == studio.model.latencies).all()


def test_more_load_more_latency_and_the_curve_stays(studio):
    before, curve = studio.model.latency(99), studio.curve
    studio.load.value = 6_200
    assert studio.model.workload.rate == pytest.approx(6_200)
    assert studio.model.latency(99) > before
    assert studio.curve is curve


def test_more_replicas_move_the_curve_and_the_drawing(studio):
    studio.load.value = 6_200
    full = studio.model.latency(99)
    studio.replicas.value = 4
    assert studio.architecture["api"].replicas == 4 == studio.diagram.architecture["api"].replicas
    assert studio.model.latency(99) < full
    names = [trace.name for trace in studio.figure.data]
    assert "p99 before" in names


def test_a_better_hit_rate_spares_the_store(studio):
    studio.box.value = "hot"
    assert studio.hits.layout.display == ""
    before = studio.model.calls("links")
    studio.hits.value = 0.95
    assert studio.model.calls("links") < before / 2
    studio.box.value = "api"
    assert studio.hits.layout.display == "none"


def test_a_faster_service_keeps_its_servers_and_has_more_capacity(studio):
    before = studio.model.utilisation("api")
    studio.service.value = studio.service.value / 2
    assert studio.architecture["api"].servers == 16
    assert studio.model.utilisation("api") == pytest.approx(before / 2, rel=0.03)


def test_what_a_page_rounds_is_no_move(studio):
    run = studio.model
    studio.load.value = studio.load.value * (1 + 1e-9)
    studio.service.value = studio.service.value * (1 + 1e-9)
    assert studio.model is run


def test_editing_the_drawing_runs_it_anew(studio):
    studio.diagram.architecture = studio.diagram.architecture.replace("api", replicas=5)
    assert studio.architecture["api"].replicas == 5
    assert studio.model.architecture == studio.architecture
    assert studio.replicas.value == 5


def test_a_drawing_that_cannot_run_is_told_and_what_was_shown_stays(studio):
    run = studio.model
    studio.diagram.architecture = studio.diagram.architecture.remove("links")
    assert "open" in studio.status.value
    assert "link" in studio.status.value
    assert studio.model is run
    studio.diagram.architecture = DESIGN
    assert studio.status.value == ""


def test_boxes_show_how_busy_they_were_and_overload_is_told(studio):
    marks = studio.diagram.overlay["marks"]
    assert studio.diagram.overlay["chosen"] == "run"
    assert marks["api"]["mark"] == "ok"
    studio.load.value = 7_900
    assert studio.diagram.overlay["marks"]["api"]["mark"] == "bad"
    assert "Overloaded: api gets 123% of what it can take" in studio.told.value
    assert "cannot hold" in studio.told.value


@pytest.mark.parametrize("view", ["curve", "now", "busy", "slow"])
def test_every_view_has_a_title_and_axes(studio, view):
    studio.view.value = view
    assert studio.figure.layout.title.text
    assert studio.figure.layout.xaxis.title.text


def test_the_code_it_shows_makes_the_same_run(studio):
    studio.load.value = 5_000
    studio.replicas.value = 3
    names: dict = {}
    exec(studio.to_code(), names)
    assert names["design"] == studio.architecture
    assert names["run"].workload.rate == pytest.approx(5_000)
    assert names["run"].workload.mix == studio.workload.mix


def test_reset_goes_back(studio):
    studio.load.value = 6_000
    studio.replicas.value = 7
    studio.reset()
    assert (studio.architecture, studio.workload) == (DESIGN, LOAD)
    assert (studio.load.value, studio.replicas.value) == (pytest.approx(4_000), 2)


def test_designs_that_feed_back_answer_when_the_slider_is_let_go():
    studio = LoadStudio(DESIGN, LOAD, behaviours={"api": Behaviour(queue_limit=10)})
    assert studio.model.engine == "event"
    assert not studio.load.continuous_update
    studio.load.value = 7_900
    assert studio.model.drops("api")
    assert "lost" in studio.diagram.overlay["marks"]["api"]["text"]


def test_what_is_no_design_or_load_is_refused():
    with pytest.raises(CourseError, match="architecture"):
        LoadStudio("links", LOAD)
    with pytest.raises(CourseError, match="workload"):
        LoadStudio(DESIGN, 4_000)
    with pytest.raises(CourseError, match="no way leads"):
        LoadStudio(DESIGN.disconnect("browser", "api"), LOAD)


def test_every_slider_has_a_label(studio):
    for control in (studio.load, studio.box, studio.replicas, studio.service, studio.hits):
        assert control.description


def test_a_rough_curve_is_told_until_the_slider_rests(studio):
    """While moves may follow, the curve has fewer loads; the whole one comes after a pause."""

    async def move():
        studio.replicas.value = 4
        rough = studio.told.value, len(studio.curve.rates)
        await asyncio.sleep(load_studio.PAUSE * 1.1)
        while studio._timer is not None:
            await asyncio.sleep(0.01)
        return rough

    with ThreadPoolExecutor(1) as pool:  # a browser test beside it may have left a loop in this thread
        told, loads = pool.submit(lambda: asyncio.run(move())).result()
    assert "A rough curve, until the slider rests." in told
    assert "rough" not in studio.told.value
    assert len(studio.curve.rates) > loads
    with ThreadPoolExecutor(1) as pool:  # without an event loop nothing is put off
        pool.submit(setattr, studio.replicas, "value", 3).result()
    assert "rough" not in studio.told.value
