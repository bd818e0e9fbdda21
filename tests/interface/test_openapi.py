"""Documents: valid by an independent referee, read back equal; what is not modelled is named."""

import json

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator

from helpers.interface import Api, Endpoint, InterfaceError
from helpers.interface.serialization import to_dict
from tests.interface.samples import CASES, WORKSHOP, reference
from tests.interface.strategies import apis

ALL = {name: reference(name) for name in CASES} | {"workshop": WORKSHOP}
MANY = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def problems(document: dict) -> list[str]:
    return [error.message[:200] for error in OpenAPIV31SpecValidator(document).iter_errors()]


@pytest.mark.parametrize("name", ALL)
def test_documents_of_the_cases_are_valid_and_read_back_equal(name):
    api = ALL[name]
    assert not problems(api.openapi())
    for document in (api.openapi(), api.openapi_text(), json.dumps(api.openapi())):
        again = Api.from_openapi(document)
        assert again == api
        assert not again.left_out, str(again.left_out)


@MANY
@given(apis())
def test_any_interface_gives_a_valid_document_and_reads_back_equal(api):
    assert not problems(api.openapi())
    for again in (Api.from_openapi(api.openapi()), Api.from_dict(yaml.safe_load(yaml.safe_dump(to_dict(api))))):
        assert again == api
        assert not again.left_out, str(again.left_out)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(apis())
def test_code_and_yaml_make_the_same_interface(api):
    assert Api.from_openapi(api.openapi_text()) == api
    space: dict = {"Api": Api, "Endpoint": Endpoint}
    exec(api.to_code("made"), space)
    assert space["made"] == api


FOREIGN = """
openapi: 3.0.3
info: {title: Shop, version: 2026-01-01, contact: {name: us}}
servers: [{url: https://shop.example.com/v2}, {url: https://test.example.com}]
tags: [{name: orders}]
security: [{token: [orders]}]
paths:
  /orders:
    get:
      operationId: orders/list
      tags: [orders]
      parameters:
        - {name: page_token, in: query, schema: {type: string}}
        - {name: state, in: query, schema: {type: string, enum: [open, closed]}}
        - {name: session, in: cookie, schema: {type: string}}
      responses:
        200:
          description: ok
          headers: {X-Total: {schema: {type: integer}}}
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/order-item'}}}
            text/csv: {schema: {type: string}}
        4XX: {description: bad}
    post:
      requestBody:
        content: {application/json: {schema: {type: object, required: [lines], properties: {
          lines: {type: array, uniqueItems: true, items: {type: object, properties: {sku: {type: string}}}},
          total: {type: number, multipleOf: 0.01, nullable: true}}}}}
      callbacks: {done: {}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/order-item'}}}}
        '202': {description: later}
        default: {description: bad, content: {application/json: {schema: {type: object}}}}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int64, minimum: 1}}]
    delete: {operationId: deleteOrder, responses: {'204': {description: gone}}}
    head: {responses: {'200': {description: there}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    order-item:
      allOf: [{type: object, required: [id], properties: {id: {type: integer, readOnly: true}}}]
      properties:
        parent: {$ref: '#/components/schemas/order-item'}
        kind: {oneOf: [{type: string}, {type: integer}]}
        code: {type: string, pattern: 'abc', maxLength: 3}
        when: {type: string, format: duration}
    Colour: {type: string, enum: [red, blue]}
"""


@pytest.fixture(scope="module")
def foreign() -> Api:
    return Api.from_openapi(FOREIGN)


def test_a_foreign_document_is_read(foreign):
    assert (foreign.title, foreign.version, foreign.server, foreign.auth) == (
        "Shop",
        "2026-01-01",
        "https://shop.example.com/v2",
        "bearer",
    )
    assert foreign.names == ("orders_list", "post_orders", "delete_order")
    listing, posted, deleted = foreign.endpoints
    assert (str(listing.returns), listing.paginated, str(listing.query["state"])) == (
        "list[OrderItem]",
        "cursor",
        "enum[open|closed]?",
    )
    assert (str(posted.body), posted.status, posted.errors) == ("PostOrdersBody", 201, ("default",))
    assert str(deleted.parameters["id"]) == "int64(1..)"
    assert {name: str(made) for name, made in foreign.resources["OrderItem"].items()} == {
        "id": "integer read-only",
        "parent": "OrderItem?",
        "kind": "any?",
        "code": "string(3)?",
        "when": "string?",
    }
    assert str(foreign.resources["PostOrdersBody"]["total"]) == "number|null?"
    assert not problems(foreign.openapi())


@pytest.mark.parametrize(
    "said",
    [
        "contact",
        "2 servers",
        "grouped by tags",
        "in 'cookie'",
        "X-Total",
        "text/csv",
        "4XX",
        "uniqueItems",
        "multipleOf",
        "callbacks",
        "'202'",
        "errors have a body",
        "'head'",
        "one of 2 alternatives",
        "pattern is abc",
        "format is duration",
        "enum[red|blue], not a resource",
        "called orders_list here",
        "the body may be left out",
    ],
)
def test_what_is_not_modelled_is_named_in_findings(foreign, said):
    told = [str(each) for each in foreign.check()]
    assert any(said in each for each in told), "\n".join(map(str, foreign.left_out))


def test_each_is_named_once(foreign):
    assert len({(each.where, each.message) for each in foreign.left_out}) == len(foreign.left_out)


@pytest.mark.parametrize(
    "text",
    [
        "openapi: 3.1.0\ninfo: {title: T, version: 1}\npaths: {/a: {get: {}}}",
        '{"openapi": "3.1.0", "paths": {"/a": {"get": {}}}}',
        "{openapi: 3.1.0, paths: {/a: {get: {}}}}",
    ],
)
def test_yaml_and_json_are_read(text):
    assert Api.from_openapi(text)["get_a"].status == 0


def test_a_file_is_read(tmp_path):
    path = tmp_path / "api.yaml"
    path.write_text(WORKSHOP.openapi_text())
    assert Api.from_openapi(path) == Api.from_openapi(str(path)) == WORKSHOP
    with pytest.raises(InterfaceError, match="cannot be read"):
        Api.from_openapi(tmp_path / "nothing.yaml")


def test_two_endpoints_at_one_place_are_told():
    document = {"openapi": "3.1.0", "paths": {"/a/{x}": {"get": {}}, "/a/{y}": {"put": {}}}}
    api, findings = Api.read_openapi(document)
    assert api.names == ("get_a_x",)
    assert "broken-part" in findings.rules()
