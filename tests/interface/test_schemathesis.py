"""A referee tries the stand-ins against their own documents: it finds nothing, and finds each planted fault.

The checks are those in `referee.CHECKS`: all of Schemathesis's that apply. The limiter is off: the referee takes a 429
for a wrong answer.
"""

import os

import pytest

from helpers.interface import Api, Endpoint
from helpers.interface.standin.refusal import Reply
from tests.interface.referee import CHECKS, failures
from tests.interface.samples import CASES, WORKSHOP, reference

EXAMPLES = 100 if os.environ.get("CI") else 10


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_found_in_the_stand_ins_of_the_cases(case):
    api = reference(case)
    assert failures(api, api.serve(limits=False).app, EXAMPLES) == {}


def test_nothing_is_found_where_everything_is_used():
    assert failures(WORKSHOP, WORKSHOP.serve(limits=False).app, EXAMPLES) == {}


# A small interface, and faults planted into its stand-in

SMALL = Api(
    "Notes",
    (
        Endpoint("create_note", "POST", "/notes", body="Note", returns="Note", errors=[400, 401, 422]),
        Endpoint(
            "read_note", "GET", "/notes/{id}", returns="Note", parameters={"id": "string(1..20)"}, errors=[401, 404]
        ),
        Endpoint("delete_note", "DELETE", "/notes/{id}", parameters={"id": "string(1..20)"}, errors=[401, 404]),
        Endpoint(
            "send_note",
            "POST",
            "/letters",
            body="Note",
            status=202,
            returns="Note",
            idempotent=True,
            errors=[400, 401, 409, 422],
        ),
    ),
    {"Note": {"id": "string(1..20) read-only", "text": "string(1..50)"}},
    auth="bearer",
)


def altered(change):
    """A fault in what is answered: `change` takes the endpoint and the reply, and gives another reply."""

    def plant(service):
        original = service.reply
        service.reply = lambda endpoint, *given: change(endpoint, original(endpoint, *given))

    return plant


def on(name, **fields):
    """A fault at one endpoint, where all went well."""

    def change(endpoint, reply):
        if endpoint.name != name or reply.status >= 400:
            return reply
        made = {each: value(getattr(reply, each)) for each, value in fields.items()}
        return Reply(
            **{"status": reply.status, "body": reply.body, "headers": reply.headers, "media": reply.media, **made}
        )

    return altered(change)


def accepts_all(service):
    service.contract.body_problem = lambda endpoint, value: None


def refuses_the_valid(service):
    service.contract.body_problem = lambda endpoint, value: "no"


def keeps_what_was_deleted(service):
    service.handler.store.remove = lambda resource, row: None


def forgets_what_was_made(service):
    keep = service.handler.store.add

    def add(*given, **more):
        row = keep(*given, **more)
        service.handler.store.of(given[0]).clear()
        return row

    service.handler.store.add = add


def asks_nobody(service):
    service.doorkeeper.caller = lambda endpoint, headers, query: "alice"


def needs_no_key(service):
    service.keys.read = lambda endpoint, headers: None


# fault -> (the check that must find it, how it is planted)
FAULTS = {
    "the server fails": ("not_a_server_error", on("create_note", status=lambda _: 500)),
    "another status than promised": ("status_code_conformance", on("create_note", status=lambda _: 200)),
    "another media type": ("content_type_conformance", on("read_note", media=lambda _: "text/html")),
    "a field is missing": ("response_schema_conformance", on("create_note", body=lambda body: {"id": body["id"]})),
    "Location is missing": ("response_headers_conformance", on("create_note", headers=lambda _: {})),
    "what is wrong is accepted": ("negative_data_rejection", accepts_all),
    "what is right is refused": ("positive_data_acceptance", refuses_the_valid),
    "what was deleted is still there": ("use_after_free", keeps_what_was_deleted),
    "what was made is not there": ("ensure_resource_availability", forgets_what_was_made),
    "nobody is asked who they are": ("ignored_auth", asks_nobody),
    "a required header is not asked for": ("missing_required_header", needs_no_key),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_faults_are_found(fault):
    check, plant = FAULTS[fault]
    stand_in = SMALL.serve(limits=False)
    plant(stand_in.service)
    assert check in failures(SMALL, stand_in.app, EXAMPLES, until=check)


def test_a_wrong_answer_to_other_methods_is_found():
    stand_in = SMALL.serve(limits=False)

    async def lenient(scope, receive, send):
        if scope["method"] in ("GET", "POST", "DELETE"):
            return await stand_in.app(scope, receive, send)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return None

    assert "unsupported_method" in failures(SMALL, lenient, EXAMPLES, until="unsupported_method")


def test_the_referee_looks_at_more_than_ten_things():
    assert len({check for check, _ in FAULTS.values()} | {"unsupported_method"}) >= 10
    assert {check for check, _ in FAULTS.values()} <= set(CHECKS)
