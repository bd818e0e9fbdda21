"""Shards and copies in the diagram editor and the load studio: the same words and numbers as the value has."""

import json

import pytest

from helpers.architecture import KINDS, Architecture, Component
from helpers.simulation import Workload
from helpers.widgets.diagram import DiagramEditor
from helpers.widgets.diagram_messages import palette
from helpers.widgets.load_studio import LoadStudio

MIX = [{"name": "open", "share": 0.5, "reads": ["link"]}, {"name": "make", "share": 0.5, "writes": ["link"]}]
LINKS = Architecture("Links").add(
    Component("client", "client"), Component("api", "service", replicas=3),
    Component("store", "wide_column", stores="link", shards=4, copies=3),
    Component("files", "blob", stores="file", stored_gb="9 TB")).connect("client", "api").connect("api", "store")


@pytest.fixture
def editor(monkeypatch):
    def none_runs():
        raise RuntimeError("no running event loop")

    monkeypatch.setattr("helpers.widgets.diagram.asyncio.get_running_loop", none_runs)
    return DiagramEditor(LINKS, flows=MIX, rate="20 K/s")


def edit(editor, name, **fields):
    graph = json.loads(json.dumps(editor.graph))
    next(each for each in graph["components"] if each["name"] == name).update(fields)
    editor.set_state({"graph": graph})


def test_each_kind_is_asked_for_what_it_has():
    asked = {each["name"]: each.get("kinds") for each in palette()["fields"]["component"]}
    for name, kind in KINDS.items():
        assert (name in asked["replicas"]) == (not kind.stores)
        assert (name in asked["shards"]) == kind.stores
        assert (name in asked["copies"]) == (kind.stores and not kind.managed)
        assert (name in asked["stored_gb"]) == (name == "blob")


def test_shards_and_copies_are_edited_on_their_own(editor):
    edit(editor, "store", shards=5)
    assert (editor.architecture["store"].replicas, len(editor.findings)) == (15, 0)
    edit(editor, "store", copies=2)
    assert (editor.architecture["store"].shards, editor.architecture["store"].copies) == (5, 2)
    edit(editor, "store", shards=0)
    assert editor.findings.rules() == {"broken-field"}
    assert editor.architecture["store"].shards == 5, "a slip costs nothing"


def test_what_is_said_and_drawn_of_several_machines(editor):
    assert editor.reading["badges"] == {"client": "", "api": "×3", "store": "×4×3", "files": ""}
    assert editor.reading["names"]["store"].startswith("store, wide-column store, 4 shards of 3 copies")
    assert editor.reading["shown"]["files"]["shards"] == 1
    assert editor.reading["shown"]["store"]["copies"] == 3


def test_load_against_capacity_is_one_truth(editor):
    """10 K reads over 12 machines and 10 K writes over 4 shards: 3.3 K a machine, and 60 K of such a mix in all."""
    editor.show("load")
    assert editor.overlay["marks"]["store"]["text"] == "✔ 33% of 60 K/s"


def test_the_studio_counts_the_shards_of_a_sharded_store():
    studio = LoadStudio(LINKS.remove("files"), Workload("4 K/s", mix=MIX))
    studio.box.value = "store"
    assert (studio.replicas.description, studio.replicas.value) == ("Shards", 4)
    studio.replicas.value = 6
    assert (studio.architecture["store"].shards, studio.architecture["store"].copies) == (6, 3)
    studio.box.value = "api"
    assert (studio.replicas.description, studio.replicas.value) == ("Replicas", 3)
    studio.replicas.value = 5
    assert studio.architecture["api"].replicas == 5
