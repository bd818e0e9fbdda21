"""Running a cell again never throws a drawing away: what is saved is what is seen."""

import pytest

from helpers import Design, DiagramEditor, LoadStudio
from helpers.architecture import Architecture, Component
from helpers.errors import CourseError
from helpers.simulation import Workload

MIX = [{"name": "open", "share": 1.0, "reads": ["link"]}]
GIVEN = (Architecture("Links").add(Component("browser", "client"), Component("api", "service", replicas=2),
                                   Component("links", "sql", stores="link"))
         .connect("browser", "api").connect("api", "links"))


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_drawing_outlives_its_cell():
    editor = DiagramEditor(GIVEN, keep="mine")
    assert Design.load("mine", start=True).architecture is None, "to look at it saves nothing"
    editor.architecture = editor.architecture.replace("api", replicas=5)
    again = DiagramEditor(GIVEN, keep="mine")
    assert again.architecture == editor.architecture
    assert Design.load("mine").architecture["api"].replicas == 5
    again.reset()
    assert again.architecture == GIVEN == DiagramEditor(GIVEN, keep="mine").architecture


def test_what_is_dragged_is_kept_too():
    editor = DiagramEditor(GIVEN, keep="mine")
    graph = {**editor.graph, "components": [{**each, "at": [300, 40]} if each["name"] == "api" else each
                                            for each in editor.graph["components"]]}
    editor.set_state({"graph": graph})
    assert next(each for each in DiagramEditor(GIVEN, keep="mine").graph["components"]
                if each["name"] == "api")["at"] == [300, 40]


def test_the_other_pieces_of_the_design_stay():
    Design("mine").replace(estimate=None).save("mine")
    from helpers import Estimate

    Design.load("mine").replace(estimate=Estimate("n").assume("users", 5)).save("mine")
    DiagramEditor(GIVEN, keep="mine").architecture = GIVEN.replace("api", replicas=9)
    assert Design.load("mine").estimate["users"].magnitude == 5


def test_the_studio_keeps_what_its_sliders_made():
    studio = LoadStudio(GIVEN, Workload("400/s", mix=MIX), keep="mine")
    studio.box.value = "api"
    studio.replicas.value = 6
    again = LoadStudio(GIVEN, Workload("400/s", mix=MIX), keep="mine")
    assert again.architecture["api"].replicas == 6 == DiagramEditor(GIVEN, keep="mine").architecture["api"].replicas
    again.reset()
    assert LoadStudio(GIVEN, Workload("400/s", mix=MIX), keep="mine").architecture == GIVEN


def test_a_kept_drawing_that_cannot_run_gives_way():
    DiagramEditor(GIVEN, keep="mine").architecture = GIVEN.remove("links")
    assert LoadStudio(GIVEN, Workload("400/s", mix=MIX), keep="mine").architecture == GIVEN


def test_a_folder_that_cannot_be_written_is_told_and_the_drawing_stays(tmp_path):
    (tmp_path / "my_design").write_text("a file where the folder should be")
    editor = DiagramEditor(GIVEN)
    editor._keep = "mine"
    editor.architecture = GIVEN.replace("api", replicas=5)
    assert editor.architecture["api"].replicas == 5
    assert any("Not saved" in each["message"] for each in editor.reading["problems"])


@pytest.mark.parametrize("keep", [5, ["mine"], "no/../way here"])
def test_a_bad_name_is_refused(keep):
    with pytest.raises(CourseError):
        DiagramEditor(GIVEN, keep=keep)
