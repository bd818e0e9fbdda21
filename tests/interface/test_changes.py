"""Twenty changes with the verdicts that oasdiff publishes, both directions of each bound, and what surrounds them."""

from datetime import date

import pytest

from helpers.interface import Api, Endpoint, InterfaceError, breaking_changes

FIELDS = {
    "text": "string(1..280)",
    "note": "string?",
    "photo": "uri(2048)?",
    "state": "enum[draft|live]",
    "id": "string(9) read-only",
}
DAY = date(2026, 11, 29)


def api(sent=None, got=None, parameters=None, **fields) -> Api:
    """A contract with one endpoint that takes Sent and returns Got, so that each direction is changed by itself."""
    call = {"parameters": parameters or {}, "body": "Sent", "returns": "Got", "errors": [400], **fields}
    resources = {"Sent": sent or FIELDS, "Got": got or FIELDS}
    return Api("Posts", (Endpoint("create_post", "POST", "/posts", **call),), resources, auth="bearer")


OLD = api(parameters={"lang": "string(2)?"})


def changed(**changes) -> dict:
    """The fields with some changed; None takes one away."""
    return {name: made for name, made in {**FIELDS, **changes}.items() if made is not None}


def new(**fields) -> Api:
    return api(**{"parameters": {"lang": "string(2)?"}, **fields})


# After oasdiff's documentation and release notes (v1.25 to v1.40, 2026): change -> (new contract, kind, verdict)
TWENTY = {
    "a new required request property": (new(sent=changed(tag="string(9)")), "field-added-required", "breaking"),
    "a new required request property with a default (v1.25.1)": (
        new(sent=changed(tag="enum[a|b] = a required")),
        "field-added-required",
        "breaking",
    ),
    "a new optional request property": (new(sent=changed(tag="string(9)?")), "field-added", "compatible"),
    "a new required parameter": (
        new(parameters={"lang": "string(2)?", "zone": "string(9)"}),
        "parameter-added-required",
        "breaking",
    ),
    "an optional parameter becomes required": (new(parameters={"lang": "string(2)"}), "parameter-required", "breaking"),
    "a parameter is removed": (new(parameters={}), "parameter-removed", "warning"),
    "a longest length where none was, in a request (v1.30)": (
        new(sent=changed(note="string(100)?")),
        "length-narrowed",
        "breaking",
    ),
    "a longest length raised in a request": (new(sent=changed(text="string(1..500)")), "length-widened", "compatible"),
    "a longest length removed from a response (v1.31)": (
        new(got=changed(text="string(1..)")),
        "length-widened",
        "breaking",
    ),
    "a longest length lowered in a response": (
        new(got=changed(text="string(1..100)")),
        "length-narrowed",
        "compatible",
    ),
    "a required response property is removed": (new(got=changed(text=None)), "field-removed", "breaking"),
    "an optional response property is removed (v1.30)": (new(got=changed(photo=None)), "field-removed", "compatible"),
    "a response property becomes optional": (new(got=changed(text="string(1..280)?")), "field-optional", "breaking"),
    "a value is added to a response's enum": (
        new(got=changed(state="enum[draft|live|gone]")),
        "value-added",
        "breaking",
    ),
    "a value is removed from a request's enum": (new(sent=changed(state="enum[live]")), "value-removed", "breaking"),
    "a readOnly request property changes": (new(sent=changed(id="string(3) read-only")), None, None),
    "a scope is added": (new(scopes=["write"]), "scope-added", "breaking"),
    "the success status changes": (new(status=200), "success-status-changed", "breaking"),
    "the endpoint is removed without deprecation": (
        Api("Posts", resources=OLD.resources, auth="bearer"),
        "endpoint-removed",
        "breaking",
    ),
    "an endpoint is added": (OLD.add(Endpoint("read_post", "GET", "/posts/{id}")), "endpoint-added", "compatible"),
}


@pytest.mark.parametrize("change", TWENTY)
def test_verdicts_agree_with_what_oasdiff_publishes(change):
    contract, kind, verdict = TWENTY[change]
    found = [each for each in breaking_changes(OLD, contract, DAY) if each.kind != "version-not-raised"]
    assert [(each.kind, each.verdict) for each in found] == ([] if kind is None else [(kind, verdict)])


def test_there_are_twenty():
    assert len(TWENTY) == 20


MORE = {
    "a request default changes (v1.30)": (
        api(sent={"n": "integer(1..9) = 2"}),
        api(sent={"n": "integer(1..9) = 3"}),
        "default-changed",
        "compatible",
    ),
    "a value is added to an extensible enum (Zalando 112)": (
        api(got={"s": "enum[a|...]"}),
        api(got={"s": "enum[a|b|...]"}),
        "value-added",
        "compatible",
    ),
    "an enum is opened in a response": (
        api(got={"s": "enum[a]"}),
        api(got={"s": "enum[a|...]"}),
        "enum-opened",
        "breaking",
    ),
    "a field may be null in a response": (
        api(got={"s": "string(9)"}),
        api(got={"s": "string(9)|null"}),
        "may-be-null",
        "breaking",
    ),
    "a field may be null in a request": (
        api(sent={"s": "string(9)"}),
        api(sent={"s": "string(9)|null"}),
        "may-be-null",
        "compatible",
    ),
    "a type is widened in a request": (
        api(sent={"n": "integer"}),
        api(sent={"n": "number"}),
        "type-changed",
        "compatible",
    ),
    "a type is widened in a response": (
        api(got={"n": "integer"}),
        api(got={"n": "number"}),
        "type-changed",
        "breaking",
    ),
    "a type becomes another": (api(got={"n": "integer"}), api(got={"n": "boolean"}), "type-changed", "breaking"),
    "a pattern is added to a request": (
        api(sent={"s": "string(9)"}),
        api(sent={"s": "string(9) /[a-z]+/"}),
        "pattern-added",
        "breaking",
    ),
    "a pattern changes": (
        api(sent={"s": "string(9) /[0-9]+/"}),
        api(sent={"s": "string(9) /[a-z]+/"}),
        "pattern-changed",
        "warning",
    ),
    "pages are brought in (AIP-158)": (
        Api("P", (Endpoint("a", "GET", "/a", returns="list[Got]"),), {"Got": {}}),
        Api("P", (Endpoint("a", "GET", "/a", returns="list[Got]", paginated="cursor"),), {"Got": {}}),
        "paging-changed",
        "breaking",
    ),
    "a key is asked for": (OLD, OLD.change("create_post", idempotent=True), "parameter-added-required", "breaking"),
    "a limit is lowered": (
        OLD.change("create_post", rate_limit="10/s"),
        OLD.change("create_post", rate_limit="100/min"),
        "limit-lowered",
        "warning",
    ),
    "items of a list are narrowed in a request": (
        api(sent={"l": "list[string(9)](9)"}),
        api(sent={"l": "list[string(5)](9)"}),
        "length-narrowed",
        "breaking",
    ),
    "a scheme changes": (OLD, OLD.change("create_post", auth="oauth2"), "auth-changed", "breaking"),
    "it is open to all": (OLD, OLD.change("create_post", auth="public"), "auth-changed", "compatible"),
    "unknown fields are refused": (OLD, OLD.replace(unknown_fields="refused"), "unknown-fields-refused", "breaking"),
    "a sunset moves earlier (v1.37)": (
        OLD.change("create_post", deprecated=True, sunset="2027-06-30"),
        OLD.change("create_post", deprecated=True, sunset="2027-01-01"),
        "sunset-earlier",
        "breaking",
    ),
}


@pytest.mark.parametrize("change", MORE)
def test_further_changes(change):
    before, after, kind, verdict = MORE[change]
    found = [each for each in breaking_changes(before, after, DAY) if each.kind != "version-not-raised"]
    assert [(each.kind, each.verdict) for each in found] == [(kind, verdict)]
    assert all(each.why and each.what and each.where for each in found)


@pytest.mark.parametrize(("direction", "sent"), [("request", True), ("response", False)])
@pytest.mark.parametrize(
    ("old", "late", "wider"),
    [
        ("string(10)", "string(20)", True),
        ("string(2..9)", "string(1..9)", True),
        ("string(9)", "string", True),
        ("integer(0..9)", "integer(0..10)", True),
        ("list[date](9)", "list[date]", True),
        ("string(20)", "string(10)", False),
        ("string", "string(9)", False),
        ("integer(0..9)", "integer(1..9)", False),
    ],
)
def test_requests_and_responses_are_judged_in_opposite_directions(direction, sent, old, late, wider):
    side = {"sent" if sent else "got": {"x": old}}, {"sent" if sent else "got": {"x": late}}
    found = [each for each in breaking_changes(api(**side[0]), api(**side[1]), DAY) if "version" not in each.kind]
    assert [each.verdict for each in found] == ["compatible" if wider == sent else "breaking"]


@pytest.mark.parametrize(("sunset", "verdict"), [("2026-11-29", "compatible"), ("2026-11-30", "breaking")])
def test_what_was_announced_may_go_on_its_day_and_not_before(sunset, verdict):
    old = OLD.change("create_post", deprecated=True, sunset=sunset)
    gone = breaking_changes(old, old.remove("create_post"), DAY)
    assert next(each.verdict for each in gone if each.where == "create_post") == verdict


@pytest.mark.parametrize(("version", "told"), [("1.1.0", True), ("2.0.0", False), ("v2", False)])
def test_a_breaking_change_raises_the_first_number(version, told):
    found = breaking_changes(OLD, new(status=200).replace(version=version), DAY)
    assert ("version-not-raised" in {each.kind for each in found}) == told


def test_nothing_changed_is_no_change():
    assert not breaking_changes(OLD, OLD)
    assert "No change" in repr(breaking_changes(OLD, OLD))


def test_a_parameter_of_the_path_may_be_renamed():
    old = Api("A", (Endpoint("a", "GET", "/a/{id}"),))
    assert not breaking_changes(old, Api("A", (Endpoint("a", "GET", "/a/{key}"),)))


def test_a_patch_may_leave_out_what_must_be_there():
    def patch(**fields):
        return Api("A", (Endpoint("a", "PATCH", "/a/{id}", body="A"),), {"A": fields})

    found = breaking_changes(patch(x="date?"), patch(x="date", y="date"))
    assert {each.verdict for each in found} == {"compatible"}


def test_resources_that_hold_each_other_are_compared_to_an_end():
    old = api(got={"replies": "list[Got](9)", "up": "Got?"})
    found = breaking_changes(old, api(got={"replies": "list[Got](9)", "up": "Got?", "n": "integer?"}))
    assert [each.kind for each in found] == ["field-added"]


def test_changes_are_findings_and_a_table():
    found = breaking_changes(OLD, new(status=200))
    assert not found.findings.ok
    assert list(found.table().columns) == ["verdict", "where", "what", "why", "kind"]
    assert [each.verdict for each in found] == ["breaking", "warning"]


def test_only_contracts_are_compared():
    with pytest.raises(InterfaceError, match="new"):
        breaking_changes(OLD, "v2")
