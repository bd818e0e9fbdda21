"""The studio of interfaces without a browser: edits, findings, calls, undo, keeping, and what cannot be read."""

import pytest

from helpers import Api, Design, Endpoint, InterfaceStudio, plots
from helpers.errors import CourseError
from tests.interface.samples import reference

NEEDED = ["create_link", "open_link"]
LINKS = Api("Links", auth="bearer", resources={"Link": {"code": "string(7) read-only", "url": "uri(2048)"}}).add(
    Endpoint("create_link", "POST", "/links", serves=["create_link"], body="Link", returns="Link",
             errors=[400, 401, 409, 422], idempotent=True),
    Endpoint("open_link", "GET", "/{code}", serves=["open_link"], status=302, errors=[404], auth="public"))


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def studio():
    return InterfaceStudio(LINKS, NEEDED)


def row(studio, name):
    return next(each for each in studio.table.rows if each["name"] == name)


def page(studio, **message):
    studio.table._handle_custom_msg(message, [])


def test_an_edit_of_the_page_changes_the_contract_and_its_findings(studio):
    page(studio, edit="create_link", column="errors", value="400; 401 409,422")
    assert studio.api == LINKS
    page(studio, edit="create_link", column="idempotent", value=False)
    assert not studio.api["create_link"].idempotent
    assert "post-not-retry-safe" in studio.findings.rules()
    assert "▲1" in row(studio, "create_link")["mark"]
    assert "post-not-retry-safe" in row(studio, "create_link")["told"]
    assert "sent twice is done twice" in studio.findings_shown.value


def test_the_duplicate_appears_and_goes(studio):
    studio.edit("create_link", "idempotent", False)
    studio.choose("create_link")
    for _ in range(2):
        studio.try_it.call()
    assert studio.try_it.stand_in.count("Link") == 2
    assert "Kept now: Link: 2" in studio.try_it.shown.value
    studio.undo()
    assert studio.api == LINKS
    assert studio.try_it.headers.value.startswith("Idempotency-Key: ")
    for _ in range(2):
        studio.try_it.call()
    assert "Kept now: Link: 1" in studio.try_it.shown.value


def test_a_lost_answer_leaves_what_was_done(studio):
    studio.choose("create_link")
    studio.try_it.lost.value = True
    studio.try_it.call()
    assert studio.try_it.answer.status == 0
    assert not studio.try_it.lost.value
    assert studio.try_it.stand_in.count("Link") == 1


def test_a_call_to_what_was_made(studio):
    studio.choose("create_link")
    studio.try_it.call()
    studio.choose("open_link")
    assert studio.try_it.path.value == f"/{studio.try_it.answer['code']}"
    studio.try_it.caller.value = ""
    studio.try_it.call()
    assert studio.try_it.answer.status == 302


@pytest.mark.parametrize(("field", "text", "status"), [
    ("path", "/links/there/is/none", 404), ("method", "DELETE", 405), ("body", "{not json", 400), ("body", "[]", 422),
    ("headers", "", 400), ("caller", "", 401),
])
def test_a_wrong_call_is_answered(studio, field, text, status):
    studio.choose("create_link")
    getattr(studio.try_it, field).value = text
    studio.try_it.call()
    assert studio.try_it.answer.status == status


@pytest.mark.parametrize(("field", "text", "word"), [
    ("path", "no slash", "does not begin with a slash"), ("headers", "no colon", "is no header"),
    ("headers", "X: a\nÜmlaut: b", "is no header"), ("path", "", "does not begin"),
])
def test_what_cannot_be_sent_is_told(studio, field, text, word):
    getattr(studio.try_it, field).value = text
    studio.try_it.call()
    assert word in studio.try_it.shown.value


@pytest.mark.parametrize(("column", "text"), [
    ("errors", "400 x"), ("errors", "99"), ("path", "no slash"), ("name", ""), ("name", "open_link"), ("body", "Lonk"),
    ("returns", "list["), ("rate_limit", "many"), ("serves", "," * 5000), ("method", "FETCH"), ("auth", "trust me"),
    ("paginated", "cursor"), ("path", "/{code}/{code"),
])
def test_what_cannot_be_read_stays_in_its_field(studio, column, text):
    page(studio, edit="create_link", column=column, value=text)
    if column == "serves":  # only separators: nothing is served
        assert studio.api["create_link"].serves == ()
        return
    assert studio.api == LINKS
    assert row(studio, "create_link")["problems"][column]
    assert text in row(studio, "create_link")["cells"]
    assert "role='alert'" in studio.status.value
    page(studio, edit="create_link", column="owner_only", value=True)
    assert studio.api["create_link"].owner_only
    assert text in row(studio, "create_link")["cells"], "another edit does not throw it away"
    studio.undo()
    assert row(studio, "create_link")["problems"] == {}


def test_a_new_name_keeps_what_is_half_typed(studio):
    studio.edit("create_link", "errors", "400 x")
    studio.edit("create_link", "name", "make_link")
    assert "400 x" in row(studio, "make_link")["cells"]


def test_hostile_messages_of_a_page_change_nothing(studio):
    for message in ({}, {"edit": "nobody", "column": "path", "value": "/x"}, {"edit": "create_link", "column": "x"},
                    {"remove": "nobody"}, {"choose": ""}):
        page(studio, **message)
    assert studio.api == LINKS


def test_rows_come_and_go(studio):
    studio.add()
    studio.add()
    assert len(studio.table.rows) == 4
    assert "serves-nothing" in studio.findings.rules()
    page(studio, edit="new_endpoint_1", column="name", value="list_links")
    assert "list_links" in studio.api
    page(studio, remove="list_links")
    for _ in range(4):
        studio.undo()
    assert studio.api == LINKS
    assert studio.undo_button.disabled
    studio.edit("open_link", "rate_limit", "1/s")
    studio.reset()
    assert studio.api == LINKS
    studio.undo()
    assert studio.api["open_link"].rate_limit == "1/s"


def test_an_interface_without_endpoints_can_be_begun():
    studio = InterfaceStudio(Api("Empty"))
    studio.try_it.call()
    studio.add()
    studio.try_it.call()
    for view in ("trace", "openapi", "try"):
        studio.view.value = view
    assert studio.api.names == ("new_endpoint_1",)


def test_the_views(studio):
    studio.view.value = "openapi"
    assert Api.from_openapi(studio.document.value).names == LINKS.names
    studio.view.value = "trace"
    assert studio.figure.layout.title.text == "Each requirement is served, and each endpoint serves one"
    studio.edit("open_link", "serves", "")
    assert "open_link is served by no endpoint" in studio.plot.figure.layout.title.text
    assert "open_link serves no requirement" in studio.plot.figure.layout.title.text
    studio.view.value = "try"
    assert studio.lower.children == (studio.try_it,)


def test_the_code_makes_the_contract(studio):
    studio.code_button.value = True
    studio.edit("open_link", "rate_limit", "9/s")
    names: dict = {}
    exec(studio.code.value, names)
    assert names["api"] == studio.api


def test_what_is_seen_is_kept():
    studio = InterfaceStudio(LINKS, NEEDED, keep="mine")
    assert Design.load("mine", start=True).api is None, "to look at it saves nothing"
    studio.edit("open_link", "rate_limit", "9/s")
    assert Design.load("mine").api == studio.api
    again = InterfaceStudio(LINKS, NEEDED, keep="mine")
    assert again.api == studio.api
    again.reset()
    assert Design.load("mine").api == LINKS


def test_what_is_given_is_checked(studio):
    for given, options in (("x", {}), (LINKS, {"keep": 3}), (LINKS, {"requirements": 3})):
        with pytest.raises(CourseError):
            InterfaceStudio(given, **options)
    with pytest.raises(CourseError):
        studio.api = "x"
    studio.api = LINKS.remove("open_link")
    assert len(studio.table.rows) == 1


def test_a_reopened_notebook_says_how_to_bring_it_back(studio):
    told = studio._repr_mimebundle_()
    told = told[0] if isinstance(told, tuple) else told
    assert "run this cell again" in told["text/plain"]


@pytest.mark.parametrize("case", ["url_shortener", "pastebin", "microblog"])
def test_every_case_can_be_shown_and_each_endpoint_called(case):
    api = reference(case)
    studio = InterfaceStudio(api, list(api.names))
    for name in api.names:
        studio.choose(name)
        studio.try_it.call()
        assert studio.try_it.answer.status in (api[name].status, *api[name].errors), name


def test_the_picture_marks_gaps_by_shape():
    drawn = plots.traceability(LINKS.traceability([*NEEDED, "choose_name"]))
    squares, crosses = drawn.data
    assert list(zip(squares.x, squares.y, strict=True)) == [("create_link", "create_link"), ("open_link", "open_link")]
    assert set(crosses.y) == {"choose_name"}
    assert squares.marker.symbol != crosses.marker.symbol
    assert plots.traceability(Api().traceability([])).data == ()


# --- resources, field by field ----------------------------------------------------------------------------------------


def field_page(studio, **message):
    studio.resources.table._handle_custom_msg(message, [])


def field_row(studio, name):
    return next(each for each in studio.resources.table.rows if each["name"] == name)


@pytest.fixture
def fields(studio):
    studio.view.value = "resources"
    return studio


def test_a_field_is_added_renamed_retyped_and_taken_out(fields):
    fields.resources.choose("Link.url")
    fields.resources.field_button.click()
    assert list(fields.api.resources["Link"]) == ["code", "url", "new_field_1"]
    field_page(fields, edit="Link.new_field_1", column="field", value=" owner ")
    field_page(fields, edit="Link.owner", column="type", value="string(40)?")
    assert str(fields.api.resources["Link"]["owner"]) == "string(40)?"
    assert "string(40)?" in fields.to_code()
    assert "owner" in fields.api.openapi_text()
    field_page(fields, remove="Link.owner")
    assert fields.api.resources == LINKS.resources
    for _ in range(4):
        fields.undo()
    assert fields.api == LINKS
    assert [each["name"] for each in fields.resources.table.rows] == ["Link.code", "Link.url"]


def test_a_page_that_has_not_heard_of_a_new_name_means_the_same_row(fields):
    field_page(fields, edit="Link.url", column="field", value="target")
    field_page(fields, edit="Link.url", column="type", value="uri(100)")
    assert str(fields.api.resources["Link"]["target"]) == "uri(100)"
    field_page(fields, edit="Link.code", column="resource", value="Short")
    field_page(fields, edit="Link.url", column="type", value="uri(200)")
    assert str(fields.api.resources["Short"]["target"]) == "uri(200)"
    page(fields, edit="open_link", column="name", value="follow_link")
    page(fields, edit="open_link", column="errors", value="404, 410")
    assert fields.api["follow_link"].errors == (404, 410)


def test_a_resource_renamed_is_renamed_wherever_it_stands(fields):
    field_page(fields, edit="Link.code", column="resource", value="Short")
    assert str(fields.api["create_link"].body) == "Short"
    assert row(fields, "create_link")["cells"][4] == "Short"
    fields.choose("create_link")
    fields.try_it.call()
    assert fields.try_it.stand_in.count("Short") == 1


def test_a_finding_stands_beside_its_field(fields):
    field_page(fields, edit="Link.url", column="type", value="uri")
    assert "▲1" in field_row(fields, "Link.url")["mark"]
    assert "unbounded-text" in field_row(fields, "Link.url")["told"]
    assert field_row(fields, "Link.code")["mark"] == "✔"
    assert "unbounded-text" in fields.resources.told.value


@pytest.mark.parametrize(("column", "text", "told"), [
    ("type", "strng(5)", "Did you mean string"), ("type", "", "is not a type"), ("field", "code", "already"),
    ("field", "a b", "a b"), ("resource", "link", "capital letter"), ("type", "Link", "without end")])
def test_what_cannot_be_read_stays_in_its_cell(fields, column, text, told):
    field_page(fields, edit="Link.url", column=column, value=text)
    assert fields.api == LINKS
    shown = field_row(fields, "Link.url")
    assert text in shown["cells"]
    assert told in shown["problems"][column]
    assert told in fields.resources.told.value.replace("&#x27;", "'")
    field_page(fields, edit="Link.code", column="type", value="string(8) read-only")  # other cells go on
    assert text in field_row(fields, "Link.url")["cells"]
    fields.undo()
    assert field_row(fields, "Link.url")["problems"] == {}


def test_a_resource_is_added_and_goes_with_its_last_field(fields):
    fields.resources.resource_button.click()
    assert list(fields.api.resources) == ["Link", "Thing1"]
    field_page(fields, remove="Thing1.id")
    assert list(fields.api.resources) == ["Link"]
    for name in ("code", "url"):
        field_page(fields, remove=f"Link.{name}")
    assert list(fields.api.resources["Link"]) == ["url"]
    assert "its last field" in fields.resources.told.value


def test_resources_are_kept(tmp_path):
    studio = InterfaceStudio(LINKS, NEEDED, keep="mine")
    studio.edit_resource("Link.url", "type", "uri(99)")
    assert str(Design.load("mine").api.resources["Link"]["url"]) == "uri(99)"
    again = InterfaceStudio(LINKS, NEEDED, keep="mine")
    assert str(again.api.resources["Link"]["url"]) == "uri(99)"


def test_the_rows_go_out_with_the_number_of_the_edit_that_they_account_for(studio):
    sent = []
    studio.table.send_state = lambda key=None: sent.append(set(key or ()))
    page(studio, edit="open_link", column="errors", value="404, 429", page="p", number=7)
    assert studio.table.seen == {"p": 7}
    assert [each for each in sent if "seen" in each] == [each for each in sent if "rows" in each]
    page(studio, edit="open_link", column="errors", value="4x", page="p", number=8)
    assert studio.table.seen == {"p": 8}
