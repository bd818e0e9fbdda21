"""Documents as strangers send them: broken, endless, huge. A clear error or findings, in bounded time and memory."""

import json
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.interface import Api, InterfaceError
from tests.hostile import refuses_or_answers
from tests.interface.samples import WORKSHOP

START = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=10,
)


def places(value, at=()):
    """Where something stands in a document."""
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in items:
        yield from places(each, (*at, name))


SOUND = WORKSHOP.openapi()
PLACES = [at for at in places(SOUND) if at]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PLACES), json_values)
def test_a_sound_document_with_any_one_part_replaced_is_read_or_refused(at, value):
    document = json.loads(json.dumps(SOUND))
    inside = document
    for name in at[:-1]:
        inside = inside[name]
    inside[at[-1]] = value
    with refuses_or_answers():
        api = Api.from_openapi(document)
        api.check()
        api.openapi()
    Api.read_openapi(document)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=9), json_values, max_size=4))
def test_arbitrary_documents_are_read_or_refused(parts):
    with refuses_or_answers():
        Api.from_openapi({**START, **parts})


def schemas(**given) -> dict:
    return {
        **START,
        "paths": {
            "/a": {
                "get": {
                    "responses": {
                        "200": {
                            "description": "",
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}},
                        }
                    }
                }
            }
        },
        "components": {"schemas": given},
    }


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def test_a_resource_that_may_hold_itself_is_read():
    api = Api.from_openapi(
        schemas(A={"type": "object", "properties": {"next": ref("A"), "all": {"type": "array", "items": ref("A")}}})
    )
    assert {name: str(made) for name, made in api.resources["A"].items()} == {"next": "A?", "all": "list[A]?"}
    assert api.serve().call("get_a").status in (200, 404)


@pytest.mark.parametrize(
    "endless",
    [
        {"A": {"type": "object", "required": ["next"], "properties": {"next": ref("A")}}},
        {"A": ref("B"), "B": ref("A")},
        {"A": ref("A")},
        {"A": ref("nothing")},
        {"A": {"$ref": "http://elsewhere/x.json"}},
        {"A": {"type": "array", "items": ref("A")}},
        {"A": {"allOf": [ref("A")]}},
        {"A": {"anyOf": [ref("A"), {"type": "null"}]}},
    ],
)
def test_endless_schemas_end(endless):
    api, findings = Api.read_openapi(schemas(**endless))
    assert findings
    assert api.check()


def test_a_document_nested_without_end_is_refused_or_read():
    deep: dict = {"type": "string"}
    for _ in range(3000):
        deep = {"type": "array", "items": deep}
    with refuses_or_answers():
        Api.from_openapi(schemas(A=deep))
    with refuses_or_answers():
        Api.from_openapi("openapi: 3.1.0\nx: " + "[" * 100_000)
    with refuses_or_answers():
        Api.from_openapi('{"openapi": "3.1.0", "x": ' + "[" * 100_000)


def test_an_alias_bomb_stays_small():
    lines = ["a0: &a0 {type: string}"] + [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]" for at in range(1, 12)]
    tracemalloc.start()
    with refuses_or_answers():
        Api.from_openapi(
            "openapi: 3.1.0\n" + "\n".join(lines) + "\npaths: {/a: {get: {parameters: *a11, responses: *a11}}}"
        )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000


def test_five_megabytes_are_refused_at_once(tmp_path):
    text = json.dumps({**START, "paths": {f"/links{at}": {"get": {"description": "x" * 900}} for at in range(5500)}})
    assert len(text) > 5_000_000
    path = tmp_path / "large.json"
    path.write_text(text)
    for document in (text, path, text.encode()):
        with pytest.raises(InterfaceError, match="4 MB"):
            Api.from_openapi(document)


def test_many_endpoints_are_cut_off_and_told():
    api, findings = Api.read_openapi({**START, "paths": {f"/links{at}": {"get": {}} for at in range(700)}})
    assert len(api.endpoints) == 500
    assert "more than 500 endpoints" in str(findings)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("", "not an OpenAPI"),
        ("just text", "not an OpenAPI"),
        ("[1, 2]", "not an OpenAPI"),
        ("a: [", "line"),
        ("swagger: '2.0'", "Swagger 2"),
        ("openapi: 2.0.0", "not OpenAPI 3"),
        (b"\xff\xfe", "UTF-8"),
        ("a: b: c", "line 1"),
        ("openapi: 3.1.0\n\tx: 1", "line 2"),
        (None, "OpenAPI"),
        ({}, "not OpenAPI 3"),
        ("nothing.yaml", "cannot be read"),
    ],
)
def test_what_is_no_document_is_refused_with_its_place(document, told):
    with pytest.raises(InterfaceError, match=told):
        Api.from_openapi(document)
    assert Api.read_openapi(document)[1].rules() == {"broken-document"}


@pytest.mark.parametrize(
    "path",
    [
        "/tools/" + "%2e%2e%2f" * 200,
        "/tools/%00",
        "/tools/%ff%fe",
        "//tools",
        "/tools//",
        "/tools/{tool_id}",
        "/tools/a%2Fb",
        "/" + "a" * 60_000,
        "/tools?limit=" + "9" * 5000,
        "/tools?limit=1&limit=2",
        "/tools?" + "&".join(f"a{at}=1" for at in range(3000)),
        "/tools/'; DROP TABLE tools;--",
        "/tools/<script>",
        "/tools?cursor=%ff",
        "/tools?name=%F0%9F%92%A5",
        "/tools#x",
        "/tools/..",
        "/%2e%2e/etc/passwd",
        "/tools;a=b",
    ],
)
def test_hostile_paths_get_an_answer(path):
    shop = WORKSHOP.serve()
    for method in ("GET", "DELETE"):
        with refuses_or_answers():
            assert shop.request(method, path, as_="alice").status in (200, 204, 400, 403, 404, 405)


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer " + "x" * 10_000},
        {"Authorization": "Basic ////"},
        {"Authorization": ""},
        {"Prefer": "code=999"},
        {"Prefer": "code=" + "4" * 999},
        {"If-Match": "*" * 500},
        {"Idempotency-Key": "x" * 10_000},
        {"Content-Type": "application/json; charset=x"},
        {"Host": "evil.example"},
    ],
)
def test_hostile_headers_get_an_answer(headers):
    assert 200 <= WORKSHOP.serve().call("create_tool", {"name": "a"}, headers=headers).status < 500


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(WORKSHOP.names), json_values, st.text(max_size=20), st.text(max_size=20))
def test_any_call_gets_an_answer_below_500(name, body, one, other):
    shop = test_any_call_gets_an_answer_below_500.__dict__.setdefault("shop", WORKSHOP.serve(limits=False))
    parameters = dict(zip(WORKSHOP[name].path_parameters, (one, other), strict=False))
    with refuses_or_answers():
        assert shop.call(name, body, key="k", if_match="*", **parameters).status < 500


@pytest.mark.parametrize(("text", "told"), [
    ("openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n    get: {}\n", r"line 5: get stands there twice, first in line 4"),
    ('{"openapi": "3.1.0", "paths": {"/a": {"get": {}, "get": {}}}}', "get stands there twice"),
])
def test_what_stands_twice_is_told_and_not_dropped(text, told):
    with pytest.raises(InterfaceError, match=told):
        Api.from_openapi(text)
