"""What a page sends of a drawing, and the model that it means: round trips, renames, arrows, and what is wrong."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.data_model import DataModel, Entity, Relation
from helpers.data_model.names import DEVICES
from helpers.errors import CourseError
from helpers.widgets.entity_graph import drawn, usable
from helpers.widgets.entity_layout import MOST_ROWS, depths, height_of, tidied
from helpers.widgets.entity_messages import read_drawing
from helpers.widgets.entity_text import growth_text, keep_text, lists_text, read_lists, read_part, rows_text
from tests.data_model.models import CASES, reference

NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=("Cc", "Zs")), min_size=1,
                max_size=12).filter(str.isprintable)
TYPES = st.sampled_from(["string(32)", "integer?", "timestamp", "identity", "json?", "string(254) personal encrypted",
                         "enum(open, closed)", "decimal(12,2) money", "list(string(20), 10)", "uuid7"])


@st.composite
def models(draw):
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=str.casefold))
    names = [each for each in names if not each.casefold().startswith("sqlite_") and each.casefold() not in DEVICES]
    names = names or ["a"]
    made = []
    for name in names:
        fields = {each: draw(TYPES) for each in
                  draw(st.lists(NAMES.filter(lambda each: each.casefold() not in
                                             ("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid")), min_size=1,
                                max_size=6, unique_by=str.casefold))}
        lists = st.lists(st.sampled_from(list(fields)), min_size=1, max_size=3, unique=True)
        plain = Entity(name, fields)
        indexes = [[f"{each} desc" if down and f"{each} desc" not in fields else each for each in group]
                   for group, down in draw(st.lists(st.tuples(lists, st.booleans()), max_size=3))]
        target = draw(st.sampled_from([None, *names]))
        if target and "points to" not in fields:
            kind = f'ref "{target}"' if '"' not in target and "?" not in target else "integer"
            plain = Entity(name, {**fields, "points to": kind})
        made.append(plain.replace(
            key=draw(lists), indexes=indexes, unique=draw(st.lists(lists, max_size=2)),
            rows=draw(st.integers(0, 10**15)), growth=draw(st.floats(0, 1e9, allow_subnormal=False)),
            keep=draw(st.none() | st.floats(1, 1e9))))
    return DataModel("Any model", tuple(made))


def page(drawing):
    """The graph as it comes back from a page."""
    return usable(json.loads(json.dumps(drawing.graph)))


@settings(max_examples=80, deadline=None)
@given(models())
def test_what_is_drawn_is_read_as_the_same_model(model):
    drawing = drawn(model)
    again = read_drawing(page(drawing), drawing)
    assert again.problems == ()
    assert again.model == model
    assert again.graph == drawing.graph
    anew = read_drawing(page(drawing), drawn(DataModel("Empty")))  # nothing hangs on what stood there before
    assert anew.model.entities == model.entities


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_read_back_with_its_patterns_and_relations(case):
    model = reference(case)
    drawing = drawn(model)
    assert read_drawing(page(drawing), drawing).model == model


@settings(max_examples=80, deadline=None)
@given(models(), st.data())
def test_no_page_breaks_the_reading_or_loses_a_text(model, data):
    drawing = drawn(model)
    graph = page(drawing)
    box = data.draw(st.sampled_from(graph["components"]))
    part = data.draw(st.sampled_from(["key", "indexes", "unique", "rows", "growth", "keep", "name", "fields"]))
    text = data.draw(st.text(max_size=20))
    before = dict(box)
    if part == "fields":
        box["fields"] = [*box["fields"], [text, data.draw(st.text(max_size=20))]]
    else:
        box[part] = text
    if part == "name" and text.strip() in [each["name"] for each in graph["components"] if each is not box]:
        with pytest.raises(CourseError):
            usable(graph)
        return
    made = read_drawing(usable(graph), drawing)
    assert len(made.model.entities) == len(model.entities)
    shown = made.graph["components"][graph["components"].index(box)]
    if part not in ("fields", "name") and text:
        assert shown.get(part, "") == text
    elif part == "fields" and (text.strip() or box["fields"][-1][1].strip()):
        assert shown["fields"][-1][0] == text
    if not made.problems and part not in ("name", "fields"):
        same = made.model.entities[graph["components"].index(box)]
        assert getattr(same, part) == getattr(same.replace(**{part: read_part(part, text)}), part)
    box.clear()
    box.update(before)
    back = read_drawing(usable(graph), made)  # the text before is the model before
    assert back.problems == ()
    assert [each.fields for each in back.model.entities] == [each.fields for each in model.entities]


LINKS = reference("url_shortener")


def changed(graph, name, /, **parts):
    made = json.loads(json.dumps(graph))
    box = next(each for each in made["components"] if each["name"] == name)
    if "name" in parts:
        for arrow in made["connections"]:
            for end in ("source", "target"):
                arrow[end] = parts["name"] if arrow[end] == name else arrow[end]
    box.update(parts)
    return usable(made)


def test_a_renamed_entity_takes_references_and_patterns_along():
    drawing = drawn(LINKS)
    made = read_drawing(changed(drawing.graph, "user", name="member"), drawing).model
    assert made["link"]["owner"].text == "ref member?"
    made = read_drawing(changed(drawing.graph, "link", name="short link"), drawing).model
    assert {each.entity for each in made.patterns} == {"short link"}


@pytest.mark.parametrize("name", ["LINK", "sqlite_x", "x" * 64, "ä" * 40, "a\tb"])
def test_a_name_that_cannot_be_stays_on_the_page_and_the_model_keeps_the_one_before(name):
    drawing = drawn(LINKS)
    made = read_drawing(changed(drawing.graph, "user", name=name), drawing)
    assert made.model == LINKS
    assert [(each["of"], each["field"]) for each in made.problems] == [(name, "name")]
    assert made.graph["components"][0]["name"] == name
    assert made.graph["connections"][0]["target"] == name
    again = read_drawing(changed(made.graph, name, rows="7"), made)
    assert again.model["user"].rows == 7, "other parts of it can still be changed"
    mended = read_drawing(changed(again.graph, name, name="member"), again)
    assert (mended.problems, mended.model["link"]["owner"].target) == ((), "member")


def test_a_renamed_field_is_followed_by_key_indexes_and_patterns():
    drawing = drawn(LINKS)
    rows = [["made" if name == "created" else name, text] for name, text in drawing.graph["components"][1]["fields"]]
    made = read_drawing(changed(drawing.graph, "link", fields=rows), drawing)
    assert made.model["link"].indexes == (("owner", "made desc"), ("expires",))
    assert made.model.pattern("links_of_owner").order_by == ("made desc",)
    assert made.graph["components"][1]["indexes"] == "owner, made desc; expires"
    assert made.problems == ()


def test_a_deleted_field_takes_its_index_and_its_arrow():
    drawing = drawn(LINKS)
    rows = [row for row in drawing.graph["components"][1]["fields"] if row[0] != "owner"]
    made = read_drawing(changed(drawing.graph, "link", fields=rows), drawing)
    assert made.model["link"].indexes == (("expires",),)
    assert made.graph["connections"] == []
    assert "unknown-field" in made.model.check().rules(), "the pattern that asked by it is told"


def test_an_arrow_that_is_deleted_takes_its_field_and_one_that_is_drawn_makes_one():
    drawing = drawn(LINKS)
    without = read_drawing(usable({**drawing.graph, "connections": []}), drawing)
    assert "owner" not in without.model["link"]
    arrows = [*without.graph["connections"], {"source": "link", "target": "user"}]
    made = read_drawing(usable({**without.graph, "connections": arrows}), without)
    assert made.model["link"]["user"].text == "ref user"
    assert [(each["style"], each["label"]) for each in made.graph["connections"]] == [("user", "user n:1")]


def test_an_entity_that_goes_leaves_the_references_to_it_for_a_finding():
    drawing = drawn(LINKS)
    boxes = [each for each in drawing.graph["components"] if each["name"] != "user"]
    made = read_drawing(usable({**drawing.graph, "components": boxes, "connections": []}), drawing).model
    assert made["link"]["owner"].target == "user"
    assert made.check().errors


def test_relations_are_arrows_and_go_with_them():
    model = DataModel("Blog").add(Entity("a", {"id": "integer"}, key="id"), Entity("b", {"id": "integer"}, key="id"),
                                  Relation("a", "b", "many to many"), Relation("a", "a", "many to many", "c"))
    drawing = drawn(model)
    assert [each["label"] for each in drawing.graph["connections"]] == ["many to many"]
    made = read_drawing(usable({**drawing.graph, "connections": []}), drawing).model
    assert made.relations == (model.relations[1],)


def test_a_new_box_has_a_key_and_a_new_field_a_type_to_begin_with():
    drawing = drawn(LINKS)
    boxes = [*drawing.graph["components"], {"name": "visit", "kind": "entity", "at": [9, 9],
                                            "fields": [["made_at", ""], ["email", ""], ["x", ""]]},
             {"name": "entity", "kind": "entity"}]  # fmt: skip
    made = read_drawing(usable({**drawing.graph, "components": boxes}), drawing)
    assert [each.text for each in made.model["visit"].fields] == ["timestamp", "string(254) personal", "string(100)"]
    assert made.model["entity"].key == ("id",)
    assert made.problems == ()


@pytest.mark.parametrize("graph", [
    None, [], {"components": 5}, {"components": [5]}, {"components": [{"name": 5}]}, {"connections": "x"},
    {"components": [{"name": "a"}, {"name": " a "}]}, {"components": [{"name": "a"}] * 400},
    {"components": [{"name": "a", "at": [float("nan"), 1]}]},
])
def test_what_is_no_drawing_is_refused(graph):
    with pytest.raises(CourseError):
        usable(graph)


@pytest.mark.parametrize("box", [
    {"fields": "x"}, {"fields": [1, ["a"], ["a", "b", "c"], None]}, {"fields": []}, {"at": "here"}, {"at": [1]},
    {"key": ["id"]}, {"rows": 7}, {"keep": {"a": 1}}, {"was": 3}, {"kind": []}, {"fields": [[1, 2]]},
])
def test_odd_boxes_are_read_as_far_as_they_go(box):
    drawing = drawn(LINKS)
    boxes = [*drawing.graph["components"], {"name": "odd", **box}]
    made = read_drawing(usable({**drawing.graph, "components": boxes}), drawing)
    assert made.model["link"] == LINKS["link"]
    assert len(made.graph["components"]) == 3


@given(st.lists(st.lists(st.sampled_from(["a, b", "c", 'd"e', "f;g", "h desc x"]), min_size=1, unique=True)))
def test_lists_are_read_as_written(lists):
    entity = Entity("x", dict.fromkeys(["a, b", "c", 'd"e', "f;g", "h desc x"], "integer"))
    assert read_lists(lists_text(tuple(map(tuple, lists)), entity)) == lists


@given(st.integers(0, 10**15), st.floats(0, 1e12, allow_subnormal=False), st.none() | st.floats(1, 1000 * 31557600.0))
def test_numbers_are_read_as_written(rows, growth, keep):
    made = Entity("x", {"a": "integer"}, rows=read_part("rows", rows_text(rows)),
                  growth=read_part("growth", growth_text(growth)), keep=read_part("keep", keep_text(keep)))
    assert (made.rows, made.growth, made.keep) == (rows, pytest.approx(growth, rel=1e-12), keep)


@pytest.mark.parametrize("case", CASES)
def test_no_box_lies_on_another(case):
    drawing = drawn(reference(case))
    boxes = drawing.graph["components"]
    places = tidied([{**each, "at": None} for each in boxes], drawing.model)
    for one in boxes:
        for other in boxes:
            if one is not other:
                (a, b), (c, d) = places[one["name"]], places[other["name"]]
                high = height_of(len(one["fields"])), height_of(len(other["fields"]))
                assert abs(a - c) >= 186 or not -high[0] < b - d < high[1], f"{one['name']} lies on {other['name']}"
    assert height_of(MOST_ROWS) == height_of(MOST_ROWS + 5)


def test_a_circle_of_references_has_depths():
    model = DataModel("x").add(Entity("a", {"b": "ref b"}), Entity("b", {"a": "ref a"}), Entity("c", {"a": "ref a"}))
    assert set(depths(model)) == {"a", "b", "c"}
    assert drawn(model).graph["components"][0]["at"]
