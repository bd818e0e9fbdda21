"""The studio of data models without a browser: edits, undo, keeping, plans asked aside, and what cannot be read."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import AccessPattern, Api, CourseError, DataModel, DataModelStudio, Design, Endpoint, Entity
from helpers.data_model import DataFlow, Store
from helpers.widgets import pattern_tab
from helpers.widgets.flow_tab import marked, sensitive
from helpers.widgets.partition_tab import best_entity, best_key
from helpers.widgets.plan_desk import PlanDesk
from tests.data_model.models import CASES, reference

LINKS = reference("url_shortener")
BLOG = DataModel("Blog").add(
    Entity("author", {"id": "integer", "email": "string(254) personal"}, key="id"),
    Entity("post", {"id": "integer", "author": "ref author", "created": "timestamp", "body": "text"}, key="id", rows=9),
    AccessPattern("of_author", "post", by="author", order_by="created desc", limit=20, rate="4 K/s"),
    AccessPattern("new_post", "post", writes="insert"))


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def studio():
    return DataModelStudio(BLOG, rows=2000)


def send(studio, change):
    """What a page sends after an edit of its graph."""
    graph = json.loads(json.dumps(studio.canvas.graph))
    change(graph)
    studio.canvas.set_state({"graph": graph})


def row(table, name):
    return next(each for each in table.rows if each["name"] == name)


# --- the drawing ------------------------------------------------------------------------------------------------------


def test_an_edit_of_the_page_changes_the_model_and_its_findings(studio):
    assert "reference-without-index" in studio.findings.rules() or studio.findings
    send(studio, lambda graph: graph["components"][1].update(indexes="author, created desc"))
    assert studio.data_model["post"].indexes == (("author", "created desc"),)
    assert studio.canvas.reading["rows"]["post"] == {"id": "PK", "author": "FK", "created": "IX", "body": ""}
    send(studio, lambda graph: graph["components"].append({"name": "entity", "kind": "entity", "at": [0, 400]}))
    assert studio.data_model["entity"].key == ("id",)
    assert studio.canvas.graph["components"][2]["fields"] == [["id", "identity"]]
    send(studio, lambda graph: graph["connections"].append({"source": "entity", "target": "post"}))
    assert studio.data_model["entity"]["post"].text == "ref post"
    assert studio.canvas.graph["connections"][-1]["style"] == "post"
    for _ in range(3):
        studio.canvas._handle_custom_msg({"ask": "undo"}, [])
    assert studio.data_model == BLOG
    for _ in range(3):
        studio.canvas._handle_custom_msg({"ask": "redo"}, [])
    assert studio.data_model["entity"].names == ("id", "post")
    assert studio.canvas.reading["past"] == 3


def test_findings_stand_at_their_place(studio):
    studio.edit_entity("post", "key", "")
    studio.edit_pattern("of_author", "by", "writer")
    advice = [(each["of"], each["severity"]) for each in studio.canvas.overlay["advice"]]
    assert ("post", "error") in advice
    assert studio.canvas.overlay["marks"]["post"]["mark"] == "bad"
    assert "✖" in studio.canvas.reading["badges"]["post"]
    assert "finding" in studio.canvas.reading["names"]["post"]
    assert "writer" in row(studio.patterns.table, "of_author")["problems"]["by"]
    unserved = DataModelStudio(BLOG, api=Api("Blog").add(Endpoint("open_post", "GET", "/{id}")), rows=10)
    assert any(each["where"] == "open_post" and not each["of"] for each in unserved.canvas.overlay["advice"])


def test_what_cannot_be_read_stays_in_its_field_and_costs_nothing_else(studio):
    send(studio, lambda graph: graph["components"][1]["fields"].append(["title", "strng(7)"]))
    problem = studio.canvas.reading["problems"]
    assert [(each["of"], each["field"]) for each in problem] == [("post", "fields.4")]
    assert "string" in problem[0]["message"]
    assert studio.data_model == BLOG
    studio.edit_entity("author", "rows", "5 million")
    assert studio.canvas.graph["components"][1]["fields"][-1] == ["title", "strng(7)"], "another edit loses no text"
    assert studio.data_model["author"].rows == 5_000_000
    assert studio.findings.errors
    rows = [*studio.canvas.graph["components"][1]["fields"][:-1], ["title", "string(7)"]]
    studio.edit_entity("post", "fields", rows)
    assert studio.data_model["post"]["title"].text == "string(7)"
    assert studio.canvas.reading["problems"] == []


@pytest.mark.parametrize("bad", [None, 5, "x", {"components": 3}, {"components": [{"name": ""}, {"name": ""}]},
                                 {"components": [{}]}, {"components": [{"name": "a", "at": [float("inf"), 0]}]}])
def test_no_message_of_a_page_costs_the_drawing(studio, bad):
    studio.canvas.set_state({"graph": bad})
    assert studio.data_model == BLOG
    assert studio.canvas.reading["problems"]
    for content in (bad, {"ask": "tidy"}, {"ask": []}, {"edit": "x"}):
        studio.canvas._handle_custom_msg(content, [])
        studio.patterns.table._handle_custom_msg(content, [])
    assert studio.data_model == BLOG


def test_moving_changes_no_value_and_is_undone_at_once(studio):
    for step in range(5):
        send(studio, lambda graph, step=step: graph["components"][0].update(at=[20 * step, 500]))
    assert studio.data_model == BLOG
    assert studio.canvas.graph["components"][0]["at"] == [80, 500]
    studio.undo()
    assert studio.canvas.graph["components"][0]["at"] != [80, 500]
    assert studio.undo_button.disabled


def test_methods_for_cells(studio):
    studio.add_entity("like")
    studio.relate("like", "post")
    studio.edit_entity("post", "name", "message")
    assert studio.data_model["like"]["post"].target == "message"
    assert studio.data_model.pattern("of_author").entity == "message"
    studio.remove_entity("like")
    for _ in range(4):
        studio.undo()
    assert studio.data_model == BLOG
    studio.reset()
    assert "erDiagram" in studio.mermaid()
    for wrong in (lambda: studio.relate("post", "post"), lambda: studio.relate("post", "nobody"),
                  lambda: studio.edit_entity("nobody", "key", "x"), lambda: studio.edit_entity("post", "colour", "x"),
                  lambda: studio.remove_entity("nobody"), lambda: studio.show("picture"),
                  lambda: setattr(studio, "data_model", 5)):
        with pytest.raises(CourseError):
            wrong()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(
    st.sampled_from(["name", "key", "indexes", "unique", "rows", "growth", "keep", "fields"]),
    st.sampled_from(["author", "id", "created desc", "7", "5 years", "40/s", "", "x y", "é", "'\""])), max_size=8))
def test_everything_can_be_undone_and_done_again(edits):
    studio = DataModelStudio(BLOG, rows=10)
    seen = [(studio.data_model, studio.canvas.graph)]
    for part, text in edits:
        name = studio.canvas.graph["components"][-1]["name"]
        try:
            studio.edit_entity(name, part, [["a", text], ["id", "integer"]] if part == "fields" else text)
        except CourseError:
            assert part == "name", "two boxes of one name are refused whole"
            continue
        if (studio.data_model, studio.canvas.graph) != seen[-1]:
            seen.append((studio.data_model, studio.canvas.graph))
    for expected in reversed(seen[:-1]):
        studio.undo()
        assert (studio.data_model, studio.canvas.graph) == expected
    for expected in seen[1:]:
        studio.redo()
        assert (studio.data_model, studio.canvas.graph) == expected


# --- patterns and plans -----------------------------------------------------------------------------------------------


def test_an_index_changes_the_plan_and_both_are_shown(studio):
    before = studio.plans["of_author"]
    assert (before.now.found, before.now.mend) == ("scan", ("author", "created"))
    assert "✖ scan" in row(studio.patterns.table, "of_author")["mark"]
    assert "tried, taken back" in studio.patterns.plan.value
    assert studio.patterns.index_button.layout.display == ""
    studio.patterns.index_button.click()
    assert studio.data_model["post"].indexes == (("author", "created"),)
    after = studio.plans["of_author"]
    assert (after.now.found, after.now.sorts, after.bare.found) == ("search", False, "scan")
    assert "Without the indexes" in studio.patterns.plan.value
    assert row(studio.patterns.table, "of_author")["mark"].startswith("✔")
    assert studio.patterns.index_button.layout.display == "none"
    studio.undo()
    assert studio.plans["of_author"].now.found == "scan"


def test_in_a_notebook_the_plans_come_by_themselves_and_block_nothing():
    async def scene():
        studio = DataModelStudio(BLOG, rows=3000)
        assert studio._desk.busy
        assert "…" in row(studio.patterns.table, "of_author")["mark"]
        seen = set()
        for _ in range(600):
            await asyncio.sleep(0.02)
            seen.add(studio.patterns.doing.value.partition("</progress>")[2][:8])
            if "scan" in row(studio.patterns.table, "of_author")["mark"]:
                break
        assert "reads all 3,000 rows" in studio.patterns.plan.value
        studio.add_index("post", ["author", "created desc"])
        for _ in range(600):
            await asyncio.sleep(0.02)
            if "✔" in row(studio.patterns.table, "of_author")["mark"]:
                break
        assert "Without the indexes" in studio.patterns.plan.value
        for _ in range(100):
            await asyncio.sleep(0.02)
            if "Measured here" in studio.patterns.doing.value:
                break
        assert "3,000 rows in the largest table" in studio.patterns.doing.value

    with ThreadPoolExecutor(1) as thread:  # a browser test before may have left a running loop in this one
        thread.submit(asyncio.run, scene()).result()


def test_an_insert_has_no_plan_and_an_unasked_pattern_says_so(studio):
    assert "not asked yet" in studio.patterns.plan.value
    studio.patterns.table._handle_custom_msg({"choose": "new_post"}, [])
    assert "looks for nothing" in studio.patterns.plan.value


def test_what_was_asked_is_not_asked_again(studio):
    assert studio.plans["of_author"].now is studio.plans["of_author"].now
    first = studio.plans["of_author"].now
    engine = studio._desk._engine
    studio.add_index("post", ["author", "created desc"])
    studio.undo()
    studio.edit_pattern("of_author", "serves", "x")
    studio.undo()
    assert studio.plans["of_author"].now is first
    assert studio._desk._engine is engine, "an index needs no new data"
    studio.edit_entity("post", "fields", [["id", "integer"], ["author", "ref author"], ["created", "timestamp"]])
    assert studio.plans["of_author"].now is not first


@pytest.mark.parametrize("case", CASES)
def test_the_plans_are_those_that_the_room_gives(case):
    model = reference(case)
    desk = PlanDesk(2000)
    desk.ask(model)
    answers = desk.wait()
    engine = model.create()
    model.fill(engine, 2000)
    for name, answer in answers.items():
        plan = model.explain(name, engine)
        assert (answer.error, answer.now.found, answer.now.sorts) == ("", plan.found, plan.sorts)
    assert set(answers) == {each.name for each in model.patterns if each.writes != "insert"}
    assert not desk.busy


def test_a_model_that_no_database_takes_is_told(studio):
    studio.edit_entity("author", "key", "")
    assert studio.plans["of_author"].now is None
    assert "no key" in studio.patterns.doing.value
    studio.undo()
    assert studio.plans["of_author"].now.found == "scan"
    assert "role='alert'" not in studio.patterns.doing.value


def test_a_pattern_that_names_nothing_is_told_at_its_row():
    studio = DataModelStudio(BLOG.add(AccessPattern("wrong", "post", by="colour"), AccessPattern("lost", "nobody")),
                             rows=100)
    answers = studio.plans
    assert answers["of_author"].now
    for name, word in (("wrong", "colour"), ("lost", "nobody")):
        assert word in answers[name].error
        assert "✖" in row(studio.patterns.table, name)["mark"]


def test_it_can_be_stopped_and_asked_again():
    desk = PlanDesk(500_000)
    desk.ask(BLOG)
    desk.stop()
    desk.wait(20)
    assert not desk.busy
    assert desk.answers["of_author"].now is None
    assert desk.stopped
    desk.rows = 100
    desk.ask(BLOG)
    assert desk.wait()["of_author"].now


def test_only_the_last_question_counts():
    desk, told = PlanDesk(200_000), []
    desk._told = lambda: told.append(desk.doing)
    desk.ask(BLOG)
    time.sleep(0.05)
    desk.rows = 300
    other = BLOG.put(BLOG["post"].replace(rows=10))
    desk.ask(other)
    assert desk.wait()["of_author"].now.rows_touched <= 300
    assert any("Filling" in each for each in told)


@pytest.mark.parametrize(("column", "text", "value"), [
    ("by", "author, created >=", ("author", "created >=")), ("order_by", "created desc; id", ("created desc", "id")),
    ("limit", "", None), ("limit", "1,000", 1000), ("writes", "update", "update"), ("rate", "19 K/s", 19000.0),
    ("returns", "id, body", ("id", "body")), ("entity", "author", None), ("name", "latest", "latest"),
    ("by", "", ()), ("rate", "", 0.0),
])
def test_cells_of_a_pattern(studio, column, text, value):
    if column == "entity":
        for each in ("by", "order_by"):
            studio.edit_pattern("of_author", each, "")
    studio.patterns.table._handle_custom_msg({"edit": "of_author", "column": column, "value": text}, [])
    name = text if column == "name" else "of_author"
    assert getattr(studio.data_model.pattern(name), column) == (text if value is None and column == "entity" else value)
    assert row(studio.patterns.table, name)["problems"] == {}


@pytest.mark.parametrize(("column", "text"), [
    ("by", "writer"), ("order_by", "colour desc"), ("limit", "few"), ("limit", "0"), ("rate", "often"), ("name", ""),
    ("name", "NEW_POST"), ("entity", "nobody"), ("returns", "x"), ("writes", "burn"), ("by", "a" * 3000),
])
def test_a_wrong_cell_keeps_its_text(studio, column, text):
    studio.edit_pattern("of_author", column, text)
    assert studio.data_model == BLOG
    shown = row(studio.patterns.table, "of_author")
    assert text in shown["cells"]
    assert shown["problems"][column]
    assert "role='alert'" in studio.status.value
    studio.add_pattern()
    studio.edit_pattern("pattern_1", "limit", "5")
    assert text in row(studio.patterns.table, "of_author")["cells"], "another edit does not throw it away"
    for _ in range(3):
        studio.undo()
    assert row(studio.patterns.table, "of_author")["problems"] == {}
    studio.redo()
    assert text in row(studio.patterns.table, "of_author")["cells"]


def test_patterns_come_and_go(studio):
    studio.patterns.add_button.click()
    assert studio.data_model.pattern("pattern_1").entity == "author"
    studio.patterns.table._handle_custom_msg({"remove": "pattern_1"}, [])
    assert studio.data_model == BLOG
    empty = DataModelStudio(DataModel("Empty"))
    empty.add_pattern()
    assert "Add an entity first" in empty.status.value
    for tab in ("ddl", "partition", "flow", "patterns"):
        empty.show(tab)
    assert empty.plans == {}


@pytest.mark.parametrize("case", CASES)
def test_cells_are_read_back_as_shown(case):
    model = reference(case)
    for pattern in model.patterns:
        for column in pattern_tab.COLUMNS:
            text = pattern_tab.text_of(pattern, column.name)
            assert pattern_tab.changed(model, pattern.name, column.name, text) == model


# --- the other tabs ---------------------------------------------------------------------------------------------------


def test_statements_for_three_databases_and_mermaid(studio):
    studio.show("ddl")
    seen = set()
    for form, word in (("sqlite", "CREATE TABLE"), ("postgresql", "BIGINT"), ("mysql", "DATETIME(6)"),
                       ("mermaid", "erDiagram")):
        studio.form.value = form
        assert word in studio.statements.value
        seen.add(studio.statements.value)
    assert len(seen) == 4
    studio.edit_entity("author", "key", "")
    studio.form.value = "postgresql"
    assert "no key" in studio.ddl_error.value
    studio.undo()
    assert studio.ddl_error.value == ""
    assert unescape(studio.statements.value).partition(">")[2] == f"{studio.data_model.ddl('postgresql')}</pre>"


def test_the_partition_follows_its_sliders(studio):
    studio.show("partition")
    tab = studio.partition_tab
    assert (tab.entity.value, tab.key.value) == ("post", "author")
    assert tab.partition.shards == 8
    tab.rows["shards"].slider.value = 16
    assert (tab.partition.shards, len(studio.figure.data[0].x)) == (16, 16)
    even = tab.partition.hottest
    tab.rows["skew"].slider.value = 1.2
    assert tab.partition.hottest > even
    assert "hot-shard" in tab.partition.check().rules()
    tab.rows["skew"].field.value = "0"
    tab.rows["nodes"].slider.value = 1
    assert tab.partition.spread > 0.4
    tab.scheme.value = "modulo"
    tab.rows["grow_to"].field.value = "32"
    assert tab.partition.moved == pytest.approx(0.5, abs=0.02)
    assert tab.rows["nodes"].layout.display == "none"
    tab.rows["shards"].field.value = "7.5"
    assert "whole number" in tab.rows["shards"].note.value
    assert tab.partition.shards == 16


def test_a_wrong_key_is_told_at_the_key_and_the_picture_stays(studio):
    studio.show("partition")
    tab = studio.partition_tab
    shown = tab.partition
    tab.key.value = "writer"
    assert "writer" in tab.error.value
    assert (tab.key.value, tab.partition) == ("writer", shown)
    tab.key.value = "author, id"
    assert (tab.error.value, tab.partition.key) == ("", ("author", "id"))
    tab.entity.value = "author"
    assert tab.key.value == "id"
    tab.entity.value = "post"
    assert tab.key.value == "author, id"
    assert (best_entity(LINKS), best_key(LINKS, "link")) == ("link", "code")


def test_a_stolen_backup_gives_away_what_is_not_sealed(studio):
    studio.show("flow")
    assert studio.flow.given_away("stolen backup") == ("author.email",)
    assert "author.email" in studio.flow_tab.told.value
    assert "gives away 1 field" in studio.figure.layout.title.text
    studio.flow_tab.fields._handle_custom_msg({"edit": "author.email", "column": "encrypted", "value": True}, [])
    assert studio.data_model["author"]["email"].text == "string(254) personal encrypted"
    assert studio.flow.given_away("stolen backup") == ()
    assert "nothing away" in studio.figure.layout.title.text
    studio.undo()
    studio.flow_tab.places._handle_custom_msg({"edit": "2 backup", "column": "rest", "value": "disk"}, [])
    assert studio.stores[1] == Store("backup")
    assert studio.flow.given_away("stolen backup") == ()
    studio.undo()
    assert studio.flow.given_away("stolen backup") == ("author.email",)


def test_places_come_and_go_and_wrong_ones_keep_their_text(studio):
    studio.show("flow")
    studio.flow_tab.add_button.click()
    assert [each.place for each in studio.stores] == ["database", "backup", "cache"]
    studio.edit_store(2, "fields", "post.body, author.nothing")
    shown = studio.flow_tab.places.rows[2]
    assert shown["cells"][3] == "post.body, author.nothing"
    assert "author.nothing" in shown["problems"]["fields"]
    studio.edit_store(2, "fields", "post.body")
    assert studio.stores[2].fields == ("post.body",)
    studio.edit_entity("post", "fields", [["id", "integer"], ["author", "ref author"]])
    assert "any more" in studio.flow_tab.places.rows[2]["problems"]["fields"]
    assert studio.flow.reached(studio.flow.stores[2]) == {}
    for number in (2, 1, 0):
        studio.remove_store(number)
    assert len(studio.stores) == 1
    assert "somewhere" in studio.status.value


def test_marks_of_fields():
    made = marked(BLOG, "author.email", "encrypted", True)
    assert sensitive(made)[0][1].marks == ("personal", "encrypted")
    assert marked(made, "author.email", "encrypted", False) == BLOG
    with pytest.raises(CourseError, match="no field"):
        marked(BLOG, "author.nothing", "secret", True)


# --- keeping ----------------------------------------------------------------------------------------------------------


def test_running_the_cell_again_keeps_all_that_was_drawn():
    studio = DataModelStudio(BLOG, keep="my_blog", rows=10)
    studio.edit_entity("post", "growth", "100 million/month")
    send(studio, lambda graph: graph["components"][0].update(at=[300, 40]))
    send(studio, lambda graph: graph["components"][1]["fields"].append(["title", "strng"]))
    studio.edit_pattern("of_author", "limit", "few")
    studio.add_store()
    again = DataModelStudio(BLOG, keep="my_blog", rows=10)
    assert again.data_model == studio.data_model != BLOG
    assert again.canvas.graph == studio.canvas.graph
    assert again.canvas.graph["components"][1]["growth"] == "100 million/month"
    assert again.canvas.graph["components"][1]["fields"][-1] == ["title", "strng"]
    assert again.canvas.reading["problems"]
    assert again.stores == studio.stores
    assert row(again.patterns.table, "of_author")["problems"]
    assert Design.load("my_blog").data_model == studio.data_model
    again.reset()
    assert DataModelStudio(BLOG, keep="my_blog", rows=10).data_model == BLOG


def test_the_other_pieces_of_the_design_stay():
    Design("my_links").replace(data_model=LINKS).save()
    studio = DataModelStudio(BLOG, keep="my_links", rows=10)
    assert studio.data_model == LINKS
    other = Design.load("my_links")
    studio.add_entity("visit")
    found = Design.load("my_links")
    assert "visit" in found.data_model
    assert found.replace(data_model=None, architecture=None).api == other.api
    found.replace(data_model=BLOG).save()  # changed elsewhere, as by another step
    assert DataModelStudio(LINKS, keep="my_links", rows=10).data_model == BLOG


@pytest.mark.parametrize("view", [5, {}, {"components": 5}, {"stores": [{"place": "moon"}]}, {"drafts": [[1]]},
                                  {"name": None, "components": [], "stores": []}])
def test_a_damaged_view_costs_nothing_of_the_model(view):
    Design("my_links", data_model=LINKS, later={"data_model_studio": view}).save()
    studio = DataModelStudio(BLOG, keep="my_links", rows=10)
    assert studio.data_model == LINKS
    assert studio.stores == (Store("database"), Store("backup", rest="none"))


def test_code_makes_what_is_seen(studio):
    studio.edit_store(1, "rest", "disk")
    made = {}
    exec(studio.to_code(), made)
    assert made["data_model"] == studio.data_model
    assert made["flow"] == studio.flow == DataFlow(BLOG, (Store("database"), Store("backup")))
    studio.code_button.value = True
    assert studio.code.value == studio.to_code()
    studio.add_index("post", ["author"])
    assert "indexes=[['author']]" in studio.code.value


@pytest.mark.parametrize("given", [
    {"model": 5}, {"keep": 5}, {"keep": ""}, {"rows": 0}, {"rows": "many"}, {"stores": ()}, {"stores": [5]},
    {"stores": [Store("log", "nothing.there")]}, {"api": 5}, {"stores": 5},
])
def test_what_cannot_be_made_is_refused(given):
    with pytest.raises(CourseError):
        DataModelStudio(**{"model": BLOG, **given})


def test_the_kernel_says_when_it_has_heard_what_was_drawn(studio):
    said = []
    studio.canvas.send = lambda content, buffers=None: said.append(content)
    studio.canvas._handle_custom_msg({"ask": "fence", "token": "t"}, [])
    assert said == [{"token": "t"}]
