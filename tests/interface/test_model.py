"""Endpoints and interfaces as values: what follows from what, what is refused, what is answered by a decision."""

import pytest
from hypothesis import given

from helpers import Decision
from helpers.design import Design
from helpers.interface import Api, Endpoint, InterfaceError, UnknownEndpointError
from helpers.interface.endpoint import FIELDS
from helpers.interface.resources import KINDS, kind_of, resource_of
from tests.hostile import anything, refuses_or_answers
from tests.interface.samples import CASES, WORKSHOP, reference


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"method": "POST", "returns": "A"}, 201),
        ({"method": "POST", "returns": "list[A]"}, 200),
        ({"method": "GET", "returns": "A"}, 200),
        ({"method": "DELETE"}, 204),
        ({"method": "GET", "status": 302}, 302),
        ({"method": "GET", "status": 0}, 0),
    ],
)
def test_the_status_follows_unless_it_is_stated(fields, status):
    made = Endpoint("a", path="/a", **fields)
    assert made.status == status
    assert made.replace(description="x").status == status


def test_a_status_that_follows_follows_anew():
    made = Endpoint("a", "POST", "/a", returns="A")
    assert made.replace(returns=None).status == 204
    assert made.replace(status=200).replace(returns=None).status == 200


def test_headers_that_have_a_promise_become_it():
    made = Endpoint(
        "a", "POST", "/a", headers={"Idempotency-Key": "string(9)", "If-Match": "string(9)", "X-Trace": "uuid?"}
    )
    assert (made.idempotent, made.if_match, list(made.headers)) == (True, True, ["X-Trace"])


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "createLink"}, "Write create_link"),
        ({"name": "a b"}, "a_b"),
        ({"method": "FETCH"}, "GET, POST"),
        ({"path": "links"}, "slash"),
        ({"path": "/a/{x}/{x}"}, "twice"),
        ({"path": "/a b"}, "path"),
        ({"path": "/ä"}, "path"),
        ({"errors": [200]}, "400"),
        ({"errors": ["404"]}, "400"),
        ({"status": 404}, "200 to 399"),
        ({"auth": "magic"}, "bearer"),
        ({"paginated": "cursor"}, "list"),
        ({"rate_limit": "often"}, "100/min"),
        ({"share": 2}, "0.99"),
        ({"takes": "long"}, "30 s"),
        ({"sunset": "soon"}, "2027-06-30"),
        ({"idempotent": "yes"}, "True nor False"),
        ({"parameters": {"x": "list[Link]"}}, "body"),
        ({"headers": {"Authorization": "string"}}, "auth="),
        ({"page_limit": 0}, "page_limit"),
        ({"serves": 5}, "serves"),
        ({"returns": "A", "status": 0}, "status"),
        ({"parameters": "x"}, "dict"),
        ({"paginated": "cursor", "returns": "list[A]", "parameters": {"limit": "integer?"}}, "page_limit"),
    ],
)
def test_a_wrong_field_is_named_with_its_mend(fields, told):
    with pytest.raises(InterfaceError, match=told):
        Endpoint(**{"name": "the_call", "method": "GET", "path": "/a", **fields})


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Api(resources={"link": {}}), "capital"),
        (lambda: Api(resources={"Problem": {}}), "taken"),
        (lambda: Api(resources={"A": {"x": "B"}}), "no resource B"),
        (lambda: Api(resources={"A": {"x": "A"}}), "without end"),
        (lambda: Api(resources={"A": {"x": "B"}, "B": {"y": "A"}}), "without end"),
        (lambda: Api(server="ftp://x"), "https"),
        (lambda: Api(resources={"A": {"x": "strin(9)"}}), "resources.A.x"),
        (lambda: Api(auth="none"), "bearer"),
        (lambda: Api(endpoints=["x"]), "Endpoint"),
        (lambda: WORKSHOP.add(WORKSHOP["list_tools"]), "twice"),
        (lambda: WORKSHOP.add(Endpoint("b", "GET", "/tools")), "both GET /tools"),
        (lambda: WORKSHOP.add(Endpoint("b", "POST", "/tools/{key}")), "two ways"),
        (lambda: WORKSHOP.replace(colour=1), "colour"),
        (lambda: WORKSHOP.change("list_tools", colour=1), "colour"),
        (lambda: Api.from_dict([]), "saved"),
        (lambda: Api.from_dict({"endpoints": [{}]}), "missing"),
        (lambda: WORKSHOP.add(Endpoint("b", "GET", "/b", resource="Tol")), "Tool"),
    ],
)
def test_what_does_not_go_together_is_named(make, told):
    with pytest.raises(InterfaceError, match=told):
        make()


def test_an_unknown_endpoint_is_a_key_error_with_the_nearest_name():
    with pytest.raises(UnknownEndpointError, match="list_tools"):
        WORKSHOP["list_tool"]
    assert "list_tools" in WORKSHOP
    assert 5 not in WORKSHOP


def test_a_change_makes_a_new_value():
    changed = WORKSHOP.change("list_tools", page_limit=10)
    assert (WORKSHOP["list_tools"].page_limit, changed["list_tools"].page_limit) == (50, 10)
    assert len(changed.remove("list_tools").endpoints) == len(WORKSHOP.endpoints) - 1
    both = [each.name for each in WORKSHOP.endpoints[:2]]
    assert WORKSHOP.remove(*both).endpoints == WORKSHOP.endpoints[2:]
    assert "Saw" in WORKSHOP.resource("Saw", teeth="integer(1..99)").resources


@given(anything)
def test_nothing_but_a_clear_error_comes_out_of_any_field(value):
    for name in FIELDS:
        with refuses_or_answers():
            Endpoint(**{"name": "a", "method": "GET", "path": "/a", name: value})
    for make in (
        lambda: Api(value),
        lambda: Api(endpoints=value),
        lambda: Api(resources=value),
        lambda: Api(server=value),
        lambda: Api.from_dict(value),
        lambda: Api.from_openapi(value),
        lambda: WORKSHOP.check(value) if value is not None else None,
        lambda: WORKSHOP.questions(value),
        lambda: WORKSHOP.flows(value),
    ):
        with refuses_or_answers():
            make()
    Api.read_openapi(value)


def test_every_kind_is_told():
    assert {kind_of(WORKSHOP, each) for each in WORKSHOP.endpoints} >= set(KINDS) - {"action"}
    assert resource_of(WORKSHOP, WORKSHOP["delete_tool"]) == "Tool"


# Worked interfaces


@pytest.mark.parametrize("case", CASES)
def test_worked_interfaces_are_clean_and_travel_with_the_design(case, tmp_path):
    api = reference(case)
    needed = [{"id": name, "does": name} for each in api.endpoints for name in each.serves]
    unique = list({each["id"]: each for each in needed}.values())
    assert not api.check(unique), str(api.check(unique))
    design = Design("d").replace(api=api)
    assert Design.load(design.save(tmp_path / "d.yaml")).api == api


# Contested guidelines


def test_contested_points_are_questions_and_not_findings():
    asked = {each.id: each for each in WORKSHOP.questions()}
    assert set(asked) == {"version", "ids", "total-count", "stranger", "unknown-fields", "changes"}
    assert {each.id for each in reference("url_shortener").questions()} == {
        "version",
        "ids",
        "redirect",
        "total-count",
        "unknown-fields",
    }
    for question in asked.values():
        assert set(question.evidence) == set(question.options)
        assert all(len(price) > 30 for price in question.prices.values())
        assert len(question.sides) >= 2


def test_a_decision_answers_a_question_with_its_price():
    question = next(each for each in WORKSHOP.questions() if each.id == "ids")
    assert question.evidence == {  # 64 bits; 128 bits, of which 122 by chance (RFC 9562); seven letters
        "number": {"bytes": 64 // 8, "guessable": 1, "tells_when": 1},
        "uuid4": {"bytes": 128 // 8, "guessable": 0, "tells_when": 0},
        "uuid7": {"bytes": 128 // 8, "guessable": 0, "tells_when": 1},
        "short code": {"bytes": 7, "guessable": 0, "tells_when": 0}}
    decision = Decision(**question.fields("uuid7", "Indexes stay in order, and nobody guesses the next one."))
    assert (decision.choice, decision.question) == ("uuid7", question.asks)
    assert "ids" not in {each.id for each in WORKSHOP.questions([decision])}
    unfinished = Decision(**question.fields("uuid7", ""))
    assert "ids" in {each.id for each in WORKSHOP.questions([unfinished])}
    with pytest.raises(InterfaceError, match="uuid"):
        question.fields("uuid", "x")


def test_an_interface_without_endpoints_asks_nothing():
    assert Api().questions() == ()
    assert Api().flows() == ()
    assert not Api().check()
    assert Api().table().empty


def test_the_table_shows_each_endpoint():
    table = WORKSHOP.table()
    assert list(table.index) == list(WORKSHOP.names)
    assert table.loc["create_tool", "promises"] == "Idempotency-Key, 1000/s"
    assert "create_tool" in WORKSHOP._repr_html_()


def test_a_resource_takes_a_dict_or_names_and_a_field_may_be_called_name():
    given = Api("A").resource("Profile", {"name": "string(32)"})
    assert given == Api("A").resource("Profile", name="string(32)")
    with pytest.raises(InterfaceError, match="is no dict"):
        Api("A").resource("Profile", "name")
