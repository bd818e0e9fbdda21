"""The try-it panel: what it proposes follows the contract, and what somebody typed stays."""

import pytest

from helpers.interface import Api, Endpoint
from helpers.widgets.interface import InterfaceStudio


@pytest.fixture
def studio() -> InterfaceStudio:
    api = Api("Links", auth="bearer", resources={"Link": {"code": "string(7) read-only", "url": "uri(2048)"}}).add(
        Endpoint("create_link", "POST", "/links", body="Link", returns="Link", errors=[400, 401, 409, 422]),
        Endpoint("open_link", "GET", "/{code}", status=302, errors=[404], auth="public"),
    )
    return InterfaceStudio(api)


def test_what_is_proposed_follows_the_contract(studio):
    form = studio.try_it
    studio.edit("create_link", "idempotent", True)
    assert form.headers.value.startswith("Idempotency-Key")
    studio.edit("create_link", "path", "/urls")
    assert form.path.value == "/urls"
    studio.undo()
    studio.undo()
    assert (form.headers.value, form.path.value) == ("", "/links")


def test_what_was_typed_stays_when_the_contract_changes(studio):
    form = studio.try_it
    form.body.value = '{"url": "https://example.org/mine"}'
    form.headers.value = "X-Trace: 7"
    studio.edit("create_link", "idempotent", True)
    studio.edit("open_link", "errors", "404, 429")
    studio.undo()
    assert form.body.value == '{"url": "https://example.org/mine"}'
    assert form.headers.value == "X-Trace: 7"


def test_another_endpoint_brings_a_call_of_its_own(studio):
    form = studio.try_it
    form.body.value = "typed"
    form.endpoint.value = "open_link"
    assert (form.method.value, form.body.value) == ("GET", "")
    studio.remove("open_link")
    assert form.endpoint.value == "create_link"
    assert "url" in form.body.value
