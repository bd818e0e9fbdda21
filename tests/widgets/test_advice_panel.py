"""The fewest indexes, asked for by a button: what each costs is measured, one is applied, and it is undone."""

from html import unescape

import pytest

from helpers import AccessPattern, DataModel, DataModelStudio, Entity
from helpers.data_model.advice import advise
from helpers.widgets.plan_desk import PlanDesk

BLOG = DataModel("Blog").add(
    Entity("author", {"id": "integer", "email": "string(254)"}, key="id"),
    Entity("post", {"id": "integer", "author": "ref author", "created": "timestamp", "state": "enum(draft, out)"},
           key="id", rows=9),
    AccessPattern("of_author", "post", by="author", order_by="created desc", limit=20),
    AccessPattern("count_of_author", "post", by="author"),
    AccessPattern("by_email", "author", by="email", limit=1),
    AccessPattern("one", "post", by="id", limit=1),
    AccessPattern("new_post", "post", writes="insert"))  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def studio():
    return DataModelStudio(BLOG, rows=2000)


def opened(studio):
    panel = studio.patterns.advice
    panel.button.value = True
    assert studio.plans
    return panel


def said(panel):
    return [unescape(each.children[1].value) for each in panel.rows.children]


def test_nothing_is_tried_before_it_is_asked_for(studio):
    assert studio.plans
    assert studio.patterns.advice.proposals == []
    assert studio.patterns.advice.layout.display == "none"


def test_the_fewest_indexes_are_those_that_the_room_gives(studio):
    panel = opened(studio)
    engine = BLOG.create()
    BLOG.fill(engine, 2000)
    assert panel.proposals == list(advise(BLOG, engine).serves)
    assert dict(panel.proposals) == {"author": ("email",), "post": ("author", "created")}
    assert "for of_author, count_of_author" in " ".join(said(panel))
    assert all("on each insert" in each or "no measurable cost" in each for each in said(panel))
    assert studio._desk.advice.costs.keys() == set(panel.proposals)
    assert studio.data_model == BLOG


def test_one_is_applied_and_undone(studio):
    panel = opened(studio)
    line = next(each for each in panel.rows.children if "post" in each.children[1].value)
    line.children[0].click()
    assert studio.data_model["post"].indexes == (("author", "created"),)
    assert studio.plans["of_author"].now.index
    assert panel.proposals == [("author", ("email",))]
    panel.rows.children[0].children[0].click()
    assert studio.plans
    assert panel.proposals == []
    assert "No index is missing" in panel.told.value
    studio.undo()
    studio.undo()
    assert studio.data_model == BLOG
    assert studio.plans
    assert len(panel.rows.children) == 2


def test_what_no_index_mends_is_named():
    model = DataModel("m").add(Entity("note", {"id": "integer", "text": "text"}, key="id"),
                               AccessPattern("all_notes", "note", order_by="text"))  # fmt: skip
    panel = opened(DataModelStudio(model, rows=3000))
    assert panel.proposals or "all_notes" in panel.told.value or "No index is missing" in panel.told.value
    engine = model.create()
    model.fill(engine, 3000)
    after = advise(model, engine).after["all_notes"].check()
    assert ("No index mends all_notes" in panel.told.value) == bool(after.errors or after.warnings)


def test_closed_it_asks_no_more(studio):
    panel = opened(studio)
    panel.button.value = False
    studio.add_index("post", ["state"])
    assert studio.plans
    assert studio._desk.advice is None
    assert panel.layout.display == "none"


def test_a_model_of_which_no_tables_can_be_made_is_told(studio):
    panel = opened(studio)
    studio.data_model = studio.data_model.put(Entity("post", {"id": "integer", "author": "ref nobody"}, key="id"))
    assert studio.plans is not None
    assert "nobody" in studio.patterns.doing.value
    assert panel.rows.children == ()


def test_advice_is_kept_and_follows_the_model():
    desk = PlanDesk(1000)
    desk.wants_advice = True
    desk.ask(BLOG)
    desk.wait()
    first = desk.advice
    desk.ask(first.applied(BLOG))
    desk.wait()
    assert desk.advice.serves == {}
    desk.ask(BLOG)
    assert not desk.busy
    assert desk.advice is first
