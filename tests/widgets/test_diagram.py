"""The kernel's side of the diagram editor: what a page may send, what is read of it, and what is told back."""

import json
import re

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from helpers.architecture import KINDS, Architecture, Component, Connection
from helpers.errors import CourseError
from helpers.widgets.diagram import MARGIN, PAGE, TALLEST, DiagramEditor
from helpers.widgets.diagram_messages import BOX, SIGNS, palette
from helpers.widgets.page_code import page_code
from tests.hostile import VALUES, anything

LINKS = Architecture("Links").add(
    Component("client", "client"), Component("api", "service", replicas=3, service_time="10 ms", zone=["a", "b"]),
    Component("cache", "cache", hit_rate="90%"), Component("store", "sql", stores=["link", "user"], cost="$300/month"),
    Component("clicks", "stream", stores="click", label="Click events"),
).add(Connection("client", "api"), Connection("api", "cache", latency="1 ms"), Connection("api", "store"),
      Connection("api", "clicks", "async", for_endpoints=["open_link"], calls=2.0))  # fmt: skip


def box(name, kind="service", **fields):
    return {"name": name, "kind": kind, "at": [0, 0], **fields}


@pytest.fixture(scope="module", autouse=True)
def without_an_event_loop():
    """As in a plain script: a browser test before these leaves its loop running, and overlays would wait for it."""
    def none_runs():
        raise RuntimeError("no running event loop")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpers.widgets.diagram.asyncio.get_running_loop", none_runs)
        yield


@pytest.fixture
def editor():
    return DiagramEditor(LINKS, flows="url_shortener", rate="20 K/s")


@pytest.fixture
def sent(monkeypatch):
    """What the editor sends by message."""
    collected = []
    monkeypatch.setattr(DiagramEditor, "send", lambda self, content, buffers=None: collected.append(content))
    return collected


def from_page(editor, **state):
    editor.set_state(json.loads(json.dumps(state)))


def edit(editor, name, **fields):
    """What a page sends when a field of a box is changed."""
    graph = json.loads(json.dumps(editor.graph))
    next(each for each in graph["components"] if each["name"] == name).update(fields)
    from_page(editor, graph=graph)


# Both ways

def test_value_and_drawing_are_equal_both_ways(editor):
    assert editor.architecture == editor.model == LINKS
    assert Architecture.from_dict(editor.graph) == LINKS
    other = DiagramEditor()
    from_page(other, graph=editor.graph)
    assert other.architecture == LINKS
    assert [each.at for each in other.architecture] == [each.at for each in editor.architecture]


def test_setting_the_value_redraws_and_keeps_places(editor):
    moved = LINKS.replace("api", at=(500, 300))
    editor.architecture = moved
    assert next(each["at"] for each in editor.graph["components"] if each["name"] == "api") == [500.0, 300.0]
    assert all(len(each["at"]) == 2 for each in editor.graph["components"])


def test_first_drawing_has_no_overlap_and_new_boxes_find_a_place(editor):
    def overlaps():
        at = [each["at"] for each in editor.graph["components"]]
        return [(one, other) for number, one in enumerate(at) for other in at[number + 1:]
                if abs(one[0] - other[0]) < BOX[0] and abs(one[1] - other[1]) < BOX[1]]  # fmt: skip

    assert not overlaps()
    editor.architecture = editor.architecture.add(Component("one", "worker"), Component("two", "worker"))
    assert not overlaps()


def test_negative_places_are_shifted_into_sight():
    editor = DiagramEditor({"components": [box("a", at=[-500, 20]), box("b", at=[100, -30])]})
    assert [each["at"] for each in editor.graph["components"]] == [[0, 50], [600, 0]]


@pytest.mark.parametrize("write", [Architecture.to_dict, lambda each: json.dumps(each.to_dict()), Architecture.mermaid])
def test_loads_a_dict_json_and_mermaid(write):
    editor = DiagramEditor()
    assert not editor.load(write(LINKS))
    assert editor.architecture == LINKS


def test_pasted_mermaid_is_read_as_elsewhere_and_another_diagram_is_named():
    editor = DiagramEditor()
    text = "# Shop\n\n```mermaid\n---\ntitle: Shop\n---\ngraph\n  user --> order-api[Orders]\n```\n"
    assert not editor.load(text)
    assert editor.architecture == Architecture.from_mermaid(text)
    assert editor.architecture.names == ("user", "order_api")
    for other, told in (("sequenceDiagram\n  A->>B: hi", "sequence diagram"), ("```mermaid\npie\n```", "pie chart")):
        with pytest.raises(CourseError, match=told):
            editor.load(other)
    with pytest.raises(CourseError, match="neither JSON nor a mermaid flowchart"):
        editor.load("design = Architecture()")
    assert editor.architecture.names == ("user", "order_api")


@pytest.mark.parametrize("name", ["end", "graph", "class", "default", "call"])
def test_words_of_mermaid_are_names_of_boxes(editor, name):
    assert re.fullmatch(editor.palette["name"]["pattern"], name)
    editor.load({"components": [{"name": name, "kind": "service"}]})
    assert editor.architecture.names == (name,)


def test_code_makes_an_equal_architecture(editor):
    names = {}
    exec(editor.to_code(), {"Architecture": Architecture, "Component": Component, "Connection": Connection}, names)
    assert names["design"] == editor.architecture


def test_callback_is_called_for_a_changed_value_alone(editor):
    seen = []
    editor.on_change(seen.append)
    edit(editor, "api", at=[900, 900])
    assert not seen
    edit(editor, "api", replicas=5)
    assert [each["api"].replicas for each in seen] == [5]
    editor.on_change(seen.append, remove=True)
    editor.architecture = LINKS
    assert len(seen) == 1


# A slip costs nothing else

@pytest.mark.parametrize(("field", "value"), [
    ("replicas", -3), ("replicas", "many"), ("servers", 0), ("service_time", "5 parsecs"), ("service_time", "5 GB"),
    ("capacity", "0/s"), ("hit_rate", 7), ("zone", [""]), ("stores", {"a": 1}), ("cost", "free"), ("label", "x" * 999),
    ("durable", "perhaps"), ("kind", "servce"),
])  # fmt: skip
def test_wrong_field_is_told_beside_it_and_all_else_stays(editor, field, value):
    edit(editor, "api", **{field: value})
    (problem,) = editor.reading["problems"]
    assert (problem["of"], problem["field"]) == ("api", field)
    assert problem["message"].strip()
    assert not problem["message"].startswith(("api", field))
    assert editor.architecture == LINKS  # the value before, all boxes, all connections
    assert editor.findings.errors
    edit(editor, "api", **{field: getattr(LINKS["api"], field) if field in ("kind", "replicas") else None})
    assert not editor.findings


@pytest.mark.parametrize(("field", "value"), [("style", "telepathy"), ("latency", "5 km"), ("calls", -1), ("label", 5)])
def test_wrong_field_of_a_connection(editor, field, value):
    graph = json.loads(json.dumps(editor.graph))
    graph["connections"][0][field] = value
    from_page(editor, graph=graph)
    (problem,) = editor.reading["problems"]
    assert (problem["of"], problem["field"]) == (f"client>api:{value if field == 'style' else 'sync'}", field)
    assert len(editor.architecture.connections) == 4


def test_wrong_fields_of_the_design(editor):
    from_page(editor, graph={**editor.graph, "name": "x" * 500, "zones": 7})
    assert {each["field"] for each in editor.reading["problems"]} == {"name", "zones"}
    assert editor.architecture.name == "Links"
    assert len(editor.architecture) == 5


def test_empty_fields_show_what_holds(editor):
    shown = editor.reading["shown"]["api"]
    assert shown["capacity"] == "1600/s"
    assert "service_time" not in shown
    edit(editor, "api", service_time="5 ms")
    assert editor.reading["shown"]["api"]["capacity"] == "3200/s"


def test_names_for_screen_readers(editor):
    assert editor.reading["names"]["api"] == "api, service, 3 replicas, calls cache and store, sends to Click events"
    assert editor.reading["names"]["store"] == "store, SQL database"


# Garbage

WHOLLY_BROKEN = {
    "none": None, "a number": 5, "text": "graph", "a list": [], "components are text": {"components": "abc"},
    "connections are a number": {"components": [], "connections": 7},
    "10,000 boxes": {"components": [box(f"b{number}") for number in range(10_000)]},
    "too many connections": {"connections": [{"source": "a", "target": "b"}] * 20_000},
}  # fmt: skip


@pytest.mark.parametrize("case", WHOLLY_BROKEN)
@pytest.mark.parametrize("way", ["page", "kernel"])
def test_what_is_no_graph_leaves_everything_as_it_was(editor, case, way):
    before = editor.graph
    if way == "page":
        from_page(editor, graph=WHOLLY_BROKEN[case])
    else:
        editor.graph = WHOLLY_BROKEN[case]
    assert editor.architecture == LINKS
    assert editor.graph == before
    assert editor.findings.errors
    edit(editor, "api", replicas=4)
    assert not editor.findings


def test_refused_graph_is_sent_back_to_the_page(editor, monkeypatch):
    states = []
    monkeypatch.setattr(DiagramEditor, "send_state", lambda self, key=None: states.append(key))
    from_page(editor, graph={"components": 3})
    assert "graph" in states


PARTLY_BROKEN = {
    "a box that is text": ({"components": [box("ok"), "text"]}, {"ok"}),
    "a box without a kind": ({"components": [box("ok"), {"name": "x"}]}, {"ok"}),
    "an unknown kind": ({"components": [box("ok"), box("x", "quantum")]}, {"ok"}),
    "a doubled name": ({"components": [box("ok"), box("ok", "sql")]}, {"ok"}),
    "a name that is none": ({"components": [box("ok"), box("not a name"), box("1end"), box(5)]}, {"ok"}),
    "an unknown field": ({"components": [box("ok", colour="red")]}, {"ok"}),
    "a self-loop": ({"components": [box("ok")], "connections": [{"source": "ok", "target": "ok"}]}, {"ok"}),
    "an arrow to nowhere": ({"components": [box("ok")], "connections": [{"source": "ok", "target": "x"}]}, {"ok"}),
    "a doubled arrow": ({"components": [box("ok"), box("b")],
                         "connections": [{"source": "ok", "target": "b"}] * 2}, {"ok", "b"}),
    "arrows that are none": ({"components": [box("ok")], "connections": [None, 3, {}, {"source": {}}]}, {"ok"}),
    "places that are none": ({"components": [box("ok", at="here"), box("b", at=[1, None])]}, {"ok", "b"}),
    "unknown parts": ({"components": [box("ok")], "theme": "dark"}, {"ok"}),
}  # fmt: skip


@pytest.mark.parametrize("case", PARTLY_BROKEN)
@pytest.mark.parametrize("way", ["page", "kernel"])
def test_sound_part_of_a_graph_is_kept(editor, case, way):
    graph, names = PARTLY_BROKEN[case]
    if way == "page":
        from_page(editor, graph=graph)
    else:
        editor.graph = graph
    assert set(editor.architecture.names) == names
    assert editor.findings.errors or case == "places that are none"
    for each in editor.reading["problems"]:
        assert each["message"]
    json.dumps(editor.get_state(["graph", "reading", "overlay"]))


@given(anything, st.sampled_from(["graph", "components", "connections", "component", "connection", "chosen"]))
def test_nothing_raises(value, where):
    try:
        json.dumps(value)
    except Exception:
        reject()  # a page can send only what JSON can hold
    editor = DiagramEditor(LINKS)
    part = dict(editor.graph)
    whole = {
        "graph": {"graph": value}, "components": {"graph": {**part, "components": value}},
        "connections": {"graph": {**part, "connections": value}}, "chosen": {"chosen": value},
        "component": {"graph": {**part, "components": [value, *part["components"]]}},
        "connection": {"graph": {**part, "connections": [value, *part["connections"]]}},
    }[where]  # fmt: skip
    editor.set_state(whole)
    assert isinstance(editor.architecture, Architecture)
    if where in ("component", "connection", "chosen"):
        assert set(LINKS.names) <= set(editor.architecture.names)


@given(st.sampled_from([each["name"] for each in palette()["fields"]["component"]]), st.sampled_from(VALUES))
def test_no_value_of_a_field_costs_another_box(field, value):
    editor = DiagramEditor(LINKS)
    graph = {**editor.graph, "components": [{**each, field: value} if each["name"] == "cache" else each
                                            for each in editor.graph["components"]]}  # fmt: skip
    editor.graph = graph
    assert set(LINKS.names) - {"cache"} <= set(editor.architecture.names)


def test_page_may_write_nothing_but_graph_and_choice(editor):
    before = editor.palette, editor.reading
    from_page(editor, palette=5, reading={"problems": 3}, overlay=[], _esm="alert(1)", height="x")
    assert (editor.palette, editor.reading) == before
    assert editor._esm != "alert(1)"


@pytest.mark.parametrize("content", [
    None, 5, {}, {"ask": "tidy"}, {"ask": "tidy", "graph": 5}, {"ask": ["code"]}, {"ask": "load"},
    {"ask": "load", "text": "{"}, {"ask": "code", "graph": {}, "form": 5},
])  # fmt: skip
def test_garbage_in_messages_is_answered_or_passed_over(editor, sent, content):
    editor._handle_custom_msg(content, [])
    assert all("refused" in each or "text" in each for each in sent)
    assert editor.architecture == LINKS


# What the page asks

def test_tidy_gives_places_without_overlap(editor, sent):
    graph = {**editor.graph, "components": [{**each, "at": [5, 5]} for each in editor.graph["components"]]}
    editor._handle_custom_msg({"ask": "tidy", "graph": graph, "token": "t"}, [])
    (answer,) = sent
    at = list(answer["positions"].values())
    assert answer["token"] == "t"
    assert len(at) == 5
    assert not [1 for number, one in enumerate(at) for other in at[number + 1:]
                if abs(one[0] - other[0]) < BOX[0] and abs(one[1] - other[1]) < BOX[1]]  # fmt: skip


@pytest.mark.parametrize("form", ["python", "json", "mermaid"])
def test_shows_code_that_loads(editor, sent, form):
    editor._handle_custom_msg({"ask": "code", "form": form, "graph": editor.graph, "token": 1}, [])
    text = sent.pop()["text"]
    editor._handle_custom_msg({"ask": "load", "text": text, "token": 2}, [])
    if form == "python":
        assert "run in a cell" in sent[0]["refused"]
    else:
        assert Architecture.from_dict(sent[0]["graph"]) == LINKS


def test_broken_text_says_where_and_changes_nothing(editor):
    for text in ("flowchart LR\n ->> b", "{broken", "", "hello"):
        with pytest.raises(CourseError):
            editor.load(text)
    assert editor.architecture == LINKS
    findings = editor.load("flowchart LR\n  client --> api\n  api ->> db")
    assert editor.architecture.names == ("client", "api")
    assert "line 3" in str(findings)
    assert "line 3" in str(editor.findings)


# Overlays

def test_load_is_told_in_numbers(editor):
    editor.show("load")
    marks = editor.overlay["marks"]
    assert marks["api"] == {"mark": "bad", "text": "✖ 417% of 4.8 K/s"}
    assert marks["client"]["mark"] == ""
    edit(editor, "api", replicas=30)
    assert editor.overlay["marks"]["api"]["mark"] == "ok"


def test_single_points_of_failure_are_marked(editor):
    editor.show("failures")
    assert "alone" in editor.overlay["marks"]["store"]["text"]
    assert "api" not in editor.overlay["marks"]
    counted = editor.architecture.single_points_of_failure(of=("component", "zone"))
    assert {name for name, mark in editor.overlay["marks"].items() if mark["mark"] == "bad"} == {
        each.name for each in counted if each.what == "component"}, "the map and the method tell two truths"
    assert "Arrows are not counted" in editor.overlay["legend"]


def test_path_of_an_endpoint(editor):
    editor.show("path:create_link")
    marks = editor.overlay["marks"]
    assert {"client", "api", "store", "api>store:sync"} <= set(marks)
    assert "client -> api -> store" in editor.overlay["legend"]
    edit(editor, "store", stores=[])
    assert "✖ No way to" in editor.overlay["legend"]


def test_overlays_offered_fit_what_is_known():
    plain = DiagramEditor(LINKS)
    names = [name for name, _ in plain.overlay["choices"]]
    assert "load" not in names
    assert "path:use link" in names
    plain.show("path:use link")
    assert plain.overlay["marks"]["store"]
    with pytest.raises(CourseError, match="overlay"):
        plain.show("load")
    assert DiagramEditor().overlay["choices"]


@pytest.mark.parametrize("given", [5, "hello", [LINKS], b"{}"])
def test_bad_architecture_is_refused(given):
    with pytest.raises(CourseError):
        DiagramEditor(given)


@pytest.mark.parametrize("options", [{"flows": "no_such_case"}, {"flows": 5}, {"rate": "5 GB"}, {"height": "tall"},
                                     {"height": 5}, {"rate": -1}])
def test_bad_options_are_refused(options):
    with pytest.raises(CourseError):
        DiagramEditor(LINKS, **options)


# What travels

def test_every_kind_has_its_sign_and_every_field_is_one():
    assert set(SIGNS) == set(KINDS)
    assert len({sign for sign, _ in SIGNS.values()}) == len(KINDS)
    made = palette()
    component = {each["name"] for each in made["fields"]["component"]}
    assert component == set(Component.__dataclass_fields__) - {"at"}
    assert {each["name"] for each in made["fields"]["connection"]} == set(Connection.__dataclass_fields__) - {
        "source", "target"}  # fmt: skip
    json.dumps(made)


def test_page_and_kernel_agree_on_the_margin():
    assert f"const PAD = {MARGIN};" in page_code(*PAGE)


def test_page_code_is_small_and_asks_nobody():
    code = DiagramEditor._esm
    assert len(code.encode()) < 32 * 1024  # as it travels: without comments and indentation
    assert len(PAGE) == 4
    for word in ("import ", "fetch(", "http://", "https://", "XMLHttpRequest"):
        assert word not in code, word


def test_the_panel_holds_the_drawing_against_the_requirements_and_leads_to_the_part():
    drawn = Architecture("Links").add(
        Component("A", "client"), Component("B", "service", label="Web API"), Component("links", "sql", stores="link"))
    drawn = drawn.connect("A", "B").connect("B", "links")

    def advice(**options):
        return DiagramEditor(drawn, flows="url_shortener", rate="100/s", **options).overlay["advice"]

    def told(rows):
        return {(each["of"], each["message"].split()[0]) for each in rows}

    plain, held = advice(), advice(requirements={"latency": "20 ms", "durability_copies": 3})
    assert told(plain) < told(held)
    assert "the target is 20 ms" in str(held)
    assert "1 of 3 copies" in str(held)
    assert "A>B:sync" in {each["of"] for each in held}, "the arrow that takes all the time"
    assert "B" in {each["of"] for each in plain}, "a box that a finding calls by its label"
    with pytest.raises(CourseError, match="requirements"):
        DiagramEditor(drawn, requirements="fast")


def test_a_drawing_alone_gets_the_height_it_needs_and_never_more_than_a_screen():
    def drawn(boxes, **options):
        made = Architecture("Some").add(Component("app", "client"))
        made = made.add(*(Component(f"b{number}", "service") for number in range(boxes)))
        for number in range(boxes):
            made = made.connect("app", f"b{number}")
        return DiagramEditor(made, **options).height

    heights = [drawn(boxes, compact=True) for boxes in range(1, 9)]
    assert heights[:4] == [136, 232, 328, 424], "56 a box, 40 between two, 40 around them"
    assert set(heights[4:]) == {TALLEST}
    assert drawn(1) == drawn(9) == TALLEST
    assert drawn(3, compact=True, height=200) == 200
    assert DiagramEditor(compact=True).height == 136


def test_the_kernel_says_when_it_has_heard_what_was_sent():
    editor, said = DiagramEditor(Architecture("m").add(Component("api", "service"))), []
    editor.send = lambda content, buffers=None: said.append(content)
    editor._handle_custom_msg({"ask": "fence", "token": "t"}, [])
    assert said == [{"heard": True, "token": "t"}]
