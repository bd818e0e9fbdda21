"""The stand-in answers as the contract says: it remembers, refuses, pages, and keeps within bounds."""

import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from helpers.interface import Api, Endpoint, InterfaceError, StandIn, UnknownEndpointError
from tests.interface.samples import WORKSHOP, reference

TOOL = {"name": "saw"}


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def shop() -> StandIn:
    return WORKSHOP.serve()


def made(shop, **fields):
    return shop.call("create_tool", {**TOOL, **fields}, key=f"key {shop.count('Tool')}")


def test_what_is_made_is_read_changed_and_gone(shop):
    tool = made(shop, price="9.50")
    assert tool.status == 201
    assert tool.headers["location"] == f"/tools/{tool['id']}"
    assert shop.call("read_tool", tool_id=tool["id"]).body == tool.body
    changed = shop.call("change_tool", {"name": "axe", "price": None}, tool_id=tool["id"])
    assert (changed["name"], "price" in changed.body) == ("axe", False)
    assert shop.call("delete_tool", tool_id=tool["id"]).status == 204
    for name in ("read_tool", "delete_tool"):
        assert shop.call(name, tool_id=tool["id"]).status == 404


def test_an_address_comes_with_what_was_made_and_with_nothing_else(shop):
    tool = made(shop)
    for name, body in (("read_tool", None), ("change_tool", {"name": "axe"})):
        answer = shop.call(name, body, tool_id=tool["id"])
        assert (answer.status, "location" in answer.headers) == (200, False)


def test_what_the_server_sets_is_not_taken_from_clients(shop):
    assert made(shop, id="mine").status == 422
    assert "server sets" in made(shop, id="mine").body["detail"]


def test_what_is_write_only_is_never_shown(shop):
    tool = made(shop, pin="1234")
    assert "pin" not in tool.body
    assert "pin" not in shop.call("read_tool", tool_id=tool["id"]).body


def test_unknown_fields_are_ignored_or_refused():
    assert "colour" not in made(WORKSHOP.serve(), colour="red").body
    assert made(WORKSHOP.replace(unknown_fields="refused").serve(), colour="red").status == 422


def test_ids_are_not_given_out_again(shop):
    first = made(shop)
    shop.call("delete_tool", tool_id=first["id"])
    assert shop.call("create_tool", TOOL, key="another")["id"] != first["id"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 422),
        (b"", 400),
        (b'{"name": NaN}', 400),
        (b'{"name": 1}', 422),
        (b"\xff", 400),
        (b"[" * 5000, 400),
        (b'{"name": "' + b"x" * 9_000_000 + b'"}', 413),
        (b'{"name": "a", "price": "1e9"}', 422),
        (b'{"name": "\\ud800"}', 201),
    ],
)
def test_bodies_are_held_against_the_contract(shop, body, status):
    answer = shop.call("create_tool", body, key="k")
    assert answer.status == status
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.body["status"] == status


def test_another_media_type_is_refused(shop):
    answer = shop.call(
        "create_tool", b"name=saw", key="k", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status in (400, 415)


def test_who_calls_is_asked_in_every_scheme():
    for scheme in ("bearer", "oauth2", "api-key", "api-key-in-query", "basic"):
        shop = WORKSHOP.replace(auth=scheme).serve()
        assert shop.call("create_tool", TOOL, key="k").status == 201, scheme
        for caller in (None, "mallory"):
            refused = shop.call("create_tool", TOOL, key="k", as_=caller)
            assert refused.status == 401, scheme
            assert "www-authenticate" in refused.headers


def test_scopes_and_owners_are_kept_apart(shop):
    tool = made(shop)["id"]
    assert shop.call("create_loan", {}, tool_id=tool, as_="guest").status == 403
    assert shop.call("create_loan", {}, tool_id=tool, as_="bob").status == 201
    assert shop.call("delete_tool", tool_id=tool, as_="bob").status == 403
    hidden = WORKSHOP.change("delete_tool", errors=[401, 404]).serve()
    tool = made(hidden)["id"]
    assert hidden.call("delete_tool", tool_id=tool, as_="bob").status == 404


def test_everybody_has_their_own_where_only_the_owner_may(shop):
    assert shop.call("mark_tool", user="carol").status == 200
    assert shop.call("unmark_tool", user="carol", as_="bob").status == 404
    assert shop.call("mark_tool", user="carol", as_="bob").status == 200
    assert shop.count("Mark") == 2
    assert shop.call("unmark_tool", user="carol").status == 204


def test_a_stale_version_is_refused(shop):
    tool = made(shop)
    path = {"tool_id": tool["id"]}
    assert shop.call("replace_tool", TOOL, **path).status == 428
    second = shop.call("replace_tool", {"name": "axe"}, if_match=tool.etag, **path)
    assert second.status == 200
    assert second.etag != tool.etag
    assert shop.call("replace_tool", TOOL, if_match=tool.etag, **path).status == 412
    assert shop.call("replace_tool", TOOL, if_match="*", **path).status == 200


def test_a_key_makes_a_repeated_call_one(shop):
    assert shop.call("create_tool", TOOL).status == 400
    first, again = (shop.call("create_tool", TOOL, key="one") for _ in range(2))
    assert (first.body, again.body["id"], shop.count("Tool")) == (again.body, first["id"], 1)
    assert again.headers["idempotency-replayed"] == "true"
    assert shop.call("create_tool", {"name": "axe"}, key="one").status == 422
    assert shop.call("create_tool", TOOL, key="one", as_="bob").status == 201, "keys are each caller's own"
    with shop.running("two"):
        assert shop.call("create_tool", TOOL, key="two").status == 409
    assert shop.call("create_tool", TOOL, key="two").status == 201


def test_a_key_is_not_spent_on_a_refused_call(shop):
    assert shop.call("create_tool", {}, key="one").status == 422
    assert shop.call("create_tool", TOOL, key="one").status == 201


def test_limits_make_callers_wait():
    clock = Clock()
    api = WORKSHOP.change("create_tool", rate_limit="2/min")
    shop = api.serve(clock=clock)
    assert [made(shop).status for _ in range(3)] == [201, 201, 429]
    waiting = int(made(shop).headers["retry-after"])
    assert 1 <= waiting <= 61
    assert shop.call("create_tool", TOOL, key="b", as_="bob").status == 201
    clock.now = waiting - 1.5
    assert made(shop).status == 429
    clock.now = waiting
    assert made(shop).status == 201
    assert [made(api.serve(limits=False)).status for _ in range(3)] == [201] * 3


def test_lists_are_paged_and_filtered(shop):
    for at in range(7):
        made(shop, name=f"tool {at}")
    first = shop.call("list_tools", limit=3)
    second = shop.call("list_tools", limit=3, cursor=first["next"])
    last = shop.call("list_tools", limit=3, cursor=second["next"])
    shown = [tool["name"] for page in (first, second, last) for tool in page["items"]]
    assert shown == [f"tool {at}" for at in range(6, -1, -1)]
    assert "next" not in last.body
    assert [each["name"] for each in shop.call("list_tools", name="tool 3")["items"]] == ["tool 3"]
    for wrong in ({"limit": 0}, {"limit": 51}, {"limit": "x"}, {"cursor": "made up"}, {"limit": [1, 2]}):
        assert shop.call("list_tools", **wrong).status == 400, wrong


def test_what_hangs_below_belongs_to_what_is_above(shop):
    one, other = made(shop)["id"], made(shop)["id"]
    loan = shop.call("create_loan", {}, tool_id=one)
    assert loan["days"] == 7
    assert loan["borrower"] == "alice"
    assert shop.call("read_loan", tool_id=one, id=loan["id"]).status == 200
    assert shop.call("read_loan", tool_id=other, id=loan["id"]).status == 404
    assert len(shop.call("list_loans", tool_id=one)["items"]) == 1
    assert shop.call("list_loans", tool_id=other)["items"] == []
    assert shop.call("list_loans", tool_id="none").status == 404


def test_a_job_can_be_asked_for(shop):
    job = shop.call("start_report")
    assert job.status == 202
    assert shop.call("read_report", id=job["id"])["state"] == "waiting"


def test_a_redirect_leads_to_the_address():
    links = reference("url_shortener").serve()
    link = links.call("create_link", {"url": "https://example.org/a?b=c", "code": "mine"}, key="k")
    assert links.call("open_link", code=link["code"], as_=None).headers["location"] == "https://example.org/a?b=c"
    assert links.call("create_link", {"url": "https://example.org", "code": "mine"}, key="l").status == 409


def test_other_methods_and_paths_are_refused_as_problems(shop):
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = shop.request(method, "/tools")
        assert answer.status == 405
        assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))
    nothing = shop.request("GET", "/nothing")
    assert (nothing.status, nothing.headers["content-type"]) == (404, "application/problem+json")
    assert "no such call" in nothing.contract
    assert shop.request("HEAD", "/tools").status == 200
    assert shop.request("HEAD", "/tools").body is None


def test_errors_can_be_forced_and_answers_lost(shop):
    assert shop.call("list_tools", headers={"Prefer": "code=503"}).status == 503
    shop.force("list_tools", 500, times=2)
    assert [shop.call("list_tools").status for _ in range(3)] == [500, 500, 200]
    shop.lose("create_tool")
    assert shop.call("create_tool", TOOL, key="k").status == 0
    assert shop.count("Tool") == 1


def test_seed_and_reset(shop):
    keys = shop.seed("Tool", 5)
    assert shop.count("Tool") == len(set(keys)) == 5
    assert shop.call("read_tool", tool_id=keys[0]).status == 200
    shop.reset()
    assert shop.count("Tool") == 0
    assert shop.call("read_tool", tool_id=keys[0]).status == 404


def test_the_same_seed_gives_the_same_answers():
    assert made(WORKSHOP.serve(seed=3)).body == made(WORKSHOP.serve(seed=3)).body
    assert made(WORKSHOP.serve(seed=3)).body != made(WORKSHOP.serve(seed=4)).body


def test_an_answer_says_what_the_contract_says(shop):
    assert "names 201" in made(shop).contract
    short = WORKSHOP.change("read_tool", errors=[]).serve().call("read_tool", tool_id="none")
    assert short.status == 404
    assert "does not name 404: it names 200" in short.contract
    assert list(shop.log_table().columns) == ["call", "answer", "in words", "contract"]


@pytest.mark.parametrize(
    "mistake",
    [
        lambda shop: shop.call("read_tool"),
        lambda shop: shop.call("read_tool", tool_id="a", colour="red"),
        lambda shop: shop.request("BREW", "/tools"),
        lambda shop: shop.request("GET", "tools"),
        lambda shop: shop.seed("Hammer"),
        lambda shop: shop.seed("Tool", -1),
        lambda shop: shop.force("list_tools", 200),
        lambda shop: StandIn("api"),
        lambda shop: StandIn(WORKSHOP, users={}),
        lambda shop: StandIn(WORKSHOP, seed="x"),
        lambda shop: shop.listen(70_000),
        lambda shop: shop.listen("80"),
    ],
)
def test_mistakes_of_the_caller_are_told(shop, mistake):
    with pytest.raises(InterfaceError):
        mistake(shop)
    with pytest.raises(UnknownEndpointError, match="list_tools"):
        shop.call("list_tool")


# On a port


def fetch(address: str, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_it_listens_on_this_machine_alone_until_it_is_closed():
    with WORKSHOP.serve(port=0) as shop:
        assert shop.address.startswith("http://127.0.0.1:")
        assert shop.call("create_tool", TOOL, key="k").status == 201
        assert b"saw" in fetch(f"{shop.address}/tools")[1]
        assert fetch(f"{shop.address}/tools/{'%2e%2e%2f' * 50}")[0] == 404
        assert fetch(f"{shop.address}/openapi.json")[0] == 200
        assert fetch(f"{shop.address}/tools", Prefer="code=418")[0] == 418
        with pytest.raises(InterfaceError, match="cannot be used"):
            WORKSHOP.serve(port=int(shop.address.rpartition(":")[2]))
        address = shop.address
    assert shop.address is None
    with pytest.raises(urllib.error.URLError):
        fetch(f"{address}/tools")


def test_it_stops_with_its_process():
    """No thread of it keeps a kernel from ending."""
    code = (
        "from helpers import Api, Endpoint\n"
        "print(Api('A', (Endpoint('a', 'GET', '/a', status=302),)).serve(port=0).address)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    with pytest.raises(urllib.error.URLError):
        fetch(f"{done.stdout.strip()}/a")


# Within bounds


def test_ten_thousand_requests_stay_within_bounds():
    import tracemalloc

    api = Api(
        "Notes",
        (Endpoint("create_note", "POST", "/notes", body="Note", returns="Note", idempotent=True),),
        {"Note": {"id": "integer read-only", "text": "string(100)"}},
    )
    shop = api.serve()
    service, endpoint = shop.service, api["create_note"]
    from starlette.datastructures import Headers, QueryParams

    tracemalloc.start()
    for at in range(10_000):
        reply = service.reply(
            endpoint,
            {},
            QueryParams(""),
            Headers({"content-type": "application/json", "idempotency-key": str(at)}),
            b'{"text": "hello"}',
            "/notes",
        )
        assert reply.status == 201
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000
    assert len(service.log) <= 500
    assert len(service.keys.kept) <= 5_000
    assert shop.count("Note") == 10_000


def test_a_full_stand_in_says_so(monkeypatch):
    monkeypatch.setattr("helpers.interface.standin.store.MOST_ROWS", 2)
    shop = WORKSHOP.serve()
    assert [made(shop).status for _ in range(2)] == [201, 201]
    full = made(shop)
    assert full.status == 503
    assert "reset()" in full.body["detail"]
    monkeypatch.setattr("helpers.interface.standin.store.MOST_BYTES", 10)
    shop.reset()
    assert made(shop).status == 503


def test_when_all_numbers_are_given_out_it_says_so_and_to_come_again():
    shop = Api("x", auth="public", resources={"Tool": {"id": "integer(1..2) read-only", "name": "string(9)"}}).add(
        Endpoint("create_tool", "POST", "/tools", body="Tool", returns="Tool", status=201, errors=[422, 503])).serve()
    assert [shop.call("create_tool", TOOL).body["id"] for _ in range(2)] == [1, 2]
    full = shop.call("create_tool", TOOL)
    assert (full.status, full.headers["retry-after"]) == (503, "1")
    assert full.body["detail"].startswith("All Tool numbers up to 2 are given out.")
