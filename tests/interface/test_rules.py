"""Every rule: something that it finds, and something close to it that it leaves in peace."""

import pytest

from helpers.interface import RULES, Api, Endpoint, rules_table

FIELDS = {"Link": {"code": "string(7) read-only", "url": "uri(2048)"}}


def api(*endpoints, auth="bearer", resources=None, **fields) -> Api:
    return Api("Links", tuple(endpoints), {**FIELDS, **(resources or {})}, auth=auth, **fields)


def call(method="GET", path="/links/{code}", name="the_call", **fields) -> Endpoint:
    return Endpoint(name, method, path, **fields)


CREATE = Endpoint("create_link", "POST", "/links", body="Link", returns="Link", idempotent=True, errors=[400, 401, 409])
READ = Endpoint("read_link", "GET", "/links/{code}", returns="Link", errors=[401, 404])


def with_field(field: str, made: str) -> Api:
    return api(CREATE, READ, resources={"Link": {**FIELDS["Link"], field: made}})


# rule -> (an interface that it finds something in, one close to it that it does not)
TABLE = {
    "verb-in-path": (api(call("POST", "/createLink")), api(call("POST", "/links/{code}:archive"))),
    "trailing-slash": (api(call(path="/links/")), api(call(path="/"))),
    "query-in-path": (api(call(path="/links?sort=new")), api(call(path="/links", parameters={"sort": "string(9)?"}))),
    "singular-collection": (api(call(path="/link/{code}")), api(call(path="/address-books/{code}"))),
    "path-spelling": (api(call(path="/shortLinks/{code}")), api(call(path="/short-links/{code}"))),
    "ambiguous-paths": (
        api(call(path="/links/{code}/new"), call(path="/links/top/{kind}", name="b")),
        api(call(path="/links/{code}"), call(path="/links/top", name="b")),
    ),
    "colon-parameter": (api(call(path="/links/:code")), api(call("POST", "/links/{code}:archive"))),
    "put-on-collection": (
        api(READ, call("PUT", "/links", body="Link", returns="Link")),
        api(READ, call("PUT", "/links/{code}", body="Link", returns="Link")),
    ),
    "open-to-all": (
        api(CREATE.replace(auth="public", rate_limit="10/min")),
        api(CREATE.replace(auth="public")),
    ),
    "deep-path": (api(call(path="/a/{a}/b/{b}/c/{c}/d/{d}")), api(call(path="/a/{a}/b/{b}/c/{c}"))),
    "mixed-spelling": (
        api(resources={"Link": {"long_url": "uri", "madeAt": "date-time"}}),
        api(resources={"Link": {"long_url": "uri", "made": "date-time"}}),
    ),
    "no-success-answer": (api(call(status=0)), api(call(status=302))),
    "no-client-error": (api(call(errors=[503])), api(call(errors=["default"]))),
    "missing-validation-answer": (api(CREATE.replace(errors=[401])), api(CREATE.replace(errors=[422]))),
    "missing-401": (api(call(errors=[404])), api(call(errors=[404]), auth="public")),
    "missing-403": (api(call(scopes=["admin"], errors=[401])), api(call(scopes=["admin"], errors=[401, 404]))),
    "missing-404": (api(call(errors=[401])), api(call(path="/links", errors=[401]))),
    "missing-409": (api(CREATE.replace(errors=[400])), api(CREATE.replace(errors=[400], idempotent=False))),
    "missing-412": (
        api(call("PUT", body="Link", if_match=True, errors=[404, 412])),
        api(call("PUT", body="Link", if_match=True, errors=[404, 412, 428])),
    ),
    "missing-429": (api(call(errors=[404], rate_limit="5/s")), api(call(errors=[404, 429], rate_limit="5/s"))),
    "errors-not-problem": (
        api(READ, errors_as="application/json"),
        api(READ.replace(errors=[]), errors_as="application/json"),
    ),
    "creation-without-201": (api(CREATE.replace(status=200)), api(CREATE.replace(status=200, returns="list[Link]"))),
    "body-with-204": (api(READ.replace(status=204)), api(call("DELETE", status=204))),
    "get-without-answer": (api(call()), api(call(status=302))),
    "slow-without-202": (api(call("POST", "/reports", takes="5 min")), api(call("POST", "/reports", takes="5 s"))),
    "no-job-to-ask": (
        api(call("POST", "/imports", status=202, returns="Link")),
        api(call("POST", "/imports", status=202, returns="Link"), READ),
    ),
    "deprecated-without-end": (api(call(deprecated=True)), api(call(deprecated=True, sunset="2027-06-30"))),
    "list-without-pages": (
        api(call(path="/links", returns="list[Link]")),
        api(call(path="/links", returns="list[Link](50)")),
    ),
    "offset-paging": (
        api(CREATE, call(path="/links", returns="list[Link]", paginated="offset")),
        api(READ, call(path="/links", returns="list[Link]", paginated="offset")),
    ),
    "page-too-large": (
        api(call(path="/links", returns="list[Link]", paginated="cursor", page_limit=1001)),
        api(call(path="/links", returns="list[Link]", paginated="cursor", page_limit=1000)),
    ),
    "post-not-retry-safe": (
        api(CREATE.replace(idempotent=False)),
        api(call("POST", "/links/search", body="Link", returns="list[Link](9)")),
    ),
    "lost-update": (api(READ, call("PUT", body="Link")), api(READ, call("PUT", body="Link", if_match=True))),
    "get-changes-state": (api(call(path="/links/{code}/delete")), api(call(path="/deletions/{code}", returns="Link"))),
    "get-with-body": (api(call("DELETE", body="Link")), api(call("PUT", body="Link"))),
    "change-without-body": (api(call("PATCH")), api(call("PUT"))),
    "created-but-unreadable": (api(CREATE), api(CREATE, READ)),
    "unused-resource": (api(call(status=302)), api(READ)),
    "no-security": (api(CREATE, auth="public"), api(READ, auth="public")),
    "weak-auth": (api(READ, auth="basic"), api(READ, auth="api-key")),
    "secret-in-url": (
        api(call(parameters={"accessToken": "string(9)?"})),
        api(call(parameters={"page_token": "string(9)?"})),
    ),
    "secret-in-answer": (with_field("password", "string(100)"), with_field("password", "string(100) write-only")),
    "no-object-check": (api(call("DELETE")), api(call("DELETE", owner_only=True))),
    "http-without-tls": (api(READ, server="http://example.com"), api(READ, server="http://localhost:8000")),
    "unbounded-text": (with_field("title", "string"), with_field("title", "string read-only")),
    "unbounded-list": (with_field("tags", "list[string(9)]"), with_field("tags", "list[string(9)](20)")),
    "unbounded-number": (with_field("days", "integer(1..)"), with_field("days", "integer(1..365)")),
    "free-form-body": (with_field("more", "object"), with_field("more", "map[string(9)](9)")),
    "money-as-float": (with_field("price", "number(0..9)"), with_field("price_count", "number(0..9)")),
    "date-without-zone": (
        with_field("created_at", "string(30) read-only"),
        with_field("response_time", "number(0..9)"),
    ),
    "closed-enum": (with_field("state", "enum[on|off]"), with_field("state", "enum[on|off|...]")),
    "flag-that-grows": (
        api(resources={"Link": {f"is_{each}": "boolean" for each in "abcd"}}),
        api(resources={"Link": {f"is_{each}": "boolean" for each in "abc"}}),
    ),
    "id-in-body-and-path": (
        api(call("PUT", body="Link"), resources={"Link": {"code": "string(7)", "url": "uri(99)"}}),
        api(call("PUT", body="Link")),
    ),
}
TRACED = {"must-not-served", "should-not-served", "serves-nothing", "unknown-requirement", "serves-what-is-out"}


def test_every_rule_is_tried():
    assert set(TABLE) == set(RULES) - TRACED
    assert len(RULES) >= 30


@pytest.mark.parametrize("rule", TABLE)
def test_a_rule_finds_its_fault_and_leaves_a_near_miss_in_peace(rule):
    fault, near_miss = TABLE[rule]
    assert rule in fault.check().rules()
    assert rule not in near_miss.check().rules(), str(near_miss.check())


@pytest.mark.parametrize("rule", TABLE)
def test_a_finding_says_where_what_and_how_to_mend_it(rule):
    fault = TABLE[rule][0]
    for each in fault.check():
        assert each.where
        assert len(each.message) > 20
        assert len(each.fix) > 8
        assert "  " not in each.message + each.fix


@pytest.mark.parametrize("rule", TABLE)
def test_a_finding_is_placed_at_something_that_is_there(rule):
    """An endpoint, a resource or a field of it; the name of the whole; or all endpoints."""
    for made in TABLE[rule]:
        places = {*made.names, *made.resources, made.title, "all endpoints"}
        for each in made.check():
            assert each.where.partition(".")[0] in places, each


def test_every_rule_has_an_origin_a_reason_and_a_severity():
    for each in RULES.values():
        assert each.origin
        assert all(each.origin)
        assert len(each.why) > 40, each.id
        assert each.severity in ("error", "warning", "note")
    table = rules_table()
    assert list(table.index) == list(RULES)
    assert set(table.columns) == {"severity", "origin", "why it matters"}


@pytest.mark.parametrize(
    ("field", "made", "found"),
    [
        ("amount", "double", True),
        ("amount", "decimal", False),
        ("total_price", "float", True),
        ("price_cents", "integer(0..)", False),
        ("totalAmount", "number", True),
        ("tax_rate", "number", False),
        ("discount_percent", "number", False),
        ("balance", "number", True),
        ("balance", "string(9)", False),
        ("cost_items", "number", False),
    ],
)
def test_money_is_told_by_its_name(field, made, found):
    assert ("money-as-float" in with_field(field, made).check().rules()) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("password", True),
        ("apiKey", True),
        ("api_key", True),
        ("access_token", True),
        ("secret", True),
        ("pin", True),
        ("token", True),
        ("next_token", False),
        ("page_token", False),
        ("public_key", False),
        ("spin", False),
        ("shipping", False),
        ("author", False),
        ("idempotency_key", False),
        ("token_count", False),
        ("key", False),
    ],
)
def test_secrets_are_told_by_their_names(name, found):
    assert ("secret-in-url" in api(call(parameters={name: "string(9)?"})).check().rules()) == found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/people/{id}", False),
        ("/user/{id}", True),
        ("/status", False),
        ("/news", False),
        ("/boxes/{id}", False),
        ("/v1/links/{id}", False),
        ("/users/me", False),
        ("/addresses/{id}", False),
        ("/address/{id}", True),
        ("/media/{id}", False),
        ("/timeline", False),
        ("/order-item/{id}", True),
    ],
)
def test_plurals(path, found):
    assert ("singular-collection" in api(call(path=path, returns="list[Link]")).check().rules()) == found


# The method's own check, both ways

NEEDED = [
    {"id": "open_link", "does": "opens a short link", "priority": "must"},
    {"id": "delete_link", "does": "takes a link back", "priority": "should"},
    {"id": "colours", "does": "chooses a colour", "priority": "could"},
    {"id": "video", "does": "shows a film", "priority": "won't"},
]


@pytest.mark.parametrize(
    ("rule", "serves", "where"),
    [
        ("must-not-served", ["delete_link"], "open_link"),
        ("should-not-served", ["open_link"], "delete_link"),
        ("serves-nothing", [], "read_link"),
        ("unknown-requirement", ["open_lnk"], "read_link"),
        ("serves-what-is-out", ["video"], "video"),
    ],
)
def test_requirements_and_endpoints_are_held_against_each_other(rule, serves, where):
    found = api(READ.replace(serves=serves)).check(NEEDED)
    assert where in {each.where for each in found if each.rule == rule}
    clean = api(READ.replace(serves=["open_link", "delete_link"])).check(NEEDED)
    assert not clean.rules() & TRACED, str(clean)


def test_a_requirement_that_could_be_met_may_be_left_out():
    assert "colours" not in {each.where for each in api(READ.replace(serves=["open_link"])).check(NEEDED)}


def test_a_likely_endpoint_is_named():
    found = api(READ.replace(name="open_short_link")).check(NEEDED)
    told = next(each for each in found if each.rule == "must-not-served")
    assert "open_short_link" in told.fix


def test_a_mistyped_requirement_is_put_right():
    found = api(READ.replace(serves=["open_lnk"])).check(NEEDED)
    assert "open_link" in next(each.fix for each in found if each.rule == "unknown-requirement")


def test_requirements_are_anything_with_functional_rows():
    class Row:
        def __init__(self, name):
            self.id, self.does, self.priority, self.fit = name, "opens a link", "must", ""

    class Sheet:
        functional = (Row("open_link"),)

    assert not api(READ.replace(serves=["open_link"])).check(Sheet()).rules() & TRACED
    matrix = api(READ.replace(serves=["open_link"]), CREATE).traceability(Sheet())
    assert matrix.loc["open_link"].tolist() == [True, False]


def test_without_requirements_nothing_is_traced():
    assert not api(READ).check().rules() & TRACED


# Rule ids looked up in the guidelines (Zalando's chapters on urls, http-requests and others; the index of AIPs).
ZALANDO = {101, 104, 105, 106, 111, 112, 113, 114, 115, 118, 129, 130, 134, 136, 138, 141, 143, 144, 147, 148, 149,
           151, 152, 153, 157, 159, 160, 173, 176, 177, 182, 187, 188, 189, 190, 191, 228, 229, 230, 231, 236, 238,
           253, 254, 255}
AIP = {121, 122, 126, 131, 132, 133, 134, 135, 136, 141, 142, 143, 148, 151, 154, 155, 157, 158, 160, 161, 164,
       180, 181, 185, 193, 194, 202, 211, 214, 231, 233, 234, 235}


def test_guidelines_are_cited_by_ids_that_were_looked_up():
    import re

    from helpers.interface.questions import CONTESTED

    cited = " ".join([*(each for rule in RULES.values() for each in rule.origin),
                      *(each for question, _ in CONTESTED for each in question.sides)])
    assert {int(each) for each in re.findall(r"Zalando (\d+)", cited)} <= ZALANDO
    assert {int(each) for each in re.findall(r"AIP-(\d+)", cited)} <= AIP


def test_what_is_missing_is_proposed_for_each_call():
    """The mend names the answers that this call can get: no 404 without an id in the path."""
    both = Api(
        "Links",
        (
            Endpoint("create_link", "POST", "/links", body="Link", returns="Link", idempotent=True),
            Endpoint("open_link", "GET", "/{code}", status=302, auth="public", resource="Link"),
        ),
        FIELDS,
        auth="bearer",
    )
    mends = {each.where: each.fix for each in both.check() if each.rule == "no-client-error"}
    assert "errors=[400, 401, 409, 422]" in mends["create_link"]
    assert "errors=[404]" in mends["open_link"]


def test_pages_bring_parameters_that_nobody_wrote():
    listed = api(call(path="/links", returns="list[Link]", paginated="cursor", errors=[401]))
    found = next(each for each in listed.check() if each.rule == "missing-validation-answer")
    assert "pages" in found.message


def test_open_on_purpose_is_said_once_and_as_a_warning():
    """Who says at the endpoint that it is open, and limits it, is not told of an error that cannot be mended."""
    open_ = api(CREATE.replace(auth="public", rate_limit="10/min"))
    assert {each.rule for each in open_.check()} & {"no-security", "open-to-all"} == {"open-to-all"}
    sign_in = call("POST", "/sessions", name="sign_in", auth="public", rate_limit="10/min", body="Link", returns="Link")
    assert not {each.rule for each in api(sign_in).check()} & {"no-security", "open-to-all"}


def test_a_deed_by_get_is_told_as_a_deed():
    found = {each.rule for each in api(call(path="/follows/{code}", name="follow")).check()}
    assert "get-changes-state" in found
    assert "get-without-answer" not in found


def test_a_post_is_a_thing_where_the_contract_has_one():
    posts = Api("Blog", (call("POST", "/post", body="Post", returns="Post"),), {"Post": {"text": "string(9)"}})
    found = {each.rule for each in posts.check()}
    assert "singular-collection" in found
    assert "verb-in-path" not in found
    other = {each.rule for each in api(call("POST", "/post", body="Link", returns="Link")).check()}
    assert "verb-in-path" in other


@pytest.mark.parametrize("part", ["followUser", "cancelOrder", "approve-payment", "publish_article", "unfollowUser"])
def test_a_deed_and_its_object_are_a_verb_in_a_path(part):
    found = {each.rule for each in api(call("POST", f"/{part}/{{code}}")).check()}
    assert "verb-in-path" in found
    assert "singular-collection" not in found


@pytest.mark.parametrize("part", ["order-items", "orderStatus", "follow-requests", "followCount", "payments", "likes"])
def test_a_thing_that_begins_like_a_deed_is_no_verb(part):
    assert "verb-in-path" not in {each.rule for each in api(call(path=f"/links/{{code}}/{part}")).check()}
